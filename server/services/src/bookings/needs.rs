//! What an appointment needs: a room of the centre that serves for it, its detainees and its people, with their names.
//! It asks the finder and puts the finder's reasons into words.

use std::collections::{BTreeMap, HashMap};

use entity::{detainees, people, room_hours, rooms};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    appointment::{Kind, Role},
    directory::RoomUse,
    draft::{GRID_MINUTES, HORIZON_DAYS, in_private_meeting},
    error::{Error, Fault},
    ids::{AppointmentId, CentreId, DetaineeId, PersonId, RoomId},
    schedule::{Busy, Clash, Obstacle, Reason, Request, Resource, RoomOption, Slot, finder},
    text::Name,
    time::{Instant, Minutes, Period, Weekday, WeeklyWindow},
    zone::Zone,
};
use uuid::Uuid;

use super::drafts::wrong;
use crate::{
    db::{StoreError, reading},
    house::House,
    reservations,
};

/// The grid of starts.
const GRID: Minutes = Minutes::new(GRID_MINUTES).expect("the grid is a length");

/// What is sought or held, without names.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) duration: Minutes,
    pub(super) meeting: Option<Minutes>,
    pub(super) detainees: Vec<DetaineeId>,
    pub(super) people: Vec<(PersonId, Role)>,
}

impl Shape {
    fn counsel(&self) -> impl Iterator<Item = PersonId> {
        self.people.iter().filter(|(_, role)| in_private_meeting(*role)).map(|(person, _)| *person)
    }

    fn everybody(&self) -> impl Iterator<Item = PersonId> {
        self.people.iter().map(|(person, _)| *person)
    }

    /// What the appointment in `slot` holds.
    pub(super) fn holds(&self, slot: Slot) -> Vec<Busy> {
        let period = Period::starting(slot.start, self.duration);
        let resources = self.resources_with(slot.room, self.everybody());
        resources.map(|resource| Busy { resource, period }).collect()
    }

    /// What the private meeting before it holds, if there is one.
    pub(super) fn meeting_holds(&self, slot: Slot) -> Vec<Busy> {
        let Some(period) = self.meeting_period(slot.start) else { return Vec::new() };
        let resources = self.resources_with(slot.room, self.counsel());
        resources.map(|resource| Busy { resource, period }).collect()
    }

    /// When the private meeting before a start is.
    pub(super) fn meeting_period(&self, start: Instant) -> Option<Period> {
        let length = self.meeting?;
        Some(Period::starting(start.plus_minutes(-i64::from(length.get())), length))
    }

    fn resources_with(&self, room: RoomId, people: impl Iterator<Item = PersonId>) -> impl Iterator<Item = Resource> {
        let detainees = self.detainees.iter().copied().map(Resource::Detainee);
        std::iter::once(Resource::Room(room)).chain(detainees).chain(people.map(Resource::Person))
    }
}

/// A room that serves, with its hours.
struct Room {
    id: RoomId,
    hours: Vec<WeeklyWindow>,
}

/// What an appointment needs, with everything to judge a slot but the reservations.
pub(super) struct Needs {
    pub(super) zone: Zone,
    pub(super) shape: Shape,
    rooms: Vec<Room>,
    names: HashMap<Resource, Name>,
}

