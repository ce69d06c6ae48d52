//! Documents that are issued, with their electronic forms: of every golden case, of the examples
//! over their whole terms, and of agreements made up by chance.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use concordat::billing::actuals::Actuals;
use concordat::billing::actuals_file::read_costs;
use concordat::billing::actuals_file::read_days;
use concordat::billing::approval::approve;
use concordat::billing::issue::Invoice;
use concordat::billing::issue::issue;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::draw_up;
use concordat::documents::ubl::ubl;
use concordat::domain::agreement::Agreement;
use concordat::domain::authority::Authority;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::calendar::date;
use concordat::domain::file::read;
use serde_json::Value;

/// A statement whose documents were issued.
pub struct Statement {
    /// A name for it, of its own among all.
    pub name: String,
    /// The agreement.
    pub agreement: Agreement,
    /// What was recorded.
    pub actuals: Actuals,
    /// The statement.
    pub drawn_up: RechargeStatement,
    /// The statement as it promises it to programs.
    pub json: Value,
    /// Its documents, each with its electronic form.
    pub documents: Vec<(Invoice, String)>,
    /// Its credit notes that can name no invoice, and so have no electronic form.
    pub on_paper: Vec<Invoice>,
}

/// Reads an agreement and its sheets, and gives both councils what an invoice must bear where the
/// file says nothing of it.
pub fn laid_out(toml: &str, days: Option<&str>, costs: Option<&str>) -> (Agreement, Actuals) {
    let mut agreement = read(toml).expect("the file is sound").agreement;
    let mut actuals = Actuals::default();
    if let Some(days) = days {
        read_days(days, &agreement, &mut actuals).expect("the days are sound");
    }
    if let Some(costs) = costs {
        read_costs(costs, &agreement, &mut actuals).expect("the costs are sound");
    }
    complete(&mut agreement.supplier, "GB999999973");
    complete(&mut agreement.purchaser, "GB100000089");
    agreement.purchaser.purchase_order.get_or_insert_with(|| "PO 1".to_owned());
    (agreement, actuals)
}

fn complete(council: &mut Authority, vat_number: &str) {
    council.vat_number = Some(vat_number.to_owned());
    council.code.get_or_insert_with(|| "E06000001".to_owned());
    if council.address.is_empty() {
        council.address = ["1 High Street", "Ashenford", "ZZ99 1AA"].map(str::to_owned).to_vec();
    }
}

/// The documents of a period as they are issued; `None` where they may not be.
pub fn issued(
    name: &str,
    agreement: &Agreement,
    actuals: &Actuals,
    period: BillingPeriod,
) -> Option<Statement> {
    let statement = draw_up(agreement, actuals, period, agreement.as_at_default(period));
    let json = serde_json::to_value(&statement).expect("a statement is JSON");
    let approved = approve(agreement, statement.clone(), "A. Officer").ok()?;
    let all = issue(agreement, actuals, &approved).into_iter();
    let (on_paper, sent): (Vec<_>, Vec<_>) = all.partition(Invoice::names_no_invoice);
    let refused = |invoice: &Invoice| ubl(agreement, invoice).is_err();
    assert!(on_paper.iter().all(refused), "{name}: a credit note that names no invoice was sent");
    let documents = sent.into_iter().map(|invoice| {
        let xml = ubl(agreement, &invoice).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
        (invoice, String::from_utf8(xml).expect("it is UTF-8"))
    });
    let documents = documents.collect();
    let name = format!("{name}-{}", period.compact());
    let (agreement, actuals) = (agreement.clone(), actuals.clone());
    Some(Statement { name, agreement, actuals, drawn_up: statement, json, documents, on_paper })
}

fn years(agreement: &Agreement, from: FinancialYear, to: FinancialYear) -> Vec<BillingPeriod> {
    let years = std::iter::successors(Some(from), |year| Some(year.next()));
    let years = years.take_while(|year| *year <= to);
    let periods = years.flat_map(|year| BillingPeriod::all_in(year, agreement.billing.every));
    periods.filter(|period| *period >= agreement.first_period()).collect()
}

fn at(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(name)).ok()
}

/// Every statement that a golden case asks for and that can be approved.
pub fn golden() -> Vec<Statement> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/golden");
    let mut made = BTreeMap::new();
    for entry in fs::read_dir(root).expect("the cases are there") {
        let folder = entry.expect("it can be read").path();
        let case = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let case = case.expect("a case has a name");
        for command in at(&folder, "command").expect("a case has a command").lines() {
            let words: Vec<&str> = command.split_whitespace().collect();
            let after = |option: &str| {
                words.iter().position(|word| *word == option).map(|place| words[place + 1])
            };
            let (period, year) = (after("--period"), after("--year"));
            if period.or(year).is_none() {
                continue;
            }
            let toml = at(&folder, words[1]).expect("the agreement is there");
            let sheet = |option| after(option).and_then(|name| at(&folder, name));
            let (days, costs) = (sheet("--days"), sheet("--costs"));
            let (agreement, actuals) = laid_out(&toml, days.as_deref(), costs.as_deref());
            let period = period.map(|p| BillingPeriod::parse(p).expect("a period"));
            let periods = match (period, year) {
                (Some(period), _) => vec![period],
                (None, Some(year)) => {
                    let year = FinancialYear::parse(year).expect("a year");
                    years(&agreement, year, year)
                }
                (None, None) => Vec::new(),
            };
            let file = words[1].trim_end_matches(".toml");
            let sheets = u8::from(days.is_some()) + u8::from(costs.is_some());
            let name = format!("{case}-{file}-{sheets}");
            for statement in
                periods.into_iter().filter_map(|p| issued(&name, &agreement, &actuals, p))
            {
                made.insert(statement.name.clone(), statement);
            }
        }
    }
    made.into_values().collect()
}

/// An example over its whole term.
fn whole_term(folder: &str, file: &str, days: &str, costs: &str) -> Vec<Statement> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder);
    let toml = at(&folder, file).expect("the example is there");
    let (days, costs) = (at(&folder, days), at(&folder, costs));
    let (agreement, actuals) = laid_out(&toml, days.as_deref(), costs.as_deref());
    let last = agreement.ends.unwrap_or(date(2027, 3, 31));
    let (from, to) = (FinancialYear::of(agreement.starts), FinancialYear::of(last));
    let name = agreement.reference.clone();
    let periods = years(&agreement, from, to).into_iter();
    periods.filter_map(|period| issued(&name, &agreement, &actuals, period)).collect()
}

/// Every period of every example that can be billed.
pub fn examples() -> Vec<Statement> {
    let terms = [
        (
            "hampshire-isle-of-wight",
            "illustrative.toml",
            "illustrative-days.csv",
            "illustrative-costs.csv",
        ),
        ("backdated-pay-award", "agreement.toml", "days.csv", ""),
        ("monthly-in-advance-by-days", "agreement.toml", "", ""),
    ];
    let made =
        terms.iter().map(|(folder, file, days, costs)| whole_term(folder, file, days, costs));
    made.flatten().collect()
}

/// A statement of an agreement made up by chance, where all of its lines have been decided.
pub fn by_chance(seed: u64) -> Option<Statement> {
    let case = crate::generator::case(seed);
    let (days, costs) = (case.days_csv(), case.costs_csv());
    let (agreement, actuals) = laid_out(&case.to_toml(), days.as_deref(), costs.as_deref());
    let period = BillingPeriod::parse(&case.period.label()).expect("a period");
    if period < agreement.first_period() {
        return None;
    }
    issued(&format!("seed-{seed}"), &agreement, &actuals, period)
}
