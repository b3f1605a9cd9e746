//! Leaving what was begun: the chosen slot, or the whole booking. What was held is free for everybody at once, and not
//! only when the hold lapses.

use sea_orm::ModelTrait;
use shared::{draft::DraftView, ids::DraftId};

use super::drafts::Desk;
use crate::{
    db::{StoreError, transaction},
    holds,
};

impl Desk<'_> {
    /// Lets go of the chosen slot.
    pub(super) async fn let_go(&self, id: DraftId) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.open_row(txn, id).await?;
            self.keep(txn, row, |draft| {
                draft.slot = None;
                draft.beside.clear();
                draft.hold_until = None;
            })
            .await
        });
        self.view(row?).await
    }

    /// Leaves the booking. What was booked stays booked.
    pub(super) async fn abandon(&self, id: DraftId) -> Result<(), StoreError> {
        transaction!(self.house, |txn| {
            let row = self.open_row(txn, id).await?;
            holds::release(txn, row.id).await?;
            row.delete(txn).await?;
            Ok(())
        })
    }
}
