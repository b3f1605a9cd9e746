//! In which centre a detainee is out, beside the reservation: escorts and people kept apart are counted by centre.

use sea_orm_migration::prelude::*;

use crate::{backend::each, columns::id_or_none};

/// In which centre a detainee is out, beside the reservation.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    // The database fills the column in from the site, so that it is right whoever writes: the old program, too, while it is
    // being replaced. No reference to `centres`: the site has it.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = Table::alter().table("reservations").add_column(id_or_none("centre_id")).take();
        manager.alter_table(added).await?;
        each(manager, &[FILL_ALL], &[FILL_ALL]).await?;
        each(manager, &[FILL_SQLITE], &[FILL_FUNCTION, FILL_POSTGRES]).await?;
        let by_centre = Index::create()
            .name(BY_CENTRE)
            .table("reservations")
            .col("centre_id")
            .col("starts_at")
            .and_where(Expr::col("live"))
            .and_where(Expr::col("centre_id").is_not_null())
            .take();
        manager.create_index(by_centre).await?;
        // Only the counting by centre went through it.
        manager.drop_index(Index::drop().name(BY_START).table("reservations").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_start = Index::create()
            .name(BY_START)
            .table("reservations")
            .col("resource_kind")
            .col("starts_at")
            .and_where(Expr::col("live"))
            .take();
        manager.create_index(by_start).await?;
        manager.drop_index(Index::drop().name(BY_CENTRE).table("reservations").to_owned()).await?;
        each(
            manager,
            &["DROP TRIGGER reservations_fill_centre"],
            &["DROP TRIGGER reservations_fill_centre ON reservations", "DROP FUNCTION reservations_fill_centre()"],
        )
        .await?;
        manager.alter_table(Table::alter().table("reservations").drop_column("centre_id").take()).await
    }
}

const BY_CENTRE: &str = "reservations_live_centre_idx";
const BY_START: &str = "reservations_live_starts_idx";

const FILL_ALL: &str = "UPDATE reservations SET centre_id = (SELECT s.centre_id FROM site_detainees d \
     JOIN sites s ON s.id = d.site_id WHERE d.appointment_id = reservations.appointment_id \
     AND d.detainee_id = reservations.resource_id LIMIT 1) WHERE live AND resource_kind = 'detainee'";

const FILL_SQLITE: &str = "CREATE TRIGGER reservations_fill_centre AFTER INSERT ON reservations \
     WHEN NEW.live AND NEW.resource_kind = 'detainee' AND NEW.centre_id IS NULL \
     BEGIN UPDATE reservations SET centre_id = (SELECT s.centre_id FROM site_detainees d \
     JOIN sites s ON s.id = d.site_id WHERE d.appointment_id = NEW.appointment_id \
     AND d.detainee_id = NEW.resource_id LIMIT 1) WHERE id = NEW.id; END";

const FILL_FUNCTION: &str = "CREATE FUNCTION reservations_fill_centre() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     NEW.centre_id := (SELECT s.centre_id FROM site_detainees d JOIN sites s ON s.id = d.site_id \
     WHERE d.appointment_id = NEW.appointment_id AND d.detainee_id = NEW.resource_id LIMIT 1); RETURN NEW; END $$";

const FILL_POSTGRES: &str = "CREATE TRIGGER reservations_fill_centre BEFORE INSERT ON reservations FOR EACH ROW \
     WHEN (NEW.live AND NEW.resource_kind = 'detainee' AND NEW.centre_id IS NULL) \
     EXECUTE FUNCTION reservations_fill_centre()";
