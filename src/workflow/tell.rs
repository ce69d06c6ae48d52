//! Telling the other council of an act by letter: what it says is kept with the letter, since it is
//! of the moment of the act.

use serde::Deserialize;
use serde::Serialize;

use crate::documents::letter::Act;
use crate::domain::authority::Side;
use crate::domain::money::Money;
use crate::store::agreements::Held;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// The kinds of letters that tell of an act, by the words of the outbox.
const KINDS: [(&str, Act); 5] = [
    ("line-released", Act::Released),
    ("line-withdrawn", Act::Withdrawn),
    ("statement-returned", Act::Returned),
    ("invoice-disputed", Act::Disputed),
    ("dispute-answered", Act::Answered),
];

/// The act that a kind of letter tells of.
pub(super) fn act_of(kind: &str) -> Option<Act> {
    KINDS.iter().find(|(word, _)| *word == kind).map(|(_, act)| *act)
}

/// What a letter tells, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Whose council it goes to: `supplier` or `purchaser`.
    pub to: String,
    /// Who did it.
    pub by: String,
    /// The line, where it is about one.
    pub line: String,
    /// What it comes to, in pence.
    pub pence: Option<i64>,
    /// The words that were given with it.
    pub words: String,
}

impl Kept {
    /// The side that it goes to.
    pub fn side(&self) -> Side {
        if self.to == Side::Supplier.word() { Side::Supplier } else { Side::Purchaser }
    }
}

/// Writes the letter that tells the other council of what somebody did to a statement or an
/// invoice, where the agreement has an address for it.
pub(super) fn other_council(
    work: &mut Work<'_>,
    held: &Held,
    act: Act,
    (subject_id, line): (&str, &str),
    sum: Option<Money>,
    words: &str,
) -> Result<(), Refusal> {
    let to = match duties::side(work.by, held) {
        Some(Side::Supplier) => Side::Purchaser,
        _ => Side::Supplier,
    };
    let terms = terms::up_to(work.books, held, held.version, 0, 0)?;
    let Some(email) = terms.agreement().authority(to).email.clone() else { return Ok(()) };
    let kept = Kept {
        to: to.word().to_owned(),
        by: work.by.name.clone(),
        line: line.to_owned(),
        pence: sum.and_then(|sum| i64::try_from(sum.pence()).ok()),
        words: words.trim().to_owned(),
    };
    let letter = serde_json::to_string(&kept).expect("text and numbers are JSON");
    let kind = KINDS.iter().find(|(_, of)| *of == act).map_or("", |(word, _)| word);
    work.write_letter(&held.supplier, kind, subject_id, &email, &letter);
    Ok(())
}
