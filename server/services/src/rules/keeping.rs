//! The centres whose rules and people somebody keeps.

use entity::centres;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{error::Error, ids::CentreId, permission::UseCase, principal::Principal};

use crate::{db::StoreError, house::House, reach::Reach};

/// The centres whose rules `who` keeps, by name.
///
/// # Errors
/// If `who` keeps no rules, or the store refuses.
pub(super) async fn kept(house: &House, who: &Principal) -> Result<Vec<centres::Model>, StoreError> {
    reached(house, who, UseCase::KeepRules).await
}

/// The centres that `who` reaches in `case`, by name.
async fn reached(house: &House, who: &Principal, case: UseCase) -> Result<Vec<centres::Model>, StoreError> {
    let all = centres::Entity::find().order_by_asc(centres::Column::Name);
    let theirs = match Reach::of(who, case)? {
        Reach::Everything => all,
        Reach::Centre(centre) => all.filter(centres::Column::Id.eq(centre.0)),
        _ => return Ok(Vec::new()),
    };
    Ok(theirs.all(&house.db).await?)
}

/// The one of them that is asked for.
///
/// # Errors
/// [`Error::NotFound`] if it is not among them; as [`kept`].
pub(super) async fn kept_one(house: &House, who: &Principal, centre: CentreId) -> Result<centres::Model, StoreError> {
    reached_one(house, who, UseCase::KeepRules, centre).await
}

/// The centre, if `who` reaches it in `case`.
///
/// # Errors
/// [`Error::NotFound`] if not; as [`kept`].
pub(super) async fn reached_one(
    house: &House,
    who: &Principal,
    case: UseCase,
    centre: CentreId,
) -> Result<centres::Model, StoreError> {
    let found = reached(house, who, case).await?.into_iter().find(|row| row.id == centre.0);
    found.ok_or(StoreError::Refused(Error::NotFound))
}
