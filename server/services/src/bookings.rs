//! Preparing, making and changing appointments. This file is the port; each use case has a file of its own.

mod advancing;
mod amending;
mod availability;
mod beginning;
mod cancelling;
mod changing;
mod choosing;
mod continuing;
mod detail;
mod directory;
mod dockets;
mod drafts;
pub(crate) mod keys;
mod leaving;
mod making;
mod needs;
mod ordering;
mod pieces;
mod requests;
mod series;
mod slots;

use async_trait::async_trait;
use jiff::civil::Date;
use shared::{
    appointment::{Amendment, Choices, Detail, Role, State},
    cause::Cause,
    directory::{DetaineeSummary, PersonSummary},
    draft::{DraftView, SlotWeek, WhatForm, WhoChange, WishForm},
    ids::{AppointmentId, DraftId},
    ports::{Answer, Bookings},
    principal::Principal,
    schedule::Slot,
    text::Note,
};

use self::drafts::Desk;
pub(crate) use self::{
    amending::RepairsService,
    availability::availability,
    directory::{find_people, held_in, held_with_category, person as professional},
    dockets::DocketsService,
    needs::window,
    ordering::{amend as amend_by_key, cancel, order},
    requests::RequestsService,
    series::SeriesService,
};
use crate::house::House;

/// Preparing, making and changing appointments.
pub struct BookingsService {
    house: House,
}

impl BookingsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }
}

#[async_trait]
impl Bookings for BookingsService {
    async fn begin(&self, who: &Principal) -> Answer<DraftView> {
        Ok(Desk::of(&self.house, who)?.begin().await?)
    }

    async fn begin_next(&self, who: &Principal, adjourned: AppointmentId) -> Answer<DraftView> {
        Ok(continuing::begin(&Desk::of(&self.house, who)?, adjourned).await?)
    }

    async fn draft(&self, who: &Principal, draft: DraftId) -> Answer<DraftView> {
        Ok(Desk::of(&self.house, who)?.draft(draft).await?)
    }

    async fn save_what(&self, who: &Principal, draft: DraftId, form: WhatForm) -> Answer<DraftView> {
        Ok(Desk::of(&self.house, who)?.save_what(draft, form).await?)
    }

    async fn change_who(&self, who: &Principal, draft: DraftId, change: WhoChange) -> Answer<DraftView> {
        Ok(Desk::of(&self.house, who)?.change_who(draft, change).await?)
    }

    async fn choose_slot(&self, who: &Principal, draft: DraftId, slot: Slot) -> Answer<DraftView> {
        Ok(Desk::of(&self.house, who)?.choose_slot(draft, slot).await?)
    }

    async fn let_go(&self, who: &Principal, draft: DraftId) -> Answer<DraftView> {
        Ok(Desk::of(&self.house, who)?.let_go(draft).await?)
    }

    async fn abandon(&self, who: &Principal, draft: DraftId) -> Answer<()> {
        Ok(Desk::of(&self.house, who)?.abandon(draft).await?)
    }

    async fn find_detainees(&self, who: &Principal, text: &str) -> Answer<Vec<DetaineeSummary>> {
        directory::find_detainees(&self.house, who, text).await
    }

    async fn find_people(&self, who: &Principal, role: Role, text: &str) -> Answer<Vec<PersonSummary>> {
        directory::find_people(&self.house, who, role, text).await
    }

    async fn slots(&self, who: &Principal, draft: DraftId, date: Option<Date>, wish: WishForm) -> Answer<SlotWeek> {
        Ok(slots::week(&Desk::of(&self.house, who)?, draft, date, &wish).await?)
    }

    async fn book(&self, who: &Principal, draft: DraftId) -> Answer<AppointmentId> {
        Ok(making::book(&Desk::of(&self.house, who)?, draft).await?)
    }

    async fn appointment(&self, who: &Principal, id: AppointmentId) -> Answer<Detail> {
        Ok(detail::appointment(&self.house, who, id).await?)
    }

    async fn choices(&self, who: &Principal, id: AppointmentId, wish: Amendment) -> Answer<Choices> {
        Ok(amending::choices(&self.house, who, id, &wish).await?)
    }

    async fn amend(&self, who: &Principal, id: AppointmentId, version: i32, change: Amendment) -> Answer<Detail> {
        amending::amend(&self.house, who, id, version, &change, None).await?;
        Ok(detail::appointment(&self.house, who, id).await?)
    }

    async fn cancel(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        cause: Cause,
        note: Option<Note>,
    ) -> Answer<Detail> {
        cancelling::cancel(&self.house, who, id, version, (cause, note.as_ref()), None).await?;
        Ok(detail::appointment(&self.house, who, id).await?)
    }

    async fn advance(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        to: State,
        cause: Option<Cause>,
        note: Option<Note>,
    ) -> Answer<Detail> {
        advancing::advance(&self.house, who, id, version, to, cause, note.as_ref()).await?;
        Ok(detail::appointment(&self.house, who, id).await?)
    }
}
