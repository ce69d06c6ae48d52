//! Electronic invoices: UBL 2.1 by EN 16931 and Peppol BIS Billing 3.0, for an issued invoice or
//! credit note.
//!
//! The document says what the paper says. Its amounts are the statement's own, taken over and never
//! worked out again; a credit note's are positive, for its type says that they are given back. What
//! VAT does not touch (category O) is a document of its own, without a VAT number or a rate, as the
//! statement has already parted it (BR-O-02 to 14). Elements stand in the order of the schema.

mod beforehand;
mod party;
mod xml;

pub use self::beforehand::lacking_beforehand;
use self::party::Parties;
use self::party::parties;
use self::xml::Xml;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::RateTotals;
use crate::billing::invoice::VatGroup;
use crate::billing::issue::Invoice;
use crate::billing::issue::InvoiceLine;
use crate::billing::quantity::Unit;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

/// What it is, for whoever finds it inside a PDF.
pub const DESCRIPTION: &str = "UBL 2.1 invoice, EN 16931, Peppol BIS Billing 3.0";
/// Its media type.
pub const MEDIA_TYPE: &str = "text/xml";

/// The rules that it keeps (BT-24), and the process that it is part of (BT-23).
const CUSTOMIZATION: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0";
const PROFILE: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";

/// The electronic form of an issued invoice or credit note.
///
/// # Errors
/// What the agreement lacks for one or has wrong, or that nobody has issued the document.
pub fn ubl(agreement: &Agreement, invoice: &Invoice) -> Result<Vec<u8>, Vec<Finding>> {
    let refused = |says: String| vec![Finding::new("", "", says)];
    let (Some(number), Some(_)) = (&invoice.number, &invoice.approved_by) else {
        let says = "only an issued document has an electronic form: this is a pro forma";
        return Err(refused(says.to_owned()));
    };
    if invoice.names_no_invoice() {
        return Err(refused(format!(
            "credit note {number} gives back what no invoice has charged, and an electronic credit \
             note must name the invoice that it corrects: send it on paper"
        )));
    }
    let group = invoice.totals.vat_treatment_group;
    let parties = parties(agreement, group == VatGroup::InsideScope)?;
    let making = Making { agreement, invoice, number, parties };
    let root = if making.is_credit() { "CreditNote" } else { "Invoice" };
    Xml::document(root, |xml| making.write(xml)).map_err(|unfit| {
        let words =
            |of: String| format!("{of} cannot stand in an electronic invoice: leave it out");
        unfit.into_iter().flat_map(|of| refused(words(of))).collect()
    })
}

struct Making<'a> {
    agreement: &'a Agreement,
    invoice: &'a Invoice,
    number: &'a str,
    parties: Parties<'a>,
}

