//! What there is to know of letters that were given up, and how they may still reach whom they are for.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::{appointments, audit_entries, message_days, messages, series_days};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use shared::{
    appointment::{Event, Field, FieldChange, State},
    notice::{Anew, Delivery, MessageKind},
    time::Instant,
};
use uuid::Uuid;

use super::{super::links, anew};
use crate::db::{StoreError, reading};

/// About which appointment, to which name and which address.
type Thread = (Uuid, String, String);

/// How a letter that was given up may still reach whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outbox) enum Way {
    /// As it was written: all that it says still holds.
    AsItIs,
    /// Written anew: but for the case number or the type, or for want of a link, it still holds.
    Anew(Anew),
}

/// What there is to know of some letters.
pub(super) struct Known {
    /// Which appointments each tells of.
    told: HashMap<Uuid, Vec<Uuid>>,
    /// Which other days of the trial each lists beside them.
    listed: HashMap<Uuid, Vec<Uuid>>,
    /// Where those that are told of stand.
    standings: HashMap<Uuid, Standing>,
    /// What is kept of the links in them that serve.
    serving: HashSet<String>,
    /// The newest letter to each name and address about each appointment.
    newest: HashMap<Thread, Uuid>,
    /// The newest of those that do not only invite.
    newest_change: HashMap<Thread, Uuid>,
    /// The entry in the record with which the case number or the type of each appointment was corrected last.
    corrected: HashMap<Uuid, Uuid>,
    /// Those in whose place others were written.
    written: HashSet<Uuid>,
    /// Those who are written to without a link, and whom theirs never reached: participants.
    unreached: HashSet<Uuid>,
}

/// Where an appointment stands.
struct Standing {
    state: State,
    starts_at: i64,
    ends_at: i64,
}

impl Known {
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        failed: &[messages::Model],
        now: Instant,
    ) -> Result<Self, StoreError> {
        let mut told: HashMap<Uuid, Vec<Uuid>> =
            failed.iter().map(|message| (message.id, vec![message.appointment_id])).collect();
        let ids: Vec<Uuid> = failed.iter().map(|message| message.id).collect();
        let days = message_days::Entity::find().filter(message_days::Column::MessageId.is_in(ids)).all(db).await?;
        for day in days {
            told.entry(day.message_id).or_default().push(day.appointment_id);
        }
        let listed = listed(db, failed, &told).await?;
        let about: BTreeSet<Uuid> = told.values().chain(listed.values()).flatten().copied().collect();
        let standings = standings(db, &about).await?;
        let (newest, newest_change) = newest(db, &about).await?;
        let corrected = corrected(db, &about).await?;
        let written = written(db, failed).await?;
        let bodies: Vec<&str> = failed.iter().map(|message| message.body.as_str()).collect();
        let serving = links::serving(db, &bodies, now).await?;
        let linkless = failed.iter().filter(|message| !links::has_any(&message.body));
        let (hearings, parts): (Vec<Uuid>, Vec<Uuid>) =
            linkless.filter_map(|message| Some((message.appointment_id, message.participant_id?))).unzip();
        let unreached = unreached(db, &hearings, &parts).await?;
        Ok(Self { told, listed, standings, serving, newest, newest_change, corrected, written, unreached })
    }

    /// How `message` may still reach whom it is for; `None` if it would mislead by now.
    pub(super) fn way(&self, message: &messages::Model, now: Instant) -> Result<Option<Way>, StoreError> {
        let told = self.told.get(&message.id).map(Vec::as_slice).unwrap_or_default();
        let listed = self.listed.get(&message.id).map(Vec::as_slice).unwrap_or_default();
        let after = |newest: &HashMap<Thread, Uuid>, about: &Uuid| {
            let thread = (*about, message.to_name.clone(), message.to_email.clone());
            newest.get(&thread).is_some_and(|newest| *newest > message.id)
        };
        // That a day was added alone makes no other letter untrue, and none else has the links to the days before it.
        let overtaken = told.iter().any(|about| after(&self.newest, about))
            || listed.iter().any(|about| after(&self.newest_change, about));
        let all = |so: &dyn Fn(&Standing) -> bool| told.iter().all(|id| self.standings.get(id).is_some_and(so));
        let mut why = None;
        let so = match reading::known(MessageKind::from_code(&message.kind), "kind")? {
            MessageKind::Invitation | MessageKind::Days | MessageKind::Changed | MessageKind::Meeting => {
                why = self.why_anew(message, told.iter().chain(listed).copied());
                links::all_serve(&message.body, &message.language, &self.serving) && all(&|one| one.is_to_come(now))
            }
            MessageKind::Cancelled | MessageKind::DaysCancelled => {
                all(&|one| one.state == State::Cancelled && now.0 < one.ends_at)
            }
            // Whoever is no longer expected is not expected either once it is called off.
            MessageKind::Released => all(&|one| now.0 < one.ends_at),
            // It stays declined, and has no time.
            MessageKind::Declined => true,
        };
        // Whoever has no part in it any more is not written to about it.
        let way = why.map_or(Some(Way::AsItIs), |why| message.participant_id.map(|_| Way::Anew(why)));
        // What was written in its place may have gone to another name or address, which overtakes nothing.
        Ok(way.filter(|_| so && !overtaken && !self.written.contains(&message.id)))
    }

    /// Why `message`, which tells of `about`, must be written anew, if it must. Without a link it may go only to whoever got
    /// theirs: the letter in which that stands is overtaken by this one, and is sent no more.
    fn why_anew(&self, message: &messages::Model, mut about: impl Iterator<Item = Uuid>) -> Option<Anew> {
        if !about.all(|about| self.is_named_as_now(about, message)) {
            return Some(Anew::Corrected);
        }
        let unreached = message.participant_id.is_some_and(|part| self.unreached.contains(&part));
        (unreached && !links::has_any(&message.body)).then_some(Anew::Unreached)
    }

    /// Whether the case number and the type are those that `message` names: nobody is told when they are corrected.
    fn is_named_as_now(&self, about: Uuid, message: &messages::Model) -> bool {
        self.corrected.get(&about).is_none_or(|entry| *entry < message.id)
    }
}

