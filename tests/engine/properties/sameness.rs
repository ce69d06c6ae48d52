//! What a sum does not depend on: the order in which a file names things, and lines that an
//! overhead is not on.

use std::cell::Cell;
use std::cmp::Reverse;
use std::sync::Arc;

use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::draw_up;
use concordat::domain::agreement::Agreement;
use concordat::domain::charges::InputTerms;
use concordat::domain::charges::OverheadTerms;
use concordat::domain::charges::ServiceTerms;
use concordat::domain::line::Amendment;
use concordat::domain::line::Line;
use concordat::domain::line::LineKind;
use concordat::domain::money::Money;
use concordat::domain::rate::Tbc;
use concordat::domain::staffing::Cost;
use concordat::domain::staffing::PostTerms;

use super::Sums;
use super::every_case;
use super::sums;

/// The same agreement told the other way round. Variations of one day keep their order, since the
/// later in the file wins.
fn turned(agreement: &Agreement) -> Agreement {
    let mut turned = agreement.clone();
    turn_lines(
        &mut turned.staffing,
        &mut turned.overheads,
        &mut turned.services,
        &mut turned.inputs,
    );
    turned.breaks.reverse();
    turned.events.reverse();
    turned.notices.reverse();
    turned.variations.sort_by_key(|variation| Reverse(variation.agreed));
    for variation in &mut turned.variations {
        variation.changes.reverse();
        turn_lines(
            &mut variation.staffing,
            &mut variation.overheads,
            &mut variation.services,
            &mut variation.inputs,
        );
    }
    turned
}

fn turn_lines(
    posts: &mut [Line<PostTerms>],
    overheads: &mut [Line<OverheadTerms>],
    services: &mut [Line<ServiceTerms>],
    inputs: &mut [Line<InputTerms>],
) {
    posts.reverse();
    services.reverse();
    inputs.reverse();
    overheads.reverse();
    for overhead in overheads {
        let on: Vec<String> = overhead.terms.on.iter().rev().cloned().collect();
        overhead.terms.on = Arc::from(on);
    }
}

#[test]
fn the_order_in_which_a_file_names_things_is_irrelevant_to_the_sums() {
    every_case(|case| {
        let told = case.statement();
        let turned = turned(&case.agreement);
        let turned = draw_up(&turned, &case.actuals, case.period, case.as_at);
        assert_eq!(sums(&turned.lines), sums(&told.lines));
        let totals = |s: &RechargeStatement| (s.net, s.vat, s.gross, s.not_billed.len());
        assert_eq!(totals(&turned), totals(&told));
    });
}

/// The lines that an overhead bills, by period.
fn of_line(statement: &RechargeStatement, id: &str) -> Sums {
    sums(statement.lines.iter().filter(|line| line.line == id))
}

#[test]
fn an_overhead_does_not_move_with_lines_that_it_is_not_on() {
    let moved = Cell::new(0);
    every_case(|case| {
        let plain = case.statement();
        for overhead in all_overheads(&case.agreement) {
            let is_outside = |kind, id: &str| !overhead.terms.is_on(kind, id);
            let mut changed = case.agreement.clone();
            change_amounts(&mut changed, &is_outside);
            let with = draw_up(&changed, &case.actuals, case.period, case.as_at);
            assert_eq!(of_line(&with, &overhead.id), of_line(&plain, &overhead.id));
            let billed = plain.lines.iter().any(|line| line.line == overhead.id);
            moved.set(moved.get() + i32::from(billed && with.net != plain.net));
        }
    });
    assert!(moved.get() > 300, "in {} cases another sum moved", moved.get());
}

fn all_overheads(agreement: &Agreement) -> impl Iterator<Item = &Line<OverheadTerms>> {
    let added = agreement.variations.iter().flat_map(|variation| &variation.overheads);
    agreement.overheads.iter().chain(added)
}

/// Changes what lines cost: the agreement's own, those that are added, and later changes of them.
fn change_amounts(agreement: &mut Agreement, is_meant: &dyn Fn(LineKind, &str) -> bool) {
    change_posts(&mut agreement.staffing, is_meant);
    change_services(&mut agreement.services, is_meant);
    for variation in &mut agreement.variations {
        change_posts(&mut variation.staffing, is_meant);
        change_services(&mut variation.services, is_meant);
        for change in &mut variation.changes {
            for amendment in &mut change.amendments {
                match amendment {
                    Amendment::FullCost(sum) if is_meant(LineKind::Staffing, &change.line) => {
                        *sum = more(*sum);
                    }
                    Amendment::Annual(sum) if is_meant(LineKind::Service, &change.line) => {
                        *sum = more(*sum);
                    }
                    _ => {}
                }
            }
        }
    }
}

fn change_posts(posts: &mut [Line<PostTerms>], is_meant: &dyn Fn(LineKind, &str) -> bool) {
    for post in posts.iter_mut().filter(|post| is_meant(LineKind::Staffing, &post.id)) {
        let (Cost::Full(sum) | Cost::Salary { salary: sum, .. } | Cost::DayRate { rate: sum, .. }) =
            &mut post.terms.cost;
        *sum = more(*sum);
    }
}

fn change_services(services: &mut [Line<ServiceTerms>], is_meant: &dyn Fn(LineKind, &str) -> bool) {
    for service in services.iter_mut().filter(|line| is_meant(LineKind::Service, &line.id)) {
        service.terms.annual = more(service.terms.annual);
    }
}

fn more(sum: Tbc<Money>) -> Tbc<Money> {
    match sum {
        Tbc::Known(sum) => Tbc::Known(sum + Money::from_pence(7_654_321)),
        Tbc::ToBeConfirmed => Tbc::ToBeConfirmed,
    }
}
