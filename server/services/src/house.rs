//! What every service needs, and all services together.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use shared::{
    ports::{Accounts, Attendances, Bookings, Checks, Days, LiveEvents, Outbox},
    zone::Zone,
};

use crate::clock::{Clock, IdSource};

/// How this installation is set up, as far as services care.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people reach it at, without a slash at the end: the base of personal links.
    pub public_url: String,
    /// The zone for readers without a place of their own.
    pub zone: Zone,
    /// The address that notices come from.
    pub mail_from: String,
    /// The mail server (`smtp://user:password@host:587`, `smtps://…`); without one, messages are kept.
    pub smtp_url: Option<String>,
}

/// What every service needs.
#[derive(Clone)]
pub struct House {
    /// The store.
    pub db: DatabaseConnection,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn IdSource>,
    /// How it is set up.
    pub settings: Arc<Settings>,
    /// Wakes the outbox and carries live events to open screens.
    pub hub: Arc<crate::outbox::Hub>,
}

/// All use cases, for the composition root to hand to whoever needs one.
#[derive(Clone)]
pub struct Services {
    /// Signing in and out.
    pub accounts: Arc<dyn Accounts>,
    /// Being told and answering.
    pub attendances: Arc<dyn Attendances>,
    /// Booking.
    pub bookings: Arc<dyn Bookings>,
    /// Device checks.
    pub checks: Arc<dyn Checks>,
    /// Days.
    pub days: Arc<dyn Days>,
    /// Changes as they happen.
    pub live: Arc<dyn LiveEvents>,
    /// What went out.
    pub outbox: Arc<dyn Outbox>,
}

impl Services {
    /// Builds all services over `house`.
    pub fn new(house: &House) -> Self {
        Self {
            accounts: Arc::new(crate::accounts::AccountsService::new(house.clone())),
            attendances: Arc::new(crate::attendances::AttendancesService::new(house.clone())),
            bookings: Arc::new(crate::bookings::BookingsService::new(house.clone())),
            checks: Arc::new(crate::checks::ChecksService::new(house.clone())),
            days: Arc::new(crate::days::DaysService::new(house.clone())),
            live: Arc::new(crate::days::live::LiveService::new(house.clone())),
            outbox: Arc::new(crate::outbox::OutboxService::new(house.clone())),
        }
    }
}
