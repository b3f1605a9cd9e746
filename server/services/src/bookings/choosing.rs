//! The chosen slot of a draft: nobody else takes it while the booking is finished, whatever is still corrected in the steps
//! before it.

use entity::drafts;
use sea_orm::DatabaseTransaction;
use shared::{
    draft::{Booking, Draft, DraftView},
    error::Fault,
    ids::{DraftId, RoomId},
    schedule::Slot,
};
use uuid::Uuid;

use super::{
    drafts::{Desk, read, room_name, without_slot, wrong},
    needs::{Terms, horizon, needs_of, parts, rather},
};
use crate::{
    db::{StoreError, transaction},
    facts::View,
    holds::{self, HOLD_MINUTES},
};

impl Desk<'_> {
    pub(super) async fn choose_slot(&self, id: DraftId, slot: Slot) -> Result<DraftView, StoreError> {
        let row = transaction!(self.house, |txn| {
            let row = self.open_row(txn, id).await?;
            let draft = read(&row)?;
            let facts = self.house.facts.within(txn).await?;
            let (first, ..) = parts(txn, &facts, &draft.detainees).await?;
            if room_name(txn, slot.room, first.centre.0).await?.is_none() {
                return Err(wrong("slot", Fault::OtherCentre));
            }
            let until = self.house.clock.now().plus_minutes(HOLD_MINUTES);
            let chosen = Draft { slot: Some(slot), beside: Vec::new(), hold_until: Some(until), ..draft };
            // What was held before is let go of first: the new slot may overlap it.
            holds::release(txn, row.id).await?;
            let row = self.put(txn, row, &chosen).await?;
            // Before the first two steps are sound it is not known for whom.
            let Ok(booking) = without_slot(&chosen) else { return Ok(row) };
            let beside = Box::pin(self.hold(txn, &facts, row.id, (slot, &booking))).await?;
            if beside.is_empty() { Ok(row) } else { self.put(txn, row, &Draft { beside, ..chosen }).await }
        });
        self.view(row?).await
    }

    /// Holds the slot again for what the draft `before` has become, if that is possible there; if not, lets go of it, and the
    /// slot that stays in the draft is judged when it is booked.
    ///
    /// It is held until the moment that was set when it was chosen, and no longer: a page may save with every word that is
    /// typed, so whoever only left it open would keep the slot from everybody for ever. Who needs longer chooses again, and
    /// is shown at the same time what else is free.
    pub(super) async fn hold_again(
        &self,
        txn: &DatabaseTransaction,
        row: drafts::Model,
        before: &Draft,
        draft: Draft,
    ) -> Result<drafts::Model, StoreError> {
        let Some(slot) = draft.slot else {
            holds::release(txn, row.id).await?;
            return Ok(row);
        };
        let now = self.house.clock.now();
        let Some(until) = draft.hold_until.filter(|until| *until > now) else { return Ok(row) };
        // What is only half typed says nothing yet: meanwhile that stays held which was asked for last.
        let Ok(booking) = without_slot(&draft) else { return Ok(row) };
        let same = without_slot(before).is_ok_and(|before| needs_alike(&before, &booking));
        if same && holds::until(txn, row.id, now).await?.is_some() {
            return Ok(row);
        }
        let facts = self.house.facts.within(txn).await?;
        match Box::pin(self.hold(txn, &facts, row.id, (slot, &booking))).await {
            Ok(beside) => {
                holds::shorten(txn, row.id, until).await?;
                if beside == draft.beside { Ok(row) } else { self.put(txn, row, &Draft { beside, ..draft }).await }
            }
            Err(StoreError::Refused(_)) => {
                holds::release(txn, row.id).await?;
                Ok(row)
            }
            Err(other) => Err(other),
        }
    }

    /// Holds the slot for `booking`, so that nobody else takes it while the draft is finished; answers the rooms of the other
    /// sites.
    async fn hold(
        &self,
        txn: &DatabaseTransaction,
        facts: &View,
        draft: Uuid,
        (slot, booking): (Slot, &Booking),
    ) -> Result<Vec<RoomId>, StoreError> {
        let now = self.house.clock.now();
        let needs = needs_of(txn, facts, (now, draft), booking).await?;
        let bounds = (horizon(now)?, now);
        let sitting = needs.sitting(txn, slot, &rather(&booking.beside), bounds, &[]).await?;
        needs.choose(txn, self.house, &sitting, bounds).await?;
        Ok(sitting.beside)
    }
}

/// Whether both hold the same, and by the same rules.
fn needs_alike(one: &Booking, other: &Booking) -> bool {
    let asked = |of: &Booking| (of.kind, of.duration, of.meetings, Terms::of(of));
    asked(one) == asked(other) && one.detainees == other.detainees && one.invitees == other.invitees
}

/// A slot is a room of the first centre, and one of each other: with other centres it means nothing.
pub(super) async fn keep_slot_if_there(
    txn: &DatabaseTransaction,
    facts: &View,
    draft: &mut Draft,
) -> Result<(), StoreError> {
    let sites = if draft.detainees.is_empty() { None } else { Some(parts(txn, facts, &draft.detainees).await?) };
    let Some(slot) = draft.slot else { return Ok(()) };
    let still = match &sites {
        Some((first, _, beside)) if beside.len() == draft.beside.len() => {
            let mut still = room_name(txn, slot.room, first.centre.0).await?.is_some();
            for (part, room) in beside.iter().zip(&draft.beside) {
                still &= room_name(txn, *room, part.centre.0).await?.is_some();
            }
            still
        }
        _ => false,
    };
    if !still {
        draft.slot = None;
        draft.beside.clear();
        draft.hold_until = None;
    }
    Ok(())
}
