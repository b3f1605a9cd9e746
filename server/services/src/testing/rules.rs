//! Rules of a world, written straight into the store.

use std::num::NonZeroU16;

use entity::{
    audit_entries, blocks, centre_rules, counts, departures, detainees, device_checks, group_members, holidays,
    incompatibilities, kits, notice_periods, rooms, separation_groups, working_hours,
};
use jiff::civil::Date;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use shared::{
    appointment::HearingType,
    check::Verdict,
    civil::written_date,
    ids::{CentreId, DetaineeId, PersonId, RoomId},
    schedule::{BlockCause, CountKind, Departure, Movement, Resource, waiting::Category},
    time::{Instant, Period, WeeklyWindow},
};
use uuid::Uuid;

use super::World;
use crate::reservations::key;

const A_ROW: &str = "the rule is stored";

impl World {
    /// The centre keeps to movement, turnover and teams from now on.
    pub async fn keeps(&self, centre: CentreId, movement: Movement, turnover: u16, teams: Option<NonZeroU16>) {
        let small = |minutes: u16| i16::try_from(minutes).expect("a small number");
        let row = centre_rules::ActiveModel {
            id: Set(centre.0),
            move_before: Set(small(movement.before)),
            move_after: Set(small(movement.after)),
            turnover: Set(small(turnover)),
            teams: Set(teams.map(|teams| small(teams.get()))),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// Those who are brought to the room wait there.
    pub async fn waits(&self, room: RoomId, area: &str) {
        let row = rooms::ActiveModel {
            id: Unchanged(room.0),
            waiting_area: Set(Some(area.to_owned())),
            ..Default::default()
        };
        rooms::Entity::update(row).exec(&self.house.db).await.expect(A_ROW);
    }

    /// No more fit into the room.
    pub async fn seats(&self, room: RoomId, people: i16) {
        let row = rooms::ActiveModel { id: Unchanged(room.0), capacity: Set(Some(people)), ..Default::default() };
        rooms::Entity::update(row).exec(&self.house.db).await.expect(A_ROW);
    }

    /// The room's equipment is taken away.
    pub async fn clears(&self, room: RoomId) {
        let its = kits::Entity::delete_many().filter(kits::Column::RoomId.eq(room.0));
        its.exec(&self.house.db).await.expect("the equipment is gone");
    }

    /// The register has a detainee in that centre from now on.
    pub async fn moves(&self, detainee: DetaineeId, to: CentreId) {
        let row = detainees::ActiveModel { id: Unchanged(detainee.0), centre_id: Set(to.0), ..Default::default() };
        detainees::Entity::update(row).exec(&self.house.db).await.expect(A_ROW);
    }

    /// By what a detainee is held apart.
    pub async fn is_held_as(&self, detainee: DetaineeId, category: Category) {
        let row = detainees::ActiveModel {
            id: Unchanged(detainee.0),
            legal_status: Set(category.status.map(|it| it.code().to_owned())),
            sex: Set(category.sex.map(|it| it.code().to_owned())),
            age_group: Set(category.age.map(|it| it.code().to_owned())),
            ..Default::default()
        };
        detainees::Entity::update(row).exec(&self.house.db).await.expect(A_ROW);
    }

    /// The room's devices were checked, with that outcome.
    pub async fn room_checked(&self, room: RoomId, verdict: Verdict, at: Instant) {
        let row = device_checks::ActiveModel {
            id: Set(self.house.ids.next()),
            appointment_id: Set(None),
            participant_id: Set(None),
            room_id: Set(Some(room.0)),
            device_id: Set(None),
            account_id: Set(None),
            made_at: Set(at.0),
            expires_at: Set(at.plus_minutes(24 * 60).0),
            version: Set(1),
            browser: Set("chromium".to_owned()),
            verdict: Set(verdict.code().to_owned()),
            result: Set(serde_json::json!({})),
            measured: Set(serde_json::json!({})),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// Nobody moves in the centre in that window of the week.
    pub async fn counts(&self, centre: CentreId, kind: CountKind, window: WeeklyWindow) {
        let small = |minutes: u16| i16::try_from(minutes).expect("a small number");
        let row = counts::ActiveModel {
            id: Set(self.house.ids.next()),
            centre_id: Set(centre.0),
            kind: Set(kind.code().to_owned()),
            weekday: Set(i16::from(window.weekday.index())),
            from_minute: Set(small(window.from)),
            to_minute: Set(small(window.to)),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// The centre keeps a holiday.
    pub async fn holiday(&self, centre: CentreId, date: Date) {
        let row = holidays::ActiveModel {
            id: Set(self.house.ids.next()),
            centre_id: Set(centre.0),
            date: Set(written_date(date)),
            name: Set("Festivo".to_owned()),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// Something is blocked; `None` for the whole centre.
    pub async fn blocked(&self, centre: CentreId, what: Option<Resource>, period: Period, cause: BlockCause) {
        let (kind, id) = what.map_or(("centre", centre.0), key);
        let row = blocks::ActiveModel {
            id: Set(self.house.ids.next()),
            over_kind: Set(kind.to_owned()),
            over_id: Set(id),
            centre_id: Set(Some(centre.0)),
            starts_at: Set(period.start().0),
            ends_at: Set(period.end().0),
            cause: Set(cause.code().to_owned()),
            note: Set(None),
            created_by: Set(None),
            created_at: Set(self.now().0),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// A group of people who are kept apart together.
    pub async fn group(&self, code: &str, members: &[DetaineeId]) -> Uuid {
        let id = self.house.ids.next();
        let row =
            separation_groups::ActiveModel { id: Set(id), code: Set(code.to_owned()), name: Set(code.to_owned()) };
        row.insert(&self.house.db).await.expect(A_ROW);
        for member in members {
            let row = group_members::ActiveModel {
                id: Set(self.house.ids.next()),
                group_id: Set(id),
                detainee_id: Set(member.0),
            };
            row.insert(&self.house.db).await.expect(A_ROW);
        }
        id
    }

    /// Two, people (`detainee`) or groups (`group`), must not meet.
    pub async fn apart(&self, one: (&str, Uuid), other: (&str, Uuid)) {
        let (one, other) = if one.1 <= other.1 { (one, other) } else { (other, one) };
        let row = incompatibilities::ActiveModel {
            id: Set(self.house.ids.next()),
            one_kind: Set(one.0.to_owned()),
            one_id: Set(one.1),
            other_kind: Set(other.0.to_owned()),
            other_id: Set(other.1),
            reason: Set(None),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// The detainee leaves the centre.
    pub async fn leaves(&self, detainee: DetaineeId, centre: CentreId, why: Departure, from: Instant) {
        let row = departures::ActiveModel {
            id: Set(self.house.ids.next()),
            detainee_id: Set(detainee.0),
            centre_id: Set(centre.0),
            why: Set(why.code().to_owned()),
            from_at: Set(from.0),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// The person works in that window of the week.
    pub async fn works(&self, person: PersonId, window: WeeklyWindow) {
        let small = |minutes: u16| i16::try_from(minutes).expect("a small number");
        let row = working_hours::ActiveModel {
            id: Set(self.house.ids.next()),
            person_id: Set(person.0),
            weekday: Set(i16::from(window.weekday.index())),
            from_minute: Set(small(window.from)),
            to_minute: Set(small(window.to)),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// Hearings of that type need so many hours of notice in El Salvador.
    pub async fn notice(&self, hearing: HearingType, hours: i32) {
        let row = notice_periods::ActiveModel {
            id: Set(self.house.ids.next()),
            country: Set("SV".to_owned()),
            hearing_type: Set(hearing.code().to_owned()),
            hours: Set(hours),
        };
        row.insert(&self.house.db).await.expect(A_ROW);
    }

    /// What the record tells of subjects of `kind`, oldest first.
    pub async fn record(&self, kind: &str) -> Vec<audit_entries::Model> {
        let of_kind = audit_entries::Entity::find().filter(audit_entries::Column::SubjectKind.eq(kind));
        of_kind.order_by_asc(audit_entries::Column::Id).all(&self.house.db).await.expect("the record")
    }

    /// The events of that.
    pub async fn recorded(&self, kind: &str) -> Vec<String> {
        self.record(kind).await.into_iter().map(|entry| entry.event).collect()
    }
}
