//! The stages of a statement and the states of its lines, as tables: what each act leads to, and
//! what is refused, in words.
//!
//! ```text
//! drawn up ─► with the purchaser ─► agreed ─► approved ─► issued
//!     ▲               │                │          │
//!     └───────────────┴── returned ────┴──────────┘
//! ```
//!
//! A queried line is held: the others go on without it. Released, it takes the statement back to
//! agreed, so that a second person approves what is released; withdrawn, it is settled at nought:
//! later statements count it as billed, and bill only what the terms or the records come to make
//! due beyond it ([`crate::billing::billed`]).

use std::fmt;

use serde::Serialize;

use crate::domain::calendar::BillingPeriod;

/// How far a statement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The supplier has drawn it up; it may be drawn up anew.
    DrawnUp,
    /// The purchaser has it to agree or to query.
    WithPurchaser,
    /// The purchaser has agreed all lines that are not queried.
    Agreed,
    /// A second person has approved the agreed lines for issue.
    Approved,
    /// The agreed lines are on invoices.
    Issued,
}

/// How a line of a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineState {
    /// Nobody has said anything of it.
    Open,
    /// The purchaser has agreed it.
    Agreed,
    /// The purchaser has queried it: it is held.
    Queried,
    /// The supplier has given way: it is not billed, on this statement or a later one.
    Withdrawn,
    /// It is on an invoice.
    Issued,
}

/// What is done to a statement, or to one of its queried lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// The supplier draws it up anew.
    Redraw,
    /// The supplier sends it to the purchaser.
    Send,
    /// The purchaser agrees all lines that are not queried.
    Agree,
    /// The purchaser queries a line.
    Query,
    /// The purchaser agrees a queried line after all.
    Release,
    /// The supplier withdraws a queried line.
    Withdraw,
    /// The purchaser or the approver returns it, with a reason.
    Return,
    /// A second person approves the agreed lines.
    Approve,
    /// The agreed lines are issued.
    Issue,
}

/// Why an act is refused, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The stage in which it was tried.
    pub stage: Stage,
    /// What was tried.
    pub act: Act,
    /// What to do.
    pub instead: &'static str,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Stage; 5] =
        [Stage::DrawnUp, Stage::WithPurchaser, Stage::Agreed, Stage::Approved, Stage::Issued];

    /// The word of the books: `with-purchaser`.
    pub fn word(self) -> &'static str {
        match self {
            Stage::DrawnUp => "drawn-up",
            Stage::WithPurchaser => "with-purchaser",
            Stage::Agreed => "agreed",
            Stage::Approved => "approved",
            Stage::Issued => "issued",
        }
    }

    /// The stage for people: `with the purchaser`.
    pub fn in_words(self) -> &'static str {
        match self {
            Stage::DrawnUp => "drawn up and not yet sent",
            Stage::WithPurchaser => "with the purchaser",
            Stage::Agreed => "agreed by the purchaser",
            Stage::Approved => "approved for issue",
            Stage::Issued => "already issued",
        }
    }

    /// The stage that a word of the books names.
    pub fn parse(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

impl LineState {
    /// All of them.
    pub const ALL: [LineState; 5] = [
        LineState::Open,
        LineState::Agreed,
        LineState::Queried,
        LineState::Withdrawn,
        LineState::Issued,
    ];

    /// The word of the books: `queried`.
    pub fn word(self) -> &'static str {
        match self {
            LineState::Open => "open",
            LineState::Agreed => "agreed",
            LineState::Queried => "queried",
            LineState::Withdrawn => "withdrawn",
            LineState::Issued => "issued",
        }
    }

    /// The state that a word of the books names.
    pub fn parse(word: &str) -> Option<LineState> {
        LineState::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl Act {
    /// All of them, in the order in which a statement meets them.
    pub const ALL: [Act; 9] = [
        Act::Redraw,
        Act::Send,
        Act::Query,
        Act::Agree,
        Act::Release,
        Act::Withdraw,
        Act::Return,
        Act::Approve,
        Act::Issue,
    ];

    /// The word of the commands: `redraw`.
    pub fn word(self) -> &'static str {
        match self {
            Act::Redraw => "redraw",
            Act::Send => "send",
            Act::Agree => "agree",
            Act::Query => "query",
            Act::Release => "release",
            Act::Withdraw => "withdraw",
            Act::Return => "return",
            Act::Approve => "approve",
            Act::Issue => "issue",
        }
    }

    /// The act that a word names.
    pub fn parse(word: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.word() == word)
    }
}

