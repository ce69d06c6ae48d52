//! The numbers and addresses by which a party is billed, paid and reached: those that cannot be
//! right, and those that stand in for what is to come.

use crate::domain::authority::Authority;
use crate::domain::authority::Side;
use crate::domain::check::Reading;
use crate::domain::check::is_about;
use crate::domain::check::parties::SIDES;
use crate::domain::check::words::folded;
use crate::domain::check::words::listed;
use crate::domain::identifier;
use crate::domain::identifier::is_placeholder;
use crate::domain::problem::Finding;

/// A number or an address of a party: where it stands, what it is called, and what it says.
struct Stated<'a> {
    key: &'static str,
    called: &'static str,
    text: &'a str,
}

/// What a bank, a tax office or a mail server would send back.
pub(super) fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for side in SIDES {
        let authority = reading.agreement.authority(side);
        placeholders(reading, side, findings);
        findings.extend(that_cannot_be_right(side, authority));
        electronic_address(side, authority, findings);
    }
    one_number_for_two(reading, findings);
}

/// The numbers and addresses of a party that cannot be right; placeholders stand for others.
pub fn that_cannot_be_right(side: Side, authority: &Authority) -> Vec<Finding> {
    let stated = stated(authority).into_iter().filter(|stated| !is_placeholder(stated.text));
    let wrong = stated.filter_map(|stated| Some((stated.key, held(&stated).err()?)));
    let finding = |(key, says): (&str, String)| {
        Finding::new(format!("{}.{key}", side.word()), "", format!("{says}; correct it"))
    };
    wrong.map(finding).collect()
}

/// All that a party states and that has a shape of its own.
fn stated(authority: &Authority) -> Vec<Stated<'_>> {
    let bank = authority.bank.as_ref();
    let contact = authority.contact.as_ref();
    let all = [
        ("code", "ONS code", authority.code.as_deref()),
        ("vat_number", "VAT number", authority.vat_number.as_deref()),
        ("bank.sort_code", "sort code", bank.map(|bank| bank.sort_code.as_str())),
        ("bank.account", "account number", bank.map(|bank| bank.account.as_str())),
        ("email", "e-mail address", authority.email.as_deref()),
        ("contact.email", "e-mail address", contact.and_then(|contact| contact.email.as_deref())),
    ];
    let stated = all.into_iter();
    stated.filter_map(|(key, called, text)| Some(Stated { key, called, text: text? })).collect()
}

/// Holds a number to its shape and its check digits.
fn held(stated: &Stated) -> Result<String, String> {
    match stated.key {
        "code" => identifier::statistical_code(stated.text),
        "vat_number" => identifier::vat_number(stated.text),
        "bank.sort_code" => identifier::sort_code(stated.text),
        "bank.account" => identifier::account_number(stated.text),
        _ => identifier::email_address(stated.text),
    }
}

/// What stands in for a number, as a draft may have it: said once for a party, at the first.
fn placeholders(reading: &Reading, side: Side, findings: &mut Vec<Finding>) {
    let authority = reading.agreement.authority(side);
    let stated = stated(authority);
    let is_number = |stated: &&Stated| !stated.key.ends_with("email");
    let open: Vec<&Stated> =
        stated.iter().filter(is_number).filter(|stated| is_placeholder(stated.text)).collect();
    let Some(first) = open.first() else { return };
    let named: Vec<String> = open.iter().map(|s| format!("{} {}", s.called, s.text)).collect();
    let (is, it) =
        if named.len() == 1 { ("is a placeholder", "it") } else { ("are placeholders", "them") };
    let says = format!(
        "the {} of {} {is}: put the real one in place of {it} before an invoice is sent",
        listed(&named),
        authority.name
    );
    let mut assumed = reading.agreement.assumptions.iter();
    let clause = assumed.find(|assumption| is_about(assumption, side.word()));
    let clause = clause.map_or("", |assumption| &assumption.clause);
    findings.push(Finding::new(format!("{}.{}", side.word(), first.key), clause, says));
}

/// An electronic address that its list cannot hold.
fn electronic_address(side: Side, authority: &Authority, findings: &mut Vec<Finding>) {
    let Some(address) = &authority.electronic_address else { return };
    if let Err((key, says)) = identifier::listed(address) {
        let path = format!("{}.electronic_address.{key}", side.word());
        let advice = if is_placeholder(&address.id) { "" } else { "; correct it" };
        findings.push(Finding::new(path, "", format!("{says}{advice}")));
    }
}

