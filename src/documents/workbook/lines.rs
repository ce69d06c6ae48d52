//! The sheets that a statement and a year have in common: lines, documents, what is not billed,
//! workings.

use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::RateTotals;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::RechargeStatement;
use crate::billing::working::Step;
use crate::documents::letterhead::capital;
use crate::documents::workbook::Sheet;
use crate::documents::workbook::Value;
use crate::documents::workbook::sum_where;
use crate::domain::agreement::Agreement;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

const LINES: [&str; 12] = [
    "Statement",
    "Clause",
    "Line",
    "Kind",
    "For period",
    "Adjustment",
    "VAT treatment",
    "VAT rate",
    "Document",
    "Net, £",
    "How it was worked out",
    "Name in the file",
];

const DOCUMENTS: [&str; 10] = [
    "Statement",
    "Document",
    "Kind",
    "VAT group",
    "VAT treatment",
    "VAT rate",
    "Net, £",
    "VAT, £",
    "To pay, £",
    "Corrects",
];

/// A word for yes and for no: a tick in colour says nothing to those who do not see it.
fn yes(is_so: bool) -> Value {
    Value::text(if is_so { "Yes" } else { "No" })
}

/// The treatment in words, as it stands in every sheet.
pub(super) fn treatment(treatment: Option<Treatment>) -> Value {
    Value::text(treatment.map_or("undecided".to_owned(), |known| capital(known.in_words())))
}

/// A rate of VAT, or in words why there is none: nought per cent is a rate of its own.
fn rate(treatment: Option<Treatment>, rate: VatRate) -> Value {
    match treatment {
        None => Value::text("undecided"),
        Some(Treatment::OutsideScope) => Value::text("outside the scope"),
        Some(Treatment::Exempt) => Value::text("exempt"),
        Some(_) => Value::PerCent(rate.exact()),
    }
}

/// What a document is called in a workbook, so that it is told from all others of a year: by its
/// number once it is approved, before that by the statement that it would come from.
fn name(statement: &RechargeStatement, document: &DocumentTotals, is_approved: bool) -> String {
    let number = statement.number(document).filter(|_| is_approved);
    number.unwrap_or_else(|| format!("{} for {}", document.letter, statement.period))
}

/// Every line of some statements, with what it comes to.
pub(super) fn lines(
    agreement: &Agreement,
    sheet: Sheet,
    statements: &[&RechargeStatement],
    is_approved: bool,
) -> Sheet {
    let mut sheet = Sheet { headings: LINES.to_vec(), ..sheet };
    for statement in statements {
        for index in 0..statement.lines.len() {
            sheet.rows.push(line_row(agreement, statement, index, is_approved));
        }
    }
    sheet
}

fn line_row(
    agreement: &Agreement,
    statement: &RechargeStatement,
    index: usize,
    is_approved: bool,
) -> Vec<Value> {
    let line = &statement.lines[index];
    let on = statement.document_of(index);
    let bears = line.vat_treatment.unwrap_or(Treatment::OutsideScope);
    let bears = bears.rate_on(line.tax_point(agreement, statement.as_at));
    let document =
        on.map_or("none, its lines come to nil".to_owned(), |on| name(statement, on, is_approved));
    vec![
        Value::text(statement.period.to_string()),
        Value::text(line.clause.as_str()),
        Value::text(line.description.as_str()),
        Value::text(capital(line.kind.word())),
        Value::text(line.period.to_string()),
        yes(line.adjustment),
        treatment(line.vat_treatment),
        rate(line.vat_treatment, bears),
        Value::text(document),
        Value::Money(line.net),
        Value::text_or_empty(line.trace.in_brief()),
        Value::text(line.line.as_str()),
    ]
}

/// The documents, a row for each rate; the net is that of their lines.
pub(super) fn documents(
    title: &str,
    statements: &[&RechargeStatement],
    lines: &Sheet,
    is_approved: bool,
) -> Option<Sheet> {
    let mut sheet = Sheet::new("Documents by VAT", title, &DOCUMENTS).say(
        "The invoices and credit notes, a row for each rate of VAT. VAT is worked out on the \
             document’s total for the rate, then rounded to the penny.",
    );
    let (mut net, mut vat) = (Money::NIL, Money::NIL);
    for statement in statements {
        for document in &statement.invoices {
            for rate in &document.rates {
                let name = name(statement, document, is_approved);
                let row = document_row(&sheet, lines, statement, document, rate, name);
                sheet.rows.push(row);
                net = net + rate.net;
                vat = vat + rate.vat;
            }
        }
    }
    if sheet.rows.is_empty() {
        return None;
    }
    let sums = [("Net, £", net), ("VAT, £", vat), ("To pay, £", net + vat)];
    let sums = sums.map(|(heading, gives)| (heading, sheet.sum(heading, gives)));
    sheet.total("All documents", sums);
    Some(sheet)
}

