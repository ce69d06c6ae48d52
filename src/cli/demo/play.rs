//! The history of the worked example, done by the acts that people do: each by whose duty it is, at
//! a moment of its own, with the letters that tell of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono::TimeDelta;

use crate::billing::stage::Stage;
use crate::cli::demo;
use crate::cli::demo::accounts::COUNCILS;
use crate::cli::demo::accounts::CouncilOf;
use crate::cli::demo::accounts::PASSWORD;
use crate::cli::demo::history;
use crate::cli::demo::history::Act;
use crate::cli::demo::history::Event;
use crate::cli::demo::history::Step;
use crate::cli::demo::history::Which;
use crate::documents::font::Fonts;
use crate::domain::calendar::date;
use crate::domain::csv_file;
use crate::domain::csv_file::Row;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::store::connection::Books;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::recorded::Kind;
use crate::store::statements::StatementKind;
use crate::workflow;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::approve;
use crate::workflow::bring_in;
use crate::workflow::bring_in::AgreementFile;
use crate::workflow::deliver;
use crate::workflow::deliver::Post;
use crate::workflow::draw_up;
use crate::workflow::draw_up::Limits;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::keep_people;
use crate::workflow::keep_people::Joining;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;
use crate::workflow::render;
use crate::workflow::year_end::balances;
use crate::workflow::year_end::lock;
use crate::workflow::year_end::reconciliation;

/// The agreement's reference.
pub const REFERENCE: &str = "HIOW-CS-2018";

/// The day on which the councils join.
fn begins() -> NaiveDate {
    date(2018, 6, 18)
}

/// Does the whole history in empty books.
pub fn play(books: &mut Books, limits: Limits, post: &Post) -> Result<(), Refusal> {
    let mut player = Player::begin(books, limits, post)?;
    for event in history::events() {
        player.go_to(event.on)?;
        player.done(&event)?;
    }
    player.post_letters()
}

/// The people at work, and how far they are.
struct Player<'p> {
    books: &'p mut Books,
    limits: Limits,
    post: &'p Post,
    fonts: Fonts,
    people: BTreeMap<&'static str, Person>,
    supplier: CouncilId,
    at: Moment,
    recorded_until: Option<NaiveDate>,
    nothing_due: Vec<Which>,
}

/// The first moment of work on a day.
fn morning(day: NaiveDate) -> Moment {
    let now = day.and_time(chrono::NaiveTime::MIN) + TimeDelta::hours(9);
    Moment { now, today: day }
}

/// Lets a council join, with all its people.
fn join(
    books: &mut Books,
    of: &CouncilOf,
    people: &mut BTreeMap<&'static str, Person>,
) -> Result<CouncilId, Refusal> {
    let at = morning(begins());
    let joining = of.people.iter().map(|account| Joining {
        login: account.login.to_owned(),
        name: account.name.to_owned(),
        email: format!("{}@{}.example", account.login, of.prefix.to_lowercase()),
        roles: vec![account.role],
    });
    let joining: Vec<Joining> = joining.collect();
    let (first, others) = joining.split_first().expect("a council has an administrator");
    let (name, prefix) = (of.name, of.prefix);
    let (council, admin) = keep_people::found_council(books, at, name, prefix, first, PASSWORD)?;
    people.insert(of.people[0].login, admin.clone());
    for (account, joining) in of.people[1..].iter().zip(others) {
        let person = keep_people::add_person(books, &admin, at, joining, PASSWORD)?;
        people.insert(account.login, person);
    }
    Ok(council.id)
}

