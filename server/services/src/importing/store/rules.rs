//! The rules of scheduling: comparing and writing them, like everything else of an import.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{
    blocks, centre_rules, counts, departures, group_members, holidays, incompatibilities, notice_periods,
    separation_groups, working_hours,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, prelude::Uuid};
use shared::{
    civil::written_date,
    schedule::{Departure, ResourceKind},
    time::{Instant, WeeklyWindow},
    zone::Zone,
};

use super::{
    CHUNK, Moved, Store, by,
    changes::{Changes, insert, stored_small},
};
use crate::{
    audit::{Stored, Told},
    clock::IdSource,
    importing::{Counts, Kind, rows::Rows},
};

/// What the store holds of rules, by what files call them.
pub(super) struct Rules {
    centres: HashMap<Uuid, centre_rules::Model>,
    counts: HashMap<(Uuid, String), Vec<Stored>>,
    holidays: HashMap<(Uuid, String), holidays::Model>,
    blocks: HashMap<(Uuid, i64), blocks::Model>,
    pub(super) groups: HashMap<String, separation_groups::Model>,
    members: HashMap<(Uuid, Uuid), group_members::Model>,
    apart: HashMap<(Uuid, Uuid), incompatibilities::Model>,
    leaving: HashMap<(Uuid, Uuid), departures::Model>,
    work: HashMap<Uuid, Vec<Stored>>,
    notices: HashMap<(String, String), notice_periods::Model>,
}

impl Rules {
    pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut counted: HashMap<(Uuid, String), Vec<Stored>> = HashMap::new();
        for row in counts::Entity::find().all(db).await? {
            let window = (row.weekday, row.from_minute, row.to_minute);
            counted.entry((row.centre_id, row.kind)).or_default().push(window);
        }
        let mut work: HashMap<Uuid, Vec<Stored>> = HashMap::new();
        for row in working_hours::Entity::find().all(db).await? {
            work.entry(row.person_id).or_default().push((row.weekday, row.from_minute, row.to_minute));
        }
        Ok(Self {
            centres: by(centre_rules::Entity::find().all(db).await?, |row| row.id),
            counts: counted,
            holidays: by(holidays::Entity::find().all(db).await?, |row| (row.centre_id, row.date.clone())),
            blocks: by(blocks::Entity::find().all(db).await?, |row| (row.over_id, row.starts_at)),
            groups: by(separation_groups::Entity::find().all(db).await?, |row| row.code.clone()),
            members: by(group_members::Entity::find().all(db).await?, |row| (row.group_id, row.detainee_id)),
            apart: by(incompatibilities::Entity::find().all(db).await?, |row| (row.one_id, row.other_id)),
            leaving: by(departures::Entity::find().all(db).await?, |row| (row.detainee_id, row.centre_id)),
            work,
            notices: by(notice_periods::Entity::find().all(db).await?, |row| {
                (row.country.clone(), row.hearing_type.clone())
            }),
        })
    }
}

/// What becomes of the rules.
#[derive(Default)]
pub(super) struct RulesPlan {
    centres: Changes<centre_rules::Model>,
    counts: Windows<(Uuid, String)>,
    holidays: Changes<holidays::Model>,
    blocks: Changes<blocks::Model>,
    groups: Changes<separation_groups::Model>,
    members: Changes<group_members::Model>,
    apart: Changes<incompatibilities::Model>,
    leaving: Changes<departures::Model>,
    /// The departures of those who are back.
    returned: Vec<departures::Model>,
    work: Windows<Uuid>,
    notices: Changes<notice_periods::Model>,
}

/// Hours are replaced as a whole, as those of rooms.
struct Windows<Of> {
    of: Vec<(Of, Vec<Stored>)>,
    counts: Counts,
    told: Vec<Told>,
}

impl<Of> Default for Windows<Of> {
    fn default() -> Self {
        Self { of: Vec::new(), counts: Counts::default(), told: Vec::new() }
    }
}

