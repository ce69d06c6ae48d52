//! The agreement's parts, read from their tables.

use toml::de::DeTable;

use crate::domain::agreement::Agreement;
use crate::domain::agreement::Apportion;
use crate::domain::agreement::BillingTerms;
use crate::domain::agreement::Interest;
use crate::domain::agreement::LegalBasis;
use crate::domain::agreement::Provision;
use crate::domain::agreement::ReconciliationTerms;
use crate::domain::agreement::Status;
use crate::domain::agreement::Timing;
use crate::domain::agreement::WEEKS_IN_YEAR;
use crate::domain::authority::Authority;
use crate::domain::authority::Bank;
use crate::domain::authority::Contact;
use crate::domain::authority::ElectronicAddress;
use crate::domain::authority::Ledger;
use crate::domain::authority::Side;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::Event;
use crate::domain::break_clause::Notice;
use crate::domain::break_clause::When;
use crate::domain::calendar::Every;
use crate::domain::file::parse_lines::inputs;
use crate::domain::file::parse_lines::overheads;
use crate::domain::file::parse_lines::posts;
use crate::domain::file::parse_lines::services;
use crate::domain::file::parse_lines::variations;
use crate::domain::file::parse_performance::heads;
use crate::domain::file::parse_performance::kpis;
use crate::domain::file::parse_performance::performance;
use crate::domain::file::reader::Node;
use crate::domain::file::reader::Reader;
use crate::domain::heads::Assumption;
use crate::domain::heads::Decision;
use crate::domain::heads::DisputeStage;
use crate::domain::heads::Observation;
use crate::domain::heads::Procurement;
use crate::domain::heads::SourcePaper;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;

const SIDES: &[(&str, Side)] = &[("supplier", Side::Supplier), ("purchaser", Side::Purchaser)];

/// The whole agreement; `None` where its first day is missing, without which nothing can be said.
pub fn agreement(reader: &mut Reader, table: &DeTable) -> Option<Agreement> {
    let top = &reader.node("agreement", String::new(), table, 0..0);
    let reference = reader.needed_text(top, "reference");
    let starts = reader.needed_date(top, "starts");
    let title = reader.text(top, "title").unwrap_or_else(|| reference.clone());
    let supplier = authority(reader, top, Side::Supplier);
    let purchaser = authority(reader, top, Side::Purchaser);
    let agreement = Agreement {
        reference,
        title,
        status: reader.word(top, "status", &Status::WORDS).unwrap_or_default(),
        instrument: reader.word(top, "instrument", INSTRUMENTS).map(str::to_owned),
        starts: starts.unwrap_or_default(),
        ends: reader.date(top, "ends"),
        acceptance_days: reader.whole(top, "acceptance_days"),
        legal_bases: legal_bases(reader, top),
        supplier,
        purchaser,
        provisions: provisions(reader, top),
        billing: billing(reader, top),
        reconciliation: reconciliation(reader, top),
        staffing: posts(reader, top),
        overheads: overheads(reader, top),
        services: services(reader, top),
        inputs: inputs(reader, top),
        breaks: breaks(reader, top),
        events: events(reader, top),
        notices: notices(reader, top),
        variations: variations(reader, top),
        kpis: kpis(reader, top),
        performance: performance(reader, top),
        heads: heads(reader, top),
        decisions: decisions(reader, top),
        documents: documents(reader, top),
        observations: observations(reader, top),
        assumptions: assumptions(reader, top),
        disputes: disputes(reader, top),
        procurement: procurement(reader, top),
    };
    starts.map(|_| agreement)
}

const INSTRUMENTS: &[(&str, &str)] = &[
    ("new", "new"),
    ("extension", "extension"),
    ("renewal", "renewal"),
    ("variation", "variation"),
    ("replacement", "replacement"),
    ("novation", "novation"),
];

