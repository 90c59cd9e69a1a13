//! How the ring of a placement run is looked at, and the acts on it that need a form.

use crate::sim::protocol::NodeId;
use crate::sim::word::{WORD_LEN_MAX, Word};

/// What is shown of the ring besides the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RingLook {
    /// The cluster is shown although there is a ring.
    pub cluster: bool,
    /// Whose view is drawn; `None` leaves it to the protocol.
    pub viewer: Option<NodeId>,
    /// The key whose way to its replicas is shown.
    pub key: Option<String>,
}

/// Acts on a ring that are requests to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingAct {
    Join,
    Weight,
    Put,
}

pub const WEIGHT_MAX: u32 = 16;
/// The longest name of a key: a letter before it says what is to be done with it.
pub const KEY_LEN_MAX: usize = WORD_LEN_MAX - 1;

impl RingAct {
    /// The request's word; `None` when what was entered does not fit.
    pub fn word(self, entered: &str) -> Option<Word> {
        let entered = entered.trim();
        match self {
            RingAct::Join => Word::new("join"),
            RingAct::Weight => {
                let weight = entered.parse::<u32>().ok();
                weight_word(weight.filter(|weight| (1..=WEIGHT_MAX).contains(weight))?)
            }
            RingAct::Put if entered.is_empty() => None,
            RingAct::Put => Word::new(&format!("p{entered}")),
        }
    }
}

pub fn leave_word() -> Option<Word> {
    Word::new("leave")
}

pub fn weight_word(weight: u32) -> Option<Word> {
    Word::new(&format!("w{weight}"))
}

/// A point of a node, by number from 0, goes to another place, of which its first digits are told.
pub fn move_word(number: u32, place: u32) -> Option<Word> {
    Word::new(&format!("m{}x{:06x}", number + 1, place >> 8))
}

/// The request changes the ring as its node sees it: others will hear of it.
pub fn changes_ring(word: Word) -> bool {
    let text = word.as_str();
    matches!(text, "join" | "leave") || text.starts_with(['w', 'm'])
}

/// What has happened to the look of the ring.
#[derive(Clone, Debug, PartialEq)]
pub enum RingMsg {
    Shown { ring: bool },
    ViewerPicked { viewer: Option<NodeId> },
    KeyPicked { name: Option<String> },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_words() {
        let word = |act: RingAct, text: &str| act.word(text).map(|word| word.to_string());
        assert_eq!(word(RingAct::Join, ""), Some("join".into()));
        assert_eq!(word(RingAct::Weight, " 3 "), Some("w3".into()));
        assert_eq!(word(RingAct::Put, "key7"), Some("pkey7".into()));
        assert_eq!(leave_word().map(|word| word.to_string()), Some("leave".into()));
        assert_eq!(
            move_word(2, 0x8f3a_0100).map(|word| word.to_string()),
            Some("m3x8f3a01".into())
        );
        assert_eq!(move_word(4_095, 0).map(|word| word.to_string()), Some("m4096x000000".into()));
        for odd in ["", "0", "17", "-1", "1.5", "x"] {
            assert_eq!(word(RingAct::Weight, odd), None, "{odd}");
        }
        for odd in ["", " ", "Key", "twelve-long", "abcdefghijkl"] {
            assert_eq!(word(RingAct::Put, odd), None, "{odd}");
        }
    }
}
