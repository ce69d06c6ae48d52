//! The model against sums done by hand: the worked examples of the rules, and of the agreement
//! between Hampshire and the Isle of Wight.

use crate::model;
use crate::spec::Apportion;
use crate::spec::Basis;
use crate::spec::Break;
use crate::spec::BreakKind;
use crate::spec::Change;
use crate::spec::Common;
use crate::spec::Cost;
use crate::spec::Input;
use crate::spec::Lines;
use crate::spec::Notice;
use crate::spec::Overhead;
use crate::spec::Post;
use crate::spec::Reconciliation;
use crate::spec::Recorded;
use crate::spec::Service;
use crate::spec::Spec;
use crate::spec::Timing;
use crate::spec::Treatment;
use crate::spec::Variation;
use crate::spec::dates::Date;
use crate::spec::dates::Every;
use crate::spec::dates::Period;
use crate::spec::dates::date;

/// An agreement billed by quarters in arrears and by months, with nothing in it yet.
fn agreement(starts: Date) -> Spec {
    Spec {
        seed: 0,
        starts,
        ends: None,
        every: Every::Quarter,
        timing: Timing::Arrears,
        apportion: Apportion::Months,
        lines: Lines::default(),
        breaks: Vec::new(),
        events: Vec::new(),
        notices: Vec::new(),
        variations: Vec::new(),
        reconciliation: None,
        days: Vec::new(),
        costs: Vec::new(),
        period: Period::containing(starts, Every::Quarter),
        as_at: None,
    }
}

fn common(id: &str) -> Common {
    let vat = Some(Treatment::OutsideScope);
    Common { id: id.to_owned(), starts: None, ends: None, vat }
}

fn service(id: &str, annual: i64) -> Service {
    Service { line: common(id), annual: Some(annual), continues: false }
}

fn post(id: &str, cost: Cost, days_per_week: i64) -> Post {
    Post { line: common(id), days_per_week: Some(days_per_week), cost, basis: Basis::Share }
}

fn salary(pounds: i64) -> Cost {
    Cost::Salary { salary: Some(pounds * 100), pension: Some(1710) }
}

fn overhead(rate: i64, on: &str) -> Overhead {
    let on = vec![on.to_owned()];
    Overhead { line: common("overhead"), rate, on, per_line: false, covers_travel: true }
}

fn variation(agreed: Date, effective: Date, change: Change) -> Variation {
    let id = format!("agreed-{agreed}");
    let (changes, added) = (vec![change], Lines::default());
    Variation { id, agreed, effective, ends: None, changes, added }
}

fn annual(sum: i64) -> Change {
    Change { line: "service".to_owned(), annual: Some(sum), ..Change::default() }
}

/// What a line is billed for its own period, quarter by quarter of a financial year.
fn quarters(spec: &Spec, year: i32, line: &str) -> [i64; 4] {
    [0, 1, 2, 3].map(|index| {
        let mut spec = spec.clone();
        spec.period = Period { every: Every::Quarter, year, index };
        billed(&spec, line, &spec.period.label())
    })
}

fn billed(spec: &Spec, line: &str, period: &str) -> i64 {
    let lines = model::statement(spec).into_iter();
    lines
        .filter(|((id, label, _), _)| (id.as_str(), label.as_str()) == (line, period))
        .map(|(_, sum)| sum)
        .sum()
}

#[test]
fn equal_quarters_look_equal_and_the_last_takes_the_residue() {
    let mut spec = agreement(date(2018, 4, 1));
    spec.lines.services.push(service("service", 129_999_999));
    assert_eq!(quarters(&spec, 2018, "service"), [32_500_000, 32_500_000, 32_500_000, 32_499_999]);
    spec.lines.services[0].annual = Some(1_234_567);
    assert_eq!(quarters(&spec, 2019, "service"), [308_642, 308_642, 308_642, 308_641]);
}

#[test]
fn quarters_by_days_are_those_of_their_days() {
    let mut spec = agreement(date(2018, 4, 1));
    spec.apportion = Apportion::Days;
    spec.lines.services.push(service("service", 130_000_000));
    assert_eq!(quarters(&spec, 2018, "service"), [32_410_959, 32_767_123, 32_767_123, 32_054_795]);
    assert_eq!(quarters(&spec, 2023, "service"), [32_322_404, 32_677_596, 32_677_596, 32_322_404]);
}

#[test]
fn a_part_year_is_nine_twelfths_or_its_days() {
    let mut spec = agreement(date(2018, 7, 1));
    spec.lines.services.push(service("service", 130_000_000));
    let year = |spec: &Spec| {
        let later = |index| Period { every: Every::Quarter, year: 2018, index };
        let period = |index| Spec { period: later(index), ..spec.clone() };
        [1, 2, 3].map(|index| billed(&period(index), "service", &later(index).label()))
    };
    assert_eq!(year(&spec), [32_500_000; 3]);
    spec.apportion = Apportion::Days;
    assert_eq!(year(&spec).iter().sum::<i64>(), 97_589_041);
}

