//! A financial year as a workbook.

use crate::billing::reconciliation::Reconciliation;
use crate::billing::statement::RechargeStatement;
use crate::billing::year::YearStatement;
use crate::documents::letterhead::capital;
use crate::documents::workbook::Book;
use crate::documents::workbook::Sheet;
use crate::documents::workbook::Value;
use crate::documents::workbook::WorkbookError;
use crate::documents::workbook::decimal;
use crate::documents::workbook::lines::documents;
use crate::documents::workbook::lines::lines;
use crate::documents::workbook::lines::not_billed;
use crate::documents::workbook::lines::step_cells;
use crate::documents::workbook::lines::treatment;
use crate::documents::workbook::lines::workings;
use crate::documents::workbook::render;
use crate::documents::workbook::sum_where;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;
use crate::domain::money::Money;

/// A financial year as a workbook: at a glance by period, all lines, their documents by VAT, the
/// reconciliation, the budget beside what is billed, what is not billed, and the workings.
///
/// # Errors
/// Where a text or a sum does not fit into a cell.
pub fn year(agreement: &Agreement, year: &YearStatement) -> Result<Vec<u8>, WorkbookError> {
    let of: Vec<&RechargeStatement> = year.periods.iter().collect();
    let titled = |what: &str| format!("{what}, financial year {}", year.year);
    let all = Sheet::new("All lines", titled("All lines"), &[])
        .say("Every line of every statement of the year, each with the clause that it rests on.");
    let mut all = lines(agreement, all, &of, false);
    let documents = documents(&titled("Documents by VAT"), &of, &all, false);
    let mut sheets = vec![glance(agreement, year, &all, documents.as_ref())];
    if !all.rows.is_empty() {
        let net = all.sum("Net, £", year.net);
        all.total("All lines", [("Net, £", net)]);
        sheets.push(all);
    }
    sheets.extend(documents);
    if let Some(reconciliation) = &year.reconciliation {
        let (title, steps) = (titled("Reconciliation of days"), titled("Reconciliation workings"));
        sheets.extend(reconciled(&title, reconciliation));
        sheets.extend(reconciliation_workings(&steps, reconciliation));
    }
    sheets.extend(budget(&titled("Budget beside what is billed"), year));
    sheets.extend(not_billed(&titled("Not billed"), &of));
    sheets.extend(workings(&titled("Workings"), &of));
    let known = year.periods.iter().map(|period| period.as_at);
    let known = known.chain(year.reconciliation.iter().map(|reconciled| reconciled.as_at)).max();
    render(&Book {
        title: format!("Financial year {}", year.year),
        subject: format!("What is due for {} under {}", year.year, agreement.title),
        author: agreement.supplier.name.clone(),
        reference: year.agreement.clone(),
        as_at: known.unwrap_or(year.year.dates().last),
        sheets,
    })
}

/// The year at a glance, by period; its sums follow from the lines and the documents.
fn glance(
    agreement: &Agreement,
    year: &YearStatement,
    all: &Sheet,
    documents: Option<&Sheet>,
) -> Sheet {
    let headings = ["Statement", "From", "To", "Drawn up as at", "Net, £", "VAT, £", "To pay, £"];
    let mut sheet =
        Sheet::new("Year at a glance", format!("Financial year {}", year.year), &headings)
            .say(&format!(
                "{} ({}). {}.",
                agreement.title,
                agreement.reference,
                year.year.dates().in_words()
            ))
            .say(&format!("From {} to {}.", agreement.supplier.name, agreement.purchaser.name))
            .say(if year.periods.is_empty() {
                "Nothing is due for this year."
            } else {
                "What is due, a row for each statement; the reconciliation of days is a document \
                 of its own and not in these sums."
            });
    for period in &year.periods {
        let row = sheet.next_row();
        let same = [("Statement", format!("A{row}"))];
        let vat = match documents {
            Some(documents) => sum_where(documents, "VAT, £", &same, period.vat),
            None => Value::Money(period.vat),
        };
        sheet.rows.push(vec![
            Value::text(period.period.to_string()),
            Value::Date(period.from),
            Value::Date(period.to),
            Value::Date(period.as_at),
            sum_where(all, "Net, £", &same, period.net),
            vat,
            Value::formula(format!("E{row}+F{row}"), Value::Money(period.gross)),
        ]);
    }
    if !sheet.rows.is_empty() {
        let sums = [("Net, £", year.net), ("VAT, £", year.vat), ("To pay, £", year.gross)];
        let sums = sums.map(|(heading, gives)| (heading, sheet.sum(heading, gives)));
        sheet.total("The year", sums);
    }
    sheet
}

