//! Node lists as text: one node a line, `host[:port] [weight] [rack]`, comments behind `#`.

use std::fmt;

use super::error::{NODES_MAX, PlacementError};
use super::ketama;
use super::ring::Member;

/// A longer text is no list of nodes.
pub const BYTES_MAX: usize = 1 << 24;

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedNode {
    /// From 1.
    pub line: u32,
    /// As written: the host, with the port if there is one.
    pub name: String,
    pub host: String,
    pub port: Option<u16>,
    pub weight: u32,
    pub rack: Option<String>,
}

/// A line that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeListError {
    /// From 1; 0 when it is not about a single line.
    pub line: u32,
    pub problem: NodeListProblem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeListProblem {
    Empty,
    TooLong,
    BadPort { text: String },
    NoHost { text: String },
    BadWeight { text: String },
    ZeroWeight { name: String },
    TooManyWords { text: String },
    Duplicate { name: String, first: u32 },
    NoPortForLabel { name: String, label: String },
    UnknownField { label: String, field: String },
    SameLabel { name: String, label: String },
    TooMany { count: usize },
    Placement(PlacementError),
}

/// How a node's label, from which its points are hashed, is made of its name. `None` is the name
/// as written.
pub type LabelForm<'a> = Option<&'a str>;

pub fn parse(text: &str) -> Result<Vec<ListedNode>, NodeListError> {
    let not_a_line = |problem| NodeListError { line: 0, problem };
    if text.len() > BYTES_MAX {
        return Err(not_a_line(NodeListProblem::TooLong));
    }
    let mut nodes: Vec<ListedNode> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line_number = index as u32 + 1;
        let bare = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = bare.split_whitespace().collect();
        if !words.is_empty() {
            let at = |problem| NodeListError { line: line_number, problem };
            nodes.push(parse_line(line_number, &words).map_err(at)?);
        }
    }
    if nodes.is_empty() {
        return Err(not_a_line(NodeListProblem::Empty));
    }
    if nodes.len() > NODES_MAX {
        return Err(not_a_line(NodeListProblem::TooMany { count: nodes.len() }));
    }
    let mut by_name: Vec<&ListedNode> = nodes.iter().collect();
    by_name.sort_by(|a, b| (&a.name, a.line).cmp(&(&b.name, b.line)));
    let twice = by_name.windows(2).filter(|pair| pair[0].name == pair[1].name);
    if let Some(pair) = twice.min_by_key(|pair| pair[1].line) {
        let name = pair[1].name.clone();
        let problem = NodeListProblem::Duplicate { name, first: pair[0].line };
        return Err(NodeListError { line: pair[1].line, problem });
    }
    Ok(nodes)
}

fn parse_line(line: u32, words: &[&str]) -> Result<ListedNode, NodeListProblem> {
    let (name, weight, rack) = match *words {
        [name] => (name, None, None),
        [name, weight] => (name, Some(weight), None),
        [name, weight, rack] => (name, Some(weight), Some(rack)),
        _ => return Err(NodeListProblem::TooManyWords { text: words[3].to_string() }),
    };
    let (host, port) = host_and_port(name)?;
    let weight = match weight.map(|text| (text, text.parse::<u32>())) {
        None => 1,
        Some((_, Ok(0))) => return Err(NodeListProblem::ZeroWeight { name: name.to_string() }),
        Some((_, Ok(weight))) => weight,
        Some((text, Err(_))) => {
            return Err(NodeListProblem::BadWeight { text: text.to_string() });
        }
    };
    Ok(ListedNode {
        line,
        name: name.to_string(),
        host: host.to_string(),
        port,
        weight,
        rack: rack.map(str::to_string),
    })
}

/// A colon before the port; an address with several colons has a port only behind brackets.
fn host_and_port(name: &str) -> Result<(&str, Option<u16>), NodeListProblem> {
    let (host, port) = match name.rsplit_once(':') {
        Some((host, _)) if host.contains(':') && !host.ends_with(']') => (name, None),
        Some((host, port)) => (host, Some(port)),
        None => (name, None),
    };
    if host.is_empty() {
        return Err(NodeListProblem::NoHost { text: name.to_string() });
    }
    let bad = |text: &str| NodeListProblem::BadPort { text: text.to_string() };
    let port = port.map(|text| match text.parse::<u16>() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(bad(text)),
    });
    Ok((host, port.transpose()?))
}

