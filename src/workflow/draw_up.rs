//! Drawing up: what is due for a period under what is known, less what stands in the books.

use crate::billing::actuals::DaysGiven;
use crate::billing::limit;
use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::statement::draw_up_after;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Timing;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::in_words;
use crate::domain::staffing::Basis;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::KnownLine;
use crate::domain::variation::KnownTerms;
use crate::store::acts::Deed;
use crate::store::acts::sha256;
use crate::store::agreements::Held;
use crate::store::money;
use crate::store::queries;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;
use crate::workflow::terms;
use crate::workflow::terms::Terms;
use crate::workflow::year_end::closing;
use crate::workflow::year_end::lock;

/// Beyond what a statement needs two to approve it, and how far ahead one may be drawn up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// By how much it may differ from the one before.
    pub change: limit::Limits,
    /// How many periods ahead of today's a statement in advance may be drawn up.
    pub periods_ahead: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { change: limit::Limits::default(), periods_ahead: 1 }
    }
}

/// A statement as it is drawn up, in the books or in a preview.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// As it stands in the books, or would.
    pub kept: Kept,
    /// Its lines there.
    pub lines: Vec<KeptLine>,
    /// The statement itself, with its working.
    pub statement: RechargeStatement,
    /// The terms that it is drawn up from.
    pub terms: Terms,
    /// Whether it stands in the books just so already.
    pub is_unchanged: bool,
}

/// Draws up the statement of a period, or draws it up again while it is with nobody else.
///
/// # Errors
/// A period that is not the agreement's, not over yet, closed, or not next in turn; a statement
/// that is further on; [`Refusal::Nothing`] where nothing is due.
pub fn draw_up(
    work: &mut Work<'_>,
    limits: &Limits,
    reference: &str,
    period: BillingPeriod,
) -> Result<Drawn, Refusal> {
    let held = work.agreement(reference, Duty::DrawUp)?;
    draw_up_for(work, limits, &held, period)
}

/// The same for an agreement that is at hand.
///
/// # Errors
/// Those of [`draw_up`].
pub fn draw_up_for(
    work: &mut Work<'_>,
    limits: &Limits,
    held: &Held,
    period: BillingPeriod,
) -> Result<Drawn, Refusal> {
    duties::must_be_theirs(work.by, Duty::DrawUp, held)?;
    let drawn = preview(work, limits, held, period)?;
    save(work, held, &drawn)?;
    Ok(drawn)
}

/// Puts a statement into the books as it is drawn up, new or again.
///
/// # Errors
/// The database's own.
pub(super) fn save(work: &mut Work<'_>, held: &Held, drawn: &Drawn) -> Result<(), Refusal> {
    if drawn.is_unchanged {
        return Ok(());
    }
    if drawn.kept.draft == 1 {
        statements::add(work.books, &drawn.kept, &drawn.lines)?;
    } else {
        statements::redraw(work.books, &drawn.kept, &drawn.lines)?;
        close_queries(work, &drawn.kept)?;
    }
    let deed = Deed {
        act: "statement drawn up".into(),
        subject: subject(held, &drawn.kept),
        before: if drawn.kept.draft == 1 {
            String::new()
        } else {
            format!("draft {}", drawn.kept.draft - 1)
        },
        after: draft_in_words(&drawn.kept, drawn.lines.len(), &drawn.kept.hash),
        // Whether two must approve it is not left to the row alone.
        reason: drawn.kept.over_limit.clone().unwrap_or_default(),
    };
    work.did(&held.supplier, deed);
    Ok(())
}

/// A draft as the log tells of it.
pub(super) fn draft_in_words(kept: &Kept, lines: usize, hash: &str) -> String {
    format!("draft {}, {lines} lines, {} and VAT, {hash}", kept.draft, kept.net.in_pounds())
}

fn close_queries(work: &mut Work<'_>, kept: &Kept) -> Result<(), Refusal> {
    for query in queries::of_statement(work.books, kept)? {
        if query.outcome.is_none() {
            let closed = queries::Query {
                outcome: Some("redrawn".into()),
                answer: Some(format!("drawn up again, draft {}", kept.draft)),
                closed_by: Some(work.by.id.to_string()),
                closed_at: Some(work.at.now),
                ..query
            };
            queries::close(work.books, kept, &closed)?;
        }
    }
    Ok(())
}

/// How the log names a statement: `HIOW-CS-2018 2018/19-Q2`.
pub fn subject(held: &Held, kept: &Kept) -> String {
    match kept.kind {
        StatementKind::Recharge => format!("{} {}", held.reference, kept.period),
        kind => format!("{} {} {}", held.reference, kept.period, kind.word()),
    }
}

