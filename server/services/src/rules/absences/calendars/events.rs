//! The events of a calendar file that keep somebody from an appointment. Of each only its times are read, and the
//! identifier, by which an event that is moved or dropped is known; never what it is about.

use std::collections::{HashMap, HashSet};

use jiff::{ToSpan, civil::DateTime};
use shared::{
    absence::{CalendarFault, CalendarWrong, MOST_PERIODS},
    time::{Instant, Period},
    zone::Zone,
};

use super::{
    lines::{Line, lines},
    recurring::{MOST_TURNS, Window, starts},
    times::{Length, Moment, Zones, length, offset, period},
};

/// A period in which somebody is busy, and the identifier of the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Occupied {
    pub(super) uid: Option<String>,
    pub(super) period: Period,
}

/// The most periods before those that touch are joined.
const MOST_OCCUPIED: usize = 10 * MOST_PERIODS;

/// When the owner of the calendar in `bytes`, who works in `own`, is busy within `within`.
///
/// # Errors
/// The first line that cannot be read.
pub(super) fn occupied(bytes: &[u8], own: &Zone, within: Period) -> Result<Vec<Occupied>, CalendarWrong> {
    let lines = lines(bytes)?;
    let file = File::read(&lines, own)?;
    let mut found: Vec<Occupied> = file.busy.into_iter().map(|period| Occupied { uid: None, period }).collect();
    // An event that stands for one of the repeated ones takes its place.
    let mut instead: HashMap<&str, HashSet<Instant>> = HashMap::new();
    for event in &file.events {
        if let (Some(uid), Some(at)) = (&event.uid, event.instead_of.as_ref().and_then(Moment::instant)) {
            instead.entry(uid).or_default().insert(at);
        }
    }
    let mut turns = MOST_TURNS;
    for event in &file.events {
        let moved = event.uid.as_deref().filter(|_| event.instead_of.is_none()).and_then(|uid| instead.get(uid));
        let wrong = |(line, fault)| CalendarWrong { fault, line, event: event.number };
        let periods = event.periods(within, moved, &mut turns).map_err(wrong)?;
        found.extend(periods.into_iter().map(|period| Occupied { uid: event.uid.clone(), period }));
        if found.len() > MOST_OCCUPIED {
            return Err(wrong((event.line, CalendarFault::TooMany)));
        }
    }
    found.retain(|one| one.period.overlaps(within));
    Ok(found)
}

struct File {
    events: Vec<Event>,
    /// Periods that are only said to be busy (`VFREEBUSY`).
    busy: Vec<Period>,
}

/// An event, as far as it matters.
#[derive(Default)]
struct Event {
    /// The how manieth, from 1.
    number: u32,
    line: u32,
    uid: Option<String>,
    start: Option<Moment>,
    end: Option<(u32, Moment)>,
    length: Option<Length>,
    rules: Vec<(u32, String)>,
    also: Vec<(Moment, Option<Length>)>,
    except: Vec<Moment>,
    instead_of: Option<Moment>,
    free: bool,
}

