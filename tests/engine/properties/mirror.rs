//! A credit is the mirror of its charge: what is negated comes to the same sums with the other
//! sign.

use std::sync::Arc;

use concordat::billing::actuals::Actuals;
use concordat::billing::statement::RechargeStatement;
use concordat::domain::agreement::Agreement;
use concordat::domain::charges::ServiceTerms;
use concordat::domain::line::Amendment;
use concordat::domain::line::Line;
use concordat::domain::line::LineKind;
use concordat::domain::money::Money;
use concordat::domain::rate::Tbc;

use super::every_case;
use super::statements;

/// The agreement's services alone, and its overheads on those.
fn services_alone(agreement: &Agreement) -> Agreement {
    let on: Arc<[String]> = Arc::from([LineKind::Service.word().to_owned()]);
    let mut alone = agreement.clone();
    alone.staffing.clear();
    alone.inputs.clear();
    for overhead in &mut alone.overheads {
        overhead.terms.on = on.clone();
    }
    for variation in &mut alone.variations {
        variation.staffing.clear();
        variation.inputs.clear();
        for overhead in &mut variation.overheads {
            overhead.terms.on = on.clone();
        }
    }
    alone
}

fn negated(agreement: &Agreement) -> Agreement {
    let mut negated = agreement.clone();
    negate(&mut negated.services);
    for variation in &mut negated.variations {
        negate(&mut variation.services);
        for amendment in variation.changes.iter_mut().flat_map(|change| &mut change.amendments) {
            if let Amendment::Annual(Tbc::Known(sum)) = amendment {
                *sum = -*sum;
            }
        }
    }
    negated
}

fn negate(services: &mut [Line<ServiceTerms>]) {
    for service in services {
        if let Tbc::Known(sum) = &mut service.terms.annual {
            *sum = -*sum;
        }
    }
}

/// Each line's name, period and sum, whatever its place; then the totals.
fn told(statement: &RechargeStatement, sign: i128) -> (Vec<(String, String, i128)>, [i128; 3]) {
    let pence = |sum: Money| sum.pence() * sign;
    let line = |line: &concordat::billing::statement::StatementLine| {
        (line.line.clone(), line.period.to_string(), pence(line.net))
    };
    let lines = statement.lines.iter().map(line).collect();
    (lines, [statement.net, statement.vat, statement.gross].map(pence))
}

#[test]
fn credits_mirror_charges_to_the_penny_with_their_overhead_and_vat() {
    let none = Actuals::default();
    every_case(|case| {
        let charged = services_alone(&case.agreement);
        let credited = negated(&charged);
        let charged = statements(&charged, &none, case.period);
        let credited = statements(&credited, &none, case.period);
        for (charged, credited) in charged.iter().zip(&credited) {
            assert_eq!(told(charged, -1), told(credited, 1), "{}", charged.period);
        }
    });
}
