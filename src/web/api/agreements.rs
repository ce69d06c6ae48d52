//! Agreements: listed, read, brought in by their files, version by version.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::authority::Side;
use crate::domain::break_calendar::break_calendar;
use crate::domain::file;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::agreements::listed;
use crate::store::agreements::listed::Wanted;
use crate::store::people;
use crate::store::versions;
use crate::store::versions::Listed;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::problem::Wrong;
use crate::web::api::types::At;
use crate::web::api::types::Day;
use crate::web::api::types::Rows;
use crate::web::api::types::cut;
use crate::web::api::types::room;
use crate::web::gate::Rule::Has;
use crate::web::gate::Rule::On;
use crate::web::page::in_one_line;
use crate::web::page::segment;
use crate::web::pages::versions as version_pages;
use crate::workflow::Work;
use crate::workflow::bring_in;
use crate::workflow::bring_in::AgreementFile;
use crate::workflow::bring_in::BroughtIn;
use crate::workflow::careful;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::tokens::Scope;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/agreements", Has(Duty::Read), "listAgreements", list)
        .says("List agreements", "Those that the council is party to, by reference.")
        .asked(of::<AgreementsQuery>)
        .gives(of::<Rows<AgreementRow>>),
    Operation::post(
        "/api/v1/agreements",
        Has(Duty::BringInAgreement),
        Scope::Agreements,
        "bringInAgreement",
        bring,
    )
    .says(
        "Bring in an agreement's file",
        "A new agreement, or another version of one. A version that changes where money is paid \
         to waits for a second person.",
    )
    .takes(of::<ToBringIn>)
    .makes(of::<BroughtInJson>),
    Operation::check(
        "/api/v1/agreement-checks",
        Has(Duty::BringInAgreement),
        Scope::Agreements,
        "checkAgreement",
        check,
    )
    .says(
        "Check an agreement's file",
        "What is wrong with it is told as when it is brought in; else what a careful reader warns \
         of. Nothing is kept.",
    )
    .takes(of::<ToCheck>)
    .gives(of::<CheckedJson>),
    Operation::get("/api/v1/agreements/{agreement}", On(Duty::Read), "getAgreement", show)
        .says("Read an agreement", "The terms themselves are in its file.")
        .gives(of::<AgreementJson>),
    Operation::get(
        "/api/v1/agreements/{agreement}/versions",
        On(Duty::Read),
        "listVersions",
        list_versions,
    )
    .says("List an agreement's versions", "The latest first.")
    .gives(of::<VersionsJson>),
    Operation::get(
        "/api/v1/agreements/{agreement}/versions/{version}",
        On(Duty::Read),
        "getVersion",
        version,
    )
    .says("Read what a version changed", "Pay and bank details are withheld, as on paper.")
    .gives(of::<VersionJson>),
    Operation::file(
        "/api/v1/agreements/{agreement}/versions/{version}/file",
        On(Duty::ReadPay),
        "getVersionFile",
        "application/toml",
        version_pages::download,
    )
    .says("Get a version's file", "To the byte as it was brought in."),
    Operation::file(
        "/api/v1/agreements/{agreement}/versions/{version}/logo",
        On(Duty::ReadPay),
        "getVersionLogo",
        "application/octet-stream",
        version_pages::logo,
    )
    .says("Get a version's logo", "The supplier's, where the file names one."),
    Operation::post(
        "/api/v1/agreements/{agreement}/versions/{version}/confirm",
        On(Duty::ConfirmVersion),
        Scope::Agreements,
        "confirmVersion",
        confirm,
    )
    .says(
        "Confirm a version that changes where money is paid to",
        "As the second person; from then on it is in use.",
    )
    .gives(of::<VersionJson>)
    .changes(version),
];

const STATUSES: [&str; 7] =
    ["draft", "heads-agreed", "approved", "signed", "in-force", "exit", "closed"];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AgreementsQuery {
    /// Those with this in the reference or the title.
    #[serde(default)]
    words: Option<String>,
    /// Those that have come so far.
    #[serde(default)]
    #[schemars(extend("enum" = STATUSES))]
    status: Option<String>,
    /// Those alone that runs leave aside.
    #[serde(default)]
    parked: Option<bool>,
    /// How many rows at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// The `next` of the rows before.
    #[serde(default)]
    after: Option<String>,
}

