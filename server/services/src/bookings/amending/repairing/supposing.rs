//! The repair of what has not happened yet: everything is looked at as if the block stood, in a transaction that is
//! never committed. So every rule is read as it will be read once it does, and none is written twice.

use std::collections::BTreeSet;

use entity::{appointments, blocks};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    permission::UseCase,
    principal::Principal,
    repair::{Missing, Supposed, Supposition},
    schedule::{BlockCause, Obstacle},
    time::Period,
};
use uuid::Uuid;

use super::{
    gathering::{Gathered, gathered, in_order},
    judging::Seen,
};
use crate::{
    db::{Runs, StoreError},
    house::House,
    reach::Reach,
    rules::{Planned, planned_absence, planned_block},
};

/// So many days before and after it others are looked at that could make place.
const AROUND_DAYS: i64 = 7;

/// What the block would break, up to `most`, and those who could make place, as if it stood. Whoever writes waits as long on
/// SQLite.
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
    let mut runs = Runs::of(house);
    let txn = runs.begin().await?;
    let found = async {
        blocks::Entity::insert(row(house, &planned)).exec_without_returning(&txn).await?;
        let hit: Vec<(Uuid, Option<Uuid>)> = appointments::Entity::find()
            .select_only()
            .columns([appointments::Column::Id, appointments::Column::MainId])
            .filter(touched.clone())
            .into_tuple()
            .all(&txn)
            .await?;
        // Whose private meeting is hit is hit itself.
        let hit: BTreeSet<Uuid> = hit.into_iter().map(|(id, main)| main.unwrap_or(id)).collect();
        let hit = in_order(&txn, house, &reached, &hit).await?;
        gathered(&txn, house, (&hit, &nearby), most, trim).await
    }
    .await;
    // It never happened.
    txn.rollback().await?;
    drop(runs);
    let found = found?;
    Ok((found, Supposition { of, name: planned.name, period: planned.local }))
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

fn row(house: &House, planned: &Planned) -> blocks::ActiveModel {
    blocks::ActiveModel {
        id: Set(house.ids.next()),
        over_kind: Set(planned.over.0.to_owned()),
        over_id: Set(planned.over.1),
        centre_id: Set(planned.centre.map(|centre| centre.0)),
        starts_at: Set(planned.period.start().0),
        ends_at: Set(planned.period.end().0),
        cause: Set(BlockCause::Other.code().to_owned()),
        note: Set(None),
        created_by: Set(None),
        created_at: Set(house.clock.now().0),
    }
}
