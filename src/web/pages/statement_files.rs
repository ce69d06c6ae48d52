//! What of a statement can be taken away: its paper, and its lines for a spreadsheet.

use crate::billing::statement::RechargeStatement;
use crate::documents::file_name;
use crate::documents::pdf;
use crate::documents::statement::statement_in_books;
use crate::documents::workbook;
use crate::domain::csv_rows;
use crate::domain::vat::Treatment;
use crate::store::agreements::Held;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::web::answer::Answer;
use crate::web::pages::agreement::name_of;
use crate::web::pages::statement;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::issue;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;
use crate::workflow::terms;
use crate::workflow::terms::Terms;

/// A statement with all that its files are made of.
struct Whole {
    kept: Kept,
    lines: Vec<KeptLine>,
    terms: Terms,
    drawn: RechargeStatement,
}

/// The name of a file of a statement: `HIOW-CS-2018-201819Q2-statement.pdf`.
fn named(held: &Held, kept: &Kept, what: &str, extension: &str) -> String {
    let of = name_of(kept).replace('/', "").replace("-Q", "Q").replace("-M", "M").replace(' ', "-");
    file_name(&format!("{}-{of}-{what}", held.reference), extension)
}

/// `GET …/statement.pdf`
pub fn paper(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let fonts = &visit.house.fonts;
    let (name, bytes) = look(visit, |work, of| {
        let before = standing::before(work.books, &held, &of.kept)?;
        let (agreement, actuals) = (of.terms.agreement(), &of.terms.actuals);
        let mut document = statement_in_books(agreement, actuals, &of.drawn, &before);
        document.logo = terms::logo(work.books, &held, of.kept.version, agreement)?;
        let bytes =
            pdf::render(&document, fonts).map_err(|error| Refusal::refused(error.to_string()))?;
        Ok((named(&held, &of.kept, "statement", "pdf"), bytes))
    })?;
    Ok(Answer::file(&name, "application/pdf", bytes))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET …/lines.xlsx`
pub fn workbook(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (name, bytes) = look(visit, |_, of| {
        let made = workbook::recharge(of.terms.agreement(), &of.drawn, false);
        let bytes = made.map_err(|error| Refusal::refused(error.to_string()))?;
        Ok((named(&held, &of.kept, "lines", "xlsx"), bytes))
    })?;
    Ok(Answer::file(&name, XLSX, bytes))
}

/// `GET …/lines.csv`
pub fn lines(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (name, text) =
        look(visit, |_, of| Ok((named(&held, &of.kept, "lines", "csv"), csv(&of.lines))))?;
    Ok(Answer::file(&name, "text/csv; charset=utf-8", text.into_bytes()))
}

const COLUMNS: [&str; 10] = [
    "number",
    "line",
    "kind",
    "period",
    "adjustment",
    "clause",
    "description",
    "net",
    "vat_treatment",
    "state",
];

/// The lines as they stand in the books, a row each.
fn csv(lines: &[KeptLine]) -> String {
    let row = |line: &KeptLine| {
        vec![
            line.number.to_string(),
            line.line.clone(),
            line.kind.word().to_owned(),
            line.period.to_string(),
            line.adjustment.to_string(),
            line.clause.clone(),
            line.description.clone(),
            line.net.to_string(),
            line.vat_treatment.map_or("", Treatment::word).to_owned(),
            line.state.word().to_owned(),
        ]
    };
    csv_rows::write(&COLUMNS, lines.iter().map(row))
}

/// Reads a statement and makes a file of it; where there is none there is no such page.
fn look<T>(
    visit: &mut Visit<'_>,
    what: impl FnOnce(&mut Work<'_>, &Whole) -> Result<T, Refusal>,
) -> Result<T, Stop> {
    let held = visit.held()?;
    let (period, kind) = statement::asked(visit)?;
    visit.look(|work| {
        let kept = agree::of_period(work, &held, period, kind)?;
        let lines = statements::lines(work.books, &kept)?;
        let terms = terms::of_statement(work.books, &held, &kept)?;
        let drawn = issue::restored(&held, &kept, &terms, &lines)?;
        what(work, &Whole { kept, lines, terms, drawn })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::stage::LineState;
    use crate::domain::calendar::BillingPeriod;
    use crate::domain::line::LineKind;
    use crate::domain::money::Money;

    #[test]
    fn the_lines_are_a_row_each_with_how_far_each_has_come() {
        let line = KeptLine {
            number: 2,
            line: "officer".into(),
            kind: LineKind::Staffing,
            period: BillingPeriod::parse("2018/19-Q2").expect("a period"),
            adjustment: false,
            clause: "3.1".into(),
            description: "Officer, trading standards".into(),
            net: Money::from_pence(123_450),
            before: None,
            vat_treatment: None,
            state: LineState::Queried,
        };
        let text = csv(&[line]);
        let mut rows = text.lines();
        assert_eq!(rows.next(), Some(COLUMNS.join(",").as_str()));
        let wanted = "2,officer,staffing,2018/19-Q2,false,3.1,\"Officer, trading standards\",\
                      1234.50,,queried";
        assert_eq!(rows.next(), Some(wanted));
    }
}
