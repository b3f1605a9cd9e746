//! What an invitation is about: the facts of an appointment that its participants are told.

use entity::{agencies, appointments, centres, rooms, sites};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::{HearingType, Kind, Role, State},
    cause::Cause,
    directory::Language,
    draft::in_private_meeting,
    ids::AppointmentId,
    text::{CaseNumber, Name},
    time::{Instant, Period},
    zone::Zone,
};

use crate::db::StoreError;

/// The facts of an appointment that its participants are told. Who is brought is not among them: a notice may end up in
/// a stranger's mailbox.
#[derive(Clone, Debug)]
pub(crate) struct Matter {
    pub(crate) id: AppointmentId,
    pub(crate) version: i32,
    pub(crate) kind: Kind,
    pub(crate) hearing_type: Option<HearingType>,
    pub(crate) case_number: Option<CaseNumber>,
    pub(crate) resolution: Option<String>,
    pub(crate) cause: Option<Cause>,
    pub(crate) state: State,
    pub(crate) period: Period,
    pub(crate) zone: Zone,
    pub(crate) agency_name: Name,
    pub(crate) centre_name: Name,
    pub(crate) room_name: Name,
    pub(crate) created: Instant,
    /// The private meeting that belongs to it.
    pub(crate) meeting: Option<(AppointmentId, Instant)>,
}

impl Matter {
    /// The facts of `row`.
    pub(crate) async fn of(db: &impl ConnectionTrait, row: appointments::Model) -> Result<Self, StoreError> {
        let agency = agencies::Entity::find_by_id(row.agency_id).one(db).await?;
        let agency = agency.ok_or(StoreError::Unreadable("agency"))?;
        let site = sites::Entity::find()
            .filter(sites::Column::AppointmentId.eq(row.id))
            .order_by_asc(sites::Column::Id)
            .one(db)
            .await?
            .ok_or(StoreError::Unreadable("site"))?;
        let centre = centres::Entity::find_by_id(site.centre_id).one(db).await?;
        let centre = centre.ok_or(StoreError::Unreadable("centre"))?;
        let room = rooms::Entity::find_by_id(site.room_id).one(db).await?;
        let room = room.ok_or(StoreError::Unreadable("room"))?;
        let meeting = appointments::Entity::find().filter(appointments::Column::MainId.eq(row.id)).one(db).await?;
        let code = |text: &Option<String>| text.clone().unwrap_or_default();
        Ok(Self {
            id: AppointmentId(row.id),
            version: row.version,
            kind: Kind::from_code(&row.kind).ok_or(StoreError::Unreadable("kind"))?,
            hearing_type: HearingType::from_code(&code(&row.hearing_type)),
            case_number: row.case_number.and_then(|number| number.parse().ok()),
            resolution: row.resolution,
            cause: Cause::from_code(&code(&row.cause)),
            state: State::from_code(&row.state).ok_or(StoreError::Unreadable("state"))?,
            period: Period::new(Instant(row.starts_at), Instant(row.ends_at))
                .ok_or(StoreError::Unreadable("period"))?,
            zone: Zone::named(&row.zone).ok_or(StoreError::Unreadable("zone"))?,
            agency_name: name(&agency.name)?,
            centre_name: name(&centre.name)?,
            room_name: name(&room.name)?,
            created: Instant(row.created_at),
            meeting: meeting.map(|meeting| (AppointmentId(meeting.id), Instant(meeting.starts_at))),
        })
    }

    /// What it is, in words: the type of a hearing, or the kind.
    pub(crate) fn words(&self, language: Language) -> &'static str {
        match self.hearing_type {
            Some(hearing_type) => locales::words::hearing_type(language, hearing_type),
            None => locales::words::kind(language, self.kind),
        }
    }

    /// When the private meeting begins, for those who are part of it.
    pub(crate) fn meeting_for(&self, role: Role) -> Option<Instant> {
        self.meeting.filter(|_| in_private_meeting(role)).map(|(_, start)| start)
    }

    /// Whether an answer still counts at `now`.
    pub(crate) fn can_answer(&self, now: Instant) -> bool {
        matches!(self.state, State::Requested | State::Booked | State::Confirmed) && now < self.period.start()
    }
}

/// A name as it stands in the store, where only sound ones were put.
pub(crate) fn name(stored: &str) -> Result<Name, StoreError> {
    stored.parse().map_err(|_| StoreError::Unreadable("name"))
}
