//! A figure as SVG: the same drawing that the PDF has, as text of its own.
//!
//! It is a picture to assistive technology, named by its title and described in words; its words
//! are real text in the documents' own typeface or its like. Nothing in it runs, and nothing is
//! fetched from elsewhere. It has no size of its own and fills the width that it is given.

use crate::documents::fingerprint::fingerprint;
use crate::documents::font::Weight;
use crate::documents::markup::Markup;
use crate::documents::page::Colour;
use crate::documents::page::Figure;
use crate::documents::page::Symbol;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::FillRule;
use crate::documents::page::drawing::Pixels;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Segment;
use crate::documents::page::drawing::Stroke;

/// The documents' typeface, then those with the same widths, then whatever is like it.
const FONTS: &str = "'Liberation Sans', Arimo, Arial, Helvetica, sans-serif";
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A figure as an SVG file of its own; its caption, where it has one, is its title.
pub fn svg(figure: &Figure) -> String {
    let mut markup = Markup::new();
    write(figure, &identity(figure), &mut markup);
    markup.finish()
}

/// A name for a figure that only changes with what is drawn and said.
pub(super) fn identity(figure: &Figure) -> String {
    let what = format!("{:?}{}", figure.drawing, figure.alternative);
    format!("figure-{:016x}", fingerprint(what.as_bytes()) >> 64)
}

/// Writes a figure under a name that nothing else on the page has.
pub(super) fn write(figure: &Figure, name: &str, markup: &mut Markup) {
    let size = format!("0 0 {} {}", number(figure.drawing.width), number(figure.drawing.height));
    let (title, description) = (format!("{name}-title"), format!("{name}-description"));
    let attributes = [
        ("xmlns", NAMESPACE),
        ("class", "drawing"),
        ("viewBox", &size),
        ("role", "img"),
        ("aria-labelledby", &title),
        ("aria-describedby", &description),
        ("font-family", FONTS),
        ("stroke-linejoin", "round"),
    ];
    markup.within("svg", &attributes, |markup| {
        markup.element("title", &[("id", &title)], &self::title(figure));
        markup.element("desc", &[("id", &description)], &figure.alternative);
        // Paper, for whoever reads in a dark room: the colours are chosen to stand out from white.
        markup.empty("rect", &[("width", "100%"), ("height", "100%"), ("fill", "#ffffff")]);
        figure.drawing.draws.iter().for_each(|draw| self::draw(draw, markup));
    });
}

/// A sign beside words that say the same: no picture to whoever cannot see it.
pub(super) fn sign(symbol: Symbol, markup: &mut Markup) {
    let attributes = [
        ("xmlns", NAMESPACE),
        ("class", "sign"),
        ("viewBox", "-6 -6 12 12"),
        ("width", "12"),
        ("height", "12"),
        ("aria-hidden", "true"),
        ("focusable", "false"),
    ];
    markup.within("svg", &attributes, |markup| {
        for draw in symbol.draw(Point::new(0.0, 0.0), 4.8) {
            self::draw(&draw, markup);
        }
    });
}

/// The caption, or the first sentence of the description.
fn title(figure: &Figure) -> String {
    if let Some(caption) = figure.caption.as_ref().filter(|caption| !caption.is_blank()) {
        return caption.words();
    }
    let alternative = figure.alternative.as_str();
    alternative.split_once(". ").map_or(alternative, |(first, _)| first).to_owned()
}

fn draw(draw: &Draw, markup: &mut Markup) {
    match draw {
        Draw::Text { at, size, weight, colour, text } => {
            let place = [number(at.x), number(at.y), number(*size), hex(*colour)];
            let [x, y, size, colour] = &place;
            let mut attributes = vec![("x", &**x), ("y", y), ("font-size", size), ("fill", colour)];
            if *weight == Weight::Bold {
                attributes.push(("font-weight", "bold"));
            }
            markup.element("text", &attributes, text);
        }
        Draw::Rectangle { area, fill } => {
            let mut attributes = boxed(area);
            attributes.push(("fill", hex(*fill)));
            empty("rect", &attributes, markup);
        }
        Draw::Line { points, stroke } => {
            let mut attributes = vec![("points", places(points)), ("fill", "none".to_owned())];
            attributes.extend(stroked(Some(*stroke)));
            empty("polyline", &attributes, markup);
        }
        Draw::Polygon { points, fill, stroke } => {
            let mut attributes = vec![("points", places(points)), ("fill", filled(*fill))];
            attributes.extend(stroked(*stroke));
            empty("polygon", &attributes, markup);
        }
        Draw::Circle { centre, radius, fill, stroke } => {
            let mut attributes = vec![
                ("cx", number(centre.x)),
                ("cy", number(centre.y)),
                ("r", number(*radius)),
                ("fill", filled(*fill)),
            ];
            attributes.extend(stroked(*stroke));
            empty("circle", &attributes, markup);
        }
        Draw::Path { segments, fill, rule } => {
            let mut attributes = vec![("d", outline(segments)), ("fill", hex(*fill))];
            if *rule == FillRule::EvenOdd {
                attributes.push(("fill-rule", "evenodd".to_owned()));
            }
            empty("path", &attributes, markup);
        }
        Draw::Image { area, pixels } => {
            let mut attributes = boxed(area);
            attributes.push(("preserveAspectRatio", "none".to_owned()));
            attributes.push(("href", data(pixels)));
            empty("image", &attributes, markup);
        }
    }
}

