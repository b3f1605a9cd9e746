//! The further days of a trial: what is proposed against its definition, in small worlds; and the numbers of days.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Time, date, time},
};
use proptest::prelude::*;
use shared::{
    appointment::State,
    ids::{PersonId, RoomId},
    schedule::{Busy, Meetings, Reason, Request, Resource, RoomOption, Rules, Slot, finder},
    series::{Found, MOST_REFUSED, Wanted, numbered, plan},
    time::{Minutes, Period, Weekday, WeeklyWindow},
    zone::Zone,
};
use uuid::Uuid;

const FIRST: Date = date(2027, 3, 1);
const JUDGE: PersonId = PersonId(Uuid::from_u128(50));
const LAWYER: PersonId = PersonId(Uuid::from_u128(51));

fn room(number: u128) -> RoomId {
    RoomId(Uuid::from_u128(number))
}

/// Two rooms, open on working days from 08:00 to 12:00, and three weeks.
fn request(zone: &Zone, deadline: Option<Date>, meetings: Meetings) -> Request {
    let last = FIRST.checked_add(20.days()).unwrap();
    let hours: Vec<_> =
        Weekday::ALL[..5].iter().map(|day| WeeklyWindow { weekday: *day, from: 8 * 60, to: 12 * 60 }).collect();
    let horizon = Period::new(zone.day(FIRST).unwrap().start(), zone.day(last).unwrap().end()).unwrap();
    let open = zone.windows(&hours, FIRST, last);
    Request {
        horizon,
        not_before: horizon.start(),
        duration: Minutes::new(60).unwrap(),
        meetings,
        grid: Minutes::new(30).unwrap(),
        origin: horizon.start(),
        rooms: vec![RoomOption { room: room(1), open: open.clone() }, RoomOption { room: room(2), open }],
        detainees: Vec::new(),
        people: vec![JUDGE],
        counsel: vec![LAWYER],
        rules: Rules { deadline: deadline.and_then(|last| zone.day(last)).map(Period::end), ..Rules::default() },
    }
}

fn site(request: &Request, busy: &[Busy]) -> finder::Site {
    finder::Site { request: request.clone(), busy: busy.to_vec() }
}

/// Something that is taken: which thing, on which day, from which half hour on, for how many.
fn taken() -> impl Strategy<Value = Vec<(u8, i64, i64, i64)>> {
    prop::collection::vec((0_u8..4, 0_i64..21, 16_i64..24, 1_i64..10), 0..25)
}

fn busy(zone: &Zone, taken: &[(u8, i64, i64, i64)]) -> Vec<Busy> {
    let one = |(what, day, from, long): &(u8, i64, i64, i64)| {
        let midnight = zone.day(FIRST.checked_add(day.days()).unwrap()).unwrap().start();
        let start = midnight.plus_minutes(from * 30);
        let resource = match what {
            0 => Resource::Room(room(1)),
            1 => Resource::Room(room(2)),
            2 => Resource::Person(JUDGE),
            _ => Resource::Person(LAWYER),
        };
        Busy::booked(resource, Period::new(start, start.plus_minutes(long * 30)).unwrap())
    };
    taken.iter().map(one).collect()
}

/// The best start of a day by trying every one: nearest to the usual, then the earlier.
fn best(request: &Request, busy: &[Busy], zone: &Zone, date: Date, usual: Time) -> Option<Slot> {
    let day = zone.day(date)?;
    let usual = zone.instant(date.to_datetime(usual))?;
    let starts = (0..48).map(|half| day.start().plus_minutes(half * 30)).filter(|start| day.contains(*start));
    let free = starts.filter_map(|start| finder::judge(request, busy, start).ok());
    free.min_by_key(|slot| (slot.start.0.abs_diff(usual.0), slot.start))
}

