//! Style, script and icon: part of the program, under an address that changes with what is in them,
//! so that browsers keep them for ever.

use std::sync::LazyLock;

use sha2::Digest;
use sha2::Sha256;

use crate::store::acts::in_hexadecimal;
use crate::web::answer::Answer;

/// Each by its name: the media type and the bytes.
const ASSETS: [(&str, &str, &[u8]); 5] = [
    (
        "govuk-council-6.6.0.min.css",
        "text/css; charset=utf-8",
        include_bytes!("../../assets/govuk-council-6.6.0.min.css"),
    ),
    (
        "govuk-frontend-6.6.0.min.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../assets/govuk-frontend-6.6.0.min.js"),
    ),
    ("app.css", "text/css; charset=utf-8", include_bytes!("../../assets/app.css")),
    ("init.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/init.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")),
];

/// One name for all of them: the script finds its neighbour beside it.
static BUNDLE: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (name, _, bytes) in ASSETS {
        hash.update(name.as_bytes());
        hash.update(bytes);
    }
    in_hexadecimal(&hash.finalize())[..16].to_owned()
});

/// Where they are: `/static/2f…`.
pub fn folder() -> String {
    format!("/static/{}", *BUNDLE)
}

/// One of them; under an old name of the bundle it is not kept.
pub fn of(bundle: &str, name: &str, known: Option<&str>) -> Option<Answer> {
    let (_, media_type, bytes) = ASSETS.iter().find(|(of, _, _)| *of == name)?;
    let tag = format!("\"{}\"", *BUNDLE);
    let mut answer = if known == Some(tag.as_str()) {
        Answer::of(304, media_type, Vec::new())
    } else {
        Answer::of(200, media_type, *bytes)
    };
    let is_current = bundle == *BUNDLE;
    let keeps = if is_current { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.headers.push(("Cache-Control", keeps.to_owned()));
    answer.headers.push(("ETag", tag));
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_made_is_as_it_was_taken_and_bears_no_brand_that_is_not_ours() {
        let sums = include_str!("../../assets/source/SHA256SUMS");
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").expect("a sum and a name");
            let path = format!("{}/assets/{name}", env!("CARGO_MANIFEST_DIR"));
            let bytes = std::fs::read(path).expect("it is there");
            assert_eq!(in_hexadecimal(&Sha256::digest(&bytes)), sum, "{name}");
        }
        for (name, _, bytes) in ASSETS {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("GDS Transport"), "{name}");
            assert!(!text.contains("sourceMappingURL"), "{name}");
        }
    }

    #[test]
    fn what_is_current_is_kept_for_ever_and_what_is_old_is_asked_for_anew() {
        let header = |answer: &Answer, name: &str| {
            answer.headers.iter().find(|(of, _)| *of == name).map(|(_, value)| value.clone())
        };
        let current = of(&BUNDLE, "app.css", None).expect("it is there");
        assert!(header(&current, "Cache-Control").expect("told").contains("immutable"));
        let tag = header(&current, "ETag").expect("told");
        assert_eq!(of(&BUNDLE, "app.css", Some(&tag)).expect("it is there").status, 304);
        let old = of("0000", "app.css", None).expect("it is there");
        assert_eq!(header(&old, "Cache-Control").expect("told"), "no-cache");
        assert_eq!(of(&BUNDLE, "secret.txt", None), None);
    }
}
