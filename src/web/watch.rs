//! For machines that watch over the service: whether it lives (`/healthz`), whether it can answer
//! (`/readyz`), and how it does (`/metrics`, as Prometheus reads it).
//!
//! The figures name no person and no agreement, but they are nobody's business outside: they go to
//! whoever bears the token of the settings; without one, to the same machine alone, and never to
//! what a proxy passes on.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web;
use prometheus::Encoder;
use prometheus::HistogramOpts;
use prometheus::HistogramVec;
use prometheus::IntCounterVec;
use prometheus::IntGauge;
use prometheus::IntGaugeVec;
use prometheus::Opts;
use prometheus::Registry;
use prometheus::TextEncoder;
use subtle::ConstantTimeEq;

use crate::settings::Secret;
use crate::store::connection::Pool;
use crate::store::error::StoreError;
use crate::store::migrations;
use crate::store::outbox;
use crate::store::runs;
use crate::web::server::Shared;

/// How long whoever watches waits for the books.
const PATIENCE: Duration = Duration::from_secs(2);
/// Headers that a proxy adds to what it passes on.
const PASSED_ON: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
/// The states of letters that are not at their end.
const WAITING: [&str; 4] = ["queued", "sending", "unknown", "given-up"];

/// The figures.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    letters: IntGaugeVec,
    runs: IntGauge,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let known = "names and labels are plain, and none is there twice";
        let requests = Opts::new("concordat_requests_total", "Requests, by address and status");
        let seconds = HistogramOpts::new("concordat_request_seconds", "How long answers took");
        let letters = Opts::new("concordat_letters", "Letters that are not at their end, by state");
        let metrics = Metrics {
            registry: Registry::new(),
            requests: IntCounterVec::new(requests, &["method", "route", "status"]).expect(known),
            seconds: HistogramVec::new(seconds, &["route"]).expect(known),
            letters: IntGaugeVec::new(letters, &["state"]).expect(known),
            runs: IntGauge::new("concordat_runs", "Runs that are not over").expect(known),
        };
        let registry = &metrics.registry;
        registry.register(Box::new(metrics.requests.clone())).expect(known);
        registry.register(Box::new(metrics.seconds.clone())).expect(known);
        registry.register(Box::new(metrics.letters.clone())).expect(known);
        registry.register(Box::new(metrics.runs.clone())).expect(known);
        metrics
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let status = status.to_string();
        self.requests.with_label_values(&[method, route, status.as_str()]).inc();
        self.seconds.with_label_values(&[route]).observe(took.as_secs_f64());
    }

    /// All figures as text, with how many letters wait and runs go on.
    pub fn text(&self, letters: &[(String, i64)], runs: i64) -> String {
        for state in WAITING {
            let of_it = letters.iter().find(|(of, _)| of == state);
            self.letters.with_label_values(&[state]).set(of_it.map_or(0, |(_, count)| *count));
        }
        self.runs.set(runs);
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&self.registry.gather(), &mut text)
            .expect("memory takes what is written");
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// The addresses.
pub fn addresses(config: &mut web::ServiceConfig) {
    config.route("/healthz", web::get().to(lives));
    config.route("/readyz", web::get().to(is_ready));
    config.route("/metrics", web::get().to(figures));
}

async fn lives() -> HttpResponse {
    plain(&mut HttpResponse::Ok(), "it lives\n")
}

fn plain(response: &mut actix_web::HttpResponseBuilder, says: &str) -> HttpResponse {
    response
        .insert_header(("Content-Type", "text/plain; charset=utf-8"))
        .insert_header(("Cache-Control", "no-store"))
        .body(says.to_owned())
}

async fn is_ready(shared: web::Data<Shared>) -> HttpResponse {
    let found = web::block(move || missing(&shared.pool)).await;
    match found {
        Ok(Ok(missing)) if missing.is_empty() => plain(&mut HttpResponse::Ok(), "it is ready\n"),
        Ok(Ok(missing)) => {
            tracing::error!(?missing, "the tables are not up to date");
            plain(&mut HttpResponse::ServiceUnavailable(), "the tables are not up to date\n")
        }
        _ => plain(&mut HttpResponse::ServiceUnavailable(), "the books cannot be reached\n"),
    }
}

/// The scripts that have yet to make the tables what they must be.
fn missing(pool: &Pool) -> Result<Vec<String>, StoreError> {
    let mut books =
        pool.get_timeout(PATIENCE).map_err(|error| StoreError::unreachable("the books", &error))?;
    migrations::missing(&mut books)
}

async fn figures(request: HttpRequest, shared: web::Data<Shared>) -> HttpResponse {
    let token = shared.house.settings.service.metrics_token.as_ref();
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let peer = request.peer_addr().map(|from| from.ip());
    let is_passed_on = PASSED_ON.iter().any(|name| request.headers().contains_key(*name));
    let token = token.map(Secret::reveal);
    if !may_read(token, header("authorization"), peer, is_passed_on) {
        return plain(&mut HttpResponse::NotFound(), "there is no such page\n");
    }
    let found = web::block(move || measured(&shared)).await;
    match found {
        Ok(Ok(text)) => HttpResponse::Ok()
            .insert_header(("Content-Type", prometheus::TEXT_FORMAT))
            .insert_header(("Cache-Control", "no-store"))
            .body(text),
        _ => plain(&mut HttpResponse::ServiceUnavailable(), "the books cannot be reached\n"),
    }
}

fn measured(shared: &Shared) -> Result<String, StoreError> {
    let mut books = shared
        .pool
        .get_timeout(PATIENCE)
        .map_err(|error| StoreError::unreachable("the books", &error))?;
    let letters = outbox::waiting(&mut books)?;
    let going = runs::to_go_on(&mut books)?.len();
    Ok(shared.house.metrics.text(&letters, i64::try_from(going).unwrap_or(i64::MAX)))
}

/// Whether somebody may read the figures.
fn may_read(
    token: Option<&str>,
    authorization: Option<&str>,
    peer: Option<IpAddr>,
    is_passed_on: bool,
) -> bool {
    match token {
        Some(token) => {
            let given = authorization.and_then(|given| given.strip_prefix("Bearer "));
            given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(token.as_bytes())))
        }
        None => !is_passed_on && peer.is_some_and(|peer| peer.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_for_the_token_or_for_the_same_machine_alone() {
        let here = Some(IpAddr::from([127, 0, 0, 1]));
        let there = Some(IpAddr::from([192, 0, 2, 7]));
        assert!(may_read(None, None, here, false));
        assert!(!may_read(None, None, here, true), "a proxy on the machine passes others on");
        assert!(!may_read(None, None, there, false));
        assert!(!may_read(None, None, None, false));
        assert!(may_read(Some("secret"), Some("Bearer secret"), there, true));
        assert!(!may_read(Some("secret"), Some("Bearer other"), there, false));
        assert!(!may_read(Some("secret"), None, here, false), "a token is asked of everybody");
    }

    #[test]
    fn what_was_answered_is_counted_by_address_and_status() {
        let metrics = Metrics::default();
        metrics.answered("GET", "/agreements/{agreement}", 200, Duration::from_millis(30));
        let text = metrics.text(&[("queued".to_owned(), 3)], 1);
        for line in [
            "concordat_requests_total{method=\"GET\",route=\"/agreements/{agreement}\",\
             status=\"200\"} 1",
            "concordat_request_seconds_count{route=\"/agreements/{agreement}\"} 1",
            "concordat_letters{state=\"queued\"} 3",
            "concordat_letters{state=\"unknown\"} 0",
            "concordat_runs 1",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }
}
