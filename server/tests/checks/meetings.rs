//! Whoever checks their devices for a hearing checks them for its private meetings too, and the other way round.

use jiff::civil::date;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use services::testing::{World, entity::live_events};
use shared::{
    appointment::{Amendment, Link, Role, Summary},
    check::{CheckedFor, Measurements, Verdict},
    error::{Error, LinkEnd},
    ids::AppointmentId,
    notice::AnswerForm,
    principal::Principal,
    readiness::Obstruction,
    time::Instant,
};

use super::{black, sound};
use crate::facts::asked::Asked;

/// What is said of the lawyer's devices: the verdict of the check that counts, and what stands in the way.
type Told = (Option<Verdict>, Vec<Option<Verdict>>);

/// What stands in the way where nobody checked.
const UNCHECKED: Option<Verdict> = None;

fn told_in(summary: &Summary) -> Told {
    let lawyer = summary.participants.iter().find(|part| part.role == Role::DefenceLawyer).unwrap();
    let blockers = summary.blockers.iter().filter_map(|blocker| match &blocker.what {
        Obstruction::DevicesUnchecked { role: Role::DefenceLawyer, .. } => Some(UNCHECKED),
        Obstruction::DevicesFaulty { role: Role::DefenceLawyer, verdict, .. } => Some(Some(*verdict)),
        _ => None,
    });
    (lawyer.check.as_ref().map(|check| check.verdict), blockers.collect())
}

/// What the page of an appointment says.
async fn told(world: &World, id: AppointmentId) -> Told {
    told_in(&world.services.bookings.appointment(&world.seeds.accounts.scheduler, id).await.unwrap().summary)
}

/// What the board of the 25th says, by start.
async fn on_the_board(world: &World, who: &Principal) -> Vec<Told> {
    let day = world.services.days.day(who, Some(date(2026, 11, 25))).await.unwrap();
    day.appointments.iter().map(told_in).collect()
}

/// A hearing at 10:00 on the 25th between two private meetings, to which the lawyer comes, and those meetings. It is 9:00.
async fn between_meetings(world: &World) -> (AppointmentId, [AppointmentId; 2]) {
    let hearing = world.book(&world.between_meetings(world.at(25, 10, 0))).await;
    accept(world, hearing).await;
    world.clock.set(world.at(25, 9, 0));
    let linked = world.services.bookings.appointment(&world.seeds.accounts.scheduler, hearing).await.unwrap().linked;
    let meeting = |link| linked.iter().find(|one| one.link == link).unwrap().id;
    (hearing, [meeting(Link::Meeting), meeting(Link::MeetingAfter)])
}

async fn accept(world: &World, hearing: AppointmentId) {
    let form = AnswerForm { answer: "accept".to_owned(), ..AnswerForm::default() };
    world.answer(&world.seeds.accounts.lawyer, hearing, form).await.expect("the answer counts");
}

async fn move_to(world: &World, meeting: AppointmentId, start: Instant) {
    let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
    let version = bookings.appointment(who, meeting).await.unwrap().summary.version;
    let change = Amendment { start: Some(start), ..Amendment::default() };
    bookings.amend(who, meeting, version, change).await.expect("it moves");
}

async fn check(world: &World, counts_for: AppointmentId, measured: Measurements) -> Result<(), Error> {
    let (who, own) = (&world.seeds.accounts.lawyer, CheckedFor::Participant(counts_for));
    world.services.checks.record(who, None, own, measured).await.map(drop)
}

/// How often open screens were told that `appointment` changed.
async fn announced(world: &World, appointment: AppointmentId) -> u64 {
    let of_it = live_events::Column::AppointmentId.eq(appointment.0);
    live_events::Entity::find().filter(of_it).count(&world.house.db).await.unwrap()
}

