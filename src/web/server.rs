//! The server: from the network to a visit, and from its answer back. The one place of the service
//! that knows of sockets, threads and the clock.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;

use actix_web::App;
use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::HttpResponseBuilder;
use actix_web::HttpServer;
use actix_web::cookie::Cookie;
use actix_web::cookie::SameSite;
use actix_web::dev::Payload;
use actix_web::dev::Server as Running;
use actix_web::http::Method;
use actix_web::http::StatusCode;
use actix_web::middleware::Compress;
use actix_web::middleware::DefaultHeaders;
use actix_web::web;
use futures_util::StreamExt;

use crate::store::connection::Pool;
use crate::store::error::StoreError;
use crate::web::answer::Answer;
use crate::web::answer::NOTICE_COOKIE;
use crate::web::answer::SESSION_COOKIE;
use crate::web::answer::SIGN_ON_COOKIE;
use crate::web::api::operation::Operation;
use crate::web::api::problem;
use crate::web::api::problem::Fault;
use crate::web::api::routes as operations;
use crate::web::api::served;
use crate::web::assets;
use crate::web::form::Form;
use crate::web::form::Upload;
use crate::web::gate;
use crate::web::refusal;
use crate::web::refusal::Stop;
use crate::web::routes::ROUTES;
use crate::web::routes::Route;
use crate::web::visit::Asked;
use crate::web::visit::House;
use crate::web::visit::Visit;
use crate::web::watch;
use crate::workflow::Moment;
use crate::workflow::new_name;
use crate::workflow::sessions;

/// What the clock says.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// The largest form with files that is taken: an agreement's file and its rows are far smaller.
const BYTES_AT_MOST: usize = 16 * 1024 * 1024;

/// What a page may load: nothing but what the service itself serves.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What the addresses of the API begin with.
const API: &str = "/api/";

/// What a request is for.
#[derive(Clone, Copy)]
enum To {
    Page(&'static Route),
    NoPage,
    Operation(&'static Operation),
    /// An address of the API by a method that it has not, or none.
    NoOperation(Option<&'static str>),
}

impl To {
    fn is_api(self) -> bool {
        matches!(self, To::Operation(_) | To::NoOperation(_))
    }

    /// The address as the figures of the service name it.
    fn address(self) -> &'static str {
        match self {
            To::Page(route) => route.path,
            To::Operation(operation) => operation.path,
            To::NoPage | To::NoOperation(_) => "none",
        }
    }
}

/// What the threads of the server share.
#[derive(Clone)]
pub struct Shared {
    /// What every visit has in common.
    pub house: Arc<House>,
    /// Connections to the books.
    pub pool: Pool,
    /// The clock.
    pub clock: Clock,
    /// Whether browsers reach it by TLS: then cookies go over nothing else.
    pub is_secure: bool,
}

/// Starts the service on a listener; it runs until its handle tells it to stop, and then lets those
/// that it serves be served. Signals to the program are no business of its own.
///
/// # Errors
/// Where it cannot listen.
pub fn serve(listener: TcpListener, shared: Shared, threads: usize) -> io::Result<Running> {
    start(listener, shared, threads, false)
}

fn start(
    listener: TcpListener,
    shared: Shared,
    threads: usize,
    hears_signals: bool,
) -> io::Result<Running> {
    let server = HttpServer::new(move || {
        let shared = shared.clone();
        App::new()
            .wrap(headers(shared.is_secure))
            .wrap(Compress::default())
            .app_data(web::Data::new(shared))
            .configure(addresses)
            .default_service(web::to(|request: HttpRequest, payload: web::Payload| {
                let is_api = request.path().starts_with(API);
                take(request, payload, if is_api { To::NoOperation(None) } else { To::NoPage })
            }))
    });
    let server = if hears_signals { server } else { server.disable_signals() };
    Ok(server.workers(threads).shutdown_timeout(20).listen(listener)?.run())
}

/// Serves until the program is told to stop (Ctrl-C, SIGTERM), and returns when all that had been
/// asked by then is answered.
///
/// # Errors
/// Where it cannot listen.
pub fn run(listener: TcpListener, shared: Shared, threads: usize) -> io::Result<()> {
    actix_web::rt::System::new()
        .block_on(async move { start(listener, shared, threads, true)?.await })
}

/// The headers of every answer.
fn headers(is_secure: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Content-Security-Policy", POLICY))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"));
    if is_secure {
        headers.add(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    } else {
        headers
    }
}

/// The router, from the table.
fn addresses(config: &mut web::ServiceConfig) {
    config.route("/static/{bundle}/{name}", web::get().to(asset));
    watch::addresses(config);
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.dedup();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let mut resource = web::resource(path);
        for route in ROUTES.iter().filter(|route| route.path == path) {
            let serve = move |request: HttpRequest, payload: web::Payload| {
                take(request, payload, To::Page(route))
            };
            if route.method == "GET" {
                resource = resource.route(web::head().to(serve));
            }
            let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
            resource = resource.route(web::method(method).to(serve));
        }
        config.service(resource);
    }
    let mut paths: Vec<&str> = operations::all().map(|operation| operation.path).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let mut resource = web::resource(path);
        for operation in operations::all().filter(|operation| operation.path == path) {
            let serve = move |request: HttpRequest, payload: web::Payload| {
                take(request, payload, To::Operation(operation))
            };
            if operation.method == "GET" {
                resource = resource.route(web::head().to(serve));
            }
            let method = Method::from_bytes(operation.method.as_bytes()).expect("a method");
            resource = resource.route(web::method(method).to(serve));
        }
        let by_another = move |request: HttpRequest, payload: web::Payload| {
            take(request, payload, To::NoOperation(Some(path)))
        };
        config.service(resource.default_service(web::to(by_another)));
    }
}

