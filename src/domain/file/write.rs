//! Writing an agreement back to a file, without loss: what is read again is the same.

use std::fmt::Display;

use chrono::Datelike;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use toml::Table;
use toml::Value;
use toml::value::Date;
use toml::value::Datetime;

use crate::domain::agreement::Agreement;
use crate::domain::agreement::Apportion;
use crate::domain::agreement::Interest;
use crate::domain::agreement::Timing;
use crate::domain::authority::Authority;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::When;
use crate::domain::calendar::Every;
use crate::domain::file::write_lines::inputs;
use crate::domain::file::write_lines::overheads;
use crate::domain::file::write_lines::posts;
use crate::domain::file::write_lines::services;
use crate::domain::file::write_lines::variation;
use crate::domain::file::write_performance::heads;
use crate::domain::file::write_performance::kpi;
use crate::domain::file::write_performance::performance;
use crate::domain::rate::Tbc;

/// The agreement as the text of a file.
///
/// ```
/// let text = "reference = \"A\"\nstarts = 2018-07-01\nsupplier = { name = \"Hampshire\" }\n\
///             purchaser = { name = \"Isle of Wight\" }\n";
/// let read = concordat::domain::file::read(text).expect("it reads").agreement;
/// let again = concordat::domain::file::read(&concordat::domain::file::write(&read));
/// assert_eq!(again.expect("it reads again").agreement, read);
/// ```
pub fn write(agreement: &Agreement) -> String {
    toml::to_string(&as_table(agreement))
        .expect("tables of texts, numbers and dates can be written")
}

/// The agreement as the tables of a file.
pub fn as_table(agreement: &Agreement) -> Table {
    let mut out = Out::default();
    out.text("reference", &agreement.reference);
    out.text("title", &agreement.title);
    out.text("status", agreement.status.word());
    out.maybe_text("instrument", agreement.instrument.as_deref());
    out.date("starts", agreement.starts);
    out.maybe_date("ends", agreement.ends);
    out.maybe_whole("acceptance_days", agreement.acceptance_days);
    out.tables("legal_basis", &agreement.legal_bases, |basis, out| {
        out.text("act", &basis.act);
        out.maybe_date("from", basis.from);
        out.maybe_date("to", basis.to);
        out.maybe_text("note", basis.note.as_deref());
    });
    out.table("supplier", |out| authority(&agreement.supplier, out));
    out.table("purchaser", |out| authority(&agreement.purchaser, out));
    out.tables("provision", &agreement.provisions, |provision, out| {
        out.text("name", &provision.name);
        out.tbc("annual", provision.annual);
        out.flag("circa", provision.circa);
        out.texts("includes", &provision.includes);
        out.maybe_text("clause", stated(&provision.clause));
    });
    billing(agreement, &mut out);
    posts(&agreement.staffing, &mut out);
    overheads(&agreement.overheads, &mut out);
    services(&agreement.services, &mut out);
    inputs(&agreement.inputs, &mut out);
    out.tables("break", &agreement.breaks, break_clause);
    happened(agreement, &mut out);
    out.tables("variation", &agreement.variations, variation);
    out.tables("kpi", &agreement.kpis, kpi);
    performance(&agreement.performance, &mut out);
    heads(&agreement.heads, &mut out);
    papers(agreement, &mut out);
    out.0
}

