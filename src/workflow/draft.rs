//! Drafts: agreements that a council's preparer writes in forms. A draft binds nobody; it is
//! brought in as any agreement file is, and gone then.

use crate::domain::file;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::parts::Value;
use crate::store::acts::Deed;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::drafts;
use crate::store::drafts::Draft;
use crate::store::people;
use crate::workflow::Work;
use crate::workflow::bring_in;
use crate::workflow::bring_in::AgreementFile;
use crate::workflow::bring_in::BroughtIn;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// What a draft is called where something is wrong with it as a whole.
pub const NAME: &str = "draft";

/// Begins the draft of an agreement that is new, from what it says so far.
///
/// # Errors
/// Whose duty it is, and a reference that an agreement of the council has already.
pub fn begin(work: &mut Work<'_>, tables: &Table, from: &str) -> Result<Draft, Refusal> {
    duties::must_have(work.by, Duty::BringInAgreement)?;
    let draft = new_draft(work, tables, None);
    let council = work.by.council.clone();
    if agreements::by_reference(work.books, &council, &draft.reference)?.is_some() {
        return Err(Refusal::refused(format!(
            "{} is in the books already: change its terms from its own page, or give the new \
             agreement another reference",
            draft.reference
        )));
    }
    add(work, draft, from)
}

/// Begins the draft that changes the terms of an agreement, from the version in use; the one that
/// is there where somebody has begun it.
///
/// # Errors
/// Whose duty it is, and terms that cannot be read back.
pub fn change_terms(work: &mut Work<'_>, held: &Held) -> Result<Draft, Refusal> {
    duties::must_be_theirs(work.by, Duty::BringInAgreement, held)?;
    let held = work.hold(held.clone(), Duty::BringInAgreement)?;
    if let Some(draft) = drafts::of_agreement(work.books, &held.supplier, held.id.as_str())? {
        return Ok(draft);
    }
    let version = agreements::version(work.books, &held.supplier, &held.id, held.version)?;
    let draft = new_draft(work, &parts::tables(&version.source), Some(&held));
    add(work, draft, &format!("version {}", held.version))
}

/// Begins a draft from a file: where an agreement of the council has its reference, it changes the
/// terms of that.
///
/// # Errors
/// Whose duty it is, and an agreement whose terms are in a draft already.
pub fn begin_from_file(work: &mut Work<'_>, tables: &Table) -> Result<Draft, Refusal> {
    duties::must_have(work.by, Duty::BringInAgreement)?;
    let reference = tables.get("reference").and_then(Value::as_str).unwrap_or_default();
    let council = work.by.council.clone();
    let held = match agreements::by_reference(work.books, &council, reference)? {
        Some(held) => Some(work.hold(held, Duty::BringInAgreement)?),
        None => None,
    };
    if let Some(held) = &held
        && drafts::of_agreement(work.books, &council, held.id.as_str())?.is_some()
    {
        return Err(Refusal::refused(format!(
            "there is a draft of {reference} already: bring it in or delete it first"
        )));
    }
    let draft = new_draft(work, tables, held.as_ref());
    add(work, draft, "a file")
}

fn add(work: &mut Work<'_>, draft: Draft, from: &str) -> Result<Draft, Refusal> {
    drafts::add(work.books, &draft)?;
    let council = work.by.council.clone();
    work.did(&council, deed("draft begun", &draft, "", &format!("from {from}")));
    Ok(draft)
}

fn new_draft(work: &Work<'_>, tables: &Table, of: Option<&Held>) -> Draft {
    let mut draft = Draft {
        supplier_id: work.by.council.to_string(),
        id: new_name(),
        agreement_id: of.map(|held| held.id.to_string()),
        base_version: of.map(|held| held.version),
        reference: String::new(),
        title: String::new(),
        source: String::new(),
        revision: 0,
        begun_by: work.by.id.to_string(),
        begun_at: work.at.now,
        changed_by: work.by.id.to_string(),
        changed_at: work.at.now,
    };
    write(&mut draft, tables);
    draft
}

fn write(draft: &mut Draft, tables: &Table) {
    let text = |key: &str| tables.get(key).and_then(Value::as_str).unwrap_or_default();
    text("reference").clone_into(&mut draft.reference);
    text("title").clone_into(&mut draft.title);
    draft.source = parts::text(tables);
}

fn deed(act: &str, draft: &Draft, before: &str, after: &str) -> Deed {
    let subject = if draft.reference.is_empty() { NAME } else { &draft.reference };
    Deed {
        act: act.to_owned(),
        subject: subject.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        reason: String::new(),
    }
}

/// A draft of the council of whoever acts.
///
/// # Errors
/// Whose duty it is, and a draft that is not there.
pub fn find(work: &mut Work<'_>, id: &str) -> Result<Draft, Refusal> {
    duties::must_have(work.by, Duty::BringInAgreement)?;
    drafts::find(work.books, &work.by.council, id)?.ok_or_else(gone)
}