impl<'p> Player<'p> {
    /// Both councils join.
    fn begin(books: &'p mut Books, limits: Limits, post: &'p Post) -> Result<Player<'p>, Refusal> {
        let mut people = BTreeMap::new();
        let [supplier, purchaser] = &COUNCILS;
        let supplier = join(books, supplier, &mut people)?;
        join(books, purchaser, &mut people)?;
        Ok(Player {
            books,
            limits,
            post,
            fonts: Fonts::embedded(),
            people,
            supplier,
            at: morning(begins()),
            recorded_until: None,
            nothing_due: Vec::new(),
        })
    }

    /// The day ends with its letters, and another begins.
    fn go_to(&mut self, day: NaiveDate) -> Result<(), Refusal> {
        if day != self.at.today {
            self.post_letters()?;
            self.at = morning(day);
        }
        Ok(())
    }

    fn post_letters(&mut self) -> Result<(), Refusal> {
        let (by, at) = (duties::service(&self.supplier), self.at);
        deliver::deliver(self.books, &by, &|| at, self.post, &self.fonts)?;
        Ok(())
    }

    /// Does an act, a minute after the one before.
    fn act<T>(
        &mut self,
        by: &str,
        what: impl FnMut(&mut Work<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.at.now += TimeDelta::minutes(1);
        let by = self.people.get(by).expect("the history names people who have joined");
        workflow::act(self.books, by, self.at, what)
    }

    fn done(&mut self, event: &Event) -> Result<(), Refusal> {
        match event.act {
            Act::BringIn => {
                let file =
                    AgreementFile { name: "illustrative.toml", text: demo::AGREEMENT, logo: None };
                self.act(event.by, |work| bring_in::agreement(work, file, "The first version"))?;
                Ok(())
            }
            Act::Record => self.record(event),
            Act::On(which, step) => self.on(event.by, which, step),
            Act::State(year) => {
                self.act(event.by, |work| balances::state(work, REFERENCE, year, None, ""))?;
                Ok(())
            }
            Act::Lock(year) => self.act(event.by, |work| lock::lock(work, REFERENCE, year, None)),
        }
    }

    /// Brings in the rows that have become known since the last time.
    fn record(&mut self, event: &Event) -> Result<(), Refusal> {
        let before = self.recorded_until.replace(event.on);
        let files =
            [(Kind::Days, demo::DAYS), (Kind::Costs, demo::COSTS), (Kind::Values, demo::VALUES)];
        for (kind, text) in files {
            let Some(text) = known_between(kind, text, before, event.on) else { continue };
            let name = format!("{}-until-{}.csv", kind.word(), event.on);
            self.act(event.by, |work| {
                bring_in::recorded(work, REFERENCE, kind, &name, &text).map(drop)
            })?;
        }
        Ok(())
    }

    fn on(&mut self, by: &str, which: Which, step: Step) -> Result<(), Refusal> {
        if self.nothing_due.contains(&which) {
            return Ok(());
        }
        match step {
            Step::DrawUp => self.draw_up(by, which),
            Step::Issue => {
                self.on_statement(by, which, Step::Issue)?;
                self.make_files()
            }
            Step::Receive | Step::Pay | Step::PayWithoutVat | Step::Remind => {
                self.on_documents(by, which, step)
            }
            _ => self.on_statement(by, which, step),
        }
    }

    /// Draws a statement up, and notes where nothing is due.
    fn draw_up(&mut self, by: &str, which: Which) -> Result<(), Refusal> {
        let limits = self.limits;
        let drawn = self.act(by, |work| match which.kind {
            StatementKind::Reconciliation => {
                reconciliation::draw_up(work, REFERENCE, which.period.year)
            }
            _ => draw_up::draw_up(work, &limits, REFERENCE, which.period),
        });
        match drawn {
            Ok(_) => Ok(()),
            Err(Refusal::Nothing(_)) => {
                self.nothing_due.push(which);
                Ok(())
            }
            Err(refusal) => Err(refusal),
        }
    }

    fn on_statement(&mut self, by: &str, which: Which, step: Step) -> Result<(), Refusal> {
        self.act(by, |work| {
            let Which { kind, period } = which;
            let (held, kept) = agree::statement(work, REFERENCE, period, kind, duty(step))?;
            match step {
                Step::Send => agree::send(work, &held, &kept).map(drop),
                Step::Query(line, why) => agree::query(work, &held, &kept, line, why).map(drop),
                Step::Agree => agree::agree(work, &held, &kept, None).map(drop),
                Step::Return(why) => agree::give_back(work, &held, &kept, why).map(drop),
                Step::Countersign if kept.stage == Stage::Approved => Ok(()),
                Step::Approve | Step::Countersign => {
                    approve::approve(work, &held, &kept, None).map(drop)
                }
                _ => issue::issue(work, &held, &kept).map(drop),
            }
        })
    }

    /// Makes the files of what is issued, as the service does.
    fn make_files(&mut self) -> Result<(), Refusal> {
        let (by, fonts) = (duties::service(&self.supplier), &self.fonts);
        let supplier = self.supplier.clone();
        workflow::act(self.books, &by, self.at, |work| render::render(work, fonts, &supplier, 20))?;
        Ok(())
    }

    fn on_documents(&mut self, by: &str, which: Which, step: Step) -> Result<(), Refusal> {
        let documents = self.act(by, |work| {
            let Which { kind, period } = which;
            let (held, kept) = agree::statement(work, REFERENCE, period, kind, Duty::Read)?;
            Ok(invoices::of_statement(work.books, &held.supplier, &kept.id)?)
        })?;
        for document in documents {
            self.on_document(by, &document, step)?;
        }
        Ok(())
    }

    fn on_document(&mut self, by: &str, of: &Issued, step: Step) -> Result<(), Refusal> {
        let (number, today) = (of.number.as_str(), self.at.today);
        if step == Step::PayWithoutVat && !of.vat.is_nil() {
            return Ok(());
        }
        self.act(by, |work| {
            let (held, issued) = payments::document(work, number, Duty::Read)?;
            let unpaid = payments::standing(work, &held, &issued, today)?.unpaid;
            match step {
                Step::Receive => payments::receive(work, number, today).map(drop),
                _ if unpaid.is_nil() => Ok(()),
                Step::Remind => payments::remind(work, number).map(drop),
                _ => {
                    let bank = format!("BACS {}", today.format("%y%m%d"));
                    payments::settle(work, number, unpaid, today, &bank).map(drop)
                }
            }
        })
    }
}

