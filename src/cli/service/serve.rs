//! `serve`: the pages and the API.

use std::net::TcpListener;
use std::sync::Arc;

use clap::Args;
use tracing_subscriber::filter::LevelFilter;

use crate::cli::Desk;
use crate::cli::load::Failure;
use crate::cli::service::office;
use crate::cli::service::office::Missing;
use crate::settings::Settings;
use crate::store::connection;
use crate::store::people;
use crate::web::server;
use crate::web::server::Shared;
use crate::web::visit::House;
use crate::web::worker::Worker;

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {}

/// How many threads take requests; those that find the answers are more, as many as connections.
const THREADS: usize = 2;

/// Where requests come in.
pub struct Door(TcpListener);

/// Listens at the address of the settings.
pub fn door(settings: &Settings) -> Result<Door, Failure> {
    let listen = &settings.service.listen;
    let listener = TcpListener::bind(listen).map_err(|error| {
        Failure::input(format!(
            "{listen} cannot be listened at ({error}): name another as listen under [service]"
        ))
    })?;
    Ok(Door(listener))
}

/// `serve`. Where there is no database yet it is made: the first page then asks for the first
/// council and its administrator.
pub fn run(_: &ServeArguments, desk: &mut Desk) -> Result<(), Failure> {
    let (settings, books, _) = office::open(Missing::IsMade)?;
    drop(books);
    let door = door(&settings)?;
    serve(settings, door, LevelFilter::INFO, "", desk)
}

/// Serves the books of the settings until it is ended, and says where; `also` is said with it.
pub fn serve(
    settings: Settings,
    door: Door,
    level: LevelFilter,
    also: &str,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let is_empty = {
        let mut books = connection::open(settings.database.url.reveal())?;
        people::councils(&mut books)?.is_empty()
    };
    let address = settings.service.address.clone();
    let shared = shared(settings, clock(desk))?;
    writeln!(desk.out, "Concordat is at {address} (Ctrl-C ends it)")?;
    if is_empty {
        let code = &shared.house.first_code;
        writeln!(desk.out, "Nobody has joined yet: begin at {address}/start?code={code}")?;
    }
    desk.out.write_all(also.as_bytes())?;
    desk.out.flush()?;
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::from_default_env().add_directive(level.into()),
        )
        .init();
    let worker = Worker::start(shared.clone())?;
    let served = server::run(door.0, shared, THREADS);
    worker.stop();
    Ok(served?)
}

/// The clock of the service: for trials, the day that was set.
fn clock(desk: &Desk) -> server::Clock {
    let set = desk.today;
    let is_trial = set != crate::domain::calendar::day_in_london(chrono::Utc::now().naive_utc());
    Arc::new(move || {
        let now = chrono::Utc::now().naive_utc();
        let today = if is_trial { set } else { crate::domain::calendar::day_in_london(now) };
        office::moment(today)
    })
}

/// What the threads of the service share.
fn shared(settings: Settings, clock: server::Clock) -> Result<Shared, Failure> {
    let pool = connection::pool(settings.database.url.reveal(), settings.database.connections)?;
    let is_secure = settings.service.is_secure();
    let (limits, post) = (office::limits(&settings), office::post(&settings));
    let house = House::new(settings, limits, post);
    Ok(Shared { house: Arc::new(house), pool, clock, is_secure })
}
