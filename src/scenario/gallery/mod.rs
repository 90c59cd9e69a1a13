//! The gallery: scenarios with a story, each with an id that links may name for ever.

mod build;
pub mod challenges;
pub mod paxos;
mod paxos_broken;
pub mod paxos_commit;
pub mod ring;
mod ring_load;
pub mod sides;
pub mod three_phase;
pub mod two_phase;
mod two_phase_conflicts;

use super::scenario::Scenario;

/// One scenario of the gallery.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// `paxos.duel`: the protocol's id, a dot, and a word.
    pub id: &'static str,
    pub protocol: &'static str,
    /// Its `base` is `id`.
    pub make: fn() -> Scenario,
}

/// Ids that were given up, and the entry that tells the same today. An id in an old link must open
/// what it always opened, so none is ever removed or used for something else.
const ALIASES: &[(&str, &str)] = &[];

/// In the order of the page.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        paxos::ENTRIES,
        challenges::PAXOS,
        two_phase::ENTRIES,
        challenges::COMMIT,
        three_phase::ENTRIES,
        challenges::PHASES,
        paxos_commit::ENTRIES,
        sides::ENTRIES,
        ring::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The id that tells today what this one told when its link was made.
pub fn today(id: &str) -> &str {
    resolve(id, ALIASES)
}

pub fn find(id: &str) -> Option<&'static Entry> {
    let id = today(id);
    entries().find(|entry| entry.id == id)
}

fn resolve<'a>(id: &'a str, aliases: &[(&'a str, &'a str)]) -> &'a str {
    aliases.iter().find(|(old, _)| *old == id).map_or(id, |(_, new)| new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_leads_to_its_entry() {
        let aliases = [("paxos.old", "paxos.new")];
        assert_eq!(resolve("paxos.old", &aliases), "paxos.new");
        assert_eq!(resolve("paxos.new", &aliases), "paxos.new");
        for (old, new) in ALIASES {
            assert!(find(old).is_some(), "{old} leads to {new}, which is not there");
            assert!(entries().all(|entry| entry.id != *old), "{old} is in use again");
        }
    }
}
