//! Every mistake of a docket is named with its path, and all at once.

use serde_json::{Value, json};
use shared::plan::{MOST_MINUTES, MOST_WEIGHT, Rule, mistake::Wrong, read, verify};

use super::{
    docket, planned,
    verdicts::{house, request},
};

/// A sound docket with something of everything.
fn sound() -> Value {
    let mut docket = house();
    docket["requests"] = json!([request("h1", 1), {
        "id": "h2", "weight": 5, "duration_minutes": 45, "pre_minutes": 30, "post_minutes": 0,
        "sites": [{"centre": "c1", "detainees": ["d1"]}, {"centre": "c2", "detainees": []}], "people": ["j1"], "lawyers": ["l1"],
        "earliest": "2027-01-11", "deadline": "2027-01-15T16:00",
    }]);
    docket["fixed"] = json!([{"request": "h2", "start": "2027-01-11T09:00", "rooms": {"c1": "r1", "c2": "r1"}}]);
    docket
}

/// The mistakes after `value` is put at `pointer`; `null` takes away what is there.
pub(super) fn mistakes(changes: &[(&str, Value)]) -> Vec<(String, Wrong)> {
    let mut docket = sound();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match docket.pointer_mut(parent).unwrap() {
            Value::Object(fields) if value.is_null() => drop(fields.remove(name)),
            Value::Object(fields) => drop(fields.insert(name.to_owned(), value.clone())),
            Value::Array(items) if name == "-" => items.push(value.clone()),
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.clone(),
            other => panic!("{pointer} leads to {other}"),
        }
    }
    let mistakes = read(&docket.to_string()).err().unwrap_or_default();
    mistakes.into_iter().map(|mistake| (mistake.path, mistake.wrong)).collect()
}

/// The only mistake after one change.
fn mistake(pointer: &str, value: Value) -> (String, Wrong) {
    let found = mistakes(&[(pointer, value)]);
    assert_eq!(found.len(), 1, "{pointer}: {found:?}");
    found.into_iter().next().unwrap()
}

/// That the one mistake is at the changed place.
fn wrong(pointer: &str, value: Value) -> Wrong {
    let (path, wrong) = mistake(pointer, value);
    let steps = pointer.split('/').skip(1).map(|step| match step.parse::<usize>() {
        Ok(place) => format!("[{place}]"),
        Err(_) => format!(".{step}"),
    });
    assert_eq!(path, format!("${}", steps.collect::<String>()));
    wrong
}

#[test]
fn a_sound_docket_has_none() {
    assert_eq!(mistakes(&[]), vec![]);
}

#[test]
fn what_is_no_docket_at_all() {
    let one = |text: &str| {
        let found = read(text).unwrap_err();
        assert_eq!((found.len(), found[0].path.as_str()), (1, "$"));
        found.into_iter().next().unwrap().wrong
    };
    assert!(matches!(one("{"), Wrong::Syntax(_)));
    assert!(matches!(one(""), Wrong::Syntax(_)));
    assert!(matches!(one(&"[".repeat(100_000)), Wrong::Syntax(_)));
    assert_eq!(one("[]"), Wrong::Type("an object"));
    let paths: Vec<String> = read("{}").unwrap_err().into_iter().map(|mistake| mistake.path).collect();
    assert_eq!(paths, ["$.zone", "$.horizon", "$.grid_minutes", "$.buffers"]);
}

