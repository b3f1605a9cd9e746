//! Requests made up from the document: sound ones, and ones that are wrong somewhere. Whatever is sent, the answer is one
//! that the document promises, and never a fault of ours.

use axum::http::{Method, StatusCode};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Map, Value, json};
use server::api::document;
use services::{on_both_databases, testing::World};

use super::client::{Client, hearing, json_of, plan};
use crate::harness::Answered;

/// Requests to each database.
const REQUESTS: usize = 1500;

/// Choices, in a row: proptest's numbers, so that a run can be repeated.
struct Dice(TestRunner);

impl Dice {
    fn up_to(&mut self, sides: usize) -> usize {
        (0..sides).new_tree(&mut self.0).expect("a number").current()
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.up_to(sides) == 0
    }

    fn of<'a>(&mut self, choices: &'a [String]) -> &'a str {
        &choices[self.up_to(choices.len())]
    }

    fn text(&mut self) -> String {
        ".{0,60}".new_tree(&mut self.0).expect("a text").current()
    }
}

struct Maker {
    dice: Dice,
    /// Words that mean something here.
    words: Vec<String>,
    appointment: String,
    block: String,
    plan: String,
}

impl Maker {
    fn new(world: &World, appointment: &str, block: &str, plan: &str) -> Self {
        let seeds = &world.seeds;
        let words = [
            "hearing",
            "teleconsultation",
            "legal_meeting",
            "review_of_measures",
            "mistake",
            "other",
            "judge",
            "145-2026",
            "V1",
            "C1",
            "CP-IZA",
            "CP-MAR",
            "DEMO-CP-IZA-0",
            "DEMO-CP-IZA-1",
            "julia.iraheta@telesala.test",
            "delmy.argueta@telesala.test",
            "clara.escobar@telesala.test",
            "2026-11-23T10:00:00-06:00",
            "2026-11-24T09:15:00-06:00",
            "2026-11-25T16:00:00Z",
            "9999-12-31T23:59:59Z",
            "-009999-01-01T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-11-16",
            "2026-11-23",
            "booked",
            "0",
            "-1",
            "50",
            "",
            " ",
            "\u{0}",
            "\u{202E}x",
            "%",
            "'",
            "\"1\"",
            "\"2\"",
            "*",
            "AAAA",
            "null",
            "99999999999999999999",
        ];
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words.extend([
            appointment.to_owned(),
            seeds.izalco.detainees[0].to_string(),
            seeds.izalco.hearing.to_string(),
            seeds.people.judge.to_string(),
            "x".repeat(2000),
        ]);
        let [appointment, block, plan] = [appointment, block, plan].map(ToOwned::to_owned);
        Self { dice: Dice(TestRunner::deterministic()), words, appointment, block, plan }
    }

    fn word(&mut self) -> String {
        if self.dice.one_in(6) { self.dice.text() } else { self.dice.of(&self.words).to_owned() }
    }

