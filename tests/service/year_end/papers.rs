//! The agreement of the tests of a year's end.

use super::desk::REFERENCE;

/// Both councils.
pub const PARTIES: &str = r#"
[supplier]
name       = "Hampshire County Council"
code       = "E10000014"
legal_id   = "E10000014"
vat_number = "GB999999973"
address    = ["The Castle", "Winchester", "SO23 8UJ"]
ledger     = { cost_centre = "CS-4410", subjective = "INC-912" }
bank       = { name = "Hampshire County Council", sort_code = "00-00-00", account = "00000000" }

[purchaser]
name            = "Isle of Wight Council"
code            = "E06000046"
legal_id        = "E06000046"
vat_number      = "GB100000089"
address         = ["County Hall", "Newport", "Isle of Wight", "PO30 1UD"]
ledger          = { cost_centre = "IW-220", subjective = "TPP-4" }
purchase_order  = "4500012345"
"#;

/// A decision on VAT, as a table of a line.
pub fn vat(table: &str, treatment: &str, decided_on: &str) -> String {
    format!(
        "[{table}.vat]\ntreatment = \"{treatment}\"\nreason = \"Made up\"\n\
         decided_by = \"VAT Officer\"\ndecided_on = {decided_on}\n"
    )
}

/// Two days a week of an officer (£7,800 a quarter, and 10% on it) and hosting (£3,000 with VAT).
pub fn agreement(billing: &str, more: &str) -> String {
    let outside = vat("staffing", "outside-scope", "2018-03-01");
    let standard = vat("service", "standard", "2018-03-01");
    format!(
        r#"
reference = "{REFERENCE}"
title     = "Regulatory services"
status    = "in-force"
starts    = 2018-04-01
ends      = 2020-03-31
{PARTIES}
[billing]
every        = "quarter"
timing       = "{billing}"
apportion    = "months"
payment_days = 30
interest     = "show"

[reconciliation]
on        = ["staffing"]
tolerance = "3%"
weeks     = 52

[[staffing]]
id            = "officer"
clause        = "3.1"
post          = "Officer"
days_per_week = 2
full_cost     = "78000.00"
{outside}
[[service]]
id     = "hosting"
clause = "4.1"
name   = "Hosting"
annual = "12000.00"
{standard}
[[overhead]]
id     = "overhead"
clause = "5.1"
rate   = "10%"
on     = ["officer"]
{more}"#
    )
}
