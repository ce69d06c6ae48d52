//! What the run is about, and what it is measured with.

use std::fmt;
use std::fmt::Write;
use std::fs;
use std::ops::AddAssign;
use std::ops::Range;
use std::thread;
use std::time::Duration;

use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::date;
use concordat::domain::people::Council;
use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::store::error::StoreError;
use concordat::store::migrations::migrate;
use concordat::store::people;
use concordat::workflow::Moment;
use concordat::workflow::act;
use concordat::workflow::bring_in;
use concordat::workflow::bring_in::AgreementFile;
use concordat::workflow::new_name;
use diesel::QueryableByName;
use diesel::RunQueryDsl;
use diesel::sql_types::Integer;

/// The day on which all is done.
pub fn moment() -> Moment {
    let today = date(2018, 7, 2);
    Moment { now: today.and_hms_opt(9, 0, 0).expect("a time of day"), today }
}

/// The quarter that is billed.
pub fn period() -> BillingPeriod {
    BillingPeriod::parse("2018/19-Q1").expect("a period")
}

/// Who does what.
pub struct People {
    pub preparer: Person,
    pub approver: Person,
    pub partner: Person,
}

/// Two councils, their people, and so many agreements between them.
pub fn founded(books: &mut Books, agreements: usize) -> People {
    migrate(books).expect("the tables are made");
    let now = moment().now;
    let people = connection::change(books, |books| {
        let mut council = |name: &str, prefix: &str| {
            let id = new_name().into();
            let council = Council { id, name: name.into(), prefix: prefix.into() };
            people::add_council(books, &council, now).map(|()| council)
        };
        let supplier = council("Hampshire County Council", "HCC")?;
        let purchaser = council("Isle of Wight Council", "IWC")?;
        let mut person = |of: &Council, login: &str, role| {
            let person = Person {
                id: new_name().into(),
                council: of.id.clone(),
                login: login.into(),
                name: format!("{login} of the bench"),
                email: format!("{login}@example.org"),
                roles: vec![role],
                active: true,
            };
            people::add_person(books, &person, "nobody signs in", now).map(|()| person)
        };
        Ok::<_, StoreError>(People {
            preparer: person(&supplier, "ann", Role::Preparer)?,
            approver: person(&supplier, "ben", Role::Approver)?,
            partner: person(&purchaser, "pat", Role::PartnerFinance)?,
        })
    });
    let people = people.expect("councils and people join");
    brought_in(books, &people, 0..agreements);
    people
}

/// Brings in the agreements of some numbers.
pub fn brought_in(books: &mut Books, people: &People, numbers: Range<usize>) {
    let numbers: Vec<usize> = numbers.collect();
    for batch in numbers.chunks(100) {
        act(books, &people.preparer, moment(), |work| {
            for number in batch {
                let (name, text) = ("agreement.toml", &fourteen_lines(*number));
                bring_in::agreement(work, AgreementFile { name, text, logo: None }, "")?;
            }
            Ok(())
        })
        .expect("agreements come in");
    }
}

const PARTIES: &str = r#"
[supplier]
name       = "Hampshire County Council"
legal_id   = "E10000014"
vat_number = "GB999999973"
address    = ["The Castle", "Winchester", "SO23 8UJ"]
email      = "recharges@hampshire.example"
bank       = { name = "Hampshire County Council", sort_code = "00-00-00", account = "00000000" }

[purchaser]
name            = "Isle of Wight Council"
legal_id        = "E06000046"
vat_number      = "GB100000089"
address         = ["County Hall", "Newport", "Isle of Wight", "PO30 1UD"]
email           = "invoices@isle-of-wight.example"
purchase_order  = "4500012345"
buyer_reference = "IWC-CS"

[billing]
every     = "quarter"
timing    = "arrears"
apportion = "months"
"#;