    /// Something that is of the schema's kind, mostly.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > 6 || self.dice.one_in(25) {
            return self.anything();
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return self.value(&document()["components"]["schemas"][name], depth + 1);
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let choice = &choices[self.dice.up_to(choices.len())];
            return self.value(choice, depth + 1);
        }
        if let Some(codes) = schema["enum"].as_array() {
            return codes[self.dice.up_to(codes.len())].clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds[self.dice.up_to(kinds.len())].as_str().unwrap_or_default().to_owned(),
            kind => kind.as_str().unwrap_or_default().to_owned(),
        };
        match kind.as_str() {
            "object" => self.object(schema, depth),
            "array" => {
                let items = if self.dice.one_in(30) { 60 } else { self.dice.up_to(4) };
                Value::Array((0..items).map(|_| self.value(&schema["items"], depth + 1)).collect())
            }
            "integer" => json!(self.dice.up_to(600)),
            "boolean" => json!(self.dice.one_in(2)),
            "null" => Value::Null,
            _ => json!(self.word()),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let needed = schema["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
            if if needed { !self.dice.one_in(25) } else { self.dice.one_in(2) } {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        if self.dice.one_in(25) {
            object.insert(self.word(), self.anything());
        }
        Value::Object(object)
    }

    fn anything(&mut self) -> Value {
        match self.dice.up_to(8) {
            0 => Value::Null,
            1 => json!(-1),
            2 => json!(1.5),
            3 => json!(u64::MAX),
            4 => json!([[]]),
            5 => json!({"a": 1}),
            6 => json!(true),
            _ => json!(self.word()),
        }
    }

    /// A body that is sound but for a field or two.
    fn nearly_sound(&mut self, sound: impl Fn(&str) -> Value) -> Value {
        let mut body = sound(["08:30", "10:00", "14:00"][self.dice.up_to(3)]);
        for _ in 0..self.dice.up_to(3) {
            let names: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
            let name = self.dice.of(&names).to_owned();
            body[name] = self.anything();
        }
        body
    }

    /// A body for an operation: of one that is meant, what would be carried out but for a field or two.
    fn body(&mut self, operation: &str, schema: &Value, meant: bool) -> String {
        let day = 23 + self.dice.up_to(5);
        let on = |time: &str| json!(format!("2026-11-{day}T{time}:00-06:00"));
        let body = match operation {
            "bookAppointment" if meant => self.nearly_sound(|time| {
                let mut order = hearing(time);
                order["start"] = on(time);
                order
            }),
            "changeAppointment" if meant => {
                self.nearly_sound(|time| json!({"case_number": format!("{}-2026", &time[..2]), "duration": 60}))
            }
            "cancelAppointment" if meant => {
                self.nearly_sound(|time| json!({"cause": "court_agenda", "note": format!("a las {time}")}))
            }
            "makeBlock" if meant => self.nearly_sound(|time| {
                json!({
                    "person": "julia.iraheta@telesala.test", "cause": "leave",
                    "start": format!("2026-12-22T{time}:00-06:00"), "end": "2026-12-22T16:00:00-06:00",
                })
            }),
            "makePlan" if meant => {
                self.nearly_sound(|time| plan(&[(time, "DEMO-CP-IZA-0"), ("145-2026", "DEMO-CP-IZA-1")]))
            }
            _ if self.dice.one_in(40) => return self.word(),
            _ => self.value(schema, 0),
        };
        body.to_string()
    }

    /// The collection that an address is in, and what is known there.
    fn known(&self, path: &str) -> (&'static str, &str) {
        match path.split('/').nth(3) {
            Some("plans") => ("plans", &self.plan),
            Some("blocks") => ("blocks", &self.block),
            _ => ("appointments", &self.appointment),
        }
    }

    /// The address of a request, and its headers: of one that is meant those with which it is carried out, on the version that
    /// there is now.
    async fn asked(
        &mut self,
        client: &Client,
        (path, operation): (&str, &Value),
        meant: bool,
    ) -> (String, Vec<(String, String)>) {
        let (mut address, mut query, mut headers) = (path.to_owned(), Vec::new(), Vec::new());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let word = self.word();
            match parameter["in"].as_str().unwrap() {
                "path" => {
                    // An empty part is another address.
                    let word = if word.is_empty() { "0".to_owned() } else { word };
                    let fits = meant || self.dice.one_in(2);
                    let word = if fits && name == "id" { escaped(self.known(path).1) } else { escaped(&word) };
                    // Bytes that are no text at all.
                    let word = if !meant && self.dice.one_in(20) { "%FF".to_owned() } else { word };
                    address = address.replace(&format!("{{{name}}}"), &word);
                }
                "query" if self.dice.one_in(3) => query.push(format!("{name}={}", escaped(&word))),
                "header" if meant && name == "If-Match" => {
                    let (kind, id) = self.known(path);
                    let read = client.get(&format!("/api/v1/{kind}/{id}")).await;
                    headers.push((name.to_owned(), read.header("etag").to_owned()));
                }
                "header" if !meant && !self.dice.one_in(4) => headers.push((name.to_owned(), visible(&word))),
                _ => {}
            }
        }
        if !meant && self.dice.one_in(15) {
            query.push("colour=1".to_owned());
        }
        let address = if query.is_empty() { address } else { format!("{address}?{}", query.join("&")) };
        (address, headers)
    }

    /// What was carried out is made good, so that the same can be asked for again.
    async fn follow(&mut self, client: &Client, (operation, meant): (&str, bool), answer: &Answered) {
        match operation {
            "liftBlock" => self.block = blocked(client).await,
            // Nobody is away for as long as the fuzzer says. What was answered again was lifted before.
            "makeBlock" => {
                let lifted = [("if-match", answer.header("etag"))];
                client.send(Method::DELETE, answer.header("location"), &lifted, None).await;
            }
            "bookAppointment" if meant => json_of(answer)["id"].as_str().unwrap().clone_into(&mut self.appointment),
            "cancelAppointment" => self.appointment = standing(client).await,
            "bookPlan" => self.plan = listed(client).await,
            _ => {}
        }
    }
}

/// An appointment in December.
async fn standing(client: &Client) -> String {
    for day in [1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18] {
        for time in ["08:30", "10:00", "12:00", "14:00"] {
            let mut order = hearing(time);
            order["start"] = json!(format!("2026-12-{day:02}T{time}:00-06:00"));
            let made = client.book(None, &order).await;
            if made.status == StatusCode::CREATED {
                return json_of(&made)["id"].as_str().unwrap().to_owned();
            }
        }
    }
    panic!("no day is free");
}