impl<Of> Windows<Of> {
    /// `subject` is what they are hours of, by its table.
    fn compare(&mut self, of: Of, subject: (&str, Uuid), found: Option<&Vec<Stored>>, wanted: &[WeeklyWindow]) {
        let stored =
            |hours: &WeeklyWindow| (i16::from(hours.weekday.index()), stored_small(hours.from), stored_small(hours.to));
        let mut wanted: Vec<Stored> = wanted.iter().map(stored).collect();
        wanted.sort_unstable();
        let mut found = found.cloned();
        if let Some(found) = &mut found {
            found.sort_unstable();
        }
        if found.as_ref() == Some(&wanted) {
            self.counts.unchanged += 1;
            return;
        }
        if found.is_some() {
            self.counts.changed += 1;
        } else {
            self.counts.created += 1;
        }
        self.told.push(Told::hours(subject.0, subject.1, found.as_deref(), &wanted));
        self.of.push((of, wanted));
    }
}

impl Store {
    pub(super) fn rules(&mut self, ids: &dyn IdSource, now: Instant, rows: &Rows) -> RulesPlan {
        let mut plan = RulesPlan::default();
        self.rules_of_centres(ids, now, rows, &mut plan);
        self.rules_of_people(ids, rows, &mut plan);
        self.transfers(ids, now, rows, &mut plan);
        for row in &rows.notices {
            let key = (row.value.country.clone(), row.value.hearing_type.code().to_owned());
            let found = self.rules.notices.get(&key);
            let wanted = notice_periods::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                country: key.0.clone(),
                hearing_type: key.1.clone(),
                hours: i32::from(row.value.hours),
            };
            plan.notices.compare(found, &wanted, true);
        }
        plan
    }

    fn rules_of_centres(&self, ids: &dyn IdSource, now: Instant, rows: &Rows, plan: &mut RulesPlan) {
        for row in &rows.centre_rules {
            let Some(centre) = self.centres.get(row.value.centre.as_str()) else { continue };
            let wanted = centre_rules::Model {
                id: centre.id,
                move_before: stored_small(row.value.movement.before),
                move_after: stored_small(row.value.movement.after),
                turnover: stored_small(row.value.turnover),
                teams: row.value.teams.map(stored_small),
            };
            plan.centres.compare(self.rules.centres.get(&centre.id), &wanted, true);
        }
        for row in &rows.counts {
            let Some(centre) = self.centres.get(row.value.centre.as_str()) else { continue };
            let key = (centre.id, row.value.purpose.code().to_owned());
            plan.counts.compare(key.clone(), ("counts", key.0), self.rules.counts.get(&key), &row.value.hours);
        }
        for row in &rows.holidays {
            let Some(centre) = self.centres.get(row.value.centre.as_str()) else { continue };
            let key = (centre.id, written_date(row.value.date));
            let found = self.rules.holidays.get(&key);
            let wanted = holidays::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                centre_id: centre.id,
                date: key.1.clone(),
                name: row.value.name.to_string(),
            };
            plan.holidays.compare(found, &wanted, true);
        }
        for row in &rows.blocks {
            let value = &row.value;
            let Some(centre) = self.centres.get(value.centre.as_str()) else { continue };
            let Some(zone) = Zone::named(&centre.zone) else { continue };
            let (Some(from), Some(until)) = (zone.instant(value.from), zone.instant(value.until)) else { continue };
            let room = value.room.as_ref().and_then(|room| self.rooms.get(&(centre.id, room.to_string())));
            let person = value.person.as_ref().and_then(|email| self.people.get(email.as_str()));
            let (kind, over) = match (room, person) {
                (Some(room), _) => (ResourceKind::Room.code(), room.id),
                (None, Some(person)) => (ResourceKind::Person.code(), person.id),
                (None, None) => ("centre", centre.id),
            };
            let found = self.rules.blocks.get(&(over, from.0));
            let wanted = blocks::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                over_kind: kind.to_owned(),
                over_id: over,
                centre_id: person.is_none().then_some(centre.id),
                starts_at: from.0,
                ends_at: until.0,
                cause: value.cause.code().to_owned(),
                note: value.note.as_ref().map(ToString::to_string),
                created_by: found.and_then(|found| found.created_by),
                created_at: found.map_or(now.0, |found| found.created_at),
            };
            plan.blocks.compare(found, &wanted, true);
        }
    }

    fn rules_of_people(&mut self, ids: &dyn IdSource, rows: &Rows, plan: &mut RulesPlan) {
        for row in &rows.members {
            let Some(detainee) = self.detainees.get(row.value.detainee.as_str()).map(|found| found.id) else {
                continue;
            };
            let code = row.value.group.to_string();
            let group = self.rules.groups.entry(code.clone()).or_insert_with(|| {
                let new = separation_groups::Model { id: ids.next(), code: code.clone(), name: code.clone() };
                // Groups are there because somebody is in them; only the members are counted.
                plan.groups.compare(None, &new, true);
                new
            });
            let found = self.rules.members.get(&(group.id, detainee));
            let wanted = group_members::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                group_id: group.id,
                detainee_id: detainee,
            };
            plan.members.compare(found, &wanted, true);
        }
        for row in &rows.apart {
            let (Some(one), Some(other)) = (self.side(row.value.one.as_str()), self.side(row.value.other.as_str()))
            else {
                continue;
            };
            // The smaller id stands first, so that a pair stands once.
            let (one, other) = if one.1 <= other.1 { (one, other) } else { (other, one) };
            let found = self.rules.apart.get(&(one.1, other.1)).cloned();
            let wanted = incompatibilities::Model {
                id: found.as_ref().map_or_else(|| ids.next(), |found| found.id),
                one_kind: one.0.to_owned(),
                one_id: one.1,
                other_kind: other.0.to_owned(),
                other_id: other.1,
                // Files say no reasons; one that was written here stays.
                reason: found.as_ref().and_then(|found| found.reason.clone()),
            };
            plan.apart.compare(found.as_ref(), &wanted, true);
            // The same pair may stand in the file the other way round.
            self.rules.apart.insert((one.1, other.1), wanted);
        }
        for row in &rows.leaving {
            let Some(detainee) = self.detainees.get(row.value.detainee.as_str()) else { continue };
            let Some(centre) = self.centres.get(row.value.centre.as_str()) else { continue };
            let day = Zone::named(&centre.zone).and_then(|zone| zone.day(row.value.from));
            let Some(day) = day else { continue };
            let found = self.rules.leaving.get(&(detainee.id, centre.id));
            let wanted = departures::Model {
                id: found.map_or_else(|| ids.next(), |found| found.id),
                detainee_id: detainee.id,
                centre_id: centre.id,
                why: row.value.why.code().to_owned(),
                from_at: day.start().0,
            };
            plan.leaving.compare(found, &wanted, true);
        }
        for row in &rows.work {
            let Some(person) = self.people.get(row.value.email.as_str()) else { continue };
            let subject = ("working_hours", person.id);
            plan.work.compare(person.id, subject, self.rules.work.get(&person.id), &row.value.hours);
        }
    }

    /// Whoever is held elsewhere from now on has left where they were from today on, if nothing says since when; and whoever
    /// is back has not left. What the departures of the same import say of them counts in place of that.
    fn transfers(&self, ids: &dyn IdSource, now: Instant, rows: &Rows, plan: &mut RulesPlan) {
        let told: HashSet<(Uuid, Uuid)> = rows
            .leaving
            .iter()
            .filter_map(|row| {
                let detainee = self.detainees.get(row.value.detainee.as_str())?;
                Some((detainee.id, self.centres.get(row.value.centre.as_str())?.id))
            })
            .collect();
        for Moved { detainee, from, to } in &self.moved {
            let back = self.rules.leaving.get(&(*detainee, *to)).filter(|found| found.from_at <= now.0);
            if let Some(back) = back.filter(|_| !told.contains(&(*detainee, *to))) {
                plan.returned.push(back.clone());
                plan.leaving.counts.changed += 1;
            }
            let zone = self.centres.values().find(|centre| centre.id == *from).map(|centre| &centre.zone);
            let zone = zone.and_then(|name| Zone::named(name)).filter(|_| !told.contains(&(*detainee, *from)));
            let Some(today) = zone.and_then(|zone| zone.day(zone.date(now))) else { continue };
            let found = self.rules.leaving.get(&(*detainee, *from));
            let wanted = match found {
                Some(found) if found.from_at <= now.0 => continue,
                Some(found) => departures::Model { from_at: today.start().0, ..found.clone() },
                None => departures::Model {
                    id: ids.next(),
                    detainee_id: *detainee,
                    centre_id: *from,
                    why: Departure::Transfer.code().to_owned(),
                    from_at: today.start().0,
                },
            };
            plan.leaving.compare(found, &wanted, true);
        }
    }

    /// A detainee or a group with that code.
    fn side(&self, code: &str) -> Option<(&'static str, Uuid)> {
        let detainee = self.detainees.get(code).map(|found| ("detainee", found.id));
        detainee.or_else(|| self.rules.groups.get(code).map(|found| ("group", found.id)))
    }
}

