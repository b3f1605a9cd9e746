//! Writing anew what was given up, once a word in it was corrected or if its reader has no link.

use std::{pin::pin, time::Duration};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, TransactionTrait, sea_query::Expr};
use services::testing::{
    Store, World,
    entity::{appointments, audit_entries, messages, people},
    secret_in,
};
use shared::{
    appointment::Amendment,
    error::{Error, LinkEnd},
    ids::{AppointmentId, MessageId},
    notice::{Anew, Delivery, Message, MessageKind},
};

use super::{
    again::{given_up, listed, outbox, sendable},
    with_mail, without_meeting,
};
use crate::series::of_days;

const LAWYER: &str = "Delmy Argueta";
const JUDGE: &str = "Julia Iraheta";

/// Which letters about an appointment may be written anew: kinds and names.
async fn to_write_anew(world: &World, about: AppointmentId) -> Vec<(&'static str, String)> {
    let all = outbox(world).await.into_iter().filter(|message| message.appointment == about && message.anew.is_some());
    let mut found: Vec<_> = all.map(|message| (message.kind.code(), message.to_name.to_string())).collect();
    found.sort();
    found
}

/// The letters that wait, oldest first.
async fn waiting(world: &World) -> Vec<Message> {
    let mut all = outbox(world).await;
    all.retain(|message| message.delivery == Delivery::Waiting);
    all.reverse();
    all
}

/// The letter of a kind about an appointment to a person.
async fn letter(world: &World, about: AppointmentId, kind: MessageKind, name: &str) -> Message {
    let mut all = outbox(world).await.into_iter();
    let found = all.find(|one| one.appointment == about && one.kind == kind && one.to_name.as_str() == name);
    found.expect("a letter")
}

