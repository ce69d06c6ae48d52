//! The people of a ground at their desks: each act in a line, done by whoever it is for, on a day.

use concordat::domain::calendar::BillingPeriod;
use concordat::domain::people::Person;
use concordat::store::agreements::Held;
use concordat::store::connection::Books;
use concordat::store::invoices;
use concordat::store::invoices::Issued;
use concordat::store::statements;
use concordat::store::statements::Kept;
use concordat::store::statements::KeptLine;
use concordat::store::statements::StatementKind;
use concordat::workflow::Work;
use concordat::workflow::act;
use concordat::workflow::agree;
use concordat::workflow::approve;
use concordat::workflow::bring_in;
use concordat::workflow::bring_in::AgreementFile;
use concordat::workflow::bring_in::BroughtIn;
use concordat::workflow::draw_up;
use concordat::workflow::draw_up::Drawn;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::duties::Duty;
use concordat::workflow::issue;
use concordat::workflow::refusal::Refusal;
use concordat::workflow::run;
use concordat::workflow::run::Order;
use concordat::workflow::run::Report;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;

use crate::ground::Ground;
use crate::ground::on;

/// The desks of both councils, with a connection of their own.
pub struct Bureau<'g> {
    pub ground: &'g Ground,
    pub books: Books,
    pub limits: Limits,
    day: String,
}

/// A billing period by its name.
pub fn period(name: &str) -> BillingPeriod {
    BillingPeriod::parse(name).expect("a period")
}

type Done<T> = Result<T, Refusal>;

impl<'g> Bureau<'g> {
    /// On a day.
    pub fn open(ground: &'g Ground, day: &str) -> Bureau<'g> {
        Bureau { ground, books: ground.books(), limits: Limits::default(), day: day.to_owned() }
    }

    /// Goes on to another day.
    pub fn go_to(&mut self, day: &str) -> &mut Bureau<'g> {
        day.clone_into(&mut self.day);
        self
    }

