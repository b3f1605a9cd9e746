//! Lists of hearings that are not taken: too many at once, wrong ones, and those of others.

use axum::http::{Method, StatusCode};
use futures::future::join_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use services::{on_both_databases, testing::entity};

use super::{TWO, book, lists, made, program, settled};
use crate::api::client::{Client, errors, json_of, plan, problem};

on_both_databases! {
    async fn a_third_list_at_once_is_refused_and_not_kept(world) {
        let client = program(&world).await;
        for _ in 0..2 {
            let place = made(&client, &plan(TWO)).await;
            settled(&client, &place).await;
        }
        let stage = async |code: &str| {
            let stage = sea_orm::ActiveValue::Set(code.to_owned());
            let these = entity::dockets::ActiveModel { stage, ..Default::default() };
            entity::dockets::Entity::update_many().set(these).exec(&world.house.db).await.unwrap();
        };
        stage("planning").await;
        let ask = async || {
            let body = plan(TWO).to_string();
            client.send(Method::POST, "/api/v1/plans", &[("idempotency-key", "list-3")], Some(&body)).await
        };
        let refused = ask().await;
        assert_eq!(problem(&refused, StatusCode::TOO_MANY_REQUESTS), "too-many-requests");
        assert_eq!((refused.header("retry-after"), lists(&world).await), ("10", 2));
        stage("planned").await;
        let answer = ask().await;
        assert_eq!((answer.status, lists(&world).await), (StatusCode::ACCEPTED, 3), "{}", answer.body);
        settled(&client, answer.header("location")).await;
    }

    async fn of_many_lists_at_once_those_that_are_refused_are_not_kept(world) {
        let client = program(&world).await;
        // More than one judge can hear in a day: a plan is sought for a while.
        let cases: Vec<String> = (0..40).map(|number| format!("EXP-{number}")).collect();
        let long = plan(&cases.iter().map(|case| (case.as_str(), "DEMO-CP-IZA-0")).collect::<Vec<_>>());
        let answers = join_all((0..8).map(|_| client.post("/api/v1/plans", &long))).await;
        let (accepted, refused): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.status == StatusCode::ACCEPTED);
        assert!(!accepted.is_empty() && !refused.is_empty(), "{} of {}", accepted.len(), answers.len());
        for answer in refused {
            assert_eq!(problem(answer, StatusCode::TOO_MANY_REQUESTS), "too-many-requests");
        }
        assert_eq!(lists(&world).await, u64::try_from(accepted.len()).unwrap());
        for answer in accepted {
            assert_ne!(json_of(answer)["stage"], "open", "what is kept is planned: {}", answer.body);
            assert_eq!(json_of(&settled(&client, answer.header("location")).await)["stage"], "planned");
        }
    }

    async fn what_is_wrong_is_said_at_its_place_and_nothing_is_kept(world) {
        let client = program(&world).await;
        let wrong = async |list: Value| {
            let answer = client.post("/api/v1/plans", &list).await;
            assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid");
            errors(&answer)
        };
        let told = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(place, code)| ((*place).to_owned(), (*code).to_owned())).collect()
        };
        let mut list = plan(TWO);
        list["name"] = json!(" ");
        list["last"] = json!("2026-11-20");
        list["hearings"][0]["hearing_type"] = json!("party");
        list["hearings"][1]["detainees"] = json!(["NOBODY"]);
        list["hearings"][1]["participants"] = json!(["julia.iraheta@telesala.test"]);
        list["hearings"][1]["urgency"] = json!(10);
        let mut found = wrong(list).await;
        found.sort();
        let expected = [
            ("/hearings/0/hearing_type", "unknown_choice"),
            ("/hearings/1/detainees", "unknown_choice"),
            ("/hearings/1/participants", "missing"),
            ("/hearings/1/urgency", "number_outside"),
            ("/last", "end_before_start"),
            ("/name", "missing"),
        ];
        assert_eq!(found, told(&expected));
        assert_eq!(wrong(plan(&[])).await, told(&[("/hearings", "number_outside")]));
        let many = vec![TWO[0]; 501];
        assert_eq!(wrong(plan(&many)).await, told(&[("/hearings", "number_outside")]));
        assert_eq!(wrong(plan(&[TWO[0], TWO[0]])).await, told(&[("/hearings/1/case_number", "duplicate")]));
        let with = |member: &str, value: Value| {
            let mut list = plan(&TWO[..1]);
            list["hearings"][0][member] = value;
            list
        };
        // As many as there may be are read, however long their addresses are; one more is too many.
        let mut people: Vec<String> = (0..38).map(|number| format!("nobody-{number}-{}@telesala.test", "x".repeat(50))).collect();
        people.extend(["julia.iraheta@telesala.test", "delmy.argueta@telesala.test"].map(str::to_owned));
        let unknown = [("/hearings/0/participants", "unknown_choice"); 38];
        assert_eq!(wrong(with("participants", json!(people))).await, told(&unknown));
        people.push("one.more@telesala.test".to_owned());
        assert_eq!(wrong(with("participants", json!(people))).await, told(&[("/hearings/0/participants", "number_outside")]));
        // One entry names one, whatever a file would read in it.
        let two = json!(["julia.iraheta@telesala.test delmy.argueta@telesala.test"]);
        assert_eq!(wrong(with("participants", two)).await, told(&[("/hearings/0/participants", "text")]));
        for two in ["DEMO-CP-IZA-0;DEMO-CP-IZA-1", "DEMO-CP-IZA-0,DEMO-CP-IZA-1", "DEMO-CP-IZA-0\nDEMO-CP-IZA-1"] {
            assert_eq!(wrong(with("detainees", json!([two]))).await, told(&[("/hearings/0/detainees", "text")]), "{two:?}");
        }
        let long = json!(["x".repeat(2001)]);
        assert_eq!(wrong(with("detainees", long)).await, told(&[("/hearings/0/detainees", "text")]));
        let mut unsaid = plan(&TWO[..1]);
        unsaid["hearings"][0].as_object_mut().unwrap().remove("meeting");
        assert_eq!(wrong(unsaid).await, told(&[("/hearings/0/meeting", "missing")]));
        assert_eq!(lists(&world).await, 0);
    }

    async fn an_agency_plans_only_its_own(world) {
        let (client, other) = (program(&world).await, Client::with(&world, "TS7", "plan").await);
        let place = made(&client, &plan(TWO)).await;
        settled(&client, &place).await;
        let planning = format!("{place}/planning");
        for answer in [
            other.get(&place).await,
            other.send(Method::POST, &planning, &[], None).await,
            book(&other, &place, "*").await,
            book(&other, &place, "\"3\"").await,
        ] {
            assert_eq!(problem(&answer, StatusCode::NOT_FOUND), "not-found");
        }
        let without = Client::with(&world, "TS6", "read book change block").await;
        for answer in [
            without.post("/api/v1/plans", &plan(TWO)).await,
            without.get(&place).await,
            without.send(Method::POST, &planning, &[], None).await,
            book(&without, &place, "\"3\"").await,
        ] {
            assert_eq!(problem(&answer, StatusCode::FORBIDDEN), "insufficient-grant");
        }
        assert_eq!(lists(&world).await, 1);
    }
}
