//! Who may record a check, for what, how often, and until when.

use services::testing::World;
use shared::{
    cause::Cause,
    check::{CheckedFor, Keeper, Verdict},
    error::{Error, LinkEnd},
    ids::{AppointmentId, RoomId},
    principal::Principal,
};

use super::sound;

async fn cells(world: &World, who: &Principal, counts_for: CheckedFor) -> [Result<(), Error>; 3] {
    let checks = &world.services.checks;
    [
        checks.place(who, counts_for).await.map(|place| assert_eq!(place.counts_for, counts_for)),
        checks.record(who, None, counts_for, sound()).await.map(|_| ()),
        checks.devices_changed(who, counts_for).await,
    ]
}

async fn assert_cells(world: &World, counts_for: CheckedFor, table: &[(&Principal, Result<(), Error>)]) {
    for (who, expected) in table {
        for answer in cells(world, who, counts_for).await {
            assert_eq!(answer, *expected, "{counts_for:?} {who:?}");
        }
    }
}

services::on_both_databases! {
    async fn whose_devices_they_are_is_told_with_the_place(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (accounts, invited) = (&world.seeds.accounts, world.invited(hearing, world.seeds.people.lawyer).await);
        let (own, room) = (CheckedFor::Participant(hearing), CheckedFor::Room(world.seeds.izalco.hearing));
        let mut plan = world.hearing(world.at(26, 10, 0));
        plan.people.push(world.seeds.people.nurse);
        let with_nurse = world.book(&plan).await;
        let nurse = world.invited(with_nurse, world.seeds.people.nurse).await;
        let judge = world.invited(with_nurse, world.seeds.people.judge).await;
        let theirs = CheckedFor::Participant(with_nurse);
        for (who, counts_for, keeper) in [
            (&Principal::Anonymous, CheckedFor::Trial, Keeper::Person),
            (&accounts.scheduler, CheckedFor::Trial, Keeper::Institution),
            (&invited, own, Keeper::Person),
            (&accounts.lawyer, own, Keeper::Person),
            (&accounts.judge, own, Keeper::Institution),
            (&accounts.warden, room, Keeper::Centre),
            // Nobody needs to name a room to be told what fits one.
            (&accounts.warden, CheckedFor::Trial, Keeper::Centre),
            (&accounts.nurse, CheckedFor::Trial, Keeper::Centre),
            (&nurse, theirs, Keeper::Centre),
            (&judge, theirs, Keeper::Person),
        ] {
            assert_eq!(world.services.checks.place(who, counts_for).await.unwrap().keeper, keeper, "{who:?}");
        }
    }

    async fn own_devices_are_checked_by_those_who_take_part(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let other = world.book(&world.teleconsultation(world.at(25, 10, 0))).await;
        let (people, accounts) = (&world.seeds.people, &world.seeds.accounts);
        let invited = world.invited(hearing, people.lawyer).await;
        let elsewhere = world.invited(other, people.clinician).await;
        let table = [
            (&Principal::Anonymous, Err(Error::Unauthenticated)),
            (&Principal::System, Err(Error::NotFound)),
            (&invited, Ok(())),
            (&elsewhere, Err(Error::NotFound)),
            (&accounts.judge, Ok(())),
            (&accounts.lawyer, Ok(())),
            (&accounts.clinician, Err(Error::NotFound)),
            (&accounts.scheduler, Err(Error::Forbidden)),
            (&accounts.warden, Err(Error::Forbidden)),
            (&accounts.nurse, Err(Error::Forbidden)),
            (&accounts.administrator, Err(Error::Forbidden)),
            (&accounts.auditor, Err(Error::Forbidden)),
        ];
        assert_cells(&world, CheckedFor::Participant(hearing), &table).await;
        let nowhere = CheckedFor::Participant(AppointmentId(world.house.ids.next()));
        assert_cells(&world, nowhere, &[(&invited, Err(Error::NotFound)), (&accounts.judge, Err(Error::NotFound))]).await;
        // Whoever never checks their devices for one is told so whether it is there or not.
        let never = [(&accounts.scheduler, Err(Error::Forbidden)), (&accounts.warden, Err(Error::Forbidden))];
        assert_cells(&world, nowhere, &never).await;
    }

    async fn rooms_are_checked_by_their_own_centre(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let accounts = &world.seeds.accounts;
        let invited = world.invited(hearing, world.seeds.people.lawyer).await;
        let table = [
            (&Principal::Anonymous, Err(Error::Unauthenticated)),
            (&invited, Err(Error::Forbidden)),
            (&accounts.warden, Ok(())),
            (&accounts.nurse, Ok(())),
            (&accounts.other_warden, Err(Error::NotFound)),
            (&accounts.judge, Err(Error::Forbidden)),
            (&accounts.lawyer, Err(Error::Forbidden)),
            (&accounts.clinician, Err(Error::Forbidden)),
            (&accounts.scheduler, Err(Error::Forbidden)),
            (&accounts.administrator, Err(Error::Forbidden)),
            (&accounts.auditor, Err(Error::Forbidden)),
        ];
        assert_cells(&world, CheckedFor::Room(world.seeds.izalco.hearing), &table).await;
        let nowhere = CheckedFor::Room(RoomId(world.house.ids.next()));
        assert_cells(&world, nowhere, &[(&accounts.warden, Err(Error::NotFound))]).await;
    }

    async fn anybody_may_try(world) {
        let accounts = &world.seeds.accounts;
        for who in [&Principal::Anonymous, &Principal::System, &accounts.warden, &accounts.lawyer, &accounts.auditor] {
            for answer in cells(&world, who, CheckedFor::Trial).await {
                assert_eq!(answer, Ok(()));
            }
        }
        let tried = world.services.checks.record(&Principal::Anonymous, None, CheckedFor::Trial, sound()).await.unwrap();
        assert_eq!(tried.verdict, Verdict::Pass);
        assert_eq!(world.services.checks.now().await.unwrap(), world.now());
    }

    async fn the_place_names_the_person_or_the_room(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let checks = &world.services.checks;
        let own = checks.place(&lawyer, CheckedFor::Participant(hearing)).await.unwrap();
        assert_eq!(own.person.unwrap().as_str(), "Delmy Argueta");
        assert_eq!(own.start.unwrap().at, world.at(25, 10, 0));
        assert_eq!(own.zone.unwrap().0, "America/El_Salvador");
        let room = world.seeds.izalco.hearing;
        let there = checks.place(&world.seeds.accounts.warden, CheckedFor::Room(room)).await.unwrap();
        let (id, name, centre) = there.room.unwrap();
        assert_eq!((id, name.as_str(), centre.as_str()), (room, "Sala virtual 1", "Izalco Fase III"));
        assert_eq!(there.zone.unwrap().0, "America/El_Salvador", "by which its day ends");
    }

    async fn thirty_an_hour_are_enough_for_anybody(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let own = CheckedFor::Participant(hearing);
        for _ in 0..30 {
            world.services.checks.record(&lawyer, None, own, sound()).await.unwrap();
        }
        let refused = world.services.checks.record(&lawyer, None, own, sound()).await.unwrap_err();
        assert_eq!(refused, Error::TooMany { seconds: 120 });
        world.services.checks.record(&world.seeds.accounts.judge, None, own, sound()).await.expect("others are not held up");
        world.clock.advance(2);
        world.services.checks.record(&lawyer, None, own, sound()).await.expect("one more every two minutes");
        assert!(world.services.checks.record(&lawyer, None, own, sound()).await.is_err());
    }

    async fn trials_of_strangers_run_out_by_address(world) {
        let checks = &world.services.checks;
        let [here, there] = ["198.51.100.7", "198.51.100.8"].map(|address| Some(address.parse().unwrap()));
        let tried = async |who: &Principal, from| checks.record(who, from, CheckedFor::Trial, sound()).await.map(|_| ());
        for _ in 0..300 {
            tried(&Principal::Anonymous, here).await.unwrap();
        }
        assert_eq!(tried(&Principal::Anonymous, here).await, Err(Error::TooMany { seconds: 12 }));
        assert_eq!(tried(&Principal::Anonymous, there).await, Ok(()), "elsewhere");
        assert_eq!(tried(&world.seeds.accounts.judge, here).await, Ok(()), "who is known is counted alone");
        world.clock.advance(1);
        for _ in 0..5 {
            assert_eq!(tried(&Principal::Anonymous, here).await, Ok(()), "one more every twelve seconds");
        }
        assert_eq!(tried(&Principal::Anonymous, here).await, Err(Error::TooMany { seconds: 12 }));
    }

    async fn checks_count_until_the_end_and_not_after_a_cancellation(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let own = CheckedFor::Participant(hearing);
        world.clock.set(world.at(25, 10, 44));
        world.services.checks.record(&lawyer, None, own, sound()).await.expect("during it too");
        world.clock.set(world.at(25, 10, 45));
        let refused = world.services.checks.record(&lawyer, None, own, sound()).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Expired));
        world.clock.set(world.at(20, 9, 0));
        let scheduler = &world.seeds.accounts.scheduler;
        let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
        world.services.bookings.cancel(scheduler, hearing, version, Cause::CourtAgenda, None).await.unwrap();
        let refused = world.services.checks.record(&lawyer, None, own, sound()).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Cancelled));
    }
}
