//! Who was told, in the record of the appointment: by which channel and nothing more.

use std::time::Duration;

use services::testing::World;
use shared::{
    appointment::{Event, Field, FieldChange, TimelineEntry},
    cause::Cause,
    ids::AppointmentId,
};

use super::{Job, smtp::Smtp, with_mail};

/// The entries that tell of messages.
async fn notices(world: &World, id: AppointmentId) -> Vec<TimelineEntry> {
    let who = &world.seeds.accounts.scheduler;
    let detail = world.services.bookings.appointment(who, id).await.expect("the appointment");
    detail.timeline.into_iter().filter(|entry| entry.event == Event::Notified).collect()
}

fn told(name: &str, channel: &str) -> FieldChange {
    FieldChange { field: Field::Notice, of: Some(name.to_owned()), from: None, to: Some(channel.to_owned()) }
}

services::on_both_databases! {
    async fn without_a_mail_server_the_record_says_that_messages_are_kept(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let entries = notices(&world, id).await;
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].actor, None, "Telesala itself tells people");
        assert_eq!(entries[0].changes, [told("Julia Iraheta", "outbox"), told("Delmy Argueta", "outbox")]);
        let who = &world.seeds.accounts.scheduler;
        world.services.bookings.cancel(who, id, 1, Cause::Mistake, None).await.expect("it is cancelled");
        assert_eq!(notices(&world, id).await.len(), 2, "and of the cancellation");
    }

    async fn with_a_mail_server_the_record_says_so_when_it_has_taken_them(world) {
        let smtp = Smtp::willing().await;
        let world = with_mail(&world, smtp.url.clone());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        assert_eq!(notices(&world, id).await, [], "nothing was sent yet");
        let job = Job::of(&world.house);
        for _ in 0..1000 {
            if notices(&world, id).await.len() == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        job.stop().await;
        let mut changes: Vec<_> = notices(&world, id).await.into_iter().flat_map(|entry| entry.changes).collect();
        changes.sort_by(|one, other| one.of.cmp(&other.of));
        assert_eq!(changes, [told("Delmy Argueta", "mail"), told("Julia Iraheta", "mail")]);
    }

    async fn custody_does_not_learn_who_was_told_of_care(world) {
        let id = world.book(&world.teleconsultation(world.at(25, 9, 0))).await;
        let warden = &world.seeds.accounts.warden;
        let detail = world.services.bookings.appointment(warden, id).await.expect("the appointment");
        assert!(detail.timeline.iter().all(|entry| entry.event != Event::Notified), "{:?}", detail.timeline);
    }
}
