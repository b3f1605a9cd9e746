//! How long the store holds a personal link in clear.

use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};
use services::testing::{World, entity::messages};
use shared::{
    appointment::Amendment,
    error::{Error, LinkEnd},
};

use super::Job;

async fn bodies(world: &World) -> Vec<(String, String)> {
    let rows = messages::Entity::find().order_by_asc(messages::Column::Id).all(&world.house.db).await.unwrap();
    rows.into_iter().map(|row| (row.delivery, row.body)).collect()
}

services::on_both_databases! {
    async fn a_message_that_never_went_out_loses_its_link_when_that_has_ended(world) {
        world.book(&world.hearing(world.at(25, 10, 0))).await;
        world.book(&world.hearing(world.at(25, 14, 0))).await;
        let rows = messages::Entity::find().all(&world.house.db).await.unwrap();
        for (row, delivery) in rows.into_iter().zip(["kept", "failed", "waiting", "kept"]) {
            let mut row: messages::ActiveModel = row.into();
            row.delivery = Set(delivery.to_owned());
            row.update(&world.house.db).await.unwrap();
        }
        let before = bodies(&world).await;
        assert!(before.len() == 4 && before.iter().all(|(_, body)| body.contains("/confirm/")), "{before:?}");
        let job = Job::of(&world.house);
        tokio::time::sleep(Duration::from_millis(300)).await;
        job.stop().await;
        assert_eq!(bodies(&world).await, before, "as long as they serve, they can be handed on by other means");
        world.clock.advance(14 * 24 * 60);
        let job = Job::of(&world.house);
        for _ in 0..1000 {
            if bodies(&world).await.iter().all(|(_, body)| !body.contains("/confirm/") && !body.contains("/check/")) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        job.stop().await;
        for ((delivery, after), (_, before)) in bodies(&world).await.iter().zip(&before) {
            assert!(!after.contains("/confirm/") && !after.contains("/check/"), "{delivery}: {after}");
            assert_eq!(after.lines().count(), before.lines().count(), "{after}");
            for (left, was) in after.lines().zip(before.lines()) {
                assert!(left == was || was.contains("/confirm/") || was.contains("/check/"), "{was} became {left}");
            }
        }
    }

    async fn the_link_of_somebody_who_left_is_forgotten_long_after_the_appointment(world) {
        let (scheduler, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let secret = world.secret(hearing, people.lawyer).await;
        let swap = Amendment { join: vec![people.second_lawyer], leave: vec![people.lawyer], ..Amendment::default() };
        world.services.bookings.amend(scheduler, hearing, 1, swap).await.unwrap();
        let refusal = async || world.services.accounts.by_link(&secret).await.unwrap_err();
        // A minute less than thirty days after it would have expired.
        world.clock.set(world.at(25, 12, 44));
        world.clock.advance(30 * 24 * 60);
        let job = Job::of(&world.house);
        tokio::time::sleep(Duration::from_millis(300)).await;
        job.stop().await;
        assert_eq!(refusal().await, Error::LinkEnded(LinkEnd::Released));
        world.clock.advance(1);
        let job = Job::of(&world.house);
        for _ in 0..1000 {
            if refusal().await == Error::NotFound {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        job.stop().await;
        assert_eq!(refusal().await, Error::NotFound);
    }
}
