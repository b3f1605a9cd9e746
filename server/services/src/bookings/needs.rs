//! What an appointment needs: a room of the centre that serves for it, its detainees and its people, with their names,
//! and the rules that its place keeps to.

mod asking;
mod loading;
mod looking;
mod parts;
mod refusing;
mod taking;

pub(super) use self::asking::{Among, Rooms, Sought, rather};
pub(crate) use self::loading::window;
use self::loading::{steadiness, use_for};
pub(super) use self::parts::{Part, brought, located, parts, parts_of};

use std::{collections::HashMap, sync::Arc};

use jiff::civil::Date;
use sea_orm::ConnectionTrait;
use shared::{
    appointment::{HearingType, Kind, Role, RoomChoice, SiteRooms},
    draft::{Booking, GRID_MINUTES, HORIZON_DAYS, in_private_meeting},
    error::Fault,
    exchange::Key,
    ids::{CentreId, DetaineeId, PersonId, RoomId},
    notice::Place,
    schedule::{
        Meetings, Movement, Request, Resource, RoomOption, Rules, Side, Sitting, Slot, Steadiness, waiting::Category,
    },
    text::{Code, Name},
    time::{Instant, Minutes, Period},
    zone::Zone,
};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::drafts::wrong;
use crate::{
    db::{StoreError, reading},
    facts::{Centre, Detainee, Person, Room, View},
    rules::{Apart, AsIf},
};

/// The grid of starts.
const GRID: Minutes = Minutes::new(GRID_MINUTES).expect("the grid is a length");

/// What is sought or held, without names.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) duration: Minutes,
    pub(super) meetings: Meetings,
    pub(super) detainees: Vec<DetaineeId>,
    pub(super) people: Vec<(PersonId, Role)>,
    pub(super) movement: Moves,
    pub(super) terms: Terms,
}

/// Which movements belong to it: none towards or from what it adjoins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moves {
    pub(super) before: bool,
    pub(super) after: bool,
    /// Whether the room is made ready afterwards: not if what it adjoins goes on there.
    pub(super) turnover: bool,
}

impl Moves {
    /// From the cell and back.
    pub(super) const BOTH: Self = Self { before: true, after: true, turnover: true };
}

/// What the law asks of its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// The hearing whose notice is due; `None` if none is, or somebody said why not.
    pub(super) notice_of: Option<HearingType>,
    /// The last day.
    pub(super) deadline: Option<Date>,
}

impl Terms {
    /// Those of a booking.
    pub(super) fn of(booking: &Booking) -> Self {
        let notice_of = booking.hearing_type.filter(|_| booking.notice_reason.is_none());
        Self { notice_of, deadline: booking.deadline }
    }
}

impl Shape {
    fn counsel(&self) -> impl Iterator<Item = PersonId> {
        self.people.iter().filter(|(_, role)| in_private_meeting(*role)).map(|(person, _)| *person)
    }

    fn everybody(&self) -> impl Iterator<Item = PersonId> {
        self.people.iter().map(|(person, _)| *person)
    }

    /// When the private meeting on `side` of what begins at `start` is.
    pub(super) fn meeting_period(&self, side: Side, start: Instant) -> Option<Period> {
        let length = self.meetings.on(side)?;
        let begins = match side {
            Side::Before => start.plus_minutes(-i64::from(length.get())),
            Side::After => Period::starting(start, self.duration).end(),
        };
        Some(Period::starting(begins, length))
    }
}