/// A list that is being planned, as soon as there is room for one more.
async fn listed(client: &Client) -> String {
    for _ in 0..100 {
        let made = client.post("/api/v1/plans", &plan(&[("145-2026", "DEMO-CP-IZA-0")])).await;
        if made.status == StatusCode::ACCEPTED {
            return json_of(&made)["id"].as_str().unwrap().to_owned();
        }
        assert_eq!(made.status, StatusCode::TOO_MANY_REQUESTS, "{}", made.body);
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("the planning of others does not end");
}

/// Waits until nobody is at work on the list.
async fn settle(client: &Client, plan: &str) {
    for _ in 0..100 {
        let read = client.get(&format!("/api/v1/plans/{plan}")).await;
        if !["planning", "booking"].iter().any(|busy| json_of(&read)["stage"] == *busy) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("the work does not end");
}

/// A block in a week in which nothing else is asked for.
async fn blocked(client: &Client) -> String {
    let absence = json!({
        "person": "julia.iraheta@telesala.test", "cause": "leave",
        "start": "2026-12-21T09:00:00-06:00", "end": "2026-12-21T12:00:00-06:00",
    });
    let made = client.post("/api/v1/blocks", &absence).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    json_of(&made)["block"]["id"].as_str().unwrap().to_owned()
}

/// A text as a part of an address.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A text as a header's value.
fn visible(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(300).collect()
}

on_both_databases! {
    async fn whatever_is_sent_is_answered_as_the_document_says(world) {
        let client = Client::with(&world, "TS6", "read book change block plan").await;
        let first = json_of(&client.book(None, &hearing("10:00")).await);
        let list = json_of(&client.post("/api/v1/plans", &plan(&[("145-2026", "DEMO-CP-IZA-0")])).await);
        let block = blocked(&client).await;
        let mut maker = Maker::new(&world, first["id"].as_str().unwrap(), &block, list["id"].as_str().unwrap());
        let operations: Vec<(String, String, Value)> = document()["paths"].as_object().unwrap().iter()
            .flat_map(|(path, methods)| methods.as_object().unwrap().iter().map(move |(method, it)| (path.clone(), method.clone(), it.clone())))
            .collect();
        let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
        let mut done = std::collections::BTreeSet::<&str>::new();
        for number in 0..REQUESTS {
            // A token asks so often in a minute, and every request may bring a few others with it.
            if number % 200 == 199 {
                world.clock.advance(1);
            }
            let (path, method, operation) = &operations[maker.dice.up_to(operations.len())];
            let named = operation["operationId"].as_str().unwrap();
            let meant = maker.dice.one_in(2);
            // Work on a list ends when it does: what was never carried out waits for it.
            if meant && ["planAgain", "bookPlan"].contains(&named) && !done.contains(named) {
                settle(&client, &maker.plan).await;
            }
            let (address, headers) = maker.asked(&client, (path.as_str(), operation), meant).await;
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let body = schema.is_object().then(|| maker.body(named, schema, meant));
            let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let method: Method = method.to_uppercase().parse().unwrap();
            // `send` fails the test if the answer is not one that the document promises.
            let answer = client.send(method, &address, &headers, body.as_deref()).await;
            // An agency plans so many lists at once; nothing else here is too much.
            let plans = ["makePlan", "planAgain"].contains(&named);
            assert!(plans || answer.status != StatusCode::TOO_MANY_REQUESTS, "{address}");
            *statuses.entry(answer.status.as_u16()).or_default() += 1;
            if answer.status == StatusCode::CREATED && named == "bookAppointment" {
                // What is booked is taken: the same order once more, without its key, is another one.
                let order = serde_json::from_str(body.as_deref().unwrap_or_default()).unwrap();
                let again = client.book(None, &order).await;
                assert!(!again.status.is_success(), "{order} was booked twice");
                *statuses.entry(again.status.as_u16()).or_default() += 1;
            }
            if answer.status.is_success() {
                done.insert(named);
                maker.follow(&client, (named, meant), &answer).await;
            }
        }
        // It is no test of the door alone.
        for made in ["makeBlock", "liftBlock", "listBlocks", "readBlock", "weighBlock", "makePlan", "readPlan", "planAgain", "bookPlan"] {
            assert!(operations.iter().any(|(_, _, operation)| operation["operationId"] == made), "{made}");
        }
        for often in [
            "listAppointments", "readAppointment", "listBlocks", "readBlock", "liftBlock", "makePlan", "readPlan",
            "listCentres", "listRooms", "findDetainees", "findPeople", "readToken", "bookAppointment", "changeAppointment",
            "cancelAppointment", "makeBlock", "planAgain", "bookPlan",
        ] {
            assert!(done.contains(often), "{often} was never carried out, only {done:?}");
        }
        for status in [200, 201, 202, 404, 409, 412, 422, 428] {
            assert!(statuses.contains_key(&status), "{status} in {statuses:?}");
        }
    }
}
