//! Fields as people type them, one reader for each. The wizard, amendments and answers read with the same ones.
//!
//! White space around what was typed never matters, and what is empty is [`Fault::Missing`] unless the field may stay
//! empty.

use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};

use super::{DURATION_RANGE, MEETING_MAX, WhatForm, WishForm, accused_from};
use crate::{
    appointment::{HearingType, Kind, LegalBasis},
    civil::{read_date, read_time},
    error::{Fault, Problem},
    text::TextError,
    time::Minutes,
};

/// What can be booked by hand. A private meeting is booked here if it stands by itself: those around a hearing come with
/// it. The other kinds have their own ways in.
pub const BOOKABLE: [Kind; 3] = [Kind::Hearing, Kind::Teleconsultation, Kind::LegalMeeting];

/// What an appointment is: one of [`BOOKABLE`].
pub fn kind(typed: &str) -> Result<Kind, Fault> {
    let kind = choice(typed, Kind::from_code)?;
    if BOOKABLE.contains(&kind) { Ok(kind) } else { Err(Fault::UnknownChoice) }
}

/// The type of a hearing.
pub fn hearing_type(typed: &str) -> Result<HearingType, Fault> {
    choice(typed, HearingType::from_code)
}

/// How long an appointment lasts, within [`DURATION_RANGE`].
pub fn duration(typed: &str) -> Result<Minutes, Fault> {
    let (min, max) = DURATION_RANGE;
    let outside = Fault::NumberOutside { min: i64::from(min), max: i64::from(max) };
    Minutes::new(number(typed, min, max)?).ok_or(outside)
}

/// How long the private meeting before lasts, up to [`MEETING_MAX`]; 0 for none. It must be typed: a safeguard is not left out
/// by leaving a field empty.
pub fn meeting(typed: &str) -> Result<Option<Minutes>, Fault> {
    number(typed, 0, MEETING_MAX).map(Minutes::new)
}

/// How long the private meeting after lasts, up to [`MEETING_MAX`]; 0 or empty for none, because most hearings have none.
pub fn meeting_after(typed: &str) -> Result<Option<Minutes>, Fault> {
    match meeting(typed) {
        Err(Fault::Missing) => Ok(None),
        read => read,
    }
}

/// A text that must be there.
pub fn text<T: FromStr<Err = TextError>>(typed: &str) -> Result<T, Fault> {
    typed.parse().map_err(|error| if error == TextError::Empty { Fault::Missing } else { Fault::Text(error) })
}

/// A text that may stay empty.
pub fn optional_text<T: FromStr<Err = TextError>>(typed: &str) -> Result<Option<T>, Fault> {
    match text(typed) {
        Err(Fault::Missing) => Ok(None),
        read => read.map(Some),
    }
}

/// A date, `YYYY-MM-DD`, as browsers send it.
pub fn date(typed: &str) -> Result<Date, Fault> {
    civil(typed, Fault::NotADate, read_date)
}

/// A date that may stay empty.
pub fn optional_date(typed: &str) -> Result<Option<Date>, Fault> {
    match date(typed) {
        Err(Fault::Missing) => Ok(None),
        read => read.map(Some),
    }
}

/// A time of day, `HH:MM`, as browsers send it.
pub fn time(typed: &str) -> Result<Time, Fault> {
    civil(typed, Fault::NotATime, read_time)
}

/// The decision that allows the remote mode: all of it or nothing.
///
/// What the accused said is no part of "all": forms have it preset, and empty means that nobody was asked.
pub fn legal_basis(form: &WhatForm) -> Result<Option<LegalBasis>, Vec<Problem>> {
    let accused = accused_from(form.accused.trim()).ok_or(Problem::new("accused", Fault::UnknownChoice));
    let written = [&form.resolution, &form.resolution_date, &form.resolution_judge, &form.ground];
    if written.iter().all(|field| field.trim().is_empty()) {
        return accused.map(|_| None).map_err(|problem| vec![problem]);
    }
    let mut problems = Vec::new();
    let resolution = keep(&mut problems, "resolution", text(&form.resolution));
    let date = keep(&mut problems, "resolution_date", date(&form.resolution_date));
    let judge = keep(&mut problems, "resolution_judge", text(&form.resolution_judge));
    let ground = keep(&mut problems, "ground", text(&form.ground));
    let accused = accused.map_err(|problem| problems.push(problem)).ok();
    match (resolution, date, judge, ground, accused) {
        (Some(resolution), Some(date), Some(judge), Some(ground), Some(accused)) => {
            Ok(Some(LegalBasis { resolution, date, judge, ground, accused }))
        }
        _ => Err(problems),
    }
}

/// The start that a person wishes for: date and time, or neither.
pub fn wish(form: &WishForm) -> Result<Option<DateTime>, Vec<Problem>> {
    if form.date.trim().is_empty() && form.time.trim().is_empty() {
        return Ok(None);
    }
    let mut problems = Vec::new();
    let date = keep(&mut problems, "date", date(&form.date));
    let time = keep(&mut problems, "time", time(&form.time));
    match (date, time) {
        (Some(date), Some(time)) => Ok(Some(date.to_datetime(time))),
        _ => Err(problems),
    }
}

/// What was read, or nothing and a problem in `field`.
pub fn keep<T>(problems: &mut Vec<Problem>, field: &str, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|fault| problems.push(Problem::new(field, fault))).ok()
}

fn choice<T>(typed: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
    match typed.trim() {
        "" => Err(Fault::Missing),
        code => from_code(code).ok_or(Fault::UnknownChoice),
    }
}

/// A whole number from `min` to `max`.
pub fn number(typed: &str, min: u16, max: u16) -> Result<u16, Fault> {
    let outside = Fault::NumberOutside { min: i64::from(min), max: i64::from(max) };
    match typed.trim() {
        "" => Err(Fault::Missing),
        // Digits alone: `FromStr` would take "+30" too.
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().ok().filter(|number| (min..=max).contains(number)).ok_or(outside)
        }
        _ => Err(outside),
    }
}

fn civil<T>(typed: &str, fault: Fault, read: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
    match typed.trim() {
        "" => Err(Fault::Missing),
        typed => read(typed).ok_or(fault),
    }
}
