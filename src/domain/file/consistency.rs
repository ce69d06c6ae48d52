//! What cannot be so, though each value reads well by itself: names used twice, lines that are not
//! there, notice that is too short, terms that a kind of line does not have.

use std::collections::BTreeSet;

use crate::domain::agreement::Agreement;
use crate::domain::agreement::LineHead;
use crate::domain::break_clause::notice_end;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::line::Amend;
use crate::domain::line::Amendment;
use crate::domain::line::LineKind;
use crate::domain::on_costs::national_insurance;
use crate::domain::problem::Finding;
use crate::domain::problem::nearest;
use crate::domain::staffing::Cost;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::open_end;

/// Everything about an agreement that cannot be so.
pub fn findings(agreement: &Agreement) -> Vec<Finding> {
    let mut findings = Vec::new();
    if agreement.ends.is_some_and(|ends| ends < agreement.starts) {
        let says = format!(
            "the term ends before it starts on {}: correct one of the two",
            in_words(agreement.starts)
        );
        findings.push(Finding::new("ends", "", says));
    }
    let heads = agreement.line_heads();
    names_used_twice(agreement, &heads, &mut findings);
    overhead_targets(agreement, &heads, &mut findings);
    targets_of_lists(agreement, &heads, &mut findings);
    changes(agreement, &heads, &mut findings);
    notices(agreement, &mut findings);
    references(agreement, &mut findings);
    costs(agreement, &mut findings);
    findings
}

fn names_used_twice(agreement: &Agreement, heads: &[LineHead], findings: &mut Vec<Finding>) {
    let lines = heads.iter().map(|head| (head.id, head.path.clone(), head.clause));
    twice("line", lines, findings);
    for head in heads {
        let is_word = LineKind::parse(head.id).is_some() || head.id == "agreement";
        if is_word && head.id != head.kind.word() {
            let says = format!("\"{}\" is a word of this file: give the line another id", head.id);
            findings.push(Finding::new(format!("{}.id", head.path), head.clause, says));
        }
    }
    let kpis = agreement.kpis.iter().enumerate();
    twice("indicator", kpis.map(|(i, k)| (&*k.id, format!("kpi.{i}"), &*k.clause)), findings);
    let breaks = agreement.breaks.iter().enumerate();
    twice("break", breaks.map(|(i, b)| (&*b.id, format!("break.{i}"), &*b.clause)), findings);
    let variations = agreement.variations.iter().enumerate();
    let variations = variations
        .map(|(i, v)| (&*v.id, format!("variation.{i}"), v.clause.as_deref().unwrap_or_default()));
    twice("variation", variations, findings);
    let documents = agreement.documents.iter().enumerate();
    twice("document", documents.map(|(i, d)| (&*d.id, format!("document.{i}"), "")), findings);
}

fn twice<'a>(
    noun: &str,
    named: impl Iterator<Item = (&'a str, String, &'a str)>,
    findings: &mut Vec<Finding>,
) {
    let mut seen = BTreeSet::new();
    for (id, path, clause) in named.filter(|(id, ..)| !id.is_empty()) {
        if !seen.insert(id) {
            let says =
                format!("there are two {noun}s called \"{id}\": give each a name of its own");
            findings.push(Finding::new(format!("{path}.id"), clause, says));
        }
    }
}

fn overhead_targets(agreement: &Agreement, heads: &[LineHead], findings: &mut Vec<Finding>) {
    let own = agreement.overheads.iter().enumerate();
    let own = own.map(|(i, line)| (format!("overhead.{i}.on"), line));
    let added = agreement.variations.iter().enumerate().flat_map(|(v, variation)| {
        let lines = variation.overheads.iter().enumerate();
        lines.map(move |(i, line)| (format!("variation.{v}.overhead.{i}.on"), line))
    });
    for (path, line) in own.chain(added) {
        check_targets(&path, &line.clause, &line.terms.on, heads, findings);
    }
}

fn check_targets(
    path: &str,
    clause: &str,
    targets: &[String],
    heads: &[LineHead],
    findings: &mut Vec<Finding>,
) {
    if targets.is_empty() {
        let says = "the list is empty: name kinds of lines (staffing, service, input) or line ids";
        findings.push(Finding::new(path, clause, says));
    }
    for target in targets {
        let head = heads.iter().find(|head| head.id == target);
        let kind = LineKind::parse(target).or(head.map(|head| head.kind));
        match kind {
            Some(LineKind::Overhead) => {
                let says = format!("\"{target}\" is an overhead: there is no overhead on overhead");
                findings.push(Finding::new(path, clause, says));
            }
            Some(_) => {}
            None => findings.push(Finding::new(path, clause, no_such_line(target, heads))),
        }
    }
}

fn no_such_line(target: &str, heads: &[LineHead]) -> String {
    let words = ["staffing", "service", "input"];
    let near = nearest(target, heads.iter().map(|head| head.id).chain(words));
    let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
    format!("there is no line or kind of line called \"{target}\"{near}")
}

fn targets_of_lists(agreement: &Agreement, heads: &[LineHead], findings: &mut Vec<Finding>) {
    let known = |target: &String| {
        LineKind::parse(target).is_some() || heads.iter().any(|head| head.id == target)
    };
    for (index, provision) in agreement.provisions.iter().enumerate() {
        for target in provision.includes.iter().filter(|target| !known(target)) {
            let path = format!("provision.{index}.includes");
            findings.push(Finding::new(path, &provision.clause, no_such_line(target, heads)));
        }
    }
    let Some(terms) = &agreement.reconciliation else { return };
    for target in &terms.on {
        let kind = LineKind::parse(target)
            .or(heads.iter().find(|head| head.id == target).map(|head| head.kind));
        if kind != Some(LineKind::Staffing) {
            let says = match kind {
                None => no_such_line(target, heads),
                Some(kind) => format!("days are reconciled for staffing, not for {}", kind.word()),
            };
            findings.push(Finding::new("reconciliation.on", "", says));
        }
    }
}

