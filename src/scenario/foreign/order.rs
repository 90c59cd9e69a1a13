//! From events with vector clocks to a trace: what the clocks say must be possible, and an order is
//! found in which no event comes before its causes (Fidge 1988, Mattern 1989). A message is drawn
//! where an event knows of another host what neither its host nor another sender knew.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use litemap::LiteMap;

use super::problem::{Problem, TraceError};
use super::{Event, HOSTS_MAX, Message, Trace};

/// An event as the log has it.
pub struct Logged {
    pub host: String,
    pub clock: Vec<(String, u64)>,
    pub line: usize,
    pub text: String,
    pub fields: Vec<(String, String)>,
}

/// An event by its place in the log, with its clock by the numbers of hosts.
struct Timed {
    host: usize,
    own: u64,
    /// Of hosts that have been heard of.
    clock: LiteMap<usize, u64>,
    line: usize,
}

pub fn ordered(logged: Vec<Logged>) -> Result<Trace, TraceError> {
    let hosts = hosts(&logged)?;
    let timed = logged.iter().map(|event| timed(event, &hosts)).collect::<Result<Vec<_>, _>>()?;
    let by_host = by_host(&timed, &hosts)?;
    let causes = causes(&timed, &by_host, &hosts)?;
    let order = sorted(&timed, &causes, &hosts)?;
    let mut place = vec![0_u32; order.len()];
    for (index, event) in order.iter().enumerate() {
        place[*event] = index as u32;
    }
    let messages = messages(&timed, &by_host, &causes);
    let messages = messages.into_iter();
    let messages = messages.map(|(from, to)| Message { from: place[from], to: place[to] });
    let messages: Vec<Message> = messages.collect();
    let mut slots: Vec<Option<Logged>> = logged.into_iter().map(Some).collect();
    let mut events = Vec::with_capacity(order.len());
    for (index, from) in order.iter().enumerate() {
        let Some(logged) = slots[*from].take() else { continue };
        let clock = timed[*from].clock.iter();
        events.push(Event {
            host: timed[*from].host as u16,
            step: index as u32 + 1,
            number: index as u32,
            line: logged.line as u32,
            text: logged.text,
            fields: logged.fields,
            clock: clock.map(|(host, count)| (*host as u16, *count)).collect(),
            ..Event::default()
        });
    }
    let mut trace = Trace { hosts, events, ..Trace::default() };
    trace.tie(messages);
    Ok(trace)
}

/// In the order in which they first appear.
fn hosts(logged: &[Logged]) -> Result<Vec<String>, TraceError> {
    let mut hosts: Vec<String> = Vec::new();
    for event in logged {
        if !hosts.contains(&event.host) {
            if hosts.len() == HOSTS_MAX {
                let problem = Problem::TooManyHosts { max: HOSTS_MAX };
                return Err(TraceError::at(event.line, problem));
            }
            hosts.push(event.host.clone());
        }
    }
    Ok(hosts)
}

fn timed(event: &Logged, hosts: &[String]) -> Result<Timed, TraceError> {
    let at = |problem| TraceError::at(event.line, problem);
    let mut clock = LiteMap::new();
    for (host, count) in event.clock.iter().filter(|(_, count)| *count > 0) {
        let Some(index) = hosts.iter().position(|known| known == host) else {
            return Err(at(Problem::NotThere { host: host.clone(), count: *count, has: 0 }));
        };
        clock.insert(index, *count);
    }
    let host = hosts.iter().position(|known| *known == event.host).unwrap_or_default();
    match clock.get(&host) {
        Some(own) => Ok(Timed { host, own: *own, clock, line: event.line }),
        None => Err(at(Problem::NotInOwnClock { host: event.host.clone() })),
    }
}

