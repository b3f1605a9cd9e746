//! Asking the finder: what stands in the way is loaded around the request.

use std::{
    collections::{BTreeSet, HashMap},
    iter::repeat_n,
};

use sea_orm::ConnectionTrait;
use shared::{
    docket::planning::WantedAt,
    ids::{AppointmentId, DetaineeId, RoomId},
    schedule::{
        Bar, Busy, Escorts, Over, Request, Resource, Sitting, Slot, Why,
        finder::{Joint, Site},
        fitting::{Need, unfit},
        waiting::{Waiting, kept_apart},
    },
    text::Code,
    time::{Instant, Period},
};
use uuid::Uuid;

use super::{
    Needs,
    looking::{Question, Seen, look},
};
use crate::{
    db::StoreError,
    holds::Choosing,
    reservations::{occupied, outings},
    rules::{absences, categories, waiting},
};

/// In which rooms a site is sought.
#[derive(Clone, Copy, Debug)]
pub(in crate::bookings) enum Among<T> {
    /// In that one alone.
    Exactly(T),
    /// In any that serves, in that one first.
    Rather(T),
}

/// In which rooms an appointment is sought.
#[derive(Clone, Copy, Debug)]
pub(in crate::bookings) struct Rooms<'a> {
    pub(in crate::bookings) first: Among<Option<RoomId>>,
    /// Those of the other sites, in their order; of which nothing is said, any.
    pub(in crate::bookings) beside: &'a [Among<Option<RoomId>>],
}

/// In these rooms first, if they are free.
pub(in crate::bookings) fn rather(rooms: &[RoomId]) -> Vec<Among<Option<RoomId>>> {
    rooms.iter().map(|room| Among::Rather(Some(*room))).collect()
}

impl Rooms<'_> {
    /// In any that serves.
    pub(in crate::bookings) const ANY: Self = Self { first: Among::Rather(None), beside: &[] };
}

/// What is sought at the first site and at those beside it.
pub(in crate::bookings) struct Sought {
    pub(in crate::bookings) first: Site,
    pub(in crate::bookings) beside: Vec<Site>,
    /// Whether what is remembered held when the reservations were read.
    pub(in crate::bookings) current: bool,
}

impl Sought {
    pub(in crate::bookings) fn finder(&self) -> Joint<'_> {
        Joint::new(&self.first, &self.beside)
    }
}

impl Needs {
    /// What of `request` others than `except` hold; what else stands in its way goes into its rules. Answers also the mark of
    /// what changes seldom at that moment, and, if `steadiest` is asked for, how steadily the rooms' devices have worked.
    async fn busy(
        &self,
        db: &impl ConnectionTrait,
        request: &mut Request,
        except: &[AppointmentId],
        steadiest: bool,
    ) -> Result<(Vec<Busy>, Option<Uuid>), StoreError> {
        let within = request.reach();
        let detainees = &self.shape.detainees;
        let mut bars = self.there.standing.bars(&self.zone, within);
        let offered = self.rooms().map(|room| (room.id, room.fitting));
        bars.extend(unfit(offered, Need::of(self.shape.kind, detainees.len()), within));
        let rooms = request.rooms.iter().map(|option| Resource::Room(option.room));
        let resources: Vec<_> = rooms
            .chain(detainees.iter().copied().map(Resource::Detainee))
            .chain(self.shape.everybody().map(Resource::Person))
            .collect();
        let question = Question {
            centre: self.centre,
            now: self.now,
            holder: self.holder,
            resources: &resources,
            within,
            except,
            steadiness: steadiest && !self.steadiness.initialized(),
            supposed: self.supposed.as_ref(),
        };
        let (apart, waits, counted) = (&self.apart.from, self.waits(), self.there.standing.teams.is_some());
        let met = async {
            if apart.is_empty() { Ok(Vec::new()) } else { occupied(db, self.centre, apart, within, except).await }
        };
        let beside = async { if waits { waiting(db, self.centre, within, except).await } else { Ok(Vec::new()) } };
        let out = async { if counted { outings(db, self.centre, within, except).await } else { Ok(Vec::new()) } };
        // A database server answers several questions at once.
        let all = Box::pin(async { futures::try_join!(look(db, &question), met, beside, out) });
        let (Seen { mut busy, choosing, blocked, steadiness, mark }, mut met, mut beside, out) = all.await?;
        if question.steadiness {
            // Whoever asked at the same time saw the same.
            let _ = self.steadiness.set(steadiness);
        }
        bars.extend(blocked);
        bars.extend(absences(self.centre, &self.zone, &self.held, &self.people, within));
        busy.extend(choosing.iter().map(Choosing::busy));
        // Those who are brought to what others are choosing are out, too.
        let brought: Vec<_> = choosing.iter().filter_map(|one| Some((self.brought_by(one)?, one))).collect();
        let kept_from = brought.iter().filter(|(detainee, _)| apart.contains(&detainee.0));
        met.extend(kept_from.map(|(_, one)| (one.holder, one.period)));
        for detainee in detainees {
            let over = Over::Resource(Resource::Detainee(*detainee));
            bars.extend(met.iter().map(|(_, period)| Bar { over, period: *period, why: Why::Incompatible }));
            // Those who must not meet each other are not brought together, whenever it is.
            if self.apart.each_other {
                bars.push(Bar { over, period: within, why: Why::Incompatible });
            }
        }
        if waits {
            beside.extend(self.waiting_for(db, &choosing, &brought).await?);
            bars.extend(kept_apart(self.areas(), &self.categories, self.movement(), &beside));
        }
        if let Some(teams) = self.there.standing.teams {
            // Several who are brought to one appointment have one team.
            let choosing: BTreeSet<_> = brought.iter().map(|(_, one)| (one.holder, one.period, one.until)).collect();
            request.rules.escorts = Some(Escorts {
                teams,
                out: out.into_iter().flat_map(|(period, teams)| repeat_n(period, teams)).collect(),
                choosing: choosing.into_iter().map(|(_, period, until)| (period, until)).collect(),
            });
        }
        request.rules.bars = bars;
        Ok((busy, mark))
    }

