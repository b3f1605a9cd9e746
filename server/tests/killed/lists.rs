//! Lists of hearings are planned and booked while the server is killed.

use std::{fmt::Write, fs, time::Duration};

use jiff::ToSpan;
use sea_orm::{EntityTrait, ExprTrait};
use services::{
    clock::{Clock, SystemClock},
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    docket::Stage,
    ids::DocketId,
    ports::{Upload, Uploaded},
};

use super::{
    nothing_is_there_by_half,
    server::{Running, folder, page, signed_in, submit},
};

/// Hearings of the list.
const LISTED: usize = 24;

/// A list of hearings from tomorrow on, for all of which there is room.
async fn uploaded(world: &World) -> DocketId {
    let who = &world.seeds.accounts.scheduler;
    let first = world.zone.date(world.now()).tomorrow().unwrap();
    let mut list = "expediente,tipo,persona,minutos,reunion,participantes,desde,limite,urgencia\n".to_owned();
    for number in 0..LISTED {
        world.another_detainee(world.seeds.izalco.id, number).await;
        let people = "julia.iraheta@telesala.test delmy.argueta@telesala.test";
        writeln!(list, "EXP-{number},inicial,DEMO-X-{number},30,0,{people},,,1").unwrap();
    }
    let upload = Upload {
        name: "semana.csv".to_owned(),
        bytes: list.into_bytes(),
        first: first.to_string(),
        last: first.saturating_add(8.days()).to_string(),
    };
    let Uploaded::Docket(id) = world.services.dockets.upload(who, upload).await.unwrap() else {
        panic!("it is a list")
    };
    id
}

/// Ends the minute for which another server might still be at work on the docket.
async fn a_minute_later(world: &World) {
    let earlier = sea_orm::sea_query::Expr::col(entity::dockets::Column::UpdatedAt).sub(61);
    let all = entity::dockets::Entity::update_many().col_expr(entity::dockets::Column::UpdatedAt, earlier);
    all.exec(&world.house.db).await.unwrap();
    world.clock.set(SystemClock.now());
}

on_both_databases! {
    async fn a_list_is_booked_whole_or_not_at_all_whenever_the_server_is_killed(world) {
        // The binary goes by the real clock, and so must whoever plans.
        world.clock.set(SystemClock.now());
        let who = &world.seeds.accounts.scheduler;
        let dockets = &world.services.dockets;
        let id = uploaded(&world).await;
        dockets.plan(who, id, None, None).await.unwrap();
        let proposed = loop {
            let docket = dockets.docket(who, id).await.unwrap();
            if !docket.stage.is_busy() {
                break docket;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let planned = proposed.lines.iter().filter(|line| line.slot.is_some()).count();
        assert_eq!(planned, LISTED, "there is room for all of them");

        let cookie = signed_in(&world).await;
        let folder = folder(&world);
        let mut stopped = 0;
        for wait in [0, 3, 10, 25, 50, 100, 20_000] {
            a_minute_later(&world).await;
            let server = Running::start(&world, &folder);
            let version = dockets.docket(who, id).await.unwrap().version;
            let status = submit(&server.host, &cookie, "/do/docket/book", &format!("id={id}&version={version}"));
            assert_eq!(status, 302);
            let until = std::time::Instant::now() + Duration::from_millis(wait);
            while std::time::Instant::now() < until && nothing_is_there_by_half(&world).await == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            server.kill();
            match nothing_is_there_by_half(&world).await {
                0 => stopped += 1,
                all => {
                    assert_eq!(all, u64::try_from(LISTED).unwrap(), "all of it or nothing");
                    break;
                }
            }
        }
        assert!(stopped > 0, "it was never killed in time");
        let docket = dockets.docket(who, id).await.unwrap();
        assert_eq!(docket.stage, Stage::Booked);
        assert_eq!(docket.lines.iter().filter(|line| line.booked.is_some()).count(), LISTED);
        fs::remove_dir_all(&folder).unwrap();
    }
}

on_both_databases! {
    async fn a_plan_that_was_killed_says_so_and_is_sought_again(world) {
        // The binary goes by the real clock, and so must whoever reads.
        world.clock.set(SystemClock.now());
        let (who, dockets) = (&world.seeds.accounts.scheduler, &world.services.dockets);
        let id = uploaded(&world).await;
        let (cookie, folder, form) = (signed_in(&world).await, folder(&world), format!("id={id}"));
        let address = format!("/dockets/{id}");
        let says = locales::texts(shared::directory::Language::Es).docket.interrupted;
        let mut stopped = false;
        for _ in 0..5 {
            let before = dockets.docket(who, id).await.unwrap().lines;
            let server = Running::start(&world, &folder);
            assert_eq!(submit(&server.host, &cookie, "/do/docket/plan", &form), 302);
            server.kill();
            let docket = dockets.docket(who, id).await.unwrap();
            if docket.stage == Stage::Planning {
                assert!(!docket.interrupted, "another server might still be at it");
                assert_eq!(docket.lines, before, "nothing of it by half");
                stopped = true;
                break;
            }
        }
        assert!(stopped, "it was never killed in time");

        let server = Running::start(&world, &folder);
        assert!(!page(&server.host, &cookie, &address).contains(says), "nobody knows yet");
        a_minute_later(&world).await;
        let docket = dockets.docket(who, id).await.unwrap();
        assert!(docket.interrupted && docket.progress.is_none());
        assert!(page(&server.host, &cookie, &address).contains(says));
        assert_eq!(submit(&server.host, &cookie, "/do/docket/plan", &form), 302);
        let planned = loop {
            world.clock.set(SystemClock.now());
            let docket = dockets.docket(who, id).await.unwrap();
            assert!(!docket.interrupted, "somebody is at it again");
            if !docket.stage.is_busy() {
                break docket;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(planned.stage, Stage::Planned);
        assert_eq!(planned.lines.iter().filter(|line| line.slot.is_some()).count(), LISTED);
        assert_eq!(nothing_is_there_by_half(&world).await, 0, "nothing was booked");
        server.kill();
        fs::remove_dir_all(&folder).unwrap();
    }
}
