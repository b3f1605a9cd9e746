use async_trait::async_trait;
use futures::stream::BoxStream;
use jiff::civil::Date;

use super::Answer;
use crate::{
    day::{CentreDay, Day, LiveEvent},
    ids::CentreId,
    principal::Principal,
};

/// Reading days.
#[async_trait]
pub trait Days: Send + Sync {
    /// The day as the reader's role shows it: docket, board, or the own appointments. `None` is today.
    async fn day(&self, who: &Principal, date: Option<Date>) -> Answer<Day>;

    /// How the rooms of `centre` are taken, or those of the first centre that the reader may look at; nothing if none is
    /// asked for and there are none. A date that is `None` is today. Of appointments that the reader may not know only that
    /// a room is taken.
    async fn rooms(&self, who: &Principal, centre: Option<CentreId>, date: Option<Date>) -> Answer<Option<CentreDay>>;
}

/// Changes as they happen.
#[async_trait]
pub trait LiveEvents: Send + Sync {
    /// The number of the newest change. Whoever asks for it before they read what they show, and listens after it, misses none.
    async fn newest(&self, who: &Principal) -> Answer<i64>;

    /// The changes after `sequence` that `who` may know of (those still remembered first), then new ones as they are
    /// committed. A `None` item means that events were lost and everything must be fetched again.
    async fn subscribe(&self, who: &Principal, sequence: Option<i64>) -> Answer<BoxStream<'static, Option<LiveEvent>>>;
}
