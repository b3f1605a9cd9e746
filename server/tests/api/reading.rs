//! Lists, days and look-ups.

use axum::http::StatusCode;
use serde_json::{Value, json};
use services::{on_both_databases, testing::World};

use super::client::{Client, errors, hearing, json_of, problem};

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Hearings without private meetings at these times.
async fn booked(world: &World, client: &Client, times: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for time in times {
        let mut body = hearing(time);
        body["meeting"] = json!(0);
        let answer = client.book(None, &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        ids.push(json_of(&answer)["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), times.len(), "{:?}", world.now());
    ids
}

on_both_databases! {
    async fn pages_miss_nothing_when_others_are_booked_meanwhile(world) {
        let client = Client::of(&world).await;
        let made = booked(&world, &client, &["09:00", "11:00", "12:00", "13:00", "14:00"]).await;
        let first = client.get("/api/v1/appointments?limit=2&kind=hearing").await;
        assert_eq!(ids(&json_of(&first)), made[..2]);
        // Before and after the place that was reached.
        let more = booked(&world, &client, &["08:00", "15:00"]).await;
        let link = first.header("link").to_owned();
        let next = link.strip_prefix('<').unwrap().split('>').next().unwrap();
        assert!(link.ends_with("; rel=\"next\"") && next.contains("kind=hearing"), "{link}");
        let second = client.get(next).await;
        assert_eq!(ids(&json_of(&second)), made[2..4]);
        let cursor = json_of(&second)["next_cursor"].as_str().unwrap().to_owned();
        let last = client.get(&format!("/api/v1/appointments?cursor={cursor}&kind=hearing&limit=10")).await;
        assert_eq!(ids(&json_of(&last)), [made[4].clone(), more[1].clone()]);
        assert_eq!((last.header("link"), &json_of(&last)["next_cursor"]), ("", &Value::Null));
    }

    async fn a_list_is_narrowed_and_misspelt_parameters_are_refused(world) {
        let client = Client::of(&world).await;
        let made = booked(&world, &client, &["09:00", "11:00"]).await;
        let from = client.get("/api/v1/appointments?from=2026-11-23T16:30:00Z").await;
        assert_eq!(ids(&json_of(&from)), made[1..]);
        let to = client.get("/api/v1/appointments?to=2026-11-23T11:00:00-06:00&state=booked").await;
        assert_eq!(ids(&json_of(&to)), made[..1]);
        assert!(ids(&json_of(&client.get("/api/v1/appointments?state=cancelled").await)).is_empty());
        let wrong = client.get("/api/v1/appointments?form=x&state=lost&limit=0&limit=1&cursor=a&from=today").await;
        assert_eq!(problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        let mut errors = errors(&wrong);
        errors.sort();
        let named: Vec<&str> = errors.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, ["cursor", "form", "from", "limit", "state"]);
        assert!(errors.contains(&("form".to_owned(), "unknown_field".to_owned())));
    }

    async fn an_appointment_says_when_in_its_zone(world) {
        let client = Client::of(&world).await;
        let id = &booked(&world, &client, &["09:00"]).await[0];
        let answer = client.get(&format!("/api/v1/appointments/{id}")).await;
        let body = json_of(&answer);
        assert_eq!(answer.header("etag"), "\"1\"");
        assert_eq!((&body["start"], &body["end"]), (&json!("2026-11-23T09:00:00-06:00"), &json!("2026-11-23T09:45:00-06:00")));
        assert_eq!((&body["zone"], &body["duration"]), (&json!("America/El_Salvador"), &json!(45)));
        assert_eq!(body["sites"][0]["detainees"][0]["code"], "DEMO-CP-IZA-0");
        assert_eq!(body["legal_basis"]["accused"], "consents");
        assert_eq!(body["actions"], json!(["amend", "cancel"]));
        let day = json_of(&client.get("/api/v1/dockets/2026-11-23").await);
        assert_eq!(day["appointments"].as_array().unwrap().len(), 1);
        assert_eq!(problem(&client.get("/api/v1/dockets/2026-11-31").await, StatusCode::NOT_FOUND), "not-found");
        let other = Client::with(&world, "TS7", "read").await;
        assert_eq!(json_of(&other.get("/api/v1/dockets/2026-11-23").await)["appointments"], json!([]));
    }

    async fn what_an_appointment_refers_to_is_found_by_code_and_by_identifier(world) {
        let client = Client::of(&world).await;
        let centres = json_of(&client.get("/api/v1/centres").await);
        assert_eq!(centres["items"].as_array().unwrap().len(), 2);
        let izalco = world.seeds.izalco.id.to_string();
        world.seats(world.seeds.izalco.hearing, 4).await;
        let by_code = client.get("/api/v1/rooms?centre=CP-IZA").await;
        assert_eq!(by_code.body, client.get(&format!("/api/v1/rooms?centre={izalco}")).await.body);
        let rooms = json_of(&by_code);
        assert_eq!(rooms["items"].as_array().unwrap().len(), 4);
        let first = rooms["items"].as_array().unwrap().iter().find(|room| room["code"] == "V1").unwrap();
        assert_eq!(first["capacity"], 4);
        assert_eq!(first["hours"][0], json!({"weekday": "mon", "from": "08:00", "to": "16:00"}));
        assert_eq!(json_of(&client.get("/api/v1/rooms?centre=%00'").await)["items"], json!([]));

        let found = json_of(&client.post("/api/v1/detainees/search", &json!({"key": "DEMO-CP-IZA-0"})).await);
        assert_eq!(found["items"][0]["centre"]["id"], izalco);
        let id = found["items"][0]["id"].clone();
        assert_eq!(json_of(&client.post("/api/v1/detainees/search", &json!({"key": id})).await), found);
        assert_eq!(json_of(&client.post("/api/v1/detainees/search", &json!({"text": "maria pena"})).await), found);
        for nobody in [json!({}), json!({"key": "x\u{0}"}), json!({"text": "%"}), json!({"key": world.seeds.people.judge.to_string()})] {
            assert_eq!(json_of(&client.post("/api/v1/detainees/search", &nobody).await)["items"], json!([]), "{nobody}");
        }
        let judges = json_of(&client.post("/api/v1/people/search", &json!({"role": "judge"})).await);
        assert_eq!(judges["items"].as_array().unwrap().len(), 2);
        let julia = json_of(&client.post("/api/v1/people/search", &json!({"key": "julia.iraheta@telesala.test"})).await);
        assert_eq!(julia["items"][0]["name"], "Julia Iraheta");
    }
}
