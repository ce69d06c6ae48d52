//! The quarter: a statement is drawn up, sent, agreed or queried line by line, approved by a second
//! person, and issued.

use clap::Args;

use crate::billing::stage::LineState;
use crate::billing::what_changed::what_changed_after;
use crate::cli::Desk;
use crate::cli::load::Failure;
use crate::cli::recharge_text;
use crate::cli::service::changed;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::store::agreements::Held;
use crate::store::invoices::Issued;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::agree as agreeing;
use crate::workflow::approve as approving;
use crate::workflow::draw_up as drawing;
use crate::workflow::duties::Duty;
use crate::workflow::issue as issuing;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;

/// Which statement, and who acts.
#[derive(Debug, Args)]
pub struct StatementArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The period: 2018/19-Q2, 2018/19-M07 (M01 is April) or 2018/19
    #[arg(long, value_name = "PERIOD", value_parser = BillingPeriod::parse)]
    period: BillingPeriod,
    /// The reconciliation of the year that ends with the period, not the period's recharge
    #[arg(long)]
    reconciliation: bool,
    /// What was closed at once for the periods up to this one, not the period's recharge
    #[arg(long, conflicts_with = "reconciliation")]
    closing: bool,
    #[command(flatten)]
    acting: Acting,
}

/// Whether an act is told of by letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// The other council is.
    OtherCouncil,
    /// It is not.
    Nobody,
}

impl StatementArguments {
    fn kind(&self) -> StatementKind {
        match (self.reconciliation, self.closing) {
            (true, _) => StatementKind::Reconciliation,
            (_, true) => StatementKind::Closing,
            _ => StatementKind::Recharge,
        }
    }

    /// Does an act on the statement, and tells how it stands after it, and whether a council that
    /// should know of it gets no letter.
    fn act(
        &self,
        duty: Duty,
        tells: Tells,
        desk: &mut Desk,
        what: impl Fn(&mut Work<'_>, &Held, &Kept) -> Result<Kept, Refusal>,
    ) -> Result<(), Failure> {
        let mut office = Office::enter(&self.acting, desk)?;
        let says = office.act(|work| {
            let (held, kept) =
                agreeing::statement(work, &self.reference, self.period, self.kind(), duty)?;
            let after = what(work, &held, &kept)?;
            let mut text = words::statement(work, &held, &after)?;
            if tells == Tells::OtherCouncil {
                text.push_str(&words::no_letter_to_other(work, &held)?);
            }
            Ok(text)
        })?;
        desk.out.write_all(says.as_bytes())?;
        Ok(())
    }
}

impl StatementArguments {
    /// Names the overheads that stand on a line, after what was done to the line alone.
    fn hint_of_overhead(
        &self,
        line: &str,
        desk: &mut Desk,
        says: impl Fn(LineState) -> Option<&'static str>,
    ) -> Result<(), Failure> {
        let mut office = Office::enter(&self.acting, desk)?;
        let mut overheads = office.act(|work| {
            let (reference, duty) = (&self.reference, Duty::Read);
            let (held, kept) =
                agreeing::statement(work, reference, self.period, self.kind(), duty)?;
            agreeing::overheads_on(work, &held, &kept, line)
        })?;
        overheads.dedup_by(|one, other| (&one.line, one.state) == (&other.line, other.state));
        for overhead in overheads {
            if let Some(says) = says(overhead.state) {
                let (of, period) = (&self.reference, self.period);
                writeln!(desk.out, "  {says} {of} --period {period} --line {}", overhead.line)?;
            }
        }
        Ok(())
    }
}

/// Arguments of `draw-up`.
#[derive(Debug, Args)]
pub struct DrawUpArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The period: 2018/19-Q2, 2018/19-M07 (M01 is April) or 2018/19
    #[arg(long, value_name = "PERIOD", value_parser = BillingPeriod::parse)]
    period: BillingPeriod,
    /// Show what would be drawn up, and write nothing
    #[arg(long)]
    preview: bool,
    /// Show how each line was worked out
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    acting: Acting,
}

/// `draw-up`.
pub fn draw_up(of: &DrawUpArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let limits = office.limits();
    let done = office.act(|work| {
        let held = work.agreement(&of.reference, Duty::DrawUp)?;
        let drawn = if of.preview {
            drawing::preview(work, &limits, &held, of.period)?
        } else {
            drawing::draw_up_for(work, &limits, &held, of.period)?
        };
        let terms = &drawn.terms;
        let mut text =
            recharge_text::statement(terms.agreement(), &drawn.statement, None, of.explain);
        let before = standing::before(work.books, &held, &drawn.kept)?.before;
        let (agreement, actuals) = (terms.agreement(), &terms.actuals);
        let changed = before
            .as_ref()
            .map(|before| what_changed_after(agreement, actuals, &drawn.statement, before));
        text.push_str(&changed::text(changed.as_ref()));
        text.push('\n');
        if of.preview {
            text.push_str("A preview: nothing is written\n");
        } else {
            text.push_str(&words::statement(work, &held, &drawn.kept)?);
        }
        for post in drawing::posts_without_days(&drawn.terms, &drawn.statement) {
            text.push_str(&format!(
                "  warning: no days are recorded for {post} in {}, so it bills nothing: bring them \
                 in with `concordat import {} --days FILE`, and draw it up again\n",
                of.period, of.reference
            ));
        }
        if drawn.is_unchanged {
            text.push_str("  It stands in the books just so already\n");
        }
        Ok(text)
    });
    desk.out.write_all(words::or_nothing(done)?.as_bytes())?;
    Ok(())
}

