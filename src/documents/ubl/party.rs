//! The two councils of an electronic invoice, and the account that is paid.

use crate::documents::ubl::xml::Xml;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Authority;
use crate::domain::authority::ElectronicAddress;
use crate::domain::authority::Side;
use crate::domain::identifier::account_number;
use crate::domain::identifier::electronic_address;
use crate::domain::identifier::sort_code;
use crate::domain::identifier::vat_number;
use crate::domain::problem::Finding;

/// A council, with the numbers by which machines know it.
pub struct Party<'a> {
    authority: &'a Authority,
    address: ElectronicAddress,
    vat_number: Option<String>,
}

/// The account that is paid.
pub struct Account<'a> {
    name: &'a str,
    sort_code: String,
    number: String,
}

/// Whom an electronic invoice is from and to, and the account that is paid.
pub struct Parties<'a> {
    pub supplier: Party<'a>,
    pub purchaser: Party<'a>,
    pub account: Option<Account<'a>>,
}

/// Gathers what is wrong, so that all of it is said at once.
#[derive(Default)]
struct Gathered {
    findings: Vec<Finding>,
}

impl Gathered {
    /// A value, or nothing where what is wrong with it has been noted.
    fn sound<T>(&mut self, path: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|says| self.find(path, says)).ok()
    }

    fn find(&mut self, path: &str, says: String) {
        let finding = Finding::new(path, "", says);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// The parties of an agreement, on a document that bears VAT numbers or one that must not.
///
/// # Errors
/// Each number that is missing or that its list cannot hold.
pub fn parties(agreement: &Agreement, shows_vat: bool) -> Result<Parties<'_>, Vec<Finding>> {
    let mut gathered = Gathered::default();
    let supplier = party(agreement, Side::Supplier, shows_vat, &mut gathered);
    let purchaser = party(agreement, Side::Purchaser, shows_vat, &mut gathered);
    let account = account(agreement, &mut gathered);
    let seller = &agreement.supplier;
    if !shows_vat && seller.legal_id.is_none() && seller.code.is_none() {
        let says = "an electronic invoice without VAT must say by what number the supplier is \
                    known: add legal_id, or code, its code of the Office for National Statistics";
        gathered.find("supplier.legal_id", says.to_owned());
    }
    match (supplier, purchaser) {
        (Some(supplier), Some(purchaser)) if gathered.findings.is_empty() => {
            Ok(Parties { supplier, purchaser, account })
        }
        _ => Err(gathered.findings),
    }
}

fn party<'a>(
    agreement: &'a Agreement,
    side: Side,
    shows_vat: bool,
    gathered: &mut Gathered,
) -> Option<Party<'a>> {
    let authority = agreement.authority(side);
    let path = |key: &str| format!("{}.{key}", side.word());
    let number = authority.vat_number.as_ref().filter(|_| shows_vat);
    let number = number.and_then(|n| gathered.sound(&path("vat_number"), vat_number(n)));
    let address = electronic_address(authority);
    let address = address.map_err(|(key, says)| gathered.find(&path(&key), says)).ok()?;
    Some(Party { authority, address, vat_number: number })
}

fn account<'a>(agreement: &'a Agreement, gathered: &mut Gathered) -> Option<Account<'a>> {
    let bank = agreement.supplier.bank.as_ref()?;
    let sort_code = gathered.sound("supplier.bank.sort_code", sort_code(&bank.sort_code));
    let number = gathered.sound("supplier.bank.account", account_number(&bank.account));
    Some(Account { name: &bank.name, sort_code: sort_code?, number: number? })
}

impl Party<'_> {
    /// The council, in the order that UBL wants.
    pub fn write(&self, xml: &mut Xml) {
        let authority = self.authority;
        xml.node("Party", |xml| {
            xml.coded("EndpointID", ("schemeID", &self.address.scheme), &self.address.id);
            if let (None, Some(code)) = (&authority.legal_id, &authority.code) {
                xml.node("PartyIdentification", |xml| xml.leaf("ID", code));
            }
            xml.node("PartyName", |xml| xml.leaf("Name", &authority.name));
            self.write_address(xml);
            if let Some(number) = &self.vat_number {
                xml.node("PartyTaxScheme", |xml| {
                    xml.leaf("CompanyID", number);
                    xml.node("TaxScheme", |xml| xml.leaf("ID", "VAT"));
                });
            }
            xml.node("PartyLegalEntity", |xml| {
                xml.leaf("RegistrationName", &authority.name);
                xml.maybe("CompanyID", authority.legal_id.as_deref());
            });
            self.write_contact(xml);
        });
    }

    /// The lines of the address by what they are: the postcode, the town before it, and what leads
    /// there; all of them are in the United Kingdom.
    fn write_address(&self, xml: &mut Xml) {
        let mut lines: Vec<&str> = self.authority.address.iter().map(String::as_str).collect();
        let postcode = lines.pop_if(|line| is_postcode(line));
        let town = if lines.len() > 1 { lines.pop() } else { None };
        xml.node("PostalAddress", |xml| {
            xml.maybe("StreetName", lines.first().copied());
            xml.maybe("AdditionalStreetName", lines.get(1).copied());
            xml.maybe("CityName", town);
            xml.maybe("PostalZone", postcode);
            let rest = lines.get(2..).unwrap_or_default().join(", ");
            if !rest.trim().is_empty() {
                xml.node("AddressLine", |xml| xml.leaf("Line", &rest));
            }
            xml.node("Country", |xml| xml.leaf("IdentificationCode", "GB"));
        });
    }

    fn write_contact(&self, xml: &mut Xml) {
        let authority = self.authority;
        let contact = authority.contact.as_ref();
        let name = contact.map(|contact| contact.name.as_str());
        let phone = contact.and_then(|contact| contact.phone.as_deref());
        let email = contact.and_then(|contact| contact.email.as_deref());
        let email = email.or(authority.email.as_deref());
        if name.or(phone).or(email).is_some() {
            xml.node("Contact", |xml| {
                xml.maybe("Name", name);
                xml.maybe("Telephone", phone);
                xml.maybe("ElectronicMail", email);
            });
        }
    }
}

impl Account<'_> {
    /// The account as a means of payment, which names the document that is paid.
    pub fn write(&self, xml: &mut Xml, number: &str) {
        xml.node("PaymentMeans", |xml| {
            xml.coded("PaymentMeansCode", ("name", "BACS credit transfer"), "30");
            xml.leaf("PaymentID", number);
            xml.node("PayeeFinancialAccount", |xml| {
                xml.leaf("ID", &self.number);
                xml.leaf("Name", self.name);
                xml.node("FinancialInstitutionBranch", |xml| xml.leaf("ID", &self.sort_code));
            });
        });
    }
}

/// Whether a line of an address is a postcode alone: `SO23 8UJ`.
fn is_postcode(line: &str) -> bool {
    let Some((outward, inward)) = line.split_once(' ') else { return false };
    let shape: String = outward
        .chars()
        .chain([' '])
        .chain(inward.chars())
        .map(|c| match c {
            'A'..='Z' => 'A',
            '0'..='9' => '9',
            other => other,
        })
        .collect();
    ["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].iter().any(|out| shape == format!("{out} 9AA"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_known_by_its_shape() {
        for good in ["SO23 8UJ", "PO30 1UD", "E1 6AN", "EC1A 1BB", "W1A 0AX"] {
            assert!(is_postcode(good), "{good}");
        }
        for bad in ["Winchester", "1 High Street", "SO23", "Isle of Wight", "SO23 UJ8"] {
            assert!(!is_postcode(bad), "{bad}");
        }
    }
}
