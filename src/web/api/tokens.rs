//! Operations on the caller's own tokens. None makes one: that is for a person who signs in.

use schemars::JsonSchema;
use serde::Serialize;

use crate::store::tokens;
use crate::store::tokens::Token;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::served::found;
use crate::web::api::types::At;
use crate::web::api::types::Day;
use crate::web::gate::Rule::SignedIn;
use crate::workflow::tokens as acts;
use crate::workflow::tokens::Scope;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/caller", SignedIn, "getCaller", caller)
        .says("Who calls", "The person whose token it is, their council and their roles.")
        .gives(of::<CallerJson>),
    Operation::get("/api/v1/tokens", SignedIn, "listTokens", list)
        .says("List your tokens", "Without their texts, which are kept nowhere.")
        .gives(of::<TokensJson>),
    Operation::post(
        "/api/v1/tokens/{token}/revoke",
        SignedIn,
        Scope::Administration,
        "revokeToken",
        revoke,
    )
    .says("Revoke one of your tokens", "From then on it lets nobody in.")
    .gives(of::<TokenJson>),
];

/// Who calls.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Caller")]
struct CallerJson {
    /// What the person signs in with.
    login: String,
    /// Their name.
    name: String,
    /// Their council.
    council: String,
    /// Their roles.
    roles: Vec<String>,
}

/// A token of the caller.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Token")]
struct TokenJson {
    /// Its name in addresses.
    id: String,
    /// What its owner calls it.
    name: String,
    /// What it may be used for.
    scopes: Vec<String>,
    /// When it was made.
    made_at: At,
    /// The last day on which it is taken.
    ends_on: Day,
    /// When it was last used, to within some minutes.
    used_at: Option<At>,
    /// When it was revoked.
    revoked_at: Option<At>,
}

/// The caller's tokens.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Tokens")]
struct TokensJson {
    /// The latest first.
    items: Vec<TokenJson>,
}

impl From<Token> for TokenJson {
    fn from(of: Token) -> TokenJson {
        TokenJson {
            scopes: of.scopes.split(' ').map(str::to_owned).collect(),
            id: of.id,
            name: of.name,
            made_at: of.made_at.into(),
            ends_on: of.ends_on.into(),
            used_at: of.used_at.map(At),
            revoked_at: of.revoked_at.map(At),
        }
    }
}

fn caller(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let by = call.work.by;
    let council = crate::store::people::council_name(call.work.books, &by.council)?;
    Ok(Reply::json(&CallerJson {
        login: by.login.clone(),
        name: by.name.clone(),
        council,
        roles: by.roles.iter().map(|role| role.word().to_owned()).collect(),
    }))
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let theirs = tokens::of_person(call.work.books, &call.work.by.id)?;
    let items = theirs.into_iter().map(TokenJson::from).collect();
    Ok(Reply::json(&TokensJson { items }))
}

fn revoke(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let id = call.parameter("token");
    let token = found(call.work, |work| acts::revoke(work, &id))?;
    Ok(Reply::json(&TokenJson::from(token)))
}
