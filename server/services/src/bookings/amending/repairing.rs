//! Mending days that broke: what can no longer be held as it is booked, the least disturbing moves, and making them.

mod breaking;
mod gathering;
mod judging;
mod supposing;

use async_trait::async_trait;
use entity::{appointments, centres};
use sea_orm::{ColumnTrait, Condition, EntityTrait};
use shared::{
    appointment::{Amendment, State},
    draft::SlotView,
    error::{Error, Fault},
    ids::{BlockId, CentreId},
    permission::UseCase,
    ports::{Answer, Repairs},
    principal::Principal,
    repair::{Accepted, Missing, Repair, RepairRow, RepairView, Supposed, repair},
    schedule::{Resource, Sitting},
    text::Name,
};

use self::{
    gathering::{Gathered, MOST_BROKEN, gathered},
    judging::Seen,
};
use super::{brought::Brought, moving::Move, within};
use crate::{
    bookings::{
        changing::{Target, changing_with},
        dockets::PLANNERS,
        drafts::{slot_view, wrong},
        needs::Needs,
    },
    days,
    db::{StoreError, reading, transaction},
    house::House,
    reach::Reach,
    reservations,
    rules::Absence,
};

/// So far ahead is looked.
const DAYS: i64 = 30;

/// Mending days that broke.
pub struct RepairsService {
    house: House,
    /// So many that are broken are mended at once.
    most: usize,
}

impl RepairsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house, most: MOST_BROKEN }
    }

    /// The same, mending no more at once than `most`.
    #[cfg(feature = "testing")]
    pub(crate) fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }
}

#[async_trait]
impl Repairs for RepairsService {
    async fn look(&self, who: &Principal, supposed: Option<Supposed>) -> Answer<RepairView> {
        Ok(look(&self.house, who, supposed, self.most).await?)
    }

    async fn accept(&self, who: &Principal, moves: Vec<Accepted>, with: Option<Supposed>) -> Answer<()> {
        Ok(accept(&self.house, who, moves, with).await?)
    }

    async fn broken(&self, who: &Principal) -> Answer<usize> {
        Ok(breaking::count(&self.house, who).await?)
    }
}

async fn look(
    house: &House,
    who: &Principal,
    supposed: Option<Supposed>,
    most: usize,
) -> Result<RepairView, StoreError> {
    let may_accept = Reach::of(who, UseCase::Repair).is_ok();
    let (Gathered { all, pieces, not_judged }, supposed) = match supposed {
        None => {
            let which = of_agency(house, who)?;
            let suspects = breaking::suspects(house, &which).await?;
            (gathered(house, None, (&suspects, &which), most, |_| {}).await?, None)
        }
        Some(of) => {
            let (gathered, supposition) = supposing::gathered_as_if(house, who, of, most).await?;
            (gathered, Some(supposition))
        }
    };
    let zone = match &supposed {
        Some(supposed) => supposed.zone.clone(),
        None => days::place(house, Reach::of(who, UseCase::Repair)?).await?.0.name().clone(),
    };
    if all.is_empty() {
        return Ok(RepairView { days: DAYS, supposed, may_accept, not_looked_at: not_judged, zone, rows: Vec::new() });
    }
    // Seconds of a processor: as few at once as plans.
    let turn = PLANNERS.acquire().await.map_err(|_| StoreError::Unavailable)?;
    let found = tokio::task::spawn_blocking(move || repair(&pieces)).await;
    drop(turn);
    let found = found.map_err(|error| StoreError::Fault(error.to_string()))?;
    let mut rows = Vec::new();
    for (place, one) in all.iter().enumerate() {
        rows.extend(row(house, one, place, &found).await?);
    }
    rows.sort_by_key(|row| row.now.slot);
    Ok(RepairView { days: DAYS, supposed, may_accept, not_looked_at: not_judged, zone, rows })
}

/// The appointments of the agency within the days looked at.
fn of_agency(house: &House, who: &Principal) -> Result<Condition, StoreError> {
    let now = house.clock.now();
    Ok(Reach::of(who, UseCase::Repair)?
        .condition()
        .add(appointments::Column::StartsAt.lt(now.plus_minutes(DAYS * 24 * 60).0)))
}

