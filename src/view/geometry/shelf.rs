//! Labels are put where there is room, or left out.

use super::{Point, Rect, text_width};

/// Where the text hangs on its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A text with its place: `at` is on the base line.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub text: String,
    pub at: Point,
    pub anchor: Anchor,
    pub rect: Rect,
}

impl Label {
    pub fn new(text: &str, at: Point, anchor: Anchor, font_px: f64) -> Label {
        let width = text_width(text, font_px);
        let left = match anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - width / 2.0,
            Anchor::End => at.x - width,
        };
        let rect = Rect::new(left, at.y - font_px * 0.9, width, font_px * 1.25);
        Label { text: text.to_string(), at, anchor, rect }
    }
}

/// The room that is left in a box.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    pub bounds: Rect,
    taken: Vec<Rect>,
}

impl Shelf {
    pub fn new(bounds: Rect) -> Shelf {
        Shelf { bounds, taken: Vec::new() }
    }

    pub fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    pub fn is_free(&self, rect: &Rect) -> bool {
        rect.is_inside(&self.bounds) && !self.taken.iter().any(|taken| taken.overlaps(rect))
    }

    /// Takes the first of the places that is free.
    pub fn put(&mut self, candidates: impl IntoIterator<Item = Label>) -> Option<Label> {
        let label = candidates.into_iter().find(|label| self.is_free(&label.rect))?;
        self.take(label.rect);
        Some(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_goes_to_the_first_free_place_or_nowhere() {
        let mut shelf = Shelf::new(Rect::new(0.0, 0.0, 100.0, 40.0));
        let place = |y: f64| Label::new("abc", Point::new(50.0, y), Anchor::Middle, 10.0);
        assert_eq!(shelf.put([place(12.0), place(30.0)]).map(|label| label.at.y), Some(12.0));
        assert_eq!(shelf.put([place(12.0), place(30.0)]).map(|label| label.at.y), Some(30.0));
        assert_eq!(shelf.put([place(12.0), place(30.0)]), None);
        assert_eq!(shelf.put([place(60.0)]), None);
    }
}
