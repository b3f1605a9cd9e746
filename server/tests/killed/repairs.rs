//! A repair is accepted while the server is killed.

use std::{fs, time::Duration};

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter};
use services::{
    clock::{Clock, SystemClock},
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    schedule::{BlockCause, Resource},
    time::Period,
};

use super::{
    PEOPLE,
    server::{Running, folder, signed_in, try_submit},
};

/// Hearings whose room breaks.
const BROKEN: usize = 12;

on_both_databases! {
    async fn a_repair_is_made_whole_or_not_at_all_whenever_the_server_is_killed(world) {
        // The binary goes by the real clock, and so must whoever plans.
        world.clock.set(SystemClock.now());
        let who = &world.seeds.accounts.scheduler;
        let mut day = world.zone.date(world.now()).tomorrow().unwrap();
        while day.weekday().to_monday_zero_offset() > 4 {
            day = day.tomorrow().unwrap();
        }
        let at = |hour: i8, minute: i8| world.zone.instant(day.at(hour, minute, 0, 0)).unwrap();
        for number in 0..BROKEN {
            let half = i8::try_from(number).unwrap();
            let mut plan = world.hearing(at(8 + half / 2, half % 2 * 30));
            "0".clone_into(&mut plan.what.meeting);
            "15".clone_into(&mut plan.what.duration);
            plan.what.case_number = format!("K-{number}");
            plan.detainee = world.another_detainee(world.seeds.izalco.id, number).await;
            world.book(&plan).await;
        }
        let period = Period::new(at(7, 0), at(18, 0)).unwrap();
        let room = Resource::Room(world.seeds.izalco.hearing);
        world.blocked(world.seeds.izalco.id, Some(room), period, BlockCause::Maintenance).await;
        let view = world.services.repairs.look(who, None).await.unwrap();
        let form: Vec<String> = view.rows.iter().map(|row| {
            let accepted = row.accepted().expect("the other room is free");
            format!("moves%5B%5D={}", accepted.to_string().replace(':', "%3A"))
        }).collect();
        assert_eq!(form.len(), BROKEN);
        let form = form.join("&");

        let cookie = signed_in(&world).await;
        let folder = folder(&world);
        let mut stopped = 0;
        // Later and later, until it comes through.
        for wait in [1, 5, 15, 30, 45, 60, 90, 120, 180, 260, 400, 700, 1200, 2500, 20_000] {
            let server = Running::start(&world, &folder);
            let (host, cookie, form) = (server.host.clone(), cookie.clone(), form.clone());
            let posted = std::thread::spawn(move || try_submit(&host, &cookie, "/do/repair/accept", &form));
            let until = std::time::Instant::now() + Duration::from_millis(wait);
            while std::time::Instant::now() < until && !posted.is_finished() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            server.kill();
            let acknowledged = posted.join().unwrap() == Some(302);
            match moved(&world).await {
                0 => {
                    assert!(!acknowledged, "what was acknowledged is there");
                    stopped += 1;
                }
                all => {
                    assert_eq!(all, BROKEN, "all of it or nothing");
                    break;
                }
            }
        }
        assert!(stopped > 0, "it was never killed in time");
        assert_eq!(moved(&world).await, BROKEN, "it comes through in the end");
        assert_eq!(world.services.repairs.look(who, None).await.unwrap().rows, []);
        fs::remove_dir_all(&folder).unwrap();
    }
}

/// How many hearings have moved to the other room. Each of them wholly: what it reserves, its version, its record and what
/// people are told go with it.
async fn moved(world: &World) -> usize {
    let db = &world.house.db;
    let mut moved = 0;
    for appointment in entity::appointments::Entity::find().all(db).await.unwrap() {
        let id = appointment.id;
        let site = entity::sites::Entity::find().filter(entity::sites::Column::AppointmentId.eq(id)).one(db).await;
        let elsewhere = site.unwrap().unwrap().room_id == world.seeds.izalco.second_hearing.0;
        let held = entity::reservations::Entity::find().filter(entity::reservations::Column::AppointmentId.eq(id));
        let held: Vec<_> = held.all(db).await.unwrap().into_iter().filter(|row| row.live).collect();
        let there = held.iter().any(|row| row.resource_id == world.seeds.izalco.second_hearing.0);
        // That messages went out is recorded by the servers that were killed, and no part of the repair.
        let of_it = entity::audit_entries::Column::SubjectId
            .eq(id)
            .and(entity::audit_entries::Column::Event.is_in(["booked", "amended"]));
        let recorded = entity::audit_entries::Entity::find().filter(of_it).count(db).await.unwrap();
        let told = entity::messages::Column::AppointmentId.eq(id);
        let told = entity::messages::Entity::find().filter(told).count(db).await.unwrap();
        let times = if elsewhere { 2 } else { 1 };
        let whole = (held.len(), there, u64::try_from(appointment.version).unwrap(), recorded, told);
        assert_eq!(whole, (4, elsewhere, times, times, times * PEOPLE), "{appointment:?}");
        moved += usize::from(elsewhere);
    }
    moved
}
