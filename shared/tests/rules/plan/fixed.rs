//! What is fixed is judged by all that can be read, whatever else is wrong, and told where it breaks a rule.

use serde_json::{Value, json};
use shared::plan::mistake::Wrong;

use super::mistakes::mistakes;

/// The paths of the rules that are broken by what is fixed, with the rules.
fn broken(changes: &[(&str, Value)]) -> Vec<(String, String)> {
    let found = mistakes(changes).into_iter().filter_map(|(path, wrong)| match wrong {
        Wrong::Broken(words) => Some((path, words.split(':').next().unwrap().to_owned())),
        _ => None,
    });
    found.collect()
}

fn told(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(path, rule)| ((*path).to_owned(), (*rule).to_owned())).collect()
}

#[test]
fn what_is_fixed_is_told_where_it_breaks_a_rule() {
    let start = |at: &str| broken(&[("/fixed/0/start", json!(at))]);
    let wrong = |rule: &str| told(&[("$.fixed[0].start", rule)]);
    assert_eq!(start("2027-01-11T09:02"), wrong("grid"));
    assert_eq!(start("2027-01-11T11:05"), wrong("count"));
    assert_eq!(start("2027-01-11T13:45"), wrong("unavailable"));
    let closed = [("$.fixed[0].rooms.c1", "room_hours"), ("$.fixed[0].rooms.c2", "room_hours")];
    assert_eq!(start("2027-01-14T09:00"), told(&closed));
    assert_eq!(broken(&[("/requests/1/earliest", json!("2027-01-12"))]), wrong("earliest"));
    assert_eq!(broken(&[("/requests/1/deadline", json!("2027-01-11T09:40"))]), wrong("deadline"));
    // Wherever those two were brought together, they would meet.
    let both = broken(&[("/requests/1/sites/0/detainees/-", json!("d2"))]);
    assert_eq!(both, told(&[("$.fixed[0]", "incompatible")]));
    let second = |room: &str, more: (&'static str, Value)| {
        let later = json!({"request": "h1", "start": "2027-01-11T09:00", "rooms": {"c1": room}});
        broken(&[("/fixed/-", later), more])
    };
    let starts = |rule: &str| told(&[("$.fixed[0].start", rule), ("$.fixed[1].start", rule)]);
    assert_eq!(second("r2", ("/requests/0/people", json!(["l1"]))), starts("person_taken"));
    let detainees = |id: &str| ("/requests/0/sites/0/detainees", json!([id]));
    assert_eq!(second("r2", detainees("d1")), starts("detainee_taken"));
    assert_eq!(second("r2", detainees("d2")), starts("incompatible"));
}

#[test]
fn no_mistake_hides_a_rule_that_is_broken() {
    let away = ("/fixed/0/start", json!("2027-01-11T14:00"));
    let unavailable = told(&[("$.fixed[0].start", "unavailable")]);
    for (pointer, value) in [
        ("/centres/1/escort_teams", json!("many")),
        ("/centres/0/counts", json!(3)),
        ("/centres/1/rooms/0/hours/0/from", json!("8")),
        ("/centres/0/rooms/0/colour", json!("red")),
        ("/detainees/1/centre", json!("zz")),
        ("/people/1/id", json!("")),
        ("/grid_minutes", json!(0)),
        ("/buffers", Value::Null),
        ("/horizon/from", json!("2027-02-30")),
        ("/horizon/to", json!("2027-01-10")),
        ("/requests/0/weight", json!(-1)),
        // Mistakes of the very request.
        ("/requests/1/weight", json!(-1)),
        ("/requests/1/sites/1/centre", json!("zz")),
        ("/requests/1/pre_minutes", json!("long")),
        ("/requests/1/earliest", json!("soon")),
        ("/requests/1/deadline", json!("late")),
        ("/requests/1/duration_minutes", Value::Null),
        // And of what is fixed.
        ("/fixed/0/rooms/c1", json!("zz")),
        ("/fixed/0/rooms", json!([])),
    ] {
        assert_eq!(broken(&[away.clone(), (pointer, value)]), unavailable, "{pointer}");
    }
    // Nobody knows when anything is.
    assert_eq!(broken(&[away, ("/zone", json!("Nowhere"))]), vec![]);
}

#[test]
fn nothing_is_a_mistake_for_another_one() {
    // What is fixed is sound, and what cannot be read refuses nothing.
    for (pointer, value) in [
        ("/centres/0/escort_teams", json!(-1)),
        ("/centres/0/rooms/0/hours", json!("always")),
        ("/centres/0/rooms/0/hours/0/weekday", json!("Monday")),
        ("/centres/0/rooms/0/hour", json!([])),
        ("/people/0/unavailable", json!("never")),
        ("/detainees/0/incompatible_with", json!("d2")),
        ("/requests/1/earliest", json!("2027-13-01")),
        ("/requests/1/deadline", json!("2027-01-15")),
        ("/requests/1/sites/1/centre", json!("zz")),
        ("/requests/1/sites/1", json!("c2")),
        ("/requests/1/sites", json!("c1, c2")),
        ("/requests/1/lawyers/0", json!(3)),
        ("/requests/1/sites/0/detainees/0", json!(3)),
        ("/fixed/0/rooms", json!("r1")),
        ("/requests", json!("h1, h2")),
    ] {
        let found = mistakes(&[(pointer, value)]);
        assert_eq!(found.len(), 1, "{pointer}: {found:?}");
    }
    let centre = mistakes(&[("/requests/1/sites/-", json!({"centre": "c1"}))]);
    assert_eq!(centre, [("$.requests[1].sites[2].centre".to_owned(), Wrong::NamedTwice("c1".to_owned()))]);
}
