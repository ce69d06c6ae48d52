//! The desks of both councils at a year's end: each act in a line.

use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::money::Money;
use concordat::domain::people::Council;
use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::store::agreements::Held;
use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::store::error::StoreError;
use concordat::store::invoices;
use concordat::store::invoices::Issued;
use concordat::store::migrations::migrate;
use concordat::store::people;
use concordat::store::recorded::Kind;
use concordat::store::statements::Kept;
use concordat::store::statements::StatementKind;
use concordat::workflow::Moment;
use concordat::workflow::Work;
use concordat::workflow::act;
use concordat::workflow::agree;
use concordat::workflow::approve;
use concordat::workflow::bring_in;
use concordat::workflow::bring_in::AgreementFile;
use concordat::workflow::draw_up;
use concordat::workflow::draw_up::Drawn;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::duties::Duty;
use concordat::workflow::issue;
use concordat::workflow::new_name;
use concordat::workflow::payments;
use concordat::workflow::refusal::Refusal;
use concordat::workflow::year_end::closing;
use concordat::workflow::year_end::reconciliation;

/// The agreement of the tests.
pub const REFERENCE: &str = "YE-1";

pub type Done<T> = Result<T, Refusal>;

/// Both councils' people before a database.
pub struct Desk {
    pub books: Books,
    pub preparer: Person,
    pub approver: Person,
    pub partner: Person,
    day: String,
}

pub fn period(name: &str) -> BillingPeriod {
    BillingPeriod::parse(name).expect("a period")
}

pub fn year(name: &str) -> FinancialYear {
    FinancialYear::parse(name).expect("a year")
}

pub fn pounds(text: &str) -> Money {
    Money::parse(text).expect("a sum")
}

/// Why something was refused, in words.
#[track_caller]
pub fn refused<T>(result: Done<T>) -> String {
    match result {
        Ok(_) => panic!("it was done"),
        Err(refusal) => refusal.to_string(),
    }
}

fn moment(day: &str) -> Moment {
    let now = format!("{day}T09:00:00").parse().expect("a moment");
    Moment { now, today: day.parse().expect("a day") }
}

impl Desk {
    /// Both councils have joined a fresh database.
    pub fn open(url: &str) -> Desk {
        let mut books = connection::open(url).expect("the database opens");
        migrate(&mut books).expect("the tables are made");
        let now = moment("2018-04-01").now;
        let people = connection::change(&mut books, |books| {
            let names = [("Hampshire County Council", "HCC"), ("Isle of Wight Council", "IWC")];
            let councils = names.map(|(name, prefix)| Council {
                id: new_name().into(),
                name: name.into(),
                prefix: prefix.into(),
            });
            for council in &councils {
                people::add_council(books, council, now)?;
            }
            let [supplier, purchaser] = councils;
            let joining = [
                (&supplier, "ann", Role::Preparer),
                (&supplier, "ben", Role::Approver),
                (&purchaser, "pat", Role::PartnerFinance),
            ];
            let people = joining.map(|(of, login, role)| Person {
                id: new_name().into(),
                council: of.id.clone(),
                login: login.into(),
                name: format!("{login} of {}", of.prefix),
                email: format!("{login}@example.org"),
                roles: vec![role],
                active: true,
            });
            for person in &people {
                people::add_person(books, person, "nobody signs in with this", now)?;
            }
            Ok::<_, StoreError>(people)
        });
        let [preparer, approver, partner] = people.expect("councils and people join");
        Desk { books, preparer, approver, partner, day: "2018-04-01".into() }
    }

    pub fn go_to(&mut self, day: &str) -> &mut Desk {
        day.clone_into(&mut self.day);
        self
    }

