//! Where things are drawn: pure functions from a scene and a size to places in pixels.

pub mod cluster;
pub mod cut;
pub mod diagram;
pub mod flight;
pub mod ring;
pub mod ring_keys;
pub mod ring_moves;
pub mod ring_plan;
pub mod ring_slices;
pub mod shelf;
pub mod timeline;
pub mod wall;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    pub fn towards(self, other: Point, share: f64) -> Point {
        Point::new(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    pub fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// From here by so many pixels in a direction of length 1.
    pub fn along(self, direction: Point, by: f64) -> Point {
        Point::new(self.x + direction.x * by, self.y + direction.y * by)
    }

    /// The direction to another point, of length 1; to the right when they are the same point.
    pub fn direction(self, other: Point) -> Point {
        let length = self.distance(other);
        if length < 1e-9 {
            return Point::new(1.0, 0.0);
        }
        Point::new((other.x - self.x) / length, (other.y - self.y) / length)
    }

    /// The direction that is so many turns clockwise on a screen from the right, of length 1. Its
    /// series end where a picture shows no more of them; trigonometry of a library would be
    /// kilobytes of the download.
    pub fn at_turn(turns: f64) -> Point {
        let quarters = (turns * 4.0).round();
        let angle = (turns * 4.0 - quarters) * std::f64::consts::FRAC_PI_2;
        let square = angle * angle;
        let [sin, cos] = [[72.0, 42.0, 20.0, 6.0], [56.0, 30.0, 12.0, 2.0]]
            .map(|divisors| divisors.iter().fold(1.0, |rest, by| 1.0 - square / by * rest));
        let (sin, cos) = (angle * sin, cos);
        match (quarters as i64).rem_euclid(4) {
            0 => Point::new(cos, sin),
            1 => Point::new(-sin, cos),
            2 => Point::new(-cos, -sin),
            _ => Point::new(sin, -cos),
        }
    }

    /// A quarter turn clockwise on a screen.
    pub fn turned(self) -> Point {
        Point::new(-self.y, self.x)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

impl Size {
    pub const fn new(width: f64, height: f64) -> Size {
        Size { width, height }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub const fn new(left: f64, top: f64, width: f64, height: f64) -> Rect {
        Rect { left, top, right: left + width, bottom: top + height }
    }

    pub fn around(centre: Point, width: f64, height: f64) -> Rect {
        Rect::new(centre.x - width / 2.0, centre.y - height / 2.0, width, height)
    }

    pub fn overlaps(&self, other: &Rect) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub fn is_inside(&self, outer: &Rect) -> bool {
        self.left >= outer.left
            && self.right <= outer.right
            && self.top >= outer.top
            && self.bottom <= outer.bottom
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn centre(&self) -> Point {
        Point::new((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }
}

/// As much of a text as fits into so many pixels.
pub fn cut(text: &str, px: f64, room: f64) -> String {
    if text_width(text, px) <= room {
        return text.to_string();
    }
    let mut left: Vec<char> = text.chars().collect();
    loop {
        let shorter: String = left.iter().chain(&['…']).collect();
        if text_width(&shorter, px) <= room || left.pop().is_none() {
            return shorter;
        }
    }
}

/// How wide a text is about to be, without a font at hand: generous, so that what is kept apart by
/// this stays apart.
pub fn text_width(text: &str, font_px: f64) -> f64 {
    let share = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | '·' | '|' | '“' | '”' => {
            0.42
        }
        'm' | 'w' | 'M' | 'W' | '—' | '→' => 0.96,
        'A'..='Z' => 0.70,
        c if (c as u32) >= 0x2e80 => 1.02,
        _ => 0.62,
    };
    text.chars().map(share).sum::<f64>() * font_px
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_those_of_trigonometry() {
        for step in -900..900 {
            let turns = f64::from(step) / 300.0;
            let (sin, cos) = (turns * std::f64::consts::TAU).sin_cos();
            let near = Point::at_turn(turns).distance(Point::new(cos, sin));
            assert!(near < 1e-7, "{turns} turns: {near}");
        }
    }
}
