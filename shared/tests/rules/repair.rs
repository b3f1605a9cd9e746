//! Repairs against trying everything.

use proptest::prelude::*;
use shared::{
    docket::planning::{Wanted, WantedAt, propose},
    ids::{AppointmentId, RoomId},
    plan::Effort,
    repair::{Accepted, Disturbance, Piece, Repair, repair},
    schedule::{
        Bar, BlockCause, Meetings, Over, Request, Resource, RoomOption, Rules, Sitting, Slot, Why,
        finder::{Finder, Site},
    },
    time::{Instant, Minutes, Period},
};
use uuid::Uuid;

use crate::{
    docket::{at, centre, days, is_free, list, list_at_one},
    finder::worlds::{detainee, minutes, person, room},
};

/// A world whose hearings were planned well, and in which something is then blocked.
fn broken_world(list: Vec<Wanted>, seed: u64, (what, from, length): (u8, i64, i64), confirmed: u8) -> Vec<Piece> {
    let slots = propose(&days(), &list, Effort::Steps(20), seed);
    let block = Period::new(at(from * 15), at((from + length) * 15)).unwrap();
    let mut pieces: Vec<Piece> = list
        .into_iter()
        .zip(slots)
        .enumerate()
        .filter_map(|(place, (wanted, slot))| {
            let confirmed = confirmed & (1 << place) != 0;
            Some(Piece { wanted, now: slot?, confirmed, broken: false })
        })
        .collect();
    let Some(victim) = pieces.first() else { return pieces };
    let over = match what {
        0 => Over::Centre,
        1 => Over::Resource(Resource::Room(victim.now.slot.room)),
        _ => Over::Resource(Resource::Person(victim.wanted.first.site.request.people[0])),
    };
    for piece in &mut pieces {
        let bar = Bar { over, period: block, why: Why::Blocked(BlockCause::Other) };
        piece.wanted.first.site.request.rules.bars.push(bar);
    }
    let now: Vec<Option<Sitting>> = pieces.iter().map(|piece| Some(piece.now.clone())).collect();
    let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
    for (place, piece) in pieces.iter_mut().enumerate() {
        piece.broken = !is_free(&wanted, &now, place, &piece.now);
    }
    pieces
}

/// The same, where a room of the second centre is blocked that somebody has.
fn broken_elsewhere(list: Vec<Wanted>, seed: u64, (from, length): (i64, i64), confirmed: u8) -> Vec<Piece> {
    let slots = propose(&days(), &list, Effort::Steps(20), seed);
    let block = Period::new(at(from * 15), at((from + length) * 15)).unwrap();
    let placed = list.into_iter().zip(slots).enumerate();
    let mut pieces: Vec<Piece> = placed
        .filter_map(|(place, (wanted, slot))| {
            let confirmed = confirmed & (1 << place) != 0;
            Some(Piece { wanted, now: slot?, confirmed, broken: false })
        })
        .collect();
    let Some(room) = pieces.iter().find_map(|piece| piece.now.beside.first().copied()) else { return pieces };
    let bar = Bar { over: Over::Resource(Resource::Room(room)), period: block, why: Why::Blocked(BlockCause::Other) };
    for site in pieces.iter_mut().flat_map(|piece| &mut piece.wanted.beside) {
        site.site.request.rules.bars.push(bar);
    }
    let now: Vec<Option<Sitting>> = pieces.iter().map(|piece| Some(piece.now.clone())).collect();
    let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
    for (place, piece) in pieces.iter_mut().enumerate() {
        piece.broken = !is_free(&wanted, &now, place, &piece.now);
    }
    pieces
}

fn after(pieces: &[Piece], repair: &Repair) -> Vec<Option<Sitting>> {
    let mut slots: Vec<Option<Sitting>> = pieces.iter().map(|piece| Some(piece.now.clone())).collect();
    for place in &repair.stuck {
        slots[*place] = None;
    }
    for (place, to) in &repair.moves {
        slots[*place] = Some(to.clone());
    }
    slots
}

