//! What is booked and would no longer be allowed if two were kept apart, before they are.

use std::collections::BTreeSet;

use entity::{appointments, group_members};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::{
    block::Hit,
    centre::{
        Against,
        collisions::{Ruling, collisions},
    },
    error::Error,
    ids::{CentreId, DetaineeId},
    principal::Principal,
    separation::SeparationForm,
};
use uuid::Uuid;

use super::{
    super::{centres::outings, hits, standing::Standing},
    changing::side,
    showing::GROUP,
};
use crate::{db::StoreError, house::House};

/// The appointments in the centre that would bring the two together, by start.
pub(super) async fn weigh(
    house: &House,
    who: &Principal,
    centre: Uuid,
    form: &SeparationForm,
) -> Result<Vec<Hit>, StoreError> {
    let db = &house.db;
    let wanted = form.read().map_err(Error::Invalid)?;
    let one = members(db, side(db, centre, "one", &wanted.one).await?).await?;
    let other = members(db, side(db, centre, "other", &wanted.other).await?).await?;
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
    let apart: BTreeSet<_> = pairs.flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    let movement = Standing::of(db, CentreId(centre)).await?.movement;
    let outings = outings::of(db, CentreId(centre), house.clock.now()).await?;
    let ruling = Ruling { movement, apart, ..Ruling::default() };
    let found: Vec<Uuid> = outings
        .iter()
        .zip(collisions(&outings, &ruling))
        .filter(|(_, against)| against.contains(&Against::Apart))
        .map(|(outing, _)| outing.appointment.0)
        .collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let which = hits::open().add(appointments::Column::Id.is_in(found));
    hits::hits(house, who, which, Some(CentreId(centre))).await
}

/// Who is meant by a side: a detainee, or everybody in a group.
async fn members(db: &impl ConnectionTrait, (kind, id): (&'static str, Uuid)) -> Result<Vec<DetaineeId>, StoreError> {
    if kind != GROUP {
        return Ok(vec![DetaineeId(id)]);
    }
    let rows = group_members::Entity::find().filter(group_members::Column::GroupId.eq(id)).all(db).await?;
    Ok(rows.into_iter().map(|row| DetaineeId(row.detainee_id)).collect())
}
