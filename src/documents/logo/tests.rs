//! What a logo may be, and what is refused in words.

use super::*;
use crate::documents::font::Fonts;
use crate::documents::page::Block;
use crate::documents::page::Colour;
use crate::documents::page::Document;
use crate::documents::page::drawing::FillRule;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Segment;
use crate::documents::pdf::render;

fn svg(inside: &str) -> Result<Figure, LogoError> {
    let file = format!(
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 40 20\" width=\"40\" \
         height=\"20\">{inside}</svg>"
    );
    logo(file.as_bytes(), "Hampshire County Council")
}

fn png(across: u32, down: u32, color: png::ColorType, samples: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, across, down);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(samples).expect("as many samples as it needs");
    writer.finish().expect("written");
    file
}

#[test]
fn outlines_stay_outlines() {
    let figure = svg("<g transform=\"translate(2 1) scale(2)\"><path fill=\"#005ea5\" \
                      fill-rule=\"evenodd\" d=\"M0 0H8V4H0ZM1 1Q2 2 3 1Z\"/></g>");
    let figure = figure.expect("a plain logo");
    assert_eq!(figure.alternative, "Logo of Hampshire County Council");
    assert_eq!((figure.drawing.width, figure.drawing.height), (30.0, 15.0));
    let [Draw::Path { segments, fill, rule }] = figure.drawing.draws.as_slice() else {
        panic!("{:?}", figure.drawing)
    };
    assert_eq!((*fill, *rule), (Colour::new(0, 0x5e, 0xa5), FillRule::EvenOdd));
    let curves = segments.iter().filter(|segment| matches!(segment, Segment::Curve(..)));
    assert_eq!((segments.len(), curves.count()), (8, 1), "{segments:?}");
    assert_eq!(segments[1], Segment::Line(Point::new(13.5, 0.75)));
}

#[test]
fn strokes_become_the_outline_of_their_ink() {
    let line = "<path d=\"M2 10H38\" stroke=\"#111\" stroke-width=\"4\" stroke-dasharray=\"6 2\"/>";
    let figure = svg(line).expect("a line");
    let [Draw::Path { segments, .. }] = figure.drawing.draws.as_slice() else {
        panic!("{:?}", figure.drawing)
    };
    let begun = segments.iter().filter(|segment| matches!(segment, Segment::Move(_))).count();
    assert_eq!(begun, 5, "a ring for each dash");
}

#[test]
fn a_frame_around_all_of_it_clips_nothing() {
    let clip = "<clipPath id=\"c\"><rect width=\"40\" height=\"20\"/></clipPath>";
    let inside = "<g clip-path=\"url(#c)\"><rect x=\"1\" y=\"1\" width=\"9\" height=\"9\"/></g>";
    assert!(svg(&format!("{clip}{inside}")).is_ok());
    let narrow = clip.replace("width=\"40\"", "width=\"5\"");
    let refusal = svg(&format!("{narrow}{inside}")).expect_err("it clips").to_string();
    assert!(refusal.contains("a clipping path"), "{refusal}");
}

#[test]
fn what_would_not_come_out_as_drawn_is_refused_by_name() {
    let gradient = "<linearGradient id=\"g\"><stop stop-color=\"red\"/><stop offset=\"1\" \
                    stop-color=\"blue\"/></linearGradient><rect width=\"9\" height=\"9\" \
                    fill=\"url(#g)\"/>";
    let shadow = "<filter id=\"f\"><feGaussianBlur stdDeviation=\"2\"/></filter><rect width=\"9\" \
                  height=\"9\" filter=\"url(#f)\"/>";
    let cases = [
        ("<text x=\"1\" y=\"9\">Hampshire</text>", "it has text"),
        ("<image xlink:href=\"/etc/passwd\" width=\"9\" height=\"9\"/>", "a picture inside"),
        (gradient, "a gradient"),
        (shadow, "a filter"),
        ("<rect width=\"9\" height=\"9\" fill-opacity=\"0.5\"/>", "transparency"),
        ("<g opacity=\"0.5\"><rect width=\"9\" height=\"9\"/></g>", "transparency"),
        ("<rect x=\"30\" width=\"30\" height=\"9\"/>", "parts outside its frame"),
        ("<rect width=\"9\" height=\"9\" fill=\"#fff\"/>", "nothing of it can be seen"),
        ("", "nothing of it can be seen"),
        ("<path d=\"M0 0L", "not a sound SVG file"),
    ];
    for (inside, says) in cases {
        let refusal = svg(inside).expect_err(inside).to_string();
        assert!(refusal.contains(says), "{inside}: {refusal}");
    }
}

