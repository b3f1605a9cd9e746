//! Dates and times as people read them. Civil times come from the server; nothing here knows a zone or "now".

use jiff::civil::{Date, DateTime};
use shared::{directory::Language, time::Weekday};

use crate::{Dates, texts};

fn weekday_names(t: &Dates) -> [&'static str; 7] {
    [t.monday, t.tuesday, t.wednesday, t.thursday, t.friday, t.saturday, t.sunday]
}

fn month_names(t: &Dates) -> [&'static str; 12] {
    [
        t.january,
        t.february,
        t.march,
        t.april,
        t.may,
        t.june,
        t.july,
        t.august,
        t.september,
        t.october,
        t.november,
        t.december,
    ]
}

fn month_name(t: &Dates, date: Date) -> &'static str {
    month_names(t)[usize::from(date.month().unsigned_abs()).saturating_sub(1) % 12]
}

/// `lunes`, `Monday`.
pub fn weekday(language: Language, date: Date) -> &'static str {
    weekday_name(language, Weekday::of(date))
}

/// `lunes`, `Monday`.
pub fn weekday_name(language: Language, weekday: Weekday) -> &'static str {
    weekday_names(&texts(language).dates)[usize::from(weekday.index())]
}

/// The first three letters of the weekday: `lun`, `Mon`.
pub fn weekday_short(language: Language, date: Date) -> String {
    weekday(language, date).chars().take(3).collect()
}

/// `11 de enero`, `11 January`.
pub fn day_month(language: Language, date: Date) -> String {
    let t = &texts(language).dates;
    t.day_month(date.day(), month_name(t, date))
}

/// `11 ene`, `11 Jan`.
pub fn day_month_short(language: Language, date: Date) -> String {
    let short: String = month_name(&texts(language).dates, date).chars().take(3).collect();
    format!("{} {short}", date.day())
}

/// `lunes 11 de enero`, `Monday 11 January`.
pub fn weekday_day_month(language: Language, date: Date) -> String {
    format!("{} {}", weekday(language, date), day_month(language, date))
}

/// `lunes 11 de enero de 2027`, `Monday 11 January 2027`.
pub fn full_date(language: Language, date: Date) -> String {
    let t = &texts(language).dates;
    t.full(weekday(language, date), date.day(), month_name(t, date), date.year())
}

/// `09:30`: courts and centres write times on 24 hours.
pub fn time(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `11 ene, 09:30`.
pub fn short_moment(language: Language, at: DateTime) -> String {
    format!("{}, {}", day_month_short(language, at.date()), time(at))
}

/// `lunes 11 de enero, 09:30`.
pub fn moment(language: Language, at: DateTime) -> String {
    format!("{}, {}", weekday_day_month(language, at.date()), time(at))
}

/// `09:30`; of another day than `day` with that day: `martes 24 de noviembre, 09:30`.
pub fn clock(language: Language, at: DateTime, day: Date) -> String {
    if at.date() == day { time(at) } else { moment(language, at) }
}

/// A length: `18 min`, `1 h 3 min`, `2 h`.
pub fn length(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// The first letter in upper case, for a title that begins with a weekday.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default() + letters.as_str()
}
