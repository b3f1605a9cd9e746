//! Recording device checks. The browser says what it measured; every verdict is derived here.

mod ahead;
mod history;
mod keeping;

use std::{collections::BTreeSet, net::IpAddr};

use async_trait::async_trait;
use entity::{centres, people, rooms};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use shared::{
    appointment::{Role, State},
    check::{
        CHECK_VERSION, CheckPlace, CheckedFor, Judgement, Keeper, Measurements, Recorded, history::RoomHistory,
        next_run, verdicts,
    },
    error::{Error, LinkEnd},
    ids::{AppointmentId, CentreId, DeviceCheckId, RoomDeviceId, RoomId},
    permission::UseCase,
    ports::{Answer, Checks},
    principal::{Principal, RoomDevice},
    text::Name,
    time::{Instant, Local},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    accounts::{Allowance, place},
    attendances::parts::{self, Own},
    db::{StoreError, transaction},
    house::House,
    notices::matter::{Matter, name},
    reach::Reach,
};

/// Checks that one person or one room may record at once.
const CHECKS: u32 = 30;
/// Seconds in which one more becomes possible: 30 an hour.
const REFILL: i64 = 120;
/// Trials of strangers that may be judged at once for one address: a whole court may stand behind it.
const STRANGERS: u32 = 300;
/// Seconds in which one more becomes possible.
const STRANGERS_REFILL: i64 = 12;

/// Recording device checks.
pub struct ChecksService {
    house: House,
    allowance: Allowance<Uuid>,
    strangers: Allowance<IpAddr>,
}

/// A room with what is needed of its centre.
struct Place {
    room: RoomId,
    room_name: Name,
    centre: CentreId,
    centre_name: Name,
    zone: Zone,
}

impl ChecksService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        let strangers = Allowance::new(STRANGERS, STRANGERS_REFILL);
        Self { house, allowance: Allowance::new(CHECKS, REFILL), strangers }
    }

    /// The principal's own part, with its facts.
    async fn part(&self, who: &Principal, appointment: AppointmentId) -> Result<(Matter, Own), Error> {
        let own = parts::own(&self.house.db, who, UseCase::CheckDevices, appointment).await?;
        let matter = Matter::of(&self.house.db, own.appointment.clone()).await?;
        Ok((matter, own))
    }

    /// The room, if it is one that `who` checks.
    async fn room(&self, who: &Principal, room: RoomId) -> Result<Place, Error> {
        let reach = Reach::of(who, UseCase::CheckRoom)?;
        let place = place_of(&self.house.db, room).await?.ok_or(Error::NotFound)?;
        match reach {
            Reach::Everything => Ok(place),
            Reach::Centre(own) if own == place.centre => Ok(place),
            Reach::Room(own) if own == place.room => Ok(place),
            _ => Err(Error::NotFound),
        }
    }

    /// When the room's `device` should check itself next.
    async fn next_run(
        &self,
        place: &Place,
        device: Option<RoomDeviceId>,
        now: Instant,
    ) -> Result<Option<Local>, StoreError> {
        let day_of = |at: Instant| place.zone.day(place.zone.date(at));
        let Some(today) = day_of(now) else { return Ok(None) };
        let due = ahead::due(&self.house.db, place.room, device, today).await?;
        let taken = ahead::taken_in(&self.house.db, place.room, today, now).await?;
        // What is done for today is due ahead of another day.
        let (from, earliest) = due.map_or((today.end(), now), |due| (now, now.max(due)));
        let turn = ahead::turn_of(&self.house.db, (place.room, device), place.centre).await?;
        Ok(next_run(from, earliest, &taken, turn, day_of).map(|at| place.zone.local(at)))
    }

    async fn person_name(&self, person: Uuid) -> Result<Name, StoreError> {
        let person = people::Entity::find_by_id(person).one(&self.house.db).await?;
        name(&person.ok_or(StoreError::Unreadable("person"))?.name)
    }

    /// Counts a check of `key`, so that nobody fills the store.
    fn count(&self, key: Uuid) -> Result<(), Error> {
        self.allowance.take(&key, self.house.clock.now())
    }
}