#[test]
fn pixels_are_laid_on_white() {
    let samples = [0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 255, 128, 10, 20, 30, 255];
    let file = png(2, 2, png::ColorType::Rgba, &samples);
    let figure = logo(&file, "Hampshire County Council").expect("a picture");
    let [Draw::Image { area, pixels }] = figure.drawing.draws.as_slice() else {
        panic!("{:?}", figure.drawing)
    };
    assert_eq!((area.width, area.height), (1.5, 1.5));
    assert_eq!(*pixels.rgb, [0, 0, 0, 255, 255, 255, 127, 127, 255, 10, 20, 30]);
    let grey = logo(&png(1, 1, png::ColorType::Grayscale, &[7]), "X").expect("a grey picture");
    assert!(matches!(&grey.drawing.draws[0], Draw::Image { pixels, .. } if *pixels.rgb == [7; 3]));
}

#[test]
fn other_files_are_refused() {
    assert_eq!(logo(b"GIF89a", "X"), Err(LogoError::Unknown));
    assert_eq!(logo(&[0xff, 0xd8, 0xff], "X"), Err(LogoError::Unknown));
    assert_eq!(logo(&vec![b' '; 2_000_001], "X"), Err(LogoError::TooLarge));
    let white = png(1, 1, png::ColorType::GrayscaleAlpha, &[0, 0]);
    assert_eq!(logo(&white, "X"), Err(LogoError::Invisible));
    let wide = png(4_000_001, 1, png::ColorType::Grayscale, &vec![0; 4_000_001]);
    assert!(matches!(logo(&wide, "X"), Err(LogoError::TooManyPixels { across: 4_000_001, .. })));
    let cut = &png(9, 9, png::ColorType::Grayscale, &[0; 81])[..60];
    let refusal = logo(cut, "X").expect_err("it ends too soon").to_string();
    assert!(refusal.contains("not a sound PNG file"), "{refusal}");
}

#[test]
fn logos_come_out_on_paper() {
    let fonts = Fonts::embedded();
    let day = crate::domain::calendar::date(2018, 10, 5);
    let objects = |figure: Figure| {
        let mut document = Document::new("Hampshire County Council", "Logo", "X-1", day);
        document.push(Block::Figure(figure));
        let file = render(&document, &fonts).expect("rendered");
        assert_eq!(file, render(&document, &fonts).expect("rendered again"));
        lopdf::Document::load_mem(&file).expect("a sound file")
    };
    let samples = [0, 0, 0, 255, 0, 0, 0, 0, 255, 10, 20, 30];
    let pixels = logo(&png(2, 2, png::ColorType::Rgb, &samples), "X").expect("a picture");
    let file = objects(pixels);
    let images: Vec<&lopdf::Stream> = file
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| stream.dict.get(b"Subtype").and_then(|kind| kind.as_name()).is_ok())
        .filter(|stream| stream.dict.has(b"BitsPerComponent"))
        .collect();
    let [image] = images.as_slice() else { panic!("{images:?}") };
    let space = image.dict.get(b"ColorSpace").and_then(|space| space.as_name());
    assert_eq!(space.expect("a colour space"), b"DeviceRGB");
    let plain = image.get_plain_content().expect("pixels");
    assert_eq!(plain, samples);
    let arms = svg("<path fill=\"#005ea5\" fill-rule=\"evenodd\" d=\"M0 0H9V9H0ZM2 2H4V4Z\"/>");
    let file = objects(arms.expect("arms"));
    let page = *file.get_pages().values().next().expect("a page");
    let content = String::from_utf8_lossy(&file.get_page_content(page)).into_owned();
    assert!(content.lines().any(|line| line.trim() == "f*"), "{content}");
}

#[test]
fn a_logo_too_thin_to_see_is_refused() {
    for (across, down, says) in [
        (1, 1000, "it is 1000 times as high as wide"),
        (1000, 1, "it is 1000 times as wide as high"),
    ] {
        let file = png(across, down, png::ColorType::Grayscale, &[0; 1000]);
        let refusal = logo(&file, "Hampshire County Council").expect_err("too thin").to_string();
        assert!(refusal.starts_with(says), "{refusal}");
    }
    let long = png(20, 1, png::ColorType::Grayscale, &[0; 20]);
    assert!(logo(&long, "Hampshire County Council").is_ok());
}

#[test]
fn letters_must_be_outlines() {
    let refusal = svg("<text x=\"1\" y=\"9\">HCC</text>").expect_err("text").to_string();
    assert!(refusal.contains("turn its letters into outlines"), "{refusal}");
}
