//! Whether there is anything left to change.

use std::collections::BTreeSet;

use entity::{participants, site_detainees};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use shared::{
    appointment::Amendment,
    ids::{DetaineeId, PersonId},
};

use super::{moving::Move, particulars};
use crate::{bookings::changing::Target, db::StoreError};

/// Whether `target` is already as `amendment` asks.
pub(super) async fn is_as_asked(
    txn: &DatabaseTransaction,
    target: &Target,
    amendment: &Amendment,
) -> Result<bool, StoreError> {
    if !particulars(target, amendment).is_empty() {
        return Ok(false);
    }
    let staying = Move::staying(txn, target, Vec::new()).await?;
    if staying.toward(amendment, None, None).is_some() {
        return Ok(false);
    }
    let rows =
        participants::Entity::find().filter(participants::Column::AppointmentId.eq(target.id.0)).all(txn).await?;
    let people: BTreeSet<_> = rows.into_iter().map(|row| PersonId(row.person_id)).collect();
    let rows =
        site_detainees::Entity::find().filter(site_detainees::Column::AppointmentId.eq(target.id.0)).all(txn).await?;
    let brought: BTreeSet<_> = rows.into_iter().map(|row| DetaineeId(row.detainee_id)).collect();
    Ok(amendment.join.iter().all(|person| people.contains(person))
        && amendment.leave.iter().all(|person| !people.contains(person))
        && amendment.bring.iter().all(|one| brought.contains(one))
        && amendment.leave_there.iter().all(|one| !brought.contains(one)))
}
