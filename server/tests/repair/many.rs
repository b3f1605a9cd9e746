//! Repairs among many: what is broken is found behind any number that is not, what is too many is said, and those who make
//! place are sought nearby.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use services::testing::{
    World,
    entity::{appointments, participants, room_hours, site_detainees, sites},
};
use shared::{
    block::BlockForm,
    ids::AppointmentId,
    ports::Repairs,
    repair::{Missing, RepairView, Supposed},
    schedule::{BlockCause, CountKind, Obstacle, Resource, Slot},
    time::{Instant, Period, Weekday, WeeklyWindow},
};

use super::{block, second};

/// As many more like one, each at `start`. They hold nothing: what others hold breaks nothing.
async fn copies(world: &World, of: AppointmentId, count: usize, start: Instant) {
    let db = &world.house.db;
    let row = appointments::Entity::find_by_id(of.0).one(db).await.expect("a row").expect("it is there");
    let of_it = sites::Entity::find().filter(sites::Column::AppointmentId.eq(of.0));
    let site = of_it.one(db).await.expect("a row").expect("a site");
    let of_it = participants::Entity::find().filter(participants::Column::AppointmentId.eq(of.0));
    let people = of_it.all(db).await.expect("rows");
    let of_it = site_detainees::Entity::find().filter(site_detainees::Column::AppointmentId.eq(of.0));
    let brought = of_it.all(db).await.expect("rows");
    let next = || world.house.ids.next();
    let ids: Vec<_> = (0..count).map(|_| (next(), next())).collect();
    let until = start.0 + row.ends_at - row.starts_at;
    let rows = ids.iter().map(|(id, _)| {
        let row = row.clone();
        appointments::Model { id: *id, starts_at: start.0, ends_at: until, draft_id: None, ..row }.into_active_model()
    });
    appointments::Entity::insert_many(rows).exec_without_returning(db).await.expect("rows");
    let rows = ids
        .iter()
        .map(|(id, site_id)| sites::Model { id: *site_id, appointment_id: *id, ..site.clone() }.into_active_model());
    sites::Entity::insert_many(rows).exec_without_returning(db).await.expect("rows");
    let rows = ids.iter().flat_map(|(id, _)| {
        let row = |one: &participants::Model| participants::Model { id: next(), appointment_id: *id, ..one.clone() };
        people.iter().map(|one| row(one).into_active_model()).collect::<Vec<_>>()
    });
    participants::Entity::insert_many(rows).exec_without_returning(db).await.expect("rows");
    let rows = ids.iter().flat_map(|(id, site_id)| {
        let row = |one: &site_detainees::Model| site_detainees::Model {
            id: next(),
            site_id: *site_id,
            appointment_id: *id,
            ..one.clone()
        };
        brought.iter().map(|one| row(one).into_active_model()).collect::<Vec<_>>()
    });
    site_detainees::Entity::insert_many(rows).exec_without_returning(db).await.expect("rows");
}

/// A hearing without a meeting on `day` at `hour`, of the second detainee and the second judge.
async fn on(world: &World, day: i8, hour: i8) -> AppointmentId {
    let mut plan = second(world, hour);
    plan.slot.start = world.at(day, hour, 0);
    world.book(&plan).await
}

/// A block of Izalco's first room, or of all of it, on Monday.
fn monday(world: &World, whole: bool, from: &str, until: &str) -> Supposed {
    let room = if whole { String::new() } else { world.seeds.izalco.hearing.to_string() };
    let date = "2026-11-23";
    let form = BlockForm {
        room,
        from_date: date.to_owned(),
        from_time: from.to_owned(),
        until_date: date.to_owned(),
        until_time: until.to_owned(),
        ..BlockForm::default()
    };
    Supposed { missing: Missing::Centre(world.seeds.izalco.id), form }
}

/// Those that are broken.
fn broken(view: &RepairView) -> Vec<AppointmentId> {
    view.rows.iter().filter(|row| !row.why.is_empty()).map(|row| row.id).collect()
}

