//! Changing and cancelling on the version that was seen.

use axum::http::{Method, StatusCode};
use serde_json::json;
use services::on_both_databases;
use shared::appointment::HearingType;

use super::client::{Client, errors, hearing, json_of, problem};

async fn booked(client: &Client) -> String {
    let answer = client.book(None, &hearing("10:00")).await;
    json_of(&answer)["id"].as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn a_change_names_the_version_it_is_made_on(world) {
        let client = Client::of(&world).await;
        let id = booked(&client).await;
        let path = format!("/api/v1/appointments/{id}");
        let blind = client.send(Method::PATCH, &path, &[], Some("{\"duration\":60}")).await;
        assert_eq!(problem(&blind, StatusCode::PRECONDITION_REQUIRED), "precondition-required");
        let moved = client.amend(&id, "\"1\"", &json!({"start": "2026-11-23T11:00:00-06:00", "room": "V2"})).await;
        assert_eq!((moved.status, moved.header("etag")), (StatusCode::OK, "\"2\""), "{}", moved.body);
        assert_eq!(json_of(&moved)["sites"][0]["room"]["name"], "Sala virtual 2");
        let stale = client.amend(&id, "\"1\"", &json!({"case_number": "146-2026"})).await;
        assert_eq!(problem(&stale, StatusCode::PRECONDITION_FAILED), "stale");
        let body = json_of(&stale);
        assert_eq!((&body["current_version"], stale.header("etag")), (&json!(2), "\"2\""));
        let fields: Vec<&str> = body["changes"].as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["start", "end", "room"]);
        for never in ["W/\"2\"", "2", "\"two\"", "\"-2\"", "\"7\", \"8\""] {
            let answer = client.amend(&id, never, &json!({"case_number": "146-2026"})).await;
            assert_eq!(problem(&answer, StatusCode::PRECONDITION_FAILED), "stale", "{never}");
        }
        for (tags, version) in [("\"1\", \"2\"", "\"3\""), ("*", "\"4\"")] {
            let answer = client.amend(&id, tags, &json!({"case_number": format!("1-{}", version.len() + tags.len())})).await;
            assert_eq!((answer.status, answer.header("etag")), (StatusCode::OK, version), "{}", answer.body);
        }
    }

    async fn a_change_that_cannot_be_says_why(world) {
        let client = Client::of(&world).await;
        let id = booked(&client).await;
        let wrong = client.amend(&id, "\"1\"", &json!({"duration": 5, "hearing_type": "party", "case_number": " ", "legal_basis": {"resolution": "", "date": "x", "judge": "", "ground": ""}})).await;
        assert_eq!(problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        assert!(errors(&wrong).len() >= 6, "{}", wrong.body);
        let room = client.amend(&id, "\"1\"", &json!({"room": "NO"})).await;
        assert_eq!(errors(&room), [("/room".to_owned(), "unknown_choice".to_owned())]);
        let night = client.amend(&id, "\"1\"", &json!({"start": "2026-11-23T22:00:00-06:00"})).await;
        assert_eq!(problem(&night, StatusCode::CONFLICT), "not-possible");
        assert_eq!(json_of(&night)["rule"], json!(["closed"]));
    }

    async fn the_room_of_every_centre_can_be_named(world) {
        let client = Client::of(&world).await;
        let mut order = hearing("10:00");
        order["detainees"] = json!(["DEMO-CP-MAR-0"]);
        let id = json_of(&client.book(None, &order).await)["id"].as_str().unwrap().to_owned();
        let rooms = |one: &str, other: &str| json!({"rooms": [{"centre": "CP-IZA", "room": one}, {"centre": "CP-MAR", "room": other}]});
        let moved = client.amend(&id, "\"1\"", &rooms("V2", "V2")).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
        let body = json_of(&moved);
        let names: Vec<&str> = body["sites"].as_array().unwrap().iter().map(|it| it["room"]["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Sala virtual 2", "Sala virtual 2"]);
        let wrong = client.amend(&id, "\"2\"", &rooms("V1", "NO")).await;
        assert_eq!(errors(&wrong), [("/rooms/1/room".to_owned(), "unknown_choice".to_owned())]);
        let wrong = client.amend(&id, "\"2\"", &json!({"rooms": [{"centre": "CP-NO", "room": "V1"}]})).await;
        assert_eq!(errors(&wrong), [("/rooms/0/centre".to_owned(), "unknown_choice".to_owned())]);
        let mut twice = rooms("V1", "V1");
        twice["room"] = json!("V1");
        let wrong = client.amend(&id, "\"2\"", &twice).await;
        assert_eq!(errors(&wrong), [("/rooms/0/centre".to_owned(), "duplicate".to_owned())]);
    }

    async fn a_shorter_notice_has_a_reason_and_a_deadline_is_kept(world) {
        world.notice(HearingType::ReviewOfMeasures, 24 * 4).await;
        let client = Client::of(&world).await;
        let mut order = hearing("10:00");
        order["notice_reason"] = json!("Detención que vence");
        let id = json_of(&client.book(None, &order).await)["id"].as_str().unwrap().to_owned();
        let mut change = json!({"start": "2026-11-23T13:00:00-06:00"});
        let refused = client.amend(&id, "\"1\"", &change).await;
        assert_eq!(json_of(&refused)["rule"], json!(["short_notice"]), "{}", refused.body);
        (change["notice_reason"], change["deadline"]) = (json!("Prórroga denegada"), json!("2026-11-23"));
        let moved = client.amend(&id, "\"1\"", &change).await;
        assert_eq!((moved.status, &json_of(&moved)["deadline"]), (StatusCode::OK, &json!("2026-11-23")), "{}", moved.body);
        let late = json!({"start": "2026-11-24T13:00:00-06:00"});
        let refused = client.amend(&id, "\"2\"", &late).await;
        assert_eq!(json_of(&refused)["rule"], json!(["after_deadline"]), "{}", refused.body);
        let lifted = json!({"start": "2026-11-24T13:00:00-06:00", "deadline": ""});
        let moved = client.amend(&id, "\"2\"", &lifted).await;
        assert_eq!((moved.status, json_of(&moved).get("deadline")), (StatusCode::OK, None), "{}", moved.body);
        let wrong = client.amend(&id, "\"3\"", &json!({"deadline": "mañana", "notice_reason": " "})).await;
        let places: Vec<String> = errors(&wrong).into_iter().map(|(place, _)| place).collect();
        assert_eq!(places, ["/deadline", "/notice_reason"]);
    }

    async fn somebody_of_another_centre_is_brought_too(world) {
        let client = Client::of(&world).await;
        let id = booked(&client).await;
        let more = client.amend(&id, "\"1\"", &json!({"bring": ["DEMO-CP-MAR-1"]})).await;
        assert_eq!((more.status, more.header("etag")), (StatusCode::OK, "\"2\""), "{}", more.body);
        assert_eq!(json_of(&more)["sites"][1]["centre"]["name"], "La Esperanza");
        let less = client.amend(&id, "\"2\"", &json!({"leave_there": ["DEMO-CP-MAR-1"]})).await;
        assert_eq!(json_of(&less)["sites"].as_array().unwrap().len(), 1, "{}", less.body);
        let nobody = client.amend(&id, "\"3\"", &json!({"bring": ["NOBODY"]})).await;
        assert_eq!(errors(&nobody), [("/bring".to_owned(), "unknown_choice".to_owned())]);
    }

    async fn one_joins_and_one_leaves_in_one_step(world) {
        let client = Client::of(&world).await;
        let id = booked(&client).await;
        let swap = json!({"leave": ["delmy.argueta@telesala.test"], "join": [world.seeds.people.second_lawyer.to_string()]});
        let unknown = client.amend(&id, "\"1\"", &json!({"join": ["nobody@telesala.test"]})).await;
        assert_eq!(errors(&unknown), [("/join/0".to_owned(), "unknown_choice".to_owned())]);
        let alone = client.amend(&id, "\"1\"", &json!({"leave": ["delmy.argueta@telesala.test"]})).await;
        assert_eq!(errors(&alone).first().map(|(_, code)| code.as_str()), Some("missing"), "{}", alone.body);
        let swapped = client.amend(&id, "\"1\"", &swap).await;
        assert_eq!(swapped.status, StatusCode::OK, "{}", swapped.body);
        let body = json_of(&swapped);
        let names: Vec<&str> = body["participants"].as_array().unwrap().iter().map(|it| it["person"]["name"].as_str().unwrap()).collect();
        assert!(names.contains(&"Hugo Bonilla") && !names.contains(&"Delmy Argueta"), "{names:?}");
    }

    async fn cancelling_needs_the_version_and_a_cause_and_frees_the_room(world) {
        let client = Client::of(&world).await;
        let id = booked(&client).await;
        let path = format!("/api/v1/appointments/{id}/cancellation");
        let sent = async |tag: &str, key: &str, body: &str| {
            client.send(Method::POST, &path, &[("if-match", tag), ("idempotency-key", key)], Some(body)).await
        };
        let blind = client.send(Method::POST, &path, &[], Some("{\"cause\":\"mistake\"}")).await;
        assert_eq!(problem(&blind, StatusCode::PRECONDITION_REQUIRED), "precondition-required");
        assert_eq!(errors(&sent("\"1\"", "a", "{\"cause\":\"bored\"}").await), [("/cause".to_owned(), "unknown_choice".to_owned())]);
        assert_eq!(errors(&sent("\"1\"", "b", "{\"cause\":\"other\"}").await), [("/note".to_owned(), "needs_note".to_owned())]);
        let done = sent("\"1\"", "c", "{\"cause\":\"mistake\"}").await;
        assert_eq!((done.status, &json_of(&done)["state"], &json_of(&done)["cause"]), (StatusCode::OK, &json!("cancelled"), &json!("mistake")));
        // Sent again, it is answered again, though the version is another by now.
        assert_eq!(sent("\"1\"", "c", "{\"cause\":\"mistake\"}").await.body, done.body);
        let again = sent(done.header("etag"), "d", "{\"cause\":\"mistake\"}").await;
        assert_eq!((problem(&again, StatusCode::CONFLICT).as_str(), &json_of(&again)["state"]), ("wrong-state", &json!("cancelled")));
        assert_eq!(client.book(None, &hearing("10:00")).await.status, StatusCode::CREATED);
    }
}
