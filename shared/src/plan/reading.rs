//! Reading a docket: it is sound, or every mistake in it is named.

use std::collections::HashMap;

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};

use self::{
    at::{At, Fields, Mistakes, member},
    node::Node,
};
use super::{
    docket::{Buffers, Docket, days_between},
    mistake::{Mistake, Wrong},
    model::mebibytes,
    verify::{self, Part},
};
use crate::{
    time::{Instant, Period},
    zone::Zone,
};

mod at;
mod centres;
mod node;
mod parties;
mod placements;
mod requests;

/// The longest horizon.
pub const MOST_DAYS: i64 = 400;
/// The longest duration, meeting or buffer.
pub const MOST_MINUTES: i64 = 24 * 60;
/// The greatest weight: sums of weights times days stay far from the end of the numbers.
pub const MOST_WEIGHT: i64 = 1_000_000;
/// The most requests.
pub const MOST_REQUESTS: usize = 20_000;
/// The most memory that planning a docket may take, in MiB.
pub const MOST_MEBIBYTES: usize = 512;

/// The docket in `text`, or all its mistakes.
///
/// # Errors
/// Every mistake with its path, in the order of the reading. The rules are put to fixed placements, too: what cannot be
/// read refuses nothing, so that nothing is called a mistake for another one.
pub fn read(text: &str) -> Result<Docket, Vec<Mistake>> {
    let mistakes = Mistakes::default();
    let docket = match serde_json::from_str::<Node>(text) {
        Ok(node) => docket(&At::root(&node, &mistakes), &mistakes),
        Err(error) => {
            mistakes.add("$".to_owned(), Wrong::Syntax(error.to_string()));
            None
        }
    };
    match docket {
        Some(docket) if mistakes.count() == 0 => Ok(docket),
        _ => Err(mistakes.into_list()),
    }
}

fn docket(at: &At<'_>, mistakes: &Mistakes) -> Option<Docket> {
    let fields = at.object(&[
        "horizon",
        "zone",
        "grid_minutes",
        "buffers",
        "centres",
        "people",
        "detainees",
        "requests",
        "fixed",
    ])?;
    let known_zone = zone(&fields);
    let zone = known_zone.clone().unwrap_or_else(Zone::utc);
    let (dates, horizon) = horizon(&fields, &zone, mistakes);
    let horizon = horizon.or_else(always)?;
    let grid_minutes = fields.need("grid_minutes").and_then(|at| at.whole(1, MOST_MINUTES)).unwrap_or(1);
    let buffers = fields.need("buffers").and_then(|at| at.object(&["turnover_minutes", "movement_minutes"]));
    let buffer = |name: &str| buffers.as_ref()?.need(name)?.whole(0, MOST_MINUTES);
    let movement = buffer("movement_minutes").unwrap_or(0);
    let buffers = Buffers { turnover: buffer("turnover_minutes").unwrap_or(0), before: movement, after: movement };
    let calendar = Calendar { zone: &zone, dates };

    let (centres, centre_ids) = centres::read(&fields, &calendar);
    let (people, person_ids) = parties::people(&fields, &calendar);
    let (detainees, detainee_ids) = parties::detainees(&fields, &centre_ids);
    let names = requests::Names { centres: &centre_ids, people: &person_ids, detainees: &detainee_ids };
    let (mut requests, request_ids, unclear) = requests::read(&fields, &calendar, &names, &detainees, horizon);
    // A file says them once for all.
    for request in &mut requests {
        request.buffers = buffers;
    }

    let (first, last) = dates.unwrap_or((Date::MIN, Date::MAX));
    let mut docket = Docket {
        zone: zone.clone(),
        first,
        last,
        horizon,
        grid_minutes,
        centres,
        people,
        detainees,
        requests,
        fixed: Vec::new(),
    };
    // Where no list of requests could be read, what is fixed would only say so again.
    let listed = fields.get("requests").is_none_or(|at| at.is_list_of_at_most(MOST_REQUESTS));
    let fixed =
        if listed { placements::read(&fields, &docket, &request_ids, &centre_ids, &unclear) } else { Vec::new() };
    docket.fixed = fixed.iter().map(|(placement, _)| placement.clone()).collect();
    // Without a zone nobody knows when anything is.
    if known_zone.is_some() {
        for broken in verify::broken(&docket, &docket.fixed) {
            let path = path_of(broken.part, &fixed[broken.place].1, &docket);
            mistakes.add(path, Wrong::Broken(broken.words));
        }
    }
    // How large it is, only a sound one says.
    if mistakes.count() == 0 {
        let needed = mebibytes(&docket);
        if needed > MOST_MEBIBYTES {
            at.wrong(Wrong::TooLarge { needed, most: MOST_MEBIBYTES });
        }
    }
    Some(docket)
}

/// The path of what of the placement at `path` breaks a rule.
fn path_of(part: Part, path: &str, docket: &Docket) -> String {
    match part {
        Part::Whole => path.to_owned(),
        Part::Start => member(path, "start"),
        Part::Room(centre) => member(&member(path, "rooms"), &docket.centres[centre].id),
    }
}

fn zone(fields: &Fields<'_>) -> Option<Zone> {
    let at = fields.need("zone")?;
    let zone = Zone::named(at.text()?);
    if zone.is_none() {
        at.wrong(Wrong::Zone);
    }
    zone
}

