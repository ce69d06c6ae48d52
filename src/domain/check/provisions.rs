//! What budget papers say that the partnership costs, against what the agreement's lines come to.

use crate::domain::agreement::Provision;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::calendar::anniversary;
use crate::domain::charges::OverheadTerms;
use crate::domain::charges::Per;
use crate::domain::check::Reading;
use crate::domain::check::words::counted;
use crate::domain::check::words::listed;
use crate::domain::exact::Exact;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
use crate::domain::rate::Tbc;
use crate::domain::variation::KnownLine;

/// Claims that the figures do not bear out (rules §13; R5, R6; O-003-21 to O-003-23, O-003-35).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    let charges = first_year(reading);
    for (index, provision) in reading.agreement.provisions.iter().enumerate() {
        let path = format!("provision.{index}");
        circa(reading, &path, provision, findings);
        if provision.includes.is_empty() {
            let says = format!(
                "it is not said which lines \"{}\" covers, so it cannot be held against them: list \
                 them in includes",
                provision.name
            );
            findings.push(Finding::new(format!("{path}.includes"), &provision.clause, says));
            continue;
        }
        let within: Vec<&Charge> =
            charges.iter().filter(|charge| charge.is_in(provision)).collect();
        not_borne_out(&path, provision, &within, findings);
        assumed(reading, &path, provision, &within, findings);
    }
}

/// A line's charge in the first twelve months of the term, at the terms and rates it begins with.
struct Charge<'a> {
    kind: LineKind,
    id: &'a str,
    annual: Tbc<Money>,
}

impl Charge<'_> {
    fn is_in(&self, provision: &Provision) -> bool {
        provision.includes.iter().any(|named| named == self.kind.word() || named == self.id)
    }
}

/// The charges of a year of every line that runs in the first twelve months; an input has a budget,
/// not a charge of a year.
fn first_year<'r>(reading: &'r Reading) -> Vec<Charge<'r>> {
    let known = &reading.known;
    let starts = known.term.first;
    let year = FinancialYear::of(starts);
    let last = anniversary(starts, 1).pred_opt().unwrap_or(starts);
    let window = Period { first: starts, last };
    let posts = known.staffing.iter().filter_map(|post| {
        let annual = terms_in(post, window)?.annual(year);
        Some(Charge { kind: LineKind::Staffing, id: &post.line.id, annual })
    });
    let services = known.services.iter().filter_map(|service| {
        let annual = terms_in(service, window)?.annual;
        Some(Charge { kind: LineKind::Service, id: &service.line.id, annual })
    });
    let mut charges: Vec<Charge> = posts.chain(services).collect();
    let overheads = known.overheads.iter().filter_map(|overhead| {
        let annual = on_charges(terms_in(overhead, window)?, &charges);
        Some(Charge { kind: LineKind::Overhead, id: &overhead.line.id, annual })
    });
    let overheads: Vec<Charge> = overheads.collect();
    charges.extend(overheads);
    charges
}

/// The terms of a line on its first day within the window, where it runs in it.
fn terms_in<'r, T: Clone + PartialEq>(line: &'r KnownLine<T>, window: Period) -> Option<&'r T> {
    let first = line.runs?.overlap(window)?.first;
    Some(line.terms.on(first))
}

/// What an overhead comes to on the charges that are known.
fn on_charges(terms: &OverheadTerms, charges: &[Charge]) -> Tbc<Money> {
    let Tbc::Known(rate) = terms.rate else { return Tbc::ToBeConfirmed };
    let bases = charges.iter().filter(|charge| terms.is_on(charge.kind, charge.id));
    let bases = bases.filter_map(|charge| charge.annual.known());
    let on = |sum: Money| Money::rounded(&(Exact::from(sum) * rate.exact()));
    Tbc::Known(match terms.per {
        Per::Total => on(bases.sum()),
        Per::Line => bases.map(on).sum(),
    })
}

/// Lines that come to much less or much more than what is said to be provided for them (O-003-35).
fn not_borne_out(
    path: &str,
    provision: &Provision,
    within: &[&Charge],
    findings: &mut Vec<Finding>,
) {
    let Tbc::Known(annual) = provision.annual else { return };
    let stated = Exact::from(annual);
    if stated <= Exact::NOUGHT {
        return;
    }
    let sum: Money = within.iter().filter_map(|charge| charge.annual.known()).sum();
    let per_cent = Exact::from(sum) * Exact::from(100) / stated;
    if per_cent >= Exact::from(90) && per_cent <= Exact::from(110) {
        return;
    }
    let unknown = within.iter().filter(|charge| charge.annual.is_to_be_confirmed()).count();
    let unknown = match unknown {
        0 => String::new(),
        some => format!(", with {} to be confirmed", counted(some, "line")),
    };
    let short = annual - sum;
    let gap = if short.is_credit() {
        format!("{} too much", (-short).in_pounds())
    } else {
        format!("{} is not explained", short.in_pounds())
    };
    let says = format!(
        "the lines that it covers come to {} a year{unknown}, {}% of the {} stated: {gap}; find \
         the rest, or correct one of the two",
        sum.in_pounds(),
        per_cent.in_figures(1, 1),
        annual.in_pounds()
    );
    findings.push(Finding::new(format!("{path}.annual"), &provision.clause, says));
}

