//! How the rooms of a centre are taken on a day, for those who look after it and for those who book there. Of what the
//! reader may not know they learn that the room is taken, and nothing else.

use std::collections::{BTreeSet, HashMap};

use entity::{appointments, centres};
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::Summary,
    day::{CentreDay, RoomUse, Taken},
    error::{Error, Fault, Problem},
    ids::{AppointmentId, CentreId, RoomId},
    permission::UseCase,
    principal::Principal,
    time::Period,
};

use super::rooms;
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
    reservations,
    summaries::{self, Reader},
};

/// The centres whose rooms `who` may look at, by name.
async fn looked_at(house: &House, who: &Principal) -> Result<Vec<centres::Model>, StoreError> {
    let all = centres::Entity::find().order_by_asc(centres::Column::Name);
    let theirs = match Reach::of(who, UseCase::ReadRooms)? {
        Reach::Everything => all,
        Reach::Centre(centre) => all.filter(centres::Column::Id.eq(centre.0)),
        _ => return Ok(Vec::new()),
    };
    Ok(theirs.all(&house.db).await?)
}

/// The day of `centre`, or of the first that `who` may look at, if there is one yet.
pub(super) async fn of(
    house: &House,
    who: &Principal,
    centre: Option<CentreId>,
    date: Option<Date>,
) -> Result<Option<CentreDay>, StoreError> {
    let (db, now) = (&house.db, house.clock.now());
    let theirs = looked_at(house, who).await?;
    if centre.is_none() && theirs.is_empty() {
        return Ok(None);
    }
    let found = theirs.iter().find(|row| centre.is_none_or(|centre| row.id == centre.0));
    let row = found.ok_or(StoreError::Refused(Error::NotFound))?;
    let (centre, zone) = (CentreId(row.id), reading::zone(&row.zone)?);
    let today = zone.date(now);
    let date = date.unwrap_or(today);
    let Some(day) = zone.day(date) else {
        return Err(Error::Invalid(vec![Problem::new("date", Fault::NotADate)]).into());
    };
    let (there, shutters) = rooms::of(db, centre, &zone, (date, day), &[]).await?;
    let ids: Vec<RoomId> = there.iter().map(|room| room.id).collect();
    let held = reservations::in_rooms(db, &ids, day).await?;
    let known = known(house, who, &held).await?;
    let taken = |room: RoomId| -> Vec<Taken> {
        let in_it = held.iter().filter(|(_, there, _)| *there == room);
        in_it
            .map(|(id, _, period)| {
                let appointment = known.get(id).cloned();
                let told = appointment.as_ref().map(|appointment| appointment.period);
                let told = told.and_then(|told| Period::new(told.start.at, told.end.at));
                Taken { period: zone.local_period(told.unwrap_or(*period)), appointment }
            })
            .collect()
    };
    let rooms = there
        .into_iter()
        .map(|room| RoomUse {
            shut: shutters.room_alone(room.id, day),
            taken: taken(room.id),
            name: room.name,
            open: room.open,
        })
        .collect();
    let name = |row: &centres::Model| reading::text(row.name.clone(), "name");
    Ok(Some(CentreDay {
        date,
        today,
        now: zone.local(now),
        zone: zone.name().clone(),
        centre,
        name: name(row)?,
        shut: shutters.centre(day),
        rooms,
        centres: theirs.iter().map(|row| Ok((CentreId(row.id), name(row)?))).collect::<Result<_, StoreError>>()?,
    }))
}

/// Those of the appointments that `who` may know.
async fn known(
    house: &House,
    who: &Principal,
    held: &[(AppointmentId, RoomId, Period)],
) -> Result<HashMap<AppointmentId, Summary>, StoreError> {
    let ids: BTreeSet<_> = held.iter().map(|(id, ..)| id.0).collect();
    let which = Reach::of(who, UseCase::ReadAppointment)?.condition().add(appointments::Column::Id.is_in(ids));
    let lines = summaries::lines(&house.db, which, &Reader::from(who), house.clock.now()).await?;
    Ok(lines.into_iter().map(|line| (line.summary.id, line.summary)).collect())
}
