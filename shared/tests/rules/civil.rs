//! Civil dates and times as texts and as they travel.

use jiff::civil::{Date, DateTime, date, time};
use proptest::prelude::*;
use shared::{
    civil::{read_date, read_date_time, read_time, written_date, written_date_time},
    time::{Instant, Local},
};

fn any_date() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=31)
        .prop_filter_map("no such day", |(year, month, day)| Date::new(year, month, day).ok())
}

fn any_moment() -> impl Strategy<Value = DateTime> {
    (any_date(), 0_i8..24, 0_i8..60, 0_i8..60).prop_map(|(date, hour, minute, second)| date.at(hour, minute, second, 0))
}

proptest! {
    #[test]
    fn a_date_is_written_and_read_as_jiff_does(date in any_date()) {
        prop_assert_eq!(written_date(date), date.to_string());
        prop_assert_eq!(read_date(&date.to_string()), Some(date));
    }

    #[test]
    fn a_moment_is_written_and_read_as_jiff_does(at in any_moment()) {
        prop_assert_eq!(written_date_time(at), at.to_string());
        prop_assert_eq!(read_date_time(&at.to_string()), Some(at));
        let minute = at.to_string()[..16].to_owned();
        prop_assert_eq!(read_date_time(&minute), Some(at.date().at(at.hour(), at.minute(), 0, 0)));
    }

    #[test]
    fn whatever_is_read_is_what_jiff_reads(text in "[0-9T:+ -]{0,20}") {
        if let Some(date) = read_date(&text) {
            prop_assert_eq!(Ok(date), text.parse::<Date>().map_err(drop));
        }
        if let Some(at) = read_date_time(&text) {
            prop_assert_eq!(Ok(at), text.parse::<DateTime>().map_err(drop));
        }
        let _ = read_time(&text);
    }
}

#[test]
fn other_spellings_are_not_read() {
    for text in [
        "",
        "2026-1-1",
        "+2026-01-01",
        "2026-02-29",
        "2026-13-01",
        "2026-01-00",
        "2026/01/01",
        "20260101",
        "2026-01-01 ",
        "２026-01-01",
    ] {
        assert_eq!(read_date(text), None, "{text}");
    }
    for text in ["", "9:30", "24:00", "12:60", "12:30:00", "-1:00", "12.30"] {
        assert_eq!(read_time(text), None, "{text}");
    }
    assert_eq!(read_time("09:30"), Some(time(9, 30, 0, 0)));
    for text in [
        "2026-01-01",
        "2026-01-01T",
        "2026-01-01T9",
        "2026-01-01 09:30",
        "2026-01-01T09:30:0",
        "2026-01-01T09:30Z",
        "2026-01-01Té9:30",
    ] {
        assert_eq!(read_date_time(text), None, "{text}");
    }
}

#[test]
fn a_local_time_is_a_text_in_json() {
    let local = Local { at: Instant(7), civil: date(2027, 1, 11).at(9, 30, 0, 0) };
    let json = serde_json::to_string(&local).unwrap();
    assert_eq!(json, r#"{"at":7,"civil":"2027-01-11T09:30:00"}"#);
    assert_eq!(serde_json::from_str::<Local>(&json).unwrap(), local);
    assert!(serde_json::from_str::<Local>(r#"{"at":7,"civil":"2027-02-30T09:30:00"}"#).is_err());
}
