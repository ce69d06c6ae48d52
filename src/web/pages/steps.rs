//! The steps of a period, from drawing up to issuing: which are done, and whose turn it is.

use crate::billing::stage::Stage;
use crate::store::statements::Kept;

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub says: &'static str,
    /// By whom.
    pub by: &'static str,
    /// Whether it is done, next, or to come.
    pub state: &'static str,
    /// The colour of that.
    pub colour: &'static str,
}

const STEPS: [(&str, &str); 5] = [
    ("Draw up the statement", "A preparer of the supplier, once days and costs are recorded"),
    ("Send it to the purchaser", "A preparer of the supplier"),
    ("Agree it, or query its lines", "Partner finance of the purchaser"),
    ("Approve it", "An approver of the supplier, who did not draw it up"),
    ("Issue its invoices", "A preparer or an approver of the supplier"),
];
const APPROVE: usize = 3;

/// The steps of the period of a statement, or of one that is not drawn up.
pub fn of(kept: Option<&Kept>) -> Vec<Step> {
    let done = match kept {
        None => 0,
        // It was returned: it is drawn up again.
        Some(kept) if kept.hash.is_empty() => 0,
        Some(kept) => match kept.stage {
            Stage::DrawnUp => 1,
            Stage::WithPurchaser => 2,
            Stage::Agreed => APPROVE,
            Stage::Approved => 4,
            Stage::Issued => 5,
        },
    };
    let takes_two = kept.is_some_and(|kept| kept.over_limit.is_some());
    let step = |(index, (says, by)): (usize, (&'static str, &'static str))| {
        let by = if index == APPROVE && takes_two { "Two approvers of the supplier" } else { by };
        let (state, colour) = match index.cmp(&done) {
            std::cmp::Ordering::Less => ("Done", "green"),
            std::cmp::Ordering::Equal => ("Next", "blue"),
            std::cmp::Ordering::Greater => ("To come", "grey"),
        };
        Step { says, by, state, colour }
    };
    STEPS.into_iter().enumerate().map(step).collect()
}
