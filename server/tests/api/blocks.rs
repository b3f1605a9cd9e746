//! When the agency's professionals cannot be had, said by its programs.

use axum::http::{Method, StatusCode};
use futures::future::join_all;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use services::{
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    error::Error,
    exchange::{Claim, Kept, Once},
};

use super::client::{Client, errors, hearing, json_of, problem};

const JULIA: &str = "julia.iraheta@telesala.test";

async fn program(world: &World) -> Client {
    Client::with(world, "TS6", "block").await
}

fn absence(from: &str, until: &str) -> Value {
    json!({
        "person": JULIA, "cause": "leave",
        "start": format!("2026-11-23T{from}:00-06:00"), "end": format!("2026-11-23T{until}:00-06:00"),
    })
}

async fn rows(world: &World) -> u64 {
    entity::blocks::Entity::find().count(&world.house.db).await.unwrap()
}

on_both_databases! {
    async fn a_professional_is_blocked_listed_and_free_again(world) {
        let client = program(&world).await;
        let booked = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let weighed = client.post("/api/v1/blocks/preview", &absence("09:00", "12:00")).await;
        assert_eq!((weighed.status, json_of(&weighed)), (StatusCode::OK, json!({"appointments": [booked.to_string()], "others": 0})));
        assert_eq!(rows(&world).await, 0, "nothing is blocked yet");
        let made = client.post("/api/v1/blocks", &absence("09:00", "12:00")).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""));
        let body = json_of(&made);
        let id = body["block"]["id"].as_str().unwrap().to_owned();
        let place = format!("/api/v1/blocks/{id}");
        assert_eq!(made.header("location"), place);
        assert_eq!(body["block"]["person"]["name"], "Julia Iraheta");
        assert_eq!((&body["block"]["start"], &body["block"]["cause"]), (&json!("2026-11-23T09:00:00-06:00"), &json!("leave")));
        assert_eq!((&body["appointments"], &body["others"]), (&json!([booked.to_string()]), &json!(0)));
        let read = client.get(&place).await;
        assert_eq!((json_of(&read), read.header("etag")), (body.clone(), "\"1\""));
        assert_eq!(json_of(&client.get("/api/v1/blocks").await)["items"], json!([body["block"]]));
        // Nobody books her then, and the refusal cites the rule.
        let booking = Client::of(&world).await;
        let refused = booking.book(None, &hearing("11:15")).await;
        assert_eq!(problem(&refused, StatusCode::CONFLICT), "not-possible");
        assert_eq!(json_of(&refused)["rule"], json!(["blocked"]));
        let stale = client.send(Method::DELETE, &place, &[("if-match", "\"2\"")], None).await;
        assert_eq!(problem(&stale, StatusCode::PRECONDITION_FAILED), "stale");
        let lifted = client.send(Method::DELETE, &place, &[("if-match", "\"1\"")], None).await;
        assert_eq!((lifted.status, json_of(&lifted)), (StatusCode::OK, body["block"].clone()));
        assert_eq!(problem(&client.get(&place).await, StatusCode::NOT_FOUND), "not-found");
        assert_eq!(problem(&client.send(Method::DELETE, &place, &[], None).await, StatusCode::NOT_FOUND), "not-found");
        assert_eq!(booking.book(None, &hearing("11:15")).await.status, StatusCode::CREATED);
        assert_eq!(world.recorded("block").await, ["blocked", "lifted"]);
    }

    async fn a_block_is_made_once_however_often_it_is_asked_for(world) {
        let client = program(&world).await;
        let ask = async |body: &Value| {
            client.send(Method::POST, "/api/v1/blocks", &[("idempotency-key", "a-1")], Some(&body.to_string())).await
        };
        let (first, again) = (ask(&absence("09:00", "12:00")).await, ask(&absence("09:00", "12:00")).await);
        assert_eq!((first.status, &first.body), (StatusCode::CREATED, &again.body));
        assert_eq!((again.header("location"), rows(&world).await), (first.header("location"), 1));
        assert_eq!(problem(&ask(&absence("09:00", "13:00")).await, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
        // A server that died between the block and its answer: whoever takes the request over finds what was made.
        let unanswered = entity::claims::ActiveModel {
            answer: sea_orm::ActiveValue::Set(None),
            taken_at: sea_orm::ActiveValue::Set(world.now().0 - 3600),
            ..Default::default()
        };
        entity::claims::Entity::update_many().set(unanswered).exec(&world.house.db).await.unwrap();
        let third = ask(&absence("09:00", "12:00")).await;
        assert_eq!((third.status, &third.body, rows(&world).await), (StatusCode::CREATED, &first.body, 1));
    }

    async fn a_block_is_lifted_once_however_often_it_is_asked_for(world) {
        let client = program(&world).await;
        let made = json_of(&client.post("/api/v1/blocks", &absence("09:00", "12:00")).await);
        let place = format!("/api/v1/blocks/{}", made["block"]["id"].as_str().unwrap());
        let headers = [("idempotency-key", "l-1"), ("if-match", "\"1\"")];
        let answers = join_all((0..8).map(|_| client.send(Method::DELETE, &place, &headers, None))).await;
        for answer in &answers {
            assert_eq!((answer.status, json_of(answer)), (StatusCode::OK, made["block"].clone()));
            assert_eq!(answer.header("content-type"), "application/json");
        }
        assert_eq!((rows(&world).await, world.recorded("block").await), (0, vec!["blocked".to_owned(), "lifted".to_owned()]));
        let sent = async |key: &str, tag: &str| {
            client.send(Method::DELETE, &place, &[("idempotency-key", key), ("if-match", tag)], None).await
        };
        assert_eq!(problem(&sent("l-1", "*").await, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
        assert_eq!(problem(&sent("l-2", "*").await, StatusCode::NOT_FOUND), "not-found");
        assert_eq!(errors(&sent("l 3", "*").await), [("Idempotency-Key".to_owned(), "text".to_owned())]);
    }

    async fn a_refusal_to_lift_is_kept_too(world) {
        let client = program(&world).await;
        let made = json_of(&client.post("/api/v1/blocks", &absence("09:00", "12:00")).await);
        let place = format!("/api/v1/blocks/{}", made["block"]["id"].as_str().unwrap());
        let headers = [("idempotency-key", "l-1"), ("if-match", "\"2\"")];
        let refused = client.send(Method::DELETE, &place, &headers, None).await;
        assert_eq!((problem(&refused, StatusCode::PRECONDITION_FAILED), rows(&world).await), ("stale".to_owned(), 1));
        assert_eq!(client.send(Method::DELETE, &place, &[], None).await.status, StatusCode::OK);
        let again = client.send(Method::DELETE, &place, &headers, None).await;
        assert_eq!((again.status, &again.body), (refused.status, &refused.body), "whatever happened since");
    }

    async fn a_server_that_stopped_between_lifting_and_answering_answers_what_it_was(world) {
        let client = program(&world).await;
        let made = json_of(&client.post("/api/v1/blocks", &absence("09:00", "12:00")).await);
        let id = made["block"]["id"].as_str().unwrap().parse().unwrap();
        let who = world.services.tokens.by_secret(&client.secret).await.unwrap();
        let request = Once { key: "l-1".to_owned(), fingerprint: "DELETE".to_owned() };
        let Claim::First(claim) = world.services.claims.claim(&who, request.clone()).await.unwrap() else {
            panic!("nobody asked for it before")
        };
        let answer = Kept { status: 200, headers: Vec::new(), body: "{}".to_owned() };
        // And nobody comes to keep the answer.
        world.services.exchange.lift_block(&who, id, Some((claim, answer.clone()))).await.unwrap();
        assert_eq!(rows(&world).await, 0);
        assert_eq!(world.services.claims.claim(&who, request).await.unwrap(), Claim::Answered(answer));
        // Of what was not lifted no answer is kept.
        let other = Once { key: "l-2".to_owned(), fingerprint: "DELETE".to_owned() };
        let Claim::First(claim) = world.services.claims.claim(&who, other.clone()).await.unwrap() else {
            panic!("nobody asked for it before")
        };
        let answer = Kept { status: 200, headers: Vec::new(), body: "{}".to_owned() };
        let gone = world.services.exchange.lift_block(&who, id, Some((claim, answer))).await;
        assert_eq!(gone.unwrap_err(), Error::NotFound);
        assert_eq!(world.services.claims.claim(&who, other).await.unwrap(), Claim::Running);
    }

    async fn what_is_wrong_is_said_at_its_place(world) {
        let client = program(&world).await;
        let wrong = async |body: Value| {
            let answer = client.post("/api/v1/blocks", &body).await;
            assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
            let weighed = client.post("/api/v1/blocks/preview", &body).await;
            assert_eq!((weighed.status, &weighed.body), (answer.status, &answer.body), "as it would be refused");
            errors(&answer)
        };
        let told = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(place, code)| ((*place).to_owned(), (*code).to_owned())).collect()
        };
        let mut all = absence("12:00", "09:00");
        all["person"] = json!("nobody@telesala.test");
        all["cause"] = json!("calendar");
        let expected = [("/person", "unknown_choice"), ("/end", "end_before_start"), ("/cause", "unknown_choice")];
        assert_eq!(wrong(all).await, told(&expected));
        let mut past = absence("09:00", "12:00");
        past["start"] = json!("2026-11-19T09:00:00-06:00");
        past["end"] = json!("2026-11-19T10:00:00-06:00");
        assert_eq!(wrong(past).await, told(&[("/end", "in_the_past")]));
        let mut other = absence("09:00", "12:00");
        other["cause"] = json!("other");
        assert_eq!(wrong(other).await, told(&[("/note", "needs_note")]));
        // A professional of another court is as good as unknown.
        let mut theirs = absence("09:00", "12:00");
        theirs["person"] = json!(world.seeds.people.second_judge.to_string());
        assert_eq!(wrong(theirs).await, told(&[("/person", "unknown_choice")]));
        assert_eq!(rows(&world).await, 0);
    }

    async fn an_agency_sees_and_changes_only_its_own(world) {
        let (client, other) = (program(&world).await, Client::with(&world, "TS7", "block").await);
        let made = json_of(&client.post("/api/v1/blocks", &absence("09:00", "12:00")).await);
        let place = format!("/api/v1/blocks/{}", made["block"]["id"].as_str().unwrap());
        assert_eq!(json_of(&other.get("/api/v1/blocks").await)["items"], json!([]));
        assert_eq!(json_of(&other.get(&format!("/api/v1/blocks?person={JULIA}")).await)["items"], json!([]));
        for answer in [other.get(&place).await, other.send(Method::DELETE, &place, &[], None).await] {
            assert_eq!(problem(&answer, StatusCode::NOT_FOUND), "not-found");
        }
        // A room's block is none of theirs either.
        let period = shared::time::Period::new(world.at(23, 9, 0), world.at(23, 10, 0)).unwrap();
        world.blocked(world.seeds.izalco.id, None, period, shared::schedule::BlockCause::Security).await;
        assert_eq!(json_of(&client.get("/api/v1/blocks").await)["items"].as_array().unwrap().len(), 1);
        for grants in ["read", "book", "change", "read book change"] {
            let without = Client::with(&world, "TS6", grants).await;
            assert_eq!(problem(&without.get("/api/v1/blocks").await, StatusCode::FORBIDDEN), "insufficient-grant");
            let made = without.post("/api/v1/blocks", &absence("13:00", "14:00")).await;
            assert_eq!(problem(&made, StatusCode::FORBIDDEN), "insufficient-grant");
            assert_eq!(without.send(Method::DELETE, &place, &[], None).await.status, StatusCode::FORBIDDEN);
        }
    }

    async fn rooms_and_centres_are_not_the_agencys_to_block(world) {
        let client = program(&world).await;
        let (izalco, room) = (world.seeds.izalco.id, world.seeds.izalco.hearing);
        let (a_room, a_centre) = (json!(room.to_string()), json!(izalco.to_string()));
        for (field, named) in [("room", a_room), ("centre", a_centre), ("room", Value::Null)] {
            // Instead of a professional, and besides one.
            for besides in [false, true] {
                let mut body = absence("09:00", "12:00");
                if !besides {
                    body.as_object_mut().unwrap().remove("person");
                }
                body[field] = named.clone();
                for path in ["/api/v1/blocks", "/api/v1/blocks/preview"] {
                    let answer = client.post(path, &body).await;
                    assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
                    assert_eq!(errors(&answer), [(format!("/{field}"), "kept_by_centre".to_owned())], "{path} {named}");
                }
            }
        }
        assert_eq!(rows(&world).await, 0);
        // Those of the people who keep them are none that a program reads or lifts.
        let period = shared::time::Period::new(world.at(23, 9, 0), world.at(23, 12, 0)).unwrap();
        let over = shared::schedule::Resource::Room(room);
        world.blocked(izalco, Some(over), period, shared::schedule::BlockCause::Maintenance).await;
        let row = entity::blocks::Entity::find().one(&world.house.db).await.unwrap().unwrap();
        let place = format!("/api/v1/blocks/{}", row.id);
        for answer in [client.get(&place).await, client.send(Method::DELETE, &place, &[], None).await] {
            assert_eq!(problem(&answer, StatusCode::NOT_FOUND), "not-found");
        }
        assert_eq!(rows(&world).await, 1);
        // What they do is seen by whoever books.
        let refused = Client::of(&world).await.book(None, &hearing("11:15")).await;
        assert_eq!(problem(&refused, StatusCode::CONFLICT), "not-possible");
        assert_eq!(json_of(&refused)["rule"], json!(["blocked"]));
    }

    async fn pages_of_blocks_miss_none(world) {
        let client = program(&world).await;
        for hour in 8..13 {
            let made = client.post("/api/v1/blocks", &absence(&format!("{hour:02}:00"), &format!("{hour:02}:30"))).await;
            assert_eq!(made.status, StatusCode::CREATED);
        }
        let (mut starts, mut page) = (Vec::new(), "/api/v1/blocks?limit=2".to_owned());
        loop {
            let answer = client.get(&page).await;
            let body = json_of(&answer);
            starts.extend(body["items"].as_array().unwrap().iter().map(|block| block["start"].as_str().unwrap()[11..13].to_owned()));
            let Some(link) = answer.header("link").strip_prefix('<') else { break };
            link.split_once(">; rel=\"next\"").unwrap().0.clone_into(&mut page);
        }
        assert_eq!(starts, ["08", "09", "10", "11", "12"]);
        let some = client.get("/api/v1/blocks?from=2026-11-23T09:30:00-06:00&to=2026-11-23T11:00:00-06:00").await;
        assert_eq!(json_of(&some)["items"].as_array().unwrap().len(), 1);
        assert_eq!(client.get("/api/v1/blocks?cursor=x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