/// An agreement in a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AgreementRow")]
struct AgreementRow {
    /// Where it is.
    href: String,
    /// Its reference.
    reference: String,
    /// Its title.
    title: String,
    /// How far it has come, as its file says.
    status: String,
    /// The council that bills.
    supplier: String,
    /// The council that pays.
    purchaser: String,
    /// The version in use.
    version: i32,
    /// Why runs leave it aside, for its supplier.
    parked_because: Option<String>,
}

/// An agreement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Agreement")]
struct AgreementJson {
    #[serde(flatten)]
    row: AgreementRow,
    /// Its first day.
    starts: Day,
    /// Its last day, as far as that is known.
    ends: Option<Day>,
    /// The latest version: beyond the one in use it waits for a second person.
    latest_version: i32,
}

/// A file to bring in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToBringIn {
    /// What the file says, in TOML.
    #[schemars(length(min = 1))]
    file: String,
    /// Why: needed for another version of an agreement.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    reason: Option<String>,
    /// The supplier's logo, where the file names one: its bytes in base64.
    #[serde(default)]
    logo: Option<String>,
}

/// A file to check.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToCheck {
    /// What the file says, in TOML.
    #[schemars(length(min = 1))]
    file: String,
}

/// What became of a file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "BroughtIn")]
struct BroughtInJson {
    /// Whether it begins an agreement, is in use, waits for a second person, or was there already.
    #[schemars(extend("enum" = ["first", "in-use", "to-confirm", "same"]))]
    outcome: String,
    /// The reference of the agreement.
    agreement: String,
    /// The number of the version.
    version: i32,
}

/// What a careful reader says of a file.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Checked")]
struct CheckedJson {
    /// Its reference.
    reference: String,
    /// What a careful reader warns of, each with its place.
    warnings: Vec<Wrong>,
}

/// A version in a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "VersionRow")]
struct VersionRow {
    /// Its number, from 1.
    number: i32,
    /// Whether it was in use before, is in use, or waits for a second person.
    #[schemars(extend("enum" = ["before", "in-use", "to-confirm"]))]
    state: String,
    /// Why there is one.
    reason: String,
    /// Who brought it in.
    brought_by: String,
    /// When.
    brought_at: At,
    /// The second person, where it needed one.
    confirmed_by: Option<String>,
}

/// The versions of an agreement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Versions")]
struct VersionsJson {
    /// The latest first.
    items: Vec<VersionRow>,
}

/// A version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Version")]
struct VersionJson {
    #[serde(flatten)]
    row: VersionRow,
    /// What it changed.
    changes: Vec<ChangeJson>,
}

/// A difference of two versions.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Change")]
struct ChangeJson {
    /// What differs, with its clause.
    what: String,
    /// What the old version states.
    old: Option<String>,
    /// What the new one states.
    new: Option<String>,
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let query: AgreementsQuery = call.query()?;
    let (room, at_most) = room(query.limit);
    let wanted = Wanted {
        words: query.words.unwrap_or_default(),
        status: query.status.unwrap_or_default(),
        parked: query.parked == Some(true),
        after: query.after.unwrap_or_default(),
        at_most,
    };
    let council = call.work.by.council.clone();
    let mut found = listed::listed(call.work.books, &council, &wanted)?;
    let next = cut(&mut found, room, |held| held.reference.clone());
    let items =
        found.iter().map(|held| row(call.work, held)).collect::<Result<Vec<_>, Refusal>>()?;
    Ok(Reply::json(&Rows { items, next: next.clone() }).then(next))
}

fn row(work: &mut Work<'_>, held: &Held) -> Result<AgreementRow, Refusal> {
    let is_own = duties::side(work.by, held) == Some(Side::Supplier);
    Ok(AgreementRow {
        href: href(&held.reference),
        reference: held.reference.clone(),
        title: held.title.clone(),
        status: held.status.clone(),
        supplier: people::council_name(work.books, &held.supplier)?,
        purchaser: people::council_name(work.books, &held.purchaser)?,
        version: held.version,
        parked_because: held.parked_because.clone().filter(|_| is_own),
    })
}

/// Where an agreement is in the API.
pub(super) fn href(reference: &str) -> String {
    format!("/api/v1/agreements/{}", segment(reference))
}

fn show(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let held = call.held()?;
    let terms = terms::in_use(call.work.books, &held)?;
    let today = call.work.at.today;
    let calendar = break_calendar(terms.agreement(), today, Some(today), None);
    Ok(Reply::json(&AgreementJson {
        row: row(call.work, &held)?,
        starts: terms.agreement().starts.into(),
        ends: calendar.term_ends.map(Day),
        latest_version: agreements::latest_version(call.work.books, &held)?,
    }))
}

