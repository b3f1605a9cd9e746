//! The rules a second time, read from the file itself by the letter of `docs/PLAN.md`, without the reading and the lengths
//! that planner and verifier have in common: the verifier names exactly the rules that are broken here.

use std::collections::BTreeSet;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};
use serde_json::{Value, json};
use shared::plan::{Effort, answer::Plan, plan, verify};

use super::{
    docket,
    worlds::{Dice, world},
};

/// Seconds, half-open.
type Span = (i64, i64);

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const RULES: [&str; 14] = [
    "count",
    "deadline",
    "detainee_taken",
    "earliest",
    "escort_pool",
    "grid",
    "horizon",
    "incompatible",
    "person_taken",
    "room_block",
    "room_hours",
    "room_taken",
    "start",
    "unavailable",
];

fn meet(one: Span, other: Span) -> bool {
    one.0 < other.1 && other.0 < one.1
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn seconds(value: &Value, name: &str) -> i64 {
    value[name].as_i64().unwrap_or(0) * 60
}

fn called<'v>(value: &'v Value, name: &str, id: &str) -> &'v Value {
    list(value, name).iter().find(|one| text(one, "id") == id).unwrap()
}

/// When a hearing takes what.
#[derive(Clone, Copy)]
struct Times {
    main: Span,
    whole: Span,
    room: Span,
    movement: Span,
}

/// A docket as it stands in the file.
struct File {
    it: Value,
    zone: TimeZone,
    first: Date,
    last: Date,
}

impl File {
    fn of(it: Value) -> Self {
        let zone = TimeZone::get(text(&it, "zone")).unwrap();
        let [first, last] = ["from", "to"].map(|name| text(&it["horizon"], name).parse().unwrap());
        Self { it, zone, first, last }
    }

    /// Both moments that a civil time can mean.
    fn readings(&self, civil: DateTime) -> Span {
        let stamp = self.zone.to_ambiguous_timestamp(civil);
        (stamp.earlier().unwrap().as_second(), stamp.later().unwrap().as_second())
    }

    /// The same where a period begins or ends: where the clock begins to skip time, that is the moment of the change.
    fn bounds(&self, civil: DateTime) -> Span {
        let (first, last) = self.readings(civil);
        let next = Timestamp::from_second(last + 1).unwrap();
        let changed = self.zone.preceding(next).next().map(|change| change.timestamp().as_second());
        let is_skipped = matches!(self.zone.to_ambiguous_timestamp(civil).offset(), AmbiguousOffset::Gap { .. });
        if is_skipped && changed == Some(last) { (last, last) } else { (first, last) }
    }

    fn midnight(&self, date: Date) -> i64 {
        self.zone.to_timestamp(date.at(0, 0, 0, 0)).unwrap().as_second()
    }

    /// Periods in which something is refused: of two readings the wider.
    fn dated(&self, periods: &[Value]) -> Vec<Span> {
        let at = |period: &Value, name: &str| self.bounds(text(period, name).parse().unwrap());
        periods.iter().map(|period| (at(period, "from").0, at(period, "to").1)).collect()
    }

