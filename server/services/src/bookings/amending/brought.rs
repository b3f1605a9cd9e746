//! Who is brought besides, and who no longer: whoever is held in another centre adds a site, and the last one of a centre
//! takes it away. Whoever was transferred takes it along.

use std::collections::BTreeSet;

use entity::{centres, departures, rooms, site_detainees, sites};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use shared::{
    appointment::{Amendment, Field, FieldChange, State},
    draft::MOST_DETAINEES,
    error::Fault,
    ids::{AppointmentId, CentreId, DetaineeId, RoomId},
    schedule::Sitting,
    text::{Code, Name},
    zone::Zone,
};

use super::moving::Move;
use crate::{
    bookings::{
        changing::{Target, change},
        directory,
        drafts::wrong,
        making::{bring, insert_site},
        needs::{Needs, Part},
    },
    db::{StoreError, reading},
    house::House,
};

/// Who is brought, against before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bringing {
    /// The same.
    Same,
    /// Others, from the same centres.
    Others,
    /// Others, from other centres.
    OtherCentres,
}

/// A sound change of who is brought.
pub(super) struct Brought {
    pub(super) first: Part,
    pub(super) beside: Vec<Part>,
    /// The rooms that the other sites have that stay.
    pub(super) rooms_beside: Vec<RoomId>,
    /// The centres that have no part in it any more.
    pub(super) gone: Vec<CentreId>,
    pub(super) bringing: Bringing,
    /// The centre that is the first from now on, if it is another, and its zone.
    pub(super) ground: Option<(Name, Zone)>,
    pub(super) changes: Vec<FieldChange>,
}

impl Brought {
    /// What `amendment` asks for; `None` if nobody comes or goes.
    ///
    /// # Errors
    /// [`shared::error::Error::Invalid`] for people who are not there, or who are there already, and if the first centre
    /// would bring nobody; [`shared::error::Error::Transition`] once it has begun.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        target: &Target,
        now: &Move,
        amendment: &Amendment,
    ) -> Result<Option<Self>, StoreError> {
        let (come, go): (BTreeSet<_>, BTreeSet<_>) =
            (amendment.bring.iter().copied().collect(), amendment.leave_there.iter().copied().collect());
        if come.is_empty() && go.is_empty() {
            return Ok(None);
        }
        if !matches!(target.state, State::Booked | State::Confirmed) {
            return Err(target.refuse(State::Booked));
        }
        // Who talks in private around a hearing is who is brought to it.
        if target.row.main_id.is_some() {
            return Err(wrong("detainee", Fault::UnknownChoice));
        }
        let mut parts: Vec<(Part, Option<RoomId>)> = now.sites().map(|(part, room)| (part, Some(room))).collect();
        let mut changes = Vec::new();
        for id in &come {
            let Some((detainee, _)) = directory::detainee(db, *id).await? else {
                return Err(wrong("detainee", Fault::UnknownChoice));
            };
            if go.contains(id) || parts.iter().any(|(part, _)| part.detainees.contains(id)) {
                return Err(wrong("detainee", Fault::Duplicate));
            }
            match parts.iter_mut().find(|(part, _)| part.centre == detainee.centre) {
                Some((part, _)) => part.detainees.push(*id),
                None => parts.push((Part { centre: detainee.centre, detainees: vec![*id] }, None)),
            }
            changes.push(told(&detainee.code, None, Some(&detainee.centre_name)));
        }
        for id in &go {
            let Some((part, _)) = parts.iter_mut().find(|(part, _)| part.detainees.contains(id)) else {
                return Err(wrong("detainee", Fault::UnknownChoice));
            };
            part.detainees.retain(|one| one != id);
            let was = centre_name(db, part.centre).await?;
            let left = directory::detainee(db, *id).await?;
            changes.extend(left.map(|(detainee, _)| told(&detainee.code, Some(&was), None)));
        }
        if parts.iter().map(|(part, _)| part.detainees.len()).sum::<usize>() > MOST_DETAINEES {
            let max = i64::try_from(MOST_DETAINEES).unwrap_or(i64::MAX);
            return Err(wrong("detainee", Fault::NumberOutside { min: 1, max }));
        }
        let (stay, empty): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(part, _)| !part.detainees.is_empty());
        changes.extend(given_up(db, &empty).await?);
        let other_sites = !empty.is_empty() || stay.iter().any(|(_, room)| room.is_none());
        let bringing = if other_sites { Bringing::OtherCentres } else { Bringing::Others };
        let rooms_beside = stay.iter().skip(1).filter_map(|(_, room)| *room).collect();
        let mut stay = stay.into_iter().map(|(part, _)| part);
        // Its time is that of the first centre, and its room the one that is moved by hand.
        let first = stay.next().filter(|first| now.sites().next().is_some_and(|(part, _)| part.centre == first.centre));
        let Some(first) = first else { return Err(wrong("detainee", Fault::Missing)) };
        let gone = empty.into_iter().map(|(part, _)| part.centre).collect();
        Ok(Some(Self { first, beside: stay.collect(), rooms_beside, gone, bringing, ground: None, changes }))
    }

    /// Those who have left before it ends and are held in another centre now, brought from there; `None` if there is
    /// nobody like that. Centres that keep somebody stay in their order, and the others follow: if nobody is brought from
    /// the first any more, the next one is the first.
    ///
    /// # Errors
    /// If the store refuses.
    pub(super) async fn transferred(
        db: &impl ConnectionTrait,
        target: &Target,
        now: &Move,
    ) -> Result<Option<Self>, StoreError> {
        // Who talks in private around a hearing is who is brought to it.
        if target.row.main_id.is_some() {
            return Ok(None);
        }
        let mut parts: Vec<(Part, Option<RoomId>)> = now.sites().map(|(part, room)| (part, Some(room))).collect();
        let was_first = parts.first().map(|(part, _)| part.centre);
        let everybody: Vec<_> = parts.iter().flat_map(|(part, _)| &part.detainees).map(|id| id.0).collect();
        let left = departures::Entity::find()
            .filter(departures::Column::DetaineeId.is_in(everybody))
            .filter(departures::Column::FromAt.lt(target.row.ends_at))
            .all(db)
            .await?;
        let (mut arrived, mut changes) = (Vec::new(), Vec::new());
        for (part, _) in &mut parts {
            let here = part.centre;
            for row in left.iter().filter(|row| row.centre_id == here.0) {
                let id = DetaineeId(row.detainee_id);
                let known = if part.detainees.contains(&id) { directory::detainee(db, id).await? } else { None };
                // Who was released is held nowhere else.
                if let Some((detainee, _)) = known.filter(|(detainee, _)| detainee.centre != here) {
                    part.detainees.retain(|one| *one != id);
                    arrived.push((detainee.centre, id));
                    let was = centre_name(db, here).await?;
                    changes.push(told(&detainee.code, Some(&was), Some(&detainee.centre_name)));
                }
            }
        }
        if arrived.is_empty() {
            return Ok(None);
        }
        for (centre, id) in arrived {
            match parts.iter_mut().find(|(part, _)| part.centre == centre) {
                Some((part, _)) => part.detainees.push(id),
                None => parts.push((Part { centre, detainees: vec![id] }, None)),
            }
        }
        let (stay, empty): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(part, _)| !part.detainees.is_empty());
        changes.extend(given_up(db, &empty).await?);
        let other_sites = !empty.is_empty() || stay.iter().any(|(_, room)| room.is_none());
        let bringing = if other_sites { Bringing::OtherCentres } else { Bringing::Others };
        let rooms_beside = stay.iter().skip(1).filter_map(|(_, room)| *room).collect();
        let mut stay = stay.into_iter().map(|(part, _)| part);
        let first = reading::known(stay.next(), "site")?;
        let ground = if was_first == Some(first.centre) {
            None
        } else {
            let row = reading::known(centres::Entity::find_by_id(first.centre.0).one(db).await?, "centre")?;
            Some((reading::text(row.name, "centre name")?, reading::zone(&row.zone)?))
        };
        let gone = empty.into_iter().map(|(part, _)| part.centre).collect();
        Ok(Some(Self { first, beside: stay.collect(), rooms_beside, gone, bringing, ground, changes }))
    }
}

