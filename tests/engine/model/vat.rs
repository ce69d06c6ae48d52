//! The documents of a statement, and the VAT on each.

use std::collections::BTreeMap;

use super::fraction::rounded;
use crate::spec::Treatment;

/// One invoice or credit note.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Document {
    pub outside_scope: bool,
    pub net: i64,
    pub vat: i64,
}

/// The documents that carry these lines: what is outside the scope of VAT on one, what is inside
/// it on another, and what is inside it and negative on a credit note of its own. A document that
/// comes to nothing is not made.
pub fn documents(lines: &[(Option<Treatment>, i64)]) -> Vec<Document> {
    let mut papers: BTreeMap<(bool, bool), BTreeMap<Treatment, i64>> = BTreeMap::new();
    for (treatment, net) in lines {
        let treatment = treatment.expect("only statements whose lines are all decided have papers");
        let outside = treatment == Treatment::OutsideScope;
        let credit = !outside && *net < 0;
        *papers.entry((outside, credit)).or_default().entry(treatment).or_default() += net;
    }
    let mut documents: Vec<Document> = papers.into_iter().map(document).collect();
    documents.retain(|document| document.net != 0);
    documents.sort();
    documents
}

fn document(paper: ((bool, bool), BTreeMap<Treatment, i64>)) -> Document {
    let ((outside_scope, _), nets) = paper;
    let vat = nets.iter().map(|(treatment, net)| vat(*treatment, *net)).sum();
    Document { outside_scope, net: nets.values().sum(), vat }
}

fn vat(treatment: Treatment, net: i64) -> i64 {
    let rate = match treatment {
        Treatment::Standard => 20,
        Treatment::Reduced => 5,
        Treatment::Zero | Treatment::Exempt | Treatment::OutsideScope => 0,
    };
    rounded(i128::from(net) * rate, 100)
}

#[test]
fn vat_is_that_of_the_total_at_a_rate() {
    let thirds = [(Some(Treatment::Standard), 3333); 3];
    assert_eq!(documents(&thirds), [Document { outside_scope: false, net: 9999, vat: 2000 }]);
    let mixed =
        [(Some(Treatment::OutsideScope), 32_500_000), (Some(Treatment::Standard), 17_500_000)];
    let papers = documents(&mixed);
    assert_eq!(papers.iter().map(|paper| paper.net + paper.vat).sum::<i64>(), 53_500_000);
    assert_eq!(papers.len(), 2);
}
