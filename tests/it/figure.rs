//! Figures: the page's drawings as files of their own.

use std::collections::BTreeSet;

use splitbrain::catalog::PROTOCOLS;
use splitbrain::scenario::gallery;
use splitbrain::scenario::link;
use splitbrain::scenario::picture;
use splitbrain::sim::time::Time;
use splitbrain::ui::figure::{Figure, Of, THEMES};
use splitbrain::view::lang::Lang;
use splitbrain::view::player::{Moment, Player};

use crate::cli::{printed, refused};
use crate::drawings::golden;
use crate::runs::{finished, open};

fn figure<'a>(player: &'a dyn Player, of: Of, until: Time, title: &'a str) -> Figure<'a> {
    let at = Moment { applied: player.events_until(until), time: until };
    Figure { of, player, at, lang: Lang::En, theme: THEMES[0], title, payload: "paxos?n=3&e=1" }
}

/// The names of all elements, each closed where it should be.
fn elements(svg: &str) -> BTreeSet<&str> {
    let (mut open, mut all) = (Vec::new(), BTreeSet::new());
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "{text}");
        let name = tag.trim_matches('/').split_whitespace().next().expect("a name");
        all.insert(name);
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    all
}

#[test]
fn every_picture_of_the_gallery_is_whole_and_needs_no_page() {
    for entry in gallery::entries() {
        let scenario = (entry.make)();
        let player = finished(&scenario);
        for (index, of) in Of::ALL.into_iter().enumerate() {
            for part in [1, 2, 3] {
                let until = Time(scenario.until.us() * part / 3);
                let mut figure = figure(&*player, of, until, entry.id);
                figure.theme = THEMES[(index + part as usize) % THEMES.len()];
                figure.lang = if part == 2 { Lang::Zh } else { Lang::En };
                let Some(svg) = figure.svg() else {
                    assert!(of == Of::Ring && scenario.protocol != "ring", "{}", entry.id);
                    continue;
                };
                elements(&svg);
                let of_a_page = ["var(", "color-mix", "class=", "tabindex", "NaN", "inf"];
                let found = of_a_page.iter().find(|word| svg.contains(*word));
                assert_eq!(found, None, "{} {}", entry.id, of.name());
            }
        }
    }
}

#[test]
fn pictures_of_a_blocked_commit_look_like_this() {
    let player = finished(&open("commit.blocked"));
    for of in [Of::Cluster, Of::Spacetime] {
        let svg = figure(&*player, of, Time::from_ms(150), "Blocked").svg().expect("a picture");
        golden(&format!("figure-{}.svg", of.name()), &svg.replace("><", ">\n<"));
    }
    let player = finished(&open("ring.join"));
    let svg = figure(&*player, Of::Ring, Time::from_ms(1_100), "Join").svg().expect("a picture");
    golden("figure-ring.svg", &svg.replace("><", ">\n<"));
}

#[test]
fn what_people_write_stays_text() {
    let player = finished(&open("paxos.peace"));
    let title = "</title><script>alert(1)</script>\u{1} & \"x\"";
    let svg = figure(&*player, Of::Cluster, Time(0), title).svg().expect("a picture");
    assert!(!elements(&svg).contains("script"));
    assert!(svg.contains("&lt;script&gt;alert(1)") && !svg.contains('\u{1}'), "{svg}");
}

#[test]
fn the_command_renders_what_can_be_opened_again() {
    let svg = printed(&["render", "paxos.duel?n=5", "--at", "60", "--view", "cluster"], "");
    let payload = picture::payload(svg.as_bytes()).expect("a payload");
    let decoded = link::decode(&payload, PROTOCOLS).expect("a link");
    assert_eq!(decoded.scenario, open("paxos.duel?n=5"));
    assert!(decoded.made.is_some_and(|made| made.hash.is_some()));
    let zh = printed(&["render", "ring.join", "--lang", "zh", "--theme", "dark"], "");
    assert!(zh.contains("个键") || zh.contains("的键"), "{zh}");
    assert!(refused(&["render", "paxos.duel", "--view", "ring"], "").contains("no ring"));
    assert!(
        refused(&["render", "paxos.duel", "--view", "tree"], "")
            .contains("cluster, spacetime, ring")
    );
    assert!(refused(&["render", "paxos.duel", "--at"], "").contains("--at wants a value"));
    assert!(refused(&["render"], "").contains("wants a scenario"));
    assert!(refused(&["render", "a", "b"], "").contains("second"));
}
