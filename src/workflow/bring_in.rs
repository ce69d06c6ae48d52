//! Bringing in: agreement files, each version of them with the logo that it names, and files of
//! recorded days, costs and indicator values. A file comes in whole or not at all.

mod late;
mod repeated;
mod rows;

pub use self::rows::columns;
pub(super) use self::rows::hash_of_rows;
pub use self::rows::recorded;
pub use self::rows::recorded_again;
pub use self::rows::recorded_file;

use crate::documents::logo;
use crate::documents::redline;
use crate::documents::redline::Difference;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Bank;
use crate::domain::csv_file;
use crate::domain::file;
use crate::domain::file::Source;
use crate::domain::people::Council;
use crate::domain::problem::Finding;
use crate::domain::redline as domain_redline;
use crate::store::acts::Deed;
use crate::store::acts::sha256;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::agreements::HoldingOver;
use crate::store::agreements::Version;
use crate::store::people;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::refusal::Lack;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::year_end::closing;

/// What became of an agreement file that was brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BroughtIn {
    /// It is the agreement's first version.
    First(Held),
    /// It is in use in the place of the version before.
    Version(Held, i32),
    /// It changes where money is paid to: a second person must confirm it before it is in use.
    ToConfirm(Held, i32),
    /// It is what is in use already, to the byte.
    Same(Held),
}

/// An agreement file as it is brought in.
#[derive(Debug, Clone, Copy)]
pub struct AgreementFile<'f> {
    /// What people call it, where something is wrong with it.
    pub name: &'f str,
    /// What it says.
    pub text: &'f str,
    /// The bytes of the supplier's logo, where it names one.
    pub logo: Option<&'f [u8]>,
}

/// Brings in an agreement file: a new agreement, or another version of one.
///
/// # Errors
/// Every problem of the file, a logo that is missing or cannot be drawn, a council that has not
/// joined, recorded rows that the new version has no place for.
pub fn agreement(
    work: &mut Work<'_>,
    file: AgreementFile<'_>,
    reason: &str,
) -> Result<BroughtIn, Refusal> {
    duties::must_have(work.by, Duty::BringInAgreement)?;
    let source = file::read(file.text);
    let source = source.map_err(|problems| terms::all_in_lines(file.name, &problems))?;
    let file = with_its_logo(&source, file)?;
    let agreement = source.agreement;
    let (supplier, purchaser) = parties(work, file.name, &agreement)?;
    let known = agreements::by_reference(work.books, &supplier.id, &agreement.reference)?;
    match known {
        None => first_version(work, &agreement, &supplier, &purchaser, file, reason),
        Some(held) => {
            let held = work.hold(held, Duty::BringInAgreement)?;
            another_version(work, &agreement, held, &purchaser, file, reason)
        }
    }
}

/// A file without a logo that it does not name; one that it names must be there, and such that it
/// can be drawn.
fn with_its_logo<'f>(
    source: &Source,
    file: AgreementFile<'f>,
) -> Result<AgreementFile<'f>, Refusal> {
    let supplier = &source.agreement.supplier;
    let Some(named) = &supplier.logo else { return Ok(AgreementFile { logo: None, ..file }) };
    let why = match file.logo.map(|bytes| logo::logo(bytes, &supplier.name)) {
        Some(Ok(_)) => return Ok(file),
        Some(Err(error)) => error.to_string(),
        None => "it was not brought in with the agreement".to_owned(),
    };
    let says = format!("the logo {named} cannot be used: {why}");
    let problem = source.places.locate(&Finding::new("supplier.logo", "", says));
    Err(terms::all_in_lines(file.name, &[problem]))
}

fn parties(
    work: &mut Work<'_>,
    name: &str,
    agreement: &Agreement,
) -> Result<(Council, Council), Refusal> {
    let supplier = people::council_named(work.books, &agreement.supplier.name)?;
    let purchaser = people::council_named(work.books, &agreement.purchaser.name)?;
    match (supplier, purchaser) {
        (Some(supplier), Some(purchaser)) if supplier.id == work.by.council => {
            Ok((supplier, purchaser))
        }
        (Some(supplier), Some(_)) => Err(Refusal::NotTheirs(format!(
            "{name}: its supplier is {}: only a preparer of that council may bring it in",
            supplier.name
        ))),
        (supplier, purchaser) => {
            let missing = [
                (supplier.is_none(), "supplier", &agreement.supplier.name),
                (purchaser.is_none(), "purchaser", &agreement.purchaser.name),
            ];
            let says = missing.into_iter().filter(|(is_missing, ..)| *is_missing);
            let says = says.map(|(_, side, council)| {
                format!(
                    "{name}: its {side} \"{council}\" has not joined: an \
                     administrator adds it, its name spelt as in the file"
                )
            });
            Err(Refusal::Input(says.collect()))
        }
    }
}

