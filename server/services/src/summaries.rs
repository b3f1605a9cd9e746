//! Appointments in one line, as days and the page of one appointment show them. Built for many at once: five queries,
//! however many appointments there are.

mod checks;
mod people;
mod places;
mod redaction;

use std::collections::HashMap;

use entity::{agencies, appointments};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Func, SelectStatement},
};
use shared::{
    appointment::{CheckSummary, HearingType, Kind, Participant, State, Summary},
    check::verdicts,
    ids::{AgencyId, AppointmentId},
    readiness::{self, CheckFact, Facts, ParticipantFact, SiteFact, SiteRoom},
    time::Instant,
    zone::Zone,
};
use uuid::Uuid;

pub use self::redaction::Reader;
use self::{
    checks::{Check, Checks},
    places::Place,
};
use crate::db::{StoreError, reading};

/// An appointment's row with its agency's name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Row {
    /// The row.
    #[sea_orm(nested)]
    pub appointment: appointments::Model,
    /// The name of the agency that asked for it.
    pub agency_name: String,
}

/// An appointment with everything that a line of it says; what the reader may not see is left out of `summary`.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its row, whole.
    pub row: appointments::Model,
    /// What the reader may see.
    pub summary: Summary,
    /// Whether the reader takes part.
    pub takes_part: bool,
}

/// The lines of all appointments that fulfil `which`, by start, as `reader` may see them at `now`.
///
/// # Errors
/// If the store refuses or holds what it should not.
pub async fn lines(
    db: &impl ConnectionTrait,
    which: Condition,
    reader: &Reader,
    now: Instant,
) -> Result<Vec<Line>, StoreError> {
    let rows = rows(db, which.clone()).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut zones = HashMap::new();
    for row in &rows {
        let name = &row.appointment.zone;
        if !zones.contains_key(name) {
            zones.insert(name.clone(), reading::zone(name)?);
        }
    }
    let mains = mains_of(which.clone());
    let which = ids_of(which);
    let mut places = places::of(db, &which).await?;
    let mut people = people::of(db, &which, &zones).await?;
    let checks = Checks::of(db, (&which, &mains), &rows, &places).await?;
    rows.into_iter()
        .map(|row| {
            let id = row.appointment.id;
            let places = places.remove(&id).unwrap_or_default();
            let people = people.remove(&id).unwrap_or_default();
            let zone = reading::known(zones.get(&row.appointment.zone), "zone")?;
            line(row, zone, places, people, &checks, reader, now)
        })
        .collect()
}

async fn rows(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Row>, StoreError> {
    let agency = appointments::Entity::belongs_to(agencies::Entity)
        .from(appointments::Column::AgencyId)
        .to(agencies::Column::Id)
        .into();
    Ok(appointments::Entity::find()
        .column_as(agencies::Column::Name, "agency_name")
        .join(JoinType::InnerJoin, agency)
        .filter(which)
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(appointments::Column::Id)
        .into_model::<Row>()
        .all(db)
        .await?)
}

/// The ids of the same appointments, for the queries that follow: a subquery keeps their text the same for any number of
/// appointments, so that the database plans each once.
fn ids_of(which: Condition) -> SelectStatement {
    appointments::Entity::find().select_only().column(appointments::Column::Id).filter(which).into_query()
}

/// The same, with the hearing in place of each of its private meetings: whoever comes to both checks their devices for both at once,
/// and what they find is kept with the hearing.
fn mains_of(which: Condition) -> SelectStatement {
    let main = Func::coalesce([appointments::Column::MainId.into_expr(), appointments::Column::Id.into_expr()]);
    appointments::Entity::find().select_only().expr_as(main, "main").filter(which).into_query()
}

/// A column that holds the id of one of `which`.
fn one_of(column: impl ColumnTrait, which: &SelectStatement) -> Condition {
    Condition::all().add(column.in_subquery(which.clone()))
}

fn line(
    row: Row,
    zone: &Zone,
    places: Vec<Place>,
    mut people: Vec<(Uuid, Participant)>,
    checks: &Checks,
    reader: &Reader,
    now: Instant,
) -> Result<Line, StoreError> {
    let Row { appointment: row, agency_name } = row;
    let period = reading::period(row.starts_at, row.ends_at)?;
    let kind = reading::known(Kind::from_code(&row.kind), "kind")?;
    let state = reading::known(State::from_code(&row.state), "state")?;

    // What is over keeps the checks that counted then. A private meeting is over with its time, and its hearing's go on.
    let ends = state.is_terminal() || kind == Kind::LegalMeeting;
    let counting = if ends { now.min(period.end()) } else { now };
    let main = row.main_id.unwrap_or(row.id);
    let mut facts = Vec::with_capacity(people.len());
    for (id, person) in &mut people {
        let check = checks.of_person(main, *id, counting);
        person.check = check.as_ref().map(|check| check.summary(zone));
        facts.push(ParticipantFact {
            name: person.name.clone(),
            role: person.role,
            required: person.required,
            attendance: person.attendance,
            check: check.as_ref().map(Check::fact),
        });
    }
    let room_check =
        |place: &Place| place.day(period.start()).and_then(|day| checks.of_room(place.site.room, day, counting));
    let room_checks: Vec<Option<Check>> = places.iter().map(room_check).collect();
    let facts = Facts {
        kind,
        state,
        period,
        legal_basis: row.resolution.is_some(),
        participants: facts,
        sites: places
            .iter()
            .zip(&room_checks)
            .map(|(place, check)| SiteFact { room: SiteRoom::of(&place.site), check: check.as_ref().map(Check::fact) })
            .collect(),
    };
    let (readiness, blockers) = readiness::derive(&facts, now);
    let takes_part = people.iter().any(|(person, _)| reader.is(*person));
    let mut summary = Summary {
        id: AppointmentId(row.id),
        version: row.version,
        kind,
        hearing_type: reading::coded(row.hearing_type.as_deref(), HearingType::from_code, "hearing type")?,
        case_number: reading::text_or_none(row.case_number.clone(), "case number")?,
        state,
        period: zone.local_period(period),
        zone: zone.name().clone(),
        agency: Some(AgencyId(row.agency_id)),
        agency_name: Some(reading::text(agency_name, "agency name")?),
        room_checks: room_checks.iter().map(|check| check.as_ref().map(|check| check.summary(zone))).collect(),
        sites: places.into_iter().map(|place| place.site).collect(),
        participants: people.into_iter().map(|(_, participant)| participant).collect(),
        readiness,
        blockers,
    };
    reader.redact(&mut summary, takes_part);
    Ok(Line { row, summary, takes_part })
}

impl Check {
    fn summary(&self, zone: &Zone) -> CheckSummary {
        let findings =
            self.result.steps.iter().flat_map(|step| step.findings.iter().map(|finding| (step.step, *finding)));
        CheckSummary {
            id: self.id,
            verdict: self.result.verdict,
            at: zone.local(self.made),
            browser: self.browser,
            findings: findings.collect(),
            until: self.expires,
        }
    }

    fn fact(&self) -> CheckFact {
        CheckFact { verdict: self.result.verdict, worst: verdicts::worst(&self.result) }
    }
}