impl File {
    fn read(lines: &[Line], own: &Zone) -> Result<Self, CalendarWrong> {
        let zones = zones(lines, own);
        let mut file = Self { events: Vec::new(), busy: Vec::new() };
        let mut open: Vec<(&str, u32)> = Vec::new();
        let mut event = Event::default();
        for line in lines {
            let value = line.value.trim();
            match (line.name.as_str(), &open[..]) {
                ("BEGIN", []) if !value.eq_ignore_ascii_case("VCALENDAR") => {
                    return Err(CalendarWrong::at(CalendarFault::NotACalendar, line.number));
                }
                ("BEGIN", _) => {
                    if open.len() == 1 && value == "VEVENT" {
                        let number = event.number + 1;
                        event = Event { number, line: line.number, ..Event::default() };
                    }
                    open.push((value, line.number));
                }
                ("END", [.., (part, _)]) if part.eq_ignore_ascii_case(value) => {
                    if open.len() == 2 && value == "VEVENT" {
                        let number = event.number;
                        file.events.push(std::mem::replace(&mut event, Event { number, ..Event::default() }));
                    }
                    open.pop();
                }
                ("END", _) => return Err(CalendarWrong::at(CalendarFault::Line, line.number)),
                (_, []) => return Err(CalendarWrong::at(CalendarFault::NotACalendar, line.number)),
                (_, [_, ("VEVENT", _)]) => {
                    let number = event.number;
                    let wrong = |fault| CalendarWrong { fault, line: line.number, event: number };
                    event.take(line, &zones).map_err(wrong)?;
                }
                ("FREEBUSY", [_, ("VFREEBUSY", _)]) if line.param("FBTYPE") != Some("FREE") => {
                    for value in line.value.split(',') {
                        let found = busy(line, value, &zones).map_err(|it| CalendarWrong::at(it, line.number))?;
                        file.busy.extend(found);
                    }
                }
                _ => {}
            }
        }
        match open.pop() {
            Some((_, line)) => Err(CalendarWrong::at(CalendarFault::Cut, line)),
            None if lines.is_empty() => Err(CalendarWrong::whole(CalendarFault::Missing)),
            None => Ok(file),
        }
    }
}

/// The zones that the file describes.
fn zones(lines: &[Line], own: &Zone) -> Zones {
    let mut zones = Zones::of(own);
    let (mut inside, mut name, mut location, mut offsets) = (false, None, None, Vec::new());
    for line in lines {
        match (line.name.as_str(), line.value.trim()) {
            ("BEGIN", "VTIMEZONE") => (inside, name, location, offsets) = (true, None, None, Vec::new()),
            ("END", "VTIMEZONE") => {
                inside = false;
                if let Some(name) = name {
                    zones.describe(name, location, &offsets);
                }
            }
            ("TZID", value) if inside => name = Some(value),
            ("X-LIC-LOCATION", value) if inside => location = Some(value),
            ("TZOFFSETTO", value) if inside => offsets.extend(offset(value)),
            _ => {}
        }
    }
    zones
}

/// A period of `line`: two moments, or a moment and how long it lasts.
fn busy(line: &Line, value: &str, zones: &Zones) -> Result<Option<Period>, CalendarFault> {
    let (from, until) = value.split_once('/').ok_or(CalendarFault::Time)?;
    let from = zones.moment(line, from)?;
    Ok(period(&from.place, from.civil, length_until(&from, until, line, zones)?))
}

fn length_until(from: &Moment, until: &str, line: &Line, zones: &Zones) -> Result<Length, CalendarFault> {
    if until.starts_with(['P', '+']) {
        return length(until).ok_or(CalendarFault::Time);
    }
    let until = zones.moment(line, until)?;
    let (start, end) = from.instant().zip(until.instant()).ok_or(CalendarFault::Time)?;
    if end < start { Err(CalendarFault::Order) } else { Ok(Length::Seconds(end.0 - start.0)) }
}

impl Event {
    /// Takes in what `line` says of the event.
    fn take(&mut self, line: &Line, zones: &Zones) -> Result<(), CalendarFault> {
        let value = line.value.trim();
        match line.name.as_str() {
            "UID" => self.uid = Some(value.to_owned()),
            "DTSTART" => self.start = Some(zones.moment(line, value)?),
            "DTEND" => self.end = Some((line.number, zones.moment(line, value)?)),
            "DURATION" => self.length = Some(length(value).ok_or(CalendarFault::Time)?),
            "RRULE" => self.rules.push((line.number, value.to_owned())),
            "RDATE" => {
                for value in value.split(',') {
                    let (from, until) = value.split_once('/').map_or((value, None), |(from, it)| (from, Some(it)));
                    let from = zones.moment(line, from)?;
                    let length = until.map(|until| length_until(&from, until, line, zones)).transpose()?;
                    self.also.push((from, length));
                }
            }
            "EXDATE" => {
                for value in value.split(',').filter(|value| !value.trim().is_empty()) {
                    self.except.push(zones.moment(line, value)?);
                }
            }
            // What changes all that follow as well would need the event as it was.
            "RECURRENCE-ID" if line.param("RANGE").is_some() => return Err(CalendarFault::Rule),
            "RECURRENCE-ID" => self.instead_of = Some(zones.moment(line, value)?),
            // `EXRULE` is of the former standard.
            "EXRULE" => return Err(CalendarFault::Rule),
            "TRANSP" => self.free |= value.eq_ignore_ascii_case("TRANSPARENT"),
            "STATUS" => self.free |= value.eq_ignore_ascii_case("CANCELLED"),
            "X-MICROSOFT-CDO-BUSYSTATUS" => self.free |= value.eq_ignore_ascii_case("FREE"),
            _ => {}
        }
        Ok(())
    }

