//! A small complete agreement, which raises no warning, and changes to it, each of which raises
//! one.

use crate::domain::agreement::Agreement;
use crate::domain::check::warnings;
use crate::domain::file;
use crate::domain::problem::Finding;

/// An agreement with everything settled that a careful reader asks for.
pub const COMPLETE: &str = r#"
reference = "NS-2026"
title = "Shared children's services"
status = "in-force"
instrument = "new"
starts = 2026-04-01
ends = 2031-03-31

[[legal_basis]]
act = "Local Authorities (Goods and Services) Act 1970, section 1"
from = 2026-04-01

[supplier]
name = "Northshire County Council"
address = ["County Hall", "Northtown"]
vat_number = "GB999999973"
bank = { name = "Northshire County Council", sort_code = "12-34-56", account = "12345678" }

[purchaser]
name = "Vale of Sandling Council"
address = ["Town Hall", "Sandling"]
email = "invoices@sandling.example"
purchase_order = "4500000001"

[[provision]]
name = "Partnership"
annual = "34500.00"
includes = ["staffing", "overhead"]
clause = "4.1"

[[provision]]
name = "Support services"
annual = "50000.00"
includes = ["service"]
clause = "4.2"

[billing]
payment_days = 30

[reconciliation]
on = ["staffing"]
tolerance = "3%"

[[staffing]]
id = "director"
clause = "S1"
area = "Strategic Management"
post = "Director"
days_per_week = 1
full_cost = "100000.00"
vat = { treatment = "outside-scope", reason = "duty", decided_by = "Tax", decided_on = 2026-03-01 }

[[staffing]]
id = "head"
clause = "S2"
area = "Early Years"
post = "Head of Service"
days_per_week = 1
salary = "40000.00"
pension = "10.6%"
vat = { treatment = "outside-scope", reason = "duty", decided_by = "Tax", decided_on = 2026-03-01 }

[[overhead]]
id = "on-costs"
clause = "4.1"
rate = "15%"
on = ["staffing"]
covers = ["travel"]

[[service]]
id = "database"
clause = "4.2"
name = "Hosting of the database"
annual = "50000.00"
review_on = 2028-04-01
vat = { treatment = "standard", reason = "trade", decided_by = "Tax", decided_on = 2026-03-01 }

[[input]]
id = "task-force"
clause = "4.3"
name = "Task force"
budget = "20000.00"
approved = { by = "Chief Executive, Vale of Sandling Council", on = 2026-05-01 }
vat = { treatment = "standard", reason = "trade", decided_by = "Tax", decided_on = 2026-03-01 }

[[break]]
id = "three-year"
clause = "9.1"
every_years = 3
notice_months = 6
by = "purchaser"

[[break]]
id = "inspection"
clause = "9.2"
on_event = "ofsted-report"
window_months = 6
notice_months = 6
by = "purchaser"

[[event]]
kind = "ofsted-report"
on = 2027-01-12
substantive = true

[[variation]]
id = "pay-2027"
clause = "8.1"
agreed = 2027-06-01
effective = 2027-04-01
reason = "Pay award"
change = [{ line = "director", full_cost = "103000.00" }]

[[variation]]
id = "pay-2028"
clause = "8.1"
agreed = 2028-06-01
effective = 2028-04-01
reason = "Pay award"
change = [{ line = "director", full_cost = "105000.00" }]

[[kpi]]
id = "assessments"
clause = "K1"
name = "Percentage of assessments completed in 45 working days"
definition = "Completed in time, divided by all completed, over the financial year"
unit = "percent"
better = "higher"
term = "long"
baseline = { on = 2025-12-31, value = 88, document = "outturn" }
targets = [
  { by = 2028-03-31, at_least = 92 },
  { by = 2029-03-31, at_least = 95, label = "Three year target" },
]
source = "Case system"
frequency = "quarterly"
owner = "Head of Care"
stated_elsewhere = [{ clause = "Corporate plan 7", by = 2029-03-31, at_least = 95 }]

[[kpi]]
id = "assessments-north"
clause = "K2"
name = "Percentage of assessments completed in 45 working days, north"
definition = "As the whole, in the northern area"
unit = "percent"
better = "higher"
term = "short"
baseline = { on = 2025-12-31, value = 86 }
targets = [{ by = 2027-03-31, at_least = 92 }]
part_of = "assessments"
source = "Case system"
frequency = "quarterly"
owner = "Head of Care"

[[kpi]]
id = "looked-after-rate"
clause = "K3"
name = "Children looked after per 10,000 children under 18"
definition = "On the last day of the financial year"
unit = "per-10000"
better = "lower"
baseline = { on = 2025-12-31, value = 90 }
targets = [{ by = 2029-03-31, at_most = 80 }]
population = 25000
source = "Statutory return"
frequency = "yearly"
owner = "Head of Care "