proptest! {
    #[test]
    fn every_day_is_the_best_of_that_day(
        taken in taken(),
        count in 1_usize..12,
        ticked in prop::collection::btree_set(0_usize..7, 1..7),
        skipped in prop::collection::btree_set(0_i64..21, 0..3),
        hour in 7_i8..13,
        late in prop::option::of(0_i64..25),
        summer in any::<bool>(),
        meetings in [0_u16..3, 0_u16..3],
    ) {
        // In one of the two zones the clocks change within the three weeks.
        let zone = Zone::named(if summer { "America/New_York" } else { "America/El_Salvador" }).unwrap();
        let deadline = late.map(|days| FIRST.checked_add(days.days()).unwrap());
        let [before, after] = meetings.map(|halves| Minutes::new(halves * 30));
        let (request, busy) = (request(&zone, deadline, Meetings { before, after }), busy(&zone, &taken));
        let weekdays: BTreeSet<_> = ticked.into_iter().map(|place| Weekday::ALL[place]).collect();
        let except: BTreeSet<_> = skipped.into_iter().map(|day| FIRST.checked_add(day.days()).unwrap()).collect();
        let usual = time(hour, 0, 0, 0);
        let wanted = Wanted { count, weekdays: &weekdays, from: FIRST, except: &except, usual, picks: &[] };
        let found = plan(&site(&request, &busy), &[], &zone, &wanted);

        let dates: Vec<Date> = found.iter().map(|day| day.date).collect();
        prop_assert!(dates.windows(2).all(|pair| pair[0] < pair[1]));
        for day in &found {
            prop_assert!(weekdays.contains(&Weekday::of(day.date)) && !except.contains(&day.date));
            prop_assert_eq!(day.slot, best(&request, &busy, &zone, day.date, usual));
            prop_assert_eq!(day.slot.is_none(), !day.against.is_empty(), "a day without a place says why: {:?}", day);
        }
        // No day between them was passed over in silence, and it ends only for a reason.
        let last = dates.last().copied();
        let candidates = (0..21).map(|day| FIRST.checked_add(day.days()).unwrap());
        let candidates: Vec<_> =
            candidates.filter(|date| weekdays.contains(&Weekday::of(*date)) && !except.contains(date)).collect();
        let until: Vec<_> = candidates.iter().copied().take_while(|date| Some(*date) <= last).collect();
        prop_assert_eq!(&until, &dates);
        let placed = found.iter().filter(|day| day.slot.is_some()).count();
        prop_assert!(placed <= count);
        let over = found.last().is_some_and(|day| day.against.iter().any(|(_, why)| matches!(why, Reason::AfterDeadline { .. })));
        prop_assert!(placed == count || until == candidates || over, "{placed} of {count}: {found:?}");
    }

    #[test]
    fn a_pick_is_taken_if_it_is_free_and_named_if_not(taken in taken(), half in 16_i64..22, which in 1_u128..3) {
        let zone = Zone::named("America/El_Salvador").unwrap();
        let (request, busy) = (request(&zone, None, Meetings::NONE), busy(&zone, &taken));
        let weekdays: BTreeSet<_> = Weekday::ALL.into_iter().collect();
        let pick = Slot { start: zone.day(FIRST).unwrap().start().plus_minutes(half * 30), room: room(which) };
        let picks = [pick];
        let except = BTreeSet::new();
        let usual = time(9, 0, 0, 0);
        let wanted = Wanted { count: 1, weekdays: &weekdays, from: FIRST, except: &except, usual, picks: &picks };
        let found = plan(&site(&request, &busy), &[], &zone, &wanted).remove(0);
        let mut there = request.clone();
        there.rooms.retain(|option| option.room == pick.room);
        if finder::judge(&there, &busy, pick.start).is_ok() {
            prop_assert_eq!(found, Found { date: FIRST, slot: Some(pick), against: Vec::new() });
        } else {
            prop_assert_eq!(found.slot, best(&request, &busy, &zone, FIRST, usual));
            prop_assert!(!found.against.is_empty());
        }
    }

    #[test]
    fn numbers_count_what_was_not_called_off(places in prop::collection::vec(0..State::ALL.len(), 0..12)) {
        let states: Vec<_> = places.into_iter().map(|place| State::ALL[place]).collect();
        let (numbers, of) = numbered(states.iter().copied());
        let counted: Vec<u16> = numbers.iter().flatten().copied().collect();
        prop_assert_eq!(counted, (1..=of).collect::<Vec<_>>());
        for (state, number) in states.iter().zip(&numbers) {
            prop_assert_eq!(number.is_none(), matches!(state, State::Cancelled | State::NotHeld));
        }
    }
}

#[test]
fn it_gives_up_after_so_many_days_without_a_place() {
    let zone = Zone::named("America/El_Salvador").unwrap();
    let mut request = request(&zone, None, Meetings::NONE);
    request.horizon =
        Period::new(request.horizon.start(), request.horizon.start().plus_minutes(400 * 24 * 60)).unwrap();
    for option in &mut request.rooms {
        option.open.clear();
    }
    let weekdays: BTreeSet<_> = Weekday::ALL.into_iter().collect();
    let except = BTreeSet::new();
    let usual = time(9, 0, 0, 0);
    let wanted = Wanted { count: 1, weekdays: &weekdays, from: FIRST, except: &except, usual, picks: &[] };
    let found = plan(&site(&request, &[]), &[], &zone, &wanted);
    assert_eq!(found.len(), MOST_REFUSED);
    assert!(found.iter().all(|day| day.slot.is_none()));
}
