//! The verifier finds each kind of violation, and only it.

use serde_json::{Value, json};
use shared::plan::{Rule, answer::Plan, verify};

use super::{docket, empty};

/// One centre with two rooms and two teams, open on Mondays and Tuesdays.
pub(super) fn house() -> Value {
    let mut house = empty();
    let hours = |to: &str| json!([{"weekday": "mon", "from": "08:00", "to": to}, {"weekday": "tue", "from": "08:00", "to": to}]);
    house["centres"] = json!([{
        "id": "c1", "escort_teams": 2, "counts": [{"weekday": "mon", "from": "12:00", "to": "13:00"}],
        "rooms": [
            {"id": "r1", "hours": hours("16:00"), "blocks": [{"from": "2027-01-12T08:00", "to": "2027-01-12T10:00"}]},
            {"id": "r2", "hours": hours("14:00")},
            {"id": "r3", "hours": hours("16:00")},
        ],
    }, {"id": "c2", "escort_teams": 1, "rooms": [{"id": "r1", "hours": hours("16:00")}]}]);
    house["people"] = json!([
        {"id": "j1", "unavailable": [{"from": "2027-01-11T14:00", "to": "2027-01-11T18:00"}]}, {"id": "j2"}, {"id": "l1"},
    ]);
    house["detainees"] = json!([
        {"id": "d1", "centre": "c1", "incompatible_with": ["d2"]}, {"id": "d2", "centre": "c1"},
        {"id": "d3", "centre": "c1"}, {"id": "d4", "centre": "c1"},
    ]);
    house
}

/// A request for half an hour of `c1` alone, on whoever's behalf.
pub(super) fn request(id: &str, weight: i64) -> Value {
    json!({"id": id, "weight": weight, "duration_minutes": 30, "sites": [{"centre": "c1"}]})
}

fn asked(id: &str, detainee: &str, person: &str, lawyer: Option<&str>) -> Value {
    json!({
        "id": id, "weight": 2, "duration_minutes": 30, "pre_minutes": 15, "sites": [{"centre": "c1", "detainees": [detainee]}],
        "people": [person], "lawyers": lawyer.iter().collect::<Vec<_>>(), "deadline": "2027-01-12T15:00",
    })
}

/// Three hearings, no two of which have anybody in common.
fn three() -> Value {
    let mut house = house();
    house["requests"] =
        json!([asked("h1", "d1", "j1", Some("l1")), asked("h2", "d3", "j2", None), asked("h3", "d4", "j2", None)]);
    house
}

fn placed(places: &[(&str, &str, &str)]) -> Value {
    places.iter().map(|(id, at, room)| json!({"request": id, "start": at, "rooms": {"c1": room}})).collect()
}

/// A plan for `docket` with the right sums, if it is otherwise right.
fn with_sums(docket: &Value, placed: &Value) -> Value {
    let ids: Vec<&Value> = placed.as_array().unwrap().iter().map(|one| &one["request"]).collect();
    let requests = docket["requests"].as_array().unwrap();
    let unplaced: Vec<Value> = requests
        .iter()
        .filter(|request| !ids.contains(&&request["id"]))
        .map(|request| json!({"request": request["id"], "reasons": []}))
        .collect();
    let day = |at: &Value| at.as_str().unwrap()[8..10].parse::<i64>().unwrap() - 11;
    let waiting: i64 = placed.as_array().unwrap().iter().map(|one| 2 * day(&one["start"])).sum();
    json!({"placed": placed, "unplaced": unplaced, "weight": 2 * ids.len(), "waiting_days": waiting, "proved_optimal": false})
}

fn rules(value: &Value, plan: &Value) -> Vec<Rule> {
    let plan: Plan = serde_json::from_value(plan.clone()).unwrap();
    let mut rules: Vec<Rule> = verify(&docket(value), &plan).into_iter().map(|violation| violation.rule).collect();
    rules.dedup();
    rules
}

