//! The private meetings of a hearing. They are appointments that name it; on which side of it each is follows from where it
//! lies.

use entity::appointments;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use shared::{appointment::State, schedule::Side, time::Instant};
use uuid::Uuid;

/// The private meetings of the hearing `main`, by start.
pub(crate) fn of_hearing(main: Uuid) -> Select<appointments::Entity> {
    appointments::Entity::find()
        .filter(appointments::Column::MainId.eq(main))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
}

/// On which side of `main` each of its meetings is, which come by start. Whoever moved one elsewhere, or moved the hearing
/// away from one that was called off, left it the side that the other does not have; if neither adjoins, the earlier is the
/// one before.
pub(crate) fn sides(
    main: &appointments::Model,
    meetings: Vec<appointments::Model>,
) -> Vec<(Side, appointments::Model)> {
    let alone = meetings.len() == 1;
    let taken: Vec<Side> = meetings.iter().filter_map(|one| adjoins(main, one)).collect();
    let mut free = Side::BOTH.into_iter().filter(|side| !taken.contains(side));
    let side = |one: &appointments::Model| match adjoins(main, one) {
        Some(side) => Some(side),
        None if alone && one.starts_at >= main.starts_at => Some(Side::After),
        None => free.next(),
    };
    let sides: Vec<_> = meetings.iter().map(side).collect();
    sides.into_iter().zip(meetings).filter_map(|(side, one)| Some((side?, one))).collect()
}

/// Those of whom people are told: what was called off by itself is no part of `main` any more.
pub(crate) fn told(main: &appointments::Model, meetings: Vec<appointments::Model>) -> Vec<(Side, appointments::Model)> {
    let over = |row: &appointments::Model| [State::Cancelled, State::NotHeld].iter().any(|it| it.code() == row.state);
    let mut sides = sides(main, meetings);
    sides.retain(|(_, one)| !over(one) || (over(main) && adjoins(main, one).is_some()));
    sides
}

/// The side on which a meeting touches its hearing.
pub(crate) fn adjoins(main: &appointments::Model, one: &appointments::Model) -> Option<Side> {
    if one.ends_at == main.starts_at {
        Some(Side::Before)
    } else {
        (one.starts_at == main.ends_at).then_some(Side::After)
    }
}

/// Whether `one` of the private meetings of `main` still changes with it: one that lay elsewhere and is over was held as it
/// stands.
pub(crate) fn changes_along(main: &appointments::Model, one: &appointments::Model, now: Instant) -> bool {
    one.ends_at > now.0 || adjoins(main, one).is_some()
}
