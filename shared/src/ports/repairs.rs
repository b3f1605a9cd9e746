use async_trait::async_trait;

use super::Answer;
use crate::{
    principal::Principal,
    repair::{Accepted, RepairView, Supposed},
};

/// Mending days that broke.
#[async_trait]
pub trait Repairs: Send + Sync {
    /// What of one's agency can no longer be held as it is booked, and the least disturbing repair: nothing is changed.
    ///
    /// With a block that does not stand yet, what it would break, as if it stood. Whoever keeps a centre sees so what a block
    /// there would move; making the moves is for those who booked.
    async fn look(&self, who: &Principal, supposed: Option<Supposed>) -> Answer<RepairView>;

    /// Makes these moves, and the absence for which they were sought, all of it or nothing.
    async fn accept(&self, who: &Principal, moves: Vec<Accepted>, with: Option<Supposed>) -> Answer<()>;

    /// How many appointments of one's agency stand where something was blocked, or somebody has left, since, or where hours,
    /// counts or holidays are against it now: those that a look judges.
    async fn broken(&self, who: &Principal) -> Answer<usize>;
}
