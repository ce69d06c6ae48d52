//! The service does what its description says, by a tester that others wrote: Schemathesis calls
//! each operation with what the description allows and with what it does not.

use std::num::NonZeroU32;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use concordat::domain::people::Role;
use concordat::store::connection;
use concordat::store::people;
use concordat::web::api::routes;
use governor::Quota;
use governor::RateLimiter;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::api::ALL;
use crate::web::api::Caller;
use crate::web::site::Site;

fn tester() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target");
    let python = target.join("checkers/bin/python");
    assert!(python.exists(), "the checkers are not in {}: run tests/run", target.display());
    python
}

#[test]
fn the_service_does_what_its_description_says() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.bill(HIOW, "2018/19-Q2").expect("billed");
    bureau.bring_in(&EXAMPLE.replace(HIOW, "B-1")).expect("it comes in");
    bureau.draw_up("B-1", "2018/19-Q2").expect("drawn up");
    crate::quarter::rendered(&mut bureau);
    let mut house = Site::house(&ground, &[]);
    let often = NonZeroU32::new(100_000).expect("it is not nought");
    house.calls = RateLimiter::keyed(Quota::per_second(often));
    let site = Site::with(&ground, "2018-10-03", house);
    // Somebody with every role: what is tried is to be let in.
    let everything = site.joined(&ground.preparer, Role::Preparer);
    let roles = Role::WORDS.map(|(_, role)| role);
    connection::change(&mut ground.books(), |books| {
        people::set_duties(books, &everything, &roles, true)
    })
    .expect("they have all roles");
    let mut everything = everything;
    everything.roles = roles.to_vec();
    let caller = Caller::of(&site, &everything, &ALL);
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers/schemathesis.toml");
    let done = Command::new(tester())
        .args(["-m", "schemathesis.cli", "--config-file"])
        .arg(&config)
        .arg("run")
        .arg(format!("{}/api/v1/openapi.json", site.address))
        .args(["--url", &site.address])
        .args(["--header", &format!("Authorization: Bearer {}", caller.token)])
        .args(["--phases", "fuzzing"])
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let also = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}\n{also}");
    let tested = format!("Tested: {}", routes::all().count() - 2);
    assert!(said.contains(&tested), "all operations but two: {said}");
}
