//! Beginning a booking from nothing: always a new draft. Whoever begins in a second tab, or as a second person of one account,
//! must not write into what the first one is typing, nor take from it what it holds.

use entity::drafts;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ModelTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use shared::draft::{Draft, DraftView};

use super::drafts::{Desk, read, written};
use crate::db::{StoreError, transaction};

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
        self.clear_empty(txn).await?;
        let new = drafts::ActiveModel {
            id: Set(self.house.ids.next()),
            account_id: Set(self.account.id.0),
            body: Set(written(draft)?),
            updated_at: Set(self.house.clock.now().0),
            appointment_id: Set(None),
        };
        Ok(new.insert(txn).await?)
    }

    /// What this account began long ago and never filled goes. Nothing else changes: another draft may stand open in another tab
    /// or before another person, and its page says until when it holds its slot. Who leaves a booking says so, or the slot is
    /// free when the hold lapses.
    async fn clear_empty(&self, txn: &DatabaseTransaction) -> Result<(), StoreError> {
        let long_ago = self.house.clock.now().plus_minutes(-EMPTY_MINUTES);
        let old = drafts::Entity::find()
            .filter(drafts::Column::AccountId.eq(self.account.id.0))
            .filter(drafts::Column::AppointmentId.is_null())
            .filter(drafts::Column::UpdatedAt.lte(long_ago.0))
            .order_by_asc(drafts::Column::Id)
            .lock_exclusive()
            .all(txn)
            .await?;
        for row in old {
            if read(&row)? == Draft::default() {
                row.delete(txn).await?;
            }
        }
        Ok(())
    }
}
