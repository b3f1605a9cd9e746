//! All days or none.

use futures::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::testing::{
    Plan, World,
    entity::{appointments, reservations, series_days},
};
use shared::{
    appointment::{Event, Field, FieldChange, Kind, Link, State},
    cause::Cause,
    error::{Error, Fault, Problem},
    ids::AppointmentId,
    permission::Action,
    schedule::{Obstacle, Slot},
    series::{SeriesForm, SeriesOrder},
    time::Minutes,
};

use super::{lines, of_days, order, planned, trial, wish};

async fn count(world: &World) -> u64 {
    appointments::Entity::find().count(&world.house.db).await.unwrap()
}

services::on_both_databases! {
    async fn each_day_has_the_meeting_after_too(world) {
        let who = &world.seeds.accounts.scheduler;
        let first = world.book(&world.between_meetings(world.at(23, 10, 0))).await;
        let plan = planned(&world, who, first, wish(2)).await;
        let ends: Vec<_> = plan.slots().map(|slot| slot.meeting_end.unwrap().civil.to_string()).collect();
        assert_eq!(ends, ["2026-11-24T11:00:00", "2026-11-25T11:00:00"]);
        let made = world.services.series.book(who, first, 1, order(&plan)).await.unwrap();
        assert_eq!(count(&world).await, 9, "three hearings, each with a meeting before and one after");
        let second = world.services.bookings.appointment(who, made[0]).await.unwrap();
        let links: Vec<_> = second.linked.iter().map(|one| one.link).collect();
        assert_eq!(links, [Link::Meeting, Link::MeetingAfter]);
        let written = world.messages(made[0]).await;
        let lawyers = written.iter().find(|message| message.to_name == "Delmy Argueta").unwrap();
        assert!(lawyers.body.lines().any(|line| line == "Reunión privada después: de 10:45 a 11:00"), "{}", lawyers.body);
        let judges = written.iter().find(|message| message.to_name == "Julia Iraheta").unwrap();
        assert!(!judges.body.contains("Reunión privada"), "{}", judges.body);
        // A day that is called off takes both along, and so do those after it.
        let cause = shared::cause::Cause::CourtAgenda;
        world.services.series.cancel_following(who, made[0], second.summary.version, cause, None).await.unwrap();
        let live = reservations::Entity::find().filter(reservations::Column::Live.eq(true));
        // Of the first day: four, and of each meeting all but the judge.
        assert_eq!(live.count(&world.house.db).await.unwrap(), 10);
    }

    async fn each_day_is_an_appointment_like_the_first(world) {
        let who = &world.seeds.accounts.scheduler;
        let (first, made) = of_days(&world, 3).await;
        assert_eq!(count(&world).await, 8, "four hearings, each with its private meeting");
        let read = async |id| world.services.bookings.appointment(who, id).await.unwrap();
        let one = read(first).await;
        assert!(one.actions.contains(&Action::AddDays));
        for (place, id) in made.iter().enumerate() {
            let day = read(*id).await;
            assert_eq!(day.summary.state, State::Booked);
            assert_eq!(day.legal_basis, one.legal_basis);
            assert_eq!((day.duration, &day.summary.case_number), (one.duration, &one.summary.case_number));
            assert_eq!((day.summary.hearing_type, &day.summary.agency), (one.summary.hearing_type, &one.summary.agency));
            let people = |of: &shared::appointment::Detail| -> Vec<_> {
                of.summary.participants.iter().map(|part| (part.person, part.role, part.required)).collect()
            };
            assert_eq!(people(&day), people(&one));
            assert!(day.linked.iter().any(|linked| linked.link == Link::Meeting && linked.kind == Kind::LegalMeeting));
            let series = day.series.unwrap();
            assert_eq!((series.of, series.days.len()), (4, 4));
            assert_eq!(series.days[place + 1].id, *id);
            assert_eq!(series.days[place + 1].number, u16::try_from(place + 2).ok());
            assert_eq!(day.timeline[0].event, Event::Booked);
        }
        // Room, detainee, judge, lawyer; and of each meeting all but the judge.
        let live = reservations::Entity::find().filter(reservations::Column::Live.eq(true));
        assert_eq!(live.count(&world.house.db).await.unwrap(), 4 * 7);
        let changed = one.timeline.iter().find(|entry| entry.event == Event::Amended).unwrap();
        assert_eq!(changed.changes[0].field, Field::Days);
        assert_eq!(changed.changes[0].to.as_deref(), Some("2026-11-24 2026-11-25 2026-11-26"));
        assert_eq!(one.summary.version, 2);
        let meeting = read(one.linked[0].id).await;
        assert_eq!((meeting.series, meeting.actions.contains(&Action::AddDays)), (None, false));
    }

    async fn more_days_join_the_same_series_from_any_of_its_days(world) {
        let who = &world.seeds.accounts.scheduler;
        let (_, made) = of_days(&world, 1).await;
        let plan = planned(&world, who, made[0], wish(1)).await;
        assert_eq!(lines(&plan), ["25 10:00 Sala virtual 1"]);
        world.services.series.book(who, made[0], 1, order(&plan)).await.unwrap();
        let series = world.services.bookings.appointment(who, made[0]).await.unwrap().series.unwrap();
        assert_eq!(series.days.iter().map(|day| day.number).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
        let rows = series_days::Entity::find().all(&world.house.db).await.unwrap();
        assert!(rows.iter().all(|row| row.series_id == rows[0].series_id));
    }

    async fn days_that_were_added_twice_are_all_told(world) {
        let who = &world.seeds.accounts.scheduler;
        let (id, _) = of_days(&world, 1).await;
        let later = SeriesForm { from: "2026-11-25".to_owned(), ..wish(1) };
        let plan = planned(&world, who, id, later).await;
        world.services.series.book(who, id, 2, order(&plan)).await.unwrap();
        let to = Some("2026-11-24 2026-11-25".to_owned());
        let changes = vec![FieldChange { field: Field::Days, of: None, from: None, to }];
        let answer = world.services.bookings.cancel(who, id, 1, Cause::Mistake, None).await;
        assert_eq!(answer.err(), Some(Error::Stale { version: 3, changes }));
    }

    async fn one_day_that_is_taken_leaves_nothing_booked_and_all_refusals_are_named(world) {
        let (who, id) = (&world.seeds.accounts.scheduler, trial(&world).await);
        let plan = planned(&world, who, id, wish(4)).await;
        for day in [25, 26] {
            let mut other = world.hearing(world.at(day, 10, 0));
            "0".clone_into(&mut other.what.meeting);
            other.detainee = world.seeds.izalco.detainees[1];
            other.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
            world.book(&other).await;
        }
        let before = count(&world).await;
        let answer = world.services.series.book(who, id, 1, order(&plan)).await;
        let Err(Error::Conflict(clashes)) = answer else { panic!("{answer:?}") };
        let days: Vec<_> = clashes.iter().map(|clash| clash.period.start.civil.date().day()).collect();
        assert_eq!(days, [25, 26]);
        assert_eq!(count(&world).await, before);
        assert_eq!(series_days::Entity::find().count(&world.house.db).await.unwrap(), 0);
        assert_eq!(world.messages(id).await.len(), 2, "only the invitations to the first day");
        // What is no conflict with others is a refusal by a rule.
        let mut closed = order(&plan);
        closed.slots = vec![Slot { start: world.at(29, 10, 0), ..closed.slots[0] }];
        let answer = world.services.series.book(who, id, 1, closed).await;
        assert!(matches!(&answer, Err(Error::Refused(why)) if matches!(why[..], [Obstacle::Closed { .. }])), "{answer:?}");
        // Planned anew it is booked.
        let again = planned(&world, who, id, wish(4)).await;
        world.services.series.book(who, id, 1, order(&again)).await.unwrap();
        assert_eq!(count(&world).await, before + 8);
    }

    async fn an_order_that_is_none_is_refused(world) {
        let (who, id) = (&world.seeds.accounts.scheduler, trial(&world).await);
        let duration = Minutes::new(45).unwrap();
        let room = world.seeds.izalco.hearing;
        let book = async |version, slots: Vec<Slot>| {
            let order = SeriesOrder { duration, slots, notice_reason: None };
            world.services.series.book(who, id, version, order).await.unwrap_err()
        };
        let outside = Error::Invalid(vec![Problem::new("count", Fault::NumberOutside { min: 1, max: 20 })]);
        assert_eq!(book(1, Vec::new()).await, outside);
        let slot = |hour| Slot { start: world.at(24, hour, 0), room };
        assert_eq!(book(1, vec![slot(10); 21]).await, outside);
        let twice = book(1, vec![slot(10), slot(14)]).await;
        assert_eq!(twice, Error::Invalid(vec![Problem::new("slots", Fault::Duplicate)]));
        assert!(matches!(book(7, vec![slot(10)]).await, Error::Stale { version: 1, .. }));
        let elsewhere = Slot { start: world.at(24, 10, 0), room: world.seeds.mariona.hearing };
        assert_eq!(book(1, vec![elsewhere]).await, Error::Invalid(vec![Problem::new("slot", Fault::OtherCentre)]));
        let consultation = world.book(&world.teleconsultation(world.at(24, 10, 0))).await;
        let clinic = &world.seeds.accounts.clinic_scheduler;
        let order = SeriesOrder { duration, slots: vec![slot(10)], notice_reason: None };
        assert_eq!(world.services.series.book(clinic, consultation, 1, order).await, Err(Error::NotFound));
    }

    async fn of_two_series_that_want_one_judge_exactly_one_is_booked_whole(world) {
        let seeds = &world.seeds;
        for round in 0..3 {
            // On the first days they do not meet: the judge is free at both times.
            let start = |hour| world.at(2 + 7 * round, hour, 0).plus_minutes(21 * 24 * 60);
            let one = world.hearing(start(10));
            let two = Plan {
                by: seeds.accounts.other_scheduler.clone(),
                detainee: seeds.mariona.detainees[0],
                people: vec![seeds.people.judge, seeds.people.second_lawyer],
                slot: Slot { start: start(13), room: seeds.mariona.hearing },
                ..world.hearing(start(13))
            };
            let mut trials = Vec::new();
            for plan in [&one, &two] {
                let id = world.book(plan).await;
                let room = plan.slot.room;
                let slots = (1..=3).map(|day| Slot { start: start(10).plus_minutes(day * 24 * 60), room }).collect();
                let order = SeriesOrder { duration: Minutes::new(45).unwrap(), slots, notice_reason: None };
                trials.push((plan.by.clone(), id, order));
            }
            let before = count(&world).await;
            let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(2));
            let writers = trials.into_iter().map(|(who, id, order)| {
                let (series, barrier) = (world.services.series.clone(), barrier.clone());
                tokio::spawn(async move {
                    barrier.wait().await;
                    (id, series.book(&who, id, 1, order).await)
                })
            });
            let answers: Vec<(AppointmentId, _)> = join_all(writers).await.into_iter().map(Result::unwrap).collect();
            let won: Vec<_> = answers.iter().filter(|(_, answer)| answer.is_ok()).collect();
            assert_eq!(won.len(), 1, "{answers:?}");
            assert_eq!(won[0].1.as_ref().unwrap().len(), 3);
            assert_eq!(count(&world).await, before + 6, "one whole series and nothing of the other");
            let lost = answers.iter().find_map(|(_, answer)| answer.as_ref().err()).unwrap();
            let Error::Conflict(clashes) = lost else { panic!("{lost:?}") };
            assert!(clashes.iter().all(|clash| clash.name.as_str() == "Julia Iraheta"), "{clashes:?}");
        }
    }
}
