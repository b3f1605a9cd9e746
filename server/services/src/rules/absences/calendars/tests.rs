//! Calendars as programs write them, known answers, and rules against counting day by day.

use std::{collections::BTreeSet, fmt::Write as _};

use jiff::{
    ToSpan,
    civil::{Date, DateTime, date},
};
use proptest::prelude::*;
use shared::{
    absence::{CalendarFault, CalendarWrong},
    time::Period,
    zone::Zone,
};

use super::events::occupied;

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("the zone exists")
}

fn own() -> Zone {
    zone("America/El_Salvador")
}

/// From the morning of Friday 2026-11-20 on, 180 days.
fn window() -> Period {
    let from = own().instant(date(2026, 11, 20).at(9, 0, 0, 0)).expect("a moment");
    Period::new(from, from.plus_minutes(180 * 24 * 60)).expect("a period")
}

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.replace('\n', "\r\n"))
}

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n")
}

/// The periods as the clock of the person shows them, without their year.
fn read(events: &str) -> Vec<String> {
    let own = own();
    let found = occupied(file(events).as_bytes(), &own, window()).expect("a sound calendar");
    let mut periods: Vec<Period> = found.into_iter().map(|one| one.period).collect();
    periods.sort_unstable();
    let shown = |period: Period| {
        let (from, until) = (own.local(period.start()).civil, own.local(period.end()).civil);
        format!("{} {}", from.strftime("%m-%d %H:%M"), until.strftime("%m-%d %H:%M"))
    };
    periods.into_iter().map(shown).collect()
}

fn wrong(events: &str) -> CalendarWrong {
    occupied(file(events).as_bytes(), &own(), window()).expect_err("it is wrong")
}

#[test]
fn times_are_those_of_their_zone() {
    assert_eq!(read(&event("DTSTART:20261123T100000Z\nDTEND:20261123T110000Z")), ["11-23 04:00 11-23 05:00"]);
    assert_eq!(read(&event("DTSTART:20261123T100000\nDTEND:20261123T113000")), ["11-23 10:00 11-23 11:30"]);
    let lima = "DTSTART;TZID=America/Lima:20261123T100000\nDURATION:PT45M";
    assert_eq!(read(&event(lima)), ["11-23 09:00 11-23 09:45"]);
    let outlook = "DTSTART;TZID=\"SA Pacific Standard Time\":20261123T100000\nDTEND:20261123T160000Z";
    assert_eq!(read(&event(outlook)), ["11-23 09:00 11-23 10:00"]);
}

#[test]
fn a_zone_that_the_file_describes_serves() {
    let described = "BEGIN:VTIMEZONE\nTZID:Mi zona\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:-0500\n\
        TZOFFSETTO:-0500\nEND:STANDARD\nEND:VTIMEZONE\n";
    let meeting = event("DTSTART;TZID=Mi zona:20261123T100000\nDURATION:PT1H");
    assert_eq!(read(&format!("{described}{meeting}")), ["11-23 09:00 11-23 10:00"]);
    // The same, after the event that needs it.
    assert_eq!(read(&format!("{meeting}{described}")), ["11-23 09:00 11-23 10:00"]);
}

#[test]
fn whole_days_count_whole() {
    assert_eq!(read(&event("DTSTART;VALUE=DATE:20261123")), ["11-23 00:00 11-24 00:00"]);
    let three = "DTSTART;VALUE=DATE:20261123\nDTEND;VALUE=DATE:20261126";
    assert_eq!(read(&event(three)), ["11-23 00:00 11-26 00:00"]);
    // On the day on which the clocks go back a day is longer.
    let (own, day) = (zone("America/New_York"), date(2026, 11, 1));
    let whole = own.day(day).expect("a day");
    let all = occupied(file(&event("DTSTART;VALUE=DATE:20261101")).as_bytes(), &own, whole).expect("sound");
    assert_eq!((all[0].period, all[0].period.minutes()), (whole, 25 * 60));
}

#[test]
fn what_is_free_or_cancelled_or_over_does_not_count() {
    for mark in ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "STATUS:cancelled"] {
        assert_eq!(read(&event(&format!("DTSTART:20261123T100000\nDURATION:PT1H\n{mark}"))), [""; 0], "{mark}");
    }
    let busy = event("DTSTART:20261123T100000\nDURATION:PT1H\nTRANSP:OPAQUE\nSTATUS:TENTATIVE");
    assert_eq!(read(&busy), ["11-23 10:00 11-23 11:00"]);
    // Over; far ahead; without length; and one that has begun.
    for (lines, count) in [
        ("DTSTART:20261120T080000\nDURATION:PT1H", 0),
        ("DTSTART:20270601T080000\nDURATION:PT1H", 0),
        ("DTSTART:20261123T100000", 0),
        ("DTSTART:20261120T080000\nDURATION:PT2H", 1),
    ] {
        assert_eq!(read(&event(lines)).len(), count, "{lines}");
    }
}

