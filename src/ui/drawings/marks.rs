//! Small shapes the drawings share: glyphs, crosses, texts, numbers as attributes.

use yew::prelude::*;

use crate::view::geometry::Point;
use crate::view::geometry::shelf::{Anchor, Label};
use crate::view::player::{Cast, Glyph, Hue};

/// A length or place as an attribute: no finer than a tenth of a pixel.
pub fn px(value: f64) -> AttrValue {
    let tenths = (value * 10.0).round();
    let text = if tenths % 10.0 == 0.0 {
        format!("{}", tenths as i64 / 10)
    } else {
        let (sign, tenths) = (if tenths < 0.0 { "-" } else { "" }, tenths.abs() as u64);
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    };
    AttrValue::from(text)
}

pub fn at(point: Point) -> String {
    format!("{} {}", px(point.x), px(point.y))
}

pub fn line(from: Point, to: Point) -> String {
    format!("M{}L{}", at(from), at(to))
}

pub fn polyline(points: &[Point]) -> String {
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        path.push(if index == 0 { 'M' } else { 'L' });
        path.push_str(&at(*point));
    }
    path
}

/// A head with its tip at the end of a line.
pub fn head(from: Point, tip: Point, length: f64) -> String {
    let direction = from.direction(tip);
    let back = tip.along(direction, -length);
    let aside = direction.turned();
    let (left, right) = (back.along(aside, length * 0.45), back.along(aside, -length * 0.45));
    format!("M{}L{}L{}z", at(tip), at(left), at(right))
}

pub fn cross(centre: Point, half: f64) -> String {
    let corner = |dx: f64, dy: f64| Point::new(centre.x + dx * half, centre.y + dy * half);
    line(corner(-1.0, -1.0), corner(1.0, 1.0)) + &line(corner(-1.0, 1.0), corner(1.0, -1.0))
}

/// The outline of a message type's sign.
pub fn glyph(glyph: Glyph, centre: Point, half: f64) -> String {
    let Point { x, y } = centre;
    let corner = |dx: f64, dy: f64| at(Point::new(x + dx * half, y + dy * half));
    match glyph {
        Glyph::Disc | Glyph::Ring => circle(centre, half),
        Glyph::Square => {
            let d = 0.88;
            format!("M{}L{}L{}L{}z", corner(-d, -d), corner(d, -d), corner(d, d), corner(-d, d))
        }
        Glyph::Diamond => {
            let d = 1.22;
            format!("M{}L{}L{}L{}z", corner(0., -d), corner(d, 0.), corner(0., d), corner(-d, 0.))
        }
        Glyph::Triangle => {
            format!("M{}L{}L{}z", corner(0.0, -1.2), corner(1.1, 0.8), corner(-1.1, 0.8))
        }
    }
}

pub fn circle(centre: Point, radius: f64) -> String {
    let (left, r, d) = (Point::new(centre.x - radius, centre.y), px(radius), px(radius * 2.0));
    format!("M{}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z", at(left))
}

pub const fn hue_class(hue: Hue) -> &'static str {
    match hue {
        Hue::Blue => "h-blue",
        Hue::Sky => "h-sky",
        Hue::Green => "h-green",
        Hue::Orange => "h-orange",
        Hue::Red => "h-red",
        Hue::Pink => "h-pink",
        Hue::Ink => "h-ink",
    }
}

/// Colour and sign of a message type.
pub fn kind_of(cast: &Cast, kind: u8) -> (Hue, Glyph) {
    let kind = cast.message_kinds.get(usize::from(kind));
    kind.map_or((Hue::Ink, Glyph::Disc), |kind| (kind.hue, kind.glyph))
}

pub fn text(label: &Label, class: Classes) -> Html {
    let anchor = match label.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    html! {
        <text {class} x={px(label.at.x)} y={px(label.at.y)} text-anchor={anchor}>
            { &label.text }
        </text>
    }
}

/// Enter and Space press what has the focus.
pub fn is_press(event: &KeyboardEvent) -> bool {
    let pressed = matches!(event.key().as_str(), "Enter" | " ");
    if pressed {
        event.prevent_default();
        event.stop_propagation();
    }
    pressed
}

/// Where on the screen.
pub fn screen(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let texts = [0.0, 12.0, 12.34, -0.04, -1.25].map(|value| px(value).to_string());
        assert_eq!(texts, ["0", "12", "12.3", "0", "-1.3"]);
    }
}