fn reconciled(title: &str, reconciliation: &Reconciliation) -> Option<Sheet> {
    let headings = [
        "Clause",
        "Line",
        "Kind",
        "Days agreed",
        "Days recorded",
        "VAT treatment",
        "Net, £",
        "Why",
        "Name in the file",
    ];
    let as_at = in_words(reconciliation.as_at);
    let mut sheet = Sheet::new("Reconciliation", title, &headings)
        .say(&format!("The days that were given beside those that were agreed, as at {as_at}."))
        .say("It is a document of its own, before VAT. A post without records is never credited.");
    let days = |days: &Option<Exact>| {
        days.as_ref().map_or(Value::Empty, |days| Value::figure(&days.in_figures(0, 6)))
    };
    for line in &reconciliation.lines {
        sheet.rows.push(vec![
            Value::text(line.clause.as_str()),
            Value::text(line.description.as_str()),
            Value::text(capital(line.kind.word())),
            days(&line.agreed_days),
            days(&line.delivered_days),
            treatment(line.vat_treatment),
            Value::Money(line.net),
            Value::text(capital(&line.reason)),
            Value::text(line.line.as_str()),
        ]);
    }
    if sheet.rows.is_empty() {
        return None;
    }
    let net = sheet.sum("Net, £", reconciliation.net);
    sheet.total("Net", [("Net, £", net)]);
    Some(sheet)
}

fn reconciliation_workings(title: &str, reconciliation: &Reconciliation) -> Option<Sheet> {
    let headings = ["Clause", "Line", "Step", "What is done", "Figure", "Name in the file"];
    let mut sheet = Sheet::new("Reconciliation workings", title, &headings)
        .say("How each line of the reconciliation was worked out, step by step.");
    for line in &reconciliation.lines {
        for (step, number) in line.trace.iter().zip(1..) {
            let [at, what, figure] = step_cells(number, step);
            sheet.rows.push(vec![
                Value::text(line.clause.as_str()),
                Value::text(line.description.as_str()),
                at,
                what,
                figure,
                Value::text(line.line.as_str()),
            ]);
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// What budget papers state, beside what is billed.
fn budget(title: &str, year: &YearStatement) -> Option<Sheet> {
    let headings = [
        "Clause",
        "Provision",
        "Stated as",
        "Stated, £",
        "Billed before overhead, £",
        "Billed, £",
        "Billed of what is stated",
        "Services billed beside it, £",
    ];
    let mut sheet = Sheet::new("Budget", title, &headings)
        .say("What budget papers state for a year, beside what is billed for it in this one.");
    for provision in &year.provisions {
        let row = sheet.next_row();
        let at = |heading: &str| format!("{}{row}", sheet.letter(heading));
        let (billed, stated) = (at("Billed, £"), at("Stated, £"));
        let share = match provision.provision {
            Some(annual) if !annual.is_nil() => {
                let share = decimal(&provision.billed_per_cent) / Exact::from(100);
                Value::formula(format!("ROUND({billed}/{stated},3)"), Value::PerCent(share))
            }
            _ => Value::text("not known"),
        };
        let known = |sum: Option<Money>| sum.map_or(Value::text("to be confirmed"), Value::Money);
        sheet.rows.push(vec![
            Value::text(provision.clause.as_str()),
            Value::text(provision.name.as_str()),
            Value::text(if provision.circa { "circa" } else { "exact" }),
            known(provision.provision),
            Value::Money(provision.billed_without_overhead),
            Value::Money(provision.billed),
            share,
            Value::Money(provision.services_beside),
        ]);
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}
