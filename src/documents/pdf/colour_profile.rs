//! sRGB as an ICC profile of version 4, small enough to write out: the colours that screens mean.
//!
//! PDF/A asks for a profile of its own in each file (ISO 19005-3, 6.2.3). The primaries are those
//! of IEC 61966-2-1, adapted to the profile's white D50 as ICC.1:2010 asks; the curve is the
//! standard's own, as a parametric curve of type 3.

/// Numbers of 16 bits before the point and 16 after it.
type Fixed = i32;

/// The white of the profile's connection space.
const D50: [Fixed; 3] = [0xf6d6, 0x1_0000, 0xd32d];
const RED: [Fixed; 3] = [0x6fa0, 0x38f5, 0x0390];
const GREEN: [Fixed; 3] = [0x6297, 0xb787, 0x18d9];
const BLUE: [Fixed; 3] = [0x249f, 0x0f84, 0xb6c4];
/// How D65, the white of sRGB, was adapted to D50, row by row.
const ADAPTED: [Fixed; 9] =
    [0x1_0c42, 0x05de, -0x0cda, 0x0793, 0xfd90, -0x045d, -0x025f, 0x03dc, 0xc06e];
/// Exponent, slope and offset of the power, slope of the straight part, and where it ends.
const CURVE: [Fixed; 5] = [0x2_6666, 0xf2a7, 0x0d59, 0x13d0, 0x0a5b];

/// The profile.
pub(super) fn srgb() -> Vec<u8> {
    let curve = [b"para\0\0\0\0\0\x03\0\0".as_slice(), &numbers(&CURVE)].concat();
    let tags: [([u8; 4], Vec<u8>); 10] = [
        (*b"desc", words("sRGB IEC61966-2.1")),
        (*b"cprt", words("No copyright, use freely")),
        (*b"wtpt", tristimulus(&D50)),
        (*b"chad", [b"sf32\0\0\0\0".as_slice(), &numbers(&ADAPTED)].concat()),
        (*b"rXYZ", tristimulus(&RED)),
        (*b"gXYZ", tristimulus(&GREEN)),
        (*b"bXYZ", tristimulus(&BLUE)),
        (*b"rTRC", curve.clone()),
        (*b"gTRC", curve.clone()),
        (*b"bTRC", curve),
    ];
    assemble(&tags)
}

fn numbers(fixed: &[Fixed]) -> Vec<u8> {
    fixed.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn tristimulus(fixed: &[Fixed; 3]) -> Vec<u8> {
    [b"XYZ \0\0\0\0".as_slice(), &numbers(fixed)].concat()
}

/// A text in American English, the only language that the format expects.
fn words(text: &str) -> Vec<u8> {
    let text: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let length = u32::try_from(text.len()).unwrap_or(0).to_be_bytes();
    let head = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS".as_slice();
    let mut words = [head, &length, &28_u32.to_be_bytes(), &text].concat();
    words.resize(words.len().next_multiple_of(4), 0);
    words
}

/// Header, table and content; content that is the same is kept once.
fn assemble(tags: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    const HEADER: usize = 128;
    let start = HEADER + 4 + 12 * tags.len();
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut content: Vec<u8> = Vec::new();
    for (index, (_, bytes)) in tags.iter().enumerate() {
        let same = tags[..index].iter().position(|(_, before)| before == bytes);
        places.push(same.map_or((start + content.len(), bytes.len()), |same| places[same]));
        if same.is_none() {
            content.extend(bytes);
        }
    }
    let mut profile = header(start + content.len());
    profile.extend(big(tags.len()));
    for ((name, _), (at, length)) in tags.iter().zip(places) {
        profile.extend(name);
        profile.extend(big(at));
        profile.extend(big(length));
    }
    profile.extend(content);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = vec![0; 128];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &big(size));
    put(8, &[4, 0x20, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // The day of the standard that it follows: 1 December 2010.
    put(24, &[0x07, 0xda, 0, 12, 0, 1, 0, 0, 0, 0, 0, 0]);
    put(36, b"acsp");
    put(68, &numbers(&D50));
    header
}

fn big(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_as_long_as_it_says_and_holds_every_tag() {
        let profile = srgb();
        assert_eq!(profile[0..4], big(profile.len()));
        assert!(profile.len() < 700, "{}", profile.len());
        assert_eq!(profile.len() % 4, 0);
        let at = |at: usize| {
            let bytes: [u8; 4] = profile[at..at + 4].try_into().expect("four bytes");
            usize::try_from(u32::from_be_bytes(bytes)).expect("a length")
        };
        assert_eq!(at(128), 10);
        for tag in 0..10 {
            let (start, length) = (at(136 + 12 * tag), at(140 + 12 * tag));
            assert!(start % 4 == 0 && start + length <= profile.len(), "tag {tag}");
        }
    }

    #[test]
    fn the_primaries_together_are_white() {
        for light in 0..3 {
            let sum = RED[light] + GREEN[light] + BLUE[light];
            assert_eq!(sum, D50[light]);
        }
    }
}
