//! A request of whatever kind the document knows, made up: mostly of what the schema says, now and then of anything at all.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use serde_json::{Map, Value, json};
use server::api::document;
use services::testing::World;

use crate::api::client::{Client, hearing, plan};

/// Choices, in a row: proptest's numbers, so that a run can be repeated.
pub(super) struct Dice(TestRunner);

impl Dice {
    pub(super) fn up_to(&mut self, sides: usize) -> usize {
        (0..sides).new_tree(&mut self.0).expect("a number").current()
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.up_to(sides) == 0
    }

    fn of<'a>(&mut self, choices: &'a [String]) -> &'a str {
        &choices[self.up_to(choices.len())]
    }

    fn text(&mut self) -> String {
        ".{0,60}".new_tree(&mut self.0).expect("a text").current()
    }
}

/// Who makes requests up.
pub(super) struct Maker {
    pub(super) dice: Dice,
    /// Words that mean something here.
    words: Vec<String>,
    pub(super) appointment: String,
    pub(super) block: String,
    pub(super) plan: String,
}

impl Maker {
    pub(super) fn new(world: &World, appointment: &str, block: &str, plan: &str) -> Self {
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
    pub(super) fn body(&mut self, operation: &str, schema: &Value, meant: bool) -> String {
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
    pub(super) async fn asked(
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
