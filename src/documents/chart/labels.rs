//! Words put where nothing else is: beside a sign, clear of every line, sign and other word.

use crate::documents::chart::SIZE;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::page::Colour;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

/// How near a word may come to something else, in points.
const CLEAR: f32 = 1.6;

/// The box of a chart, and what is already in it.
pub(super) struct Board {
    width: f32,
    height: f32,
    taken: Vec<Area>,
    crossed: Vec<(Point, Point)>,
    light: Vec<f32>,
    labels: Vec<Area>,
}

/// The box that words fill, from the top of their capitals to the foot of their descenders.
pub(super) fn text_area(at: Point, text: &str, weight: Weight, fonts: &Fonts) -> Area {
    let width = fonts.width(text, weight, SIZE);
    Area { x: at.x, y: at.y - 0.74 * SIZE, width, height: 0.95 * SIZE }
}

impl Board {
    /// An empty box.
    pub fn new(width: f32, height: f32) -> Self {
        let (taken, crossed, light, labels) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { width, height, taken, crossed, light, labels }
    }

    /// Something fills an area.
    pub fn block(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// A line runs from one place to another.
    pub fn cross(&mut self, from: Point, to: Point) {
        self.crossed.push((from, to));
    }

    /// A light line runs behind everything at a height: a label stands on it only for want of a
    /// better place, and the line is cut there.
    pub fn lighten(&mut self, y: f32) {
        self.light.push(y);
    }

    /// Writes a label beside a sign, best place first; one that is needed may stand further off,
    /// with a thin line to its sign. None where there is no room.
    pub fn label(
        &mut self,
        sign: Point,
        radius: f32,
        text: &str,
        weight: Weight,
        needed: bool,
        fonts: &Fonts,
    ) -> Vec<Draw> {
        let size = text_area(Point::new(0.0, 0.0), text, weight, fonts);
        let rings: &[f32] = if needed { &[0.0, 9.0, 18.0, 27.0, 38.0, 50.0] } else { &[0.0] };
        for &ring in rings {
            let mut places = around(sign, radius + 2.5 + ring, size);
            places.sort_by_key(|area| (self.is_on_light_line(area), self.is_crowded(area)));
            for area in places {
                let leader = (ring > 0.0).then(|| leader(sign, radius + 1.5, &area));
                if self.is_free(&area) && leader.is_none_or(|(from, to)| self.is_open(from, to)) {
                    return self.put(area, text, weight, leader);
                }
            }
        }
        Vec::new()
    }

    /// Writes a label with the left end of its baseline at the first of these places that is free.
    pub fn put_first(&mut self, places: &[Point], text: &str, fonts: &Fonts) -> Vec<Draw> {
        let weight = Weight::Regular;
        let mut areas = places.iter().map(|&at| text_area(at, text, weight, fonts));
        match areas.find(|area| !text.is_empty() && self.is_free(area)) {
            Some(area) => self.put(area, text, weight, None),
            None => Vec::new(),
        }
    }

    fn put(
        &mut self,
        area: Area,
        text: &str,
        weight: Weight,
        leader: Option<(Point, Point)>,
    ) -> Vec<Draw> {
        self.taken.push(area);
        self.labels.push(area);
        let at = Point::new(area.x, area.y + 0.74 * SIZE);
        let (colour, text) = (Colour::INK, text.to_owned());
        let mut draws = vec![Draw::Text { at, size: SIZE, weight, colour, text }];
        if let Some((from, to)) = leader {
            self.cross(from, to);
            let stroke = Stroke::solid(Colour::GREY, 0.6);
            draws.push(Draw::Line { points: vec![from, to], stroke });
        }
        draws
    }

    fn is_free(&self, area: &Area) -> bool {
        let area = area.grown(CLEAR);
        area.x >= 0.0
            && area.y >= 0.0
            && area.x + area.width <= self.width
            && area.y + area.height <= self.height
            && !self.taken.iter().any(|other| area.overlaps(other))
            && !self.crossed.iter().any(|&(from, to)| meets(from, to, &area))
    }

    fn is_on_light_line(&self, area: &Area) -> bool {
        self.light.iter().any(|&y| area.y - 1.0 < y && y < area.y + area.height + 1.0)
    }

    /// Whether anything but the label's own sign is so near that it might be taken for it.
    fn is_crowded(&self, area: &Area) -> bool {
        let wide = area.grown(6.0);
        self.taken.iter().filter(|other| wide.overlaps(other)).count() > 1
    }

    /// Whether a thin line would cross no word and no sign.
    fn is_open(&self, from: Point, to: Point) -> bool {
        !self.taken.iter().any(|area| meets(from, to, area))
    }

    /// Light lines from left to right, cut where labels stand on them.
    pub fn cut(&self, lines: &[Draw]) -> Vec<Draw> {
        lines.iter().flat_map(|line| self.cut_one(line)).collect()
    }

    fn cut_one(&self, line: &Draw) -> Vec<Draw> {
        let Draw::Line { points, stroke } = line else { return vec![line.clone()] };
        let [from, to] = points.as_slice() else { return vec![line.clone()] };
        let on_line = |area: &&Area| area.y < from.y && from.y < area.y + area.height;
        let grown: Vec<Area> = self.labels.iter().map(|area| area.grown(2.0)).collect();
        let mut holes: Vec<&Area> = grown.iter().filter(on_line).collect();
        holes.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut parts = Vec::new();
        let mut x = from.x;
        let mut part = |from_x: f32, to_x: f32| {
            if to_x > from_x {
                let points = vec![Point::new(from_x, from.y), Point::new(to_x, from.y)];
                parts.push(Draw::Line { points, stroke: *stroke });
            }
        };
        for hole in holes {
            part(x, hole.x.min(to.x));
            x = x.max(hole.x + hole.width);
        }
        part(x, to.x);
        parts
    }
}

/// The places for a label around a sign, best first: above, below, right, left, then above and
/// below with one end over the sign.
fn around(sign: Point, off: f32, size: Area) -> [Area; 8] {
    let (width, height) = (size.width, size.height);
    let at = |x: f32, y: f32| Area { x: sign.x + x, y: sign.y + y, width, height };
    let (above, below) = (-off - height - 0.5, off + 0.5);
    let (left, right) = (-off - width - 0.5, off + 0.5);
    [
        at(-width / 2.0, above),
        at(-width / 2.0, below),
        at(right, -height / 2.0),
        at(left, -height / 2.0),
        at(off - width, above),
        at(-off, above),
        at(off - width, below),
        at(-off, below),
    ]
}

/// A thin line from the edge of a sign to the nearest edge of its label.
fn leader(sign: Point, radius: f32, label: &Area) -> (Point, Point) {
    let to = Point::new(
        sign.x.clamp(label.x - 1.0, label.x + label.width + 1.0),
        sign.y.clamp(label.y - 1.0, label.y + label.height + 1.0),
    );
    let (x, y) = (to.x - sign.x, to.y - sign.y);
    let length = (x * x + y * y).sqrt().max(0.01);
    let out = radius * 1.15 / length;
    (Point::new(sign.x + x * out, sign.y + y * out), to)
}

/// Whether the line between two places enters a box: what is left of it after each edge has cut
/// its part away.
pub(super) fn meets(from: Point, to: Point, area: &Area) -> bool {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let edges = [
        (-x, from.x - area.x),
        (x, area.x + area.width - from.x),
        (-y, from.y - area.y),
        (y, area.y + area.height - from.y),
    ];
    let (mut enters, mut leaves) = (0.0_f32, 1.0_f32);
    for (along, inside) in edges {
        if along == 0.0 {
            if inside <= 0.0 {
                return false;
            }
        } else if along < 0.0 {
            enters = enters.max(inside / along);
        } else {
            leaves = leaves.min(inside / along);
        }
    }
    enters < leaves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_meets_a_box_only_if_it_goes_through_it() {
        let area = Area { x: 10.0, y: 10.0, width: 10.0, height: 10.0 };
        let at = Point::new;
        assert!(meets(at(0.0, 0.0), at(30.0, 30.0), &area));
        assert!(meets(at(12.0, 12.0), at(13.0, 13.0), &area));
        assert!(!meets(at(0.0, 0.0), at(9.0, 9.0), &area));
        assert!(!meets(at(0.0, 10.0), at(30.0, 10.0), &area));
        assert!(!meets(at(0.0, 25.0), at(25.0, 15.0 + 15.0), &area));
    }

    #[test]
    fn a_label_gives_way_and_one_that_is_needed_goes_further_off() {
        let fonts = Fonts::embedded();
        let mut board = Board::new(200.0, 100.0);
        let sign = Point::new(100.0, 50.0);
        let first = board.label(sign, 4.0, "86.1%", Weight::Regular, false, &fonts);
        assert_eq!(first.len(), 1);
        for _ in 0..7 {
            board.label(sign, 4.0, "86.1%", Weight::Regular, false, &fonts);
        }
        assert!(board.label(sign, 4.0, "86.1%", Weight::Regular, false, &fonts).is_empty());
        let far = board.label(sign, 4.0, "86.1%", Weight::Bold, true, &fonts);
        assert!(far.is_empty() || matches!(far[1], Draw::Line { .. }));
    }

    #[test]
    fn a_light_line_is_cut_where_a_label_stands_on_it() {
        let fonts = Fonts::embedded();
        let mut board = Board::new(200.0, 100.0);
        board.label(Point::new(100.0, 58.0), 4.0, "86.1%", Weight::Regular, false, &fonts);
        let points = vec![Point::new(0.0, 48.0), Point::new(200.0, 48.0)];
        let line = Draw::Line { points, stroke: Stroke::solid(Colour::RULE, 0.5) };
        let parts = board.cut(&[line]);
        assert_eq!(parts.len(), 2, "{parts:?}");
    }
}
