//! What is booked and no longer fits together, against looking at every minute.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU16,
};

use proptest::prelude::*;
use shared::{
    centre::{
        Against,
        collisions::{Outing, Ruling, collisions},
    },
    ids::{AppointmentId, DetaineeId, RoomId},
    schedule::{
        Movement,
        fitting::Fitting,
        waiting::{Category, Sex},
    },
    time::{Instant, Period},
};
use uuid::Uuid;

fn detainee(number: u8) -> DetaineeId {
    DetaineeId(Uuid::from_u128(u128::from(number) + 1))
}

fn room_of(number: u8) -> RoomId {
    RoomId(Uuid::from_u128(u128::from(number)))
}

fn held_as(woman: bool) -> Category {
    Category { sex: Some(if woman { Sex::Woman } else { Sex::Man }), ..Category::default() }
}

fn outing() -> impl Strategy<Value = Outing> {
    let who = prop::collection::btree_set(0_u8..5, 1..3);
    (0_u8..3, who, 0_i64..120, 1_i64..40, any::<bool>()).prop_map(|(room, who, start, length, kit)| Outing {
        appointment: AppointmentId(Uuid::nil()),
        room: room_of(room),
        detainees: who.into_iter().map(detainee).collect(),
        kit,
        held: Period::new(Instant(start * 60), Instant((start + length) * 60)).unwrap(),
    })
}

fn ruling() -> impl Strategy<Value = Ruling> {
    let apart = prop::collection::vec((0_u8..5, 0_u8..5), 0..4);
    let left =
        prop::collection::btree_map((0_u8..5).prop_map(detainee), (0_i64..150).prop_map(|at| Instant(at * 60)), 0..3);
    let waiting = (any::<[bool; 5]>(), prop::collection::vec((0_u8..3, any::<bool>()), 0..3));
    let offered = prop::collection::vec((prop::option::of(1_u16..4), any::<bool>()), 0..4);
    (0_u16..15, 0_u16..15, 0_u16..15, prop::option::of(1_u16..4), apart, (left, waiting, offered)).prop_map(
        |(before, after, turnover, teams, apart, (left, (women, areas), offered))| Ruling {
            movement: Movement { before, after },
            turnover,
            teams: teams.and_then(NonZeroU16::new),
            apart: apart
                .into_iter()
                .filter(|(a, b)| a != b)
                .flat_map(|(a, b)| [(detainee(a), detainee(b)), (detainee(b), detainee(a))])
                .collect(),
            left,
            categories: (0_u8..5).zip(women).map(|(number, woman)| (detainee(number), held_as(woman))).collect(),
            areas: areas
                .into_iter()
                .map(|(room, north)| (room_of(room), if north { "NORTE" } else { "SUR" }.parse().unwrap()))
                .collect(),
            fittings: (0_u8..)
                .zip(offered)
                .map(|(room, (holds, bare))| (room_of(room), Fitting { holds: holds.and_then(NonZeroU16::new), bare }))
                .collect(),
        },
    )
}

/// The same, minute by minute and pair by pair.
fn by_the_minute(outings: &[Outing], ruling: &Ruling) -> Vec<BTreeSet<Against>> {
    let mut against = vec![BTreeSet::new(); outings.len()];
    let minutes = |from: Instant, until: Instant| from.0 / 60..until.0 / 60;
    let out = |one: &Outing| {
        minutes(
            one.held.start().plus_minutes(-i64::from(ruling.movement.before)),
            one.held.end().plus_minutes(i64::from(ruling.movement.after)),
        )
    };
    let used = |one: &Outing| minutes(one.held.start(), one.held.end().plus_minutes(i64::from(ruling.turnover)));
    for minute in -20..200 {
        let abroad: Vec<usize> = (0..outings.len()).filter(|place| out(&outings[*place]).contains(&minute)).collect();
        if ruling.teams.is_some_and(|teams| abroad.len() > usize::from(teams.get())) {
            for place in &abroad {
                against[*place].insert(Against::Escorts);
            }
        }
        for one in 0..outings.len() {
            for other in (0..outings.len()).filter(|other| *other != one) {
                let (a, b) = (&outings[one], &outings[other]);
                if abroad.contains(&one) && abroad.contains(&other) {
                    if a.detainees.iter().any(|it| b.detainees.contains(it)) {
                        against[one].insert(Against::Movement);
                    }
                    if a.detainees.iter().any(|x| b.detainees.iter().any(|y| ruling.apart.contains(&(*x, *y)))) {
                        against[one].insert(Against::Apart);
                    }
                    let area = |outing: &Outing| ruling.areas.get(&outing.room);
                    let mixed = |x: &DetaineeId, y: &DetaineeId| ruling.categories.get(x) != ruling.categories.get(y);
                    let beside = area(a).is_some() && area(a) == area(b);
                    if beside && a.detainees.iter().any(|x| b.detainees.iter().any(|y| mixed(x, y))) {
                        against[one].insert(Against::Mixed);
                    }
                }
                if a.room == b.room && used(a).contains(&minute) && used(b).contains(&minute) {
                    against[one].insert(Against::Turnover);
                }
            }
        }
    }
    for (place, one) in outings.iter().enumerate() {
        let last = Instant(one.held.end().0 - 1);
        if one.detainees.iter().any(|it| ruling.left.get(it).is_some_and(|from| *from <= last)) {
            against[place].insert(Against::Left);
        }
        if ruling.apart.iter().any(|(a, b)| one.detainees.contains(a) && one.detainees.contains(b)) {
            against[place].insert(Against::Apart);
        }
        if let Some(Fitting { holds, bare }) = ruling.fittings.get(&one.room) {
            if holds.is_some_and(|holds| usize::from(holds.get()) < one.detainees.len()) {
                against[place].insert(Against::TooSmall);
            }
            if *bare && one.kit {
                against[place].insert(Against::Unequipped);
            }
        }
    }
    against
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_collides_is_what_collides_in_some_minute(
        outings in prop::collection::vec(outing(), 0..9),
        ruling in ruling(),
    ) {
        prop_assert_eq!(collisions(&outings, &ruling), by_the_minute(&outings, &ruling));
    }

    #[test]
    fn rules_that_ask_for_nothing_are_never_gone_against_by_what_lies_apart(
        outings in prop::collection::vec(outing(), 0..9),
    ) {
        // One after the other, each in its own time.
        let mut at = 0;
        let outings: Vec<Outing> = outings.into_iter().map(|one| {
            let length = one.held.end().0 - one.held.start().0;
            let held = Period::new(Instant(at), Instant(at + length)).unwrap();
            at += length;
            Outing { held, ..one }
        }).collect();
        let one_team = Ruling { teams: NonZeroU16::new(1), ..Ruling::default() };
        prop_assert!(collisions(&outings, &one_team).iter().all(BTreeSet::is_empty));
    }

    #[test]
    fn asking_for_more_never_takes_a_contradiction_away(
        outings in prop::collection::vec(outing(), 0..9),
        ruling in ruling(),
        more in 0_u16..10,
    ) {
        let Movement { before, after } = ruling.movement;
        let stricter = Ruling {
            movement: Movement { before: before + more, after: after + more },
            turnover: ruling.turnover + more,
            left: BTreeMap::clone(&ruling.left),
            ..ruling.clone()
        };
        let (now, then) = (collisions(&outings, &ruling), collisions(&outings, &stricter));
        prop_assert!(now.iter().zip(&then).all(|(now, then)| now.is_subset(then)));
    }
}
