//! Moments, half-open periods and the civil times that people read.
//!
//! The store and the rules work in whole seconds of UTC ([`Instant`]). Civil times are resolved on the server, where
//! the time zone database is, and travel beside the instant ([`Local`]); the browser only shows them.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A moment: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The moment `minutes` later (earlier, if negative); at the ends of time it stops.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60)))
    }

    /// Whole minutes from `self` to `later`, rounded towards zero; negative if `later` lies before.
    pub const fn minutes_until(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0) / 60
    }
}

/// A length of time in whole minutes, from 1 to 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Minutes(u16);

impl Minutes {
    /// A length of `minutes`, if it is between 1 and 1440.
    pub const fn new(minutes: u16) -> Option<Self> {
        if minutes >= 1 && minutes <= 24 * 60 { Some(Self(minutes)) } else { None }
    }

    /// The length in minutes.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Minutes {
    type Error = &'static str;

    fn try_from(minutes: u16) -> Result<Self, Self::Error> {
        Self::new(minutes).ok_or("a length is between 1 and 1440 minutes")
    }
}

impl From<Minutes> for u16 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

/// A half-open period `[start, end)` that is never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(Instant, Instant)", into = "(Instant, Instant)")]
pub struct Period {
    start: Instant,
    end: Instant,
}

impl Period {
    /// The period from `start` up to but without `end`; `None` unless `start < end`.
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The period of `length` from `start` on.
    pub fn starting(start: Instant, length: Minutes) -> Self {
        Self { start, end: start.plus_minutes(i64::from(length.get())) }
    }

    /// The first moment inside.
    pub const fn start(self) -> Instant {
        self.start
    }

    /// The first moment after.
    pub const fn end(self) -> Instant {
        self.end
    }

    /// Whether the two share a moment; periods that only touch do not.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether `at` lies inside.
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Its length in whole minutes, rounded down.
    pub const fn minutes(self) -> i64 {
        self.start.minutes_until(self.end)
    }
}

impl TryFrom<(Instant, Instant)> for Period {
    type Error = &'static str;

    fn try_from((start, end): (Instant, Instant)) -> Result<Self, Self::Error> {
        Self::new(start, end).ok_or("a period ends after it starts")
    }
}

impl From<Period> for (Instant, Instant) {
    fn from(period: Period) -> Self {
        (period.start, period.end)
    }
}

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The day of the week on which `date` falls.
    pub fn of(date: Date) -> Self {
        Self::ALL[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default() % 7]
    }

    /// Its code in files and forms: `mon`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// The day with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }

    /// Its place in the week, Monday being 0.
    pub const fn index(self) -> u8 {
        self as u8
    }
}

/// An opening window of a weekday in civil time: minutes after midnight, half-open, `from < to <= 1440`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WeeklyWindow {
    /// On which day of the week.
    pub weekday: Weekday,
    /// Opens, in minutes after midnight.
    pub from: u16,
    /// Closes, in minutes after midnight.
    pub to: u16,
}

/// The name of an IANA time zone, such as `America/El_Salvador`. That it exists is checked where the database is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ZoneName(pub String);

/// A moment together with what the clock on the wall of its place shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Local {
    /// The moment.
    pub at: Instant,
    /// The civil date and time at the place.
    #[serde(with = "crate::civil::date_time")]
    pub civil: DateTime,
}

/// A period with the civil times of its start and end at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LocalPeriod {
    /// When it starts.
    pub start: Local,
    /// When it ends (the first moment after).
    pub end: Local,
}
