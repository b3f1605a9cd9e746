//! Held starts against a reference that takes the holds away one after the other.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use shared::{
    schedule::{
        Busy, Resource,
        finder::{HeldStart, Joint, Site, held_starts},
    },
    time::{Instant, Period},
};

use super::{
    reference,
    worlds::{World, detainee, person, room, world},
};

/// A first site, and in half of the cases one beside it that asks for the same among other reservations.
fn sites() -> impl Strategy<Value = (Site, Vec<Site>)> {
    (world(), vec(world(), 0..2)).prop_map(|(World { mut request, busy, .. }, beside)| {
        // Half of the escorts that are out are out for what others are choosing.
        if let Some(escorts) = &mut request.rules.escorts {
            let chosen = escorts.out.split_off(escorts.out.len() / 2);
            let lapses = (0..3).cycle().map(|place| Instant(place * 300));
            escorts.choosing = chosen.into_iter().zip(lapses).collect();
        }
        let beside = beside.into_iter().map(|other| Site { request: request.clone(), busy: other.busy });
        let beside: Vec<Site> = beside.collect();
        (Site { request, busy }, beside)
    })
}

/// Whether `start` holds at every site, if the holds had lapsed that end up to `until`.
fn holds(sites: &[&Site], start: Instant, until: Option<Instant>) -> bool {
    let stands = |lapses: Instant| until.is_none_or(|until| lapses > until);
    sites.iter().all(|site| {
        let mut request = site.request.clone();
        if let Some(escorts) = &mut request.rules.escorts {
            escorts.choosing.retain(|(_, lapses)| stands(*lapses));
        }
        let stays = |busy: &Busy| busy.until.is_none_or(stands);
        let busy: Vec<_> = site.busy.iter().copied().filter(stays).collect();
        reference::judge(&request, &busy, start).is_ok()
    })
}

fn by_hand(first: &Site, beside: &[Site], within: Period) -> Vec<HeldStart> {
    let sites: Vec<&Site> = std::iter::once(first).chain(beside).collect();
    let of_escorts = sites.iter().flat_map(|site| &site.request.rules.escorts).flat_map(|escorts| &escorts.choosing);
    let of_things = sites.iter().flat_map(|site| &site.busy).filter_map(|busy| busy.until);
    let lapses = of_things.chain(of_escorts.map(|(_, until)| *until));
    // The first whole minute at which it has lapsed.
    let minute = |until: Instant| (until.0..until.0 + 60).map(Instant).find(|moment| moment.0 % 60 == 0).unwrap();
    let lapses: BTreeSet<Instant> = lapses.map(minute).collect();
    let held = reference::grid(&first.request, within).into_iter().filter(|start| !holds(&sites, *start, None));
    held.filter_map(|start| {
        let until = lapses.iter().copied().find(|until| holds(&sites, start, Some(*until)))?;
        Some(HeldStart { start, until })
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_start_is_held_until_the_first_lapse_that_frees_it(
        (first, beside) in sites(), from in -50_i64..200, length in 1_i64..200,
    ) {
        let within = Period::new(Instant(from * 300), Instant((from + length) * 300)).unwrap();
        let held = held_starts(&first, &beside, within);
        prop_assert_eq!(&held, &by_hand(&first, &beside, within));
        let free: BTreeSet<Instant> = Joint::new(&first, &beside).during(within).map(|slot| slot.start).collect();
        prop_assert!(held.iter().all(|one| !free.contains(&one.start)), "a free start is not held");
    }
}

/// The property above means something only if starts are often held.
#[test]
fn the_worlds_hold_starts() {
    let mut runner = TestRunner::deterministic();
    let all = Period::new(Instant(-50 * 300), Instant(300 * 300)).unwrap();
    let some = (0..1000).filter(|_| {
        let (first, beside) = sites().new_tree(&mut runner).unwrap().current();
        !held_starts(&first, &beside, all).is_empty()
    });
    let some = some.count();
    assert!(some > 15, "{some} of 1000 worlds hold a start");
}

/// Who must wait for two holds waits for the later; where one of two rooms is enough, for the earlier.
#[test]
fn people_are_all_needed_and_one_room_is_enough() {
    let day = Period::new(Instant(0), Instant(24 * 3600)).unwrap();
    let mut request = super::examples::hearing();
    request.meetings = shared::schedule::Meetings::NONE;
    let until = |resource, minutes| Busy { resource, period: day, until: Some(Instant(0).plus_minutes(minutes)) };
    let lapse = |busy: Vec<Busy>| {
        let held = held_starts(&Site { request: request.clone(), busy }, &[], day);
        assert_eq!(held.len(), 29, "every quarter of an hour from 8 to 15");
        held[0].until
    };
    let (rooms, judge) = ([room(1), room(2)].map(Resource::Room), Resource::Person(person(1)));
    let brought = Resource::Detainee(detainee(1));
    assert_eq!(lapse(vec![until(judge, 4), until(brought, 7)]), Instant(7 * 60));
    assert_eq!(lapse(vec![until(rooms[0], 9), until(rooms[1], 6)]), Instant(6 * 60));
    assert_eq!(lapse(vec![until(rooms[0], 3), until(rooms[1], 6), until(judge, 5)]), Instant(5 * 60));
    // Within a minute it is all the same: it is free from the next on.
    let at = |resource, second| Busy { resource, period: day, until: Some(Instant(second)) };
    assert_eq!(lapse(vec![at(judge, 61), at(brought, 119)]), Instant(120));
    assert_eq!(lapse(vec![at(rooms[0], 119), at(rooms[1], 61), at(judge, 120)]), Instant(120));
    // What is booked is not held, whoever else chooses it.
    let booked = vec![Busy::booked(judge, day), until(judge, 4)];
    assert_eq!(held_starts(&Site { request: request.clone(), busy: booked }, &[], day), []);
}
