//! When professionals cannot be had: blocks over a person, kept by themselves, by who books for their agency, and by
//! administrators.

mod calendars;
mod working;

use async_trait::async_trait;
use entity::{blocks, participants, people};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, ModelTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use shared::{
    absence::{CalendarPreview, CalendarWrong},
    appointment::FieldChange,
    block::{AbsenceBoard, BlockForm, Hit, NewBlock},
    directory::PersonSummary,
    error::{Error, Fault},
    hours::HoursForm,
    ids::{BlockId, CalendarId, PersonId},
    permission::UseCase,
    ports::{Absences, Answer},
    principal::Principal,
    schedule::ResourceKind,
    time::Period,
    zone::Zone,
};

use super::{
    blocking::{self, BLOCKED, LIFTED, Planned, wrong},
    hits,
    standing::zone_of,
};
use crate::{
    audit::{self, Subject},
    bookings::professional,
    db::{StoreError, transaction},
    house::House,
    reach::Reach,
    search::begins_words,
};

pub(crate) use self::calendars::WAITS_MINUTES;
/// The most people that a search answers.
const PEOPLE: u64 = 50;

/// The unavailability of professionals.
pub struct AbsencesService {
    house: House,
}

/// A professional whose unavailability somebody keeps.
struct Kept {
    row: people::Model,
    /// That of their agency, or the house's for those without one.
    zone: Zone,
}

/// Whose unavailability `who` keeps.
pub(crate) fn theirs(who: &Principal) -> Result<Condition, StoreError> {
    let all = Condition::all();
    Ok(match Reach::of(who, UseCase::KeepAbsences)? {
        Reach::Everything => all,
        Reach::Agency(agency) => all.add(people::Column::AgencyId.eq(agency.0)),
        Reach::Person(person) => all.add(people::Column::Id.eq(person.0)),
        Reach::Centre(_) | Reach::Invitation(_) | Reach::Room(_) | Reach::Nothing => {
            all.add(sea_orm::sea_query::Expr::value(false))
        }
    })
}

impl Kept {
    async fn of(house: &House, who: &Principal, person: PersonId) -> Result<Self, StoreError> {
        let found = people::Entity::find_by_id(person.0).filter(theirs(who)?).one(&house.db).await?;
        let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
        let zone = zone_of(&house.db, row.id).await?.unwrap_or_else(|| house.settings.zone.clone());
        Ok(Self { row, zone })
    }
}

/// An absence of which every field is sound, before it is entered.
pub(crate) struct Absence {
    person: people::Model,
    block: NewBlock,
    period: Period,
}

impl Absence {
    /// What `form` says of `person`.
    ///
    /// # Errors
    /// If `who` does not keep their unavailability, or the form is not sound.
    pub(crate) async fn read(
        house: &House,
        who: &Principal,
        person: PersonId,
        form: &BlockForm,
    ) -> Result<Self, StoreError> {
        let Kept { row, zone } = Kept::of(house, who, person).await?;
        let block = form.read().map_err(Error::Invalid)?;
        let period = blocking::period_of(&zone, &of_a_person(Ok(block.extent))?)?;
        blocking::not_over(period, house.clock.now())?;
        Ok(Self { person: row, block, period })
    }

    /// Enters it. What is booked already stays booked.
    pub(crate) async fn enter(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        id: BlockId,
    ) -> Result<(), StoreError> {
        let of = Some(self.person.name.clone());
        let changes = blocking::told(&self.block).map(|change| FieldChange { of: of.clone(), ..change });
        let new = blocks::ActiveModel {
            over_kind: Set(ResourceKind::Person.code().to_owned()),
            over_id: Set(self.person.id),
            centre_id: Set(None),
            ..blocking::row_of(house, who, id, &self.block, self.period)
        };
        blocks::Entity::insert(new).exec_without_returning(txn).await?;
        audit::record(txn, house, who, Subject::Block(id), BLOCKED, &changes, None).await
    }
}

/// An absence of `person` before its cause is given.
pub(crate) async fn planned(
    house: &House,
    who: &Principal,
    person: PersonId,
    form: &BlockForm,
) -> Result<Planned, StoreError> {
    let Kept { row, zone } = Kept::of(house, who, person).await?;
    let period = blocking::period_of(&zone, &of_a_person(form.read_extent())?)?;
    let with_them = participants::Entity::find()
        .select_only()
        .column(participants::Column::AppointmentId)
        .filter(participants::Column::PersonId.eq(person.0));
    let id = entity::appointments::Column::Id;
    Ok(Planned {
        over: (ResourceKind::Person.code(), person.0),
        centre: None,
        name: crate::db::reading::text(row.name, "name")?,
        local: zone.local_period(period),
        zone: zone.name().clone(),
        touched: hits::during(period).add(hits::to_come(house.clock.now())).add(id.in_subquery(with_them.into_query())),
        period,
    })
}