const SOUND: [(&str, &str, &str); 3] =
    [("h1", "2027-01-11T09:00", "r1"), ("h2", "2027-01-11T09:00", "r2"), ("h3", "2027-01-12T10:15", "r1")];

#[test]
fn a_sound_plan_breaks_nothing() {
    let value = three();
    assert_eq!(rules(&value, &with_sums(&value, &placed(&SOUND))), vec![]);
}

/// What the plan is when h1 is at another place.
fn moved(value: &Value, at: &str, room: &str) -> Vec<Rule> {
    let mut places = SOUND;
    places[0] = ("h1", at, room);
    rules(value, &with_sums(value, &placed(&places)))
}

#[test]
fn each_rule_of_one_placement_is_found() {
    let value = three();
    assert_eq!(moved(&value, "2027-01-11T09:02", "r1"), [Rule::Grid]);
    assert_eq!(moved(&value, "2027-01-11T09:00:30", "r1"), [Rule::Grid]);
    assert_eq!(moved(&value, "2027-01-12T14:35", "r1"), [Rule::Deadline]);
    assert_eq!(moved(&value, "2027-01-11T08:10", "r1"), [Rule::RoomHours]);
    assert_eq!(moved(&value, "2027-01-12T13:35", "r2"), [Rule::RoomHours]);
    assert_eq!(moved(&value, "2027-01-12T10:10", "r3"), [Rule::PersonTaken; 0]);
    assert_eq!(moved(&value, "2027-01-12T09:00", "r1"), [Rule::RoomBlock]);
    assert_eq!(moved(&value, "2027-01-11T11:20", "r1"), [Rule::Count]);
    assert_eq!(moved(&value, "2027-01-11T13:25", "r1"), [Rule::Count]);
    assert_eq!(moved(&value, "2027-01-11T13:35", "r1"), [Rule::Unavailable]);
    assert_eq!(moved(&value, "2027-01-11T13:30", "r1"), []);

    let mut late = value.clone();
    late["requests"][0]["earliest"] = json!("2027-01-12");
    let plan = with_sums(&late, &placed(&SOUND));
    assert_eq!(rules(&late, &plan), [Rule::Earliest, Rule::WaitingDays]);
}

#[test]
fn the_horizon_holds_movement_and_turnover_too() {
    let mut value = three();
    value["horizon"]["from"] = json!("2027-01-11");
    value["centres"][0]["rooms"][2]["hours"] = json!([{"weekday": "mon", "from": "00:00", "to": "24:00"}]);
    assert_eq!(moved(&value, "2027-01-11T00:25", "r3"), [Rule::Horizon]);
    assert_eq!(moved(&value, "2027-01-11T00:30", "r3"), []);
}

#[test]
fn each_rule_of_two_placements_is_found() {
    let value = three();
    // h2 has its room until 9:40 and its detainee until 9:45.
    assert_eq!(moved(&value, "2027-01-11T09:50", "r2"), [Rule::RoomTaken]);
    assert_eq!(moved(&value, "2027-01-11T09:55", "r2"), []);

    let with = |change: &dyn Fn(&mut Value)| {
        let mut value = three();
        change(&mut value["requests"]);
        rules(&value, &with_sums(&value, &placed(&SOUND)))
    };
    assert_eq!(with(&|requests| requests[1]["sites"][0]["detainees"] = json!(["d1"])), [Rule::DetaineeTaken]);
    assert_eq!(with(&|requests| requests[1]["sites"][0]["detainees"] = json!(["d2"])), [Rule::Incompatible]);
    assert_eq!(with(&|requests| requests[0]["sites"][0]["detainees"] = json!(["d1", "d2"])), [Rule::Incompatible]);
    assert_eq!(with(&|requests| requests[1]["people"] = json!(["j1"])), [Rule::PersonTaken]);
    assert_eq!(with(&|requests| requests[1]["people"] = json!(["l1"])), [Rule::PersonTaken]);
    assert_eq!(with(&|requests| requests[1]["lawyers"] = json!(["l1"])), [Rule::PersonTaken]);

    let mut few = value;
    few["centres"][0]["escort_teams"] = json!(1);
    assert_eq!(rules(&few, &with_sums(&few, &placed(&SOUND))), [Rule::EscortPool]);
}

