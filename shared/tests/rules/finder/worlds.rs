//! Small worlds: half a day, a handful of rooms and people, and reservations that lie across everything.

use std::num::NonZeroU16;

use proptest::{collection::vec, option, prelude::*, sample::select};
use shared::{
    ids::{DetaineeId, PersonId, RoomId},
    schedule::{
        Bar, BlockCause, Busy, CountKind, Departure, Escorts, Meetings, Movement, Over, Request, Resource, RoomOption,
        Rules, Why,
    },
    time::{Instant, Minutes, Period},
};

#[derive(Clone, Debug)]
pub struct World {
    pub request: Request,
    pub busy: Vec<Busy>,
    pub wished: Instant,
}

pub fn id(number: u8) -> uuid::Uuid {
    uuid::Uuid::from_u128(u128::from(number))
}

pub fn room(number: u8) -> RoomId {
    RoomId(id(number))
}

pub fn detainee(number: u8) -> DetaineeId {
    DetaineeId(id(number))
}

pub fn person(number: u8) -> PersonId {
    PersonId(id(number))
}

pub fn minutes(minutes: u16) -> Minutes {
    Minutes::new(minutes).unwrap()
}

/// A moment of the world: mostly on whole five minutes, where bookings touch, sometimes on any second.
fn moment(range: std::ops::Range<i64>) -> impl Strategy<Value = Instant> {
    let odd = prop_oneof![8 => Just(0_i64), 1 => Just(1), 1 => Just(-1), 1 => -150..150_i64];
    (range, odd).prop_map(|(fives, odd)| Instant(fives * 300 + odd))
}

fn period(from: std::ops::Range<i64>, length: std::ops::Range<i64>) -> impl Strategy<Value = Period> {
    (moment(from), length).prop_map(|(start, fives)| Period::new(start, Instant(start.0 + fives * 300)).unwrap())
}

/// Sorted and disjoint, as opening hours are; some touch.
fn windows() -> impl Strategy<Value = Vec<Period>> {
    vec((0_i64..12, 4_i64..90), 0..4).prop_map(|gaps| {
        let mut at = -30;
        let next = |(gap, length): (i64, i64)| {
            let start = at + gap;
            at = start + length;
            Period::new(Instant(start * 300), Instant(at * 300)).unwrap()
        };
        gaps.into_iter().map(next).collect()
    })
}

fn resource() -> impl Strategy<Value = Resource> {
    prop_oneof![
        (0_u8..4).prop_map(|number| Resource::Room(room(number))),
        (0_u8..3).prop_map(|number| Resource::Detainee(detainee(number))),
        (0_u8..6).prop_map(|number| Resource::Person(person(number))),
    ]
}

fn why() -> impl Strategy<Value = Why> {
    let blocked = select(BlockCause::ALL.to_vec()).prop_map(Why::Blocked);
    let count = select(CountKind::ALL.to_vec()).prop_map(Why::Count);
    let left = select(Departure::ALL.to_vec()).prop_map(Why::Left);
    prop_oneof![
        blocked,
        count,
        left,
        Just(Why::Holiday),
        Just(Why::OffHours),
        Just(Why::Incompatible),
        Just(Why::Separated)
    ]
}

prop_compose! {
    fn bar()(
        over in prop_oneof![1 => Just(Over::Centre), 4 => resource().prop_map(Over::Resource)],
        period in period(-60..180, 1..12),
        why in why(),
    ) -> Bar {
        Bar { over, period, why }
    }
}

fn escorts() -> impl Strategy<Value = Escorts> {
    (1_u16..4, vec(period(-60..180, 1..30), 0..12)).prop_map(|(teams, out)| Escorts {
        teams: NonZeroU16::new(teams).unwrap(),
        out,
        choosing: Vec::new(),
    })
}

prop_compose! {
    /// Half of the worlds have no rules, so that they stay as varied as without.
    fn rules()(
        before in 0_u16..8,
        after in 0_u16..8,
        turnover in 0_u16..8,
        bars in vec(bar(), 0..6),
        escorts in option::weighted(0.3, escorts()),
        notice in option::weighted(0.3, moment(-40..60)),
        deadline in option::weighted(0.3, moment(0..180)),
        any in any::<bool>(),
    ) -> Rules {
        let movement = Movement { before: before * 5, after: after * 5 };
        if any { Rules { movement, turnover: turnover * 5, bars, escorts, notice, deadline } } else { Rules::default() }
    }
}

/// A quarter of the requests have none, and a quarter both.
fn meetings() -> impl Strategy<Value = Meetings> {
    let length = || option::of((1_u16..12).prop_map(|fives| minutes(fives * 5)));
    (length(), length()).prop_map(|(before, after)| Meetings { before, after })
}

prop_compose! {
    fn request()(
        horizon in period(-10..40, 1..150),
        not_before in moment(-40..60),
        duration in 1_u16..25,
        meetings in meetings(),
        grid in select(vec![5_u16, 10, 15, 20, 7]),
        origin in moment(-300..300),
        opening in vec(windows(), 0..4),
        detainees in vec((0_u8..3).prop_map(detainee), 0..3),
        people in vec((0_u8..6).prop_map(person), 0..3),
        counsel in vec((0_u8..6).prop_map(person), 0..3),
        rules in rules(),
    ) -> Request {
        let rooms = (0..).zip(opening).map(|(number, open)| RoomOption { room: room(number), open });
        Request {
            horizon,
            not_before,
            duration: minutes(duration * 5),
            meetings,
            grid: minutes(grid),
            origin,
            rooms: rooms.collect(),
            detainees,
            people,
            counsel,
            rules,
        }
    }
}

prop_compose! {
    fn reservation()(
        resource in resource(), period in period(-60..180, 1..20), until in option::weighted(0.2, moment(0..3)),
    ) -> Busy {
        Busy { resource, period, until }
    }
}

/// A request, what is reserved, and a start to ask about: often one of the grid.
pub fn world() -> impl Strategy<Value = World> {
    (request(), vec(reservation(), 0..20), moment(-30..200), any::<bool>()).prop_map(
        |(request, busy, mut wished, snap)| {
            if snap {
                wished.0 -= (wished.0 - request.origin.0).rem_euclid(i64::from(request.grid.get()) * 60);
            }
            World { request, busy, wished }
        },
    )
}
