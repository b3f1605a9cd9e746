//! Personal links: for one appointment, until it is over, and only the newest.

use sea_orm::EntityTrait;
use services::testing::entity::{links, released_links};
use shared::{
    appointment::Amendment,
    cause::Cause,
    error::{Error, LinkEnd},
    principal::Principal,
};

services::on_both_databases! {
    async fn a_link_stands_for_one_person_in_one_appointment(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.seeds.people.lawyer;
        let principal = world.invited(hearing, lawyer).await;
        let Principal::Invited(invited) = principal else { panic!("{principal:?}") };
        assert_eq!(invited.appointment, hearing);
        assert_eq!(invited.person, lawyer);
        assert_eq!(invited.participant.0, world.participant(hearing, lawyer).await.id);
        assert_eq!(invited.name.as_str(), "Delmy Argueta");
    }

    async fn the_store_holds_links_only_hashed_and_every_link_is_another(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secrets = [
            world.secret(hearing, world.seeds.people.lawyer).await,
            world.secret(hearing, world.seeds.people.judge).await,
        ];
        assert_ne!(secrets[0], secrets[1]);
        let rows = links::Entity::find().all(&world.house.db).await.unwrap();
        assert_eq!(rows.len(), 2);
        for secret in &secrets {
            assert_eq!(secret.len(), 43, "256 bits");
            assert!(!format!("{rows:?}").contains(secret.as_str()));
        }
    }

    async fn forged_links_were_never_there(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(hearing, world.seeds.people.lawyer).await;
        let row = links::Entity::find().one(&world.house.db).await.unwrap().unwrap();
        let mut forged = secret.clone();
        forged.replace_range(0..1, if secret.starts_with('A') { "B" } else { "A" });
        let upper = format!("{secret} ");
        for text in [forged.as_str(), row.secret_hash.as_str(), &row.id.to_string(), "", "\0", "../..", upper.as_str()] {
            assert_eq!(world.services.accounts.by_link(text).await.unwrap_err(), Error::NotFound, "{text:?}");
        }
    }

    async fn a_link_serves_until_two_hours_after_the_end(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(hearing, world.seeds.people.lawyer).await;
        world.clock.set(world.at(25, 12, 44));
        world.services.accounts.by_link(&secret).await.expect("it still serves");
        world.clock.set(world.at(25, 12, 45));
        let refused = world.services.accounts.by_link(&secret).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Expired));
    }

    async fn the_link_of_a_cancelled_appointment_says_so(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(hearing, world.seeds.people.lawyer).await;
        let scheduler = &world.seeds.accounts.scheduler;
        let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
        world.services.bookings.cancel(scheduler, hearing, version, Cause::CourtAgenda, None).await.unwrap();
        let refused = world.services.accounts.by_link(&secret).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Cancelled));
    }

    async fn moving_an_appointment_replaces_its_links(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.seeds.people.lawyer;
        let old = world.secret(hearing, lawyer).await;
        let scheduler = &world.seeds.accounts.scheduler;
        let version = world.services.bookings.appointment(scheduler, hearing).await.unwrap().summary.version;
        let moved = Amendment { start: Some(world.at(27, 11, 0)), ..Amendment::default() };
        world.services.bookings.amend(scheduler, hearing, version, moved).await.unwrap();
        let new = world.secret(hearing, lawyer).await;
        assert_ne!(old, new);
        let refused = world.services.accounts.by_link(&old).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Replaced));
        world.services.accounts.by_link(&new).await.expect("the new one serves");
        // Long after the old time, but before the new one: a newer link exists, so the old one is not merely late.
        world.clock.set(world.at(26, 12, 0));
        let refused = world.services.accounts.by_link(&old).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Replaced));
        world.services.accounts.by_link(&new).await.expect("the new one serves");
    }
    async fn who_is_no_longer_expected_learns_it_from_every_link_that_they_were_sent(world) {
        let (scheduler, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let bookings = &world.services.bookings;
        let by_link = async |secret: &str| world.services.accounts.by_link(secret).await.map(|_| ());
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let first = world.secret(hearing, people.lawyer).await;
        let moved = Amendment { start: Some(world.at(27, 11, 0)), ..Amendment::default() };
        let moved = bookings.amend(scheduler, hearing, 1, moved).await.unwrap();
        let second = world.secret(hearing, people.lawyer).await;
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        let swapped = bookings.amend(scheduler, hearing, moved.summary.version, swap).await.unwrap();
        world.invited(hearing, people.second_lawyer).await;
        for old in [&first, &second] {
            assert_eq!(by_link(old).await, Err(Error::LinkEnded(LinkEnd::Released)));
        }
        // Whoever is asked again after all has a link that serves, and the old ones say so.
        let back = Amendment { join: vec![people.lawyer], ..Amendment::default() };
        let back = bookings.amend(scheduler, hearing, swapped.summary.version, back).await.unwrap();
        let newest = world.secret(hearing, people.lawyer).await;
        assert_eq!(by_link(&newest).await, Ok(()));
        for old in [&first, &second] {
            assert_eq!(by_link(old).await, Err(Error::LinkEnded(LinkEnd::Replaced)));
        }
        bookings.cancel(scheduler, hearing, back.summary.version, Cause::CourtAgenda, None).await.unwrap();
        for secret in [&first, &second, &newest] {
            assert_eq!(by_link(secret).await, Err(Error::LinkEnded(LinkEnd::Cancelled)));
        }
    }

    async fn who_is_no_longer_expected_learns_nothing_of_what_becomes_of_it(world) {
        let (scheduler, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let bookings = &world.services.bookings;
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(hearing, people.lawyer).await;
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        let swapped = bookings.amend(scheduler, hearing, 1, swap).await.unwrap();
        let rows = released_links::Entity::find().all(&world.house.db).await.unwrap();
        assert_eq!(rows.len(), 1, "of the hearing alone: nobody has a link to a private meeting before it");
        assert!(!format!("{rows:?}").contains(secret.as_str()));
        bookings.cancel(scheduler, hearing, swapped.summary.version, Cause::CourtAgenda, None).await.unwrap();
        let refused = world.services.accounts.by_link(&secret).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Released));
        world.clock.set(world.at(26, 10, 0));
        let refused = world.services.accounts.by_link(&secret).await.unwrap_err();
        assert_eq!(refused, Error::LinkEnded(LinkEnd::Released));
    }
}
