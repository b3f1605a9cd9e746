//! Sending again what was given up, without JavaScript.

use sea_orm::{ConnectionTrait, EntityTrait};
use services::{on_both_databases, testing::entity::messages};
use shared::appointment::Amendment;

use crate::{
    harness::Desk,
    outbox::{with_mail, without_meeting},
};

on_both_databases! {
    async fn the_administrator_sends_again_what_failed_and_reads_what_came_of_it(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        world.house.db.execute_unprepared("UPDATE messages SET delivery = 'failed', attempts = 9").await.unwrap();
        let desk = Desk::over(&world);
        let cookie = desk.cookie("administrator").await;
        let page = desk.open("/outbox", Some(&cookie)).await.body;
        // One for each letter, and one for all.
        assert_eq!(page.matches("\"/do/outbox/again\"").count(), 2, "{page}");
        assert_eq!(page.matches("\"/do/outbox/all-again\"").count(), 1, "{page}");
        let waiting = async || {
            let rows = messages::Entity::find().all(&world.house.db).await.unwrap();
            rows.iter().filter(|row| row.delivery == "waiting").count()
        };
        let one = messages::Entity::find().one(&world.house.db).await.unwrap().unwrap().id;
        let sent = desk.post_plain("/do/outbox/again", "/outbox", &cookie, &format!("message={one}")).await;
        assert!(sent.status.is_redirection(), "{} {}", sent.status, sent.body);
        assert!(sent.header("location").ends_with("/outbox?done=again"), "{}", sent.header("location"));
        assert_eq!(waiting().await, 1);
        desk.post_plain("/do/outbox/all-again", "/outbox", &cookie, "").await;
        assert_eq!(waiting().await, 2);
        let page = desk.open("/outbox?done=again", Some(&cookie)).await.body;
        assert!(page.contains("Los mensajes salen otra vez") && !page.contains("/do/outbox/again"), "{page}");
        let none = desk.post_plain("/do/outbox/all-again", "/outbox", &cookie, "").await;
        assert!(none.header("location").ends_with("/outbox?done=none"), "{}", none.header("location"));
    }

    async fn the_administrator_is_told_that_another_letter_goes_out_in_place_of_one_with_a_word_corrected_since(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        world.house.db.execute_unprepared("UPDATE messages SET delivery = 'failed', attempts = 9").await.unwrap();
        let corrected = Amendment { case_number: "146-2026".parse().ok(), ..Amendment::default() };
        world.services.bookings.amend(&world.seeds.accounts.scheduler, id, 1, corrected).await.unwrap();
        let desk = Desk::over(&world);
        let cookie = desk.cookie("administrator").await;
        let page = desk.open("/outbox", Some(&cookie)).await.body;
        assert_eq!(page.matches("\"/do/outbox/again\"").count(), 2, "{page}");
        assert_eq!(page.matches("\"/do/outbox/all-again\"").count(), 1, "{page}");
        let told = page.matches("sale otro con lo que vale ahora; si es de varios días, uno por día").count();
        assert_eq!((told, page.matches("Escribir de nuevo y enviar").count()), (2, 2), "{page}");
        let sent = desk.post_plain("/do/outbox/all-again", "/outbox", &cookie, "").await;
        assert!(sent.header("location").ends_with("/outbox?done=again"), "{}", sent.header("location"));
        let page = desk.open("/outbox", Some(&cookie)).await.body;
        assert!(page.contains("Expediente: 146-2026") && !page.contains("/do/outbox/again"), "{page}");
    }

    async fn the_administrator_is_told_that_another_letter_goes_out_with_the_link_that_never_arrived(world) {
        let world = with_mail(&world, "smtp://127.0.0.1:1".to_owned());
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        without_meeting(&world, id).await;
        world.house.db.execute_unprepared("UPDATE messages SET delivery = 'failed', attempts = 9").await.unwrap();
        let desk = Desk::over(&world);
        let cookie = desk.cookie("administrator").await;
        let page = desk.open("/outbox", Some(&cookie)).await.body;
        assert_eq!(page.matches("en su lugar sale otro, con un enlace nuevo").count(), 1, "{page}");
        assert!(!page.contains("El expediente o el tipo se corrigió"), "{page}");
        assert_eq!(page.matches("Escribir de nuevo y enviar").count(), 1, "{page}");
    }
}
