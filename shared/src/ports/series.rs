use async_trait::async_trait;

use super::Answer;
use crate::{
    cause::Cause,
    ids::AppointmentId,
    principal::Principal,
    series::{SeriesOrder, SeriesPlan, SeriesQuery},
    text::Note,
};

/// Trials over several days.
#[async_trait]
pub trait Series: Send + Sync {
    /// A slot for each further day of a hearing: nothing is changed.
    async fn plan(&self, who: &Principal, id: AppointmentId, asked: SeriesQuery) -> Answer<SeriesPlan>;

    /// Books further days of a hearing, all of them or none; refused as [`crate::error::Error::Stale`] if `version` is not
    /// the newest. Answers the appointments by start.
    async fn book(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        order: SeriesOrder,
    ) -> Answer<Vec<AppointmentId>>;

    /// Cancels a day and those after it, with the private meetings linked to them, all of them or none.
    async fn cancel_following(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        cause: Cause,
        note: Option<Note>,
    ) -> Answer<()>;
}
