//! A move to another time or room: whoever is moved must be free again.

mod asked;
mod meetings;
mod sites;

use entity::appointments;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction};
use shared::{
    appointment::{Amendment, Field, FieldChange, Role},
    ids::{AppointmentId, CentreId, PersonId, RoomId},
    principal::Principal,
    schedule::{Side, Sitting, Slot},
    text::Name,
    time::{Instant, Minutes, Period},
    zone::Zone,
};

use self::{asked::Law, meetings::Meeting, sites::sites_of};
use super::{
    People,
    brought::{Bringing, Brought},
};
use crate::{
    bookings::{
        changing::{Target, change},
        needs::{Among, Needs, Part},
    },
    db::{Batch, StoreError, reading},
    house::House,
    meetings::adjoins,
    reservations,
};

/// A move to another time or room, with the private meetings that move along.
pub(super) struct Move {
    pub(super) from: Slot,
    pub(super) to: Slot,
    pub(super) new_time: bool,
    duration: Minutes,
    first: Part,
    beside: Vec<Part>,
    /// The rooms that the other sites have; they stay there if those are free, and nothing else is asked for.
    pub(super) rooms_beside: Vec<RoomId>,
    /// The rooms that are asked for there.
    asked_beside: Vec<(CentreId, RoomId)>,
    pub(super) meetings: Vec<Meeting>,
    /// Those that lie elsewhere and keep their time, but not their people.
    pub(super) apart: Vec<Meeting>,
    /// Whether a private meeting stays before it.
    follows: bool,
    /// Whether it is a private meeting whose hearing nobody can answer for any more: what was answered then stands.
    answers_stand: bool,
    of_meetings: OfMeetings,
    /// The rooms in which it was, per centre.
    was: Vec<(CentreId, RoomId)>,
    bringing: Bringing,
    /// Who comes with it, and as what.
    coming: Vec<(PersonId, Role)>,
    /// Who goes.
    going: Vec<PersonId>,
    /// The centre that is the first from now on, if it is another, and its zone.
    ground: Option<(Name, Zone)>,
    law: Law,
}

/// What changes of the private meetings besides their time and room.
#[derive(Debug, Default)]
struct OfMeetings {
    /// Who joins and leaves.
    changes: Vec<FieldChange>,
    /// Whether somebody joins without whom they cannot be held.
    asks: bool,
}

impl Move {
    /// Its sites with their rooms, as they are now.
    pub(super) fn sites(&self) -> impl Iterator<Item = (Part, RoomId)> {
        let parts = std::iter::once(&self.first).chain(&self.beside).cloned();
        parts.zip(self.sitting_now().slots().map(|slot| slot.room).collect::<Vec<_>>())
    }

    /// The move that goes nowhere: what there is now, with its private meetings.
    pub(super) async fn staying(
        db: &impl ConnectionTrait,
        target: &Target,
        meetings: Vec<(Side, Target)>,
    ) -> Result<Self, StoreError> {
        let sites = sites_of(db, target.id).await?;
        let was = sites.iter().map(|(part, room)| (part.centre, *room)).collect();
        let mut sites = sites.into_iter();
        let (first, room) = reading::known(sites.next(), "site")?;
        let (beside, rooms_beside) = sites.unzip();
        let period = reading::period(target.row.starts_at, target.row.ends_at)?;
        let slot = Slot { start: period.start(), room };
        let meeting = |(side, meeting): (Side, Target)| {
            let length = length_of(reading::period(meeting.row.starts_at, meeting.row.ends_at)?)?;
            let adjoins = adjoins(&target.row, &meeting.row).is_some();
            Ok(Meeting { side, target: meeting, length, adjoins })
        };
        let meetings = meetings.into_iter().map(meeting).collect::<Result<_, StoreError>>()?;
        let duration = length_of(period)?;
        Ok(Self {
            from: slot,
            to: slot,
            new_time: false,
            duration,
            first,
            beside,
            rooms_beside,
            asked_beside: Vec::new(),
            meetings,
            apart: Vec::new(),
            follows: false,
            answers_stand: meetings::answers_stand(db, target).await?,
            of_meetings: OfMeetings::default(),
            was,
            bringing: Bringing::Same,
            coming: Vec::new(),
            going: Vec::new(),
            ground: None,
            law: Law::default(),
        })
    }

