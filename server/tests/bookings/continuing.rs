//! Going on with an adjourned hearing.

use jiff::civil::date;
use sea_orm::EntityTrait;
use services::testing::{Plan, World, entity};
use shared::{
    appointment::{Detail, Link, State},
    cause::Cause,
    error::{Error, Fault, Problem},
    ids::{AppointmentId, DraftId},
    permission::Action,
    schedule::{Obstacle, Slot},
    time::Instant,
};

use super::{advance, confirm, detail};

/// A hearing of this morning that was adjourned.
pub(super) async fn adjourned(world: &World) -> Detail {
    adjourned_of(world, &world.hearing(world.at(23, 10, 0))).await
}

/// The hearing of `plan`, after it was adjourned.
async fn adjourned_of(world: &World, plan: &Plan) -> Detail {
    let id = world.book(plan).await;
    let confirmed = confirm(world, id).await;
    world.clock.set(plan.slot.start);
    let judge = &world.seeds.accounts.judge;
    let running = advance(world, judge, &confirmed, State::InProgress).await;
    assert!(running.actions.contains(&Action::Adjourn), "{:?}", running.actions);
    let over = advance(world, judge, &running, State::Adjourned).await;
    assert!(!over.actions.contains(&Action::BookNext), "a judge does not book");
    detail(world, &world.seeds.accounts.scheduler, id).await
}

async fn book(world: &World, draft: DraftId, start: Instant) -> Result<AppointmentId, Error> {
    let who = &world.seeds.accounts.scheduler;
    let slot = Slot { start, room: world.seeds.izalco.second_hearing };
    world.services.bookings.choose_slot(who, draft, slot).await?;
    world.services.bookings.book(who, draft).await
}

services::on_both_databases! {
    async fn the_next_hearing_begins_with_what_is_known(world) {
        let over = adjourned(&world).await;
        assert_eq!(over.actions, [Action::BookNext]);
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let view = bookings.begin_next(who, over.summary.id).await.expect("a draft");
        let what = &view.draft.what;
        assert_eq!(
            [&what.kind, &what.hearing_type, &what.case_number, &what.duration, &what.meeting, &what.resolution],
            ["hearing", "review_of_measures", "145-2026", "45", "30", ""],
            "the decision allowed the first one only"
        );
        assert_eq!(view.draft.detainees, [world.seeds.izalco.detainees[0]]);
        let people: Vec<_> = view.draft.invitees.iter().map(|invitee| (invitee.person, invitee.required)).collect();
        assert_eq!(people, [(world.seeds.people.judge, true), (world.seeds.people.lawyer, true)]);
        let again = bookings.begin_next(who, over.summary.id).await.expect("the same draft");
        assert_eq!(again.id, view.id, "asking twice makes one draft");

        let next = book(&world, view.id, world.at(25, 9, 0)).await.expect("it is booked");
        let next = detail(&world, who, next).await;
        let links: Vec<_> = next.linked.iter().map(|one| (one.link, one.id)).collect();
        assert!(links.contains(&(Link::Continues, over.summary.id)), "{links:?}");
        assert!(links.iter().any(|(link, _)| *link == Link::Meeting), "{links:?}");
        let over = detail(&world, who, over.summary.id).await;
        let back = over.linked.iter().find(|one| one.link == Link::ContinuedBy).expect("the link back");
        assert_eq!(back.id, next.summary.id);
        assert_eq!(back.period.start.civil.to_string(), "2026-11-25T09:00:00");
        assert_eq!(over.actions, [], "it goes on already");
        let meeting = next.linked.iter().find(|one| one.link == Link::Meeting).expect("the meeting").id;
        assert_eq!(detail(&world, who, meeting).await.linked[0].link, Link::Main);
    }

    async fn the_law_sets_the_same_last_day_for_the_next_one(world) {
        let mut plan = world.hearing(world.at(23, 10, 0));
        "2026-11-24".clone_into(&mut plan.what.deadline);
        let over = adjourned_of(&world, &plan).await.summary.id;
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let view = bookings.begin_next(who, over).await.expect("a draft");
        assert_eq!(view.draft.what.deadline, "2026-11-24");
        let last = date(2026, 11, 24);
        let late = book(&world, view.id, world.at(25, 9, 0)).await;
        assert_eq!(late, Err(Error::Refused(vec![Obstacle::AfterDeadline { last }])));
        let next = book(&world, view.id, world.at(24, 9, 0)).await.expect("it is booked");
        assert_eq!(detail(&world, who, next).await.deadline, Some(last));
    }

    async fn it_goes_on_once_unless_that_was_called_off(world) {
        let over = adjourned(&world).await;
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let first = bookings.begin_next(who, over.summary.id).await.expect("a draft").id;
        let first = book(&world, first, world.at(25, 9, 0)).await.expect("it is booked");
        let second = bookings.begin_next(who, over.summary.id).await.expect("another draft").id;
        let answer = book(&world, second, world.at(26, 9, 0)).await;
        assert_eq!(answer, Err(Error::Invalid(vec![Problem::new("continues", Fault::Duplicate)])));
        bookings.cancel(who, first, 1, Cause::CourtAgenda, None).await.expect("it is called off");
        assert_eq!(detail(&world, who, over.summary.id).await.actions, [Action::BookNext]);
        book(&world, second, world.at(26, 9, 0)).await.expect("now it is booked");
    }

    async fn taking_it_up_again_counts_as_a_change(world) {
        let over = adjourned(&world).await;
        let (who, bookings) = (&world.seeds.accounts.scheduler, &world.services.bookings);
        let draft = bookings.begin_next(who, over.summary.id).await.expect("a draft").id;
        world.clock.advance(29 * 24 * 60);
        assert_eq!(bookings.begin_next(who, over.summary.id).await.expect("a draft").id, draft);
        let row = entity::drafts::Entity::find_by_id(draft.0).one(&world.house.db).await.expect("it is read");
        assert_eq!(row.map(|row| row.updated_at), Some(world.now().0));
    }

    async fn only_what_was_adjourned_goes_on_and_only_for_its_court(world) {
        let (accounts, bookings) = (&world.seeds.accounts, &world.services.bookings);
        let planned = world.book(&world.hearing(world.at(24, 10, 0))).await;
        let answer = bookings.begin_next(&accounts.scheduler, planned).await;
        assert_eq!(answer, Err(Error::Transition { from: State::Booked, to: State::Adjourned }));
        let over = adjourned(&world).await.summary.id;
        assert_eq!(bookings.begin_next(&accounts.other_scheduler, over).await, Err(Error::NotFound));
        for never in [&accounts.judge, &accounts.lawyer, &accounts.warden, &accounts.nurse, &accounts.auditor] {
            assert_eq!(bookings.begin_next(never, over).await, Err(Error::Forbidden));
        }
    }
}
