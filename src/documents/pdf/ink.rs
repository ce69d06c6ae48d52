//! Things drawn on a page, in printpdf's operations.
//!
//! A page's marks are written out here: `/P <</MCID n>>` around each run of content, `/Artifact`
//! around what is not read.

use std::collections::BTreeMap;

use printpdf::Color;
use printpdf::DictItem;
use printpdf::ExternalStream;
use printpdf::ExternalXObject;
use printpdf::Line;
use printpdf::LineDashPattern;
use printpdf::LineJoinStyle;
use printpdf::LinePoint;
use printpdf::Op;
use printpdf::PaintMode;
use printpdf::PdfFontHandle;
use printpdf::Polygon;
use printpdf::PolygonRing;
use printpdf::Pt;
use printpdf::Rect;
use printpdf::WindingOrder;
use printpdf::XObject;
use printpdf::XObjectId;
use printpdf::XObjectTransform;

use crate::documents::fingerprint::fingerprint;
use crate::documents::font::Weight;
use crate::documents::layout::Artifact;
use crate::documents::layout::Layout;
use crate::documents::layout::Mark;
use crate::documents::layout::PAGE_HEIGHT;
use crate::documents::layout::Sheet;
use crate::documents::page::Colour;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::FillRule;
use crate::documents::page::drawing::Pixels;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Segment;
use crate::documents::page::drawing::Stroke;
use crate::documents::pdf::Typefaces;
use crate::documents::pdf::font_id;

/// The dashes of a broken line, and the gaps between them, in points.
const DASHES: [f32; 2] = [4.5, 3.0];
/// How far a curve's handles lie along a quarter circle of radius 1.
const HANDLE: f32 = 0.552_284_8;

/// Everything on a page.
pub(super) fn page(sheet: &Sheet, typefaces: &Typefaces) -> Vec<Op> {
    let mut pen = Pen::new(typefaces);
    pen.ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
    let mut next = 0;
    for run in &sheet.runs {
        let (tag, properties) = match run.mark {
            Mark::Content(_) => {
                next += 1;
                ("P", vec![("MCID", DictItem::Int(next - 1))])
            }
            Mark::Artifact(kind) => ("Artifact", artifact(kind)),
        };
        let map = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let (tag, properties) = (tag.to_owned(), DictItem::Dict { map });
        // A section of text goes around its marks or stands within them, and never overlaps.
        let only_text = run.draws.iter().all(|draw| matches!(draw, Draw::Text { .. }));
        if only_text {
            pen.begin_text();
        } else {
            pen.end_text();
        }
        pen.ops.push(Op::BeginMarkedContentWithProperties { tag, properties });
        run.draws.iter().for_each(|draw| pen.draw(draw));
        if !only_text {
            pen.end_text();
        }
        pen.ops.push(Op::EndMarkedContent);
    }
    pen.end_text();
    pen.ops
}

fn artifact(kind: Artifact) -> Vec<(&'static str, DictItem)> {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let at_edge = |which| vec![("Type", name("Pagination")), ("Subtype", name(which))];
    match kind {
        Artifact::Header => at_edge("Header"),
        Artifact::Footer => at_edge("Footer"),
        Artifact::Decoration => vec![("Type", name("Layout"))],
    }
}

/// Every picture on the pages, once each, under the name by which the pages call for it.
pub(super) fn images(layout: &Layout) -> BTreeMap<XObjectId, XObject> {
    let draws = layout.pages.iter().flat_map(|page| &page.runs).flat_map(|run| &run.draws);
    let pictures = draws.filter_map(|draw| match draw {
        Draw::Image { pixels, .. } => Some((image_id(pixels), image(pixels))),
        _ => None,
    });
    pictures.collect()
}

fn image_id(pixels: &Pixels) -> XObjectId {
    let size = [pixels.across.to_be_bytes(), pixels.down.to_be_bytes()].concat();
    let whole = [size.as_slice(), &pixels.rgb].concat();
    XObjectId(format!("Image{:032x}", fingerprint(&whole)))
}

/// A picture as PDF has it: plain pixels in screen colours, never smoothed.
fn image(pixels: &Pixels) -> XObject {
    let name = |name: &str| DictItem::Name(name.as_bytes().to_vec());
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", DictItem::Int(i64::from(pixels.across))),
        ("Height", DictItem::Int(i64::from(pixels.down))),
        ("ColorSpace", name("DeviceRGB")),
        ("BitsPerComponent", DictItem::Int(8)),
    ];
    let dict = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let stream = ExternalStream { dict, content: pixels.rgb.to_vec(), compress: true };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

