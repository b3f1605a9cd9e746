//! Appointments at several sites against a reference that asks every site for every start.

use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use shared::{
    ids::RoomId,
    schedule::{
        Reason,
        finder::{Finder, Joint, Site},
    },
    time::{Instant, Period},
};

use super::{
    reference,
    worlds::{World, world},
};

/// A first site and those beside it. Half of those ask for the same as the first, with other reservations, as the centres
/// of a country do; their midnights differ.
fn sites() -> impl Strategy<Value = (Site, Vec<Site>, Instant)> {
    (world(), vec((world(), -40_i64..40, any::<bool>()), 0..3)).prop_map(|(first, beside)| {
        let World { request, busy, wished } = first;
        let asked = request.clone();
        let beside = beside.into_iter().map(|(World { mut request, busy, .. }, steps, same)| {
            if same {
                let origin = Instant(asked.origin.0 + steps * 60 * i64::from(asked.grid.get()));
                request = shared::schedule::Request { origin, ..asked.clone() };
            }
            Site { request, busy }
        });
        (Site { request, busy }, beside.collect::<Vec<_>>(), wished)
    })
}

fn finders<'a>(first: &'a Site, beside: &'a [Site]) -> Vec<Finder<'a>> {
    std::iter::once(first).chain(beside).map(|site| Finder::new(&site.request, &site.busy)).collect()
}

/// Every start of the first site's grid at which every site has a room, with those rooms.
fn by_hand(first: &Site, beside: &[Site]) -> Vec<(Instant, Vec<RoomId>)> {
    let finders = finders(first, beside);
    let starts = reference::slots(&first.request, &first.busy).into_iter().map(|slot| slot.start);
    let rooms = |start: Instant| -> Option<Vec<RoomId>> {
        finders.iter().map(|site| site.judge(start).ok().map(|slot| slot.room)).collect()
    };
    starts.filter_map(|start| Some((start, rooms(start)?))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_start_holds_when_it_holds_at_every_site((first, beside, wished) in sites()) {
        let joint = Joint::new(&first, &beside);
        let expected = by_hand(&first, &beside);
        let found: Vec<_> = joint.slots().map(|slot| (slot.start, slot.room)).collect();
        prop_assert_eq!(&found, &expected.iter().map(|(start, rooms)| (*start, rooms[0])).collect::<Vec<_>>());
        for (start, rooms) in &expected {
            let sitting = joint.judge(*start);
            let all = sitting.as_ref().map(|it| it.slots().map(|slot| slot.room).collect::<Vec<_>>());
            prop_assert_eq!(all.as_ref(), Ok(rooms));
            let others = joint.beside(*start);
            prop_assert_eq!(others.as_deref(), Some(&rooms[1..]));
        }
        let mut nearest = expected;
        nearest.sort_by_key(|(start, _)| (start.0.abs_diff(wished.0), *start));
        nearest.truncate(4);
        let starts: Vec<_> = joint.nearest(wished, 4).into_iter().map(|slot| slot.start).collect();
        prop_assert_eq!(starts, nearest.into_iter().map(|(start, _)| start).collect::<Vec<_>>());
    }

    #[test]
    fn a_refusal_names_every_site_that_refuses((first, beside, wished) in sites()) {
        let finders = finders(&first, &beside);
        match Joint::new(&first, &beside).judge(wished) {
            Ok(_) => prop_assert!(finders.iter().all(|site| site.judge(wished).is_ok())),
            Err(reasons) => {
                prop_assert!(!reasons.is_empty());
                for (site, reason) in &reasons {
                    prop_assert!(finders[*site].judge(wished).unwrap_err().contains(reason));
                }
                let of_time = |reason: &Reason| matches!(
                    reason,
                    Reason::TooEarly { .. } | Reason::OutsideHorizon | Reason::OffGrid { .. }
                        | Reason::ShortNotice { .. } | Reason::AfterDeadline { .. }
                );
                for (place, site) in finders.iter().enumerate() {
                    for reason in site.judge(wished).err().unwrap_or_default() {
                        let said = reasons.contains(&(place, reason));
                        prop_assert!(said || of_time(&reason) && reasons.iter().any(|(_, other)| of_time(other)));
                    }
                }
            }
        }
    }

    #[test]
    fn no_reason_is_given_where_there_is_a_slot(
        (first, beside, _) in sites(), from in -50_i64..200, length in 1_i64..100,
    ) {
        let within = Period::new(Instant(from * 300), Instant((from + length) * 300)).unwrap();
        let joint = Joint::new(&first, &beside);
        let some = by_hand(&first, &beside).iter().any(|(start, _)| within.contains(*start));
        prop_assert_eq!(joint.during(within).next().is_some(), some);
        match joint.why_none(within) {
            None => prop_assert!(some || reference::grid(&first.request, within).is_empty()),
            Some((site, _)) => prop_assert!(!some && site <= beside.len()),
        }
    }
}

/// The properties above mean something only if sites often have starts in common, and often have not.
#[test]
fn the_sites_are_varied() {
    let mut runner = TestRunner::deterministic();
    let (mut common, mut lost) = (0, 0);
    for _ in 0..1000 {
        let (first, beside, _) = sites().new_tree(&mut runner).unwrap().current();
        let alone = !reference::slots(&first.request, &first.busy).is_empty();
        let together = !by_hand(&first, &beside).is_empty();
        common += usize::from(together && !beside.is_empty());
        lost += usize::from(alone && !together);
    }
    assert!(common > 40, "{common} of 1000 have a start in common");
    assert!(lost > 100, "{lost} of 1000 have starts, but none in common");
}