fn authority(authority: &Authority, out: &mut Out) {
    out.text("name", &authority.name);
    out.maybe_text("kind", authority.kind.as_deref());
    out.maybe_text("code", authority.code.as_deref());
    out.maybe_text("vat_number", authority.vat_number.as_deref());
    out.texts("address", &authority.address);
    out.maybe_text("email", authority.email.as_deref());
    out.maybe_text("purchase_order", authority.purchase_order.as_deref());
    out.maybe_text("buyer_reference", authority.buyer_reference.as_deref());
    out.maybe_text("legal_id", authority.legal_id.as_deref());
    out.maybe_text("logo", authority.logo.as_deref());
    out.maybe_text("colour", authority.colour.as_deref());
    out.maybe_date("ends", authority.ends);
    out.maybe_table("bank", authority.bank.as_ref(), |bank, out| {
        out.text("name", &bank.name);
        out.text("sort_code", &bank.sort_code);
        out.text("account", &bank.account);
    });
    out.maybe_table("contact", authority.contact.as_ref(), |contact, out| {
        out.text("name", &contact.name);
        out.maybe_text("email", contact.email.as_deref());
        out.maybe_text("phone", contact.phone.as_deref());
    });
    let address = authority.electronic_address.as_ref();
    out.maybe_table("electronic_address", address, |address, out| {
        out.text("scheme", &address.scheme);
        out.text("id", &address.id);
    });
    out.maybe_table("ledger", authority.ledger.as_ref(), |ledger, out| {
        out.text("cost_centre", &ledger.cost_centre);
        out.text("subjective", &ledger.subjective);
    });
}

fn billing(agreement: &Agreement, out: &mut Out) {
    let terms = &agreement.billing;
    out.table("billing", |out| {
        let every = match terms.every {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        };
        out.text("every", every);
        let timing = match terms.timing {
            Timing::Arrears => "arrears",
            Timing::Advance => "advance",
        };
        out.text("timing", timing);
        let apportion = match terms.apportion {
            Apportion::Months => "months",
            Apportion::Days => "days",
        };
        out.text("apportion", apportion);
        out.maybe_whole("payment_days", terms.payment_days);
        let interest = match terms.interest {
            Interest::None => "none",
            Interest::Show => "show",
            Interest::Bill => "bill",
        };
        out.text("interest", interest);
    });
    out.maybe_table("reconciliation", agreement.reconciliation.as_ref(), |terms, out| {
        out.texts("on", &terms.on);
        out.show("tolerance", terms.tolerance);
        out.number("weeks", terms.weeks);
    });
}

fn break_clause(clause: &Break, out: &mut Out) {
    out.text("id", &clause.id);
    out.maybe_text("clause", stated(&clause.clause));
    match &clause.when {
        When::EveryYears(years) => out.maybe_whole("every_years", Some(*years)),
        When::OnEvent { event, window_months } => {
            out.text("on_event", event);
            out.maybe_whole("window_months", Some(*window_months));
        }
        When::AnyTime => out.flag("any_time", true),
    }
    out.maybe_whole("notice_months", clause.notice_months);
    out.maybe_text("by", clause.by.map(crate::domain::authority::Side::word));
}

fn happened(agreement: &Agreement, out: &mut Out) {
    out.tables("event", &agreement.events, |event, out| {
        out.text("kind", &event.kind);
        out.date("on", event.on);
        out.flag("substantive", event.substantive);
        out.maybe_text("note", event.note.as_deref());
    });
    out.tables("notice", &agreement.notices, |notice, out| {
        out.text("break", &notice.under);
        out.text("given_by", notice.given_by.word());
        out.date("given_on", notice.given_on);
        out.maybe_date("ends_on", notice.ends_on);
        out.maybe_text("note", notice.note.as_deref());
    });
}

