//! A moment of a run as one SVG file: the page's own drawings, with their styles written into each
//! shape, so that it looks alike wherever it is shown; and the run within, so that it can be opened
//! again.

mod sheet;
mod write;

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

use self::sheet::Sheet;
use self::write::{escaped, write};
use crate::ui::drawings::cluster::{self, ClusterProps};
use crate::ui::drawings::marks::{hue_class, line, px};
use crate::ui::drawings::ring::RingProps;
use crate::ui::drawings::surface::{Local, Surface, SurfaceHandle};
use crate::ui::later::{AROUND, RING};
use crate::view::geometry::ring_slices::sliced;
use crate::view::geometry::timeline::{Axes, View};
use crate::view::geometry::{Point, Size, text_width};
use crate::view::lang::Lang;
use crate::view::player::{Cast, Moment, Player, Window};

const STYLES: [&str; 3] = [
    include_str!("../../../www/styles/base.css"),
    include_str!("../../../www/styles/drawings.css"),
    include_str!("../../../www/styles/ring.css"),
];
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', \
                    'PingFang SC', 'Microsoft YaHei', sans-serif";
const WIDTH: f64 = 860.0;
const CLUSTER_HEIGHT: f64 = 440.0;
const RING_HEIGHT: f64 = 520.0;
/// Of the space-time diagram: around the lanes, and for each.
const DIAGRAM_EDGES: f64 = 92.0;
const LANE: f64 = 58.0;
const LEGEND_LEFT: f64 = 16.0;
const LEGEND_ROW: f64 = 24.0;
/// How long a line of the legend is.
const LEGEND_LINE: f64 = 18.0;
/// Above so many marks a diagram shows how much happens instead of what.
const MARKS_MAX: usize = 2_000;

pub const THEMES: [&str; 3] = ["light", "dark", "contrast"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Cluster,
    /// Of all that has happened until then.
    Spacetime,
    Ring,
}

impl Of {
    pub const ALL: [Of; 3] = [Of::Cluster, Of::Spacetime, Of::Ring];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Of::Cluster => "cluster",
            Of::Spacetime => "spacetime",
            Of::Ring => "ring",
        }
    }
}

pub struct Figure<'a> {
    pub of: Of,
    pub player: &'a dyn Player,
    pub at: Moment,
    pub lang: Lang,
    /// One of [`THEMES`].
    pub theme: &'static str,
    pub title: &'a str,
    /// What opens the run again.
    pub payload: &'a str,
}

impl Figure<'_> {
    /// Nothing where there is no ring to be drawn, or what draws it did not come.
    pub fn svg(&self) -> Option<String> {
        let (drawing, size) = match self.of {
            Of::Cluster => self.cluster(),
            Of::Spacetime => self.spacetime()?,
            Of::Ring => self.ring()?,
        };
        let sheet = Sheet::parse(&STYLES);
        let palette = sheet.palette(self.theme);
        let ground = if self.of == Of::Spacetime { "--panel" } else { "--paper" };
        let ground = palette.iter().find(|(name, _)| name == ground);
        let ground = ground.map_or("#ffffff", |(_, value)| value);
        let (width, height) = (px(size.width), px(size.height));
        Some(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{FONT}\">\
             <title>{}</title><metadata id=\"splitbrain\">{}</metadata>\
             <rect width=\"100%\" height=\"100%\" fill=\"{ground}\"/>{}</svg>\n",
            escaped(self.title),
            escaped(self.payload),
            write(&drawing, &sheet, self.theme)
        ))
    }

    fn cluster(&self) -> (Html, Size) {
        let props = yew::props!(ClusterProps {
            surface: SurfaceHandle(Rc::new(Paper)),
            lang: self.lang,
            cast: Rc::new(self.player.cast().clone()),
            picture: Rc::new(self.player.picture(self.at)),
            still: true,
            insets: (12.0, 12.0),
            size: (WIDTH, CLUSTER_HEIGHT),
        });
        (cluster::figure(&props), Size::new(WIDTH, CLUSTER_HEIGHT))
    }

    fn spacetime(&self) -> Option<(Html, Size)> {
        let cast = Rc::new(self.player.cast().clone());
        let names: Vec<&str> = cast.nodes.iter().map(|node| node.name.as_str()).collect();
        let height = DIAGRAM_EDGES + LANE * names.len().saturating_sub(1) as f64;
        let view = View::all(self.at.time);
        let axes = Axes::new(&names, Size::new(WIDTH, height), false, view).counting(cast.unit);
        let size = axes.size;
        let window = self.player.window(view.from_time(), view.to_time(), MARKS_MAX);
        let (legend, below) = legend(&cast, &window, size.height);
        let drawing = (AROUND.get()?.figure)(&cast, axes, &window, self.lang);
        Some((html! { <>{ drawing }{ legend }</> }, Size::new(size.width, size.height + below)))
    }

    fn ring(&self) -> Option<(Html, Size)> {
        let props = yew::props!(RingProps {
            surface: SurfaceHandle(Rc::new(Paper)),
            lang: self.lang,
            cast: Rc::new(self.player.cast().clone()),
            picture: Rc::new(sliced(&*self.player.ring(None, self.at)?)),
            transfers: Rc::new(self.player.transfers(self.at)),
            cluster: Rc::new(self.player.picture(self.at)),
            still: true,
            size: (WIDTH, RING_HEIGHT),
        });
        Some(((RING.get()?.figure)(&props), Size::new(WIDTH, RING_HEIGHT)))
    }
}

/// The message types that are there, in as many rows as they take, from `top` on; and how high.
fn legend(cast: &Cast, window: &Window, top: f64) -> (Html, f64) {
    let there = |kind: usize| {
        let mut kinds = window.messages.iter().map(|message| usize::from(message.kind));
        kinds.any(|of_message| of_message == kind)
    };
    let mut at = Point::new(LEGEND_LEFT, top + LEGEND_ROW / 2.0);
    let mut shown = Vec::new();
    for (_, kind) in cast.message_kinds.iter().enumerate().filter(|(index, _)| there(*index)) {
        let width = LEGEND_LINE + 6.0 + text_width(kind.name, 11.0);
        if at.x + width > WIDTH {
            at = Point::new(LEGEND_LEFT, at.y + LEGEND_ROW);
        }
        let (end, word) = (at.x + LEGEND_LINE, at.x + LEGEND_LINE + 6.0);
        shown.push(html! {
            <g class={classes!("arrow", hue_class(kind.hue))}>
                <path d={line(at, Point::new(end, at.y))} />
                <text class="tick" x={px(word)} y={px(at.y + 4.0)}>{ kind.name }</text>
            </g>
        });
        at.x += width + 14.0;
    }
    let height = if shown.is_empty() { 0.0 } else { at.y + LEGEND_ROW / 2.0 - top };
    let legend = html! {
        <div class="spacetime drawing"><svg><g class="arrows">{ for shown }</g></svg></div>
    };
    (legend, height)
}

/// Nothing points at a figure, and its size is given.
struct Paper;

impl Surface for Paper {
    fn local(&self, _: &NodeRef, _: &MouseEvent) -> Local {
        Local::default()
    }

    fn capture(&self, _: &NodeRef, _: &PointerEvent) {}

    fn watch_size(&self, _: &NodeRef, _: Callback<(f64, f64)>) -> Box<dyn Any> {
        Box::new(())
    }
}
