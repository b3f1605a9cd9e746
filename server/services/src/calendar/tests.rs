use icalendar::{Calendar, CalendarComponent, Component as _};
use uuid::Uuid;

use super::*;

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn at(text: &str) -> Instant {
    Instant(text.parse::<Timestamp>().unwrap().as_second())
}

struct Given {
    zone: Zone,
    start: Instant,
    summary: String,
    name: Name,
    email: Email,
}

impl Given {
    fn in_zone(name: &str, start: &str) -> Self {
        Self {
            zone: zone(name),
            start: at(start),
            summary: "Audiencia inicial".to_owned(),
            name: "Marta Peña".parse().unwrap(),
            email: "marta@defensa.example".parse().unwrap(),
        }
    }

    fn file(&self, method: Method) -> String {
        let organizer: Name = "Tribunal Sexto, sala \"A\"; turno".parse().unwrap();
        let entry = Entry {
            appointment: AppointmentId(Uuid::from_u128(7)),
            version: 3,
            written: at("2027-01-02T03:04:05Z"),
            period: Period::new(self.start, self.start.plus_minutes(45)).unwrap(),
            zone: &self.zone,
            summary: self.summary.clone(),
            location: "Sala 2, Izalco; Fase III".to_owned(),
            description: "Primera línea\nSegunda, con coma; y punto y coma \\ y barra".to_owned(),
            organizer: (&organizer, "telesala@tribunal.example"),
            attendee: (&self.name, &self.email),
            required: true,
            attendance: Attendance::NeedsAction,
        };
        file(&entry, method)
    }
}

/// The lines as they were before folding.
fn unfolded(file: &str) -> Vec<String> {
    file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn has(file: &str, line: &str) -> bool {
    unfolded(file).iter().any(|found| found == line)
}

/// The observances of the zone: kind, onset, from, to.
fn observances(file: &str) -> Vec<(String, String, String, String)> {
    let lines = unfolded(file);
    let value = |lines: &[String], name: &str| {
        lines.iter().find_map(|line| line.strip_prefix(&format!("{name}:"))).unwrap().to_owned()
    };
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let "BEGIN:STANDARD" | "BEGIN:DAYLIGHT" = line.as_str() {
            let part = &lines[index..index + 5];
            found.push((
                line.trim_start_matches("BEGIN:").to_owned(),
                value(part, "DTSTART"),
                value(part, "TZOFFSETFROM"),
                value(part, "TZOFFSETTO"),
            ));
        }
    }
    found
}

fn observance(kind: &str, onset: &str, from: &str, to: &str) -> (String, String, String, String) {
    (kind.to_owned(), onset.to_owned(), from.to_owned(), to.to_owned())
}

#[test]
fn another_parser_reads_back_what_was_written() {
    let file = Given::in_zone("America/El_Salvador", "2027-01-11T15:30:00Z").file(Method::Request);
    let calendar: Calendar = file.parse().unwrap();
    let event = calendar.components.iter().find_map(CalendarComponent::as_event).unwrap();
    assert_eq!(event.get_uid(), Some(Uuid::from_u128(7).to_string().as_str()));
    assert_eq!(event.get_sequence(), Some(3));
    assert_eq!(event.get_summary(), Some("Audiencia inicial"));
    assert_eq!(event.property_value("LOCATION"), Some("Sala 2, Izalco; Fase III"));
    assert_eq!(
        event.get_description(),
        Some("Primera línea\nSegunda, con coma; y punto y coma \\ y barra"),
        "what was escaped comes back"
    );
    assert_eq!(event.property_value("STATUS"), Some("CONFIRMED"));
    assert_eq!(event.property_value("DTSTAMP"), Some("20270102T030405Z"));
    assert_eq!(event.properties()["DTSTART"].value(), "20270111T093000");
    assert_eq!(event.properties()["DTSTART"].params()["TZID"].value(), "America/El_Salvador");
    assert_eq!(event.properties()["DTEND"].value(), "20270111T101500");
}

#[test]
fn people_and_methods_stand_as_the_standard_wants() {
    let given = Given::in_zone("America/El_Salvador", "2027-01-11T15:30:00Z");
    let request = given.file(Method::Request);
    assert!(has(&request, "METHOD:REQUEST"));
    assert!(has(&request, "ORGANIZER;CN=\"Tribunal Sexto, sala 'A'; turno\":mailto:telesala@tribunal.example"));
    assert!(has(
        &request,
        "ATTENDEE;CN=Marta Peña;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:marta@defensa.example"
    ));
    let cancel = given.file(Method::Cancel);
    assert!(has(&cancel, "METHOD:CANCEL") && has(&cancel, "STATUS:CANCELLED"));
    let publish = given.file(Method::Publish);
    assert!(has(&publish, "METHOD:PUBLISH") && !publish.contains("ATTENDEE"));
}

