//! Repairs against trying everything.

use proptest::prelude::*;
use shared::{
    docket::planning::{Wanted, propose},
    ids::{AppointmentId, RoomId},
    plan::Effort,
    repair::{Accepted, Disturbance, Piece, Repair, repair},
    schedule::{Bar, BlockCause, Over, Resource, Sitting, Slot, Why, finder::Finder},
    time::{Instant, Period},
};
use uuid::Uuid;

use crate::docket::{at, days, is_free, list, list_at_one};

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