services::on_both_databases! {
    async fn what_a_block_hits_is_found_behind_any_number_that_it_does_not(world) {
        let (accounts, repairs) = (&world.seeds.accounts, &world.services.repairs);
        let hit = world.book(&world.hearing(world.at(23, 13, 0))).await;
        let sound = on(&world, 23, 9).await;
        copies(&world, sound, 150, world.at(23, 9, 0)).await;
        for who in [&accounts.warden, &accounts.administrator] {
            let view = repairs.look(who, Some(monday(&world, false, "12:00", "16:00"))).await.expect("a look");
            assert_eq!((broken(&view), view.not_looked_at), (vec![hit], 0), "{view:?}");
            assert!(view.rows[0].to.is_some(), "the other room is free");
        }
    }

    async fn what_a_block_hits_beyond_what_is_mended_at_once_is_counted(world) {
        let warden = &world.seeds.accounts.warden;
        let first = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let then = on(&world, 23, 13).await;
        copies(&world, then, 3, world.at(23, 14, 0)).await;
        let all_day = || Some(monday(&world, true, "08:00", "16:00"));
        let view = world.repairs_at_most(2).look(warden, all_day()).await.expect("a look");
        assert_eq!((broken(&view), view.not_looked_at), (vec![first, then], 3));
        let view = world.repairs_at_most(5).look(warden, all_day()).await.expect("a look");
        assert_eq!((broken(&view).len(), view.not_looked_at), (5, 0));
    }

    async fn what_broke_is_found_behind_any_number_that_did_not(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let hit = on(&world, 24, 10).await;
        copies(&world, hit, 450, world.at(23, 9, 0)).await;
        assert_eq!(repairs.broken(who).await, Ok(0));
        let period = Period::new(world.at(24, 9, 0), world.at(24, 12, 0)).expect("a period");
        let room = Some(Resource::Room(world.seeds.izalco.hearing));
        world.blocked(world.seeds.izalco.id, room, period, BlockCause::Maintenance).await;
        assert_eq!(repairs.broken(who).await, Ok(1));
        let view = repairs.look(who, None).await.expect("a repair");
        assert_eq!((broken(&view), view.not_looked_at), (vec![hit], 0));
    }

    async fn what_broke_beyond_what_is_mended_at_once_is_counted(world) {
        let who = &world.seeds.accounts.scheduler;
        let first = on(&world, 23, 10).await;
        copies(&world, first, 4, world.at(23, 11, 0)).await;
        block(&world, None, 8, 16).await;
        assert_eq!(world.services.repairs.broken(who).await, Ok(5));
        let view = world.repairs_at_most(3).look(who, None).await.expect("a repair");
        assert_eq!((broken(&view).len(), broken(&view)[0], view.not_looked_at), (3, first, 2));
    }

    async fn the_first_page_counts_what_the_repair_finds(world) {
        let (who, repairs, izalco) = (&world.seeds.accounts.scheduler, &world.services.repairs, world.seeds.izalco);
        let (holiday, count, closed) = (on(&world, 24, 10).await, on(&world, 25, 10).await, on(&world, 26, 10).await);
        // Around a hearing with a private meeting, which begins at 9:30, and one that stays as it is.
        let met = world.book(&world.hearing(world.at(27, 10, 0))).await;
        let monday = on(&world, 23, 10).await;
        let same = async |expected: Vec<AppointmentId>| {
            let view = repairs.look(who, None).await.expect("a repair");
            assert_eq!(broken(&view), expected);
            assert_eq!(repairs.broken(who).await, Ok(expected.len()));
        };
        same(vec![]).await;
        world.holiday(izalco.id, jiff::civil::date(2026, 11, 24)).await;
        same(vec![holiday]).await;
        let window = WeeklyWindow { weekday: Weekday::Wed, from: 10 * 60 + 30, to: 11 * 60 };
        world.counts(izalco.id, CountKind::Count, window).await;
        same(vec![holiday, count]).await;
        room_hours::Entity::delete_many()
            .filter(room_hours::Column::RoomId.eq(izalco.hearing.0))
            .filter(room_hours::Column::Weekday.eq(i16::from(Weekday::Thu.index())))
            .exec(&world.house.db)
            .await
            .expect("its hours");
        same(vec![holiday, count, closed]).await;
        let window = WeeklyWindow { weekday: Weekday::Fri, from: 9 * 60, to: 9 * 60 + 40 };
        world.counts(izalco.id, CountKind::Meal, window).await;
        same(vec![holiday, count, closed, met]).await;
        // The second judge keeps hours from now on: on Mondays, until before that hearing is over.
        let window = WeeklyWindow { weekday: Weekday::Mon, from: 8 * 60, to: 10 * 60 + 30 };
        world.works(world.seeds.people.second_judge, window).await;
        same(vec![monday, holiday, count, closed, met]).await;
    }

    async fn somebody_who_no_longer_works_then_is_found_too(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let id = on(&world, 23, 10).await;
        let tuesday = WeeklyWindow { weekday: Weekday::Tue, from: 8 * 60, to: 16 * 60 };
        world.works(world.seeds.people.second_judge, tuesday).await;
        let view = repairs.look(who, None).await.expect("a repair");
        assert_eq!((broken(&view), repairs.broken(who).await), (vec![id], Ok(1)));
        assert!(matches!(view.rows[0].why[..], [Obstacle::OffHours { .. }]), "{view:?}");
    }

    async fn those_who_make_place_are_those_nearest(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let (izalco, mariona) = (world.seeds.izalco, world.seeds.mariona);
        let hit = world.book(&world.hearing(world.at(26, 10, 0))).await;
        let mut plan = second(&world, 13);
        plan.slot = Slot { start: world.at(26, 13, 0), room: izalco.second_hearing };
        let near = world.book(&plan).await;
        // Many of the same judge, sooner and far from it.
        let mut plan = second(&world, 10);
        plan.detainee = mariona.detainees[0];
        plan.people = vec![world.seeds.people.judge, world.seeds.people.second_lawyer];
        plan.slot = Slot { start: world.at(24, 10, 0), room: mariona.hearing };
        let far = world.book(&plan).await;
        copies(&world, far, 70, world.at(24, 10, 0)).await;
        // There is a place only from 12:00 to 14:15 in the room of the other hearing, if that makes place: 90 minutes.
        let always = world.at(20, 10, 0).plus_minutes(90 * 24 * 60);
        for (room, from, until) in [
            (izalco.hearing, world.at(20, 8, 0), always),
            (izalco.second_hearing, world.at(20, 8, 0), world.at(26, 12, 0)),
            (izalco.second_hearing, world.at(26, 14, 15), always),
        ] {
            let period = Period::new(from, until).expect("a period");
            world.blocked(izalco.id, Some(Resource::Room(room)), period, BlockCause::Maintenance).await;
        }
        let view = repairs.look(who, None).await.expect("a repair");
        assert_eq!(view.rows.iter().map(|row| (row.id, row.to.is_some())).collect::<Vec<_>>(), [(hit, true), (near, true)]);
        assert_eq!(broken(&view), [hit]);
    }
}