impl Needs {
    /// What `shape` needs in `centre`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a detainee or a person does not exist.
    pub(super) async fn load(
        db: &impl ConnectionTrait,
        centre: CentreId,
        zone: Zone,
        shape: Shape,
    ) -> Result<Self, StoreError> {
        let mut names = HashMap::new();
        let needed = use_for(shape.kind);
        let mut serving = BTreeMap::new();
        let all = rooms::Entity::find().filter(rooms::Column::CentreId.eq(centre.0)).order_by_asc(rooms::Column::Code);
        for (place, room) in all.all(db).await?.into_iter().enumerate() {
            let id = RoomId(room.id);
            if room.uses.split_whitespace().any(|code| code == needed.code()) {
                serving.insert(room.id, (place, Room { id, hours: Vec::new() }));
            }
            names.insert(Resource::Room(id), reading::text(room.name, "room name")?);
        }
        let of_rooms = room_hours::Column::RoomId.is_in(serving.keys().copied());
        for hours in room_hours::Entity::find().filter(of_rooms).all(db).await? {
            if let Some((_, room)) = serving.get_mut(&hours.room_id) {
                room.hours.extend(window(&hours));
            }
        }
        let mut serving: Vec<_> = serving.into_values().collect();
        serving.sort_by_key(|(place, _)| *place);

        let ids = shape.detainees.iter().map(|id| id.0);
        for (id, name) in
            named(db, detainees::Entity::find(), detainees::Column::Id, detainees::Column::Name, ids).await?
        {
            names.insert(Resource::Detainee(DetaineeId(id)), name);
        }
        let ids = shape.everybody().map(|id| id.0);
        for (id, name) in named(db, people::Entity::find(), people::Column::Id, people::Column::Name, ids).await? {
            names.insert(Resource::Person(PersonId(id)), name);
        }
        if !shape.detainees.iter().all(|id| names.contains_key(&Resource::Detainee(*id))) {
            return Err(wrong("detainee", Fault::UnknownChoice));
        }
        if !shape.everybody().all(|id| names.contains_key(&Resource::Person(id))) {
            return Err(wrong("people", Fault::UnknownChoice));
        }
        Ok(Self { zone, shape, rooms: serving.into_iter().map(|(_, room)| room).collect(), names })
    }

