//! Private meetings that belong to no hearing.

use services::testing::{Plan, World};
use shared::{
    appointment::{Amendment, Kind, State},
    error::{Error, Fault, Problem},
    notice::AnswerForm,
    permission::Action,
    schedule::Obstacle,
};

use super::{advance, detail};

services::on_both_databases! {
    async fn a_private_meeting_is_booked_by_itself_confirmed_and_held(world) {
        let (who, accounts) = (&world.seeds.accounts.scheduler, &world.seeds.accounts);
        let start = world.at(23, 10, 0);
        let id = world.book(&world.private_meeting(start)).await;
        let booked = detail(&world, who, id).await;
        assert_eq!((booked.summary.kind, booked.summary.state), (Kind::LegalMeeting, State::Booked));
        assert_eq!((booked.summary.hearing_type, booked.summary.case_number.clone()), (None, None));
        assert_eq!(booked.summary.sites[0].room_name.as_str(), "Locutorio 1");
        assert_eq!((booked.linked.len(), booked.series.is_none()), (0, true));
        assert_eq!(booked.actions, [Action::Amend, Action::Cancel, Action::Confirm]);
        assert_eq!(world.messages(id).await.len(), 1, "counsel is invited: no hearing tells of it");

        let accept = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
        world.answer(&accounts.lawyer, id, accept).await.expect("the answer counts");
        let seen = detail(&world, who, id).await;
        let confirmed = advance(&world, who, &seen, State::Confirmed).await;
        world.clock.set(start);
        let running = advance(&world, who, &confirmed, State::InProgress).await;
        assert_eq!(advance(&world, who, &running, State::Completed).await.summary.state, State::Completed);
    }

    async fn it_holds_the_detainee_the_lawyer_and_the_room(world) {
        let seeds = &world.seeds;
        world.book(&world.private_meeting(world.at(23, 10, 0))).await;
        // Each of the three stands in the way of another by itself.
        let other = || Plan {
            detainee: seeds.izalco.detainees[1],
            people: vec![seeds.people.second_lawyer],
            ..World::in_room(world.private_meeting(world.at(23, 10, 15)), seeds.izalco.hearing)
        };
        for plan in [
            Plan { detainee: seeds.izalco.detainees[0], ..other() },
            Plan { people: vec![seeds.people.lawyer], ..other() },
            World::in_room(other(), seeds.izalco.consultation),
        ] {
            let refused = world.try_book(&plan).await;
            assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        }
        world.book(&other()).await;
    }

    async fn it_needs_a_room_for_private_talks(world) {
        for room in [world.seeds.izalco.second_hearing, world.seeds.izalco.clinic] {
            let plan = World::in_room(world.private_meeting(world.at(23, 10, 0)), room);
            assert_eq!(world.try_book(&plan).await, Err(Error::Refused(vec![Obstacle::NoRoom])));
        }
    }

    async fn nobody_but_counsel_and_an_interpreter_is_booked_or_joins(world) {
        let (who, people) = (&world.seeds.accounts.scheduler, &world.seeds.people);
        let only = |role: &str| Err(Error::Invalid(vec![Problem::new(role, Fault::OnlyCounsel)]));
        let mut plan = world.private_meeting(world.at(23, 10, 0));
        plan.people.push(people.judge);
        assert_eq!(world.try_book(&plan).await, only("judge"));
        plan.people = vec![people.lawyer, people.second_lawyer, people.interpreter];
        let id = world.book(&plan).await;
        let join = |person| Amendment { join: vec![person], ..Amendment::default() };
        for (person, role) in [(people.judge, "judge"), (people.guest, "guest"), (people.clinician, "clinician")] {
            let refused = world.services.bookings.amend(who, id, 1, join(person)).await;
            assert_eq!(refused.err(), only(role).err());
        }
        let leave = Amendment { leave: vec![people.second_lawyer, people.interpreter], ..Amendment::default() };
        let alone = world.services.bookings.amend(who, id, 1, leave).await.expect("one stays");
        assert_eq!(alone.summary.participants.len(), 1);
    }

    async fn it_moves_within_rooms_for_private_talks(world) {
        let (who, seeds) = (&world.seeds.accounts.scheduler, &world.seeds);
        let id = world.book(&world.private_meeting(world.at(23, 10, 0))).await;
        let to = |room| Amendment { start: Some(world.at(24, 9, 0)), room: Some(room), ..Amendment::default() };
        let refused = world.services.bookings.amend(who, id, 1, to(seeds.izalco.clinic)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        let moved = world.services.bookings.amend(who, id, 1, to(seeds.izalco.hearing)).await.expect("it serves");
        assert_eq!(moved.summary.period.start.at, world.at(24, 9, 0));
        assert_eq!(moved.summary.sites[0].room, seeds.izalco.hearing);
    }
}