[[kpi]]
id = "looked-after"
clause = "K4"
name = "Number of children looked after"
definition = "On the last day of the financial year"
unit = "count"
better = "lower"
baseline = { on = 2025-12-31, value = 225 }
targets = [{ by = 2029-03-31, at_most = 200 }]
part_of = "looked-after-rate"
source = "Statutory return"
frequency = "yearly"
owner = "Head of Care"

[[kpi]]
id = "attainment"
clause = "K5"
name = "Attainment 8"
definition = "Mean of all pupils at the end of key stage 4"
unit = "score"
better = "higher"
baseline = { on = 2025-08-31, value = 44.5 }
targets = [{ by = 2028-08-31, better_than = "comparator-mean" }]
comparators = "The ten statistical neighbours of the purchaser, 2025 set"
source = "Performance tables"
frequency = "yearly"
owner = "Head of Education"

[[kpi]]
id = "plan"
clause = "K6"
name = "The plan is kept up"
definition = "Output 1: met where Cabinet has approved it within the year"
unit = "statement"
targets = [{ by = 2027-03-31, statement = "The plan is current" }]
source = "Cabinet minutes"
frequency = "yearly"
owner = "Director"

[performance]
amber_within = "5%"
review_month = 3

[heads]
scope = [
  { clause = "1.1", text = "The director (as Schedule 1 lists) serves Vale of Sandling Council." },
  { clause = "1.1(a)", text = "Early years." },
  { clause = "1.1(b)", text = "Care, save what paragraph (a) has." },
]
outcomes = ["Children have the best start in life"]
outputs = ["A plan that is current"]
notes = [{ clause = "N1", text = "One full-time equivalent is five days a week." }]

[[heads.core_input]]
area = "Strategic Management"
supplier_fte = 0.2
purchaser_fte = 1

[[heads.core_input]]
area = "Early Years"
supplier_fte = 0.2
purchaser_fte = 3

[[decision]]
authority = "supplier"
body = "Cabinet"
on = 2026-02-10
text = "To provide the services to Vale of Sandling Council"
delegated_to = "Chief Executive"
consulting = ["Leader"]
reference = "Minute 12"

[[decision]]
authority = "purchaser"
body = "Cabinet"
on = 2026-02-12
text = "To take the services of Northshire County Council"
delegated_to = "Chief Executive"
consulting = ["Leader"]
reference = "Minute 40"

[[document]]
id = "outturn"
title = "Outturn 2025, with Schedule 1"
dated = 2026-02-10

[[observation]]
document = "outturn"
clause = "5.3"
on = 2025-11-30
text = "One school needed help"

[[dispute]]
clause = "10"
stage = "Directors"
working_days = 10

[[dispute]]
clause = "10"
stage = "Chief executives"
working_days = 10

[procurement]
clause = "3.15"
exemption = "Procurement Act 2023, Schedule 2, paragraph 3"
evidence = "4% of the activities are for others"
review_on = 2029-04-01
"#;

/// The complete agreement with passages replaced, each of which must be there.
pub fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(COMPLETE.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "the sample has no {old:?}");
        text.replacen(old, new, 1)
    })
}

/// The agreement that a text states.
pub fn agreement(text: &str) -> Agreement {
    match file::read(text) {
        Ok(source) => source.agreement,
        Err(problems) => panic!("the sample does not read: {problems:#?}"),
    }
}

/// What is found in the complete agreement with passages replaced.
pub fn found(changes: &[(&str, &str)]) -> Vec<Finding> {
    warnings(&agreement(&changed(changes)))
}

/// Asserts that the changes raise a warning with these words at this path, and gives back what it
/// says.
#[track_caller]
pub fn raises(changes: &[(&str, &str)], path: &str, words: &str) -> Finding {
    let found = found(changes);
    let raised = found.iter().find(|finding| finding.path == path && finding.says.contains(words));
    raised.unwrap_or_else(|| panic!("no {words:?} at {path}: {found:#?}")).clone()
}

/// Asserts that the changes, though near to what is odd, raise nothing at all.
#[track_caller]
pub fn silent(changes: &[(&str, &str)]) {
    let found = found(changes);
    assert!(found.is_empty(), "{found:#?}");
}

/// Asserts that the changes raise no warning with these words.
#[track_caller]
pub fn silent_about(changes: &[(&str, &str)], words: &str) {
    let found = found(changes);
    assert!(!found.iter().any(|finding| finding.says.contains(words)), "{found:#?}");
}
