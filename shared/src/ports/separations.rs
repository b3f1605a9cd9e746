use async_trait::async_trait;

use super::Answer;
use crate::{
    block::Hit,
    directory::DetaineeSummary,
    ids::{DetaineeId, GroupId, SeparationId},
    principal::Principal,
    separation::{MemberForm, SeparationBoard, SeparationForm},
};

/// Who must not meet whom. Only those who keep it read it; everybody else is told "incompatible" and no more.
#[async_trait]
pub trait Separations: Send + Sync {
    /// Everything that touches the centre that `who` keeps.
    async fn board(&self, who: &Principal) -> Answer<SeparationBoard>;

    /// Those held in that centre whose code or name begins a word with `text`, at most 10.
    async fn find(&self, who: &Principal, text: &str) -> Answer<Vec<DetaineeSummary>>;

    /// Keeps two apart from now on. What is booked already stays booked.
    async fn add(&self, who: &Principal, form: &SeparationForm) -> Answer<SeparationId>;

    /// The appointments that would bring the two together, by start: nothing is changed.
    async fn weigh(&self, who: &Principal, form: &SeparationForm) -> Answer<Vec<Hit>>;

    /// Keeps them apart no longer; [`crate::error::Error::Forbidden`] while one of them is held elsewhere.
    async fn end(&self, who: &Principal, separation: SeparationId) -> Answer<()>;

    /// Adds somebody to a group; a new code makes the group.
    async fn join(&self, who: &Principal, form: &MemberForm) -> Answer<GroupId>;

    /// Takes somebody out of a group.
    async fn leave(&self, who: &Principal, group: GroupId, detainee: DetaineeId) -> Answer<()>;
}
