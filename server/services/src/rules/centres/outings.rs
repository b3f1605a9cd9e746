//! Who of a centre is brought where, and what the centre asks of that: what contradictions are found in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{appointments, departures, rooms, site_detainees, sites};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    appointment::Kind,
    centre::{
        CentreRules,
        collisions::{Outing, Ruling},
    },
    ids::{AppointmentId, CentreId, DetaineeId, RoomId},
    schedule::fitting::needs_kit,
    time::{Instant, Period},
};
use uuid::Uuid;

use super::super::{
    apart::partners,
    fittings::{equipped, fitting},
    hits,
    standing::Standing,
    waiting::categories,
};
use crate::db::{StoreError, reading};

/// The most appointments that are looked through, by start.
const LOOKED_THROUGH: u64 = 5000;

/// A site, its appointment, the one which that adjoins, its kind, the room, from when and until when.
type SiteRow = (Uuid, Uuid, Option<Uuid>, String, Uuid, i64, i64);

/// Everybody who is brought from `now` on, by start. An appointment and the private meetings that adjoin it are one way
/// out and back; what is listed is the appointment.
pub(in crate::rules) async fn of(
    db: &impl ConnectionTrait,
    centre: CentreId,
    now: Instant,
) -> Result<Vec<Outing>, StoreError> {
    let there =
        sites::Entity::belongs_to(appointments::Entity).from(sites::Column::AppointmentId).to(appointments::Column::Id);
    let rows: Vec<SiteRow> = sites::Entity::find()
        .select_only()
        .column(sites::Column::Id)
        .column(sites::Column::AppointmentId)
        .column(appointments::Column::MainId)
        .column(appointments::Column::Kind)
        .column(sites::Column::RoomId)
        .column(appointments::Column::StartsAt)
        .column(appointments::Column::EndsAt)
        .join(JoinType::InnerJoin, there.into())
        .filter(sites::Column::CentreId.eq(centre.0))
        .filter(appointments::Column::EndsAt.gt(now.0))
        .filter(hits::open())
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .limit(LOOKED_THROUGH)
        .into_tuple()
        .all(db)
        .await?;
    let mut brought: HashMap<Uuid, Vec<DetaineeId>> = HashMap::new();
    let ids: Vec<Uuid> = rows.iter().map(|(site, ..)| *site).collect();
    for some in ids.chunks(1000) {
        let known = site_detainees::Column::SiteId.is_in(some.iter().copied());
        for row in site_detainees::Entity::find().filter(known).all(db).await? {
            brought.entry(row.site_id).or_default().push(DetaineeId(row.detainee_id));
        }
    }
    let mut outings: Vec<Outing> = Vec::with_capacity(rows.len());
    // Where the outing of each appointment stands in the list.
    let mut places: HashMap<AppointmentId, usize> = HashMap::new();
    for (site, id, main, kind, room, from, until) in rows {
        let kit = needs_kit(reading::known(Kind::from_code(&kind), "kind")?);
        let (appointment, held) = (AppointmentId(main.unwrap_or(id)), reading::period(from, until)?);
        let known = places.get(&appointment).and_then(|place| outings.get_mut(*place));
        let detainees = brought.remove(&site).unwrap_or_default();
        match known {
            Some(outing) if outing.room.0 == room && outing.held.end() == held.start() => {
                outing.held = Period::new(outing.held.start(), held.end()).unwrap_or(held);
                outing.detainees.extend(detainees);
                outing.detainees.sort_unstable();
                outing.detainees.dedup();
                outing.kit |= kit;
            }
            _ => {
                places.insert(appointment, outings.len());
                outings.push(Outing { appointment, room: RoomId(room), detainees, kit, held });
            }
        }
    }
    Ok(outings)
}

/// What the centre asks of `outings`: by `rules`, if they are given in place of those that stand.
pub(super) async fn ruling(
    db: &impl ConnectionTrait,
    centre: CentreId,
    standing: &Standing,
    rules: Option<CentreRules>,
    outings: &[Outing],
) -> Result<Ruling, StoreError> {
    let now = CentreRules { movement: standing.movement, turnover: standing.turnover, teams: standing.teams };
    let CentreRules { movement, turnover, teams } = rules.unwrap_or(now);
    let who: BTreeSet<DetaineeId> = outings.iter().flat_map(|outing| outing.detainees.iter().copied()).collect();
    let mut left = BTreeMap::new();
    for row in departures::Entity::find().filter(departures::Column::CentreId.eq(centre.0)).all(db).await? {
        left.insert(DetaineeId(row.detainee_id), Instant(row.from_at));
    }
    let apart = pairs(db, &who).await?;
    let (mut areas, mut fittings) = (BTreeMap::new(), BTreeMap::new());
    let equipped = equipped(db, centre).await?;
    for room in rooms::Entity::find().filter(rooms::Column::CentreId.eq(centre.0)).all(db).await? {
        fittings.insert(RoomId(room.id), fitting(&room, &equipped)?);
        let area = room.waiting_area.map(|area| reading::text(area, "waiting area")).transpose()?;
        areas.extend(area.map(|area| (RoomId(room.id), area)));
    }
    let of = if areas.is_empty() { HashMap::new() } else { categories(db, who.iter().map(|one| one.0)).await? };
    Ok(Ruling { movement, turnover, teams, apart, left, categories: of.into_iter().collect(), areas, fittings })
}

/// Who of `who` must not meet whom of them, in both orders.
async fn pairs(
    db: &impl ConnectionTrait,
    who: &BTreeSet<DetaineeId>,
) -> Result<BTreeSet<(DetaineeId, DetaineeId)>, StoreError> {
    // Few of a centre's detainees are kept apart from anybody.
    let concerned = separated(db, who).await?;
    let mut pairs = BTreeSet::new();
    for one in concerned {
        for other in partners(db, one).await? {
            let other = DetaineeId(other);
            if who.contains(&other) {
                pairs.extend([(one, other), (other, one)]);
            }
        }
    }
    Ok(pairs)
}

/// Those of `who` who are a side of some separation, themselves or through a group.
async fn separated(db: &impl ConnectionTrait, who: &BTreeSet<DetaineeId>) -> Result<Vec<DetaineeId>, StoreError> {
    let mut sides: BTreeSet<Uuid> = BTreeSet::new();
    for row in entity::incompatibilities::Entity::find().all(db).await? {
        sides.extend([row.one_id, row.other_id]);
    }
    if sides.is_empty() {
        return Ok(Vec::new());
    }
    let mut concerned: BTreeSet<DetaineeId> = who.iter().copied().filter(|it| sides.contains(&it.0)).collect();
    for row in entity::group_members::Entity::find().all(db).await? {
        let member = DetaineeId(row.detainee_id);
        if sides.contains(&row.group_id) && who.contains(&member) {
            concerned.insert(member);
        }
    }
    Ok(concerned.into_iter().collect())
}
