//! What travels to the pages of requests, and where they are.

use serde::{Deserialize, Serialize};
use shared::{
    ids::AppointmentId,
    request::{Askable, OwnRequests, RequestForm, RequestView},
};

use crate::features::appointment::ReasonForm;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Requests {
    /// To those who answer.
    Open(Open),
    /// To those who ask: what they asked for.
    Own(OwnRequests),
}

/// What waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// What is shown of it.
    pub requests: Vec<RequestView>,
    /// How many more there are.
    pub more: usize,
    /// Which of it is about to be declined, with the reason as typed before.
    pub declining: Option<(AppointmentId, ReasonForm)>,
}

/// What may be asked for, and what was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// What, for whom, and whom.
    pub askable: Askable,
    /// As typed.
    pub typed: Option<RequestForm>,
}

/// What the start page says of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtHome {
    /// How many wait for the reader's agency.
    pub waiting: usize,
    /// What the reader asked for.
    pub own: Vec<RequestView>,
}

/// The address at which it is said why a request is declined.
pub fn declining(id: AppointmentId) -> String {
    format!("/requests?decline={id}")
}

/// The address of what was asked for before `id`.
pub fn older(id: AppointmentId) -> String {
    format!("/requests?before={id}")
}

/// The address of the draft that books a request.
pub fn booking(id: AppointmentId) -> String {
    format!("/appointments/new?request={id}")
}

/// The name under which what was typed into the form is kept.
#[cfg(feature = "ssr")]
pub const ASK_FORM: &str = "requests/ask";

/// The name under which a typed reason is kept.
#[cfg(feature = "ssr")]
pub fn decline_form(id: AppointmentId) -> String {
    format!("requests/decline/{id}")
}
