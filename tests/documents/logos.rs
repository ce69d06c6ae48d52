//! A council's logo: a file beside the agreement, read when a document is made, and refused with
//! the file, the line and the field of the agreement that names it.

use std::fs;

use crate::desk::example_text;
use crate::desk::fresh;
use crate::desk::give;

const SQUARE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
                      <rect width=\"9\" height=\"9\" fill=\"#005ea5\"/></svg>";

/// The recharge of a quarter under an agreement whose supplier names a logo: what is said, and how
/// many documents there are.
fn recharge(name: &str, logo: Option<&str>) -> (u8, String, usize) {
    let folder = fresh(name);
    fs::create_dir_all(&folder).expect("a folder");
    let text = example_text("hampshire-isle-of-wight/illustrative.toml");
    let text = text.replacen("[supplier]\n", "[supplier]\nlogo = \"arms.svg\"\n", 1);
    let agreement = folder.join("agreement.toml");
    fs::write(&agreement, text).expect("the agreement");
    if let Some(logo) = logo {
        fs::write(folder.join("arms.svg"), logo).expect("the logo");
    }
    let out = folder.join("out");
    let (agreement, out_named) = (agreement.display(), out.display());
    let said = give(&format!(
        "recharge \"{agreement}\" --period 2018/19-Q2 --format pdf --out \"{out_named}\""
    ));
    (said.status, said.err, fs::read_dir(&out).map_or(0, Iterator::count))
}

#[test]
fn a_logo_beside_the_agreement_is_read() {
    let (status, err, documents) = recharge("logo", Some(SQUARE));
    assert_eq!((status, documents > 0), (0, true), "{err}");
}

#[test]
fn a_logo_that_cannot_be_used_stops_everything_by_file_line_and_field() {
    let cases = [
        ("no-logo", None, "arms.svg cannot be used: there is no such file"),
        ("odd-logo", Some("GIF89a"), "arms.svg cannot be used: it is neither an SVG nor a PNG"),
    ];
    for (name, logo, says) in cases {
        let (status, err, documents) = recharge(name, logo);
        assert_eq!((status, documents), (2, 0), "{err}");
        assert!(err.contains(says), "{err}");
        let text = example_text("hampshire-isle-of-wight/illustrative.toml");
        let line = text.lines().position(|line| line == "[supplier]").expect("a supplier") + 2;
        assert!(err.contains(&format!("agreement.toml:{line}:")), "{err}");
        assert!(err.contains("error: supplier.logo: "), "{err}");
    }
}
