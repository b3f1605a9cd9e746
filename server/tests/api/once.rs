//! The same request sent again.

use axum::http::{Method, StatusCode};
use futures::future::join_all;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;
use services::{
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    docket::Adjustment,
    exchange::{Claim, Once},
    ids::DocketId,
};

use super::{
    client::{Client, errors, hearing, json_of, plan, problem},
    plans::{TWO, made, settled},
};

/// As it would stand if the server had stopped after the commit, two minutes ago.
async fn stopped_before_it_answered(world: &World) {
    let unanswered = entity::claims::ActiveModel { answer: Set(None), ..Default::default() };
    entity::claims::Entity::update_many().set(unanswered).exec(&world.house.db).await.unwrap();
    world.clock.advance(2);
}

on_both_databases! {
    async fn sixteen_at_once_have_one_effect_and_one_answer(world) {
        let client = Client::of(&world).await;
        let body = hearing("10:00");
        let answers = join_all((0..16).map(|_| client.book(Some("exp-145"), &body))).await;
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (StatusCode::CREATED, &answers[0].body), "{}", answer.body);
            assert_eq!(answer.header("location"), answers[0].header("location"));
        }
        // The hearing and its private meeting.
        assert_eq!(entity::appointments::Entity::find().count(&world.house.db).await.unwrap(), 2);
    }

    async fn sixteen_without_a_key_have_one_effect_too_because_a_room_is_booked_once(world) {
        let client = Client::of(&world).await;
        let body = hearing("10:00");
        let answers = join_all((0..16).map(|_| client.book(None, &body))).await;
        let made = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
        let refused = answers.iter().filter(|answer| answer.status == StatusCode::CONFLICT).count();
        assert_eq!((made, refused), (1, 15));
    }

    async fn an_answer_is_kept_for_a_day_whatever_happens_to_the_appointment(world) {
        let client = Client::of(&world).await;
        let body = hearing("10:00");
        let first = client.book(Some("a"), &body).await;
        let id = json_of(&first)["id"].as_str().unwrap().to_owned();
        client.amend(&id, "\"1\"", &json!({"start": "2026-11-24T10:00:00-06:00"})).await;
        world.clock.advance(24 * 60 - 1);
        let again = client.book(Some("a"), &body).await;
        assert_eq!((again.status, &again.body, again.header("etag")), (StatusCode::CREATED, &first.body, "\"1\""));
        let mut other = body.clone();
        other["duration"] = json!(60);
        assert_eq!(problem(&client.book(Some("a"), &other).await, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
        // Another program's key is another key.
        let septimo = Client::with(&world, "TS7", "read book").await;
        assert_eq!(septimo.book(Some("a"), &other).await.status, StatusCode::CREATED);
        world.clock.advance(1);
        assert_ne!(client.book(Some("a"), &body).await.body, first.body, "after a day it is a new request");
    }

    async fn a_change_is_made_once_and_another_version_is_another_request(world) {
        let client = Client::of(&world).await;
        let id = json_of(&client.book(None, &hearing("10:00")).await)["id"].as_str().unwrap().to_owned();
        let (place, change) = (format!("/api/v1/appointments/{id}"), json!({"start": "2026-11-23T11:00:00-06:00"}).to_string());
        let sent = async |key: &str, tag: &str| {
            let headers = [("idempotency-key", key), ("if-match", tag)];
            client.send(Method::PATCH, &place, &headers, Some(&change)).await
        };
        let first = sent("a", "\"1\"").await;
        assert_eq!((first.status, first.header("etag")), (StatusCode::OK, "\"2\""), "{}", first.body);
        let again = sent("a", "\"1\"").await;
        assert_eq!((again.status, &again.body, again.header("etag")), (StatusCode::OK, &first.body, "\"2\""));
        assert_eq!(client.get(&place).await.header("etag"), "\"2\"", "it was changed once");
        assert_eq!(problem(&sent("a", "\"2\"").await, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
        let cancelled = async |tag: &str| {
            let headers = [("idempotency-key", "c"), ("if-match", tag)];
            client.send(Method::POST, &format!("{place}/cancellation"), &headers, Some("{\"cause\":\"mistake\"}")).await
        };
        assert_eq!(problem(&cancelled("\"1\"").await, StatusCode::PRECONDITION_FAILED), "stale");
        // The answer about another version is not what is asked now.
        assert_eq!(problem(&cancelled("\"2\"").await, StatusCode::UNPROCESSABLE_ENTITY), "key-reused");
    }

    async fn a_refusal_is_kept_too(world) {
        let client = Client::of(&world).await;
        let body = hearing("10:00");
        let taken = json_of(&client.book(None, &body).await);
        let refused = client.book(Some("a"), &body).await;
        assert_eq!(problem(&refused, StatusCode::CONFLICT), "conflict");
        let path = format!("/api/v1/appointments/{}/cancellation", taken["id"].as_str().unwrap());
        client.send(Method::POST, &path, &[("if-match", "\"1\"")], Some("{\"cause\":\"mistake\"}")).await;
        assert_eq!(client.book(Some("a"), &body).await.body, refused.body);
        assert_eq!(client.book(Some("b"), &body).await.status, StatusCode::CREATED);
    }

    async fn a_server_that_stopped_between_booking_and_answering_books_nothing_twice(world) {
        let client = Client::of(&world).await;
        let body = hearing("10:00");
        let first = client.book(Some("a"), &body).await;
        // As it would stand if the server had stopped after the commit.
        entity::claims::Entity::update_many()
            .col_expr(entity::claims::Column::Answer, sea_orm::sea_query::Expr::value(Option::<String>::None))
            .exec(&world.house.db).await.unwrap();
        world.clock.advance(2);
        let again = client.book(Some("a"), &body).await;
        assert_eq!((again.status, &json_of(&again)["id"]), (StatusCode::CREATED, &json_of(&first)["id"]));
    }

    async fn a_server_that_stopped_between_changing_and_answering_changes_nothing_twice(world) {
        let client = Client::of(&world).await;
        let id = json_of(&client.book(None, &hearing("10:00")).await)["id"].as_str().unwrap().to_owned();
        let place = format!("/api/v1/appointments/{id}");
        let cancellation = format!("{place}/cancellation");
        let moved = json!({"start": "2026-11-23T11:00:00-06:00"}).to_string();
        for (method, place, tag, body, etag) in [
            (Method::PATCH, &place, "\"1\"", moved.as_str(), "\"2\""),
            (Method::POST, &cancellation, "\"2\"", "{\"cause\":\"mistake\"}", "\"3\""),
        ] {
            let headers = [("idempotency-key", tag), ("if-match", tag)];
            let first = client.send(method.clone(), place, &headers, Some(body)).await;
            assert_eq!((first.status, first.header("etag")), (StatusCode::OK, etag), "{}", first.body);
            // As it would stand if the server had stopped after the commit.
            entity::claims::Entity::update_many()
                .col_expr(entity::claims::Column::Answer, sea_orm::sea_query::Expr::value(Option::<String>::None))
                .exec(&world.house.db).await.unwrap();
            world.clock.advance(2);
            let again = client.send(method, place, &headers, Some(body)).await;
            assert_eq!((again.status, again.header("etag")), (StatusCode::OK, etag), "{}", again.body);
            for field in ["id", "start", "state"] {
                assert_eq!(json_of(&again)[field], json_of(&first)[field], "{field}");
            }
        }
    }

    async fn a_server_that_stopped_between_planning_and_answering_plans_nothing_twice(world) {
        let client = Client::with(&world, "TS6", "plan").await;
        let place = made(&client, &plan(TWO)).await;
        settled(&client, &place).await;
        let id: DocketId = place.rsplit('/').next().unwrap().parse().unwrap();
        let planning = format!("{place}/planning");
        for (key, tag) in [("a", None), ("b", Some("*"))] {
            let mut headers = vec![("idempotency-key", key)];
            headers.extend(tag.map(|tag| ("if-match", tag)));
            let sent = async || client.send(Method::POST, &planning, &headers, None).await;
            let begun = sent().await;
            assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.body);
            let planned = settled(&client, &place).await;
            stopped_before_it_answered(&world).await;
            let again = sent().await;
            assert_eq!((again.status, again.header("etag")), (StatusCode::ACCEPTED, planned.header("etag")), "{}", again.body);
            assert_eq!(settled(&client, &place).await.header("etag"), planned.header("etag"), "it was planned once more");

            // Whatever people made of the list since.
            world.services.dockets.adjust(&world.seeds.accounts.scheduler, id, Adjustment::Drop(1)).await.unwrap();
            let changed = settled(&client, &place).await;
            assert_ne!(changed.header("etag"), planned.header("etag"));
            stopped_before_it_answered(&world).await;
            let again = sent().await;
            assert_eq!((again.status, again.header("etag")), (StatusCode::ACCEPTED, changed.header("etag")), "{}", again.body);
            assert_eq!(settled(&client, &place).await.body, changed.body, "it was planned once more");
            world.services.dockets.adjust(&world.seeds.accounts.scheduler, id, Adjustment::Want(1)).await.unwrap();
        }
    }

    async fn a_planning_that_the_server_did_not_survive_is_asked_for_under_another_key(world) {
        let client = Client::with(&world, "TS6", "plan").await;
        let place = made(&client, &plan(TWO)).await;
        settled(&client, &place).await;
        let sent = async |key: &str| {
            client.send(Method::POST, &format!("{place}/planning"), &[("idempotency-key", key)], None).await
        };
        assert_eq!(sent("a").await.status, StatusCode::ACCEPTED);
        settled(&client, &place).await;
        // The server stopped while it planned.
        stopped_before_it_answered(&world).await;
        let left = entity::dockets::ActiveModel {
            stage: Set("planning".to_owned()),
            updated_at: Set(world.now().0 - 120),
            ..Default::default()
        };
        entity::dockets::Entity::update_many().set(left).exec(&world.house.db).await.unwrap();
        let again = sent("a").await;
        assert_eq!(again.status, StatusCode::ACCEPTED, "{}", again.body);
        assert_eq!((&json_of(&again)["stage"], &json_of(&again)["interrupted"]), (&json!("planning"), &json!(true)));
        assert_eq!(sent("b").await.status, StatusCode::ACCEPTED);
        assert_eq!(json_of(&settled(&client, &place).await)["interrupted"], json!(false));
    }

    async fn a_list_whose_planning_the_server_did_not_survive_is_planned_when_it_is_sent_again(world) {
        let client = Client::with(&world, "TS6", "plan").await;
        let body = plan(TWO).to_string();
        let sent = async || client.send(Method::POST, "/api/v1/plans", &[("idempotency-key", "a")], Some(&body)).await;
        let place = sent().await.header("location").to_owned();
        settled(&client, &place).await;
        stopped_before_it_answered(&world).await;
        let left = entity::dockets::ActiveModel {
            stage: Set("planning".to_owned()),
            updated_at: Set(world.now().0 - 120),
            ..Default::default()
        };
        entity::dockets::Entity::update_many().set(left).exec(&world.house.db).await.unwrap();
        let again = sent().await;
        assert_eq!((again.status, again.header("location")), (StatusCode::ACCEPTED, place.as_str()), "{}", again.body);
        assert_eq!(json_of(&settled(&client, &place).await)["stage"], "planned");
        assert_eq!(entity::dockets::Entity::find().count(&world.house.db).await.unwrap(), 1);
    }

    async fn a_list_whose_planning_was_given_up_is_planned_when_it_is_sent_again(world) {
        let client = Client::with(&world, "TS6", "plan").await;
        let body = plan(TWO).to_string();
        let sent = async || client.send(Method::POST, "/api/v1/plans", &[("idempotency-key", "a")], Some(&body)).await;
        let place = sent().await.header("location").to_owned();
        settled(&client, &place).await;
        stopped_before_it_answered(&world).await;
        let row = entity::dockets::Entity::find().one(&world.house.db).await.unwrap().unwrap();
        let mut content = row.body.clone();
        content["given_up"] = json!(true);
        for line in content["lines"].as_array_mut().unwrap() {
            line["draft"]["slot"] = json!(null);
        }
        let left = entity::dockets::ActiveModel {
            stage: Set("open".to_owned()),
            body: Set(content),
            ..Default::default()
        };
        entity::dockets::Entity::update_many().set(left).exec(&world.house.db).await.unwrap();
        let again = sent().await;
        assert_eq!((again.status, again.header("location")), (StatusCode::ACCEPTED, place.as_str()), "{}", again.body);
        let planned = json_of(&settled(&client, &place).await);
        assert_eq!((&planned["stage"], &planned["interrupted"]), (&json!("planned"), &json!(false)));
        assert_eq!(entity::dockets::Entity::find().count(&world.house.db).await.unwrap(), 1);
    }

    async fn a_list_is_not_planned_again_though_its_request_was_given_back(world) {
        let client = Client::with(&world, "TS6", "plan").await;
        let place = made(&client, &plan(TWO)).await;
        settled(&client, &place).await;
        let id: DocketId = place.rsplit('/').next().unwrap().parse().unwrap();
        let who = world.services.tokens.by_secret(&client.secret).await.unwrap();
        let (claims, dockets) = (&world.services.claims, &world.services.dockets);
        let take = async || {
            let request = Once { key: "a".to_owned(), fingerprint: "POST planning".to_owned() };
            match claims.claim(&who, request).await.unwrap() {
                Claim::First(claim) => claim,
                other => panic!("{other:?}"),
            }
        };
        let claim = take().await;
        dockets.plan(&who, id, None, Some(claim)).await.unwrap();
        let planned = settled(&client, &place).await;
        claims.release(claim).await.unwrap();
        let again = take().await;
        assert_eq!(again, claim, "it goes on from there, at once");
        dockets.plan(&who, id, None, Some(again)).await.unwrap();
        assert_eq!(settled(&client, &place).await.header("etag"), planned.header("etag"), "it was planned once more");
    }

    async fn what_is_done_stays_done_though_somebody_is_called_otherwise_since(world) {
        let client = Client::of(&world).await;
        let unanswered = async |renamed: &str| {
            // As it would stand if the server had stopped after the commit.
            entity::claims::Entity::update_many()
                .col_expr(entity::claims::Column::Answer, sea_orm::sea_query::Expr::value(Option::<String>::None))
                .exec(&world.house.db).await.unwrap();
            world.clock.advance(2);
            let sql = format!("UPDATE people SET email = 'otra.' || email WHERE email = '{renamed}@telesala.test'");
            world.house.db.execute_unprepared(&sql).await.unwrap();
        };
        let body = hearing("10:00");
        let first = client.book(Some("a"), &body).await;
        let id = json_of(&first)["id"].as_str().unwrap().to_owned();
        let place = format!("/api/v1/appointments/{id}");
        let swap = json!({"leave": ["delmy.argueta@telesala.test"], "join": ["hugo.bonilla@telesala.test"]}).to_string();
        let swapped = async || {
            let headers = [("idempotency-key", "b"), ("if-match", "\"1\"")];
            client.send(Method::PATCH, &place, &headers, Some(&swap)).await
        };
        let changed = swapped().await;
        assert_eq!((changed.status, changed.header("etag")), (StatusCode::OK, "\"2\""), "{}", changed.body);
        unanswered("hugo.bonilla").await;
        let again = swapped().await;
        assert_eq!((again.status, again.header("etag")), (StatusCode::OK, "\"2\""), "{}", again.body);
        unanswered("julia.iraheta").await;
        let again = client.book(Some("a"), &body).await;
        assert_eq!((again.status, &json_of(&again)["id"]), (StatusCode::CREATED, &json_of(&first)["id"]), "{}", again.body);
        // Another request is refused for it.
        let other = client.book(Some("c"), &hearing("14:00")).await;
        assert!(errors(&other).contains(&("/participants/0/person".to_owned(), "unknown_choice".to_owned())), "{}", other.body);
    }

    async fn a_key_is_a_short_word(world) {
        let client = Client::of(&world).await;
        for key in ["", "a b", &"x".repeat(256)] {
            let answer = client.book(Some(key), &hearing("10:00")).await;
            assert_eq!(errors(&answer), [("Idempotency-Key".to_owned(), "text".to_owned())], "{key}");
        }
    }
}