/// The least disturbance of all that can be done, by trying it.
fn least(pieces: &[Piece]) -> Disturbance {
    let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
    let choices: Vec<Vec<Option<Sitting>>> = pieces
        .iter()
        .map(|piece| {
            let mut all = if piece.broken { vec![None] } else { vec![Some(piece.now.clone())] };
            let alone = &piece.wanted.first.site;
            for option in &alone.request.rooms {
                let mut there = alone.request.clone();
                there.rooms.retain(|other| other.room == option.room);
                let slots = Finder::new(&there, &alone.busy).slots().map(Sitting::from).collect::<Vec<_>>();
                all.extend(slots.into_iter().filter(|slot| *slot != piece.now).map(Some));
            }
            all
        })
        .collect();
    let mut best: Option<Disturbance> = None;
    let mut slots = vec![None; pieces.len()];
    try_all(pieces, &wanted, &choices, &mut slots, 0, &mut best);
    best.unwrap()
}

fn try_all(
    pieces: &[Piece],
    wanted: &[Wanted],
    choices: &[Vec<Option<Sitting>>],
    slots: &mut Vec<Option<Sitting>>,
    place: usize,
    best: &mut Option<Disturbance>,
) {
    if place == pieces.len() {
        let stuck = (0..place).filter(|at| slots[*at].is_none()).collect();
        let moves = (0..place).filter_map(|at| Some((at, slots[at].clone()?)));
        let moves = moves.filter(|(at, to)| *to != pieces[*at].now);
        let sum = Repair { moves: moves.collect(), stuck }.disturbance(pieces);
        *best = Some(best.map_or(sum, |best| best.min(sum)));
        return;
    }
    for choice in &choices[place] {
        let free = choice.as_ref().is_none_or(|slot| is_free(wanted, slots, place, slot));
        if free {
            slots[place].clone_from(choice);
            try_all(pieces, wanted, choices, slots, place + 1, best);
            slots[place] = None;
        }
    }
}

/// 08:00 on Tuesday: all of Monday is lost.
const TUESDAY: i64 = 24 * 60 + 8 * 60;

/// One of many hearings of a lost Monday: whose it is, who judges, how many minutes it lasts, in how many of the rooms, and when
/// on Tuesday those are open for it.
fn hearing(one: u8, judge: u8, length: u16, rooms: u8, (from, until): (i64, i64)) -> Wanted {
    let open = vec![Period::new(at(from), at(until)).unwrap()];
    let request = Request {
        horizon: Period::new(at(0), at(48 * 60)).unwrap(),
        not_before: at(0),
        duration: minutes(length),
        meetings: Meetings::default(),
        grid: Minutes::new(15).unwrap(),
        origin: at(0),
        rooms: (0..rooms).map(|number| RoomOption { room: room(number), open: open.clone() }).collect(),
        detainees: vec![detainee(one)],
        people: vec![person(judge)],
        counsel: Vec::new(),
        rules: Rules::default(),
    };
    let first = WantedAt {
        centre: centre(0),
        site: Site { request, busy: Vec::new() },
        apart: Vec::new(),
        categories: Vec::new(),
        areas: Vec::new(),
    };
    Wanted { first, beside: Vec::new(), weight: 1, earliest: jiff::civil::date(2027, 1, 11), fixed: None }
}

/// The hearing as it is booked: on Monday, in the first room.
fn lost(place: i64, wanted: Wanted) -> Piece {
    let now = Slot { start: at(8 * 60 + place * 45), room: room(0) };
    Piece { wanted, now: now.into(), confirmed: false, broken: true }
}

