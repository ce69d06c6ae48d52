//! How long the books take: a run of agreements of fourteen lines and two invoices each, drawn up,
//! sent, agreed, approved, issued and rendered with PDF and XML, beside the parts of it done by
//! themselves in the same process: the statements computed once, the same rows written raw, the
//! same documents rendered once.
//!
//! `cargo bench --bench books` takes a thousand agreements, `cargo bench --bench books --
//! --agreements 10000` the full figure; on SQLite, and where `CONCORDAT_TEST_POSTGRES` names a
//! server on PostgreSQL too. The processor's time is that of this process and of PostgreSQL's own
//! process for the connection, both added up. The run must take at most twice its parts, and at
//! most 300 MB.

#[path = "books/parts.rs"]
mod parts;
#[path = "books/works.rs"]
mod works;

use std::env;
use std::fs;
use std::time::Instant;

use concordat::documents::font::Fonts;
use concordat::domain::people::Person;
use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::workflow::act;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::new_name;
use concordat::workflow::render;
use concordat::workflow::run;
use concordat::workflow::run::Order;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;
use diesel::connection::SimpleConnection;

use self::works::Meter;
use self::works::founded;
use self::works::moment;
use self::works::peak_megabytes;
use self::works::period;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// At most so many times its parts, and so many megabytes.
const TIMES: f64 = 2.0;
const MEGABYTES: u64 = 300;

fn main() {
    let mut given = env::args().skip_while(|argument| argument != "--agreements");
    // `cargo test` builds the program without its speed, and only looks whether this still runs.
    let is_measured = env::args().any(|argument| argument == "--bench");
    let few = if is_measured { 1_000 } else { 10 };
    let agreements = given.nth(1).map_or(few, |count| count.parse().expect("a number"));
    let folder = env::temp_dir().join(format!("concordat-books-{}", new_name()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let file = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let mut is_good = books("SQLite", &file("run.db"), &file("raw.db"), agreements);
    fs::remove_dir_all(&folder).expect("it is ours");
    if let Ok(server) = env::var("CONCORDAT_TEST_POSTGRES") {
        let names = ["run", "raw"].map(|name| format!("{name}_{}", new_name().replace('-', "_")));
        let mut admin = connection::open(&server).expect("the server answers");
        for name in &names {
            admin.batch_execute(&format!("CREATE DATABASE {name}")).expect("it is made");
        }
        let (before, _) = server.rsplit_once('/').expect("a URL has a database");
        let [run, raw] = names.each_ref().map(|name| format!("{before}/{name}"));
        is_good &= books("PostgreSQL", &run, &raw, agreements);
        for name in &names {
            admin.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).expect("dropped");
        }
    }
    assert!(
        is_good || !is_measured,
        "more than {TIMES} times the parts, or more than {MEGABYTES} MB"
    );
}

/// The run and its parts on one database; whether it keeps to its limits.
fn books(kind: &str, url: &str, raw_url: &str, agreements: usize) -> bool {
    println!("\n{kind}, {agreements} agreements");
    let mut books = connection::open(url).expect("it opens");
    let people = founded(&mut books, agreements);
    let fonts = Fonts::embedded();
    let began = Instant::now();
    let mut meter = Meter::of(&mut books);
    let mut steps = Vec::new();
    for (step, by) in [
        (Step::DrawUp, &people.preparer),
        (Step::Send, &people.preparer),
        (Step::Agree, &people.partner),
        (Step::Approve, &people.approver),
        (Step::Issue, &people.preparer),
    ] {
        let spent = meter.measured(&mut books, |books| step_of_run(books, by, step));
        steps.push((step.word(), spent));
    }
    let spent = meter.measured(&mut books, |books| {
        rendered(books, &people.preparer, &fonts, 2 * agreements);
    });
    steps.push(("render", spent));
    let wall = began.elapsed();
    let whole: f64 = steps.iter().map(|(_, spent)| spent.whole()).sum();
    let parts = parts::all(&mut books, raw_url, &people, &fonts, agreements);
    let of_parts: f64 = parts.iter().map(|(_, spent)| spent.whole()).sum();
    for (name, spent) in steps.iter().map(|(name, spent)| (*name, spent)) {
        println!("  {name:<22}{spent}");
    }
    println!("  {:<22}{whole:8.2} s", "the run");
    for (name, spent) in &parts {
        println!("  {name:<22}{spent}");
    }
    println!("  {:<22}{of_parts:8.2} s", "its parts");
    let (ratio, peak) = (whole / of_parts, peak_megabytes());
    println!(
        "  ratio {ratio:.2} (at most {TIMES}); wall clock of the run {:.1} s, {:.0} agreements a \
         second; peak memory {peak} MB (at most {MEGABYTES})",
        wall.as_secs_f64(),
        f64::from(u32::try_from(agreements).expect("a count")) / wall.as_secs_f64()
    );
    ratio <= TIMES && peak <= MEGABYTES
}

fn step_of_run(books: &mut Books, by: &Person, step: Step) {
    let mut peaks = Peaks::default();
    let mut tell = |done: usize, all: usize| peaks.note(done, all);
    let (limits, writes) = (Limits::default(), Writes::Yes);
    let report =
        run::run(books, by, &moment, &Order { limits, step, period: period(), writes }, &mut tell);
    let report = report.expect("a run ends");
    assert!(report.not_yet.is_empty() && report.parked.is_empty(), "{step:?}: {report:?}");
    peaks.print(step.word());
}

/// Renders all documents, a hundred in a transaction.
fn rendered(books: &mut Books, by: &Person, fonts: &Fonts, all: usize) {
    let (mut peaks, mut done) = (Peaks::default(), 0);
    loop {
        let made =
            act(books, by, moment(), |work| render::render(work, fonts, &by.council, run::BATCH));
        let made = made.expect("documents are rendered");
        assert_eq!(made.failed, [], "every document can be rendered");
        done += made.done.len();
        if made.done.is_empty() {
            break;
        }
        peaks.note(done, all);
    }
    assert_eq!(done, all, "two documents for each agreement");
    peaks.print("render");
}

/// The peak of memory after each tenth.
#[derive(Default)]
struct Peaks {
    of_tenths: Vec<String>,
}

impl Peaks {
    fn note(&mut self, done: usize, all: usize) {
        while self.of_tenths.len() < 10 * done / all.max(1) {
            self.of_tenths.push(peak_megabytes().to_string());
        }
    }

    fn print(&self, step: &str) {
        println!("  {step:<10} MB after each tenth: {}", self.of_tenths.join(" "));
    }
}
