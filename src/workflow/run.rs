//! A run: one act on every agreement of a council, in batches of a hundred, each agreement by
//! itself. One that fails is parked with its reasons and stops no other; the next run tries it
//! again. Done twice, or broken off and begun again, it comes to the same.

use std::collections::BTreeMap;

use crate::billing::stage::Stage;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::people;
use crate::store::runs;
use crate::store::runs::BY_COMMAND;
use crate::store::runs::BY_SERVICE;
use crate::store::runs::Item;
use crate::store::runs::Run;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::act;
use crate::workflow::agree;
use crate::workflow::approve;
use crate::workflow::draw_up;
use crate::workflow::draw_up::Limits;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// How many agreements share a transaction.
pub const BATCH: i64 = 100;

/// What a run does to the statement of each agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Draws it up.
    DrawUp,
    /// Sends it to the purchaser.
    Send,
    /// Agrees it for the purchaser, all lines that are not queried.
    Agree,
    /// Takes it as agreed where the agreement's days for a query went by.
    DeemAgreed,
    /// Approves it.
    Approve,
    /// Issues it.
    Issue,
}

impl Step {
    /// All of them, by the words of commands.
    pub const WORDS: [(&'static str, Step); 6] = [
        ("draw-up", Step::DrawUp),
        ("send", Step::Send),
        ("agree", Step::Agree),
        ("deem-agreed", Step::DeemAgreed),
        ("approve", Step::Approve),
        ("issue", Step::Issue),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Step::WORDS.iter().find(|(_, step)| *step == self).map_or("", |(word, _)| word)
    }

    /// The step that a word names.
    pub fn read(word: &str) -> Option<Step> {
        Step::WORDS.iter().find(|(known, _)| *known == word).map(|(_, step)| *step)
    }

    /// Whose it is.
    pub fn duty(self) -> Duty {
        match self {
            Step::DrawUp | Step::Send | Step::DeemAgreed => Duty::DrawUp,
            Step::Agree => Duty::Agree,
            Step::Approve => Duty::Approve,
            Step::Issue => Duty::Issue,
        }
    }

    /// The stage that a statement is in before it; further on it is done already.
    fn from(self) -> Stage {
        match self {
            Step::DrawUp | Step::Send => Stage::DrawnUp,
            Step::Agree | Step::DeemAgreed => Stage::WithPurchaser,
            Step::Approve => Stage::Agreed,
            Step::Issue => Stage::Approved,
        }
    }
}

/// What became of the agreements of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many were done, by this run or before it.
    pub done: usize,
    /// How many had nothing due.
    pub nothing_due: usize,
    /// Those whose turn has not come, with why.
    pub not_yet: Vec<(String, String)>,
    /// Those that are parked, with why.
    pub parked: Vec<(String, String)>,
    /// Those that were done and of which the other council is told nothing by letter, with what is
    /// to be done.
    pub no_letter: Vec<(String, String)>,
}

/// What became of one agreement.
struct Told {
    item: Item,
    reference: String,
    no_letter: Option<String>,
}

/// Whether a run writes, or only tells what it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// It does.
    Yes,
    /// It does all the same work, and takes it back.
    No,
}

/// What a run is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The limits on what is drawn up.
    pub limits: Limits,
    /// What it does to each statement.
    pub step: Step,
    /// For which period.
    pub period: BillingPeriod,
    /// Whether it writes.
    pub writes: Writes,
}