    /// The move that the amendment asks for; `None` if it leaves time, room and people. Who comes must be free, so a change
    /// of people takes the slot anew. A private meeting that lies elsewhere goes along only to another time, or to another
    /// first centre.
    pub(super) fn toward(self, to: &Amendment, people: Option<&People>, brought: Option<&Brought>) -> Option<Self> {
        let from = self.from;
        let slot = Slot { start: to.start.unwrap_or(from.start), room: to.room.unwrap_or(from.room) };
        let duration = to.duration.unwrap_or(self.duration);
        let new_time = slot.start != from.start || duration != self.duration;
        // The meeting before stays where it is if only the end of the hearing moves.
        let others = people.is_some() || brought.is_some();
        let asked_beside = to.rooms_beside.clone();
        let along = slot != from || others || asked_beside.iter().any(|room| !self.was.contains(room));
        let far = slot.start != from.start || brought.is_some_and(|brought| brought.ground.is_some());
        let (near, apart): (Vec<_>, Vec<_>) = self.meetings.into_iter().partition(|meeting| far || meeting.adjoins);
        let (meetings, staying): (Vec<_>, Vec<_>) =
            near.into_iter().partition(|meeting| along || meeting.side == Side::After);
        let follows = staying.iter().any(|meeting| meeting.target.row.ends_at == from.start.0);
        let mut of_meetings = OfMeetings {
            changes: people.map(People::changes_of_meeting).unwrap_or_default(),
            asks: people.is_some_and(People::asks_counsel),
        };
        let mut moved = Self {
            to: slot,
            new_time,
            duration,
            meetings,
            apart: if others { apart } else { Vec::new() },
            follows,
            of_meetings: OfMeetings::default(),
            law: Law::of(to),
            asked_beside,
            coming: people.map(|people| people.coming().collect()).unwrap_or_default(),
            going: people.map(|people| people.left.clone()).unwrap_or_default(),
            ..self
        };
        if let Some(brought) = brought {
            of_meetings.changes.extend(brought.changes.iter().cloned());
            moved.first = brought.first.clone();
            moved.beside.clone_from(&brought.beside);
            moved.rooms_beside.clone_from(&brought.rooms_beside);
            moved.bringing = brought.bringing;
            moved.ground.clone_from(&brought.ground);
        }
        moved.of_meetings = of_meetings;
        (others || moved.is_elsewhere()).then_some(moved)
    }

