//! One effect for a request, however often it is sent: a program whose connection broke sends it again with the same key.
//!
//! The first to come takes the claim; others wait for its answer, which is then kept and answered to all. What is booked or
//! changed, or which list is planned, is bound to the claim in its own transaction: if the server stops between the commit
//! and the keeping of the answer, the request that takes the claim over finds what was done instead of doing it again.
//! Where nothing is left to be found, the answer itself is kept in that transaction.

use async_trait::async_trait;
use entity::{blocks, claims, dockets};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use shared::{
    error::Error,
    exchange::{Claim, Kept, Once},
    ids::{AppointmentId, ClaimId, DocketId},
    ports::{Answer, Claims},
    principal::Principal,
};

use crate::{
    db::{StoreError, transaction},
    house::House,
};

/// Minutes for which an answer is kept.
pub const KEPT_MINUTES: i64 = 24 * 60;
/// Minutes after which whoever took a claim up and never answered has failed.
const PATIENCE_MINUTES: i64 = 1;

/// Requests that have one effect.
pub struct ClaimsService {
    house: House,
}

impl ClaimsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn take(&self, who: &Principal, request: &Once) -> Result<Claim, StoreError> {
        let house = &self.house;
        let Principal::Program(program) = who else { return Err(Error::Forbidden.into()) };
        transaction!(house, |txn| {
            let now = house.clock.now();
            let found = claims::Entity::find()
                .filter(claims::Column::TokenId.eq(program.token.0))
                .filter(claims::Column::RequestKey.eq(&request.key))
                .lock_exclusive()
                .one(txn)
                .await?;
            if let Some(row) = found {
                if row.created_at > now.plus_minutes(-KEPT_MINUTES).0 {
                    return retake(txn, row, request, now.0).await;
                }
                claims::Entity::delete_by_id(row.id).exec(txn).await?;
            }
            let id = house.ids.next();
            let row = claims::ActiveModel {
                id: Set(id),
                token_id: Set(program.token.0),
                request_key: Set(request.key.clone()),
                fingerprint: Set(request.fingerprint.clone()),
                created_at: Set(now.0),
                taken_at: Set(now.0),
                appointment_id: Set(None),
                docket_id: Set(None),
                answer: Set(None),
            };
            // Two who come first at once: the second run finds the claim of the other.
            row.insert(txn).await.map_err(|error| match StoreError::from(error) {
                StoreError::Unique => StoreError::Again,
                other => other,
            })?;
            Ok(Claim::First(ClaimId(id)))
        })
    }
}

/// What becomes of a request whose claim is there.
async fn retake(txn: &DatabaseTransaction, row: claims::Model, request: &Once, now: i64) -> Result<Claim, StoreError> {
    if row.fingerprint != request.fingerprint {
        return Ok(Claim::OtherRequest);
    }
    if let Some(answer) = &row.answer {
        return Ok(Claim::Answered(serde_json::from_str(answer)?));
    }
    if row.taken_at > now - PATIENCE_MINUTES * 60 {
        return Ok(Claim::Running);
    }
    let id = ClaimId(row.id);
    let mut row: claims::ActiveModel = row.into();
    row.taken_at = Set(now);
    row.update(txn).await?;
    Ok(Claim::First(id))
}

#[async_trait]
impl Claims for ClaimsService {
    async fn claim(&self, who: &Principal, request: Once) -> Answer<Claim> {
        Ok(self.take(who, &request).await?)
    }

    async fn keep(&self, claim: ClaimId, answer: Kept) -> Answer<()> {
        Ok(keep(&self.house.db, claim, &answer).await?)
    }

    async fn release(&self, claim: ClaimId) -> Answer<()> {
        let db = &self.house.db;
        let unanswered = Condition::all().add(claims::Column::Id.eq(claim.0)).add(claims::Column::Answer.is_null());
        // A list or a block that was made under a claim bears its identifier.
        let lists = dockets::Entity::find().select_only().column(dockets::Column::Id);
        let lists = lists.filter(dockets::Column::Id.eq(claim.0)).into_query();
        let closed = blocks::Entity::find().select_only().column(blocks::Column::Id);
        let closed = closed.filter(blocks::Column::Id.eq(claim.0)).into_query();
        claims::Entity::delete_many()
            .filter(unanswered.clone())
            .filter(claims::Column::AppointmentId.is_null())
            .filter(claims::Column::DocketId.is_null())
            .filter(claims::Column::Id.not_in_subquery(lists))
            .filter(claims::Column::Id.not_in_subquery(closed))
            .exec(db)
            .await
            .map_err(StoreError::from)?;
        // Of what has an effect the claim stays, and is taken up as soon as the request is sent again.
        claims::Entity::update_many()
            .col_expr(claims::Column::TakenAt, Expr::value(0_i64))
            .filter(unanswered)
            .exec(db)
            .await
            .map_err(StoreError::from)?;
        Ok(())
    }
}

