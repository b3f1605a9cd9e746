//! The docket to be planned, sound and resolved: every id is a place in a list, every civil time a moment.

use std::ops::Range;

use jiff::civil::Date;

use crate::{
    time::{Instant, Period},
    zone::Zone,
};

/// Everything a plan depends on. [`super::read`] makes only sound ones.
#[derive(Clone, Debug)]
pub struct Docket {
    /// Whose clock all times are of.
    pub zone: Zone,
    /// The first date of the horizon.
    pub first: Date,
    /// Its last date, included.
    pub last: Date,
    /// From the midnight before `first` to the midnight after `last`.
    pub horizon: Period,
    /// Main parts start at civil times that are multiples of this many minutes after midnight.
    pub grid_minutes: i64,
    /// The centres.
    pub centres: Vec<Centre>,
    /// Everybody who takes part from outside: judges, prosecutors, lawyers.
    pub people: Vec<Person>,
    /// The detainees.
    pub detainees: Vec<Detainee>,
    /// What is to be placed.
    pub requests: Vec<Request>,
    /// What is placed already and keeps its place; at most one for each request.
    pub fixed: Vec<Placement>,
}

/// A penal centre.
#[derive(Clone, Debug)]
pub struct Centre {
    /// Its id.
    pub id: String,
    /// How many hearings can be escorted at once.
    pub escort_teams: usize,
    /// When detainees are counted and nobody is out of the cell.
    pub counts: Vec<Period>,
    /// When a team is out for somebody whom nobody here plans: each period takes one.
    pub out: Vec<Period>,
    /// Its rooms.
    pub rooms: Vec<Room>,
}

/// A room of a centre.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its id, unique in its centre.
    pub id: String,
    /// Its hours; a hearing lies inside one of them, so two that touch are not one.
    pub hours: Vec<Period>,
    /// When it cannot be used all the same.
    pub blocks: Vec<Period>,
}

/// Somebody who takes part.
#[derive(Clone, Debug)]
pub struct Person {
    /// The id.
    pub id: String,
    /// When not.
    pub unavailable: Vec<Period>,
}

/// A detainee.
#[derive(Clone, Debug)]
pub struct Detainee {
    /// The id.
    pub id: String,
    /// Where the detainee is: a place in [`Docket::centres`].
    pub centre: usize,
    /// Whom the detainee may not meet: places in [`Docket::detainees`], of the same centre, stated on either side.
    pub apart_from: Vec<usize>,
}

/// A hearing that is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its id.
    pub id: String,
    /// What placing it is worth.
    pub weight: i64,
    /// How long the main part lasts.
    pub duration_minutes: i64,
    /// How long the lawyers meet their client before it.
    pub pre_minutes: i64,
    /// How long they do after it.
    pub post_minutes: i64,
    /// The centres that take part, each once.
    pub sites: Vec<Site>,
    /// Who takes part in the main part only: places in [`Docket::people`].
    pub people: Vec<usize>,
    /// Who takes part from the first meeting to the last: places in [`Docket::people`].
    pub lawyers: Vec<usize>,
    /// The first date on which the main part may start; waiting is counted from it.
    pub earliest: Date,
    /// When the main part must be over.
    pub deadline: Instant,
    /// What is added to its times.
    pub buffers: Buffers,
}

/// What a request occupies besides its own time, in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Buffers {
    /// How long a room stays occupied after it.
    pub turnover: i64,
    /// How long a detainee is on the way to it.
    pub before: i64,
    /// And back.
    pub after: i64,
}

/// What one centre contributes to a hearing: a room, an escort and its detainees.
#[derive(Clone, Debug)]
pub struct Site {
    /// A place in [`Docket::centres`].
    pub centre: usize,
    /// Places in [`Docket::detainees`].
    pub detainees: Vec<usize>,
    /// For each room of the centre the only starts that it may have: they take the place of its hours and blocks. `None` if
    /// those decide.
    pub starts: Option<Vec<Vec<Instant>>>,
}

/// Where and when a request is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// A place in [`Docket::requests`].
    pub request: usize,
    /// When the main part starts.
    pub start: Instant,
    /// The room at each site, in the order of [`Request::sites`]: places in [`Centre::rooms`].
    pub rooms: Vec<usize>,
}

/// The periods around a main start that a request occupies, in minutes from that start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans {
    /// The main part: who takes part in nothing else.
    pub main: Range<i64>,
    /// With the meetings before and after: the lawyers, and the room's hours.
    pub whole: Range<i64>,
    /// The room, with its turnover.
    pub room: Range<i64>,
    /// The detainees and their escort, with the movement.
    pub movement: Range<i64>,
    /// All of it: what must lie in the horizon.
    pub all: Range<i64>,
}

impl Docket {
    /// What `request` occupies.
    pub fn spans(&self, request: &Request) -> Spans {
        let (begin, end) = (-request.pre_minutes, request.duration_minutes + request.post_minutes);
        let main = 0..request.duration_minutes;
        let whole = begin..end;
        let Buffers { turnover, before, after } = request.buffers;
        let room = begin..end + turnover;
        let movement = begin - before..end + after;
        // Without a site there is neither room nor movement.
        let all = if request.sites.is_empty() { whole.clone() } else { movement.start..movement.end.max(room.end) };
        Spans { main, whole, room, movement, all }
    }

    /// How many days lie between what the request asks for and `start`.
    pub fn waiting_days(&self, request: &Request, start: Instant) -> i64 {
        days_between(request.earliest, self.zone.date(start))
    }
}

/// Days from `from` to `to`; negative if `to` lies before.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
