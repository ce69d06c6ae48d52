//! What holds for every chart: words stand clear, and the drawing and its description agree.

use super::*;
use crate::documents::chart::columns::MARK;
use crate::domain::exact::Exact;
use crate::domain::money::CEILING_PENCE;
use crate::domain::money::Money;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn dated(on: &str, value: i64) -> Dated {
    Dated { on: day(on), value: Decimal::new(value, 1) }
}

fn actual(on: NaiveDate, value: i64, rating: Rating) -> Actual {
    Actual { on, value: Decimal::new(value, 1), rating }
}

fn trajectory(actuals: Vec<Actual>) -> Trajectory {
    Trajectory {
        name: "Review conferences held on time".into(),
        unit: "%".into(),
        actuals,
        baseline: None,
        comparators: Vec::new(),
        milestones: vec![dated("2017-11-30", 800), dated("2020-03-31", 900)],
        targets: vec![dated("2020-03-31", 900)],
        colour: Colour::DARK_BLUE,
    }
}

/// A history that jumps about, the same in every run.
fn history(count: u32, months: u32, seed: u32) -> Vec<Actual> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let first = day("2016-03-31");
    (0..count)
        .map(|n| {
            let on = first.checked_add_months(chrono::Months::new(n * months)).expect("a day");
            let rating = Rating::ALL[usize::try_from(next() % 4).expect("small")];
            actual(on, i64::from(700 + next() % 280), rating)
        })
        .collect()
}

/// Checks that no word is cut off, and none on another word or on a line.
fn check_words(drawing: &Drawing, fonts: &Fonts) {
    let mut words: Vec<(&str, Area)> = Vec::new();
    for draw in &drawing.draws {
        if let Draw::Text { at, weight, text, .. } = draw {
            words.push((text, labels::text_area(*at, text, *weight, fonts)));
        }
    }
    for (index, (text, area)) in words.iter().enumerate() {
        assert!(area.x >= 0.0 && area.x + area.width <= drawing.width + 0.01, "{text} is cut off");
        assert!(
            area.y >= 0.0 && area.y + area.height <= drawing.height + 0.01,
            "{text} is cut off"
        );
        for (other, taken) in &words[index + 1..] {
            assert!(!area.overlaps(taken), "{text} on {other}");
        }
        for draw in &drawing.draws {
            match draw {
                Draw::Line { points, .. } => {
                    for ends in points.windows(2) {
                        assert!(!labels::meets(ends[0], ends[1], area), "{text} is on a line");
                    }
                }
                Draw::Rectangle { area: bar, .. } => {
                    assert!(!area.overlaps(bar), "{text} is on a bar");
                }
                _ => {}
            }
        }
    }
}

fn has(drawing: &Drawing, wanted: &str) -> bool {
    drawing.draws.iter().any(|draw| matches!(draw, Draw::Text { text, .. } if text == wanted))
}

#[test]
fn no_word_is_cut_off_or_on_another_or_on_a_line() {
    let fonts = Fonts::embedded();
    for (count, months) in [(0, 1), (1, 1), (2, 12), (5, 6), (9, 3), (14, 3), (40, 1), (240, 1)] {
        for seed in 1..12 {
            for unit in ["%", "per 10,000 children aged 0 to 17 in the area of the council", ""] {
                let mut chart = trajectory(history(count, months, seed));
                chart.unit = unit.into();
                for (width, height) in [(480.0, 210.0), (260.0, 150.0)] {
                    let drawing = chart.drawing(width, height, &fonts).expect("drawn");
                    check_words(&drawing, &fonts);
                }
            }
        }
    }
}

#[test]
fn the_latest_value_and_the_target_are_named() {
    let fonts = Fonts::embedded();
    for (count, months) in [(1, 1), (5, 6), (9, 3), (40, 1), (240, 1)] {
        for seed in 1..12 {
            let chart = trajectory(history(count, months, seed));
            let drawing = chart.drawing(480.0, 210.0, &fonts).expect("drawn");
            let latest = chart.actuals.last().expect("one").value;
            assert!(has(&drawing, &words::figure(latest, &chart)), "{count} {seed}");
            // Twenty years of leaps may leave no room in their midst.
            assert!(count > 40 || has(&drawing, "Target 90.0%"), "{count} {seed}");
        }
    }
}

#[test]
fn ticks_are_round_and_months_are_named() {
    let fonts = Fonts::embedded();
    let values = vec![
        actual(day("2016-03-31"), 712, Rating::Red),
        actual(day("2018-03-31"), 988, Rating::Green),
    ];
    let drawing = trajectory(values).drawing(480.0, 210.0, &fonts).expect("drawn");
    for wanted in ["60%", "70%", "80%", "90%", "100%", "Mar 2016", "Mar 2019", "Mar 2020"] {
        assert!(has(&drawing, wanted), "{wanted}");
    }
}