fn papers(agreement: &Agreement, out: &mut Out) {
    out.tables("decision", &agreement.decisions, |decision, out| {
        out.text("authority", decision.authority.word());
        out.text("body", &decision.body);
        out.date("on", decision.on);
        out.text("text", &decision.text);
        out.maybe_text("clause", decision.clause.as_deref());
        out.maybe_text("delegated_to", decision.delegated_to.as_deref());
        out.texts("consulting", &decision.consulting);
        out.maybe_text("reference", decision.reference.as_deref());
    });
    out.tables("document", &agreement.documents, |document, out| {
        out.text("id", &document.id);
        out.text("title", &document.title);
        out.date("dated", document.dated);
        out.maybe_text("body", document.body.as_deref());
    });
    out.tables("observation", &agreement.observations, |observation, out| {
        out.text("document", &observation.document);
        out.text("clause", &observation.clause);
        out.maybe_date("on", observation.on);
        out.text("text", &observation.text);
    });
    out.tables("assumption", &agreement.assumptions, |assumption, out| {
        out.text("clause", &assumption.clause);
        out.maybe_text("about", assumption.about.as_deref());
        out.text("text", &assumption.text);
    });
    out.tables("dispute", &agreement.disputes, |stage, out| {
        out.maybe_text("clause", stage.clause.as_deref());
        out.text("stage", &stage.stage);
        out.maybe_whole("working_days", stage.working_days);
    });
    out.maybe_table("procurement", agreement.procurement.as_ref(), |procurement, out| {
        out.maybe_text("clause", procurement.clause.as_deref());
        out.maybe_text("exemption", procurement.exemption.as_deref());
        out.maybe_text("evidence", procurement.evidence.as_deref());
        out.maybe_date("review_on", procurement.review_on);
    });
}

/// A clause that is stated; an empty one is not.
pub fn stated(clause: &str) -> Option<&str> {
    Some(clause).filter(|clause| !clause.is_empty())
}

/// A day as a file holds it.
pub fn day(day: NaiveDate) -> Value {
    let part = |number: u32| u8::try_from(number).expect("a day or a month is small");
    let year = u16::try_from(day.year()).expect("years are from 1900 to 2199");
    let date = Date { year, month: part(day.month()), day: part(day.day()) };
    Value::Datetime(Datetime { date: Some(date), time: None, offset: None })
}

/// A table that is being written; what is not there is left out.
#[derive(Default)]
pub struct Out(Table);

impl Out {
    fn put(&mut self, key: &str, value: Value) {
        self.0.insert(key.to_owned(), value);
    }

    pub fn text(&mut self, key: &str, text: &str) {
        self.put(key, Value::String(text.to_owned()));
    }

    pub fn maybe_text(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    pub fn texts(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            let texts = texts.iter().cloned().map(Value::String).collect();
            self.put(key, Value::Array(texts));
        }
    }

    /// Money and rates, which a file holds as text.
    pub fn show(&mut self, key: &str, value: impl Display) {
        self.text(key, &value.to_string());
    }

    /// What is known, or `"tbc"`.
    pub fn tbc(&mut self, key: &str, value: Tbc<impl Display>) {
        match value {
            Tbc::Known(value) => self.show(key, value),
            Tbc::ToBeConfirmed => self.text(key, "tbc"),
        }
    }

    pub fn number(&mut self, key: &str, number: Decimal) {
        self.text(key, &number.to_string());
    }

    pub fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.put(key, Value::Boolean(true));
        }
    }

    pub fn maybe_whole(&mut self, key: &str, number: Option<u32>) {
        if let Some(number) = number {
            self.put(key, Value::Integer(number.into()));
        }
    }

    pub fn date(&mut self, key: &str, date: NaiveDate) {
        self.put(key, day(date));
    }

    pub fn maybe_date(&mut self, key: &str, day: Option<NaiveDate>) {
        if let Some(day) = day {
            self.date(key, day);
        }
    }

    pub fn table(&mut self, key: &str, write: impl FnOnce(&mut Out)) {
        let mut out = Out::default();
        write(&mut out);
        if !out.0.is_empty() {
            self.put(key, Value::Table(out.0));
        }
    }

    pub fn maybe_table<T>(
        &mut self,
        key: &str,
        value: Option<&T>,
        write: impl FnOnce(&T, &mut Out),
    ) {
        if let Some(value) = value {
            let mut out = Out::default();
            write(value, &mut out);
            self.put(key, Value::Table(out.0));
        }
    }

    pub fn tables<T>(&mut self, key: &str, values: &[T], write: impl Fn(&T, &mut Out)) {
        if values.is_empty() {
            return;
        }
        let tables = values.iter().map(|value| {
            let mut out = Out::default();
            write(value, &mut out);
            Value::Table(out.0)
        });
        self.put(key, Value::Array(tables.collect()));
    }
}