/// What [`draw_up`] would draw up, with nothing written.
///
/// # Errors
/// Those of [`draw_up`].
pub fn preview(
    work: &mut Work<'_>,
    limits: &Limits,
    held: &Held,
    period: BillingPeriod,
) -> Result<Drawn, Refusal> {
    let terms = terms::in_use(work.books, held)?;
    terms::must_be_its_period(terms.agreement(), period)?;
    must_be_time(work, limits, terms.agreement(), period)?;
    lock::must_be_open(work.books, held, period.year)?;
    let kind = StatementKind::Recharge;
    let before = statements::of_period(work.books, &held.supplier, &held.id, kind, period)?;
    if let Some(before) = &before
        && before.stage != Stage::DrawnUp
    {
        return Err(already(held, before));
    }
    let others = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    must_be_next(work, held, &terms, period, &others)?;
    let statement = drawn_from(work, held, &terms, period, before.as_ref())?;
    if statement.is_empty() {
        let says = format!("nothing is due under {} for {period}", held.reference);
        return Err(Refusal::Nothing(says));
    }
    let over_limit = over_limit(limits, &statement, &others);
    Ok(drawn(work, held, kind, terms, statement, before, over_limit))
}

pub(super) fn already(held: &Held, kept: &Kept) -> Refusal {
    let refused = crate::billing::stage::after(kept.stage, crate::billing::stage::Act::Redraw);
    let why = refused.err().map(|refusal| refusal.to_string()).unwrap_or_default();
    Refusal::refused(format!("{}: {why}", subject(held, kept)))
}

/// The statement of a period from terms, less what stands in the books but for itself.
///
/// # Errors
/// The database's own.
pub fn drawn_from(
    work: &mut Work<'_>,
    held: &Held,
    terms: &Terms,
    period: BillingPeriod,
    itself: Option<&Kept>,
) -> Result<RechargeStatement, Refusal> {
    let kept = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    let billed = standing::billed_of(work.books, held, &kept, itself.map(|kept| &kept.id))?;
    // What was closed already was known then: an earlier day would bill it again.
    let closed = closing::known_on(&kept);
    let own = terms.agreement().as_at_default(period);
    let as_at = closed.map_or(own, |closed| own.max(closed));
    Ok(draw_up_after(terms.agreement(), &terms.actuals, period, as_at, &billed))
}

pub(super) fn must_be_time(
    work: &Work<'_>,
    limits: &Limits,
    agreement: &Agreement,
    period: BillingPeriod,
) -> Result<(), Refusal> {
    let as_at = agreement.as_at_default(period);
    let ahead = match agreement.billing.timing {
        Timing::Arrears => 0,
        Timing::Advance => limits.periods_ahead,
    };
    let first = (0..ahead).fold(period, |earlier, _| earlier.previous());
    let from = if ahead == 0 { as_at } else { first.dates().first };
    if work.at.today < from {
        return Err(Refusal::refused(format!(
            "{period} of {} can be drawn up from {} on: it is billed in {}",
            agreement.reference,
            in_words(from),
            match agreement.billing.timing {
                Timing::Arrears => "arrears",
                Timing::Advance => "advance",
            }
        )));
    }
    Ok(())
}

/// The posts that are billed by recorded days and have none for the period of a statement in
/// arrears: each bills nothing, and somebody may have forgotten to bring its days in.
pub fn posts_without_days(terms: &Terms, statement: &RechargeStatement) -> Vec<String> {
    let (dates, as_at) = (statement.period.dates(), statement.as_at);
    if as_at <= dates.last || statement.reconciles.is_some() {
        return Vec::new();
    }
    let known = KnownTerms::on(terms.agreement(), as_at);
    let has_none = |post: &&KnownLine<'_, PostTerms>| {
        let Some(runs) = post.runs.and_then(|runs| runs.overlap(dates)) else { return false };
        let by_days = |(_, terms): (_, &PostTerms)| terms.basis == Basis::ActualDays;
        let recorded = terms.actuals.of(&post.line.id).map_or(&[][..], |of| &of.days);
        let is_of_it = |given: &DaysGiven| dates.contains(given.on) && given.recorded <= as_at;
        post.terms.stretches(runs).any(by_days) && !recorded.iter().any(is_of_it)
    };
    known.staffing.iter().filter(has_none).map(|post| post.line.name.clone()).collect()
}

/// Statements are drawn up in the order of their periods: a later one takes up what an earlier
/// left.
fn must_be_next(
    work: &mut Work<'_>,
    held: &Held,
    terms: &Terms,
    period: BillingPeriod,
    others: &[Kept],
) -> Result<(), Refusal> {
    if let Some(earlier) = first_not_drawn(work, held, terms, period, others)? {
        return Err(Refusal::refused(format!(
            "{earlier} of {} comes first: it has not been drawn up yet",
            held.reference
        )));
    }
    if let Some(later) = others.iter().find(|kept| {
        kept.kind == StatementKind::Recharge && kept.period > period && kept.stage != Stage::DrawnUp
    }) {
        return Err(Refusal::refused(format!(
            "{} of {} has gone on already, and takes up what {period} leaves: have it returned \
             first, or let what has changed come with the next statement",
            later.period, held.reference
        )));
    }
    Ok(())
}

