//! Answers on a page that was opened before what it asks for changed.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::testing::{World, entity::appointments};
use shared::{
    appointment::{Amendment, Field, FieldChange},
    cause::Cause,
    error::{Error, LinkEnd},
    ids::AppointmentId,
    notice::AnswerForm,
    principal::Principal,
};

fn accept() -> AnswerForm {
    AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() }
}

fn decline() -> AnswerForm {
    AnswerForm { answer: "decline".to_owned(), cause: Cause::Clash.code().to_owned(), ..AnswerForm::default() }
}

fn propose() -> AnswerForm {
    let (date, time) = ("2026-11-26".to_owned(), "11:30".to_owned());
    AnswerForm { answer: "propose".to_owned(), date, time, ..AnswerForm::default() }
}

/// The court changes it; its version then.
async fn amend(world: &World, id: AppointmentId, change: Amendment) -> i32 {
    let (scheduler, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
    let version = bookings.appointment(scheduler, id).await.unwrap().summary.version;
    bookings.amend(scheduler, id, version, change).await.expect("the court changes it").summary.version
}

async fn meeting(world: &World, hearing: AppointmentId) -> AppointmentId {
    let of_hearing = appointments::Column::MainId.eq(hearing.0);
    let row = appointments::Entity::find().filter(of_hearing).one(&world.house.db).await.unwrap();
    AppointmentId(row.expect("a private meeting").id)
}

/// What became of sending a form as it stands.
async fn sent(world: &World, who: &Principal, id: AppointmentId, form: AnswerForm) -> Result<(), Error> {
    world.services.attendances.answer(who, id, form).await.map(drop)
}

services::on_both_databases! {
    async fn nobody_answers_for_a_time_that_they_never_read(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let judge = &world.seeds.accounts.judge;
        let mut pages = Vec::new();
        for form in [accept(), decline(), propose()] {
            pages.push(world.opened(judge, id, form).await);
        }
        let version = amend(&world, id, Amendment { start: Some(world.at(25, 14, 0)), ..Amendment::default() }).await;
        let moved = |field, from: &str, to: &str| FieldChange {
            field,
            of: None,
            from: Some(format!("2026-11-25T{from}:00")),
            to: Some(format!("2026-11-25T{to}:00")),
        };
        let changes = vec![moved(Field::Start, "10:00", "14:00"), moved(Field::End, "10:45", "14:45")];
        for page in pages {
            let refused = sent(&world, judge, id, page).await;
            assert_eq!(refused, Err(Error::Stale { version, changes: changes.clone() }));
        }
        let part = world.participant(id, world.seeds.people.judge).await;
        assert_eq!((part.attendance.as_str(), part.answered_at), ("needs_action", None));
        // Whoever reads the new time answers it, and says it again.
        let page = world.opened(judge, id, accept()).await;
        for _ in 0..2 {
            sent(&world, judge, id, page.clone()).await.expect("the answer counts");
        }
        assert_eq!(world.participant(id, world.seeds.people.judge).await.attendance, "accepted");
    }

    async fn what_else_changed_leaves_it_an_answer(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (judge, lawyer) = (&world.seeds.accounts.judge, &world.seeds.accounts.lawyer);
        let page = world.opened(judge, id, accept()).await;
        world.answer(lawyer, id, accept()).await.expect("the answer counts");
        let case_number = Some("146-2026".parse().unwrap());
        amend(&world, id, Amendment { case_number, ..Amendment::default() }).await;
        let room = Some(world.seeds.izalco.second_hearing);
        amend(&world, id, Amendment { room, ..Amendment::default() }).await;
        sent(&world, judge, id, page).await.expect("the answer counts");
    }

    async fn a_link_that_was_replaced_since_answers_nothing(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let let_in = world.invited(id, world.seeds.people.lawyer).await;
        let page = world.opened(&let_in, id, accept()).await;
        let room = Some(world.seeds.izalco.second_hearing);
        amend(&world, id, Amendment { room, ..Amendment::default() }).await;
        let refused = sent(&world, &let_in, id, page.clone()).await;
        assert_eq!(refused, Err(Error::LinkEnded(LinkEnd::Replaced)));
        assert_eq!(world.participant(id, world.seeds.people.lawyer).await.attendance, "needs_action");
        let newest = world.invited(id, world.seeds.people.lawyer).await;
        sent(&world, &newest, id, page).await.expect("the answer counts");
    }

    async fn a_private_meeting_is_asked_for_with_its_hearing(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let (judge, lawyer) = (&world.seeds.accounts.judge, &world.seeds.accounts.lawyer);
        let (of_judge, of_lawyer) =
            (world.opened(judge, id, accept()).await, world.opened(lawyer, id, accept()).await);
        let meeting = meeting(&world, id).await;
        amend(&world, meeting, Amendment { start: Some(world.at(24, 14, 0)), ..Amendment::default() }).await;
        let refused = sent(&world, lawyer, id, of_lawyer).await;
        assert!(matches!(refused, Err(Error::Stale { .. })), "{refused:?}");
        assert_eq!(world.participant(meeting, world.seeds.people.lawyer).await.attendance, "needs_action");
        sent(&world, judge, id, of_judge).await.expect("the judge is no part of it");
        // Nobody is asked to come to what was called off.
        let page = world.opened(lawyer, id, accept()).await;
        let scheduler = &world.seeds.accounts.scheduler;
        let version = world.services.bookings.appointment(scheduler, meeting).await.unwrap().summary.version;
        world.services.bookings.cancel(scheduler, meeting, version, Cause::CourtAgenda, None).await.unwrap();
        sent(&world, lawyer, id, page).await.expect("the answer counts");
    }

    async fn a_form_that_names_no_times_is_told_to_look_again(world) {
        let id = world.book(&world.hearing(world.at(25, 10, 0))).await;
        let judge = &world.seeds.accounts.judge;
        let (version, now) = (1, world.opened(judge, id, accept()).await.times);
        for times in ["", "2026-11-25T10:00", "5_4", "1_2_3", "_", &format!("{now}."), &format!("{now}.x_y")] {
            let refused = sent(&world, judge, id, AnswerForm { times: times.to_owned(), ..accept() }).await;
            assert_eq!(refused, Err(Error::Stale { version, changes: Vec::new() }), "{times:?}");
        }
        let ends = AnswerForm { times: format!("{}_{}", i64::MIN, i64::MAX), ..accept() };
        assert!(matches!(sent(&world, judge, id, ends).await, Err(Error::Stale { .. })));
        sent(&world, judge, id, AnswerForm { times: format!(" {now} "), ..accept() }).await.expect("the answer counts");
    }
}
