//! Bookings that somebody began and left are cleared away.

use std::time::Duration;

use services::testing::World;
use shared::{draft::WhatForm, error::Error, ids::DraftId, principal::Principal};

use super::Job;

const DAY: i64 = 24 * 60;

/// A booking that `who` begins, in which something is typed.
async fn begun(world: &World, who: &Principal) -> DraftId {
    let bookings = &world.services.bookings;
    let id = bookings.begin(who).await.expect("a draft").id;
    let typed = WhatForm { case_number: "145-2026".to_owned(), ..WhatForm::default() };
    bookings.save_what(who, id, typed).await.expect("it is kept").id
}

services::on_both_databases! {
    async fn what_nobody_changed_for_thirty_days_is_forgotten_unless_it_was_booked(world) {
        let (who, other) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.other_scheduler);
        let bookings = &world.services.bookings;
        let plan = world.hearing(world.at(25, 10, 0));
        let booked = world.draft(&plan).await.expect("a draft");
        let appointment = bookings.book(&plan.by, booked).await.expect("it is booked");
        let forgotten = begun(&world, who).await;
        world.clock.advance(1);
        let almost = begun(&world, who).await;
        world.clock.advance(29 * DAY);
        let empty = bookings.begin(other).await.expect("a draft").id;
        world.clock.advance(DAY - 1);
        let job = Job::of(&world.house);
        for _ in 0..1000 {
            if bookings.draft(who, forgotten).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        job.stop().await;
        assert_eq!(bookings.draft(who, forgotten).await.err(), Some(Error::NotFound));
        assert!(bookings.draft(who, almost).await.is_ok(), "a minute is left");
        assert!(bookings.draft(other, empty).await.is_ok(), "whoever began lately is about to type");
        assert_eq!(bookings.book(&plan.by, booked).await.ok(), Some(appointment), "it leads to its appointment");
    }

    async fn what_stayed_empty_for_a_week_goes_when_another_is_begun(world) {
        let (who, other) = (&world.seeds.accounts.scheduler, &world.seeds.accounts.other_scheduler);
        let bookings = &world.services.bookings;
        let empty = bookings.begin(who).await.expect("a draft").id;
        let theirs = bookings.begin(other).await.expect("a draft").id;
        let typed = begun(&world, who).await;
        world.clock.advance(1);
        let almost = bookings.begin(who).await.expect("a draft").id;
        world.clock.advance(7 * DAY - 2);
        bookings.begin(who).await.expect("another");
        assert!(bookings.draft(who, empty).await.is_ok(), "a minute is left");
        world.clock.advance(1);
        bookings.begin(who).await.expect("another");
        assert_eq!(bookings.draft(who, empty).await.err(), Some(Error::NotFound));
        assert!(bookings.draft(who, almost).await.is_ok(), "it is younger");
        assert!(bookings.draft(who, typed).await.is_ok(), "something is typed there");
        assert!(bookings.draft(other, theirs).await.is_ok(), "it is somebody else's");
    }
}