prop_compose! {
    /// Hearings of a lost Monday that have few places each, of which not all go together.
    fn many_lost()(
        all in prop::collection::vec((0_u8..4, 1_u16..5, 0_i64..10, 0_i64..6), 5..8), rooms in 1_u8..3,
    ) -> Vec<Piece> {
        let piece = |(place, (judge, quarters, from, more)): (u8, (u8, u16, i64, i64))| {
            let from = TUESDAY + from * 15;
            let open = (from, from + (i64::from(quarters) + more) * 15);
            lost(i64::from(place), hearing(place, judge, quarters * 15, rooms, open))
        };
        (0..).zip(all).map(piece).collect()
    }
}

/// The most of `pieces` that can be placed, by trying it. None of them minds more than one other at once.
fn most_placed(pieces: &[Piece]) -> usize {
    let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
    let mut slots = vec![None; pieces.len()];
    let all: Vec<(usize, Sitting)> = wanted
        .iter()
        .enumerate()
        .flat_map(|(place, one)| {
            let request = &one.first.site.request;
            let rooms = request.rooms.iter().map(move |option| {
                let mut there = request.clone();
                there.rooms.retain(|other| other.room == option.room);
                Finder::new(&there, &[]).slots().map(move |slot| (place, Sitting::from(slot))).collect::<Vec<_>>()
            });
            rooms.flatten()
        })
        .collect();
    let together: Vec<Vec<bool>> = all
        .iter()
        .map(|(one, there)| {
            slots[*one] = Some(there.clone());
            let free = all.iter().map(|(other, to)| other != one && is_free(&wanted, &slots, *other, to)).collect();
            slots[*one] = None;
            free
        })
        .collect();
    let mut most = 0;
    place_next(&all, &together, (0, pieces.len()), &mut Vec::new(), &mut most);
    most
}

fn place_next(
    all: &[(usize, Sitting)],
    together: &[Vec<bool>],
    (next, end): (usize, usize),
    placed: &mut Vec<usize>,
    most: &mut usize,
) {
    *most = placed.len().max(*most);
    if next == end || placed.len() + end - next <= *most {
        return;
    }
    for (choice, _) in all.iter().enumerate().filter(|(_, (place, _))| *place == next) {
        if placed.iter().all(|other| together[*other][choice]) {
            placed.push(choice);
            place_next(all, together, (next + 1, end), placed, most);
            placed.pop();
        }
    }
    place_next(all, together, (next + 1, end), placed, most);
}

/// Fails if anything after the repair is where it may not be.
fn assert_sound(pieces: &[Piece], found: &Repair) {
    let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
    let slots = after(pieces, found);
    for (place, slot) in slots.iter().enumerate() {
        if let Some(slot) = slot {
            assert!(is_free(&wanted, &slots, place, slot), "{place}: {found:?}");
        }
    }
}

/// Many of one room, of which the last can only be at 08:00.
fn many_of_one_room(count: u8) -> Vec<Piece> {
    let until = |place: u8| if place + 1 == count { TUESDAY + 45 } else { TUESDAY + 12 * 60 };
    let one = |place: u8| lost(i64::from(place), hearing(place, place, 45, 1, (TUESDAY, until(place))));
    (0..count).map(one).collect()
}

#[test]
fn the_last_of_many_has_its_only_place() {
    for count in [5, 8, 12] {
        let pieces = many_of_one_room(count);
        let found = repair(&pieces);
        assert_eq!((found.stuck.len(), found.moves.len()), (0, usize::from(count)), "{found:?}");
        assert_eq!(found.moves.last().map(|(_, to)| to.slot.start), Some(at(TUESDAY)));
        assert_sound(&pieces, &found);
    }
    let pieces = many_of_one_room(6);
    assert_eq!(repair(&pieces), repair(&pieces), "the same every time");
}