/// What an appointment needs, with everything to judge a slot but the reservations.
pub(super) struct Needs {
    pub(super) zone: Zone,
    pub(super) shape: Shape,
    pub(super) centre: CentreId,
    now: Instant,
    /// The draft, or the appointment that moves: its own holds are in nobody's way.
    holder: Uuid,
    /// Under what mark all of it was known.
    facts: View,
    /// The centre, with its rooms and what it keeps to.
    there: Arc<Centre>,
    /// The detainees, in their order.
    held: Vec<Arc<Detainee>>,
    /// The people, in their order.
    people: Vec<Arc<Person>>,
    /// Whom the detainees must not meet.
    apart: Apart,
    /// By what the detainees are held apart from others, in their order.
    categories: Vec<Category>,
    /// The waiting areas of the centre's rooms, of those that have one.
    areas: HashMap<RoomId, Code>,
    /// The first start with the notice that is due.
    pub(super) notice: Option<Instant>,
    /// How steadily the devices of the rooms work, once it was asked.
    steadiness: OnceCell<HashMap<RoomId, Steadiness>>,
    names: HashMap<Resource, Name>,
    /// A block that counts although nobody has recorded it.
    supposed: Option<AsIf>,
    /// The other sites of the same appointment: those who are brought there, and nobody from afar.
    beside: Vec<BesideNeeds>,
}

/// What another site needs.
struct BesideNeeds {
    centre_name: Name,
    needs: Needs,
}

impl Needs {
    /// What `shape` needs in `centre` at `now`, for `holder`, as far as `facts` are known.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a detainee or a person does not exist.
    pub(super) async fn load(
        db: &impl ConnectionTrait,
        facts: &View,
        (now, holder): (Instant, Uuid),
        centre: CentreId,
        zone: Zone,
        shape: Shape,
    ) -> Result<Self, StoreError> {
        let held: Vec<Key> = shape.detainees.iter().map(|id| Key::Id(id.0)).collect();
        // A database server answers several questions at once, if it has to be asked.
        let all = Box::pin(async {
            futures::try_join!(
                facts.centre(db, centre),
                facts.detainees(db, &held),
                facts.people_by_id(db, shape.everybody()),
            )
        });
        let (there, held, people) = all.await?;
        let there = reading::known(there, "centre")?;
        let held: Option<Vec<_>> = held.into_iter().collect();
        let held = held.ok_or_else(|| wrong("detainee", Fault::UnknownChoice))?;
        let people: Option<Vec<_>> = people.into_iter().collect();
        let people = people.ok_or_else(|| wrong("people", Fault::UnknownChoice))?;
        let mut names = HashMap::new();
        names.extend(there.rooms.iter().map(|room| (Resource::Room(room.id), room.name.clone())));
        names.extend(held.iter().map(|one| (Resource::Detainee(one.summary.id), one.summary.name.clone())));
        names.extend(people.iter().map(|one| (Resource::Person(one.summary.id), one.summary.name.clone())));
        let due = shape.terms.notice_of.and_then(|hearing| there.notice(hearing));
        Ok(Self {
            facts: facts.clone(),
            apart: Apart::of(held.iter().map(|one| (one.summary.id, one.apart.as_slice()))),
            categories: held.iter().map(|one| one.category).collect(),
            areas: there.rooms.iter().filter_map(|room| Some((room.id, room.area.clone()?))).collect(),
            notice: due.map(|hours| now.plus_minutes(hours * 60)),
            steadiness: OnceCell::new(),
            there,
            held,
            people,
            zone,
            shape,
            centre,
            now,
            holder,
            names,
            supposed: None,
            beside: Vec::new(),
        })
    }

    /// The same, with what the other sites of the appointment need.
    ///
    /// # Errors
    /// As [`Needs::load`].
    pub(super) async fn with(mut self, db: &impl ConnectionTrait, beside: &[Part]) -> Result<Self, StoreError> {
        for part in beside {
            let centre = reading::known(self.facts.centre(db, part.centre).await?, "centre")?;
            let shape = Shape {
                detainees: part.detainees.clone(),
                people: Vec::new(),
                // Asked once, at the first site.
                terms: Terms::default(),
                ..self.shape.clone()
            };
            let at_and_for = (self.now, self.holder);
            let needs = Self::load(db, &self.facts, at_and_for, part.centre, centre.zone.clone(), shape);
            let needs = Box::pin(needs).await?;
            self.beside.push(BesideNeeds { centre_name: centre.name.clone(), needs });
        }
        Ok(self)
    }

