//! The end of a year of an agreement: its days reconciled, both councils' balances side by side,
//! the year locked, and what either takes out of the books.

use askama::Template;

use crate::billing::balances::BalanceRow as ComparedRow;
use crate::billing::balances::Balances;
use crate::billing::ledger::Age;
use crate::billing::stage::Stage;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::store::agreements::Held;
use crate::store::money;
use crate::store::people;
use crate::store::statements;
use crate::store::statements::StatementKind;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form;
use crate::web::form::TypedDay;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::colour_of;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::page::stage_in_words;
use crate::web::pages::statement::address_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::year_end::balances;
use crate::workflow::year_end::balances::Counted;
use crate::workflow::year_end::ledger;
use crate::workflow::year_end::lock;
use crate::workflow::year_end::reconciliation;

/// Where the end of a year is: `/agreements/HIOW/year-end/2018-19`.
pub fn address_of_year(held: &Held, year: FinancialYear) -> String {
    let year = year.to_string().replace('/', "-");
    format!("/agreements/{}/year-end/{year}", segment(&held.reference))
}

/// The year that the address names.
///
/// # Errors
/// That it names none.
pub(super) fn asked(visit: &Visit<'_>) -> Result<FinancialYear, Stop> {
    let year = visit.asked.parameter("year").replace('-', "/");
    FinancialYear::parse(&year).map_err(|_| Stop::no_page())
}

/// The reconciliation of a year's days, drawn up or not.
#[derive(Default)]
struct Reconciled {
    statement: Option<(String, String, &'static str, &'static str)>,
    says: Vec<String>,
    may: bool,
}

/// What a council has stated.
struct Stated {
    side: String,
    council: String,
    figures: [String; 3],
    by: String,
    note: String,
}

/// A balance side by side.
struct BalanceRow {
    name: &'static str,
    supplier: String,
    purchaser: String,
    difference: String,
    causes: Vec<String>,
}

/// Both councils' balances.
struct Compared {
    supplier: String,
    purchaser: String,
    is_agreed: bool,
    rows: Vec<BalanceRow>,
}

/// What stands in the books of a year's end.
struct Says {
    is_over: bool,
    is_locked: bool,
    reconciled: Reconciled,
    stated: Vec<Stated>,
    compared: Result<Compared, String>,
    counted: String,
    not_received: String,
    debt: Vec<(&'static str, String)>,
    debt_total: String,
    in_the_way: Vec<String>,
    publications: Vec<(String, String)>,
    /// What whoever looks may do, by the ends of the addresses.
    may: Vec<&'static str>,
}

impl Says {
    fn allows(&self, act: &str) -> bool {
        self.may.contains(&act)
    }
}

#[derive(Template)]
#[template(path = "year_end.html")]
struct YearEndPage {
    frame: Frame,
    errors: Errors,
    form: Form,
    tried: &'static str,
    of: String,
    address: String,
    year: String,
    last: String,
    figures: Vec<Choice>,
    reply: TypedDay,
    says: Says,
}

/// `GET /agreements/{agreement}/year-end/{year}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, "", Errors::none())
}

/// The page, after an act that was refused with what is wrong.
///
/// # Errors
/// What cannot be read.
pub(super) fn page(
    visit: &mut Visit<'_>,
    tried: &'static str,
    errors: Errors,
) -> Result<Answer, Stop> {
    let (held, year) = (visit.held()?, asked(visit)?);
    let above = format!("/agreements/{}", segment(&held.reference));
    let is_change = visit.asked.is_change();
    let form = if is_change { &visit.asked.form } else { &visit.asked.query }.clone();
    let says = visit.look(|work| says(work, &held, year))?;
    let title = format!("Year end {year}, {}", held.reference);
    let whose = [("books", "What these books say"), ("ledger", "What our own ledger says")];
    let page = YearEndPage {
        frame: Frame::of(visit, &title, "/agreements")
            .with(&errors)
            .under("Agreements", "/agreements")
            .under(&held.reference, &above),
        errors,
        tried,
        address: address_of_year(&held, year),
        of: held.title,
        year: year.to_string(),
        last: in_words(year.dates().last),
        figures: Choice::all(whose, form.text("figures")),
        reply: form.typed_day("reply", None),
        form,
        says,
    };
    shown(&page, &page.frame)
}