fn first_version(
    work: &mut Work<'_>,
    agreement: &Agreement,
    supplier: &Council,
    purchaser: &Council,
    file: AgreementFile<'_>,
    reason: &str,
) -> Result<BroughtIn, Refusal> {
    let held = Held {
        supplier: supplier.id.clone(),
        id: new_name().into(),
        purchaser: purchaser.id.clone(),
        reference: agreement.reference.clone(),
        title: agreement.title.clone(),
        status: agreement.status.word().to_owned(),
        version: 1,
        parked_because: None,
    };
    agreements::add(work.books, &held, work.at.now)?;
    let version = version(work, 1, file.text, reason);
    add_version(work, &held, 0, &version, file.logo)?;
    Ok(BroughtIn::First(held))
}

fn add_version(
    work: &mut Work<'_>,
    held: &Held,
    before: i32,
    version: &Version,
    logo: Option<&[u8]>,
) -> Result<(), Refusal> {
    agreements::add_version(work.books, held, version, work.at.now)?;
    if let Some(bytes) = logo {
        agreements::add_logo(work.books, held, version.number, &sha256(bytes), bytes)?;
    }
    work.did(&held.supplier, brought_in(held, before, version));
    Ok(())
}

fn version(work: &Work<'_>, number: i32, text: &str, reason: &str) -> Version {
    Version {
        number,
        source: text.to_owned(),
        sha256: sha256(text.as_bytes()),
        reason: reason.to_owned(),
        brought_by: work.by.id.clone(),
    }
}

fn brought_in(held: &Held, before: i32, version: &Version) -> Deed {
    Deed {
        act: "agreement brought in".into(),
        subject: held.reference.clone(),
        before: if before == 0 { String::new() } else { format!("version {before}") },
        after: format!("version {}, {}", version.number, version.sha256),
        reason: version.reason.clone(),
    }
}

fn another_version(
    work: &mut Work<'_>,
    agreement: &Agreement,
    held: Held,
    purchaser: &Council,
    file: AgreementFile<'_>,
    reason: &str,
) -> Result<BroughtIn, Refusal> {
    if held.purchaser != purchaser.id {
        return Err(Refusal::refused(format!(
            "{} is with another purchaser: give the new agreement a reference of its own",
            held.reference
        )));
    }
    let before = terms::in_use(work.books, &held)?;
    let latest = agreements::latest_version(work.books, &held)?;
    let in_use = agreements::version(work.books, &held.supplier, &held.id, held.version)?;
    let logo = agreements::logo(work.books, &held, held.version)?.map(|(bytes, _)| bytes);
    let is_same = in_use.source == file.text && logo.as_deref() == file.logo;
    if is_same && latest == held.version {
        return Ok(BroughtIn::Same(held));
    }
    if reason.trim().is_empty() {
        let says =
            format!("{} is in the books: say why there is another version of it", held.reference);
        return Err(Refusal::Lacks(Lack::ReasonOfVersion, says));
    }
    must_have_place_for_what_was_recorded(work, &held, agreement)?;
    let version = version(work, latest + 1, file.text, reason);
    add_version(work, &held, held.version, &version, file.logo)?;
    if account(agreement) != account(before.agreement()) {
        return Ok(BroughtIn::ToConfirm(held, version.number));
    }
    let held = put_into_use(work, held, agreement, version.number)?;
    Ok(BroughtIn::Version(held, version.number))
}

fn account(agreement: &Agreement) -> Option<&Bank> {
    agreement.supplier.bank.as_ref()
}

fn put_into_use(
    work: &mut Work<'_>,
    held: Held,
    agreement: &Agreement,
    number: i32,
) -> Result<Held, Refusal> {
    let held = Held {
        title: agreement.title.clone(),
        status: agreement.status.word().to_owned(),
        version: number,
        ..held
    };
    agreements::change(work.books, &held)?;
    closing::at_once(work, &held, agreement)?;
    Ok(held)
}

