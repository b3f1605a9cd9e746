use async_trait::async_trait;

use super::Answer;
use crate::{
    block::{BlockBoard, BlockForm, Hit},
    ids::{BlockId, CentreId},
    principal::Principal,
};

/// Blocking rooms and centres.
#[async_trait]
pub trait Blocks: Send + Sync {
    /// The blocks of a centre; of the first one that `who` keeps, if none is named.
    async fn board(&self, who: &Principal, centre: Option<CentreId>) -> Answer<BlockBoard>;

    /// The appointments that a block as typed would hit, by start: nothing is changed.
    async fn weigh(&self, who: &Principal, centre: CentreId, form: &BlockForm) -> Answer<Vec<Hit>>;

    /// Blocks. What is booked already stays booked.
    async fn block(&self, who: &Principal, centre: CentreId, form: &BlockForm) -> Answer<BlockId>;

    /// Lifts a block; answers whose it was.
    async fn lift(&self, who: &Principal, block: BlockId) -> Answer<CentreId>;
}
