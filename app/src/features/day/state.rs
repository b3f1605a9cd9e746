//! What the page of a day works out: how many stand where, what comes next, what is shown in which order.

mod facts;

use std::collections::BTreeMap;

use jiff::civil::Date;
use shared::{appointment::Summary, civil, readiness::Readiness, time::Instant};

pub use self::facts::{centre, confirmed, detainees, devices, reads_as_outing, room, what_is_read, what_it_is};

/// What counts as "next": starts within this many minutes.
pub const LOOK_AHEAD_MINUTES: i64 = 120;

/// Which day an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// `today`, whatever the date.
    Today,
    /// A date.
    On(Date),
    /// Nothing that is a day.
    Unknown,
}

impl Which {
    /// The day that `text` of an address names.
    pub fn from_address(text: &str) -> Self {
        if text == "today" { Self::Today } else { civil::read_date(text).map_or(Self::Unknown, Self::On) }
    }
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those that stand at this word.
    Only(Readiness),
}

impl Show {
    /// What `?show=` says.
    pub fn from_address(text: Option<&str>) -> Self {
        text.and_then(Readiness::from_code).map_or(Self::All, Self::Only)
    }

    fn holds(self, appointment: &Summary) -> bool {
        match self {
            Self::All => true,
            Self::Only(readiness) => appointment.readiness == readiness,
        }
    }
}

/// In which order the rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By start.
    #[default]
    Time,
    /// By room, then start.
    Room,
    /// By what needs a person first, then start.
    Readiness,
}

impl Order {
    /// What `?sort=` says.
    pub fn from_address(text: Option<&str>) -> Self {
        match text {
            Some("room") => Self::Room,
            Some("readiness") => Self::Readiness,
            _ => Self::Time,
        }
    }

    /// The word for it in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Room => "room",
            Self::Readiness => "readiness",
        }
    }
}

/// The address of the file with the rows that are shown, in the same order.
pub fn csv_address(date: Date, show: Show, order: Order) -> String {
    let show = match show {
        Show::All => String::new(),
        Show::Only(readiness) => format!("show={}&", readiness.code()),
    };
    format!("/day/{date}/day.csv?{show}sort={}", order.code())
}

/// The rows to show, in order.
pub fn rows(appointments: &[Summary], show: Show, order: Order) -> Vec<&Summary> {
    let mut rows: Vec<_> = appointments.iter().filter(|appointment| show.holds(appointment)).collect();
    match order {
        Order::Time => rows.sort_by_key(|row| (row.period.start.at, row.id)),
        Order::Room => rows.sort_by_key(|row| (room(row), row.period.start.at, row.id)),
        Order::Readiness => rows.sort_by_key(|row| (urgency(row.readiness), row.period.start.at, row.id)),
    }
    rows
}

/// What needs a person stands first.
const fn urgency(readiness: Readiness) -> u8 {
    match readiness {
        Readiness::Blocked => 0,
        Readiness::Pending => 1,
        Readiness::Running => 2,
        Readiness::Ready => 3,
        Readiness::Over => 4,
    }
}

/// How many stand at each word; words at which none stands are left out.
pub fn counts(appointments: &[Summary]) -> BTreeMap<u8, (Readiness, usize)> {
    let mut counts = BTreeMap::new();
    for appointment in appointments {
        let place = match appointment.readiness {
            Readiness::Ready => 0,
            Readiness::Pending => 1,
            Readiness::Blocked => 2,
            Readiness::Running => 3,
            Readiness::Over => 4,
        };
        counts.entry(place).or_insert((appointment.readiness, 0)).1 += 1;
    }
    counts
}

/// What should begin within [`LOOK_AHEAD_MINUTES`] of `now`, or should have begun already, by start.
pub fn upcoming(appointments: &[Summary], now: Instant) -> Vec<&Summary> {
    let mut next: Vec<_> = appointments
        .iter()
        .filter(|appointment| !matches!(appointment.readiness, Readiness::Over | Readiness::Running))
        .filter(|appointment| {
            now < appointment.period.end.at && appointment.period.start.at <= now.plus_minutes(LOOK_AHEAD_MINUTES)
        })
        .collect();
    next.sort_by_key(|appointment| (appointment.period.start.at, appointment.id));
    next
}

#[cfg(test)]
pub(crate) mod tests;