    /// Whether those who take part must come at another time, or to another room.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.new_time
            || self.to.room != self.from.room
            || self.asked_beside.iter().any(|room| !self.was.contains(room))
            || self.bringing == Bringing::OtherCentres
    }

    /// Whether it is for the same people.
    pub(super) fn is_for_the_same(&self) -> bool {
        self.coming.is_empty() && self.going.is_empty() && self.bringing == Bringing::Same
    }

    /// The rooms of the other sites: those that are asked for, and where none is, rather those that they have.
    ///
    /// # Errors
    /// [`shared::error::Error::Invalid`] if one is asked for where nobody is brought from, or of another centre.
    pub(super) fn beside(&self, needs: &Needs) -> Result<Vec<Among<Option<RoomId>>>, StoreError> {
        for (centre, room) in &self.asked_beside {
            needs.check_beside(*centre, *room)?;
        }
        let room = |(place, part): (usize, &Part)| {
            let asked = self.asked_beside.iter().find(|(centre, _)| *centre == part.centre);
            let stays = || Among::Rather(self.rooms_beside.get(place).copied());
            asked.map_or_else(stays, |(_, room)| Among::Exactly(Some(*room)))
        };
        Ok(self.beside.iter().enumerate().map(room).collect())
    }

    /// Whether what was answered before no longer counts.
    pub(super) fn asks_again(&self) -> bool {
        self.new_time && !self.answers_stand
    }

    pub(super) fn period(&self) -> Period {
        Period::starting(self.to.start, self.duration)
    }

    /// Checks the new slot, takes it and lets go of the old one; answers what changes of the appointment. The private
    /// meetings that lie elsewhere take theirs anew, each at its own time.
    pub(super) async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        target: &Target,
    ) -> Result<Vec<FieldChange>, StoreError> {
        let changes = self.take(txn, house, who, target).await?;
        for meeting in &self.apart {
            Box::pin(self.keep_apart(txn, house, who, meeting)).await?;
        }
        Ok(changes)
    }

    async fn take(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        target: &Target,
    ) -> Result<Vec<FieldChange>, StoreError> {
        self.part(txn, target).await?;
        let facts = house.facts.within(txn).await?;
        let needs = self.needs(txn, &facts, target, house.clock.now()).await?;
        let (horizon, not_before) = self.bounds(&needs, house.clock.now())?;
        let ours = self.ours(target);
        let beside = self.beside(&needs)?;
        let sitting = needs.sitting(txn, self.to, &beside, (horizon, not_before), &ours).await?;
        needs.claim(txn, house, &sitting, (horizon, not_before), &ours).await?;
        reservations::free(txn, &ours).await?;
        // First the sites: they say in which centre somebody is out.
        self.put(txn, house, target.id, (&needs, &sitting)).await?;
        let mut held: Vec<_> = needs.held(target.id, &needs.holds(&sitting)).collect();
        for meeting in &self.meetings {
            self.put(txn, house, meeting.target.id, (&needs, &sitting)).await?;
            held.extend(needs.held(meeting.target.id, &needs.meeting_holds(meeting.side, &sitting)));
        }
        // All at once: whoever books at once takes all at once too, so that one of both waits for the other.
        needs.hold_all(txn, house, Batch::default(), &held, &ours).await?;
        for meeting in &self.meetings {
            self.move_meeting(txn, house, who, (&needs, &sitting), meeting).await?;
        }
        needs.release(txn).await?;
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        self.changes((&needs, &sitting), old, self.period())
    }

    /// Where it is now.
    pub(super) fn sitting_now(&self) -> Sitting {
        Sitting { slot: self.from, beside: self.rooms_beside.clone() }
    }

    /// Whose reservations it lets go of.
    pub(super) fn ours(&self, target: &Target) -> Vec<AppointmentId> {
        std::iter::once(target.id).chain(self.meetings.iter().map(|meeting| meeting.target.id)).collect()
    }

    /// The zone, if the first centre is another one: times are told in its zone.
    pub(super) fn put_zone(&self, row: &mut appointments::ActiveModel) {
        if let Some((_, zone)) = &self.ground {
            row.zone = Set(zone.name().0.clone());
        }
    }

    /// What of time and room changes, as people read it.
    fn changes(
        &self,
        (needs, sitting): (&Needs, &Sitting),
        old: Period,
        new: Period,
    ) -> Result<Vec<FieldChange>, StoreError> {
        let civil = |at: Instant| Some(needs.zone.local(at).civil.to_string());
        let mut changes = Vec::new();
        if old.start() != new.start() {
            changes.push(change(Field::Start, civil(old.start()), civil(new.start())));
        }
        if old.end() != new.end() {
            changes.push(change(Field::End, civil(old.end()), civil(new.end())));
        }
        // The first centre goes without saying, unless it is another one now.
        let first = self.ground.as_ref().map(|(name, _)| name);
        for ((site, to), centre) in needs.sites().zip(sitting.slots()).zip(needs.further_centres()) {
            let name = |room| Ok::<_, StoreError>(site.room_name(room)?.to_string());
            let before = self.was.iter().find(|(centre, _)| *centre == site.centre).map(|(_, room)| *room);
            if before != Some(to.room) {
                let change = change(Field::Room, before.map(name).transpose()?, Some(name(to.room)?));
                changes.push(FieldChange { of: centre.or(first).map(ToString::to_string), ..change });
            }
        }
        Ok(changes)
    }
}

fn length_of(period: Period) -> Result<Minutes, StoreError> {
    reading::known(u16::try_from(period.minutes()).ok().and_then(Minutes::new), "length")
}
