//! Worlds in which one rule stands against the hearing.

use std::num::NonZeroU16;

use jiff::civil::date;
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, QueryFilter,
};
use services::testing::{Plan, World, entity};
use shared::{
    appointment::HearingType,
    draft::HORIZON_DAYS,
    ids::RoomId,
    schedule::{
        BlockCause, CountKind, Departure, Movement,
        waiting::{Category, Sex},
    },
    time::{Period, Weekday, WeeklyWindow},
};

use super::Rule;

/// Another hearing at the same time, of others.
fn another(world: &World, room: RoomId) -> Plan {
    let mut plan = World::in_room(world.hearing(world.at(25, 10, 0)), room);
    "0".clone_into(&mut plan.what.meeting);
    plan.detainee = world.seeds.izalco.detainees[1];
    plan.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    plan
}

/// From now on the rule stands against the hearing. What the hearing itself brings is said with it.
pub(super) async fn arrange(world: &World, rule: Option<Rule>) {
    let (izalco, db, start) = (world.seeds.izalco, &world.house.db, world.at(25, 10, 0));
    let [one, other] = izalco.detainees;
    match rule {
        None | Some(Rule::OffGrid | Rule::AfterDeadline) => {}
        Some(Rule::TooEarly) => world.clock.set(start.plus_minutes(60)),
        Some(Rule::OutsideHorizon) => world.clock.set(start.plus_minutes(-(HORIZON_DAYS + 5) * 24 * 60)),
        Some(Rule::NoRoom) => {
            let uses = entity::rooms::ActiveModel {
                id: Unchanged(izalco.hearing.0),
                uses: Set("clinic".to_owned()),
                ..Default::default()
            };
            entity::rooms::Entity::update(uses).exec(db).await.expect("the room is for something else");
        }
        Some(Rule::Closed) => {
            let hours = entity::room_hours::Column::RoomId.eq(izalco.hearing.0);
            entity::room_hours::Entity::delete_many().filter(hours).exec(db).await.expect("the room is closed");
        }
        Some(Rule::Taken) => {
            world.book(&another(world, izalco.hearing)).await;
        }
        Some(Rule::Held) => {
            let by = world.seeds.accounts.other_scheduler.clone();
            world.draft(&Plan { by, ..another(world, izalco.hearing) }).await.expect("somebody chooses it");
        }
        Some(Rule::Blocked) => {
            let period = Period::new(world.at(25, 9, 0), world.at(25, 12, 0)).expect("a period");
            world.blocked(izalco.id, None, period, BlockCause::Security).await;
        }
        Some(Rule::Count) => {
            let window = WeeklyWindow { weekday: Weekday::Wed, from: 10 * 60, to: 10 * 60 + 30 };
            world.counts(izalco.id, CountKind::Count, window).await;
        }
        Some(Rule::Holiday) => world.holiday(izalco.id, date(2026, 11, 25)).await,
        Some(Rule::NoEscort) => {
            world.book(&another(world, izalco.second_hearing)).await;
            world.keeps(izalco.id, Movement { before: 0, after: 0 }, 0, NonZeroU16::new(1)).await;
        }
        Some(Rule::Incompatible) => {
            world.book(&another(world, izalco.second_hearing)).await;
            world.apart(("detainee", one.0), ("detainee", other.0)).await;
        }
        Some(Rule::Separated) => {
            world.book(&another(world, izalco.second_hearing)).await;
            for (room, detainee, sex) in [(izalco.hearing, one, Sex::Woman), (izalco.second_hearing, other, Sex::Man)] {
                world.waits(room, "NORTE").await;
                world.is_held_as(detainee, Category { sex: Some(sex), ..Category::default() }).await;
            }
        }
        Some(Rule::Left) => world.leaves(one, izalco.id, Departure::Transfer, world.at(25, 0, 0)).await,
        Some(Rule::OffHours) => {
            let monday = WeeklyWindow { weekday: Weekday::Mon, from: 9 * 60, to: 12 * 60 };
            world.works(world.seeds.people.judge, monday).await;
        }
        Some(Rule::TooSmall) => world.seats(izalco.hearing, 1).await,
        Some(Rule::Unequipped) => world.clears(izalco.hearing).await,
        Some(Rule::PlanOutdated) => world.moves(one, world.seeds.mariona.id).await,
        Some(Rule::ShortNotice) => world.notice(HearingType::ReviewOfMeasures, 24 * 7).await,
    }
}
