//! Civil time of a place: the only code that consults the time zone database (server only).

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::{
    error::Fault,
    time::{Instant, Local, LocalPeriod, Period, Weekday, WeeklyWindow, ZoneName},
};

/// A time zone that exists.
#[derive(Clone, Debug)]
pub struct Zone {
    name: ZoneName,
    rules: TimeZone,
}

impl Zone {
    /// The zone called `name` in the IANA database; `None` if there is none.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(|rules| Self { name: ZoneName(name.to_owned()), rules })
    }

    /// UTC itself.
    pub fn utc() -> Self {
        Self { name: ZoneName("UTC".to_owned()), rules: TimeZone::UTC }
    }

    /// Its IANA name.
    pub fn name(&self) -> &ZoneName {
        &self.name
    }

    /// Its rules, for those who write calendars.
    pub fn rules(&self) -> &TimeZone {
        &self.rules
    }

    /// What the clock there shows at `at`.
    pub fn local(&self, at: Instant) -> Local {
        let stamp = Timestamp::from_second(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        Local { at, civil: self.rules.to_datetime(stamp) }
    }

    /// What the clock there shows at both ends of `period`.
    pub fn local_period(&self, period: Period) -> LocalPeriod {
        LocalPeriod { start: self.local(period.start()), end: self.local(period.end()) }
    }

    /// The date there at `at`.
    pub fn date(&self, at: Instant) -> Date {
        self.local(at).civil.date()
    }

    /// The moment at which the clock there shows `civil`. A time that the clock skips counts as the same distance past
    /// the gap; one that it shows twice is the first.
    pub fn instant(&self, civil: DateTime) -> Option<Instant> {
        self.rules.to_timestamp(civil).ok().map(|stamp| Instant(stamp.as_second()))
    }

    /// The first and the last moment that `civil` can mean. They differ if the clock shows it twice, and if the clock skips
    /// it: then they are as far before and after the gap as it is wide.
    pub fn readings(&self, civil: DateTime) -> Option<(Instant, Instant)> {
        let stamp = self.rules.to_ambiguous_timestamp(civil);
        Some((Instant(stamp.earlier().ok()?.as_second()), Instant(stamp.later().ok()?.as_second())))
    }

    /// The first and the last moment that `civil` can mean where a period begins or ends: its [`Self::readings`], but only
    /// the moment of the change where the clock begins to skip time. Where midnight is skipped, the day begins all the same.
    pub fn bound_readings(&self, civil: DateTime) -> Option<(Instant, Instant)> {
        let (first, last) = self.readings(civil)?;
        let is_skipped = self.local(last).civil != civil;
        let before = self.local(Instant(last.0 - 1)).civil;
        let begins = is_skipped && before.checked_add(1.second()).is_ok_and(|next| next == civil);
        Some(if begins { (last, last) } else { (first, last) })
    }

    /// The moment at which the clock there shows `civil`, if there is exactly one.
    pub fn only_instant(&self, civil: DateTime) -> Option<Instant> {
        self.readings(civil).and_then(|(first, last)| (first == last).then_some(first))
    }

    /// The moment that somebody means who types `civil`.
    ///
    /// # Errors
    /// Why it means none, or not one alone: nobody is to come at a moment that nobody named.
    pub fn typed(&self, civil: DateTime) -> Result<Instant, Fault> {
        let (first, last) = self.readings(civil).ok_or(Fault::TooFarAhead)?;
        if first == last {
            return Ok(first);
        }
        Err(if self.local(first).civil == civil { Fault::TimeTwice } else { Fault::TimeSkipped })
    }

    /// The same for the end of a period, which is also the moment at which the clock skips time: where midnight is skipped,
    /// the day begins all the same.
    ///
    /// # Errors
    /// As for [`Self::typed`].
    pub fn typed_bound(&self, civil: DateTime) -> Result<Instant, Fault> {
        match self.bound_readings(civil) {
            Some((first, last)) if first == last => Ok(first),
            _ => self.typed(civil),
        }
    }

    /// The whole civil day `date`: 23 or 25 hours long when the clocks change.
    pub fn day(&self, date: Date) -> Option<Period> {
        let next = date.checked_add(1.day()).ok()?;
        Period::new(self.instant(date.at(0, 0, 0, 0))?, self.instant(next.at(0, 0, 0, 0))?)
    }

    /// The opening windows of `hours` on every date from `first` to `last`, both included, in order, merged where they
    /// touch.
    pub fn windows(&self, hours: &[WeeklyWindow], first: Date, last: Date) -> Vec<Period> {
        let mut windows = Vec::new();
        let mut date = first;
        while date <= last {
            let weekday = Weekday::of(date);
            for window in hours.iter().filter(|window| window.weekday == weekday) {
                let bounds = (self.minute_of(date, window.from), self.minute_of(date, window.to));
                if let (Some(start), Some(end)) = bounds {
                    windows.extend(Period::new(start, end));
                }
            }
            match date.checked_add(1.day()) {
                Ok(next) => date = next,
                Err(_) => break,
            }
        }
        merge(windows)
    }

    fn minute_of(&self, date: Date, minute: u16) -> Option<Instant> {
        let midnight = date.at(0, 0, 0, 0);
        self.instant(midnight.checked_add(i64::from(minute).minutes()).ok()?)
    }
}

/// Sorts `periods` and joins those that overlap or touch.
fn merge(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort_unstable();
    let mut merged: Vec<Period> = Vec::with_capacity(periods.len());
    for period in periods {
        match merged.last_mut() {
            Some(last) if period.start() <= last.end() => {
                if let Some(joined) = Period::new(last.start(), last.end().max(period.end())) {
                    *last = joined;
                }
            }
            _ => merged.push(period),
        }
    }
    merged
}
