//! A move to another time or room: whoever is moved must be free again.

use entity::{appointments, participants, site_detainees, sites};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use shared::{
    appointment::{Amendment, Attendance, Event, Field, FieldChange, HearingType, Kind, NewDeadline, Role, State},
    civil::read_date,
    ids::{AppointmentId, CentreId, DetaineeId, PersonId, RoomId},
    principal::Principal,
    schedule::{Meetings, Side, Sitting, Slot},
    text::Name,
    time::{Instant, Minutes, Period},
    zone::Zone,
};

use super::{
    People, brought,
    brought::{Bringing, Brought},
};
use crate::{
    audit::{self, Subject},
    bookings::{
        changing::{Target, change, state_change},
        needs::{Among, Moves, Needs, Part, Shape, Terms, horizon},
    },
    db::{StoreError, reading},
    facts::View,
    house::House,
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
    /// Whether a private meeting stays before it.
    follows: bool,
    /// Who joins and leaves the private meetings.
    of_meetings: Vec<FieldChange>,
    /// The rooms in which it was, per centre.
    was: Vec<(CentreId, RoomId)>,
    bringing: Bringing,
    /// The centre that is the first from now on, if it is another, and its zone.
    ground: Option<(Name, Zone)>,
    law: Law,
}

/// What the change makes of what the law asks of the time.
#[derive(Clone, Copy, Debug, Default)]
struct Law {
    hearing_type: Option<HearingType>,
    deadline: Option<NewDeadline>,
    /// Somebody says why the notice is shorter.
    excused: bool,
}

impl Law {
    fn of(change: &Amendment) -> Self {
        let Amendment { hearing_type, deadline, notice_reason, .. } = change;
        Self { hearing_type: *hearing_type, deadline: *deadline, excused: notice_reason.is_some() }
    }
}