#[test]
fn a_zone_without_changes_ahead_is_one_standard_time() {
    let file = Given::in_zone("America/El_Salvador", "2027-01-11T15:30:00Z").file(Method::Request);
    assert_eq!(observances(&file), [observance("STANDARD", "19880925T000000", "-0500", "-0600")]);
    let utc = Given::in_zone("UTC", "2027-01-11T15:30:00Z").file(Method::Request);
    assert_eq!(observances(&utc), [observance("STANDARD", "19700101T000000", "+0000", "+0000")]);
}

#[test]
fn a_zone_with_summer_time_tells_the_change_before_and_those_after() {
    let winter = Given::in_zone("America/Santiago", "2027-06-15T15:00:00Z").file(Method::Request);
    assert_eq!(
        observances(&winter),
        [
            observance("STANDARD", "20270404T000000", "-0300", "-0400"),
            observance("DAYLIGHT", "20270905T000000", "-0400", "-0300"),
            observance("STANDARD", "20280402T000000", "-0300", "-0400"),
        ]
    );
    assert!(has(&winter, "DTSTART;TZID=America/Santiago:20270615T110000"));
    let summer = Given::in_zone("Europe/Madrid", "2027-07-01T08:00:00Z").file(Method::Request);
    assert_eq!(
        observances(&summer),
        [
            observance("DAYLIGHT", "20270328T020000", "+0100", "+0200"),
            observance("STANDARD", "20271031T030000", "+0200", "+0100"),
            observance("DAYLIGHT", "20280326T020000", "+0100", "+0200"),
        ]
    );
}

#[test]
fn a_change_at_the_very_start_is_in_force() {
    // Madrid goes to summer time on 28 March 2027 at 01:00 UTC.
    let file = Given::in_zone("Europe/Madrid", "2027-03-28T01:00:00Z").file(Method::Request);
    assert_eq!(observances(&file)[0], observance("DAYLIGHT", "20270328T020000", "+0100", "+0200"));
    assert!(has(&file, "DTSTART;TZID=Europe/Madrid:20270328T030000"));
}

#[test]
fn a_time_that_the_clock_shows_twice_is_named_by_its_moment() {
    // Madrid goes back from 03:00 to 02:00 on 31 October 2027 at 01:00 UTC; every appointment here lasts 45 minutes.
    let lines = |start: &str| {
        let file = Given::in_zone("Europe/Madrid", start).file(Method::Request);
        let (_, event) = file.split_once("BEGIN:VEVENT").unwrap();
        let of_event = unfolded(event).into_iter();
        of_event.filter(|line| line.starts_with("DTSTART") || line.starts_with("DTEND")).collect::<Vec<_>>()
    };
    assert_eq!(lines("2027-10-31T01:30:00Z"), ["DTSTART:20271031T013000Z", "DTEND;TZID=Europe/Madrid:20271031T031500"]);
    assert_eq!(lines("2027-10-31T00:30:00Z"), ["DTSTART:20271031T003000Z", "DTEND:20271031T011500Z"]);
    assert_eq!(lines("2027-10-30T23:30:00Z"), ["DTSTART;TZID=Europe/Madrid:20271031T013000", "DTEND:20271031T001500Z"]);
    let after = ["DTSTART;TZID=Europe/Madrid:20271031T030000", "DTEND;TZID=Europe/Madrid:20271031T034500"];
    assert_eq!(lines("2027-10-31T02:00:00Z"), after);
}

#[test]
fn a_zones_component_holds_nothing_it_may_not() {
    let file = Given::in_zone("Europe/Madrid", "2027-07-01T08:00:00Z").file(Method::Request);
    let (zone, _) = file.split_once("END:VTIMEZONE").unwrap();
    assert!(!zone.contains("DTSTAMP") && !zone.contains("UID"));
}

#[test]
fn lines_end_in_crlf_and_hold_at_most_75_octets() {
    for length in 0..200 {
        for letter in ["a", "ñ", "…", "😀", " ", "ñ a"] {
            let mut given = Given::in_zone("America/El_Salvador", "2027-01-11T15:30:00Z");
            given.summary = format!("x{}y", letter.repeat(length));
            let file = given.file(Method::Request);
            assert!(file.ends_with("END:VCALENDAR\r\n"));
            assert_eq!(file.matches('\n').count(), file.matches("\r\n").count(), "no line feed stands alone");
            assert_eq!(file.matches('\r').count(), file.matches("\r\n").count(), "no carriage return stands alone");
            for line in file.split("\r\n") {
                assert!(line.len() <= 75, "{} octets: {line}", line.len());
            }
            assert!(has(&file, &format!("SUMMARY:{}", given.summary)), "unfolding gives back what was folded");
        }
    }
}
