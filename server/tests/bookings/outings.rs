//! Who is out of a centre is found by centre, however many are out elsewhere.

use std::num::NonZeroU16;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use services::testing::{World, entity};
use shared::{
    error::Error,
    ids::CentreId,
    schedule::{Movement, Obstacle, Slot},
};

use super::clashes::Crowd;

/// Other centres' reservations, around Monday the 23rd.
const ELSEWHERE: i64 = 20_000;

/// How the database looks for who is out of `centre` on that Monday.
async fn plan(world: &World, centre: CentreId) -> String {
    let db = &world.house.db;
    let (from, until) = (world.at(23, 0, 0).0, world.at(24, 0, 0).0);
    let select = "SELECT starts_at, ends_at, COUNT(DISTINCT appointment_id) FROM reservations WHERE live";
    let grouped = "GROUP BY starts_at, ends_at";
    let statement = match db.get_database_backend() {
        DbBackend::Sqlite => Statement::from_sql_and_values(
            DbBackend::Sqlite,
            format!(
                "EXPLAIN QUERY PLAN {select} AND centre_id = ? AND resource_kind = ? AND starts_at < ? AND starts_at > ? \
                 AND ends_at > ? {grouped}"
            ),
            [centre.0.into(), "detainee".into(), until.into(), (from - 86_400).into(), from.into()],
        ),
        other => Statement::from_sql_and_values(
            other,
            format!(
                "EXPLAIN {select} AND centre_id = $1 AND resource_kind = $2 AND starts_at < $3 AND starts_at > $4 \
                 AND ends_at > $5 {grouped}"
            ),
            [centre.0.into(), "detainee".into(), until.into(), (from - 86_400).into(), from.into()],
        ),
    };
    let rows = db.query_all_raw(statement).await.expect("a plan");
    let column = if db.get_database_backend() == DbBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    rows.iter().map(|row| row.try_get::<String>("", column).expect("a step")).collect::<Vec<_>>().join("\n")
}

services::on_both_databases! {
    async fn who_is_out_is_found_through_an_index_of_the_centre(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let db = &world.house.db;
        let rows = entity::reservations::Entity::find().all(db).await.expect("the reservations");
        for row in &rows {
            // Of the hearing and of its private meeting: where detainees are out, and of nothing else.
            let expected = (row.resource_kind == "detainee").then_some(world.seeds.izalco.id.0);
            assert_eq!(row.centre_id, expected, "{row:?}");
        }
        let mut new = Vec::new();
        for number in 0..ELSEWHERE {
            let start = world.at(20, 0, 0).0 + number % 600 * 1200;
            new.push(entity::reservations::ActiveModel {
                id: sea_orm::ActiveValue::Set(world.house.ids.next()),
                appointment_id: sea_orm::ActiveValue::Set(id.0),
                resource_kind: sea_orm::ActiveValue::Set("detainee".to_owned()),
                resource_id: sea_orm::ActiveValue::Set(world.house.ids.next()),
                starts_at: sea_orm::ActiveValue::Set(start),
                ends_at: sea_orm::ActiveValue::Set(start + 900),
                live: sea_orm::ActiveValue::Set(true),
                centre_id: sea_orm::ActiveValue::Set(Some(world.seeds.mariona.id.0)),
            });
        }
        for some in new.chunks(1000) {
            entity::reservations::Entity::insert_many(some.to_vec()).exec_without_returning(db).await.expect("stored");
        }
        db.execute_unprepared("ANALYZE").await.expect("counted");
        let plan = plan(&world, world.seeds.izalco.id).await;
        assert!(plan.contains("reservations_live_centre_idx"), "{plan}");
    }

    async fn those_who_are_brought_together_have_one_team_and_others_at_the_same_time_another(world) {
        world.keeps(world.seeds.izalco.id, Movement { before: 10, after: 10 }, 5, NonZeroU16::new(2)).await;
        let crowd = Crowd::of(&world).await;
        let mut two = crowd.plan(&world, 0, 23);
        two.also.push(crowd.detainees[1]);
        world.book(&two).await;
        world.book(&crowd.plan(&world, 2, 23)).await;
        let refused = world.try_book(&crowd.plan(&world, 3, 23)).await;
        let Err(Error::Refused(why)) = &refused else { panic!("{refused:?}") };
        assert!(matches!(why[..], [Obstacle::NoEscort { .. }]), "{why:?}");
    }

    async fn what_moves_stays_counted_where_it_is_held(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let to = Slot { start: world.at(23, 13, 0), room: world.seeds.izalco.second_hearing };
        let change = shared::appointment::Amendment { start: Some(to.start), room: Some(to.room), ..Default::default() };
        world.services.bookings.amend(who, id, 1, change).await.expect("moved");
        let rows = entity::reservations::Entity::find().all(&world.house.db).await.expect("the reservations");
        let live: Vec<_> = rows.iter().filter(|row| row.live && row.resource_kind == "detainee").collect();
        assert!(!live.is_empty() && live.iter().all(|row| row.centre_id == Some(world.seeds.izalco.id.0)), "{live:?}");
    }
}
