//! Who keeps the example's books: both councils, their people, and what waits for each of them at
//! the end of the history.

use crate::domain::people::Role;

/// The password of every account, shown to whoever starts the demo.
pub const PASSWORD: &str = "three plain words";

/// A council as it joins.
pub struct CouncilOf {
    /// Its name, as the agreement writes it.
    pub name: &'static str,
    /// What its documents' numbers begin with.
    pub prefix: &'static str,
    /// Its people: the administrator first, who lets the others in.
    pub people: &'static [Account],
}

/// An account.
pub struct Account {
    /// What they sign in with.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Their duty.
    pub role: Role,
    /// Their duty in words.
    pub duty: &'static str,
    /// What waits for them.
    pub waits: &'static str,
}

const fn account(
    login: &'static str,
    name: &'static str,
    role: Role,
    duty: &'static str,
    waits: &'static str,
) -> Account {
    Account { login, name, role, duty, waits }
}

/// Draws up what is billed.
pub const PREPARER: &str = "hana";
/// Approves it.
pub const APPROVER: &str = "tom";
/// Approves as the second, where a statement goes beyond a limit.
pub const SECOND: &str = "sue";
/// Agrees or queries it at the council that pays.
pub const PARTNER: &str = "finn";

/// Both councils.
#[rustfmt::skip]
pub const COUNCILS: [CouncilOf; 2] = [
    CouncilOf {
        name: "Hampshire County Council",
        prefix: "HCC",
        people: &[
            account("hcc.admin", "Holly Admin", Role::Administrator, "administrator",
                    "nothing: she keeps people's duties, and reads the log of acts"),
            account(PREPARER, "Hana Price", Role::Preparer, "draws up",
                    "an overdue invoice, and a line of 2023/24-Q1 that is queried"),
            account(APPROVER, "Tom Archer", Role::Approver, "approves",
                    "2023/24-Q2, agreed and not approved; the queried line may be withdrawn"),
            account(SECOND, "Sue Carter", Role::Approver, "approves as the second",
                    "the same: either may; beyond a limit it takes both"),
            account("ada", "Ada Reeve", Role::Auditor, "auditor",
                    "nothing to do: she reads everything, with the log of acts"),
        ],
    },
    CouncilOf {
        name: "Isle of Wight Council",
        prefix: "IWC",
        people: &[
            account("iwc.admin", "Ian Admin", Role::Administrator, "administrator",
                    "nothing: he keeps people's duties, and reads the log of acts"),
            account(PARTNER, "Finn Waters", Role::PartnerFinance, "agrees or queries",
                    "2023/24-Q3 to agree, an overdue invoice, and the line that he queried"),
            account("cleo", "Cleo Marsh", Role::ChiefExecutive, "chief executive",
                    "nothing to do: she reads what was agreed, billed and paid"),
        ],
    },
];
