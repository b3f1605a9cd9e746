//! A plan by the clock: when the time is over little is done any more, and what was not done is said. The clock is the test's.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use shared::plan::{Effort, MOST_MEBIBYTES, answer::Plan, mistake::Wrong, plan, read, verify};

use super::{
    docket,
    verdicts::{house, request},
};

/// A plan while `passed` says how much of the time is over at each look, the first being 0, and how often that was asked.
fn timed(value: &Value, passed: impl Fn(u32) -> f64 + Sync) -> (Plan, u32) {
    let docket = docket(value);
    let looks = AtomicU32::new(0);
    let clock = || passed(looks.fetch_add(1, Ordering::Relaxed));
    let plan = plan(&docket, Effort::While(&clock, 1), 1);
    assert_eq!(verify(&docket, &plan), vec![]);
    (plan, looks.into_inner())
}

/// Far more requests than the house has room for, every fifth without a start even if it were alone; the first is fixed.
fn crowd(count: usize) -> Value {
    let mut value = house();
    let requests = (0..count).map(|place| {
        let mut asked = request(&format!("h{place}"), 1);
        if place % 5 == 4 {
            asked["deadline"] = json!("2027-01-11T08:10");
        }
        asked
    });
    value["requests"] = requests.collect();
    value["fixed"] = json!([{"request": "h0", "start": "2027-01-11T09:00", "rooms": {"c1": "r1"}}]);
    value
}

fn reasons(plan: &Plan, request: &str) -> Value {
    let unplaced = plan.unplaced.iter().find(|unplaced| unplaced.request == request).unwrap();
    serde_json::to_value(&unplaced.reasons).unwrap()
}

#[test]
fn without_any_time_what_is_fixed_stays_and_the_rest_is_said_to_have_had_none() {
    for count in [10, 1_000] {
        let (plan, looks) = timed(&crowd(count), |_| 2.0);
        assert_eq!((plan.placed.len(), plan.unplaced.len(), plan.proved_optimal), (1, count - 1, false));
        let seconds = json!([{"rule": "seconds"}]);
        assert!(plan.unplaced.iter().all(|one| serde_json::to_value(&one.reasons).unwrap() == seconds));
        // However many there are.
        assert!(looks < 10, "{looks} looks at the clock");
    }
}

#[test]
fn whenever_the_time_is_over_little_is_done_any_more_and_everything_has_a_reason() {
    let value = crowd(400);
    for last in [3_u32, 10, 50, 250, 450, 700, 900] {
        let (plan, looks) = timed(&value, |look| f64::from(look) / f64::from(last));
        assert!(plan.unplaced.iter().all(|one| !one.reasons.is_empty()), "{last}: no reason given");
        assert_eq!(plan.placed.len() + plan.unplaced.len(), 400);
        // The reasons are what is done last, and they stop asking when half of the rest is over; whoever comes before them
        // asks once to learn that it is over.
        assert!(looks <= last + last / 2 + 8, "{last}: {looks} looks at the clock");
    }
}

#[test]
fn when_it_is_late_a_single_reason_is_given_that_is_true() {
    let mut value = house();
    value["centres"][0]["rooms"] = json!([{"id": "r1", "hours": [{"weekday": "mon", "from": "08:00", "to": "09:00"}]}]);
    value["requests"] = json!([request("h1", 1), request("h2", 1)]);
    // Both are looked at, and then the time is over.
    let late = |look: u32| if look < 2 { 0.0 } else { 2.0 };
    let (plan, _) = timed(&value, late);
    assert_eq!((plan.placed.len(), plan.proved_optimal), (0, false));
    assert_eq!(reasons(&plan, "h2"), json!([{"rule": "seconds"}]));

    value["fixed"] = json!([{"request": "h1", "start": "2027-01-11T08:15", "rooms": {"c1": "r1"}}]);
    assert_eq!(reasons(&timed(&value, late).0, "h2"), json!([{"rule": "room_taken", "centre": "c1", "room": "r1"}]));
    for request in 0..2_usize {
        value["requests"][request]["people"] = json!(["j2"]);
    }
    assert_eq!(reasons(&timed(&value, late).0, "h2"), json!([{"rule": "person_taken", "person": "j2"}]));
    // What could never be held is not looked through.
    value["requests"][1]["duration_minutes"] = json!(61);
    assert_eq!(reasons(&timed(&value, late).0, "h2"), json!([{"rule": "seconds"}]));
}

#[test]
fn what_would_take_too_much_memory_is_a_mistake() {
    let mut value = house();
    value["horizon"] = json!({"from": "2027-01-11", "to": "2027-03-11"});
    value["grid_minutes"] = json!(1);
    value["requests"] = json!([request("h1", 1)]);
    let mut with = |people: usize| {
        value["people"] = (0..people).map(|place| json!({"id": format!("p{place}")})).collect();
        read(&value.to_string()).err().unwrap_or_default()
    };
    assert_eq!(with(8_000), vec![]);
    let found = with(9_000);
    assert_eq!((found.len(), found[0].path.as_str()), (1, "$"));
    let Wrong::TooLarge { needed, most: MOST_MEBIBYTES } = found[0].wrong else { panic!("{found:?}") };
    assert!(needed > MOST_MEBIBYTES && needed < 2 * MOST_MEBIBYTES, "{needed}");
}

/// Of a request only those starts are kept that it may have: a long list of a house that is closed at night and at the
/// end of the week is no mistake, nor is one in which everything is due within days.
#[test]
fn what_nobody_may_have_takes_no_memory() {
    let rooms = |days: &[&str], from: &str, to: &str| -> Value {
        let hours: Value = days.iter().map(|day| json!({"weekday": day, "from": from, "to": to})).collect();
        (0..40).map(|room| json!({"id": format!("r{room}"), "hours": hours})).collect()
    };
    let mut value = house();
    value["horizon"] = json!({"from": "2027-01-11", "to": "2027-04-10"});
    value["requests"] = (0..5_000).map(|place| request(&format!("h{place}"), 1)).collect();
    let needed = |value: &Value| {
        let found = read(&value.to_string()).err().unwrap_or_default();
        found.first().map(|mistake| mistake.wrong.clone())
    };
    value["centres"][0]["rooms"] = rooms(&["mon", "tue", "wed", "thu", "fri"], "08:00", "16:00");
    assert_eq!(needed(&value), None);
    // Open by day and by night, each of them may start in any word of each row.
    value["centres"][0]["rooms"] = rooms(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "00:00", "24:00");
    assert!(matches!(needed(&value), Some(Wrong::TooLarge { needed: 513.., .. })), "{:?}", needed(&value));
    for request in value["requests"].as_array_mut().into_iter().flatten() {
        request["earliest"] = json!("2027-02-01");
        request["deadline"] = json!("2027-02-12T16:00");
    }
    assert_eq!(needed(&value), None);
    // The window is that of each request, whatever the others have.
    for request in value["requests"].as_array_mut().into_iter().flatten() {
        request["deadline"] = json!("2027-04-10T16:00");
        request["earliest"] = json!("2027-01-11");
    }
    assert!(matches!(needed(&value), Some(Wrong::TooLarge { .. })));
}
