//! Where the council has itself told of what was done.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::store::webhooks;
use crate::store::webhooks::Webhook;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::served::found;
use crate::web::api::types::At;
use crate::web::gate::Rule::Has;
use crate::workflow::duties::Duty;
use crate::workflow::tokens::Scope;
use crate::workflow::webhooks as acts;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/webhooks", Has(Duty::KeepPeople), "listWebhooks", list)
        .says("List webhooks", "The latest first, without their secrets.")
        .gives(of::<WebhooksJson>),
    Operation::post(
        "/api/v1/webhooks",
        Has(Duty::KeepPeople),
        Scope::Administration,
        "registerWebhook",
        register,
    )
    .says(
        "Register a webhook",
        "Messages go there after each act that it is told of, signed as Standard Webhooks has it: \
         `webhook-id`, `webhook-timestamp` and `webhook-signature` with the secret that is \
         answered here and nowhere else. A message is sent again until it is answered 2xx, for \
         some days: know it by its `webhook-id`.",
    )
    .takes(of::<ToRegister>)
    .makes(of::<RegisteredJson>),
    Operation::get("/api/v1/webhooks/{webhook}", Has(Duty::KeepPeople), "getWebhook", show)
        .says("Read a webhook", "Without its secret.")
        .gives(of::<WebhookJson>),
    Operation::post(
        "/api/v1/webhooks/{webhook}/end",
        Has(Duty::KeepPeople),
        Scope::Administration,
        "endWebhook",
        end,
    )
    .says("End a webhook", "It is told of nothing any more.")
    .gives(of::<WebhookJson>)
    .changes(show),
];

const EVENTS: [&str; acts::EVENTS.len()] = {
    let mut words = [""; acts::EVENTS.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = acts::EVENTS[at].0;
        at += 1;
    }
    words
};

/// A webhook.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Webhook")]
struct WebhookJson {
    /// Where it is.
    href: String,
    /// Its name in addresses.
    id: String,
    /// Where messages go.
    url: String,
    /// Of what it is told.
    events: Vec<String>,
    /// When it was registered.
    made_at: At,
    /// When it was ended.
    ended_at: Option<At>,
}

/// A webhook as it is registered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RegisteredWebhook")]
struct RegisteredJson {
    #[serde(flatten)]
    webhook: WebhookJson,
    /// What its messages are signed with: it is answered to nobody else.
    secret: String,
}

/// Webhooks.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Webhooks")]
struct WebhooksJson {
    /// The latest first.
    items: Vec<WebhookJson>,
}

/// An event.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
struct Event(#[schemars(extend("enum" = EVENTS))] String);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToRegister {
    /// Where messages are to go: a public address, by HTTPS.
    #[schemars(length(min = 1, max = 2000))]
    url: String,
    /// Of what it is to be told.
    #[schemars(length(min = 1))]
    events: Vec<Event>,
}

impl From<Webhook> for WebhookJson {
    fn from(of: Webhook) -> WebhookJson {
        WebhookJson {
            href: format!("/api/v1/webhooks/{}", of.id),
            events: of.events.split(' ').map(str::to_owned).collect(),
            id: of.id,
            url: of.url,
            made_at: of.made_at.into(),
            ended_at: of.ended_at.map(At),
        }
    }
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let all = webhooks::of_council(call.work.books, &call.work.by.council)?;
    let items = all.into_iter().map(WebhookJson::from).collect();
    Ok(Reply::json(&WebhooksJson { items }))
}

fn show(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let id = call.parameter("webhook");
    let found = webhooks::by_id(call.work.books, &call.work.by.council, &id)?;
    Ok(Reply::json(&WebhookJson::from(found.ok_or_else(Fault::no_such)?)))
}

fn register(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let given: ToRegister = call.body()?;
    let mut events: Vec<String> = given.events.into_iter().map(|event| event.0).collect();
    events.sort_unstable();
    events.dedup();
    let made = acts::register(call.work, &call.house.sender, &given.url, &events)?;
    let (secret, webhook) = (made.secret.clone(), WebhookJson::from(made));
    let at = webhook.href.clone();
    Ok(Reply::json(&RegisteredJson { webhook, secret }).at(at))
}

fn end(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let id = call.parameter("webhook");
    let ended = found(call.work, |work| acts::end(work, &id))?;
    Ok(Reply::json(&WebhookJson::from(ended)))
}
