use async_trait::async_trait;

use super::Answer;
use crate::{
    cause::Cause,
    draft::DraftView,
    ids::AppointmentId,
    principal::Principal,
    request::{Askable, OwnRequests, RequestForm, RequestView},
    text::Note,
};

/// Asking for appointments, and answering.
#[async_trait]
pub trait Requests: Send + Sync {
    /// What `who` may ask for, and whom.
    async fn askable(&self, who: &Principal) -> Answer<Askable>;

    /// Asks. Somebody for whom the same account waits already is a duplicate.
    async fn ask(&self, who: &Principal, form: &RequestForm) -> Answer<AppointmentId>;

    /// What this account asked for and waits for, or was answered lately, the newest first: a page of at most 100, before
    /// `before` if given.
    async fn own(&self, who: &Principal, before: Option<AppointmentId>) -> Answer<OwnRequests>;

    /// The first of what waits for an answer of the agency, by the day that is wished for, past days last.
    async fn open(&self, who: &Principal) -> Answer<Vec<RequestView>>;

    /// How much waits in all.
    async fn waiting(&self, who: &Principal) -> Answer<usize>;

    /// Begins the draft that books a request, or takes up the one that this account has begun already. Booking it makes
    /// the request that appointment.
    async fn take_up(&self, who: &Principal, request: AppointmentId) -> Answer<DraftView>;

    /// Declines a request, with a coded cause.
    async fn decline(&self, who: &Principal, request: AppointmentId, cause: Cause, note: Option<Note>) -> Answer<()>;
}