/// The stage after an act.
///
/// Query, release and withdraw are of one line: [`line_after`] says whether that line allows them.
/// A statement of which any line is issued is never returned: its stage may be agreed or approved
/// again after a release, so the caller says whether one is, to [`after_return`].
///
/// # Errors
/// The refusal, with what to do instead.
pub fn after(stage: Stage, act: Act) -> Result<Stage, Refusal> {
    use Stage::Agreed;
    use Stage::Approved;
    use Stage::DrawnUp;
    use Stage::Issued;
    use Stage::WithPurchaser;
    let refuse = |instead| Err(Refusal { stage, act, instead });
    match (act, stage) {
        (Act::Redraw, DrawnUp) | (Act::Return, WithPurchaser | Agreed | Approved) => Ok(DrawnUp),
        (Act::Send, DrawnUp) | (Act::Query | Act::Release | Act::Withdraw, WithPurchaser) => {
            Ok(WithPurchaser)
        }
        (Act::Agree, WithPurchaser) | (Act::Release, Agreed | Approved | Issued) => Ok(Agreed),
        (Act::Withdraw, Agreed | Approved | Issued) => Ok(stage),
        (Act::Approve, Agreed) => Ok(Approved),
        (Act::Issue, Approved) => Ok(Issued),
        (Act::Query | Act::Agree | Act::Approve | Act::Issue, DrawnUp) => {
            refuse("send it to the purchaser first")
        }
        (Act::Release | Act::Withdraw, DrawnUp) => {
            refuse("no line is queried before the purchaser has it: draw it up anew to change it")
        }
        (Act::Return, DrawnUp) => refuse("it is with the supplier: draw it up anew to change it"),
        (Act::Send, WithPurchaser) => refuse("wait for its answer, or remind it"),
        (Act::Approve | Act::Issue, WithPurchaser) => {
            refuse("the purchaser agrees it first, or queries the lines that it does not agree")
        }
        (Act::Send | Act::Agree, Agreed) => refuse("the next step is to approve it"),
        (Act::Issue, Agreed) => refuse("a second person approves it first"),
        (Act::Send | Act::Agree | Act::Approve, Approved) => refuse("the next step is to issue it"),
        (Act::Redraw, WithPurchaser | Agreed | Approved) => {
            refuse("return it with a reason, then draw it up anew")
        }
        (Act::Query, Agreed | Approved) => {
            refuse("return it with a reason, and query the line when it is sent again")
        }
        (_, Issued) => refuse(CORRECT_LATER),
    }
}

const CORRECT_LATER: &str = "a correction is a credit note or the next statement's adjustment";

/// The stage after a return, where lines may be issued: released lines take a statement back to
/// agreed with others of its lines on invoices, and what is issued is never drawn up anew.
///
/// # Errors
/// The refusal, with what to do instead.
pub fn after_return(stage: Stage, any_line_issued: bool) -> Result<Stage, Refusal> {
    let act = Act::Return;
    if any_line_issued {
        let instead = "some of its lines are on invoices: approve and issue the rest, and correct \
                       what is wrong by a credit note or the next statement's adjustment";
        return Err(Refusal { stage, act, instead });
    }
    after(stage, act)
}

/// The state of a line after an act on it or on its whole statement; `None` where the line does not
/// allow it. Acts on the whole statement leave lines that they are not about as they are.
pub fn line_after(state: LineState, act: Act) -> Option<LineState> {
    match (act, state) {
        (Act::Query, LineState::Open) => Some(LineState::Queried),
        (Act::Release, LineState::Queried) | (Act::Agree, LineState::Open) => {
            Some(LineState::Agreed)
        }
        (Act::Withdraw, LineState::Queried) => Some(LineState::Withdrawn),
        (Act::Query | Act::Release | Act::Withdraw, _)
        | (Act::Return | Act::Redraw, LineState::Issued) => None,
        (Act::Issue, LineState::Agreed) => Some(LineState::Issued),
        (Act::Return | Act::Redraw, _) => Some(LineState::Open),
        (Act::Send | Act::Agree | Act::Approve | Act::Issue, _) => Some(state),
    }
}