/// Whose it is to do something with a statement.
fn duty(step: Step) -> Duty {
    match step {
        Step::Query(..) | Step::Agree => Duty::Agree,
        Step::Return(_) => Duty::Return,
        Step::Approve | Step::Countersign => Duty::Approve,
        Step::Issue => Duty::Issue,
        _ => Duty::DrawUp,
    }
}

/// The rows of a file that became known after a day, or ever, up to another; none where there are
/// none.
fn known_between(
    kind: Kind,
    text: &str,
    after: Option<NaiveDate>,
    until: NaiveDate,
) -> Option<String> {
    let columns = bring_in::columns(kind);
    let rows = csv_file::read(text, columns).rows;
    let is_new = |row: &&Row| {
        known(kind, row).is_some_and(|day| day <= until && after.is_none_or(|after| day > after))
    };
    let cells = |row: &Row| {
        let cell = |name| row.text(name).unwrap_or_default().to_owned();
        columns.iter().map(|column| cell(column.name)).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().filter(is_new).map(cells).collect();
    (!rows.is_empty()).then(|| csv_file::write(columns, &rows))
}

/// The day on which a row became known.
fn known(kind: Kind, row: &Row) -> Option<NaiveDate> {
    let (known, of) = match kind {
        Kind::Values => ("published", "period_end"),
        Kind::Days | Kind::Costs => ("recorded", "on"),
    };
    row.date(known).ok().flatten().or(row.date(of).ok().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_in_once_when_it_became_known() {
        let rows = "line,on,days,note,recorded\na,2018-07-31,4,,2018-09-14\na,2018-08-31,3,,\n";
        let days = |after, until| known_between(Kind::Days, rows, after, until);
        let (august, september) = (date(2018, 8, 31), date(2018, 9, 30));
        let in_august = days(None, august).expect("a row");
        assert!(in_august.contains("2018-08-31") && !in_august.contains("2018-07-31"));
        let later = days(Some(august), september).expect("a row");
        assert!(later.contains("2018-07-31") && !later.contains("2018-08-31"));
        assert_eq!(days(Some(september), date(2024, 1, 1)), None);
    }
}
