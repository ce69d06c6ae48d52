//! The values of keys: texts, words, dates, quantities, money and rates.

use chrono::Datelike;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::domain::calendar::YEARS;
use crate::domain::file::reader::Node;
use crate::domain::file::reader::Reader;
use crate::domain::file::reader::Value;
use crate::domain::file::reader::kind_of;
use crate::domain::money::Money;
use crate::domain::problem::nearest;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;
use crate::domain::rate::parse_quantity;
use crate::domain::rate::parse_signed;
use crate::domain::written::composed;
use crate::domain::written::is_unseen;
use crate::domain::written::unseen;

impl Reader<'_> {
    /// A text.
    pub fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.table.get(key)?;
        self.text_of(node, key, value, "the text is empty: leave the key out")
    }

    /// A text, wherever it stands; one in which nothing is to be seen is refused as empty.
    fn text_of(&mut self, node: &Node, key: &str, value: Value, empty: &str) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            let says = format!("text is wanted, in quotation marks; this is {}", kind_of(value));
            self.refuse_value(node, key, value, says);
            return None;
        };
        // The last two are no characters, and no electronic invoice can hold them.
        let is_bad = |c: &char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
        if let Some(bad) = text.chars().find(|c| is_bad(c) && *c != '\n' && *c != '\t') {
            let says = format!("the text has a control character (U+{:04X})", bad as u32);
            self.refuse_value(node, key, value, says);
        }
        let text = text.trim();
        if text.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
            self.refuse_value(node, key, value, empty.to_owned());
            return None;
        }
        if let Some((character, says)) = unseen(text) {
            self.refuse_character(node, key, value, character, says);
        }
        Some(composed(text).into_owned())
    }

    /// A text that must be there.
    pub fn needed_text(&mut self, node: &Node, key: &str) -> String {
        if !node.has(key) {
            self.refuse_missing(node, key);
        }
        self.text(node, key).unwrap_or_default()
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        let Some(value) = node.table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            let says = format!("a list of text is wanted, as [\"…\"]; this is {}", kind_of(value));
            self.refuse_value(node, key, value, says);
            return Vec::new();
        };
        let text = |item| self.text_of(node, key, item, "the text is empty: leave it out");
        list.iter().filter_map(text).collect()
    }

    /// A colour, `#005ea5`.
    pub fn colour(&mut self, node: &Node, key: &str) -> Option<String> {
        let text = self.text(node, key)?;
        let digits = text.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(text);
        }
        if let Some(value) = node.table.get(key) {
            let says = format!("\"{text}\" is no colour: write # and six digits, as #005ea5");
            self.refuse_value(node, key, value, says);
        }
        None
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, key)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let near = nearest(&text, known.iter().copied());
        let near = near.map_or(String::new(), |near| format!(" Did you mean \"{near}\"?"));
        let says = format!("\"{text}\" is not one of {}.{near}", known.join(", "));
        self.refuse(node, key, says);
        None
    }

    /// True or false.
    pub fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let value = node.table.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            let says = format!("true or false is wanted; this is {}", kind_of(value));
            self.refuse_value(node, key, value, says);
        }
        flag
    }

    /// A whole number from nought to 1,200.
    pub fn whole(&mut self, node: &Node, key: &str) -> Option<u32> {
        let value = node.table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            _ => None,
        };
        let number: Option<u32> = number.filter(|number| *number <= 1_200);
        if number.is_none() {
            let says = "a whole number from 0 to 1200 is wanted".to_owned();
            self.refuse_value(node, key, value, says);
        }
        number
    }

    /// A date.
    pub fn date(&mut self, node: &Node, key: &str) -> Option<NaiveDate> {
        let value = node.table.get(key)?;
        let wanted = "a date is wanted, year first and without quotation marks, as 2018-07-01";
        let datetime = value.get_ref().as_datetime().filter(|d| d.time.is_none());
        let day = datetime.and_then(|datetime| datetime.date).and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        });
        match day {
            Some(day) if YEARS.contains(&day.year()) => Some(day),
            Some(_) => {
                let says = "the year is beyond 1900 to 2199".to_owned();
                self.refuse_value(node, key, value, says);
                None
            }
            None => {
                self.refuse_value(
                    node,
                    key,
                    value,
                    format!("{wanted}; this is {}", kind_of(value)),
                );
                None
            }
        }
    }

    /// A date that must be there.
    pub fn needed_date(&mut self, node: &Node, key: &str) -> Option<NaiveDate> {
        if !node.has(key) {
            self.refuse_missing(node, key);
        }
        self.date(node, key)
    }

    /// A quantity, from a number or a text.
    pub fn quantity(&mut self, node: &Node, key: &str) -> Option<Decimal> {
        self.number(node, key, parse_quantity)
    }

    /// A number that may be below nought.
    pub fn signed(&mut self, node: &Node, key: &str) -> Option<Decimal> {
        self.number(node, key, parse_signed)
    }

    fn number(
        &mut self,
        node: &Node,
        key: &str,
        parse: impl Fn(&str) -> Result<Decimal, String>,
    ) -> Option<Decimal> {
        let value = node.table.get(key)?;
        let figures = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text.as_ref(),
            _ => {
                let says = format!("a number is wanted; this is {}", kind_of(value));
                self.refuse_value(node, key, value, says);
                return None;
            }
        };
        let parsed = parse(figures.strip_prefix('+').unwrap_or(figures));
        parsed.map_err(|says| self.refuse_value(node, key, value, says)).ok()
    }

    /// A number that may be below nought, or that it is to be confirmed.
    pub fn tbc_signed(&mut self, node: &Node, key: &str) -> Option<Tbc<Decimal>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.signed(node, key).map(Tbc::Known)
    }

    /// A quantity, or that it is to be confirmed.
    pub fn tbc_quantity(&mut self, node: &Node, key: &str) -> Option<Tbc<Decimal>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.quantity(node, key).map(Tbc::Known)
    }

    /// A sum of money.
    pub fn money(&mut self, node: &Node, key: &str) -> Option<Money> {
        let value = node.table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            let says = format!(
                "money is written in quotation marks, as \"1300000.00\"; this is {}",
                kind_of(value)
            );
            self.refuse_value(node, key, value, says);
            return None;
        };
        Money::parse(text).map_err(|says| self.refuse_value(node, key, value, says)).ok()
    }

    /// A sum of money, or that it is to be confirmed.
    pub fn tbc_money(&mut self, node: &Node, key: &str) -> Option<Tbc<Money>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.money(node, key).map(Tbc::Known)
    }

    /// A sum that a credit cannot be, or that it is to be confirmed.
    pub fn tbc_charge(&mut self, node: &Node, key: &str) -> Option<Tbc<Money>> {
        let sum = self.tbc_money(node, key)?;
        if let Tbc::Known(known) = sum
            && known.is_credit()
        {
            self.refuse(node, key, format!("{known} is below nought, which this cannot be"));
        }
        Some(sum)
    }

    /// A rate in per cent.
    pub fn rate(&mut self, node: &Node, key: &str) -> Option<Rate> {
        let value = node.table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            let says = format!(
                "a rate is written in quotation marks with its sign, as \"15%\"; this is {}",
                kind_of(value)
            );
            self.refuse_value(node, key, value, says);
            return None;
        };
        Rate::parse(text).map_err(|says| self.refuse_value(node, key, value, says)).ok()
    }

    /// A rate, or that it is to be confirmed.
    pub fn tbc_rate(&mut self, node: &Node, key: &str) -> Option<Tbc<Rate>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.rate(node, key).map(Tbc::Known)
    }
}
