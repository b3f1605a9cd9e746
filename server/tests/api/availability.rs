//! Finding slots.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use services::on_both_databases;
use shared::{
    appointment::HearingType,
    schedule::{BlockCause, Resource},
    time::Period,
};

use super::client::{Client, errors, hearing, json_of, problem};

fn search() -> Value {
    json!({
        "kind": "hearing", "duration": 45, "meeting": 30, "detainee": "DEMO-CP-IZA-0",
        "participants": ["julia.iraheta@telesala.test", "delmy.argueta@telesala.test"]
    })
}

on_both_databases! {
    async fn the_first_slots_are_found_and_can_be_booked(world) {
        let client = Client::of(&world).await;
        client.book(None, &hearing("10:00")).await;
        let mut asked = search();
        (asked["from"], asked["limit"]) = (json!("2026-11-23T08:00:00-06:00"), json!(3));
        let answer = client.post("/api/v1/availability", &asked).await;
        let body = json_of(&answer);
        assert_eq!((answer.status, &body["zone"]), (StatusCode::OK, &json!("America/El_Salvador")));
        let slots = body["slots"].as_array().unwrap();
        assert_eq!(slots.len(), 3);
        assert_eq!(slots[0]["start"], "2026-11-23T08:30:00-06:00");
        assert_eq!(slots[0]["meeting_start"], "2026-11-23T08:00:00-06:00");
        let mut order = hearing("08:30");
        order["room"] = slots[0]["room"]["id"].clone();
        assert_eq!(client.book(None, &order).await.status, StatusCode::CREATED);
        assert_ne!(json_of(&client.post("/api/v1/availability", &asked).await)["slots"][0], slots[0]);
    }

    async fn a_meeting_after_is_sought_and_shown(world) {
        let client = Client::of(&world).await;
        let mut asked = search();
        (asked["from"], asked["limit"], asked["meeting_after"]) = (json!("2026-11-23T08:00:00-06:00"), json!(50), json!(45));
        let body = json_of(&client.post("/api/v1/availability", &asked).await);
        let slots = body["slots"].as_array().unwrap();
        assert_eq!(slots[0]["meeting_end"], "2026-11-23T10:00:00-06:00");
        let monday = |slot: &&Value| slot["start"].as_str().unwrap().starts_with("2026-11-23");
        assert_eq!(slots.iter().rfind(monday).unwrap()["start"], "2026-11-23T14:30:00-06:00");
        asked["meeting_after"] = json!(0);
        assert_eq!(json_of(&client.post("/api/v1/availability", &asked).await)["slots"][0].get("meeting_end"), None);
        asked["meeting_after"] = json!(121);
        let answer = client.post("/api/v1/availability", &asked).await;
        assert_eq!(errors(&answer), [("/meeting_after".to_owned(), "number_outside".to_owned())]);
    }

    async fn every_slot_of_the_horizon_is_found_once(world) {
        let client = Client::of(&world).await;
        let mut asked = search();
        (asked["limit"], asked["room"], asked["duration"], asked["meeting"]) = (json!(50), json!("V1"), json!(480), json!(0));
        let body = json_of(&client.post("/api/v1/availability", &asked).await);
        let starts: Vec<&str> = body["slots"].as_array().unwrap().iter().map(|slot| slot["start"].as_str().unwrap()).collect();
        // A whole day fits once into each working day, over many pieces of the horizon.
        assert_eq!(starts.len(), 50);
        assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "{starts:?}");
        assert_eq!((starts[0], starts[5], starts[49]), ("2026-11-23T08:00:00-06:00", "2026-11-30T08:00:00-06:00", "2027-01-29T08:00:00-06:00"));
    }

    async fn a_private_meeting_before_the_first_start_of_a_piece_counts(world) {
        let izalco = world.seeds.izalco;
        // Two weeks from now, at nine, a piece of the horizon ends and the next one begins.
        let until = world.now().plus_minutes(14 * 24 * 60 - 15);
        let period = Period::new(world.now().plus_minutes(-60), until).unwrap();
        for room in [izalco.hearing, izalco.second_hearing] {
            world.blocked(izalco.id, Some(Resource::Room(room)), period, BlockCause::Maintenance).await;
        }
        let client = Client::of(&world).await;
        let mut asked = search();
        asked["limit"] = json!(1);
        let first = json_of(&client.post("/api/v1/availability", &asked).await)["slots"][0].clone();
        assert_eq!((&first["meeting_start"], &first["start"]), (&json!("2026-12-04T08:45:00-06:00"), &json!("2026-12-04T09:15:00-06:00")));
    }

    async fn a_wish_that_cannot_be_says_why_and_what_can(world) {
        let client = Client::of(&world).await;
        client.book(None, &hearing("10:00")).await;
        let mut asked = search();
        asked["start"] = json!("2026-11-23T10:00:00-06:00");
        let wished = json_of(&client.post("/api/v1/availability", &asked).await)["wished"].clone();
        assert_eq!((&wished["slot"], wished["nearest"].as_array().unwrap().len()), (&Value::Null, 3));
        let obstacles = wished["obstacles"].as_array().unwrap();
        assert!(obstacles.iter().all(|one| one["rule"] == "taken"), "{obstacles:?}");
        assert!(obstacles.iter().any(|one| one["resource"] == "detainee"));
        asked["start"] = wished["nearest"][0]["start"].clone();
        let possible = json_of(&client.post("/api/v1/availability", &asked).await)["wished"].clone();
        assert_eq!(possible["slot"]["start"], wished["nearest"][0]["start"]);
        asked["start"] = json!("2026-11-22T03:07:00-06:00");
        let wished = json_of(&client.post("/api/v1/availability", &asked).await)["wished"].clone();
        let rules: Vec<_> = wished["obstacles"].as_array().unwrap().iter().map(|one| one["rule"].clone()).collect();
        assert!(rules.contains(&json!("off_grid")), "{rules:?}");
    }

    async fn what_is_to_be_moved_is_not_in_its_own_way(world) {
        let client = Client::of(&world).await;
        let id = json_of(&client.book(None, &hearing("10:00")).await)["id"].as_str().unwrap().to_owned();
        // Another one before the same judge.
        let mut other = hearing("12:00");
        other["detainee"] = json!("DEMO-CP-IZA-1");
        assert_eq!(client.book(None, &other).await.status, StatusCode::CREATED);
        let mut asked = search();
        (asked["from"], asked["limit"]) = (json!("2026-11-23T08:00:00-06:00"), json!(50));
        asked["start"] = json!("2026-11-23T10:15:00-06:00");
        let found = async |asked: &Value| {
            let answer = client.post("/api/v1/availability", asked).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            json_of(&answer)
        };
        let at = |slots: &Value, time: &str| {
            let start = format!("2026-11-23T{time}:00-06:00");
            slots.as_array().unwrap().iter().any(|slot| slot["start"] == start.as_str())
        };
        let without = found(&asked).await;
        assert_eq!(without["wished"]["slot"], Value::Null);
        assert!(["09:15", "10:00", "10:15", "12:00"].iter().all(|time| !at(&without["slots"], time)), "{without}");

        asked["appointment"] = json!(id);
        let with = found(&asked).await;
        assert_eq!(with["wished"]["slot"]["start"], asked["start"], "{with}");
        // At a quarter past nine only its private meeting would be in the way.
        assert!(["09:15", "10:00", "10:15"].iter().all(|time| at(&with["slots"], time)), "{with}");
        assert!(!at(&with["slots"], "12:00"), "what others hold counts: {with}");
        let nearest = &with["wished"]["nearest"];
        assert_eq!(nearest.as_array().unwrap().len(), 3);
        assert!(at(nearest, "10:30") && !at(nearest, "10:00"), "it is there already: {with}");
        let moved = client.amend(&id, "\"1\"", &json!({"start": asked["start"]})).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    }

    async fn a_private_meeting_is_to_be_moved_to_a_room_of_hearings(world) {
        let client = Client::of(&world).await;
        let booked = json_of(&client.book(None, &hearing("10:00")).await);
        let meeting = booked["linked"][0]["id"].as_str().unwrap();
        let asked = json!({
            "kind": "legal_meeting", "duration": 30, "detainee": "DEMO-CP-IZA-0",
            "participants": ["delmy.argueta@telesala.test"],
            "appointment": meeting, "from": "2026-11-23T13:00:00-06:00", "limit": 1
        });
        let slot = json_of(&client.post("/api/v1/availability", &asked).await)["slots"][0].clone();
        assert_eq!((&slot["start"], &slot["room"]["name"]), (&asked["from"], &json!("Sala virtual 1")));
        let there = json!({"start": slot["start"], "room": slot["room"]["id"]});
        let moved = client.amend(meeting, "\"1\"", &there).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
    }

    async fn only_what_may_be_moved_leaves_its_own_time(world) {
        let client = Client::of(&world).await;
        let id = json_of(&client.book(None, &hearing("10:00")).await)["id"].as_str().unwrap().to_owned();
        let mut asked = search();
        let mut refusals = Vec::new();
        for nothing in [world.seeds.izalco.id.to_string(), "145-2026".to_owned()] {
            asked["appointment"] = json!(nothing);
            refusals.push(client.post("/api/v1/availability", &asked).await);
        }
        asked["appointment"] = json!(id);
        for (agency, grants) in [("TS7", "read book change"), ("TS6", "read book")] {
            let other = Client::with(&world, agency, grants).await;
            refusals.push(other.post("/api/v1/availability", &asked).await);
        }
        for refused in &refusals {
            assert_eq!(errors(refused), [("/appointment".to_owned(), "unknown_choice".to_owned())]);
            assert_eq!(refused.body, refusals[0].body, "as if there were none");
        }
        assert_eq!(client.post("/api/v1/availability", &asked).await.status, StatusCode::OK);

        let cancelled = format!("/api/v1/appointments/{id}/cancellation");
        let done = client.send(Method::POST, &cancelled, &[("if-match", "\"1\"")], Some("{\"cause\":\"mistake\"}")).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        let over = client.post("/api/v1/availability", &asked).await;
        assert_eq!(problem(&over, StatusCode::CONFLICT), "wrong-state");
        assert_eq!(json_of(&over)["state"], json!("cancelled"));
    }

    async fn what_is_offered_gives_the_notice_and_keeps_the_deadline(world) {
        // Now is Friday the 20th at nine: the notice is over on Tuesday at nine.
        world.notice(HearingType::ReviewOfMeasures, 24 * 4).await;
        let client = Client::of(&world).await;
        let first = async |asked: &Value| {
            let body = json_of(&client.post("/api/v1/availability", asked).await);
            body["slots"].as_array().unwrap().first().map(|slot| slot["start"].as_str().unwrap().to_owned())
        };
        let mut asked = search();
        (asked["from"], asked["start"]) = (json!("2026-11-23T08:00:00-06:00"), json!("2026-11-23T10:00:00-06:00"));
        assert_eq!(first(&asked).await.as_deref(), Some("2026-11-23T08:30:00-06:00"), "nobody said what it is");
        asked["hearing_type"] = json!("review_of_measures");
        assert_eq!(first(&asked).await.as_deref(), Some("2026-11-24T09:00:00-06:00"));
        let wished = json_of(&client.post("/api/v1/availability", &asked).await)["wished"].clone();
        assert_eq!((&wished["slot"], &wished["obstacles"][0]["rule"]), (&Value::Null, &json!("short_notice")));
        let refused = client.book(None, &hearing("10:00")).await;
        assert_eq!(json_of(&refused)["rule"], json!(["short_notice"]), "as the search says");

        asked["deadline"] = json!("2026-11-23");
        assert_eq!(first(&asked).await, None, "the term is over before the notice");
        asked["notice_reason"] = json!("Detención que vence");
        assert_eq!(first(&asked).await.as_deref(), Some("2026-11-23T08:30:00-06:00"));
        asked["start"] = json!("2026-11-24T10:00:00-06:00");
        let wished = json_of(&client.post("/api/v1/availability", &asked).await)["wished"].clone();
        assert_eq!(wished["obstacles"][0]["rule"], json!("after_deadline"));

        (asked["hearing_type"], asked["deadline"]) = (json!("party"), json!("24/11/2026"));
        let places: Vec<String> =
            errors(&client.post("/api/v1/availability", &asked).await).into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["/hearing_type", "/deadline"]);
        // What is no hearing has none of these.
        asked["kind"] = json!("teleconsultation");
        asked["participants"] = json!(["clara.escobar@telesala.test"]);
        assert!(first(&asked).await.is_some());
    }

    async fn a_search_that_makes_no_sense_is_refused_with_places(world) {
        let client = Client::of(&world).await;
        let asked = json!({"kind": "party", "duration": 9, "participants": ["a", "julia.iraheta@telesala.test", "julia.iraheta@telesala.test"]});
        let answer = client.post("/api/v1/availability", &asked).await;
        assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        let places: Vec<String> = errors(&answer).into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["/kind", "/duration", "/detainee", "/participants/0", "/participants/2"]);
        let mut asked = search();
        (asked["from"], asked["to"], asked["centre"]) = (json!("2026-11-24T08:00:00Z"), json!("2026-11-24T08:00:00Z"), json!("CP-MAR"));
        assert_eq!(errors(&client.post("/api/v1/availability", &asked).await), [("/centre".to_owned(), "other_centre".to_owned())]);
        asked["centre"] = json!("CP-IZA");
        assert_eq!(errors(&client.post("/api/v1/availability", &asked).await), [("/to".to_owned(), "end_before_start".to_owned())]);
        let only_centre = json!({"kind": "teleconsultation", "duration": 30, "centre": "CP-MAR", "limit": 1});
        assert_eq!(json_of(&client.post("/api/v1/availability", &only_centre).await)["slots"][0]["room"]["name"], "Consultorio");
    }
}
