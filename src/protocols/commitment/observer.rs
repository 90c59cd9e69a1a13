//! The observer: judges what the nodes have done by their states and logs, not by what anybody
//! says. Transactions that only read are left out: both outcomes are the same.
//!
//! 0. Atomicity: no transaction commits at one node and aborts at another.
//! 1. Validity: a transaction commits only if all its participants voted yes (or read-only).
//! 2. No undo: no node reverses what it has decided or carried out.
//! 3. Durability: a decision outlives crashes: who is in doubt is not told the opposite, and no
//!    participant loses what it was prepared to do.
//! 4. Conservation: with nothing in doubt, the accounts add up to what they began with.
//! 5. Isolation, against dirty reads and dirty writes: no transaction gets at what another, still
//!    undecided, has changed.
//! 6. Progress, the liveness goal: every transaction that was begun has ended everywhere.

use std::fmt;
use std::ops::Deref;

use litemap::LiteMap;

use super::bank::{Bank, OPENING_BALANCE, Part, Phase};
use super::log::{Kind, Log};
use super::transaction::{Id, Job, Members};
use super::{Committing, Outcome, Who};
use crate::sim::protocol::{NodeId, Observation};
use crate::sim::sight::Sight;

pub const ATOMICITY: u8 = 0;
pub const VALIDITY: u8 = 1;
pub const NO_UNDO: u8 = 2;
pub const DURABILITY: u8 = 3;
pub const CONSERVATION: u8 = 4;
pub const ISOLATION: u8 = 5;
pub const PROGRESS: u8 = 6;

/// What has been seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observer {
    fates: LiteMap<Id, Fate>,
    /// Said once.
    does_not_add_up: bool,
    /// Reader, writer.
    dirty: LiteMap<(Id, Id), ()>,
}

/// What has ever been seen of one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Fate {
    voted: Members,
    /// Prepared, so that its work must not be lost.
    prepared: Members,
    committed: Members,
    aborted: Members,
    /// Leaders that have decided.
    decided_commit: Vec<NodeId>,
    decided_abort: Vec<NodeId>,
    split: bool,
    unvoted: bool,
    lost: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// A leader decides, or a participant carries it out.
    Ends {
        who: Who,
        id: Id,
        outcome: Outcome,
    },
    Split {
        id: Id,
        committed: Who,
        aborted: Who,
    },
    NotAllVotedYes {
        id: Id,
        missing: Members,
    },
    Undone {
        who: Who,
        id: Id,
    },
    DecisionLost {
        who: Who,
        id: Id,
        decided: Outcome,
        doubts: Who,
    },
    WorkLost {
        who: Who,
        id: Id,
    },
    AddsUpTo {
        total: i64,
        expected: i64,
    },
    Dirty {
        who: Who,
        id: Id,
        writer: Id,
    },
}

type Found = Vec<Observation<Finding>>;

/// What a participant answers for: its memory, or what it would find on its disk while it is down
/// or has not finished writing.
pub enum View<'a> {
    Memory(&'a Bank),
    Disk(Bank),
}

impl Deref for View<'_> {
    type Target = Bank;

    fn deref(&self) -> &Bank {
        match self {
            View::Memory(bank) => bank,
            View::Disk(bank) => bank,
        }
    }
}

fn on_disk<P: Committing>(config: &P, node: NodeId, disk: &Log) -> Bank {
    let sites = config.sites();
    Bank::replay(sites.accounts, sites.index(node), disk)
}

fn view<'a, P: Committing>(config: &P, world: &'a dyn Sight<P>, node: NodeId) -> View<'a> {
    let at = world.node(node);
    match at.state.and_then(P::bank) {
        Some(bank) if !at.writing => View::Memory(bank),
        _ => View::Disk(on_disk(config, node, at.synced)),
    }
}

