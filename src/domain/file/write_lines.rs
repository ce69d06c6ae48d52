//! Writing charge lines and variations.

use crate::domain::charges::Input;
use crate::domain::charges::Overhead;
use crate::domain::charges::Per;
use crate::domain::charges::Service;
use crate::domain::file::write::Out;
use crate::domain::line::Amendment;
use crate::domain::line::Approval;
use crate::domain::line::Line;
use crate::domain::staffing::Basis;
use crate::domain::staffing::Cost;
use crate::domain::staffing::Post;
use crate::domain::variation::Change;
use crate::domain::variation::Variation;
use crate::domain::vat::VatDecision;

fn line<T>(line: &Line<T>, name_key: &str, out: &mut Out) {
    out.text("id", &line.id);
    out.text("clause", &line.clause);
    out.text(name_key, &line.name);
    out.maybe_date("starts", line.starts);
    out.maybe_date("ends", line.ends);
    out.flag("continues", line.continues);
}

fn vat(decision: &VatDecision, out: &mut Out) {
    out.text("treatment", decision.treatment.word());
    out.maybe_text("reason", decision.reason.as_deref());
    out.maybe_text("decided_by", decision.decided_by.as_deref());
    out.maybe_date("decided_on", decision.decided_on);
}

fn approval(approval: &Approval, out: &mut Out) {
    out.text("by", &approval.by);
    out.date("on", approval.on);
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Share => "share",
        Basis::ActualDays => "actual-days",
    }
}

pub fn posts(posts: &[Post], out: &mut Out) {
    out.tables("staffing", posts, |post, out| {
        line(post, "post", out);
        let terms = &post.terms;
        out.maybe_text("area", terms.area.as_deref());
        out.maybe_text("holder", terms.holder.as_deref());
        out.tbc("days_per_week", terms.days_per_week);
        match terms.cost {
            Cost::Full(full) => out.tbc("full_cost", full),
            Cost::Salary { salary, pension } => {
                out.tbc("salary", salary);
                if let Some(pension) = pension {
                    out.show("pension", pension);
                }
            }
            Cost::DayRate { rate, days_in_year } => {
                out.tbc("day_rate", rate);
                match (days_in_year, terms.basis) {
                    (Some(days), _) => out.number("days_in_year", days),
                    (None, Basis::Share) => out.text("days_in_year", "tbc"),
                    (None, Basis::ActualDays) => {}
                }
            }
        }
        out.text("basis", basis(terms.basis));
        out.maybe_table("vat", terms.vat.as_deref(), vat);
    });
}

pub fn overheads(overheads: &[Overhead], out: &mut Out) {
    out.tables("overhead", overheads, |overhead, out| {
        line(overhead, "name", out);
        out.tbc("rate", overhead.terms.rate);
        out.texts("on", &overhead.terms.on);
        if overhead.terms.per == Per::Line {
            out.text("per", "line");
        }
        out.texts("covers", &overhead.terms.covers);
        out.maybe_table("vat", overhead.terms.vat.as_deref(), vat);
    });
}

pub fn services(services: &[Service], out: &mut Out) {
    out.tables("service", services, |service, out| {
        line(service, "name", out);
        out.tbc("annual", service.terms.annual);
        out.maybe_date("review_on", service.terms.review_on);
        out.maybe_table("vat", service.terms.vat.as_deref(), vat);
    });
}

pub fn inputs(inputs: &[Input], out: &mut Out) {
    out.tables("input", inputs, |input, out| {
        line(input, "name", out);
        out.tbc("budget", input.terms.budget);
        out.maybe_table("approved", input.terms.approved.as_deref(), approval);
        out.maybe_table("vat", input.terms.vat.as_deref(), vat);
    });
}

pub fn variation(variation: &Variation, out: &mut Out) {
    out.text("id", &variation.id);
    out.maybe_text("clause", variation.clause.as_deref());
    out.date("agreed", variation.agreed);
    out.date("effective", variation.effective);
    out.maybe_text("reason", variation.reason.as_deref());
    out.maybe_date("ends", variation.ends);
    out.tables("change", &variation.changes, change);
    posts(&variation.staffing, out);
    overheads(&variation.overheads, out);
    services(&variation.services, out);
    inputs(&variation.inputs, out);
}

fn change(change: &Change, out: &mut Out) {
    out.text("line", &change.line);
    out.maybe_date("ends", change.ends);
    for amendment in &change.amendments {
        let key = amendment.key();
        match amendment {
            Amendment::DaysPerWeek(days) => out.tbc(key, *days),
            Amendment::FullCost(sum)
            | Amendment::Salary(sum)
            | Amendment::DayRate(sum)
            | Amendment::Annual(sum)
            | Amendment::Budget(sum) => out.tbc(key, *sum),
            Amendment::Pension(rate) => out.show(key, rate),
            Amendment::DaysInYear(days) => out.number(key, *days),
            Amendment::Basis(changed) => out.text(key, basis(*changed)),
            Amendment::Holder(holder) => out.text(key, holder),
            Amendment::Rate(rate) => out.tbc(key, *rate),
            Amendment::On(on) => out.texts(key, on),
            Amendment::ReviewOn(day) => out.date(key, *day),
            Amendment::Approved(by) => out.table(key, |out| approval(by, out)),
            Amendment::Vat(decision) => out.table(key, |out| vat(decision, out)),
        }
    }
}