#[test]
fn fields_that_are_missing_unknown_or_twice() {
    for pointer in [
        "/zone",
        "/horizon",
        "/horizon/from",
        "/grid_minutes",
        "/buffers",
        "/buffers/turnover_minutes",
        "/buffers/movement_minutes",
        "/centres/0/escort_teams",
        "/requests/0/weight",
        "/requests/0/duration_minutes",
        "/fixed/0/start",
        "/fixed/0/rooms",
        "/fixed/0/request",
        "/requests/0/id",
        "/centres/0/counts/0/weekday",
        "/centres/0/rooms/0/blocks/0/to",
        "/requests/0/sites/0/centre",
    ] {
        assert_eq!(wrong(pointer, Value::Null), Wrong::Missing, "{pointer}");
    }
    for pointer in [
        "/colour",
        "/horizon/colour",
        "/buffers/colour",
        "/centres/0/colour",
        "/centres/0/rooms/0/colour",
        "/centres/0/rooms/0/hours/0/colour",
        "/centres/0/rooms/0/blocks/0/colour",
        "/people/0/colour",
        "/detainees/0/colour",
        "/requests/0/colour",
        "/requests/0/sites/0/colour",
        "/fixed/0/colour",
    ] {
        assert_eq!(wrong(pointer, json!(1)), Wrong::UnknownField, "{pointer}");
    }
    let twice = sound().to_string().replacen("\"weight\":1", "\"weight\":1,\"weight\":2", 1);
    let found = read(&twice).unwrap_err();
    assert_eq!((found[0].path.as_str(), &found[0].wrong), ("$.requests[0].weight", &Wrong::FieldTwice));
}

#[test]
fn values_of_another_type_or_size() {
    assert_eq!(wrong("/requests/0/weight", json!("5")), Wrong::Type("a whole number"));
    assert_eq!(wrong("/requests/0/weight", json!(1.5)), Wrong::Type("a whole number"));
    for far in [json!(MOST_WEIGHT + 1), json!(1e30), json!(-1e30), json!(u64::MAX), json!(9_007_199_254_740_993_i64)] {
        assert_eq!(wrong("/requests/0/weight", far), Wrong::OutOfRange { least: 0, most: MOST_WEIGHT });
    }
    // A whole number is one however it is written.
    assert_eq!(mistakes(&[("/requests/0/weight", json!(5.0)), ("/grid_minutes", json!(5.0))]), vec![]);
    let written = sound().to_string().replacen("\"weight\":5", "\"weight\":5e0", 1);
    assert!(written.contains("5e0") && read(&written).is_ok_and(|docket| docket.requests[1].weight == 5));
    assert!(matches!(wrong("/requests/0/weight", json!(-1)), Wrong::OutOfRange { least: 0, .. }));
    for minutes in [json!(0), json!(-5), json!(1441)] {
        let range = Wrong::OutOfRange { least: 1, most: MOST_MINUTES };
        assert_eq!(wrong("/requests/0/duration_minutes", minutes.clone()), range);
        assert_eq!(wrong("/grid_minutes", minutes), range);
    }
    for pointer in [
        "/requests/0/pre_minutes",
        "/requests/0/post_minutes",
        "/buffers/turnover_minutes",
        "/buffers/movement_minutes",
    ] {
        assert_eq!(wrong(pointer, json!(-1)), Wrong::OutOfRange { least: 0, most: MOST_MINUTES });
    }
    assert!(matches!(wrong("/centres/1/escort_teams", json!(-1)), Wrong::OutOfRange { least: 0, .. }));
    assert_eq!(wrong("/requests/0/people", json!("j1")), Wrong::Type("a list"));
    assert_eq!(wrong("/people/1", json!("j2")), Wrong::Type("an object"));
    assert_eq!(wrong("/requests/0/id", json!("")), Wrong::Empty);
    assert_eq!(wrong("/requests/0/id", json!(3)), Wrong::Type("a text"));
    assert_eq!(wrong("/requests/0/earliest", json!(true)), Wrong::Type("a text"));
}