impl Making<'_> {
    fn is_credit(&self) -> bool {
        self.invoice.is_credit_note()
    }

    /// A sum as the document states it: what a credit note gives back is positive.
    fn stated(&self, sum: Money) -> Money {
        if self.is_credit() { -sum } else { sum }
    }

    fn write(&self, xml: &mut Xml) {
        self.header(xml);
        self.references(xml);
        xml.node("AccountingSupplierParty", |xml| self.parties.supplier.write(xml));
        xml.node("AccountingCustomerParty", |xml| self.parties.purchaser.write(xml));
        if !self.is_credit()
            && let Some(account) = &self.parties.account
        {
            account.write(xml, self.number);
        }
        xml.node("PaymentTerms", |xml| xml.leaf("Note", &self.payment_terms()));
        self.tax(xml);
        self.totals(xml);
        for (index, line) in self.invoice.lines.iter().enumerate() {
            self.line(xml, index + 1, line);
        }
    }

    fn header(&self, xml: &mut Xml) {
        xml.leaf("CustomizationID", CUSTOMIZATION);
        xml.leaf("ProfileID", PROFILE);
        xml.leaf("ID", self.number);
        xml.leaf("IssueDate", &self.invoice.issued_on.to_string());
        if self.is_credit() {
            xml.leaf("CreditNoteTypeCode", "381");
        } else {
            xml.leaf("DueDate", &self.invoice.due_on.to_string());
            xml.leaf("InvoiceTypeCode", "380");
        }
        xml.leaf("Note", &self.note());
        xml.currency();
        if let Some(ledger) = &self.agreement.purchaser.ledger {
            xml.leaf("AccountingCost", &format!("{} {}", ledger.cost_centre, ledger.subjective));
        }
        xml.maybe("BuyerReference", self.agreement.purchaser.buyer_reference.as_deref());
    }

    fn references(&self, xml: &mut Xml) {
        period(xml, self.invoice.dates());
        if let Some(order) = &self.agreement.purchaser.purchase_order {
            xml.node("OrderReference", |xml| xml.leaf("ID", order));
        }
        for corrected in &self.invoice.corrects {
            xml.node("BillingReference", |xml| {
                xml.node("InvoiceDocumentReference", |xml| {
                    xml.leaf("ID", &corrected.number);
                    xml.leaf("IssueDate", &corrected.issued_on.to_string());
                });
            });
        }
        xml.node("ContractDocumentReference", |xml| xml.leaf("ID", &self.agreement.reference));
    }

    /// What the document is, and where the rest of its statement stands: there may be one note.
    fn note(&self) -> String {
        let what = match (self.is_credit(), self.invoice.corrects_alone()) {
            (true, _) => "Credit",
            (false, true) => "Correction of earlier periods",
            (false, false) => "Recharge",
        };
        let (period, title) = (self.invoice.period, &self.agreement.title);
        let mut note = format!("{what}: statement of {period} under {title}.");
        for other in &self.invoice.beside {
            let number = &other.number;
            let kind = match other.kind {
                DocumentKind::Invoice => "invoice",
                DocumentKind::CreditNote => "credit note",
            };
            note.push_str(&format!(" Other lines of the same statement are on {kind} {number}."));
        }
        note
    }

    fn payment_terms(&self) -> String {
        if self.is_credit() {
            return self.invoice.given_back_in_words();
        }
        let (days, due) = (self.invoice.payment_days, in_words(self.invoice.due_on));
        let unit = if days == 1 { "day" } else { "days" };
        format!("Payment is due within {days} {unit} of the invoice date, by {due}.")
    }

    fn tax(&self, xml: &mut Xml) {
        let totals = &self.invoice.totals;
        xml.node("TaxTotal", |xml| {
            xml.amount("TaxAmount", self.stated(totals.vat));
            for rate in &totals.rates {
                xml.node("TaxSubtotal", |xml| {
                    xml.amount("TaxableAmount", self.stated(rate.net));
                    xml.amount("TaxAmount", self.stated(rate.vat));
                    xml.node("TaxCategory", |xml| self.breakdown_category(xml, rate));
                });
            }
        });
    }

    fn breakdown_category(&self, xml: &mut Xml, rate: &RateTotals) {
        let treatment = rate.vat_treatment.unwrap_or(Treatment::OutsideScope);
        category(xml, treatment, rate.rate, |xml| {
            if treatment == Treatment::OutsideScope {
                xml.leaf("TaxExemptionReasonCode", "VATEX-EU-O");
            }
            if matches!(treatment, Treatment::OutsideScope | Treatment::Exempt) {
                xml.leaf("TaxExemptionReason", &self.exemption_reason(treatment));
            }
        });
    }

    /// Why no VAT is charged: the reasons recorded with the decisions, each once.
    fn exemption_reason(&self, treatment: Treatment) -> String {
        let what = match treatment {
            Treatment::Exempt => "Exempt from VAT",
            _ => "Outside the scope of VAT",
        };
        let reasons = self.invoice.vat_reasons(treatment);
        if reasons.is_empty() { what.to_owned() } else { format!("{what}: {}", reasons.join("; ")) }
    }

    fn totals(&self, xml: &mut Xml) {
        let totals = &self.invoice.totals;
        xml.node("LegalMonetaryTotal", |xml| {
            xml.amount("LineExtensionAmount", self.stated(totals.net));
            xml.amount("TaxExclusiveAmount", self.stated(totals.net));
            xml.amount("TaxInclusiveAmount", self.stated(totals.gross));
            xml.amount("PayableAmount", self.stated(totals.gross));
        });
    }

    fn line(&self, xml: &mut Xml, id: usize, line: &InvoiceLine) {
        let (name, counted) = if self.is_credit() {
            ("CreditNoteLine", "CreditedQuantity")
        } else {
            ("InvoiceLine", "InvoicedQuantity")
        };
        let billed = &line.billed;
        let unit = unit_code(line.quantity.unit);
        xml.node(name, |xml| {
            xml.leaf("ID", &id.to_string());
            xml.maybe("Note", correction_in_words(line).as_deref());
            let quantity = line.quantity.clone();
            let quantity = if self.is_credit() { quantity.credited() } else { quantity };
            xml.coded(counted, ("unitCode", unit), &quantity.count_in_figures());
            xml.amount("LineExtensionAmount", self.stated(billed.net));
            // A line's period lies inside the document's (PEPPOL-EN16931-R110, R111): that of an
            // adjustment beside lines of this period is said in its note.
            if !billed.adjustment || self.invoice.corrects_alone() {
                period(xml, billed.period.dates());
            }
            item(xml, line);
            xml.node("Price", |xml| {
                xml.price("PriceAmount", &line.quantity.price_in_figures());
            });
        });
    }
}

