//! What is proposed.

use jiff::civil::date;
use sea_orm::EntityTrait;
use services::testing::{World, entity::appointments};
use shared::{
    appointment::HearingType,
    error::{Error, Fault, Problem},
    ids::AppointmentId,
    schedule::{BlockCause, Obstacle, Resource, Slot},
    series::{SeriesForm, SeriesOrder, SeriesQuery},
    time::Period,
};

use super::{asked, lines, of_days, order, planned, trial, wish};

/// Another hearing of other people in a room at that time, without a meeting.
async fn other(world: &World, day: i8, hour: i8, room: shared::ids::RoomId, number: usize) {
    let mut plan = World::in_room(world.hearing(world.at(day, hour, 0)), room);
    "0".clone_into(&mut plan.what.meeting);
    plan.detainee = world.another_detainee(world.seeds.izalco.id, number).await;
    plan.people = vec![world.seeds.people.second_judge, world.seeds.people.second_lawyer];
    world.book(&plan).await;
}

services::on_both_databases! {
    async fn the_form_begins_with_the_working_day_after_and_the_same_length(world) {
        let id = world.book(&world.hearing(world.at(27, 10, 0))).await;
        let plan = asked(&world, &world.seeds.accounts.scheduler, id, SeriesQuery::default()).await;
        assert_eq!((plan.form.from.as_str(), plan.form.duration.as_str()), ("2026-11-30", "45"), "after a Friday");
        assert_eq!(plan.form.weekdays, ["mon", "tue", "wed", "thu", "fri"]);
        assert_eq!((plan.wanted, plan.days.len()), (0, 0), "nothing is proposed unasked");
    }

    async fn every_day_has_the_same_start_and_room_if_it_can(world) {
        let (seeds, id) = (&world.seeds, trial(&world).await);
        // The room is taken on Wednesday, the judge in the morning of Thursday, and Friday is a holiday.
        other(&world, 25, 10, seeds.izalco.hearing, 7).await;
        let morning = Period::new(world.at(26, 8, 0), world.at(26, 11, 0)).unwrap();
        world.blocked(seeds.izalco.id, Some(Resource::Person(seeds.people.judge)), morning, BlockCause::Leave).await;
        world.holiday(seeds.izalco.id, date(2026, 11, 27)).await;
        let plan = planned(&world, &seeds.accounts.scheduler, id, wish(4)).await;
        assert_eq!(
            lines(&plan),
            ["24 10:00 Sala virtual 1", "25 10:00 Sala virtual 2", "26 11:00 Sala virtual 1", "27 -", "30 10:00 Sala virtual 1"]
        );
        assert_eq!(plan.days[3].against, [Obstacle::Holiday { date: date(2026, 11, 27) }], "the rule is named");
        assert_eq!(plan.days[0].slot.as_ref().unwrap().meeting_start.unwrap().civil.to_string(), "2026-11-24T09:30:00");
        assert!(plan.days.iter().all(|day| !day.dropped && day.others.is_empty()));
    }

    async fn weekdays_length_and_days_that_there_are_already_are_kept_to(world) {
        let who = &world.seeds.accounts.scheduler;
        let (id, _) = of_days(&world, 2).await;
        let mut form = wish(3);
        form.weekdays = vec!["tue".into(), "thu".into(), "sun".into()];
        form.duration = "120".into();
        let plan = planned(&world, who, id, form).await;
        // Tuesday the 24th is a day of it already; on Sundays every room is closed.
        assert_eq!(lines(&plan), ["26 10:00 Sala virtual 1", "29 -", "01 10:00 Sala virtual 1", "03 10:00 Sala virtual 1"]);
        assert!(matches!(plan.days[1].against[..], [Obstacle::Closed { .. }]), "{:?}", plan.days[1].against);
        assert_eq!(plan.days[0].slot.as_ref().unwrap().period.end.civil.to_string(), "2026-11-26T12:00:00");
    }

    async fn notice_and_deadline_are_those_of_the_hearing(world) {
        let who = &world.seeds.accounts.scheduler;
        let mut late = world.hearing(world.at(27, 10, 0));
        "2026-12-01".clone_into(&mut late.what.deadline);
        let id = world.book(&late).await;
        world.notice(HearingType::ReviewOfMeasures, 100).await;
        let plan = planned(&world, who, id, wish(9)).await;
        // Friday 09:00 and a hundred hours is Tuesday 13:00.
        assert_eq!(
            lines(&plan),
            ["24 13:00 Sala virtual 1", "25 10:00 Sala virtual 1", "26 10:00 Sala virtual 1", "30 10:00 Sala virtual 1",
                "01 10:00 Sala virtual 1", "02 -"],
            "after the deadline nothing is sought"
        );
        assert_eq!(plan.days[5].against, [Obstacle::AfterDeadline { last: date(2026, 12, 1) }]);
    }

    async fn what_was_said_of_the_first_day_excuses_no_other(world) {
        let (who, series) = (&world.seeds.accounts.scheduler, &world.services.series);
        world.notice(HearingType::ReviewOfMeasures, 100).await;
        let mut hurried = world.hearing(world.at(23, 10, 0));
        "Detención que vence".clone_into(&mut hurried.what.notice_reason);
        let id = world.book(&hurried).await;
        let plan = planned(&world, who, id, wish(1)).await;
        // Friday 09:00 and a hundred hours is Tuesday 13:00.
        assert_eq!(lines(&plan), ["24 13:00 Sala virtual 1"]);
        assert_eq!(plan.notice_until.map(|until| until.at), Some(world.at(24, 13, 0)));
        let later = SeriesForm { from: "2026-11-25".into(), ..wish(1) };
        assert_eq!(planned(&world, who, id, later).await.notice_until, None, "it leaves out nothing that is wanted");

        let plan = planned(&world, who, id, SeriesForm { short: true, ..wish(1) }).await;
        assert_eq!((lines(&plan), plan.notice_until), (vec!["24 10:00 Sala virtual 1".to_owned()], None));
        let refused = series.book(who, id, 1, order(&plan)).await;
        let short = |one: &Obstacle| matches!(one, Obstacle::ShortNotice { earliest } if earliest.at == world.at(24, 13, 0));
        assert!(matches!(&refused, Err(Error::Refused(why)) if why.len() == 1 && short(&why[0])), "{refused:?}");
        let said = SeriesOrder { notice_reason: "El perito viaja".parse().ok(), ..order(&plan) };
        let made = series.book(who, id, 1, said).await.unwrap();
        let reason = async |id: AppointmentId| {
            let row = appointments::Entity::find_by_id(id.0).one(&world.house.db).await.unwrap();
            row.and_then(|row| row.notice_reason)
        };
        assert_eq!(reason(made[0]).await.as_deref(), Some("El perito viaja"));
        assert_eq!(reason(id).await.as_deref(), Some("Detención que vence"));
    }

    async fn a_day_is_left_out_or_takes_another_of_its_free_starts(world) {
        let (who, id) = (&world.seeds.accounts.scheduler, trial(&world).await);
        other(&world, 25, 14, world.seeds.izalco.second_hearing, 7).await;
        let slot = |day, hour, room| Slot { start: world.at(day, hour, 0), room };
        let (first, second) = (world.seeds.izalco.hearing, world.seeds.izalco.second_hearing);
        let query = SeriesQuery {
            form: Some(wish(3)),
            dropped: vec!["2026-11-24".into()],
            picks: vec![slot(25, 14, second), slot(26, 14, second)],
            open: "2026-11-26".into(),
        };
        let plan = asked(&world, who, id, query).await;
        assert_eq!(plan.days.iter().map(|day| day.dropped).collect::<Vec<_>>(), [true, false, false]);
        assert!(matches!(&plan.days[1].against[..], [Obstacle::Taken(clash)] if clash.name.as_str() == "Sala virtual 2"));
        let booked: Vec<_> = plan.slots().map(|view| view.slot).collect();
        assert_eq!(booked, [slot(25, 10, first), slot(26, 14, second)], "what was taken falls back to the proposal");
        let others = &plan.days[2].others;
        // From 08:30, after the private meeting, to 15:15, every quarter of an hour.
        assert_eq!(others.len(), 28);
        assert!(others.iter().all(|view| view.room.as_str() == "Sala virtual 1"), "the usual room first");
    }

    async fn what_is_wrong_with_the_form_is_named(world) {
        let (who, id) = (&world.seeds.accounts.scheduler, trial(&world).await);
        let mut form = wish(3);
        form.count = "21".into();
        form.from = "2026-11-19".into();
        form.duration = "5".into();
        form.weekdays = Vec::new();
        let plan = planned(&world, who, id, form).await;
        assert_eq!(
            plan.problems,
            [
                Problem::new("count", Fault::NumberOutside { min: 1, max: 20 }),
                Problem::new("from", Fault::InThePast),
                Problem::new("duration", Fault::NumberOutside { min: 10, max: 480 }),
                Problem::new("weekdays", Fault::Missing),
            ]
        );
        let mut far = wish(3);
        far.from = "2028-01-03".into();
        assert_eq!(planned(&world, who, id, far).await.problems, [Problem::new("from", Fault::TooFarAhead)]);
    }
}