#[test]
fn repeated_events_keep_to_the_clock_of_their_zone() {
    // Nine in New York is eight in San Salvador in winter and seven in summer.
    let lines = "UID:a\nDTSTART;TZID=America/New_York:20200106T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO";
    let all = read(&event(lines));
    assert_eq!(all.len(), 26, "{all:?}");
    assert_eq!((all[0].as_str(), all[25].as_str()), ("11-23 08:00 11-23 09:00", "05-17 07:00 05-17 08:00"));
}

#[test]
fn a_count_counts_from_the_first_and_an_end_is_kept() {
    let daily = |rule: &str| read(&event(&format!("DTSTART:20261117T100000\nDURATION:PT1H\nRRULE:{rule}")));
    assert_eq!(daily("FREQ=DAILY;COUNT=5"), ["11-20 10:00 11-20 11:00", "11-21 10:00 11-21 11:00"]);
    assert_eq!(daily("FREQ=DAILY;UNTIL=20261121T160000Z").len(), 2);
    assert_eq!(daily("FREQ=DAILY;UNTIL=20261121T155959Z").len(), 1);
    assert_eq!(daily("FREQ=DAILY;UNTIL=20261122").len(), 3);
    assert_eq!(daily("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2")[0], "11-27 10:00 11-27 11:00");
    assert_eq!(daily("FREQ=YEARLY"), [""; 0]);
}

#[test]
fn some_of_the_repeated_ones_are_dropped_moved_or_added() {
    let series = "UID:x\nDTSTART:20261123T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4";
    let dropped = format!("{series}\nEXDATE:20261124T100000,20261125T160000Z\nEXDATE;VALUE=DATE:20261126");
    assert_eq!(read(&event(&dropped)), ["11-23 10:00 11-23 11:00"]);
    let moved = event("UID:x\nRECURRENCE-ID:20261124T100000\nDTSTART:20261124T150000\nDURATION:PT30M");
    let off = event("UID:x\nRECURRENCE-ID:20261125T160000Z\nDTSTART:20261125T100000\nDURATION:PT1H\nSTATUS:CANCELLED");
    let all = read(&format!("{moved}{}{off}", event(series)));
    assert_eq!(all, ["11-23 10:00 11-23 11:00", "11-24 15:00 11-24 15:30", "11-26 10:00 11-26 11:00"]);
    let added =
        event("DTSTART:20261123T100000\nDURATION:PT1H\nRDATE:20261201T080000\nRDATE;VALUE=PERIOD:20261202T080000/PT2H");
    assert_eq!(read(&added)[1..], ["12-01 08:00 12-01 09:00", "12-02 08:00 12-02 10:00"]);
}

#[test]
fn times_that_are_only_said_to_be_busy_count() {
    let busy = "BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20261123T160000Z/PT1H,20261124T160000Z/20261124T170000Z\n\
        FREEBUSY;FBTYPE=FREE:20261125T160000Z/PT1H\nEND:VFREEBUSY\n";
    assert_eq!(read(busy), ["11-23 10:00 11-23 11:00", "11-24 10:00 11-24 11:00"]);
}