#[test]
fn a_chart_of_nothing_says_so() {
    let fonts = Fonts::embedded();
    let mut chart = trajectory(Vec::new());
    (chart.milestones, chart.targets) = (Vec::new(), Vec::new());
    let drawing = chart.drawing(480.0, 210.0, &fonts).expect("drawn");
    assert!(has(&drawing, "No values yet"));
    assert!(chart.description().ends_with("No values have been recorded yet."));
}

#[test]
fn values_beyond_all_sense_are_drawn_all_the_same() {
    let mut chart = trajectory(history(3, 6, 1));
    chart.actuals[1].value = Decimal::MAX;
    chart.actuals[2].value = Decimal::MIN;
    chart.drawing(480.0, 210.0, &Fonts::embedded()).expect("drawn");
    assert!(chart.description().contains("3 values"));
}

#[test]
fn a_description_tells_what_is_seen() {
    let mut chart = trajectory(vec![
        actual(day("2019-03-31"), 861, Rating::Green),
        actual(day("2018-09-30"), 790, Rating::Red),
    ]);
    assert_eq!(
        chart.description(),
        "Chart of Review conferences held on time (per cent). 2 values: 79.0% on 30 September \
         2018, rated red; 86.1% on 31 March 2019, rated green. The latest value is above the \
         milestone line. The milestone line goes from 80.0% on 30 November 2017 to 90.0% on 31 \
         March 2020. The target is 90.0% by 31 March 2020."
    );
    chart.actuals = history(40, 1, 7);
    let told = chart.description();
    assert!(told.contains("40 values: the first") && told.contains("Of all values, "), "{told}");
}

#[test]
fn the_side_of_the_milestone_line_is_exact() {
    // 80 + 10 × 486/852 on 31 March 2019, a figure that no decimal holds.
    let mut chart = trajectory(vec![Actual {
        on: day("2019-03-31"),
        value: "85.70422535211267605633802816".parse().expect("a decimal"),
        rating: Rating::Amber,
    }]);
    assert!(chart.description().contains("is below the milestone line"));
    chart.actuals[0].value += Decimal::new(1, 26);
    assert!(chart.description().contains("is above the milestone line"));
}

fn quarters(values: &[(i64, i64)], colour: Colour) -> MoneyByPeriod {
    let period = |(index, &(current, adjustments)): (usize, &(i64, i64))| PeriodMoney {
        group: format!("20{:02}/{:02}", 18 + index / 4, 19 + index / 4),
        name: format!("Q{}", index % 4 + 1),
        current: Money::from_pence(current),
        adjustments: Money::from_pence(adjustments),
    };
    let name = "Recharges without VAT".to_owned();
    MoneyByPeriod { name, periods: values.iter().enumerate().map(period).collect(), colour }
}

fn days(values: &[(i64, Option<i64>)]) -> DaysByPeriod {
    let period = |(index, &(agreed, given)): (usize, &(i64, Option<i64>))| PeriodDays {
        group: format!("20{:02}/{:02}", 18 + index / 4, 19 + index / 4),
        name: format!("Q{}", index % 4 + 1),
        agreed: Exact::from(agreed) / Exact::from(3),
        given: given.map(|days| Exact::from(days) / Exact::from(2)),
    };
    let periods = values.iter().enumerate().map(period).collect();
    DaysByPeriod { name: "Director".into(), periods, colour: Colour::DARK_BLUE }
}

