//! Sending again what was given up, unless it would mislead by now.

use std::time::Duration;

use jiff::civil::date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use services::testing::{
    World,
    entity::{audit_entries, messages},
};
use shared::{
    appointment::{Amendment, HearingType, NewDeadline},
    cause::Cause,
    error::Error,
    ids::{AppointmentId, MessageId},
    notice::{Delivery, Message},
    principal::Principal,
    series::SeriesForm,
};

use super::{Job, smtp::Smtp, with_mail};
use crate::series::{of_days, order, planned, wish};

/// As every message stands after its last try.
pub(super) async fn given_up(world: &World) {
    messages::Entity::update_many()
        .col_expr(messages::Column::Delivery, Expr::value(Delivery::Failed.code()))
        .col_expr(messages::Column::Attempts, Expr::value(9))
        .exec(&world.house.db)
        .await
        .unwrap();
}

pub(super) async fn outbox(world: &World) -> Vec<Message> {
    world.services.outbox.messages(&world.seeds.accounts.administrator, None).await.unwrap()
}

/// What of an appointment may be sent again once all was given up: kinds and names.
pub(super) async fn sendable(world: &World, about: AppointmentId) -> Vec<(&'static str, String)> {
    given_up(world).await;
    let all = outbox(world).await.into_iter().filter(|message| message.appointment == about && message.again);
    let mut found: Vec<_> = all.map(|message| (message.kind.code(), message.to_name.to_string())).collect();
    found.sort();
    found
}

pub(super) fn listed<'a>(expected: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    expected.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect()
}

async fn standing(world: &World, delivery: Delivery) -> usize {
    outbox(world).await.into_iter().filter(|message| message.delivery == delivery).count()
}

