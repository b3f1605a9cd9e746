//! The demo data, on an empty database.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use app::{session::SESSION_COOKIE, shell::Installation};
use axum::{
    body::Body,
    http::{Request, header},
};
use sea_orm::{ConnectionTrait, Statement};
use server::{
    assets::Site,
    demo, router,
    state::{AppState, Edge, Stop},
};
use services::{
    clock::{RandomIds, SetClock},
    db,
    house::{House, Services, Settings},
    outbox::Hub,
    testing::PATIENCE,
};
use shared::{appointment::State, principal::AccountRole, zone::Zone};
use tower::ServiceExt;

use crate::harness::own;

async fn counts(house: &House, sql: &str) -> BTreeMap<String, i64> {
    let statement = Statement::from_string(house.db.get_database_backend(), sql);
    let rows = house.db.query_all_raw(statement).await.expect("the store answers");
    let read = |row: &sea_orm::QueryResult| {
        (row.try_get_by_index(0).expect("a code"), row.try_get_by_index(1).expect("a count"))
    };
    rows.iter().map(read).collect()
}

/// Everybody whom the table at the start names signs in with the password that it names, and there is somebody of every
/// role.
async fn everybody_who_is_printed_signs_in(house: &House) {
    let table = demo::accounts::table();
    let password = table.split("the password is ").nth(1).and_then(|rest| rest.split(':').next()).expect("a password");
    let (services, (_stop, stopping)) = (Services::new(house), Stop::new());
    let site = Site::without_client(&PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-site"));
    let shown = Installation { demo: true };
    let desk = router(AppState::new(house.clone(), services.clone(), site, shown, Edge::default(), stopping, None));
    let mut roles = Vec::new();
    for login in table.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()) {
        let request = own(Request::post("/do/sign-in"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("name={login}&password={password}&back=")))
            .expect("a sound request");
        let answer = desk.clone().oneshot(request).await.expect("the router always answers");
        let cookie = answer.headers().get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        let secret =
            cookie.and_then(|cookie| cookie.strip_prefix(SESSION_COOKIE)?.strip_prefix('=')?.split(';').next());
        let secret = secret.unwrap_or_else(|| panic!("{login} cannot sign in: {}", answer.status()));
        let who = services.accounts.by_session(secret).await.expect("the session is known");
        roles.push(who.account().expect("an account").role);
    }
    for role in AccountRole::ALL {
        assert!(roles.contains(role), "nobody is {role:?}: {table}");
    }
}

/// What the demo has to show at this time of a Sunday at the centres.
async fn tell(time: &str) {
    let zone = Zone::named("America/El_Salvador").expect("the zone exists");
    let now = zone.instant(format!("2026-11-22T{time}").parse().expect("a time of day")).expect("it exists");
    let name = format!("telesala-demo-{}-{}", std::process::id(), now.0);
    let folder = std::env::temp_dir().join(name);
    let url = format!("sqlite://{}?mode=rwc", folder.join("demo.sqlite").display());
    let db = db::connect(&url, db::Durability::Later, PATIENCE).await.expect("the database opens");
    db::migrate(&db).await.expect("the schema is made");
    let settings = Settings {
        public_url: "http://127.0.0.1:8080".to_owned(),
        zone,
        mail_from: "telesala@example.org".to_owned(),
        // A mail server is configured, and still nobody may be written to.
        smtp_url: Some("smtp://127.0.0.1:1".to_owned()),
    };
    let house = House {
        db,
        patience: PATIENCE,
        clock: Arc::new(SetClock::at(now)),
        ids: Arc::new(RandomIds),
        settings: Arc::new(settings),
        facts: Arc::default(),
        hub: Hub::new(),
        afterwards: Arc::default(),
    };
    assert!(demo::is_empty(&house).await.expect("it answers"));
    assert!(!demo::is_loaded(&house).await.expect("it answers"));
    let booked = demo::load(&house).await.expect("the story can be told");
    assert!(demo::is_loaded(&house).await.expect("it answers"));
    assert!((150..=260).contains(&booked), "{booked}");

    let states = counts(&house, "SELECT state, COUNT(*) FROM appointments GROUP BY state").await;
    for state in State::ALL {
        assert!(states.contains_key(state.code()), "none is {}: {states:?}", state.code());
    }
    let kinds = counts(&house, "SELECT kind, COUNT(*) FROM appointments WHERE main_id IS NULL GROUP BY kind").await;
    assert_eq!(kinds.keys().collect::<Vec<_>>(), ["hearing", "legal_meeting", "teleconsultation"]);
    let asked = "SELECT kind, COUNT(*) FROM appointments WHERE state = 'requested' GROUP BY kind";
    assert_eq!(counts(&house, asked).await.keys().collect::<Vec<_>>(), ["legal_meeting", "teleconsultation"]);
    let declined = "SELECT a.state, COUNT(*) FROM requests r JOIN appointments a ON a.id = r.id \
                    WHERE r.answered_at IS NOT NULL GROUP BY a.state";
    assert_eq!(counts(&house, declined).await.keys().collect::<Vec<_>>(), ["cancelled"]);
    let attendances = counts(&house, "SELECT attendance, COUNT(*) FROM participants GROUP BY attendance").await;
    assert_eq!(attendances.len(), 4, "{attendances:?}");
    let verdicts = counts(&house, "SELECT verdict, COUNT(*) FROM device_checks GROUP BY verdict").await;
    assert!(["pass", "warn", "fail"].iter().all(|verdict| verdicts.contains_key(*verdict)), "{verdicts:?}");
    let deliveries = counts(&house, "SELECT delivery, COUNT(*) FROM messages GROUP BY delivery").await;
    assert_eq!(deliveries.keys().collect::<Vec<_>>(), ["kept"]);
    let addresses = "SELECT to_email, COUNT(*) FROM messages WHERE to_email NOT LIKE '%@example.org' \
                     AND to_email NOT LIKE '%@example.com' GROUP BY to_email";
    assert!(counts(&house, addresses).await.is_empty());

    everybody_who_is_printed_signs_in(&house).await;
    assert!(demo::load(&house).await.is_err(), "it goes into an empty database only");
    house.db.clone().close().await.expect("the connections close");
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_loads_once_and_holds_every_state_without_writing_to_anybody() {
    tell("10:05").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_has_something_to_show_while_centres_count_their_people() {
    tell("05:20").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_has_something_to_show_just_before_midnight() {
    tell("23:55").await;
}