    /// Weekly periods on every date: open ones are read narrow, others wide.
    fn weekly(&self, periods: &[Value], is_open: bool) -> Vec<Span> {
        let mut found = Vec::new();
        let mut date = self.first;
        while date <= self.last {
            let weekday = WEEKDAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()];
            for period in periods.iter().filter(|period| text(period, "weekday") == weekday) {
                let at = |name: &str| {
                    let (hour, minute) = text(period, name).split_once(':').unwrap();
                    let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
                    self.bounds(date.at(0, 0, 0, 0).checked_add(minutes.minutes()).unwrap())
                };
                let (from, to) = (at("from"), at("to"));
                found.push(if is_open { (from.1, to.0) } else { (from.0, to.1) });
            }
            date = date.tomorrow().unwrap();
        }
        found.retain(|span| span.0 < span.1);
        found
    }

    fn request(&self, placed: &Value) -> &Value {
        called(&self.it, "requests", text(placed, "request"))
    }

    fn apart(&self, one: &Value, other: &Value) -> bool {
        let [one, other] = [one, other].map(|id| called(&self.it, "detainees", id.as_str().unwrap()));
        let says = |of: &Value, whom: &Value| list(of, "incompatible_with").contains(&whom["id"]);
        one["centre"] == other["centre"] && (says(one, other) || says(other, one))
    }

    /// The rules that one placement breaks by itself, and its times.
    fn alone(&self, placed: &Value, found: &mut BTreeSet<&'static str>) -> Option<Times> {
        let request = self.request(placed);
        let civil: DateTime = text(placed, "start").parse().unwrap();
        let (start, again) = self.readings(civil);
        if start != again {
            found.insert("start");
            return None;
        }
        let length = |name: &str| seconds(request, name);
        let buffer = |name: &str| seconds(&self.it["buffers"], name);
        let (end, begin) = (start + length("duration_minutes"), start - length("pre_minutes"));
        let (over, way) = (end + length("post_minutes"), buffer("movement_minutes"));
        let times = Times {
            main: (start, end),
            whole: (begin, over),
            room: (begin, over + buffer("turnover_minutes")),
            movement: (begin - way, over + way),
        };
        let horizon = (self.midnight(self.first), self.midnight(self.last.tomorrow().unwrap()));
        let mut breaks = |rule: &'static str, is_broken: bool| {
            if is_broken {
                found.insert(rule);
            }
        };
        let minute = i64::from(civil.hour()) * 60 + i64::from(civil.minute());
        breaks("grid", minute % self.it["grid_minutes"].as_i64().unwrap() != 0);
        let earliest = request["earliest"].as_str().map_or(self.first, |date| date.parse().unwrap());
        breaks("earliest", civil.date() < earliest);
        let deadline = request["deadline"].as_str().map(|deadline| self.bounds(deadline.parse().unwrap()).0);
        breaks("deadline", end > deadline.unwrap_or(horizon.1));
        let sites = list(request, "sites");
        let all = if sites.is_empty() { times.whole } else { (times.movement.0, times.movement.1.max(times.room.1)) };
        breaks("horizon", all.0 < horizon.0 || horizon.1 < all.1);
        for site in sites {
            let centre = called(&self.it, "centres", text(site, "centre"));
            let room = called(centre, "rooms", text(&placed["rooms"], text(site, "centre")));
            let hours = self.weekly(list(room, "hours"), true);
            breaks("room_hours", !hours.iter().any(|open| open.0 <= times.whole.0 && times.whole.1 <= open.1));
            breaks("room_block", self.dated(list(room, "blocks")).iter().any(|block| meet(*block, times.whole)));
            let brought = list(site, "detainees");
            let counts = self.weekly(list(centre, "counts"), false);
            breaks("count", !brought.is_empty() && counts.iter().any(|count| meet(*count, times.movement)));
            breaks("incompatible", brought.iter().any(|one| brought.iter().any(|other| self.apart(one, other))));
        }
        for (part, needed) in [("people", times.main), ("lawyers", times.whole)] {
            for person in list(request, part) {
                let person = called(&self.it, "people", person.as_str().unwrap());
                breaks("unavailable", self.dated(list(person, "unavailable")).iter().any(|away| meet(*away, needed)));
            }
        }
        Some(times)
    }

    /// The rules that two placements break together.
    fn together(&self, one: (&Value, Times), other: (&Value, Times), found: &mut BTreeSet<&'static str>) {
        let [first, second] = [one.0, other.0].map(|placed| self.request(placed));
        for a in list(first, "sites") {
            for b in list(second, "sites").iter().filter(|b| b["centre"] == a["centre"]) {
                let centre = text(a, "centre");
                if one.0["rooms"][centre] == other.0["rooms"][centre] && meet(one.1.room, other.1.room) {
                    found.insert("room_taken");
                }
                if !meet(one.1.movement, other.1.movement) {
                    continue;
                }
                for x in list(a, "detainees") {
                    for y in list(b, "detainees") {
                        if x == y {
                            found.insert("detainee_taken");
                        } else if self.apart(x, y) {
                            found.insert("incompatible");
                        }
                    }
                }
            }
        }
        let needed = |request: &Value, times: Times, person: &Value| -> Vec<Span> {
            let parts = [("people", times.main), ("lawyers", times.whole)];
            parts.into_iter().filter(|(part, _)| list(request, part).contains(person)).map(|(_, span)| span).collect()
        };
        for person in list(&self.it, "people").iter().map(|person| &person["id"]) {
            let theirs = needed(second, other.1, person);
            if needed(first, one.1, person).iter().any(|span| theirs.iter().any(|taken| meet(*span, *taken))) {
                found.insert("person_taken");
            }
        }
    }

    /// Every rule that `placed` breaks.
    fn broken(&self, placed: &[Value]) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        let held: Vec<(&Value, Times)> =
            placed.iter().filter_map(|one| Some((one, self.alone(one, &mut found)?))).collect();
        for (place, one) in held.iter().enumerate() {
            for other in &held[..place] {
                self.together(*one, *other, &mut found);
            }
        }
        for centre in list(&self.it, "centres") {
            let is_here =
                |placed: &Value| list(self.request(placed), "sites").iter().any(|site| site["centre"] == centre["id"]);
            let out: Vec<Span> =
                held.iter().filter(|(placed, _)| is_here(placed)).map(|(_, times)| times.movement).collect();
            let at_once = |moment: i64| out.iter().filter(|escort| escort.0 <= moment && moment < escort.1).count();
            let teams = usize::try_from(centre["escort_teams"].as_i64().unwrap()).unwrap();
            if out.iter().any(|escort| at_once(escort.0) > teams) {
                found.insert("escort_pool");
            }
        }
        found
    }
}

