//! Sessions: how they begin, how long they last, how they end.

use sea_orm::EntityTrait;
use serde_json::json;
use services::{
    accounts::{IDLE_MINUTES, LIFE_MINUTES, deactivate, set_active, set_password},
    testing::{PASSWORD, World, entity::sessions},
};
use shared::{
    directory::Language,
    error::Error,
    ports::{NewSession, SignIn},
    principal::Principal,
    text::Name,
};

async fn sign_in(world: &World, name: &str) -> NewSession {
    let who = SignIn { name: name.to_owned(), password: PASSWORD.to_owned(), address: None, device: None };
    world.services.accounts.sign_in(who).await.unwrap()
}

async fn is_over(world: &World, session: &NewSession) -> bool {
    world.services.accounts.by_session(&session.secret).await.unwrap() == Principal::Anonymous
}

async fn rows(world: &World) -> Vec<sessions::Model> {
    sessions::Entity::find().all(&world.house.db).await.unwrap()
}

services::on_both_databases! {
    async fn the_place_stands_at_the_top_of_the_page(world) {
        for (name, place) in [
            ("scheduler", Some("Tribunal Sexto de Sentencia")),
            ("warden", Some("Izalco Fase III")),
            ("judge", None),
        ] {
            let session = sign_in(&world, name).await;
            let principal = world.services.accounts.by_session(&session.secret).await.unwrap();
            let account = principal.account().expect("an account");
            assert_eq!(account.place.as_ref().map(Name::as_str), place);
        }
    }

    async fn the_store_holds_no_secret(world) {
        let session = sign_in(&world, "judge").await;
        let rows = rows(&world).await;
        assert_eq!(rows.len(), 1);
        assert!(!format!("{rows:?}").contains(&session.secret));
        assert_eq!(session.expires, world.now().plus_minutes(LIFE_MINUTES));
    }

    async fn forged_and_malformed_secrets_stand_for_nobody(world) {
        let session = sign_in(&world, "judge").await;
        let mut forged = session.secret.clone();
        let last = if forged.ends_with('A') { 'B' } else { 'A' };
        forged.pop();
        forged.push(last);
        let kept = rows(&world).await[0].secret_hash.clone();
        let long = "A".repeat(5000);
        for secret in [forged.as_str(), kept.as_str(), "", "\0", "ñ", long.as_str(), "' OR 1=1 --"] {
            let principal = world.services.accounts.by_session(secret).await.unwrap();
            assert_eq!(principal, Principal::Anonymous, "{secret:?}");
            world.services.accounts.sign_out(secret).await.unwrap();
        }
        assert!(!is_over(&world, &session).await);
    }

    async fn each_sign_in_has_its_own_secret_and_signing_out_ends_only_that(world) {
        let (one, other) = (sign_in(&world, "judge").await, sign_in(&world, "judge").await);
        assert_ne!(one.secret, other.secret);
        world.services.accounts.sign_out(&one.secret).await.unwrap();
        assert!(is_over(&world, &one).await);
        assert!(!is_over(&world, &other).await);
        world.services.accounts.sign_out(&one.secret).await.expect("again is no fault");
    }

    async fn a_session_ends_when_nobody_is_there(world) {
        let session = sign_in(&world, "judge").await;
        for _ in 0..3 {
            world.clock.advance(IDLE_MINUTES - 1);
            assert!(!is_over(&world, &session).await, "being there keeps it");
        }
        world.clock.advance(IDLE_MINUTES);
        assert!(is_over(&world, &session).await);
    }

    async fn a_session_ends_with_the_shift(world) {
        let session = sign_in(&world, "judge").await;
        for _ in 0..LIFE_MINUTES / 60 - 1 {
            world.clock.advance(60);
            assert!(!is_over(&world, &session).await);
        }
        world.clock.advance(60);
        assert!(is_over(&world, &session).await);
    }

    async fn being_seen_is_written_at_most_once_a_minute(world) {
        let session = sign_in(&world, "judge").await;
        let begin = world.now();
        world.clock.set(shared::time::Instant(begin.0 + 59));
        assert!(!is_over(&world, &session).await);
        assert_eq!(rows(&world).await[0].seen_at, begin.0);
        world.clock.set(shared::time::Instant(begin.0 + 60));
        assert!(!is_over(&world, &session).await);
        assert_eq!(rows(&world).await[0].seen_at, begin.0 + 60);
    }

    async fn ended_sessions_are_cleared_away_at_the_next_sign_in(world) {
        sign_in(&world, "judge").await;
        sign_in(&world, "lawyer").await;
        world.clock.advance(LIFE_MINUTES);
        sign_in(&world, "judge").await;
        assert_eq!(rows(&world).await.len(), 2, "the lawyer's is left for the lawyer's next sign-in");
    }

    async fn another_password_or_being_taken_out_of_use_ends_sessions_at_once(world) {
        let session = sign_in(&world, "judge").await;
        set_password(&world.house, "judge", "otra contraseña larga").await.unwrap();
        assert!(is_over(&world, &session).await);
        let session = sign_in(&world, "lawyer").await;
        deactivate(&world.house, "lawyer").await.unwrap();
        assert!(is_over(&world, &session).await);
        set_active(&world.house, "lawyer", true).await.unwrap();
        assert!(is_over(&world, &session).await, "what ended stays ended");
        sign_in(&world, "lawyer").await;
    }

    async fn the_language_is_kept_for_accounts_only(world) {
        let accounts = &world.services.accounts;
        let session = sign_in(&world, "judge").await;
        let judge = accounts.by_session(&session.secret).await.unwrap();
        accounts.choose_language(&judge, Language::En).await.unwrap();
        let after = accounts.by_session(&session.secret).await.unwrap();
        assert_eq!(after.account().unwrap().language, Some(Language::En));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let invited = world.invited(hearing, world.seeds.people.lawyer).await;
        for (who, refusal) in [
            (Principal::Anonymous, Error::Unauthenticated),
            (Principal::System, Error::Forbidden),
            (invited, Error::Forbidden),
        ] {
            assert_eq!(accounts.choose_language(&who, Language::En).await.unwrap_err(), refusal);
        }
    }

    async fn a_chosen_language_is_in_the_record_once(world) {
        let judge = &world.seeds.accounts.judge;
        for _ in 0..2 {
            world.services.accounts.choose_language(judge, Language::En).await.unwrap();
        }
        let entries = world.record("account").await;
        let [entry] = entries.as_slice() else { panic!("{entries:?}") };
        let id = Some(judge.account().unwrap().id.0);
        assert_eq!((entry.event.as_str(), entry.subject_id, entry.actor_id), ("language_chosen", id, id));
        assert_eq!(entry.changes, json!([{"field": "language", "from": "es", "to": "en"}]));
    }
}
