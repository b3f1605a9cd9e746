//! The binary is killed in the middle of bookings, of lists of hearings and of repairs, again and again: what it
//! acknowledged is there, and nothing is there by half.

mod bookings;
mod lists;
mod repairs;
mod server;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::testing::{World, entity};

/// The participants of each hearing.
const PEOPLE: u64 = 2;
/// What each reserves: room, detainee, and both participants.
const RESERVED: u64 = 4;
/// What a private meeting reserves: room, detainee, and the lawyer.
const RESERVED_IN_PRIVATE: u64 = 3;

/// Every appointment in the store has all that belongs to one, and every private meeting its hearing; answers how many hearings
/// there are. Whoever is invited to a hearing is told of its meeting as well.
async fn nothing_is_there_by_half(world: &World) -> u64 {
    let db = &world.house.db;
    let all = entity::appointments::Entity::find().all(db).await.unwrap();
    for appointment in &all {
        let id = appointment.id;
        let sites = entity::sites::Entity::find().filter(entity::sites::Column::AppointmentId.eq(id)).count(db).await;
        let people = entity::participants::Column::AppointmentId.eq(id);
        let people = entity::participants::Entity::find().filter(people).count(db).await;
        let reserved = entity::reservations::Column::AppointmentId.eq(id);
        let reserved = entity::reservations::Entity::find().filter(reserved).count(db).await;
        let told = entity::messages::Column::AppointmentId.eq(id);
        let told = entity::messages::Entity::find().filter(told).count(db).await;
        let recorded = entity::audit_entries::Column::SubjectId.eq(id);
        let recorded = entity::audit_entries::Entity::find().filter(recorded).count(db).await.unwrap();
        let whole = (sites.unwrap(), people.unwrap(), reserved.unwrap(), told.unwrap());
        let expected = if let Some(main) = appointment.main_id {
            assert!(all.iter().any(|other| other.id == main), "{appointment:?}");
            (1, 1, RESERVED_IN_PRIVATE, 0)
        } else {
            (1, PEOPLE, RESERVED, PEOPLE)
        };
        assert_eq!(whole, expected, "{appointment:?}");
        assert!(recorded > 0, "{appointment:?}");
    }
    all.iter().filter(|appointment| appointment.main_id.is_none()).count().try_into().unwrap()
}
