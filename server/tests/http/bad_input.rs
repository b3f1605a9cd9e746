//! What people and programs send that is wrong, by name, each through the router. What has a file of its own is named here:
//! another type or too many bytes in `safety.rs`, times that break a rule and broken shapes in `api/booking.rs`, periods
//! that end before they start in `api/blocks.rs` and `rules/pages.rs`, broken lists in `dockets/pages.rs`, forged tokens in
//! `api/tokens.rs`, changes on a stale version and times that a changing clock skips in `amending.rs` and
//! `api/changing.rs`, strangers and pages without their store in `pages.rs`.

use app::error::ApiError;
use axum::http::{Method, StatusCode};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use server_fn::error::FromServerFnError;
use services::{
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    appointment::Amendment,
    error::{Error, Fault, Problem},
    ids::RoomId,
    schedule::Obstacle,
    time::Instant,
};

use crate::{
    api::client::{Client, errors, hearing, plan, problem},
    harness::{self, Desk},
};

async fn appointments(world: &World) -> u64 {
    entity::appointments::Entity::find().count(&world.house.db).await.expect("a count")
}

on_both_databases! {
    async fn an_unknown_id_is_not_there(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let unknown = uuid::Uuid::max();
        let answer = desk.submit("/do/appointment/read", Some(&cookie), &format!("id={unknown}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
        // As if it were another court's: whoever asks learns nothing.
        let theirs = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let other = desk.cookie("other_scheduler").await;
        let hidden = desk.submit("/do/appointment/read", Some(&other), &format!("id={theirs}")).await;
        assert_eq!((hidden.status, hidden.bytes), (answer.status, answer.bytes));
    }

    async fn a_form_that_is_sent_twice_has_one_effect(world) {
        let desk = Desk::over(&world);
        let draft = world.draft(&world.hearing(world.at(23, 10, 0))).await.expect("the draft is filled in");
        let cookie = desk.cookie("scheduler").await;
        let send = async || desk.post_plain("/do/booking/book", "/appointments/new", &cookie, &format!("draft={draft}")).await;
        let first = send().await;
        assert!(first.status.is_redirection(), "{} {}", first.status, first.body);
        let made = appointments(&world).await;
        assert_eq!(made, 2, "the hearing and its private meeting");
        let second = send().await;
        assert_eq!((second.status, second.header("location")), (first.status, first.header("location")));
        assert_eq!(appointments(&world).await, made);
    }

    async fn what_is_too_long_or_reorders_text_is_refused_at_its_place(world) {
        let client = Client::with(&world, "TS6", "book plan").await;
        let at = |place: &str| [(place.to_owned(), "text".to_owned())];
        for name in ["\u{202E}anames", "a\u{7}b", "a\u{200B}b", &"x".repeat(121)] {
            let mut list = plan(&[("EXP-1", "DEMO-CP-IZA-0")]);
            list["name"] = json!(name);
            let answer = client.post("/api/v1/plans", &list).await;
            assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid", "{name:?}");
            assert_eq!(errors(&answer), at("/name"), "{name:?}");
        }
        for case in ["145\u{202E}-2026", "145\u{0}2026", &"1".repeat(41)] {
            let mut body = hearing("10:00");
            body["case_number"] = json!(case);
            let answer = client.book(None, &body).await;
            assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid", "{case:?}");
            assert_eq!(errors(&answer), at("/case_number"), "{case:?}");
        }
        assert_eq!(appointments(&world).await, 0);
    }

    async fn a_link_that_was_replaced_or_forged_leads_nowhere(world) {
        let desk = Desk::over(&world);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(id, world.seeds.people.lawyer).await;
        let file = async |secret: &str| desk.open(&format!("/confirm/{secret}/calendar.ics"), None).await.status;
        assert_eq!(file(&secret).await, StatusCode::OK);
        let forged = format!("{}{}", if secret.starts_with('A') { "B" } else { "A" }, &secret[1..]);
        assert_eq!(file(&forged).await, StatusCode::NOT_FOUND);
        let moved = Amendment { start: Some(world.at(27, 11, 0)), ..Amendment::default() };
        world.services.bookings.amend(&world.seeds.accounts.scheduler, id, 1, moved).await.expect("it moves");
        assert_eq!(file(&secret).await, StatusCode::GONE);
        assert_eq!(file(&world.secret(id, world.seeds.people.lawyer).await).await, StatusCode::OK);
    }

    async fn a_forged_session_stands_for_nobody(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let (name, secret) = cookie.split_once('=').expect("a name and a secret");
        let forged = format!("{name}={}{}", if secret.starts_with('A') { "B" } else { "A" }, &secret[1..]);
        assert_eq!(desk.open("/day/2026-11-20", Some(&cookie)).await.status, StatusCode::OK);
        let page = desk.open("/day/2026-11-20", Some(&forged)).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert_eq!(page.header("location"), "/sign-in?back=/day/2026-11-20");
        let called = desk.call("/do/day", Some(&forged), "{\"date\":null}").await;
        assert_eq!(called.status, StatusCode::UNAUTHORIZED, "{}", called.body);
    }

    async fn a_slot_that_no_page_offered_is_refused_by_what_is_wrong_with_it(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let draft = world.draft(&world.hearing(world.at(23, 10, 0))).await.expect("the draft is filled in");
        let choose = async |start: Instant, room: RoomId| {
            let typed = format!("draft={draft}&slot={}_{room}", start.0);
            let answer = desk.submit("/do/booking/choose-slot", Some(&cookie), &typed).await;
            (answer.status, ApiError::de(answer.bytes))
        };
        let (own, elsewhere) = (world.seeds.izalco.hearing, world.seeds.mariona.hearing);
        let (status, past) = choose(world.at(19, 10, 0), own).await;
        let ApiError::Refused(Error::Refused(obstacles)) = past else { panic!("{past:?}") };
        assert!(matches!(obstacles[..], [Obstacle::TooEarly { .. }]), "{obstacles:?}");
        assert_eq!(status, StatusCode::CONFLICT);
        let (status, closed) = choose(world.at(23, 18, 0), own).await;
        let ApiError::Refused(Error::Refused(obstacles)) = closed else { panic!("{closed:?}") };
        assert!(matches!(obstacles[..], [Obstacle::Closed { .. }]), "{obstacles:?}");
        assert_eq!(status, StatusCode::CONFLICT);
        // Who is brought is not held where that room is.
        let other = ApiError::Refused(Error::Invalid(vec![Problem::new("slot", Fault::OtherCentre)]));
        assert_eq!(choose(world.at(23, 10, 0), elsewhere).await, (StatusCode::UNPROCESSABLE_ENTITY, other));
        assert_eq!(appointments(&world).await, 0);
    }

    async fn without_its_store_every_way_in_says_so_clearly(world) {
        let client = Client::of(&world).await;
        let desk = &client.desk;
        let cookie = desk.cookie("scheduler").await;
        world.house.db.clone().close().await.expect("the connections close");
        let called = desk.call("/do/day", Some(&cookie), "{\"date\":null}").await;
        assert_eq!(called.status, StatusCode::SERVICE_UNAVAILABLE, "{}", called.body);
        let mut request = harness::from("127.0.0.1", Method::GET, "/api/v1/token");
        let bearer = format!("Bearer {}", client.secret).parse().expect("a header");
        request.headers_mut().insert("authorization", bearer);
        let asked = desk.ask(request).await;
        assert_eq!(problem(&asked, StatusCode::SERVICE_UNAVAILABLE), "unavailable");
        assert!(asked.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
}