fn authority(reader: &mut Reader, top: &Node, side: Side) -> Authority {
    if !top.has(side.word()) {
        reader.refuse_missing(top, side.word());
    }
    let Some(node) = &reader.table(top, side.word(), side.word()) else {
        return Authority::default();
    };
    let bank = reader.table(node, "bank", "bank").map(|bank| Bank {
        name: reader.needed_text(&bank, "name"),
        sort_code: reader.needed_text(&bank, "sort_code"),
        account: reader.needed_text(&bank, "account"),
    });
    let contact = reader.table(node, "contact", "contact").map(|contact| Contact {
        name: reader.needed_text(&contact, "name"),
        email: reader.text(&contact, "email"),
        phone: reader.text(&contact, "phone"),
    });
    let address = reader.table(node, "electronic_address", "electronic_address");
    let electronic_address = address.map(|address| ElectronicAddress {
        scheme: reader.needed_text(&address, "scheme"),
        id: reader.needed_text(&address, "id"),
    });
    let ledger = reader.table(node, "ledger", "ledger").map(|ledger| Ledger {
        cost_centre: reader.needed_text(&ledger, "cost_centre"),
        subjective: reader.needed_text(&ledger, "subjective"),
    });
    Authority {
        name: reader.needed_text(node, "name"),
        kind: reader.text(node, "kind"),
        code: reader.text(node, "code"),
        vat_number: reader.text(node, "vat_number"),
        address: reader.texts(node, "address"),
        email: reader.text(node, "email"),
        bank,
        purchase_order: reader.text(node, "purchase_order"),
        buyer_reference: reader.text(node, "buyer_reference"),
        contact,
        legal_id: reader.text(node, "legal_id"),
        electronic_address,
        ledger,
        logo: reader.text(node, "logo"),
        colour: reader.colour(node, "colour"),
        ends: reader.date(node, "ends"),
    }
}

fn legal_bases(reader: &mut Reader, top: &Node) -> Vec<LegalBasis> {
    let nodes = reader.tables(top, "legal_basis", "legal_basis");
    nodes
        .iter()
        .map(|node| LegalBasis {
            act: reader.needed_text(node, "act"),
            from: reader.date(node, "from"),
            to: reader.date(node, "to"),
            note: reader.text(node, "note"),
        })
        .collect()
}

fn provisions(reader: &mut Reader, top: &Node) -> Vec<Provision> {
    let nodes = reader.tables(top, "provision", "provision");
    nodes
        .iter()
        .map(|node| {
            if !node.has("annual") {
                reader.refuse_missing(node, "annual");
            }
            Provision {
                name: reader.needed_text(node, "name"),
                annual: reader.tbc_money(node, "annual").unwrap_or(Tbc::ToBeConfirmed),
                circa: reader.flag(node, "circa").unwrap_or_default(),
                includes: reader.texts(node, "includes"),
                clause: reader.text(node, "clause").unwrap_or_default(),
            }
        })
        .collect()
}

fn billing(reader: &mut Reader, top: &Node) -> BillingTerms {
    let default = BillingTerms::default();
    let Some(node) = &reader.table(top, "billing", "billing") else { return default };
    let every = [("month", Every::Month), ("quarter", Every::Quarter), ("year", Every::Year)];
    let timing = [("arrears", Timing::Arrears), ("advance", Timing::Advance)];
    let apportion = [("months", Apportion::Months), ("days", Apportion::Days)];
    let interest = [("none", Interest::None), ("show", Interest::Show), ("bill", Interest::Bill)];
    BillingTerms {
        every: reader.word(node, "every", &every).unwrap_or(default.every),
        timing: reader.word(node, "timing", &timing).unwrap_or(default.timing),
        apportion: reader.word(node, "apportion", &apportion).unwrap_or(default.apportion),
        payment_days: reader.whole(node, "payment_days"),
        interest: reader.word(node, "interest", &interest).unwrap_or(default.interest),
    }
}

fn reconciliation(reader: &mut Reader, top: &Node) -> Option<ReconciliationTerms> {
    let node = &reader.table(top, "reconciliation", "reconciliation")?;
    let on = reader.texts(node, "on");
    let weeks = reader.quantity(node, "weeks").unwrap_or_else(|| WEEKS_IN_YEAR.into());
    if weeks < 1.into() || weeks > 53.into() {
        reader.refuse(node, "weeks", "a year has from 1 to 53 weeks");
        return None;
    }
    Some(ReconciliationTerms {
        on: if on.is_empty() { vec!["staffing".to_owned()] } else { on },
        tolerance: reader.rate(node, "tolerance").unwrap_or(Rate::of_per_cent(0.into())),
        weeks,
    })
}

fn breaks(reader: &mut Reader, top: &Node) -> Vec<Break> {
    let nodes = reader.tables(top, "break", "break");
    let read = |node: &Node, reader: &mut Reader| {
        let when = when(reader, node)?;
        Some(Break {
            id: reader.needed_text(node, "id"),
            clause: reader.text(node, "clause").unwrap_or_default(),
            when,
            notice_months: reader.whole(node, "notice_months"),
            by: reader.word(node, "by", SIDES),
        })
    };
    nodes.iter().filter_map(|node| read(node, reader)).collect()
}