/// Corrects the case number; answers the version with it.
async fn correct(world: &World, id: AppointmentId, case: &str) -> i32 {
    let (scheduler, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
    let version = bookings.appointment(scheduler, id).await.unwrap().summary.version;
    let corrected = Amendment { case_number: case.parse().ok(), ..Amendment::default() };
    bookings.amend(scheduler, id, version, corrected).await.unwrap().summary.version
}

/// The lawyer has another address from now on.
async fn written_to_at(world: &World, address: &str) {
    people::Entity::update_many()
        .col_expr(people::Column::Email, Expr::value(address))
        .filter(people::Column::Id.eq(world.seeds.people.lawyer.0))
        .exec(&world.house.db)
        .await
        .unwrap();
}

/// What becomes of every message that waits.
async fn what_waits_became(world: &World, delivery: Delivery) {
    messages::Entity::update_many()
        .col_expr(messages::Column::Delivery, Expr::value(delivery.code()))
        .filter(messages::Column::Delivery.eq(Delivery::Waiting.code()))
        .exec(&world.house.db)
        .await
        .unwrap();
}

async fn again(world: &World, message: Option<MessageId>) -> Result<usize, Error> {
    world.services.outbox.send_again(&world.seeds.accounts.administrator, message).await
}

fn has_line(message: &Message, line: &str) -> bool {
    message.body.lines().any(|found| found == line)
}

services::on_both_databases! {
    async fn a_letter_in_which_a_word_was_corrected_is_written_anew(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let old = world.secret(id, world.seeds.people.lawyer).await;
        let judges = world.secret(id, world.seeds.people.judge).await;
        given_up(&world).await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[]), "all that they say holds");
        let version = correct(&world, id, "146-2026").await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[("invitation", LAWYER), ("invitation", JUDGE)]));
        let stale = letter(&world, id, MessageKind::Invitation, LAWYER).await;
        for _ in 0..2 {
            assert_eq!(again(&world, Some(stale.id)).await, Ok(1), "also for whoever presses twice");
        }
        let written = waiting(&world).await;
        assert_eq!(written.len(), 1, "{written:?}");
        let written = &written[0];
        assert_eq!((written.kind, written.appointment), (MessageKind::Invitation, id));
        assert_eq!((&written.to_name, &written.to_email), (&stale.to_name, &stale.to_email));
        assert!(has_line(written, "Expediente: 146-2026"), "{}", written.body);
        assert!(!written.body.contains("145-2026") && !written.calendar.contains("145-2026"));
        assert!(written.calendar.contains(&format!("SEQUENCE:{version}\r\n")), "{}", written.calendar);
        // The link in it serves, the one before it says why it does not, and nobody else's is touched.
        let by_link = async |secret: String| world.services.accounts.by_link(&secret).await.map(|_| ());
        assert_eq!(by_link(secret_in(&written.body)).await, Ok(()));
        assert_eq!(by_link(old).await, Err(Error::LinkEnded(LinkEnd::Replaced)));
        assert_eq!(by_link(judges).await, Ok(()));
        assert_eq!(to_write_anew(&world, id).await, listed(&[("invitation", JUDGE)]), "it has a newer one after it");
        assert_eq!(again(&world, None).await, Ok(1), "the other");
        assert_eq!(again(&world, None).await, Ok(0), "nothing is left");
        assert_eq!(waiting(&world).await.len(), 2);
        // What was written anew is a letter as any other.
        assert_eq!(sendable(&world, id).await, listed(&[("invitation", LAWYER), ("invitation", JUDGE)]));
        assert_eq!(to_write_anew(&world, id).await, listed(&[]));
        let rows = audit_entries::Entity::find().filter(audit_entries::Column::Event.eq("message_written_anew"));
        let rows = rows.all(&world.house.db).await.unwrap();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows.iter().all(|row| row.subject_kind == "message" && row.actor_kind == "account"), "{rows:?}");
        assert!(rows.iter().any(|row| row.subject_id == Some(stale.id.0)), "{rows:?}");
        assert!(!format!("{rows:?}").contains("/confirm/"), "no link is in the record: {rows:?}");
    }

    async fn whoever_no_longer_takes_part_is_not_written_to_anew(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let (scheduler, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let version = correct(&world, id, "146-2026").await;
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        world.services.bookings.amend(scheduler, id, version, swap).await.unwrap();
        given_up(&world).await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[("invitation", JUDGE)]));
        let stale = letter(&world, id, MessageKind::Invitation, LAWYER).await;
        assert_eq!(again(&world, Some(stale.id)).await, Ok(0));
        assert_eq!(again(&world, None).await, Ok(3));
        let written = waiting(&world).await.into_iter();
        let mut told: Vec<_> = written.map(|one| (one.kind.code(), one.to_name.to_string())).collect();
        told.sort();
        assert_eq!(told, listed(&[("invitation", "Hugo Bonilla"), ("invitation", JUDGE), ("released", LAWYER)]));
    }

    async fn what_has_begun_is_not_written_of_anew(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        correct(&world, id, "146-2026").await;
        given_up(&world).await;
        let stale = letter(&world, id, MessageKind::Invitation, LAWYER).await;
        world.clock.set(world.at(25, 9, 59));
        assert_eq!(to_write_anew(&world, id).await.len(), 2);
        world.clock.set(world.at(25, 10, 0));
        assert_eq!(to_write_anew(&world, id).await, listed(&[]));
        for message in [Some(stale.id), None] {
            assert_eq!(again(&world, message).await, Ok(0));
        }
        assert_eq!(waiting(&world).await.len(), 0);
    }

    async fn a_letter_that_asked_nothing_asks_nothing_when_it_is_written_anew(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        what_waits_became(&world, Delivery::Sent).await;
        without_meeting(&world, id).await;
        what_waits_became(&world, Delivery::Failed).await;
        correct(&world, id, "146-2026").await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[("meeting", LAWYER)]));
        let stale = letter(&world, id, MessageKind::Meeting, LAWYER).await;
        assert_eq!(again(&world, Some(stale.id)).await, Ok(1));
        let written = waiting(&world).await;
        let written = &written[0];
        assert_eq!((written.kind, written.to_name.as_str()), (MessageKind::Meeting, LAWYER));
        assert!(has_line(written, "Expediente: 146-2026") && !written.body.contains("/confirm/"), "{}", written.body);
        // The link to the hearing that they have serves on.
        world.invited(id, world.seeds.people.lawyer).await;
    }

    async fn whoever_never_got_a_link_gets_one_with_the_letter_that_is_written_anew(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let old = world.secret(id, world.seeds.people.lawyer).await;
        without_meeting(&world, id).await;
        given_up(&world).await;
        correct(&world, id, "146-2026").await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[("invitation", JUDGE), ("meeting", LAWYER)]));
        let stale = letter(&world, id, MessageKind::Meeting, LAWYER).await;
        assert!(!stale.body.contains("/confirm/"), "{}", stale.body);
        assert_eq!(again(&world, Some(stale.id)).await, Ok(1));
        let written = waiting(&world).await;
        assert_eq!((written[0].kind, written[0].to_name.as_str()), (MessageKind::Meeting, LAWYER));
        let by_link = async |secret: String| world.services.accounts.by_link(&secret).await.map(|_| ());
        assert_eq!(by_link(secret_in(&written[0].body)).await, Ok(()));
        assert_eq!(by_link(old).await, Err(Error::LinkEnded(LinkEnd::Replaced)));
    }

    async fn whoever_never_got_a_link_gets_one_though_no_word_was_corrected(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let old = world.secret(id, world.seeds.people.lawyer).await;
        without_meeting(&world, id).await;
        assert_eq!(sendable(&world, id).await, listed(&[("invitation", JUDGE)]), "a link that was given up serves nobody");
        assert_eq!(to_write_anew(&world, id).await, listed(&[("meeting", LAWYER)]));
        let stale = letter(&world, id, MessageKind::Meeting, LAWYER).await;
        assert_eq!(stale.anew, Some(Anew::Unreached));
        assert!(!stale.body.contains("/confirm/"), "{}", stale.body);
        for _ in 0..2 {
            assert_eq!(again(&world, Some(stale.id)).await, Ok(1), "also for whoever presses twice");
        }
        let written = waiting(&world).await;
        assert_eq!(written.len(), 1, "{written:?}");
        assert_eq!((written[0].kind, written[0].to_name.as_str()), (MessageKind::Meeting, LAWYER));
        let by_link = async |secret: String| world.services.accounts.by_link(&secret).await.map(|_| ());
        assert_eq!(by_link(secret_in(&written[0].body)).await, Ok(()));
        assert_eq!(by_link(old).await, Err(Error::LinkEnded(LinkEnd::Replaced)));
        // It has a link, and so goes as it is if it is given up too.
        assert_eq!(sendable(&world, id).await, listed(&[("invitation", JUDGE), ("meeting", LAWYER)]));
        assert_eq!(to_write_anew(&world, id).await, listed(&[]));
    }

    async fn whoever_got_their_link_keeps_it_when_a_letter_without_one_is_sent_again(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        what_waits_became(&world, Delivery::Sent).await;
        without_meeting(&world, id).await;
        what_waits_became(&world, Delivery::Failed).await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[]));
        let same = letter(&world, id, MessageKind::Meeting, LAWYER).await;
        assert_eq!((same.again, again(&world, None).await), (true, Ok(1)));
        let sent: Vec<_> = waiting(&world).await.into_iter().map(|message| message.id).collect();
        assert_eq!(sent, [same.id]);
        world.invited(id, world.seeds.people.lawyer).await;
    }

    async fn a_letter_without_a_link_goes_out_beside_the_one_with_it_to_the_address_before(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        written_to_at(&world, "corrected@example.org").await;
        without_meeting(&world, id).await;
        given_up(&world).await;
        assert_eq!(to_write_anew(&world, id).await, listed(&[("meeting", LAWYER)]));
        assert_eq!(again(&world, None).await, Ok(3), "both invitations, and then it lacks nothing");
        assert_eq!(again(&world, None).await, Ok(0), "nothing is left");
        world.invited(id, world.seeds.people.lawyer).await;
    }

    async fn what_was_written_anew_to_another_address_is_not_written_anew_once_more(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        without_meeting(&world, id).await;
        given_up(&world).await;
        let address = "corrected@example.org";
        written_to_at(&world, address).await;
        correct(&world, id, "146-2026").await;
        let stale = letter(&world, id, MessageKind::Meeting, LAWYER).await;
        assert_ne!(stale.to_email.as_str(), address);
        for _ in 0..2 {
            assert_eq!(again(&world, Some(stale.id)).await, Ok(1), "also for whoever presses twice");
        }
        let written = waiting(&world).await;
        assert_eq!((written.len(), written[0].to_email.as_str()), (1, address), "{written:?}");
        assert_eq!(to_write_anew(&world, id).await, listed(&[("invitation", JUDGE)]));
        assert_eq!(again(&world, None).await, Ok(1), "the judge's alone");
        assert_eq!(again(&world, None).await, Ok(0), "nothing is left");
        assert_eq!(waiting(&world).await.len(), 2);
    }

    async fn of_several_days_each_is_written_of_anew_with_its_own_case(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let lawyer = world.seeds.people.lawyer;
        let (first, made) = of_days(&world, 2).await;
        given_up(&world).await;
        correct(&world, made[0], "146-2026").await;
        assert_eq!(to_write_anew(&world, made[0]).await, listed(&[("days", LAWYER), ("days", JUDGE)]));
        let stale = letter(&world, made[0], MessageKind::Days, LAWYER).await;
        assert_eq!(again(&world, Some(stale.id)).await, Ok(2));
        let written = waiting(&world).await;
        let told: Vec<_> = written.iter().map(|one| (one.appointment, one.kind, one.to_name.as_str())).collect();
        let invitation = MessageKind::Invitation;
        assert_eq!(told, [(made[0], invitation, LAWYER), (made[1], invitation, LAWYER)]);
        assert!(has_line(&written[0], "Expediente: 146-2026"), "{}", written[0].body);
        assert!(has_line(&written[1], "Expediente: 145-2026"), "{}", written[1].body);
        for day in [first, made[0], made[1]] {
            world.invited(day, lawyer).await;
        }
        for (at, _) in stale.body.match_indices("/confirm/") {
            let old = world.services.accounts.by_link(&secret_in(&stale.body[at..])).await;
            assert_eq!(old.map(|_| ()), Err(Error::LinkEnded(LinkEnd::Replaced)));
        }
        assert_eq!(to_write_anew(&world, made[0]).await, listed(&[("days", JUDGE)]));
    }
}

/// On SQLite nobody writes beside another.
#[test]
fn whoever_changes_a_private_meeting_is_waited_for_before_it_is_written_of_anew() {
    services::testing::on(Store::Postgres, async |world| {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        given_up(&world).await;
        correct(&world, id, "146-2026").await;
        let stale = letter(&world, id, MessageKind::Invitation, LAWYER).await;
        let change = world.house.db.begin().await.unwrap();
        let meeting = appointments::Entity::find().filter(appointments::Column::MainId.eq(id.0)).lock_exclusive();
        assert!(meeting.one(&change).await.unwrap().is_some());
        let mut writing = pin!(again(&world, Some(stale.id)));
        assert!(tokio::time::timeout(Duration::from_millis(500), &mut writing).await.is_err(), "it waits");
        change.commit().await.unwrap();
        assert_eq!(writing.await, Ok(1));
    });
}
