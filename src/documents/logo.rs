//! A council's logo or arms, from a file of its own making to a figure on paper.
//!
//! An SVG file stays lines and curves, sharp at any size; a PNG file stays the pixels that it is,
//! laid on white. What cannot be drawn just as the council drew it is refused, and the refusal says
//! what it is and what to do.

mod outlines;

use std::io::Cursor;

use crate::documents::page::Drawing;
use crate::documents::page::Figure;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Pixels;

/// The largest file, in bytes.
const MOST_BYTES: usize = 2_000_000;
/// The most pixels.
const MOST_PIXELS: u64 = 4_000_000;
/// How many times as long as it is wide it may be, either way.
const MOST_LONGER: f32 = 20.0;
/// Points to a pixel, of which a screen has 96 to the inch.
const POINTS: f32 = 0.75;

/// Why a file cannot be the logo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// It is some other kind of file.
    #[error("it is neither an SVG nor a PNG file: save the logo as one of these")]
    Unknown,
    /// It is damaged.
    #[error("it is not a sound {kind} file ({reason}): save the logo once more")]
    Damaged {
        /// SVG or PNG.
        kind: &'static str,
        /// What the reader reported.
        reason: String,
    },
    /// It is too large a file.
    #[error("it is larger than 2 megabytes: save the logo smaller")]
    TooLarge,
    /// It has too many pixels.
    #[error("it has {across} by {down} pixels, more than 4 million: save the logo smaller")]
    TooManyPixels {
        /// How many stand side by side.
        across: u32,
        /// How many rows there are.
        down: u32,
    },
    /// It has something that would not come out as it was drawn.
    #[error("it has {what}, which would not be printed as it looks: {instead}")]
    Unfaithful {
        /// What it has.
        what: &'static str,
        /// What to do.
        instead: &'static str,
    },
    /// It is so long and thin that nothing of it would be seen.
    #[error(
        "it is {times} times as {longer}: on a page it would be a line too thin to see; crop it, \
         or use another logo"
    )]
    TooThin {
        /// How often the shorter side goes into the longer one.
        times: u32,
        /// Which side is longer: `wide as high`.
        longer: &'static str,
    },
    /// Nothing of it can be seen on white paper.
    #[error("nothing of it can be seen on white paper: use the logo for light backgrounds")]
    Invisible,
}

/// The figure of an authority's logo, from the bytes of its file.
///
/// # Errors
/// What is wrong with the file and what to do, in words that follow its name.
pub fn logo(bytes: &[u8], authority: &str) -> Result<Figure, LogoError> {
    if bytes.len() > MOST_BYTES {
        return Err(LogoError::TooLarge);
    }
    let drawing =
        if bytes.starts_with(b"\x89PNG") { pixels(bytes)? } else { outlines::drawing(bytes)? };
    check_shape(&drawing)?;
    Ok(Figure { drawing, alternative: format!("Logo of {authority}"), caption: None })
}

/// Refuses a logo that would come out thinner than a line in the room that a page has for it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only to be said")]
fn check_shape(drawing: &Drawing) -> Result<(), LogoError> {
    let wider = drawing.width / drawing.height;
    let (times, longer) =
        if wider >= 1.0 { (wider, "wide as high") } else { (1.0 / wider, "high as wide") };
    if times > MOST_LONGER {
        return Err(LogoError::TooThin { times: times.round() as u32, longer });
    }
    Ok(())
}

/// A PNG file as it looks on white.
fn pixels(bytes: &[u8]) -> Result<Drawing, LogoError> {
    let damaged =
        |error: png::DecodingError| LogoError::Damaged { kind: "PNG", reason: error.to_string() };
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(damaged)?;
    let (across, down) = (header.width, header.height);
    if u64::from(across) * u64::from(down) > MOST_PIXELS {
        return Err(LogoError::TooManyPixels { across, down });
    }
    let mut reader = decoder.read_info().map_err(damaged)?;
    let mut samples = vec![0; reader.output_buffer_size().ok_or(LogoError::TooLarge)?];
    let frame = reader.next_frame(&mut samples).map_err(damaged)?;
    samples.truncate(frame.buffer_size());
    let on_white = |shade: u8, alpha: u8| {
        let (shade, alpha) = (u32::from(shade), u32::from(alpha));
        u8::try_from((shade * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    let rgb: Vec<u8> = match frame.color_type {
        png::ColorType::Grayscale => samples.iter().flat_map(|&grey| [grey; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            samples.chunks_exact(2).flat_map(|p| [on_white(p[0], p[1]); 3]).collect()
        }
        png::ColorType::Rgba => samples
            .chunks_exact(4)
            .flat_map(|p| [on_white(p[0], p[3]), on_white(p[1], p[3]), on_white(p[2], p[3])])
            .collect(),
        png::ColorType::Rgb | png::ColorType::Indexed => samples,
    };
    if rgb.iter().all(|&shade| shade > 240) {
        return Err(LogoError::Invisible);
    }
    let (width, height) = (length(across), length(down));
    let area = Area { x: 0.0, y: 0.0, width, height };
    let pixels = Pixels { across, down, rgb: rgb.into() };
    Ok(Drawing { width, height, draws: vec![Draw::Image { area, pixels }] })
}

/// Pixels as points.
#[expect(clippy::cast_precision_loss, reason = "four million pixels are well within an f32")]
fn length(pixels: u32) -> f32 {
    pixels as f32 * POINTS
}

#[cfg(test)]
mod tests;