/// Keeps the answer to what is done under `claim`, unless one is kept already.
pub(super) async fn keep(db: &impl ConnectionTrait, claim: ClaimId, answer: &Kept) -> Result<(), StoreError> {
    claims::Entity::update_many()
        .col_expr(claims::Column::Answer, Expr::value(serde_json::to_string(answer)?))
        .filter(claims::Column::Id.eq(claim.0))
        .filter(claims::Column::Answer.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// The claim, locked until the transaction ends.
async fn locked(txn: &DatabaseTransaction, claim: ClaimId) -> Result<claims::Model, StoreError> {
    let row = claims::Entity::find_by_id(claim.0).lock_exclusive().one(txn).await?;
    // A claim that is gone was given back or cleared away: whoever still works under it must not book any more.
    row.ok_or(StoreError::Refused(Error::Unavailable))
}

/// What was booked or changed under `claim`; the claim is locked until the transaction ends.
pub(crate) async fn bound(txn: &DatabaseTransaction, claim: ClaimId) -> Result<Option<AppointmentId>, StoreError> {
    Ok(locked(txn, claim).await?.appointment_id.map(AppointmentId))
}

/// The same without waiting for anybody, for what is refused before the claim is looked at.
pub(crate) async fn made_under(
    db: &impl ConnectionTrait,
    claim: Option<ClaimId>,
) -> Result<Option<AppointmentId>, StoreError> {
    let Some(claim) = claim else { return Ok(None) };
    let row = claims::Entity::find_by_id(claim.0).one(db).await?;
    Ok(row.and_then(|row| row.appointment_id).map(AppointmentId))
}

/// Whether a change was made under `claim` before; the claim is locked until the transaction ends.
pub(crate) async fn done_before(txn: &DatabaseTransaction, claim: Option<ClaimId>) -> Result<bool, StoreError> {
    let Some(claim) = claim else { return Ok(false) };
    Ok(bound(txn, claim).await?.is_some())
}

/// Says of a change of the appointment `id` that it was made under `claim`, which [`done_before`] has locked.
pub(crate) async fn belongs_to(
    txn: &DatabaseTransaction,
    claim: Option<ClaimId>,
    id: AppointmentId,
) -> Result<(), StoreError> {
    match claim {
        Some(claim) => bind(txn, claim, id).await,
        None => Ok(()),
    }
}

/// Binds what was booked to `claim`, which [`bound`] has locked.
pub(crate) async fn bind(txn: &DatabaseTransaction, claim: ClaimId, id: AppointmentId) -> Result<(), StoreError> {
    claims::Entity::update_many()
        .col_expr(claims::Column::AppointmentId, Expr::value(id.0))
        .filter(claims::Column::Id.eq(claim.0))
        .exec(txn)
        .await?;
    Ok(())
}

/// Whether a list was planned under `claim` before; the claim is locked until the transaction ends.
pub(crate) async fn planned_before(txn: &DatabaseTransaction, claim: Option<ClaimId>) -> Result<bool, StoreError> {
    let Some(claim) = claim else { return Ok(false) };
    Ok(locked(txn, claim).await?.docket_id.is_some())
}

/// Says of a planning of the list `id` that it was begun under `claim`, which [`planned_before`] has locked.
pub(crate) async fn planned_under(
    txn: &DatabaseTransaction,
    claim: Option<ClaimId>,
    id: DocketId,
) -> Result<(), StoreError> {
    let Some(claim) = claim else { return Ok(()) };
    claims::Entity::update_many()
        .col_expr(claims::Column::DocketId, Expr::value(id.0))
        .filter(claims::Column::Id.eq(claim.0))
        .exec(txn)
        .await?;
    Ok(())
}