/// The operations so far, and what they have set, so that nothing is set twice.
struct Pen<'a> {
    ops: Vec<Op>,
    fill: Option<Colour>,
    stroke: Option<Stroke>,
    font: Option<(Weight, f32)>,
    /// Where the last text began, while a section of text is open.
    text_from: Option<printpdf::Point>,
    typefaces: &'a Typefaces,
}

impl<'a> Pen<'a> {
    fn new(typefaces: &'a Typefaces) -> Self {
        let ops = Vec::new();
        Self { ops, fill: None, stroke: None, font: None, text_from: None, typefaces }
    }

    /// Begins a section of text, whose places are counted from the corner of the page.
    fn begin_text(&mut self) {
        if self.text_from.is_none() {
            self.text_from = Some(printpdf::Point { x: Pt(0.0), y: Pt(0.0) });
            self.ops.push(Op::StartTextSection);
        }
    }

    fn end_text(&mut self) {
        if self.text_from.take().is_some() {
            self.ops.push(Op::EndTextSection);
        }
    }

    fn draw(&mut self, draw: &Draw) {
        if !matches!(draw, Draw::Text { .. }) {
            self.end_text();
        }
        match draw {
            Draw::Text { at, size, weight, colour, text } => {
                self.text(*at, (*weight, *size), *colour, text);
            }
            Draw::Rectangle { area, fill } => {
                self.fill(*fill);
                let corner = place(Point::new(area.x, area.y + area.height));
                let (x, y) = (corner.x, corner.y);
                let (width, height) = (tidy(area.width), tidy(area.height));
                let mode = Some(PaintMode::Fill);
                let rectangle = Rect { x, y, width, height, mode, winding_order: None };
                self.ops.push(Op::DrawRectangle { rectangle });
            }
            Draw::Line { points, stroke } => {
                self.stroke(*stroke);
                let points = points.iter().map(|&point| corner(point)).collect();
                self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Draw::Polygon { points, fill, stroke } => {
                let points = points.iter().map(|&point| corner(point)).collect();
                self.shape(points, *fill, *stroke);
            }
            Draw::Circle { centre, radius, fill, stroke } => {
                self.shape(circle(*centre, *radius), *fill, *stroke);
            }
            Draw::Path { segments, fill, rule } => self.path(segments, *fill, *rule),
            Draw::Image { area, pixels } => self.image(*area, pixels),
        }
    }

    fn text(&mut self, at: Point, font: (Weight, f32), colour: Colour, text: &str) {
        self.begin_text();
        self.fill(colour);
        if self.font != Some(font) {
            self.font = Some(font);
            let (weight, size) = font;
            let font = PdfFontHandle::External(font_id(weight));
            self.ops.push(Op::SetFont { font, size: tidy(size) });
        }
        // Each text is placed from where the one before it began.
        let place = place(at);
        let from = self.text_from.replace(place).unwrap_or(place);
        let (x, y) = (tidy(place.x.0 - from.x.0), tidy(place.y.0 - from.y.0));
        self.ops.push(Op::SetTextCursor { pos: printpdf::Point { x, y } });
        // Written out here and not by `ShowText`, which would note each character of each text for
        // fonts that are prepared already; and byte for byte, which takes half the room of digits.
        let data = self.typefaces.codes(font.0, text);
        let value = vec![DictItem::String { data, literal: true }];
        self.ops.push(Op::Unknown { key: "Tj".to_owned(), value });
    }

    fn shape(&mut self, points: Vec<LinePoint>, fill: Option<Colour>, stroke: Option<Stroke>) {
        let mode = match (fill, stroke) {
            (Some(_), Some(_)) => PaintMode::FillStroke,
            (Some(_), None) => PaintMode::Fill,
            (None, Some(_)) => PaintMode::Stroke,
            (None, None) => return,
        };
        if let Some(fill) = fill {
            self.fill(fill);
        }
        if let Some(stroke) = stroke {
            self.stroke(stroke);
        }
        let rings = vec![PolygonRing { points }];
        let polygon = Polygon { rings, mode, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn path(&mut self, segments: &[Segment], fill: Colour, rule: FillRule) {
        self.fill(fill);
        let winding_order = match rule {
            FillRule::NonZero => WindingOrder::NonZero,
            FillRule::EvenOdd => WindingOrder::EvenOdd,
        };
        let (rings, mode) = (rings(segments), PaintMode::Fill);
        self.ops.push(Op::DrawPolygon { polygon: Polygon { rings, mode, winding_order } });
    }

    fn image(&mut self, area: Area, pixels: &Pixels) {
        let foot = place(Point::new(area.x, area.y + area.height));
        let transform = XObjectTransform {
            translate_x: Some(foot.x),
            translate_y: Some(foot.y),
            scale_x: Some(tidy(area.width).0),
            scale_y: Some(tidy(area.height).0),
            no_auto_scale: true,
            ..XObjectTransform::default()
        };
        self.ops.push(Op::UseXobject { id: image_id(pixels), transform });
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.fill = Some(colour);
            self.ops.push(Op::SetFillColor { col: light(colour) });
        }
    }

    fn stroke(&mut self, stroke: Stroke) {
        let before = self.stroke.replace(stroke);
        if before.map(|before| before.colour) != Some(stroke.colour) {
            self.ops.push(Op::SetOutlineColor { col: light(stroke.colour) });
        }
        if before.map(|before| before.width) != Some(stroke.width) {
            self.ops.push(Op::SetOutlineThickness { pt: tidy(stroke.width) });
        }
        if before.is_some_and(|before| before.dashed) != stroke.dashed {
            let dash = if stroke.dashed {
                LineDashPattern::new(0.0, &DASHES)
            } else {
                LineDashPattern::solid()
            };
            self.ops.push(Op::SetLineDashPattern { dash });
        }
    }
}

fn light(colour: Colour) -> Color {
    // Three decimals are finer than a screen's 255 steps.
    let part = |part: u8| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0;
    let (r, g, b) = (part(colour.red), part(colour.green), part(colour.blue));
    Color::Rgb(printpdf::Rgb { r, g, b, icc_profile: None })
}

/// A length to a hundredth of a point, finer than any printer's dots.
fn tidy(length: f32) -> Pt {
    Pt((length * 100.0).round() / 100.0)
}

/// A place as PDF counts it, upwards from the foot of the page.
fn place(point: Point) -> printpdf::Point {
    printpdf::Point { x: tidy(point.x), y: tidy(PAGE_HEIGHT - point.y) }
}

fn corner(point: Point) -> LinePoint {
    LinePoint { p: place(point), bezier: false }
}

/// The rings of an outline; each is closed, as only what is inside is drawn.
fn rings(segments: &[Segment]) -> Vec<PolygonRing> {
    let mut rings: Vec<PolygonRing> = Vec::new();
    for segment in segments {
        let points = match *segment {
            Segment::Move(to) => {
                rings.push(PolygonRing { points: vec![corner(to)] });
                continue;
            }
            Segment::Line(to) => vec![corner(to)],
            Segment::Curve(first, second, to) => {
                let handle = |point| LinePoint { p: place(point), bezier: true };
                vec![handle(first), handle(second), corner(to)]
            }
            Segment::Close => continue,
        };
        if let Some(ring) = rings.last_mut() {
            ring.points.extend(points);
        }
    }
    rings
}

/// A circle as four curves, each with two handles before its end.
fn circle(centre: Point, radius: f32) -> Vec<LinePoint> {
    let spot = |x: f32, y: f32| place(Point::new(centre.x + x * radius, centre.y + y * radius));
    let mut points = vec![LinePoint { p: spot(1.0, 0.0), bezier: false }];
    let quarters = [
        (1.0, 0.0, 0.0, 1.0),
        (0.0, 1.0, -1.0, 0.0),
        (-1.0, 0.0, 0.0, -1.0),
        (0.0, -1.0, 1.0, 0.0),
    ];
    for (from_x, from_y, to_x, to_y) in quarters {
        let first = spot(from_x + HANDLE * to_x, from_y + HANDLE * to_y);
        let second = spot(to_x + HANDLE * from_x, to_y + HANDLE * from_y);
        points.push(LinePoint { p: first, bezier: true });
        points.push(LinePoint { p: second, bezier: true });
        points.push(LinePoint { p: spot(to_x, to_y), bezier: false });
    }
    points
}
