//! The fixed part of the cluster picture: where nodes stand, how large, and the words beside them.

use super::shelf::{Anchor, Label, Shelf};
use super::{Point, Rect, Size, cut, text_width};
use crate::sim::protocol::NodeId;
use crate::sim::time::Time;
use crate::view::costs::LockView;
use crate::view::lang::{Lang, Text};
use crate::view::player::{Cast, NodeLook, Picture, Ring, Status};

const RADIUS_MAX: f64 = 29.0;
const RADIUS_MIN: f64 = 2.0;
/// Below this radius a name no longer fits into its circle.
const RADIUS_NAMED: f64 = 9.0;
/// Longer names are cut rather than smaller than this.
const NAME_PX_MIN: f64 = 10.0;
/// Below this width captions stand under their nodes instead of beside them.
const NARROW: f64 = 520.0;
const CAPTION_ROOM: f64 = 92.0;
const CHIP_HEIGHT: f64 = 22.0;
const LINE_HEIGHT: f64 = 17.0;
const EDGE: f64 = 4.0;
/// The room of the padlock in front of a locked key.
const PADLOCK: f64 = 13.0;
/// The inspector has the rest.
const LOCKS_MAX: usize = 3;

const CRASHED: Text = Text::new("crashed", "崩溃");
const PAUSED: Text = Text::new("paused", "已暂停");
const WRITING: Text = Text::new("writing", "写盘中");
const SLOW: Text = Text::new("slow", "缓慢");
const CLOCK_OFF: Text = Text::new("clock off", "时钟不准");

/// Where nodes and links are in a box of some size.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterMap {
    pub size: Size,
    pub radius: f64,
    pub places: Vec<Point>,
    pub links: Vec<(NodeId, NodeId)>,
    pub narrow: bool,
    /// The part of the box that is not under the palette or the legend.
    pub room: Rect,
}

impl ClusterMap {
    /// `insets` is what is kept free at the upper and the lower edge.
    pub fn new(cast: &Cast, size: Size, insets: (f64, f64)) -> ClusterMap {
        let narrow = size.width < NARROW;
        let room = Rect {
            left: EDGE,
            top: insets.0 + EDGE,
            right: (size.width - EDGE).max(EDGE + 1.0),
            bottom: (size.height - insets.1 - EDGE).max(insets.0 + EDGE + 1.0),
        };
        let largest = (room.width().min(room.height()) * 0.085).clamp(12.0, RADIUS_MAX);
        let mut radius = largest;
        let mut places = Vec::new();
        // Smaller nodes leave more room between them: two rounds settle it.
        for _ in 0..2 {
            places = spread(cast, &room, radius, narrow);
            radius = (nearest(&places) / 2.5).clamp(RADIUS_MIN, largest);
        }
        ClusterMap { size, radius, places, links: cast.links.clone(), narrow, room }
    }

    pub fn place(&self, node: NodeId) -> Point {
        self.places.get(node.index()).copied().unwrap_or_default()
    }

    pub fn shows_names(&self) -> bool {
        self.radius >= RADIUS_NAMED
    }

    pub fn name_px(&self) -> f64 {
        (self.radius * 0.54).clamp(7.0, 15.0)
    }

    /// A name as it fits into the circle, and its size: smaller, or cut where that can't be read.
    pub fn fitted(&self, name: &str) -> (String, f64) {
        let room = 2.0 * self.radius - 2.0;
        let usual = self.name_px();
        let width = text_width(name, usual);
        if width <= room {
            return (name.to_string(), usual);
        }
        let font = (usual * room / width).max(usual.min(NAME_PX_MIN));
        // Names are bold, which is wider, and a circle is narrower than its middle.
        (cut(name, font, room * 0.86), font)
    }

    pub fn font_px(&self) -> f64 {
        if self.narrow { 11.0 } else { 12.0 }
    }

    /// Corner of the badge that touches the node.
    fn badge_rect(&self, at: Point, text: &str) -> Rect {
        let font = self.badge_px();
        let width = (text_width(text, font) + font * 0.9).max(font * 1.75);
        let corner = at.along(Point::new(1.0, 0.0), self.radius * 0.62);
        Rect::new(corner.x, at.y - self.radius * 1.24, width, font * 1.6)
    }

    pub fn badge_px(&self) -> f64 {
        (self.radius * 0.45).clamp(7.0, 12.0)
    }
}

