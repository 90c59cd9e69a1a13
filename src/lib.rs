//! # Splitbrain: break a distributed system and watch it happen
//!
//! This page is the map of the code. One package, one direction of data:
//!
//! ```text
//! scenario ──▶ run (timed scheduler over one transition relation) ──▶ trace ──▶ view ──▶ page
//!     ▲                                                                           │
//!     └── link ◀──────────────── what a person does is a new scenario ◀───────────┘
//! ```
//!
//! There is no second source of truth: a link, a rewind, a branch and a golden test are the same
//! thing seen from different sides.
//!
//! ## Layers
//!
//! | layer | is | may import |
//! | --- | --- | --- |
//! | [`sim`] | the core: time, faults, the world, the schedulers, the trace | itself |
//! | [`placement`] | which node holds a key: ring, rendezvous, jump, maglev, anchor | itself |
//! | [`check`] | the explorer: every state of a model, shortest counterexamples | `sim` |
//! | [`protocols`] | each from its paper | `sim` without its schedulers, `placement` |
//! | [`scenario`] | what a run depends on: text, link, file, gallery | all above |
//! | [`view`] | a run as plain data with words and geometry; one exhibit per protocol | the above |
//! | [`catalog`] | the one file that names every protocol | the above |
//! | [`chunk`] | parts of the program that the page fetches when they are needed | nothing |
//! | [`ui`] | the page; only it names yew | `view`, `scenario`, `catalog`, `chunk`, time |
//! | `browser` | all that names a browser; wasm only | `ui`, `catalog`, `scenario`, `chunk` |
//!
//! The table is held by a test, `tests/it/tidy.rs`: one crate has no walls of its own.
//!
//! ## The core
//!
//! - [`sim::world`] is the transition relation. `World::enabled` lists what could happen next,
//!   `World::apply` makes one of it happen; neither knows a clock.
//! - [`sim::timed`] gives each action a moment and takes the earliest. Every timed run is a path of
//!   the untimed relation; a test replays thousands of generated runs to see that it is so. An
//!   explorer that takes all enabled actions therefore checks what the page shows.
//! - [`sim::protocol`] is what a protocol is to the kernel: reactions that return effects. Time,
//!   randomness, disk and choice are effects, never ambient.
//! - [`sim::random`] draws by key (seed, stream, link or node, nth), not "the next number": taking
//!   a fault out of a script leaves every earlier event as it was and re-rolls nothing.
//! - [`sim::run`] records a run with spaced snapshots; any moment is a snapshot and a short replay.
//!   [`sim::trace`] keeps what must be at hand for a million events and no more.
//! - A forced write blocks its node: effects after it, and the node's next step, wait for the disk.
//!   So a process can never leak what a crash would take back, unless a broken rule lets it.
//! - A message's fate is judged when its receiver takes it, and recorded with the reason.
//! - Timers run on the node's monotonic clock. Drift changes their pace; a jump moves only the
//!   reading that a process may look at. That is what keeps the order rule of untimed timers true.
//!
//! ## The explorer
//!
//! - [`check`] explores models; [`check::schedules`] makes one of any protocol, on `World::enabled`
//!   and `World::apply`, with a budget for faults and timers. No protocol is written twice.
//! - States are told apart by a 64-bit fingerprint, which with that of the parent is all that stays
//!   of a state; runs are found again from those. Any number of threads finds the same runs.
//! - [`check::script`] gives a run without a clock its times, [`check::shrink`] takes out of the
//!   script what isn't needed, [`view::hunt`] makes a scenario of it, which the page plays.
//! - In the page a [`view::explorer`] job is worked off in slices, in a worker that runs this same
//!   program without a document, or in the page. Orders and reports cross as text.
//! - What should hold eventually is looked for where runs end and where they go round.
//! - [`check::models`] are those whose counts are published. They say whether the explorer counts
//!   right, and nothing about our protocols. Those are in `tests/hunts.txt`, rule by rule.
//!
//! ## In pieces
//!
//! A visitor downloads what shows one run and plays it. What stands around the picture
//! (`ui::app::around`), what is done to a run, each family of protocols, the explorer and imported
//! traces are chunks ([`chunk`], `ui::later`): tables of functions that whoever calls them gets, or
//! nothing yet. `tools/split.mjs` cuts them out of the program, `tools/size.mjs` holds their sizes.
//!
//! ## Figures
//!
//! `ui::figure` calls the page's own drawings without a page, and writes the page's own styles into
//! each shape: what is saved as a picture, and what the command line renders, is what is seen.
//!
//! ## Imported traces
//!
//! [`scenario::foreign`] reads logs with vector clocks and sequences of states into one plain form;
//! [`view::foreign`] plays it through the trait that runs are played by, so that the page's
//! drawings, lists and pictures serve it unchanged. It is no scenario: nothing can be done to it.
//!
//! ## Invariants, most of them absences
//!
//! - Nothing below `ui` knows a screen exists, nothing below `browser` a browser.
//! - There is no `now()`, no hash-ordered collection, no float below `view`.
//! - The scenario is the only thing that is edited; all else is derived and may be thrown away.
//! - One place changes a world: `World::apply`.
//! - Types below `scenario` are not serializable; link and file have formats of their own.
//! - A link names inputs, never states, and carries the engine epoch: a number that changes when,
//!   and only when, a golden trace changes.
//! - Bad input is a value ([`scenario::problem`]), a panic is a bug of ours.
//!
//! ## Where it departs from the sketch it began as
//!
//! - The network is a multiset of envelopes in the world; names of messages (link and nth) live in
//!   the timed scheduler, so that equal worlds are equal to an explorer.
//! - What the observer needs of the past is a value of its own (`Protocol::Observer`), so that
//!   properties which look back can be checked under both schedulers.
//! - The page plays [`view::erased`], one protocol type that stands for all: generic code is
//!   compiled once for the download, and the same runs come out (a test compares them).
//!
//! ## Reading order
//!
//! `sim/protocol.rs`, `sim/world.rs`, `protocols/paxos`, a file of `tests/golden/paxos`,
//! `sim/timed.rs`, `scenario/scenario.rs`, `scenario/link.rs`, `view/player.rs`, `ui/model.rs`.
//!
//! **Adding a protocol touches four places**: `protocols/x.rs`, `view/exhibits/x.rs`, a few lines
//! in `catalog.rs`, and `tests/golden/x/`.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod catalog;
pub mod check;
pub mod chunk;
pub mod placement;
pub mod protocols;
pub mod scenario;
pub mod sim;
pub mod ui;
pub mod view;
