use async_trait::async_trait;

use super::Answer;
use crate::{
    block::Hit,
    held::{CategoryForm, HeldList, HeldView, LeavingForm},
    ids::{CentreId, DetaineeId},
    principal::Principal,
};

/// Who is held in a centre, for those who keep it. Every change names what it was made on and is refused as
/// [`crate::error::Error::Outdated`] if that is no longer what stands; what is booked already stays booked. Who is held
/// elsewhere is as if there were nobody.
#[async_trait]
pub trait Detainees: Send + Sync {
    /// Those held in the centre whose code or name begins words with `text`, the first of all if it is empty; and those who
    /// leave.
    async fn held(&self, who: &Principal, centre: CentreId, text: &str) -> Answer<HeldList>;

    /// One of them.
    async fn one(&self, who: &Principal, centre: CentreId, detainee: DetaineeId) -> Answer<HeldView>;

    /// The appointments that a departure as typed would hit, by start: nothing is changed.
    async fn weigh(
        &self,
        who: &Principal,
        centre: CentreId,
        detainee: DetaineeId,
        form: &LeavingForm,
    ) -> Answer<Vec<Hit>>;

    /// Records that somebody leaves, in place of what was recorded of that before.
    async fn leave(&self, who: &Principal, centre: CentreId, detainee: DetaineeId, form: &LeavingForm) -> Answer<()>;

    /// Takes back that somebody leaves, of whom `seen` was recorded; nothing happens if nothing is.
    async fn stay(&self, who: &Principal, centre: CentreId, detainee: DetaineeId, seen: &str) -> Answer<()>;

    /// Changes by what somebody is held apart.
    async fn set_category(
        &self,
        who: &Principal,
        centre: CentreId,
        detainee: DetaineeId,
        form: &CategoryForm,
    ) -> Answer<()>;
}
