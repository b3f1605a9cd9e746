//! When the agency's professionals cannot be had, as their programs say it.

use entity::{appointments, blocks, participants, people};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use shared::{
    appointment::{Field, FieldChange},
    civil::written_date_time,
    draft::fields,
    error::{Error, Fault, Problem},
    exchange::{Block, BlockListing, BlockMark, BlockOrder, BlockPage, Blocked, Kept, Key, Touched},
    ids::{BlockId, ClaimId},
    principal::Principal,
    schedule::{BlockCause, ResourceKind},
    text::{Email, Note},
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use super::{bound, claims::keep};
use crate::{
    audit::{self, Subject},
    bookings::professional,
    db::{StoreError, reading, transaction},
    house::House,
    rules::{BLOCKED, LIFTED, during, hits, theirs, zone_of},
};

/// The people that `key` means.
fn called(key: &Key) -> Condition {
    match key {
        Key::Id(id) => Condition::all().add(people::Column::Id.eq(*id)),
        Key::Code(text) => match text.parse::<Email>() {
            Ok(address) => Condition::all().add(people::Column::Email.eq(address.as_str())),
            Err(_) => Condition::all().add(people::Column::Id.is_null()),
        },
    }
}

async fn zone(house: &House, person: &people::Model) -> Result<Zone, StoreError> {
    Ok(zone_of(&house.db, person.id).await?.unwrap_or_else(|| house.settings.zone.clone()))
}

fn block_of(row: blocks::Model, person: people::Model, zone: &Zone) -> Result<Block, StoreError> {
    Ok(Block {
        id: BlockId(row.id),
        period: zone.local_period(reading::period(row.starts_at, row.ends_at)?),
        zone: zone.name().clone(),
        cause: reading::known(BlockCause::from_code(&row.cause), "block cause")?,
        note: reading::text_or_none(row.note, "note")?,
        person: professional(person)?,
    })
}

/// The blocks of those whose unavailability `who` keeps.
fn of_theirs(who: &Principal, which: Option<&Key>) -> Result<Condition, StoreError> {
    let mut whose = theirs(who)?;
    if let Some(key) = which {
        whose = whose.add(called(key));
    }
    let ids = people::Entity::find().select_only().column(people::Column::Id).filter(whose).into_query();
    Ok(Condition::all()
        .add(blocks::Column::OverKind.eq(ResourceKind::Person.code()))
        .add(blocks::Column::OverId.in_subquery(ids)))
}

/// A page behind the mark.
pub(super) async fn list(house: &House, who: &Principal, which: BlockListing) -> Result<BlockPage, StoreError> {
    use blocks::Column as C;
    let from = which.from.unwrap_or_else(|| house.clock.now());
    let mut wanted = of_theirs(who, which.person.as_ref())?.add(C::EndsAt.gt(from.0));
    if let Some(to) = which.to {
        wanted = wanted.add(C::StartsAt.lt(to.0));
    }
    if let Some(BlockMark { start, id }) = which.after {
        let same = Condition::all().add(C::StartsAt.eq(start.0)).add(C::Id.gt(id.0));
        wanted = wanted.add(Condition::any().add(C::StartsAt.gt(start.0)).add(same));
    }
    let mut rows = blocks::Entity::find()
        .filter(wanted)
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .limit(u64::from(which.limit) + 1)
        .all(&house.db)
        .await?;
    let more = rows.len() > usize::from(which.limit);
    rows.truncate(usize::from(which.limit));
    let next = rows.last().map(|row| BlockMark { start: Instant(row.starts_at), id: BlockId(row.id) });
    let ids = rows.iter().map(|row| row.over_id);
    let known = people::Entity::find().filter(people::Column::Id.is_in(ids)).all(&house.db).await?;
    let mut people = Vec::with_capacity(known.len());
    for person in known {
        let zone = zone(house, &person).await?;
        people.push((person, zone));
    }
    let items = rows.into_iter().map(|row| {
        let found = people.iter().find(|(person, _)| person.id == row.over_id);
        let (person, zone) = reading::known(found, "person")?;
        block_of(row, person.clone(), zone)
    });
    Ok(BlockPage { items: items.collect::<Result<_, StoreError>>()?, next: next.filter(|_| more) })
}

/// The row of one, and whose it is.
async fn found(house: &House, who: &Principal, id: BlockId) -> Result<(blocks::Model, people::Model), StoreError> {
    let row = blocks::Entity::find_by_id(id.0).filter(of_theirs(who, None)?).one(&house.db).await?;
    let row = row.ok_or(StoreError::Refused(Error::NotFound))?;
    let person = people::Entity::find_by_id(row.over_id).one(&house.db).await?;
    Ok((row, reading::known(person, "person")?))
}

/// One, with what it hits.
pub(super) async fn read(house: &House, who: &Principal, id: BlockId) -> Result<Blocked, StoreError> {
    let (row, person) = found(house, who, id).await?;
    let zone = zone(house, &person).await?;
    let Touched { hits, more } = touched(house, who, row.over_id, reading::period(row.starts_at, row.ends_at)?).await?;
    Ok(Blocked { block: block_of(row, person, &zone)?, hits, more })
}

/// What a block of `person` in `period` hits.
async fn touched(house: &House, who: &Principal, person: Uuid, period: Period) -> Result<Touched, StoreError> {
    let with_them = participants::Entity::find()
        .select_only()
        .column(participants::Column::AppointmentId)
        .filter(participants::Column::PersonId.eq(person));
    let which = during(period).add(appointments::Column::Id.in_subquery(with_them.into_query()));
    let all = appointments::Entity::find().filter(which.clone()).count(&house.db).await?;
    let known = hits(house, who, which, None).await?;
    Ok(Touched {
        more: usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(known.len()),
        hits: known.into_iter().map(|hit| hit.id).collect(),
    })
}

/// What a block that is asked for would hit.
pub(super) async fn weigh(house: &House, who: &Principal, order: &BlockOrder) -> Result<Touched, StoreError> {
    let (person, (period, _, _)) = asked(house, who, order).await?;
    touched(house, who, person.id, period).await
}

/// What is asked for, read by the rules of the page of absences.
fn sound(order: &BlockOrder, now: Instant) -> Result<(Period, BlockCause, Option<Note>), Vec<Problem>> {
    let mut problems = Vec::new();
    let period = Period::new(order.start, order.end);
    if period.is_none() {
        problems.push(Problem::new("end", Fault::EndBeforeStart));
    } else if order.end <= now {
        problems.push(Problem::new("end", Fault::InThePast));
    }
    let cause = BlockCause::given(order.cause.trim());
    if cause.is_none() {
        problems.push(Problem::new("cause", Fault::UnknownChoice));
    }
    let note = fields::keep(&mut problems, "note", fields::optional_text::<Note>(&order.note));
    if cause.is_some_and(BlockCause::needs_note) && note == Some(None) {
        problems.push(Problem::new("note", Fault::NeedsNote));
    }
    match (period, cause, note) {
        (Some(period), Some(cause), Some(note)) if problems.is_empty() => Ok((period, cause, note)),
        _ => Err(problems),
    }
}

/// Who is to be blocked, and how; refuses everything that is wrong with it.
async fn asked(
    house: &House,
    who: &Principal,
    order: &BlockOrder,
) -> Result<(people::Model, (Period, BlockCause, Option<Note>)), StoreError> {
    let person = people::Entity::find().filter(theirs(who)?.add(called(&order.person))).one(&house.db).await?;
    match (person, sound(order, house.clock.now())) {
        (Some(person), Ok(sound)) => Ok((person, sound)),
        (person, read) => {
            let mut problems = read.err().unwrap_or_default();
            if person.is_none() {
                problems.insert(0, Problem::new("person", Fault::UnknownChoice));
            }
            Err(Error::Invalid(problems).into())
        }
    }
}

/// Blocks. A block that was made under `claim` before is answered again: it bears the claim's own identifier.
pub(super) async fn block(
    house: &House,
    who: &Principal,
    order: &BlockOrder,
    claim: Option<ClaimId>,
) -> Result<Blocked, StoreError> {
    let (person, (period, cause, note)) = asked(house, who, order).await?;
    let zone = zone(house, &person).await?;
    let id = BlockId(claim.map_or_else(|| house.ids.next(), |claim| claim.0));
    let told = |field, to: String| FieldChange { field, of: Some(person.name.clone()), from: None, to: Some(to) };
    let local = zone.local_period(period);
    let changes = [
        told(Field::Start, written_date_time(local.start.civil)),
        told(Field::End, written_date_time(local.end.civil)),
        told(Field::Cause, cause.code().to_owned()),
    ];
    transaction!(house, |txn| {
        if let Some(claim) = claim {
            // The claim stays locked until this is committed: of two who work under it one makes the block.
            bound(txn, claim).await?;
            if blocks::Entity::find_by_id(id.0).one(txn).await?.is_some() {
                return Ok(());
            }
        }
        let row = blocks::ActiveModel {
            id: Set(id.0),
            over_kind: Set(ResourceKind::Person.code().to_owned()),
            over_id: Set(person.id),
            centre_id: Set(None),
            starts_at: Set(period.start().0),
            ends_at: Set(period.end().0),
            cause: Set(cause.code().to_owned()),
            note: Set(note.as_ref().map(ToString::to_string)),
            created_by: Set(None),
            created_at: Set(house.clock.now().0),
        };
        blocks::Entity::insert(row).exec_without_returning(txn).await?;
        audit::record(txn, house, who, Subject::Block(id), BLOCKED, &changes, None).await
    })?;
    self::read(house, who, id).await
}

/// Takes one back, and keeps the answer for the claim under which it was.
pub(super) async fn lift(
    house: &House,
    who: &Principal,
    id: BlockId,
    claim: Option<&(ClaimId, Kept)>,
) -> Result<Block, StoreError> {
    let (row, person) = found(house, who, id).await?;
    let zone = zone(house, &person).await?;
    transaction!(house, |txn| {
        if let Some((claim, answer)) = claim {
            // Locked before the block, as where one is made.
            bound(txn, *claim).await?;
            keep(txn, *claim, answer).await?;
        }
        let row = blocks::Entity::find_by_id(id.0).lock_exclusive().one(txn).await?;
        let row = row.ok_or(StoreError::Refused(Error::NotFound))?;
        audit::record_row(txn, house, who, Subject::Block(id), LIFTED, (Some(&row), None)).await?;
        row.delete(txn).await?;
        Ok(())
    })?;
    block_of(row, person, &zone)
}
