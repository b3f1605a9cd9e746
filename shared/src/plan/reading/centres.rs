//! Centres with their rooms.

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};

use super::{
    Calendar, Ids, always,
    at::{At, Fields},
    civil_period,
};
use crate::{
    plan::{
        docket::{Centre, Room},
        mistake::Wrong,
    },
    time::{Period, Weekday},
};

/// More escort teams than any centre has.
const MOST_TEAMS: i64 = 10_000;

pub(super) fn read<'n>(fields: &Fields<'n>, calendar: &Calendar<'_>) -> (Vec<Centre>, Ids<'n>) {
    let mut ids = Ids::default();
    let items = fields.items("centres");
    let centres = items.iter().enumerate().map(|(place, at)| {
        let fields = at.object(&["id", "escort_teams", "counts", "rooms"])?;
        let id = ids.register(&fields, place);
        let teams = fields.need("escort_teams").and_then(|at| at.whole(0, MOST_TEAMS));
        let counts = weekly(&fields, "counts", calendar, |from, to| calendar.refusing(from, to));
        Some(Centre {
            id,
            escort_teams: teams.and_then(|teams| usize::try_from(teams).ok()).unwrap_or(usize::MAX),
            counts,
            out: Vec::new(),
            rooms: rooms(&fields, calendar),
        })
    });
    let nothing = || Centre {
        id: String::new(),
        escort_teams: usize::MAX,
        counts: Vec::new(),
        out: Vec::new(),
        rooms: Vec::new(),
    };
    (centres.map(|centre| centre.unwrap_or_else(nothing)).collect(), ids)
}

fn rooms(fields: &Fields<'_>, calendar: &Calendar<'_>) -> Vec<Room> {
    let mut ids = Ids::default();
    let items = fields.items("rooms");
    let rooms = items.iter().enumerate().map(|(place, at)| {
        let before = at.mistakes();
        let fields = at.object(&["id", "hours", "blocks"])?;
        let id = ids.register(&fields, place);
        let mut hours = weekly(&fields, "hours", calendar, |from, to| calendar.opening(from, to));
        if at.mistakes() > before || calendar.dates.is_none() {
            // Nobody knows when it is closed.
            hours = always().into_iter().collect();
        }
        let blocks = fields.items("blocks");
        let blocks = blocks.iter().filter_map(|at| civil_period(at).and_then(|(from, to)| calendar.refusing(from, to)));
        Some(Room { id, hours, blocks: blocks.collect() })
    });
    let nothing = || Room { id: String::new(), hours: Vec::new(), blocks: Vec::new() };
    rooms.map(|room| room.unwrap_or_else(nothing)).collect()
}

/// The weekly periods of the list `name` on every date of the horizon.
fn weekly(
    fields: &Fields<'_>,
    name: &str,
    calendar: &Calendar<'_>,
    resolve: impl Fn(DateTime, DateTime) -> Option<Period>,
) -> Vec<Period> {
    let windows: Vec<(Weekday, i64, i64)> = fields.items(name).iter().filter_map(window).collect();
    let mut periods = Vec::new();
    let Some((mut date, last)) = calendar.dates else { return periods };
    while date <= last {
        let weekday = Weekday::of(date);
        for (_, from, to) in windows.iter().filter(|(day, _, _)| *day == weekday) {
            if let (Some(from), Some(to)) = (minute_of(date, *from), minute_of(date, *to)) {
                periods.extend(resolve(from, to));
            }
        }
        match date.checked_add(1.day()) {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    periods
}

fn minute_of(date: Date, minute: i64) -> Option<DateTime> {
    date.at(0, 0, 0, 0).checked_add(minute.minutes()).ok()
}

fn window(at: &At<'_>) -> Option<(Weekday, i64, i64)> {
    let fields = at.object(&["weekday", "from", "to"])?;
    let weekday = fields.need("weekday").and_then(|at| at.weekday());
    let from = fields.need("from").and_then(|at| at.clock(false));
    let to = fields.need("to").and_then(|at| Some((at.clock(true)?, at)));
    let (from, (to, at)) = (from?, to?);
    if to <= from {
        at.wrong(Wrong::EndBeforeStart("`from`"));
        return None;
    }
    Some((weekday?, from, to))
}
