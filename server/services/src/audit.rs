//! The record of who did what when. Entries are written in the transaction of the change they tell of, and the database
//! refuses to change or delete them.

use entity::audit_entries;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, ModelTrait};
use shared::{
    appointment::FieldChange,
    ids::{
        AccountId, AppointmentId, BlockId, CentreId, DetaineeId, DocketId, MessageId, PersonId, RoomDeviceId, RoomId,
        SeparationId, TokenId,
    },
    principal::Principal,
};
use uuid::Uuid;

mod told;

pub(crate) use self::told::{Stored, Told};
use crate::{db::StoreError, house::House};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An appointment.
    Appointment(AppointmentId),
    /// An account.
    Account(AccountId),
    /// Somebody in the directory of professionals.
    Person(PersonId),
    /// A block of a room or a centre.
    Block(BlockId),
    /// What a centre keeps to.
    Centre(CentreId),
    /// When a room is open.
    Room(RoomId),
    /// A device that stays in a room.
    RoomDevice(RoomDeviceId),
    /// When somebody leaves a centre, and by what they are held apart.
    Detainee(DetaineeId),
    /// Two who must not meet, or who belongs to a group of such.
    Separation(SeparationId),
    /// The notice periods of a country.
    NoticePeriods,
    /// A list of hearings.
    Docket(DocketId),
    /// A message in the outbox.
    Message(MessageId),
    /// What a program comes with.
    Token(TokenId),
    /// An import of files.
    Import,
}

impl Subject {
    /// Its kind in the store.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Appointment(_) => "appointment",
            Self::Account(_) => "account",
            Self::Person(_) => "person",
            Self::Block(_) => "block",
            Self::Centre(_) => "centre",
            Self::Room(_) => "room",
            Self::RoomDevice(_) => "room_device",
            Self::Detainee(_) => "detainee",
            Self::Separation(_) => "separation",
            Self::NoticePeriods => "notice_periods",
            Self::Docket(_) => "docket",
            Self::Message(_) => "message",
            Self::Token(_) => "token",
            Self::Import => "import",
        }
    }

    const fn id(self) -> Option<Uuid> {
        match self {
            Self::Appointment(AppointmentId(id))
            | Self::Account(AccountId(id))
            | Self::Person(PersonId(id))
            | Self::Block(BlockId(id))
            | Self::Centre(CentreId(id))
            | Self::Room(RoomId(id))
            | Self::RoomDevice(RoomDeviceId(id))
            | Self::Detainee(DetaineeId(id))
            | Self::Separation(SeparationId(id))
            | Self::Docket(DocketId(id))
            | Self::Message(MessageId(id))
            | Self::Token(TokenId(id)) => Some(id),
            Self::NoticePeriods | Self::Import => None,
        }
    }
}

/// Writes that `who` did `event` to `subject`. `event` is a code of [`shared::appointment::Event`] for appointments and
/// a code of the area otherwise; `version` is the appointment's after the change.
///
/// # Errors
/// If the store refuses.
pub async fn record(
    txn: &impl ConnectionTrait,
    house: &House,
    who: &Principal,
    subject: Subject,
    event: &'static str,
    changes: &[FieldChange],
    version: Option<i32>,
) -> Result<(), StoreError> {
    let entry = noted(house, who, subject, event, changes, version)?;
    audit_entries::Entity::insert(entry).exec_without_returning(txn).await?;
    Ok(())
}

/// The same, not yet written: for those who have several, and [`keep`] them at once.
pub(crate) fn noted(
    house: &House,
    who: &Principal,
    subject: Subject,
    event: &'static str,
    changes: &[FieldChange],
    version: Option<i32>,
) -> Result<audit_entries::ActiveModel, StoreError> {
    let changes = serde_json::to_value(changes)?;
    Ok(entry(house, who, (subject.kind(), subject.id()), event, changes, version))
}

/// Writes `entries`.
pub(crate) async fn keep(
    txn: &impl ConnectionTrait,
    entries: Vec<audit_entries::ActiveModel>,
) -> Result<(), StoreError> {
    if !entries.is_empty() {
        audit_entries::Entity::insert_many(entries).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Writes that `who` did `event` to `subject`, whose row became another: every field before and after, in the names of the
/// store and without secrets; `None` where there was or is no row.
///
/// # Errors
/// If the store refuses.
pub(crate) async fn record_row<M: ModelTrait>(
    txn: &impl ConnectionTrait,
    house: &House,
    who: &Principal,
    subject: Subject,
    event: &'static str,
    (from, to): (Option<&M>, Option<&M>),
) -> Result<(), StoreError> {
    let changes = serde_json::to_value(Told::of(from, to).changes)?;
    let entry = entry(house, who, (subject.kind(), subject.id()), event, changes, None);
    audit_entries::Entity::insert(entry).exec_without_returning(txn).await?;
    Ok(())
}

/// An entry, not yet written. `subject` is its kind and its id.
pub(crate) fn entry(
    house: &House,
    who: &Principal,
    subject: (&str, Option<Uuid>),
    event: &str,
    changes: serde_json::Value,
    version: Option<i32>,
) -> audit_entries::ActiveModel {
    let (actor_kind, actor_id) = match who {
        Principal::Account(account) => ("account", Some(account.id.0)),
        Principal::Invited(invited) => ("invited", Some(invited.participant.0)),
        Principal::Program(program) => ("program", Some(program.token.0)),
        Principal::Device(device) => ("device", Some(device.id.0)),
        Principal::Anonymous => ("anonymous", None),
        Principal::System => ("system", None),
    };
    audit_entries::ActiveModel {
        id: Set(house.ids.next()),
        at: Set(house.clock.now().0),
        actor_kind: Set(actor_kind.to_owned()),
        actor_id: Set(actor_id),
        actor_name: Set(who.name().map(ToString::to_string)),
        subject_kind: Set(subject.0.to_owned()),
        subject_id: Set(subject.1),
        version: Set(version),
        event: Set(event.to_owned()),
        changes: Set(changes),
    }
}