/// How one stands after the repair; `None` if it stays, and could.
async fn row(house: &House, one: &Seen, place: usize, found: &Repair) -> Result<Option<RepairRow>, StoreError> {
    let needs = &one.needs;
    let there = one.there.as_ref().map_or(needs, |(there, _)| there);
    let to = found.moves.iter().find(|(moved, _)| *moved == place).map(|(_, sitting)| sitting);
    if to.is_none() && one.why.is_empty() {
        return Ok(None);
    }
    let lengths = (needs.shape.duration, needs.shape.meetings);
    let view = |needs: &Needs, sitting: &Sitting| -> Result<SlotView, StoreError> {
        let room = needs.room_name(sitting.slot.room)?.clone();
        let mut view = slot_view(sitting.slot, room, lengths, &needs.zone);
        view.beside = needs.beside_names(&sitting.beside)?;
        Ok(view)
    };
    let brought = |site: &Needs| -> Vec<Name> {
        let names = site.shape.detainees.iter().filter_map(|id| site.name(Resource::Detainee(*id)));
        names.cloned().collect()
    };
    let now = Sitting { slot: one.now, beside: one.beside.clone() };
    let to_centre = if to.is_some() && there.centre != needs.centre {
        Some((centre(house, there.centre).await?, there.zone.name().clone()))
    } else {
        None
    };
    Ok(Some(RepairRow {
        id: one.target.id,
        version: one.target.row.version,
        case_number: reading::text_or_none(one.target.row.case_number.clone(), "case number")?,
        detainees: needs.sites().flat_map(brought).collect(),
        centre: centre(house, needs.centre).await?,
        zone: needs.zone.name().clone(),
        now: view(needs, &now)?,
        confirmed: one.target.state == State::Confirmed,
        why: one.why.clone(),
        to: to.map(|sitting| view(there, sitting)).transpose()?,
        to_centre,
        to_beside: to.map(|sitting| sitting.beside.clone()).unwrap_or_default(),
    }))
}

async fn centre(house: &House, id: CentreId) -> Result<Name, StoreError> {
    let row = centres::Entity::find_by_id(id.0).one(&house.db).await?;
    reading::text(reading::known(row, "centre")?.name, "centre name")
}

/// Makes these moves as single changes are made, all in one transaction.
async fn accept(
    house: &House,
    who: &Principal,
    moves: Vec<Accepted>,
    with: Option<Supposed>,
) -> Result<(), StoreError> {
    Reach::of(who, UseCase::Repair)?;
    let absence = match with {
        None => None,
        Some(Supposed { missing: Missing::Person(person), form }) => {
            Some((BlockId(house.ids.next()), Absence::read(house, who, person, &form).await?))
        }
        // Rooms and centres are blocked by those who keep them, and moved away from by those who booked.
        Some(Supposed { missing: Missing::Centre(_), .. }) => return Err(Error::Forbidden.into()),
    };
    let mut moves = moves;
    // Everybody locks in the same order.
    moves.sort_unstable();
    moves.dedup_by_key(|one| one.id);
    if moves.is_empty() && absence.is_none() {
        return Err(wrong("moves", Fault::Missing));
    }
    transaction!(house, |txn| {
        if let Some((id, absence)) = &absence {
            absence.enter(txn, house, who, *id).await?;
        }
        let (mut ours, mut changes) = (Vec::new(), Vec::new());
        for one in &moves {
            let target = Target::take(txn, who, UseCase::Repair, one.id, one.version).await?;
            let meetings = changing_with(&target, target.meetings(txn).await?, house.clock.now());
            let staying = Move::staying(txn, &target, meetings).await?;
            let transferred = Brought::transferred(txn, &target, &staying).await?;
            let beside: Vec<CentreId> = match &transferred {
                Some(brought) => brought.beside.iter().map(|part| part.centre).collect(),
                None => staying.sites().skip(1).map(|(part, _)| part.centre).collect(),
            };
            let change = Amendment {
                start: Some(one.to.slot.start),
                room: Some(one.to.slot.room),
                rooms_beside: beside.into_iter().zip(one.to.beside.iter().copied()).collect(),
                ..Amendment::default()
            };
            // What stays where it is lets go of nothing: it would take nothing again.
            let goes = staying.toward(&change, None, transferred.as_ref());
            ours.extend(goes.iter().flat_map(|goes| goes.ours(&target)));
            changes.push((change, transferred.is_some()));
        }
        // One may go where another is that goes as well.
        reservations::free(txn, &ours).await?;
        for (one, (change, transferred)) in moves.iter().zip(&changes) {
            within(txn, house, who, one.id, one.version, change, *transferred).await?;
        }
        Ok(())
    })?;
    house.hub.wake();
    Ok(())
}
