use async_trait::async_trait;
use jiff::civil::Date;

use super::Answer;
use crate::{
    appointment::{Amendment, Choices, Detail, Role, State},
    cause::Cause,
    directory::{DetaineeSummary, PersonSummary},
    draft::{DraftView, SlotWeek, WhatForm, WhoChange, WishForm},
    ids::{AppointmentId, DraftId},
    principal::Principal,
    schedule::Slot,
    text::Note,
};

/// Preparing, making and changing appointments. What changes a draft is refused as [`crate::error::Error::Booked`] once it was
/// booked.
#[async_trait]
pub trait Bookings: Send + Sync {
    /// Begins a draft, never one that another tab or another person of this account has begun.
    async fn begin(&self, who: &Principal) -> Answer<DraftView>;

    /// Begins a draft of the appointment that goes on with an adjourned one, with everything of it but the time and the
    /// decision; takes up the one that this account has begun already.
    async fn begin_next(&self, who: &Principal, adjourned: AppointmentId) -> Answer<DraftView>;

    /// The draft, if it is this account's.
    async fn draft(&self, who: &Principal, draft: DraftId) -> Answer<DraftView>;

    /// Keeps the first step as typed; problems come back in the view, nothing is refused.
    async fn save_what(&self, who: &Principal, draft: DraftId, form: WhatForm) -> Answer<DraftView>;

    /// Changes the second step.
    async fn change_who(&self, who: &Principal, draft: DraftId, change: WhoChange) -> Answer<DraftView>;

    /// Chooses the slot (it is checked again when booked).
    async fn choose_slot(&self, who: &Principal, draft: DraftId, slot: Slot) -> Answer<DraftView>;

    /// Lets go of the chosen slot: it is free for everybody at once.
    async fn let_go(&self, who: &Principal, draft: DraftId) -> Answer<DraftView>;

    /// Leaves a draft that was not booked, and what it holds.
    async fn abandon(&self, who: &Principal, draft: DraftId) -> Answer<()>;

    /// Detainees whose code or name begins a word with `text`, at most 10.
    async fn find_detainees(&self, who: &Principal, text: &str) -> Answer<Vec<DetaineeSummary>>;

    /// Professionals for a part whose name begins a word with `text` (all, if empty), at most 20.
    async fn find_people(&self, who: &Principal, role: Role, text: &str) -> Answer<Vec<PersonSummary>>;

    /// The free slots of the week of `date` for the draft, and what becomes of a wished start.
    async fn slots(&self, who: &Principal, draft: DraftId, date: Option<Date>, wish: WishForm) -> Answer<SlotWeek>;

    /// Books the draft: one transaction, one effect, however often it is called for the same draft.
    async fn book(&self, who: &Principal, draft: DraftId) -> Answer<AppointmentId>;

    /// Everything about an appointment that `who` may see.
    async fn appointment(&self, who: &Principal, id: AppointmentId) -> Answer<Detail>;

    /// The rooms an appointment may be moved to, and, if `wish` moves it or is for others, what becomes of that: nothing is
    /// changed.
    async fn choices(&self, who: &Principal, id: AppointmentId, wish: Amendment) -> Answer<Choices>;

    /// Changes an appointment; refused as [`crate::error::Error::Stale`] if `version` is not the newest.
    async fn amend(&self, who: &Principal, id: AppointmentId, version: i32, change: Amendment) -> Answer<Detail>;

    /// Cancels it, and the meetings linked to it, with a coded cause.
    async fn cancel(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        cause: Cause,
        note: Option<Note>,
    ) -> Answer<Detail>;

    /// Moves it to `to`; `NotHeld` needs a cause.
    async fn advance(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        to: State,
        cause: Option<Cause>,
        note: Option<Note>,
    ) -> Answer<Detail>;
}
