//! Beginning a booking: always a new draft. Whoever begins in a second tab, or as a second person of one account, must not
//! write into what the first one is typing.

use entity::drafts;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ModelTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use shared::draft::{Draft, DraftView};

use super::drafts::{Desk, read, written};
use crate::{
    db::{StoreError, transaction},
    holds,
};

/// Minutes after which a draft in which nothing was ever saved goes when another is begun: a week. Every visit and every double
/// click leaves such a one, but the first step may be half typed in a tab that was left open over the weekend.
const EMPTY_MINUTES: i64 = 7 * 24 * 60;

impl Desk<'_> {
    pub(super) async fn begin(&self) -> Result<DraftView, StoreError> {
        self.keep_new(&Draft::default()).await
    }

    /// The draft of somebody who begins anew and is led to it: from now on it counts as changed, so that it is not cleared
    /// away as forgotten while its first step is being typed.
    pub(super) async fn take_up(
        &self,
        txn: &DatabaseTransaction,
        row: drafts::Model,
    ) -> Result<drafts::Model, StoreError> {
        let mut row: drafts::ActiveModel = row.into();
        row.updated_at = Set(self.house.clock.now().0);
        Ok(row.update(txn).await?)
    }

    /// A new draft of this account.
    pub(super) async fn keep_new(&self, draft: &Draft) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| self.insert(txn, draft).await);
        self.view(row?).await
    }

    /// The same in a transaction, as its row.
    pub(super) async fn insert(&self, txn: &DatabaseTransaction, draft: &Draft) -> Result<drafts::Model, StoreError> {
        self.leave_others(txn).await?;
        let new = drafts::ActiveModel {
            id: Set(self.house.ids.next()),
            account_id: Set(self.account.id.0),
            body: Set(written(draft)?),
            updated_at: Set(self.house.clock.now().0),
            appointment_id: Set(None),
        };
        Ok(new.insert(txn).await?)
    }

    /// Whoever begins another booking has left the one before: what it held is free for everybody, and is held again when
    /// it is chosen again, not by what is still saved there. What was begun long ago and never filled goes.
    async fn leave_others(&self, txn: &DatabaseTransaction) -> Result<(), StoreError> {
        let own = drafts::Entity::find()
            .filter(drafts::Column::AccountId.eq(self.account.id.0))
            .filter(drafts::Column::AppointmentId.is_null());
        let long_ago = self.house.clock.now().plus_minutes(-EMPTY_MINUTES);
        for row in own.clone().order_by_asc(drafts::Column::Id).lock_exclusive().all(txn).await? {
            let draft = read(&row)?;
            if draft == Draft::default() && row.updated_at <= long_ago.0 {
                row.delete(txn).await?;
            } else if draft.hold_until.is_some() {
                // It does not count as changed by that.
                let mut row: drafts::ActiveModel = row.into();
                row.body = Set(written(&Draft { hold_until: None, ..draft })?);
                row.update(txn).await?;
            }
        }
        holds::release_all(txn, own.select_only().column(drafts::Column::Id).into_query()).await
    }
}