/// The nodes as an algorithm takes them, numbered in the order of the list, with the points their
/// weights give them when `points` is the average.
pub fn members(
    nodes: &[ListedNode],
    label: LabelForm,
    points: u32,
) -> Result<Vec<Member>, NodeListError> {
    // A node without a rack is a rack of its own.
    let rack_of = |node: &ListedNode| node.rack.clone().unwrap_or_else(|| node.name.clone());
    let mut racks: Vec<String> = nodes.iter().map(rack_of).collect();
    racks.sort_unstable();
    racks.dedup();
    let mut members: Vec<Member> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let at = |problem| NodeListError { line: node.line, problem };
        members.push(Member {
            id: members.len() as u16,
            label: label_of(node, label).map_err(at)?,
            rack: racks.partition_point(|rack| *rack < rack_of(node)) as u16,
            weight: node.weight,
            points,
            moved: Vec::new(),
        });
    }
    let mut by_label: Vec<usize> = (0..members.len()).collect();
    by_label.sort_by(|a, b| (&members[*a].label, a).cmp(&(&members[*b].label, b)));
    let twice = by_label.windows(2).find(|pair| members[pair[0]].label == members[pair[1]].label);
    if let Some(pair) = twice {
        let (name, label) = (nodes[pair[1]].name.clone(), members[pair[1]].label.clone());
        let problem = NodeListProblem::SameLabel { name, label };
        return Err(NodeListError { line: nodes[pair[1]].line, problem });
    }
    let refused = |error| NodeListError { line: 0, problem: NodeListProblem::Placement(error) };
    ketama::weigh(&mut members, points).map_err(refused)?;
    Ok(members)
}

fn label_of(node: &ListedNode, form: LabelForm) -> Result<String, NodeListProblem> {
    let Some(form) = form else { return Ok(node.name.clone()) };
    let (mut label, mut rest) = (String::new(), form);
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}').unwrap_or((after, ""));
        label.push_str(before);
        match (field, node.port) {
            ("host", _) => label.push_str(&node.host),
            ("port", Some(port)) => label.push_str(&port.to_string()),
            ("port", None) => {
                let (name, label) = (node.name.clone(), form.to_string());
                return Err(NodeListProblem::NoPortForLabel { name, label });
            }
            _ => {
                let (label, field) = (form.to_string(), field.to_string());
                return Err(NodeListProblem::UnknownField { label, field });
            }
        }
        rest = after;
    }
    label.push_str(rest);
    Ok(label)
}

/// Gives the nodes of a second list the numbers that those of the same name have in the first, and
/// the others new ones.
pub fn renumber(
    members: &mut [Member],
    names: &[ListedNode],
    first: &[ListedNode],
) -> Result<(), NodeListError> {
    let mut known: Vec<(&str, u16)> =
        first.iter().enumerate().map(|(id, node)| (node.name.as_str(), id as u16)).collect();
    known.sort_unstable();
    let mut count = first.len();
    for (member, node) in members.iter_mut().zip(names) {
        member.id = match known.binary_search_by_key(&node.name.as_str(), |(name, _)| *name) {
            Ok(index) => known[index].1,
            Err(_) => {
                count += 1;
                (count - 1) as u16
            }
        };
    }
    if count > NODES_MAX {
        return Err(NodeListError { line: 0, problem: NodeListProblem::TooMany { count } });
    }
    Ok(())
}

impl fmt::Display for NodeListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        write!(f, "{}", self.problem)
    }
}

impl fmt::Display for NodeListProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NodeListProblem::Empty => write!(f, "there is no node in the list"),
            NodeListProblem::TooLong => {
                write!(f, "a list of nodes has at most {BYTES_MAX} bytes")
            }
            NodeListProblem::BadPort { text } => {
                write!(f, "\"{text}\" is not a port from 1 to 65535")
            }
            NodeListProblem::NoHost { text } => write!(f, "\"{text}\" has no host"),
            NodeListProblem::BadWeight { text } => {
                write!(f, "\"{text}\" is not a weight, a whole number from 1 on")
            }
            NodeListProblem::ZeroWeight { name } => {
                write!(f, "\"{name}\" has weight 0, the least is 1")
            }
            NodeListProblem::TooManyWords { text } => {
                write!(f, "nothing may follow host, weight and rack, here is \"{text}\"")
            }
            NodeListProblem::Duplicate { name, first } => {
                write!(f, "\"{name}\" is in line {first} already")
            }
            NodeListProblem::NoPortForLabel { name, label } => {
                write!(f, "\"{name}\" has no port, and the label {label} wants one")
            }
            NodeListProblem::UnknownField { label, field } => {
                write!(f, "the label {label} may name {{host}} and {{port}}, not {{{field}}}")
            }
            NodeListProblem::SameLabel { name, label } => {
                write!(f, "\"{name}\" has the label {label}, as a node before it")
            }
            NodeListProblem::TooMany { count } => {
                write!(f, "{count} nodes are too many, {NODES_MAX} are the most")
            }
            NodeListProblem::Placement(error) => write!(f, "{error}"),
        }
    }
}