fn changes(agreement: &Agreement, heads: &[LineHead], findings: &mut Vec<Finding>) {
    for (v, variation) in agreement.variations.iter().enumerate() {
        if variation.ends.is_some_and(|ends| ends < agreement.starts) {
            let says = "the term would end before it starts";
            findings.push(Finding::new(format!("variation.{v}.ends"), "", says));
        }
        for (c, change) in variation.changes.iter().enumerate() {
            let path = format!("variation.{v}.change.{c}");
            let Some(head) = heads.iter().find(|head| head.id == change.line) else {
                let near = nearest(&change.line, heads.iter().map(|head| head.id));
                let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
                let says = format!("there is no line called \"{}\"{near}", change.line);
                findings.push(Finding::new(format!("{path}.line"), "", says));
                continue;
            };
            for amendment in &change.amendments {
                if let Some(says) = cannot_change(head, amendment) {
                    let path = format!("{path}.{}", amendment.key());
                    findings.push(Finding::new(path, head.clause, says));
                }
                if let Amendment::On(on) = amendment {
                    check_targets(&format!("{path}.on"), head.clause, on, heads, findings);
                }
            }
        }
    }
}

fn cannot_change(head: &LineHead, amendment: &Amendment) -> Option<String> {
    use Amendment as A;
    let has = match head.kind {
        LineKind::Staffing => PostTerms::default().amend(amendment),
        LineKind::Overhead => matches!(amendment, A::Rate(_) | A::On(_) | A::Vat(_)),
        LineKind::Service => matches!(amendment, A::Annual(_) | A::ReviewOn(_) | A::Vat(_)),
        LineKind::Input => matches!(amendment, A::Budget(_) | A::Approved(_) | A::Vat(_)),
    };
    let (key, id, kind) = (amendment.key(), head.id, head.kind.word());
    (!has).then(|| format!("\"{id}\" has no \"{key}\" to change: it is a line of kind {kind}"))
}

fn notices(agreement: &Agreement, findings: &mut Vec<Finding>) {
    for (index, notice) in agreement.notices.iter().enumerate() {
        let path = format!("notice.{index}");
        let Some(clause) = agreement.breaks.iter().find(|b| b.id == notice.under) else {
            let near = nearest(&notice.under, agreement.breaks.iter().map(|b| b.id.as_str()));
            let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
            let says = format!("there is no break called \"{}\"{near}", notice.under);
            findings.push(Finding::new(format!("{path}.break"), "", says));
            continue;
        };
        if clause.by.is_some_and(|side| side != notice.given_by) {
            let says = format!("the {} may not use this break", notice.given_by.word());
            findings.push(Finding::new(format!("{path}.given_by"), &clause.clause, says));
        }
        if clause.notice_months.is_none() {
            let says = format!(
                "break \"{}\" does not say how many months' notice it needs: give it notice_months",
                clause.id
            );
            findings.push(Finding::new(format!("{path}.break"), &clause.clause, says));
        }
        let end = notice_end(clause, agreement.starts, &agreement.events, notice);
        if let Err(says) = end {
            let key = if notice.ends_on.is_some() { "ends_on" } else { "given_on" };
            findings.push(Finding::new(format!("{path}.{key}"), &clause.clause, says));
        }
    }
}

fn references(agreement: &Agreement, findings: &mut Vec<Finding>) {
    let is_document = |id: &str| agreement.documents.iter().any(|document| document.id == id);
    for (index, observation) in agreement.observations.iter().enumerate() {
        if !is_document(&observation.document) {
            let says = format!("there is no document called \"{}\"", observation.document);
            let path = format!("observation.{index}.document");
            findings.push(Finding::new(path, &observation.clause, says));
        }
    }
    for (index, kpi) in agreement.kpis.iter().enumerate() {
        if let Some(whole) = &kpi.part_of
            && (*whole == kpi.id || !agreement.kpis.iter().any(|other| other.id == *whole))
        {
            let says = format!("there is no other indicator called \"{whole}\"");
            findings.push(Finding::new(format!("kpi.{index}.part_of"), &kpi.clause, says));
        }
        let document = kpi.baseline.as_ref().and_then(|baseline| baseline.document.as_deref());
        if let Some(document) = document.filter(|document| !is_document(document)) {
            let says = format!("there is no document called \"{document}\"");
            let path = format!("kpi.{index}.baseline.document");
            findings.push(Finding::new(path, &kpi.clause, says));
        }
    }
}

/// A salary needs rates of on-costs from its first day on, and a share of a day rate its year.
fn costs(agreement: &Agreement, findings: &mut Vec<Finding>) {
    let everything = KnownTerms::on(agreement, open_end());
    let heads = agreement.line_heads();
    for line in &everything.staffing {
        let (Some(runs), Some(head)) =
            (line.runs, heads.iter().find(|head| head.id == line.line.id))
        else {
            continue;
        };
        let mut stretches = line.terms.stretches(runs);
        let says = stretches.find_map(|(dates, terms)| match terms.cost {
            Cost::Salary { .. } => national_insurance(FinancialYear::of(dates.first)).err(),
            _ => None,
        });
        if let Some(says) = says {
            let finding = Finding::new(format!("{}.salary", head.path), head.clause, says);
            findings.push(finding);
        }
    }
}
