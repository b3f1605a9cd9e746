//! Which appointments may be broken, without judging each: those that stand where something was blocked, or somebody has
//! left, since they were booked, or where the hours of somebody, or the hours, counts and holidays of their place, are other
//! ones now. How many that are is enough for the first page; the repair judges each.

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    sync::Arc,
};

use entity::{appointments, blocks, centre_rules, departures, participants, site_detainees, sites, working_hours};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use shared::{
    appointment::State,
    ids::{CentreId, PersonId, RoomId},
    principal::Principal,
    schedule::Movement,
    time::Period,
};
use uuid::Uuid;

use super::{DAYS, gathering::in_order, of_agency};
use crate::{
    db::{StoreError, reading},
    facts::{Centre, Person, Room},
    house::House,
    rules::off_hours,
};

/// How many of the agency of `who` are broken. Whose private meeting is hit is hit itself.
pub(super) async fn count(house: &House, who: &Principal) -> Result<usize, StoreError> {
    Ok(suspects(house, &of_agency(house, who)?).await?.len())
}

/// Those of `which` that are broken as far as that is known without judging, by start.
pub(super) async fn suspects(house: &House, which: &Condition) -> Result<Vec<Uuid>, StoreError> {
    let broken = broken(house, which).await?;
    in_order(house, which, &broken).await
}

/// The same in no order.
async fn broken(house: &House, which: &Condition) -> Result<BTreeSet<Uuid>, StoreError> {
    let broken =
        Condition::any().add(Expr::exists(blocked())).add(Expr::exists(blocked_on_the_way())).add(Expr::exists(left()));
    let hit: Vec<(Uuid, Option<Uuid>)> = live(house, which).filter(broken).into_tuple().all(&house.db).await?;
    let mut all: BTreeSet<Uuid> = hit.into_iter().map(|(id, main)| main.unwrap_or(id)).collect();
    all.extend(against_the_place(house, which).await?);
    all.extend(against_their_hours(house, which).await?);
    Ok(all)
}

/// Those of `which` that are not over, with the appointment that a private meeting belongs to.
fn live(house: &House, which: &Condition) -> Select<appointments::Entity> {
    let states = [State::Booked, State::Confirmed].map(State::code);
    appointments::Entity::find()
        .select_only()
        .columns([appointments::Column::Id, appointments::Column::MainId])
        .filter(which.clone())
        .filter(appointments::Column::State.is_in(states))
        .filter(appointments::Column::EndsAt.gt(house.clock.now().0))
}

/// An appointment, the one that it belongs to, from when and until when, the centre and the room.
type SiteRow = (Uuid, Option<Uuid>, i64, i64, Uuid, Uuid);

/// The main ones of those that are in a room that is closed then, or whose detainees are out during a count or on a holiday.
async fn against_the_place(house: &House, which: &Condition) -> Result<BTreeSet<Uuid>, StoreError> {
    let there: RelationDef = sites::Entity::belongs_to(appointments::Entity)
        .from(sites::Column::AppointmentId)
        .to(appointments::Column::Id)
        .into();
    let rows: Vec<SiteRow> = live(house, which)
        .columns([appointments::Column::StartsAt, appointments::Column::EndsAt])
        .columns([sites::Column::CentreId, sites::Column::RoomId])
        .join(JoinType::InnerJoin, there.rev())
        .into_tuple()
        .all(&house.db)
        .await?;
    let now = house.clock.now();
    // A day more on either side: some last over midnight.
    let within = Period::new(now.plus_minutes(-24 * 60), now.plus_minutes((DAYS + 1) * 24 * 60));
    let within = reading::known(within, "period")?;
    let facts = house.facts.seen(&house.db).await?;
    let mut grounds: HashMap<Uuid, Ground> = HashMap::new();
    let mut all = BTreeSet::new();
    for (id, main, from, until, centre, room) in rows {
        let ground = match grounds.entry(centre) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let known = reading::known(facts.centre(&house.db, CentreId(centre)).await?, "centre")?;
                place.insert(Ground::of(&known, within))
            }
        };
        if ground.minds(RoomId(room), reading::period(from, until)?) {
            all.insert(main.unwrap_or(id));
        }
    }
    Ok(all)
}

/// An appointment, the one that it belongs to, from when and until when, its zone and one of its people.
type PersonRow = (Uuid, Option<Uuid>, i64, i64, String, Uuid);

/// The main ones of those in which somebody takes part who does not work then.
async fn against_their_hours(house: &House, which: &Condition) -> Result<BTreeSet<Uuid>, StoreError> {
    let with: RelationDef = participants::Entity::belongs_to(appointments::Entity)
        .from(participants::Column::AppointmentId)
        .to(appointments::Column::Id)
        .into();
    let keep_hours = working_hours::Entity::find().select_only().column(working_hours::Column::PersonId);
    let rows: Vec<PersonRow> = live(house, which)
        .columns([appointments::Column::StartsAt, appointments::Column::EndsAt, appointments::Column::Zone])
        .column(participants::Column::PersonId)
        .join(JoinType::InnerJoin, with.rev())
        .filter(participants::Column::PersonId.in_subquery(keep_hours.into_query()))
        .into_tuple()
        .all(&house.db)
        .await?;
    let facts = house.facts.seen(&house.db).await?;
    let ids: BTreeSet<PersonId> = rows.iter().map(|(.., person)| PersonId(*person)).collect();
    let known = facts.people_by_id(&house.db, ids).await?;
    let known: HashMap<Uuid, Arc<Person>> = known.into_iter().flatten().map(|one| (one.summary.id.0, one)).collect();
    let mut all = BTreeSet::new();
    for (id, main, from, until, zone, person) in rows {
        let Some(person) = known.get(&person) else { continue };
        let (zone, period) = (reading::zone(&zone)?, reading::period(from, until)?);
        if !off_hours(&zone, std::slice::from_ref(person), period).is_empty() {
            all.insert(main.unwrap_or(id));
        }
    }
    Ok(all)
}

