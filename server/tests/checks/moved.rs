//! Equipment that an import moves to another room.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::{
    importing::{Report, Source, import},
    testing::{
        World,
        entity::{audit_entries, live_events},
    },
};
use shared::{
    appointment::State,
    check::{CheckedFor, Verdict},
    ids::{AppointmentId, RoomId},
    principal::Principal,
};

use super::{black, sound};
use crate::bookings::confirm;

/// What an import says of a set that stands in the centre's room `code`.
async fn import_in(world: &World, code: &str, dry_run: bool) -> Report {
    let bytes = format!("centre,room,code,description\nCP-IZA,{code},EQ-9,Pantalla y cámara\n").into_bytes();
    let source = Source { name: "equipos.csv".to_owned(), bytes };
    import(&world.house, &Principal::System, &[source], dry_run).await.unwrap()
}

/// What an appointment shows of its room.
async fn shown(world: &World, appointment: AppointmentId) -> Option<Verdict> {
    let scheduler = &world.seeds.accounts.scheduler;
    let summary = world.services.bookings.appointment(scheduler, appointment).await.unwrap().summary;
    summary.room_checks[0].as_ref().map(|check| check.verdict)
}

/// Moves an appointment on, as the judge does.
async fn moved_on(world: &World, appointment: AppointmentId, to: State) {
    let (judge, bookings) = (&world.seeds.accounts.judge, &world.services.bookings);
    let version = bookings.appointment(judge, appointment).await.unwrap().summary.version;
    bookings.advance(judge, appointment, version, to, None, None).await.unwrap();
}

/// What stands for today of a room.
async fn standing(world: &World, room: RoomId) -> Option<Verdict> {
    let history = world.services.checks.history(&world.seeds.accounts.warden).await.unwrap();
    history.into_iter().find(|one| one.room == room).unwrap().standing.map(|result| result.verdict)
}

/// How often the record of an appointment tells of a check, and how often open screens were told of it.
async fn told(world: &World, appointment: AppointmentId) -> (u64, u64) {
    let db = &world.house.db;
    let recorded = audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectId.eq(appointment.0))
        .filter(audit_entries::Column::Event.eq("checked"));
    let live = live_events::Entity::find().filter(live_events::Column::AppointmentId.eq(appointment.0));
    (recorded.count(db).await.unwrap(), live.count(db).await.unwrap())
}

services::on_both_databases! {
    async fn a_set_that_is_moved_ends_the_checks_of_both_rooms_once(world) {
        import_in(&world, "V1", false).await;
        world.clock.set(world.at(25, 7, 30));
        let izalco = &world.seeds.izalco;
        let here = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let there = world.book(&World::in_room(world.hearing(world.at(25, 13, 0)), izalco.second_hearing)).await;
        for room in [izalco.hearing, izalco.second_hearing, izalco.consultation] {
            let warden = &world.seeds.accounts.warden;
            world.services.checks.record(warden, None, CheckedFor::Room(room), sound()).await.unwrap();
        }
        world.clock.advance(10);
        let before = [told(&world, here).await, told(&world, there).await];
        assert!(import_in(&world, "V2", true).await.changes());
        assert!(!import_in(&world, "V1", false).await.changes());
        for hearing in [here, there] {
            assert_eq!(shown(&world, hearing).await, Some(Verdict::Pass), "nothing was moved yet");
        }

        assert!(import_in(&world, "V2", false).await.changes());
        let after = [told(&world, here).await, told(&world, there).await];
        assert_eq!(after, before.map(|(recorded, live)| (recorded + 1, live + 1)), "each is told of once");
        for (hearing, room) in [(here, izalco.hearing), (there, izalco.second_hearing)] {
            assert_eq!((shown(&world, hearing).await, standing(&world, room).await), (None, None));
        }
        assert_eq!(standing(&world, izalco.consultation).await, Some(Verdict::Pass), "what stands there stayed");

        let warden = &world.seeds.accounts.warden;
        world.services.checks.record(warden, None, CheckedFor::Room(izalco.hearing), sound()).await.unwrap();
        let checked = told(&world, here).await;
        assert!(!import_in(&world, "V2", false).await.changes());
        assert_eq!((told(&world, here).await, shown(&world, here).await), (checked, Some(Verdict::Pass)));
    }

    async fn what_is_over_keeps_the_checks_that_counted_then(world) {
        import_in(&world, "V1", false).await;
        world.clock.set(world.at(25, 6, 0));
        let (warden, room) = (&world.seeds.accounts.warden, CheckedFor::Room(world.seeds.izalco.hearing));
        let (early, late) = (world.hearing(world.at(25, 9, 0)), world.hearing(world.at(25, 14, 0)));
        let (early, late) = (world.book(&early).await, world.book(&late).await);
        for hearing in [early, late] {
            confirm(&world, hearing).await;
        }
        world.clock.set(world.at(25, 7, 30));
        world.services.checks.record(warden, None, room, sound()).await.unwrap();
        world.clock.set(world.at(25, 9, 0));
        moved_on(&world, early, State::InProgress).await;
        world.clock.set(world.at(25, 9, 40));
        moved_on(&world, early, State::Completed).await;
        let both = async || (shown(&world, early).await, shown(&world, late).await);
        assert_eq!(both().await, (Some(Verdict::Pass), Some(Verdict::Pass)));

        world.clock.set(world.at(25, 13, 0));
        assert!(import_in(&world, "V2", false).await.changes());
        assert_eq!(both().await, (Some(Verdict::Pass), None), "what stood there at nine had been checked");
        world.clock.advance(60);
        world.services.checks.record(warden, None, room, black()).await.unwrap();
        assert_eq!(both().await, (Some(Verdict::Pass), Some(Verdict::Fail)), "what stands there now came later");

        world.clock.set(world.at(25, 14, 0));
        moved_on(&world, late, State::InProgress).await;
        world.clock.set(world.at(25, 14, 20));
        assert!(import_in(&world, "V1", false).await.changes());
        world.clock.set(world.at(25, 15, 0));
        moved_on(&world, late, State::Completed).await;
        assert_eq!(both().await, (Some(Verdict::Pass), None), "its check had ended before it was over");
    }
}