/// The device that stays in `room` at which `who` checks it: the one that does so by itself, or that in whose browser they
/// signed in.
fn device_in(room: RoomId, who: &Principal, at: Option<RoomDevice>) -> Option<RoomDeviceId> {
    let device = if let Principal::Device(device) = who { Some(*device) } else { at };
    device.filter(|device| device.room == room).map(|device| device.id)
}

/// The room with what is needed of its centre, if there is such a room.
async fn place_of(db: &impl ConnectionTrait, room: RoomId) -> Result<Option<Place>, StoreError> {
    let Some(row) = rooms::Entity::find_by_id(room.0).one(db).await? else { return Ok(None) };
    let centre = centres::Entity::find_by_id(row.centre_id).one(db).await?;
    let centre = centre.ok_or(StoreError::Unreadable("centre"))?;
    Ok(Some(Place {
        room,
        room_name: name(&row.name)?,
        centre: CentreId(centre.id),
        centre_name: name(&centre.name)?,
        zone: Zone::named(&centre.zone).ok_or(StoreError::Unreadable("zone"))?,
    }))
}

/// Ends what was checked in `rooms` and still counts: other equipment stands there now. It tells of the appointments as they are
/// then, so call it when everything else is done, and wake [`crate::outbox::Hub`] after the commit.
pub(crate) async fn end_in(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    rooms: &BTreeSet<Uuid>,
) -> Result<(), StoreError> {
    for room in rooms {
        let Some(place) = place_of(txn, RoomId(*room)).await? else { continue };
        let ended = keeping::Ended::Room(place.room, place.room_name, place.zone, keeping::MadeAt::Anywhere);
        keeping::end(txn, house, who, &ended).await?;
    }
    Ok(())
}

/// Ends what was checked at `device` and still counts: it stays in its room no longer. Call it before its row goes, or nobody
/// knows which checks those are; and wake [`crate::outbox::Hub`] after the commit.
pub(crate) async fn end_at(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    device: RoomDevice,
) -> Result<(), StoreError> {
    let Some(place) = place_of(txn, device.room).await? else { return Ok(()) };
    let made = keeping::MadeAt::Device(Some(device.id));
    keeping::end(txn, house, who, &keeping::Ended::Room(place.room, place.room_name, place.zone, made)).await
}

/// Refuses what comes too late. A check during the appointment still counts: that is when people come back after a fault. So does
/// one after it as long as a private meeting of it lies ahead: that is checked for nowhere else.
fn not_over(matter: &Matter, now: Instant) -> Result<(), Error> {
    if matter.state == State::Cancelled {
        return Err(Error::LinkEnded(LinkEnd::Cancelled));
    }
    let meets = matter.state != State::NotHeld && matter.meetings.iter().any(|(.., period)| now < period.end());
    if !meets && (matter.state.is_terminal() || now >= matter.period.end()) {
        return Err(Error::LinkEnded(LinkEnd::Expired));
    }
    Ok(())
}

#[async_trait]
impl Checks for ChecksService {
    async fn now(&self) -> Answer<Instant> {
        Ok(self.house.clock.now())
    }

    async fn place_at(&self, who: &Principal, at: Option<RoomDevice>, counts_for: CheckedFor) -> Answer<CheckPlace> {
        let (keeper, now, version) = (Keeper::of(who, counts_for), self.house.clock.now(), CHECK_VERSION);
        match counts_for {
            CheckedFor::Trial => {
                let (person, kept) = (who.name().cloned(), who.account().is_some());
                Ok(CheckPlace {
                    counts_for,
                    keeper,
                    kept,
                    person,
                    room: None,
                    start: None,
                    next_run: None,
                    now,
                    version,
                    zone: None,
                })
            }
            CheckedFor::Participant(appointment) => {
                let (matter, own) = self.part(who, appointment).await?;
                let part = Role::from_code(&own.participant.role).ok_or(StoreError::Unreadable("role"))?;
                Ok(CheckPlace {
                    counts_for: CheckedFor::Participant(matter.id),
                    keeper: Keeper::of_taking_part(who, counts_for, part),
                    kept: true,
                    person: Some(self.person_name(own.participant.person_id).await?),
                    room: None,
                    start: Some(matter.zone.local(matter.period.start())),
                    next_run: None,
                    now,
                    version,
                    zone: Some(matter.zone.name().clone()),
                })
            }
            CheckedFor::Room(room) => {
                let place = self.room(who, room).await?;
                let next_run = self.next_run(&place, device_in(room, who, at), now).await?;
                let room = Some((place.room, place.room_name, place.centre_name));
                Ok(CheckPlace {
                    counts_for,
                    keeper,
                    kept: true,
                    person: None,
                    room,
                    start: None,
                    next_run,
                    now,
                    version,
                    zone: Some(place.zone.name().clone()),
                })
            }
        }
    }

