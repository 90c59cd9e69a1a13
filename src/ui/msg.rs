//! What has happened, and what the page asks of the browser in return.

use std::rc::Rc;

use crate::chunk::File;
use crate::sim::fault::{Fault, TimedFault};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::sim::word::Word;
use crate::ui::explorer::ExplorerMsg;
use crate::ui::figure::Of;
use crate::ui::foreign::ForeignMsg;
use crate::ui::keys::Press;
use crate::ui::model::{Copied, Dialog, Pane, Sheet, Tool};
use crate::ui::options::Theme;
use crate::ui::ring_look::RingMsg;
use crate::view::explorer::Order;
use crate::view::export::Format;
use crate::view::lang::Lang;

/// A place on the screen, in CSS pixels.
pub type Point = (f64, f64);

#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    // Opening.
    /// The address, or what stands for one.
    LinkArrived {
        payload: String,
    },
    LinkPasted {
        text: String,
    },
    /// The beginning of a file, or all of it where it is not too long.
    FileRead {
        /// Empty where it has none: it was pasted.
        name: String,
        bytes: Vec<u8>,
    },
    GalleryPicked {
        id: &'static str,
    },
    ProblemClosed,
    BannerClosed,
    /// A part of the program that was needed did not come; what was to happen with it did not.
    FetchFailed {
        then: Option<Box<Msg>>,
    },
    FetchedAgain,
    FetchGivenUp,
    // Time.
    FrameArrived {
        now_ms: f64,
    },
    Simulated,
    PlayToggled,
    Played,
    Paused,
    Stepped {
        events: i32,
    },
    NoteStepped {
        notes: i32,
    },
    SoughtTo {
        time: Time,
    },
    SoughtToEvent {
        event: u32,
    },
    WentHome,
    WentToEnd,
    SpeedChanged {
        by: i32,
    },
    SpeedPicked {
        index: usize,
    },
    // Looking.
    /// Chosen in a list or by a key: looked at, not acted on.
    NodeSelected {
        node: NodeId,
    },
    /// In the picture, with the tool in hand; a key has no place.
    NodeClicked {
        node: NodeId,
        at: Option<Point>,
    },
    MessageClicked {
        message: u32,
        at: Option<Point>,
    },
    /// A message was clicked where all of its way is drawn.
    ArrowClicked {
        message: u32,
        at: Option<Point>,
    },
    EventClicked {
        event: u32,
    },
    Deselected,
    /// What is listed and told is from now on of this side.
    SidePicked {
        side: usize,
    },
    SideSwitched,
    MenuClosed,
    ViolationShown {
        property: usize,
    },
    RuleShown {
        key: &'static str,
    },
    ToolPicked {
        tool: Tool,
    },
    SheetPicked {
        sheet: Sheet,
    },
    PanePicked {
        pane: Pane,
    },
    Ring(RingMsg),
    Explorer(ExplorerMsg),
    Foreign(ForeignMsg),
    DialogOpened {
        dialog: Dialog,
    },
    FaultFormOpened {
        index: Option<usize>,
    },
    DialogClosed,
    LangPicked,
    /// By who embeds the page: nothing is remembered.
    LangSet {
        lang: Lang,
    },
    ThemeSet {
        theme: Theme,
    },
    ThemePicked {
        theme: Theme,
    },
    KeysSwitched,
    // Acts on the run.
    FaultInjected {
        fault: Fault,
    },
    DiskLost {
        node: NodeId,
    },
    CutDrawn {
        side: Vec<NodeId>,
    },
    LinkCut {
        a: NodeId,
        b: NodeId,
    },
    AllHealed,
    /// One more node than there was, which joins the ring at once.
    NodeAdded,
    RequestMade {
        node: NodeId,
        word: Word,
    },
    RequestRemoved {
        index: usize,
    },
    FaultChanged {
        index: usize,
        fault: TimedFault,
    },
    FaultAdded {
        fault: TimedFault,
    },
    FaultMoved {
        index: usize,
        at: Time,
    },
    FaultRemoved {
        index: usize,
    },
    ParamChanged {
        key: &'static str,
        value: String,
    },
    SideAdded {
        protocol: &'static str,
    },
    SideRemoved {
        side: usize,
    },
    SeedAsked,
    SeedChanged {
        seed: u64,
    },
    UntilChanged {
        until: Time,
    },
    LossChanged {
        ppm: u32,
    },
    Undone,
    Redone,
    Branched,
    BranchPicked {
        index: usize,
    },
    BranchRemoved {
        index: usize,
    },
    // The world outside.
    KeyPressed {
        press: Press,
    },
    Resized {
        width: f64,
    },
    SchemeChanged {
        dark: bool,
    },
    MotionChanged {
        reduced: bool,
    },
    TextCopied {
        what: Copied,
    },
    CopyAsked {
        text: String,
        what: Copied,
    },
    FileAsked,
    SaveAsked,
    ExportAsked {
        format: Format,
    },
    PictureAsked {
        of: Of,
        png: bool,
    },
    FullscreenAsked,
}

/// An act outside the model, run by the platform.
#[derive(Clone, Debug, PartialEq)]
pub enum Cmd {
    /// The address bar shows this payload from now on; `push` leaves a step to go back to.
    ShowPayload {
        payload: String,
        push: bool,
    },
    /// Theme and language of the document.
    Dress,
    Remember {
        key: &'static str,
        value: String,
    },
    Copy {
        text: String,
        what: Copied,
    },
    PickFile,
    Download {
        name: String,
        text: String,
    },
    /// Saves an SVG picture as pixels, with the payload that it carries.
    DownloadPixels {
        name: String,
        svg: String,
        payload: String,
    },
    ToggleFullscreen,
    DrawSeed,
    /// Fetch a part of the program, and then let this happen.
    Fetch {
        file: &'static File,
        then: Box<Msg>,
    },
    /// Carry out this order of the explorer, in place of any other.
    Explore {
        order: Rc<Order>,
    },
    ExplorerPause {
        paused: bool,
    },
    ExplorerStop,
    /// Simulate for some milliseconds of real time, then report [`Msg::Simulated`].
    Simulate,
}
