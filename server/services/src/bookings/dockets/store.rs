//! Dockets as they are kept.

use std::sync::Arc;

use entity::{agencies, dockets};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use shared::{
    docket::{Content, Stage},
    error::Error,
    ids::{AgencyId, DocketId},
    permission::UseCase,
    principal::Principal,
    zone::Zone,
};

use super::work::Work;
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
};

/// Work whose process fell silent this long ago has ended without a result, in seconds.
const SILENCE: i64 = 60;

/// Where somebody's dockets are.
pub(super) struct Shelf<'a> {
    pub(super) house: &'a House,
    pub(super) who: &'a Principal,
    pub(super) agency: AgencyId,
    pub(super) work: &'a Arc<Work>,
}

/// A docket, read.
pub(super) struct Kept {
    pub(super) row: dockets::Model,
    pub(super) content: Content,
    pub(super) stage: Stage,
}

impl<'a> Shelf<'a> {
    /// The shelf of `who`.
    ///
    /// # Errors
    /// If they may not plan dockets, or belong to no agency whose dockets they would be.
    pub(super) fn of(house: &'a House, who: &'a Principal, work: &'a Arc<Work>) -> Result<Self, Error> {
        match Reach::of(who, UseCase::PlanDocket)? {
            Reach::Agency(agency) => Ok(Self { house, who, agency, work }),
            _ => Err(Error::Forbidden),
        }
    }

    /// The docket, if it is the agency's.
    pub(super) async fn kept(&self, db: &impl ConnectionTrait, id: DocketId) -> Result<Kept, StoreError> {
        let found = dockets::Entity::find_by_id(id.0).filter(dockets::Column::AgencyId.eq(self.agency.0));
        read(found.one(db).await?.ok_or(StoreError::Refused(Error::NotFound))?)
    }

    /// The same, which nobody else changes until the transaction ends.
    pub(super) async fn locked(&self, txn: &DatabaseTransaction, id: DocketId) -> Result<Kept, StoreError> {
        let found = dockets::Entity::find_by_id(id.0).filter(dockets::Column::AgencyId.eq(self.agency.0));
        read(found.lock_exclusive().one(txn).await?.ok_or(StoreError::Refused(Error::NotFound))?)
    }

    /// The same, if it can be changed now: it is not booked, and nobody is at work on it.
    ///
    /// # Errors
    /// [`Error::Stale`] with its version: whoever changes it saw it otherwise.
    pub(super) async fn changeable(&self, txn: &DatabaseTransaction, id: DocketId) -> Result<Kept, StoreError> {
        let mut kept = self.locked(txn, id).await?;
        let busy = kept.stage.is_busy() && !self.is_interrupted(&kept);
        if busy || kept.stage == Stage::Booked {
            return Err(kept.stale());
        }
        kept.content.given_up = false;
        Ok(kept)
    }

    /// Whether the work on it ended without a result.
    pub(super) fn is_interrupted(&self, kept: &Kept) -> bool {
        kept.stage.is_busy() && self.is_silent(DocketId(kept.row.id), kept.row.updated_at)
    }

    /// Whether nothing is heard any more of the work on a docket that last changed at that second.
    pub(super) fn is_silent(&self, id: DocketId, changed_at: i64) -> bool {
        self.house.clock.now().0 - changed_at > SILENCE && self.work.progress(id).is_none()
    }

    /// The zone of the agency.
    pub(super) async fn zone(&self) -> Result<Zone, StoreError> {
        let agency = agencies::Entity::find_by_id(self.agency.0).one(&self.house.db).await?;
        agency.map_or_else(|| Ok(self.house.settings.zone.clone()), |agency| reading::zone(&agency.zone))
    }
}

impl Kept {
    pub(super) fn stale(&self) -> StoreError {
        Error::Stale { version: self.row.version, changes: Vec::new() }.into()
    }

    /// Whether it stands as planning `version` made it. Each step raises the version by one.
    pub(super) fn is_planning_of(&self, version: i32) -> bool {
        let steps = match self.stage {
            Stage::Planning => 1,
            Stage::Planned | Stage::Open => 2,
            Stage::Booking | Stage::Booked => return false,
        };
        // Two changes by hand raise it as far.
        self.content.planned_from == Some(version) && self.row.version - steps == version
    }

    /// Keeps it as it is now, in `stage`; answers its version.
    pub(super) async fn keep(self, txn: &DatabaseTransaction, house: &House, stage: Stage) -> Result<i32, StoreError> {
        let version = self.row.version + 1;
        let mut row: dockets::ActiveModel = self.row.into();
        row.stage = Set(stage.code().to_owned());
        row.version = Set(version);
        row.body = Set(serde_json::to_value(&self.content)?);
        row.updated_at = Set(house.clock.now().0);
        row.update(txn).await?;
        Ok(version)
    }
}

pub(super) fn read(row: dockets::Model) -> Result<Kept, StoreError> {
    let stage = reading::known(Stage::from_code(&row.stage), "docket stage")?;
    let content = reading::structured(row.body.clone())?;
    Ok(Kept { row, content, stage })
}
