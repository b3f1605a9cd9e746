//! What a centre keeps to, read and changed: what was seen must still stand, what is booked stays booked and is listed.

use std::num::NonZeroU16;

use jiff::civil::date;
use services::testing::{Plan, World};
use shared::{
    appointment::{Field, FieldChange},
    block::BlockForm,
    centre::{Against, CapacityForm, CentreView, HolidayForm, RulesForm},
    error::{Error, Fault, Problem},
    hours::HoursForm,
    principal::Principal,
    schedule::{CountKind, Obstacle},
    time::{Weekday, WeeklyWindow},
};

use super::is_outdated;

async fn seen(world: &World, who: &Principal) -> CentreView {
    world.services.centres.centre(who, world.seeds.izalco.id).await.expect("the centre")
}

/// The form that makes the room of the usual hearing open on Mondays from `from` to `to`.
fn mondays(view: &CentreView, world: &World, from: &str, to: &str) -> HoursForm {
    let room = view.rooms.iter().find(|room| room.id == world.seeds.izalco.hearing).expect("the room");
    let mut form = HoursForm::of(&room.hours, Weekday::Mon);
    form.spans = [("from0", from), ("to0", to)].map(|(field, text)| (field.to_owned(), text.to_owned())).into();
    form
}

services::on_both_databases! {
    async fn the_keepers_see_their_centre_whole(world) {
        let accounts = &world.seeds.accounts;
        let lines = world.services.centres.centres(&accounts.warden).await.expect("the list");
        assert_eq!(lines.iter().map(|line| (line.id, line.rooms, line.blocks)).collect::<Vec<_>>(), [(world.seeds.izalco.id, 4, 0)]);
        assert_eq!(world.services.centres.centres(&accounts.administrator).await.expect("the list").len(), 2);
        let view = seen(&world, &accounts.warden).await;
        assert_eq!((view.rooms.len(), view.capacity, view.today), (4, Some(2016), date(2026, 11, 20)));
        assert!(view.rooms.iter().all(|room| room.hours.len() == 5 && room.kits.len() == 1), "{:?}", view.rooms);
        assert_eq!(view.contradictions, []);
    }

    async fn hours_are_changed_for_the_ticked_days_and_what_is_booked_against_them_is_listed(world) {
        let (centres, warden, izalco) = (&world.services.centres, &world.seeds.accounts.warden, world.seeds.izalco);
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let view = seen(&world, warden).await;
        let mut form = mondays(&view, &world, "11:00", "16:00");
        form.days.push("sat".to_owned());
        assert_eq!(centres.set_hours(warden, izalco.id, izalco.hearing, &form).await, Ok(()));
        let after = seen(&world, warden).await;
        let room = after.rooms.iter().find(|room| room.id == izalco.hearing).expect("the room");
        let of = |day| room.hours.iter().filter(|one| one.weekday == day).map(|one| (one.from, one.to)).collect::<Vec<_>>();
        assert_eq!((of(Weekday::Mon), of(Weekday::Sat), of(Weekday::Tue)), (vec![(660, 960)], vec![(660, 960)], vec![(480, 960)]));
        // The hearing in that room stands, and is told; its private meeting is in the same room before it.
        let told: Vec<_> = after.contradictions.iter().map(|one| (one.hit.id, one.against.clone())).collect();
        assert!(told.contains(&(hearing, vec![Against::Closed])), "{told:?}");
        assert_eq!(after.more_contradictions, 0);
        let other = &after.contradictions[0].hit;
        assert_eq!((other.detainees.len(), other.places[0].1.as_str()), (1, "Sala virtual 1"));
        // Nobody books against it any more.
        let early = world.try_book(&world.hearing(world.at(23, 9, 0))).await;
        assert!(matches!(early, Err(Error::Refused(_))), "{early:?}");
        // Whoever still sees the old hours is refused, and nothing changes.
        let late = centres.set_hours(warden, izalco.id, izalco.hearing, &mondays(&view, &world, "06:00", "07:00")).await;
        assert!(is_outdated(&late, Field::Hours));
        assert_eq!(seen(&world, warden).await, after);
    }

    async fn rooms_of_others_and_unsound_hours_are_refused(world) {
        let (centres, accounts, izalco) = (&world.services.centres, &world.seeds.accounts, world.seeds.izalco);
        let view = seen(&world, &accounts.warden).await;
        let form = mondays(&view, &world, "08:00", "12:00");
        let theirs = world.seeds.mariona.hearing;
        assert_eq!(centres.set_hours(&accounts.warden, izalco.id, theirs, &form).await, Err(Error::NotFound));
        let wrong = mondays(&view, &world, "12:00", "08:00");
        let refused = Error::Invalid(vec![Problem::new("to0", Fault::EndBeforeStart)]);
        assert_eq!(centres.set_hours(&accounts.warden, izalco.id, izalco.hearing, &wrong).await, Err(refused));
        assert_eq!(seen(&world, &accounts.warden).await, view);
    }

    async fn counts_bind_who_books_after_and_name_what_was_booked_before(world) {
        let (centres, warden, izalco) = (&world.services.centres, &world.seeds.accounts.warden, world.seeds.izalco);
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let view = seen(&world, warden).await;
        let mut form = HoursForm::of(view.hours_of(CountKind::Meal), Weekday::Mon);
        form.spans = [("from0", "10:30"), ("to0", "11:00")].map(|(field, text)| (field.to_owned(), text.to_owned())).into();
        assert_eq!(centres.set_counts(warden, izalco.id, CountKind::Meal, &form).await, Ok(()));
        let after = seen(&world, warden).await;
        let window = WeeklyWindow { weekday: Weekday::Mon, from: 630, to: 660 };
        assert_eq!((after.hours_of(CountKind::Meal), after.hours_of(CountKind::Count)), (&[window][..], &[][..]));
        let told: Vec<_> = after.contradictions.iter().map(|one| (one.hit.id, one.against.clone())).collect();
        assert_eq!(told, [(hearing, vec![Against::Count])]);
        let mut other = world.hearing(world.at(23, 10, 30));
        other.detainee = izalco.detainees[1];
        other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let Err(Error::Refused(why)) = world.try_book(&World::in_room(other, izalco.second_hearing)).await else { panic!() };
        assert!(why.iter().any(|one| matches!(one, Obstacle::Count { kind: CountKind::Meal, .. })), "{why:?}");
        assert!(is_outdated(&centres.set_counts(warden, izalco.id, CountKind::Meal, &form).await, Field::Hours));
        // Emptied again, nothing is against it.
        let mut none = HoursForm::of(after.hours_of(CountKind::Meal), Weekday::Mon);
        none.spans.clear();
        assert_eq!(centres.set_counts(warden, izalco.id, CountKind::Meal, &none).await, Ok(()));
        assert_eq!(seen(&world, warden).await.contradictions, []);
    }

    async fn rules_are_made_and_changed_by_who_saw_what_stands(world) {
        let (centres, accounts, izalco) = (&world.services.centres, &world.seeds.accounts, world.seeds.izalco);
        let first = RulesForm { move_before: "15".to_owned(), teams: "2".to_owned(), ..RulesForm::of(seen(&world, &accounts.warden).await.rules) };
        assert_eq!(centres.set_rules(&accounts.warden, izalco.id, &first).await, Ok(()));
        let standing = seen(&world, &accounts.warden).await.rules;
        assert_eq!((standing.movement.before, standing.teams.map(std::num::NonZeroU16::get)), (15, Some(2)));
        assert!(is_outdated(&centres.set_rules(&accounts.administrator, izalco.id, &first).await, Field::CentreRules));
        let second = RulesForm { teams: String::new(), turnover: "10".to_owned(), ..RulesForm::of(standing) };
        assert_eq!(centres.set_rules(&accounts.administrator, izalco.id, &second).await, Ok(()));
        let standing = seen(&world, &accounts.warden).await.rules;
        assert_eq!((standing.turnover, standing.teams, standing.movement.before), (10, None, 15));
        let events = world.recorded("centre").await;
        assert_eq!(events, ["rules_changed", "rules_changed"]);
    }

    async fn what_a_room_holds_is_changed_by_who_saw_what_stands(world) {
        let (centres, warden, izalco) = (&world.services.centres, &world.seeds.accounts.warden, world.seeds.izalco);
        let two = Plan { also: vec![izalco.detainees[1]], ..world.hearing(world.at(23, 10, 0)) };
        let hearing = world.book(&two).await;
        let form = |seen: &str, people: &str| CapacityForm { seen: seen.to_owned(), people: people.to_owned() };
        assert_eq!(centres.set_capacity(warden, izalco.id, izalco.hearing, &form("", "1")).await, Ok(()));
        let view = seen(&world, warden).await;
        let room = view.rooms.iter().find(|room| room.id == izalco.hearing).expect("the room");
        assert_eq!(room.capacity.map(NonZeroU16::get), Some(1));
        let told = |view: &CentreView| view.contradictions.iter().map(|one| (one.hit.id, one.against.clone())).collect::<Vec<_>>();
        assert_eq!(told(&view), [(hearing, vec![Against::TooSmall])]);
        // Whoever saw another number is refused, and a number that no room holds.
        let changed = FieldChange { field: Field::Capacity, of: None, from: None, to: Some("1".to_owned()) };
        let late = centres.set_capacity(warden, izalco.id, izalco.hearing, &form("", "3")).await;
        assert_eq!(late, Err(Error::Outdated(vec![changed])));
        let outside = || Error::Invalid(vec![Problem::new("people", Fault::NumberOutside { min: 1, max: 500 })]);
        for people in ["0", "501", "dos"] {
            let refused = centres.set_capacity(warden, izalco.id, izalco.hearing, &form("1", people)).await;
            assert_eq!(refused, Err(outside()), "{people}");
        }
        let elsewhere = centres.set_capacity(warden, izalco.id, world.seeds.mariona.hearing, &form("", "3")).await;
        assert_eq!(elsewhere, Err(Error::NotFound));
        assert_eq!(centres.set_capacity(warden, izalco.id, izalco.hearing, &form("1", "")).await, Ok(()));
        assert_eq!(seen(&world, warden).await.contradictions, []);
        assert_eq!(world.recorded("room").await, ["capacity_changed", "capacity_changed"]);
        // The equipment of the room is carried away; the talk with the lawyer needs none, and is one with the hearing.
        world.clears(izalco.hearing).await;
        assert_eq!(told(&seen(&world, warden).await), [(hearing, vec![Against::Unequipped])]);
    }

    async fn holidays_come_once_and_go(world) {
        let (centres, warden, izalco) = (&world.services.centres, &world.seeds.accounts.warden, world.seeds.izalco);
        let hearing = world.book(&world.hearing(world.at(24, 10, 0))).await;
        let form = HolidayForm { date: "2026-11-24".to_owned(), name: "Patronales".to_owned() };
        assert_eq!(centres.add_holiday(warden, izalco.id, &form).await, Ok(()));
        let twice = Error::Invalid(vec![Problem::new("date", Fault::Duplicate)]);
        assert_eq!(centres.add_holiday(warden, izalco.id, &form).await, Err(twice));
        let past = HolidayForm { date: "2026-11-19".to_owned(), ..form };
        let past = centres.add_holiday(warden, izalco.id, &past).await;
        assert_eq!(past, Err(Error::Invalid(vec![Problem::new("date", Fault::InThePast)])));
        let view = seen(&world, warden).await;
        assert_eq!(view.holidays.len(), 1);
        assert!(view.contradictions.iter().any(|one| one.hit.id == hearing && one.against == [Against::Holiday]));
        for _ in 0..2 {
            assert_eq!(centres.drop_holiday(warden, izalco.id, date(2026, 11, 24)).await, Ok(()));
        }
        let view = seen(&world, warden).await;
        assert_eq!((view.holidays.len(), view.contradictions.len()), (0, 0));
        assert_eq!(world.recorded("centre").await, ["holiday_added", "holiday_dropped"]);
    }

    async fn a_block_over_something_booked_is_told_until_it_is_lifted(world) {
        let (warden, izalco) = (&world.seeds.accounts.warden, world.seeds.izalco);
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let form = BlockForm {
            room: izalco.hearing.to_string(),
            from_date: "2026-11-23".to_owned(),
            from_time: "10:00".to_owned(),
            until_date: "2026-11-23".to_owned(),
            until_time: "10:30".to_owned(),
            cause: "maintenance".to_owned(),
            note: String::new(),
        };
        let block = world.services.blocks.block(warden, izalco.id, &form).await.expect("blocked");
        let view = seen(&world, warden).await;
        assert_eq!(view.contradictions.iter().map(|one| (one.hit.id, &one.against[..])).collect::<Vec<_>>(), [(hearing, &[Against::Blocked][..])]);
        assert_eq!(world.services.centres.centres(warden).await.expect("the list")[0].blocks, 1);
        world.services.blocks.lift(warden, block).await.expect("lifted");
        assert_eq!(seen(&world, warden).await.contradictions, []);
        let over = BlockForm { from_date: "2026-11-19".to_owned(), until_date: "2026-11-19".to_owned(), ..form };
        let over = world.services.blocks.block(warden, izalco.id, &over).await;
        assert_eq!(over, Err(Error::Invalid(vec![Problem::new("until_date", Fault::InThePast)])));
    }
}
