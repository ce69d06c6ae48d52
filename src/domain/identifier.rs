//! The numbers by which authorities and accounts are known to others, held to their check digits.
//!
//! An agreement may be drafted with placeholders; a number that goes out in an electronic invoice
//! must be one that its list can hold, for a machine will act on it.
//!
//! ```
//! use concordat::domain::identifier::vat_number;
//!
//! assert_eq!(vat_number("GB 999 9999 73").as_deref(), Ok("GB999999973"));
//! assert!(vat_number("GB999999974").is_err());
//! ```

use crate::domain::authority::Authority;
use crate::domain::authority::ElectronicAddress;

/// The list of United Kingdom VAT numbers among the electronic address schemes of Peppol.
pub const VAT_SCHEME: &str = "9932";

/// The lists that an electronic address may be from, with what their numbers are called.
const SCHEMES: [(&str, &str); 4] = [
    (VAT_SCHEME, "United Kingdom VAT numbers"),
    ("0088", "GLN"),
    ("0060", "DUNS"),
    ("0199", "LEI"),
];

/// A number without the spaces that people write in it.
fn closed_up(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The digits of a number of so many; `None` where it is anything else.
fn digits(text: &str, how_many: usize) -> Option<Vec<u32>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    digits.filter(|digits| digits.len() == how_many)
}

/// Whether a number stands in for one that is still to come: there is no digit in it but noughts,
/// as in GB000000000 and 00-00-00.
pub fn is_placeholder(text: &str) -> bool {
    let mut digits = text.chars().filter(char::is_ascii_digit).peekable();
    digits.peek().is_some() && digits.all(|digit| digit == '0')
}

/// A United Kingdom VAT number: GB and nine digits, of which the last two check the others, modulo
/// 97 or, since 2010, that with 55 added.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn vat_number(text: &str) -> Result<String, String> {
    let number = closed_up(text);
    let shape = "a United Kingdom VAT number is GB and nine digits, as GB999999973";
    let Some(nine) = number.strip_prefix("GB").and_then(|nine| digits(nine, 9)) else {
        return Err(format!("\"{text}\" is not a VAT number: {shape}"));
    };
    if is_placeholder(&number) {
        return Err(format!("\"{text}\" stands in for a VAT number: put in the real one"));
    }
    let weighted: u32 = nine[..7].iter().zip((2..=8).rev()).map(|(d, weight)| d * weight).sum();
    let sum = weighted + nine[7] * 10 + nine[8];
    if sum.is_multiple_of(97) || (sum + 55).is_multiple_of(97) {
        Ok(number)
    } else {
        Err(format!("\"{text}\" is not a VAT number: its last two digits do not fit the others"))
    }
}

/// A global location number (GS1): thirteen digits, of which the last checks the others.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn location_number(text: &str) -> Result<String, String> {
    let number = closed_up(text);
    let Some(thirteen) = digits(&number, 13) else {
        return Err(format!("\"{text}\" is not a GLN: it has thirteen digits"));
    };
    let weighted = thirteen.iter().zip([1, 3].into_iter().cycle()).map(|(d, weight)| d * weight);
    if weighted.sum::<u32>().is_multiple_of(10) {
        Ok(number)
    } else {
        Err(format!("\"{text}\" is not a GLN: its last digit does not fit the others"))
    }
}

/// A DUNS number: nine digits.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn duns_number(text: &str) -> Result<String, String> {
    let number = text.replace([' ', '-'], "");
    let is_one = digits(&number, 9).is_some();
    is_one.then_some(number).ok_or_else(|| format!("\"{text}\" is not a DUNS: it has nine digits"))
}

