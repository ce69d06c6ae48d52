//! What holds for every chart: words stand clear, and the drawing and its description agree.

use super::*;

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
            if let Draw::Line { points, .. } = draw {
                for ends in points.windows(2) {
                    assert!(!labels::meets(ends[0], ends[1], area), "{text} is on a line");
                }
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
