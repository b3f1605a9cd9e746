//! Who gets in, how often, and what a token was made for.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use sea_orm::EntityTrait;
use serde_json::json;
use services::{on_both_databases, testing::entity};
use shared::{
    error::Error,
    exchange::NewToken,
    principal::{Grants, Principal},
};

use super::client::{Client, hearing, json_of, problem};

on_both_databases! {
    async fn only_a_token_that_serves_gets_in(world) {
        let mut client = Client::of(&world).await;
        let own = client.get("/api/v1/token").await;
        assert_eq!(json_of(&own)["grants"], json!(["read", "book", "change"]));
        assert_eq!(json_of(&own)["agency"], world.seeds.agencies.sexto.to_string());

        let bare = client.desk.open("/api/v1/token", None).await;
        assert_eq!(problem(&bare, StatusCode::UNAUTHORIZED), "unauthenticated");
        assert_eq!(bare.header("www-authenticate"), "Bearer realm=\"telesala\"");
        // A person's session is nothing here.
        let cookie = client.desk.cookie("scheduler").await;
        let signed_in = client.desk.open("/api/v1/appointments", Some(&cookie)).await;
        assert_eq!(signed_in.status, StatusCode::UNAUTHORIZED);

        let sound = client.secret.clone();
        for wrong in [format!("{sound}x"), sound.replace("telesala_", ""), "telesala_".to_owned(), "\u{1F600}".to_owned()] {
            client.secret = wrong;
            assert!(!problem(&client.get("/api/v1/token").await, StatusCode::UNAUTHORIZED).is_empty());
        }
        client.secret = sound;
        world.clock.advance(30 * 24 * 60);
        let over = client.get("/api/v1/token").await;
        assert_eq!(problem(&over, StatusCode::UNAUTHORIZED), "invalid-token");
        assert!(over.header("www-authenticate").contains("invalid_token"));
    }

    async fn a_token_is_kept_as_a_hash_used_by_the_hour_and_revoked_at_once(world) {
        let client = Client::of(&world).await;
        world.clock.advance(25);
        client.get("/api/v1/token").await;
        let row = entity::tokens::Entity::find_by_id(client.token.0).one(&world.house.db).await.unwrap().unwrap();
        assert!(!row.secret_hash.contains(client.secret.trim_start_matches("telesala_")));
        assert_eq!(row.used_at, Some(world.now().0 - world.now().0 % 3600));
        let tokens = &world.services.tokens;
        let lines = tokens.list(&Principal::System).await.unwrap();
        assert_eq!((lines.len(), lines[0].id, lines[0].agency.as_str()), (1, client.token, "TS6"));
        for who in [&world.seeds.accounts.scheduler, &world.seeds.accounts.warden, &Principal::Anonymous] {
            assert!(tokens.list(who).await.is_err() && tokens.revoke(who, client.token).await.is_err());
        }
        tokens.revoke(&world.seeds.accounts.administrator, client.token).await.unwrap();
        tokens.revoke(&Principal::System, client.token).await.unwrap();
        assert_eq!(problem(&client.get("/api/v1/token").await, StatusCode::UNAUTHORIZED), "invalid-token");
        let events: Vec<String> = entity::audit_entries::Entity::find().all(&world.house.db).await.unwrap()
            .into_iter().filter(|entry| entry.subject_id == Some(client.token.0)).map(|entry| entry.event).collect();
        assert_eq!(events, ["token_made", "token_revoked"]);
        let entries = world.record("token").await;
        let [made, revoked] = &entries[..] else { panic!("a token is made and revoked") };
        for (field, to) in [("grants", json!("read book change")), ("agency_id", json!(world.seeds.agencies.sexto.to_string()))] {
            let told = json!({"field": field, "from": null, "to": to});
            assert!(made.changes.as_array().unwrap().contains(&told), "{:?}", made.changes);
        }
        assert_eq!(revoked.changes, json!([{"field": "revoked_at", "from": null, "to": world.now().0}]));
        let told = format!("{made:?} {revoked:?}");
        assert!(!told.contains(&row.secret_hash) && !told.contains("secret"), "{told}");
    }

    async fn a_token_is_not_made_of_anything(world) {
        let new = |agency: &str, name: &str, grants: &str, days| NewToken {
            agency: agency.to_owned(), name: name.to_owned(), grants: Grants::from_codes(grants).unwrap(), days,
        };
        for wrong in [new("NO", "a", "read", None), new("TS6", "", "read", None), new("TS6", "a", "", None), new("TS6", "a", "read", Some(0))] {
            let refused = world.services.tokens.create(&Principal::System, wrong).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
    }

    async fn a_token_does_what_it_was_made_for(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let read = format!("/api/v1/appointments/{id}");
        let cancel = format!("{read}/cancellation");
        let matching = [("if-match", "\"99\"")];
        // reading; docket; places; people; booking; changing; cancelling; blocks; plans
        let table = [
            ("read", [200, 200, 200, 403, 403, 403, 403, 403, 403]),
            ("book", [200, 403, 200, 200, 409, 403, 403, 403, 403]),
            ("change", [200, 403, 403, 403, 403, 412, 412, 403, 403]),
            ("block", [200, 403, 403, 403, 403, 403, 403, 200, 403]),
            ("plan", [200, 403, 403, 403, 403, 403, 403, 403, 404]),
            ("read book change block plan", [200, 200, 200, 200, 409, 412, 412, 200, 404]),
        ];
        for (grants, expected) in table {
            let client = Client::with(&world, "TS6", grants).await;
            let answers = [
                client.get(&read).await,
                client.get("/api/v1/dockets/2026-11-23").await,
                client.get("/api/v1/rooms").await,
                client.post("/api/v1/people/search", &json!({"text": "julia"})).await,
                client.book(None, &hearing("10:00")).await,
                client.send(Method::PATCH, &read, &matching, Some("{}")).await,
                client.send(Method::POST, &cancel, &matching, Some("{\"cause\":\"mistake\"}")).await,
                client.get("/api/v1/blocks").await,
                client.get(&format!("/api/v1/plans/{id}")).await,
            ];
            let given: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
            assert_eq!(given, expected, "{grants}");
        }
        let other = Client::with(&world, "TS7", "read book change").await;
        assert_eq!(problem(&other.get(&read).await, StatusCode::NOT_FOUND), "not-found");
        let change = other.send(Method::PATCH, &read, &[("if-match", "\"1\"")], Some("{}")).await;
        assert_eq!(change.body, other.get("/api/v1/appointments/nonsense").await.body, "as if there were none");
    }

    async fn refusals_speak_the_language_that_is_asked_for(world) {
        let client = Client::of(&world).await;
        let title = async |language: &str| {
            let answer = client.send(Method::GET, "/api/v1/appointments/0", &[("accept-language", language)], None).await;
            (json_of(&answer)["title"].as_str().unwrap().to_owned(), answer.header("content-language").to_owned())
        };
        assert_eq!(title("en-GB").await, ("There is no such thing, or the token may not see it".to_owned(), "en".to_owned()));
        assert_eq!(title("fr").await, ("No existe, o el token no puede verlo".to_owned(), "es".to_owned()));
    }

    async fn a_token_that_asks_too_often_waits(world) {
        let client = Client::of(&world).await;
        let first = client.get("/api/v1/token").await;
        assert_eq!(first.header("ratelimit-policy"), "\"token\";q=600;w=60");
        assert_eq!(first.header("ratelimit"), "\"token\";r=599;t=60");
        for _ in 1..server::api::REQUESTS {
            client.desk.ask(Request::get("/api/v1/token").header(header::AUTHORIZATION, format!("Bearer {}", client.secret)).body(Body::empty()).unwrap()).await;
        }
        let refused = client.get("/api/v1/token").await;
        assert_eq!(problem(&refused, StatusCode::TOO_MANY_REQUESTS), "too-many-requests");
        assert_eq!((refused.header("retry-after"), refused.header("ratelimit")), ("60", "\"token\";r=0;t=60"));
        world.clock.advance(1);
        assert_eq!(client.get("/api/v1/token").await.status, StatusCode::OK);
    }

    async fn other_sites_and_other_addresses_get_nothing(world) {
        let client = Client::of(&world).await;
        let asked = client.send(Method::OPTIONS, "/api/v1/appointments", &[("origin", "https://evil.example"), ("access-control-request-method", "POST")], None).await;
        assert_eq!(problem(&asked, StatusCode::METHOD_NOT_ALLOWED), "method-not-allowed");
        assert!(asked.header("allow").contains("GET"), "{:?}", asked.headers);
        let answered = client.send(Method::GET, "/api/v1/token", &[("origin", "https://evil.example")], None).await;
        assert_eq!(answered.header("access-control-allow-origin"), "");
        assert_eq!(problem(&client.get("/api/v1/nothing/here").await, StatusCode::NOT_FOUND), "not-found");
        // Bytes that are no text name nothing.
        for place in ["appointments", "blocks", "plans", "dockets", "problems"] {
            let answer = client.get(&format!("/api/v1/{place}/%FF")).await;
            assert_eq!(problem(&answer, StatusCode::NOT_FOUND), "not-found", "{place}");
        }
    }
}