/// A participant's bank in memory, or on disk while it is down.
pub fn present<'a, P: Committing>(config: &P, world: &'a dyn Sight<P>, node: NodeId) -> View<'a> {
    let at = world.node(node);
    match at.state.and_then(P::bank) {
        Some(bank) => View::Memory(bank),
        _ => View::Disk(on_disk(config, node, at.synced)),
    }
}

/// The leader's log as far as anybody may have been told of it.
fn told<P: Committing>(world: &dyn Sight<P>, node: NodeId) -> &Log {
    let at = world.node(node);
    match at.state.and_then(P::log) {
        Some(log) if !at.writing => log,
        _ => at.synced,
    }
}

pub fn is_running<P: Committing>(world: &dyn Sight<P>, node: NodeId) -> bool {
    let at = world.node(node);
    at.state.is_some() && !at.paused
}

pub fn can_talk<P: Committing>(world: &dyn Sight<P>, a: NodeId, b: NodeId) -> bool {
    let cut = world.is_cut((a, b)) || world.is_cut((b, a));
    is_running(world, a) && is_running(world, b) && !cut
}

impl Fate {
    /// A node that committed and another one that aborted, participants before leaders: whoever
    /// did both is not enough, and hides nobody.
    fn split_between<P: Committing>(&self, config: &P) -> Option<(Who, Who)> {
        let names = |members: Members, leaders: &[NodeId]| -> Vec<Who> {
            let participants = members.iter().map(|at| config.sites().participant(at));
            participants.chain(leaders.iter().copied()).map(|node| config.who(node)).collect()
        };
        let committed = names(self.committed, &self.decided_commit);
        let aborted = names(self.aborted, &self.decided_abort);
        let pairs = committed.iter().flat_map(|c| aborted.iter().map(move |a| (*c, *a)));
        pairs.into_iter().find(|(committed, aborted)| committed != aborted)
    }
}

impl Observer {
    pub fn look<P: Committing>(&mut self, config: &P, world: &dyn Sight<P>, found: &mut Found) {
        for node in config.sites().participant_ids() {
            self.look_at_memory(config, world, node, found);
        }
        for node in config.leaders() {
            self.look_at_leader(config, world, node, found);
        }
        let views: Vec<View> =
            config.sites().participant_ids().map(|n| view(config, world, n)).collect();
        for (index, bank) in views.iter().enumerate() {
            self.look_at_participant(config, index as u16, bank, found);
        }
        self.look_for_losses(config, world, &views, found);
        self.add_up(config, &views, found);
    }

    fn fate(&mut self, job: &Job) -> &mut Fate {
        self.fates.entry(job.id).or_default()
    }

    /// Votes that need no disk, and who got at what.
    fn look_at_memory<P: Committing>(
        &mut self,
        config: &P,
        world: &dyn Sight<P>,
        node: NodeId,
        found: &mut Found,
    ) {
        let Some(bank) = world.node(node).state.and_then(P::bank) else { return };
        let at = config.sites().index(node);
        let holders: Vec<&Part> = bank.in_doubt().collect();
        for part in bank.parts.values() {
            let fresh = match part.phase {
                Phase::ReadOnly => {
                    let fate = self.fate(&part.job);
                    let fresh = !fate.voted.contains(at);
                    fate.voted.insert(at);
                    fresh
                }
                Phase::Prepared | Phase::Precommitted => {
                    if !config.terms().forces_prepare {
                        self.fate(&part.job).voted.insert(at);
                    }
                    true
                }
                Phase::Waiting | Phase::Committed | Phase::Aborted => false,
            };
            // Who was prepared in an earlier step, or has the earlier record, was there first.
            let first = |holder: &Part| match part.phase {
                Phase::ReadOnly => {
                    self.fates.get(&holder.job.id).is_some_and(|fate| fate.prepared.contains(at))
                }
                _ => {
                    let mine = prepared_at(bank, part.job.id);
                    prepared_at(bank, holder.job.id) < mine
                }
            };
            let in_the_way =
                |holder: &&Part| fresh && holder.job.changes_what(&part.job, at) && first(holder);
            let others: Vec<&Part> = holders.iter().copied().filter(in_the_way).collect();
            for holder in others {
                let (id, writer) = (part.job.id, holder.job.id);
                if self.dirty.insert((id, writer), ()).is_none() {
                    let who = config.sites().who(node);
                    found.push(Observation::violation(
                        Finding::Dirty { who, id, writer },
                        ISOLATION,
                    ));
                }
            }
        }
    }