async fn asset(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (bundle, name) = path.into_inner();
    let known = request.headers().get("If-None-Match").and_then(|value| value.to_str().ok());
    match assets::of(&bundle, &name, known) {
        Some(answer) => respond(answer, true),
        None => HttpResponse::NotFound().finish(),
    }
}

/// Takes a request, lets a thread that may wait find the answer, and sends it under a name by which
/// the log knows it.
async fn take(request: HttpRequest, payload: web::Payload, to: To) -> HttpResponse {
    let began = Instant::now();
    let id = new_name();
    let shared = web::Data::<Shared>::clone(request.app_data().expect("the server has it"));
    let is_secure = shared.is_secure;
    let house = shared.house.clone();
    let proxy = house.settings.service.forwarded_by.as_deref();
    let mut answer = match asked(&request, payload.into_inner(), is_secure, proxy, to).await {
        Ok(asked) => {
            let asked = Asked { id: id.clone(), ..asked };
            let found = web::block(move || found(&shared, &asked, to)).await;
            found.unwrap_or_else(|_| broken())
        }
        Err((status, says)) if to.is_api() => problem::answer(Fault::new(status, says), &id).0,
        Err((status, says)) => Answer::of(status, "text/plain; charset=utf-8", says),
    };
    answer.headers.push(("X-Request-Id", id));
    let address = to.address();
    // The method of what no address takes is whatever somebody thought of.
    let method = if address == "none" { "any" } else { request.method().as_str() };
    house.metrics.answered(method, address, answer.status, began.elapsed());
    respond(answer, is_secure)
}

fn broken() -> Answer {
    Answer::of(500, "text/plain; charset=utf-8", "Sorry, there is a problem with the service")
}

/// The answer to what was asked.
fn found(shared: &Shared, asked: &Asked, to: To) -> Answer {
    let at = (shared.clock)();
    let mut books = match shared.pool.get() {
        Ok(books) => books,
        Err(error) => {
            tracing::error!(request = asked.id, %error, "the books cannot be reached");
            return if to.is_api() {
                problem::answer(Fault::new(500, ""), &asked.id).0
            } else {
                broken()
            };
        }
    };
    let (house, books) = (&*shared.house, &mut *books);
    let mut visit = Visit { house, asked, books, at, guest: None, held: None };
    let answer = match to {
        To::Operation(operation) => served::served(&mut visit, operation),
        To::NoOperation(path) => served::no_operation(&visit, path),
        To::Page(route) => page(&mut visit, Some(route)),
        To::NoPage => page(&mut visit, None),
    };
    if asked.is_change() && answer.status < 400 {
        shared.house.bell.ring();
    }
    tracing::info!(
        request = asked.id,
        method = asked.method,
        path = asked.path,
        status = answer.status,
        person = visit.guest.as_ref().map_or("", |guest| guest.person.id.as_str()),
    );
    answer
}

/// The answer of a page, or why there is none.
fn page(visit: &mut Visit<'_>, route: Option<&'static Route>) -> Answer {
    answered(visit, route).unwrap_or_else(|stop| {
        let asked = visit.asked;
        if matches!(&stop, Stop::Broken(_)) || is_of_the_books(&stop) {
            tracing::error!(request = asked.id, path = asked.path, error = %stop, "failed");
        }
        refusal::answer(visit, &stop)
    })
}

fn is_of_the_books(stop: &Stop) -> bool {
    use crate::workflow::refusal::Refusal;
    matches!(
        stop,
        Stop::Refused(Refusal::Store(StoreError::Database(_) | StoreError::Damaged { .. }))
    )
}

fn answered(visit: &mut Visit<'_>, route: Option<&'static Route>) -> Result<Answer, Stop> {
    if let Some(cookie) = &visit.asked.session {
        visit.guest = sessions::of_cookie(visit.books, visit.at, cookie)?;
    }
    let Some(route) = route else { return Err(Stop::no_page()) };
    gate::enter(visit, route.rule)?;
    (route.page)(visit)
}

