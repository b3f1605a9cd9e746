//! Those who are held in centres, and professionals.

use std::{collections::HashMap, sync::Arc};

use entity::{agencies, departures, detainees, people, working_hours};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};
use shared::{
    directory::{DetaineeSummary, Language, PersonSummary},
    exchange::Key,
    ids::{CentreId, PersonId},
    schedule::{Departure, waiting::Category},
    text::{Code, Email},
    time::{Instant, WeeklyWindow},
    zone::Zone,
};
use uuid::Uuid;

use super::{View, shelf::Weight};
use crate::{
    bookings::{held_with_category, professional},
    db::{StoreError, reading},
    rules::{partners_of_each, weekly},
};

/// So many are asked for at once.
const AT_ONCE: usize = 200;

/// Somebody who is held in a centre.
#[derive(Debug)]
pub(crate) struct Detainee {
    pub(crate) summary: DetaineeSummary,
    /// The zone of their centre.
    pub(crate) zone: Zone,
    pub(crate) category: Category,
    /// When they left which centre, and how.
    pub(crate) left: Vec<(CentreId, Departure, Instant)>,
    /// Everybody else whom they must not meet, themselves or through a group.
    pub(crate) apart: Vec<Uuid>,
}

/// A professional.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) summary: PersonSummary,
    /// Of notices.
    pub(crate) language: Language,
    /// When they work; who has no hours at all can be had at any hour.
    pub(crate) hours: Vec<WeeklyWindow>,
    /// Whose civil time the hours are: that of their agency, if they have one.
    pub(crate) zone: Option<Zone>,
}

impl Weight for Detainee {
    fn bytes(&self) -> usize {
        let DetaineeSummary { code, name, centre_name, module, .. } = &self.summary;
        let module = module.as_ref().map_or(0, |module| module.as_str().len());
        let texts = code.as_str().len() + name.as_str().len() + centre_name.as_str().len() + module;
        let left = self.left.len() * size_of::<(CentreId, Departure, Instant)>();
        size_of::<Self>() + texts + left + self.apart.len() * size_of::<Uuid>()
    }
}

impl Weight for Person {
    fn bytes(&self) -> usize {
        let PersonSummary { name, email, interprets, .. } = &self.summary;
        let email = email.as_ref().map_or(0, |email| email.as_str().len());
        let texts = name.as_str().len() + email + interprets.as_ref().map_or(0, |language| language.as_str().len());
        size_of::<Self>() + texts + self.hours.len() * size_of::<WeeklyWindow>()
    }
}

/// The code that a key may be; what no code can be is none.
fn code(key: &Key) -> Option<Code> {
    if let Key::Code(text) = key { text.parse().ok() } else { None }
}

/// The address that a key may be.
fn address(key: &Key) -> Option<Email> {
    if let Key::Code(text) = key { text.parse().ok() } else { None }
}

impl View {
    /// The detainees that `keys` mean, each in its place.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn detainees(
        &self,
        db: &impl ConnectionTrait,
        keys: &[Key],
    ) -> Result<Vec<Option<Arc<Detainee>>>, StoreError> {
        let known = |key: &Key| match key {
            Key::Id(id) => self.kept().detainees.get(*id),
            Key::Code(_) => self.kept().detainees.called(code(key)?.as_str()),
        };
        let mut found: Vec<Option<Arc<Detainee>>> = keys.iter().map(known).collect();
        let missing: Vec<usize> = (0..keys.len()).filter(|place| found[*place].is_none()).collect();
        for some in missing.chunks(AT_ONCE) {
            let ids = some.iter().filter_map(|place| if let Key::Id(id) = keys[*place] { Some(id) } else { None });
            let codes: Vec<Code> = some.iter().filter_map(|place| code(&keys[*place])).collect();
            let which = Condition::any()
                .add(detainees::Column::Id.is_in(ids))
                .add(detainees::Column::Code.is_in(codes.iter().map(Code::as_str)));
            let read = Box::pin(held(db, which)).await?;
            for place in some {
                let means = |one: &&Arc<Detainee>| match &keys[*place] {
                    Key::Id(id) => one.summary.id.0 == *id,
                    Key::Code(_) => code(&keys[*place]).is_some_and(|code| code == one.summary.code),
                };
                found[*place] = read.iter().find(means).cloned();
            }
            for one in &read {
                let code = one.summary.code.as_str();
                self.kept().detainees.put(one.summary.id.0, Some(code), one);
            }
        }
        Ok(found)
    }

    /// The professionals that `keys` mean, each in its place.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn people(
        &self,
        db: &impl ConnectionTrait,
        keys: &[Key],
    ) -> Result<Vec<Option<Arc<Person>>>, StoreError> {
        let known = |key: &Key| match key {
            Key::Id(id) => self.kept().people.get(*id),
            Key::Code(_) => self.kept().people.called(address(key)?.as_str()),
        };
        let mut found: Vec<Option<Arc<Person>>> = keys.iter().map(known).collect();
        let missing: Vec<usize> = (0..keys.len()).filter(|place| found[*place].is_none()).collect();
        for some in missing.chunks(AT_ONCE) {
            let ids = some.iter().filter_map(|place| if let Key::Id(id) = keys[*place] { Some(id) } else { None });
            let addresses: Vec<Email> = some.iter().filter_map(|place| address(&keys[*place])).collect();
            let which = Condition::any()
                .add(people::Column::Id.is_in(ids))
                .add(people::Column::Email.is_in(addresses.iter().map(Email::as_str)));
            let read = Box::pin(professionals(db, which)).await?;
            for place in some {
                let means = |one: &&Arc<Person>| match &keys[*place] {
                    Key::Id(id) => one.summary.id.0 == *id,
                    Key::Code(_) => {
                        let address = address(&keys[*place]);
                        address.is_some() && one.summary.email == address
                    }
                };
                found[*place] = read.iter().find(means).cloned();
            }
            for one in &read {
                let email = one.summary.email.as_ref().map(Email::as_str);
                self.kept().people.put(one.summary.id.0, email, one);
            }
        }
        Ok(found)
    }

    /// The professionals with these identifiers, each in its place.
    ///
    /// # Errors
    /// If the store refuses.
    pub(crate) async fn people_by_id(
        &self,
        db: &impl ConnectionTrait,
        ids: impl IntoIterator<Item = PersonId>,
    ) -> Result<Vec<Option<Arc<Person>>>, StoreError> {
        let keys: Vec<Key> = ids.into_iter().map(|id| Key::Id(id.0)).collect();
        self.people(db, &keys).await
    }
}

