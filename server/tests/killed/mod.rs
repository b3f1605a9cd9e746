//! The binary is killed in the middle of bookings, of lists of hearings and of repairs, again and again: what it
//! acknowledged is there, and nothing is there by half.

mod bookings;
mod lists;
mod repairs;
mod server;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::testing::{World, entity};

/// The participants of each.
const PEOPLE: u64 = 2;
/// What each reserves: room, detainee, and both participants.
const RESERVED: u64 = 4;

/// Every appointment in the store has all that belongs to one.
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
        assert_eq!(whole, (1, PEOPLE, RESERVED, PEOPLE), "{appointment:?}");
        assert!(recorded > 0, "{appointment:?}");
    }
    all.len().try_into().unwrap()
}