fn document_row(
    sheet: &Sheet,
    lines: &Sheet,
    statement: &RechargeStatement,
    document: &DocumentTotals,
    of_rate: &RateTotals,
    name: String,
) -> Vec<Value> {
    let row = sheet.next_row();
    let here = |heading: &str| format!("{}{row}", sheet.letter(heading));
    let same = ["Document", "VAT treatment", "VAT rate"];
    let same = same.map(|heading| (heading, here(heading)));
    let (net, vat) = (here("Net, £"), here("VAT, £"));
    let vat_on_net = match rate(of_rate.vat_treatment, of_rate.rate) {
        Value::PerCent(_) => {
            let on_net = format!("ROUND({net}*{},2)", here("VAT rate"));
            Value::formula(on_net, Value::Money(of_rate.vat))
        }
        _ => Value::Money(of_rate.vat),
    };
    let kind = match document.document {
        DocumentKind::Invoice => "Invoice",
        DocumentKind::CreditNote => "Credit note",
    };
    let group = match document.vat_treatment_group {
        VatGroup::OutsideScope => "Outside the scope of VAT",
        VatGroup::InsideScope => "Inside the scope of VAT",
        VatGroup::Undecided => "Undecided",
    };
    let corrects: Vec<String> = document.corrects.iter().map(ToString::to_string).collect();
    vec![
        Value::text(statement.period.to_string()),
        Value::text(name),
        Value::text(kind),
        Value::text(group),
        treatment(of_rate.vat_treatment),
        rate(of_rate.vat_treatment, of_rate.rate),
        sum_where(lines, "Net, £", &same, of_rate.net),
        vat_on_net,
        Value::formula(format!("{net}+{vat}"), Value::Money(of_rate.net + of_rate.vat)),
        Value::text_or_empty((!corrects.is_empty()).then(|| corrects.join(", "))),
    ]
}

/// What is not billed, and why; `None` where all is.
pub(super) fn not_billed(title: &str, statements: &[&RechargeStatement]) -> Option<Sheet> {
    let headings =
        ["Statement", "Clause", "Line", "Why", "From", "To", "Sum, £", "Name in the file"];
    let mut sheet = Sheet::new("Not billed", title, &headings)
        .say("What is not billed, and why. A sum stands here only where one is known.");
    for statement in statements {
        for entry in &statement.not_billed {
            sheet.rows.push(vec![
                Value::text(statement.period.to_string()),
                Value::text(entry.clause.as_str()),
                Value::text(entry.description.as_str()),
                Value::text(entry.reason.as_str()),
                Value::Date(entry.from),
                Value::Date(entry.to),
                entry.amount.map_or(Value::text("not known"), Value::Money),
                Value::text(entry.line.as_str()),
            ]);
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// How each line was worked out, a row a step; what a post is paid is left out, as on paper.
pub(super) fn workings(title: &str, statements: &[&RechargeStatement]) -> Option<Sheet> {
    let headings = [
        "Statement",
        "Clause",
        "Line",
        "For period",
        "Adjustment",
        "Step",
        "What is done",
        "Figure",
        "Name in the file",
    ];
    let mut sheet = Sheet::new("Workings", title, &headings).say(
        "How each line was worked out, step by step from the yearly charge, so that a pocket \
         calculator gives the same. What a post is paid is left out.",
    );
    for statement in statements {
        for line in &statement.lines {
            let steps = line.trace.steps_from_yearly_charge();
            for (step, number) in steps.iter().zip(1..) {
                let [at, what, figure] = step_cells(number, step);
                sheet.rows.push(vec![
                    Value::text(statement.period.to_string()),
                    Value::text(line.clause.as_str()),
                    Value::text(line.description.as_str()),
                    Value::text(line.period.to_string()),
                    yes(line.adjustment),
                    at,
                    what,
                    figure,
                    Value::text(line.line.as_str()),
                ]);
            }
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// A step's number, words and figure.
pub(super) fn step_cells(number: usize, step: &Step) -> [Value; 3] {
    [Value::Figure(number.to_string()), Value::text(step.step.as_str()), Value::figure(&step.value)]
}
