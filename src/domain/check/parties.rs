//! The parties: whether they can bill and be billed, whether they last as long as the term, and the
//! people that the file names.

use crate::domain::authority::Authority;
use crate::domain::authority::Contact;
use crate::domain::authority::Side;
use crate::domain::calendar::anniversary;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_any;
use crate::domain::check::words::listed;
use crate::domain::check::words::words;
use crate::domain::problem::Finding;

/// The two sides, as the file names them.
pub const SIDES: [Side; 2] = [Side::Supplier, Side::Purchaser];

/// What stands in the way of an invoice, of the term, or of privacy (rules §13; R9; O-003-59).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    let agreement = reading.agreement;
    if folded(&agreement.supplier.name) == folded(&agreement.purchaser.name) {
        let says =
            "supplier and purchaser have the same name: nobody recharges itself; correct one";
        findings.push(Finding::new("purchaser.name", "", says));
    }
    supplier_details(&agreement.supplier, findings);
    purchaser_details(&agreement.purchaser, findings);
    for side in SIDES {
        outlived(reading, side, findings);
    }
    people(reading, findings);
}

fn supplier_details(supplier: &Authority, findings: &mut Vec<Finding>) {
    let details = [
        (supplier.address.is_empty(), "address"),
        (supplier.bank.is_none(), "bank account"),
        (supplier.vat_number.is_none(), "VAT number"),
    ];
    let missing: Vec<&str> = details.iter().filter(|(gone, _)| *gone).map(|(_, w)| *w).collect();
    if !missing.is_empty() {
        let says = format!(
            "the file has no {} of {}: an invoice that can be paid states them; add them",
            listed(&missing),
            supplier.name
        );
        findings.push(Finding::new("supplier", "", says));
    }
}

fn purchaser_details(purchaser: &Authority, findings: &mut Vec<Finding>) {
    let details =
        [(purchaser.address.is_empty(), "address"), (purchaser.email.is_none(), "e-mail address")];
    let missing: Vec<&str> = details.iter().filter(|(gone, _)| *gone).map(|(_, w)| *w).collect();
    let name = &purchaser.name;
    if !missing.is_empty() {
        let says = format!(
            "the file has no {} of {name}: invoices are made out and sent to it; add it",
            listed(&missing)
        );
        findings.push(Finding::new("purchaser", "", says));
    }
    if purchaser.purchase_order.is_none() && purchaser.buyer_reference.is_none() {
        let says = format!(
            "{name} has given neither a purchase order nor a reference of its own: its finance \
             office, and an e-invoice, will want one; ask for it"
        );
        findings.push(Finding::new("purchaser.purchase_order", "", says));
    }
}

/// A party that is abolished before the term ends; without a last day, ten years are looked ahead.
fn outlived(reading: &Reading, side: Side, findings: &mut Vec<Finding>) {
    let authority = reading.agreement.authority(side);
    let Some(ends) = authority.ends else { return };
    let starts = reading.agreement.starts;
    let ten_years = anniversary(starts, 10).pred_opt().unwrap_or(starts);
    let says = match reading.known.term_ends() {
        Some(term_ends) if term_ends > ends => format!(
            "the term ends on {}, after {}, the last day of {}: say who takes its place",
            in_words(term_ends),
            in_words(ends),
            authority.name
        ),
        None if ten_years > ends => format!(
            "the term is open-ended and {} is the last day of {}: ten years from the start would \
             end on {}, after it; say who takes its place",
            in_words(ends),
            authority.name,
            in_words(ten_years)
        ),
        None => format!(
            "the term is open-ended and {} is the last day of {}: say who takes its place",
            in_words(ends),
            authority.name
        ),
        Some(_) => return,
    };
    findings.push(Finding::new(format!("{}.ends", side.word()), "", says));
}

