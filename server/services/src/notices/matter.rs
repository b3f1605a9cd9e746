//! What an invitation is about: the facts of an appointment that its participants are told.

use entity::{agencies, appointments, centres, rooms, sites};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    appointment::{HearingType, Kind, Role, State},
    cause::Cause,
    directory::Language,
    draft::in_private_meeting,
    ids::AppointmentId,
    notice::Place,
    permission::told_of_case,
    schedule::Side,
    text::{CaseNumber, Name, Note},
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    db::{StoreError, reading},
    meetings,
};

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
    /// The words to it. Only whoever asked for what was declined is written them.
    pub(crate) cause_note: Option<Note>,
    pub(crate) state: State,
    pub(crate) period: Period,
    pub(crate) zone: Zone,
    pub(crate) agency_name: Name,
    /// Where those who are brought are: a room of each centre.
    pub(crate) places: Vec<Place>,
    pub(crate) created: Instant,
    /// The private meetings that belong to it, as far as they are told of.
    pub(crate) meetings: Vec<(Side, AppointmentId, Period)>,
}

impl Matter {
    /// The facts of `row`.
    pub(crate) async fn of(db: &impl ConnectionTrait, row: appointments::Model) -> Result<Self, StoreError> {
        let agency = agencies::Entity::find_by_id(row.agency_id).one(db).await?;
        let agency = agency.ok_or(StoreError::Unreadable("agency"))?;
        let places = places(db, row.id).await?;
        let meetings = meetings::of_hearing(row.id).all(db).await?;
        Self::known(row, name(&agency.name)?, places, meetings)
    }

    /// The facts of `row`, where its agency, its places and its private meetings (by start) are known.
    pub(crate) fn known(
        row: appointments::Model,
        agency_name: Name,
        places: Vec<Place>,
        meetings: Vec<appointments::Model>,
    ) -> Result<Self, StoreError> {
        let told = meetings::told(&row, meetings);
        let meetings = told.into_iter().map(|(side, one)| {
            let period = Period::new(Instant(one.starts_at), Instant(one.ends_at));
            Ok((side, AppointmentId(one.id), period.ok_or(StoreError::Unreadable("period"))?))
        });
        let meetings = meetings.collect::<Result<_, StoreError>>()?;
        let code = |text: &Option<String>| text.clone().unwrap_or_default();
        Ok(Self {
            id: AppointmentId(row.id),
            version: row.version,
            kind: Kind::from_code(&row.kind).ok_or(StoreError::Unreadable("kind"))?,
            hearing_type: HearingType::from_code(&code(&row.hearing_type)),
            case_number: row.case_number.and_then(|number| number.parse().ok()),
            resolution: row.resolution,
            cause: Cause::from_code(&code(&row.cause)),
            cause_note: reading::text_or_none(row.cause_note, "note")?,
            state: State::from_code(&row.state).ok_or(StoreError::Unreadable("state"))?,
            period: Period::new(Instant(row.starts_at), Instant(row.ends_at))
                .ok_or(StoreError::Unreadable("period"))?,
            zone: Zone::named(&row.zone).ok_or(StoreError::Unreadable("zone"))?,
            agency_name,
            places,
            created: Instant(row.created_at),
            meetings,
        })
    }

    /// What it is, in words: the type of a hearing, or the kind.
    pub(crate) fn words(&self, language: Language) -> &'static str {
        match self.hearing_type {
            Some(hearing_type) => locales::words::hearing_type(language, hearing_type),
            None => locales::words::kind(language, self.kind),
        }
    }

    /// When the private meeting on `side` is, for those who are part of it.
    pub(crate) fn meeting_for(&self, side: Side, role: Role) -> Option<Period> {
        let mut meetings = self.meetings.iter().filter(|_| in_private_meeting(role));
        meetings.find(|(known, ..)| *known == side).map(|(.., period)| *period)
    }

    /// When the private meetings are, for those who are part of them.
    pub(crate) fn meetings_for(&self, role: Role) -> impl Iterator<Item = Period> {
        self.meetings.iter().filter(move |_| in_private_meeting(role)).map(|(.., period)| *period)
    }

    /// The case, for those who are told of it.
    pub(crate) fn case_for(&self, role: Role) -> Option<&CaseNumber> {
        self.case_number.as_ref().filter(|_| told_of_case(role))
    }

    /// Whether an answer still counts at `now`.
    pub(crate) fn can_answer(&self, now: Instant) -> bool {
        matches!(self.state, State::Requested | State::Booked | State::Confirmed) && now < self.period.start()
    }
}

/// The centre and the room of every site of an appointment.
async fn places(db: &impl ConnectionTrait, appointment: Uuid) -> Result<Vec<Place>, StoreError> {
    let centre = sites::Entity::belongs_to(centres::Entity).from(sites::Column::CentreId).to(centres::Column::Id);
    let room = sites::Entity::belongs_to(rooms::Entity).from(sites::Column::RoomId).to(rooms::Column::Id);
    let rows: Vec<(String, String)> = sites::Entity::find()
        .select_only()
        .column_as(centres::Column::Name, "centre")
        .column_as(rooms::Column::Name, "room")
        .join(JoinType::InnerJoin, centre.into())
        .join(JoinType::InnerJoin, room.into())
        .filter(sites::Column::AppointmentId.eq(appointment))
        .order_by_asc(sites::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    rows.iter().map(|(centre, room)| Ok(Place { centre: name(centre)?, room: name(room)? })).collect()
}

/// A name as it stands in the store, where only sound ones were put.
pub(crate) fn name(stored: &str) -> Result<Name, StoreError> {
    stored.parse().map_err(|_| StoreError::Unreadable("name"))
}
