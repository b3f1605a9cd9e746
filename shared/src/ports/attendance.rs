use async_trait::async_trait;

use super::Answer;
use crate::{
    ids::AppointmentId,
    notice::{AnswerForm, Invitation},
    principal::Principal,
};

/// Being told and answering. The principal is the one a personal link stands for, or an account that takes part.
#[async_trait]
pub trait Attendances: Send + Sync {
    /// What the invitation says.
    async fn invitation(&self, who: &Principal, appointment: AppointmentId) -> Answer<Invitation>;

    /// Answers it; answering the same again changes nothing.
    async fn answer(&self, who: &Principal, appointment: AppointmentId, answer: AnswerForm) -> Answer<Invitation>;

    /// The calendar file (RFC 5545) of the invitation.
    async fn calendar(&self, who: &Principal, appointment: AppointmentId) -> Answer<String>;
}
