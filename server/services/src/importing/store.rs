//! Comparing the rows with the store and writing what is different, in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{agencies, centres, detainees, kits, people, room_hours, rooms};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, prelude::Uuid};
use shared::{directory::RoomUse, time::Instant};

mod changes;
mod rules;

use self::{
    changes::{Changes, Hours, same, stored_small},
    rules::{Rules, RulesPlan},
};
use super::{Counts, Kind, references::Known, rows::Rows};
use crate::{audit::Told, clock::IdSource, search::searchable};

/// Rows are inserted this many at a time: SQLite and PostgreSQL bound the values of one statement.
pub(super) const CHUNK: usize = 500;

/// What the store holds, by the codes that files use.
pub(super) struct Store {
    centres: HashMap<String, centres::Model>,
    agencies: HashMap<String, agencies::Model>,
    rooms: HashMap<(Uuid, String), rooms::Model>,
    hours: HashMap<Uuid, Vec<room_hours::Model>>,
    kits: HashMap<String, kits::Model>,
    people: HashMap<String, people::Model>,
    detainees: HashMap<String, detainees::Model>,
    /// Those whom the rows hold elsewhere than the store did.
    moved: Vec<Moved>,
    rules: Rules,
}

/// Somebody who was transferred, by what the rows say of where they are.
struct Moved {
    detainee: Uuid,
    from: Uuid,
    to: Uuid,
}

impl Store {
    /// Reads what the store holds.
    pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut hours: HashMap<Uuid, Vec<room_hours::Model>> = HashMap::new();
        for window in room_hours::Entity::find().all(db).await? {
            hours.entry(window.room_id).or_default().push(window);
        }
        Ok(Self {
            centres: by(centres::Entity::find().all(db).await?, |centre| centre.code.clone()),
            agencies: by(agencies::Entity::find().all(db).await?, |agency| agency.code.clone()),
            rooms: by(rooms::Entity::find().all(db).await?, |room| (room.centre_id, room.code.clone())),
            hours,
            kits: by(kits::Entity::find().all(db).await?, |kit| kit.code.clone()),
            people: by(people::Entity::find().all(db).await?, |person| person.email.clone()),
            detainees: by(detainees::Entity::find().all(db).await?, |detainee| detainee.code.clone()),
            moved: Vec::new(),
            rules: Rules::load(db).await?,
        })
    }

    /// The codes it holds.
    pub(super) fn known(&self) -> Known {
        let centres: HashMap<Uuid, &String> = self.centres.values().map(|centre| (centre.id, &centre.code)).collect();
        let room = |room: &rooms::Model| Some(((*centres.get(&room.centre_id)?).clone(), room.code.clone()));
        Known {
            centres: self.centres.keys().cloned().collect(),
            agencies: self.agencies.keys().cloned().collect(),
            rooms: self.rooms.values().filter_map(room).collect(),
            people: self.people.keys().cloned().collect(),
            detainees: self.detainees.keys().cloned().collect(),
            groups: self.rules.groups.keys().cloned().collect(),
        }
    }

    /// Everything that `rows`, whose references were checked, would change.
    pub(super) fn plan(mut self, ids: &dyn IdSource, now: Instant, rows: &Rows) -> Plan {
        let (centres, agencies) = (self.centres(ids, rows), self.agencies(ids, rows));
        let (rooms, hours) = self.rooms(ids, rows);
        let (kits, refitted) = self.kits(ids, rows);
        let (people, detainees) = (self.people(ids, rows), self.detainees(ids, rows));
        let rules = self.rules(ids, now, rows);
        Plan { centres, agencies, rooms, hours, kits, refitted, people, detainees, rules }
    }

    fn centres(&mut self, ids: &dyn IdSource, rows: &Rows) -> Changes<centres::Model> {
        let mut changes = Changes::default();
        for row in &rows.centres {
            let (found, value) = (self.centres.get(row.value.code.as_str()), &row.value);
            let wanted = centres::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                code: value.code.to_string(),
                name: value.name.to_string(),
                country: value.country.clone(),
                zone: value.zone.clone(),
                capacity: value.capacity,
            };
            changes.compare(found, &wanted, true);
            self.centres.insert(wanted.code.clone(), wanted);
        }
        changes
    }

    fn agencies(&mut self, ids: &dyn IdSource, rows: &Rows) -> Changes<agencies::Model> {
        let mut changes = Changes::default();
        for row in &rows.agencies {
            let (found, value) = (self.agencies.get(row.value.code.as_str()), &row.value);
            let wanted = agencies::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                code: value.code.to_string(),
                name: value.name.to_string(),
                kind: value.kind.code().to_owned(),
                country: value.country.clone(),
                zone: value.zone.clone(),
            };
            changes.compare(found, &wanted, true);
            self.agencies.insert(wanted.code.clone(), wanted);
        }
        changes
    }

    fn rooms(&mut self, ids: &dyn IdSource, rows: &Rows) -> (Changes<rooms::Model>, Hours) {
        let (mut changes, mut hours) = (Changes::default(), Hours::default());
        for row in &rows.rooms {
            let value = &row.value;
            let Some(centre) = self.centres.get(value.centre.as_str()) else { continue };
            let key = (centre.id, value.code.to_string());
            let found = self.rooms.get(&key);
            let wanted = rooms::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                centre_id: centre.id,
                code: value.code.to_string(),
                name: value.name.to_string(),
                uses: value.uses.iter().copied().map(RoomUse::code).collect::<Vec<_>>().join(" "),
                waiting_area: value
                    .waiting_area
                    .over(found.and_then(|found| found.waiting_area.as_ref()), ToString::to_string),
                capacity: value
                    .capacity
                    .over(found.and_then(|found| found.capacity.as_ref()), |people| stored_small(*people)),
            };
            let same_hours = same(self.hours.get(&wanted.id).map_or(&[], Vec::as_slice), &value.hours);
            if !same_hours {
                hours.replace(ids, wanted.id, self.hours.get(&wanted.id), &value.hours);
            }
            changes.compare(found, &wanted, same_hours);
            self.rooms.insert(key, wanted);
        }
        (changes, hours)
    }

    /// With the rooms between which any is moved.
    fn kits(&self, ids: &dyn IdSource, rows: &Rows) -> (Changes<kits::Model>, BTreeSet<Uuid>) {
        let (mut changes, mut refitted) = (Changes::default(), BTreeSet::new());
        for row in &rows.kits {
            let (found, value) = (self.kits.get(row.value.code.as_str()), &row.value);
            let room = self
                .centres
                .get(value.centre.as_str())
                .and_then(|centre| self.rooms.get(&(centre.id, value.room.to_string())));
            let Some(room) = room else { continue };
            let wanted = kits::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                room_id: room.id,
                code: value.code.to_string(),
                description: value.description.to_string(),
            };
            if let Some(found) = found.filter(|found| found.room_id != wanted.room_id) {
                refitted.extend([found.room_id, wanted.room_id]);
            }
            changes.compare(found, &wanted, true);
        }
        (changes, refitted)
    }

    fn people(&mut self, ids: &dyn IdSource, rows: &Rows) -> Changes<people::Model> {
        let mut changes = Changes::default();
        for row in &rows.people {
            let (found, value) = (self.people.get(row.value.email.as_str()), &row.value);
            let wanted = people::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                name: value.name.to_string(),
                search: searchable(value.name.as_str()),
                email: value.email.to_string(),
                role: value.role.code().to_owned(),
                agency_id: value
                    .agency
                    .as_ref()
                    .and_then(|code| self.agencies.get(code.as_str()))
                    .map(|found| found.id),
                interprets: value.interprets.as_ref().map(ToString::to_string),
                language: value.language.code().to_owned(),
            };
            changes.compare(found, &wanted, true);
            self.people.insert(wanted.email.clone(), wanted);
        }
        changes
    }

    fn detainees(&mut self, ids: &dyn IdSource, rows: &Rows) -> Changes<detainees::Model> {
        let mut changes = Changes::default();
        for row in &rows.detainees {
            let (found, value) = (self.detainees.get(row.value.code.as_str()), &row.value);
            let Some(centre) = self.centres.get(value.centre.as_str()) else { continue };
            let wanted = detainees::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                code: value.code.to_string(),
                name: value.name.to_string(),
                search: searchable(&format!("{} {}", value.name, value.code)),
                centre_id: centre.id,
                module: value.module.as_ref().map(ToString::to_string),
                legal_status: value
                    .status
                    .over(found.and_then(|found| found.legal_status.as_ref()), |status| status.code().to_owned()),
                sex: value.sex.over(found.and_then(|found| found.sex.as_ref()), |sex| sex.code().to_owned()),
                age_group: value
                    .age
                    .over(found.and_then(|found| found.age_group.as_ref()), |age| age.code().to_owned()),
            };
            if let Some(found) = found.filter(|found| found.centre_id != wanted.centre_id) {
                self.moved.push(Moved { detainee: found.id, from: found.centre_id, to: wanted.centre_id });
            }
            changes.compare(found, &wanted, true);
            self.detainees.insert(wanted.code.clone(), wanted);
        }
        changes
    }
}

