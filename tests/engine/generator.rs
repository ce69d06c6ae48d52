//! Agreements made up by chance, each from a number, so that one that shows a fault can be made
//! again from that number. All are valid; most are awkward.

mod actuals;
pub mod dice;
mod frame;
mod happenings;
mod lines;
mod variations;

use dice::Dice;
use frame::Frame;
use lines::LineMaker;

use crate::spec::Spec;

/// The case that a seed makes.
pub fn case(seed: u64) -> Spec {
    let mut dice = Dice::new(seed);
    let frame = Frame::new(&mut dice);
    let maker = LineMaker { frame: &frame, undecided: dice.chance(5) };
    let lines = maker.lines(&mut dice);
    let variations = variations::variations(&mut dice, &maker, &lines);
    let mut spec = Spec {
        seed,
        starts: frame.starts,
        ends: frame.ends,
        every: frame.every,
        timing: frame.timing,
        apportion: frame.apportion,
        lines,
        breaks: Vec::new(),
        events: Vec::new(),
        notices: Vec::new(),
        variations,
        reconciliation: None,
        days: Vec::new(),
        costs: Vec::new(),
        period: frame.period,
        as_at: frame.as_at,
    };
    happenings::add(&mut dice, &frame, &mut spec);
    actuals::add(&mut dice, &frame, &mut spec);
    spec
}

#[test]
fn a_seed_makes_the_same_case_for_ever() {
    assert_eq!(case(7).to_toml(), case(7).to_toml());
    assert_ne!(case(7).to_toml(), case(8).to_toml());
}