/// A private meeting that moves along, and how long it lasts.
pub(super) struct Meeting {
    side: Side,
    pub(super) target: Target,
    length: Minutes,
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
        let meeting = |(side, target): (Side, Target)| {
            let length = length_of(reading::period(target.row.starts_at, target.row.ends_at)?)?;
            Ok(Meeting { side, target, length })
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
            follows: false,
            of_meetings: Vec::new(),
            was,
            bringing: Bringing::Same,
            ground: None,
            law: Law::default(),
        })
    }

    /// The same, by the law as `change` has it.
    pub(super) fn under(self, change: &Amendment) -> Self {
        Self { law: Law::of(change), ..self }
    }

    /// The move that the amendment asks for; `None` if it leaves time, room and people. Who comes must be free, so a change
    /// of people takes the slot anew.
    pub(super) fn toward(self, to: &Amendment, people: Option<&People>, brought: Option<&Brought>) -> Option<Self> {
        let from = self.from;
        let slot = Slot { start: to.start.unwrap_or(from.start), room: to.room.unwrap_or(from.room) };
        let duration = to.duration.unwrap_or(self.duration);
        let new_time = slot.start != from.start || duration != self.duration;
        // The meeting before stays where it is if only the end of the hearing moves.
        let others = people.is_some() || brought.is_some();
        let asked_beside = to.rooms_beside.clone();
        let along = slot != from || others || asked_beside.iter().any(|room| !self.was.contains(room));
        let (meetings, staying): (Vec<_>, Vec<_>) =
            self.meetings.into_iter().partition(|meeting| along || meeting.side == Side::After);
        let follows = staying.iter().any(|meeting| meeting.target.row.ends_at == from.start.0);
        let mut of_meetings = people.map(People::changes_of_meeting).unwrap_or_default();
        let mut moved = Self {
            to: slot,
            new_time,
            duration,
            meetings,
            follows,
            of_meetings: Vec::new(),
            law: Law::of(to),
            asked_beside,
            ..self
        };
        if let Some(brought) = brought {
            of_meetings.extend(brought.changes.iter().cloned());
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

    pub(super) fn period(&self) -> Period {
        Period::starting(self.to.start, self.duration)
    }

    /// Checks the new slot, takes it and lets go of the old one; answers what changes of the appointment.
    pub(super) async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        target: &Target,
    ) -> Result<Vec<FieldChange>, StoreError> {
        self.part(txn, target).await?;
        let facts = house.facts.seen(txn).await?;
        let needs = self.needs(txn, &facts, target, house.clock.now()).await?;
        let (horizon, not_before) = self.bounds(&needs, house.clock.now())?;
        let ours = self.ours(target);
        let beside = self.beside(&needs)?;
        let sitting = needs.sitting(txn, self.to, &beside, (horizon, not_before), &ours).await?;
        needs.claim(txn, house, &sitting, (horizon, not_before), &ours).await?;
        reservations::free(txn, &ours).await?;
        // First the sites: they say in which centre somebody is out.
        self.put(txn, house, target.id, (&needs, &sitting)).await?;
        needs.hold(txn, house, target.id, &needs.holds(&sitting), &ours).await?;
        for meeting in &self.meetings {
            self.put(txn, house, meeting.target.id, (&needs, &sitting)).await?;
            needs.hold(txn, house, meeting.target.id, &needs.meeting_holds(meeting.side, &sitting), &ours).await?;
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

    /// In which period it may lie at `now`, and before what nothing of it may begin.
    pub(super) fn bounds(&self, needs: &Needs, now: Instant) -> Result<(Period, Instant), StoreError> {
        let horizon = horizon(now)?;
        // Whose start stays may still get another room when it is late.
        if self.to.start != self.from.start {
            return Ok((horizon, now));
        }
        let begun = needs.begins(self.from.start).min(now);
        Ok((Period::new(begun, horizon.end()).unwrap_or(horizon), begun))
    }

    /// Whose reservations it lets go of.
    pub(super) fn ours(&self, target: &Target) -> Vec<AppointmentId> {
        std::iter::once(target.id).chain(self.meetings.iter().map(|meeting| meeting.target.id)).collect()
    }

    pub(super) async fn needs(
        &self,
        db: &impl ConnectionTrait,
        facts: &View,
        target: &Target,
        now: Instant,
    ) -> Result<Needs, StoreError> {
        let people = participants::Entity::find()
            .filter(participants::Column::AppointmentId.eq(target.id.0))
            .order_by_asc(participants::Column::Id)
            .all(db)
            .await?
            .into_iter()
            .map(|row| Ok((PersonId(row.person_id), reading::known(Role::from_code(&row.role), "role")?)))
            .collect::<Result<_, StoreError>>()?;
        // A private meeting is held in the room of its hearing.
        let kind = if target.row.main_id.is_some() { Kind::Hearing } else { target.kind };
        let shape = Shape {
            kind,
            duration: self.duration,
            meetings: self.lengths(),
            detainees: self.first.detainees.clone(),
            people,
            movement: self.movement(db, target).await?,
            terms: self.terms(target)?,
        };
        let zone = match &self.ground {
            Some((_, zone)) => zone.clone(),
            None => reading::zone(&target.row.zone)?,
        };
        let needs = Needs::load(db, facts, (now, target.id.0), self.first.centre, zone, shape).await?;
        needs.with(db, &self.beside).await
    }

    /// How long the private meetings last that move along.
    fn lengths(&self) -> Meetings {
        let on = |side| self.meetings.iter().find(|meeting| meeting.side == side).map(|meeting| meeting.length);
        Meetings { before: on(Side::Before), after: on(Side::After) }
    }

    /// Nobody is moved between a hearing and a private meeting that adjoins it, whichever of the two changes, and the room
    /// need not be made ready between them.
    async fn movement(&self, db: &impl ConnectionTrait, target: &Target) -> Result<Moves, StoreError> {
        let Some(hearing) = Hearing::of(db, target).await? else {
            return Ok(Moves { before: !self.follows, ..Moves::BOTH });
        };
        Ok(match hearing.side(self.period()) {
            Some(Side::Before) => {
                Moves { after: false, turnover: !hearing.rooms.contains(&self.to.room), ..Moves::BOTH }
            }
            Some(Side::After) => Moves { before: false, ..Moves::BOTH },
            None => Moves::BOTH,
        })
    }

    /// A private meeting that adjoins its hearing holds the way there or back for both, and the time until the room is
    /// ready: where it no longer does, the hearing has them again, and where it does from now on, it takes them over.
    async fn part(&self, txn: &DatabaseTransaction, target: &Target) -> Result<(), StoreError> {
        let Some(hearing) = Hearing::of(txn, target).await? else { return Ok(()) };
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        let (before, after) = (hearing.side(old), hearing.side(self.period()));
        if before == after && self.to.room == self.from.room {
            return Ok(());
        }
        if before.is_some() {
            reservations::hand_over(txn, (target.id, old), (hearing.id, hearing.period)).await?;
        }
        if let Some(side) = after {
            reservations::draw_in(txn, (hearing.id, hearing.period), side, self.to.room).await?;
        }
        Ok(())
    }

    /// A new time must give the notice again, unless somebody says of this change why not: what they said of an earlier one
    /// was about that. Every time must keep the deadline.
    fn terms(&self, target: &Target) -> Result<Terms, StoreError> {
        let row = &target.row;
        let due = !self.law.excused && self.to.start != self.from.start;
        let hearing = reading::coded(row.hearing_type.as_deref(), HearingType::from_code, "hearing type")?;
        let hearing = self.law.hearing_type.or(hearing);
        let deadline = match self.law.deadline {
            Some(new) => new.last(),
            None => row.deadline.as_deref().map(|date| reading::known(read_date(date), "deadline")).transpose()?,
        };
        Ok(Terms { notice_of: hearing.filter(|_| due), deadline })
    }

    /// The zone, if the first centre is another one: times are told in its zone.
    pub(super) fn put_zone(&self, row: &mut appointments::ActiveModel) {
        if let Some((_, zone)) = &self.ground {
            row.zone = Set(zone.name().0.clone());
        }
    }

    /// The rooms, and, for a new time, the answers, which were given to the old one.
    async fn put(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        id: AppointmentId,
        (needs, sitting): (&Needs, &Sitting),
    ) -> Result<(), StoreError> {
        if self.bringing != Bringing::Same {
            brought::put(txn, house, id, needs, sitting).await?;
        }
        for (site, slot) in needs.sites().zip(sitting.slots()) {
            sites::Entity::update_many()
                .col_expr(sites::Column::RoomId, Expr::value(slot.room.0))
                .filter(sites::Column::AppointmentId.eq(id.0))
                .filter(sites::Column::CentreId.eq(site.centre.0))
                .exec(txn)
                .await?;
        }
        if self.new_time {
            let none = participants::ActiveModel {
                attendance: Set(Attendance::NeedsAction.code().to_owned()),
                cause: Set(None),
                note: Set(None),
                proposed_at: Set(None),
                answered_at: Set(None),
                ..Default::default()
            };
            participants::Entity::update_many()
                .set(none)
                .filter(participants::Column::AppointmentId.eq(id.0))
                .exec(txn)
                .await?;
        }
        Ok(())
    }

    async fn move_meeting(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        (needs, sitting): (&Needs, &Sitting),
        meeting: &Meeting,
    ) -> Result<(), StoreError> {
        let Meeting { side, target, .. } = meeting;
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        let Some(new) = needs.shape.meeting_period(*side, self.to.start) else { return Ok(()) };
        let mut changes = self.changes((needs, sitting), old, new)?;
        changes.extend(self.of_meetings.iter().cloned());
        if changes.is_empty() {
            return Ok(());
        }
        let back = self.new_time && target.state == State::Confirmed;
        if back {
            changes.push(state_change(State::Confirmed, State::Booked));
        }
        target
            .write(txn, |row| {
                row.starts_at = Set(new.start().0);
                row.ends_at = Set(new.end().0);
                self.put_zone(row);
                if back {
                    row.state = Set(State::Booked.code().to_owned());
                }
            })
            .await?;
        let subject = Subject::Appointment(target.id);
        audit::record(txn, house, who, subject, Event::Amended.code(), &changes, Some(target.next_version())).await
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

/// The hearing of a private meeting, while it is still to be held.
struct Hearing {
    id: AppointmentId,
    period: Period,
    rooms: Vec<RoomId>,
}

impl Hearing {
    /// That of `target`; `None` if it has none.
    async fn of(db: &impl ConnectionTrait, target: &Target) -> Result<Option<Self>, StoreError> {
        let Some(main) = target.row.main_id else { return Ok(None) };
        let main = appointments::Entity::find_by_id(main).one(db).await?.map(Target::of).transpose()?;
        let Some(main) = main.filter(|main| main.state.is_live()) else { return Ok(None) };
        let rooms = sites_of(db, main.id).await?.into_iter().map(|(_, room)| room).collect();
        Ok(Some(Self { id: main.id, period: reading::period(main.row.starts_at, main.row.ends_at)?, rooms }))
    }

    /// On which side `meeting` adjoins it.
    fn side(&self, meeting: Period) -> Option<Side> {
        if meeting.end() == self.period.start() {
            Some(Side::Before)
        } else {
            (meeting.start() == self.period.end()).then_some(Side::After)
        }
    }
}

/// The sites of an appointment, with their rooms, in their order.
async fn sites_of(db: &impl ConnectionTrait, id: AppointmentId) -> Result<Vec<(Part, RoomId)>, StoreError> {
    let of_appointment = sites::Column::AppointmentId.eq(id.0);
    let rows = sites::Entity::find().filter(of_appointment).order_by_asc(sites::Column::Id).all(db).await?;
    let brought = site_detainees::Entity::find()
        .filter(site_detainees::Column::AppointmentId.eq(id.0))
        .order_by_asc(site_detainees::Column::Id)
        .all(db)
        .await?;
    let part = |row: sites::Model| {
        let here = brought.iter().filter(|one| one.site_id == row.id).map(|one| DetaineeId(one.detainee_id));
        (Part { centre: CentreId(row.centre_id), detainees: here.collect() }, RoomId(row.room_id))
    };
    Ok(rows.into_iter().map(part).collect())
}

fn length_of(period: Period) -> Result<Minutes, StoreError> {
    reading::known(u16::try_from(period.minutes()).ok().and_then(Minutes::new), "length")
}