/// Sums from a penny to the ceiling, of either sign, and nothing.
fn pence() -> impl Strategy<Value = i64> {
    let most = CEILING_PENCE;
    prop_oneof![
        1 => Just(0),
        2 => -120_i64..120,
        4 => 20_000_000_i64..40_000_000,
        2 => -9_000_000_i64..3_000_000,
        1 => -most..=most,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bars_of_money_keep_their_words_clear(
        values in prop::collection::vec((pence(), prop_oneof![Just(0), pence()]), 0..=40),
        is_wide in any::<bool>(),
    ) {
        let fonts = Fonts::embedded();
        let chart = quarters(&values, Colour::new(0xff, 0xdd, 0));
        let (width, height) = if is_wide { (TEXT_WIDTH, HEIGHT) } else { (300.0, 170.0) };
        check_words(&chart.drawing(width, height, &fonts).expect("drawn"), &fonts);
        chart.table().check().expect("a row fills its columns");
    }

    #[test]
    fn bars_of_days_keep_their_words_clear(
        values in prop::collection::vec((0_i64..400, prop::option::of(0_i64..300)), 0..=40),
    ) {
        let fonts = Fonts::embedded();
        for chart in [days(&values), days(&values).cumulative()] {
            check_words(&chart.drawing(TEXT_WIDTH, HEIGHT, &fonts).expect("drawn"), &fonts);
            chart.table().check().expect("a row fills its columns");
        }
    }
}

#[test]
fn baselines_and_comparators_keep_words_clear_too() {
    let fonts = Fonts::embedded();
    for seed in 1..40 {
        let mut chart = trajectory(history(6, 6, seed));
        chart.baseline = Some(dated("2017-11-30", 800));
        let mean = |actual: &Actual| Dated { on: actual.on, value: Decimal::from(82) };
        chart.comparators = chart.actuals.iter().map(mean).collect();
        let drawing = chart.drawing(480.0, 210.0, &fonts).expect("drawn");
        check_words(&drawing, &fonts);
        assert!(has(&drawing, "Comparators’ mean") && has(&drawing, "Baseline"), "{seed}");
        let told = chart.description();
        assert!(told.contains("The baseline is 80.0% on 30 November 2017."), "{told}");
        assert!(told.contains("The comparators’ mean is 82% on 31 March 2016; 82%"), "{told}");
    }
}

#[test]
fn bars_stand_as_high_as_their_sums() {
    let fonts = Fonts::embedded();
    let chart = quarters(&[(10_000_000, -2_500_000), (7_500_000, 0)], Colour::DARK_BLUE);
    let drawing = chart.drawing(TEXT_WIDTH, HEIGHT, &fonts).expect("drawn");
    let bars: Vec<Area> = drawing
        .draws
        .iter()
        .filter_map(|draw| match draw {
            Draw::Rectangle { area, .. } if area.height > 20.0 => Some(*area),
            _ => None,
        })
        .collect();
    let [first, second] = bars.as_slice() else { panic!("{bars:?}") };
    assert!((first.height * 0.75 - second.height).abs() < 0.01, "{bars:?}");
    let foot = |bar: &Area| bar.y + bar.height;
    assert!((foot(first) - foot(second)).abs() < 0.01, "both stand on nought: {bars:?}");
    let is_mark = |draw: &&Draw| matches!(draw, Draw::Line { stroke, .. } if *stroke == MARK);
    let marks: Vec<&Draw> = drawing.draws.iter().filter(is_mark).collect();
    let across = |draw: &Draw| match draw {
        Draw::Line { points, .. } => points[0].y,
        _ => 0.0,
    };
    // What is due of the first, £75,000, is as high as the whole of the second; the other mark is
    // the legend's.
    let level = |draw: &&&Draw| (across(draw) - second.y).abs() < 0.01;
    assert_eq!((marks.len(), marks.iter().filter(level).count()), (2, 1), "{marks:?}");
    for wanted in ["£75,000.00", "£100,000", "£0", "Q1", "2018/19"] {
        assert!(has(&drawing, wanted), "{wanted}");
    }
}

#[test]
fn charts_of_money_and_of_days_tell_what_is_seen() {
    let chart = quarters(&[(10_000_000, -2_500_000), (7_500_005, 0)], Colour::DARK_BLUE);
    assert_eq!(
        chart.description(),
        "Chart of Recharges without VAT. 2 periods: 2018/19 Q1, £100,000.00 charged and \
         -£25,000.00 of adjustments, £75,000.00 due; 2018/19 Q2, £75,000.05. In all £150,000.05 \
         is due."
    );
    let total = chart.table().rows.last().map(|row| row.cells[3].text.words());
    assert_eq!(total.as_deref(), Some("£150,000.05"));
    let chart = days(&[(65, Some(40)), (66, Some(44)), (64, None), (65, Some(43))]);
    assert_eq!(
        chart.description(),
        "Chart of days given against days agreed: Director. 4 periods: 2018/19 Q1, 20 given of \
         21.67 agreed; 2018/19 Q2, 22 given of 22 agreed; 2018/19 Q3, no record, 21.33 agreed; \
         2018/19 Q4, 21.5 given of 21.67 agreed."
    );
    let added = chart.cumulative();
    assert_eq!(added.periods[1].given, Some(Exact::from(42)));
    assert_eq!(added.periods[3].given, None, "after a gap no sum is known");
    assert_eq!(added.periods[3].agreed, Exact::fraction(260, 3));
    let many = days(&[(60, Some(40)); 9]).description();
    assert!(
        many.contains("In 0 the days given are fewer than those agreed, in 9 as many"),
        "{many}"
    );
}
