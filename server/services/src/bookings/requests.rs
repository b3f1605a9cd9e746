//! Requests: asked for by those who may not book, answered by those who may. This file is the port.

mod asking;
mod showing;
mod taking;

use async_trait::async_trait;
use shared::{
    cause::Cause,
    draft::DraftView,
    ids::AppointmentId,
    ports::{Answer, Requests},
    principal::Principal,
    request::{Askable, OwnRequests, RequestForm, RequestView},
    text::Note,
};

pub(super) use self::taking::take;
use super::drafts::Desk;
use crate::house::House;

/// Asking for appointments, and answering.
pub struct RequestsService {
    house: House,
}

impl RequestsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }
}

#[async_trait]
impl Requests for RequestsService {
    async fn askable(&self, who: &Principal) -> Answer<Askable> {
        Ok(asking::askable(&self.house, who).await?)
    }

    async fn ask(&self, who: &Principal, form: &RequestForm) -> Answer<AppointmentId> {
        Ok(asking::ask(&self.house, who, form).await?)
    }

    async fn own(&self, who: &Principal, before: Option<AppointmentId>) -> Answer<OwnRequests> {
        Ok(showing::own(&self.house, who, before).await?)
    }

    async fn open(&self, who: &Principal) -> Answer<Vec<RequestView>> {
        Ok(showing::open(&self.house, who).await?)
    }

    async fn waiting(&self, who: &Principal) -> Answer<usize> {
        Ok(showing::waiting(&self.house, who).await?)
    }

    async fn take_up(&self, who: &Principal, request: AppointmentId) -> Answer<DraftView> {
        Ok(taking::take_up(&Desk::of(&self.house, who)?, request).await?)
    }

    async fn decline(&self, who: &Principal, request: AppointmentId, cause: Cause, note: Option<Note>) -> Answer<()> {
        Ok(taking::decline(&self.house, who, request, cause, note.as_ref()).await?)
    }
}
