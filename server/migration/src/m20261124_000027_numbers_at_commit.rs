//! Live events get their numbers when a transaction commits, not while it still has work to do.

use sea_orm_migration::prelude::*;

use crate::backend::each;

/// Live events get their numbers when a transaction commits.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        each(manager, &[], &[DROP, PROVISIONAL, DEFAULT, NUMBER, TRIGGER]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        each(manager, &[], &[DROP, NO_DEFAULT, NO_PROVISIONAL, NUMBER_BEFORE, TRIGGER_BEFORE]).await
    }
}

// A number must never become visible after a greater one, so numbers are drawn under a lock that lasts until the commit. Everybody
// waits for whoever has it: drawn when the row is written, that is as long as the transaction still runs, and for a list
// of hundreds of hearings that is seconds. A deferred trigger draws it when nothing else is left to do. Until then a row has a
// number that no reader asks for and no row ever keeps.
const DROP: &str = "DROP TRIGGER live_events_number ON live_events";

const PROVISIONAL: &str = "CREATE SEQUENCE live_event_places";

const DEFAULT: &str = "ALTER TABLE live_events ALTER COLUMN id SET DEFAULT -nextval('live_event_places')";

const NUMBER: &str = "CREATE OR REPLACE FUNCTION number_live_event() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN PERFORM pg_advisory_xact_lock(hashtext('live_events')); \
     UPDATE live_events SET id = nextval('live_event_numbers') WHERE id = NEW.id; RETURN NULL; END $$";

const TRIGGER: &str = "CREATE CONSTRAINT TRIGGER live_events_number AFTER INSERT ON live_events \
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_live_event()";

const NO_DEFAULT: &str = "ALTER TABLE live_events ALTER COLUMN id DROP DEFAULT";

const NO_PROVISIONAL: &str = "DROP SEQUENCE live_event_places";

const NUMBER_BEFORE: &str = "CREATE OR REPLACE FUNCTION number_live_event() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN PERFORM pg_advisory_xact_lock(hashtext('live_events')); \
     NEW.id := nextval('live_event_numbers'); RETURN NEW; END $$";

const TRIGGER_BEFORE: &str = "CREATE TRIGGER live_events_number BEFORE INSERT ON live_events \
     FOR EACH ROW EXECUTE FUNCTION number_live_event()";