/// The detainees of `which`.
async fn held(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Arc<Detainee>>, StoreError> {
    let found = held_with_category(db, which).await?;
    let ids: Vec<Uuid> = found.iter().map(|(one, ..)| one.id.0).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let left = departures::Entity::find().filter(departures::Column::DetaineeId.is_in(ids.iter().copied()));
    let (departed, mut apart) = futures::try_join!(async { Ok(left.all(db).await?) }, partners_of_each(db, &ids))?;
    let mut left: HashMap<Uuid, Vec<(CentreId, Departure, Instant)>> = HashMap::new();
    for row in departed {
        let why = reading::known(Departure::from_code(&row.why), "departure")?;
        left.entry(row.detainee_id).or_default().push((CentreId(row.centre_id), why, Instant(row.from_at)));
    }
    let detainee = |(summary, zone, category): (DetaineeSummary, Zone, Category)| {
        let id = summary.id.0;
        let (left, apart) = (left.remove(&id).unwrap_or_default(), apart.remove(&id).unwrap_or_default());
        Arc::new(Detainee { summary, zone, category, left, apart: apart.into_iter().collect() })
    };
    Ok(found.into_iter().map(detainee).collect())
}

/// Whose hours, the hours, and the zone of the agency that they work for.
type HoursRow = (Uuid, i16, i16, i16, Option<String>);

/// The professionals of `which`.
async fn professionals(db: &impl ConnectionTrait, which: Condition) -> Result<Vec<Arc<Person>>, StoreError> {
    let rows = people::Entity::find().filter(which).all(db).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let works =
        working_hours::Entity::belongs_to(people::Entity).from(working_hours::Column::PersonId).to(people::Column::Id);
    let agency = people::Entity::belongs_to(agencies::Entity).from(people::Column::AgencyId).to(agencies::Column::Id);
    let hours: Vec<HoursRow> = working_hours::Entity::find()
        .select_only()
        .columns([
            working_hours::Column::PersonId,
            working_hours::Column::Weekday,
            working_hours::Column::FromMinute,
            working_hours::Column::ToMinute,
        ])
        .column(agencies::Column::Zone)
        .join(JoinType::InnerJoin, works.into())
        .join(JoinType::LeftJoin, agency.into())
        .filter(working_hours::Column::PersonId.is_in(rows.iter().map(|row| row.id)))
        .into_tuple()
        .all(db)
        .await?;
    let mut of_people: HashMap<Uuid, (Option<String>, Vec<WeeklyWindow>)> = HashMap::new();
    for (person, weekday, from, to, zone) in hours {
        of_people.entry(person).or_insert((zone, Vec::new())).1.push(weekly(weekday, from, to)?);
    }
    let read = |row: people::Model| {
        let (zone, hours) = of_people.remove(&row.id).unwrap_or_default();
        Ok(Arc::new(Person {
            language: Language::from_code(&row.language).unwrap_or_default(),
            zone: zone.map(|name| reading::zone(&name)).transpose()?,
            summary: professional(row)?,
            hours,
        }))
    };
    rows.into_iter().map(read).collect()
}