/// What a line is for: its name, the clause that it rests on, and in brief how it was worked out.
fn item(xml: &mut Xml, line: &InvoiceLine) {
    let billed = &line.billed;
    let clause = billed.clause.trim_start_matches("clause ");
    let description = match line.working_in_brief() {
        Some(working) => format!("Clause {clause}: {working}"),
        None => format!("Clause {clause}"),
    };
    xml.node("Item", |xml| {
        xml.leaf("Description", &description);
        xml.leaf("Name", &billed.description);
        xml.node("SellersItemIdentification", |xml| xml.leaf("ID", &billed.line));
        xml.node("ClassifiedTaxCategory", |xml| {
            let treatment = billed.vat_treatment.unwrap_or(Treatment::OutsideScope);
            category(xml, treatment, line.rate, |_| ());
        });
    });
}

fn period(xml: &mut Xml, dates: Period) {
    xml.node("InvoicePeriod", |xml| {
        xml.leaf("StartDate", &dates.first.to_string());
        xml.leaf("EndDate", &dates.last.to_string());
    });
}

/// A VAT category (UNCL 5305): its code, its rate where it has one, what comes before its scheme,
/// and that.
fn category(
    xml: &mut Xml,
    treatment: Treatment,
    rate: VatRate,
    before_scheme: impl FnOnce(&mut Xml),
) {
    let code = match treatment {
        Treatment::Standard | Treatment::Reduced => "S",
        Treatment::Zero => "Z",
        Treatment::Exempt => "E",
        Treatment::OutsideScope => "O",
    };
    xml.leaf("ID", code);
    if treatment != Treatment::OutsideScope {
        xml.leaf("Percent", &rate.per_cent().to_string());
    }
    before_scheme(xml);
    xml.node("TaxScheme", |xml| xml.leaf("ID", "VAT"));
}

/// The code of a unit (UN/ECE Recommendation 20).
fn unit_code(unit: Unit) -> &'static str {
    match unit {
        Unit::One => "C62",
        Unit::Day => "DAY",
    }
}

/// What an adjustment corrects, in a sentence or two.
fn correction_in_words(line: &InvoiceLine) -> Option<String> {
    let correction = line.correction.as_ref()?;
    let period = line.billed.period;
    let mut words = format!(
        "Adjustment for {period}, {}: billed before {}, corrected to {}, difference {}.",
        period.dates().in_words(),
        correction.before.in_pounds(),
        correction.now.in_pounds(),
        line.billed.net.in_pounds()
    );
    if !correction.corrects.is_empty() {
        let corrects = correction.corrects.iter();
        let corrects: Vec<String> = corrects
            .map(|earlier| format!("{} of {}", earlier.number, in_words(earlier.issued_on)))
            .collect();
        words.push_str(&format!(" Corrects {}.", corrects.join(", ")));
    }
    words.push_str(&format!(" Why: {}.", correction.why()));
    Some(words)
}