/// `send`.
pub fn send(of: &StatementArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.act(Duty::DrawUp, Tells::OtherCouncil, desk, agreeing::send)
}

/// `deem-agreed`.
pub fn deem_agreed(of: &StatementArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.act(Duty::DrawUp, Tells::Nobody, desk, agreeing::deem_agreed)
}

/// Arguments of `query`.
#[derive(Debug, Args)]
pub struct QueryArguments {
    #[command(flatten)]
    statement: StatementArguments,
    /// The line: its name in the agreement file, or its number on the statement
    #[arg(long, value_name = "LINE")]
    line: String,
    /// Why: what would settle it?
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// `query`.
pub fn query(of: &QueryArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.statement.act(Duty::Agree, Tells::OtherCouncil, desk, |work, held, kept| {
        agreeing::query(work, held, kept, &of.line, &of.reason)?;
        Ok(kept.clone())
    })?;
    of.statement.hint_of_overhead(&of.line, desk, |state| match state {
        LineState::Open => Some("to hold its overhead too: concordat query"),
        _ => None,
    })
}

/// Arguments of `agree` and `approve`.
#[derive(Debug, Args)]
pub struct HashArguments {
    #[command(flatten)]
    statement: StatementArguments,
    /// The hash of the draft that was read: refused where it was drawn up again since
    #[arg(long, value_name = "HASH")]
    hash: Option<String>,
}

/// `agree`.
pub fn agree(of: &HashArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.statement.act(Duty::Agree, Tells::OtherCouncil, desk, |work, held, kept| {
        agreeing::agree(work, held, kept, of.hash.as_deref())
    })
}

/// `approve`.
pub fn approve(of: &HashArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.statement.act(Duty::Approve, Tells::Nobody, desk, |work, held, kept| {
        approving::approve(work, held, kept, of.hash.as_deref())
    })
}

/// Arguments of `release`.
#[derive(Debug, Args)]
pub struct LineArguments {
    #[command(flatten)]
    statement: StatementArguments,
    /// The line: its name in the agreement file, or its number on the statement
    #[arg(long, value_name = "LINE")]
    line: String,
    /// What settled it
    #[arg(long, value_name = "TEXT", default_value = "")]
    answer: String,
}

/// `release`.
pub fn release(of: &LineArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.statement.act(Duty::Agree, Tells::OtherCouncil, desk, |work, held, kept| {
        agreeing::release(work, held, kept, &of.line, &of.answer)
    })
}

/// Arguments of `withdraw`.
#[derive(Debug, Args)]
pub struct WithdrawArguments {
    #[command(flatten)]
    statement: StatementArguments,
    /// The line: its name in the agreement file, or its number on the statement
    #[arg(long, value_name = "LINE")]
    line: String,
    /// Why it is not to be billed
    #[arg(long, value_name = "TEXT", alias = "answer")]
    reason: String,
}

/// `withdraw`.
pub fn withdraw(of: &WithdrawArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.statement.act(Duty::Withdraw, Tells::OtherCouncil, desk, |work, held, kept| {
        agreeing::withdraw(work, held, kept, &of.line, &of.reason)
    })?;
    of.statement.hint_of_overhead(&of.line, desk, |state| match state {
        LineState::Withdrawn => None,
        LineState::Queried => Some("to withdraw its overhead too: concordat withdraw"),
        _ => Some("its overhead stays billed. The purchaser can query it: concordat query"),
    })
}

/// Arguments of `return`.
#[derive(Debug, Args)]
pub struct ReasonArguments {
    #[command(flatten)]
    statement: StatementArguments,
    /// Why: what is to change?
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// `return`.
pub fn give_back(of: &ReasonArguments, desk: &mut Desk) -> Result<(), Failure> {
    of.statement.act(Duty::Return, Tells::OtherCouncil, desk, |work, held, kept| {
        agreeing::give_back(work, held, kept, &of.reason)
    })
}

/// `issue`.
pub fn issue(of: &StatementArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let (issued, no_letter) = office.act(|work| {
        let duty = Duty::Issue;
        let (held, kept) = agreeing::statement(work, &of.reference, of.period, of.kind(), duty)?;
        let issued = issuing::issue(work, &held, &kept)?;
        let no_letter = words::no_letter(work, &held, Side::Purchaser)?;
        let became = |of: Issued| Ok((words::given_back(work, &of)?, of));
        Ok((issued.into_iter().map(became).collect::<Result<Vec<_>, Refusal>>()?, no_letter))
    })?;
    if issued.is_empty() {
        writeln!(desk.out, "{} {}: issued, with nothing to invoice", of.reference, of.period)?;
    }
    for (became, document) in issued {
        desk.out.write_all(words::issued(&document).as_bytes())?;
        desk.out.write_all(became.as_bytes())?;
    }
    desk.out.write_all(no_letter.as_bytes())?;
    writeln!(desk.out, "  `concordat deliver` makes the files and sends the letters")?;
    Ok(())
}
