//! Lists of hearings of programs: planned as a whole, and booked as a whole or not at all. What is refused is in `refused.rs`.

mod refused;

use std::time::Duration;

use axum::http::{Method, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use services::{
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    docket::{Adjustment, Column},
    exchange::{Claim, Once},
    ids::DocketId,
    ports::HearingList,
    principal::Principal,
    schedule::BlockCause,
    time::Period,
};

use super::client::{Client, json_of, plan, problem};
use crate::harness::Answered;

pub(super) const TWO: &[(&str, &str)] = &[("EXP-1", "DEMO-CP-IZA-0"), ("EXP-2", "DEMO-CP-IZA-1")];

async fn program(world: &World) -> Client {
    Client::with(world, "TS6", "plan").await
}

/// The plan at `place` as soon as nobody is at work on it.
pub(super) async fn settled(client: &Client, place: &str) -> Answered {
    for _ in 0..600 {
        let answer = client.get(place).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let body = json_of(&answer);
        if body["stage"] != "planning" && body["stage"] != "booking" {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the work does not end");
}

/// The address of a plan that was asked for.
pub(super) async fn made(client: &Client, list: &Value) -> String {
    let answer = client.post("/api/v1/plans", list).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let place = answer.header("location").to_owned();
    assert_eq!(place, format!("/api/v1/plans/{}", json_of(&answer)["id"].as_str().unwrap()));
    place
}

async fn book(client: &Client, place: &str, etag: &str) -> Answered {
    client.send(Method::POST, &format!("{place}/booking"), &[("if-match", etag)], None).await
}

async fn lists(world: &World) -> u64 {
    entity::dockets::Entity::find().count(&world.house.db).await.unwrap()
}

async fn appointments(world: &World) -> u64 {
    entity::appointments::Entity::find().count(&world.house.db).await.unwrap()
}

on_both_databases! {
    async fn a_list_is_planned_and_booked_as_a_whole(world) {
        let client = program(&world).await;
        let place = made(&client, &plan(TWO)).await;
        let planned = settled(&client, &place).await;
        let body = json_of(&planned);
        assert_eq!((&body["stage"], &body["name"], &body["first"]), (&json!("planned"), &json!("Semana 48"), &json!("2026-11-23")));
        assert_eq!(planned.header("etag"), format!("\"{}\"", body["version"]));
        for hearing in body["hearings"].as_array().unwrap() {
            assert!(hearing["slot"]["start"].as_str().unwrap().starts_with("2026-11-23T"), "{hearing}");
            assert_eq!((&hearing["sound"], &hearing["standing"]), (&json!(true), &json!("wanted")));
            assert!(hearing["reasons"].as_array().unwrap().is_empty() && hearing.get("appointment").is_none());
        }
        assert_eq!(appointments(&world).await, 0, "nothing is booked yet");
        // The rooms of the days are drawn for people; a program would be sent nothing of them.
        let id: DocketId = body["id"].as_str().unwrap().parse().unwrap();
        let who = world.services.tokens.by_secret(&client.secret).await.unwrap();
        let drawn = async |who: &Principal| world.services.dockets.docket(who, id).await.unwrap().days.len();
        assert_eq!((drawn(&who).await, drawn(&world.seeds.accounts.scheduler).await), (0, 1));

        let unsaid = client.send(Method::POST, &format!("{place}/booking"), &[], None).await;
        assert_eq!(problem(&unsaid, StatusCode::PRECONDITION_REQUIRED), "precondition-required");
        let stale = book(&client, &place, "\"99\"").await;
        assert_eq!(problem(&stale, StatusCode::PRECONDITION_FAILED), "stale");
        assert_eq!(json_of(&stale)["current_version"], body["version"]);
        let etag = planned.header("etag").to_owned();
        assert_eq!(book(&client, &place, &etag).await.status, StatusCode::ACCEPTED);
        let booked = json_of(&settled(&client, &place).await);
        assert_eq!(booked["stage"], "booked");
        for (hearing, proposed) in booked["hearings"].as_array().unwrap().iter().zip(body["hearings"].as_array().unwrap()) {
            let id = hearing["appointment"].as_str().unwrap();
            let appointment = json_of(&client.get(&format!("/api/v1/appointments/{id}")).await);
            assert_eq!((&appointment["start"], &appointment["state"]), (&proposed["slot"]["start"], &json!("booked")));
            assert_eq!(appointment["case_number"], hearing["case_number"]);
        }
        // The answer was lost: whoever asks again learns that it is done. Anything else is too late.
        for tags in [etag.as_str(), "*", format!("\"99\", {etag}").as_str()] {
            let again = book(&client, &place, tags).await;
            assert_eq!((again.status, &json_of(&again)["stage"]), (StatusCode::ACCEPTED, &json!("booked")), "{tags}");
        }
        for tags in ["\"99\"", "\"98\", \"99\""] {
            assert_eq!(problem(&book(&client, &place, tags).await, StatusCode::PRECONDITION_FAILED), "stale");
        }
        assert_eq!(appointments(&world).await, 2);
        let late = client.send(Method::POST, &format!("{place}/planning"), &[], None).await;
        assert_eq!(problem(&late, StatusCode::PRECONDITION_FAILED), "stale");
        // The record says whose program it was, and the agency's people see the list on its page.
        let entries = entity::audit_entries::Entity::find()
            .filter(entity::audit_entries::Column::SubjectKind.eq("docket"))
            .all(&world.house.db)
            .await
            .unwrap();
        let told: Vec<_> = entries.iter().map(|it| (it.event.as_str(), it.actor_kind.as_str(), it.actor_id)).collect();
        let token = Some(client.token.0);
        assert_eq!(told, [("docket_uploaded", "program", token), ("docket_booked", "program", token)]);
        let seen = world.services.dockets.list(&world.seeds.accounts.scheduler).await.unwrap();
        assert_eq!(seen.dockets.len(), 1);
    }

    async fn it_is_planned_anew_as_it_was_read_and_once_for_a_key(world) {
        let client = program(&world).await;
        let place = made(&client, &plan(TWO)).await;
        let first = settled(&client, &place).await;
        let etag = first.header("etag");
        let anew = async |tag: &str, key: &str| {
            let headers = [("if-match", tag), ("idempotency-key", key)];
            client.send(Method::POST, &format!("{place}/planning"), &headers, None).await
        };
        assert_eq!(problem(&anew("\"99\"", "a").await, StatusCode::PRECONDITION_FAILED), "stale");
        assert_eq!(settled(&client, &place).await.header("etag"), etag, "nothing of it changed");
        let begun = anew(etag, "b").await;
        assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
        let planned = settled(&client, &place).await;
        assert_ne!(planned.header("etag"), etag);
        // Its answer was lost.
        let again = anew(etag, "b").await;
        assert_eq!((again.status, &again.body), (StatusCode::ACCEPTED, &begun.body));
        assert_eq!(settled(&client, &place).await.header("etag"), planned.header("etag"), "it was planned once more");
        let reused = anew(planned.header("etag"), "b").await;
        assert_eq!(problem(&reused, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
    }

    async fn a_planning_whose_answer_was_never_kept_is_not_refused_for_its_own_sake(world) {
        let client = program(&world).await;
        let place = made(&client, &plan(TWO)).await;
        let read = settled(&client, &place).await;
        let etag = read.header("etag");
        let anew = async |tag: &str, key: &str| {
            let headers = [("if-match", tag), ("idempotency-key", key)];
            client.send(Method::POST, &format!("{place}/planning"), &headers, None).await
        };
        assert_eq!(anew(etag, "a").await.status, StatusCode::ACCEPTED);
        let planned = settled(&client, &place).await;
        // As it would stand if the server had stopped after it began; and as it stands for whoever sends no key.
        let unanswered = entity::claims::ActiveModel {
            answer: sea_orm::ActiveValue::Set(None),
            taken_at: sea_orm::ActiveValue::Set(world.now().0 - 3600),
            ..Default::default()
        };
        entity::claims::Entity::update_many().set(unanswered).exec(&world.house.db).await.unwrap();
        for key in ["a", "b"] {
            let again = anew(etag, key).await;
            assert_eq!((again.status, again.header("etag")), (StatusCode::ACCEPTED, planned.header("etag")), "{}", again.body);
        }
        assert_eq!(settled(&client, &place).await.header("etag"), planned.header("etag"), "it was planned once more");
        // Two changes by hand raise the version as far as a planning does, and are none.
        let id: DocketId = json_of(&read)["id"].as_str().unwrap().parse().unwrap();
        let (who, dockets) = (&world.seeds.accounts.scheduler, &world.services.dockets);
        for change in [Adjustment::Drop(1), Adjustment::Want(1)] {
            dockets.adjust(who, id, change).await.unwrap();
        }
        for tag in [etag, planned.header("etag")] {
            assert_eq!(problem(&anew(tag, &format!("c{tag}").replace('"', "")).await, StatusCode::PRECONDITION_FAILED), "stale");
        }
    }

    async fn what_has_no_place_says_why(world) {
        let client = program(&world).await;
        let mut list = plan(TWO);
        // Each takes the day of the same judge.
        list["hearings"][0]["duration"] = json!(480);
        list["hearings"][1]["duration"] = json!(480);
        let place = made(&client, &list).await;
        let body = json_of(&settled(&client, &place).await);
        let hearings = body["hearings"].as_array().unwrap();
        let left: Vec<&Value> = hearings.iter().filter(|hearing| hearing.get("slot").is_none()).collect();
        assert_eq!((hearings.len(), left.len()), (2, 1), "{body}");
        let reasons = left[0]["reasons"].as_array().unwrap();
        assert!(reasons.iter().any(|reason| reason["rule"] == "person_taken"), "{reasons:?}");
        assert!(left[0]["starts"].as_u64().unwrap() > 0);
        assert!(reasons.iter().all(|reason| !reason["detail"].as_str().unwrap().is_empty()));
    }

    async fn if_one_is_refused_nothing_is_booked(world) {
        let client = program(&world).await;
        let place = made(&client, &plan(TWO)).await;
        let planned = settled(&client, &place).await;
        let day = Period::new(world.at(23, 0, 0), world.at(24, 0, 0)).unwrap();
        world.blocked(world.seeds.izalco.id, None, day, BlockCause::Security).await;
        assert_eq!(book(&client, &place, planned.header("etag")).await.status, StatusCode::ACCEPTED);
        let body = json_of(&settled(&client, &place).await);
        assert_eq!((&body["stage"], appointments(&world).await), (&json!("planned"), 0));
        for hearing in body["hearings"].as_array().unwrap() {
            let rules: Vec<&Value> = hearing["obstacles"].as_array().unwrap().iter().map(|one| &one["rule"]).collect();
            assert!(!rules.is_empty() && rules.iter().all(|rule| *rule == "blocked"), "{hearing}");
        }
        let again = client.send(Method::POST, &format!("{place}/planning"), &[], None).await;
        assert_eq!(again.status, StatusCode::ACCEPTED, "{}", again.body);
        let body = json_of(&settled(&client, &place).await);
        assert!(body["hearings"].as_array().unwrap().iter().all(|hearing| hearing.get("slot").is_none()), "{body}");
        // Nothing has a place, so there is nothing to book.
        let nothing = book(&client, &place, "*").await;
        assert_eq!(problem(&nothing, StatusCode::PRECONDITION_FAILED), "stale");
    }

    async fn a_list_is_kept_once_however_often_it_is_sent(world) {
        let client = program(&world).await;
        let ask = async |list: &Value| {
            client.send(Method::POST, "/api/v1/plans", &[("idempotency-key", "list-1")], Some(&list.to_string())).await
        };
        let first = ask(&plan(TWO)).await;
        let place = first.header("location").to_owned();
        let planned = settled(&client, &place).await;
        let again = ask(&plan(TWO)).await;
        assert_eq!((again.status, &again.body, again.header("location")), (StatusCode::ACCEPTED, &first.body, place.as_str()));
        assert_eq!(problem(&ask(&plan(&TWO[..1])).await, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
        // A server that died between the list and its answer: whoever takes the request over finds the list.
        let unanswered = entity::claims::ActiveModel {
            answer: sea_orm::ActiveValue::Set(None),
            taken_at: sea_orm::ActiveValue::Set(world.now().0 - 3600),
            ..Default::default()
        };
        entity::claims::Entity::update_many().set(unanswered).exec(&world.house.db).await.unwrap();
        let third = ask(&plan(TWO)).await;
        assert_eq!((third.header("location"), lists(&world).await), (place.as_str(), 1));
        assert_eq!(settled(&client, &place).await.header("etag"), planned.header("etag"), "it was planned once more");
    }

    async fn a_list_is_not_kept_again_though_its_request_was_given_back(world) {
        let client = program(&world).await;
        let who = world.services.tokens.by_secret(&client.secret).await.unwrap();
        let (claims, dockets) = (&world.services.claims, &world.services.dockets);
        let take = async |key: &str| {
            let request = Once { key: key.to_owned(), fingerprint: "POST plans".to_owned() };
            match claims.claim(&who, request).await.unwrap() {
                Claim::First(claim) => claim,
                other => panic!("{other:?}"),
            }
        };
        let cell = |column, text: &str| (column, vec![text.to_owned()]);
        let list = HearingList {
            name: "Semana 48".to_owned(),
            first: "2026-11-23".to_owned(),
            last: "2026-11-23".to_owned(),
            hearings: vec![vec![
                cell(Column::Case, "EXP-1"),
                cell(Column::HearingType, "initial"),
                cell(Column::Minutes, "45"),
                cell(Column::Meeting, "0"),
                cell(Column::Detainee, "DEMO-CP-IZA-0"),
                (Column::People, ["julia.iraheta", "delmy.argueta"].map(|it| format!("{it}@telesala.test")).to_vec()),
            ]],
        };
        let claim = take("list-1").await;
        let id = dockets.propose(&who, list.clone(), Some(claim)).await.unwrap();
        claims.release(claim).await.unwrap();
        let again = take("list-1").await;
        assert_eq!(again, claim, "it goes on from there, at once");
        assert_eq!(dockets.propose(&who, list, Some(again)).await, Ok(id));
        assert_eq!(lists(&world).await, 1);
        settled(&client, &format!("/api/v1/plans/{id}")).await;
        // Of a request that had no effect nothing stays.
        let claim = take("list-2").await;
        claims.release(claim).await.unwrap();
        assert_ne!(take("list-2").await, claim);
    }
}
