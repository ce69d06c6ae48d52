//! Who may do what, as a table: a role, for one side of the agreement; and never both halves of
//! what takes two people.

use crate::domain::authority::Side;
use crate::domain::people::Council;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::domain::people::PersonId;
use crate::domain::people::Role;
use crate::store::agreements::Held;
use crate::workflow::refusal::Refusal;

/// Something that only some may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Bring in an agreement file, or another version of one.
    BringInAgreement,
    /// Confirm, as the second person, a version that changes where money is paid to.
    ConfirmVersion,
    /// Bring in recorded days and costs.
    RecordActuals,
    /// Bring in the values of indicators.
    RecordValues,
    /// Draw up a statement, send it to the purchaser, answer its queries.
    DrawUp,
    /// Give way on a queried line of a statement that another has drawn up: it forgoes income.
    Withdraw,
    /// Agree a statement, or query its lines.
    Agree,
    /// Return a statement to who drew it up.
    Return,
    /// Approve a statement, or the credit of an invoice, that another has drawn up.
    Approve,
    /// Issue what is approved.
    Issue,
    /// Decide that terms which are not signed are billed.
    HoldOver,
    /// Draw up the credit of an invoice.
    Credit,
    /// Record that an invoice was received, or dispute a part of it.
    Receive,
    /// Record payments, and answer disputes.
    Settle,
    /// Make the files of what is issued, and send letters.
    Deliver,
    /// State the council's balance at the end of a year.
    StateBalance,
    /// Lock a financial year that is over.
    LockYear,
    /// Add people, and change what they may do.
    KeepPeople,
    /// Read statements, invoices and what became of them.
    Read,
    /// Read what a named officer is paid.
    ReadPay,
    /// Read the log of acts, and check the books.
    Audit,
}

impl Duty {
    /// Whether it is to read only.
    pub fn only_reads(self) -> bool {
        matches!(self, Duty::Read | Duty::ReadPay | Duty::Audit)
    }
}

use Role::Administrator;
use Role::Approver;
use Role::Auditor;
use Role::ChiefExecutive;
use Role::PartnerFinance;
use Role::Performance;
use Role::Preparer;
use Role::ReviewMember;
use Role::Service;

/// Whose duty it is, on which side of the agreement, and what it is in words.
struct Whose {
    duty: Duty,
    roles: &'static [Role],
    side: Option<Side>,
    words: &'static str,
}

const fn whose(
    duty: Duty,
    roles: &'static [Role],
    side: Option<Side>,
    words: &'static str,
) -> Whose {
    Whose { duty, roles, side, words }
}

const SUPPLIER: Option<Side> = Some(Side::Supplier);
const PURCHASER: Option<Side> = Some(Side::Purchaser);
const FINANCE: &[Role] = &[Preparer, Approver, PartnerFinance, ChiefExecutive, Auditor];

#[rustfmt::skip]
static TABLE: [Whose; 21] = [
    whose(Duty::BringInAgreement, &[Preparer], SUPPLIER, "bring in an agreement"),
    whose(Duty::ConfirmVersion, &[Approver], SUPPLIER, "confirm a change of bank details"),
    whose(Duty::RecordActuals, &[Preparer], SUPPLIER, "record days and costs"),
    whose(Duty::RecordValues, &[Performance, Preparer], None, "record the values of indicators"),
    whose(Duty::DrawUp, &[Preparer], SUPPLIER, "draw up a statement"),
    whose(Duty::Withdraw, &[Approver], SUPPLIER, "withdraw a queried line"),
    whose(Duty::Agree, &[PartnerFinance], PURCHASER, "agree or query a statement"),
    whose(Duty::Return, &[PartnerFinance, Approver], None, "return a statement"),
    whose(Duty::Approve, &[Approver], SUPPLIER, "approve"),
    whose(Duty::Issue, &[Preparer, Approver], SUPPLIER, "issue invoices"),
    whose(Duty::HoldOver, &[Approver, ChiefExecutive], SUPPLIER, "decide on holding over"),
    whose(Duty::Credit, &[Preparer], SUPPLIER, "draw up a credit"),
    whose(Duty::Receive, &[PartnerFinance], PURCHASER, "record receipt, or dispute an invoice"),
    whose(Duty::Settle, &[Preparer], SUPPLIER, "record payments and answer disputes"),
    whose(Duty::Deliver, &[Preparer, Approver, Service], SUPPLIER, "deliver invoices and letters"),
    whose(Duty::StateBalance, &[Preparer, PartnerFinance], None, "state a year's balance"),
    whose(Duty::LockYear, &[Approver], SUPPLIER, "lock a year that is over"),
    whose(Duty::KeepPeople, &[Administrator], None, "add people and change their duties"),
    whose(Duty::Read, &[Preparer, Approver, PartnerFinance, ChiefExecutive, Performance,
                        ReviewMember, Auditor], None, "read agreements"),
    whose(Duty::ReadPay, FINANCE, None, "read what officers are paid"),
    whose(Duty::Audit, &[Auditor, Administrator], None, "read the log of acts"),
];

