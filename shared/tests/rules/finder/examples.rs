//! Days that a scheduler would recognise.

use shared::{
    schedule::{
        Bar, BlockCause, Busy, CountKind, Escorts, Meetings, Movement, Over, Reason, Request, Resource, RoomOption,
        Rules, Slot, Why,
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
    Busy::booked(resource, from_to(from, to))
}

const CLERK_ROOM: u8 = 1;
const SMALL_ROOM: u8 = 2;
const JUDGE: u8 = 1;
const LAWYER: u8 = 2;
const DETAINEE: u8 = 1;

/// A hearing of an hour with a meeting of half an hour before it; both rooms are open from 8 to 16.
pub fn hearing() -> Request {
    let open = vec![from_to(at(8, 0), at(16, 0))];
    Request {
        horizon: from_to(at(0, 0), at(24, 0)),
        not_before: at(0, 0),
        duration: minutes(60),
        meetings: Meetings { before: Some(minutes(30)), after: None },
        grid: minutes(15),
        origin: at(0, 0),
        rooms: vec![
            RoomOption { room: room(CLERK_ROOM), open: open.clone() },
            RoomOption { room: room(SMALL_ROOM), open },
        ],
        detainees: vec![detainee(DETAINEE)],
        people: vec![person(JUDGE)],
        counsel: vec![person(LAWYER)],
        rules: Rules::default(),
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
    let request = Request { meetings: Meetings::NONE, ..hearing() };
    assert_eq!(find(&request, &[], 1)[0].start, at(8, 0));
}

/// A hearing with a meeting of half an hour before it and one of a quarter of an hour after it.
fn between_two_meetings() -> Request {
    Request { meetings: Meetings { before: Some(minutes(30)), after: Some(minutes(15)) }, ..hearing() }
}

#[test]
fn the_meeting_after_is_inside_the_opening_hours_too() {
    let slots = find(&between_two_meetings(), &[], usize::MAX);
    assert_eq!(slots.first(), Some(&Slot { start: at(8, 30), room: room(CLERK_ROOM) }));
    assert_eq!(slots.last(), Some(&Slot { start: at(14, 45), room: room(CLERK_ROOM) }));
}

#[test]
fn the_lawyer_stays_for_the_meeting_after_and_the_judge_goes() {
    let from_eleven = |who| vec![held(Resource::Person(person(who)), at(11, 0), at(16, 0))];
    let last = |busy: &[Busy]| find(&between_two_meetings(), busy, usize::MAX).pop().unwrap().start;
    assert_eq!(last(&from_eleven(JUDGE)), at(10, 0));
    assert_eq!(last(&from_eleven(LAWYER)), at(9, 45));
}

#[test]
fn the_way_back_and_the_turnover_come_after_the_meeting_after() {
    let rules = Rules { movement: Movement { before: 0, after: 20 }, turnover: 10, ..Rules::default() };
    let mut request = Request { rules, ..between_two_meetings() };
    request.rooms.truncate(1);
    let elsewhere = |from| [held(Resource::Detainee(detainee(DETAINEE)), from, at(16, 0))];
    assert!(judge(&request, &elsewhere(at(11, 35)), at(10, 0)).is_ok());
    assert!(judge(&request, &elsewhere(at(11, 34)), at(10, 0)).is_err());
    let next = |from| [held(Resource::Room(room(CLERK_ROOM)), from, at(16, 0))];
    assert!(judge(&request, &next(at(11, 25)), at(10, 0)).is_ok());
    assert!(judge(&request, &next(at(11, 24)), at(10, 0)).is_err());
}

/// The law says when the hearing must be held, not when the lawyer must have gone.
#[test]
fn a_meeting_after_may_end_after_the_deadline_and_the_horizon() {
    let rules = Rules { deadline: Some(at(11, 0)), ..Rules::default() };
    let request = Request { rules, horizon: from_to(at(0, 0), at(11, 0)), ..between_two_meetings() };
    assert!(judge(&request, &[], at(10, 0)).is_ok());
    assert_eq!(request.reach(), from_to(at(0, -30), at(11, 15)));
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

#[test]
fn the_detainee_is_under_way_before_the_meeting_and_after_the_hearing() {
    let movement = Movement { before: 20, after: 10 };
    let request = Request { rules: Rules { movement, ..Rules::default() }, ..hearing() };
    // In the cell until 9:00: twenty minutes to the room, half an hour with the lawyer.
    let elsewhere = [held(Resource::Detainee(detainee(DETAINEE)), at(8, 0), at(9, 0))];
    assert_eq!(find(&request, &elsewhere, 1)[0].start, at(10, 0));
    // The room is open from 8:00, and that is when the meeting may begin: the movement lies before.
    assert_eq!(find(&request, &[], 1)[0].start, at(8, 30));
    let later = [held(Resource::Detainee(detainee(DETAINEE)), at(11, 0), at(12, 0))];
    assert!(judge(&request, &later, at(10, 0)).is_err());
    assert!(judge(&request, &later, at(9, 45)).is_ok());
}

#[test]
fn a_room_is_made_ready_before_the_next() {
    let rules = Rules { turnover: 15, ..Rules::default() };
    let mut request = Request { rules, meetings: Meetings::NONE, ..hearing() };
    request.rooms.truncate(1);
    let next = [held(Resource::Room(room(CLERK_ROOM)), at(10, 0), at(11, 15))];
    assert!(judge(&request, &next, at(9, 0)).is_err());
    assert!(judge(&request, &next, at(8, 45)).is_ok());
    assert!(judge(&request, &next, at(11, 15)).is_ok());
    // It may be made ready after closing.
    assert!(judge(&request, &[], at(15, 0)).is_ok());
}

#[test]
fn a_bar_is_named_with_its_period() {
    let bar = |over, from, to, why| Bar { over, period: from_to(from, to), why };
    let count = bar(Over::Centre, at(12, 0), at(12, 30), Why::Count(CountKind::Count));
    let works = bar(
        Over::Resource(Resource::Room(room(CLERK_ROOM))),
        at(8, 0),
        at(16, 0),
        Why::Blocked(BlockCause::Maintenance),
    );
    let movement = Movement { before: 0, after: 30 };
    let rules = Rules { movement, bars: vec![count, works], ..Rules::default() };
    let mut request = Request { rules, ..hearing() };
    // Back in the cell at 12:00 at the latest; the other room serves.
    assert_eq!(judge(&request, &[], at(10, 30)), Ok(Slot { start: at(10, 30), room: room(SMALL_ROOM) }));
    let named = |bar: Bar| Reason::Barred { over: bar.over, period: bar.period, why: bar.why };
    assert_eq!(judge(&request, &[], at(10, 45)), Err(vec![named(count)]));
    request.rooms.truncate(1);
    assert_eq!(judge(&request, &[], at(10, 45)), Err(vec![named(count), named(works)]));
}

#[test]
fn no_escort_is_free_while_all_teams_are_out() {
    let out = vec![from_to(at(9, 0), at(10, 0)), from_to(at(9, 30), at(11, 0)), from_to(at(10, 0), at(10, 15))];
    let escorts = Escorts { teams: 2.try_into().unwrap(), out, choosing: Vec::new() };
    assert_eq!(escorts.none_free(), [from_to(at(9, 30), at(10, 15))]);
    let request = Request { rules: Rules { escorts: Some(escorts), ..Rules::default() }, ..hearing() };
    let none = Reason::NoEscort { period: from_to(at(9, 30), at(10, 15)) };
    assert_eq!(judge(&request, &[], at(10, 30)), Err(vec![none]));
    assert!(judge(&request, &[], at(10, 45)).is_ok());
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