/// How a file is called in what is said of it.
const NAME: &str = "file";

fn bring(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let given: ToBringIn = call.body()?;
    let logo = given.logo.map(|text| STANDARD.decode(text)).transpose().map_err(|error| {
        let says = format!("This is no base64: {error}.");
        Fault::of_fields(422, vec![Wrong { field: "logo".to_owned(), says }])
    })?;
    let file = AgreementFile { name: NAME, text: &given.file, logo: logo.as_deref() };
    let reason = in_one_line(&given.reason.unwrap_or_default());
    let done = bring_in::agreement(call.work, file, &reason).map_err(|refusal| match refusal {
        Refusal::Refused(says) if says.ends_with("with --reason") => {
            let says = "This agreement is in the books: say why there is another version of it.";
            let wrong = Wrong { field: "reason".to_owned(), says: says.to_owned() };
            Fault::of_fields(422, vec![wrong])
        }
        other => other.into(),
    })?;
    let (outcome, held, version) = match done {
        BroughtIn::First(held) => ("first", held, 1),
        BroughtIn::Version(held, number) => ("in-use", held, number),
        BroughtIn::ToConfirm(held, number) => ("to-confirm", held, number),
        BroughtIn::Same(held) => {
            let version = held.version;
            ("same", held, version)
        }
    };
    let at = format!("{}/versions/{version}", href(&held.reference));
    let outcome = outcome.to_owned();
    Ok(Reply::json(&BroughtInJson { outcome, agreement: held.reference, version }).at(at))
}

fn check(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let given: ToCheck = call.body()?;
    let source = file::read(&given.file)
        .map_err(|problems| Fault::from(terms::all_in_lines(NAME, &problems)))?;
    let warned = careful::warnings(&source, &given.file, &call.house.fonts);
    let wrong = |of: &crate::domain::problem::Problem| Wrong {
        field: format!("line {}, column {}", of.place.line, of.place.column),
        says: of.sentence(),
    };
    let warnings = warned.iter().map(wrong).collect();
    Ok(Reply::json(&CheckedJson { reference: source.agreement.reference.clone(), warnings }))
}

fn version_row(work: &mut Work<'_>, held: &Held, listed: Listed) -> Result<VersionRow, Refusal> {
    let state = match listed.number.cmp(&held.version) {
        std::cmp::Ordering::Equal => "in-use",
        std::cmp::Ordering::Less => "before",
        std::cmp::Ordering::Greater => "to-confirm",
    };
    Ok(VersionRow {
        number: listed.number,
        state: state.to_owned(),
        reason: listed.reason,
        brought_by: people::name_of(work.books, &listed.brought_by)?,
        brought_at: listed.brought_at.into(),
        confirmed_by: match listed.confirmed_by {
            Some(id) => Some(people::name_of(work.books, &id)?),
            None => None,
        },
    })
}

fn list_versions(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let held = call.held()?;
    let mut items = Vec::new();
    for listed in versions::listed(call.work.books, &held)? {
        items.push(version_row(call.work, &held, listed)?);
    }
    Ok(Reply::json(&VersionsJson { items }))
}

/// The number of a version that the address names.
fn number(call: &Call<'_, '_>) -> Result<i32, Fault> {
    call.parameter("version").parse().map_err(|_| Fault::no_such())
}

fn version(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, number) = (call.held()?, number(call)?);
    version_of(call, &held, number)
}

fn version_of(call: &mut Call<'_, '_>, held: &Held, number: i32) -> Result<Reply, Fault> {
    let all = versions::listed(call.work.books, held)?;
    let listed = all.into_iter().find(|of| of.number == number).ok_or_else(Fault::no_such)?;
    let changes = if number > 1 { bring_in::changes(call.work, held, number)? } else { Vec::new() };
    let change = |of: crate::documents::redline::Difference| ChangeJson {
        what: of.what,
        old: of.old,
        new: of.new,
    };
    Ok(Reply::json(&VersionJson {
        row: version_row(call.work, held, listed)?,
        changes: changes.into_iter().map(change).collect(),
    }))
}

fn confirm(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, number) = (call.held()?, number(call)?);
    let held = bring_in::confirm_version(call.work, &held.reference, number)?;
    version_of(call, &held, number)
}