    /// Whom somebody who is choosing in this centre would have brought, if it is a detainee that they hold.
    fn brought_by(&self, one: &Choosing) -> Option<DetaineeId> {
        match one.resource {
            Resource::Detainee(detainee) if one.centre == self.centre.0 => Some(detainee),
            _ => None,
        }
    }

    /// Who would be brought to a room of a waiting area by those who are choosing.
    async fn waiting_for(
        &self,
        db: &impl ConnectionTrait,
        choosing: &[Choosing],
        brought: &[(DetaineeId, &Choosing)],
    ) -> Result<Vec<Waiting>, StoreError> {
        let area = |one: &Choosing| match one.resource {
            Resource::Room(room) if one.centre == self.centre.0 => self.areas.get(&room),
            _ => None,
        };
        let areas: HashMap<Uuid, &Code> = choosing.iter().filter_map(|one| Some((one.holder, area(one)?))).collect();
        let brought: Vec<_> = brought
            .iter()
            .filter_map(|(detainee, one)| Some((areas.get(&one.holder).copied()?, *detainee, one.period)))
            .collect();
        if brought.is_empty() {
            return Ok(Vec::new());
        }
        let categories = categories(db, brought.iter().map(|(_, detainee, _)| detainee.0)).await?;
        let waits = |(area, detainee, out): (&Code, DetaineeId, Period)| {
            let category = categories.get(&detainee).copied().unwrap_or_default();
            Waiting { area: area.clone(), category, out }
        };
        Ok(brought.into_iter().map(waits).collect())
    }

    /// The same as the planner takes it: what is sought in any room that serves, at each site.
    pub(in crate::bookings) async fn wanted(
        &self,
        db: &impl ConnectionTrait,
        bounds: (Period, Instant),
        rooms: Rooms<'_>,
        except: &[AppointmentId],
    ) -> Result<(WantedAt, Vec<WantedAt>), StoreError> {
        let Sought { first, beside, .. } = self.sought(db, bounds, rooms, except).await?;
        let sites = self.beside.iter().zip(beside).map(|(known, site)| known.needs.wanted_at(site));
        Ok((self.wanted_at(first), sites.collect()))
    }

    fn wanted_at(&self, site: Site) -> WantedAt {
        WantedAt {
            centre: self.centre,
            site,
            apart: self.apart.from.iter().copied().map(DetaineeId).collect(),
            categories: self.categories.clone(),
            areas: self.areas().collect(),
        }
    }

    /// What is sought at every site in `horizon`, with what others hold of it.
    pub(in crate::bookings) async fn sought(
        &self,
        db: &impl ConnectionTrait,
        (horizon, not_before): (Period, Instant),
        rooms: Rooms<'_>,
        except: &[AppointmentId],
    ) -> Result<Sought, StoreError> {
        let (first, mut current) = self.site(db, (horizon, not_before), rooms.first, except).await?;
        let mut beside = Vec::with_capacity(self.beside.len());
        for (place, site) in self.beside.iter().enumerate() {
            let room = rooms.beside.get(place).copied().unwrap_or(Among::Rather(None));
            let (site, still) = site.needs.site(db, (horizon, not_before), room, except).await?;
            current &= still;
            beside.push(site);
        }
        Ok(Sought { first, beside, current })
    }

