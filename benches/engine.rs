//! How long statements take: beside a naive sum of the same lines, after ten years beside after
//! one quarter, and for a hundred, a thousand and ten thousand agreements.

use std::fmt::Write;
use std::hint::black_box;

use concordat::billing::actuals::Actuals;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::draw_up;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::check::warnings;
use concordat::domain::file::read;
use criterion::BenchmarkId;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use rust_decimal::Decimal;

const EXAMPLE: &str = include_str!("../examples/hampshire-isle-of-wight/agreement.toml");
const POSTS: usize = 10;
const SERVICES: usize = 3;

/// An agreement of fourteen lines: ten posts, an overhead on them, three services.
fn fourteen_lines(number: usize, variations: &str) -> String {
    let vat = |treatment: &str| {
        format!(
            "vat = {{ treatment = \"{treatment}\", reason = \"As agreed.\", decided_by = \"Tax\", \
             decided_on = 2014-01-06 }}\n"
        )
    };
    let mut text = format!(
        "reference = \"BENCH-{number}\"\ntitle = \"Partnership\"\nstarts = 2014-04-01\n\
         supplier = {{ name = \"Hampshire County Council\" }}\n\
         purchaser = {{ name = \"Isle of Wight Council\" }}\n\
         [billing]\nevery = \"quarter\"\ntiming = \"arrears\"\napportion = \"months\"\n"
    );
    for post in 0..POSTS {
        let (cost, vat) = (8_000_000 + 1_234_567 * post + 100 * number, vat("outside-scope"));
        write!(
            text,
            "[[staffing]]\nid = \"post-{post}\"\nclause = \"4.1\"\narea = \"Area\"\n\
             post = \"Post {post}\"\ndays_per_week = \"{}.5\"\nfull_cost = \"{}.{:02}\"\n{vat}",
            post % 4,
            cost / 100,
            cost % 100
        )
        .expect("a text can be written to");
    }
    text += "[[overhead]]\nid = \"overhead\"\nclause = \"4.1\"\nrate = \"15%\"\n\
             on = [\"staffing\"]\n";
    text += &vat("outside-scope");
    for service in 0..SERVICES {
        let (annual, vat) = (180_000 + 7 * service + number, vat("standard"));
        write!(
            text,
            "[[service]]\nid = \"service-{service}\"\nclause = \"4.1\"\n\
             name = \"Service {service}\"\nannual = \"{annual}.99\"\n{vat}"
        )
        .expect("a text can be written to");
    }
    text + variations
}

/// A pay award for a post, agreed every November and dated back to April.
fn an_award_a_year(years: std::ops::Range<i32>) -> String {
    let mut text = String::new();
    for year in years {
        let post = year % 10;
        write!(
            text,
            "[[variation]]\nid = \"pay-{year}\"\nagreed = {year}-11-12\neffective = {year}-04-01\n\
             change = [{{ line = \"post-{post}\", full_cost = \"{}.50\" }}]\n",
            90_000 + 17 * (year - 2_000)
        )
        .expect("a text can be written to");
    }
    text
}

fn agreement(text: &str) -> Agreement {
    read(text).expect("it reads").agreement
}

fn period(text: &str) -> BillingPeriod {
    BillingPeriod::parse(text).expect("a period")
}

fn statement(agreement: &Agreement, period: BillingPeriod) -> RechargeStatement {
    draw_up(agreement, &Actuals::default(), period, agreement.as_at_default(period))
}

/// The same lines added up without any rule: a quarter of each, and the overhead on the posts.
fn naive(posts: &[(Decimal, Decimal)], rate: Decimal, services: &[Decimal]) -> Decimal {
    let (quarter, week) = (Decimal::from(4), Decimal::from(5));
    let posts: Decimal = posts.iter().map(|(cost, days)| cost * days / week / quarter).sum();
    let services: Decimal = services.iter().map(|annual| annual / quarter).sum();
    posts + posts * rate + services
}

fn first_year(criterion: &mut Criterion) {
    let agreement = agreement(&fourteen_lines(1, ""));
    let last = period("2014/15-Q4");
    let posts: Vec<(Decimal, Decimal)> = (0..10_i64)
        .map(|post| (Decimal::new(8_000_100 + 1_234_567 * post, 2), Decimal::new(5 + 10 * post, 1)))
        .collect();
    let services: Vec<Decimal> =
        (0..3_i64).map(|service| Decimal::new(18_000_199 + 700 * service, 2)).collect();
    let mut group = criterion.benchmark_group("first-year");
    group.throughput(Throughput::Elements(1));
    group.bench_function("statement", |b| b.iter(|| statement(black_box(&agreement), last)));
    group.bench_function("naive", |b| {
        b.iter(|| naive(black_box(&posts), Decimal::new(15, 2), black_box(&services)));
    });
    group.finish();
}

fn fortieth_quarter(criterion: &mut Criterion) {
    let agreement = agreement(&fourteen_lines(1, &an_award_a_year(2014..2024)));
    let mut group = criterion.benchmark_group("quarters");
    for (name, quarter) in [
        ("first", "2014/15-Q1"),
        ("fortieth", "2023/24-Q4"),
        ("fortieth-less-one-with-a-backdated-award", "2023/24-Q3"),
    ] {
        let quarter = period(quarter);
        group.bench_function(name, |b| b.iter(|| statement(black_box(&agreement), quarter)));
    }
    group.finish();
}

/// A quarter of so many agreements, one after the other: each file read, its statement drawn up.
fn many_agreements(criterion: &mut Criterion) {
    let texts: Vec<String> = (0..100).map(|number| fourteen_lines(number, "")).collect();
    let quarter = period("2014/15-Q4");
    let mut group = criterion.benchmark_group("agreements");
    group.sample_size(10);
    for count in [100_usize, 1_000, 10_000] {
        group.throughput(Throughput::Elements(u64::try_from(count).expect("a count")));
        group.bench_with_input(BenchmarkId::new("quarter", count), &count, |b, count| {
            b.iter(|| {
                let texts = texts.iter().cycle().take(*count);
                texts.map(|text| statement(&agreement(text), quarter).gross.pence()).sum::<i128>()
            });
        });
    }
    group.finish();
}

fn example_file(criterion: &mut Criterion) {
    let agreement = agreement(EXAMPLE);
    let mut group = criterion.benchmark_group("example");
    group.bench_function("read", |b| b.iter(|| read(black_box(EXAMPLE))));
    group.bench_function("check", |b| b.iter(|| warnings(black_box(&agreement))));
    group.finish();
}

criterion_group!(benches, first_year, fortieth_quarter, many_agreements, example_file);
criterion_main!(benches);
