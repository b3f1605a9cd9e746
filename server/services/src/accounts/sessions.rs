//! Sessions: kept on the server, so that signing out, a new password or a deactivated account ends them at once.

use entity::{accounts, agencies, centres, sessions};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::Expr,
};
use shared::{
    directory::Language,
    ids::{AccountId, AgencyId, CentreId, PersonId},
    ports::NewSession,
    principal::{Account, AccountRole},
};
use uuid::Uuid;

use crate::{db::StoreError, house::House, secrets};

/// Minutes after which a session ends, whatever happens: one shift, so that the next person signs in as themselves.
pub const LIFE_MINUTES: i64 = 12 * 60;

/// Minutes without a request after which a session ends. A board that is open keeps its session by fetching changes, a
/// hearing lasts up to two hours without a click, and a tablet left on a bench is not open for the whole day.
pub const IDLE_MINUTES: i64 = 2 * 60;

/// Seconds within which being seen again is not written down: reading a page should not cost a write.
const SEEN_STEP: i64 = 60;

/// Begins a session of `account`, forgets its failures, and clears away its ended sessions. `device` is what the browser
/// keeps beyond it.
pub(super) async fn begin(house: &House, account: &accounts::Model, device: String) -> Result<NewSession, StoreError> {
    let now = house.clock.now();
    let expires = now.plus_minutes(LIFE_MINUTES);
    let secret = secrets::fresh()?;
    sessions::Entity::delete_many()
        .filter(sessions::Column::AccountId.eq(account.id))
        .filter(
            Condition::any()
                .add(sessions::Column::ExpiresAt.lte(now.0))
                .add(sessions::Column::SeenAt.lte(now.plus_minutes(-IDLE_MINUTES).0)),
        )
        .exec(&house.db)
        .await?;
    sessions::ActiveModel {
        id: Set(house.ids.next()),
        secret_hash: Set(secrets::kept(&secret)),
        account_id: Set(account.id),
        created_at: Set(now.0),
        seen_at: Set(now.0),
        expires_at: Set(expires.0),
    }
    .insert(&house.db)
    .await?;
    if account.failures > 0 {
        accounts::Entity::update_many()
            .col_expr(accounts::Column::Failures, Expr::value(0))
            .filter(accounts::Column::Id.eq(account.id))
            .exec(&house.db)
            .await?;
    }
    Ok(NewSession { secret, expires, device })
}

/// Ends the session behind `secret`.
pub(super) async fn end(house: &House, secret: &str) -> Result<(), StoreError> {
    if secrets::well_formed(secret) {
        sessions::Entity::delete_many()
            .filter(sessions::Column::SecretHash.eq(secrets::kept(secret)))
            .exec(&house.db)
            .await?;
    }
    Ok(())
}

/// Ends every session of an account.
pub(super) async fn end_all(txn: &impl ConnectionTrait, account: Uuid) -> Result<(), StoreError> {
    sessions::Entity::delete_many().filter(sessions::Column::AccountId.eq(account)).exec(txn).await?;
    Ok(())
}

/// The account behind `secret`, if its session goes on.
pub(super) async fn find(house: &House, secret: &str) -> Result<Option<Account>, StoreError> {
    if !secrets::well_formed(secret) {
        return Ok(None);
    }
    let now = house.clock.now();
    let Some(session) = sessions::Entity::find()
        .filter(sessions::Column::SecretHash.eq(secrets::kept(secret)))
        .filter(sessions::Column::ExpiresAt.gt(now.0))
        .filter(sessions::Column::SeenAt.gt(now.plus_minutes(-IDLE_MINUTES).0))
        .one(&house.db)
        .await?
    else {
        return Ok(None);
    };
    let Some(row) = accounts::Entity::find_by_id(session.account_id)
        .filter(accounts::Column::Active.eq(true))
        .one(&house.db)
        .await?
    else {
        return Ok(None);
    };
    if now.0 - session.seen_at >= SEEN_STEP {
        sessions::Entity::update_many()
            .col_expr(sessions::Column::SeenAt, Expr::value(now.0))
            .filter(sessions::Column::Id.eq(session.id))
            .filter(sessions::Column::SeenAt.lt(now.0))
            .exec(&house.db)
            .await?;
    }
    let place = place_name(house, &row).await?;
    Ok(account(row, place))
}

/// The name of the court or centre an account belongs to.
async fn place_name(house: &House, row: &accounts::Model) -> Result<Option<String>, StoreError> {
    if let Some(agency) = row.agency_id {
        return Ok(agencies::Entity::find_by_id(agency).one(&house.db).await?.map(|agency| agency.name));
    }
    if let Some(centre) = row.centre_id {
        return Ok(centres::Entity::find_by_id(centre).one(&house.db).await?.map(|centre| centre.name));
    }
    Ok(None)
}

/// The account of a row; a row that makes no sense stands for nobody.
fn account(row: accounts::Model, place: Option<String>) -> Option<Account> {
    Some(Account {
        id: AccountId(row.id),
        name: row.name.parse().ok()?,
        role: AccountRole::from_code(&row.role)?,
        agency: row.agency_id.map(AgencyId),
        centre: row.centre_id.map(CentreId),
        person: row.person_id.map(PersonId),
        place: place.and_then(|name| name.parse().ok()),
        language: Language::from_code(&row.language),
    })
}