    /// Anything, by anybody.
    pub fn act<T>(&mut self, by: &Person, what: impl FnMut(&mut Work<'_>) -> Done<T>) -> Done<T> {
        act(&mut self.books, by, on(&self.day), what)
    }

    /// The preparer brings in an agreement file.
    pub fn bring_in(&mut self, text: &str) -> Done<BroughtIn> {
        self.bring_in_with(text, None)
    }

    /// The same with the logo beside it.
    pub fn bring_in_with(&mut self, text: &str, logo: Option<&[u8]>) -> Done<BroughtIn> {
        let file = AgreementFile { name: "agreement.toml", text, logo };
        let ground = self.ground;
        self.act(&ground.preparer, |work| bring_in::agreement(work, file, "as agreed"))
    }

    pub fn draw_up(&mut self, reference: &str, of: &str) -> Done<Drawn> {
        let (ground, limits) = (self.ground, self.limits);
        self.act(&ground.preparer, |work| draw_up::draw_up(work, &limits, reference, period(of)))
    }

    /// An act on a statement, by somebody whose duty it is.
    pub fn on_statement<T>(
        &mut self,
        by: &Person,
        duty: Duty,
        (reference, of): (&str, &str),
        mut what: impl FnMut(&mut Work<'_>, &Held, &Kept) -> Done<T>,
    ) -> Done<T> {
        let kind = StatementKind::Recharge;
        self.act(by, |work| {
            let (held, kept) = agree::statement(work, reference, period(of), kind, duty)?;
            what(work, &held, &kept)
        })
    }

    pub fn send(&mut self, reference: &str, of: &str) -> Done<Kept> {
        let by = &self.ground.preparer;
        self.on_statement(by, Duty::DrawUp, (reference, of), agree::send)
    }

    pub fn agree(&mut self, reference: &str, of: &str) -> Done<Kept> {
        let by = &self.ground.partner;
        self.on_statement(by, Duty::Agree, (reference, of), |work, held, kept| {
            agree::agree(work, held, kept, None)
        })
    }

    pub fn query(&mut self, reference: &str, of: &str, line: &str, why: &str) -> Done<()> {
        let by = &self.ground.partner;
        self.on_statement(by, Duty::Agree, (reference, of), |work, held, kept| {
            agree::query(work, held, kept, line, why).map(drop)
        })
    }

    pub fn release(&mut self, reference: &str, of: &str, line: &str) -> Done<Kept> {
        let by = &self.ground.partner;
        self.on_statement(by, Duty::Agree, (reference, of), |work, held, kept| {
            agree::release(work, held, kept, line, "we have found the order")
        })
    }

    pub fn withdraw(&mut self, reference: &str, of: &str, line: &str) -> Done<Kept> {
        let by = &self.ground.approver;
        self.on_statement(by, Duty::Withdraw, (reference, of), |work, held, kept| {
            agree::withdraw(work, held, kept, line, "it was not ordered")
        })
    }

    pub fn give_back(&mut self, by: &Person, reference: &str, of: &str) -> Done<Kept> {
        self.on_statement(by, Duty::Return, (reference, of), |work, held, kept| {
            agree::give_back(work, held, kept, "days of June are missing")
        })
    }

    pub fn approve(&mut self, by: &Person, reference: &str, of: &str) -> Done<Kept> {
        self.on_statement(by, Duty::Approve, (reference, of), |work, held, kept| {
            approve::approve(work, held, kept, None)
        })
    }

    pub fn issue(&mut self, reference: &str, of: &str) -> Done<Vec<Issued>> {
        let by = &self.ground.preparer;
        self.on_statement(by, Duty::Issue, (reference, of), issue::issue)
    }

    /// All that comes before issuing.
    pub fn up_to_approved(&mut self, reference: &str, of: &str) -> Done<Kept> {
        self.draw_up(reference, of)?;
        self.send(reference, of)?;
        self.agree(reference, of)?;
        let ground = self.ground;
        self.approve(&ground.approver, reference, of)
    }

    /// From nothing to the documents of a period.
    pub fn bill(&mut self, reference: &str, of: &str) -> Done<Vec<Issued>> {
        self.up_to_approved(reference, of)?;
        self.issue(reference, of)
    }

    /// The agreement of a reference.
    pub fn held(&mut self, reference: &str) -> Held {
        let ground = self.ground;
        let held = self.act(&ground.preparer, |work| work.agreement(reference, Duty::Read));
        held.expect("the agreement is in the books")
    }

    /// A statement and its lines, as they stand.
    pub fn statement(&mut self, reference: &str, of: &str) -> (Kept, Vec<KeptLine>) {
        let held = self.held(reference);
        let kind = StatementKind::Recharge;
        let found =
            statements::of_period(&mut self.books, &held.supplier, &held.id, kind, period(of));
        let kept = found.expect("it answers").expect("there is a statement");
        let lines = statements::lines(&mut self.books, &kept).expect("it answers");
        (kept, lines)
    }

    /// The documents of an agreement, as they stand.
    pub fn documents(&mut self, reference: &str) -> Vec<Issued> {
        let held = self.held(reference);
        invoices::of_agreement(&mut self.books, &held.supplier, &held.id).expect("it answers")
    }

    /// A step of a run, by whoever it is for.
    pub fn run(&mut self, step: Step, of: &str, writes: Writes) -> Done<Report> {
        let by = match step {
            Step::DrawUp | Step::Send | Step::DeemAgreed | Step::Issue => &self.ground.preparer,
            Step::Agree => &self.ground.partner,
            Step::Approve => &self.ground.approver,
        };
        let day = self.day.clone();
        let clock = || on(&day);
        let limits = self.limits;
        let tell = &mut |_, _| {};
        run::run(
            &mut self.books,
            by,
            &clock,
            &Order { limits, step, period: period(of), writes },
            tell,
        )
    }

    /// Every step of a quarter, over all agreements.
    pub fn run_all(&mut self, of: &str) -> Vec<Report> {
        [Step::DrawUp, Step::Send, Step::Agree, Step::Approve, Step::Issue]
            .into_iter()
            .map(|step| self.run(step, of, Writes::Yes).expect("a run ends"))
            .collect()
    }
}

/// Both councils of a made-up agreement, with what a document needs.
pub const PARTIES: &str = r#"
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
"#;

/// A service with a decision on its VAT.
pub fn service(id: &str, annual: &str, treatment: &str) -> String {
    format!(
        "[[service]]\nid = \"{id}\"\nclause = \"4\"\nname = \"Service {id}\"\n\
         annual = \"{annual}\"\n[service.vat]\ntreatment = \"{treatment}\"\n\
         reason = \"Made up\"\ndecided_by = \"VAT Officer\"\ndecided_on = 2018-03-14\n"
    )
}

/// A made-up agreement of some services, in force from 1 April 2018: `head` are further keys.
pub fn agreement(reference: &str, head: &str, services: &[(&str, &str, &str)]) -> String {
    let lines: String =
        services.iter().map(|(id, annual, treatment)| service(id, annual, treatment)).collect();
    let status = if head.contains("status =") { "" } else { "status = \"in-force\"\n" };
    format!(
        "reference = \"{reference}\"\ntitle = \"Services of {reference}\"\n{status}\
         starts = 2018-04-01\nends = 2022-03-31\n{head}\n{PARTIES}\n{lines}"
    )
}

/// The same with three services: two with VAT, one outside its scope.
pub fn three_services(reference: &str, head: &str) -> String {
    let services = [
        ("desk", "4000.00", "standard"),
        ("maps", "133.32", "standard"),
        ("officer", "80000.00", "outside-scope"),
    ];
    agreement(reference, head, &services)
}

/// An agreement whose supplier names a logo, and the logo.
pub fn with_logo(text: &str) -> (String, Vec<u8>) {
    let logo = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">\
                <rect width=\"9\" height=\"9\" fill=\"#005ea5\"/></svg>";
    let named = "[supplier]\nlogo = \"arms.svg\"\n";
    (text.replacen("[supplier]\n", named, 1), logo.as_bytes().to_vec())
}
