//! Who may come in where: every address, every role, either side of the agreement, and a council
//! that is no party to it.

use std::fmt::Write;

use concordat::domain::people::Role;
use concordat::web::gate::Rule;
use concordat::web::routes::ROUTES;
use concordat::web::routes::Route;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::must_be_as_kept;
use crate::web::site::Site;
use crate::web::site::Visitor;
use crate::web::who_may;

on_both!(each_address_lets_in_whom_the_table_names_and_nobody_else);

/// An address with something real in each of its braces.
fn address(route: &Route) -> String {
    route
        .path
        .replace("{agreement}", HIOW)
        .replace("{year}", "2018-19")
        .replace("{period}", "q2")
        .replace("{number}", "HCC-INV-000001")
        .replace("{id}", "none")
        .replace("{version}", "1")
        .replace("{kind}", "days")
        .replace("{draft}", "none")
        .replace("{place}", "staffing.0")
        .replace("{login}", "nobody")
        .replace("{file}", "pdf")
}

fn status(visitor: &Visitor, route: &Route) -> u16 {
    let path = address(route);
    let answered = match route.method {
        "GET" => visitor.get(&path),
        _ => visitor.post(&path, &[]),
    };
    assert!(answered.status < 500, "{} {path}: {}", route.method, answered.text);
    answered.status
}

/// The table for people to read: a row an address, a letter a role on a side that may come in.
fn each_address_lets_in_whom_the_table_names_and_nobody_else(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.draw_up(HIOW, "2018/19-Q2").expect("drawn up");
    bureau.send(HIOW, "2018/19-Q2").expect("sent");
    let site = Site::open(ground, "2018-10-03");
    let sides = [
        ("supplier", &ground.preparer),
        ("purchaser", &ground.partner),
        ("none", &ground.stranger),
    ];
    let visitors = sides.map(|(_, of)| {
        Role::WORDS.map(|(_, role)| {
            let person = site.joined(of, role);
            (site.visitor(&person), person)
        })
    });
    let mut table = String::new();
    for route in ROUTES {
        let unknown = status(&site.stranger(), route);
        let lets_in_anyone = route.rule == Rule::Anyone;
        let is_sent_to_sign_in = unknown == 303 && !lets_in_anyone;
        assert!(lets_in_anyone || is_sent_to_sign_in, "{} {unknown}", route.path);
        let _ = write!(table, "{:<4} {}\n    ", route.method, route.path);
        if lets_in_anyone {
            table.push_str("everybody\n");
            continue;
        }
        for ((side, _), of_side) in sides.iter().zip(&visitors) {
            let mut may = Vec::new();
            for ((word, _), (visitor, person)) in Role::WORDS.iter().zip(of_side) {
                let status = if route.path == "/sign-out" {
                    // It ends the session, which others are still to be asked with.
                    status(&site.visitor(person), route)
                } else {
                    status(visitor, route)
                };
                let is_other = matches!(route.rule, Rule::On(_)) && *side == "none";
                assert!(!is_other || status == 404, "{} {side} {word}: {status}", route.path);
                if ![403, 404].contains(&status) || (status == 404 && !is_other && may_miss(route))
                {
                    may.push(*word);
                }
            }
            table.push_str(&who_may(side, &may));
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    must_be_as_kept("access.txt", &table);
}

/// Whether an address may name what is not there, for somebody who may come in.
fn may_miss(route: &Route) -> bool {
    ["{number}", "{id}", "{file}", "{login}", "{draft}", "{webhook}"]
        .iter()
        .any(|part| route.path.contains(part))
}
