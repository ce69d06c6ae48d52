//! Approval: the only way from a statement to an invoice.
//!
//! Nothing but [`approve`] makes an [`ApprovedStatement`], so an unapproved invoice does not
//! compile; what was issued already is a fact, which [`issued_before`] takes back from the books
//! without judging it anew.

use crate::billing::invoice::VatGroup;
use crate::billing::statement::RechargeStatement;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::check::numbers::that_cannot_be_right;
use crate::domain::problem::Finding;

/// A statement that somebody has approved for issue.
#[derive(Debug, Clone)]
pub struct ApprovedStatement {
    statement: RechargeStatement,
    approved_by: String,
}

impl ApprovedStatement {
    /// The statement.
    pub fn statement(&self) -> &RechargeStatement {
        &self.statement
    }

    /// Who approved it.
    pub fn approved_by(&self) -> &str {
        &self.approved_by
    }
}

/// Approves a statement for issue.
///
/// # Errors
/// All that stands in the way: a line that nobody has decided the VAT of, a preview, an invoice
/// without the reference that the purchaser's finance office needs, an account or a VAT number that
/// cannot be right.
pub fn approve(
    agreement: &Agreement,
    statement: RechargeStatement,
    approved_by: &str,
) -> Result<ApprovedStatement, Vec<Finding>> {
    let mut findings = Vec::new();
    if approved_by.trim().is_empty() {
        findings.push(Finding::new(
            "",
            "",
            "nobody is named as approving: an approval is by someone",
        ));
    }
    if statement.preview {
        let says = format!(
            "as at {} this is a preview, which has no number and cannot be approved: the \
             statement's own day is {}",
            in_words(statement.as_at),
            in_words(statement.own_day(agreement))
        );
        findings.push(Finding::new("", "", says));
    }
    let heads = agreement.line_heads();
    let mut undecided: Vec<&str> = statement
        .lines
        .iter()
        .filter(|line| line.vat_treatment.is_none())
        .map(|line| line.line.as_str())
        .collect();
    undecided.dedup();
    for line in undecided {
        if let Some(head) = heads.iter().find(|head| head.id == line) {
            let says = format!(
                "nobody had decided by {} how VAT treats \"{line}\": record treatment, reason, \
                 decided_by and decided_on before it is issued",
                in_words(statement.as_at)
            );
            findings.push(Finding::new(format!("{}.vat", head.path), head.clause, says));
        }
    }
    let purchaser = &agreement.purchaser;
    if purchaser.purchase_order.is_none() && purchaser.buyer_reference.is_none() {
        let says = "an invoice needs the purchaser's order or reference: ask for it, and add \
                    purchase_order or buyer_reference under [purchaser]";
        findings.push(Finding::new("purchaser.purchase_order", "", says));
    }
    let is_vat_invoice =
        statement.invoices.iter().any(|made| made.vat_treatment_group == VatGroup::InsideScope);
    if is_vat_invoice {
        findings.extend(missing_of_a_vat_invoice(agreement));
    }
    findings.extend(wrong_on_paper(agreement, is_vat_invoice));
    if findings.is_empty() {
        Ok(ApprovedStatement { statement, approved_by: approved_by.trim().to_owned() })
    } else {
        Err(findings)
    }
}

/// A statement, or the part of one, that was approved and issued: its documents are drawn up again
/// as they were, whatever would be refused since.
///
/// ```
/// use concordat::billing::approval::issued_before;
/// # use concordat::billing::actuals::Actuals;
/// # use concordat::billing::statement::draw_up;
/// # let text = include_str!("../../examples/hampshire-isle-of-wight/agreement.toml");
/// # let agreement = concordat::domain::file::read(text).expect("it is sound").agreement;
/// # let period = agreement.first_period();
/// # let as_at = agreement.as_at_default(period);
/// # let statement = draw_up(&agreement, &Actuals::default(), period, as_at);
/// let issued = issued_before(statement, "Ben Approver");
/// assert_eq!(issued.approved_by(), "Ben Approver");
/// ```
pub fn issued_before(statement: RechargeStatement, approved_by: &str) -> ApprovedStatement {
    ApprovedStatement { statement, approved_by: approved_by.to_owned() }
}

/// What the VAT Regulations 1995, regulation 14 ask of an invoice and the agreement does not state.
fn missing_of_a_vat_invoice(agreement: &Agreement) -> Vec<Finding> {
    let (supplier, purchaser) = (&agreement.supplier, &agreement.purchaser);
    let asked = [
        (supplier.vat_number.is_none(), "supplier.vat_number", "the supplier's VAT number"),
        (supplier.address.is_empty(), "supplier.address", "the supplier's address"),
        (purchaser.address.is_empty(), "purchaser.address", "the purchaser's address"),
    ];
    let missing = asked.into_iter().filter(|(is_missing, ..)| *is_missing);
    let finding = |(_, path, what): (bool, &str, &str)| {
        Finding::new(path, "", format!("a VAT invoice must bear {what}: add it"))
    };
    missing.map(finding).collect()
}

/// The numbers that an invoice bears and that cannot be right: it would be paid into no account, or
/// its VAT could not be claimed back. Placeholders are drafts of their own, which `check` names.
fn wrong_on_paper(agreement: &Agreement, is_vat_invoice: bool) -> Vec<Finding> {
    let is_borne = |finding: &Finding| match finding.path.as_str() {
        "supplier.bank.sort_code" | "supplier.bank.account" => true,
        "supplier.vat_number" | "purchaser.vat_number" => is_vat_invoice,
        _ => false,
    };
    let sides = [Side::Supplier, Side::Purchaser].into_iter();
    sides
        .flat_map(|side| that_cannot_be_right(side, agreement.authority(side)))
        .filter(is_borne)
        .collect()
}