/// A legal entity identifier (ISO 17442): twenty letters and digits that leave 1 when, with A for
/// 10 to Z for 35, they are divided by 97.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn legal_entity_identifier(text: &str) -> Result<String, String> {
    let identifier = closed_up(text);
    let plain = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    if identifier.len() != 20 || !identifier.chars().all(plain) {
        return Err(format!("\"{text}\" is not an LEI: it has twenty capital letters and digits"));
    }
    let rest = identifier.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let shifted = if digit < 10 { rest * 10 } else { rest * 100 };
        (shifted + digit) % 97
    });
    if rest == 1 {
        Ok(identifier)
    } else {
        Err(format!("\"{text}\" is not an LEI: its last two digits do not fit the others"))
    }
}

/// A sort code as banks exchange it: six digits, without the hyphens that people write.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn sort_code(text: &str) -> Result<String, String> {
    let code = text.replace([' ', '-'], "");
    let is_one = digits(&code, 6).is_some();
    is_one
        .then_some(code)
        .ok_or_else(|| format!("\"{text}\" is not a sort code: it has six digits, as 12-34-56"))
}

/// The number of a bank account: eight digits.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn account_number(text: &str) -> Result<String, String> {
    let number = text.replace([' ', '-'], "");
    let is_one = digits(&number, 8).is_some();
    is_one.then_some(number).ok_or_else(|| {
        format!("\"{text}\" is not an account number: it has eight digits, noughts in front")
    })
}

/// A code of the Office for National Statistics: the letter of a country and eight digits, of which
/// the first two tell the kind of authority.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn statistical_code(text: &str) -> Result<String, String> {
    let code = text.trim();
    let is_one = code.strip_prefix(['E', 'K', 'N', 'S', 'W']).and_then(|rest| digits(rest, 8));
    is_one.map(|_| code.to_owned()).ok_or_else(|| {
        format!(
            "\"{text}\" is not a code of the Office for National Statistics: it has the letter of \
             a country and eight digits, as E10000014"
        )
    })
}

/// An e-mail address: a name, an @ and the domain of a mail server.
///
/// # Errors
/// Says in words what is wrong with it.
pub fn email_address(text: &str) -> Result<String, String> {
    let address = text.trim();
    let is_domain = |domain: &str| domain.contains('.') && domain.split('.').all(|w| !w.is_empty());
    let parts = address.split_once('@');
    let is_one = parts.is_some_and(|(name, domain)| {
        !name.is_empty() && is_domain(domain) && !address.contains(char::is_whitespace)
    });
    let is_one = is_one && address.matches('@').count() == 1;
    is_one.then(|| address.to_owned()).ok_or_else(|| {
        format!(
            "\"{text}\" is not an e-mail address: it has a name, an @ and a domain, as \
             recharges@ashenford.example"
        )
    })
}

/// An identifier from the list that it says it is from.
///
/// # Errors
/// The key of the electronic address that is wrong, `scheme` or `id`, and in words what is.
pub fn listed(address: &ElectronicAddress) -> Result<ElectronicAddress, (&'static str, String)> {
    let scheme = address.scheme.trim();
    let id = match scheme {
        VAT_SCHEME => vat_number(&address.id),
        "0088" => location_number(&address.id),
        "0060" => duns_number(&address.id),
        "0199" => legal_entity_identifier(&address.id),
        _ => {
            let known = SCHEMES.map(|(scheme, what)| format!("{scheme} ({what})")).join(", ");
            let says = format!("\"{scheme}\" is none of the lists that are known here: {known}");
            return Err(("scheme", says));
        }
    };
    let id = id.map_err(|says| ("id", says))?;
    Ok(ElectronicAddress { scheme: scheme.to_owned(), id })
}