/// The unit square of the cast, stretched over the room but never into a thin strip.
fn spread(cast: &Cast, room: &Rect, radius: f64, narrow: bool) -> Vec<Point> {
    let crowd = cast.nodes.len() > 12;
    let side = radius + if narrow || crowd { 16.0 } else { CAPTION_ROOM };
    let tallest = room.height() - 2.0 * radius - 14.0;
    let under = if narrow && !crowd { LINE_HEIGHT } else { 0.0 };
    let height = (tallest - under).max(1.0);
    let shape = match (crowd, narrow) {
        (true, _) => 2.4,
        (false, true) => 2.0,
        (false, false) => 1.55,
    };
    let width = (room.width() - 2.0 * side).clamp(1.0, (height * shape).max(260.0));
    let left = room.centre().x - width / 2.0;
    let top = room.top + radius + 10.0;
    let (mut low, mut high) = (f64::MAX, f64::MIN);
    for node in &cast.nodes {
        low = low.min(f64::from(node.place.1));
        high = high.max(f64::from(node.place.1));
    }
    // What the cast leaves free above and below is not needed twice.
    let tall = (high - low).max(0.6);
    let middle = if high >= low { (low + high) / 2.0 } else { 0.5 };
    let put = |place: (f32, f32)| {
        let x = left + f64::from(place.0) * width;
        let y = top + ((f64::from(place.1) - middle) / tall + 0.5) * height;
        Point::new(x, y)
    };
    cast.nodes.iter().map(|node| put(node.place)).collect()
}

fn nearest(places: &[Point]) -> f64 {
    let mut least = f64::MAX;
    for (index, place) in places.iter().enumerate() {
        for other in &places[index + 1..] {
            least = least.min(place.distance(*other));
        }
    }
    least
}

/// All that is drawn of the nodes and does not move.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeScene {
    pub nodes: Vec<NodeDrawing>,
    /// What is left for the labels of messages.
    pub shelf: Shelf,
}

