//! How long documents take: an accessible invoice of two pages with its electronic invoice, a
//! performance schedule, and how memory stands after ten thousand of them.
//!
//! `cargo bench --bench documents` times them. `cargo bench --bench documents -- --render 2000`
//! makes as many invoices and says how many bytes they came to, and the electronic invoices that
//! are in them too: `benches/peers/compare.py` runs that beside other makers of PDFs and counts the
//! processor's time of each.

use std::fmt::Write;
use std::hint::black_box;

use concordat::billing::actuals::Actuals;
use concordat::billing::approval::approve;
use concordat::billing::issue::Invoice;
use concordat::billing::issue::issue;
use concordat::billing::statement::draw_up;
use concordat::documents::font::Fonts;
use concordat::documents::invoice::invoice;
use concordat::documents::pdf::render;
use concordat::documents::performance_schedule::performance_schedule;
use concordat::documents::ubl::ubl;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::date;
use concordat::domain::file::read;
use concordat::performance::schedule::draw_up as draw_up_schedule;
use concordat::performance::value_file::read as read_values;
use criterion::Criterion;
use criterion::criterion_group;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EXAMPLE: &str = include_str!("../examples/hampshire-isle-of-wight/illustrative.toml");
const VALUES: &str = include_str!("../examples/hampshire-isle-of-wight/kpi-values.csv");

/// An agreement whose quarter bears fourteen lines: nine posts, an overhead on them, four services.
fn fourteen_lines(number: usize) -> Agreement {
    const VAT: &str = "vat = { treatment = \"standard\", reason = \"As agreed.\", \
                       decided_by = \"Tax\", decided_on = 2018-01-06 }\n";
    let mut text = format!(
        "reference = \"BENCH-{number:05}\"\ntitle = \"Shared audit partnership\"\n\
         starts = 2018-04-01\n\
         [supplier]\nname = \"Hampshire County Council\"\nvat_number = \"GB999999973\"\n\
         address = [\"The Castle\", \"Winchester\", \"SO23 8UJ\"]\n\
         email = \"recharges@hampshire.example\"\n\
         bank = {{ name = \"Hampshire County Council\", sort_code = \"00-00-00\", \
         account = \"00000000\" }}\n\
         [purchaser]\nname = \"Borough Council {}\"\nvat_number = \"GB100000089\"\n\
         address = [\"Civic Centre\", \"{} High Street\", \"AB1 2CD\"]\n\
         purchase_order = \"PO{}\"\n\
         [billing]\nevery = \"quarter\"\ntiming = \"arrears\"\napportion = \"months\"\n",
        number % 97,
        number % 200 + 1,
        700_000 + number
    );
    for post in 0..9 {
        let cost = 3_000_000 + 1_234_567 * post + 100 * number;
        write!(
            text,
            "[[staffing]]\nid = \"post-{post}\"\nclause = \"4.1\"\narea = \"Internal audit\"\n\
             post = \"Auditor of grade {post}\"\ndays_per_week = \"{}.5\"\n\
             full_cost = \"{}.{:02}\"\n{VAT}",
            post % 4,
            cost / 100,
            cost % 100
        )
        .expect("a text can be written to");
    }
    write!(
        text,
        "[[overhead]]\nid = \"overhead\"\nclause = \"4.1\"\nrate = \"15%\"\n\
         on = [\"staffing\"]\n{VAT}"
    )
    .expect("a text can be written to");
    for service in 0..4 {
        let annual = 8_120 + 101 * service + number % 31;
        write!(
            text,
            "[[service]]\nid = \"service-{service}\"\nclause = \"4.2\"\n\
             name = \"Support service {service}\"\nannual = \"{annual}.99\"\n{VAT}"
        )
        .expect("a text can be written to");
    }
    read(&text).expect("it is a sound agreement").agreement
}

/// The approved invoice of an agreement's second quarter.
fn approved(agreement: &Agreement) -> Invoice {
    let period = BillingPeriod::parse("2018/19-Q2").expect("a period");
    let actuals = Actuals::default();
    let statement = draw_up(agreement, &actuals, period, agreement.as_at_default(period));
    let approved = approve(agreement, statement, "A. Officer").expect("it can be approved");
    issue(agreement, &actuals, &approved).into_iter().next().expect("there is an invoice")
}

/// The PDF, and the electronic invoice that travels in it.
fn both(agreement: &Agreement, of: &Invoice, fonts: &Fonts) -> (Vec<u8>, Vec<u8>) {
    let mut document = invoice(agreement, of);
    let paper = render(&document, fonts).expect("it can be printed");
    (paper, document.attachments.remove(0).bytes)
}

fn documents(criterion: &mut Criterion) {
    let fonts = Fonts::embedded();
    let agreement = fourteen_lines(1);
    let issued = approved(&agreement);
    let (paper, electronic) = both(&agreement, &issued, &fonts);
    println!("an invoice of two pages: {} bytes, its XML {}", paper.len(), electronic.len());
    criterion.bench_function("an invoice of two pages with its XML", |bencher| {
        bencher.iter(|| both(black_box(&agreement), black_box(&issued), &fonts));
    });
    criterion.bench_function("its XML alone", |bencher| {
        bencher.iter(|| ubl(black_box(&agreement), black_box(&issued)).expect("valid"));
    });
    let example = read(EXAMPLE).expect("the example is sound").agreement;
    let values = read_values(VALUES, &example).expect("the values are sound");
    let schedule = draw_up_schedule(&example, &values, date(2019, 12, 31));
    criterion.bench_function("a performance schedule", |bencher| {
        bencher.iter(|| {
            let document = performance_schedule(&example, &values, &schedule, &fonts);
            render(&document.expect("it can be drawn"), &fonts).expect("it can be printed")
        });
    });
    criterion.bench_function("fonts, once", |bencher| bencher.iter(Fonts::embedded));
}

/// Makes so many invoices, in turn of fifty agreements, and says what they came to.
fn render_many(count: usize) {
    let fonts = Fonts::embedded();
    let agreements: Vec<Agreement> = (0..50).map(fourteen_lines).collect();
    let issued: Vec<Invoice> = agreements.iter().map(approved).collect();
    let (mut papers, mut inside) = (0, 0);
    for (agreement, invoice) in agreements.iter().zip(&issued).cycle().take(count) {
        let (paper, electronic) = both(agreement, invoice, &fonts);
        papers += paper.len();
        inside += electronic.len();
    }
    println!("{{\"documents\": {count}, \"bytes\": {papers}, \"bytes of XML\": {inside}}}");
}

criterion_group!(benches, documents);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--render") {
        Some(at) => {
            let count = arguments.get(at + 1).and_then(|count| count.parse().ok());
            render_many(count.expect("--render COUNT"));
        }
        None => {
            benches();
            Criterion::default().configure_from_args().final_summary();
        }
    }
}