/// When a centre is open.
struct Ground {
    movement: Movement,
    /// Nobody moves then.
    still: Vec<Period>,
    open: HashMap<RoomId, Vec<Period>>,
}

impl Ground {
    fn of(centre: &Centre, within: Period) -> Self {
        let (first, last) = (centre.zone.date(within.start()), centre.zone.date(within.end()));
        let open = |room: &Room| (room.id, centre.zone.windows(&room.hours, first, last));
        Self {
            movement: centre.standing.movement,
            still: centre.standing.bars(&centre.zone, within).iter().map(|bar| bar.period).collect(),
            open: centre.rooms.iter().map(open).collect(),
        }
    }

    /// Whether what is in `room` over `period` cannot be.
    fn minds(&self, room: RoomId, period: Period) -> bool {
        let out = period.start().plus_minutes(-i64::from(self.movement.before));
        let back = period.end().plus_minutes(i64::from(self.movement.after));
        let moves = |out: Period| self.still.iter().any(|still| still.overlaps(out));
        let is_open = |windows: &Vec<Period>| windows.iter().any(|window| window.covers(period));
        Period::new(out, back).is_some_and(moves) || self.open.get(&room).is_some_and(|windows| !is_open(windows))
    }
}

fn starts() -> Expr {
    Expr::col((appointments::Entity, appointments::Column::StartsAt))
}

fn ends() -> Expr {
    Expr::col((appointments::Entity, appointments::Column::EndsAt))
}

fn of_this(column: impl sea_orm::sea_query::IntoColumnRef) -> Expr {
    Expr::col(column).eq(Expr::col((appointments::Entity, appointments::Column::Id)))
}

/// The blocks over its centre, its room or one of its people while it lasts.
fn blocked() -> SelectStatement {
    let over = |select: SelectStatement| Expr::col((blocks::Entity, blocks::Column::OverId)).in_subquery(select);
    let centres = sites::Entity::find()
        .select_only()
        .column(sites::Column::CentreId)
        .filter(of_this((sites::Entity, sites::Column::AppointmentId)))
        .into_query();
    let rooms = sites::Entity::find()
        .select_only()
        .column(sites::Column::RoomId)
        .filter(of_this((sites::Entity, sites::Column::AppointmentId)))
        .into_query();
    let people = participants::Entity::find()
        .select_only()
        .column(participants::Column::PersonId)
        .filter(of_this((participants::Entity, participants::Column::AppointmentId)))
        .into_query();
    Query::select()
        .column((blocks::Entity, blocks::Column::Id))
        .from(blocks::Entity)
        .cond_where(Expr::col((blocks::Entity, blocks::Column::StartsAt)).lt(ends()))
        .cond_where(Expr::col((blocks::Entity, blocks::Column::EndsAt)).gt(starts()))
        .cond_where(Condition::any().add(over(centres)).add(over(rooms)).add(over(people)))
        .take()
}

/// The blocks over its centre while those who are brought are on their way.
fn blocked_on_the_way() -> SelectStatement {
    let minutes = |column| Expr::col((centre_rules::Entity, column)).mul(60);
    let out = starts().sub(minutes(centre_rules::Column::MoveBefore));
    let back = ends().add(minutes(centre_rules::Column::MoveAfter));
    Query::select()
        .column((blocks::Entity, blocks::Column::Id))
        .from(blocks::Entity)
        .inner_join(
            centre_rules::Entity,
            Expr::col((centre_rules::Entity, centre_rules::Column::Id))
                .eq(Expr::col((blocks::Entity, blocks::Column::OverId))),
        )
        .inner_join(
            sites::Entity,
            Expr::col((sites::Entity, sites::Column::CentreId)).eq(Expr::col((blocks::Entity, blocks::Column::OverId))),
        )
        .cond_where(of_this((sites::Entity, sites::Column::AppointmentId)))
        .cond_where(Expr::col((blocks::Entity, blocks::Column::StartsAt)).lt(back))
        .cond_where(Expr::col((blocks::Entity, blocks::Column::EndsAt)).gt(out))
        .take()
}

/// Those of its detainees who have left its centre before it ends.
fn left() -> SelectStatement {
    let there = Expr::col((departures::Entity, departures::Column::CentreId))
        .eq(Expr::col((sites::Entity, sites::Column::CentreId)));
    Query::select()
        .column((departures::Entity, departures::Column::Id))
        .from(departures::Entity)
        .inner_join(
            site_detainees::Entity,
            Expr::col((site_detainees::Entity, site_detainees::Column::DetaineeId))
                .eq(Expr::col((departures::Entity, departures::Column::DetaineeId))),
        )
        .inner_join(
            sites::Entity,
            Expr::col((sites::Entity, sites::Column::Id))
                .eq(Expr::col((site_detainees::Entity, site_detainees::Column::SiteId)))
                .and(there),
        )
        .cond_where(of_this((site_detainees::Entity, site_detainees::Column::AppointmentId)))
        .cond_where(Expr::col((departures::Entity, departures::Column::FromAt)).lt(ends()))
        .take()
}