/// The first period before one for which something is due and no statement is drawn up. In a closed
/// year none will be: what is due for it is taken up later.
///
/// # Errors
/// The database's own.
pub(super) fn first_not_drawn(
    work: &mut Work<'_>,
    held: &Held,
    terms: &Terms,
    period: BillingPeriod,
    others: &[Kept],
) -> Result<Option<BillingPeriod>, Refusal> {
    let is_drawn = |period: &BillingPeriod| {
        others.iter().any(|kept| kept.kind == StatementKind::Recharge && kept.period == *period)
    };
    let all = std::iter::successors(Some(terms.agreement().first_period()), |p| Some(p.next()));
    let all = all.take_while(|earlier| *earlier < period);
    let missing: Vec<BillingPeriod> = all.filter(|earlier| !is_drawn(earlier)).collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let closed = money::locked_years(work.books, &held.supplier, &held.id)?;
    let is_open = |period: &BillingPeriod| !closed.contains(&period.year.to_string());
    for earlier in missing.into_iter().filter(is_open) {
        let statement = drawn_from(work, held, terms, earlier, None)?;
        if statement.current().next().is_some() {
            return Ok(Some(earlier));
        }
    }
    Ok(None)
}

/// A statement as it goes into the books; `before` is the draft that it takes the place of.
pub(super) fn drawn(
    work: &Work<'_>,
    held: &Held,
    kind: StatementKind,
    terms: Terms,
    statement: RechargeStatement,
    before: Option<Kept>,
    over_limit: Option<String>,
) -> Drawn {
    let lines = kept_lines(&statement);
    let hash = hash_of(&statement, &lines);
    let is_unchanged = before.as_ref().is_some_and(|before| {
        before.hash == hash
            && before.version == terms.version
            && before.days_entries == terms.days_entries
            && before.costs_entries == terms.costs_entries
    });
    let draft = before.as_ref().map_or(1, |b| if is_unchanged { b.draft } else { b.draft + 1 });
    let kept = Kept {
        supplier: held.supplier.clone(),
        id: before.map_or_else(|| new_name().into(), |before| before.id),
        agreement: held.id.clone(),
        kind,
        period: statement.period,
        as_at: statement.as_at,
        version: terms.version,
        days_entries: terms.days_entries,
        costs_entries: terms.costs_entries,
        draft,
        stage: Stage::DrawnUp,
        net: statement.net,
        vat: statement.vat,
        gross: statement.gross,
        hash,
        prepared_by: work.by.id.to_string(),
        prepared_at: work.at.now,
        sent_on: None,
        deemed_on: None,
        agreed_by: None,
        agreed_at: None,
        over_limit,
        approved_by: None,
        approved_at: None,
        countersigned_by: None,
    };
    Drawn { kept, lines, statement, terms, is_unchanged }
}

/// A statement's lines as they go into the books.
pub fn kept_lines(statement: &RechargeStatement) -> Vec<KeptLine> {
    (1..).zip(&statement.lines).map(|(number, line)| kept_line(number, line)).collect()
}

fn kept_line(number: i32, line: &StatementLine) -> KeptLine {
    KeptLine {
        number,
        line: line.line.clone(),
        kind: line.kind,
        period: line.period,
        adjustment: line.adjustment,
        clause: line.clause.clone(),
        description: line.description.clone(),
        net: line.net,
        before: line.billed_before(),
        vat_treatment: line.vat_treatment,
        state: LineState::Open,
    }
}

/// SHA-256 over what people agree and approve: period, lines, clauses, sums, VAT treatments.
pub fn hash_of(statement: &RechargeStatement, lines: &[KeptLine]) -> String {
    let mut text = format!("{} {} {}\n", statement.agreement, statement.period, statement.as_at);
    for line in lines {
        let treatment = line.vat_treatment.map_or("undecided", |treatment| treatment.word());
        text.push_str(&format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{treatment}\n",
            line.number,
            line.kind.word(),
            line.line,
            line.period,
            line.net,
            line.clause,
            line.description
        ));
    }
    sha256(text.as_bytes())
}

/// Why two must approve it: it differs from the statement before by more than the limit.
fn over_limit(limits: &Limits, statement: &RechargeStatement, others: &[Kept]) -> Option<String> {
    let earlier = others
        .iter()
        .filter(|kept| kept.kind == StatementKind::Recharge && kept.period < statement.period);
    let before = earlier.max_by_key(|kept| kept.period);
    limit::largest_change(statement, before.map(|before| before.net), limits.change)
}