fn says(work: &mut Work<'_>, held: &Held, year: FinancialYear) -> Result<Says, Refusal> {
    let has = |work: &Work<'_>, duty| duties::must_be_theirs(work.by, duty, held).is_ok();
    let is_over = work.at.today > year.dates().last;
    let is_locked = lock::is_closed(work.books, held, year)?;
    let is_open = is_over && !is_locked;
    let compared = match balances::compare(work, &held.reference, year) {
        Ok(found) => Ok(compared(&found)),
        Err(Refusal::Refused(says)) => Err(first_capital(&says)),
        Err(other) => return Err(other),
    };
    let Counted { counted, not_received } = balances::counted(work, &held.reference, year)?;
    let debt = ledger::debt(work, &held.reference, year.dates().last.min(work.at.today))?;
    let ages = Age::ALL.into_iter().filter(|age| !debt.aged.of(*age).is_nil());
    let may_lock = is_open && has(work, Duty::LockYear);
    let may_state = has(work, Duty::StateBalance);
    let may = [
        ("state", is_open && may_state),
        ("letter", compared.is_ok() && may_state),
        ("lock", may_lock),
    ];
    let is_purchaser = duties::side(work.by, held) == Some(Side::Purchaser);
    let quarters = BillingPeriod::all_in(year, Every::Quarter).filter(|_| is_purchaser);
    let publication = |quarter: BillingPeriod| {
        let (year, part) = (year.to_string().replace('/', "-"), quarter.index() + 1);
        (quarter.to_string(), format!("/publication/{year}/q{part}"))
    };
    Ok(Says {
        is_over,
        is_locked,
        reconciled: reconciled(work, held, year)?,
        stated: stated(work, held, year)?,
        compared,
        counted: counted.join(", "),
        not_received: not_received.join(", "),
        debt: ages.map(|age| (age.in_words(), debt.aged.of(age).in_pounds())).collect(),
        debt_total: debt.aged.total().in_pounds(),
        in_the_way: if may_lock { lock::in_the_way(work, held, year)? } else { Vec::new() },
        publications: quarters.map(publication).collect(),
        may: may.into_iter().filter(|(_, may)| *may).map(|(act, _)| act).collect(),
    })
}

/// The reconciliation that stands in the books, or what one would come to.
fn reconciled(
    work: &mut Work<'_>,
    held: &Held,
    year: FinancialYear,
) -> Result<Reconciled, Refusal> {
    let is_own = duties::side(work.by, held) == Some(Side::Supplier);
    let may = duties::must_be_theirs(work.by, Duty::DrawUp, held).is_ok();
    let all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    let kept = all.into_iter().find(|kept| {
        kept.kind == StatementKind::Reconciliation
            && kept.period.year == year
            && (is_own || kept.stage != Stage::DrawnUp)
    });
    let mut found = Reconciled::default();
    if let Some(kept) = kept {
        let stage = (stage_in_words(kept.stage), colour_of(kept.stage));
        let name = format!("Reconciliation {year}, {}", kept.gross.in_pounds());
        found.statement = Some((name, address_of(held, &kept), stage.0, stage.1));
        found.may = may && kept.stage == Stage::DrawnUp;
        return Ok(found);
    }
    if !may {
        found.says.push("The reconciliation of its days is not drawn up.".to_owned());
        return Ok(found);
    }
    match reconciliation::preview(work, held, year) {
        Ok(drawn) => {
            let (net, day) = (drawn.kept.net.in_pounds(), drawn.statement.as_at);
            found.says.push(format!("It would come to {net} and VAT:"));
            found.says.extend(reconciliation::days_in_words(&drawn.terms, year, day));
            found.may = true;
        }
        Err(Refusal::Nothing(says) | Refusal::Refused(says)) => {
            found.says.extend(says.lines().map(|line| first_capital(line.trim())));
        }
        Err(other) => return Err(other),
    }
    Ok(found)
}

fn stated(work: &mut Work<'_>, held: &Held, year: FinancialYear) -> Result<Vec<Stated>, Refusal> {
    let mut all = Vec::new();
    for of in money::balances(work.books, &held.supplier, &held.id, year)? {
        let is_supplier = of.side == Side::Supplier.word();
        let council = if is_supplier { &held.supplier } else { &held.purchaser };
        all.push(Stated {
            side: first_capital(&of.side),
            council: people::council_name(work.books, council)?,
            figures: [of.billed, of.unpaid, of.accrued].map(Money::in_pounds),
            by: people::name_of(work.books, &of.stated_by)?,
            note: if of.note.is_empty() { "No note".to_owned() } else { of.note },
        });
    }
    Ok(all)
}

fn compared(of: &Balances) -> Compared {
    let row = |row: &ComparedRow| BalanceRow {
        name: row.balance.in_words(),
        supplier: row.supplier.in_pounds(),
        purchaser: row.purchaser.in_pounds(),
        difference: if row.difference().is_nil() {
            "None".to_owned()
        } else {
            row.difference().in_pounds()
        },
        causes: row
            .causes
            .iter()
            .map(|cause| {
                let (sum, why) = (cause.difference().in_pounds(), cause.in_words(of));
                format!("{}: {sum}, {why}", cause.document)
            })
            .collect(),
    };
    Compared {
        supplier: of.supplier.name.clone(),
        purchaser: of.purchaser.name.clone(),
        is_agreed: of.agreed,
        rows: of.rows.iter().map(row).collect(),
    }
}
