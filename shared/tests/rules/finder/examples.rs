//! Days that a scheduler would recognise.

use shared::{
    schedule::{
        Busy, Reason, Request, Resource, RoomOption, Slot,
        finder::{Finder, find, judge, nearest},
    },
    time::{Instant, Period},
};

use super::worlds::{detainee, minutes, person, room};

/// `hours` and minutes after midnight of the day.
fn at(hours: i64, minutes: i64) -> Instant {
    Instant(0).plus_minutes(hours * 60 + minutes)
}

fn from_to(from: Instant, to: Instant) -> Period {
    Period::new(from, to).unwrap()
}

fn held(resource: Resource, from: Instant, to: Instant) -> Busy {
    Busy { resource, period: from_to(from, to) }
}

const CLERK_ROOM: u8 = 1;
const SMALL_ROOM: u8 = 2;
const JUDGE: u8 = 1;
const LAWYER: u8 = 2;
const DETAINEE: u8 = 1;

/// A hearing of an hour with a meeting of half an hour before it; both rooms are open from 8 to 16.
fn hearing() -> Request {
    let open = vec![from_to(at(8, 0), at(16, 0))];
    Request {
        horizon: from_to(at(0, 0), at(24, 0)),
        not_before: at(0, 0),
        duration: minutes(60),
        meeting: Some(minutes(30)),
        grid: minutes(15),
        origin: at(0, 0),
        rooms: vec![
            RoomOption { room: room(CLERK_ROOM), open: open.clone() },
            RoomOption { room: room(SMALL_ROOM), open },
        ],
        detainees: vec![detainee(DETAINEE)],
        people: vec![person(JUDGE)],
        counsel: vec![person(LAWYER)],
    }
}

#[test]
fn the_meeting_is_inside_the_opening_hours_too() {
    let slots = find(&hearing(), &[], usize::MAX);
    assert_eq!(slots.first(), Some(&Slot { start: at(8, 30), room: room(CLERK_ROOM) }));
    assert_eq!(slots.last(), Some(&Slot { start: at(15, 0), room: room(CLERK_ROOM) }));
    assert_eq!(slots.len(), 27);
}

#[test]
fn the_judge_is_needed_for_the_hearing_and_the_lawyer_for_the_meeting_too() {
    let until_ten = |who| vec![held(Resource::Person(person(who)), at(8, 0), at(10, 0))];
    assert_eq!(find(&hearing(), &until_ten(JUDGE), 1)[0].start, at(10, 0));
    assert_eq!(find(&hearing(), &until_ten(LAWYER), 1)[0].start, at(10, 30));
    let in_court = vec![held(Resource::Detainee(detainee(DETAINEE)), at(8, 0), at(10, 0))];
    assert_eq!(find(&hearing(), &in_court, 1)[0].start, at(10, 30));
}

#[test]
fn appointments_may_touch() {
    let mut request = hearing();
    request.rooms.truncate(1);
    let busy = [
        held(Resource::Room(room(CLERK_ROOM)), at(8, 0), at(9, 0)),
        held(Resource::Room(room(CLERK_ROOM)), at(10, 30), at(16, 0)),
    ];
    assert_eq!(find(&request, &busy, usize::MAX), [Slot { start: at(9, 30), room: room(CLERK_ROOM) }]);
}

#[test]
fn without_a_meeting_there_is_none() {
    let request = Request { meeting: None, ..hearing() };
    assert_eq!(find(&request, &[], 1)[0].start, at(8, 0));
}

#[test]
fn the_preferred_room_is_taken_first_and_the_other_only_when_needed() {
    let busy = [held(Resource::Room(room(CLERK_ROOM)), at(8, 0), at(9, 0))];
    let slots = find(&hearing(), &busy, 5);
    assert_eq!(slots[0], Slot { start: at(8, 30), room: room(SMALL_ROOM) });
    assert_eq!(slots[4], Slot { start: at(9, 30), room: room(CLERK_ROOM) });
}

#[test]
fn a_lunch_break_is_not_bridged() {
    let mut request = hearing();
    request.rooms = vec![RoomOption {
        room: room(CLERK_ROOM),
        open: vec![from_to(at(8, 0), at(12, 0)), from_to(at(13, 0), at(16, 0))],
    }];
    let slots = find(&request, &[], usize::MAX);
    assert!(slots.iter().any(|slot| slot.start == at(11, 0)));
    assert!(!slots.iter().any(|slot| at(11, 0) < slot.start && slot.start < at(13, 30)));
}

