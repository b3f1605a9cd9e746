//! Dates, times and lengths of a calendar file, each in the zone that it names.

use std::{collections::HashMap, rc::Rc};

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use shared::{
    absence::CalendarFault,
    time::{Instant, Period},
    zone::Zone,
};

use super::lines::Line;

/// Where a clock stands.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In a zone that is known.
    Zone(Rc<Zone>),
    /// So many seconds ahead of UTC, always.
    Offset(i32),
}

impl Place {
    /// The moment at which the clock there shows `civil`.
    pub(super) fn instant(&self, civil: DateTime) -> Option<Instant> {
        match self {
            Self::Zone(zone) => zone.instant(civil),
            Self::Offset(seconds) => {
                let stamp = Offset::from_seconds(*seconds).ok()?.to_timestamp(civil).ok()?;
                Some(Instant(stamp.as_second()))
            }
        }
    }

    /// What the clock there shows at `at`.
    pub(super) fn civil(&self, at: Instant) -> DateTime {
        match self {
            Self::Zone(zone) => zone.local(at).civil,
            Self::Offset(seconds) => Zone::utc().local(Instant(at.0 + i64::from(*seconds))).civil,
        }
    }
}

/// A date, or a date and a time.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    /// Midnight for a date.
    pub(super) civil: DateTime,
    /// Whether it is only a date.
    pub(super) whole_day: bool,
    pub(super) place: Place,
}

impl Moment {
    pub(super) fn instant(&self) -> Option<Instant> {
        self.place.instant(self.civil)
    }
}

/// How long something lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// Whole civil days.
    Days(i64),
    /// Seconds that pass.
    Seconds(i64),
}

/// The period of `length` from `civil` on; `None` if it has no length, or leaves the calendar.
pub(super) fn period(place: &Place, civil: DateTime, length: Length) -> Option<Period> {
    let start = place.instant(civil)?;
    let end = match length {
        Length::Days(days) => place.instant(civil.checked_add(days.days()).ok()?)?,
        Length::Seconds(seconds) => Instant(start.0 + seconds),
    };
    Period::new(start, end)
}

/// The zones that a file may name.
pub(super) struct Zones {
    own: Rc<Zone>,
    /// Those that it describes itself.
    described: HashMap<String, Place>,
}

impl Zones {
    /// `own` is where times without a zone belong.
    pub(super) fn of(own: &Zone) -> Self {
        Self { own: Rc::new(own.clone()), described: HashMap::new() }
    }

    /// Notes what the file says of a zone. What is known under its own name is better known than described.
    pub(super) fn describe(&mut self, name: &str, location: Option<&str>, offsets: &[i32]) {
        let place = known(name).or_else(|| known(location?)).map_or_else(
            || match offsets {
                [first, rest @ ..] if rest.iter().all(|offset| offset == first) => Some(Place::Offset(*first)),
                _ => None,
            },
            |zone| Some(Place::Zone(Rc::new(zone))),
        );
        if let Some(place) = place {
            self.described.insert(name.to_owned(), place);
        }
    }

    pub(super) fn own(&self) -> Place {
        Place::Zone(Rc::clone(&self.own))
    }

    fn named(&self, name: &str) -> Option<Place> {
        self.described.get(name).cloned().or_else(|| known(name).map(|zone| Place::Zone(Rc::new(zone))))
    }

    /// One of the values of `line`.
    pub(super) fn moment(&self, line: &Line, value: &str) -> Result<Moment, CalendarFault> {
        let value = value.trim();
        if line.param("VALUE") == Some("DATE") || value.len() == 8 {
            let date = date(value).ok_or(CalendarFault::Time)?;
            return Ok(Moment { civil: date.at(0, 0, 0, 0), whole_day: true, place: self.own() });
        }
        let (clock, utc) = value.strip_suffix('Z').map_or((value, false), |clock| (clock, true));
        let civil = clock_time(clock).ok_or(CalendarFault::Time)?;
        let place = match line.param("TZID") {
            _ if utc => Place::Offset(0),
            Some(name) => self.named(name).ok_or(CalendarFault::Zone)?,
            None => self.own(),
        };
        Ok(Moment { civil, whole_day: false, place })
    }
}

/// The zone that a program calls `name`: an IANA name, perhaps behind a program's own path, or a name of Windows.
fn known(name: &str) -> Option<Zone> {
    let windows = WINDOWS.iter().find(|(windows, _)| *windows == name).map(|(_, zone)| *zone);
    let paths = name.match_indices('/').filter_map(|(at, _)| name.get(at + 1..));
    std::iter::once(windows.unwrap_or(name)).chain(paths).find_map(Zone::named)
}

