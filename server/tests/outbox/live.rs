//! Live events: all of them, in order, on every server.

use std::time::Duration;

use sea_orm::{EntityTrait, QueryOrder};
use services::testing::{World, entity::live_events};
use shared::{day::LiveEvent, notice::AnswerForm};
use tokio::sync::broadcast::Receiver;

use super::{Job, server};

async fn numbers(world: &World) -> Vec<i64> {
    let rows = live_events::Entity::find().order_by_asc(live_events::Column::Id).all(&world.house.db).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

/// What comes until nothing more does for a while.
async fn drain(events: &mut Receiver<LiveEvent>, count: usize) -> Vec<LiveEvent> {
    let mut found = Vec::new();
    while found.len() < count {
        let next = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
        found.push(next.expect("an event in time").expect("no event is lost"));
    }
    let more = tokio::time::timeout(Duration::from_millis(300), events.recv()).await;
    assert!(more.is_err(), "one too many: {more:?}");
    found
}

services::on_both_databases! {
    async fn every_change_reaches_every_server_once_and_in_order(world) {
        let before = world.book(&world.hearing(world.at(24, 10, 0))).await;
        let old = numbers(&world).await.len();
        let other = server(&world, None);
        let mut here = world.house.hub.events();
        let mut there = other.hub.events();
        // A server that starts tells the last minute again, and nothing older.
        world.clock.advance(5);
        let jobs = [Job::of(&world.house), Job::of(&other)];
        let people = [world.seeds.people.judge, world.seeds.people.lawyer];
        let mut tries = Vec::new();
        for person in people {
            let who = world.invited(before, person).await;
            let services = world.services.clone();
            let page = world.opened(&who, before, AnswerForm::default()).await;
            tries.push(tokio::spawn(async move {
                for answer in ["accept", "propose", "accept"] {
                    let form = AnswerForm {
                        answer: answer.to_owned(),
                        date: "2026-11-26".to_owned(),
                        time: "10:00".to_owned(),
                        ..page.clone()
                    };
                    services.attendances.answer(&who, before, form).await.unwrap();
                }
            }));
        }
        for attempt in tries {
            attempt.await.unwrap();
        }
        let after = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let new = numbers(&world).await.split_off(old);
        for events in [&mut here, &mut there] {
            let found = drain(events, new.len()).await;
            assert_eq!(found.iter().map(|event| event.sequence).collect::<Vec<_>>(), new);
            let last = found.iter().rfind(|event| event.appointment == after).expect("the booking is told");
            assert_eq!(last.agency, Some(world.seeds.agencies.sexto));
            assert_eq!(last.centres, [world.seeds.izalco.id]);
            assert!(last.people.contains(&world.seeds.people.lawyer));
        }
        for job in jobs {
            job.stop().await;
        }
    }

    async fn what_was_committed_while_a_server_started_is_told(world) {
        let mut events = world.house.hub.events();
        world.book(&world.hearing(world.at(24, 10, 0))).await;
        let told = numbers(&world).await;
        let job = Job::of(&world.house);
        let found = drain(&mut events, told.len()).await;
        job.stop().await;
        assert_eq!(found.iter().map(|event| event.sequence).collect::<Vec<_>>(), told);
    }

    async fn old_events_are_cleared_away_but_never_the_newest(world) {
        world.book(&world.hearing(world.at(24, 10, 0))).await;
        world.book(&world.hearing(world.at(24, 12, 0))).await;
        let newest = *numbers(&world).await.last().unwrap();
        world.clock.advance(25 * 60);
        let job = Job::of(&world.house);
        for _ in 0..1000 {
            if numbers(&world).await.len() == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        job.stop().await;
        assert_eq!(numbers(&world).await, [newest]);
    }
}