#[test]
fn others_make_place_however_many_are_broken() {
    let mut pieces = many_of_one_room(9);
    let there = Slot { start: at(TUESDAY), room: room(0) };
    let open = (TUESDAY, TUESDAY + 12 * 60);
    pieces.push(Piece { now: there.into(), broken: false, ..lost(0, hearing(9, 9, 45, 1, open)) });
    let found = repair(&pieces);
    assert_eq!(found.stuck, Vec::<usize>::new());
    assert!(found.moves.iter().any(|(place, _)| *place == 9), "{found:?}");
    assert_sound(&pieces, &found);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn as_many_have_a_place_as_can_have_one(pieces in many_lost()) {
        let found = repair(&pieces);
        prop_assert_eq!(found.moves.len(), most_placed(&pieces), "{:?}", found);
        prop_assert_eq!(found.moves.len() + found.stuck.len(), pieces.len());
        assert_sound(&pieces, &found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_repair_disturbs_less(
        list in list_at_one(4), seed in any::<u64>(),
        block in (0_u8..3, 32_i64..50, 2_i64..12), confirmed in any::<u8>(),
    ) {
        let pieces = broken_world(list, seed, block, confirmed);
        let found = repair(&pieces);
        prop_assert_eq!(found.disturbance(&pieces), least(&pieces), "{:?}", found);
    }

    #[test]
    fn a_room_that_breaks_at_another_site_is_swapped_there_if_one_is_free(
        list in list(8), seed in any::<u64>(), from in 32_i64..50, length in 2_i64..12, confirmed in any::<u8>(),
    ) {
        let pieces = broken_elsewhere(list, seed, (from, length), confirmed);
        let found = repair(&pieces);
        let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
        let slots = after(&pieces, &found);
        for (place, slot) in slots.iter().enumerate() {
            if let Some(slot) = slot {
                prop_assert!(is_free(&wanted, &slots, place, slot), "{place}: {found:?}");
            }
        }
        let broken: Vec<usize> = (0..pieces.len()).filter(|place| pieces[*place].broken).collect();
        let [place] = broken[..] else { return Ok(()) };
        let now: Vec<Option<Sitting>> = pieces.iter().map(|piece| Some(piece.now.clone())).collect();
        let rooms = pieces[place].wanted.beside[0].site.request.rooms.iter();
        let swapped = |room| Sitting { slot: pieces[place].now.slot, beside: vec![room] };
        let free = rooms.filter(|option| is_free(&wanted, &now, place, &swapped(option.room))).count();
        if free > 0 {
            let [(moved, to)] = &found.moves[..] else { panic!("{found:?}") };
            prop_assert_eq!((*moved, to.slot.start), (place, pieces[place].now.slot.start));
        }
    }

    #[test]
    fn what_a_box_sends_is_the_move_that_it_says(
        ids in any::<(u128, u128)>(), version in any::<i32>(), start in any::<i64>(), rooms in prop::collection::vec(any::<u128>(), 0..4),
    ) {
        let room = |id| RoomId(Uuid::from_u128(id));
        let slot = Slot { start: Instant(start), room: room(ids.1) };
        let to = Sitting { slot, beside: rooms.into_iter().map(room).collect() };
        let accepted = Accepted { id: AppointmentId(Uuid::from_u128(ids.0)), version, to };
        prop_assert_eq!(accepted.to_string().parse(), Ok(accepted));
    }

    #[test]
    fn no_repair_breaks_a_rule(
        list in list(8), seed in any::<u64>(),
        block in (0_u8..3, 32_i64..50, 2_i64..12), confirmed in any::<u8>(),
    ) {
        let pieces = broken_world(list, seed, block, confirmed);
        let found = repair(&pieces);
        let slots = after(&pieces, &found);
        let wanted: Vec<Wanted> = pieces.iter().map(|piece| piece.wanted.clone()).collect();
        for (place, slot) in slots.iter().enumerate() {
            if let Some(slot) = slot {
                prop_assert!(is_free(&wanted, &slots, place, slot), "{place}: {found:?}");
            } else {
                prop_assert!(pieces[place].broken);
            }
        }
        // Nothing moves where nothing is broken.
        prop_assert!(pieces.iter().any(|piece| piece.broken) || found == Repair::default());
    }
}
