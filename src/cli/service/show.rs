//! `show`: an agreement, one of its statements, or an invoice, with who did what.

mod invoice;
mod statement;

use clap::Args;
use serde::Serialize;

use crate::billing::stage::Stage;
use crate::cli::Desk;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::Shown;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::in_words;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::agreements::HoldingOver;
use crate::store::invoices;
use crate::store::people;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;

/// Arguments of `show`.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The agreement's reference, or the number of an invoice or credit note
    #[arg(value_name = "REFERENCE or NUMBER")]
    what: String,
    /// The statement of this period: 2018/19-Q2, 2018/19-M07 (M01 is April) or 2018/19
    #[arg(long, value_name = "PERIOD", value_parser = BillingPeriod::parse)]
    period: Option<BillingPeriod>,
    /// The reconciliation of the year that ends with the period, not the period's recharge
    #[arg(long, requires = "period")]
    reconciliation: bool,
    /// How to write it
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Shown,
    #[command(flatten)]
    acting: Acting,
}

/// `show`.
pub fn show(of: &ShowArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let shown = match of.period {
        Some(period) => office.act(|work| {
            let kind = if of.reconciliation {
                StatementKind::Reconciliation
            } else {
                StatementKind::Recharge
            };
            let shown = statement::of(work, &of.what, period, kind)?;
            Ok((statement::as_text(work, &shown)?, serde_json::to_value(&shown)))
        }),
        None => office.act(|work| {
            // A number is told from a reference by asking for it.
            match payments::document(work, &of.what, Duty::Read) {
                Ok((held, issued)) => {
                    let shown = invoice::of(work, &held, &issued)?;
                    Ok((invoice::as_text(work, &shown)?, serde_json::to_value(&shown)))
                }
                Err(Refusal::Refused(_)) => {
                    let shown = agreement(work, &of.what)?;
                    Ok((as_text(&shown), serde_json::to_value(&shown)))
                }
                Err(refusal) => Err(refusal),
            }
        }),
    };
    let (text, value) = shown?;
    let text = match of.format {
        Shown::Text => text,
        Shown::Json => output::json(&value.map_err(|error| Failure::Running(error.into()))?)?,
    };
    desk.out.write_all(text.as_bytes())?;
    Ok(())
}

/// An agreement with its statements and invoices.
#[derive(Debug, Serialize)]
struct AgreementInBooks {
    agreement: Held,
    supplier: String,
    purchaser: String,
    version_to_confirm: Option<i32>,
    holdings_over: Vec<HoldingOver>,
    statements: Vec<Kept>,
    invoices: Vec<Standing>,
}

fn agreement(work: &mut Work<'_>, reference: &str) -> Result<AgreementInBooks, Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    let is_own = duties::side(work.by, &held) == Some(Side::Supplier);
    let latest = agreements::latest_version(work.books, &held)?;
    let mut statements = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    // A draft is the supplier's own until it is sent.
    statements.retain(|kept| is_own || kept.stage != Stage::DrawnUp);
    statements.sort_by_key(|kept| (kept.period, kept.kind));
    let mut standings = Vec::new();
    for issued in invoices::of_agreement(work.books, &held.supplier, &held.id)? {
        let today = work.at.today;
        standings.push(payments::standing(work, &held, &issued, today)?);
    }
    Ok(AgreementInBooks {
        supplier: people::council_name(work.books, &held.supplier)?,
        purchaser: people::council_name(work.books, &held.purchaser)?,
        version_to_confirm: (is_own && latest > held.version).then_some(latest),
        holdings_over: agreements::holdings_over(work.books, &held)?,
        statements,
        invoices: standings,
        agreement: Held { parked_because: held.parked_because.clone().filter(|_| is_own), ..held },
    })
}

fn as_text(of: &AgreementInBooks) -> String {
    let held = &of.agreement;
    let mut text = heading(&format!("{}: {}", held.reference, held.title));
    text.push_str(&format!("{} to {}\n", of.supplier, of.purchaser));
    let status = held.status.replace('-', " ");
    text.push_str(&format!("{status}, version {} is in use\n", held.version));
    if let Some(number) = of.version_to_confirm {
        text.push_str(&format!("Version {number} waits to be confirmed by a second person\n"));
    }
    for decided in &of.holdings_over {
        text.push_str(&paragraph(
            &format!(
                "Held over from {} to {}: {}",
                in_words(decided.from),
                in_words(decided.until),
                decided.decision
            ),
            0,
        ));
    }
    for why in held.parked_because.iter().flat_map(|why| why.lines()) {
        text.push_str(&paragraph(&format!("Parked: {why}"), 0));
    }
    text.push_str(&subheading("Statements"));
    if of.statements.is_empty() {
        text.push_str("None yet\n");
    } else {
        text.push_str(&statement::table(&of.statements));
    }
    if !of.invoices.is_empty() {
        text.push_str(&subheading("Invoices and credit notes"));
        text.push_str(&invoice_table(&of.invoices));
    }
    text
}

/// Invoices, a row each, with how they stand.
fn invoice_table(of: &[Standing]) -> String {
    let mut columns = Columns::new(
        0,
        &[Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Left],
    );
    columns.row(["Number", "Issued", "Due", "Gross", "Unpaid", "State"]);
    columns.rule();
    for one in of {
        columns.row([
            one.invoice.number.clone(),
            one.invoice.issued_on.to_string(),
            one.due_on.to_string(),
            one.invoice.gross.in_pounds(),
            one.unpaid.in_pounds(),
            one.state.to_owned(),
        ]);
        if let Some(why) = &one.progress.failed_because {
            columns.line(format!("    its files could not be made: {why}"));
        }
    }
    columns.text()
}
