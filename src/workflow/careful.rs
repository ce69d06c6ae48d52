//! All that a careful reader of an agreement file warns of, with its places: what may be a slip,
//! what a document will lack, and characters that no document can print.

use crate::documents::font::Fonts;
use crate::documents::ubl::lacking_beforehand;
use crate::domain::check;
use crate::domain::file;
use crate::domain::file::Source;
use crate::domain::problem::Finding;
use crate::domain::problem::Problem;

/// The warnings about a file that was read, in the order of its lines.
pub fn warnings(source: &Source, text: &str, fonts: &Fonts) -> Vec<Problem> {
    let mut found = check::warnings(&source.agreement);
    let lacking = lacking_beforehand(&source.agreement);
    let is_said = |new: &Finding| found.iter().any(|old| old.path == new.path);
    let unsaid: Vec<Finding> = lacking.into_iter().filter(|new| !is_said(new)).collect();
    found.extend(unsaid);
    let located = found.iter().map(|finding| source.places.locate(finding));
    let mut warnings: Vec<Problem> = located.collect();
    warnings.extend(file::unprintable(text, |character| fonts.covers(character)));
    warnings.sort();
    warnings
}
