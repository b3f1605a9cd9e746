//! The lines of a calendar file (RFC 5545, 3.1): those that were folded are one again, and each knows where it stood.
//!
//! Read here and not by a library: whoever uploads a file of thousands of lines must be told which one is wrong.

use shared::absence::{CalendarFault, CalendarWrong};

/// A line of a calendar: `NAME;PARAMETER=VALUE:VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the file, from 1.
    pub(super) number: u32,
    /// In capitals.
    pub(super) name: String,
    params: Vec<(String, String)>,
    pub(super) value: String,
}

impl Line {
    /// The parameter called `name`.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The lines of a file; the first that is none of a calendar is an error.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<Line>, CalendarWrong> {
    // Times are ASCII, and nothing else is kept: what is no UTF-8 in somebody's notes does not matter.
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mut unfolded: Vec<(u32, String)> = Vec::new();
    for (number, raw) in (1_u32..).zip(text.split('\n')) {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        match (raw.strip_prefix([' ', '\t']), unfolded.last_mut()) {
            (Some(more), Some((_, line))) => line.push_str(more),
            _ if raw.trim().is_empty() => {}
            _ => unfolded.push((number, raw.to_owned())),
        }
    }
    let read = |(number, text): (u32, String)| {
        // What does not even begin as a calendar is something else, whatever its lines look like.
        let fault = if number == 1 { CalendarFault::NotACalendar } else { CalendarFault::Line };
        read(number, &text).ok_or(CalendarWrong::at(fault, number))
    };
    unfolded.into_iter().map(read).collect()
}

fn read(number: u32, text: &str) -> Option<Line> {
    let (mut quoted, mut cuts, mut colon) = (false, Vec::new(), None);
    for (at, sign) in text.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            ';' if !quoted => cuts.push(at),
            ':' if !quoted => {
                colon = Some(at);
                break;
            }
            _ => {}
        }
    }
    let colon = colon?;
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut from = 0;
    for cut in cuts.into_iter().chain([colon]) {
        parts.push(text.get(from..cut)?);
        from = cut + 1;
    }
    let (name, params) = parts.split_first()?;
    let sound = |name: &str| !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    if !sound(name) {
        return None;
    }
    let params = params.iter().map(|part| {
        let (name, value) = part.split_once('=')?;
        Some((name.to_ascii_uppercase(), value.trim_matches('"').to_owned()))
    });
    Some(Line {
        number,
        name: name.to_ascii_uppercase(),
        params: params.collect::<Option<_>>()?,
        value: text.get(colon + 1..)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(u32, String, String)> {
        let lines = lines(text.as_bytes()).expect("sound lines");
        lines.into_iter().map(|line| (line.number, line.name, line.value)).collect()
    }

    #[test]
    fn folded_lines_are_one_and_keep_their_number() {
        let read = of("\u{FEFF}BEGIN:VCALENDAR\r\nSUMMARY:Una audi\r\n encia\r\n\r\nend:VCALENDAR");
        let told = |number, name: &str, value: &str| (number, name.to_owned(), value.to_owned());
        let begin = told(1, "BEGIN", "VCALENDAR");
        assert_eq!(read, [begin, told(2, "SUMMARY", "Una audiencia"), told(5, "END", "VCALENDAR")]);
    }

    #[test]
    fn quoted_parameters_may_hold_what_separates() {
        let line = &lines(b"BEGIN:X\nDTSTART;tzid=\"Norte; sur: 1\";VALUE=DATE:20261123").expect("sound")[1];
        assert_eq!((line.param("TZID"), line.param("VALUE")), (Some("Norte; sur: 1"), Some("DATE")));
        assert_eq!((line.value.as_str(), line.param("X")), ("20261123", None));
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let wrong = |text: &str| lines(text.as_bytes()).expect_err("it is wrong");
        assert_eq!(wrong("BEGIN:X\n\nnothing"), CalendarWrong::at(CalendarFault::Line, 3));
        assert_eq!(wrong("BEGIN:X\nA B:c"), CalendarWrong::at(CalendarFault::Line, 2));
        assert_eq!(wrong("BEGIN:X\nA;B:c"), CalendarWrong::at(CalendarFault::Line, 2));
        assert_eq!(wrong("%PDF-1.7"), CalendarWrong::at(CalendarFault::NotACalendar, 1));
    }
}