#[test]
fn dates_and_times() {
    assert_eq!(wrong("/zone", json!("America/Atlantis")), Wrong::Zone);
    assert_eq!(wrong("/horizon/from", json!("2027-02-30")), Wrong::Date);
    assert_eq!(wrong("/horizon/from", json!("11.01.2027")), Wrong::Date);
    assert!(matches!(wrong("/horizon/to", json!("2027-01-10")), Wrong::EndBeforeStart(_)));
    assert!(matches!(wrong("/horizon/to", json!("2028-02-16")), Wrong::TooLong(_)));
    // Samoa went over the date line and left that day out.
    let left_out = json!({"from": "2011-12-30", "to": "2011-12-30"});
    let found =
        mistakes(&[("/zone", json!("Pacific/Apia")), ("/horizon", left_out), ("/requests/0/weight", json!(-1))]);
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!((paths, &found[0].1), (vec!["$.horizon", "$.requests[0].weight"], &Wrong::NoTime));
    for time in ["2027-01-12", "2027-01-12T25:00", "2027-01-12 10:00", "2027-01-12T10:00Z", "2027-01-12T10:00:00"] {
        assert_eq!(wrong("/requests/0/deadline", json!(time)), Wrong::DateTime);
        assert_eq!(wrong("/people/0/unavailable/0/from", json!(time)), Wrong::DateTime);
        assert_eq!(wrong("/fixed/0/start", json!(time)), Wrong::DateTime);
    }
    for time in ["8:00", "08:60", "24:01", "0800", "é:00"] {
        assert!(matches!(wrong("/centres/0/rooms/0/hours/0/to", json!(time)), Wrong::Clock(_)));
    }
    assert_eq!(wrong("/centres/0/counts/0/weekday", json!("Monday")), Wrong::Weekday);
    for (pointer, time) in [
        ("/centres/0/counts/0/to", "12:00"),
        ("/centres/0/rooms/0/hours/0/to", "07:00"),
        ("/centres/0/rooms/0/blocks/0/to", "2027-01-12T08:00"),
        ("/people/0/unavailable/0/to", "2027-01-11T13:00"),
    ] {
        assert!(matches!(wrong(pointer, json!(time)), Wrong::EndBeforeStart(_)), "{pointer}");
    }
}

#[test]
fn ids_that_are_used_twice_or_lead_nowhere() {
    for (pointer, id, first) in [
        ("/centres/1/id", "c1", "$.centres[0].id"),
        ("/centres/0/rooms/2/id", "r1", "$.centres[0].rooms[0].id"),
        ("/people/1/id", "j1", "$.people[0].id"),
        ("/detainees/1/id", "d1", "$.detainees[0].id"),
        ("/requests/1/id", "h1", "$.requests[0].id"),
    ] {
        let mut changes = vec![(pointer, json!(id))];
        // Whoever named the id that is gone would be a second mistake.
        changes.extend([
            ("/fixed", json!([])),
            ("/requests/1/sites", json!([])),
            ("/detainees/0/incompatible_with", json!([])),
        ]);
        let found = mistakes(&changes);
        assert_eq!(found.len(), 1, "{pointer}: {found:?}");
        assert_eq!(found[0].1, Wrong::IdTwice { id: id.to_owned(), first: first.to_owned() });
    }
    for (pointer, kind) in [
        ("/detainees/3/centre", "centre"),
        ("/detainees/0/incompatible_with/0", "detainee"),
        ("/requests/0/sites/0/centre", "centre"),
        ("/requests/1/sites/0/detainees/0", "detainee"),
        ("/requests/1/people/0", "person"),
        ("/requests/1/lawyers/0", "person"),
        ("/fixed/0/request", "request"),
        ("/fixed/0/rooms/c1", "room"),
    ] {
        assert_eq!(wrong(pointer, json!("zz")), Wrong::Unknown { kind, id: "zz".to_owned() }, "{pointer}");
    }
    assert_eq!(wrong("/fixed/0/rooms/c9", json!("r1")), Wrong::Unknown { kind: "centre", id: "c9".to_owned() });
    assert_eq!(wrong("/detainees/0/incompatible_with/0", json!("d1")), Wrong::ApartFromSelf);
    for (pointer, value) in
        [("/requests/1/people/-", "j1"), ("/requests/1/lawyers/-", "j1"), ("/requests/1/sites/0/detainees/-", "d1")]
    {
        let (path, wrong) = mistake(pointer, json!(value));
        assert_eq!(wrong, Wrong::NamedTwice(value.to_owned()));
        assert!(path.ends_with("[1]"), "{path}");
    }
}

