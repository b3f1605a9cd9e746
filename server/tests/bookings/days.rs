//! Dockets and boards, and what each reader may see of them.

use jiff::civil::date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use services::testing::{Plan, entity::centres};
use shared::{
    appointment::{Attendance, Kind, Role, State},
    cause::Cause,
    day::{CentreDay, Shut},
    error::Error,
    notice::AnswerForm,
    principal::Principal,
    readiness::{Obstruction, Readiness},
    schedule::{BlockCause, CountKind, Resource},
    time::{Period, Weekday, WeeklyWindow},
};

use super::detail;

services::on_both_databases! {
    async fn a_board_draws_its_rooms_by_its_own_clock(world) {
        let mariona = world.seeds.mariona;
        world.book(&Plan { also: vec![mariona.detainees[0]], ..world.hearing(world.at(23, 10, 0)) }).await;
        // It is an hour later there than at the first centre, by whose clock the hearing goes.
        centres::Entity::update_many()
            .col_expr(centres::Column::Zone, Expr::value("America/Lima"))
            .filter(centres::Column::Id.eq(mariona.id.0))
            .exec(&world.house.db)
            .await
            .expect("it is moved");
        let warden = &world.seeds.accounts.other_warden;
        let board = world.services.days.day(warden, Some(date(2026, 11, 23))).await.expect("a board");
        let room = board.rooms.iter().find(|room| room.id == mariona.hearing).expect("the room");
        let begins: Vec<_> = room.booked.iter().map(|(_, period)| period.start.civil.to_string()).collect();
        assert_eq!(begins, ["2026-11-23T10:30:00", "2026-11-23T11:00:00"], "beside its hours, which are its own too");
    }

    async fn a_docket_is_the_agencys_and_a_board_the_centres(world) {
        let accounts = &world.seeds.accounts;
        let days = &world.services.days;
        let monday = Some(date(2026, 11, 23));
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let care = world.book(&world.teleconsultation(world.at(23, 9, 0))).await;
        let mut elsewhere = world.hearing(world.at(23, 14, 0));
        elsewhere.by = accounts.other_scheduler.clone();
        elsewhere.detainee = world.seeds.mariona.detainees[0];
        elsewhere.slot.room = world.seeds.mariona.hearing;
        elsewhere.people = vec![world.seeds.people.second_judge, world.seeds.people.lawyer];
        let elsewhere = world.book(&elsewhere).await;

        let docket = days.day(&accounts.scheduler, monday).await.expect("a docket");
        let kinds: Vec<_> = docket.appointments.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Kind::LegalMeeting, Kind::Hearing]);
        assert_eq!(docket.appointments[1].id, hearing);
        assert_eq!(docket.place.map(|place| place.to_string()), Some("Tribunal Sexto de Sentencia".to_owned()));
        assert_eq!((docket.today, docket.date), (date(2026, 11, 20), date(2026, 11, 23)));
        assert!(docket.rooms.is_empty());
        assert!(docket.sequence > 0);

        let board = days.day(&accounts.warden, monday).await.expect("a board");
        assert_eq!(board.appointments.iter().map(|it| it.id).collect::<Vec<_>>()[0], care);
        assert_eq!(board.appointments.len(), 3);
        assert_eq!(board.place.map(|place| place.to_string()), Some("Izalco Fase III".to_owned()));
        let names: Vec<_> = board.rooms.iter().map(|room| room.name.to_string()).collect();
        assert_eq!(names, ["Consultorio", "Locutorio 1", "Sala virtual 1", "Sala virtual 2"]);
        let virtual_one = &board.rooms[2];
        assert_eq!(virtual_one.open.len(), 1);
        assert_eq!(virtual_one.open[0].start.civil.to_string(), "2026-11-23T08:00:00");
        assert_eq!(virtual_one.booked.len(), 2, "the hearing and the meeting before it");

        let lawyers = days.day(&accounts.lawyer, monday).await.expect("a day");
        assert_eq!(lawyers.appointments.len(), 4, "both hearings with their meetings");
        let judges = days.day(&accounts.judge, monday).await.expect("a day");
        assert_eq!(judges.appointments.iter().map(|it| it.id).collect::<Vec<_>>(), [hearing]);
        let other = days.day(&accounts.other_warden, monday).await.expect("a board");
        assert!(other.appointments.iter().any(|it| it.id == elsewhere) && other.appointments.len() == 2);
        assert_eq!(days.day(&accounts.auditor, monday).await.expect("everything").appointments.len(), 5);
        assert!(days.day(&accounts.scheduler, None).await.expect("today").appointments.is_empty());
        let far = days.day(&accounts.scheduler, Some(jiff::civil::Date::MAX)).await;
        assert!(!matches!(far, Err(shared::error::Error::Internal)), "{far:?}");
    }

    async fn who_books_sees_a_centres_rooms_and_of_what_is_others_only_that_they_are_taken(world) {
        let (accounts, days, izalco) = (&world.seeds.accounts, &world.services.days, world.seeds.izalco);
        let monday = Some(date(2026, 11, 23));
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let lunch = WeeklyWindow { weekday: Weekday::Mon, from: 12 * 60, to: 13 * 60 };
        world.counts(izalco.id, CountKind::Meal, lunch).await;
        let works = Period::new(world.at(23, 14, 0), world.at(23, 15, 0)).expect("a period");
        world.blocked(izalco.id, Some(Resource::Room(izalco.clinic)), works, BlockCause::Maintenance).await;

        let own = days.rooms(&accounts.scheduler, Some(izalco.id), monday).await.expect("the rooms").expect("a centre");
        assert_eq!((own.name.as_str(), own.centres.len()), ("Izalco Fase III", 2));
        let names: Vec<_> = own.rooms.iter().map(|room| room.name.to_string()).collect();
        assert_eq!(names, ["Consultorio", "Locutorio 1", "Sala virtual 1", "Sala virtual 2"]);
        let why = |shut: &[(Shut, shared::time::LocalPeriod)]| -> Vec<(Shut, String)> {
            shut.iter().map(|(why, period)| (*why, period.start.civil.time().to_string())).collect()
        };
        assert_eq!(why(&own.shut), [(Shut::Count(CountKind::Meal), "12:00:00".to_owned())]);
        assert_eq!(why(&own.rooms[0].shut), [(Shut::Blocked(BlockCause::Maintenance), "14:00:00".to_owned())]);
        assert_eq!(own.rooms[2].shut, []);
        assert_eq!(own.rooms[2].open.len(), 1);
        let known = |day: &CentreDay| -> Vec<_> {
            day.rooms[2].taken.iter().map(|it| it.appointment.as_ref().map(|it| (it.kind, it.id == hearing))).collect()
        };
        assert_eq!(known(&own), [Some((Kind::LegalMeeting, false)), Some((Kind::Hearing, true))]);

        let others = days.rooms(&accounts.other_scheduler, Some(izalco.id), monday).await.expect("the rooms").expect("a centre");
        assert_eq!(known(&others), [None, None]);
        let starts = |day: &CentreDay| -> Vec<String> {
            day.rooms[2].taken.iter().map(|it| it.period.start.civil.time().to_string()).collect()
        };
        assert_eq!(starts(&own), ["09:30:00", "10:00:00"]);
        assert_eq!(starts(&others), starts(&own));
        let words = serde_json::to_string(&others).expect("json");
        for secret in ["145-2026", "María", "Iraheta", "Argueta", "Sexto", &hearing.to_string()] {
            assert!(!words.contains(secret), "{secret} in {words}");
        }

        // Whoever looks after the centre sees what is in its rooms, of no other centre.
        let board = days.rooms(&accounts.warden, None, monday).await.expect("the rooms").expect("a centre");
        assert_eq!((board.centre, board.centres.len(), known(&board)[1]), (izalco.id, 1, Some((Kind::Hearing, true))));
        let hidden = days.rooms(&accounts.other_warden, Some(izalco.id), monday).await;
        assert_eq!(hidden.map(drop), Err(Error::NotFound));
        for who in [&accounts.judge, &accounts.lawyer, &accounts.clinician] {
            assert_eq!(days.rooms(who, Some(izalco.id), monday).await.map(drop), Err(Error::Forbidden), "{who:?}");
        }
        for who in [&accounts.nurse, &accounts.administrator, &accounts.auditor, &accounts.clinic_scheduler] {
            assert_eq!(days.rooms(who, Some(izalco.id), monday).await.map(drop), Ok(()), "{who:?}");
        }
        let stranger = days.rooms(&Principal::Anonymous, Some(izalco.id), monday).await;
        assert_eq!(stranger.map(drop), Err(Error::Unauthenticated));
        let today = days.rooms(&accounts.scheduler, None, None).await.expect("the rooms").expect("a centre");
        assert_eq!(today.date, date(2026, 11, 20));
    }

    async fn a_cancelled_appointment_leaves_its_room(world) {
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.teleconsultation(world.at(23, 9, 0))).await;
        let who = &accounts.clinic_scheduler;
        world.services.bookings.cancel(who, id, 1, Cause::Mistake, None).await.expect("it is cancelled");
        let board = world.services.days.day(&accounts.warden, Some(date(2026, 11, 23))).await.expect("a board");
        assert_eq!(board.appointments[0].state, State::Cancelled);
        assert_eq!(board.appointments[0].readiness, Readiness::Over);
        assert!(board.rooms.iter().all(|room| room.booked.is_empty()));
    }

    async fn custody_sees_of_care_only_person_time_and_place(world) {
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.teleconsultation(world.at(23, 9, 0))).await;
        let full = detail(&world, &accounts.clinic_scheduler, id).await;
        assert_eq!(full.summary.participants.len(), 1);

        let seen = detail(&world, &accounts.warden, id).await;
        assert_eq!(seen.summary.sites, full.summary.sites);
        assert_eq!(seen.summary.period, full.summary.period);
        assert_eq!((&seen.summary.agency, &seen.summary.agency_name), (&None, &None), "nor does the centre stand for it");
        assert_eq!(seen.actions, [shared::permission::Action::CheckRoom]);
        let board = world.services.days.day(&accounts.warden, Some(date(2026, 11, 23))).await.expect("a board");
        let words = format!("{} {}", serde_json::to_string(&seen).expect("json"), serde_json::to_string(&board).expect("json"));
        for secret in [
            "Clara", "Escobar", "clinician", "Telemedicina", "clinic_scheduler",
            &world.seeds.people.clinician.to_string(), &world.seeds.agencies.clinic.to_string(),
        ] {
            assert!(!words.contains(secret), "{secret} in {words}");
        }
        let nurse = detail(&world, &accounts.nurse, id).await;
        assert_eq!(nurse.summary.participants[0].name.as_str(), "Clara Escobar");
        let clinician = detail(&world, &accounts.clinician, id).await;
        assert_eq!(clinician.summary, full.summary);
    }

    async fn notes_of_a_private_talk_are_for_those_who_take_part(world) {
        let accounts = &world.seeds.accounts;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let form = AnswerForm {
            answer: "decline".to_owned(), cause: "other".to_owned(), note: "Estoy en otra audiencia".to_owned(),
            ..AnswerForm::default()
        };
        world.answer(&accounts.lawyer, id, form).await.expect("the answer counts");
        let hearing = detail(&world, &accounts.scheduler, id).await;
        let note = |detail: &shared::appointment::Detail| {
            let lawyer = detail.summary.participants.iter().find(|it| it.person == world.seeds.people.lawyer);
            lawyer.and_then(|it| it.note.as_ref().map(ToString::to_string))
        };
        assert_eq!(note(&hearing).as_deref(), Some("Estoy en otra audiencia"), "the court must know why");
        assert_eq!(note(&detail(&world, &accounts.warden, id).await), None);
        let meeting = hearing.linked[0].id;
        assert_eq!(note(&detail(&world, &accounts.scheduler, meeting).await), None);
        assert_eq!(note(&detail(&world, &accounts.warden, meeting).await), None);
        assert!(note(&detail(&world, &accounts.lawyer, meeting).await).is_some());
    }

    async fn a_day_tells_of_each_appointment_what_its_page_tells_the_same_reader(world) {
        let accounts = &world.seeds.accounts;
        let hearing = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let care = world.book(&world.teleconsultation(world.at(23, 9, 0))).await;
        let form = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
        world.answer(&accounts.judge, hearing, form).await.expect("the answer counts");
        let (days, monday) = (&world.services.days, Some(date(2026, 11, 23)));
        let readers = [&accounts.scheduler, &accounts.judge, &accounts.lawyer, &accounts.warden, &accounts.nurse];
        for who in readers {
            let lines = days.day(who, monday).await.expect("a day").appointments;
            assert!(!lines.is_empty(), "{who:?}");
            for line in lines {
                assert_eq!(line, detail(&world, who, line.id).await.summary, "{who:?}");
            }
        }

        let board = days.day(&accounts.warden, monday).await.expect("a board");
        let line = |id| board.appointments.iter().find(|line| line.id == id).expect("a line");
        let people = &line(hearing).participants;
        let named = |name: &str, role, attendance| {
            people.iter().any(|it| it.name.as_str() == name && it.role == role && it.attendance == attendance)
        };
        assert_eq!(people.len(), 2);
        assert!(named("Julia Iraheta", Role::Judge, Attendance::Accepted), "{people:?}");
        assert!(named("Delmy Argueta", Role::DefenceLawyer, Attendance::NeedsAction), "{people:?}");
        let missing: Vec<_> = line(hearing).blockers.iter().map(|blocker| &blocker.what).collect();
        let [Obstruction::NotAnswered { name, role: Role::DefenceLawyer }] = missing.as_slice() else {
            panic!("{missing:?}");
        };
        assert_eq!(name.as_str(), "Delmy Argueta");
        // Who is to see a patient, and what they have yet to do, is nothing that custody is told.
        assert_eq!((&line(care).participants, &line(care).blockers), (&Vec::new(), &Vec::new()));
        assert_eq!(line(care).readiness, Readiness::Pending);
    }

    async fn what_stands_in_the_way_is_named(world) {
        let accounts = &world.seeds.accounts;
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        world.clock.set(world.at(23, 9, 45));
        let docket = world.services.days.day(&accounts.scheduler, None).await.expect("a docket");
        let hearing = &docket.appointments[1];
        assert_eq!(hearing.readiness, Readiness::Blocked);
        let not_answered = |name: &str| hearing.blockers.iter().any(|blocker| {
            matches!(&blocker.what, Obstruction::NotAnswered { name: who, .. } if who.as_str() == name)
        });
        assert!(not_answered("Julia Iraheta") && not_answered("Delmy Argueta"), "{:?}", hearing.blockers);
        let unchecked = |blocker: &shared::readiness::Blocker| matches!(blocker.what, Obstruction::RoomUnchecked { .. });
        assert!(hearing.blockers.iter().any(unchecked), "{:?}", hearing.blockers);
    }
}
