//! A ring made fast for many look-ups: the circle cut into as many equal sectors as there are
//! points, and for each sector the first point in it. Most look-ups then compare one point or two.

use super::ring::{Point, Ring};

#[derive(Clone, Debug)]
pub struct RingIndex {
    points: Vec<Point>,
    /// For each sector the index of the first point in it or after; one more at the end.
    first: Vec<u32>,
    /// The place without its lowest bits is the sector.
    shift: u32,
}

impl RingIndex {
    pub fn new(ring: &Ring) -> RingIndex {
        let points = ring.points().to_vec();
        // The sectors' width is a power of two, and a circle has two of them at least.
        let shift = (u32::BITS - points.len().ilog2()).min(u32::BITS - 1);
        let sectors = 1_u32 << (u32::BITS - shift);
        let start = |sector: u32| points.partition_point(|point| point.position >> shift < sector);
        let first = (0..=sectors).map(|sector| start(sector) as u32).collect();
        RingIndex { points, first, shift }
    }

    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The same point as [`Ring::point`].
    pub fn point(&self, position: u32) -> Point {
        let sector = (position >> self.shift) as usize;
        let (from, to) = (self.first[sector] as usize, self.first[sector + 1] as usize);
        let within = self.points[from..to].partition_point(|point| point.position < position);
        *self.points.get(from + within).unwrap_or(&self.points[0])
    }
}