fn row(duty: Duty) -> &'static Whose {
    TABLE.iter().find(|row| row.duty == duty).expect("the table has every duty")
}

/// The side of an agreement that a person's council is on.
pub fn side(person: &Person, held: &Held) -> Option<Side> {
    if person.council == held.supplier {
        Some(Side::Supplier)
    } else if person.council == held.purchaser {
        Some(Side::Purchaser)
    } else {
        None
    }
}

/// Whether a person may do something on an agreement.
///
/// # Errors
/// Whose duty it is, where it is not theirs. Who is no party is told nothing of the agreement.
pub fn must_be_theirs(person: &Person, duty: Duty, held: &Held) -> Result<(), Refusal> {
    let Some(side) = side(person, held) else {
        return Err(Refusal::no_agreement(&held.reference));
    };
    must_have(person, duty)?;
    match row(duty).side {
        Some(needed) if needed != side => Err(Refusal::NotTheirs(format!(
            "to {} is for the {}, and your council is the {} under {}",
            row(duty).words,
            needed.word(),
            side.word(),
            held.reference
        ))),
        _ => Ok(()),
    }
}

/// Whether a person has a duty that is about no one agreement.
///
/// # Errors
/// Whose duty it is, where it is not theirs.
pub fn must_have(person: &Person, duty: Duty) -> Result<(), Refusal> {
    let row = row(duty);
    if !person.active {
        let says = format!("{} no longer acts for the council", person.name);
        return Err(Refusal::NotTheirs(says));
    }
    if row.roles.iter().any(|role| person.is(*role)) {
        return Ok(());
    }
    let given = row.roles.iter().filter(|role| **role != Service);
    let roles: Vec<&str> = given.map(|role| role.word()).collect();
    Err(Refusal::NotTheirs(format!(
        "{} may not {}: that is for the role {}. An administrator of your council gives roles",
        person.name,
        row.words,
        roles.join(" or ")
    )))
}

/// Whether a person is another than the one who did the first half.
///
/// # Errors
/// That a second person must do it.
pub fn must_be_another(person: &Person, first: &str, did: &str) -> Result<(), Refusal> {
    if person.id.as_str() == first {
        return Err(Refusal::NotTheirs(format!(
            "{} {did}, so a second person must do this",
            person.name
        )));
    }
    Ok(())
}

/// A duty in words: `draw up a statement`.
pub fn in_words(duty: Duty) -> &'static str {
    row(duty).words
}

/// The table for people: a row a duty, a column a role.
pub fn table() -> String {
    let mut text = String::from("| Duty | Side |");
    for (word, _) in Role::WORDS {
        text.push_str(&format!(" {word} |"));
    }
    text.push_str(&format!("\n|---|---|{}\n", "---|".repeat(Role::WORDS.len())));
    for row in &TABLE {
        let side = row.side.map_or("either", Side::word);
        text.push_str(&format!("| {} | {side} |", row.words));
        for (_, role) in Role::WORDS {
            text.push_str(if row.roles.contains(&role) { " yes |" } else { " – |" });
        }
        text.push('\n');
    }
    text
}

/// Who acts where nobody has joined yet: the first administrator of a council adds themselves.
pub fn founder(council: &Council, person: &PersonId, login: &str, name: &str) -> Person {
    Person {
        id: person.clone(),
        council: council.id.clone(),
        login: login.to_owned(),
        name: name.to_owned(),
        email: String::new(),
        roles: vec![Administrator],
        active: true,
    }
}