/// A sum that the paper only says is about right (O-003-21, O-003-22).
fn circa(reading: &Reading, path: &str, provision: &Provision, findings: &mut Vec<Finding>) {
    let Tbc::Known(annual) = provision.annual else {
        let says = "the sum is to be confirmed: ask for it, its year and its price base";
        findings.push(Finding::new(format!("{path}.annual"), &provision.clause, says));
        return;
    };
    if !provision.circa {
        return;
    }
    let overheads = reading.agreement.overheads.iter();
    let mut covered = overheads.filter(|line| {
        provision.includes.iter().any(|named| named == "overhead" || *named == line.id)
    });
    let split = covered.next().and_then(|line| line.terms.rate.known()).map(|rate| {
        let (base, overhead) = Provision::split(annual, rate);
        format!(
            ", and whether the {rate} is in it (then it is {} and {} on that)",
            base.in_pounds(),
            overhead.in_pounds()
        )
    });
    let says = format!(
        "the paper says circa: {} is a budget, not a price; ask for the sum, its year and its \
         price base{}",
        annual.in_pounds(),
        split.unwrap_or_default()
    );
    findings.push(Finding::new(format!("{path}.circa"), &provision.clause, says));
}

/// Lines of the provision that rest on an assumption: the paper gives one sum, not its parts
/// (O-003-23).
fn assumed(
    reading: &Reading,
    path: &str,
    provision: &Provision,
    within: &[&Charge],
    findings: &mut Vec<Finding>,
) {
    let is_assumed =
        |charge: &&&Charge| reading.assumes(charge.id) || reading.assumes(charge.kind.word());
    let resting: Vec<&str> = within.iter().filter(is_assumed).map(|charge| charge.id).collect();
    if !resting.is_empty() {
        let says = format!(
            "{} of the lines that make up {} ({}) {} assumed: ask for how the sum is made up",
            resting.len(),
            provision.annual.known().map_or("the sum".to_owned(), Money::in_pounds),
            listed(&resting),
            if resting.len() == 1 { "is" } else { "are" }
        );
        findings.push(Finding::new(path, &provision.clause, says));
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    const PARTNERSHIP: &str = "annual = \"34500.00\"";

    /// O-003-35: director 20,000.00, head (40,000 + 5,250 + 4,240) ÷ 5 = 9,898.00, and 15%.
    #[test]
    fn a_provision_that_its_lines_do_not_come_to_is_raised() {
        let says = "come to £34,382.70 a year, 11.5% of the £300,000.00 stated: £265,617.30 is not";
        raises(&[(PARTNERSHIP, "annual = \"300000.00\"")], "provision.0.annual", says);
        let says = "137.5% of the £25,000.00 stated: £9,382.70 too much";
        raises(&[(PARTNERSHIP, "annual = \"25000.00\"")], "provision.0.annual", says);
        silent(&[(PARTNERSHIP, "annual = \"38000.00\"")]);
        silent(&[(PARTNERSHIP, "annual = \"31500.00\"")]);
    }

    #[test]
    fn lines_to_be_confirmed_are_counted_and_left_out() {
        let cost = ("full_cost = \"100000.00\"", "full_cost = \"tbc\"");
        let says = "come to £11,382.70 a year, with 1 line to be confirmed, 33.0%";
        raises(&[cost], "provision.0.annual", says);
    }

    #[test]
    fn overhead_is_rounded_as_the_agreement_says() {
        let per_line = [
            ("covers = [\"travel\"]", "covers = [\"travel\"]\nper = \"line\""),
            ("full_cost = \"100000.00\"", "full_cost = \"100000.15\""),
            ("salary = \"40000.00\"\npension = \"10.6%\"", "full_cost = \"49490.15\""),
            (PARTNERSHIP, "annual = \"1000.00\""),
        ];
        raises(&per_line, "provision.0.annual", "come to £34,382.76 a year");
        raises(&per_line[1..], "provision.0.annual", "come to £34,382.77 a year");
    }

    /// O-003-21 and O-003-22: £1.3m circa with 15% in it is £1,130,434.78 and £169,565.22.
    #[test]
    fn circa_is_no_price() {
        let circa = ("annual = \"34500.00\"", "annual = \"34500.00\"\ncirca = true");
        let says = "it is £30,000.00 and £4,500.00 on that";
        let finding = raises(&[circa], "provision.0.circa", says);
        assert_eq!(finding.clause, "4.1");
        let exact = ("annual = \"34500.00\"", "annual = \"34500.00\"\ncirca = false");
        silent(&[exact]);
    }

    #[test]
    fn a_provision_says_what_it_covers() {
        let includes = ("includes = [\"service\"]\n", "");
        raises(&[includes], "provision.1.includes", "which lines \"Support services\" covers");
    }

    /// O-003-23: one sum for four services.
    #[test]
    fn an_assumed_split_is_raised() {
        let about = |about: &str| {
            format!(
                "[[assumption]]\nclause = \"4.1\"\nabout = \"{about}\"\ntext = \"A split\"\n\
                 [procurement]"
            )
        };
        let says = "1 of the lines that make up £50,000.00 (database) is assumed";
        raises(&[("[procurement]", &about("database"))], "provision.1", says);
        raises(&[("[procurement]", &about("service"))], "provision.1", says);
        silent_about(&[("[procurement]", &about("ends"))], "make up");
    }
}