    pub fn by_preparer<T>(&mut self, what: impl FnMut(&mut Work<'_>) -> Done<T>) -> Done<T> {
        act(&mut self.books, &self.preparer, moment(&self.day), what)
    }

    pub fn by_approver<T>(&mut self, what: impl FnMut(&mut Work<'_>) -> Done<T>) -> Done<T> {
        act(&mut self.books, &self.approver, moment(&self.day), what)
    }

    pub fn by_partner<T>(&mut self, what: impl FnMut(&mut Work<'_>) -> Done<T>) -> Done<T> {
        act(&mut self.books, &self.partner, moment(&self.day), what)
    }

    pub fn bring_in(&mut self, text: &str) {
        let file = AgreementFile { name: "agreement.toml", text, logo: None };
        self.by_preparer(|work| bring_in::agreement(work, file, "as agreed"))
            .expect("it is brought in");
    }

    pub fn record_days(&mut self, name: &str, text: &str) {
        self.by_preparer(|work| bring_in::recorded(work, REFERENCE, Kind::Days, name, text))
            .expect("days are recorded");
    }

    pub fn draw_up(&mut self, of: &str) -> Done<Drawn> {
        let limits = Limits::default();
        self.by_preparer(|work| draw_up::draw_up(work, &limits, REFERENCE, period(of)))
    }

    pub fn reconcile(&mut self, of: &str) -> Done<Drawn> {
        self.by_preparer(|work| reconciliation::draw_up(work, REFERENCE, year(of)))
    }

    pub fn close(&mut self) -> Done<Drawn> {
        self.by_preparer(|work| closing::draw_up(work, REFERENCE))
    }

    /// Sent, agreed and approved.
    pub fn up_to_approved(&mut self, kind: StatementKind, of: &str) -> Done<Kept> {
        let of = period(of);
        self.by_preparer(|work| {
            let (held, kept) = agree::statement(work, REFERENCE, of, kind, Duty::DrawUp)?;
            agree::send(work, &held, &kept)
        })?;
        self.by_partner(|work| {
            let (held, kept) = agree::statement(work, REFERENCE, of, kind, Duty::Agree)?;
            agree::agree(work, &held, &kept, Some(&kept.hash))
        })?;
        self.approve(kind, of)
    }

    pub fn approve(&mut self, kind: StatementKind, of: BillingPeriod) -> Done<Kept> {
        self.by_approver(|work| {
            let (held, kept) = agree::statement(work, REFERENCE, of, kind, Duty::Approve)?;
            approve::approve(work, &held, &kept, None)
        })
    }

    /// From a draft to its documents.
    pub fn issue(&mut self, kind: StatementKind, of: &str) -> Vec<Issued> {
        self.up_to_approved(kind, of).expect("it is approved");
        let of = period(of);
        self.by_preparer(|work| {
            let (held, kept) = agree::statement(work, REFERENCE, of, kind, Duty::Issue)?;
            issue::issue(work, &held, &kept)
        })
        .expect("it is issued")
    }

    /// From nothing to the documents of a period, all received on the same day.
    pub fn bill(&mut self, of: &str) -> Vec<Issued> {
        self.draw_up(of).expect("it is drawn up");
        let issued = self.issue(StatementKind::Recharge, of);
        self.receive(&issued);
        issued
    }

    pub fn receive(&mut self, issued: &[Issued]) {
        for document in issued {
            self.by_partner(|work| payments::receive(work, &document.number, work.at.today))
                .expect("it is received");
        }
    }

    pub fn pay(&mut self, issued: &[Issued]) {
        for document in issued {
            self.by_preparer(|work| {
                let today = work.at.today;
                payments::settle(work, &document.number, document.gross, today, "BACS")
            })
            .expect("it is paid");
        }
    }

    pub fn held(&mut self) -> Held {
        self.by_preparer(|work| work.agreement(REFERENCE, Duty::Read)).expect("it is there")
    }

    pub fn documents(&mut self) -> Vec<Issued> {
        let held = self.held();
        invoices::of_agreement(&mut self.books, &held.supplier, &held.id).expect("it answers")
    }
}