/// The first date and the last, and all the time between; neither if they cannot be read.
fn horizon(fields: &Fields<'_>, zone: &Zone, mistakes: &Mistakes) -> (Option<(Date, Date)>, Option<Period>) {
    let Some((first, last)) = dates(fields) else { return (None, None) };
    let midnight = |date: Date| zone.instant(date.at(0, 0, 0, 0));
    let end = last.checked_add(1.day()).ok().and_then(midnight);
    let period = midnight(first).zip(end).and_then(|(start, end)| Period::new(start, end));
    if period.is_none() {
        mistakes.add("$.horizon".to_owned(), Wrong::NoTime);
    }
    (period.map(|_| (first, last)), period)
}

fn dates(fields: &Fields<'_>) -> Option<(Date, Date)> {
    let horizon = fields.need("horizon")?.object(&["from", "to"])?;
    let date = |name: &str| {
        let at = horizon.need(name)?;
        let date = at.date()?;
        // Outside of these years zones have offsets in seconds, or no rules at all.
        if !(1980..=2200).contains(&date.year()) {
            at.wrong(Wrong::Date);
            return None;
        }
        Some((date, at))
    };
    let (from, to) = (date("from"), date("to"));
    let ((from, _), (to, at)) = (from?, to?);
    if to < from {
        at.wrong(Wrong::EndBeforeStart("the day before `from`"));
        return None;
    }
    if days_between(from, to) >= MOST_DAYS {
        at.wrong(Wrong::TooLong(MOST_DAYS));
        return None;
    }
    Some((from, to))
}

/// More time than any docket has: what is open all of it, or due at its end, refuses nothing.
fn always() -> Option<Period> {
    Period::new(Instant(i64::MIN), Instant(i64::MAX))
}

/// The zone's clock over the horizon.
struct Calendar<'a> {
    zone: &'a Zone,
    /// The first date and the last, if they can be read.
    dates: Option<(Date, Date)>,
}

impl Calendar<'_> {
    /// The first date; of all, if nobody knows which.
    fn first(&self) -> Date {
        self.dates.map_or(Date::MIN, |(first, _)| first)
    }

    /// Both readings of the bound `civil`, which differ if the clock shows it twice, or skips it with time before it. What
    /// lies far from the horizon is brought near: the rules cannot tell, and the ends of time stay out of it.
    fn readings(&self, civil: DateTime) -> Option<(Instant, Instant)> {
        let Some((first, last)) = self.dates else { return self.zone.bound_readings(civil) };
        let (first, last) = (first.checked_sub(3.days()).ok()?, last.checked_add(3.days()).ok()?);
        self.zone.bound_readings(civil.clamp(first.at(0, 0, 0, 0), last.at(0, 0, 0, 0)))
    }

    /// A period in which something is refused: of two readings the wider.
    fn refusing(&self, from: DateTime, to: DateTime) -> Option<Period> {
        Period::new(self.readings(from)?.0, self.readings(to)?.1)
    }

    /// A period in which something is open: of two readings the narrower.
    fn opening(&self, from: DateTime, to: DateTime) -> Option<Period> {
        Period::new(self.readings(from)?.1, self.readings(to)?.0)
    }
}

/// The places of ids in their list.
#[derive(Debug, Default)]
struct Ids<'n>(HashMap<&'n str, (usize, String)>);

impl<'n> Ids<'n> {
    /// Gives the id of the object at `fields` the place `place`; a second use is a mistake.
    fn register(&mut self, fields: &Fields<'n>, place: usize) -> String {
        let Some(at) = fields.need("id") else { return String::new() };
        let Some(id) = at.id() else { return String::new() };
        match self.0.get(id) {
            Some((_, first)) => at.wrong(Wrong::IdTwice { id: id.to_owned(), first: first.clone() }),
            None => {
                self.0.insert(id, (place, at.path().to_owned()));
            }
        }
        id.to_owned()
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.0.get(id).map(|(place, _)| *place)
    }

    /// The id at `place`.
    fn name(&self, place: usize) -> String {
        let id = self.0.iter().find(|(_, (known, _))| *known == place);
        id.map(|(id, _)| (*id).to_owned()).unwrap_or_default()
    }

    /// The place of the id at `at`; an unknown one is a mistake.
    fn find(&self, at: &At<'_>, kind: &'static str) -> Option<usize> {
        let id = at.id()?;
        let place = self.place(id);
        if place.is_none() {
            at.wrong(Wrong::Unknown { kind, id: id.to_owned() });
        }
        place
    }

    /// The places of the ids in the list `items`, each once.
    fn find_all(&self, items: &[At<'_>], kind: &'static str) -> Vec<usize> {
        let mut places = Vec::with_capacity(items.len());
        for at in items {
            if let Some(place) = self.find(at, kind) {
                if places.contains(&place) {
                    at.wrong(Wrong::NamedTwice(at.text().unwrap_or_default().to_owned()));
                } else {
                    places.push(place);
                }
            }
        }
        places
    }
}

/// The ends of a period in civil time, if they are in order.
fn civil_period(at: &At<'_>) -> Option<(DateTime, DateTime)> {
    let fields = at.object(&["from", "to"])?;
    let from = fields.need("from").and_then(|at| at.civil());
    let to = fields.need("to").and_then(|at| Some((at.civil()?, at)));
    let (from, (to, at)) = (from?, to?);
    if to <= from {
        at.wrong(Wrong::EndBeforeStart("`from`"));
        return None;
    }
    Some((from, to))
}
