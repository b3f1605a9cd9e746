//! Loading centres, rooms, kits, agencies, people, detainees and the rules of scheduling from CSV files: all or nothing, in one transaction.
//!
//! The format is documented in `docs/IMPORT.md`. What a file holds is recognised from its header, so that files may come
//! in any order; rows refer to each other by code, across the files and what the store already holds. Importing the
//! same again changes nothing.

use std::collections::BTreeMap;

use entity::audit_entries;
use sea_orm::{DatabaseTransaction, EntityTrait};
use shared::{permission::UseCase, ports::Answer, principal::Principal};

use crate::{
    audit::{self, Subject, Told},
    checks,
    db::{StoreError, transaction},
    house::House,
    reach::Reach,
};

mod hours;
mod kinds;
mod reading;
mod references;
mod report;
mod rows;
mod store;

pub use kinds::Kind;
pub use report::{Counts, Fault, Report, Why};

use store::{CHUNK, Store};

/// The audit record's code for an import.
const IMPORTED: &str = "imported";

/// A file to import.
#[derive(Clone, Debug)]
pub struct Source {
    /// What the report calls it.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Imports `sources`. Nothing is kept if any line is bad or if this is a dry run; the report says everything either
/// way.
pub async fn import(house: &House, who: &Principal, sources: &[Source], dry_run: bool) -> Answer<Report> {
    Reach::of(who, UseCase::Import)?;
    let mut faults = Vec::new();
    let rows = rows::read(sources, &mut faults);
    let report = transaction!(house, |txn| {
        let store = Store::load(txn).await?;
        let mut faults = faults.clone();
        references::check(&rows, store.known(), &mut faults);
        if !faults.is_empty() {
            faults.sort_by_key(|fault| (fault.file.clone(), fault.line));
            return Ok(Report { dry_run, faults, counts: BTreeMap::new() });
        }
        let plan = store.plan(house.ids.as_ref(), house.clock.now(), &rows);
        let report = Report { dry_run, faults, counts: plan.counts() };
        if !dry_run && report.changes() {
            let (told, refitted) = (plan.told(), plan.refitted.clone());
            plan.write(house.ids.as_ref(), txn).await?;
            audit::record(txn, house, who, Subject::Import, IMPORTED, &[], None).await?;
            record(txn, house, who, &told).await?;
            checks::end_in(txn, house, who, &refitted).await?;
        }
        Ok(report)
    })?;
    house.hub.wake();
    Ok(report)
}

/// Writes what became of each row to the record.
async fn record(txn: &DatabaseTransaction, house: &House, who: &Principal, told: &[Told]) -> Result<(), StoreError> {
    for told in told.chunks(CHUNK) {
        let entries: Result<Vec<_>, serde_json::Error> = told
            .iter()
            .map(|row| {
                let changes = serde_json::to_value(&row.changes)?;
                Ok(audit::entry(house, who, (&row.kind, row.id), IMPORTED, changes, None))
            })
            .collect();
        audit_entries::Entity::insert_many(entries?).exec_without_returning(txn).await?;
    }
    Ok(())
}