#[test]
fn what_is_wrong_is_named_by_line_and_event() {
    let sound = event("DTSTART:20261123T100000\nDURATION:PT1H");
    let second = |lines: &str| wrong(&format!("{sound}{}", event(lines)));
    let told = |fault, line| CalendarWrong { fault, line, event: 2 };
    assert_eq!(second("DTSTART:20261323T100000"), told(CalendarFault::Time, 8));
    assert_eq!(second("DTSTART;TZID=Nowhere:20261123T100000"), told(CalendarFault::Zone, 8));
    assert_eq!(second("SUMMARY:x\nDTSTART:20261123T100000\nDTEND:20261123T090000"), told(CalendarFault::Order, 10));
    assert_eq!(second("SUMMARY:without a start"), told(CalendarFault::Time, 7));
    assert_eq!(second("DTSTART:20261123T100000\nRRULE:FREQ=SECONDLY"), told(CalendarFault::Rule, 9));
    assert_eq!(second("DTSTART:20261123T100000\nRRULE:FREQ=DAILY;BYDAY=XX"), told(CalendarFault::Rule, 9));
    assert_eq!(second("DTSTART:20261123T100000\nRRULE:FREQ=DAILY;COUNT=0"), told(CalendarFault::Rule, 9));
    let of = |text: &str| occupied(text.as_bytes(), &own(), window()).expect_err("it is wrong");
    assert_eq!(of(""), CalendarWrong::whole(CalendarFault::Missing));
    assert_eq!(of("<html>"), CalendarWrong::at(CalendarFault::NotACalendar, 1));
    assert_eq!(of("BEGIN:VCARD\nEND:VCARD"), CalendarWrong::at(CalendarFault::NotACalendar, 1));
    assert_eq!(of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261123"), CalendarWrong::at(CalendarFault::Cut, 2));
    assert_eq!(of("BEGIN:VCALENDAR\nEND:VEVENT\n"), CalendarWrong::at(CalendarFault::Line, 2));
    assert_eq!(of("BEGIN:VCALENDAR\nnonsense\n"), CalendarWrong::at(CalendarFault::Line, 2));
}

#[test]
fn a_file_that_asks_too_much_is_refused_before_it_costs() {
    let rule = event("DTSTART:00010101T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=100000");
    assert_eq!(wrong(&rule).fault, CalendarFault::TooMany);
    // What has been going on for long, without a count, costs nothing.
    assert_eq!(read(&event("DTSTART:00010101T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY")).len(), 180);
    let never = event("DTSTART:20260101T000000\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
    assert_eq!(read(&never), [""; 0]);
}

/// A rule, and whether it holds on a day so many days after its first.
#[derive(Clone, Debug)]
struct Rule {
    weekly: bool,
    interval: i64,
    days: BTreeSet<u8>,
    count: Option<usize>,
    until: Option<i64>,
    first: i64,
}

const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn rule() -> impl Strategy<Value = Rule> {
    let days = prop::collection::btree_set(0_u8..7, 0..4);
    (any::<bool>(), 1_i64..5, days, prop::option::of(1_usize..60), prop::option::of(0_i64..120), -60_i64..60).prop_map(
        |(weekly, interval, days, count, until, first)| {
            // A rule ends in one way or the other.
            let until = until.filter(|_| count.is_none());
            Rule { weekly, interval, days, count, until, first }
        },
    )
}

impl Rule {
    fn first(&self) -> Date {
        date(2026, 11, 20).checked_add(self.first.days()).expect("a date")
    }

    fn written(&self) -> String {
        let first = self.first();
        let mut text = format!(
            "DTSTART:{}T100000\nDURATION:PT1H\nRRULE:FREQ={};INTERVAL={}",
            first.strftime("%Y%m%d"),
            if self.weekly { "WEEKLY" } else { "DAILY" },
            self.interval
        );
        if !self.days.is_empty() {
            let days: Vec<_> = self.days.iter().map(|day| CODES[usize::from(*day)]).collect();
            write!(text, ";BYDAY={}", days.join(",")).expect("text");
        }
        if let Some(count) = self.count {
            write!(text, ";COUNT={count}").expect("text");
        }
        if let Some(until) = self.until {
            let last = first.checked_add(until.days()).expect("a date");
            write!(text, ";UNTIL={}", last.strftime("%Y%m%d")).expect("text");
        }
        text
    }

    /// The days on which it holds, by looking at every one of them.
    fn days(&self) -> BTreeSet<DateTime> {
        let first = self.first();
        let monday = -i64::from(first.weekday().to_monday_zero_offset());
        let holds = |ahead: i64| {
            let day = first.checked_add(ahead.days()).expect("a date");
            let weekday = u8::try_from(day.weekday().to_monday_zero_offset()).expect("a weekday");
            if self.weekly {
                let on = if self.days.is_empty() { ahead % 7 == 0 } else { self.days.contains(&weekday) };
                on && (ahead - monday) / 7 % self.interval == 0
            } else {
                ahead % self.interval == 0 && (self.days.is_empty() || self.days.contains(&weekday))
            }
        };
        let mut days: Vec<i64> = (0..700).filter(|ahead| holds(*ahead)).collect();
        days.retain(|ahead| self.until.is_none_or(|until| *ahead <= until));
        days.truncate(self.count.unwrap_or(usize::MAX));
        // The first is always one of them, as programs show it.
        let all = days.into_iter().chain([0]);
        all.map(|ahead| first.checked_add(ahead.days()).expect("a date").at(10, 0, 0, 0)).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn rules_hold_on_the_days_on_which_counting_says_so(rule in rule()) {
        let (own, within) = (own(), window());
        let found = occupied(file(&event(&rule.written())).as_bytes(), &own, within).expect("sound");
        let found: BTreeSet<DateTime> = found.into_iter().map(|one| own.local(one.period.start()).civil).collect();
        let expected: BTreeSet<DateTime> = rule.days().into_iter().filter(|start| {
            let start = own.instant(*start).expect("a moment");
            Period::new(start, start.plus_minutes(60)).expect("a period").overlaps(within)
        }).collect();
        prop_assert_eq!(found, expected, "{}", rule.written());
    }

    #[test]
    fn whatever_a_file_holds_it_is_read_or_refused(
        lines in prop::collection::vec(
            prop_oneof![
                "(BEGIN|END):(VCALENDAR|VEVENT|VTIMEZONE|VALARM|VFREEBUSY)",
                "(DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(;TZID=(America/Lima|X))?:[0-9]{4}(0[0-9]|1[0-3])[0-3][0-9](T[0-2][0-9][0-6][0-9]00Z?)?",
                "RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;INTERVAL=[0-9]{1,3})?(;COUNT=[0-9]{1,3})?(;BYDAY=-?[0-9]?(MO|SU))?(;BYMONTHDAY=-?[0-9]{1,2})?(;BYSETPOS=-?[0-9]{1,3})?(;WKST=SU)?",
                "(DURATION|FREEBUSY):[-+]?P[0-9TDHMSW/]{0,9}",
                ".{0,30}",
            ],
            0..14,
        ),
    ) {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}\nEND:VEVENT\nEND:VCALENDAR", lines.join("\n"));
        let _ = occupied(text.as_bytes(), &own(), window());
    }
}