/// What a request asks, with all that it brings.
async fn asked(
    request: &HttpRequest,
    mut payload: Payload,
    is_secure: bool,
    forwarded_by: Option<&str>,
    to: To,
) -> Result<Asked, Unreadable> {
    const HEADERS: [&str; 9] = [
        "host",
        "origin",
        "sec-fetch-site",
        "content-type",
        "authorization",
        "idempotency-key",
        "if-match",
        "if-none-match",
        "x-part",
    ];
    let header = |name: &'static str| {
        let value = request.headers().get(name)?.to_str().ok()?;
        Some((name, value.to_owned()))
    };
    let headers: Vec<_> = HEADERS.into_iter().filter_map(header).collect();
    let cookie = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
    let parameters = request.match_info().iter();
    let plain =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut asked = Asked {
        id: String::new(),
        method: request.method().to_string(),
        path: request.path().to_owned(),
        parameters: parameters.map(|(name, value)| (name.to_owned(), plain(value))).collect(),
        query: Form::read(request.query_string().as_bytes()),
        form: Form::default(),
        body: Vec::new(),
        headers,
        session: cookie(&name_of(SESSION_COOKIE, is_secure)),
        sign_on: cookie(&name_of(SIGN_ON_COOKIE, is_secure)).map(|kept| plain(&kept)),
        notice: cookie(NOTICE_COOKIE).map(|says| plain(&says)),
        from: from(request, forwarded_by),
    };
    if to.is_api() {
        asked.body = bytes(&mut payload).await?;
    } else if asked.is_change() {
        let kind = asked.header("content-type").unwrap_or_default().to_owned();
        asked.form = if kind.starts_with("multipart/form-data") {
            parts(request, payload).await?
        } else {
            Form::read(&bytes(&mut payload).await?)
        };
    }
    Ok(asked)
}

/// Where a request comes from: the last that a proxy of ours adds, where there is one.
fn from(request: &HttpRequest, forwarded_by: Option<&str>) -> String {
    let said = forwarded_by.and_then(|name| request.headers().get(name));
    let last = said.and_then(|value| value.to_str().ok()?.rsplit(',').next().map(str::trim));
    match last {
        Some(from) => from.to_owned(),
        None => request.peer_addr().map_or_else(String::new, |from| from.ip().to_string()),
    }
}

/// What cannot be read: the status of the answer, and why.
type Unreadable = (u16, &'static str);

const TOO_LARGE: Unreadable = (413, "This is larger than 16 MB: send it in parts");
const BROKEN_OFF: Unreadable = (400, "What was sent broke off, or cannot be read");

async fn bytes(payload: &mut Payload) -> Result<Vec<u8>, Unreadable> {
    let mut all = Vec::new();
    while let Some(chunk) = payload.next().await {
        all.extend_from_slice(&chunk.map_err(|_| BROKEN_OFF)?);
        if all.len() > BYTES_AT_MOST {
            return Err(TOO_LARGE);
        }
    }
    Ok(all)
}

/// A form with files.
async fn parts(request: &HttpRequest, payload: Payload) -> Result<Form, Unreadable> {
    let mut form = Form::default();
    let mut size = 0;
    let mut parts = actix_multipart::Multipart::new(request.headers(), payload);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| BROKEN_OFF)?;
        let field = part.name().unwrap_or_default().to_owned();
        let named = part.content_disposition().and_then(|of| of.get_filename());
        let name = named.map(str::to_owned);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| BROKEN_OFF)?;
            size += chunk.len();
            if size > BYTES_AT_MOST {
                return Err(TOO_LARGE);
            }
            bytes.extend_from_slice(&chunk);
        }
        match name {
            Some(name) => form.files.push(Upload { field, name, bytes }),
            None => form.fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(form)
}

/// The name of a cookie: with the prefix no other site of the council can set it.
fn name_of(cookie: &str, is_secure: bool) -> String {
    let is_ours_alone = [SESSION_COOKIE, SIGN_ON_COOKIE].contains(&cookie);
    if is_secure && is_ours_alone { format!("__Host-{cookie}") } else { cookie.to_owned() }
}

fn respond(answer: Answer, is_secure: bool) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponseBuilder::new(status);
    let is_kept = answer.headers.iter().any(|(name, _)| *name == "Cache-Control");
    for (name, value) in answer.headers {
        response.insert_header((name, value));
    }
    if !is_kept {
        response.insert_header(("Cache-Control", "no-store"));
    }
    for (name, value) in answer.cookies {
        let name = name_of(name, is_secure);
        let value = value.as_ref().map(|value| {
            percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        });
        let is_taken_away = value.is_none();
        let mut cookie = Cookie::build(name, value.unwrap_or_default())
            .path("/")
            .http_only(true)
            .secure(is_secure)
            .same_site(SameSite::Lax)
            .finish();
        if is_taken_away {
            cookie.make_removal();
        }
        response.cookie(cookie);
    }
    response.body(answer.body)
}
