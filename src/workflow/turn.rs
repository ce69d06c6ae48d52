//! Whose turn it is: which periods of an agreement can be drawn up now, and which comes next.

use crate::billing::stage::Stage;
use crate::domain::calendar::BillingPeriod;
use crate::store::agreements::Held;
use crate::store::money;
use crate::store::statements;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::draw_up::Limits;
use crate::workflow::draw_up::first_not_drawn;
use crate::workflow::draw_up::must_be_time;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// Which periods can be drawn up now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turn {
    /// The next in turn: the first for which something is due and no statement is drawn up.
    pub next: Option<BillingPeriod>,
    /// Those that are drawn up and with nobody else: they may be drawn up again.
    pub drafts: Vec<BillingPeriod>,
    /// From when on the first period can be drawn up whose time has not come.
    pub later: String,
}

/// Which periods of an agreement can be drawn up now.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn of(work: &mut Work<'_>, limits: &Limits, held: &Held) -> Result<Turn, Refusal> {
    let terms = terms::in_use(work.books, held)?;
    let all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    let locked = money::locked_years(work.books, &held.supplier, &held.id)?;
    let agreement = terms.agreement();
    let mut until = agreement.first_period();
    let later = loop {
        match must_be_time(work, limits, agreement, until) {
            Ok(()) => until = until.next(),
            Err(refusal) => break refusal.to_string(),
        }
    };
    let drafts = all.iter().filter(|kept| {
        kept.kind == StatementKind::Recharge
            && kept.stage == Stage::DrawnUp
            && !locked.contains(&kept.period.year.to_string())
    });
    Ok(Turn {
        drafts: drafts.map(|kept| kept.period).collect(),
        next: first_not_drawn(work, held, &terms, until, &all)?,
        later,
    })
}
