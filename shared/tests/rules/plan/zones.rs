//! Days on which the clocks change: lengths are real minutes, and no start is at a time shown twice or never.

use serde_json::{Value, json};
use shared::plan::{Rule, answer::Plan, verify};

use super::{docket, empty, planned};

/// One room in `zone`, open on `date` from `from` to `to`.
fn night(zone: &str, date: &str, from: &str, to: &str, minutes: i64) -> Value {
    let mut value = empty();
    value["zone"] = json!(zone);
    value["horizon"] = json!({"from": date, "to": date});
    value["buffers"] = json!({"turnover_minutes": 0, "movement_minutes": 0});
    let hours = ["sat", "sun"].map(|weekday| json!({"weekday": weekday, "from": from, "to": to}));
    value["centres"] = json!([{"id": "c1", "escort_teams": 1, "rooms": [{"id": "r1", "hours": hours}]}]);
    value["requests"] = json!([{"id": "h1", "weight": 1, "duration_minutes": minutes, "sites": [{"centre": "c1"}]}]);
    value
}

fn start(value: &Value) -> Option<String> {
    let plan = planned(value, 20);
    assert_eq!(verify(&docket(value), &plan), vec![]);
    plan.placed.first().map(|placed| placed.start.to_string())
}

#[test]
fn a_skipped_hour_is_no_time() {
    // In Madrid 1:00 to 4:00 is two hours long when the clocks go forward at 2:00.
    let at = |minutes| start(&night("Europe/Madrid", "2027-03-28", "01:00", "04:00", minutes));
    assert_eq!(at(120).as_deref(), Some("2027-03-28T01:00:00"));
    assert_eq!(at(125), None);
}

#[test]
fn a_repeated_hour_is_time_but_holds_no_start() {
    // 1:00 to 4:00 is four hours long when they go back at 3:00; 2:00 to 3:00 is shown twice.
    let at = |from, to, minutes| start(&night("Europe/Madrid", "2027-10-31", from, to, minutes));
    assert_eq!(at("01:00", "04:00", 240).as_deref(), Some("2027-10-31T01:00:00"));
    assert_eq!(at("01:00", "04:00", 245), None);
    // Hours that begin at a time shown twice begin at the second, and that is no start.
    assert_eq!(at("02:00", "04:00", 30).as_deref(), Some("2027-10-31T03:00:00"));
    assert_eq!(at("01:00", "02:30", 60).as_deref(), Some("2027-10-31T01:00:00"));
}

#[test]
fn a_day_may_begin_at_one() {
    // In Santiago the clocks go forward at midnight, and the day is 23 hours long.
    let value = night("America/Santiago", "2027-09-05", "00:00", "24:00", 23 * 60);
    assert_eq!(start(&value).as_deref(), Some("2027-09-05T01:00:00"));
    let value = night("America/Santiago", "2027-09-05", "00:00", "24:00", 23 * 60 + 5);
    assert_eq!(start(&value), None);
}

#[test]
fn a_start_that_the_clock_shows_twice_is_refused() {
    let value = night("Europe/Madrid", "2027-10-31", "01:00", "04:00", 30);
    let at = |start: &str| {
        let placed = json!([{"request": "h1", "start": start, "rooms": {"c1": "r1"}}]);
        let plan = json!({"placed": placed, "unplaced": [], "weight": 1, "waiting_days": 0});
        let plan: Plan = serde_json::from_value(plan).unwrap();
        verify(&docket(&value), &plan).first().map(|violation| violation.rule)
    };
    assert_eq!(at("2027-10-31T01:30"), None);
    assert_eq!(at("2027-10-31T02:30"), Some(Rule::Start));
    let mut fixed = value.clone();
    fixed["fixed"] = json!([{"request": "h1", "start": "2027-10-31T02:30", "rooms": {"c1": "r1"}}]);
    let mistakes = shared::plan::read(&fixed.to_string()).unwrap_err();
    assert_eq!(mistakes[0].path, "$.fixed[0].start");
}
