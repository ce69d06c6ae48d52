//! An operation: where it is, who may come in, what it takes and gives, and what does it.

use schemars::JsonSchema;
use schemars::Schema;
use schemars::SchemaGenerator;

use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::problem::Fault;
use crate::web::gate::Rule;
use crate::web::routes::Page;
use crate::workflow::tokens::Scope;

/// What does an operation.
pub type Work = fn(&mut Call<'_, '_>) -> Result<Reply, Fault>;

/// How an operation is done.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// It reads.
    Reads(Work),
    /// It reads, though what it needs to know comes as a body.
    Checks(Work),
    /// It changes something: all of it, or nothing.
    Acts(Work),
    /// It gives the same file as a page does.
    File(Page),
}

/// Describes a type.
pub type Described = fn(&mut SchemaGenerator) -> Schema;

/// The description of a type.
pub fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// What comes with a call.
#[derive(Debug, Clone, Copy)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON of a type.
    Json(Described),
    /// A file of one of these kinds.
    File(&'static [&'static str]),
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its address, after `/api/v1`; what differs is in braces.
    pub path: &'static str,
    /// Who may come in.
    pub rule: Rule,
    /// What a token must be for.
    pub scope: Scope,
    /// Its name in programs.
    pub id: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// What else there is to know of it.
    pub about: &'static str,
    /// What may stand after the question mark.
    pub query: Option<Described>,
    /// What comes with it.
    pub body: Body,
    /// What it answers, as JSON of a type, or the kind of the file that it gives.
    pub gives: Gives,
    /// What it answers where all is well.
    pub status: u16,
    /// What reads the one thing that it changes, so that a call can say which state of it it means.
    pub changes: Option<Work>,
    /// What does it.
    pub does: Does,
}

/// What an operation answers.
#[derive(Debug, Clone, Copy)]
pub enum Gives {
    /// JSON of a type.
    Json(Described),
    /// A file of a kind.
    File(&'static str),
}

impl Operation {
    /// One that reads.
    pub const fn get(path: &'static str, rule: Rule, id: &'static str, does: Work) -> Operation {
        Operation {
            method: "GET",
            path,
            rule,
            scope: Scope::Read,
            id,
            summary: "",
            about: "",
            query: None,
            body: Body::None,
            gives: Gives::File("application/octet-stream"),
            status: 200,
            changes: None,
            does: Does::Reads(does),
        }
    }

    /// One that gives a file, as a page does.
    pub const fn file(
        path: &'static str,
        rule: Rule,
        id: &'static str,
        media_type: &'static str,
        page: Page,
    ) -> Operation {
        let of = Operation::get(path, rule, id, nothing);
        Operation { gives: Gives::File(media_type), does: Does::File(page), ..of }
    }

    /// One that changes something.
    pub const fn post(
        path: &'static str,
        rule: Rule,
        scope: Scope,
        id: &'static str,
        does: Work,
    ) -> Operation {
        let of = Operation::get(path, rule, id, does);
        Operation { method: "POST", scope, does: Does::Acts(does), ..of }
    }

    /// One that is told what it is to look at in a body.
    pub const fn check(
        path: &'static str,
        rule: Rule,
        scope: Scope,
        id: &'static str,
        does: Work,
    ) -> Operation {
        let of = Operation::post(path, rule, scope, id, does);
        Operation { does: Does::Checks(does), ..of }
    }

    /// With what it does in words.
    #[must_use]
    pub const fn says(self, summary: &'static str, about: &'static str) -> Operation {
        Operation { summary, about, ..self }
    }

    /// With what may stand after the question mark.
    #[must_use]
    pub const fn asked(self, query: Described) -> Operation {
        Operation { query: Some(query), ..self }
    }

    /// With what it takes.
    #[must_use]
    pub const fn takes(self, body: Described) -> Operation {
        Operation { body: Body::Json(body), ..self }
    }

    /// With the kinds of file that it takes.
    #[must_use]
    pub const fn takes_file(self, kinds: &'static [&'static str]) -> Operation {
        Operation { body: Body::File(kinds), ..self }
    }

    /// With what it gives.
    #[must_use]
    pub const fn gives(self, gives: Described) -> Operation {
        Operation { gives: Gives::Json(gives), ..self }
    }

    /// With what it makes: answered 201 with where that is.
    #[must_use]
    pub const fn makes(self, gives: Described) -> Operation {
        Operation { gives: Gives::Json(gives), status: 201, ..self }
    }

    /// With what reads the one thing that it changes.
    #[must_use]
    pub const fn changes(self, read: Work) -> Operation {
        Operation { changes: Some(read), ..self }
    }

    /// Whether it changes something.
    pub fn is_act(&self) -> bool {
        matches!(self.does, Does::Acts(_))
    }

    /// The names in the braces of its address.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// The type that its body is of.
    pub fn body_schema(&self) -> Option<Described> {
        match self.body {
            Body::Json(of) => Some(of),
            Body::None | Body::File(_) => None,
        }
    }
}

fn nothing(_: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    Err(Fault::no_such())
}
