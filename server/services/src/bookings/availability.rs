//! Slots for a request as a whole, without a draft.

use sea_orm::ConnectionTrait;
use shared::{
    appointment::Kind,
    draft::fields,
    error::{Error, Fault, Problem},
    exchange::{Found, Search},
    ids::CentreId,
    principal::Principal,
    schedule::Meetings,
    text::Note,
    time::Period,
    zone::Zone,
};

use uuid::Uuid;

use super::{
    amending::{self, GivenUp},
    drafts::{MOST_INVITEES, wrong},
    keys,
    needs::{Among, Moves, Needs, Part, Rooms, Shape, Terms, horizon, located, parts_of},
    pieces::pieces,
    slots::{Wish, view, wished},
};
use crate::{db::StoreError, facts::View, house::House};

pub(crate) async fn availability(house: &House, who: &Principal, search: &Search) -> Result<Found, StoreError> {
    keys::booking_agency(who)?;
    // What was known last nearly always holds still, and the look at the reservations tells; of what it refuses, too.
    if let Some(facts) = house.facts.last() {
        match found(house, who, search, &facts).await {
            Ok((_, false)) | Err(StoreError::Refused(_)) => {}
            held => return held.map(|(found, _)| found),
        }
    }
    let facts = house.facts.seen(&house.db).await?;
    found(house, who, search, &facts).await.map(|(found, _)| found)
}

/// The slots by what is known, and whether it held all the while.
async fn found(house: &House, who: &Principal, search: &Search, facts: &View) -> Result<(Found, bool), StoreError> {
    let db = &house.db;
    let (shape, centre, zone, beside) = read(db, facts, search).await?;
    let room = match &search.room {
        Some(key) => {
            let room = keys::room(db, facts, centre, key).await?;
            Some(room.ok_or_else(|| wrong("room", Fault::UnknownChoice))?)
        }
        None => None,
    };
    let GivenUp { slot: now_in, ours, held_as } = match &search.appointment {
        Some(key) => {
            let given_up = Box::pin(amending::given_up(house, who, key)).await?;
            given_up.ok_or_else(|| wrong("appointment", Fault::UnknownChoice))?
        }
        None => GivenUp::default(),
    };
    let shape = Shape { kind: held_as.unwrap_or(shape.kind), ..shape };
    let now = house.clock.now();
    let needs = Needs::load(db, facts, (now, Uuid::nil()), centre, zone, shape).await?.with(db, &beside).await?;
    let all = horizon(now)?;
    let (from, to) = (search.from.unwrap_or(all.start()), search.to.unwrap_or(all.end()));
    let Some(asked) = Period::new(from, to) else { return Err(wrong("to", Fault::EndBeforeStart)) };
    let limit = usize::from(search.limit);
    let within = Period::new(asked.start().max(all.start()), asked.end().min(all.end())).filter(|_| limit > 0);
    // Who does not look does not know.
    let mut current = within.is_some();
    let mut slots = Vec::with_capacity(limit);
    let length = needs.shape.duration;
    for (starts, looked_at) in within.into_iter().flat_map(move |within| pieces(within, length)) {
        let first = room.map_or(Among::Rather(None), |room| Among::Exactly(Some(room)));
        let sought = needs.sought(db, (looked_at, now), Rooms { first, ..Rooms::ANY }, &ours).await?;
        current &= sought.current;
        let finder = sought.finder();
        for slot in finder.during(starts).take(limit - slots.len()) {
            slots.push(view(&needs, &finder, slot)?);
        }
        if slots.len() == limit {
            break;
        }
    }
    let wished = match search.start {
        Some(start) => {
            let wish = Wish { start, room, beside: &[], now_in, horizon: all, not_before: now, except: &ours };
            Some(wished(house, &needs, &wish).await?)
        }
        None => None,
    };
    Ok((Found { zone: needs.zone.name().clone(), slots, wished }, current))
}

/// What is sought, and where: everything that is wrong with it at once.
async fn read(
    db: &impl ConnectionTrait,
    facts: &View,
    search: &Search,
) -> Result<(Shape, CentreId, Zone, Vec<Part>), StoreError> {
    let mut problems = Vec::new();
    let kind = fields::keep(&mut problems, "kind", fields::kind(&search.kind));
    let duration = fields::keep(&mut problems, "duration", fields::duration(&search.duration));
    let meetings = match kind {
        Some(Kind::Hearing) => Meetings {
            before: fields::keep(&mut problems, "meeting", fields::meeting(&search.meeting)).flatten(),
            after: fields::keep(&mut problems, "meeting_after", fields::meeting_after(&search.meeting_after)).flatten(),
        },
        _ => Meetings::NONE,
    };
    let terms = if kind == Some(Kind::Hearing) { terms(search, &mut problems) } else { Terms::default() };
    let field = if search.detainees.len() > 1 { "detainees" } else { "detainee" };
    let held = parts_of(located(db, facts, field, &search.detainees, &mut problems).await?);
    let centre = match &search.centre {
        Some(key) => {
            let found = facts.centre_called(db, key).await?;
            if found.is_none() {
                problems.push(Problem::new("centre", Fault::UnknownChoice));
            }
            found.map(|centre| (centre.id, centre.zone.clone()))
        }
        None => None,
    };
    if search.detainees.is_empty() && search.centre.is_none() {
        problems.push(Problem::new("detainee", Fault::Missing));
    }
    if let (Some((first, ..)), Some((centre, _))) = (&held, &centre)
        && first.centre != *centre
    {
        problems.push(Problem::new("centre", Fault::OtherCentre));
    }
    let mut people = Vec::new();
    if search.people.len() > MOST_INVITEES {
        let max = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
        problems.push(Problem::new("participants", Fault::NumberOutside { min: 0, max }));
    } else {
        for (place, known) in keys::known_people(db, facts, &search.people).await?.into_iter().enumerate() {
            match known {
                Some(found) if kind.is_some_and(|kind| !kind.admits(found.role)) => {
                    problems.push(Problem::new(format!("participants/{place}"), Fault::OnlyCounsel));
                }
                Some(found) if people.iter().all(|(known, _)| *known != found.id) => {
                    people.push((found.id, found.role));
                }
                Some(_) => problems.push(Problem::new(format!("participants/{place}"), Fault::Duplicate)),
                None => problems.push(Problem::new(format!("participants/{place}"), Fault::UnknownChoice)),
            }
        }
    }
    let nobody = |(centre, zone)| (Part { centre, detainees: Vec::new() }, zone, Vec::new());
    match (kind, duration, held.or(centre.map(nobody))) {
        (Some(kind), Some(duration), Some((first, zone, beside))) if problems.is_empty() => {
            let detainees = first.detainees;
            let shape = Shape { kind, duration, meetings, detainees, people, movement: Moves::BOTH, terms };
            Ok((shape, first.centre, zone, beside))
        }
        _ => Err(Error::Invalid(problems).into()),
    }
}

/// What the law asks of a hearing's time, as far as the program says what it is.
fn terms(search: &Search, problems: &mut Vec<Problem>) -> Terms {
    let hearing_type = match fields::hearing_type(&search.hearing_type) {
        Err(Fault::Missing) => None,
        read => fields::keep(problems, "hearing_type", read),
    };
    let deadline = fields::keep(problems, "deadline", fields::optional_date(&search.deadline)).flatten();
    let reason =
        fields::keep(problems, "notice_reason", fields::optional_text::<Note>(&search.notice_reason)).flatten();
    Terms { notice_of: hearing_type.filter(|_| reason.is_none()), deadline }
}
