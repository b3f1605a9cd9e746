//! Leaving a booking, or the slot that was chosen for it: what was held is free at once.

use services::testing::World;
use shared::error::Error;

use super::clashes::Crowd;

services::on_both_databases! {
    async fn a_slot_that_is_let_go_is_free_at_once(world) {
        let bookings = &world.services.bookings;
        let plan = world.hearing(world.at(23, 10, 0));
        let mut other = world.hearing(world.at(23, 10, 0));
        other.by = world.seeds.accounts.other_scheduler.clone();
        other.detainee = world.seeds.izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let mine = world.draft(&plan).await.expect("chosen");
        assert!(matches!(world.try_book(&other).await, Err(Error::Refused(_))), "it is held");
        let left = bookings.let_go(&plan.by, mine).await.expect("let go");
        assert_eq!((left.draft.slot, left.held_until), (None, None));
        assert_eq!(left.draft.detainees, [plan.detainee], "everything else stays");
        world.book(&other).await;
        // Twice is no trouble; somebody else's draft is nobody's business.
        bookings.let_go(&plan.by, mine).await.expect("nothing to let go");
        assert_eq!(bookings.let_go(&other.by, mine).await, Err(Error::NotFound));
        assert!(matches!(bookings.book(&plan.by, mine).await, Err(Error::Invalid(_))), "without a slot nothing is booked");
    }

    async fn a_booking_that_is_left_is_gone_with_what_it_held(world) {
        let (bookings, crowd) = (&world.services.bookings, Crowd::of(&world).await);
        let plan = World::in_room(crowd.plan(&world, 0, 23), world.seeds.izalco.hearing);
        let mine = world.draft(&plan).await.expect("chosen");
        assert_eq!(bookings.abandon(&world.seeds.accounts.other_scheduler, mine).await, Err(Error::NotFound));
        assert_eq!(bookings.abandon(&plan.by, mine).await, Ok(()));
        assert_eq!(bookings.draft(&plan.by, mine).await, Err(Error::NotFound));
        assert_eq!(bookings.abandon(&plan.by, mine).await, Err(Error::NotFound));
        let mut other = World::in_room(crowd.plan(&world, 1, 23), world.seeds.izalco.hearing);
        other.by = world.seeds.accounts.other_scheduler.clone();
        let booked = world.book(&other).await;
        // What was booked is left by cancelling it.
        let begun = world.draft(&World::in_room(crowd.plan(&world, 2, 24), world.seeds.izalco.hearing)).await.expect("chosen");
        let by = &world.seeds.accounts.scheduler;
        let made = bookings.book(by, begun).await.expect("booked");
        assert_eq!(bookings.abandon(by, begun).await, Err(Error::Booked(made)));
        assert!(bookings.appointment(&other.by, booked).await.is_ok());
    }
}
