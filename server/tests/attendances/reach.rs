//! Who may see an invitation, answer it and fetch its calendar file; and what it says.

use services::testing::World;
use shared::{
    appointment::{Attendance, Kind, Role, State},
    error::Error,
    ids::AppointmentId,
    notice::AnswerForm,
    principal::Principal,
};

fn accept() -> AnswerForm {
    AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() }
}

/// What each of the three use cases answers.
async fn cells(world: &World, who: &Principal, appointment: AppointmentId) -> [Result<(), Error>; 3] {
    let attendances = &world.services.attendances;
    [
        attendances.invitation(who, appointment).await.map(|_| ()),
        world.answer(who, appointment, accept()).await.map(|_| ()),
        attendances.calendar(who, appointment).await.map(|_| ()),
    ]
}

services::on_both_databases! {
    async fn every_role_finds_its_own_answer(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let other = world.book(&world.teleconsultation(world.at(25, 10, 0))).await;
        let (people, accounts) = (&world.seeds.people, &world.seeds.accounts);
        let invited = world.invited(hearing, people.lawyer).await;
        let elsewhere = world.invited(other, people.clinician).await;
        let table = [
            (&Principal::Anonymous, Err(Error::Unauthenticated)),
            (&Principal::System, Err(Error::NotFound)),
            (&invited, Ok(())),
            (&elsewhere, Err(Error::NotFound)),
            (&accounts.judge, Ok(())),
            (&accounts.lawyer, Ok(())),
            (&accounts.clinician, Err(Error::NotFound)),
            (&accounts.scheduler, Err(Error::Forbidden)),
            (&accounts.other_scheduler, Err(Error::Forbidden)),
            (&accounts.warden, Err(Error::Forbidden)),
            (&accounts.nurse, Err(Error::Forbidden)),
            (&accounts.administrator, Err(Error::Forbidden)),
            (&accounts.auditor, Err(Error::Forbidden)),
        ];
        for (who, expected) in table {
            for answer in cells(&world, who, hearing).await {
                assert_eq!(answer, expected, "{who:?}");
            }
        }
        let nowhere = AppointmentId(world.house.ids.next());
        // Whoever never answers is told so whether it is there or not.
        for who in [&accounts.scheduler, &accounts.other_scheduler, &accounts.warden, &accounts.auditor] {
            for answer in cells(&world, who, nowhere).await {
                assert_eq!(answer, Err(Error::Forbidden), "{who:?}");
            }
        }
        for who in [&accounts.judge, &invited] {
            for answer in cells(&world, who, nowhere).await {
                assert_eq!(answer, Err(Error::NotFound), "what is not there looks like what one may not see");
            }
        }
    }

    async fn the_invitation_says_what_when_where_and_for_whom(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let shown = world.services.attendances.invitation(&lawyer, hearing).await.unwrap();
        assert_eq!(shown.appointment, hearing);
        assert_eq!(shown.name.as_str(), "Delmy Argueta");
        assert_eq!(shown.role, Role::DefenceLawyer);
        assert_eq!(shown.kind, Kind::Hearing);
        assert_eq!(shown.case_number.unwrap().as_str(), "145-2026");
        assert_eq!(shown.agency_name.as_str(), "Tribunal Sexto de Sentencia");
        assert_eq!(shown.places[0].centre.as_str(), "Izalco Fase III");
        assert_eq!(shown.places[0].room.as_str(), "Sala virtual 1");
        assert_eq!(shown.zone.0, "America/El_Salvador");
        assert_eq!(shown.state, State::Booked);
        assert_eq!(shown.attendance, Attendance::NeedsAction);
        assert_eq!(shown.period.start.at, world.at(25, 10, 0));
        assert_eq!(shown.period.start.civil.to_string(), "2026-11-25T10:00:00");
        assert_eq!(shown.period.end.at, world.at(25, 10, 45));
        assert_eq!(shown.meeting_start.map(|start| start.at), Some(world.at(25, 9, 30)));
        assert_eq!(shown.answer_by.at, world.at(24, 10, 0), "a day before");
        assert_eq!(shown.today.to_string(), "2026-11-20");
        assert!(shown.can_answer);
        let judge = world.services.attendances.invitation(&world.seeds.accounts.judge, hearing).await.unwrap();
        assert_eq!(judge.meeting_start, None, "the private meeting is private");
    }

    async fn who_is_asked_late_answers_by_half_way(world) {
        world.clock.set(world.at(25, 8, 0));
        let hearing = world.book(&world.hearing(world.at(25, 14, 0))).await;
        let shown = world.services.attendances.invitation(&world.seeds.accounts.judge, hearing).await.unwrap();
        assert_eq!(shown.answer_by.at, world.at(25, 11, 0));
        world.clock.set(world.at(25, 13, 0));
        let later = world.services.attendances.invitation(&world.seeds.accounts.judge, hearing).await.unwrap();
        assert_eq!(later.answer_by, shown.answer_by, "the date asked for does not move with the clock");
    }

    async fn the_calendar_file_is_the_persons_own(world) {
        let hearing = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let file = world.services.attendances.calendar(&lawyer, hearing).await.unwrap();
        assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("END:VCALENDAR\r\n"));
        assert!(file.contains("METHOD:PUBLISH\r\n"));
        assert!(file.contains(&format!("UID:{hearing}\r\n")));
        assert!(file.contains("DTSTART;TZID=America/El_Salvador:20261125T100000\r\n"));
        assert!(!file.contains(&world.secret(hearing, world.seeds.people.lawyer).await), "calendars are shared");
    }
}
