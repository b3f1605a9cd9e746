//! Requests made up from the document: sound ones, and ones that are wrong somewhere. Whatever is sent, the answer is one
//! that the document promises, and never a fault of ours.

mod making;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::api::document;
use services::on_both_databases;

use self::making::Maker;
use super::client::{Client, hearing, json_of, plan};
use crate::harness::Answered;

/// Requests to each database.
const REQUESTS: usize = 1500;

impl Maker {
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
