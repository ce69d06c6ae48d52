//! A call: what was asked, by whom, with the books in one transaction; and the reply to it.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::agreements::Held;
use crate::web::api::given;
use crate::web::api::problem::Fault;
use crate::web::visit::Asked;
use crate::web::visit::House;
use crate::workflow::Work;

/// A call.
pub struct Call<'c, 'b> {
    /// The books in a transaction, who calls, and when.
    pub work: &'c mut Work<'b>,
    /// What every call has in common.
    pub house: &'c House,
    /// What was asked.
    pub asked: &'c Asked,
    /// The agreement that the address names.
    pub held: Option<Held>,
}

impl Call<'_, '_> {
    /// The agreement that the address names.
    ///
    /// # Errors
    /// That it names none.
    pub fn held(&self) -> Result<Held, Fault> {
        self.held.clone().ok_or_else(Fault::no_such)
    }

    /// A part of the address.
    pub fn parameter(&self, name: &str) -> String {
        self.asked.parameter(name).to_owned()
    }

    /// What came with it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn body<T: JsonSchema + DeserializeOwned>(&self) -> Result<T, Fault> {
        given::body(&self.asked.body)
    }

    /// What stands after the question mark.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn query<T: JsonSchema + DeserializeOwned>(&self) -> Result<T, Fault> {
        given::query(&self.asked.query)
    }
}

/// The reply to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What it says, in JSON.
    pub body: String,
    /// Where the thing is that was made.
    pub location: Option<String>,
    /// What to ask for to get the next rows.
    pub next: Option<String>,
}

impl Reply {
    /// JSON.
    pub fn json(of: &impl Serialize) -> Reply {
        let body = serde_json::to_string(of).expect("text, numbers and lists are JSON");
        Reply { body, location: None, next: None }
    }

    /// With where the thing is that was made.
    #[must_use]
    pub fn at(self, location: String) -> Reply {
        Reply { location: Some(location), ..self }
    }

    /// With what to ask for to get the next rows.
    #[must_use]
    pub fn then(self, next: Option<String>) -> Reply {
        Reply { next, ..self }
    }
}
