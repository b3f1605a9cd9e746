//! Trials over several days: planning further days of a hearing, booking all of them or none, and cancelling a day with
//! those after it. Each day is an appointment like any other; a row says to which series it belongs.

mod booking;
mod cancelling;
mod planning;
mod showing;

use async_trait::async_trait;
use entity::{appointments, series_days};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use shared::{
    appointment::{Kind, State},
    cause::Cause,
    draft::{Booking, Draft, rules},
    error::Error,
    ids::{AgencyId, AppointmentId},
    permission::UseCase,
    ports::{Answer, Series},
    principal::Principal,
    schedule::Slot,
    series::{SeriesOrder, SeriesPlan, SeriesQuery, numbered},
    text::Note,
    time::Minutes,
};
use uuid::Uuid;

pub(super) use self::showing::series;
use super::{changing::Target, continuing, keys};
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
};

/// Trials over several days.
pub struct SeriesService {
    house: House,
}

impl SeriesService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }
}

#[async_trait]
impl Series for SeriesService {
    async fn plan(&self, who: &Principal, id: AppointmentId, asked: SeriesQuery) -> Answer<SeriesPlan> {
        Ok(planning::plan(&self.house, who, id, &asked).await?)
    }

    async fn book(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        order: SeriesOrder,
    ) -> Answer<Vec<AppointmentId>> {
        Ok(booking::book(&self.house, who, id, version, &order).await?)
    }

    async fn cancel_following(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        cause: Cause,
        note: Option<Note>,
    ) -> Answer<()> {
        Ok(cancelling::cancel_following(&self.house, who, id, version, cause, note.as_ref()).await?)
    }
}

/// For whom `who` adds days: whoever does so changes a hearing and books others, and so needs both.
fn agency(who: &Principal) -> Result<AgencyId, Error> {
    Reach::of(who, UseCase::Amend)?;
    keys::booking_agency(who)
}

/// Whether days can be added to it: to a hearing that is to be held, or is being held.
fn goes_on(target: &Target) -> Result<(), StoreError> {
    if target.kind != Kind::Hearing {
        return Err(Error::NotFound.into());
    }
    if target.state.is_live() { Ok(()) } else { Err(target.refuse(State::Booked)) }
}

/// What every further day has in common with the hearing: everything but the time, and what belongs to that. People are due
/// notice of a new day, whatever was said of the first one.
async fn draft(db: &impl ConnectionTrait, target: &Target) -> Result<Draft, StoreError> {
    let mut draft = continuing::filled(db, target).await?;
    let row = &target.row;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    draft.continues = None;
    draft.what.resolution = text(&row.resolution);
    draft.what.resolution_date = text(&row.resolution_date);
    draft.what.resolution_judge = text(&row.resolution_judge);
    draft.what.ground = text(&row.ground);
    draft.what.accused = text(&row.accused);
    Ok(draft)
}

/// The booking of a day.
fn day(draft: &Draft, duration: Minutes, slot: Slot) -> Result<Booking, StoreError> {
    let mut draft = Draft { slot: Some(slot), ..draft.clone() };
    draft.what.duration = duration.get().to_string();
    rules::complete(&draft)
        .map_err(|problems| Error::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()).into())
}

/// The series that an appointment belongs to: the appointment with which it began.
async fn series_of(db: &impl ConnectionTrait, id: AppointmentId) -> Result<Option<Uuid>, StoreError> {
    Ok(series_days::Entity::find_by_id(id.0).one(db).await?.map(|row| row.series_id))
}

/// The days of a series, by start.
async fn days(db: &impl ConnectionTrait, series: Uuid) -> Result<Vec<appointments::Model>, StoreError> {
    let ids = series_days::Entity::find()
        .select_only()
        .column(series_days::Column::Id)
        .filter(series_days::Column::SeriesId.eq(series));
    Ok(appointments::Entity::find()
        .filter(appointments::Column::Id.in_subquery(ids.into_query()))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .all(db)
        .await?)
}

/// The same, each with its number, and how many days there are.
async fn numbered_days(
    db: &impl ConnectionTrait,
    series: Uuid,
) -> Result<(Vec<(appointments::Model, Option<u16>)>, u16), StoreError> {
    let days = days(db, series).await?;
    let states = days
        .iter()
        .map(|row| reading::known(State::from_code(&row.state), "state"))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let (numbers, of) = numbered(states);
    Ok((days.into_iter().zip(numbers).collect(), of))
}
