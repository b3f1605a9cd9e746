//! Moments, lengths and half-open periods.

use jiff::civil::date;
use proptest::prelude::*;
use shared::time::{Instant, Minutes, Period, Weekday};

fn period() -> impl Strategy<Value = Period> {
    (-50_i64..50, 1_i64..40).prop_map(|(start, length)| Period::new(Instant(start), Instant(start + length)).unwrap())
}

#[test]
fn a_period_is_never_empty() {
    assert_eq!(Period::new(Instant(5), Instant(5)), None);
    assert_eq!(Period::new(Instant(5), Instant(4)), None);
    assert!(Period::new(Instant(5), Instant(6)).is_some());
    assert!(serde_json::from_str::<Period>("[5,6]").is_ok());
    assert!(serde_json::from_str::<Period>("[5,5]").is_err());
    assert!(serde_json::from_str::<Period>("[6,5]").is_err());
}

#[test]
fn a_length_lasts_from_a_minute_to_a_day() {
    assert_eq!(Minutes::new(0), None);
    assert_eq!(Minutes::new(1).map(Minutes::get), Some(1));
    assert_eq!(Minutes::new(1440).map(Minutes::get), Some(1440));
    assert_eq!(Minutes::new(1441), None);
    assert!(serde_json::from_str::<Minutes>("0").is_err());
    assert!(serde_json::from_str::<Minutes>("1441").is_err());
    assert_eq!(serde_json::from_str::<Minutes>("30").unwrap().get(), 30);
}

#[test]
fn minutes_between_moments_round_towards_zero() {
    assert_eq!(Instant(0).minutes_until(Instant(119)), 1);
    assert_eq!(Instant(119).minutes_until(Instant(0)), -1);
    assert_eq!(Instant(0).plus_minutes(-2), Instant(-120));
    assert_eq!(Instant(i64::MAX).plus_minutes(1), Instant(i64::MAX));
    assert_eq!(Instant(i64::MIN).plus_minutes(i64::MIN), Instant(i64::MIN));
}

#[test]
fn weekdays_of_known_dates() {
    for (day, weekday) in [
        (date(2026, 9, 14), Weekday::Mon),
        (date(2026, 9, 15), Weekday::Tue),
        (date(2026, 9, 20), Weekday::Sun),
        (date(1970, 1, 1), Weekday::Thu),
        (date(2024, 2, 29), Weekday::Thu),
    ] {
        assert_eq!(Weekday::of(day), weekday);
    }
    assert_eq!(Weekday::ALL.map(Weekday::index), [0, 1, 2, 3, 4, 5, 6]);
}

proptest! {
    #[test]
    fn periods_are_the_moments_in_them(one in period(), two in period()) {
        let inside = |period: Period, second: i64| period.contains(Instant(second));
        let both = (-100..100).any(|second| inside(one, second) && inside(two, second));
        prop_assert_eq!(one.overlaps(two), both);
        prop_assert_eq!(two.overlaps(one), both);
        let all = (-100..100).all(|second| !inside(two, second) || inside(one, second));
        prop_assert_eq!(one.covers(two), all);
        let moments = (-100..100).filter(|second| inside(one, *second)).count();
        prop_assert_eq!(i64::try_from(moments).unwrap(), one.end().0 - one.start().0);
    }

    #[test]
    fn periods_that_touch_do_not_overlap(one in period(), length in 1_u16..=1440) {
        let next = Period::starting(one.end(), Minutes::new(length).unwrap());
        prop_assert!(!one.overlaps(next) && !next.overlaps(one));
        prop_assert!(one.contains(one.start()) && !one.contains(one.end()));
        prop_assert_eq!(next.minutes(), i64::from(length));
    }

    #[test]
    fn periods_come_back_from_the_wire(one in period()) {
        let wire = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Period>(&wire).unwrap(), one);
    }
}