    /// When it takes place within `within`, but for the starts in `moved`.
    fn periods(
        &self,
        within: Period,
        moved: Option<&HashSet<Instant>>,
        turns: &mut i64,
    ) -> Result<Vec<Period>, (u32, CalendarFault)> {
        if self.free {
            return Ok(Vec::new());
        }
        let first = self.start.as_ref().ok_or((self.line, CalendarFault::Time))?;
        let length = self.lasts(first)?;
        let back = match length {
            Length::Days(days) => days.saturating_add(1),
            Length::Seconds(seconds) => seconds / 86_400 + 2,
        };
        let out = |civil: DateTime, days: i64| civil.checked_add(days.days()).unwrap_or(civil);
        let window = Window {
            from: out(first.place.civil(within.start()), -back.min(4000)),
            until: out(first.place.civil(within.end()), 1),
        };
        let mut all = vec![(first.civil, &first.place, length)];
        for (line, rule) in &self.rules {
            let found = starts(rule, first, window, turns).map_err(|fault| (*line, fault))?;
            all.extend(found.into_iter().map(|civil| (civil, &first.place, length)));
        }
        all.extend(self.also.iter().map(|(at, own)| (at.civil, &at.place, own.unwrap_or(length))));
        // A date in place of a time drops what there is on that day.
        let (days, times): (Vec<&Moment>, Vec<&Moment>) = self.except.iter().partition(|except| except.whole_day);
        let days: HashSet<_> = days.into_iter().map(|except| except.civil.date()).collect();
        let times: HashSet<Instant> = times.into_iter().filter_map(Moment::instant).collect();
        let mut found = HashSet::new();
        for (civil, place, length) in all {
            let Some(period) = period(place, civil, length) else { continue };
            let at = period.start();
            let dropped =
                days.contains(&civil.date()) || times.contains(&at) || moved.is_some_and(|moved| moved.contains(&at));
            if period.overlaps(within) && !dropped {
                found.insert(period);
            }
        }
        let mut found: Vec<Period> = found.into_iter().collect();
        found.sort_unstable();
        Ok(found)
    }

    fn lasts(&self, first: &Moment) -> Result<Length, (u32, CalendarFault)> {
        match (&self.end, self.length) {
            (Some((line, end)), _) => {
                let days = || {
                    let days = end.civil.date().since(first.civil.date()).ok()?.get_days();
                    Some(Length::Days(i64::from(days)))
                };
                let seconds = || {
                    let (start, end) = first.instant().zip(end.instant())?;
                    Some(Length::Seconds(end.0 - start.0))
                };
                let length = if first.whole_day && end.whole_day { days() } else { seconds() };
                match length.ok_or((*line, CalendarFault::Time))? {
                    Length::Days(days) if days < 0 => Err((*line, CalendarFault::Order)),
                    Length::Seconds(seconds) if seconds < 0 => Err((*line, CalendarFault::Order)),
                    // Some programs end a day where it begins; they mean the day.
                    Length::Days(0) => Ok(Length::Days(1)),
                    length => Ok(length),
                }
            }
            (None, Some(length)) => Ok(length),
            (None, None) if first.whole_day => Ok(Length::Days(1)),
            (None, None) => Ok(Length::Seconds(0)),
        }
    }
}