/// Some of the requests where the planner has them, some anywhere at all, some nowhere.
fn anywhere(file: &File, sound: &[Value], dice: &mut Dice) -> Vec<Value> {
    let grid = file.it["grid_minutes"].as_u64().unwrap();
    let days = u64::try_from(file.first.until(file.last).unwrap().get_days()).unwrap() + 1;
    let mut placed = Vec::new();
    for request in list(&file.it, "requests") {
        let known = sound.iter().find(|one| one["request"] == request["id"]);
        match (dice.below(10), known) {
            (0..2, _) => continue,
            (2..6, Some(known)) => {
                placed.push(known.clone());
                continue;
            }
            _ => {}
        }
        let minute = if dice.below(8) == 0 { dice.below(24 * 60) } else { dice.below(24 * 60 / grid) * grid };
        let date = file.first.checked_add(i64::try_from(dice.below(days)).unwrap().days()).unwrap();
        let mut rooms = serde_json::Map::new();
        for site in list(request, "sites") {
            let there = list(called(&file.it, "centres", text(site, "centre")), "rooms");
            let room = &there[usize::try_from(dice.below(there.len() as u64)).unwrap()];
            rooms.insert(text(site, "centre").to_owned(), room["id"].clone());
        }
        let start = format!("{date}T{:02}:{:02}", minute / 60, minute % 60);
        placed.push(json!({"request": request["id"], "start": start, "rooms": rooms}));
    }
    placed
}

#[test]
fn the_verifier_names_exactly_the_rules_that_are_broken() {
    let mut all = BTreeSet::new();
    let mut sound = 0;
    for seed in 1..400_u64 {
        let value = world(seed * 6151);
        let docket = docket(&value);
        let file = File::of(value);
        let planned = serde_json::to_value(plan(&docket, Effort::Steps(30), seed).placed).unwrap();
        let planned = planned.as_array().unwrap();
        assert_eq!(file.broken(planned), BTreeSet::new(), "seed {seed}: {planned:?}");

        let placed = anywhere(&file, planned, &mut Dice::new(seed));
        let is_placed = |request: &Value| placed.iter().any(|one| one["request"] == request["id"]);
        let others: Vec<Value> = list(&file.it, "requests")
            .iter()
            .filter(|request| !is_placed(request))
            .map(|request| json!({"request": request["id"]}))
            .collect();
        let answer = json!({"placed": placed, "unplaced": others, "weight": 0, "waiting_days": 0});
        let answer: Plan = serde_json::from_value(answer).unwrap();
        let named: BTreeSet<&str> = verify(&docket, &answer).iter().map(|violation| violation.rule.code()).collect();
        let named: BTreeSet<&str> = named.into_iter().filter(|rule| RULES.contains(rule)).collect();
        assert_eq!(named, file.broken(&placed), "seed {seed}: {placed:?} of {}", file.it);
        sound += usize::from(named.is_empty());
        all.extend(named);
    }
    assert_eq!(all.into_iter().collect::<Vec<_>>(), RULES, "every rule is broken somewhere");
    assert!(sound > 0, "and somewhere none");
}