/// An agreement of fourteen lines: nine posts and an overhead on them outside the scope of VAT,
/// four services with it.
pub fn fourteen_lines(number: usize) -> String {
    let vat = |treatment: &str| {
        format!(
            "vat = {{ treatment = \"{treatment}\", reason = \"As agreed.\", decided_by = \"Tax\", \
             decided_on = 2018-01-06 }}\n"
        )
    };
    let mut text = format!(
        "reference = \"BENCH-{number:05}\"\ntitle = \"Shared audit partnership\"\n\
         status = \"in-force\"\nstarts = 2018-04-01\n{PARTIES}"
    );
    for post in 0..9 {
        let cost = 3_000_000 + 1_234_567 * post + 100 * number;
        let (days, pounds, pence) = (post % 4, cost / 100, cost % 100);
        write!(
            text,
            "[[staffing]]\nid = \"post-{post}\"\nclause = \"4.1\"\narea = \"Internal audit\"\n\
             post = \"Auditor of grade {post}\"\ndays_per_week = \"{days}.5\"\n\
             full_cost = \"{pounds}.{pence:02}\"\n{}",
            vat("outside-scope")
        )
        .expect("a text can be written to");
    }
    text += "[[overhead]]\nid = \"overhead\"\nclause = \"4.1\"\nrate = \"15%\"\n\
             on = [\"staffing\"]\n";
    text += &vat("outside-scope");
    for service in 0..4 {
        let annual = 8_120 + 101 * service + number % 31;
        write!(
            text,
            "[[service]]\nid = \"service-{service}\"\nclause = \"4.2\"\n\
             name = \"Support service {service}\"\nannual = \"{annual}.99\"\n{}",
            vat("standard")
        )
        .expect("a text can be written to");
    }
    text
}

/// Seconds of the processor: this process's own, and the server's for the connection.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    pub own: f64,
    pub server: Option<f64>,
}

impl Spent {
    /// On both sides.
    pub fn whole(self) -> f64 {
        self.own + self.server.unwrap_or(0.0)
    }
}

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Spent) {
        self.own += other.own;
        self.server = match (self.server, other.server) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
    }
}

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8.2} s", self.own)?;
        self.server.map_or(Ok(()), |server| write!(f, "  and {server:.2} s of the server's"))
    }
}

/// Reads the processor's time of this thread, which does everything, and of the server's process.
pub struct Meter {
    server: Option<i32>,
}

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = Integer)]
    id: i32,
}

impl Meter {
    /// Of this process alone.
    pub fn alone() -> Meter {
        Meter { server: None }
    }

    pub fn of(books: &mut Books) -> Meter {
        let asked = diesel::sql_query("SELECT pg_backend_pid() AS id");
        let server = match books {
            Books::Sqlite(_) => None,
            Books::Postgres(c) => asked.get_result::<Process>(c).ok().map(|process| process.id),
        };
        Meter { server }
    }

    /// What is spent on something.
    pub fn measured(&mut self, books: &mut Books, what: impl FnOnce(&mut Books)) -> Spent {
        let server = self.server.map(|id| id.to_string());
        let before = (seconds_of("self"), server.as_deref().and_then(seconds_of));
        what(books);
        let after = (seconds_of("self"), server.as_deref().and_then(seconds_of));
        let between = |before: Option<f64>, after: Option<f64>| Some(after? - before?);
        Spent {
            own: between(before.0, after.0).expect("Linux tells its own processes' time"),
            server: between(before.1, after.1),
        }
    }
}

/// The time that a process was on a processor, to the nanosecond.
fn seconds_of(process: &str) -> Option<f64> {
    // What a process spends is added up when it leaves its processor, or a few milliseconds later:
    // what takes less would be missed.
    thread::yield_now();
    let text = fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
    let nanoseconds: u64 = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds).as_secs_f64())
}

/// The most memory that this process has had.
pub fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    let kilobytes = peak.split_whitespace().next().and_then(|number| number.parse::<u64>().ok());
    kilobytes.expect("a number") / 1024
}
