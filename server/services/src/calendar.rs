//! Calendar files: an appointment, or several, as an iCalendar object (RFC 5545), for one person.
//!
//! Written here and not by a library: the `icalendar` crate puts `DTSTAMP` and `UID`, from the machine's clock and random
//! source, into a `VTIMEZONE`, which may not have them (§3.6.5), and folds some lines at 76 octets instead of 75 (§3.1).
//! Its parser reads our files back in the tests.

mod lines;
mod zones;

use jiff::{Timestamp, civil::DateTime};
use shared::{
    appointment::Attendance,
    ids::AppointmentId,
    text::{Email, Name},
    time::{Instant, Period},
    zone::Zone,
};

use self::lines::Lines;

/// What the file asks the reader's calendar to do (RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Take it in; it goes with a message and names the person who is asked to come.
    Request,
    /// Take it out again.
    Cancel,
    /// Take it in; downloaded by the person, so it asks for nothing and names no attendee.
    Publish,
}

impl Method {
    /// Its name in the file and in the message's `Content-Type`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// An appointment as a calendar shows it to one person.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The appointment; the same for every version, so that a change replaces what the calendar holds.
    pub appointment: AppointmentId,
    /// Its version; a calendar keeps the greatest.
    pub version: i32,
    /// When the file is written.
    pub written: Instant,
    /// When it is.
    pub period: Period,
    /// The zone in which it is held.
    pub zone: &'a Zone,
    /// What it is, in one line.
    pub summary: String,
    /// Where.
    pub location: String,
    /// Everything else, in lines.
    pub description: String,
    /// Who asks, and the address that notices come from.
    pub organizer: (&'a Name, &'a str),
    /// Who is asked.
    pub attendee: (&'a Name, &'a Email),
    /// Whether it cannot be held without them.
    pub required: bool,
    /// What they answered.
    pub attendance: Attendance,
}

/// The file, with CRLF line ends.
pub fn file(entry: &Entry<'_>, method: Method) -> String {
    let mut lines = head(method);
    zones::write(&mut lines, entry.zone, entry.period);
    event(&mut lines, entry, method, method == Method::Cancel);
    lines.end("VCALENDAR");
    lines.text
}

/// Several appointments in one file, all to be taken in or, if they are `over`, all to be taken out again. They are
/// published: a request and a cancellation speak of one appointment each (RFC 5546 §3.2.2, §3.2.5).
pub fn several(entries: &[Entry<'_>], over: bool) -> String {
    let mut lines = head(Method::Publish);
    let mut zones: Vec<(&Zone, Period)> = Vec::new();
    for entry in entries {
        // By start: what holds around the first holds for the others, or is told as what follows.
        if zones.iter().all(|(zone, _)| zone.name() != entry.zone.name()) {
            zones.push((entry.zone, entry.period));
        }
    }
    for (zone, first) in zones {
        zones::write(&mut lines, zone, first);
    }
    for entry in entries {
        event(&mut lines, entry, Method::Publish, over);
    }
    lines.end("VCALENDAR");
    lines.text
}

fn head(method: Method) -> Lines {
    let mut lines = Lines::default();
    lines.begin("VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Telesala//Telesala//ES");
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", method.code());
    lines
}

fn event(lines: &mut Lines, entry: &Entry<'_>, method: Method, over: bool) {
    lines.begin("VEVENT");
    lines.put("UID", &entry.appointment.to_string());
    lines.put("DTSTAMP", &utc(entry.written));
    lines.put("SEQUENCE", &entry.version.max(0).to_string());
    for (name, at) in [("DTSTART", entry.period.start()), ("DTEND", entry.period.end())] {
        let civil = entry.zone.local(at).civil;
        if entry.zone.only_instant(civil).is_some() {
            lines.put_with(name, &[("TZID", &entry.zone.name().0)], &basic(civil));
        } else {
            // A time that the clock shows twice is read as the first of the two (RFC 5545 §3.3.5), so the moment is named.
            lines.put(name, &utc(at));
        }
    }
    lines.put_text("SUMMARY", &entry.summary);
    lines.put_text("LOCATION", &entry.location);
    lines.put_text("DESCRIPTION", &entry.description);
    // The slot is held and the person summoned, whatever is still to be answered: a calendar should not show it as vague.
    lines.put("STATUS", if over { "CANCELLED" } else { "CONFIRMED" });
    lines.put("TRANSP", if over { "TRANSPARENT" } else { "OPAQUE" });
    let (organizer, from) = entry.organizer;
    lines.put_with("ORGANIZER", &[("CN", organizer.as_str())], &format!("mailto:{from}"));
    if method != Method::Publish {
        let (name, email) = entry.attendee;
        let parameters = [
            ("CN", name.as_str()),
            ("ROLE", if entry.required { "REQ-PARTICIPANT" } else { "OPT-PARTICIPANT" }),
            ("PARTSTAT", participation(entry.attendance)),
            // Nobody reads answers by mail: they are given behind the personal link.
            ("RSVP", "FALSE"),
        ];
        lines.put_with("ATTENDEE", &parameters, &format!("mailto:{email}"));
    }
    lines.end("VEVENT");
}

const fn participation(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::NeedsAction => "NEEDS-ACTION",
        Attendance::Accepted => "ACCEPTED",
        Attendance::Declined => "DECLINED",
        Attendance::Tentative => "TENTATIVE",
    }
}

/// `20270111T153000Z`
fn utc(at: Instant) -> String {
    let stamp = Timestamp::from_second(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{}Z", basic(jiff::tz::Offset::UTC.to_datetime(stamp)))
}

/// `20270111T093000`
fn basic(civil: DateTime) -> String {
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second()
    )
}

#[cfg(test)]
mod tests;