impl AbsencesService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn find(&self, who: &Principal, text: &str) -> Result<Vec<PersonSummary>, StoreError> {
        let rows = people::Entity::find()
            .filter(theirs(who)?.add(begins_words(people::Column::Search, text)))
            .order_by_asc(people::Column::Name)
            .order_by_asc(people::Column::Id)
            .limit(PEOPLE)
            .all(&self.house.db)
            .await?;
        rows.into_iter().map(professional).collect()
    }

    async fn kept(&self, who: &Principal, person: PersonId) -> Result<Kept, StoreError> {
        Kept::of(&self.house, who, person).await
    }

    async fn board_of(&self, who: &Principal, person: PersonId) -> Result<AbsenceBoard, StoreError> {
        let Kept { row, zone } = self.kept(who, person).await?;
        let now = self.house.clock.now();
        let rows = blocks::Entity::find()
            .filter(blocks::Column::OverKind.eq(ResourceKind::Person.code()))
            .filter(blocks::Column::OverId.eq(person.0))
            .filter(blocks::Column::EndsAt.gt(now.0))
            .order_by_asc(blocks::Column::StartsAt)
            .order_by_asc(blocks::Column::Id)
            .all(&self.house.db)
            .await?;
        let calendar_last = calendars::reached(&rows, &zone)?;
        let blocks = rows.into_iter().map(|row| blocking::view(row, &zone, None)).collect::<Result<_, _>>()?;
        let hours = working::hours_of(&self.house.db, person).await?;
        Ok(AbsenceBoard {
            zone: zone.name().clone(),
            today: zone.date(now),
            blocks,
            calendar_last,
            hours,
            // As `standing::absences` reads them.
            hours_zone: row.agency_id.map(|_| zone.name().clone()),
            person: professional(row)?,
        })
    }

    async fn weigh_form(
        &self,
        who: &Principal,
        person: PersonId,
        form: &BlockForm,
    ) -> Result<(Vec<Hit>, usize), StoreError> {
        let which = planned(&self.house, who, person, form).await?.touched;
        let all = entity::appointments::Entity::find().filter(which.clone()).count(&self.house.db).await?;
        let known = hits::hits(&self.house, who, which, None).await?;
        let more = usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(known.len());
        Ok((known, more))
    }

    async fn put(&self, who: &Principal, person: PersonId, form: &BlockForm) -> Result<BlockId, StoreError> {
        let absence = Absence::read(&self.house, who, person, form).await?;
        let id = BlockId(self.house.ids.next());
        transaction!(&self.house, |txn| absence.enter(txn, &self.house, who, id).await)?;
        Ok(id)
    }

    async fn take_away(&self, who: &Principal, block: BlockId) -> Result<PersonId, StoreError> {
        let theirs = people::Entity::find().select_only().column(people::Column::Id).filter(theirs(who)?).into_query();
        transaction!(&self.house, |txn| {
            let found = blocks::Entity::find_by_id(block.0)
                .filter(blocks::Column::OverKind.eq(ResourceKind::Person.code()))
                .filter(blocks::Column::OverId.in_subquery(theirs.clone()))
                .lock_exclusive()
                .one(txn)
                .await?;
            let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
            let person = PersonId(row.over_id);
            audit::record_row(txn, &self.house, who, Subject::Block(block), LIFTED, (Some(&row), None)).await?;
            row.delete(txn).await?;
            Ok(person)
        })
    }
}

/// What was read, which names no room.
fn of_a_person(
    read: Result<shared::block::Extent, Vec<shared::error::Problem>>,
) -> Result<shared::block::Extent, StoreError> {
    let extent = read.map_err(Error::Invalid)?;
    if extent.room.is_some() { Err(wrong("room", Fault::UnknownChoice)) } else { Ok(extent) }
}

#[async_trait]
impl Absences for AbsencesService {
    async fn people(&self, who: &Principal, text: &str) -> Answer<Vec<PersonSummary>> {
        Ok(self.find(who, text).await?)
    }

    async fn board(&self, who: &Principal, person: PersonId) -> Answer<AbsenceBoard> {
        Ok(self.board_of(who, person).await?)
    }

    async fn weigh(&self, who: &Principal, person: PersonId, form: &BlockForm) -> Answer<(Vec<Hit>, usize)> {
        Ok(self.weigh_form(who, person, form).await?)
    }

    async fn add(&self, who: &Principal, person: PersonId, form: &BlockForm) -> Answer<BlockId> {
        Ok(self.put(who, person, form).await?)
    }

    async fn lift(&self, who: &Principal, block: BlockId) -> Answer<PersonId> {
        Ok(self.take_away(who, block).await?)
    }

    async fn set_hours(&self, who: &Principal, person: PersonId, form: &HoursForm) -> Answer<()> {
        Ok(working::set_hours(self, who, person, form).await?)
    }

    async fn upload(
        &self,
        who: &Principal,
        person: PersonId,
        file: Vec<u8>,
    ) -> Answer<Result<CalendarId, CalendarWrong>> {
        Ok(calendars::upload(self, who, person, file).await?)
    }

    async fn preview(&self, who: &Principal, calendar: CalendarId) -> Answer<CalendarPreview> {
        Ok(calendars::preview(self, who, calendar).await?)
    }

    async fn take(&self, who: &Principal, calendar: CalendarId) -> Answer<PersonId> {
        Ok(calendars::take(self, who, calendar).await?)
    }

    async fn forget(&self, who: &Principal, person: PersonId) -> Answer<()> {
        Ok(calendars::forget(self, who, person).await?)
    }
}
