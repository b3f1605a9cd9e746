//! Booking all that has a place, in one transaction: each hearing as a single booking would be, all of them or none.

use std::{collections::BTreeSet, sync::Arc};

use sea_orm::DatabaseTransaction;
use shared::{
    appointment::Field,
    docket::{Content, Line, Stage},
    draft::{Booking, rules},
    error::Error,
    ids::{AppointmentId, CentreId, DocketId},
    principal::Principal,
    schedule::Obstacle,
};

use super::{
    super::{
        changing::change,
        directory,
        making::{self, Way},
        needs::parts,
    },
    planning::give_up,
    store::Shelf,
    work::{Shift, Work},
};
use crate::{
    audit::{self, Subject},
    db::{StoreError, transaction},
    house::House,
    rules::queue,
};

/// The record's code.
const BOOKED: &str = "docket_booked";

/// Begins to book what is proposed in `version` of the docket.
pub(super) async fn begin(shelf: &Shelf<'_>, id: DocketId, version: i32) -> Result<(), StoreError> {
    let version = transaction!(shelf.house, |txn| {
        let kept = shelf.changeable(txn, id).await?;
        let proposed = kept.content.lines.iter().any(|line| line.is_planned() && line.draft.slot.is_some());
        // What somebody books is what they saw.
        if kept.row.version != version || !proposed {
            return Err(kept.stale());
        }
        kept.keep(txn, shelf.house, Stage::Booking).await
    })?;
    let shift = shelf.work.begin(id);
    let (house, who, work) = (shelf.house.clone(), shelf.who.clone(), Arc::clone(shelf.work));
    tokio::spawn(async move {
        if let Err(error) = book(&house, &who, &work, (id, version), &shift).await {
            tracing::warn!(%error, docket = %id, "nothing was booked");
            give_up(&house, &who, &work, id, version).await;
        }
    });
    Ok(())
}

/// What refused some lines, by their places.
type Refused = Vec<(usize, Vec<Obstacle>)>;

async fn book(
    house: &House,
    who: &Principal,
    work: &Arc<Work>,
    (id, version): (DocketId, i32),
    shift: &Shift,
) -> Result<(), StoreError> {
    let shelf = Shelf::of(house, who, work)?;
    // The lines share what is remembered by then.
    house.facts.seen(&house.db).await?;
    // What is refused leaves the transaction by another way than its outcome, which must be a failure to be undone.
    let mut refused: Refused = Vec::new();
    let done: Result<(), StoreError> = transaction!(house, |txn| {
        refused.clear();
        let mut kept = shelf.locked(txn, id).await?;
        if kept.row.version != version || kept.stage != Stage::Booking {
            return Err(kept.stale());
        }
        refused = all(txn, &shelf, &mut kept.content, shift).await?;
        if !refused.is_empty() {
            return Err(Error::Refused(Vec::new()).into());
        }
        let code = |stage: Stage| Some(stage.code().to_owned());
        let booked = [change(Field::State, code(kept.stage), code(Stage::Booked))];
        audit::record(txn, house, who, Subject::Docket(id), BOOKED, &booked, None).await?;
        kept.keep(txn, house, Stage::Booked).await.map(drop)
    });
    match done {
        Err(StoreError::Refused(Error::Refused(_))) if !refused.is_empty() => {
            say(&shelf, (id, version), &refused).await
        }
        done => {
            house.hub.wake();
            done
        }
    }
}

/// Books every line that has a place; answers what refused those that have it no longer.
async fn all(
    txn: &DatabaseTransaction,
    shelf: &Shelf<'_>,
    content: &mut Content,
    shift: &Shift,
) -> Result<Refused, StoreError> {
    let mut order: Vec<usize> = (0..content.lines.len()).collect();
    order.retain(|place| content.lines[*place].is_planned() && content.lines[*place].draft.slot.is_some());
    // Everybody takes what they need in the same order, so that two dockets wait for each other in one direction only.
    order.sort_by_key(|place| content.lines[*place].draft.slot);
    for centre in centres(txn, content, &order).await? {
        queue(txn, centre).await?;
    }
    let mut refused = Vec::new();
    for (done, place) in order.iter().enumerate() {
        shift.reach((0, 99), done, order.len());
        let line = &mut content.lines[*place];
        match place_line(txn, shelf, line).await {
            Ok(appointment) => line.booked = Some(appointment),
            Err(StoreError::Refused(Error::Refused(obstacles))) => refused.push((*place, obstacles)),
            Err(StoreError::Refused(Error::Conflict(clashes))) => {
                refused.push((*place, clashes.into_iter().map(Obstacle::Taken).collect()));
            }
            // Somebody of it left the directory meanwhile, or the room is none of where they are held now.
            Err(StoreError::Refused(Error::Invalid(_) | Error::NotFound)) => {
                refused.push((*place, vec![Obstacle::PlanOutdated]));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(refused)
}

async fn place_line(txn: &DatabaseTransaction, shelf: &Shelf<'_>, line: &Line) -> Result<AppointmentId, StoreError> {
    let booking: Booking = rules::complete(&line.draft)
        .map_err(|problems| Error::Invalid(problems.into_iter().map(|(_, problem)| problem).collect()))?;
    let facts = shelf.house.facts.within(txn).await?;
    let (_, _, beside) = parts(txn, &facts, &booking.detainees).await?;
    // What somebody books is what they saw: a room in each of so many centres.
    if beside.len() != booking.beside.len() {
        return Err(Error::Refused(vec![Obstacle::PlanOutdated]).into());
    }
    making::place(txn, shelf.house, shelf.who, shelf.agency, &booking, Way::Among, &facts).await
}

/// The centres of the lines at these places, in the order in which everybody locks them.
async fn centres(
    txn: &DatabaseTransaction,
    content: &Content,
    order: &[usize],
) -> Result<BTreeSet<CentreId>, StoreError> {
    let mut centres = BTreeSet::new();
    for detainee in
        order.iter().flat_map(|place| content.lines[*place].draft.detainees.iter().copied()).collect::<BTreeSet<_>>()
    {
        centres.extend(directory::detainee(txn, detainee).await?.map(|(detainee, _)| detainee.centre));
    }
    Ok(centres)
}

/// Keeps what refused, so that the page can say it.
async fn say(shelf: &Shelf<'_>, (id, version): (DocketId, i32), refused: &Refused) -> Result<(), StoreError> {
    transaction!(shelf.house, |txn| {
        let mut kept = shelf.locked(txn, id).await?;
        if kept.row.version != version || kept.stage != Stage::Booking {
            return Ok(());
        }
        for (place, obstacles) in refused {
            if let Some(line) = kept.content.lines.get_mut(*place) {
                line.refused.clone_from(obstacles);
            }
        }
        kept.keep(txn, shelf.house, Stage::Planned).await.map(drop)
    })
}