impl RulesPlan {
    pub(super) fn counts(&self) -> BTreeMap<Kind, Counts> {
        BTreeMap::from([
            (Kind::CentreRules, self.centres.counts),
            (Kind::Counts, self.counts.counts),
            (Kind::Holidays, self.holidays.counts),
            (Kind::Blocks, self.blocks.counts),
            (Kind::Groups, self.members.counts),
            (Kind::Incompatibilities, self.apart.counts),
            (Kind::Departures, self.leaving.counts),
            (Kind::WorkingHours, self.work.counts),
            (Kind::Notices, self.notices.counts),
        ])
    }

    /// What becomes of each row.
    pub(super) fn told(&self) -> impl Iterator<Item = Told> {
        let gone = self.returned.iter().map(|back| Told::of(Some(back), None));
        let all = [
            &self.centres.told,
            &self.counts.told,
            &self.holidays.told,
            &self.blocks.told,
            &self.groups.told,
            &self.members.told,
            &self.apart.told,
            &self.leaving.told,
            &self.work.told,
            &self.notices.told,
        ];
        all.into_iter().flatten().cloned().chain(gone)
    }

    pub(super) async fn write(self, ids: &dyn IdSource, db: &DatabaseTransaction) -> Result<(), DbErr> {
        self.centres.write(db).await?;
        for ((centre, kind), hours) in self.counts.of {
            counts::Entity::delete_many()
                .filter(counts::Column::CentreId.eq(centre))
                .filter(counts::Column::Kind.eq(kind.as_str()))
                .exec(db)
                .await?;
            let row = |(weekday, from_minute, to_minute)| counts::Model {
                id: ids.next(),
                centre_id: centre,
                kind: kind.clone(),
                weekday,
                from_minute,
                to_minute,
            };
            insert(db, hours.into_iter().map(row).collect()).await?;
        }
        self.holidays.write(db).await?;
        self.blocks.write(db).await?;
        self.groups.write(db).await?;
        self.members.write(db).await?;
        self.apart.write(db).await?;
        for returned in self.returned.chunks(CHUNK) {
            let back = departures::Column::Id.is_in(returned.iter().map(|back| back.id));
            departures::Entity::delete_many().filter(back).exec(db).await?;
        }
        self.leaving.write(db).await?;
        for (person_id, hours) in self.work.of {
            let old = working_hours::Column::PersonId.eq(person_id);
            working_hours::Entity::delete_many().filter(old).exec(db).await?;
            let row = |(weekday, from_minute, to_minute)| working_hours::Model {
                id: ids.next(),
                person_id,
                weekday,
                from_minute,
                to_minute,
            };
            insert(db, hours.into_iter().map(row).collect()).await?;
        }
        self.notices.write(db).await
    }
}
