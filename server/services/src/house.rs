//! What every service needs, and all services together.

use std::{sync::Arc, time::Duration};

use media::Engine;
use sea_orm::DatabaseConnection;
use shared::{
    ports::{
        Absences, Accounts, Attendances, Blocks, Bookings, Centres, Checks, Claims, Days, Detainees, Dockets, Exchange,
        Lines, LiveEvents, NoticePeriods, Outbox, Repairs, Requests, RoomDevices, Separations, Series, Tokens,
    },
    zone::Zone,
};

use crate::{
    afterwards::Afterwards,
    clock::{Clock, IdSource},
    facts::Facts,
    lines::{LinesService, Relays, StunServers},
};

/// How this installation is set up, as far as services care.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people reach it at, without a slash at the end: the base of personal links.
    pub public_url: String,
    /// The zone for readers without a place of their own.
    pub zone: Zone,
    /// The address that notices come from.
    pub mail_from: String,
    /// The mail server (`smtp://user:password@host:587`, which begins with STARTTLS, or `smtps://…`); without one, messages
    /// are kept.
    pub smtp_url: Option<String>,
}

/// What every service needs.
#[derive(Clone)]
pub struct House {
    /// The store.
    pub db: DatabaseConnection,
    /// How long a change waits for its turn to write, and no run of it begins later than this after the first.
    pub patience: Duration,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdSource>,
    /// How it is set up.
    pub settings: Arc<Settings>,
    /// What changes seldom, remembered.
    pub facts: Arc<Facts>,
    /// Wakes the outbox and carries live events to open screens.
    pub hub: Arc<crate::outbox::Hub>,
    /// What is done after answers were given.
    pub afterwards: Arc<Afterwards>,
}

/// All use cases, for the composition root to hand to whoever needs one.
#[derive(Clone)]
pub struct Services {
    /// When professionals cannot be had.
    pub absences: Arc<dyn Absences>,
    /// Signing in and out.
    pub accounts: Arc<dyn Accounts>,
    /// Being told and answering.
    pub attendances: Arc<dyn Attendances>,
    /// Blocking.
    pub blocks: Arc<dyn Blocks>,
    /// Booking.
    pub bookings: Arc<dyn Bookings>,
    /// What centres keep to.
    pub centres: Arc<dyn Centres>,
    /// Device checks.
    pub checks: Arc<dyn Checks>,
    /// Days.
    pub days: Arc<dyn Days>,
    /// Who is held in centres.
    pub detainees: Arc<dyn Detainees>,
    /// Lists of hearings.
    pub dockets: Arc<dyn Dockets>,
    /// Calling the server's media peer.
    pub lines: Arc<dyn Lines>,
    /// Changes as they happen.
    pub live: Arc<dyn LiveEvents>,
    /// How long before a hearing people must know of it.
    pub notice_periods: Arc<dyn NoticePeriods>,
    /// Who must not meet whom.
    pub separations: Arc<dyn Separations>,
    /// Trials over several days.
    pub series: Arc<dyn Series>,
    /// What went out.
    pub outbox: Arc<dyn Outbox>,
    /// Mending days that broke.
    pub repairs: Arc<dyn Repairs>,
    /// Asking for appointments, and answering.
    pub requests: Arc<dyn Requests>,
    /// The devices that stay in rooms.
    pub room_devices: Arc<dyn RoomDevices>,
    /// Booking in one request, for programs.
    pub exchange: Arc<dyn Exchange>,
    /// Requests of programs that have one effect.
    pub claims: Arc<dyn Claims>,
    /// The tokens of programs.
    pub tokens: Arc<dyn Tokens>,
}

impl Services {
    /// Builds all services over `house`, without a media peer.
    pub fn new(house: &House) -> Self {
        Self {
            absences: Arc::new(crate::rules::AbsencesService::new(house.clone())),
            accounts: Arc::new(crate::accounts::AccountsService::new(house.clone())),
            attendances: Arc::new(crate::attendances::AttendancesService::new(house.clone())),
            blocks: Arc::new(crate::rules::BlocksService::new(house.clone())),
            bookings: Arc::new(crate::bookings::BookingsService::new(house.clone())),
            centres: Arc::new(crate::rules::CentresService::new(house.clone())),
            checks: Arc::new(crate::checks::ChecksService::new(house.clone())),
            days: Arc::new(crate::days::DaysService::new(house.clone())),
            detainees: Arc::new(crate::rules::DetaineesService::new(house.clone())),
            dockets: Arc::new(crate::bookings::DocketsService::new(house.clone())),
            lines: Arc::new(LinesService::new(house.clone(), None, Relays::default(), StunServers::default())),
            live: Arc::new(crate::days::live::LiveService::new(house.clone())),
            notice_periods: Arc::new(crate::rules::NoticePeriodsService::new(house.clone())),
            separations: Arc::new(crate::rules::SeparationsService::new(house.clone())),
            series: Arc::new(crate::bookings::SeriesService::new(house.clone())),
            outbox: Arc::new(crate::outbox::OutboxService::new(house.clone())),
            repairs: Arc::new(crate::bookings::RepairsService::new(house.clone())),
            requests: Arc::new(crate::bookings::RequestsService::new(house.clone())),
            room_devices: Arc::new(crate::room_devices::RoomDevicesService::new(house.clone())),
            exchange: Arc::new(crate::exchange::ExchangeService::new(house.clone())),
            claims: Arc::new(crate::exchange::ClaimsService::new(house.clone())),
            tokens: Arc::new(crate::tokens::TokensService::new(house.clone())),
        }
    }

    /// The same, with the server's media peer, if there is one, its relays and its STUN servers.
    #[must_use]
    pub fn with_peer(self, house: &House, peer: Option<Arc<Engine>>, relays: Relays, stun: StunServers) -> Self {
        Self { lines: Arc::new(LinesService::new(house.clone(), peer, relays, stun)), ..self }
    }
}