/// What the record says of somebody who is brought: of each by themselves, from which centre.
fn told(who: &Code, from: Option<&Name>, to: Option<&Name>) -> FieldChange {
    let changed = change(Field::Brought, from.map(ToString::to_string), to.map(ToString::to_string));
    FieldChange { of: Some(who.to_string()), ..changed }
}

async fn centre_name(db: &impl ConnectionTrait, id: CentreId) -> Result<Name, StoreError> {
    let row = reading::known(centres::Entity::find_by_id(id.0).one(db).await?, "centre")?;
    reading::text(row.name, "centre name")
}

/// What the record says of the rooms at the centres from which nobody is brought any more.
async fn given_up(db: &impl ConnectionTrait, empty: &[(Part, Option<RoomId>)]) -> Result<Vec<FieldChange>, StoreError> {
    let mut changes = Vec::new();
    for (part, room) in empty {
        let Some(room) = room else { continue };
        let room = reading::known(rooms::Entity::find_by_id(room.0).one(db).await?, "room")?;
        let centre = centre_name(db, part.centre).await?;
        changes.push(FieldChange { of: Some(centre.to_string()), ..change(Field::Room, Some(room.name), None) });
    }
    Ok(changes)
}

/// Puts the sites of an appointment as they are from now on.
pub(super) async fn put(
    txn: &DatabaseTransaction,
    house: &House,
    id: AppointmentId,
    needs: &Needs,
    sitting: &Sitting,
) -> Result<(), StoreError> {
    let of_appointment = site_detainees::Column::AppointmentId.eq(id.0);
    site_detainees::Entity::delete_many().filter(of_appointment).exec(txn).await?;
    let known = sites::Entity::find().filter(sites::Column::AppointmentId.eq(id.0)).all(txn).await?;
    let gone = known.iter().filter(|row| needs.sites().all(|site| site.centre.0 != row.centre_id)).map(|row| row.id);
    sites::Entity::delete_many().filter(sites::Column::Id.is_in(gone)).exec(txn).await?;
    for (there, slot) in needs.sites().zip(sitting.slots()) {
        match known.iter().find(|row| row.centre_id == there.centre.0) {
            Some(row) => bring(txn, house, id, row.id, there).await?,
            None => insert_site(txn, house, id, there, slot.room).await?,
        }
    }
    Ok(())
}