services::on_both_databases! {
    async fn what_was_given_up_is_sent_again_when_the_administrator_says_so(world) {
        let smtp = Smtp::willing().await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        given_up(&world).await;
        let job = Job::of(&world.house);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(smtp.tries(), 0, "not by itself");
        let (service, administrator) = (&world.services.outbox, &world.seeds.accounts.administrator);
        let one = outbox(&world).await[0].id;
        for _ in 0..2 {
            assert_eq!(service.send_again(administrator, Some(one)).await, Ok(1), "also for whoever presses twice");
        }
        smtp.tried(1).await;
        assert_eq!(service.send_again(administrator, None).await, Ok(1), "the other");
        for _ in 0..1000 {
            if standing(&world, Delivery::Sent).await == 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        job.stop().await;
        assert_eq!(standing(&world, Delivery::Sent).await, 2);
        assert_eq!((smtp.letters().len(), smtp.tries()), (2, 2));
        assert!(outbox(&world).await.iter().all(|message| message.attempts == 1), "with all tries before it");
        assert_eq!(service.send_again(administrator, None).await, Ok(0), "nothing is left");
        let rows = audit_entries::Entity::find().filter(audit_entries::Column::Event.eq("message_sent_again"));
        let rows = rows.all(&world.house.db).await.unwrap();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows.iter().all(|row| row.subject_kind == "message" && row.actor_kind == "account"), "{rows:?}");
        assert!(!format!("{rows:?}").contains("/confirm/"), "no link is in the record: {rows:?}");
    }

    async fn what_would_mislead_by_now_is_not_sent_again(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let (scheduler, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let (bookings, service) = (&world.services.bookings, &world.services.outbox);
        let administrator = &world.seeds.accounts.administrator;
        let (lawyer, judge, second) = ("Delmy Argueta", "Julia Iraheta", "Hugo Bonilla");
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        assert_eq!(sendable(&world, id).await, listed(&[("invitation", lawyer), ("invitation", judge)]));
        let first = outbox(&world).await[0].id;
        let moved = Amendment { start: Some(world.at(27, 11, 0)), ..Amendment::default() };
        let moved = bookings.amend(scheduler, id, 1, moved).await.unwrap();
        assert_eq!(sendable(&world, id).await, listed(&[("changed", lawyer), ("changed", judge)]));
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        let swapped = bookings.amend(scheduler, id, moved.summary.version, swap).await.unwrap();
        let expected = [("changed", judge), ("invitation", second), ("released", lawyer)];
        assert_eq!(sendable(&world, id).await, listed(&expected));
        bookings.cancel(scheduler, id, swapped.summary.version, Cause::CourtAgenda, None).await.unwrap();
        let expected = [("cancelled", second), ("cancelled", judge), ("released", lawyer)];
        assert_eq!(sendable(&world, id).await, listed(&expected), "who was taken out before is still not expected");
        assert_eq!(service.send_again(administrator, Some(first)).await, Ok(0));
        assert_eq!(standing(&world, Delivery::Waiting).await, 0);
        assert_eq!(service.send_again(administrator, None).await, Ok(3), "those alone that hold");
        assert_eq!(standing(&world, Delivery::Waiting).await, 3);
        // What was to be is over.
        world.clock.set(world.at(27, 11, 45));
        assert_eq!(sendable(&world, id).await, listed(&[]));
        assert_eq!(service.send_again(administrator, None).await, Ok(0));
    }

    async fn a_letter_that_names_what_was_corrected_since_is_not_sent_again(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let (scheduler, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let both = |kind| listed(&[(kind, "Delmy Argueta"), (kind, "Julia Iraheta")]);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let last = Amendment { deadline: Some(NewDeadline::Last(date(2026, 11, 30))), ..Amendment::default() };
        let later = bookings.amend(scheduler, id, 1, last).await.unwrap();
        assert_eq!(sendable(&world, id).await, both("invitation"), "no letter names the deadline");
        let case = Amendment { case_number: "146-2026".parse().ok(), ..Amendment::default() };
        let later = bookings.amend(scheduler, id, later.summary.version, case).await.unwrap();
        assert_eq!(sendable(&world, id).await, listed(&[]));
        // What is written in the same go as the correction names what is right.
        let moved = Amendment {
            start: Some(world.at(27, 11, 0)),
            case_number: "147-2026".parse().ok(),
            ..Amendment::default()
        };
        let later = bookings.amend(scheduler, id, later.summary.version, moved).await.unwrap();
        assert_eq!(sendable(&world, id).await, both("changed"));
        let other = Amendment { hearing_type: Some(HearingType::Trial), ..Amendment::default() };
        bookings.amend(scheduler, id, later.summary.version, other).await.unwrap();
        assert_eq!(sendable(&world, id).await, listed(&[]));
    }

    async fn a_letter_about_several_days_is_not_sent_again_once_a_day_in_it_moved(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let (scheduler, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let both = |kind| listed(&[(kind, "Delmy Argueta"), (kind, "Julia Iraheta")]);
        let (first, made) = of_days(&world, 2).await;
        assert_eq!(sendable(&world, made[0]).await, both("days"), "what was written before takes nothing from it");
        // Another day has a letter of its own, and what becomes of it does not stand in this one.
        let wish = SeriesForm { from: "2026-11-27".to_owned(), ..wish(1) };
        let plan = planned(&world, scheduler, first, wish).await;
        let added = world.services.series.book(scheduler, first, 2, order(&plan)).await.unwrap();
        assert_eq!(sendable(&world, made[0]).await, both("days"));
        let to = |start| Amendment { start: Some(start), ..Amendment::default() };
        bookings.amend(scheduler, added[0], 1, to(world.at(27, 13, 0))).await.unwrap();
        assert_eq!(sendable(&world, made[0]).await, both("days"));
        assert_eq!(sendable(&world, added[0]).await, both("changed"));
        // The first day stands in both letters with its time.
        bookings.amend(scheduler, first, 3, to(world.at(23, 13, 0))).await.unwrap();
        assert_eq!(sendable(&world, first).await, both("changed"));
        assert_eq!(sendable(&world, made[0]).await, listed(&[]));
    }

    async fn a_letter_about_several_days_is_not_sent_again_once_a_day_in_it_is_called_off(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let scheduler = &world.seeds.accounts.scheduler;
        let (first, made) = of_days(&world, 2).await;
        assert_eq!(sendable(&world, made[0]).await.len(), 2);
        world.services.bookings.cancel(scheduler, first, 2, Cause::CourtAgenda, None).await.unwrap();
        assert_eq!(sendable(&world, made[0]).await, listed(&[]));
    }

    async fn nobody_is_invited_to_what_has_begun(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        world.clock.set(world.at(25, 9, 59));
        assert_eq!(sendable(&world, id).await.len(), 2);
        world.clock.set(world.at(25, 10, 0));
        assert_eq!(sendable(&world, id).await, listed(&[]));
    }

    async fn without_a_mail_server_there_is_nothing_to_send_with(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        assert_eq!(sendable(&world, id).await, listed(&[]));
        let sent = world.services.outbox.send_again(&world.seeds.accounts.administrator, None).await;
        assert_eq!((sent, standing(&world, Delivery::Failed).await), (Ok(0), 2));
    }

    async fn only_the_administrator_sends_again(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        given_up(&world).await;
        let (accounts, service) = (&world.seeds.accounts, &world.services.outbox);
        let one = outbox(&world).await[0].id;
        let never = [
            &accounts.scheduler,
            &accounts.clinic_scheduler,
            &accounts.judge,
            &accounts.lawyer,
            &accounts.warden,
            &accounts.nurse,
            &accounts.clinician,
            &accounts.auditor,
        ];
        for message in [Some(one), None] {
            for who in never {
                assert_eq!(service.send_again(who, message).await, Err(Error::Forbidden), "{who:?}");
            }
            assert_eq!(service.send_again(&Principal::Anonymous, message).await, Err(Error::Unauthenticated));
        }
        let unknown = MessageId(world.seeds.agencies.sexto.0);
        assert_eq!(service.send_again(&accounts.administrator, Some(unknown)).await, Err(Error::NotFound));
        assert_eq!(standing(&world, Delivery::Failed).await, 2);
    }
}
