//! Keeping the list that a program sends, and planning it. Nobody is there to type a line otherwise, so it is sound as a whole or refused.

use entity::dockets;
use sea_orm::EntityTrait;
use shared::{
    docket::{Column, Content, Line, MOST_CELL, MOST_LINES, Mistake, Typed},
    draft::fields,
    error::{Error, Fault, Problem},
    ids::{ClaimId, DocketId},
    ports::HearingList,
    text::{Name, TextError},
};

use super::{super::drafts::MOST_INVITEES, planning, reading, resolving::Resolver, store::Shelf, uploading::shelve};
use crate::{
    db::{StoreError, transaction},
    exchange::bound,
};

/// The cells of a hearing.
type Cells = Vec<(Column, Vec<String>)>;

pub(super) async fn propose(
    shelf: &Shelf<'_>,
    list: HearingList,
    claim: Option<ClaimId>,
) -> Result<DocketId, StoreError> {
    let house = shelf.house;
    // It is to be planned at once; what cannot be is not even read.
    planning::admit(shelf, &house.db).await?;
    let today = shelf.zone().await?.date(house.clock.now());
    let mut problems = Vec::new();
    let name = fields::keep(&mut problems, "name", fields::text::<Name>(&list.name));
    let days = match reading::days(&list.first, &list.last, today) {
        Ok(days) => Some(days),
        Err(Error::Invalid(wrong)) => {
            problems.extend(wrong);
            None
        }
        Err(other) => return Err(other.into()),
    };
    if (1..=MOST_LINES).contains(&list.hearings.len()) {
        let lines = lines(shelf, list.hearings, &mut problems).await?;
        if let (Some(name), Some((first, last)), true) = (name, days, problems.is_empty()) {
            let id = DocketId(claim.map_or_else(|| house.ids.next(), |claim| claim.0));
            let content = Content { first, last, lines, given_up: false, planned_from: None };
            keep(shelf, (id, &name), &content, claim).await?;
            return Ok(id);
        }
    } else {
        let most = i64::try_from(MOST_LINES).unwrap_or(i64::MAX);
        problems.push(Problem::new("hearings", Fault::NumberOutside { min: 1, max: most }));
    }
    Err(Error::Invalid(problems).into())
}

/// Keeps the list and takes up its planning, both or neither: one that is kept and refused would be sent again and kept twice.
/// One that was kept under `claim` before stays as it is, because it bears the claim's own identifier, and is planned again
/// only if nothing came of it.
async fn keep(
    shelf: &Shelf<'_>,
    (id, name): (DocketId, &Name),
    content: &Content,
    claim: Option<ClaimId>,
) -> Result<(), StoreError> {
    let body = serde_json::to_value(content)?;
    let begun = transaction!(shelf.house, |txn| {
        if let Some(claim) = claim {
            // The claim stays locked until this is committed: of two who work under it one keeps the list.
            bound(txn, claim).await?;
            if dockets::Entity::find_by_id(id.0).one(txn).await?.is_some() {
                return planning::resume(shelf, txn, id).await;
            }
        }
        shelve(shelf, txn, (id, name), &body).await?;
        let kept = shelf.locked(txn, id).await?;
        planning::start(shelf, txn, kept).await.map(Some)
    })?;
    if let Some(version) = begun {
        planning::work_on(shelf, id, version);
    }
    Ok(())
}

/// The lines of these hearings; adds whatever is wrong with them to `problems`.
async fn lines(shelf: &Shelf<'_>, hearings: Vec<Cells>, problems: &mut Vec<Problem>) -> Result<Vec<Line>, StoreError> {
    let mut resolver = Resolver::new(shelf.house);
    let mut lines = Vec::with_capacity(hearings.len());
    for (place, cells) in hearings.into_iter().enumerate() {
        let unreadable = unreadable(&cells);
        let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
        let line = resolver.line(number, Typed::from_program(cells), false).await?;
        // What a cell says that was cut off or parted is nothing of what was meant.
        let wrong = if unreadable.is_empty() { &line.mistakes } else { &unreadable };
        problems.extend(wrong.iter().map(|mistake| problem(place, mistake)));
        lines.push(line);
    }
    Ok(lines)
}

/// What of these cells cannot be read as it was meant.
fn unreadable(cells: &[(Column, Vec<String>)]) -> Vec<Mistake> {
    let wrong = |(column, parts): &(Column, Vec<String>)| Some(Mistake::new(*column, fault(*column, parts)?));
    cells.iter().filter_map(wrong).collect()
}

fn fault(column: Column, parts: &[String]) -> Option<Fault> {
    if column == Column::People && parts.len() > MOST_INVITEES {
        let max = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
        return Some(Fault::NumberOutside { min: 1, max });
    }
    if parts.iter().any(|part| part.chars().count() > MOST_CELL) {
        let limit = u16::try_from(MOST_CELL).unwrap_or(u16::MAX);
        return Some(Fault::Text(TextError::TooLong { limit }));
    }
    // What stands between two names in a file would make two of one here.
    let parted = parts.iter().any(|part| part.trim().contains(column.between()));
    parted.then_some(Fault::Text(TextError::Malformed))
}

/// What is wrong with the hearing at `place`, at its place in the request.
fn problem(place: usize, mistake: &Mistake) -> Problem {
    let member = match (mistake.part, mistake.column) {
        (Some(part), _) => part.code(),
        (None, Some(column)) => member(column),
        (None, None) => return Problem::new(format!("hearings/{place}"), mistake.fault),
    };
    Problem::new(format!("hearings/{place}/{member}"), mistake.fault)
}

/// What programs call what a file has in `column`.
const fn member(column: Column) -> &'static str {
    match column {
        Column::Case => "case_number",
        Column::HearingType => "hearing_type",
        Column::Detainee => "detainees",
        Column::Minutes => "duration",
        Column::Meeting => "meeting",
        Column::MeetingAfter => "meeting_after",
        Column::People => "participants",
        Column::Language => "interpreter_language",
        Column::Earliest => "earliest",
        Column::Deadline => "deadline",
        Column::Urgency => "urgency",
        Column::NoticeReason => "notice_reason",
    }
}
