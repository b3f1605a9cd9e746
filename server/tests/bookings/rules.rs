//! The rules of a place, a person and the law: each refuses by its name, and nothing else.

use jiff::civil::date;
use services::testing::{Plan, World};
use shared::{
    appointment::{Amendment, Field, HearingType, NewDeadline},
    draft::WishForm,
    error::{Error, Fault, Problem},
    ids::DetaineeId,
    schedule::{
        BlockCause, CountKind, Departure, Movement, Obstacle, Resource,
        waiting::{Category, LegalStatus},
    },
    time::{Minutes, Period, Weekday, WeeklyWindow},
};

use super::{detail, happened};

/// What is said of a field that there is not.
fn wrong(field: &str) -> Error {
    Error::Invalid(vec![Problem::new(field, Fault::UnknownChoice)])
}

/// What stands against booking `plan`.
async fn against(world: &World, plan: &Plan) -> Vec<Obstacle> {
    match world.try_book(plan).await {
        Err(Error::Refused(obstacles)) => obstacles,
        other => panic!("it was not refused: {other:?}"),
    }
}

fn period(world: &World, day: i8, from: i8, to: i8) -> Period {
    Period::new(world.at(day, from, 0), world.at(day, to, 0)).expect("a period")
}

services::on_both_databases! {
    async fn a_block_is_named_with_its_cause_and_its_end(world) {
        let izalco = world.seeds.izalco;
        let room = Some(Resource::Room(izalco.hearing));
        world.blocked(izalco.id, room, period(&world, 23, 9, 12), BlockCause::Maintenance).await;
        let plan = world.hearing(world.at(23, 10, 0));
        let [Obstacle::Blocked { what, cause, period: until }] = &against(&world, &plan).await[..] else { panic!() };
        assert_eq!((what.as_ref().map(shared::text::Name::as_str), *cause), (Some("Sala virtual 1"), BlockCause::Maintenance));
        assert_eq!(until.end.civil.to_string(), "2026-11-23T12:00:00");
        // The other room, and the same one afterwards, are free.
        world.book(&World::in_room(plan.clone(), izalco.second_hearing)).await;
        world.book(&world.hearing(world.at(23, 12, 30))).await;

        world.blocked(izalco.id, None, period(&world, 24, 8, 16), BlockCause::Security).await;
        let [Obstacle::Blocked { what: None, .. }] = against(&world, &world.hearing(world.at(24, 10, 0))).await[..]
        else { panic!() };
        let judge = Some(Resource::Person(world.seeds.people.judge));
        world.blocked(world.seeds.mariona.id, judge, period(&world, 25, 10, 11), BlockCause::Leave).await;
        let [Obstacle::Blocked { what: Some(name), .. }] = &against(&world, &world.hearing(world.at(25, 10, 0))).await[..]
        else { panic!() };
        assert_eq!(name.as_str(), "Julia Iraheta");
        // The judge is not needed for the meeting before.
        world.book(&world.hearing(world.at(25, 11, 0))).await;
    }

    async fn nobody_moves_in_a_count_nor_on_a_holiday(world) {
        let izalco = world.seeds.izalco.id;
        let noon = WeeklyWindow { weekday: Weekday::Mon, from: 12 * 60, to: 12 * 60 + 30 };
        world.counts(izalco, CountKind::Count, noon).await;
        world.keeps(izalco, Movement { before: 0, after: 15 }, 0, None).await;
        // From 10:30 with the lawyer to 11:45, and back in the cell at 12:00.
        world.book(&world.hearing(world.at(23, 11, 0))).await;
        let mut later = world.hearing(world.at(23, 11, 30));
        later.detainee = world.seeds.izalco.detainees[1];
        later.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        let later = World::in_room(later, world.seeds.izalco.second_hearing);
        let [Obstacle::Count { kind, period }] = against(&world, &later).await[..] else { panic!() };
        assert_eq!((kind, period.start.civil.to_string()), (CountKind::Count, "2026-11-23T12:00:00".to_owned()));
        // On Tuesdays there is none.
        world.book(&Plan { slot: shared::schedule::Slot { start: world.at(24, 11, 30), ..later.slot }, ..later }).await;

        world.holiday(izalco, date(2026, 11, 25)).await;
        let refused = against(&world, &world.hearing(world.at(25, 10, 0))).await;
        assert_eq!(refused, [Obstacle::Holiday { date: date(2026, 11, 25) }]);
        // The week says why the day is empty.
        let who = &world.seeds.accounts.scheduler;
        let draft = world.draft(&world.hearing(world.at(26, 10, 0))).await.expect("a draft");
        let week = world.services.bookings.slots(who, draft, Some(date(2026, 11, 25)), WishForm::default()).await;
        let week = week.expect("a week");
        let holiday = week.days.iter().find(|day| day.date == date(2026, 11, 25)).expect("the day is shown");
        assert_eq!(holiday.why_none, Some(Obstacle::Holiday { date: date(2026, 11, 25) }));
    }

    async fn movement_and_turnover_are_reserved_and_kept_when_it_moves(world) {
        let izalco = world.seeds.izalco;
        world.keeps(izalco.id, Movement { before: 20, after: 10 }, 15, None).await;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        // Another person in the same room: fifteen minutes after the end at the earliest.
        let mut next = world.hearing(world.at(23, 11, 0));
        next.detainee = izalco.detainees[1];
        next.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        "0".clone_into(&mut next.what.meeting);
        let slot = |start| shared::schedule::Slot { start, room: izalco.hearing };
        let early = Plan { slot: slot(world.at(23, 10, 45)), ..next.clone() };
        assert!(matches!(world.try_book(&early).await, Err(Error::Conflict(_))));
        world.book(&next).await;
        // The same person elsewhere: back in the cell, and out again.
        let mut again = world.hearing(world.at(23, 11, 0));
        again.people = next.people.clone();
        let again = World::in_room(again, izalco.second_hearing);
        assert!(matches!(world.try_book(&again).await, Err(Error::Conflict(_))));

        // Longer, with the meeting staying where it is, and then elsewhere altogether.
        let who = &world.seeds.accounts.scheduler;
        let seen = detail(&world, who, id).await.summary;
        let wider = Amendment { duration: Minutes::new(30), ..Amendment::default() };
        let seen = world.services.bookings.amend(who, id, seen.version, wider).await.expect("shorter").summary;
        let moved = Amendment { start: Some(world.at(23, 14, 0)), ..Amendment::default() };
        world.services.bookings.amend(who, id, seen.version, moved).await.expect("moved");
    }

    async fn who_has_left_is_not_brought(world) {
        let izalco = world.seeds.izalco;
        world.leaves(izalco.detainees[0], izalco.id, Departure::Transfer, world.at(24, 0, 0)).await;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let [Obstacle::Left { why, from }] = against(&world, &world.hearing(world.at(24, 10, 0))).await[..] else { panic!() };
        assert_eq!((why, from.civil.to_string()), (Departure::Transfer, "2026-11-24T00:00:00".to_owned()));
    }

    async fn those_who_are_kept_apart_are_not_out_together(world) {
        let izalco = world.seeds.izalco;
        let [one, other] = izalco.detainees;
        let third = world.another_detainee(izalco.id, 7).await;
        let group = world.group("G1", &[other, third]).await;
        world.apart(("detainee", one.0), ("group", group)).await;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        for detainee in [other, third] {
            let mut plan = world.hearing(world.at(23, 10, 45));
            plan.detainee = detainee;
            plan.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
            let plan = World::in_room(plan, izalco.second_hearing);
            assert_eq!(against(&world, &plan).await, [Obstacle::Incompatible]);
        }
        // Those of one group may meet, and a teleconsultation counts like a hearing.
        let mut visit = world.teleconsultation(world.at(23, 10, 0));
        visit.detainee = third;
        assert_eq!(against(&world, &visit).await, [Obstacle::Incompatible]);
        visit.slot.start = world.at(23, 11, 0);
        world.book(&visit).await;
    }

    async fn those_who_are_kept_apart_are_not_heard_together(world) {
        let (izalco, mariona) = (world.seeds.izalco, world.seeds.mariona);
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let [one, other] = izalco.detainees;
        let third = world.another_detainee(izalco.id, 7).await;
        let group = world.group("G1", &[one, third]).await;
        world.apart(("group", group), ("group", group)).await;
        let with = |also: &[DetaineeId], day, hour| Plan { also: also.to_vec(), ..world.hearing(world.at(day, hour, 0)) };
        assert_eq!(against(&world, &with(&[third], 24, 10)).await, [Obstacle::Incompatible]);
        // Nobody is kept apart from themselves, and others of another centre are out of another gate.
        let alone = world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.apart(("detainee", one.0), ("detainee", mariona.detainees[0].0)).await;
        world.book(&with(&[mariona.detainees[0]], 25, 10)).await;
        let both = world.book(&with(&[other], 24, 10)).await;

        world.apart(("detainee", one.0), ("detainee", other.0)).await;
        assert_eq!(against(&world, &with(&[other], 24, 13)).await, [Obstacle::Incompatible]);
        assert_eq!(against(&world, &with(&[mariona.detainees[1], other], 24, 13)).await, [Obstacle::Incompatible]);
        let bring = Amendment { bring: vec![other], ..Amendment::default() };
        let version = detail(&world, who, alone).await.summary.version;
        let refused = bookings.amend(who, alone, version, bring).await;
        assert_eq!(refused.err(), Some(Error::Refused(vec![Obstacle::Incompatible])));
        // What was booked before stays, and moves only when one of them stays away.
        let version = detail(&world, who, both).await.summary.version;
        let later = Amendment { start: Some(world.at(24, 14, 0)), ..Amendment::default() };
        let refused = bookings.amend(who, both, version, later.clone()).await;
        assert_eq!(refused.err(), Some(Error::Refused(vec![Obstacle::Incompatible])));
        let later = Amendment { leave_there: vec![other], ..later };
        bookings.amend(who, both, version, later).await.expect("one stays away, and it moves");
    }

    async fn categories_do_not_wait_together(world) {
        let izalco = world.seeds.izalco;
        let [remand, sentenced] = izalco.detainees;
        world.keeps(izalco.id, Movement { before: 10, after: 20 }, 0, None).await;
        for room in [izalco.hearing, izalco.clinic] {
            world.waits(room, "NORTE").await;
        }
        world.waits(izalco.second_hearing, "SUR").await;
        let status = |status| Category { status: Some(status), ..Category::default() };
        world.is_held_as(remand, status(LegalStatus::Remand)).await;
        world.is_held_as(sentenced, status(LegalStatus::Sentenced)).await;
        world.book(&world.hearing(world.at(23, 10, 0))).await;

        // The visit is beside the same waiting area, and what counts is who is out of the cell.
        let mut visit = world.teleconsultation(world.at(23, 10, 0));
        visit.detainee = sentenced;
        let beside = [Obstacle::Separated { room: "Consultorio".parse().unwrap() }];
        assert_eq!(against(&world, &visit).await, beside);
        visit.slot.start = world.at(23, 11, 0);
        assert_eq!(against(&world, &visit).await, beside);
        visit.slot.start = world.at(23, 11, 15);
        world.book(&visit).await;

        // Elsewhere, and those of the same category, wait when they like.
        let mut south = world.hearing(world.at(23, 10, 0));
        south.detainee = sentenced;
        south.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
        world.book(&World::in_room(south, izalco.second_hearing)).await;
        let alike = world.another_detainee(izalco.id, 7).await;
        world.is_held_as(alike, status(LegalStatus::Remand)).await;
        let mut visit = world.teleconsultation(world.at(23, 10, 0));
        visit.detainee = alike;
        world.book(&visit).await;
    }

    async fn people_work_when_they_work(world) {
        let judge = world.seeds.people.judge;
        world.works(judge, WeeklyWindow { weekday: Weekday::Mon, from: 9 * 60, to: 12 * 60 }).await;
        world.book(&world.hearing(world.at(23, 9, 0))).await;
        for (day, hour) in [(23, 13), (24, 10)] {
            let [Obstacle::OffHours { person }] = &against(&world, &world.hearing(world.at(day, hour, 0))).await[..]
            else { panic!() };
            assert_eq!(person.as_str(), "Julia Iraheta");
        }
    }

    async fn notice_is_due_unless_somebody_says_why_not(world) {
        world.notice(HearingType::ReviewOfMeasures, 24 * 4).await;
        let mut plan = world.hearing(world.at(23, 10, 0));
        let [Obstacle::ShortNotice { earliest }] = against(&world, &plan).await[..] else { panic!() };
        assert_eq!(earliest.civil.to_string(), "2026-11-24T09:00:00");
        "Detención que vence".clone_into(&mut plan.what.notice_reason);
        let id = world.book(&plan).await;
        let told = detail(&world, &world.seeds.accounts.scheduler, id).await;
        let reasons = told.timeline.iter().flat_map(|entry| &entry.changes).filter(|it| it.field == Field::NoticeReason);
        assert_eq!(reasons.map(|it| it.to.as_deref()).collect::<Vec<_>>(), [Some("Detención que vence")]);
        world.book(&world.hearing(world.at(24, 10, 0))).await;
    }

    async fn a_new_start_gives_the_notice_or_says_why_not(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let mut plan = world.hearing(world.at(23, 10, 0));
        "Detención que vence".clone_into(&mut plan.what.notice_reason);
        let id = world.book(&plan).await;
        world.notice(HearingType::ReviewOfMeasures, 24 * 4).await;
        let to = |hour| Amendment { start: Some(world.at(23, hour, 0)), ..Amendment::default() };
        let because = |hour, why: &str| Amendment { notice_reason: Some(why.parse().unwrap()), ..to(hour) };
        // What was said of the first start was about that one.
        let refused = bookings.amend(who, id, 1, to(13)).await;
        assert!(matches!(&refused, Err(Error::Refused(why)) if matches!(why[..], [Obstacle::ShortNotice { .. }])), "{refused:?}");
        let wished = bookings.choices(who, id, to(13)).await.expect("weighed").wished.expect("a wish");
        assert!(matches!(wished.obstacles[..], [Obstacle::ShortNotice { .. }]), "{:?}", wished.obstacles);
        let wished = bookings.choices(who, id, because(13, "Prórroga")).await.expect("weighed").wished.expect("a wish");
        assert_eq!((wished.obstacles, wished.slot.is_some()), (Vec::new(), true));
        let moved = bookings.amend(who, id, 1, because(13, "Prórroga denegada")).await.expect("it moves");
        let entry = happened(&moved).pop().expect("an entry");
        let reason = entry.changes.iter().find(|change| change.field == Field::NoticeReason).expect("it is recorded");
        let text = Option::as_deref;
        assert_eq!((text(&reason.from), text(&reason.to)), (Some("Detención que vence"), Some("Prórroga denegada")));
        let refused = bookings.amend(who, id, 2, to(14)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        // Another room at the same start gives nobody less notice, and neither does a start that gives it.
        let room = Amendment { room: Some(world.seeds.izalco.second_hearing), ..Amendment::default() };
        bookings.amend(who, id, 2, room).await.expect("another room");
        let later = Amendment { start: Some(world.at(25, 10, 0)), ..Amendment::default() };
        bookings.amend(who, id, 3, later).await.expect("with the notice");
        // A type of which less is due, in the same change.
        let other = Amendment { hearing_type: Some(HearingType::Initial), ..to(9) };
        bookings.amend(who, id, 4, other).await.expect("no notice is due for it");
        // What is no hearing has no notice.
        let visit = world.book(&world.teleconsultation(world.at(23, 10, 0))).await;
        let reason = Amendment { notice_reason: Some("Urgente".parse().unwrap()), ..Amendment::default() };
        let refused = bookings.amend(&world.seeds.accounts.clinic_scheduler, visit, 1, reason).await;
        assert_eq!(refused.err(), Some(wrong("notice_reason")));
    }

    async fn a_deadline_changes_and_is_kept(world) {
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let id = world.book(&world.hearing(world.at(24, 10, 0))).await;
        let last = |day| Amendment { deadline: Some(NewDeadline::Last(date(2026, 11, day))), ..Amendment::default() };
        let start = |day, change| Amendment { start: Some(world.at(day, 11, 0)), ..change };
        let after = |day| Some(Error::Refused(vec![Obstacle::AfterDeadline { last: date(2026, 11, day) }]));
        // It lies after the new one, and so would what it is moved to.
        assert_eq!(bookings.amend(who, id, 1, last(23)).await.err(), after(23));
        assert_eq!(bookings.amend(who, id, 1, start(25, last(24))).await.err(), after(24));
        let wished = bookings.choices(who, id, last(23)).await.expect("weighed").wished.expect("it may not stay");
        assert_eq!(wished.obstacles, [Obstacle::AfterDeadline { last: date(2026, 11, 23) }]);
        assert!(wished.nearest.iter().all(|slot| slot.slot.start < world.at(24, 0, 0)), "{:?}", wished.nearest);
        assert_eq!(bookings.choices(who, id, last(24)).await.expect("weighed").wished, None, "it may stay");

        let kept = bookings.amend(who, id, 1, last(24)).await.expect("it is kept");
        assert_eq!(kept.deadline, Some(date(2026, 11, 24)));
        let late = || start(25, Amendment::default());
        assert_eq!(bookings.amend(who, id, 2, late()).await.err(), after(24));
        let lifted = Amendment { deadline: Some(NewDeadline::Lifted), ..late() };
        let moved = bookings.amend(who, id, 2, lifted).await.expect("there is none any more");
        assert_eq!(moved.deadline, None);
        let entry = happened(&moved).pop().expect("an entry");
        let told = entry.changes.iter().find(|change| change.field == Field::Deadline).expect("it is recorded");
        assert_eq!((told.from.as_deref(), told.to.as_deref()), (Some("2026-11-24"), None));
    }

    async fn the_law_sets_a_last_day(world) {
        let mut plan = world.hearing(world.at(25, 10, 0));
        "2026-11-24".clone_into(&mut plan.what.deadline);
        assert_eq!(against(&world, &plan).await, [Obstacle::AfterDeadline { last: date(2026, 11, 24) }]);
        plan.slot.start = world.at(24, 15, 15);
        let id = world.book(&plan).await;
        let who = &world.seeds.accounts.scheduler;
        let late = Amendment { start: Some(world.at(25, 10, 0)), ..Amendment::default() };
        let refused = world.services.bookings.amend(who, id, 1, late).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }
}