    async fn site(
        &self,
        db: &impl ConnectionTrait,
        (horizon, not_before): (Period, Instant),
        among: Among<Option<RoomId>>,
        except: &[AppointmentId],
    ) -> Result<(Site, bool), StoreError> {
        let mut request = self.request(horizon, not_before);
        if let Among::Exactly(room) = among {
            request.rooms.retain(|option| Some(option.room) == room);
        }
        // Of one room alone it does not matter how steady it is.
        let steadiest = matches!(among, Among::Rather(_));
        let (busy, mark) = self.busy(db, &mut request, except, steadiest).await?;
        if let Among::Rather(room) = among {
            let steadiness = self.steadiness(db).await?;
            // Stable: of equals the first stays first.
            request.rooms.sort_by_key(|option| {
                (Some(option.room) != room, steadiness.get(&option.room).copied().unwrap_or_default())
            });
        }
        Ok((Site { request, busy }, self.facts.is_under(mark)))
    }

    /// Whether `sitting` is possible: every rule and every reservation is looked at, at every site.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a room of another centre, [`Error::Refused`] if a rule is against it, [`Error::Conflict`]
    /// if only others are, each with everything that is against it.
    pub(in crate::bookings) async fn judge(
        &self,
        db: &impl ConnectionTrait,
        sitting: &Sitting,
        horizon: Period,
        not_before: Instant,
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        let sought = self.around_sitting(db, sitting, (horizon, not_before), except).await?;
        self.judged(&sought, sitting.slot.start).map(|_| ())
    }

    /// The same, by what is known at that moment.
    ///
    /// # Errors
    /// As [`Needs::judge`], and [`StoreError::Again`] if what is remembered holds no longer.
    pub(in crate::bookings) async fn judge_now(
        &self,
        db: &impl ConnectionTrait,
        sitting: &Sitting,
        bounds: (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        let sought = self.around_sitting(db, sitting, bounds, except).await?;
        if !sought.current {
            return Err(StoreError::Again);
        }
        self.judged(&sought, sitting.slot.start).map(|_| ())
    }

    /// The sitting in `slot`, with the other sites in rooms among those `beside`.
    ///
    /// # Errors
    /// As [`Needs::judge_now`].
    pub(in crate::bookings) async fn sitting(
        &self,
        db: &impl ConnectionTrait,
        slot: Slot,
        beside: &[Among<Option<RoomId>>],
        bounds: (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<Sitting, StoreError> {
        if self.beside.is_empty() {
            return Ok(slot.into());
        }
        self.room_name(slot.room)?;
        let rooms = Rooms { first: Among::Exactly(Some(slot.room)), beside };
        let sought = self.around(db, slot.start, rooms, bounds, except).await?;
        if !sought.current {
            return Err(StoreError::Again);
        }
        self.judged(&sought, slot.start)
    }

    /// What is sought where `sitting` is.
    async fn around_sitting(
        &self,
        db: &impl ConnectionTrait,
        sitting: &Sitting,
        bounds: (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<Sought, StoreError> {
        for (site, slot) in self.sites().zip(sitting.slots()) {
            site.room_name(slot.room)?;
        }
        let places = 0..self.beside.len();
        let beside: Vec<_> = places.map(|place| Among::Exactly(sitting.beside.get(place).copied())).collect();
        let rooms = Rooms { first: Among::Exactly(Some(sitting.slot.room)), beside: &beside };
        self.around(db, sitting.slot.start, rooms, bounds, except).await
    }

    /// What is sought for a start: only the hours and reservations around it matter to it.
    async fn around(
        &self,
        db: &impl ConnectionTrait,
        start: Instant,
        rooms: Rooms<'_>,
        (horizon, not_before): (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<Sought, StoreError> {
        let around = Period::starting(start, self.shape.duration);
        let mut sought = self.sought(db, (around, not_before), rooms, except).await?;
        for site in std::iter::once(&mut sought.first).chain(&mut sought.beside) {
            site.request.horizon = horizon;
        }
        Ok(sought)
    }

    fn judged(&self, sought: &Sought, start: Instant) -> Result<Sitting, StoreError> {
        sought.finder().judge(start).map_err(|reasons| self.refusal(&reasons))
    }
}
