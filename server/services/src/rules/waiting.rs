//! By what people are held apart, and who waits beside whom.

use std::collections::HashMap;

use entity::{detainees, reservations, rooms, sites};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use shared::{
    ids::{AppointmentId, CentreId, DetaineeId},
    schedule::waiting::{AgeGroup, Category, LegalStatus, Sex, Waiting},
    text::Code,
    time::Period,
};
use uuid::Uuid;

use crate::{
    db::{StoreError, reading},
    reservations as reserved,
};

/// The columns of a category, in the order in which [`category`] takes them.
pub(crate) const CATEGORY: [detainees::Column; 3] =
    [detainees::Column::LegalStatus, detainees::Column::Sex, detainees::Column::AgeGroup];

/// The category in these columns.
pub(crate) fn category(status: Option<&str>, sex: Option<&str>, age: Option<&str>) -> Result<Category, StoreError> {
    fn known<T>(code: Option<&str>, from: fn(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
        code.map(|code| reading::known(from(code), "category")).transpose()
    }
    Ok(Category {
        status: known(status, LegalStatus::from_code)?,
        sex: known(sex, Sex::from_code)?,
        age: known(age, AgeGroup::from_code)?,
    })
}

/// A detainee's id and category.
type CategoryRow = (Uuid, Option<String>, Option<String>, Option<String>);

/// When somebody is out, where they wait, and their category.
type WaitingRow = (i64, i64, String, Option<String>, Option<String>, Option<String>);

/// The categories of `detainees`, of those of whom anything is known.
pub(crate) async fn categories(
    db: &impl ConnectionTrait,
    detainees: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<DetaineeId, Category>, StoreError> {
    let known: Vec<Uuid> = detainees.into_iter().collect();
    let mut categories = HashMap::new();
    for some in known.chunks(1000) {
        let rows: Vec<CategoryRow> = detainees::Entity::find()
            .select_only()
            .column(detainees::Column::Id)
            .columns(CATEGORY)
            .filter(detainees::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for (id, status, sex, age) in rows {
            let category = category(status.as_deref(), sex.as_deref(), age.as_deref())?;
            if category.is_known() {
                categories.insert(DetaineeId(id), category);
            }
        }
    }
    Ok(categories)
}

/// Who is brought to a room of a waiting area of `centre` within `within`, through others than `except`.
pub(crate) async fn waiting(
    db: &impl ConnectionTrait,
    centre: CentreId,
    within: Period,
    except: &[AppointmentId],
) -> Result<Vec<Waiting>, StoreError> {
    let there = sites::Entity::belongs_to(reservations::Entity)
        .from(sites::Column::AppointmentId)
        .to(reservations::Column::AppointmentId);
    let room = sites::Entity::belongs_to(rooms::Entity).from(sites::Column::RoomId).to(rooms::Column::Id);
    let who = reservations::Entity::belongs_to(detainees::Entity)
        .from(reservations::Column::ResourceId)
        .to(detainees::Column::Id);
    let there: sea_orm::RelationDef = there.into();
    let rows: Vec<WaitingRow> = reservations::Entity::find()
        .select_only()
        .columns([reservations::Column::StartsAt, reservations::Column::EndsAt])
        .column(rooms::Column::WaitingArea)
        .columns(CATEGORY)
        .join(JoinType::InnerJoin, there.rev())
        .join(JoinType::InnerJoin, room.into())
        .join(JoinType::InnerJoin, who.into())
        .filter(reserved::out_of(centre, within, except))
        .filter(sites::Column::CentreId.eq(centre.0))
        .filter(rooms::Column::WaitingArea.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter()
        .map(|(from, until, area, status, sex, age)| {
            let category = category(status.as_deref(), sex.as_deref(), age.as_deref())?;
            let area: Code = reading::text(area, "waiting area")?;
            Ok(Waiting { area, category, out: reading::period(from, until)? })
        })
        .collect()
}
