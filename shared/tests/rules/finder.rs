//! The finder against a reference that tries every start of the grid by the letter of the definition.

mod examples;
mod fitting;
mod joint;
mod lapsing;
mod reference;
pub mod worlds;
#[cfg(feature = "zones")]
mod zones;

use std::collections::HashSet;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use shared::{
    schedule::{
        Reason,
        finder::{Finder, find, judge, nearest},
    },
    time::{Instant, Period},
};

use self::worlds::{World, world};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn find_is_the_reference(World { request, busy, .. } in world(), most in 0_usize..40) {
        let all = reference::slots(&request, &busy);
        prop_assert_eq!(&find(&request, &busy, usize::MAX), &all);
        prop_assert_eq!(&find(&request, &busy, most)[..], &all[..most.min(all.len())]);
    }

    #[test]
    fn nearest_is_the_reference(World { request, busy, wished } in world(), most in 0_usize..12) {
        let mut expected = reference::slots(&request, &busy);
        expected.sort_by_key(|slot| (slot.start.0.abs_diff(wished.0), slot.start));
        expected.truncate(most);
        prop_assert_eq!(nearest(&request, &busy, wished, most), expected);
    }

    #[test]
    fn judge_is_the_reference(World { request, busy, wished } in world()) {
        match (judge(&request, &busy, wished), reference::judge(&request, &busy, wished)) {
            (Ok(slot), Ok(expected)) => prop_assert_eq!(slot, expected),
            (Err(reasons), Err(expected)) => {
                let distinct: HashSet<Reason> = reasons.iter().copied().collect();
                prop_assert_eq!(distinct.len(), reasons.len(), "a reason is given twice");
                prop_assert_eq!(distinct, expected);
            }
            (judged, expected) => prop_assert!(false, "judged {judged:?}, expected {expected:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn judge_and_find_agree_on_every_start(World { request, busy, .. } in world()) {
        let finder = Finder::new(&request, &busy);
        let found = finder.first(usize::MAX);
        for place in -30..200_i64 {
            let start = Instant(place * 300);
            let slot = found.iter().find(|slot| slot.start == start).copied();
            prop_assert_eq!(finder.judge(start).ok(), slot, "at {:?}", start);
        }
    }

    #[test]
    fn the_order_of_reservations_does_not_matter(World { request, mut busy, wished } in world()) {
        let finder = Finder::new(&request, &busy);
        let (found, judged) = (finder.first(usize::MAX), finder.judge(wished));
        busy.reverse();
        prop_assert_eq!(find(&request, &busy, usize::MAX), found);
        prop_assert_eq!(judge(&request, &busy, wished), judged);
    }

    #[test]
    fn one_more_reservation_never_opens_a_start(World { request, mut busy, .. } in world()) {
        let with = reference::starts(&find(&request, &busy, usize::MAX));
        busy.pop();
        let without = reference::starts(&find(&request, &busy, usize::MAX));
        prop_assert!(with.is_subset(&without));
    }

    #[test]
    fn what_lies_out_of_reach_changes_nothing(World { request, busy, .. } in world()) {
        let near = busy.iter().copied().filter(|held| held.period.overlaps(request.reach())).collect::<Vec<_>>();
        prop_assert_eq!(find(&request, &near, usize::MAX), find(&request, &busy, usize::MAX));
    }

    #[test]
    fn why_none_is_a_reason_against_a_start_of_the_period(
        World { request, busy, .. } in world(), from in -50_i64..200, length in 1_i64..100,
    ) {
        let within = Period::new(Instant(from * 300), Instant((from + length) * 300)).unwrap();
        let starts = reference::grid(&request, within);
        match Finder::new(&request, &busy).why_none(within) {
            None => prop_assert!(starts.iter().any(|start| judge(&request, &busy, *start).is_ok()), "no reason at all"),
            Some(_) if starts.iter().any(|start| judge(&request, &busy, *start).is_ok()) => {
                prop_assert!(false, "a reason although there is a slot");
            }
            Some(Reason::NoRoom) => prop_assert!(request.rooms.is_empty()),
            Some(closed @ Reason::Closed { .. }) => {
                for start in starts {
                    prop_assert!(judge(&request, &busy, start).unwrap_err().contains(&closed));
                }
            }
            Some(reason) => {
                let against = |start: &Instant| judge(&request, &busy, *start).is_err_and(|all| all.contains(&reason));
                prop_assert!(starts.iter().any(against));
            }
        }
    }
}

/// The properties above mean something only if the worlds hold slots, refusals and every kind of reason.
#[test]
fn the_worlds_are_varied() {
    let mut runner = TestRunner::deterministic();
    let (mut some, mut meetings, mut after, mut several_rooms, mut kinds) = (0, 0, 0, 0, HashSet::new());
    for _ in 0..1000 {
        let World { request, busy, wished } = world().new_tree(&mut runner).unwrap().current();
        let slots = reference::slots(&request, &busy);
        some += usize::from(!slots.is_empty());
        meetings += usize::from(!slots.is_empty() && request.meetings.before.is_some());
        after += usize::from(!slots.is_empty() && request.meetings.after.is_some());
        several_rooms += usize::from(slots.iter().any(|slot| slot.room != request.rooms[0].room));
        for reason in reference::judge(&request, &busy, wished).err().unwrap_or_default() {
            kinds.insert(std::mem::discriminant(&reason));
        }
    }
    assert!(some > 250, "{some} of 1000 worlds have a slot");
    assert!(meetings > 80, "{meetings} of 1000 worlds have a slot with a meeting");
    assert!(after > 80, "{after} of 1000 worlds have a slot with a meeting after");
    assert!(several_rooms > 50, "{several_rooms} of 1000 worlds need their second room");
    assert_eq!(kinds.len(), 11, "every kind of reason occurs");
}