#[test]
fn sites_and_what_is_fixed() {
    let (path, wrong_centre) = mistake("/requests/1/sites/1/detainees/-", json!("d2"));
    assert_eq!(path, "$.requests[1].sites[1].detainees[0]");
    assert_eq!(wrong_centre, Wrong::OtherCentre { detainee: "d2".to_owned(), centre: "c1".to_owned() });
    let (path, twice) = mistake("/requests/0/sites/-", json!({"centre": "c1"}));
    assert_eq!((path.as_str(), twice), ("$.requests[0].sites[1].centre", Wrong::NamedTwice("c1".to_owned())));

    let (path, again) = mistake("/fixed/-", sound()["fixed"][0].clone());
    assert_eq!((path.as_str(), again), ("$.fixed[1].request", Wrong::NamedTwice("h2".to_owned())));
    let (path, missing) = mistake("/fixed/0/rooms", json!({"c1": "r1"}));
    assert_eq!((path.as_str(), missing), ("$.fixed[0].rooms", Wrong::NoRoomFor("c2".to_owned())));
    let other = mistakes(&[("/fixed/0/request", json!("h1"))]);
    assert_eq!(other, [("$.fixed[0].rooms.c2".to_owned(), Wrong::NoSite("c2".to_owned()))]);
    let (path, broken) = mistake("/fixed/0/start", json!("2027-01-12T09:30"));
    assert_eq!(path, "$.fixed[0].rooms.c1");
    assert!(broken.to_string().contains("room_block"), "{broken}");
    // Two that are in each other's way are each a mistake.
    let both = mistakes(&[("/fixed/-", json!({"request": "h1", "start": "2027-01-11T09:00", "rooms": {"c1": "r1"}}))]);
    let paths: Vec<&str> = both.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["$.fixed[0].rooms.c1", "$.fixed[1].rooms.c1"]);
    // And two who need the same escort, whichever goes first.
    let later = json!({"request": "h1", "start": "2027-01-11T09:30", "rooms": {"c1": "r2"}});
    let both = mistakes(&[("/centres/0/escort_teams", json!(1)), ("/fixed/-", later)]);
    let told: Vec<(&str, bool)> =
        both.iter().map(|(path, wrong)| (path.as_str(), wrong.to_string().contains("escort_pool"))).collect();
    assert_eq!(told, [("$.fixed[0].start", true), ("$.fixed[1].start", true)]);
}

#[test]
fn a_name_is_never_taken_for_a_longer_path() {
    let path = |name: &str| {
        let found = mistakes(&[("/fixed/0/rooms", json!({"c1": "r1", "c2": "r1", name: "r1"}))]);
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().unwrap().0
    };
    assert_eq!(path("c_9"), "$.fixed[0].rooms.c_9");
    assert_eq!(path("CP-IZA"), r#"$.fixed[0].rooms["CP-IZA"]"#);
    assert_eq!(path("c1.x\n"), r#"$.fixed[0].rooms["c1.x\n"]"#);
    assert_eq!(path("9\""), r#"$.fixed[0].rooms["9\""]"#);
    assert_eq!(path(""), r#"$.fixed[0].rooms[""]"#);
}

#[test]
fn all_mistakes_are_named_at_once() {
    let found = mistakes(&[
        ("/zone", json!("Nowhere")),
        ("/people/0/unavailable/0/to", json!("never")),
        ("/requests/0/weight", json!(-1)),
        ("/requests/1/people/0", json!("zz")),
        ("/fixed/0/rooms/c1", json!("r9")),
    ]);
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "$.zone",
        "$.people[0].unavailable[0].to",
        "$.requests[0].weight",
        "$.requests[1].people[0]",
        "$.fixed[0].rooms.c1",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn a_deadline_before_the_earliest_date_is_no_mistake_but_leaves_no_place() {
    let mut value = house();
    value["requests"] = json!([request("h1", 1), request("h2", 2), request("h3", 4)]);
    value["requests"][1]["earliest"] = json!("2027-01-12");
    value["requests"][1]["deadline"] = json!("2027-01-11T15:00");
    value["requests"][2]["deadline"] = json!("2026-01-11T15:00");
    let plan = planned(&value, 20);
    assert_eq!(verify(&docket(&value), &plan), vec![]);
    let left: Vec<(&str, Vec<Rule>)> = plan
        .unplaced
        .iter()
        .map(|one| (one.request.as_str(), one.reasons.iter().map(|reason| reason.rule).collect()))
        .collect();
    assert_eq!(left, [("h2", vec![Rule::Deadline]), ("h3", vec![Rule::Deadline])]);
    assert_eq!((plan.weight, plan.proved_optimal), (1, true));
}