#[test]
fn a_refusal_names_everything_and_every_room() {
    let busy = [
        held(Resource::Room(room(CLERK_ROOM)), at(10, 0), at(10, 45)),
        held(Resource::Room(room(SMALL_ROOM)), at(9, 0), at(12, 0)),
        held(Resource::Person(person(JUDGE)), at(10, 0), at(11, 0)),
    ];
    let taken = |place: usize| Reason::Taken { resource: busy[place].resource, period: busy[place].period };
    assert_eq!(judge(&hearing(), &busy, at(10, 0)), Err(vec![taken(2), taken(0), taken(1)]));
}

/// The store refuses reservations that overlap; the finder does not rely on it.
#[test]
fn a_long_reservation_counts_behind_short_ones_too() {
    let of_judge = |from, to| held(Resource::Person(person(JUDGE)), from, to);
    let all_day = of_judge(at(7, 0), at(18, 0));
    let busy = [of_judge(at(8, 0), at(8, 30)), of_judge(at(9, 0), at(9, 30)), all_day, of_judge(at(10, 0), at(10, 15))];
    let taken = Reason::Taken { resource: all_day.resource, period: all_day.period };
    assert_eq!(judge(&hearing(), &busy, at(13, 0)), Err(vec![taken]));
    assert_eq!(find(&hearing(), &busy, 1), []);
}

#[test]
fn rooms_are_no_reason_when_one_serves() {
    let busy = [
        held(Resource::Room(room(CLERK_ROOM)), at(10, 0), at(10, 45)),
        held(Resource::Person(person(JUDGE)), at(10, 0), at(11, 0)),
    ];
    let judge_taken = Reason::Taken { resource: busy[1].resource, period: busy[1].period };
    assert_eq!(judge(&hearing(), &busy, at(10, 0)), Err(vec![judge_taken]));
}

#[test]
fn too_early_names_the_earliest_start_of_the_grid() {
    let request = Request { not_before: at(9, 50), ..hearing() };
    assert_eq!(judge(&request, &[], at(10, 15)), Err(vec![Reason::TooEarly { earliest: at(10, 30) }]));
    assert!(judge(&request, &[], at(10, 30)).is_ok());
}

#[test]
fn a_start_between_the_lines_of_the_grid_is_refused() {
    assert_eq!(judge(&hearing(), &[], at(10, 7)), Err(vec![Reason::OffGrid { grid: minutes(15) }]));
}

#[test]
fn nearest_prefers_the_earlier_of_two() {
    let busy = [held(Resource::Person(person(JUDGE)), at(11, 0), at(12, 0))];
    let starts: Vec<Instant> = nearest(&hearing(), &busy, at(11, 0), 3).iter().map(|slot| slot.start).collect();
    assert_eq!(starts, [at(10, 0), at(12, 0), at(9, 45)]);
}

#[test]
fn a_day_without_slots_says_what_stands_in_the_way_most() {
    let all_day = [held(Resource::Detainee(detainee(DETAINEE)), at(8, 0), at(16, 0))];
    let request = hearing();
    let why = Finder::new(&request, &all_day).why_none(request.horizon);
    assert_eq!(why, Some(Reason::Taken { resource: all_day[0].resource, period: all_day[0].period }));

    let closed = Request { rooms: vec![RoomOption { room: room(SMALL_ROOM), open: Vec::new() }], ..hearing() };
    assert_eq!(Finder::new(&closed, &[]).why_none(closed.horizon), Some(Reason::Closed { room: room(SMALL_ROOM) }));

    let roomless = Request { rooms: Vec::new(), ..hearing() };
    assert_eq!(Finder::new(&roomless, &[]).why_none(roomless.horizon), Some(Reason::NoRoom));
}

/// Nobody asks for the end of time, but a store can hold any number: far beyond every calendar it is still exact, and at
/// the ends of the numbers nothing overflows.
#[test]
fn the_ends_of_time_do_not_overflow() {
    const FAR: i64 = 1 << 60;
    let never = |far: i64, origin: i64| Request {
        horizon: from_to(Instant(-far), Instant(far)),
        not_before: Instant(far),
        origin: Instant(origin),
        ..hearing()
    };
    let request = never(FAR, -FAR);
    assert_eq!(find(&request, &[], 3), []);
    for moment in [-FAR, -1, 0, 1, FAR] {
        assert!(judge(&request, &[], Instant(moment)).is_err());
        assert_eq!(nearest(&request, &[], Instant(moment), 2), []);
    }
    for origin in [i64::MIN, i64::MAX] {
        let request = never(i64::MAX, origin);
        assert!(request.reach().covers(request.horizon));
        let _ = find(&request, &[], 3);
        for moment in [i64::MIN, 0, i64::MAX] {
            let _ = judge(&request, &[], Instant(moment));
            let _ = nearest(&request, &[], Instant(moment), 2);
        }
    }
}
