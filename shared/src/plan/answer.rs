//! A plan as it is written and read.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{
    docket::{Docket, Placement},
    rule::Rule,
};

/// What is placed where, what is not and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The requests with a place, by start.
    pub placed: Vec<Placed>,
    /// The others, in the order of the docket. Whoever leaves them all out may have placed everything.
    #[serde(default)]
    pub unplaced: Vec<Unplaced>,
    /// The sum of the weights placed.
    #[serde(deserialize_with = "reading::whole")]
    pub weight: i64,
    /// The sum of weight times days from the earliest date to the start, over the requests placed.
    #[serde(deserialize_with = "reading::whole")]
    pub waiting_days: i64,
    /// Whether no plan can be better.
    #[serde(default)]
    pub proved_optimal: bool,
}

/// A request with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its id.
    pub request: String,
    /// When the main part starts, in civil time.
    #[serde(with = "minute")]
    pub start: DateTime,
    /// The room at each of its centres.
    #[serde(default, deserialize_with = "reading::rooms")]
    pub rooms: BTreeMap<String, String>,
}

/// A request without a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplaced {
    /// Its id.
    pub request: String,
    /// What stands against it. Whoever verifies a plan does not rely on it, so it is not read.
    #[serde(default, skip_deserializing)]
    pub reasons: Vec<Reason>,
}

/// A rule that refuses a request, and who or what it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The rule.
    pub rule: Rule,
    /// At which centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centre: Option<String>,
    /// Which room of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Which person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Which detainee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detainee: Option<String>,
}

impl Plan {
    /// The plan that places `placements` and nothing else, with `reasons` for the request at each place without one.
    pub(super) fn of(
        docket: &Docket,
        mut placements: Vec<Placement>,
        proved_optimal: bool,
        reasons: impl Fn(usize) -> Vec<Reason>,
    ) -> Self {
        placements.sort_by_key(|placement| (placement.start, placement.request));
        let mut has_place = vec![false; docket.requests.len()];
        let (mut weight, mut waiting_days) = (0, 0);
        for placement in &placements {
            let request = &docket.requests[placement.request];
            has_place[placement.request] = true;
            weight += request.weight;
            waiting_days += request.weight * docket.waiting_days(request, placement.start);
        }
        let unplaced = docket.requests.iter().zip(has_place).enumerate().filter(|(_, (_, placed))| !placed);
        let unplaced =
            unplaced.map(|(place, (request, _))| Unplaced { request: request.id.clone(), reasons: reasons(place) });
        Self {
            placed: placements.iter().map(|placement| Placed::of(docket, placement)).collect(),
            unplaced: unplaced.collect(),
            weight,
            waiting_days,
            proved_optimal,
        }
    }
}

/// A start as people write it: with its seconds only if it has any.
pub(super) fn shown(civil: DateTime) -> String {
    civil.strftime(if civil.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" }).to_string()
}

impl Placed {
    fn of(docket: &Docket, placement: &Placement) -> Self {
        let request = &docket.requests[placement.request];
        let rooms = request.sites.iter().zip(&placement.rooms).map(|(site, room)| {
            let centre = &docket.centres[site.centre];
            (centre.id.clone(), centre.rooms[*room].id.clone())
        });
        Self { request: request.id.clone(), start: docket.zone.local(placement.start).civil, rooms: rooms.collect() }
    }
}

/// Civil times to the minute, as people write them. Others write the seconds, too: what they are is for the rules to judge.
mod minute {
    use jiff::civil::DateTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::shown;

    const LENGTH: usize = "2027-01-11T09:00".len();

    pub(super) fn serialize<S: Serializer>(civil: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&shown(*civil))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        let seconds = text.get(LENGTH..).and_then(|rest| rest.strip_prefix(':')).unwrap_or_default();
        let with_seconds = seconds.len() == 2 && seconds.bytes().all(|digit| digit.is_ascii_digit());
        let civil: Option<DateTime> = if text.len() == LENGTH || with_seconds { text.parse().ok() } else { None };
        civil.ok_or_else(|| D::Error::custom(format_args!("{text:?} is not a date and time as YYYY-MM-DDTHH:MM")))
    }
}

/// What others write in another way, and what nobody may write twice.
mod reading {
    use std::{collections::BTreeMap, fmt};

    use serde::de::{Deserializer, Error, MapAccess, Visitor};

    use crate::plan::number;

    pub(super) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        deserializer.deserialize_any(Whole)
    }

    struct Whole;

    impl Visitor<'_> for Whole {
        type Value = i64;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a whole number")
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<i64, E> {
            i64::try_from(number).map_err(|_| E::custom(format_args!("{number} is more than any sum")))
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<i64, E> {
            number::whole(number).ok_or_else(|| E::custom(format_args!("{number} is no whole number, or too great")))
        }
    }

    pub(super) fn rooms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
        deserializer.deserialize_map(Rooms)
    }

    struct Rooms;

    impl<'de> Visitor<'de> for Rooms {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a room for each centre")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut rooms = BTreeMap::new();
            while let Some((centre, room)) = entries.next_entry::<String, String>()? {
                if rooms.contains_key(&centre) {
                    return Err(A::Error::custom(format_args!("the centre {centre:?} stands in `rooms` twice")));
                }
                rooms.insert(centre, room);
            }
            Ok(rooms)
        }
    }
}