/// Where an authority receives electronic invoices: its own electronic address, or its VAT number
/// where it has none, by which every council is found on Peppol.
///
/// # Errors
/// The key of the authority that is wrong or missing, and in words what to do about it.
pub fn electronic_address(authority: &Authority) -> Result<ElectronicAddress, (String, String)> {
    if let Some(address) = &authority.electronic_address {
        return listed(address).map_err(|(key, says)| (format!("electronic_address.{key}"), says));
    }
    let Some(number) = &authority.vat_number else {
        let says = "an electronic invoice needs an address to go from and to: add vat_number, or \
                    electronic_address with scheme and id";
        return Err(("electronic_address".to_owned(), says.to_owned()));
    };
    let id = vat_number(number).map_err(|says| ("vat_number".to_owned(), says))?;
    Ok(ElectronicAddress { scheme: VAT_SCHEME.to_owned(), id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_numbers_are_held_to_either_check() {
        for good in ["GB999999973", "GB 100 0000 89", "GB100000034"] {
            assert!(vat_number(good).is_ok(), "{good}");
        }
        for bad in ["GB999999974", "999999973", "GB99999997", "FR999999973", "GB000000000", ""] {
            assert!(vat_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn one_wrong_digit_is_found() {
        for number in ["999999973", "100000089", "123456727"] {
            assert!(vat_number(&format!("GB{number}")).is_ok(), "{number}");
            for at in 0..9 {
                let digit = number.as_bytes()[at] - b'0';
                let other = (digit + 1) % 10;
                let mut wrong = number.to_owned();
                wrong.replace_range(at..=at, &other.to_string());
                assert!(vat_number(&format!("GB{wrong}")).is_err(), "{wrong}");
            }
        }
    }

    #[test]
    fn other_lists_are_held_to_theirs() {
        assert!(location_number("9520000000011").is_ok());
        assert!(location_number("9520000000012").is_err());
        assert!(location_number("123").is_err());
        assert_eq!(duns_number("12-345-6789").as_deref(), Ok("123456789"));
        assert!(duns_number("12345678").is_err());
        assert!(legal_entity_identifier("213800D1EI4B9WTWWD28").is_ok());
        assert!(legal_entity_identifier("213800D1EI4B9WTWWD29").is_err());
        assert_eq!(sort_code("12-34-56").as_deref(), Ok("123456"));
        assert!(sort_code("12-34-5").is_err());
        assert_eq!(account_number("0123 4567").as_deref(), Ok("01234567"));
        assert!(account_number("1234567").is_err());
    }

    #[test]
    fn noughts_stand_in_for_a_number() {
        for placeholder in ["GB000000000", "00-00-00", "00000000", "GB 000 0000 00"] {
            assert!(is_placeholder(placeholder), "{placeholder}");
        }
        for other in ["GB999999973", "00-00-01", "", "GB", "tbc"] {
            assert!(!is_placeholder(other), "{other}");
        }
    }

    #[test]
    fn codes_and_e_mail_addresses_have_their_shapes() {
        assert!(statistical_code("E10000014").is_ok() && statistical_code("W06000015").is_ok());
        for bad in ["10000014", "E1000014", "E100000145", "X10000014", "e10000014", ""] {
            assert!(statistical_code(bad).is_err(), "{bad}");
        }
        assert!(email_address("recharges@ashenford.example").is_ok());
        for bad in ["ashenford.example", "@b.example", "a@b", "a@b.", "a@b@c.example", "a b@c.d"] {
            assert!(email_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_authority_is_reached_by_its_own_address_or_its_vat_number() {
        let mut council = Authority::default();
        let missing = electronic_address(&council).expect_err("it has neither");
        assert_eq!(missing.0, "electronic_address");
        council.vat_number = Some("GB 999 9999 73".to_owned());
        let by_number = electronic_address(&council).expect("a VAT number is enough");
        assert_eq!((by_number.scheme.as_str(), by_number.id.as_str()), ("9932", "GB999999973"));
        let (scheme, id) = ("0088".to_owned(), "9520000000028".to_owned());
        council.electronic_address = Some(ElectronicAddress { scheme, id });
        assert_eq!(electronic_address(&council).expect("its own").scheme, "0088");
        let (scheme, id) = ("EM".to_owned(), "a@b.example".to_owned());
        council.electronic_address = Some(ElectronicAddress { scheme, id });
        let wrong = electronic_address(&council).expect_err("Peppol has no such list");
        assert_eq!(wrong.0, "electronic_address.scheme");
    }
}
