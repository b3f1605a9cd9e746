//! Sending: once each, again when refused, and never lost.

use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use services::testing::{World, entity::messages, secret_in};
use shared::notice::Delivery;

use super::{
    Job, server,
    smtp::{Smtp, until},
    with_mail,
};
use crate::logged::Log;

async fn rows(world: &World) -> Vec<messages::Model> {
    messages::Entity::find().all(&world.house.db).await.unwrap()
}

/// Waits until every message stands so.
async fn all(world: &World, delivery: Delivery) -> Vec<messages::Model> {
    for _ in 0..1000 {
        let rows = rows(world).await;
        if rows.iter().all(|row| row.delivery == delivery.code()) {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain: {:?}", rows(world).await);
}

/// Waits until every message was tried so often and is not in anybody's hands.
async fn tried(world: &World, attempts: i32) -> Vec<messages::Model> {
    for _ in 0..1000 {
        let rows = rows(world).await;
        if rows.iter().all(|row| row.attempts == attempts && row.last_error.is_some()) {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain: {:?}", rows(world).await);
}

services::on_both_databases! {
    async fn what_was_written_arrives(world) {
        let smtp = Smtp::willing().await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let written = rows(&world).await;
        assert!(written.iter().all(|row| row.delivery == "waiting"));
        let secrets: Vec<_> = written.iter().map(|row| secret_in(&row.body)).collect();
        let job = Job::of(&world.house);
        let sent = all(&world, Delivery::Sent).await;
        job.stop().await;
        let letters = smtp.letters();
        assert_eq!(letters.len(), 2);
        for (row, secret) in sent.iter().zip(&secrets) {
            assert_eq!((row.attempts, row.sent_at), (1, Some(world.now().0)));
            assert!(!row.body.contains(secret.as_str()), "the store forgets a link that is on its way");
            let letter = letters.iter().find(|letter| letter.to.contains(&row.to_email)).expect("a letter");
            let text = letter.text.replace("=\r\n", "");
            assert!(text.contains(&format!("Message-ID: <{}@telesala.test>", row.id)), "{text}");
            assert!(text.contains("Auto-Submitted: auto-generated"));
            assert!(text.contains("multipart/alternative") && text.contains("multipart/mixed"));
            assert!(text.contains("text/calendar; method=REQUEST; charset=utf-8"));
            assert!(text.contains("filename=\"telesala.ics\""));
            assert!(text.contains(secret.as_str()), "the letter holds the link: {text}");
        }
    }

    async fn without_a_mail_server_messages_are_kept(world) {
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let before = rows(&world).await;
        let job = Job::of(&world.house);
        world.house.hub.wake();
        tokio::time::sleep(Duration::from_millis(200)).await;
        job.stop().await;
        assert_eq!(rows(&world).await, before);
        assert!(before.iter().all(|row| row.delivery == "kept"));
    }

    async fn a_server_that_refuses_for_now_is_tried_again(world) {
        let smtp = Smtp::with(Box::new(|number| if number < 2 { "451 later" } else { "250 OK" })).await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let job = Job::of(&world.house);
        let refused = tried(&world, 1).await;
        for row in &refused {
            assert_eq!(row.delivery, "waiting");
            assert_eq!(row.next_attempt_at, world.now().0 + 60);
            assert!(row.last_error.as_ref().unwrap().contains("later"), "{:?}", row.last_error);
        }
        world.house.hub.wake();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(smtp.tries(), 2, "not before its time");
        world.clock.advance(1);
        world.house.hub.wake();
        let sent = all(&world, Delivery::Sent).await;
        job.stop().await;
        assert!(sent.iter().all(|row| row.attempts == 2 && row.last_error.is_none()));
        assert_eq!(smtp.letters().len(), 2);
    }

    async fn a_server_that_refuses_for_good_is_left_alone(world) {
        let smtp = Smtp::with(Box::new(|_| "550 nobody of that name")).await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let job = Job::of(&world.house);
        for attempt in 1..=3 {
            smtp.tried(attempt * 2).await;
            tried(&world, i32::try_from(attempt).unwrap()).await;
            world.clock.advance(60);
            world.house.hub.wake();
        }
        let failed = all(&world, Delivery::Failed).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        job.stop().await;
        assert_eq!(smtp.tries(), 6);
        assert!(failed.iter().all(|row| row.last_error.as_ref().unwrap().contains("nobody of that name")));
        assert!(failed.iter().all(|row| row.body.contains("/confirm/")), "the link can be handed on by other means");
    }

    async fn the_log_does_not_say_whom_the_mail_server_does_not_know(world) {
        let smtp = Smtp::with(Box::new(|_| "550 <delmy.argueta@telesala.test> is not known here")).await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let log = Log::listening();
        let job = Job::logging(&world.house, &log);
        let refused = tried(&world, 1).await;
        job.stop().await;
        for row in refused {
            assert!(row.last_error.as_ref().unwrap().contains("delmy.argueta@"), "the administrator reads it in full");
        }
        let said = log.said();
        assert_eq!(said.matches("a message could not be sent: the mail server answered 550").count(), 2, "{said}");
        assert!(!said.contains('@') && !said.contains("argueta"), "{said}");
    }

    async fn a_server_that_is_not_there_loses_nothing(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let job = Job::of(&world.house);
        let rows = tried(&world, 1).await;
        job.stop().await;
        assert!(rows.iter().all(|row| row.delivery == "waiting"));
    }

    async fn neither_password_nor_link_goes_out_in_clear(world) {
        let smtp = Smtp::willing().await;
        let (_, port) = smtp.url.rsplit_once(':').unwrap();
        // Another name of this machine, which the settings cannot know for one.
        let elsewhere = with_mail(&world, format!("smtp://sala:hunter2@127.1:{port}"));
        elsewhere.book(&elsewhere.hearing(world.at(25, 10, 0))).await;
        let job = Job::of(&elsewhere.house);
        let rows = tried(&world, 1).await;
        job.stop().await;
        assert!(rows.iter().all(|row| row.delivery == "waiting"), "they wait until the server can be trusted");
        assert!(rows.iter().all(|row| row.last_error.as_ref().unwrap().contains("STARTTLS")), "{rows:?}");
        let heard = smtp.heard();
        assert!(!heard.is_empty() && heard.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{heard:?}");
        // The same server, by an operator who says that it may be in clear.
        let told = with_mail(&world, format!("smtp://sala:hunter2@127.1:{port}?tls=none"));
        world.clock.advance(1);
        let job = Job::of(&told.house);
        all(&world, Delivery::Sent).await;
        job.stop().await;
        assert!(smtp.heard().iter().any(|line| line.starts_with("AUTH PLAIN")), "{:?}", smtp.heard());
    }

    async fn two_servers_send_each_message_once(world) {
        let smtp = Smtp::willing().await;
        let world = with_mail(&world, smtp.url.clone());
        for hour in [9, 11, 13] {
            world.book(&world.hearing(world.at(25, hour, 0))).await;
        }
        let other = server(&world, Some(smtp.url.clone()));
        let jobs = [Job::of(&world.house), Job::of(&other)];
        all(&world, Delivery::Sent).await;
        for job in jobs {
            job.stop().await;
        }
        assert_eq!(smtp.letters().len(), 6);
        assert_eq!(smtp.tries(), 6);
    }

    async fn a_message_whose_server_died_is_sent_by_another_later(world) {
        let smtp = Smtp::willing().await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        // As a server leaves it that claims a message and dies before sending.
        for row in rows(&world).await {
            let mut claimed: messages::ActiveModel = row.into();
            claimed.attempts = Set(1);
            claimed.next_attempt_at = Set(world.now().0 + 180);
            claimed.update(&world.house.db).await.unwrap();
        }
        let job = Job::of(&world.house);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(smtp.tries(), 0);
        world.clock.advance(3);
        world.house.hub.wake();
        all(&world, Delivery::Sent).await;
        job.stop().await;
        assert_eq!(smtp.letters().len(), 2);
    }

    async fn stopping_waits_for_the_letter_that_is_being_sent(world) {
        let smtp = Smtp::willing().await;
        let world = with_mail(&world, smtp.url.clone());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        let job = Job::of(&world.house);
        until("a letter", || !smtp.letters().is_empty()).await;
        job.stop().await;
        let sent = rows(&world).await.iter().filter(|row| row.delivery == "sent").count();
        assert_eq!(sent, smtp.letters().len(), "what the mail server took is known to be sent");
    }
}
