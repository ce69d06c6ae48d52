//! Who may call what: every operation, every role, either side of the agreement, a council that is
//! no party to it; and with a token for anything else than the operation needs, nobody.

use std::fmt::Write;

use concordat::domain::people::Role;
use concordat::web::api::operation::Operation;
use concordat::web::api::routes;
use concordat::web::gate::Rule;
use concordat::workflow::tokens::Scope;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::api::ALL;
use crate::web::api::Caller;
use crate::web::must_be_as_kept;
use crate::web::site::Answered;
use crate::web::site::Site;
use crate::web::who_may;

on_both!(each_operation_lets_in_whom_the_table_names_and_nobody_else);

/// An address with something real in each of its braces, where there is something.
fn address(operation: &Operation) -> String {
    operation
        .path
        .replace("{agreement}", HIOW)
        .replace("{year}", "2018-19")
        .replace("{period}", "q2")
        .replace("{number}", "HCC-INV-000001")
        .replace("{version}", "1")
        .replace("{kind}", "days")
}

/// Asks for it with nothing that could be done: what counts is how far they come.
fn asked(caller: &Caller, operation: &Operation) -> Answered {
    let path = address(operation);
    let answered = match operation.method {
        "GET" => caller.get(&path),
        _ => caller.post_with(&path, &[("Content-Type", "no/such")], b"x"),
    };
    assert!(answered.status < 500, "{} {path}: {}", operation.method, answered.text);
    answered
}

fn each_operation_lets_in_whom_the_table_names_and_nobody_else(ground: &Ground) {
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
    let callers = sides.map(|(_, of)| {
        Role::WORDS.map(|(_, role)| Caller::of(&site, &site.joined(of, role), &ALL))
    });
    let without = ALL.map(|missing| {
        let rest: Vec<Scope> = ALL.into_iter().filter(|scope| *scope != missing).collect();
        (missing, Caller::of(&site, &ground.preparer, &rest))
    });
    let nobody = Caller { token: String::new(), ..Caller::of(&site, &ground.preparer, &ALL) };
    let mut table = String::new();
    for operation in routes::all() {
        assert_eq!(asked(&nobody, operation).status, 401, "{}", operation.path);
        let (_, caller) =
            without.iter().find(|(scope, _)| *scope == operation.scope).expect("a scope");
        let refused = asked(caller, operation);
        let says = refused.header("www-authenticate").unwrap_or_default();
        assert!(refused.status == 403 && says.contains("insufficient_scope"), "{refused:?}");
        let (method, path) = (operation.method, operation.path);
        let _ = write!(table, "{method:<4} {path} ({})\n    ", operation.scope.word());
        for ((side, _), of_side) in sides.iter().zip(&callers) {
            let mut may = Vec::new();
            for ((word, _), caller) in Role::WORDS.iter().zip(of_side) {
                let status = asked(caller, operation).status;
                let is_other = matches!(operation.rule, Rule::On(_)) && *side == "none";
                assert!(!is_other || status == 404, "{path} {side} {word}: {status}");
                if status != 403 && !is_other {
                    may.push(*word);
                }
            }
            table.push_str(&who_may(side, &may));
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    must_be_as_kept("api/access.txt", &table);
}