/// Does a step for every agreement of the person's council, and tells how far it has come after
/// each batch: agreements done, and all. A preview leaves nothing in the books, not even itself.
///
/// # Errors
/// A step that is not the person's; the database's own, after which the batches before stand.
pub fn run(
    books: &mut Books,
    by: &Person,
    clock: &dyn Fn() -> Moment,
    order: &Order,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<Report, Refusal> {
    duties::must_have(by, order.step.duty())?;
    let of_command = Run { state: "going".into(), ..new_run(by, clock(), order, BY_COMMAND) };
    let run = (order.writes == Writes::Yes).then_some(of_command);
    if let Some(run) = &run {
        act(books, by, clock(), |work| Ok(runs::begin(work.books, run)?))?;
    }
    let agreements = of_step(books, by, order.step)?;
    let mut report = Report::default();
    let batch = usize::try_from(BATCH).unwrap_or(100);
    for held in agreements.chunks(batch) {
        let told = act(books, by, clock(), |work| {
            let told = each(work, order, held)?;
            if let Some(run) = &run {
                runs::add_items(work.books, run, &items(&told))?;
            }
            Ok(told)
        })?;
        report.count(told);
        let all = report.done + report.nothing_due + report.not_yet.len() + report.parked.len();
        tell(all, agreements.len());
    }
    if let Some(run) = run {
        let count = i32::try_from(agreements.len()).unwrap_or(i32::MAX);
        let run = Run { agreement_count: count, ..run };
        act(books, by, clock(), |work| Ok(runs::change(work.books, &over(&run, work.at))?))?;
    }
    Ok(report)
}

fn new_run(by: &Person, at: Moment, order: &Order, led_by: &str) -> Run {
    Run {
        supplier_id: by.council.to_string(),
        id: new_name(),
        act: order.step.word().to_owned(),
        period: order.period.to_string(),
        preview: order.writes == Writes::No,
        led_by: led_by.to_owned(),
        state: "queued".to_owned(),
        agreement_count: 0,
        stopped_because: None,
        started_by: by.id.to_string(),
        started_at: at.now,
        finished_at: None,
    }
}

fn over(run: &Run, at: Moment) -> Run {
    Run { state: "over".into(), finished_at: Some(at.now), ..run.clone() }
}

/// Puts a run in line: the service does it, batch by batch, as the person who started it. What a
/// preview would do is found in the same way, and taken back.
///
/// # Errors
/// A step that is not the person's, and the same run that has not ended yet.
pub fn begin(work: &mut Work<'_>, order: &Order) -> Result<Run, Refusal> {
    duties::must_have(work.by, order.step.duty())?;
    let run = new_run(work.by, work.at, order, BY_SERVICE);
    let is_same = |other: &Run| {
        (&other.supplier_id, &other.act, &other.period, other.preview)
            == (&run.supplier_id, &run.act, &run.period, run.preview)
    };
    if runs::to_go_on(work.books)?.iter().any(is_same) {
        return Err(Refusal::refused(format!(
            "a run to {} {} is under way: wait until it is over",
            run.act, run.period
        )));
    }
    let count = of_step(work.books, work.by, order.step)?.len();
    let run = Run { agreement_count: i32::try_from(count).unwrap_or(i32::MAX), ..run };
    runs::begin(work.books, &run)?;
    Ok(run)
}

/// Goes on with a run that is in line, by one batch; gives it as it stands then. Agreements that it
/// has been to are left aside, so that it may be broken off at any point and gone on with.
///
/// # Errors
/// The database's own, after which the batches before stand.
pub fn go_on(
    books: &mut Books,
    clock: &dyn Fn() -> Moment,
    limits: &Limits,
    run: &Run,
) -> Result<Run, Refusal> {
    let by = people::person_by_id(books, &run.started_by)?.ok_or_else(|| {
        StoreError::damaged("the run", run.id.as_str(), "nobody in the books started it")
    })?;
    act(books, &by, clock(), |work| {
        let run = match runs::hold(work.books, &run.supplier_id, &run.id)? {
            Some(run) if run.state != "over" => run,
            Some(run) => return Ok(run),
            None => return Ok(over(run, work.at)),
        };
        let after = match one_batch(work, limits, &run) {
            Ok(after) => after,
            Err(Refusal::Store(error)) => return Err(Refusal::Store(error)),
            Err(refusal) => {
                Run { stopped_because: Some(refusal.to_string()), ..over(&run, work.at) }
            }
        };
        runs::change(work.books, &after)?;
        Ok(after)
    })
}

fn one_batch(work: &mut Work<'_>, limits: &Limits, run: &Run) -> Result<Run, Refusal> {
    let order = order_of(run, limits)?;
    duties::must_have(work.by, order.step.duty())?;
    let been_to = runs::been_to(work.books, run)?;
    let mut left = of_step(work.books, work.by, order.step)?;
    left.retain(|held| !been_to.contains(held.id.as_str()));
    let all = i32::try_from(been_to.len() + left.len()).unwrap_or(i32::MAX);
    let batch = usize::try_from(BATCH).unwrap_or(100);
    let is_last = left.len() <= batch;
    left.truncate(batch);
    let told = each(work, &order, &left)?;
    runs::add_items(work.books, run, &items(&told))?;
    let after = Run { state: "going".into(), agreement_count: all, ..run.clone() };
    Ok(if is_last { over(&after, work.at) } else { after })
}

fn order_of(run: &Run, limits: &Limits) -> Result<Order, Refusal> {
    let damaged = |says: &str| StoreError::damaged("the run", run.id.as_str(), says);
    let step = Step::read(&run.act).ok_or_else(|| damaged("its step is unknown"))?;
    let period = BillingPeriod::parse(&run.period).map_err(|says| damaged(&says))?;
    let writes = if run.preview { Writes::No } else { Writes::Yes };
    Ok(Order { limits: *limits, step, period, writes })
}

/// What becomes of each agreement of a batch; a preview is taken back.
fn each(work: &mut Work<'_>, order: &Order, batch: &[Held]) -> Result<Vec<Told>, Refusal> {
    let Order { limits, step, period, writes } = *order;
    let mut told = Vec::new();
    let done = work.part(|work| {
        let batch = held_now(work, batch)?;
        let each = batch.iter().map(|held| one(work, &limits, step, held, period));
        told = each.collect::<Result<Vec<_>, Refusal>>()?;
        match writes {
            Writes::Yes => Ok(()),
            Writes::No => Err(Refusal::Nothing(String::new())),
        }
    });
    match done {
        Err(Refusal::Nothing(_)) if writes == Writes::No => Ok(told),
        done => done.map(|()| told),
    }
}

fn items(told: &[Told]) -> Vec<Item> {
    told.iter().map(|told| told.item.clone()).collect()
}

/// The agreements that a step is about: those that the council bills, or is billed under.
fn of_step(books: &mut Books, by: &Person, step: Step) -> Result<Vec<Held>, Refusal> {
    let mut all = agreements::of_party(books, &by.council)?;
    all.retain(|held| match step {
        Step::Agree => held.purchaser == by.council,
        _ => held.supplier == by.council,
    });
    Ok(all)
}

/// Holds the agreements of a batch, all at once and before anything else: two runs, or a run and a
/// person, never wait for each other crosswise.
fn held_now(work: &mut Work<'_>, batch: &[Held]) -> Result<Vec<Held>, Refusal> {
    let mut of: BTreeMap<&CouncilId, Vec<&AgreementId>> = BTreeMap::new();
    for held in batch {
        of.entry(&held.supplier).or_default().push(&held.id);
    }
    let mut now = Vec::with_capacity(batch.len());
    for (supplier, ids) in of {
        now.extend(agreements::hold(work.books, supplier, &ids)?);
    }
    now.sort_by(|one, other| one.reference.cmp(&other.reference));
    Ok(now)
}

impl Report {
    fn count(&mut self, told: Vec<Told>) {
        for Told { item, reference, no_letter } in told {
            self.no_letter.extend(no_letter.map(|says| (reference.clone(), says)));
            match item.outcome {
                "done" => self.done += 1,
                "nothing-due" => self.nothing_due += 1,
                "not-yet" => self.not_yet.push((reference, item.says)),
                _ => self.parked.push((reference, item.says)),
            }
        }
    }
}

/// One agreement of a run: what became of it, and its reference. The database's own errors end the
/// run; whatever else is in the way parks this agreement only.
fn one(
    work: &mut Work<'_>,
    limits: &Limits,
    step: Step,
    held: &Held,
    period: BillingPeriod,
) -> Result<Told, Refusal> {
    let mut no_letter = None;
    let done = work.part(|work| take(work, limits, step, held, period));
    let (outcome, says) = match done {
        Ok((says, unsent)) => {
            let says = unsent.as_ref().map_or(says.clone(), |unsent| format!("{says}; {unsent}"));
            no_letter = unsent;
            ("done", says)
        }
        Err(Refusal::Nothing(says)) => ("nothing-due", says),
        Err(Refusal::Refused(says) | Refusal::NotTheirs(says)) => ("not-yet", says),
        Err(Refusal::Store(StoreError::Database(error))) => {
            return Err(Refusal::Store(StoreError::Database(error)));
        }
        Err(refusal) => ("parked", refusal.to_string()),
    };
    // It stays parked until the very thing that parked it is done, or no longer due.
    let what = format!("{} {period}: ", step.word());
    let is_over =
        |because: &str| because.starts_with(&what) && ["done", "nothing-due"].contains(&outcome);
    let parked_because = match &held.parked_because {
        _ if outcome == "parked" => Some(format!("{what}{says}")),
        before => before.clone().filter(|because| !is_over(because)),
    };
    if held.parked_because != parked_because {
        agreements::change(work.books, &Held { parked_because, ..held.clone() })?;
    }
    let item = Item { agreement: held.id.clone(), outcome, says };
    Ok(Told { item, reference: held.reference.clone(), no_letter })
}

fn take(
    work: &mut Work<'_>,
    limits: &Limits,
    step: Step,
    held: &Held,
    period: BillingPeriod,
) -> Result<(String, Option<String>), Refusal> {
    duties::must_be_theirs(work.by, step.duty(), held)?;
    let kind = StatementKind::Recharge;
    let found = statements::of_period(work.books, &held.supplier, &held.id, kind, period)?;
    match (found, step) {
        (Some(kept), _) if kept.stage > step.from() => {
            Ok((format!("was {} already", kept.stage.in_words()), None))
        }
        (_, Step::DrawUp) => {
            let drawn = draw_up::draw_up_for(work, limits, held, period)?;
            Ok((format!("{} and VAT", drawn.kept.net.in_pounds()), None))
        }
        (None, _) => Err(nothing_or_not_yet(work, limits, held, period)?),
        (Some(kept), _) => {
            let says = further(work, step, held, &kept)?;
            let no_letter = match step {
                Step::Send | Step::Issue => Some(Side::Purchaser),
                Step::Agree | Step::DeemAgreed => Some(Side::Supplier),
                Step::DrawUp | Step::Approve => None,
            };
            let no_letter = no_letter.map(|to| terms::no_letter(work.books, held, to));
            Ok((says, no_letter.transpose()?.flatten()))
        }
    }
}

/// Without a statement there is nothing to do where nothing is due, and something to wait for
/// where something is.
fn nothing_or_not_yet(
    work: &mut Work<'_>,
    limits: &Limits,
    held: &Held,
    period: BillingPeriod,
) -> Result<Refusal, Refusal> {
    if work.by.council == held.supplier {
        draw_up::preview(work, limits, held, period)?;
    }
    Ok(Refusal::refused("its statement has not been drawn up"))
}

fn further(work: &mut Work<'_>, step: Step, held: &Held, kept: &Kept) -> Result<String, Refusal> {
    match step {
        Step::DrawUp => {}
        Step::Send => {
            agree::send(work, held, kept)?;
        }
        Step::Agree => {
            agree::agree(work, held, kept, None)?;
        }
        Step::DeemAgreed => {
            agree::deem_agreed(work, held, kept)?;
        }
        Step::Approve => {
            approve::approve(work, held, kept, None)?;
        }
        Step::Issue => {
            let issued = issue::issue(work, held, kept)?;
            let numbers: Vec<&str> = issued.iter().map(|one| one.number.as_str()).collect();
            return Ok(numbers.join(", "));
        }
    }
    Ok(step.word().to_owned())
}