    /// All sites: this one first.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.beside.iter().map(|site| &site.needs))
    }

    /// The name of a room of the centre.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is a room of another centre, or none.
    pub(super) fn room_name(&self, room: RoomId) -> Result<&Name, StoreError> {
        self.names.get(&Resource::Room(room)).ok_or_else(|| wrong("slot", Fault::OtherCentre))
    }

    /// The centre and the room of each site in `sitting`, by name.
    pub(super) fn places(&self, sitting: &Sitting) -> Result<Vec<Place>, StoreError> {
        let place = |(site, slot): (&Self, Slot)| {
            Ok(Place { centre: site.there.name.clone(), room: site.room_name(slot.room)?.clone() })
        };
        self.sites().zip(sitting.slots()).map(place).collect()
    }

    /// Somebody who takes part.
    pub(super) fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.summary.id == id).map(|person| &**person)
    }

    /// What is known beside.
    pub(super) fn facts(&self) -> &View {
        &self.facts
    }

    /// The centres and rooms of the other sites, by name.
    pub(super) fn beside_names(&self, rooms: &[RoomId]) -> Result<Vec<(Name, Name)>, StoreError> {
        let named = |(site, room): (&BesideNeeds, &RoomId)| {
            Ok((site.centre_name.clone(), site.needs.room_name(*room)?.clone()))
        };
        self.beside.iter().zip(rooms).map(named).collect()
    }

    /// What something that it needs is called, at whatever site.
    pub(super) fn name(&self, resource: Resource) -> Option<&Name> {
        self.sites().find_map(|site| site.names.get(&resource))
    }

    /// The rooms that serve, by code.
    fn rooms(&self) -> impl Iterator<Item = &Room> {
        let needed = use_for(self.shape.kind);
        self.there.rooms.iter().filter(move |room| room.serves(needed))
    }

    /// How steadily the devices of the centre's rooms work, of those that were checked.
    async fn steadiness(&self, db: &impl ConnectionTrait) -> Result<&HashMap<RoomId, Steadiness>, StoreError> {
        self.steadiness.get_or_try_init(|| steadiness(db, self.centre, self.now)).await
    }

    /// The waiting areas of the rooms that serve, of those that have one.
    fn areas(&self) -> impl Iterator<Item = (RoomId, Code)> {
        self.rooms().filter_map(|room| Some((room.id, room.area.clone()?)))
    }

    /// Whether who waits beside its rooms matters to it.
    fn waits(&self) -> bool {
        self.categories.iter().any(|one| one.is_known()) && self.areas().next().is_some()
    }

    /// The rooms that serve, the steadiest first, and before them `now`, even if it no longer does.
    pub(super) async fn room_choices(
        &self,
        db: &impl ConnectionTrait,
        now: RoomId,
    ) -> Result<Vec<RoomChoice>, StoreError> {
        let steadiness = self.steadiness(db).await?;
        let mut others: Vec<RoomId> = self.rooms().map(|room| room.id).filter(|room| *room != now).collect();
        // Stable: of equals the first stays first.
        others.sort_by_key(|room| steadiness.get(room).copied().unwrap_or_default());
        std::iter::once(now).chain(others).map(|id| Ok(RoomChoice { id, name: self.room_name(id)?.clone() })).collect()
    }

    /// The same of the other sites, where they have the rooms `now`.
    pub(super) async fn choices_beside(
        &self,
        db: &impl ConnectionTrait,
        now: &[RoomId],
    ) -> Result<Vec<SiteRooms>, StoreError> {
        let mut all = Vec::with_capacity(self.beside.len());
        for (site, now) in self.beside.iter().zip(now) {
            let rooms = site.needs.room_choices(db, *now).await?;
            all.push(SiteRooms { centre: site.needs.centre, name: site.centre_name.clone(), rooms });
        }
        Ok(all)
    }

    /// Whether `room` is one of `centre`, and that centre one of the other sites.
    ///
    /// # Errors
    /// [`Error::Invalid`] if not.
    pub(super) fn check_beside(&self, centre: CentreId, room: RoomId) -> Result<(), StoreError> {
        let site = self.beside.iter().find(|site| site.needs.centre == centre);
        site.ok_or_else(|| wrong("slot", Fault::OtherCentre))?.needs.room_name(room).map(|_| ())
    }

    /// The names of its centres, in their order; the first one's goes without saying.
    pub(super) fn further_centres(&self) -> impl Iterator<Item = Option<&Name>> {
        std::iter::once(None).chain(self.beside.iter().map(|site| Some(&site.centre_name)))
    }

    /// How long the detainees are under way for this appointment.
    fn movement(&self) -> Movement {
        let Movement { before, after } = self.there.standing.movement;
        let moves = self.shape.movement;
        Movement { before: if moves.before { before } else { 0 }, after: if moves.after { after } else { 0 } }
    }

    /// How long its room is made ready afterwards, in minutes.
    fn turnover(&self) -> u16 {
        if self.shape.movement.turnover { self.there.standing.turnover } else { 0 }
    }

    /// When somebody first does something for an appointment at `start`.
    pub(super) fn begins(&self, start: Instant) -> Instant {
        start.plus_minutes(-self.shape.meetings.lead() - i64::from(self.movement().before))
    }

    /// The request for slots in `horizon`, in any room that serves.
    pub(super) fn request(&self, horizon: Period, not_before: Instant) -> Request {
        let shape = &self.shape;
        let day = self.zone.day(self.zone.date(horizon.start()));
        let people = shape.people.iter().filter(|(_, role)| !in_private_meeting(*role)).map(|(person, _)| *person);
        let mut request = Request {
            horizon,
            not_before,
            duration: shape.duration,
            meetings: shape.meetings,
            grid: GRID,
            origin: day.map_or(horizon.start(), Period::start),
            rooms: Vec::new(),
            detainees: shape.detainees.clone(),
            people: people.collect(),
            counsel: shape.counsel().collect(),
            rules: Rules {
                movement: self.movement(),
                turnover: self.turnover(),
                notice: self.notice,
                deadline: shape.terms.deadline.and_then(|last| self.zone.day(last)).map(Period::end),
                ..Rules::default()
            },
        };
        let (first, last) = (self.zone.date(request.reach().start()), self.zone.date(request.reach().end()));
        let open = |room: &Room| RoomOption { room: room.id, open: self.zone.windows(&room.hours, first, last) };
        request.rooms = self.rooms().map(open).collect();
        request
    }
}

/// What `booking` needs where its detainees are, at `now`, for `holder`.
pub(super) async fn needs_of(
    db: &impl ConnectionTrait,
    facts: &View,
    at_and_for: (Instant, Uuid),
    booking: &Booking,
) -> Result<Needs, StoreError> {
    let (first, zone, beside) = parts(db, facts, &booking.detainees).await?;
    let shape = Shape {
        kind: booking.kind,
        duration: booking.duration,
        meetings: booking.meetings,
        detainees: first.detainees,
        people: booking.invitees.iter().map(|invitee| (invitee.person, invitee.role)).collect(),
        movement: Moves::BOTH,
        terms: Terms::of(booking),
    };
    Needs::load(db, facts, at_and_for, first.centre, zone, shape).await?.with(db, &beside).await
}

/// Everything that may be booked from now on.
pub(super) fn horizon(now: Instant) -> Result<Period, StoreError> {
    reading::known(Period::new(now, now.plus_minutes(HORIZON_DAYS * 24 * 60)), "horizon")
}