    async fn record_at(
        &self,
        who: &Principal,
        from: Option<IpAddr>,
        at: Option<RoomDevice>,
        counts_for: CheckedFor,
        measured: Measurements,
        before: Option<DeviceCheckId>,
    ) -> Answer<Recorded> {
        // The machine itself is not held to what an address may send, as with the limits on requests.
        let elsewhere = from.is_none_or(|address| !address.is_loopback());
        if counts_for == CheckedFor::Trial && who.account().is_none() && elsewhere {
            self.strangers.take(&place(from), self.house.clock.now())?;
        }
        let result = verdicts::judge(&measured);
        let at = if let CheckedFor::Room(room) = counts_for { device_in(room, who, at) } else { None };
        let brought = keeping::Brought { measured: &measured, result: &result, before, at };
        let kept = match counts_for {
            CheckedFor::Trial => {
                // A stranger's is nobody's, so nothing of it is kept.
                let Some(account) = who.account() else {
                    return Ok(Recorded { check: None, judgement: Judgement::alone(result) });
                };
                self.count(account.id.0)?;
                transaction!(&self.house, |txn| keeping::trial(txn, &self.house, who, &brought).await)
            }
            CheckedFor::Participant(appointment) => {
                let (matter, own) = self.part(who, appointment).await?;
                not_over(&matter, self.house.clock.now())?;
                self.count(own.participant.id)?;
                transaction!(&self.house, |txn| {
                    keeping::participant(txn, &self.house, who, &matter, &own.participant, &brought).await
                })
            }
            CheckedFor::Room(room) => {
                let place = self.room(who, room).await?;
                self.count(place.room.0)?;
                let room = (place.room, &place.room_name, &place.zone);
                transaction!(&self.house, |txn| keeping::room(txn, &self.house, who, room, &brought).await)
            }
        };
        let (check, standing) = kept?;
        self.house.hub.wake();
        Ok(Recorded { check: Some(check), judgement: Judgement { result, standing } })
    }

    async fn devices_changed_at(&self, who: &Principal, at: Option<RoomDevice>, counts_for: CheckedFor) -> Answer<()> {
        let target = match counts_for {
            CheckedFor::Trial => return Ok(()),
            CheckedFor::Participant(appointment) => {
                let (matter, own) = self.part(who, appointment).await?;
                not_over(&matter, self.house.clock.now())?;
                let name = self.person_name(own.participant.person_id).await?;
                let meetings = matter.meetings.iter().map(|(_, meeting, _)| *meeting).collect();
                keeping::Ended::Participant { appointment: matter.id, meetings, participant: own.participant.id, name }
            }
            CheckedFor::Room(room) => {
                let place = self.room(who, room).await?;
                let made = device_in(room, who, at).map_or(keeping::MadeAt::Device(None), keeping::MadeAt::ChangedAt);
                keeping::Ended::Room(place.room, place.room_name, place.zone, made)
            }
        };
        let ended: Result<(), StoreError> =
            transaction!(&self.house, |txn| keeping::end(txn, &self.house, who, &target).await);
        ended?;
        self.house.hub.wake();
        Ok(())
    }

    async fn history(&self, who: &Principal) -> Answer<Vec<RoomHistory>> {
        let centre = match Reach::of(who, UseCase::CheckRoom)? {
            Reach::Everything => None,
            Reach::Centre(centre) => Some(centre),
            // What a room's device measured is for people to read.
            Reach::Room(_) => return Err(Error::Unauthenticated),
            _ => return Err(Error::Forbidden),
        };
        Ok(history::of(&self.house.db, centre, self.house.clock.now()).await?)
    }
}