services::on_both_databases! {
    async fn a_check_for_a_hearing_counts_for_its_private_meetings(world) {
        let (hearing, [before, after]) = between_meetings(&world).await;
        let scheduler = &world.seeds.accounts.scheduler;
        for id in [before, hearing, after] {
            assert_eq!(told(&world, id).await, (None, vec![UNCHECKED]));
        }
        let lawyer = world.invited(hearing, world.seeds.people.lawyer).await;
        let own = CheckedFor::Participant(hearing);
        for (measured, expected) in [
            (sound(), (Some(Verdict::Pass), vec![])),
            (black(), (Some(Verdict::Fail), vec![Some(Verdict::Fail)])),
            (sound(), (Some(Verdict::Pass), vec![])),
        ] {
            world.clock.advance(1);
            let seen = [announced(&world, before).await, announced(&world, after).await];
            world.services.checks.record(&lawyer, None, own, measured).await.unwrap();
            for id in [before, hearing, after] {
                assert_eq!(told(&world, id).await, expected);
            }
            assert_eq!(on_the_board(&world, scheduler).await, vec![expected; 3]);
            let now = [announced(&world, before).await, announced(&world, after).await];
            assert!(now[0] > seen[0] && now[1] > seen[1], "open pages of the meetings hear of it");
        }
    }

    async fn a_check_from_a_private_meeting_counts_for_its_hearing(world) {
        let (hearing, [before, after]) = between_meetings(&world).await;
        for (from, measured, expected) in [
            (before, black(), (Some(Verdict::Fail), vec![Some(Verdict::Fail)])),
            (after, sound(), (Some(Verdict::Pass), vec![])),
        ] {
            world.clock.advance(1);
            check(&world, from, measured).await.unwrap();
            for id in [before, hearing, after] {
                assert_eq!(told(&world, id).await, expected);
            }
        }
    }

    async fn other_devices_end_it_for_both(world) {
        let (hearing, meetings) = between_meetings(&world).await;
        check(&world, hearing, sound()).await.unwrap();
        world.clock.advance(1);
        let seen = announced(&world, meetings[1]).await;
        let own = CheckedFor::Participant(hearing);
        world.services.checks.devices_changed(&world.seeds.accounts.lawyer, own).await.unwrap();
        assert_eq!(told(&world, hearing).await, (None, vec![UNCHECKED]));
        assert_eq!(told(&world, meetings[1]).await, (None, vec![UNCHECKED]));
        assert!(announced(&world, meetings[1]).await > seen, "open pages of the meeting hear of it");
    }

    async fn a_check_for_one_hearing_says_nothing_of_another(world) {
        let (hearing, _) = between_meetings(&world).await;
        let other = world.book(&world.between_meetings(world.at(26, 10, 0))).await;
        check(&world, hearing, sound()).await.unwrap();
        assert_eq!(told(&world, other).await.0, None);
        // A judge's is the judge's.
        let own = CheckedFor::Participant(other);
        world.services.checks.record(&world.seeds.accounts.judge, None, own, black()).await.unwrap();
        assert_eq!(told(&world, other).await.0, None);
    }

    async fn a_private_meeting_that_was_moved_by_itself_is_checked_for_with_its_hearing(world) {
        let (hearing, [before, after]) = between_meetings(&world).await;
        check(&world, hearing, sound()).await.unwrap();
        move_to(&world, after, world.at(25, 13, 0)).await;
        assert_eq!(told(&world, after).await.0, Some(Verdict::Pass));
        // On the next day, when the hearing and its checks are over.
        move_to(&world, after, world.at(26, 10, 0)).await;
        accept(&world, hearing).await;
        world.clock.set(world.at(26, 9, 30));
        assert_eq!(told(&world, after).await, (None, vec![UNCHECKED]));
        check(&world, before, black()).await.expect("there is something to check for");
        assert_eq!(told(&world, after).await, (Some(Verdict::Fail), vec![Some(Verdict::Fail)]));
        world.clock.advance(1);
        check(&world, after, sound()).await.expect("that can be cleared");
        assert_eq!(told(&world, after).await, (Some(Verdict::Pass), vec![]));
        world.clock.set(world.at(26, 10, 15));
        assert_eq!(check(&world, after, sound()).await, Err(Error::LinkEnded(LinkEnd::Expired)), "now all is over");
    }

    async fn a_private_meeting_that_is_over_keeps_the_check_that_counted_then(world) {
        let (hearing, [before, after]) = between_meetings(&world).await;
        check(&world, hearing, sound()).await.unwrap();
        world.clock.set(world.at(25, 10, 5));
        check(&world, hearing, black()).await.unwrap();
        assert_eq!(told(&world, before).await, (Some(Verdict::Pass), vec![]));
        for id in [hearing, after] {
            assert_eq!(told(&world, id).await, (Some(Verdict::Fail), vec![Some(Verdict::Fail)]));
        }
    }

    async fn of_people_s_checks_the_store_is_asked_once(world) {
        let (hearing, _) = between_meetings(&world).await;
        check(&world, hearing, sound()).await.unwrap();
        let asked = Asked::default();
        let watched = asked.in_world(&world);
        asked.since();
        assert_eq!(on_the_board(&watched, &watched.seeds.accounts.scheduler).await.len(), 3);
        let statements = asked.since();
        let of_checks: Vec<_> = statements.iter().filter(|sql| sql.contains("device_checks")).collect();
        // Once for the people's, once for the rooms'.
        assert_eq!(of_checks.len(), 2, "{of_checks:#?}");
    }
}
