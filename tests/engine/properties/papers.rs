//! The documents of a statement: they come to it, and a reversal brings VAT to nothing.

use chrono::Days;
use concordat::billing::actuals::Actuals;
use concordat::billing::invoice::DocumentKind;
use concordat::billing::statement::RechargeStatement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::Every;
use concordat::domain::calendar::date;
use concordat::domain::money::Money;
use proptest::prelude::ProptestConfig;
use proptest::prelude::prop_assert_eq;
use proptest::proptest;

use super::agreement_of;
use super::every_case;
use super::statements;

/// The lines come to the documents, and the documents to the statement.
fn adds_up(statement: &RechargeStatement) {
    let of_lines: Money = statement.lines.iter().map(|line| line.net).sum();
    assert_eq!(statement.net, of_lines);
    assert_eq!(statement.gross, statement.net + statement.vat);
    let papers = &statement.invoices;
    assert_eq!(papers.iter().map(|paper| paper.net).sum::<Money>(), statement.net);
    assert_eq!(papers.iter().map(|paper| paper.vat).sum::<Money>(), statement.vat);
    assert_eq!(papers.iter().map(|paper| paper.gross).sum::<Money>(), statement.gross);
    for paper in papers {
        let lines = paper.line_indices.iter().map(|at| statement.lines[*at].net);
        assert_eq!(lines.sum::<Money>(), paper.net);
        assert_eq!(paper.rates.iter().map(|rate| rate.net).sum::<Money>(), paper.net);
        assert_eq!(paper.rates.iter().map(|rate| rate.vat).sum::<Money>(), paper.vat);
        assert_eq!(paper.net + paper.vat, paper.gross);
        assert_eq!(paper.document == DocumentKind::CreditNote, paper.net.is_credit());
    }
}

#[test]
fn the_documents_of_a_statement_come_to_its_net_vat_and_gross() {
    every_case(|case| {
        for statement in statements(&case.agreement, &case.actuals, case.period) {
            adds_up(&statement);
        }
        adds_up(&case.statement());
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_full_reversal_brings_the_line_and_its_vat_to_nothing(
        pence in 1_i64..100_000_000_000,
        treatment in 0_usize..5,
        days in 0_u64..360,
    ) {
        let treatment = ["standard", "reduced", "zero", "exempt", "outside-scope"][treatment];
        let starts = date(2018, 4, 1) + Days::new(days);
        let next = BillingPeriod::containing(starts, Every::Quarter).next();
        // The day after the statement that bills it.
        let agreed = next.dates().first + Days::new(1);
        let annual = Money::from_pence(pence);
        let service = format!(
            "[[service]]\nid = \"a\"\nclause = \"1\"\nannual = \"{annual}\"\n\
             vat = {{ treatment = \"{treatment}\" }}\n\
             [[variation]]\nid = \"v\"\nagreed = {agreed}\neffective = {starts}\n\
             change = [{{ line = \"a\", annual = \"0.00\" }}]\n"
        );
        let agreement = agreement_of(&format!("starts = {starts}"), &service);
        let statements = statements(&agreement, &Actuals::default(), next);
        let [billed, reversed] = [&statements[0], &statements[1]];
        prop_assert_eq!(reversed.net, -billed.net);
        prop_assert_eq!(reversed.vat, -billed.vat);
        prop_assert_eq!(reversed.gross, -billed.gross);
    }
}