#[test]
fn people_are_needed_for_the_main_part_only_and_lawyers_for_the_meetings() {
    let at = |list: &str| {
        let mut value = three();
        value["requests"][0]["people"] = json!([]);
        value["requests"][0]["lawyers"] = json!([]);
        value["requests"][0][list] = json!(["j2"]);
        // h2 holds j2 from 9:00 to 9:30; the meeting of h1 begins at 9:20.
        moved(&value, "2027-01-11T09:35", "r1")
    };
    assert_eq!(at("people"), []);
    assert_eq!(at("lawyers"), [Rule::PersonTaken]);
}

#[test]
fn what_the_plan_says_of_itself_is_checked() {
    let value = three();
    let plan = with_sums(&value, &placed(&SOUND));
    let with = |change: &dyn Fn(&mut Value)| {
        let mut plan = plan.clone();
        change(&mut plan);
        rules(&value, &plan)
    };
    assert_eq!(with(&|plan| plan["weight"] = json!(7)), [Rule::Weight]);
    assert_eq!(with(&|plan| plan["waiting_days"] = json!(3)), [Rule::WaitingDays]);
    assert_eq!(with(&|plan| plan["unplaced"] = json!([{"request": "h1", "reasons": []}])), [Rule::Once]);
    assert_eq!(with(&|plan| plan["unplaced"] = json!([{"request": "h9"}])), [Rule::UnknownRequest]);
    let found = with(&|plan| {
        plan["placed"].as_array_mut().unwrap().remove(0);
        plan["weight"] = json!(4);
    });
    assert_eq!(found, [Rule::Once]);
    let found = with(&|plan| plan["placed"][0]["request"] = json!("h9"));
    assert_eq!(found, [Rule::UnknownRequest, Rule::Once, Rule::Weight]);
    for rooms in [json!({}), json!({"c1": "r9"}), json!({"c1": "r1", "c2": "r1"}), json!({"c1": "r1", "c9": "r1"})] {
        let found = with(&|plan| plan["placed"][0]["rooms"] = rooms.clone());
        assert_eq!(found, [Rule::Rooms], "{rooms}");
    }
    // Twice placed, one is in the other's way as well.
    let twice = with(&|plan| {
        let again = plan["placed"][2].clone();
        plan["placed"].as_array_mut().unwrap().push(again);
    });
    assert!(twice.contains(&Rule::Once) && twice.contains(&Rule::RoomTaken), "{twice:?}");
}

#[test]
fn a_room_that_there_is_not_hides_no_other_rule() {
    let value = three();
    // Its judge is away from two on, and at nine on Tuesday nobody is counted.
    assert_eq!(moved(&value, "2027-01-11T14:00", "r9"), [Rule::Rooms, Rule::Unavailable]);
    assert_eq!(moved(&value, "2027-01-11T11:20", "r9"), [Rule::Rooms, Rule::Count]);
    assert_eq!(moved(&value, "2027-01-12T09:00", "r9"), [Rule::Rooms]);
    let mut shared = value.clone();
    shared["requests"][0]["people"] = json!(["j2"]);
    assert_eq!(moved(&shared, "2027-01-11T09:00", "r9"), [Rule::Rooms, Rule::PersonTaken]);
    // Two in no room are not in each other's.
    let mut places = SOUND;
    (places[0].2, places[1].2) = ("r9", "r9");
    assert_eq!(rules(&value, &with_sums(&value, &placed(&places))), [Rule::Rooms]);
}

