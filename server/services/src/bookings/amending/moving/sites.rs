//! The centres and rooms of an appointment, and who is brought there.

use entity::{participants, site_detainees, sites};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use shared::{
    appointment::Attendance,
    ids::{AppointmentId, CentreId, DetaineeId, RoomId},
    schedule::Sitting,
};

use super::Move;
use crate::{
    bookings::{
        amending::brought::{self, Bringing},
        needs::{Needs, Part},
    },
    db::StoreError,
    house::House,
};

impl Move {
    /// The rooms, and, for a new time, the answers, which were given to the old one.
    pub(super) async fn put(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        id: AppointmentId,
        (needs, sitting): (&Needs, &Sitting),
    ) -> Result<(), StoreError> {
        if self.bringing != Bringing::Same {
            brought::put(txn, house, id, needs, sitting).await?;
        }
        for (site, slot) in needs.sites().zip(sitting.slots()) {
            sites::Entity::update_many()
                .col_expr(sites::Column::RoomId, Expr::value(slot.room.0))
                .filter(sites::Column::AppointmentId.eq(id.0))
                .filter(sites::Column::CentreId.eq(site.centre.0))
                .exec(txn)
                .await?;
        }
        if self.asks_again() {
            let none = participants::ActiveModel {
                attendance: Set(Attendance::NeedsAction.code().to_owned()),
                cause: Set(None),
                note: Set(None),
                proposed_at: Set(None),
                answered_at: Set(None),
                ..Default::default()
            };
            participants::Entity::update_many()
                .set(none)
                .filter(participants::Column::AppointmentId.eq(id.0))
                .exec(txn)
                .await?;
        }
        Ok(())
    }
}

/// The sites of an appointment, with their rooms, in their order.
pub(super) async fn sites_of(db: &impl ConnectionTrait, id: AppointmentId) -> Result<Vec<(Part, RoomId)>, StoreError> {
    let of_appointment = sites::Column::AppointmentId.eq(id.0);
    let rows = sites::Entity::find().filter(of_appointment).order_by_asc(sites::Column::Id).all(db).await?;
    let brought = site_detainees::Entity::find()
        .filter(site_detainees::Column::AppointmentId.eq(id.0))
        .order_by_asc(site_detainees::Column::Id)
        .all(db)
        .await?;
    let part = |row: sites::Model| {
        let here = brought.iter().filter(|one| one.site_id == row.id).map(|one| DetaineeId(one.detainee_id));
        (Part { centre: CentreId(row.centre_id), detainees: here.collect() }, RoomId(row.room_id))
    };
    Ok(rows.into_iter().map(part).collect())
}
