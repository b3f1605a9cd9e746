//! What every change to an appointment begins with: its row, locked, if the principal reaches it and saw its newest
//! version.

use entity::{appointments, audit_entries};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use shared::{
    appointment::{Event, Field, FieldChange, Kind, State},
    cause::Cause,
    error::Error,
    ids::AppointmentId,
    permission::UseCase,
    principal::Principal,
    schedule::Side,
    text::Note,
    time::Instant,
};

use crate::{
    audit::Subject,
    db::{StoreError, reading},
    meetings::{self, changes_along},
    reach::Reach,
};

/// An appointment that is being changed.
pub(super) struct Target {
    pub(super) id: AppointmentId,
    pub(super) row: appointments::Model,
    pub(super) kind: Kind,
    pub(super) state: State,
}

impl Target {
    /// The appointment, locked until the transaction ends.
    ///
    /// # Errors
    /// [`Error::NotFound`] if `who` may not do `case` to it, [`Error::Stale`] if `version` is not the newest.
    pub(super) async fn take(
        txn: &DatabaseTransaction,
        who: &Principal,
        case: UseCase,
        id: AppointmentId,
        version: i32,
    ) -> Result<Self, StoreError> {
        let target = Self::lock(txn, who, case, id).await?;
        target.newest(txn, version).await?;
        Ok(target)
    }

    /// The appointment, locked until the transaction ends, whatever version of it `who` saw.
    ///
    /// # Errors
    /// [`Error::NotFound`] if `who` may not do `case` to it.
    pub(super) async fn lock(
        txn: &DatabaseTransaction,
        who: &Principal,
        case: UseCase,
        id: AppointmentId,
    ) -> Result<Self, StoreError> {
        let reach = Reach::of(who, case)?;
        let row = appointments::Entity::find_by_id(id.0).filter(reach.condition()).lock_exclusive().one(txn).await?;
        Self::of(row.ok_or(StoreError::Refused(Error::NotFound))?)
    }

    /// Refuses a change that was made on another version.
    ///
    /// # Errors
    /// [`Error::Stale`] if `version` is not the newest.
    pub(super) async fn newest(&self, txn: &DatabaseTransaction, version: i32) -> Result<(), StoreError> {
        if self.row.version == version {
            return Ok(());
        }
        let changes = changes_since(txn, self.id, version).await?;
        Err(Error::Stale { version: self.row.version, changes }.into())
    }

    /// Whether `who` saw another version than there is now, and made this one themselves, by `event`. A form without scripts
    /// can be sent twice: nobody is then told of their own change as somebody else's. A program says by its key what it
    /// repeats.
    pub(super) async fn made_by(
        &self,
        txn: &DatabaseTransaction,
        (who, seen): (&Principal, i32),
        event: Event,
    ) -> Result<bool, StoreError> {
        let Some(account) = who.account().filter(|_| self.row.version != seen) else { return Ok(false) };
        let made = audit_entries::Entity::find()
            .filter(audit_entries::Column::SubjectKind.eq(Subject::Appointment(self.id).kind()))
            .filter(audit_entries::Column::SubjectId.eq(self.id.0))
            .filter(audit_entries::Column::Version.eq(self.row.version))
            .filter(audit_entries::Column::Event.eq(event.code()))
            .filter(audit_entries::Column::ActorKind.eq("account"))
            .filter(audit_entries::Column::ActorId.eq(account.id.0))
            .one(txn)
            .await?;
        Ok(made.is_some())
    }

    /// Whether it stands at `to` for the same reason.
    pub(super) fn stands(&self, to: State, cause: Option<Cause>, note: Option<&Note>) -> bool {
        self.state == to
            && self.row.cause.as_deref() == cause.map(Cause::code)
            && self.row.cause_note.as_deref() == note.map(Note::as_str)
    }

    /// The appointment as it is, without changing it.
    ///
    /// # Errors
    /// [`Error::NotFound`] if `who` may not do `case` to it.
    pub(super) async fn seen(
        db: &impl ConnectionTrait,
        who: &Principal,
        case: UseCase,
        id: AppointmentId,
    ) -> Result<Self, StoreError> {
        let reach = Reach::of(who, case)?;
        let row = appointments::Entity::find_by_id(id.0).filter(reach.condition()).one(db).await?;
        Self::of(row.ok_or(StoreError::Refused(Error::NotFound))?)
    }

