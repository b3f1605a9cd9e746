//! Booking, and what is wrong with a booking.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use services::on_both_databases;

use super::client::{Client, errors, hearing, json_of, problem};

on_both_databases! {
    async fn a_whole_booking_is_made_in_one_request(world) {
        let client = Client::of(&world).await;
        let answer = client.book(None, &hearing("10:00")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let body = json_of(&answer);
        assert_eq!((answer.header("etag"), &body["version"], &body["state"]), ("\"1\"", &json!(1), &json!("booked")));
        assert_eq!(answer.header("location"), format!("/api/v1/appointments/{}", body["id"].as_str().unwrap()));
        assert_eq!(client.get(answer.header("location")).await.body, answer.body);
        assert_eq!(body["linked"][0]["link"], "meeting");
        let id = body["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(world.messages(id).await.len(), 2, "both were invited");
        let seen = world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.unwrap();
        assert_eq!(seen.timeline[0].actor.as_ref().unwrap().as_str(), "Expedientes TS6", "the record names the program");
    }

    async fn a_meeting_after_is_booked_and_linked(world) {
        let client = Client::of(&world).await;
        let mut order = hearing("10:00");
        order["meeting_after"] = json!(15);
        let answer = client.book(None, &order).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let linked = json_of(&answer)["linked"].clone();
        assert_eq!((&linked[0]["link"], &linked[1]["link"]), (&json!("meeting"), &json!("meeting_after")));
        assert_eq!(linked[1]["start"], "2026-11-23T10:45:00-06:00");
        assert_eq!(linked[1]["end"], "2026-11-23T11:00:00-06:00");
        order["meeting_after"] = json!(500);
        let answer = client.book(None, &order).await;
        assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        assert!(errors(&answer).contains(&("/meeting_after".to_owned(), "number_outside".to_owned())), "{}", answer.body);
    }

    async fn a_private_meeting_is_booked_by_itself(world) {
        let client = Client::of(&world).await;
        let mut order = json!({
            "kind": "legal_meeting", "start": "2026-11-23T10:00:00-06:00", "duration": 40, "detainee": "DEMO-CP-IZA-0",
            "participants": [{"person": "delmy.argueta@telesala.test"}, {"person": "julia.iraheta@telesala.test"}],
        });
        let refused = client.book(None, &order).await;
        assert_eq!(problem(&refused, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        assert_eq!(errors(&refused), [("/participants".to_owned(), "only_counsel".to_owned())]);
        let sought = json!({
            "kind": "legal_meeting", "duration": 40, "detainee": "DEMO-CP-IZA-0",
            "participants": ["delmy.argueta@telesala.test", "julia.iraheta@telesala.test"],
        });
        let refused = client.post("/api/v1/availability", &sought).await;
        assert_eq!(errors(&refused), [("/participants/1".to_owned(), "only_counsel".to_owned())]);
        order["participants"] = json!([{"person": "delmy.argueta@telesala.test"}]);
        let booked = client.book(None, &order).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.body);
        let body = json_of(&booked);
        assert_eq!((&body["kind"], &body["state"]), (&json!("legal_meeting"), &json!("booked")));
        assert!(body["linked"].as_array().is_none_or(Vec::is_empty), "{body}");
        // The first room that serves and is free is one for private talks.
        assert_eq!(body["sites"][0]["room"]["name"], "Locutorio 1");
    }

    async fn without_a_room_the_first_that_is_free_is_taken(world) {
        let client = Client::of(&world).await;
        client.book(None, &hearing("10:00")).await;
        let mut other = hearing("10:00");
        other["detainee"] = json!("DEMO-CP-IZA-1");
        other["participants"] = json!([{"person": world.seeds.people.second_judge}, {"person": world.seeds.people.second_lawyer}]);
        let taken = client.book(None, &other).await;
        assert_eq!(problem(&taken, StatusCode::CONFLICT), "conflict");
        assert_eq!(json_of(&taken)["rule"], json!(["taken"]));
        assert_eq!(json_of(&taken)["obstacles"][0]["name"], "Sala virtual 1");
        other.as_object_mut().unwrap().remove("room");
        let booked = client.book(None, &other).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.body);
        assert_eq!(json_of(&booked)["sites"][0]["room"]["name"], "Sala virtual 2");
    }

    async fn people_of_two_centres_are_booked_in_one_request(world) {
        let client = Client::of(&world).await;
        let mut body = hearing("10:00");
        body["detainees"] = json!(["DEMO-CP-MAR-0"]);
        let sought = client
            .post(
                "/api/v1/availability",
                &json!({
                    "kind": "hearing", "duration": 45, "meeting": 30, "limit": 1, "start": "2026-11-23T10:00:00-06:00",
                    "detainee": "DEMO-CP-IZA-0", "detainees": ["DEMO-CP-MAR-0"],
                }),
            )
            .await;
        let beside = json!([{"centre": "La Esperanza", "room": "Sala virtual 1"}]);
        assert_eq!(json_of(&sought)["slots"][0]["beside"], beside, "{}", sought.body);
        assert_eq!(json_of(&sought)["wished"]["slot"]["beside"], beside);
        let booked = client.book(None, &body).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.body);
        let sites = json_of(&booked)["sites"].clone();
        assert_eq!(sites.as_array().unwrap().len(), 2);
        assert_eq!(sites[1]["detainees"][0]["code"], "DEMO-CP-MAR-0");
        // The other centre's room is taken now; what stands against it says where.
        body["detainee"] = json!("DEMO-CP-IZA-1");
        body["room"] = json!("V2");
        body["participants"] = json!([{"person": world.seeds.people.second_judge}, {"person": world.seeds.people.second_lawyer}]);
        let refused = client.book(None, &body).await;
        assert_eq!(problem(&refused, StatusCode::CONFLICT), "not-possible");
        let obstacle = json_of(&refused)["obstacles"][0].clone();
        assert_eq!((&obstacle["rule"], &obstacle["resource"]), (&json!("taken"), &json!("detainee")), "{obstacle}");
        assert!(obstacle["detail"].as_str().unwrap().starts_with("La Esperanza: "), "{obstacle}");
        for (detainees, code) in [(json!(["NOBODY"]), "unknown_choice"), (json!(["DEMO-CP-IZA-1"]), "duplicate")] {
            body["detainees"] = detainees;
            let answer = client.book(None, &body).await;
            assert_eq!(errors(&answer), [("/detainees".to_owned(), code.to_owned())]);
        }
        body.as_object_mut().unwrap().remove("detainee");
        body.as_object_mut().unwrap().remove("detainees");
        assert_eq!(errors(&client.book(None, &body).await), [("/detainee".to_owned(), "missing".to_owned())]);
    }

    async fn a_time_that_breaks_a_rule_is_refused_by_its_name(world) {
        let client = Client::of(&world).await;
        for (start, rule) in [
            ("2026-11-23T10:07:00-06:00", "off_grid"),
            ("2026-11-22T10:00:00-06:00", "closed"),
            ("2027-12-23T10:00:00-06:00", "outside_horizon"),
            ("2026-11-19T10:00:00-06:00", "too_early"),
        ] {
            for room in [json!("V1"), Value::Null] {
                let mut body = hearing("10:00");
                (body["start"], body["room"]) = (json!(start), room);
                let answer = client.book(None, &body).await;
                assert_eq!(problem(&answer, StatusCode::CONFLICT), "not-possible", "{start}");
                assert!(json_of(&answer)["rule"].as_array().unwrap().contains(&json!(rule)), "{start}: {}", answer.body);
            }
        }
    }

    async fn everything_that_is_wrong_is_said_with_its_place(world) {
        let client = Client::of(&world).await;
        let mut body = hearing("10:00");
        body["hearing_type"] = json!("party");
        body["duration"] = json!(5);
        body["detainee"] = json!("NOBODY");
        body["participants"] = json!([{"person": "nobody@nowhere.test"}, {"person": "delmy.argueta@telesala.test"}]);
        body["legal_basis"]["date"] = json!("yesterday");
        body.as_object_mut().unwrap().remove("meeting");
        let answer = client.book(None, &body).await;
        assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        let given = errors(&answer);
        for expected in [
            ("/detainee", "unknown_choice"),
            ("/participants/0/person", "unknown_choice"),
            ("/hearing_type", "unknown_choice"),
            ("/duration", "number_outside"),
            ("/meeting", "missing"),
            ("/legal_basis/date", "not_a_date"),
            ("/participants", "missing"),
        ] {
            assert!(given.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{expected:?} in {given:?}");
        }
    }

    async fn the_shape_of_a_request_is_read_strictly(world) {
        let client = Client::of(&world).await;
        let sent = async |body: &str| client.send(Method::POST, "/api/v1/appointments", &[], Some(body)).await;
        let changed = |change: fn(&mut Value)| {
            let mut body = hearing("10:00");
            change(&mut body);
            body.to_string()
        };
        for (body, place, code) in [
            (changed(|it| it["colour"] = json!(1)), "/colour", "unknown_field"),
            (changed(|it| it["legal_basis"]["a/b~c"] = json!(1)), "/legal_basis/a~1b~0c", "unknown_field"),
            (changed(|it| it["participants"][1]["role"] = json!("judge")), "/participants/1/role", "unknown_field"),
            (changed(|it| { it.as_object_mut().unwrap().remove("start"); }), "/start", "missing"),
            (changed(|it| it["start"] = json!("2026-11-23T10:00:00")), "/start", "not_a_time"),
            (changed(|it| it["duration"] = json!("45")), "/duration", "wrong_type"),
            (changed(|it| it["duration"] = json!(70_000)), "/duration", "wrong_type"),
            (changed(|it| it["participants"] = json!({})), "/participants", "wrong_type"),
        ] {
            let answer = sent(&body).await;
            assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid", "{body}");
            assert_eq!(errors(&answer), [(place.to_owned(), code.to_owned())], "{body}");
        }
        let twice = sent("{\"kind\":\"hearing\",\"kind\":\"hearing\"}").await;
        assert_eq!(problem(&twice, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
        let trailing = format!("{}x", hearing("10:00"));
        for broken in ["", "{", &trailing, "{\"kind\":\"\\ud800\"}"] {
            assert_eq!(problem(&sent(broken).await, StatusCode::BAD_REQUEST), "unreadable", "{broken}");
        }
        let deep = "[".repeat(60_000);
        assert_eq!(sent(&deep).await.status.as_u16() / 100, 4);
        let large = format!("{{\"kind\":\"{}\"}}", "x".repeat(64 * 1024));
        assert_eq!(problem(&sent(&large).await, StatusCode::PAYLOAD_TOO_LARGE), "too-large");
        let form = client.send(Method::POST, "/api/v1/appointments", &[("content-type", "text/plain")], None).await;
        assert_eq!(problem(&form, StatusCode::UNSUPPORTED_MEDIA_TYPE), "wrong-type");
    }
}
