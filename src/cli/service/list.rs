//! `list`: the agreements of a council, and how each stands.

use clap::Args;
use serde::Serialize;

use crate::billing::stage::Stage;
use crate::cli::Desk;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::paragraph;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::Shown;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::money::Money;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::people;
use crate::store::statements;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// Only those that a run has parked
    #[arg(long)]
    parked: bool,
    /// How to write it
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Shown,
    #[command(flatten)]
    acting: Acting,
}

/// An agreement as it is listed.
#[derive(Debug, Serialize)]
struct Listed {
    reference: String,
    title: String,
    /// Whether the council bills or is billed.
    side: &'static str,
    /// The other council.
    with: String,
    status: String,
    version: i32,
    /// A version that waits for a second person.
    version_to_confirm: Option<i32>,
    latest_statement: Option<Latest>,
    parked_because: Option<String>,
}

#[derive(Debug, Serialize)]
struct Latest {
    period: BillingPeriod,
    stage: Stage,
    net: Money,
}

/// `list`.
pub fn list(of: &ListArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let mut listed = office.act(all)?;
    listed.retain(|one| !of.parked || one.parked_because.is_some());
    let text = match of.format {
        Shown::Json => output::json(&listed)?,
        Shown::Text if listed.is_empty() && of.parked => "No agreement is parked\n".to_owned(),
        Shown::Text if listed.is_empty() => {
            "Your council is party to no agreement yet: `concordat import` brings one in\n".into()
        }
        Shown::Text => as_text(&listed),
    };
    desk.out.write_all(text.as_bytes())?;
    Ok(())
}

fn all(work: &mut Work<'_>) -> Result<Vec<Listed>, Refusal> {
    duties::must_have(work.by, Duty::Read)?;
    let council = work.by.council.clone();
    let of_party = agreements::of_party(work.books, &council)?;
    of_party.into_iter().map(|held| one(work, held)).collect()
}

fn one(work: &mut Work<'_>, held: Held) -> Result<Listed, Refusal> {
    let is_own = duties::side(work.by, &held) == Some(Side::Supplier);
    let other = if is_own { &held.purchaser } else { &held.supplier };
    let with = people::council_name(work.books, other)?;
    let latest_version = agreements::latest_version(work.books, &held)?;
    let all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    // A draft is the supplier's own until it is sent.
    let latest = all
        .into_iter()
        .filter(|kept| is_own || kept.stage != Stage::DrawnUp)
        .max_by_key(|kept| (kept.period, kept.kind));
    Ok(Listed {
        side: if is_own { "supplier" } else { "purchaser" },
        with,
        version_to_confirm: (is_own && latest_version > held.version).then_some(latest_version),
        latest_statement: latest.map(|kept| Latest {
            period: kept.period,
            stage: kept.stage,
            net: kept.net,
        }),
        parked_because: held.parked_because.filter(|_| is_own),
        reference: held.reference,
        title: held.title,
        status: held.status,
        version: held.version,
    })
}

fn as_text(listed: &[Listed]) -> String {
    let mut columns = Columns::new(
        0,
        &[Align::Left, Align::Left, Align::Left, Align::Left, Align::Left, Align::Right],
    );
    columns.row(["Agreement", "With", "Status", "Statement", "Stage", "Net"]);
    columns.rule();
    let mut after = String::new();
    for one in listed {
        let with = match one.side {
            "supplier" => format!("to {}", one.with),
            _ => format!("from {}", one.with),
        };
        let (period, stage, net) = match &one.latest_statement {
            Some(of) => (of.period.to_string(), of.stage.word(), of.net.in_pounds()),
            None => ("none yet".to_owned(), "", String::new()),
        };
        columns.row([&one.reference, &with, &one.status, &period, stage, &net]);
        if let Some(number) = one.version_to_confirm {
            let says = format!("{}: version {number} waits to be confirmed", one.reference);
            after.push_str(&paragraph(&says, 0));
        }
        if let Some(why) = &one.parked_because {
            for line in why.lines() {
                after.push_str(&paragraph(&format!("{}: parked: {line}", one.reference), 0));
            }
        }
    }
    let gap = if after.is_empty() { "" } else { "\n" };
    format!("{}{gap}{after}", columns.text())
}
