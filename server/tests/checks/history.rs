//! What the checks of rooms and of their equipment were.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use services::testing::{World, entity::kits};
use shared::{
    check::{
        CheckedFor, Finding, Measurements, Step, Taken, Verdict, Way,
        history::{HISTORY_DAYS, RoomHistory, found},
    },
    error::Error,
    ids::RoomId,
};

use super::{black, sound};

async fn of(world: &World, room: RoomId) -> RoomHistory {
    let history = world.services.checks.history(&world.seeds.accounts.warden).await.unwrap();
    history.into_iter().find(|one| one.room == room).expect("a room of the warden's centre")
}

services::on_both_databases! {
    async fn a_rooms_equipment_takes_its_history_to_another_room(world) {
        let (checks, warden) = (&world.services.checks, &world.seeds.accounts.warden);
        let (first, second) = (world.seeds.izalco.hearing, world.seeds.izalco.second_hearing);
        checks.record(warden, None, CheckedFor::Room(first), sound()).await.unwrap();
        world.clock.advance(60);
        checks.record(warden, None, CheckedFor::Room(first), black()).await.unwrap();
        let before = of(&world, first).await;
        assert_eq!(before.checks.iter().map(|past| past.verdict).collect::<Vec<_>>(), [Verdict::Pass, Verdict::Fail]);
        let [kit] = before.kits.as_slice() else { panic!("{before:?}") };
        assert!(kit.before.is_empty());
        assert_eq!(kit.checks.iter().map(|past| past.numbers.light).collect::<Vec<_>>(), [Some(118.8), Some(0.0)]);
        assert_eq!(kit.checks[1].findings, [(Step::Camera, Finding::Black)]);
        assert!(of(&world, second).await.kits[0].checks.is_empty(), "what stands elsewhere was not checked");

        let row = kits::Entity::find().filter(kits::Column::RoomId.eq(first.0)).one(&world.house.db).await.unwrap().unwrap();
        kits::ActiveModel { id: Set(row.id), room_id: Set(second.0), ..Default::default() }.update(&world.house.db).await.unwrap();
        world.clock.advance(60);
        checks.record(warden, None, CheckedFor::Room(second), sound()).await.unwrap();
        let (left, joined) = (of(&world, first).await, of(&world, second).await);
        assert_eq!((left.checks.len(), left.kits.len()), (2, 0), "the room keeps its own checks");
        let moved = joined.kits.iter().find(|one| one.code == kit.code).expect("it stands there now");
        assert_eq!((joined.checks.len(), moved.checks.len()), (1, 3));
        assert_eq!(moved.before, [left.name]);
        let other = joined.kits.iter().find(|one| one.code != kit.code).expect("and the other still does");
        assert_eq!(other.checks.len(), 1);
    }

    async fn what_a_device_measures_alone_stands_apart(world) {
        let (checks, warden) = (&world.services.checks, &world.seeds.accounts.warden);
        let room = world.seeds.izalco.hearing;
        for attended in [true, false] {
            checks.record(warden, None, CheckedFor::Room(room), Measurements { attended, ..sound() }).await.unwrap();
            world.clock.advance(60);
        }
        let history = of(&world, room).await;
        let [with, alone] = history.checks.as_slice() else { panic!("{history:?}") };
        let (with, alone) = (with.numbers, alone.numbers);
        assert_eq!((with.kit.light, with.kit.light_alone), (Some(118.8), None));
        assert_eq!((alone.kit.light, alone.kit.light_alone), (None, Some(118.8)));
        assert!(with.kit.voice.is_some() && with.kit.chirp.is_none(), "{with:?}");
        assert_eq!((alone.kit.voice, alone.kit.chirp), (None, with.kit.voice));
        assert_eq!((alone.loss, alone.kbps), (with.loss, with.kbps), "the line is the same");
        let [kit] = history.kits.as_slice() else { panic!("{history:?}") };
        assert_eq!(kit.checks.iter().map(|past| past.numbers).collect::<Vec<_>>(), [with.kit, alone.kit]);
        assert_eq!(kit.checks.iter().map(|past| past.made).collect::<Vec<_>>(), history.checks.iter().map(|past| past.made).collect::<Vec<_>>());
    }

    async fn what_stands_for_today_is_said_as_the_boards_say_it(world) {
        world.clock.set(world.at(25, 7, 30));
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (services, warden) = (&world.services, &world.seeds.accounts.warden);
        let scheduler = &world.seeds.accounts.scheduler;
        let room = world.seeds.izalco.hearing;
        assert_eq!(of(&world, room).await.standing, None, "nobody looked yet");
        let clicked_through = Measurements { camera: Taken::Skipped, microphone: Taken::Skipped, ..sound() };
        for (measured, of_itself, together) in [
            (black(), Verdict::Fail, Verdict::Fail),
            (clicked_through, Verdict::NotMeasured, Verdict::Fail),
            (sound(), Verdict::Pass, Verdict::Pass),
        ] {
            world.clock.advance(1);
            services.checks.record(warden, None, CheckedFor::Room(room), measured).await.unwrap();
            let told = of(&world, room).await;
            let standing = told.standing.expect("it stands for today");
            assert_eq!((told.checks.last().map(|past| past.verdict), standing.verdict), (Some(of_itself), together));
            assert_eq!(found(&standing).contains(&(Step::Camera, Finding::Black)), together == Verdict::Fail);
            let summary = services.bookings.appointment(scheduler, hearing).await.unwrap().summary;
            assert_eq!(summary.room_checks[0].as_ref().map(|check| check.verdict), Some(together));
        }
        world.clock.set(world.at(26, 0, 0));
        assert_eq!(of(&world, room).await.standing, None, "a room is checked anew every day");
        world.clock.set(world.at(25, 9, 0));
        services.checks.devices_changed(warden, CheckedFor::Room(room)).await.unwrap();
        let ended = of(&world, room).await;
        assert_eq!((ended.standing, ended.checks.len()), (None, 3), "other devices");
    }

    async fn what_is_long_ago_is_not_told(world) {
        let (warden, room) = (&world.seeds.accounts.warden, world.seeds.izalco.hearing);
        world.services.checks.record(warden, None, CheckedFor::Room(room), black()).await.unwrap();
        world.clock.advance(HISTORY_DAYS * 24 * 60 + 1);
        let history = of(&world, room).await;
        assert!(history.checks.is_empty() && history.kits[0].checks.is_empty());
    }

    async fn the_history_is_for_those_who_check_the_rooms(world) {
        let accounts = &world.seeds.accounts;
        let rooms = async |who| world.services.checks.history(who).await.map(|rooms| rooms.iter().map(|one| one.room).collect::<Vec<_>>());
        let here = rooms(&accounts.warden).await.unwrap();
        assert!(here.contains(&world.seeds.izalco.hearing) && !here.contains(&world.seeds.mariona.hearing));
        assert_eq!(rooms(&accounts.nurse).await, Ok(here));
        assert_eq!(rooms(&accounts.scheduler).await, Err(Error::Forbidden));
    }

    async fn what_a_pass_was_found_without_stands_beside_it(world) {
        let (checks, warden) = (&world.services.checks, &world.seeds.accounts.warden);
        let room = world.seeds.izalco.hearing;
        let mut measured = sound();
        if let Taken::Measured(ways) = &mut measured.connection {
            (ways.relay_udp, ways.relay_tcp, ways.relay_tls) = (Way::NotOffered, Way::NotOffered, Way::NotOffered);
        }
        checks.record(warden, None, CheckedFor::Room(room), measured).await.unwrap();
        world.clock.advance(60);
        checks.record(warden, None, CheckedFor::Room(room), sound()).await.unwrap();
        let history = of(&world, room).await;
        let [without, with] = history.checks.as_slice() else { panic!("{history:?}") };
        assert_eq!((without.verdict, with.verdict), (Verdict::Pass, Verdict::Pass));
        assert_eq!(without.unmeasured, [(Step::Connection, Finding::NoRelay)]);
        assert!(with.unmeasured.is_empty() && without.findings.is_empty());
    }
}
