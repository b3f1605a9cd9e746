//! Changes as they happen, for whoever may know of them.

use std::collections::VecDeque;

use async_trait::async_trait;
use entity::live_events;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    day::LiveEvent,
    ids::{AgencyId, AppointmentId},
    permission::UseCase,
    ports::{Answer, LiveEvents},
    principal::Principal,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::newest_event;
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
};

/// Whoever missed more than this fetches everything again.
const MOST_REPLAYED: u64 = 1_000;

/// Changes as they happen.
pub struct LiveService {
    house: House,
}

impl LiveService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    /// What is remembered after `sequence`, and whether something before it is not.
    async fn missed(&self, sequence: i64) -> Result<(bool, Vec<LiveEvent>), StoreError> {
        let db = &self.house.db;
        let bounds: Option<(Option<i64>, Option<i64>)> = live_events::Entity::find()
            .select_only()
            .column_as(live_events::Column::Id.min(), "oldest")
            .column_as(live_events::Column::Id.max(), "newest")
            .into_tuple()
            .one(db)
            .await?;
        let (oldest, newest) = bounds.and_then(|(oldest, newest)| oldest.zip(newest)).unwrap_or((0, 0));
        // A number from the future is of another database: one that was restored from a copy.
        if sequence > newest || sequence + 1 < oldest {
            return Ok((true, Vec::new()));
        }
        let rows = live_events::Entity::find()
            .filter(live_events::Column::Id.gt(sequence))
            .order_by_asc(live_events::Column::Id)
            .limit(MOST_REPLAYED + 1)
            .all(db)
            .await?;
        if u64::try_from(rows.len()).is_ok_and(|missed| missed > MOST_REPLAYED) {
            return Ok((true, Vec::new()));
        }
        Ok((false, rows.into_iter().map(event).collect::<Result<_, _>>()?))
    }
}

#[async_trait]
impl LiveEvents for LiveService {
    async fn newest(&self, who: &Principal) -> Answer<i64> {
        Reach::of(who, UseCase::ReadDay)?;
        Ok(newest_event(&self.house.db).await?)
    }

    async fn subscribe(&self, who: &Principal, sequence: Option<i64>) -> Answer<BoxStream<'static, Option<LiveEvent>>> {
        let reach = Reach::of(who, UseCase::ReadDay)?;
        // First the ear, then the past: what commits between is heard twice at most, and told once.
        let events = self.house.hub.events();
        let (lost, missed) = match sequence {
            Some(sequence) => self.missed(sequence).await?,
            None => (false, Vec::new()),
        };
        let told = missed.last().map(|event| event.sequence).or(sequence.filter(|_| !lost)).unwrap_or(i64::MIN);
        let listener = Listener { reach, told, missed: missed.into(), lost, events };
        Ok(stream::unfold(listener, Listener::next).boxed())
    }
}

/// One open screen.
struct Listener {
    reach: Reach,
    /// The newest number that was told, or skipped as none of the reader's business.
    told: i64,
    missed: VecDeque<LiveEvent>,
    lost: bool,
    events: Receiver<LiveEvent>,
}

impl Listener {
    async fn next(mut self) -> Option<(Option<LiveEvent>, Self)> {
        if std::mem::take(&mut self.lost) {
            return Some((None, self));
        }
        while let Some(event) = self.missed.pop_front() {
            if self.reach.covers(&event) {
                let event = self.reach.tell(event);
                return Some((Some(event), self));
            }
        }
        loop {
            match self.events.recv().await {
                Ok(event) if event.sequence > self.told => {
                    self.told = event.sequence;
                    if self.reach.covers(&event) {
                        let event = self.reach.tell(event);
                        return Some((Some(event), self));
                    }
                }
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some((None, self)),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

impl Reach {
    /// The event as far as the reader may know: boards need to hear which appointment changed, not who takes part.
    fn tell(self, mut event: LiveEvent) -> LiveEvent {
        event.people.retain(|person| self == Self::Person(*person) || self == Self::Everything);
        if matches!(self, Self::Centre(_) | Self::Person(_)) {
            event.agency = None;
        }
        event
    }
}

fn event(row: live_events::Model) -> Result<LiveEvent, StoreError> {
    Ok(LiveEvent {
        sequence: row.id,
        appointment: AppointmentId(row.appointment_id),
        agency: Some(AgencyId(row.agency_id)),
        centres: reading::structured(row.centres)?,
        people: reading::structured(row.people)?,
    })
}
