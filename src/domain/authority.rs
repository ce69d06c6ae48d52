//! The authorities that are party to an agreement: who they are and how they are paid and reached.

use chrono::NaiveDate;

/// Which side of the agreement an authority is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// It provides the services and bills for them.
    Supplier,
    /// It receives the services and pays for them.
    Purchaser,
}

impl Side {
    /// `supplier` or `purchaser`.
    pub fn word(self) -> &'static str {
        match self {
            Side::Supplier => "supplier",
            Side::Purchaser => "purchaser",
        }
    }
}

/// A council or other public body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authority {
    /// Its name in full, as its documents must print it.
    pub name: String,
    /// County, unitary, district and so on.
    pub kind: Option<String>,
    /// Its code of the Office for National Statistics.
    pub code: Option<String>,
    /// Its VAT number, with the country's letters.
    pub vat_number: Option<String>,
    /// Its postal address, line by line.
    pub address: Vec<String>,
    /// Where its recharges or invoices are dealt with.
    pub email: Option<String>,
    /// The account that pays it.
    pub bank: Option<Bank>,
    /// The order that the purchaser's finance office wants on each invoice.
    pub purchase_order: Option<String>,
    /// The reference by which the purchaser knows an invoice is its own (EN 16931, BT-10).
    pub buyer_reference: Option<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// Its registration, where it has one.
    pub legal_id: Option<String>,
    /// Its address for electronic invoices.
    pub electronic_address: Option<ElectronicAddress>,
    /// Its own codes for these sums.
    pub ledger: Option<Ledger>,
    /// The file of its arms or logo.
    pub logo: Option<String>,
    /// Its colour, as `#005ea5`.
    pub colour: Option<String>,
    /// Its last day as a council, where an order abolishes it.
    pub ends: Option<NaiveDate>,
}

/// A bank account for payment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bank {
    /// The account's name.
    pub name: String,
    /// Its sort code, as `00-00-00`.
    pub sort_code: String,
    /// Its number.
    pub account: String,
}

/// A person or an office to ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Who.
    pub name: String,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
}

/// An electronic address of the kind that Peppol uses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ElectronicAddress {
    /// The list that the identifier is from: 9932 for United Kingdom VAT numbers.
    pub scheme: String,
    /// The identifier.
    pub id: String,
}

/// An authority's own codes, for its journals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Who bears or earns it.
    pub cost_centre: String,
    /// What it is, by nature.
    pub subjective: String,
}
