//! When somebody is asked to come, as their answer names it.

use proptest::prelude::*;
use shared::{
    notice::Times,
    time::{Instant, Period},
};

fn period() -> impl Strategy<Value = Period> {
    (any::<i64>(), 1_i64..1_000_000)
        .prop_filter_map("a period", |(start, length)| Period::new(Instant(start), Instant(start.checked_add(length)?)))
}

fn times() -> impl Strategy<Value = Times> {
    (period(), prop::collection::vec(period(), 0..4)).prop_map(|(period, meetings)| Times { period, meetings })
}

proptest! {
    #[test]
    fn a_form_names_them_as_they_are(times in times()) {
        prop_assert_eq!(Times::from_code(&times.code()), Some(times));
    }

    #[test]
    fn what_was_called_off_is_asked_for_no_more(times in times(), other in period()) {
        let without = Times { meetings: Vec::new(), ..times.clone() };
        prop_assert!(times.cover(&times) && times.cover(&without));
        prop_assert_eq!(without.cover(&times), times.meetings.is_empty());
        prop_assert_eq!(times.cover(&Times { period: other, ..times.clone() }), other == times.period);
    }
}

#[test]
fn nothing_else_names_any() {
    for code in ["", "1", "1_", "_", "2_1", "1_1", "1_2_3", "1_2.", ".1_2", "1_2.x_y", "1_2.4_3", "1-2"] {
        assert_eq!(Times::from_code(code), None, "{code}");
    }
    assert!(Times::from_code("-2_-1.1_2").is_some());
}
