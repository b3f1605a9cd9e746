//! Civil dates and times as they travel and stand in addresses: `2027-01-11`, `09:30`, `2027-01-11T09:30:00`.
//!
//! jiff reads many more spellings than these and explains what is wrong with the others; for that the browser would
//! have to fetch its whole parser. Between a page and its client they travel as numbers.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The date that is written `YYYY-MM-DD`, digit for digit.
pub fn read_date(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, "0000-00-00")?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The time of day that is written `HH:MM`, digit for digit.
pub fn read_time(text: &str) -> Option<Time> {
    let [hour, minute] = numbers(text, "00:00")?;
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// The moment that is written `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`.
pub fn read_date_time(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    let date = read_date(date)?;
    let (minute, second) = time.split_at_checked("00:00".len())?;
    let time = read_time(minute)?;
    if second.is_empty() {
        return Some(date.to_datetime(time));
    }
    let [second] = numbers(second, ":00")?;
    Some(date.to_datetime(Time::new(time.hour(), time.minute(), i8::try_from(second).ok()?, 0).ok()?))
}

/// `2027-01-11`.
pub fn written_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `2027-01-11T09:30:00`.
pub fn written_date_time(at: DateTime) -> String {
    format!("{}T{:02}:{:02}:{:02}", written_date(at.date()), at.hour(), at.minute(), at.second())
}

/// The numbers in `text`, which must have exactly the `shape`: digits where it has zeros, its signs where it has signs.
fn numbers<const N: usize>(text: &str, shape: &str) -> Option<[i16; N]> {
    let fits = |(have, want): (u8, u8)| if want == b'0' { have.is_ascii_digit() } else { have == want };
    if text.len() != shape.len() || !text.bytes().zip(shape.bytes()).all(fits) {
        return None;
    }
    let mut parts = text.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut found = [0; N];
    for number in &mut found {
        *number = parts.next()?.parse().ok()?;
    }
    parts.next().is_none().then_some(found)
}

const NOT_A_DATE: &str = "not a date";
const NOT_A_TIME: &str = "not a time";

/// `#[serde(with = "civil::date")]`.
pub mod date {
    use super::{Date, Deserialize, Deserializer, Error, NOT_A_DATE, Serialize, Serializer, read_date, written_date};

    /// Writes it.
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return written_date(*date).serialize(serializer);
        }
        (date.year(), date.month(), date.day()).serialize(serializer)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        if deserializer.is_human_readable() {
            return read_date(&String::deserialize(deserializer)?).ok_or(D::Error::custom(NOT_A_DATE));
        }
        let (year, month, day) = Deserialize::deserialize(deserializer)?;
        Date::new(year, month, day).ok().ok_or(D::Error::custom(NOT_A_DATE))
    }
}

/// `#[serde(with = "civil::optional_date")]`.
pub mod optional_date {
    use super::{Date, Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize, Serialize)]
    struct Wrapped(#[serde(with = "super::date")] Date);

    /// Writes it.
    pub fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        date.map(Wrapped).serialize(serializer)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Wrapped>::deserialize(deserializer)?.map(|Wrapped(date)| date))
    }
}

/// `#[serde(with = "civil::date_time")]`.
pub mod date_time {
    use super::{
        Date, DateTime, Deserialize, Deserializer, Error, NOT_A_TIME, Serialize, Serializer, Time, read_date_time,
        written_date_time,
    };

    /// Writes it.
    pub fn serialize<S: Serializer>(at: &DateTime, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return written_date_time(*at).serialize(serializer);
        }
        (at.year(), at.month(), at.day(), at.hour(), at.minute(), at.second()).serialize(serializer)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime, D::Error> {
        if deserializer.is_human_readable() {
            return read_date_time(&String::deserialize(deserializer)?).ok_or(D::Error::custom(NOT_A_TIME));
        }
        let (year, month, day, hour, minute, second) = Deserialize::deserialize(deserializer)?;
        let read = Date::new(year, month, day).ok().zip(Time::new(hour, minute, second, 0).ok());
        read.map(|(date, time)| date.to_datetime(time)).ok_or(D::Error::custom(NOT_A_TIME))
    }
}