#[test]
fn the_five_posts_of_the_agreement_and_their_overhead() {
    let mut spec = agreement(date(2018, 7, 1));
    spec.lines.posts = vec![
        post("dcs", salary(150_000), 100),
        post("families", salary(110_000), 100),
        post("resources", salary(105_000), 100),
        post("education", salary(105_000), 100),
        post("support", salary(24_000), 50),
    ];
    spec.lines.overheads.push(overhead(1500, "staffing"));
    let year = |spec: &Spec, line: &str| {
        let period = |index| Period { every: Every::Quarter, year: 2018, index };
        [1, 2, 3].map(|index| {
            let spec = Spec { period: period(index), ..spec.clone() };
            billed(&spec, line, &spec.period.label())
        })
    };
    assert_eq!(year(&spec, "dcs"), [975_938, 975_938, 975_937]);
    assert_eq!(year(&spec, "families"), [714_138, 714_138, 714_137]);
    assert_eq!(year(&spec, "resources"), [681_413, 681_413, 681_412]);
    assert_eq!(year(&spec, "education"), [681_413, 681_413, 681_412]);
    assert_eq!(year(&spec, "support"), [75_634, 75_634, 75_633]);
    // 15% of 31,285.36, twice, and what 15% of 93,856.03 (14,078.4045) lacks after them.
    assert_eq!(year(&spec, "overhead"), [469_280, 469_280, 469_280]);
    // By line a quarter has 1,463.91 + 1,071.21 + 2 x 1,022.12 + 113.45, each rounded; the year's
    // 4,391.72 + 3,213.62 + 2 x 3,066.36 + 340.35 leave 4,692.79 for the last.
    spec.lines.overheads[0].per_line = true;
    assert_eq!(year(&spec, "overhead"), [469_281, 469_281, 469_279]);
}

#[test]
fn notice_of_six_months_leaves_january() {
    let mut spec = agreement(date(2018, 7, 1));
    spec.lines.services.push(service("service", 164_000_000));
    let kind = BreakKind::AnyTime;
    spec.breaks.push(Break { id: "exit".to_owned(), kind, notice_months: 6 });
    let given_on = date(2023, 7, 31);
    spec.notices.push(Notice { under: "exit".to_owned(), given_on, ends_on: None });
    assert_eq!(quarters(&spec, 2023, "service"), [41_000_000, 41_000_000, 41_000_000, 13_666_667]);
    spec.apportion = Apportion::Days;
    let by_days = quarters(&spec, 2023, "service");
    assert_eq!(by_days[3], 13_890_710);
    assert_eq!(by_days.iter().sum::<i64>(), 137_114_754);
}

#[test]
fn notice_after_billing_in_advance_gives_back_the_rest() {
    let mut spec = agreement(date(2018, 7, 1));
    spec.timing = Timing::Advance;
    spec.lines.services.push(service("service", 164_000_000));
    let kind = BreakKind::AnyTime;
    spec.breaks.push(Break { id: "exit".to_owned(), kind, notice_months: 1 });
    let given_on = date(2024, 1, 15);
    spec.notices.push(Notice { under: "exit".to_owned(), given_on, ends_on: None });
    spec.period = Period::containing(date(2024, 4, 1), Every::Quarter);
    // January and 15 of February's 29 days are 207,356.32 of the 410,000.00.
    assert_eq!(billed(&spec, "service", "2023/24-Q4"), -20_264_368);
    assert_eq!(model::statement(&spec).len(), 1);
}

#[test]
fn a_pay_award_dated_back_is_billed_by_the_quarter_it_belongs_to() {
    let mut spec = agreement(date(2025, 4, 1));
    let cost = Cost::Salary { salary: Some(7_500_000), pension: Some(1800) };
    spec.lines.posts.push(post("post", cost, 500));
    spec.lines.overheads.push(overhead(1500, "staffing"));
    let award = Change { line: "post".to_owned(), salary: Some(7_740_000), ..Change::default() };
    spec.variations.push(variation(date(2025, 7, 23), date(2025, 4, 1), award));
    spec.period = spec.period.moved(1);
    assert_eq!(billed(&spec, "post", "2025/26-Q1"), 79_800);
    assert_eq!(billed(&spec, "overhead", "2025/26-Q1"), 11_970);
    assert_eq!(billed(&spec, "post", "2025/26-Q2"), 2_554_800);
}

#[test]
fn the_later_agreed_holds_whatever_took_effect_first() {
    let mut spec = agreement(date(2018, 4, 1));
    spec.lines.services.push(service("service", 1_200_000));
    spec.variations = vec![
        variation(date(2018, 5, 2), date(2018, 7, 1), annual(3_600_000)),
        variation(date(2018, 5, 1), date(2018, 10, 1), annual(2_400_000)),
    ];
    assert_eq!(quarters(&spec, 2018, "service"), [300_000, 900_000, 900_000, 900_000]);
    spec.variations[0].agreed = date(2018, 4, 30);
    assert_eq!(quarters(&spec, 2018, "service"), [300_000, 900_000, 600_000, 600_000]);
}

