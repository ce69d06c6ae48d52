//! An SVG file as filled outlines: every stroke becomes the outline of the ink that it lays.

use usvg::Node;
use usvg::Paint;
use usvg::PaintOrder;
use usvg::Tree;
use usvg::roxmltree;
use usvg::tiny_skia_path;

use crate::documents::logo::LogoError;
use crate::documents::logo::POINTS;
use crate::documents::page::Colour;
use crate::documents::page::Drawing;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::FillRule;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Segment;

/// As many lines and curves as a logo may have: arms in full detail have a tenth of them.
const MOST_SEGMENTS: usize = 100_000;
/// As many elements as a file may have.
const MOST_NODES: u32 = 100_000;

/// What a file may not have, by element, and what to do instead.
const REFUSED: [(&str, &str, &str); 5] = [
    ("text", "text", "turn its letters into outlines, or save the logo as PNG"),
    ("image", "a picture inside", "draw it as outlines, or save the logo as PNG"),
    ("foreignObject", "a foreign object", "leave it out"),
    ("script", "a script", "leave it out"),
    ("animate", "an animation", "save it as it stands still"),
];
/// What to do about the rest.
const FLATTEN: &str = "flatten it, or save the logo as PNG";

pub(super) fn drawing(bytes: &[u8]) -> Result<Drawing, LogoError> {
    let text = std::str::from_utf8(bytes).map_err(|_| LogoError::Unknown)?;
    if !text.contains("<svg") && !text.contains(":svg") {
        return Err(LogoError::Unknown);
    }
    let damaged = |reason: String| LogoError::Damaged { kind: "SVG", reason };
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..roxmltree::ParsingOptions::default()
    };
    let file = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| damaged(error.to_string()))?;
    for element in file.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name().name();
        if let Some(&(_, what, instead)) = REFUSED.iter().find(|(refused, ..)| *refused == name) {
            return Err(LogoError::Unfaithful { what, instead });
        }
    }
    let mut options = usvg::Options::default();
    // A file may not name another, and nothing here reads one.
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    options.image_href_resolver.resolve_data = Box::new(|_, _, _| None);
    let tree = Tree::from_xmltree(&file, &options).map_err(|error| damaged(error.to_string()))?;
    let mut outlines = Outlines::default();
    outlines.group(tree.root())?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let ink = tree.root().abs_bounding_box();
    let beyond = (-ink.left()).max(-ink.top()).max(ink.right() - width).max(ink.bottom() - height);
    if outlines.is_invisible() {
        return Err(LogoError::Invisible);
    }
    if beyond > 0.01 * width.max(height) {
        let what = "parts outside its frame";
        return Err(LogoError::Unfaithful { what, instead: "crop it, or widen the frame" });
    }
    let mut draws = outlines.draws;
    for draw in &mut draws {
        draw.scale(POINTS);
    }
    Ok(Drawing { width: width * POINTS, height: height * POINTS, draws })
}

/// What is drawn so far.
#[derive(Default)]
struct Outlines {
    draws: Vec<Draw>,
    segments: usize,
}

impl Outlines {
    fn group(&mut self, group: &usvg::Group) -> Result<(), LogoError> {
        let unfaithful = |what| Err(LogoError::Unfaithful { what, instead: FLATTEN });
        if !group.filters().is_empty() {
            return unfaithful("a filter, such as a shadow or a blur");
        }
        if group.mask().is_some() {
            return unfaithful("a mask");
        }
        if group.opacity() != usvg::Opacity::ONE {
            return unfaithful("transparency");
        }
        if group.blend_mode() != usvg::BlendMode::Normal {
            return unfaithful("colours that blend");
        }
        if group.clip_path().is_some_and(|clip| !is_frame(clip, group)) {
            return unfaithful("a clipping path");
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group)?,
                Node::Path(path) => self.path(path)?,
                Node::Image(_) => return unfaithful("a picture inside"),
                Node::Text(_) => return unfaithful("text"),
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path) -> Result<(), LogoError> {
        if !path.is_visible() {
            return Ok(());
        }
        match path.paint_order() {
            PaintOrder::FillAndStroke => {
                self.filled(path)?;
                self.stroked(path)
            }
            PaintOrder::StrokeAndFill => {
                self.stroked(path)?;
                self.filled(path)
            }
        }
    }

    fn filled(&mut self, path: &usvg::Path) -> Result<(), LogoError> {
        let Some(fill) = path.fill() else { return Ok(()) };
        let bounds = path.data().bounds();
        if bounds.width() <= 0.0 || bounds.height() <= 0.0 {
            // A line holds no area; PDF would draw a hair of it.
            return Ok(());
        }
        let colour = colour(fill.paint(), fill.opacity())?;
        let rule = match fill.rule() {
            usvg::FillRule::NonZero => FillRule::NonZero,
            usvg::FillRule::EvenOdd => FillRule::EvenOdd,
        };
        self.outline(path.data().clone(), path, colour, rule)
    }