    /// Its private meetings that can still be held, locked too.
    pub(super) async fn meetings(&self, txn: &DatabaseTransaction) -> Result<Vec<(Side, Self)>, StoreError> {
        self.sides(self.open_meetings().lock_exclusive().all(txn).await?)
    }

    /// The same, without changing them.
    pub(super) async fn seen_meetings(&self, db: &impl ConnectionTrait) -> Result<Vec<(Side, Self)>, StoreError> {
        self.sides(self.open_meetings().all(db).await?)
    }

    fn open_meetings(&self) -> Select<appointments::Entity> {
        let open = [State::Booked.code(), State::Confirmed.code()];
        meetings::of_hearing(self.id.0).filter(appointments::Column::State.is_in(open))
    }

    fn sides(&self, rows: Vec<appointments::Model>) -> Result<Vec<(Side, Self)>, StoreError> {
        let sides = meetings::sides(&self.row, rows);
        sides.into_iter().map(|(side, row)| Ok((side, Self::of(row)?))).collect()
    }

    pub(super) fn of(row: appointments::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: AppointmentId(row.id),
            kind: reading::known(Kind::from_code(&row.kind), "kind")?,
            state: reading::known(State::from_code(&row.state), "state")?,
            row,
        })
    }

    /// Its version after the change.
    pub(super) const fn next_version(&self) -> i32 {
        self.row.version + 1
    }

    /// Writes `row` with the next version.
    pub(super) async fn write(
        &self,
        txn: &DatabaseTransaction,
        change: impl FnOnce(&mut appointments::ActiveModel),
    ) -> Result<(), StoreError> {
        let mut row: appointments::ActiveModel = self.row.clone().into();
        change(&mut row);
        row.version = Set(self.next_version());
        row.update(txn).await?;
        Ok(())
    }

    /// A refusal of the move to `to`.
    pub(super) fn refuse(&self, to: State) -> StoreError {
        Error::Transition { from: self.state, to }.into()
    }
}

/// Those of the private `meetings` of `target` that change with it.
pub(super) fn changing_with(target: &Target, mut meetings: Vec<(Side, Target)>, now: Instant) -> Vec<(Side, Target)> {
    meetings.retain(|(_, meeting)| changes_along(&target.row, &meeting.row, now));
    meetings
}

/// What changed after `version`: each field once, from what it was then to what it is now.
async fn changes_since(
    db: &impl ConnectionTrait,
    id: AppointmentId,
    version: i32,
) -> Result<Vec<FieldChange>, StoreError> {
    let entries = audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectKind.eq(Subject::Appointment(id).kind()))
        .filter(audit_entries::Column::SubjectId.eq(id.0))
        .filter(audit_entries::Column::Version.gt(version))
        .order_by_asc(audit_entries::Column::At)
        .order_by_asc(audit_entries::Column::Id)
        .all(db)
        .await?;
    let mut merged: Vec<FieldChange> = Vec::new();
    for entry in entries {
        for change in reading::structured::<Vec<FieldChange>>(entry.changes)? {
            match merged.iter_mut().find(|known| known.field == change.field && known.of == change.of) {
                // Days are added to those that were added before.
                Some(known) if change.field == Field::Days => {
                    known.to = Some([known.to.take(), change.to].into_iter().flatten().collect::<Vec<_>>().join(" "));
                }
                Some(known) => known.to = change.to,
                None => merged.push(change),
            }
        }
    }
    merged.retain(|change| change.from != change.to);
    Ok(merged)
}

/// A field of the appointment itself, before and after.
pub(super) const fn change(field: Field, from: Option<String>, to: Option<String>) -> FieldChange {
    FieldChange { field, of: None, from, to }
}

/// Its state, before and after.
pub(super) fn state_change(from: State, to: State) -> FieldChange {
    change(Field::State, Some(from.code().to_owned()), Some(to.code().to_owned()))
}
