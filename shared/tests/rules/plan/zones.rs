//! Days on which the clocks change: lengths are real minutes, and no start is at a time shown twice or never.

use jiff::{Timestamp, ToSpan, civil::DateTime};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use shared::{
    plan::{Rule, answer::Plan, verify},
    time::{Instant, Period, Weekday, WeeklyWindow},
    zone::Zone,
};

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
    // Hours that end or begin inside of what is skipped are read narrow: until 1:30, and from 3:30 on.
    let at = |from, to, minutes| start(&night("Europe/Madrid", "2027-03-28", from, to, minutes));
    assert_eq!(at("01:00", "02:30", 30).as_deref(), Some("2027-03-28T01:00:00"));
    assert_eq!(at("01:00", "02:30", 35), None);
    assert_eq!(at("02:30", "05:00", 90).as_deref(), Some("2027-03-28T03:30:00"));
    assert_eq!(at("02:30", "05:00", 95), None);
    // Where the skipping begins there is one reading.
    assert_eq!(at("01:00", "02:00", 60).as_deref(), Some("2027-03-28T01:00:00"));
    assert_eq!(at("02:00", "05:00", 120).as_deref(), Some("2027-03-28T03:00:00"));
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

/// Where midnight is the hour that the clock skips, with the date whose midnight it is.
const WITHOUT_MIDNIGHT: [(&str, &str, &str); 4] = [
    ("America/Santiago", "2026-09-05", "2026-09-06"),
    ("America/Havana", "2026-03-07", "2026-03-08"),
    ("Asia/Beirut", "2026-03-28", "2026-03-29"),
    ("Africa/Cairo", "2026-04-23", "2026-04-24"),
];

#[test]
fn a_day_lasts_until_the_midnight_that_is_skipped() {
    for (zone, before, after) in WITHOUT_MIDNIGHT {
        let mut value = night(zone, before, "22:00", "24:00", 90);
        let hours = json!([{"weekday": weekday_of(before), "from": "22:00", "to": "24:00"}]);
        value["centres"][0]["rooms"][0]["hours"] = hours;
        value["horizon"]["to"] = json!(after);
        let at_ten = format!("{before}T22:00:00");
        let placed = |change: &dyn Fn(&mut Value)| {
            let mut value = value.clone();
            change(&mut value);
            start(&value)
        };
        assert_eq!(placed(&|_| {}), Some(at_ten.clone()), "{zone}");
        assert_eq!(
            placed(&|value| value["requests"][0]["duration_minutes"] = json!(120)),
            Some(at_ten.clone()),
            "{zone}"
        );
        assert_eq!(placed(&|value| value["requests"][0]["duration_minutes"] = json!(125)), None, "{zone}");
        // What is due at that midnight may last until then, and what begins then hinders nobody before.
        let midnight = json!(format!("{after}T00:00"));
        let due = |value: &mut Value| {
            value["requests"][0]["duration_minutes"] = json!(120);
            value["requests"][0]["deadline"] = midnight.clone();
        };
        assert_eq!(placed(&due), Some(at_ten.clone()), "{zone}");
        let until = |from: &Value, to: &str| json!([{"from": from, "to": to}]);
        let next = until(&midnight, &format!("{after}T12:00"));
        assert_eq!(
            placed(&|value| value["centres"][0]["rooms"][0]["blocks"] = next.clone()),
            Some(at_ten.clone()),
            "{zone}"
        );
        let away = |value: &mut Value, periods: &Value| {
            value["people"] = json!([{"id": "j1", "unavailable": periods}]);
            value["requests"][0]["people"] = json!(["j1"]);
            value["requests"][0]["duration_minutes"] = json!(120);
        };
        assert_eq!(placed(&|value| away(value, &next)), Some(at_ten.clone()), "{zone}");
        // What lasts until then hinders to the last minute, and not beyond.
        let last = until(&json!(format!("{before}T23:55")), &format!("{after}T00:00"));
        assert_eq!(placed(&|value| away(value, &last)), None, "{zone}");
        let morning = |value: &mut Value| {
            let hours = json!([{"weekday": weekday_of(after), "from": "00:00", "to": "02:00"}]);
            value["centres"][0]["rooms"][0]["hours"] = hours;
            value["requests"][0]["duration_minutes"] = json!(60);
            value["people"] = json!([{"id": "j1", "unavailable": last.clone()}]);
            value["requests"][0]["people"] = json!(["j1"]);
        };
        assert_eq!(placed(&morning), Some(format!("{after}T01:00:00")), "{zone}");
    }
}