#[test]
fn what_is_fixed_must_be_where_it_is() {
    let mut value = three();
    value["fixed"] = json!([{"request": "h1", "start": "2027-01-11T09:00", "rooms": {"c1": "r1"}}]);
    assert_eq!(rules(&value, &with_sums(&value, &placed(&SOUND))), []);
    assert_eq!(moved(&value, "2027-01-11T09:05", "r1"), [Rule::Fixed]);
    assert_eq!(moved(&value, "2027-01-11T09:00", "r3"), [Rule::Fixed]);
    assert_eq!(rules(&value, &with_sums(&value, &placed(&SOUND[1..]))), [Rule::Fixed]);
}

#[test]
fn a_violation_says_who_where_and_when() {
    let value = three();
    let mut places = SOUND;
    places[1] = ("h2", "2027-01-11T09:10", "r1");
    let plan: Plan = serde_json::from_value(with_sums(&value, &placed(&places))).unwrap();
    let found: Vec<String> = verify(&docket(&value), &plan).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["room_taken: r1 of c1 is held twice at 2027-01-11T08:55–09:40 by h1 and h2"]);
}

#[test]
fn a_plan_that_does_not_say_what_it_leaves_out_is_judged_all_the_same() {
    let value = three();
    let judged = |places: &[(&str, &str, &str)]| {
        let mut plan = with_sums(&value, &placed(places));
        plan.as_object_mut().unwrap().remove("unplaced");
        rules(&value, &plan)
    };
    assert_eq!(judged(&SOUND), []);
    assert_eq!(judged(&SOUND[1..]), [Rule::Once]);
}

#[test]
fn a_start_is_shown_with_its_seconds_if_it_has_any() {
    let value = three();
    let mut places = SOUND;
    places[0].1 = "2027-01-11T09:00:30";
    let plan: Plan = serde_json::from_value(with_sums(&value, &placed(&places))).unwrap();
    let found: Vec<String> = verify(&docket(&value), &plan).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["grid: h1 starts at 2027-01-11T09:00:30, off the grid of 5 minutes"]);
    let written = serde_json::to_value(&plan).unwrap();
    assert_eq!(written["placed"][0]["start"], "2027-01-11T09:00:30");
    assert_eq!(written["placed"][1]["start"], "2027-01-11T09:00");
}

#[test]
fn a_plan_is_read_as_others_write_it_but_not_what_it_says_twice() {
    let value = three();
    let plan = with_sums(&value, &placed(&SOUND));
    let read = |text: &str| serde_json::from_str::<Plan>(text).map_err(|error| error.to_string());
    let text = plan.to_string();
    let other = text.replace("\"weight\":6", "\"weight\":6.0").replace(":00\"", ":00:00\"");
    assert!(other.contains("6.0") && other.contains("2027-01-11T09:00:00"), "{other}");
    assert_eq!(read(&other), read(&text));
    for (what, instead, said) in [
        ("\"weight\":6", "\"weight\":6.5", "6.5 is no whole number"),
        ("\"weight\":6", "\"weight\":1e30", "or too great"),
        ("\"weight\":6", "\"weight\":18446744073709551615", "more than any sum"),
        ("\"weight\":6", "\"weight\":\"6\"", "a whole number"),
        ("T10:15\"", "T10:15:3\"", "is not a date and time"),
        ("T10:15\"", "T10:15:99\"", "is not a date and time"),
        ("T10:15\"", "T10:15-06\"", "is not a date and time"),
        ("T10:15\"", "T10:15:00:00\"", "is not a date and time"),
        ("T10:15\"", "T10:15Z\"", "is not a date and time"),
        // The last of them would be the one that counts, whatever stands before it.
        ("{\"c1\":\"r2\"}", "{\"c1\":\"zz\",\"c1\":\"r2\"}", "the centre \"c1\" stands in `rooms` twice"),
        ("\"weight\":6", "\"weight\":6,\"weight\":6", "duplicate field"),
    ] {
        assert!(text.contains(what), "{what} in {text}");
        let refused = read(&text.replace(what, instead)).unwrap_err();
        assert!(refused.contains(said), "{instead}: {refused}");
    }
}
