//! Weekly hours as people write them: `mon-fri 08:00-12:00, mon-fri 13:00-16:00, sat 08:00-12:00`.

use shared::time::{Weekday, WeeklyWindow};

use super::Why;

/// Reads opening hours: windows separated by commas, each a day or a range of days and a span of time. Days are the
/// first three letters in English or Spanish.
pub(super) fn read(text: &str) -> Result<Vec<WeeklyWindow>, Why> {
    let mut windows = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (days, span) = part.split_once(char::is_whitespace).ok_or_else(|| Why::Hours(part.to_owned()))?;
        let days = weekdays(days).ok_or_else(|| Why::Hours(part.to_owned()))?;
        let (from, to) = times(span.trim()).ok_or_else(|| Why::Hours(part.to_owned()))?;
        windows.extend(days.into_iter().map(|weekday| WeeklyWindow { weekday, from, to }));
    }
    if windows.is_empty() {
        return Err(Why::Missing);
    }
    windows.sort_unstable_by_key(|window| (window.weekday, window.from));
    let overlap = windows.windows(2).any(|pair| pair[0].weekday == pair[1].weekday && pair[1].from < pair[0].to);
    if overlap { Err(Why::HoursOverlap) } else { Ok(windows) }
}

fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (weekday(first)?, weekday(last)?);
    let days: Vec<Weekday> = Weekday::ALL.into_iter().filter(|day| (first..=last).contains(day)).collect();
    (!days.is_empty()).then_some(days)
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.to_lowercase().as_str() {
        "mon" | "lun" => Weekday::Mon,
        "tue" | "mar" => Weekday::Tue,
        "wed" | "mie" | "mié" => Weekday::Wed,
        "thu" | "jue" => Weekday::Thu,
        "fri" | "vie" => Weekday::Fri,
        "sat" | "sab" | "sáb" => Weekday::Sat,
        "sun" | "dom" => Weekday::Sun,
        _ => return None,
    })
}

fn times(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (minute(from.trim())?, minute(to.trim())?);
    (from < to).then_some((from, to))
}

/// Minutes after midnight of `HH:MM`; `24:00` is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    if hours.is_empty() || hours.len() > 2 || minutes.len() != 2 {
        return None;
    }
    let digits =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok()).flatten();
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_days_in_both_languages_are_read() {
        let windows = read("lun-mié 08:00-12:00, wed 13:00-24:00").expect("these are hours");
        assert_eq!(windows.len(), 4);
        assert_eq!(windows[3], WeeklyWindow { weekday: Weekday::Wed, from: 780, to: 1440 });
    }

    #[test]
    fn what_is_not_hours_is_named() {
        for (text, why) in [
            ("mon 8-12", Why::Hours("mon 8-12".to_owned())),
            ("fri-mon 08:00-12:00", Why::Hours("fri-mon 08:00-12:00".to_owned())),
            ("mon 12:00-08:00", Why::Hours("mon 12:00-08:00".to_owned())),
            ("mon 08:00-24:01", Why::Hours("mon 08:00-24:01".to_owned())),
            ("mon 08:00-+9:00", Why::Hours("mon 08:00-+9:00".to_owned())),
            ("mon 08:00-12:00, mon-fri 11:59-13:00", Why::HoursOverlap),
            (" , ", Why::Missing),
        ] {
            assert_eq!(read(text), Err(why), "{text}");
        }
    }

    #[test]
    fn windows_may_touch() {
        assert!(read("mon 08:00-12:00, mon 12:00-13:00").is_ok());
    }
}
