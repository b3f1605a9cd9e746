//! The repair of what has not happened yet: the block is seen beside those that stand, where these are read, and every rule
//! is asked as it will be once it does. Nothing is written for that, so whoever writes meanwhile does not wait.

use std::collections::BTreeSet;

use entity::appointments;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    permission::UseCase,
    principal::Principal,
    repair::{Missing, Supposed, Supposition},
    schedule::Obstacle,
    time::Period,
};
use uuid::Uuid;

use super::{
    gathering::{Gathered, gathered, in_order},
    judging::Seen,
};
use crate::{
    db::StoreError,
    house::House,
    reach::Reach,
    rules::{AsIf, Planned, planned_absence, planned_block},
};

/// So many days before and after it others are looked at that could make place.
const AROUND_DAYS: i64 = 7;

/// What the block would break, up to `most`, and those who could make place, as if it stood.
pub(super) async fn gathered_as_if(
    house: &House,
    who: &Principal,
    of: Supposed,
    most: usize,
) -> Result<(Gathered, Supposition), StoreError> {
    let (planned, reach) = match of.missing {
        Missing::Person(person) => {
            (planned_absence(house, who, person, &of.form).await?, Reach::of(who, UseCase::Repair)?)
        }
        // Whoever keeps a centre looks at what happens there.
        Missing::Centre(centre) => {
            (planned_block(house, who, centre, &of.form).await?, Reach::of(who, UseCase::ReadAppointment)?)
        }
    };
    let reached = reach.condition();
    let touched = reached.clone().add(planned.touched.clone());
    let nearby = reached.clone().add(during(around(planned.period)));
    // What is broken for another reason is mended elsewhere, and is no business of who keeps a centre.
    let trim = |one: &mut Seen| {
        if planned.centre.is_some() {
            one.why.retain(|why| is_of_centre(why, &planned));
            // Where somebody is held now is told to those who booked.
            one.there = None;
        }
    };
    let as_if = AsIf::of(planned.over, planned.period)?;
    let hit: Vec<(Uuid, Option<Uuid>)> = appointments::Entity::find()
        .select_only()
        .columns([appointments::Column::Id, appointments::Column::MainId])
        .filter(touched)
        .into_tuple()
        .all(&house.db)
        .await?;
    // Whose private meeting is hit is hit itself.
    let hit: BTreeSet<Uuid> = hit.into_iter().map(|(id, main)| main.unwrap_or(id)).collect();
    let hit = in_order(house, &reached, &hit).await?;
    let found = gathered(house, Some(&as_if), (&hit, &nearby), most, trim).await?;
    Ok((found, Supposition { of, name: planned.name, period: planned.local, zone: planned.zone }))
}

/// Whether who keeps the centre may read it: what people do elsewhere is theirs.
fn is_of_centre(why: &Obstacle, planned: &Planned) -> bool {
    match why {
        Obstacle::Blocked { what, .. } => what.as_ref().is_none_or(|what| *what == planned.name),
        Obstacle::OffHours { .. } => false,
        _ => true,
    }
}

fn during(period: Period) -> Condition {
    Condition::all()
        .add(appointments::Column::StartsAt.lt(period.end().0))
        .add(appointments::Column::EndsAt.gt(period.start().0))
}

fn around(period: Period) -> Period {
    let (start, end) = (period.start().plus_minutes(-24 * 60), period.end().plus_minutes(AROUND_DAYS * 24 * 60));
    Period::new(start, end).unwrap_or(period)
}
