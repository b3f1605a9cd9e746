//! Making and changing accounts.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use services::{
    accounts::{NewAccount, create_account, deactivate, list, set_active, set_password},
    testing::entity::{audit_entries, people},
};
use shared::{
    directory::Language,
    error::{Error, Fault, Problem},
    ports::SignIn,
    principal::AccountRole,
    text::TextError,
};

fn scheduler() -> NewAccount {
    NewAccount {
        login: "Agenda.Tres".to_owned(),
        name: "Agenda tres".to_owned(),
        password: "tres palabras largas".to_owned(),
        role: AccountRole::Scheduler,
        agency_code: Some("TS6".to_owned()),
        centre_code: None,
        person_email: None,
        language: Some(Language::En),
    }
}

fn fields(error: Error) -> Vec<(String, Fault)> {
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    problems.into_iter().map(|Problem { field, fault }| (field, fault)).collect()
}

fn problem(field: &str, fault: Fault) -> (String, Fault) {
    (field.to_owned(), fault)
}

services::on_both_databases! {
    async fn a_new_account_signs_in(world) {
        create_account(&world.house, scheduler()).await.unwrap();
        let who = SignIn {
            name: "agenda.tres".to_owned(),
            password: "tres palabras largas".to_owned(),
            address: None,
            device: None,
        };
        let session = world.services.accounts.sign_in(who).await.unwrap();
        let principal = world.services.accounts.by_session(&session.secret).await.unwrap();
        let account = principal.account().unwrap();
        assert_eq!(account.role, AccountRole::Scheduler);
        assert_eq!(account.agency, Some(world.seeds.agencies.sexto));
        assert_eq!(account.language, Some(Language::En));
        let line = list(&world.house).await.unwrap().into_iter().find(|line| line.login == "agenda.tres").unwrap();
        assert!(line.active && line.role == "scheduler" && line.failures == 0);
    }

    async fn the_password_is_kept_only_as_argon2id_and_the_record_names_the_account(world) {
        let id = create_account(&world.house, scheduler()).await.unwrap();
        let row = services::testing::entity::accounts::Entity::find_by_id(id.0).one(&world.house.db).await.unwrap();
        let hash = row.unwrap().password_hash;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        set_password(&world.house, "agenda.tres", "cuatro palabras más largas").await.unwrap();
        deactivate(&world.house, "agenda.tres").await.unwrap();
        let entries = audit_entries::Entity::find()
            .filter(audit_entries::Column::SubjectId.eq(id.0))
            .all(&world.house.db)
            .await
            .unwrap();
        let mut events: Vec<_> = entries.iter().map(|entry| entry.event.as_str()).collect();
        events.sort_unstable();
        assert_eq!(events, ["account_created", "account_deactivated", "password_set"]);
        let told = format!("{entries:?}");
        assert!(!told.contains("palabras") && !told.contains("argon2") && !told.contains("password_hash"), "{told}");
    }

    async fn the_record_says_what_was_before_and_after(world) {
        let id = create_account(&world.house, scheduler()).await.unwrap();
        deactivate(&world.house, "agenda.tres").await.unwrap();
        set_active(&world.house, "agenda.tres", true).await.unwrap();
        let mut entries = world.record("account").await;
        entries.retain(|entry| entry.subject_id == Some(id.0));
        let entry = |event: &str| entries.iter().find(|entry| entry.event == event).unwrap();
        let made = entry("account_created");
        let told = |field: &str| {
            let found = made.changes.as_array().unwrap().iter().find(|change| change["field"] == field);
            found.map(|change| (change["from"].clone(), change["to"].clone()))
        };
        assert_eq!(told("role"), Some((Value::Null, json!("scheduler"))));
        assert_eq!(told("login"), Some((Value::Null, json!("agenda.tres"))));
        assert_eq!(told("agency_id"), Some((Value::Null, json!(world.seeds.agencies.sexto.to_string()))));
        assert_eq!(told("centre_id"), None, "there is none, and there was none");
        assert_eq!(entry("account_deactivated").changes, json!([{"field": "active", "from": true, "to": false}]));
        assert_eq!(entry("account_activated").changes, json!([{"field": "active", "from": false, "to": true}]));
        assert!(entries.iter().all(|entry| entry.actor_kind == "system"));
    }

    async fn everything_that_is_wrong_is_said_at_once(world) {
        let wrong = NewAccount {
            login: "con espacios".to_owned(),
            name: "\u{202e}".to_owned(),
            password: "corta".to_owned(),
            agency_code: None,
            ..scheduler()
        };
        let found = fields(create_account(&world.house, wrong).await.unwrap_err());
        assert_eq!(
            found,
            [
                problem("login", Fault::Text(TextError::Malformed)),
                problem("name", Fault::Text(TextError::Reordering)),
                problem("password", Fault::NumberOutside { min: 12, max: 256 }),
                problem("agency", Fault::Missing),
            ]
        );
        let unknown = NewAccount { agency_code: Some("NO".to_owned()), ..scheduler() };
        let found = fields(create_account(&world.house, unknown).await.unwrap_err());
        assert_eq!(found, [problem("agency", Fault::UnknownChoice)]);
        let taken = NewAccount { login: "JUDGE".to_owned(), ..scheduler() };
        let found = fields(create_account(&world.house, taken).await.unwrap_err());
        assert_eq!(found, [problem("login", Fault::Duplicate)]);
    }

    async fn passwords_are_long_and_not_the_login(world) {
        for (password, fault) in [
            (String::new(), Fault::Missing),
            (" ".repeat(20), Fault::Missing),
            ("once letras".to_owned(), Fault::NumberOutside { min: 12, max: 256 }),
            ("ñ".repeat(257), Fault::NumberOutside { min: 12, max: 256 }),
        ] {
            let found = fields(set_password(&world.house, "judge", &password).await.unwrap_err());
            assert_eq!(found, [problem("password", fault)]);
        }
        let same = NewAccount {
            login: "agenda.del.tribunal".to_owned(),
            password: "Agenda.del.Tribunal".to_owned(),
            ..scheduler()
        };
        let found = fields(create_account(&world.house, same).await.unwrap_err());
        assert_eq!(found, [problem("password", Fault::Duplicate)]);
        set_password(&world.house, "judge", &"ñ".repeat(256)).await.expect("characters are counted, not octets");
        assert_eq!(set_password(&world.house, "nobody", "tres palabras largas").await.unwrap_err(), Error::NotFound);
        assert_eq!(deactivate(&world.house, "nobody").await.unwrap_err(), Error::NotFound);
    }

    async fn who_takes_part_is_somebody_in_the_directory(world) {
        let judge = NewAccount {
            login: "jueza2".to_owned(),
            role: AccountRole::Judge,
            agency_code: None,
            person_email: Some("Oscar.Menjivar@telesala.test".to_owned()),
            ..scheduler()
        };
        create_account(&world.house, judge.clone()).await.unwrap();
        let rows = people::Entity::find().all(&world.house.db).await.unwrap().len();
        let new = NewAccount {
            login: "jueza3".to_owned(),
            person_email: Some("nueva@telesala.test".to_owned()),
            ..judge.clone()
        };
        create_account(&world.house, new).await.unwrap();
        let after = people::Entity::find().all(&world.house.db).await.unwrap();
        assert_eq!(after.len(), rows + 1, "someone new is added, someone known is not");
        let entries = world.record("person").await;
        let [added] = &entries[..] else { panic!("one is added") };
        assert_eq!(added.event, "person_added");
        let email = json!({"field": "email", "from": null, "to": "nueva@telesala.test"});
        assert!(added.changes.as_array().unwrap().contains(&email), "{:?}", added.changes);
        let missing = NewAccount { login: "jueza4".to_owned(), person_email: None, ..judge };
        let found = fields(create_account(&world.house, missing).await.unwrap_err());
        assert_eq!(found, [problem("person", Fault::Missing)]);
    }
}
