//! A drawing's elements as text, each with its styles.

use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag};

use super::sheet::{Element, Scope, Sheet};

/// Attributes that only a page has a use for.
const OF_A_PAGE: [&str; 5] = ["class", "role", "tabindex", "style", "key"];

/// A drawing as what stands within an `svg` element; its own `svg` and `div` become groups.
pub fn write(drawing: &Html, sheet: &Sheet, theme: &str) -> String {
    let mut writer = Writer { sheet, path: Vec::new(), text: String::new() };
    writer.node(drawing, &sheet.palette(theme));
    writer.text
}

struct Writer<'a> {
    sheet: &'a Sheet,
    path: Vec<Element>,
    text: String,
}

impl Writer<'_> {
    fn node(&mut self, node: &VNode, scope: &Scope) {
        match node {
            VNode::VTag(tag) => self.tag(tag, scope),
            VNode::VText(text) => self.text.push_str(&escaped(&text.text)),
            VNode::VList(list) => list.iter().for_each(|child| self.node(child, scope)),
            // A figure's drawing is made of elements only.
            _ => {}
        }
    }

    fn tag(&mut self, tag: &VTag, scope: &Scope) {
        let all: Vec<(&str, &str)> = tag.attributes.iter().collect();
        let class = all.iter().find(|(name, _)| *name == "class").map_or("", |(_, value)| value);
        let classes: Vec<String> = class.split_whitespace().map(String::from).collect();
        let only_for_hands = classes.iter().any(|class| class == "hit" || class == "focus");
        if only_for_hands || tag.tag() == "table" {
            return;
        }
        let mut scope = scope.clone();
        self.path.push(Element { tag: tag.tag().to_string(), classes });
        let styles = self.sheet.attributes(&self.path, &mut scope);
        let grouped = matches!(tag.tag(), "svg" | "div");
        let name = if grouped { "g" } else { tag.tag() };
        self.text.push_str(&format!("<{name}"));
        let styled = |name: &str| styles.iter().any(|(styled, _)| styled == name);
        let kept = all.iter().filter(|(name, _)| {
            let of_page = OF_A_PAGE.contains(name) || name.starts_with("aria-");
            let of_box = grouped && matches!(*name, "width" | "height");
            !(of_page || of_box || styled(name))
        });
        let styles = styles.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in kept.copied().chain(styles) {
            self.text.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        let start = self.text.len();
        self.text.push('>');
        if let Some(children) = tag.children() {
            self.node(children, &scope);
        }
        if self.text.len() == start + 1 {
            self.text.truncate(start);
            self.text.push_str("/>");
        } else {
            self.text.push_str(&format!("</{name}>"));
        }
        self.path.pop();
    }
}

/// As XML wants it. What may not stand in XML at all is replaced.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}