/// Rows that name a line which the new version does not have would be lost to every statement.
fn must_have_place_for_what_was_recorded(
    work: &mut Work<'_>,
    held: &Held,
    agreement: &Agreement,
) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    for kind in [Kind::Days, Kind::Costs, Kind::Values] {
        let count = recorded::count_of(work.books, &held.supplier, &held.id, kind)?;
        let rows = recorded::rows(work.books, &held.supplier, &held.id, kind, count)?;
        let text = csv_file::write(columns(kind), &rows);
        if let Err(found) = rows::read_rows(kind, &text, agreement) {
            let of = format!("recorded {}", kind.word());
            problems.extend(found.iter().map(|problem| terms::in_one_line(&of, problem)));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    problems.push(
        "the new version has no place for what was recorded under the one before: keep its lines, \
         with an end where they are over"
            .into(),
    );
    Err(Refusal::Input(problems))
}

/// The version that another is held against: one that waits to be confirmed against the one that is
/// in use, whatever waited between them.
pub fn before(held: &Held, number: i32) -> i32 {
    if number > held.version { held.version } else { number - 1 }
}

/// What a version says otherwise than the one [`before`] it, in words.
///
/// # Errors
/// Versions that cannot be read back.
pub fn changes(work: &mut Work<'_>, held: &Held, number: i32) -> Result<Vec<Difference>, Refusal> {
    let old = terms::up_to(work.books, held, before(held, number), 0, 0)?;
    let new = terms::up_to(work.books, held, number, 0, 0)?;
    let (old, new) = (old.agreement(), new.agreement());
    Ok(redline::in_words(old, new, &domain_redline::redline(old, new)))
}

/// The account that a version has money paid to, and the one before it: for who confirms it. A
/// comparison of versions, which many may read, does not show it.
///
/// # Errors
/// Versions that cannot be read back.
pub fn paid_to(work: &mut Work<'_>, held: &Held, number: i32) -> Result<String, Refusal> {
    let mut account = |number| {
        let terms = terms::up_to(work.books, held, number, 0, 0)?;
        let bank = terms.agreement().supplier.bank.clone();
        Ok::<_, Refusal>(bank.map_or("no account that is stated".to_owned(), |bank| {
            format!("{}, sort code {}, account {}", bank.name, bank.sort_code, bank.account)
        }))
    };
    let (new, old) = (account(number)?, account(before(held, number))?);
    Ok(format!("Money is paid to {new}; before, to {old}."))
}

/// Confirms, as the second person, a version that changes where money is paid to; it is in use
/// then.
///
/// # Errors
/// A version that waits for nobody, and the person who brought it in.
pub fn confirm_version(work: &mut Work<'_>, reference: &str, number: i32) -> Result<Held, Refusal> {
    let held = work.agreement(reference, Duty::ConfirmVersion)?;
    let latest = agreements::latest_version(work.books, &held)?;
    if number <= held.version || number != latest {
        return Err(Refusal::refused(format!(
            "version {number} of {reference} does not wait to be confirmed: version {} is in use, \
             and {latest} is the latest",
            held.version
        )));
    }
    let version = agreements::version(work.books, &held.supplier, &held.id, number)?;
    // The account may stand in any version that waited since the one in use.
    for waiting in held.version + 1..=number {
        let by = agreements::version(work.books, &held.supplier, &held.id, waiting)?.brought_by;
        let did = format!("brought in version {waiting}, which this one goes on from");
        let did = if waiting == number { "brought this version in" } else { did.as_str() };
        duties::must_be_another(work.by, by.as_str(), did)?;
    }
    let source = file::read(&version.source)
        .map_err(|problems| terms::all_in_lines(reference, &problems))?;
    agreements::confirm(work.books, &held, number, &work.by.id, work.at.now)?;
    let before = held.version;
    let held = put_into_use(work, held, &source.agreement, number)?;
    let deed = Deed {
        act: "bank details confirmed".into(),
        subject: held.reference.clone(),
        before: format!("version {before}"),
        after: format!("version {number}"),
        reason: version.reason,
    };
    work.did(&held.supplier, deed);
    Ok(held)
}

/// Records a decision to bill though the terms are not signed.
///
/// # Errors
/// A decision that names nothing, or days that end before they begin.
pub fn hold_over(
    work: &mut Work<'_>,
    reference: &str,
    decision: &HoldingOver,
) -> Result<(), Refusal> {
    let held = work.agreement(reference, Duty::HoldOver)?;
    if decision.decision.trim().is_empty() {
        let says =
            "a decision to hold over names the minute or the officer's decision, and its day";
        return Err(Refusal::refused(says));
    }
    if decision.until < decision.from {
        return Err(Refusal::refused("the last day of holding over is before its first"));
    }
    agreements::hold_over(work.books, &held, decision, &work.by.id, work.at.now)?;
    let deed = Deed {
        act: "holding over decided".into(),
        subject: held.reference.clone(),
        before: held.status.clone(),
        after: format!("billed from {} to {}", decision.from, decision.until),
        reason: decision.decision.clone(),
    };
    work.did(&held.supplier, deed);
    Ok(())
}

/// An agreement's file as it is in use, to the byte.
///
/// # Errors
/// Whose duty it is to read what officers are paid, where it states that.
pub fn agreement_file(
    work: &mut Work<'_>,
    reference: &str,
    number: Option<i32>,
) -> Result<String, Refusal> {
    // The file states what posts cost, and perhaps what people are paid.
    let held = work.agreement(reference, Duty::ReadPay)?;
    let latest = agreements::latest_version(work.books, &held)?;
    let number = number.unwrap_or(held.version);
    if !(1..=latest).contains(&number) {
        let says = format!("{reference} has versions 1 to {latest}");
        return Err(Refusal::refused(says));
    }
    Ok(agreements::version(work.books, &held.supplier, &held.id, number)?.source)
}

/// The logo that an agreement's file names, under that name, as it was brought in with the file.
///
/// # Errors
/// As of [`agreement_file`].
pub fn logo_file(
    work: &mut Work<'_>,
    reference: &str,
    number: Option<i32>,
) -> Result<Option<(String, Vec<u8>)>, Refusal> {
    let held = work.agreement(reference, Duty::ReadPay)?;
    let number = number.unwrap_or(held.version);
    let Some((bytes, _)) = agreements::logo(work.books, &held, number)? else { return Ok(None) };
    let terms = terms::up_to(work.books, &held, number, 0, 0)?;
    Ok(terms.agreement().supplier.logo.clone().map(|name| (name, bytes)))
}