impl Standing {
    fn is_to_come(&self, now: Instant) -> bool {
        matches!(self.state, State::Booked | State::Confirmed) && now.0 < self.starts_at
    }
}

/// For each letter that invites to days of a trial, the other days that it may list: those that there were when it was
/// written.
async fn listed(
    db: &impl ConnectionTrait,
    failed: &[messages::Model],
    told: &HashMap<Uuid, Vec<Uuid>>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, StoreError> {
    let letters: Vec<_> = failed.iter().filter(|message| message.kind == MessageKind::Days.code()).collect();
    if letters.is_empty() {
        return Ok(HashMap::new());
    }
    let about: BTreeSet<Uuid> = letters.iter().map(|letter| letter.appointment_id).collect();
    let known = series_days::Entity::find().filter(series_days::Column::Id.is_in(about)).all(db).await?;
    let series: HashMap<Uuid, Uuid> = known.into_iter().map(|day| (day.id, day.series_id)).collect();
    let all: BTreeSet<Uuid> = series.values().copied().collect();
    let days = series_days::Entity::find().filter(series_days::Column::SeriesId.is_in(all)).all(db).await?;
    let mut listed = HashMap::new();
    for letter in letters {
        let Some(series) = series.get(&letter.appointment_id) else { continue };
        let told = told.get(&letter.id).map(Vec::as_slice).unwrap_or_default();
        // Ids grow with time: what has a greater one was not there yet.
        let others = days
            .iter()
            .filter(|day| day.series_id == *series && day.id < letter.id && !told.contains(&day.id))
            .map(|day| day.id);
        listed.insert(letter.id, others.collect());
    }
    Ok(listed)
}

/// Where each of `about` stands.
async fn standings(db: &impl ConnectionTrait, about: &BTreeSet<Uuid>) -> Result<HashMap<Uuid, Standing>, StoreError> {
    let rows = appointments::Entity::find()
        .select_only()
        .columns([
            appointments::Column::Id,
            appointments::Column::State,
            appointments::Column::StartsAt,
            appointments::Column::EndsAt,
        ])
        .filter(appointments::Column::Id.is_in(about.iter().copied()))
        .into_tuple::<(Uuid, String, i64, i64)>()
        .all(db)
        .await?;
    let mut standings = HashMap::new();
    for (id, state, starts_at, ends_at) in rows {
        let state = reading::known(State::from_code(&state), "state")?;
        standings.insert(id, Standing { state, starts_at, ends_at });
    }
    Ok(standings)
}

/// The newest letter to each name and address about each of `about`: of all, and of those that do not only invite.
async fn newest(
    db: &impl ConnectionTrait,
    about: &BTreeSet<Uuid>,
) -> Result<(HashMap<Thread, Uuid>, HashMap<Thread, Uuid>), StoreError> {
    let days = message_days::Entity::find().filter(message_days::Column::AppointmentId.is_in(about.iter().copied()));
    let with_days = days.clone().select_only().column(message_days::Column::MessageId).into_query();
    let mut others: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for day in days.all(db).await? {
        others.entry(day.message_id).or_default().push(day.appointment_id);
    }
    let written = messages::Entity::find()
        .select_only()
        .columns([
            messages::Column::Id,
            messages::Column::AppointmentId,
            messages::Column::Kind,
            messages::Column::ToName,
            messages::Column::ToEmail,
        ])
        .filter(
            Condition::any()
                .add(messages::Column::AppointmentId.is_in(about.iter().copied()))
                .add(messages::Column::Id.in_subquery(with_days)),
        )
        .order_by_asc(messages::Column::Id)
        .into_tuple::<(Uuid, Uuid, String, String, String)>()
        .all(db)
        .await?;
    // Ids grow with time: the last is the newest.
    let (mut newest, mut newest_change) = (HashMap::new(), HashMap::new());
    for (id, first, kind, name, email) in written {
        let kind = reading::known(MessageKind::from_code(&kind), "kind")?;
        let invites = matches!(kind, MessageKind::Invitation | MessageKind::Days);
        for about in others.remove(&id).unwrap_or_default().into_iter().chain([first]) {
            let thread = (about, name.clone(), email.clone());
            if !invites {
                newest_change.insert(thread.clone(), id);
            }
            newest.insert(thread, id);
        }
    }
    Ok((newest, newest_change))
}

/// The last entry in the record of each of `about` by which its case number or its type became another.
async fn corrected(db: &impl ConnectionTrait, about: &BTreeSet<Uuid>) -> Result<HashMap<Uuid, Uuid>, StoreError> {
    let entries = audit_entries::Entity::find()
        .filter(audit_entries::Column::SubjectId.is_in(about.iter().copied()))
        .filter(audit_entries::Column::Event.eq(Event::Amended.code()))
        .order_by_asc(audit_entries::Column::Id)
        .all(db)
        .await?;
    let mut corrected = HashMap::new();
    for entry in entries {
        let changes: Vec<FieldChange> = reading::structured(entry.changes)?;
        let named = changes.iter().any(|change| matches!(change.field, Field::CaseNumber | Field::HearingType));
        if let Some(about) = entry.subject_id.filter(|_| named) {
            corrected.insert(about, entry.id);
        }
    }
    Ok(corrected)
}

/// In the place of which of these letters others were written.
async fn written(db: &impl ConnectionTrait, letters: &[messages::Model]) -> Result<HashSet<Uuid>, StoreError> {
    let ids = letters.iter().map(|message| message.id);
    let entries = anew::entries().filter(audit_entries::Column::SubjectId.is_in(ids)).all(db).await?;
    Ok(entries.into_iter().filter_map(|entry| entry.subject_id).collect())
}

/// Those of `participants` in `about` whom the link that they are to answer with never reached: it stands in a letter that was
/// given up.
pub(super) async fn unreached(
    db: &impl ConnectionTrait,
    about: &[Uuid],
    participants: &[Uuid],
) -> Result<HashSet<Uuid>, StoreError> {
    if participants.is_empty() {
        return Ok(HashSet::new());
    }
    let with_days = message_days::Entity::find()
        .select_only()
        .column(message_days::Column::MessageId)
        .filter(message_days::Column::AppointmentId.is_in(about.iter().copied()))
        .into_query();
    let told_of = Condition::any()
        .add(messages::Column::AppointmentId.is_in(about.iter().copied()))
        .add(messages::Column::Id.in_subquery(with_days));
    let bodies = messages::Entity::find()
        .select_only()
        .column(messages::Column::Body)
        .filter(told_of)
        .filter(messages::Column::Delivery.eq(Delivery::Failed.code()))
        .into_tuple::<String>()
        .all(db)
        .await?;
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    links::whose_newest_stands_in(db, &bodies, participants).await
}