    /// The name of a room of the centre.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is a room of another centre, or none.
    pub(super) fn room_name(&self, room: RoomId) -> Result<&Name, StoreError> {
        self.names.get(&Resource::Room(room)).ok_or_else(|| wrong("slot", Fault::OtherCentre))
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
            meeting: shape.meeting,
            grid: GRID,
            origin: day.map_or(horizon.start(), Period::start),
            rooms: Vec::new(),
            detainees: shape.detainees.clone(),
            people: people.collect(),
            counsel: shape.counsel().collect(),
        };
        let (first, last) = (self.zone.date(request.reach().start()), self.zone.date(request.reach().end()));
        let open = |room: &Room| RoomOption { room: room.id, open: self.zone.windows(&room.hours, first, last) };
        request.rooms = self.rooms.iter().map(open).collect();
        request
    }

    /// What of `request` others than `except` hold.
    pub(super) async fn busy(
        &self,
        db: &impl ConnectionTrait,
        request: &Request,
        except: &[AppointmentId],
    ) -> Result<Vec<Busy>, StoreError> {
        let rooms = request.rooms.iter().map(|option| Resource::Room(option.room));
        let detainees = self.shape.detainees.iter().copied().map(Resource::Detainee);
        let resources: Vec<_> = rooms.chain(detainees).chain(self.shape.everybody().map(Resource::Person)).collect();
        reservations::busy(db, &resources, request.reach(), except).await
    }

    /// Whether `slot` is possible: every rule and every reservation is looked at.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a room of another centre, [`Error::Refused`] if a rule is against it, [`Error::Conflict`]
    /// if only others are, each with everything that is against it.
    pub(super) async fn judge(
        &self,
        txn: &DatabaseTransaction,
        slot: Slot,
        horizon: Period,
        not_before: Instant,
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        self.room_name(slot.room)?;
        // Only the hours and reservations around the slot matter to it.
        let mut request = self.request(Period::starting(slot.start, self.shape.duration), not_before);
        request.rooms.retain(|option| option.room == slot.room);
        let busy = self.busy(txn, &request, except).await?;
        request.horizon = horizon;
        finder::judge(&request, &busy, slot.start).map(|_| ()).map_err(|reasons| self.refusal(&reasons))
    }

    /// Reserves `holds`; if the database refuses, says what clashes.
    pub(super) async fn hold(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        appointment: AppointmentId,
        holds: &[Busy],
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        match reservations::hold(txn, house, appointment, holds).await {
            Err(StoreError::Overlap) => {
                let mut clashes = Vec::new();
                // PostgreSQL left out only the rows that clash: the others are there already, and ours.
                let ours: Vec<_> = except.iter().copied().chain([appointment]).collect();
                for hold in holds {
                    let others = reservations::busy(txn, &[hold.resource], hold.period, &ours).await?;
                    clashes.extend(others.into_iter().filter_map(|other| self.clash(other)));
                }
                // Whoever held it may have let go meanwhile: then the whole runs again.
                let refusal = if clashes.is_empty() { StoreError::Again } else { Error::Conflict(clashes).into() };
                Err(refusal)
            }
            done => done,
        }
    }

    fn refusal(&self, reasons: &[Reason]) -> StoreError {
        let obstacles: Vec<_> = reasons.iter().map(|reason| self.obstacle(*reason)).collect();
        let clashes: Option<Vec<_>> = obstacles
            .iter()
            .map(|obstacle| match obstacle {
                Obstacle::Taken(clash) => Some(clash.clone()),
                _ => None,
            })
            .collect();
        clashes.map_or(Error::Refused(obstacles), Error::Conflict).into()
    }

    /// The reason in words.
    pub(super) fn obstacle(&self, reason: Reason) -> Obstacle {
        match reason {
            Reason::TooEarly { earliest } => Obstacle::TooEarly { earliest: self.zone.local(earliest) },
            Reason::OutsideHorizon => Obstacle::OutsideHorizon,
            Reason::OffGrid { grid } => Obstacle::OffGrid { grid },
            Reason::NoRoom => Obstacle::NoRoom,
            Reason::Closed { room } => self
                .names
                .get(&Resource::Room(room))
                .map_or(Obstacle::NoRoom, |room| Obstacle::Closed { room: room.clone() }),
            Reason::Taken { resource, period } => {
                self.clash(Busy { resource, period }).map_or(Obstacle::NoRoom, Obstacle::Taken)
            }
        }
    }

    fn clash(&self, busy: Busy) -> Option<Clash> {
        let name = self.names.get(&busy.resource)?.clone();
        Some(Clash { kind: busy.resource.kind(), name, period: self.zone.local_period(busy.period) })
    }
}

/// Everything that may be booked from now on.
pub(super) fn horizon(now: Instant) -> Result<Period, StoreError> {
    reading::known(Period::new(now, now.plus_minutes(HORIZON_DAYS * 24 * 60)), "horizon")
}

/// What a room must be fitted for.
const fn use_for(kind: Kind) -> RoomUse {
    match kind {
        Kind::Hearing | Kind::Training => RoomUse::Hearing,
        Kind::Teleconsultation => RoomUse::Clinic,
        Kind::LegalMeeting | Kind::MonitoringInterview | Kind::OfficialVisit => RoomUse::Consultation,
    }
}

/// The opening window of a row.
pub(crate) fn window(row: &room_hours::Model) -> Option<WeeklyWindow> {
    let weekday = Weekday::ALL.get(usize::try_from(row.weekday).ok()?)?;
    Some(WeeklyWindow {
        weekday: *weekday,
        from: u16::try_from(row.from_minute).ok()?,
        to: u16::try_from(row.to_minute).ok()?,
    })
}

async fn named<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: sea_orm::Select<E>,
    id: E::Column,
    name: E::Column,
    ids: impl Iterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Name)>, StoreError> {
    let found: Vec<(Uuid, String)> =
        rows.select_only().columns([id, name]).filter(id.is_in(ids)).into_tuple().all(db).await?;
    found.into_iter().map(|(id, name)| Ok((id, reading::text(name, "name")?))).collect()
}