/// Names that Outlook gives zones of the Americas and of Europe, with the place that stands for each in the Unicode CLDR
/// (`windowsZones.xml`, territory 001).
const WINDOWS: &[(&str, &str)] = &[
    ("Central America Standard Time", "America/Guatemala"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("SA Western Standard Time", "America/La_Paz"),
    ("SA Eastern Standard Time", "America/Cayenne"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("Venezuela Standard Time", "America/Caracas"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Montevideo Standard Time", "America/Montevideo"),
    ("Paraguay Standard Time", "America/Asuncion"),
    ("Cuba Standard Time", "America/Havana"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Eastern Standard Time (Mexico)", "America/Cancun"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Mountain Standard Time", "America/Denver"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("GMT Standard Time", "Europe/London"),
    ("Romance Standard Time", "Europe/Paris"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
];

fn number(text: &str) -> Option<i16> {
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn small(text: &str) -> Option<i8> {
    number(text).and_then(|number| i8::try_from(number).ok())
}

/// `YYYYMMDD`.
pub(super) fn date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.is_ascii() {
        return None;
    }
    Date::new(number(&text[..4])?, small(&text[4..6])?, small(&text[6..])?).ok()
}

/// `YYYYMMDDTHHMMSS`.
pub(super) fn clock_time(text: &str) -> Option<DateTime> {
    let (day, clock) = text.split_once('T')?;
    if clock.len() != 6 || !clock.is_ascii() {
        return None;
    }
    // A leap second is the last of its minute.
    let second = small(&clock[4..])?.min(59);
    Some(date(day)?.to_datetime(Time::new(small(&clock[..2])?, small(&clock[2..4])?, second, 0).ok()?))
}

/// `+HHMM` or `+HHMMSS`, in seconds.
pub(super) fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    if !matches!(digits.len(), 4 | 6) || !digits.is_ascii() {
        return None;
    }
    let part = |from: usize| digits.get(from..from + 2).map_or(Some(0), |part| small(part).map(i32::from));
    Some(sign * (part(0)? * 3600 + part(2)? * 60 + part(4)?))
}

/// A length (RFC 5545, 3.3.6): `PT1H30M`, `P1D`, `P2W`. Nothing lasts a negative time.
pub(super) fn length(text: &str) -> Option<Length> {
    let text = text.trim().strip_prefix('+').unwrap_or(text.trim()).strip_prefix('P')?;
    let (days, clock) = text.split_once('T').unwrap_or((text, ""));
    let mut sum = 0_i64;
    let mut add = |text: &str, units: &[(char, i64)]| {
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|sign: char| !sign.is_ascii_digit())?;
            let amount: i64 = rest[..end].parse().ok().filter(|amount| *amount < 1_000_000)?;
            let unit = rest[end..].chars().next()?;
            sum += amount * units.iter().find(|(known, _)| *known == unit)?.1;
            rest = rest.get(end + 1..)?;
        }
        Some(())
    };
    add(days, &[('W', 7 * 86_400), ('D', 86_400)])?;
    add(clock, &[('H', 3600), ('M', 60), ('S', 1)])?;
    if clock.is_empty() { Some(Length::Days(sum / 86_400)) } else { Some(Length::Seconds(sum)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_offsets_are_read_and_nothing_else_is_one() {
        for (text, expected) in [
            ("PT1H30M", Length::Seconds(5400)),
            ("P1D", Length::Days(1)),
            ("+P2W", Length::Days(14)),
            ("P1DT12H", Length::Seconds(129_600)),
            ("PT0S", Length::Seconds(0)),
        ] {
            assert_eq!(length(text), Some(expected), "{text}");
        }
        for text in ["1H", "PT1X", "PT1", "-PT1H", "P99999999999D", "PTé"] {
            assert_eq!(length(text), None, "{text}");
        }
        assert_eq!(
            (offset("-0600"), offset("+013000"), offset("0600"), offset("+0é")),
            (Some(-21_600), Some(5400), None, None)
        );
    }

    #[test]
    fn zones_are_known_by_the_names_that_programs_give_them() {
        for (name, zone) in [
            ("America/El_Salvador", "America/El_Salvador"),
            ("/freeassociation.sourceforge.net/America/Lima", "America/Lima"),
            ("Central America Standard Time", "America/Guatemala"),
        ] {
            assert_eq!(known(name).map(|zone| zone.name().0.clone()).as_deref(), Some(zone), "{name}");
        }
        assert!(known("Hora de mi pueblo").is_none());
        for (name, zone) in WINDOWS {
            assert!(Zone::named(zone).is_some(), "{name}");
        }
    }

    #[test]
    fn a_described_zone_serves_if_its_clocks_never_change() {
        let mut zones = Zones::of(&Zone::utc());
        zones.describe("Mi zona", None, &[-21_600, -21_600]);
        zones.describe("Otra", None, &[-21_600, -18_000]);
        assert!(matches!(zones.named("Mi zona"), Some(Place::Offset(-21_600))));
        assert!(zones.named("Otra").is_none());
    }
}