fn by<K: Eq + std::hash::Hash, M>(models: Vec<M>, key: impl Fn(&M) -> K) -> HashMap<K, M> {
    models.into_iter().map(|model| (key(&model), model)).collect()
}

/// What an import changes, before it is written.
pub(super) struct Plan {
    centres: Changes<centres::Model>,
    agencies: Changes<agencies::Model>,
    rooms: Changes<rooms::Model>,
    hours: Hours,
    kits: Changes<kits::Model>,
    /// The rooms between which equipment is moved.
    pub(super) refitted: BTreeSet<Uuid>,
    people: Changes<people::Model>,
    detainees: Changes<detainees::Model>,
    rules: RulesPlan,
}

impl Plan {
    /// How much of what becomes new or different; a kind that no file holds is left out.
    pub(super) fn counts(&self) -> BTreeMap<Kind, Counts> {
        let counts = [
            (Kind::Centres, self.centres.counts),
            (Kind::Agencies, self.agencies.counts),
            (Kind::Rooms, self.rooms.counts),
            (Kind::Kits, self.kits.counts),
            (Kind::People, self.people.counts),
            (Kind::Detainees, self.detainees.counts),
        ];
        counts.into_iter().chain(self.rules.counts()).filter(|(_, count)| *count != Counts::default()).collect()
    }

    /// What becomes of each row.
    pub(super) fn told(&self) -> Vec<Told> {
        let all = [
            &self.centres.told,
            &self.agencies.told,
            &self.rooms.told,
            &self.hours.told,
            &self.kits.told,
            &self.people.told,
            &self.detainees.told,
        ];
        all.into_iter().flatten().cloned().chain(self.rules.told()).collect()
    }

    /// Writes it, in an order in which everything referred to is there.
    pub(super) async fn write(self, ids: &dyn IdSource, db: &DatabaseTransaction) -> Result<(), DbErr> {
        self.centres.write(db).await?;
        self.agencies.write(db).await?;
        self.rooms.write(db).await?;
        self.hours.write(db).await?;
        self.kits.write(db).await?;
        self.people.write(db).await?;
        self.detainees.write(db).await?;
        self.rules.write(ids, db).await
    }
}