/// A number that is of one council alone, stated for both.
fn one_number_for_two(reading: &Reading, findings: &mut Vec<Finding>) {
    let numbers = |side: Side| {
        let of = stated(reading.agreement.authority(side)).into_iter();
        let own = of.filter(|s| matches!(s.key, "code" | "vat_number") && !is_placeholder(s.text));
        own.map(|s| (s.key, s.called, folded(s.text).replace(' ', ""))).collect::<Vec<_>>()
    };
    let supplier = numbers(Side::Supplier);
    for (key, called, _) in numbers(Side::Purchaser).iter().filter(|own| supplier.contains(own)) {
        let says = format!(
            "{} and {} have the same {called}: each council has its own; correct one",
            reading.agreement.supplier.name, reading.agreement.purchaser.name
        );
        findings.push(Finding::new(format!("purchaser.{key}"), "", says));
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::found;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const VAT: &str = "vat_number = \"GB999999973\"";
    const PURCHASER: &str = "purchase_order = \"4500000001\"";

    #[test]
    fn a_vat_number_is_held_to_its_check_digits() {
        let wrong = (VAT, "vat_number = \"GB999999974\"");
        raises(&[wrong], "supplier.vat_number", "its last two digits do not fit the others");
        silent(&[(VAT, "vat_number = \"GB 100 0000 89\"")]);
    }

    #[test]
    fn a_bank_account_has_its_shape() {
        let short = ("sort_code = \"12-34-56\"", "sort_code = \"12-34-5\"");
        raises(&[short], "supplier.bank.sort_code", "it has six digits");
        let short = ("account = \"12345678\"", "account = \"1234567\"");
        raises(&[short], "supplier.bank.account", "it has eight digits");
    }

    #[test]
    fn an_electronic_address_is_of_its_list() {
        let address = |scheme: &str, id: &str| {
            format!("electronic_address = {{ scheme = \"{scheme}\", id = \"{id}\" }}\n{PURCHASER}")
        };
        let wrong = address("0088", "9520000000012");
        raises(&[(PURCHASER, &wrong)], "purchaser.electronic_address.id", "is not a GLN");
        let wrong = address("EM", "a@b.example");
        raises(&[(PURCHASER, &wrong)], "purchaser.electronic_address.scheme", "none of the lists");
        silent(&[(PURCHASER, &address("0088", "9520000000011"))]);
    }

    #[test]
    fn mail_and_codes_have_their_shapes() {
        let wrong = ("invoices@sandling.example", "invoices.sandling.example");
        raises(&[wrong], "purchaser.email", "is not an e-mail address");
        let contact = format!("contact = {{ name = \"Accounts\", email = \"a at b\" }}\n{VAT}");
        raises(&[(VAT, &contact)], "supplier.contact.email", "is not an e-mail address");
        let code = format!("code = \"E1000014\"\n{VAT}");
        raises(&[(VAT, &code)], "supplier.code", "eight digits, as E10000014");
    }

    #[test]
    fn one_number_for_two_councils_is_raised() {
        let (both, others) = (format!("{VAT}\n{PURCHASER}"), "vat_number = \"GB100000089\"");
        raises(&[(PURCHASER, &both)], "purchaser.vat_number", "have the same VAT number");
        silent(&[(PURCHASER, &format!("{others}\n{PURCHASER}"))]);
    }

    /// A draft has them, and its author is told once, calmly.
    #[test]
    fn placeholders_are_said_once() {
        let open = [
            (VAT, "vat_number = \"GB000000000\""),
            ("sort_code = \"12-34-56\"", "sort_code = \"00-00-00\""),
            ("account = \"12345678\"", "account = \"00000000\""),
        ];
        let says = "the VAT number GB000000000, sort code 00-00-00 and account number 00000000 of \
                    Northshire County Council are placeholders";
        raises(&open, "supplier.vat_number", says);
        assert_eq!(found(&open).len(), 1);
        let both = format!("vat_number = \"GB000000000\"\n{PURCHASER}");
        raises(&[open[0], (PURCHASER, &both)], "purchaser.vat_number", "is a placeholder");
        assert_eq!(found(&[open[0], (PURCHASER, &both)]).len(), 2, "and not as one number for two");
    }
}