    fn look_at_leader<P: Committing>(
        &mut self,
        config: &P,
        world: &dyn Sight<P>,
        node: NodeId,
        found: &mut Found,
    ) {
        let who = config.who(node);
        for record in &told(world, node).records {
            let Kind::Decision(outcome) = record.kind else { continue };
            let job = record.job;
            let fate = self.fate(&job);
            let (this, other) = match outcome {
                Outcome::Commit => (&mut fate.decided_commit, &fate.decided_abort),
                Outcome::Abort => (&mut fate.decided_abort, &fate.decided_commit),
            };
            if this.contains(&node) || job.only_reads() {
                continue;
            }
            // Other leaders may only have heard of it.
            if this.is_empty() {
                found.push(ends(who, job.id, outcome));
            }
            this.push(node);
            if other.contains(&node) {
                found.push(Observation::violation(Finding::Undone { who, id: job.id }, NO_UNDO));
            }
            self.check(config, &job, outcome, found);
        }
    }

    fn look_at_participant<P: Committing>(
        &mut self,
        config: &P,
        at: u16,
        bank: &Bank,
        found: &mut Found,
    ) {
        let who = config.sites().who(config.sites().participant(at));
        for part in bank.parts.values() {
            let job = part.job;
            let fate = self.fate(&job);
            let outcome = match part.phase {
                Phase::Committed => Outcome::Commit,
                Phase::Aborted => Outcome::Abort,
                Phase::Prepared | Phase::Precommitted => {
                    fate.voted.insert(at);
                    fate.prepared.insert(at);
                    continue;
                }
                Phase::Waiting | Phase::ReadOnly => continue,
            };
            let (this, other) = match outcome {
                Outcome::Commit => (&mut fate.committed, fate.aborted),
                Outcome::Abort => (&mut fate.aborted, fate.committed),
            };
            if this.contains(at) || job.only_reads() {
                continue;
            }
            this.insert(at);
            found.push(ends(who, job.id, outcome));
            if other.contains(at) {
                found.push(Observation::violation(Finding::Undone { who, id: job.id }, NO_UNDO));
            }
            self.check(config, &job, outcome, found);
        }
    }

    /// What must hold whenever a node commits or aborts, or decides to.
    fn check<P: Committing>(&mut self, config: &P, job: &Job, outcome: Outcome, found: &mut Found) {
        let fate = self.fate(job);
        let missing = job.members().without(fate.voted);
        if outcome == Outcome::Commit && !missing.is_empty() && !fate.unvoted {
            fate.unvoted = true;
            let finding = Finding::NotAllVotedYes { id: job.id, missing };
            found.push(Observation::violation(finding, VALIDITY));
        }
        if let Some((committed, aborted)) = fate.split_between(config)
            && !fate.split
        {
            fate.split = true;
            let finding = Finding::Split { id: job.id, committed, aborted };
            found.push(Observation::violation(finding, ATOMICITY));
        }
    }