    fn stroked(&mut self, path: &usvg::Path) -> Result<(), LogoError> {
        let Some(stroke) = path.stroke() else { return Ok(()) };
        let colour = colour(stroke.paint(), stroke.opacity())?;
        let pen = stroke.to_tiny_skia();
        let dashed = pen.dash.as_ref().and_then(|dash| path.data().dash(dash, 1.0));
        let line = dashed.as_ref().unwrap_or(path.data());
        match line.stroke(&pen, 1.0) {
            Some(ink) => self.outline(ink, path, colour, FillRule::NonZero),
            None => Ok(()),
        }
    }

    fn outline(
        &mut self,
        outline: tiny_skia_path::Path,
        path: &usvg::Path,
        fill: Colour,
        rule: FillRule,
    ) -> Result<(), LogoError> {
        let Some(outline) = outline.transform(path.abs_transform()) else { return Ok(()) };
        let segments = segments(&outline);
        self.segments += segments.len();
        if self.segments > MOST_SEGMENTS {
            let what = "more than a hundred thousand lines and curves";
            return Err(LogoError::Unfaithful { what, instead: "simplify it" });
        }
        self.draws.push(Draw::Path { segments, fill, rule });
        Ok(())
    }

    /// Whether there is nothing but white on white.
    fn is_invisible(&self) -> bool {
        let is_pale = |draw: &Draw| match draw {
            Draw::Path { fill, .. } => fill.contrast_on_white() < 1.1,
            _ => false,
        };
        self.draws.iter().all(is_pale)
    }
}

/// Whether a clipping path cuts nothing off: a plain box around all that it holds, as drawing
/// programs put around a whole logo.
fn is_frame(clip: &usvg::ClipPath, group: &usvg::Group) -> bool {
    let [Node::Path(path)] = clip.root().children() else { return false };
    let place = group.abs_transform().pre_concat(clip.transform());
    if clip.clip_path().is_some() || place.has_skew() {
        return false;
    }
    let Some(data) = path.data().clone().transform(place.pre_concat(path.abs_transform())) else {
        return false;
    };
    let (frame, ink) = (data.bounds(), group.abs_stroke_bounding_box());
    let near = |a: f32, b: f32| (a - b).abs() < 0.01;
    let at_corner = |at: &tiny_skia_path::Point| {
        (near(at.x, frame.left()) || near(at.x, frame.right()))
            && (near(at.y, frame.top()) || near(at.y, frame.bottom()))
    };
    let is_box = data.points().len() >= 4
        && data.points().iter().all(at_corner)
        && data.segments().all(|segment| {
            !matches!(
                segment,
                tiny_skia_path::PathSegment::QuadTo(..) | tiny_skia_path::PathSegment::CubicTo(..)
            )
        });
    let slack = 0.005 * frame.width().max(frame.height());
    is_box
        && ink.left() >= frame.left() - slack
        && ink.top() >= frame.top() - slack
        && ink.right() <= frame.right() + slack
        && ink.bottom() <= frame.bottom() + slack
}

/// A plain colour, and no other paint.
fn colour(paint: &Paint, opacity: usvg::Opacity) -> Result<Colour, LogoError> {
    let unfaithful = |what| Err(LogoError::Unfaithful { what, instead: FLATTEN });
    match paint {
        Paint::Color(_) if opacity != usvg::Opacity::ONE => unfaithful("transparency"),
        Paint::Color(colour) => Ok(Colour::new(colour.red, colour.green, colour.blue)),
        Paint::LinearGradient(_) | Paint::RadialGradient(_) => unfaithful("a gradient"),
        Paint::Pattern(_) => unfaithful("a pattern"),
    }
}

fn segments(path: &tiny_skia_path::Path) -> Vec<Segment> {
    use tiny_skia_path::PathSegment;
    let place = |at: tiny_skia_path::Point| Point::new(at.x, at.y);
    let mut last = Point::new(0.0, 0.0);
    let mut segments = Vec::new();
    for segment in path.segments() {
        let (written, end) = match segment {
            PathSegment::MoveTo(to) => (Segment::Move(place(to)), place(to)),
            PathSegment::LineTo(to) => (Segment::Line(place(to)), place(to)),
            PathSegment::QuadTo(handle, to) => {
                (quadratic(last, place(handle), place(to)), place(to))
            }
            PathSegment::CubicTo(first, second, to) => {
                (Segment::Curve(place(first), place(second), place(to)), place(to))
            }
            PathSegment::Close => (Segment::Close, last),
        };
        segments.push(written);
        last = end;
    }
    segments
}

/// A curve with one handle as the same curve with two.
fn quadratic(from: Point, handle: Point, to: Point) -> Segment {
    let towards = |end: Point| {
        let part = |end: f32, handle: f32| end + (handle - end) * 2.0 / 3.0;
        Point::new(part(end.x, handle.x), part(end.y, handle.y))
    };
    Segment::Curve(towards(from), towards(to), to)
}
