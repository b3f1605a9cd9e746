//! The only way out: live events to open screens, messages to people.
//!
//! What must go out stands in the store since the transaction that caused it. [`run`] carries it on, when it is woken
//! and every few seconds besides: because a wake-up can be lost with the process, because another server may have
//! written, and because a mail server may be back.

mod again;
mod links;
mod live;
mod mail;
mod tidy;

use std::{
    collections::{BTreeSet, HashMap},
    future::Future,
    sync::Arc,
};

use async_trait::async_trait;
use entity::{appointments, messages};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    day::LiveEvent,
    directory::Language,
    error::Error,
    ids::{AppointmentId, MessageId},
    notice::{Delivery, Message, MessageKind},
    permission::UseCase,
    ports::{Answer, Outbox},
    principal::Principal,
    time::Instant,
    zone::Zone,
};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

pub use mail::{is_mail_server, is_sender};

use self::again::Way;
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
};

/// Events that a slow screen may lag behind; beyond that it is told to fetch everything again.
const EVENTS_KEPT: usize = 256;
/// The most messages on a page of the outbox.
const PAGE: u64 = 100;

/// Wakes the outbox and carries live events to open screens.
pub struct Hub {
    events: broadcast::Sender<LiveEvent>,
    work: watch::Sender<u64>,
}

impl Hub {
    /// A hub nobody listens to yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { events: broadcast::channel(EVENTS_KEPT).0, work: watch::channel(0).0 })
    }

    /// Says that something was committed that must go out.
    pub fn wake(&self) {
        self.work.send_modify(|times| *times = times.wrapping_add(1));
    }

    /// The live events from now on, in the order of their numbers.
    pub fn events(&self) -> broadcast::Receiver<LiveEvent> {
        self.events.subscribe()
    }

    fn publish(&self, event: LiveEvent) {
        // Nobody listening is no fault.
        let _ = self.events.send(event);
    }

    fn work(&self) -> watch::Receiver<u64> {
        self.work.subscribe()
    }
}

/// Carries out what waits, until `stop` is over; a message that is just being sent is finished first.
pub async fn run(house: House, stop: impl Future<Output = ()> + Send) {
    let (end, ended) = watch::channel(false);
    let stopping = async move {
        stop.await;
        let _ = end.send(true);
    };
    tokio::join!(
        stopping,
        live::carry(&house, ended.clone()),
        mail::carry(&house, ended.clone()),
        tidy::carry(&house, ended.clone())
    );
}

/// Waits for `pause`, a wake-up or the end; answers whether to go on.
async fn go_on(pause: std::time::Duration, work: &mut watch::Receiver<u64>, ended: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        _ = ended.wait_for(|over| *over) => return false,
        _ = work.changed() => {}
        () = tokio::time::sleep(pause) => {}
    }
    !*ended.borrow()
}

/// Reading what went out, and sending again what did not.
pub struct OutboxService {
    house: House,
}

impl OutboxService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn page(&self, before: Option<MessageId>) -> Result<Vec<Message>, StoreError> {
        let mut condition = Condition::all();
        if let Some(before) = before {
            // Ids grow with time, so they order messages that were written in the same second too.
            condition = condition.add(messages::Column::Id.lt(before.0));
        }
        let rows = messages::Entity::find()
            .filter(condition)
            .order_by_desc(messages::Column::Id)
            .limit(PAGE)
            .all(&self.house.db)
            .await?;
        let appointments: BTreeSet<Uuid> = rows.iter().map(|row| row.appointment_id).collect();
        let zones: HashMap<Uuid, String> = appointments::Entity::find()
            .select_only()
            .columns([appointments::Column::Id, appointments::Column::Zone])
            .filter(appointments::Column::Id.is_in(appointments))
            .into_tuple::<(Uuid, String)>()
            .all(&self.house.db)
            .await?
            .into_iter()
            .collect();
        let failed: Vec<_> = rows.iter().filter(|row| row.delivery == Delivery::Failed.code()).cloned().collect();
        let ways = again::ways(&self.house.db, &self.house, &failed).await?;
        let read = |row: messages::Model| {
            let zone = reading::known(zones.get(&row.appointment_id), "appointment")?;
            let way = ways.get(&row.id).copied();
            message(row, &reading::zone(zone)?, way)
        };
        rows.into_iter().map(read).collect()
    }
}

#[async_trait]
impl Outbox for OutboxService {
    async fn messages(&self, who: &Principal, before: Option<MessageId>) -> Answer<Vec<Message>> {
        permitted(who)?;
        Ok(self.page(before).await?)
    }

    async fn send_again(&self, who: &Principal, message: Option<MessageId>) -> Answer<usize> {
        permitted(who)?;
        let sent = match message {
            Some(message) => again::send(&self.house, who, message).await?,
            None => again::send_all(&self.house, who).await?,
        };
        if sent > 0 {
            self.house.hub.wake();
        }
        Ok(sent)
    }
}

/// Refuses whoever is not for all messages.
fn permitted(who: &Principal) -> Result<(), Error> {
    match Reach::of(who, UseCase::ReadOutbox)? {
        Reach::Everything => Ok(()),
        _ => Err(Error::Forbidden),
    }
}

/// The message of a row, with its times in `zone`, and the `way` it may still go if it failed.
fn message(row: messages::Model, zone: &Zone, way: Option<Way>) -> Result<Message, StoreError> {
    Ok(Message {
        id: MessageId(row.id),
        appointment: AppointmentId(row.appointment_id),
        kind: MessageKind::from_code(&row.kind).ok_or(StoreError::Unreadable("kind"))?,
        to_name: row.to_name.parse().map_err(|_| StoreError::Unreadable("name"))?,
        to_email: row.to_email.parse().map_err(|_| StoreError::Unreadable("email"))?,
        language: Language::from_code(&row.language).unwrap_or_default(),
        subject: row.subject,
        body: row.body,
        calendar: row.calendar,
        delivery: Delivery::from_code(&row.delivery).ok_or(StoreError::Unreadable("delivery"))?,
        again: way == Some(Way::AsItIs),
        anew: match way {
            Some(Way::Anew(why)) => Some(why),
            Some(Way::AsItIs) | None => None,
        },
        attempts: u16::try_from(row.attempts).unwrap_or_default(),
        last_error: row.last_error,
        written: zone.local(Instant(row.written_at)),
        sent: row.sent_at.map(|at| zone.local(Instant(at))),
        zone: zone.name().clone(),
    })
}
