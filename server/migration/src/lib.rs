//! One history of the schema for SQLite and PostgreSQL.
//!
//! # Adding a step
//! A file `m<date>_<number>_<what>.rs` with `up` and `down` in the portable words of `columns.rs`, one line in
//! [`Migrator::migrations`]. What only one database can say goes through `backend::each`. Expand first, contract in a
//! later release: the old program runs on the new schema while it is being replaced.

mod backend;
mod columns;
mod m20261121_000001_places;
mod m20261121_000002_accounts;
mod m20261121_000003_appointments;
mod m20261121_000004_reservations;
mod m20261121_000005_record;
mod m20261121_000006_outbox;
mod m20261121_000007_continuations;
mod m20261121_000008_rules;
mod m20261121_000009_api;
mod m20261122_000010_reasons;
mod m20261122_000011_dockets;
mod m20261122_000012_leaving;
mod m20261122_000013_series;
mod m20261122_000014_calendars;
mod m20261122_000015_centre_of_reservations;
mod m20261122_000016_waiting;
mod m20261123_000017_capacity;
mod m20261123_000018_checked_kits;
mod m20261123_000019_docket_makers;
mod m20261123_000020_by_resource;
mod m20261123_000021_requests;
mod m20261123_000022_facts;
mod m20261123_000023_room_devices;
mod m20261123_000024_released_links;
mod m20261123_000025_outings;
mod m20261123_000026_planned_under;
mod m20261124_000027_numbers_at_commit;
mod m20261124_000028_checks_by_devices;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All steps, in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_places::Migration),
            Box::new(m20261121_000002_accounts::Migration),
            Box::new(m20261121_000003_appointments::Migration),
            Box::new(m20261121_000004_reservations::Migration),
            Box::new(m20261121_000005_record::Migration),
            Box::new(m20261121_000006_outbox::Migration),
            Box::new(m20261121_000007_continuations::Migration),
            Box::new(m20261121_000008_rules::Migration),
            Box::new(m20261121_000009_api::Migration),
            Box::new(m20261122_000010_reasons::Migration),
            Box::new(m20261122_000012_leaving::Migration),
            Box::new(m20261122_000011_dockets::Migration),
            Box::new(m20261122_000013_series::Migration),
            Box::new(m20261122_000014_calendars::Migration),
            Box::new(m20261122_000015_centre_of_reservations::Migration),
            Box::new(m20261122_000016_waiting::Migration),
            Box::new(m20261123_000017_capacity::Migration),
            Box::new(m20261123_000018_checked_kits::Migration),
            Box::new(m20261123_000019_docket_makers::Migration),
            Box::new(m20261123_000020_by_resource::Migration),
            Box::new(m20261123_000021_requests::Migration),
            Box::new(m20261123_000022_facts::Migration),
            Box::new(m20261123_000023_room_devices::Migration),
            Box::new(m20261123_000024_released_links::Migration),
            Box::new(m20261123_000025_outings::Migration),
            Box::new(m20261123_000026_planned_under::Migration),
            Box::new(m20261124_000027_numbers_at_commit::Migration),
            Box::new(m20261124_000028_checks_by_devices::Migration),
        ]
    }
}