impl Refusal {
    /// The refusal of an act on the statement of a period.
    pub fn of(self, period: BillingPeriod) -> String {
        format!("the statement of {period} is {}: {}", self.stage.in_words(), self.instead)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the statement is {}: {}", self.stage.in_words(), self.instead)
    }
}

/// The table of acts and stages in Markdown, for those who read about it.
pub fn table() -> String {
    let heads = Stage::ALL.map(|stage| format!(" {} |", stage.word()));
    let rule = Stage::ALL.map(|_| "---|");
    let mut table = format!("| |{}\n|---|{}\n", heads.concat(), rule.concat());
    for act in Act::ALL {
        let cells = Stage::ALL.map(|stage| match after(stage, act) {
            Ok(after) => format!(" **{}** |", after.word()),
            Err(refusal) => format!(" {} |", refusal.instead),
        });
        table.push_str(&format!("| {} |{}\n", act.word(), cells.concat()));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where each act leads from each stage, by the first letter of the stage; a full stop refuses.
    const LEADS: [(Act, &str); 9] = [
        (Act::Redraw, "D...."),
        (Act::Send, "W...."),
        (Act::Query, ".W..."),
        (Act::Agree, ".A..."),
        (Act::Release, ".WAAA"),
        (Act::Withdraw, ".WAPI"),
        (Act::Return, ".DDD."),
        (Act::Approve, "..P.."),
        (Act::Issue, "...I."),
    ];

    fn letter(stage: Stage) -> char {
        match stage {
            Stage::DrawnUp => 'D',
            Stage::WithPurchaser => 'W',
            Stage::Agreed => 'A',
            Stage::Approved => 'P',
            Stage::Issued => 'I',
        }
    }

    #[test]
    fn every_act_leads_somewhere_or_is_refused_with_what_to_do() {
        println!("{}", table());
        assert_eq!(LEADS.map(|(act, _)| act), Act::ALL);
        for (act, leads) in LEADS {
            let found = Stage::ALL.map(|stage| after(stage, act).map_or('.', letter));
            assert_eq!(String::from_iter(found), leads, "{act:?}");
            for refusal in Stage::ALL.into_iter().filter_map(|stage| after(stage, act).err()) {
                let says = refusal.to_string();
                assert!(says.len() > 40 && !refusal.instead.ends_with('.'), "{says}");
            }
        }
        assert_eq!(table().lines().count(), 11);
    }

    #[test]
    fn what_is_issued_is_corrected_and_never_changed() {
        let period = BillingPeriod::parse("2018/19-Q2").expect("a quarter");
        let refused = after(Stage::Issued, Act::Return).expect_err("it is issued");
        assert_eq!(
            refused.of(period),
            "the statement of 2018/19-Q2 is already issued: a correction is a credit note or the \
             next statement's adjustment"
        );
        for stage in Stage::ALL {
            assert!(after_return(stage, true).is_err());
            assert_eq!(after_return(stage, false), after(stage, Act::Return));
        }
        for act in Act::ALL {
            let issued = line_after(LineState::Issued, act);
            assert!(issued.is_none_or(|state| state == LineState::Issued), "{act:?}");
        }
    }

    #[test]
    fn a_queried_line_is_held_until_it_is_released_or_withdrawn() {
        let queried = line_after(LineState::Open, Act::Query).expect("an open line");
        for act in [Act::Agree, Act::Approve, Act::Issue] {
            assert_eq!(line_after(queried, act), Some(LineState::Queried));
        }
        let released = line_after(queried, Act::Release).expect("a queried line");
        assert_eq!(line_after(released, Act::Issue), Some(LineState::Issued));
        let withdrawn = line_after(queried, Act::Withdraw).expect("a queried line");
        assert_eq!(line_after(withdrawn, Act::Issue), Some(LineState::Withdrawn));
        assert_eq!(line_after(LineState::Open, Act::Release), None);
    }

    #[test]
    fn words_name_stages_states_and_acts_both_ways() {
        assert!(Stage::ALL.iter().all(|stage| Stage::parse(stage.word()) == Some(*stage)));
        assert!(LineState::ALL.iter().all(|state| LineState::parse(state.word()) == Some(*state)));
        assert!(Act::ALL.iter().all(|act| Act::parse(act.word()) == Some(*act)));
        assert_eq!(Stage::parse("paid"), None);
    }
}
