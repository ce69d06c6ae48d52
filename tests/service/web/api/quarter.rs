//! A quarter by the API alone, by two councils; and its totals wherever they are told.

use serde_json::Value;
use serde_json::json;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::quarter::rendered;
use crate::web::api::ALL;
use crate::web::api::Caller;
use crate::web::api::said;
use crate::web::api::statements;
use crate::web::site::Site;

on_both!(two_councils_take_a_quarter_from_its_file_to_its_payment);

/// Does an act, and gives what it says.
fn done(caller: &Caller, path: &str, body: &Value) -> Value {
    let key = concordat::workflow::new_name();
    let answered = caller.post(path, &key, body);
    assert!([200, 201].contains(&answered.status), "{path}: {}", answered.text);
    said(&answered)
}

fn two_councils_take_a_quarter_from_its_file_to_its_payment(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    let of = |person| Caller::of(&site, person, &ALL);
    let (ann, ben, pat) = (of(&ground.preparer), of(&ground.approver), of(&ground.partner));
    let checked = done(&ann, "/api/v1/agreement-checks", &json!({"file": EXAMPLE}));
    assert_eq!(checked["reference"], HIOW);
    let brought = done(&ann, "/api/v1/agreements", &json!({"file": EXAMPLE}));
    assert_eq!(brought["outcome"], "first");
    let preview = format!("/api/v1/agreements/{HIOW}/statement-preview?period=2018/19-Q2");
    let preview = said(&ann.get(&preview));
    let drawn = done(&ann, &statements(), &json!({"period": "2018/19-Q2"}));
    for name in ["net", "vat", "gross", "hash"] {
        assert_eq!(preview[name], drawn[name], "{name}");
    }
    let path = format!("{}/2018-19/q2", statements());
    assert_eq!(pat.get(&path).status, 404, "a draft is the supplier's own");
    done(&ann, &format!("{path}/send"), &json!({}));
    let hash = said(&pat.get(&path))["hash"].clone();
    let queried = json!({"line": 1, "reason": "Who ordered this?"});
    done(&pat, &format!("{path}/query"), &queried);
    done(&pat, &format!("{path}/release"), &json!({"line": 1, "answer": "Found the order."}));
    let stale = pat.post(&format!("{path}/agree"), "stale", &json!({"hash": "another"}));
    assert_eq!(stale.status, 409, "{}", stale.text);
    done(&pat, &format!("{path}/agree"), &json!({"hash": hash}));
    let own = ann.post(&format!("{path}/approve"), "own", &json!({"hash": hash}));
    assert_eq!(own.status, 403, "who drew it up does not approve it");
    done(&ben, &format!("{path}/approve"), &json!({"hash": hash}));
    let issued = done(&ann, &format!("{path}/issue"), &json!({}));
    assert_eq!(issued["stage"], "issued");
    rendered(&mut Bureau::open(ground, "2018-10-03"));
    for number in issued["invoices"].as_array().expect("numbers") {
        let number = number.as_str().expect("text");
        let invoice = said(&pat.get(&format!("/api/v1/invoices/{number}")));
        the_totals_are_everywhere_the_same(&site, ground, &invoice);
        settled(&ann, &pat, &invoice);
    }
    let listed = said(&pat.get("/api/v1/invoices?state=settled"));
    assert_eq!(
        listed["items"].as_array().map(Vec::len),
        issued["invoices"].as_array().map(Vec::len)
    );
}

/// Receipt, a dispute with its answer, and the payment.
fn settled(ann: &Caller, pat: &Caller, invoice: &Value) {
    let path = invoice["href"].as_str().expect("where it is");
    done(pat, &format!("{path}/receive"), &json!({"on": "2018-10-03"}));
    let disputed = json!({"sum": "1.00", "reason": "A pound too much?"});
    assert_eq!(done(pat, &format!("{path}/dispute"), &disputed)["state"], "disputed in part");
    done(ann, &format!("{path}/answer"), &json!({"answer": "It is right."}));
    let paid = json!({"sum": invoice["gross"], "on": "2018-10-03", "reference": "BACS 7"});
    let after = done(ann, &format!("{path}/settle"), &paid);
    assert_eq!((&after["state"], &after["unpaid"]), (&json!("paid"), &json!("0.00")));
    let credit = json!({"lines": [{"line": 1, "sum": "1.00"}], "reason": "Goodwill"});
    let waits = done(ann, &format!("{path}/credit"), &credit);
    assert_eq!(waits["credit_waits"]["reason"], "Goodwill");
}

/// In the API, on the page, in the paper, in the electronic invoice and in the lines as CSV.
fn the_totals_are_everywhere_the_same(site: &Site<'_>, ground: &Ground, invoice: &Value) {
    let ann = Caller::of(site, &ground.preparer, &ALL);
    let path = invoice["href"].as_str().expect("where it is");
    let text = |name: &str| invoice[name].as_str().expect("a sum").to_owned();
    let (net, vat, gross) = (text("net"), text("vat"), text("gross"));
    let number = text("number");
    let page = site.visitor(&ground.preparer).get(&format!("/invoices/{number}")).text;
    let of_page = page.replace(',', "");
    assert!(of_page.contains(&format!("£{gross}")), "{gross} on the page");
    let xml = ann.get(&format!("{path}/invoice.xml")).text;
    for sum in [&net, &vat, &gross] {
        assert!(xml.contains(&format!(">{sum}<")), "{sum} in the electronic invoice");
    }
    let pdf = ann.get(&format!("{path}/invoice.pdf"));
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    let pence = |text: &str| text.replace('.', "").parse::<i64>().expect("pence");
    let lines = invoice["lines"].as_array().expect("lines");
    let sum: i64 = lines.iter().map(|line| pence(line["net"].as_str().expect("a sum"))).sum();
    assert_eq!(sum, pence(&net), "the lines add up");
    let of_rates = |name: &str| -> i64 {
        let rates = invoice["rates"].as_array().expect("rates");
        rates.iter().map(|rate| pence(rate[name].as_str().expect("a sum"))).sum()
    };
    assert_eq!((of_rates("net"), of_rates("vat")), (pence(&net), pence(&vat)));
    assert_eq!(pence(&net) + pence(&vat), pence(&gross));
    let statement = invoice["statement"].as_str().expect("where it is");
    let csv = ann.get(&format!("{statement}/lines.csv")).text;
    for line in lines {
        let net = line["net"].as_str().expect("a sum");
        assert!(csv.contains(&format!(",{net},")), "{net} in the CSV");
    }
}