/// Each host's events in the order of their own counts.
fn by_host(timed: &[Timed], hosts: &[String]) -> Result<Vec<Vec<usize>>, TraceError> {
    let mut by_host: Vec<Vec<usize>> = vec![Vec::new(); hosts.len()];
    for (index, event) in timed.iter().enumerate() {
        by_host[event.host].push(index);
    }
    for (host, events) in by_host.iter_mut().enumerate() {
        events.sort_by_key(|event| timed[*event].own);
        for pair in events.windows(2) {
            let (before, event) = (&timed[pair[0]], &timed[pair[1]]);
            let host = hosts[host].clone();
            if before.own == event.own {
                let problem = Problem::Twice { host, count: event.own, line: before.line };
                return Err(TraceError::at(event.line, problem));
            }
            for (of, was) in before.clock.iter() {
                let is = event.clock.get(of).copied().unwrap_or(0);
                if is < *was {
                    let problem = Problem::GoesBack { host, of: hosts[*of].clone(), was: *was, is };
                    return Err(TraceError::at(event.line, problem));
                }
            }
        }
    }
    Ok(by_host)
}

/// For each event the latest event of every other host that its clock names. Counts may leave gaps,
/// where not everything was logged.
fn causes(
    timed: &[Timed],
    by_host: &[Vec<usize>],
    hosts: &[String],
) -> Result<Vec<LiteMap<usize, usize>>, TraceError> {
    let mut causes = Vec::with_capacity(timed.len());
    for event in timed {
        let mut known = LiteMap::new();
        for (host, count) in event.clock.iter().filter(|(host, _)| **host != event.host) {
            let events = &by_host[*host];
            let upto = events.partition_point(|other| timed[*other].own <= *count);
            let has = events.last().map_or(0, |last| timed[*last].own);
            if *count > has {
                let host = hosts[*host].clone();
                let problem = Problem::NotThere { host, count: *count, has };
                return Err(TraceError::at(event.line, problem));
            }
            if let Some(latest) = upto.checked_sub(1) {
                known.insert(*host, events[latest]);
            }
        }
        causes.push(known);
    }
    Ok(causes)
}

/// As in the log, as far as causes come first.
fn sorted(
    timed: &[Timed],
    causes: &[LiteMap<usize, usize>],
    hosts: &[String],
) -> Result<Vec<usize>, TraceError> {
    let mut waits = vec![0_u32; timed.len()];
    let mut led_to: Vec<Vec<usize>> = vec![Vec::new(); timed.len()];
    let mut previous: Vec<Vec<usize>> = vec![Vec::new(); hosts.len()];
    for (index, event) in timed.iter().enumerate() {
        previous[event.host].push(index);
        for (_, cause) in causes[index].iter() {
            led_to[*cause].push(index);
            waits[index] += 1;
        }
    }
    for events in &mut previous {
        events.sort_by_key(|event| timed[*event].own);
        for pair in events.windows(2) {
            led_to[pair[0]].push(pair[1]);
            waits[pair[1]] += 1;
        }
    }
    let free = (0..timed.len()).filter(|index| waits[*index] == 0);
    let mut free: BinaryHeap<Reverse<usize>> = free.map(Reverse).collect();
    let mut order = Vec::with_capacity(timed.len());
    while let Some(Reverse(index)) = free.pop() {
        order.push(index);
        for next in &led_to[index] {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                free.push(Reverse(*next));
            }
        }
    }
    match (0..timed.len()).find(|index| waits[*index] > 0) {
        None => Ok(order),
        Some(index) => {
            let host = hosts[timed[index].host].clone();
            Err(TraceError::at(timed[index].line, Problem::Circle { host }))
        }
    }
}

/// Sender and receiver, by their places in the log.
fn messages(
    timed: &[Timed],
    by_host: &[Vec<usize>],
    causes: &[LiteMap<usize, usize>],
) -> Vec<(usize, usize)> {
    let mut messages = Vec::new();
    for events in by_host {
        let mut before: Option<usize> = None;
        for event in events {
            let was = |host: &usize| before.and_then(|before| causes[before].get(host).copied());
            let fresh = causes[*event].iter().filter(|(host, cause)| was(host) != Some(**cause));
            let fresh: Vec<(usize, usize)> = fresh.map(|(host, cause)| (*host, *cause)).collect();
            for (host, cause) in &fresh {
                // Another of them knows of it already, or the sender has it from this very host.
                let own = timed[*cause].own;
                let is_told = fresh.iter().any(|(other, by)| {
                    other != host && timed[*by].clock.get(host).is_some_and(|count| *count >= own)
                });
                if !is_told {
                    messages.push((*cause, *event));
                }
            }
            before = Some(*event);
        }
    }
    messages
}