fn when(reader: &mut Reader, node: &Node) -> Option<When> {
    let given = ["every_years", "on_event", "any_time"].into_iter().filter(|key| node.has(key));
    let given: Vec<&str> = given.collect();
    if given.len() != 1 {
        let says = "a break is one of every_years, on_event and any_time: give just one of them";
        reader.refuse(node, given.last().unwrap_or(&"id"), says);
        return None;
    }
    if let Some(years) = reader.whole(node, "every_years") {
        if years == 0 || years > 100 {
            reader.refuse(node, "every_years", "from 1 to 100 years are wanted");
            return None;
        }
        return Some(When::EveryYears(years));
    }
    if let Some(event) = reader.text(node, "on_event") {
        let window_months = reader.whole(node, "window_months").unwrap_or(6);
        return Some(When::OnEvent { event, window_months });
    }
    match reader.flag(node, "any_time") {
        Some(true) => Some(When::AnyTime),
        Some(false) => {
            reader.refuse(node, "any_time", "any_time can only be true: leave the break out");
            None
        }
        None => None,
    }
}

fn events(reader: &mut Reader, top: &Node) -> Vec<Event> {
    let nodes = reader.tables(top, "event", "event");
    nodes
        .iter()
        .map(|node| Event {
            kind: reader.needed_text(node, "kind"),
            on: reader.needed_date(node, "on").unwrap_or_default(),
            substantive: reader.flag(node, "substantive").unwrap_or_default(),
            note: reader.text(node, "note"),
        })
        .collect()
}

fn notices(reader: &mut Reader, top: &Node) -> Vec<Notice> {
    let nodes = reader.tables(top, "notice", "notice");
    let read = |node: &Node, reader: &mut Reader| {
        if !node.has("given_by") {
            reader.refuse_missing(node, "given_by");
        }
        let under = reader.needed_text(node, "break");
        let given_by = reader.word(node, "given_by", SIDES);
        let given_on = reader.needed_date(node, "given_on");
        let ends_on = reader.date(node, "ends_on");
        let note = reader.text(node, "note");
        Some(Notice { under, given_by: given_by?, given_on: given_on?, ends_on, note })
    };
    nodes.iter().filter_map(|node| read(node, reader)).collect()
}

fn decisions(reader: &mut Reader, top: &Node) -> Vec<Decision> {
    let nodes = reader.tables(top, "decision", "decision");
    let read = |node: &Node, reader: &mut Reader| {
        if !node.has("authority") {
            reader.refuse_missing(node, "authority");
        }
        let authority = reader.word(node, "authority", SIDES);
        let decision = Decision {
            authority: authority.unwrap_or(Side::Supplier),
            body: reader.needed_text(node, "body"),
            on: reader.needed_date(node, "on").unwrap_or_default(),
            text: reader.needed_text(node, "text"),
            clause: reader.text(node, "clause"),
            delegated_to: reader.text(node, "delegated_to"),
            consulting: reader.texts(node, "consulting"),
            reference: reader.text(node, "reference"),
        };
        authority.map(|_| decision)
    };
    nodes.iter().filter_map(|node| read(node, reader)).collect()
}

fn documents(reader: &mut Reader, top: &Node) -> Vec<SourcePaper> {
    let nodes = reader.tables(top, "document", "document");
    nodes
        .iter()
        .map(|node| SourcePaper {
            id: reader.needed_text(node, "id"),
            title: reader.needed_text(node, "title"),
            dated: reader.needed_date(node, "dated").unwrap_or_default(),
            body: reader.text(node, "body"),
        })
        .collect()
}

fn observations(reader: &mut Reader, top: &Node) -> Vec<Observation> {
    let nodes = reader.tables(top, "observation", "observation");
    nodes
        .iter()
        .map(|node| Observation {
            document: reader.needed_text(node, "document"),
            clause: reader.needed_text(node, "clause"),
            on: reader.date(node, "on"),
            text: reader.needed_text(node, "text"),
        })
        .collect()
}

fn assumptions(reader: &mut Reader, top: &Node) -> Vec<Assumption> {
    let nodes = reader.tables(top, "assumption", "assumption");
    nodes
        .iter()
        .map(|node| Assumption {
            clause: reader.needed_text(node, "clause"),
            about: reader.text(node, "about"),
            text: reader.needed_text(node, "text"),
        })
        .collect()
}

fn disputes(reader: &mut Reader, top: &Node) -> Vec<DisputeStage> {
    let nodes = reader.tables(top, "dispute", "dispute");
    nodes
        .iter()
        .map(|node| DisputeStage {
            clause: reader.text(node, "clause"),
            stage: reader.needed_text(node, "stage"),
            working_days: reader.whole(node, "working_days"),
        })
        .collect()
}

fn procurement(reader: &mut Reader, top: &Node) -> Option<Procurement> {
    let node = &reader.table(top, "procurement", "procurement")?;
    Some(Procurement {
        clause: reader.text(node, "clause"),
        exemption: reader.text(node, "exemption"),
        evidence: reader.text(node, "evidence"),
        review_on: reader.date(node, "review_on"),
    })
}
