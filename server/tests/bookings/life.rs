//! The whole life of an appointment.

use shared::{
    appointment::{AccusedPosition, Attendance, Event, Field, HearingType, Kind, State},
    cause::Cause,
    error::{Error, Fault, Problem},
    permission::Action,
    schedule::Obstacle,
    time::Instant,
};

use super::{advance, all_accept, confirm, detail, happened};

services::on_both_databases! {
    async fn a_hearing_is_booked_confirmed_and_held(world) {
        let accounts = &world.seeds.accounts;
        let who = &accounts.scheduler;
        let start = world.at(23, 10, 0);
        let id = world.book(&world.hearing(start)).await;

        let booked = detail(&world, who, id).await;
        let summary = &booked.summary;
        assert_eq!((summary.kind, summary.state, summary.version), (Kind::Hearing, State::Booked, 1));
        assert_eq!(summary.hearing_type, Some(HearingType::ReviewOfMeasures));
        assert_eq!(summary.period.start.civil.to_string(), "2026-11-23T10:00:00");
        assert_eq!(summary.period.end.civil.to_string(), "2026-11-23T10:45:00");
        assert_eq!(summary.zone.0, "America/El_Salvador");
        assert_eq!(summary.sites.len(), 1);
        assert_eq!(summary.sites[0].room_name.as_str(), "Sala virtual 1");
        assert_eq!(summary.sites[0].detainees[0].name.as_str(), "María José Peña");
        assert_eq!(summary.participants.len(), 2);
        assert!(summary.participants.iter().all(|it| it.required && it.attendance == Attendance::NeedsAction));
        let basis = booked.legal_basis.as_ref().expect("the legal basis is kept");
        assert_eq!((basis.resolution.as_str(), basis.accused), ("R-77/2026", AccusedPosition::Consents));
        assert_eq!(booked.duration.get(), 45);
        assert_eq!(booked.actions, [Action::Amend, Action::AddDays, Action::Cancel, Action::Confirm]);

        let meeting = booked.linked.first().expect("the private meeting is linked").clone();
        assert_eq!((meeting.kind, meeting.state), (Kind::LegalMeeting, State::Booked));
        assert_eq!(meeting.period.start.civil.to_string(), "2026-11-23T09:30:00");
        assert_eq!(meeting.period.end.at, start);
        let private = detail(&world, who, meeting.id).await;
        assert_eq!(private.summary.participants.len(), 1, "only counsel attends the private meeting");
        assert_eq!(private.linked.first().map(|linked| linked.id), Some(id));

        let early = world.services.bookings.advance(who, id, 1, State::Confirmed, None, None).await;
        let missing = ["judge", "defence_lawyer"].map(|role| Problem::new(role, Fault::NotAccepted));
        assert_eq!(early, Err(Error::Invalid(missing.to_vec())));

        let confirmed = confirm(&world, id).await;
        assert_eq!(confirmed.summary.state, State::Confirmed);
        assert_eq!(detail(&world, who, meeting.id).await.summary.state, State::Confirmed);

        assert!(!confirmed.actions.contains(&Action::Start), "what would be refused is not offered");
        let version = confirmed.summary.version;
        let too_early = world.services.bookings.advance(who, id, version, State::InProgress, None, None).await;
        let earliest = world.zone.local(start.plus_minutes(-30));
        assert_eq!(too_early, Err(Error::Refused(vec![Obstacle::TooEarly { earliest }])));

        world.clock.set(Instant(start.plus_minutes(-30).0 - 1));
        assert!(!detail(&world, who, id).await.actions.contains(&Action::Start));
        world.clock.set(start.plus_minutes(-30));
        assert!(detail(&world, who, id).await.actions.contains(&Action::Start));
        let running = advance(&world, &accounts.judge, &confirmed, State::InProgress).await;
        let suspended = advance(&world, &accounts.judge, &running, State::Suspended).await;
        assert!(suspended.actions.contains(&Action::Resume));
        let resumed = advance(&world, who, &suspended, State::InProgress).await;
        let done = advance(&world, who, &resumed, State::Completed).await;
        assert_eq!(done.summary.state, State::Completed);
        assert!(done.actions.is_empty());

        let events: Vec<_> = happened(&done).iter().map(|entry| entry.event).collect();
        assert_eq!(events, [
            Event::Booked, Event::Answered, Event::Answered, Event::StateChanged, Event::StateChanged,
            Event::StateChanged, Event::StateChanged, Event::StateChanged,
        ]);
        assert_eq!(done.timeline[0].actor.as_ref().map(ToString::to_string), Some("Cuenta scheduler".to_owned()));
        let last = done.timeline.last().expect("an entry").changes.first().expect("a change").clone();
        assert_eq!((last.field, last.from.as_deref(), last.to.as_deref()),
            (Field::State, Some("in_progress"), Some("completed")));

        let again = world.services.bookings.advance(who, id, done.summary.version, State::InProgress, None, None).await;
        assert_eq!(again, Err(Error::Transition { from: State::Completed, to: State::InProgress }));

        // What is over holds nothing: the rest of the hour is free for others.
        world.clock.set(start.plus_minutes(-29));
        let next = world.hearing(world.at(23, 10, 30));
        let mut plan = next;
        "0".clone_into(&mut plan.what.meeting);
        world.book(&plan).await;
    }

    async fn a_hearing_without_legal_basis_is_not_confirmed(world) {
        let who = &world.seeds.accounts.scheduler;
        let mut plan = world.hearing(world.at(23, 10, 0));
        for field in [
            &mut plan.what.resolution, &mut plan.what.resolution_date, &mut plan.what.resolution_judge,
            &mut plan.what.ground, &mut plan.what.accused,
        ] {
            field.clear();
        }
        let id = world.book(&plan).await;
        all_accept(&world, id).await;
        let seen = detail(&world, who, id).await;
        let refused = world.services.bookings.advance(who, id, seen.summary.version, State::Confirmed, None, None).await;
        assert_eq!(refused, Err(Error::Invalid(vec![Problem::new("resolution", Fault::SafeguardMissing)])));
    }

    async fn what_was_not_held_has_a_cause_and_takes_its_meeting_along(world) {
        let who = &world.seeds.accounts.scheduler;
        let bookings = &world.services.bookings;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let without = bookings.advance(who, id, 1, State::NotHeld, None, None).await;
        assert_eq!(without, Err(Error::Invalid(vec![Problem::new("cause", Fault::Missing)])));
        let other = bookings.advance(who, id, 1, State::NotHeld, Some(Cause::Other), None).await;
        assert_eq!(other, Err(Error::Invalid(vec![Problem::new("note", Fault::NeedsNote)])));
        let early = bookings.advance(who, id, 1, State::NotHeld, Some(Cause::NoEscort), None).await;
        assert!(matches!(early, Err(Error::Refused(_))), "{early:?}");
        assert!(!detail(&world, who, id).await.actions.contains(&Action::NotHeld));
        world.clock.set(world.at(23, 9, 30));
        assert!(detail(&world, who, id).await.actions.contains(&Action::NotHeld));
        let done = bookings.advance(who, id, 1, State::NotHeld, Some(Cause::NoEscort), None).await.expect("a cause serves");
        assert_eq!((done.summary.state, done.cause), (State::NotHeld, Some(Cause::NoEscort)));
        let meeting = detail(&world, who, done.linked[0].id).await;
        assert_eq!(meeting.summary.state, State::NotHeld);
        world.clock.set(world.at(20, 9, 0));
        world.book(&world.hearing(world.at(23, 10, 0))).await;
    }

    async fn a_state_is_reached_only_by_the_table(world) {
        let who = &world.seeds.accounts.scheduler;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        for to in [State::Requested, State::InProgress, State::Suspended, State::Completed, State::Adjourned,
            State::Booked, State::Cancelled] {
            let refused = world.services.bookings.advance(who, id, 1, to, Some(Cause::Mistake), None).await;
            assert_eq!(refused, Err(Error::Transition { from: State::Booked, to }));
        }
    }
}