#[derive(Clone, Debug, PartialEq)]
pub struct NodeDrawing {
    pub id: NodeId,
    pub at: Point,
    pub status: Status,
    pub ring: Ring,
    pub slow: bool,
    pub clock_off: bool,
    pub badge: Option<Badge>,
    pub lines: Vec<CaptionLine>,
    /// Name, role and state in words.
    pub told: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Badge {
    pub rect: Rect,
    pub text: String,
    pub fresh: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CaptionLine {
    pub label: Label,
    pub tone: Tone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A value the node holds, on a ground of its own: `label.rect` is that ground.
    Chip,
    Plain,
    Trouble,
    /// A key that is locked, likewise on a ground, with a padlock in front.
    Lock,
}

impl Tone {
    fn has_ground(self) -> bool {
        matches!(self, Tone::Chip | Tone::Lock)
    }
}

/// Nodes with badges and captions, captions where they meet nothing else.
pub fn node_scene(map: &ClusterMap, cast: &Cast, picture: &Picture, lang: Lang) -> NodeScene {
    let mut shelf = Shelf::new(map.room);
    for place in &map.places {
        shelf.take(Rect::around(*place, map.radius * 2.0 + 8.0, map.radius * 2.0 + 8.0));
    }
    let mut nodes = Vec::with_capacity(picture.nodes.len());
    for (member, look) in cast.nodes.iter().zip(&picture.nodes) {
        let at = map.place(member.id);
        let badge = look.badge.as_ref().filter(|_| map.shows_names()).map(|text| {
            let rect = map.badge_rect(at, text);
            shelf.take(rect);
            Badge { rect, text: text.clone(), fresh: look.badge_fresh }
        });
        nodes.push(NodeDrawing {
            id: member.id,
            at,
            status: look.status,
            ring: look.ring,
            slow: look.slow,
            clock_off: look.clock_off,
            badge,
            lines: Vec::new(),
            told: told(&member.name, member.role, look, lang),
        });
    }
    for (node, look) in nodes.iter_mut().zip(&picture.nodes) {
        let words = words(look, lang);
        node.lines = put_caption(map, &mut shelf, node.at, &words);
    }
    NodeScene { nodes, shelf }
}

/// The lines beside a node.
fn words(look: &NodeLook, lang: Lang) -> Vec<(String, Tone)> {
    let mut lines = Vec::new();
    if let Some(caption) = &look.caption {
        let tone = if caption.chip { Tone::Chip } else { Tone::Plain };
        let text = match lang {
            Lang::En => caption.text.en.clone(),
            Lang::Zh => caption.text.zh.clone(),
        };
        lines.push((text, tone));
    }
    if let Some(since) = look.blocked {
        // A tenth of a millisecond is as fine as is read.
        let since = Time(since.us() / 100 * 100);
        let text = match lang {
            Lang::En => format!("blocked since {since} ms"),
            Lang::Zh => format!("自 {since} ms 起阻塞"),
        };
        lines.push((text, Tone::Trouble));
    }
    lines.extend(look.locks.iter().take(LOCKS_MAX).map(|lock| (lock_text(lock), Tone::Lock)));
    lines.extend(troubles(look).map(|text| {
        let tone = if text == WRITING { Tone::Plain } else { Tone::Trouble };
        (text.get(lang).to_string(), tone)
    }));
    lines
}

/// `a T1`, and behind an arrow who waits for it: `a T1 ← T2`.
fn lock_text(lock: &LockView) -> String {
    let waits = if lock.waiters.is_empty() { "" } else { " ← " };
    format!("{} {}{waits}{}", lock.key, lock.holder, lock.waiters.join(" "))
}

fn troubles(look: &NodeLook) -> impl Iterator<Item = Text> {
    let status = match look.status {
        Status::Up => None,
        Status::Writing => Some(WRITING),
        Status::Paused => Some(PAUSED),
        Status::Crashed => Some(CRASHED),
    };
    let slow = look.slow.then_some(SLOW);
    let clock = look.clock_off.then_some(CLOCK_OFF);
    status.into_iter().chain(slow).chain(clock)
}

/// What stands in and beside the circle in the order in which it stands there, then the role.
fn told(name: &str, role: Text, look: &NodeLook, lang: Lang) -> String {
    let mut parts = vec![name.to_string()];
    parts.extend(look.badge.clone());
    let spoken = |(text, tone): (String, Tone)| match (tone, lang) {
        (Tone::Lock, Lang::En) => format!("locked: {text}"),
        (Tone::Lock, Lang::Zh) => format!("锁：{text}"),
        _ => text,
    };
    parts.extend(words(look, lang).into_iter().map(spoken));
    format!("{}, {}", parts.join(" "), role.get(lang))
}

/// All lines on the same side, else nothing but the first that finds room.
fn put_caption(
    map: &ClusterMap,
    shelf: &mut Shelf,
    at: Point,
    words: &[(String, Tone)],
) -> Vec<CaptionLine> {
    if words.is_empty() || !map.shows_names() {
        return Vec::new();
    }
    for count in (1..=words.len()).rev() {
        for side in sides(map, at) {
            let lines = block(map, at, side, &words[words.len() - count..]);
            if lines.iter().all(|line| shelf.is_free(&line.label.rect)) {
                lines.iter().for_each(|line| shelf.take(line.label.rect));
                return lines;
            }
        }
    }
    Vec::new()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Under,
    Above,
}

/// Outward first, so that captions keep clear of the links.
fn sides(map: &ClusterMap, at: Point) -> [Side; 4] {
    let left = at.x < map.size.width / 2.0;
    match (map.narrow, left) {
        (true, true) => [Side::Under, Side::Left, Side::Above, Side::Right],
        (true, false) => [Side::Under, Side::Right, Side::Above, Side::Left],
        (false, true) => [Side::Left, Side::Under, Side::Above, Side::Right],
        (false, false) => [Side::Right, Side::Under, Side::Above, Side::Left],
    }
}

fn block(map: &ClusterMap, at: Point, side: Side, words: &[(String, Tone)]) -> Vec<CaptionLine> {
    let font = map.font_px();
    let height = |tone: Tone| if tone.has_ground() { CHIP_HEIGHT } else { LINE_HEIGHT };
    let whole: f64 = words.iter().map(|(_, tone)| height(*tone)).sum();
    let gap = map.radius + 10.0;
    let (x, anchor) = match side {
        Side::Left => (at.x - gap - 3.0, Anchor::End),
        Side::Right => (at.x + gap + 3.0, Anchor::Start),
        Side::Under | Side::Above => (at.x, Anchor::Middle),
    };
    let mut top = match side {
        Side::Left | Side::Right => at.y - whole / 2.0,
        Side::Under => at.y + map.radius + map.radius * 0.36,
        Side::Above => at.y - map.radius - 5.0 - whole,
    };
    let mut lines = Vec::new();
    for (text, tone) in words {
        let base = Point::new(x, top + height(*tone) / 2.0 + font * 0.36);
        let mut label = Label::new(text, base, anchor, font);
        if tone.has_ground() {
            label = chip(label, top, font, if *tone == Tone::Lock { PADLOCK } else { 0.0 });
        }
        lines.push(CaptionLine { label, tone: *tone });
        top += height(*tone);
    }
    lines
}

/// The text in the middle of its ground, the ground where the text was to be; `front` is what is
/// kept free for a sign.
fn chip(label: Label, top: f64, font: f64, front: f64) -> Label {
    let width = text_width(&label.text, font) + 14.0 + front;
    let left = match label.anchor {
        Anchor::Start => label.at.x,
        Anchor::Middle => label.at.x - width / 2.0,
        Anchor::End => label.at.x - width,
    };
    let rect = Rect::new(left, top, width, CHIP_HEIGHT);
    let at = Point::new(rect.centre().x + front / 2.0, label.at.y);
    Label { at, anchor: Anchor::Middle, rect, ..label }
}
