//! A person's own calendar as a file: what of it becomes their unavailability, and why it is not taken.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    block::Hit,
    directory::PersonSummary,
    ids::CalendarId,
    time::{LocalPeriod, ZoneName},
};

/// The most bytes of a file: what a request may hold, with some room for what is around it.
pub const MOST_CALENDAR_BYTES: usize = 1_000_000;
/// The most periods that a calendar may bring, after those that touch are joined.
pub const MOST_PERIODS: usize = 2_000;

coded! {
    /// Why a calendar file is not taken.
    CalendarFault {
        /// There is nothing in it, or none was chosen.
        Missing = "missing",
        /// It is larger than [`MOST_CALENDAR_BYTES`].
        TooLarge = "too_large",
        /// It is no calendar.
        NotACalendar = "not_a_calendar",
        /// A line is none of a calendar.
        Line = "line",
        /// Something begins and does not end: the file was cut off.
        Cut = "cut",
        /// A date or a time cannot be read, or an event has none.
        Time = "time",
        /// Nobody knows the time zone.
        Zone = "zone",
        /// An event ends before it starts.
        Order = "order",
        /// What repeats an event cannot be read, or is finer than days.
        Rule = "rule",
        /// It holds more than can be taken.
        TooMany = "too_many",
    }
}

/// Where and why a calendar file is wrong. Nothing of what stands there is told: it is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarWrong {
    /// Why.
    pub fault: CalendarFault,
    /// The line, from 1; 0 if it is the file as a whole.
    pub line: u32,
    /// The how manieth event it belongs to, from 1; 0 if to none.
    pub event: u32,
}

impl CalendarWrong {
    /// The file as a whole is wrong.
    pub const fn whole(fault: CalendarFault) -> Self {
        Self { fault, line: 0, event: 0 }
    }

    /// A line that belongs to no event is wrong.
    pub const fn at(fault: CalendarFault, line: u32) -> Self {
        Self { fault, line, event: 0 }
    }

    /// As it stands in an address.
    pub fn code(self) -> String {
        format!("{}-{}-{}", self.fault.code(), self.line, self.event)
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        let mut parts = code.split('-');
        let fault = CalendarFault::from_code(parts.next()?)?;
        let (line, event) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        parts.next().is_none().then_some(Self { fault, line, event })
    }
}

/// What an uploaded calendar would bring, before it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPreview {
    /// The upload.
    pub id: CalendarId,
    /// Whose calendar it is.
    pub person: PersonSummary,
    /// The zone in which they work.
    pub zone: ZoneName,
    /// The last day that was looked at: nobody books further ahead.
    #[serde(with = "crate::civil::date")]
    pub last: Date,
    /// When they could not be had, by start: the first of them.
    pub periods: Vec<LocalPeriod>,
    /// How many more there are than are listed.
    pub more: usize,
    /// How many periods of an earlier calendar would go.
    pub replaced: usize,
    /// The appointments that it would hit, as far as the reader may know them, by start.
    pub hits: Vec<Hit>,
    /// How many more it would hit.
    pub more_hits: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_survives_an_address() {
        for fault in CalendarFault::ALL {
            let wrong = CalendarWrong { fault: *fault, line: 12, event: 3 };
            assert_eq!(CalendarWrong::from_code(&wrong.code()), Some(wrong));
        }
        for code in ["", "time", "time-1", "time-1-2-3", "nothing-1-2", "time-x-1", "time--1-1"] {
            assert_eq!(CalendarWrong::from_code(code), None, "{code}");
        }
    }
}
