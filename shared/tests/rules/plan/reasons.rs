//! Why a request has no place: what stands against it even in an empty calendar, or what others took.

use serde_json::{Value, json};

use super::{
    planned,
    verdicts::{house, request},
};

/// The reasons against `h2` after `change`, while `h1` is fixed where it is in the way.
fn reasons(change: impl Fn(&mut Value)) -> Vec<Value> {
    let mut value = house();
    // One room, one hour: room for one of the two.
    value["centres"][0]["rooms"] = json!([{"id": "r1", "hours": [{"weekday": "mon", "from": "08:00", "to": "09:00"}]}]);
    value["requests"] = json!([request("h1", 1), request("h2", 1)]);
    value["fixed"] = json!([{"request": "h1", "start": "2027-01-11T08:15", "rooms": {"c1": "r1"}}]);
    change(&mut value);
    let plan = planned(&value, 50);
    let unplaced = plan.unplaced.into_iter().find(|unplaced| unplaced.request == "h2").unwrap();
    serde_json::to_value(unplaced.reasons).unwrap().as_array().unwrap().clone()
}

#[test]
fn what_others_took_is_named() {
    assert_eq!(reasons(|_| ()), [json!({"rule": "room_taken", "centre": "c1", "room": "r1"})]);

    let second_room = |value: &mut Value| {
        let rooms = value["centres"][0]["rooms"].as_array_mut().unwrap();
        let mut other = rooms[0].clone();
        other["id"] = json!("r2");
        rooms.push(other);
    };
    let found = reasons(|value| {
        second_room(value);
        value["centres"][0]["escort_teams"] = json!(1);
    });
    assert_eq!(found, [json!({"rule": "escort_pool", "centre": "c1"})]);
    let found = reasons(|value| {
        second_room(value);
        value["requests"][0]["people"] = json!(["j2"]);
        value["requests"][1]["people"] = json!(["j2"]);
        value["requests"][1]["duration_minutes"] = json!(40);
    });
    assert_eq!(found, [json!({"rule": "person_taken", "person": "j2"})]);
    for (detainee, rule) in [("d1", "detainee_taken"), ("d2", "incompatible")] {
        let found = reasons(|value| {
            second_room(value);
            value["requests"][0]["sites"][0]["detainees"] = json!(["d1"]);
            value["requests"][1]["sites"][0]["detainees"] = json!([detainee]);
        });
        assert_eq!(found, [json!({"rule": rule, "centre": "c1", "detainee": "d1"})]);
    }
}

#[test]
fn what_is_never_possible_is_named_and_nobody_blamed() {
    let with = |change: &dyn Fn(&mut Value)| reasons(|value| change(&mut value["requests"][1]));
    assert_eq!(with(&|asked| asked["deadline"] = json!("2027-01-11T08:20")), [json!({"rule": "deadline"})]);
    assert_eq!(with(&|asked| asked["earliest"] = json!("2027-01-16")), [json!({"rule": "horizon"})]);
    let too_long = with(&|asked| asked["duration_minutes"] = json!(61));
    assert_eq!(too_long, [json!({"rule": "room_hours", "centre": "c1", "room": "r1"})]);
    let apart = with(&|asked| asked["sites"][0]["detainees"] = json!(["d1", "d2"]));
    assert!(apart.contains(&json!({"rule": "incompatible", "centre": "c1", "detainee": "d1"})), "{apart:?}");

    let counted = reasons(|value| {
        value["centres"][0]["counts"] = json!([{"weekday": "mon", "from": "09:00", "to": "09:30"}]);
        value["fixed"] = json!([]);
        value["requests"][1]["sites"][0]["detainees"] = json!(["d3"]);
        value["requests"][1]["duration_minutes"] = json!(55);
    });
    assert_eq!(counted, [json!({"rule": "count", "centre": "c1"})]);
    let away = reasons(|value| {
        value["people"][1]["unavailable"] = json!([{"from": "2027-01-11T08:30", "to": "2027-01-11T08:35"}]);
        value["requests"][1]["people"] = json!(["j2"]);
        value["requests"][1]["duration_minutes"] = json!(50);
    });
    assert_eq!(away, [json!({"rule": "unavailable", "person": "j2"})]);
    let barred = reasons(|value| {
        value["fixed"] = json!([]);
        value["centres"][0]["rooms"][0]["blocks"] = json!([{"from": "2027-01-11T00:00", "to": "2027-01-12T00:00"}]);
    });
    assert_eq!(barred, [json!({"rule": "room_block", "centre": "c1", "room": "r1"})]);
}