fn empty(name: &str, attributes: &[(&str, String)], markup: &mut Markup) {
    let attributes: Vec<_> = attributes.iter().map(|(key, value)| (*key, &**value)).collect();
    markup.empty(name, &attributes);
}

fn boxed(area: &Area) -> Vec<(&'static str, String)> {
    vec![
        ("x", number(area.x)),
        ("y", number(area.y)),
        ("width", number(area.width)),
        ("height", number(area.height)),
    ]
}

fn stroked(stroke: Option<Stroke>) -> Vec<(&'static str, String)> {
    let Some(stroke) = stroke else { return Vec::new() };
    let mut attributes =
        vec![("stroke", hex(stroke.colour)), ("stroke-width", number(stroke.width))];
    if stroke.dashed {
        attributes.push(("stroke-dasharray", "4.5 3".to_owned()));
    }
    attributes
}

fn filled(fill: Option<Colour>) -> String {
    fill.map_or("none".to_owned(), hex)
}

fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}

/// A length to a hundredth of a point, with no more figures than it needs.
fn number(length: f32) -> String {
    // Nought is added so that there is no minus nought.
    ((length * 100.0).round() / 100.0 + 0.0).to_string()
}

fn place(at: Point) -> String {
    format!("{},{}", number(at.x), number(at.y))
}

fn places(points: &[Point]) -> String {
    points.iter().map(|&at| place(at)).collect::<Vec<_>>().join(" ")
}

fn outline(segments: &[Segment]) -> String {
    let written = segments.iter().map(|segment| match *segment {
        Segment::Move(to) => format!("M{}", place(to)),
        Segment::Line(to) => format!("L{}", place(to)),
        Segment::Curve(first, second, to) => {
            format!("C{} {} {}", place(first), place(second), place(to))
        }
        Segment::Close => "Z".to_owned(),
    });
    written.collect()
}

/// A picture as a PNG file within the text.
fn data(pixels: &Pixels) -> String {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixels.across, pixels.down);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a picture has a width and a height");
    writer.write_image_data(&pixels.rgb).expect("it has three bytes a pixel");
    writer.finish().expect("memory takes whatever is written to it");
    format!("data:image/png;base64,{}", base64(&file))
}

/// Bytes in 64 letters (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let whole = three.iter().fold(0_u32, |whole, &byte| whole << 8 | u32::from(byte));
        let whole = whole << (8 * (3 - three.len()));
        for index in 0..4 {
            let letter = LETTERS[(whole >> (18 - 6 * index) & 63) as usize];
            written.push(if index > three.len() { '=' } else { char::from(letter) });
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::page::Drawing;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    fn figure(draws: Vec<Draw>) -> Figure {
        let drawing = Drawing { width: 100.0, height: 50.5, draws };
        let alternative = "Chart of A & B. Two values: 1 < 2.".to_owned();
        Figure { drawing, alternative, caption: None }
    }

    #[test]
    fn a_picture_is_named_described_and_well_formed() {
        let text = Draw::Text {
            at: Point::new(1.0, 9.0),
            size: 8.5,
            weight: Weight::Bold,
            colour: Colour::INK,
            text: "£5 < £6 & “more”".to_owned(),
        };
        let written = svg(&figure(vec![text]));
        for wanted in [
            "viewBox=\"0 0 100 50.5\"",
            "role=\"img\"",
            ">Chart of A &amp; B</title>",
            ">Chart of A &amp; B. Two values: 1 &lt; 2.</desc>",
            "font-weight=\"bold\">£5 &lt; £6 &amp; “more”</text>",
        ] {
            assert!(written.contains(wanted), "{wanted}: {written}");
        }
        assert!(!written.contains("style=") && !written.contains("<script"), "{written}");
        let mut reader = Reader::from_str(&written);
        while reader.read_event().expect("well-formed") != Event::Eof {}
    }

    #[test]
    fn bytes_are_written_as_everyone_writes_them() {
        for (bytes, letters) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(base64(bytes.as_bytes()), letters);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe, 0x00]), "+//+AA==");
    }

    #[test]
    fn outlines_and_pictures_are_written_out() {
        let at = Point::new;
        let segments = vec![
            Segment::Move(at(0.0, 0.0)),
            Segment::Line(at(10.0, -0.001)),
            Segment::Curve(at(10.0, 5.0), at(5.0, 10.125), at(0.0, 10.0)),
            Segment::Close,
        ];
        let path = Draw::Path { segments, fill: Colour::RED, rule: FillRule::EvenOdd };
        let pixels = Pixels { across: 1, down: 1, rgb: [255, 0, 0].into() };
        let area = Area { x: 0.0, y: 0.0, width: 5.0, height: 5.0 };
        let written = svg(&figure(vec![path, Draw::Image { area, pixels }]));
        assert!(written.contains("d=\"M0,0L10,0C10,5 5,10.13 0,10Z\""), "{written}");
        assert!(written.contains("fill-rule=\"evenodd\""), "{written}");
        assert!(written.contains("href=\"data:image/png;base64,iVBORw0KGgo"), "{written}");
    }
}