#[test]
fn an_overhead_bears_each_rate_for_its_own_days() {
    let mut spec = agreement(date(2018, 4, 1));
    spec.lines.services.push(service("service", 12_000_000));
    spec.lines.overheads.push(overhead(1000, "service"));
    let rate = Change { line: "overhead".to_owned(), rate: Some(2000), ..Change::default() };
    spec.variations.push(variation(date(2018, 5, 1), date(2018, 5, 16), rate));
    // 1,000.00 for April, 10,000 / 31 x (15 x 10% + 16 x 20%) for May, 2,000.00 for June.
    assert_eq!(quarters(&spec, 2018, "overhead"), [451_613, 600_000, 600_000, 600_000]);
}

#[test]
fn a_service_that_continues_bears_no_overhead_after_the_term() {
    let mut spec = agreement(date(2018, 4, 1));
    spec.ends = Some(date(2024, 1, 31));
    let line = Common { ends: Some(date(2024, 6, 30)), ..common("service") };
    spec.lines.services.push(Service { line, annual: Some(1_200_000), continues: true });
    spec.lines.overheads.push(overhead(1000, "service"));
    assert_eq!(quarters(&spec, 2023, "service"), [300_000; 4]);
    assert_eq!(quarters(&spec, 2023, "overhead"), [30_000, 30_000, 30_000, 10_000]);
    assert_eq!(quarters(&spec, 2024, "service"), [300_000, 0, 0, 0]);
}

#[test]
fn days_are_billed_as_worked_and_late_ones_afterwards() {
    let mut spec = agreement(date(2018, 4, 1));
    let cost = Cost::DayRate { rate: Some(75_072), days_in_year: 260 };
    spec.lines.posts.push(Post { basis: Basis::ActualDays, ..post("post", cost, 100) });
    spec.lines.overheads.push(overhead(1500, "staffing"));
    let row = |on, amount, entered| Recorded { line: "post".to_owned(), on, amount, entered };
    spec.days = vec![
        row(date(2018, 5, 1), 350, None),
        row(date(2018, 6, 30), 100, Some(date(2018, 7, 2))),
        row(date(2018, 7, 1), 50, None),
    ];
    assert_eq!(billed(&spec, "post", "2018/19-Q1"), 262_752);
    assert_eq!(billed(&spec, "overhead", "2018/19-Q1"), 39_413);
    spec.period = spec.period.moved(1);
    assert_eq!(billed(&spec, "post", "2018/19-Q1"), 75_072);
    assert_eq!(billed(&spec, "post", "2018/19-Q2"), 37_536);
    // 15% of 3,378.24 is 506.736, of which 394.13 was billed.
    assert_eq!(billed(&spec, "overhead", "2018/19-Q1"), 50_674 - 39_413);
}

#[test]
fn an_input_is_billed_once_approved_and_until_its_budget_is_used() {
    let mut spec = agreement(date(2018, 4, 1));
    let (budget, approved) = (Some(2_000_000), Some(date(2018, 9, 3)));
    spec.lines.inputs.push(Input { line: common("input"), budget, approved });
    let row = |on, amount| Recorded { line: "input".to_owned(), on, amount, entered: None };
    spec.costs = vec![row(date(2018, 8, 1), 1_500_000), row(date(2018, 6, 1), 800_000)];
    assert!(model::statement(&spec).is_empty());
    spec.period = spec.period.moved(1);
    assert_eq!(billed(&spec, "input", "2018/19-Q1"), 800_000);
    assert_eq!(billed(&spec, "input", "2018/19-Q2"), 1_200_000);
}

#[test]
fn a_years_days_are_compared_with_those_agreed() {
    let mut spec = agreement(date(2018, 4, 1));
    spec.lines.posts.push(post("dcs", salary(150_000), 100));
    spec.lines.overheads.push(overhead(1500, "staffing"));
    let (on, tolerance, weeks) = (vec!["staffing".to_owned()], 300, 52_000);
    spec.reconciliation = Some(Reconciliation { on, tolerance, weeks });
    let row = |month, days: i64| {
        let on = date(2018, month, 30);
        Recorded { line: "dcs".to_owned(), on, amount: days * 100, entered: None }
    };
    spec.days = vec![row(4, 10), row(7, 14), row(10, 13), row(12, 15)];
    assert!(model::reconciliation(&spec, 2018).is_empty());
    spec.days[3].amount = 2300;
    let lines = model::reconciliation(&spec, 2018);
    let sum = |line: &str| lines[&(line.to_owned(), Some(Treatment::OutsideScope))];
    // Eight days at 195,187.49 / 260; 15% of that.
    assert_eq!((sum("dcs"), sum("overhead")), (600_577, 90_087));
    spec.days[3].amount = 1656;
    assert!(model::reconciliation(&spec, 2018).is_empty(), "53.56 days are just within 3%");
    spec.days[3].amount = 1657;
    assert_eq!(model::reconciliation(&spec, 2018).len(), 2);
}