    /// Decisions that a coordinator would deny now to somebody in doubt, and work that a
    /// participant was prepared to commit and has no record of.
    fn look_for_losses<P: Committing>(
        &mut self,
        config: &P,
        world: &dyn Sight<P>,
        views: &[View],
        found: &mut Found,
    ) {
        for (id, fate) in self.fates.iter_mut() {
            let decided = match (fate.decided_commit.is_empty(), fate.decided_abort.is_empty()) {
                (false, true) => Outcome::Commit,
                (true, false) => Outcome::Abort,
                _ => continue,
            };
            if fate.lost {
                continue;
            }
            let phase = |at: u16| views[at as usize].parts.get(id).map(|part| part.phase);
            let mut in_doubt =
                fate.prepared.iter().filter(|at| phase(*at).is_some_and(Phase::is_in_doubt));
            let who = NodeId(id.coordinator);
            if let Some(at) = in_doubt.next()
                && answer(config, world, *id).is_some_and(|answer| answer != decided)
            {
                fate.lost = true;
                let doubts = config.sites().who(config.sites().participant(at));
                let who = config.sites().who(who);
                let finding = Finding::DecisionLost { who, id: *id, decided, doubts };
                found.push(Observation::violation(finding, DURABILITY));
            }
            let gone = |at: &u16| {
                let at_node = world.node(config.sites().participant(*at));
                phase(*at).is_none() && !(at_node.state.is_some() && at_node.writing)
            };
            let voted_yes =
                if decided == Outcome::Commit { fate.prepared } else { Members::default() };
            if let Some(at) = voted_yes.iter().find(gone) {
                fate.lost = true;
                let who = config.sites().who(config.sites().participant(at));
                found.push(Observation::violation(Finding::WorkLost { who, id: *id }, DURABILITY));
            }
        }
    }

    fn add_up<P: Committing>(&mut self, config: &P, views: &[View], found: &mut Found) {
        let open = |part: &Part| part.phase.is_in_doubt() || part.phase == Phase::Waiting;
        let in_doubt = views.iter().any(|view| view.parts.values().any(open));
        if in_doubt || self.does_not_add_up {
            return;
        }
        let accounts = config.sites().participants as i64 * config.sites().accounts as i64;
        let expected = accounts * OPENING_BALANCE;
        let total: i64 = views.iter().flat_map(|view| view.balances.iter()).sum();
        if total != expected {
            self.does_not_add_up = true;
            found.push(Observation::violation(Finding::AddsUpTo { total, expected }, CONSERVATION));
        }
    }
}

/// The place of the prepare record in the log: who was prepared first got there first.
fn prepared_at(bank: &Bank, id: Id) -> Option<usize> {
    bank.log.records.iter().position(|record| record.job.id == id)
}

fn ends(who: Who, id: Id, outcome: Outcome) -> Observation<Finding> {
    let bears_on: &'static [u8] =
        &[ATOMICITY, VALIDITY, NO_UNDO, DURABILITY, CONSERVATION, ISOLATION, PROGRESS];
    Observation { finding: Finding::Ends { who, id, outcome }, bears_on, violates: None }
}

/// What the coordinator would say to an inquiry now.
fn answer<P: Committing>(config: &P, world: &dyn Sight<P>, id: Id) -> Option<Outcome> {
    let at = world.node(NodeId(id.coordinator));
    if at.writing { None } else { config.answer(at.state?, id) }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Ends { who, id, outcome: Outcome::Commit } => write!(f, "{who} commits {id}"),
            Finding::Ends { who, id, outcome: Outcome::Abort } => write!(f, "{who} aborts {id}"),
            Finding::Split { id, committed, aborted } => {
                write!(f, "{id} is committed at {committed} and aborted at {aborted}")
            }
            Finding::NotAllVotedYes { id, missing } => {
                write!(f, "{id} is committed, and {missing} never voted yes")
            }
            Finding::Undone { who, id } => write!(f, "{who} reverses what it decided on {id}"),
            Finding::DecisionLost { who, id, decided, doubts } => write!(
                f,
                "{who} decided {decided} of {id} and would now deny it to {doubts}, which is in doubt"
            ),
            Finding::WorkLost { who, id } => {
                write!(f, "{who} voted yes to {id}, which is committed, and has lost its part")
            }
            Finding::AddsUpTo { total, expected } => {
                write!(f, "the accounts add up to {total}, not {expected}")
            }
            Finding::Dirty { who, id, writer } => {
                write!(f, "at {who}, {id} gets at what {writer}, still undecided, has changed")
            }
        }
    }
}