/// Who does for a council what the service does by itself: it makes the files of what is issued,
/// and sends letters. It is nobody who could sign in, and the log of acts calls it by its name.
pub fn service(council: &CouncilId) -> Person {
    Person {
        id: "concordat".to_owned().into(),
        council: council.clone(),
        login: "concordat".to_owned(),
        name: "Concordat".to_owned(),
        email: String::new(),
        roles: vec![Service],
        active: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> Held {
        Held {
            supplier: CouncilId::from("supplier".to_owned()),
            id: "agreement".to_owned().into(),
            purchaser: CouncilId::from("purchaser".to_owned()),
            reference: "HIOW".into(),
            title: String::new(),
            status: "in-force".into(),
            version: 1,
            parked_because: None,
        }
    }

    fn person(council: &str, role: Role) -> Person {
        Person {
            id: "person".to_owned().into(),
            council: council.to_owned().into(),
            login: "p".into(),
            name: "P. Person".into(),
            email: String::new(),
            roles: vec![role],
            active: true,
        }
    }

    /// Every cell: a role, on a side, and a duty; those that may, and nobody else.
    #[test]
    fn each_duty_is_for_its_roles_on_its_side_and_nobody_else() {
        let held = held();
        for row in &TABLE {
            for (_, role) in Role::WORDS {
                for (council, side) in [
                    ("supplier", Some(Side::Supplier)),
                    ("purchaser", Some(Side::Purchaser)),
                    ("stranger", None),
                ] {
                    let may = must_be_theirs(&person(council, role), row.duty, &held).is_ok();
                    let is_party = side.is_some();
                    let on_side = row.side.is_none() || row.side == side;
                    let wanted = is_party && on_side && row.roles.contains(&role);
                    assert_eq!(may, wanted, "{:?} {role:?} {council}", row.duty);
                }
            }
        }
    }

    #[test]
    fn administrators_have_no_part_in_money_and_auditors_change_nothing() {
        let reads = [Duty::Read, Duty::ReadPay, Duty::Audit];
        for row in &TABLE {
            let of = |role| row.roles.contains(&role);
            assert!(!of(Auditor) || reads.contains(&row.duty), "{:?}", row.duty);
            let keeps = [Duty::KeepPeople, Duty::Audit];
            assert!(!of(Administrator) || keeps.contains(&row.duty), "{:?}", row.duty);
            assert!(!of(ReviewMember) || row.duty == Duty::Read, "{:?}", row.duty);
        }
    }

    #[test]
    fn the_service_delivers_for_its_own_council_and_may_do_nothing_else() {
        let (held, of) = (held(), |council: &str| service(&council.to_owned().into()));
        for row in &TABLE {
            let may = must_be_theirs(&of("supplier"), row.duty, &held).is_ok();
            assert_eq!(may, row.duty == Duty::Deliver, "{:?}", row.duty);
            assert!(must_be_theirs(&of("purchaser"), row.duty, &held).is_err(), "{:?}", row.duty);
        }
        let refused = must_have(&person("supplier", Auditor), Duty::Deliver);
        let says = refused.expect_err("no auditor delivers").to_string();
        assert!(says.contains("for the role preparer or approver."), "{says}");
    }

    #[test]
    fn who_has_left_may_do_nothing() {
        let held = held();
        for (_, role) in Role::WORDS {
            let left = Person { active: false, ..person("supplier", role) };
            assert!(TABLE.iter().all(|row| must_be_theirs(&left, row.duty, &held).is_err()));
        }
    }

    #[test]
    fn a_stranger_is_told_nothing_of_an_agreement() {
        let refused = must_be_theirs(&person("stranger", Preparer), Duty::Read, &held());
        let says = refused.expect_err("no party").to_string();
        assert!(says.contains("party to no agreement"), "{says}");
    }

    #[test]
    fn the_second_person_is_another() {
        let one = person("supplier", Approver);
        assert!(must_be_another(&one, "person", "drew it up").is_err());
        assert!(must_be_another(&one, "other", "drew it up").is_ok());
    }

    #[test]
    fn the_table_for_people_has_a_row_a_duty() {
        assert_eq!(table().lines().count(), TABLE.len() + 2);
    }
}
