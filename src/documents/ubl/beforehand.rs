//! What would stop the electronic documents of an agreement, said before any of them is issued.

use crate::billing::invoice::VatGroup;
use crate::documents::ubl::party::parties;
use crate::domain::agreement::Agreement;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::open_end;

/// What an agreement lacks for the electronic documents of the lines that it has, and the rebates
/// that can only be given back on paper.
pub fn lacking_beforehand(agreement: &Agreement) -> Vec<Finding> {
    let known = KnownTerms::on(agreement, open_end());
    let posts = known.staffing.iter().map(|post| &post.terms.latest().vat);
    let services = known.services.iter().map(|service| &service.terms.latest().vat);
    let inputs = known.inputs.iter().map(|input| &input.terms.latest().vat);
    let decided = posts.chain(services).chain(inputs).filter_map(Option::as_ref);
    let groups: Vec<VatGroup> = decided.map(|vat| VatGroup::of(Some(vat.treatment))).collect();
    let mut findings: Vec<Finding> = Vec::new();
    for (group, shows_vat) in [(VatGroup::InsideScope, true), (VatGroup::OutsideScope, false)] {
        let refused = groups.contains(&group).then(|| parties(agreement, shows_vat).err());
        for finding in refused.flatten().unwrap_or_default() {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings.extend(rebates(agreement, &known));
    findings
}

/// Standing rebates with VAT: a credit note of their own gives back what no invoice has charged.
fn rebates(agreement: &Agreement, known: &KnownTerms<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for service in &known.services {
        let terms = service.terms.latest();
        let is_rebate = terms.annual.known().is_some_and(Money::is_credit);
        let group = VatGroup::of(terms.vat.as_ref().map(|vat| vat.treatment));
        if is_rebate && group == VatGroup::InsideScope {
            let at = agreement.services.iter().position(|line| line.id == service.line.id);
            let path = at.map_or(String::new(), |at| format!("service.{at}.annual"));
            let says = "a standing rebate with VAT is given back on a credit note of its own, and \
                        an electronic credit note must name the invoice that it corrects: it can \
                        only be sent on paper";
            findings.push(Finding::new(path, &service.line.clause, says));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::read;

    const AGREEMENT: &str = r#"
reference = "A"
starts = 2018-07-01
supplier = { name = "Northshire", vat_number = "GB999999973" }
purchaser = { name = "Westhaven" }
[[service]]
id = "portal"
name = "Portal"
clause = "1"
annual = "7500.00"
vat = { treatment = "outside-scope", reason = "r", decided_by = "V", decided_on = 2018-06-01 }
[[service]]
id = "rebate"
name = "Rebate"
clause = "2"
annual = "-300.00"
vat = { treatment = "standard", reason = "r", decided_by = "V", decided_on = 2018-06-01 }
"#;

    #[test]
    fn what_stops_an_electronic_invoice_is_said_beforehand() {
        let agreement = read(AGREEMENT).expect("it reads").agreement;
        let found = lacking_beforehand(&agreement);
        let paths: Vec<&str> = found.iter().map(|finding| finding.path.as_str()).collect();
        let wanted = ["purchaser.electronic_address", "supplier.legal_id", "service.1.annual"];
        assert_eq!(paths, wanted);
    }
}
