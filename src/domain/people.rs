//! Councils and the people who act for them, by the duties that they have.

use std::fmt;

use serde::Serialize;

/// Makes the name by which the books know one kind of thing.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
            #[serde(transparent)]
            pub struct $name(String);

            impl $name {
                /// The name as it is written.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl From<String> for $name {
                fn from(name: String) -> $name {
                    $name(name)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(&self.0)
                }
            }
        )*
    };
}

names! {
    /// A council, or another public body that is party to agreements.
    CouncilId,
    /// A person who acts for a council.
    PersonId,
    /// An agreement, in its supplier's books.
    AgreementId,
    /// A statement, in its supplier's books.
    StatementId,
    /// An invoice or a credit note, in its supplier's books.
    InvoiceId,
}

/// A council, or another public body that is party to agreements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Council {
    /// Its name in the books.
    pub id: CouncilId,
    /// Its name in full, as agreement files write it.
    pub name: String,
    /// The letters that its documents' numbers begin with: `HCC`.
    pub prefix: String,
}

/// A duty that a person has for their council.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A finance officer who draws up what is billed.
    Preparer,
    /// A finance officer who approves what another has drawn up.
    Approver,
    /// A finance officer who agrees or queries what another council bills.
    PartnerFinance,
    /// A chief executive.
    ChiefExecutive,
    /// Who records how the services perform.
    Performance,
    /// A member of the annual review meeting.
    ReviewMember,
    /// Who looks after councils, people and the database, and has no part in money.
    Administrator,
    /// Who reads everything, and changes nothing.
    Auditor,
    /// The service itself, which makes files and sends letters: no person has it, and no word
    /// gives it.
    Service,
}

impl Role {
    /// Every role that a person may have, by the word that commands and settings use.
    pub const WORDS: [(&'static str, Role); 8] = [
        ("preparer", Role::Preparer),
        ("approver", Role::Approver),
        ("partner-finance", Role::PartnerFinance),
        ("chief-executive", Role::ChiefExecutive),
        ("performance", Role::Performance),
        ("review-member", Role::ReviewMember),
        ("administrator", Role::Administrator),
        ("auditor", Role::Auditor),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Role::WORDS.iter().find(|(_, role)| *role == self).map_or("service", |(word, _)| word)
    }

    /// The role that a word names.
    ///
    /// ```
    /// use concordat::domain::people::Role;
    /// assert_eq!(Role::read("approver"), Some(Role::Approver));
    /// assert_eq!(Role::read("boss"), None);
    /// assert_eq!(Role::read("service"), None, "nobody is given it");
    /// ```
    pub fn read(word: &str) -> Option<Role> {
        Role::WORDS.iter().find(|(known, _)| *known == word).map(|(_, role)| *role)
    }
}

/// A person who acts for a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Their name in the books.
    pub id: PersonId,
    /// The council that they act for.
    pub council: CouncilId,
    /// What they sign in with.
    pub login: String,
    /// Their name, as documents and the log of acts print it.
    pub name: String,
    /// Where letters to them go.
    pub email: String,
    /// Their duties.
    pub roles: Vec<Role>,
    /// Whether they may still act.
    pub active: bool,
}

impl Person {
    /// Whether they have a duty.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