fn weekday_of(date: &str) -> &'static str {
    let date: jiff::civil::Date = date.parse().unwrap();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()]
}

/// The changes of the clock in `zone` from 2024 to 2029.
fn changes(zone: &Zone) -> Vec<Instant> {
    let (from, to): (Timestamp, Timestamp) =
        ("2024-01-01T00:00:00Z".parse().unwrap(), "2029-01-01T00:00:00Z".parse().unwrap());
    let changes = zone.rules().following(from).take_while(|change| change.timestamp() < to);
    changes.map(|change| Instant(change.timestamp().as_second())).collect()
}

const ZONES: [&str; 9] = [
    "America/Santiago",
    "America/Havana",
    "Asia/Beirut",
    "Africa/Cairo",
    "America/Asuncion",
    "Europe/Madrid",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
];

/// A docket of one date, with the same period in every list that has periods: the hours, the counts, a block and an
/// absence; and with a deadline at its end.
fn around(zone: &Zone, (from, to): (DateTime, DateTime)) -> Value {
    let mut value = empty();
    let civil = |at: DateTime| at.strftime("%Y-%m-%dT%H:%M").to_string();
    let end = if to.date() == from.date() { to.strftime("%H:%M").to_string() } else { "24:00".to_owned() };
    let start = from.strftime("%H:%M").to_string();
    let weekly = json!([{"weekday": weekday_of(&from.date().to_string()), "from": start, "to": end}]);
    let dated = json!([{"from": civil(from), "to": civil(to)}]);
    value["zone"] = json!(zone.name().0);
    value["horizon"] = json!({"from": from.date().to_string(), "to": from.date().to_string()});
    value["centres"] = json!([{
        "id": "c1", "escort_teams": 1, "counts": weekly, "rooms": [{"id": "r1", "hours": weekly, "blocks": dated}],
    }]);
    value["people"] = json!([{"id": "j1", "unavailable": dated}]);
    value["requests"] = json!([{"id": "h1", "weight": 1, "duration_minutes": 5, "deadline": civil(to)}]);
    value
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// The planner reads hours as the booking does, and dated bounds as those who type a block, wherever these know one
    /// moment; and where there are two, what is open is never more than what is refused.
    #[test]
    fn a_bound_means_the_same_to_planner_and_booking(
        zone in prop::sample::select(ZONES.to_vec()),
        change in any::<Index>(),
        from in 0_u16..288,
        length in 1_u16..288,
        is_near in any::<bool>(),
        is_after in any::<bool>(),
    ) {
        let zone = Zone::named(zone).unwrap();
        let changes = changes(&zone);
        prop_assert!(!changes.is_empty(), "{zone:?} changes its clock");
        let change = changes[change.index(changes.len())];
        // The clock before the change, or after it: the dates differ where midnight is skipped.
        let shown = zone.local(Instant(change.0 - i64::from(!is_after))).civil;
        let date = shown.date();
        // Every other time near the change itself.
        let near = (u16::from(shown.hour().unsigned_abs()) * 60 + u16::from(shown.minute().unsigned_abs())) / 5;
        let from = if is_near { (near + from % 24).saturating_sub(12).min(287) } else { from };
        let to = if is_near { (from + 1 + length % 18).min(288) } else { (from + length).min(288) };
        let at = |place: u16| date.at(0, 0, 0, 0).checked_add((i64::from(place) * 5).minutes()).unwrap();
        let ends = (at(from), at(to));
        let read = docket(&around(&zone, ends));
        let open = &read.centres[0].rooms[0].hours;
        let refused = [&read.centres[0].counts, &read.centres[0].rooms[0].blocks, &read.people[0].unavailable];
        prop_assert!(refused.iter().all(|periods| *periods == refused[0]), "{refused:?}");
        prop_assert!(open.iter().all(|open| refused[0].iter().all(|refused| refused.covers(*open))));
        if let (Ok(begin), Ok(end)) = (zone.typed_bound(ends.0), zone.typed_bound(ends.1)) {
            let hours = WeeklyWindow { weekday: Weekday::of(date), from: from * 5, to: to * 5 };
            prop_assert_eq!(open, &zone.windows(&[hours], date, date));
            let period: Vec<Period> = Period::new(begin, end).into_iter().collect();
            prop_assert_eq!(open, &period);
            prop_assert_eq!(refused[0], &period);
            prop_assert_eq!(read.requests[0].deadline, end);
        }
    }
}