/// People named in a document that is likely to be published.
fn people(reading: &Reading, findings: &mut Vec<Finding>) {
    let lines = reading.known.staffing.iter();
    let named: Vec<_> = lines.filter(|post| post.terms.latest().holder.is_some()).collect();
    if let Some(first) = named.first() {
        let path = format!("{}.holder", reading.path(&first.line.id));
        let name =
            if named.len() == 1 { "post names its holder" } else { "posts name their holders" };
        let says = format!(
            "{} {name}: that is personal data, true only on its day; keep names out of what is \
             published, and state the post",
            named.len()
        );
        findings.push(Finding::new(path, &first.line.clause, says));
    }
    for side in SIDES {
        let contact = reading.agreement.authority(side).contact.as_ref();
        if let Some(contact) = contact.filter(|contact| is_a_person(contact)) {
            let says = format!(
                "\"{}\" is a person with an address of their own: an office and its mailbox would \
                 outlast them, and are not personal data",
                contact.name
            );
            findings.push(Finding::new(format!("{}.contact", side.word()), "", says));
        }
    }
}

/// Whether a contact is a person: two or three words, none of an office, of which the last is in
/// the e-mail address.
fn is_a_person(contact: &Contact) -> bool {
    const OFFICE: [&str; 12] = [
        "team",
        "office",
        "desk",
        "unit",
        "department",
        "services",
        "service",
        "finance",
        "accounts",
        "payable",
        "recharges",
        "council",
    ];
    let name = words(&contact.name);
    let mailbox = contact.email.as_deref().and_then(|email| email.split('@').next());
    let last = name.last().map(|word| folded(word)).unwrap_or_default();
    matches!(name.len(), 2 | 3)
        && !has_any(&contact.name, &OFFICE)
        && mailbox.is_some_and(|mailbox| folded(mailbox).contains(&last))
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    #[test]
    fn a_supplier_can_be_paid() {
        raises(
            &[("vat_number = \"GB999999973\"\n", "")],
            "supplier",
            "no VAT number of Northshire",
        );
        let bank = "bank = { name = \"Northshire County Council\", sort_code = \"12-34-56\", \
                    account = \"12345678\" }\n";
        let address = "address = [\"County Hall\", \"Northtown\"]\n";
        raises(&[(bank, ""), (address, "")], "supplier", "no address and bank account");
    }

    #[test]
    fn a_purchaser_can_be_billed() {
        let order = "purchase_order = \"4500000001\"\n";
        raises(&[(order, "")], "purchaser.purchase_order", "neither a purchase order");
        silent(&[(order, "buyer_reference = \"VS-CS\"\n")]);
        raises(
            &[("email = \"invoices@sandling.example\"\n", "")],
            "purchaser",
            "no e-mail address",
        );
    }

    /// R9: a ten-year term from 1 July 2018 ends after the vesting day of 1 April 2028.
    #[test]
    fn a_term_that_outlives_a_party_is_raised() {
        let abolished = ("vat_number", "ends = 2030-03-31\nvat_number");
        let says = "the term ends on 31 March 2031, after 31 March 2030";
        raises(&[abolished], "supplier.ends", says);
        let open = ("ends = 2031-03-31\n", "");
        raises(&[open, abolished], "supplier.ends", "would end on 31 March 2036, after it");
        silent(&[("vat_number", "ends = 2031-03-31\nvat_number")]);
    }

    #[test]
    fn one_council_twice_is_raised() {
        let name = "name = \"Vale of Sandling Council\"";
        raises(&[(name, "name = \"Northshire County Council\"")], "purchaser.name", "same name");
    }

    /// O-003-59.
    #[test]
    fn named_people_are_raised_and_offices_are_not() {
        let holder = ("post = \"Director\"", "post = \"Director\"\nholder = \"Ada Grey\"");
        raises(&[holder], "staffing.0.holder", "personal data");
        let contact = |contact: &'static str| ("vat_number", contact);
        let person =
            "contact = { name = \"Ada Grey\", email = \"Ada.grey@north.example\" }\nvat_number";
        raises(&[contact(person)], "supplier.contact", "is a person");
        let office =
            "contact = { name = \"Recharges Team\", email = \"r.team@n.example\" }\nvat_number";
        silent(&[contact(office)]);
    }
}