fn gone() -> Refusal {
    Refusal::refused("this draft is gone: somebody has brought it in or deleted it")
}

/// The agreement whose terms a draft changes.
///
/// # Errors
/// The database's own.
pub fn agreement_of(work: &mut Work<'_>, draft: &Draft) -> Result<Option<Held>, Refusal> {
    let Some(id) = draft.agreement_id.clone() else { return Ok(None) };
    let supplier = draft.supplier_id.clone().into();
    Ok(agreements::by_id(work.books, &supplier, &id.into())?)
}

/// Saves what an edit makes of a draft: all of it, or nothing.
///
/// # Errors
/// What the edit refuses, another reference for an agreement that has one, and a draft that
/// somebody else saved in the same moment.
pub fn save<T>(
    work: &mut Work<'_>,
    id: &str,
    edit: impl FnOnce(&mut Table) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let mut draft = find(work, id)?;
    let mut tables = parts::tables(&draft.source);
    let done = edit(&mut tables)?;
    let before = draft.reference.clone();
    write(&mut draft, &tables);
    if draft.agreement_id.is_some() && draft.reference != before {
        return Err(Refusal::refused(format!(
            "this draft changes the terms of {before}, whose reference stays: begin a new \
             agreement for another reference"
        )));
    }
    draft.changed_by = work.by.id.to_string();
    draft.changed_at = work.at.now;
    if drafts::save(work.books, &draft)? { Ok(done) } else { Err(meanwhile()) }
}

fn meanwhile() -> Refusal {
    Refusal::refused("somebody else saved this draft in the same moment: send the page once more")
}

/// Deletes a draft.
///
/// # Errors
/// Whose duty it is, and a draft that is not there.
pub fn delete(work: &mut Work<'_>, id: &str) -> Result<Draft, Refusal> {
    let draft = find(work, id)?;
    take_away(work, &draft)?;
    let council = work.by.council.clone();
    work.did(&council, deed("draft deleted", &draft, "begun", "deleted"));
    Ok(draft)
}

fn take_away(work: &mut Work<'_>, draft: &Draft) -> Result<(), Refusal> {
    if drafts::remove(work.books, draft)? { Ok(()) } else { Err(meanwhile()) }
}

/// What somebody saw of a draft when they decided to bring it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// How often it had been saved.
    pub revision: i32,
    /// The version that was in use; nought where there was none.
    pub in_use: i32,
}

/// Brings in what a draft says, as a file of its own would be, and takes the draft away. Where no
/// other logo is given, the one of the version in use goes on.
///
/// # Errors
/// As of [`bring_in::agreement`]; a draft, or terms in use, that have changed since they were seen;
/// and a draft that changes nothing.
pub fn bring_in(
    work: &mut Work<'_>,
    id: &str,
    seen: Seen,
    reason: &str,
    logo: Option<&[u8]>,
) -> Result<BroughtIn, Refusal> {
    let draft = find(work, id)?;
    let held = match agreement_of(work, &draft)? {
        Some(held) => Some(work.hold(held, Duty::BringInAgreement)?),
        None => None,
    };
    let in_use = held.as_ref().map_or(0, |held| held.version);
    if (Seen { revision: draft.revision, in_use }) != seen {
        return Err(Refusal::refused(
            "the draft, or the version in use, has changed since this page was opened: look at \
             what changes once more, then bring it in",
        ));
    }
    let mut kept = None;
    if let Some(held) = &held {
        let before = terms::in_use(work.books, held)?;
        let read = file::read(&draft.source);
        if read.is_ok_and(|read| read.agreement == *before.agreement()) && logo.is_none() {
            return Err(Refusal::refused(format!(
                "this draft says the same as version {}: there is nothing to bring in",
                held.version
            )));
        }
        kept = agreements::logo(work.books, held, held.version)?;
    } else {
        let known = agreements::by_reference(work.books, &work.by.council, &draft.reference)?;
        if known.is_some() {
            return Err(Refusal::refused(format!(
                "{} has come into the books since this draft was begun: give it another reference",
                draft.reference
            )));
        }
    }
    let kept = kept.as_ref().map(|(bytes, _)| bytes.as_slice());
    let file = AgreementFile { name: NAME, text: &draft.source, logo: logo.or(kept) };
    let done = bring_in::agreement(work, file, reason)?;
    take_away(work, &draft)?;
    Ok(done)
}

/// Who saved a draft last, by name.
///
/// # Errors
/// The database's own.
pub fn changed_by(work: &mut Work<'_>, draft: &Draft) -> Result<String, Refusal> {
    Ok(people::name_of(work.books, &draft.changed_by)?)
}
