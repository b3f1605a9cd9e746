//! What the booking pages know without drawing anything: addresses, what they ask for, who is expected, free starts, the
//! summary.

mod parts;
mod starts;
mod summary;

use jiff::civil::Date;
use locales::dates;
use shared::{
    appointment::{Kind, Role},
    draft::{Draft, DraftStep, DraftView, SlotView, WishForm, fields},
    error::{Error, Problem},
    ids::DraftId,
};

use crate::error::ApiError;

#[cfg(any(feature = "ssr", test))]
pub use self::starts::slot_from;
pub use self::{
    parts::{in_part, is_admitted, is_needed, open_part, parts},
    starts::{by_hour, full_period, held_times, joined, rooms, short_start, slot_code, why_none},
    summary::{answers, summary},
};

/// The lengths offered as quick choices, in minutes.
pub const DURATIONS: [&str; 5] = ["30", "45", "60", "90", "120"];
/// The private meetings offered, in minutes.
pub const MEETINGS: [&str; 5] = ["0", "15", "30", "45", "60"];

/// The private meetings offered where `chosen` is chosen: a hearing that goes on may have a length that nobody offers.
pub fn meetings_with(chosen: &str) -> Vec<&str> {
    let other = fields::meeting(chosen).is_ok() && !MEETINGS.contains(&chosen);
    MEETINGS.into_iter().chain(other.then_some(chosen)).collect()
}

/// The address of a step.
pub fn path(draft: DraftId, step: DraftStep) -> String {
    format!("/appointments/new/{draft}/{}", step.code())
}

/// The address of a step that shows what is wrong with it.
pub fn checked(draft: DraftId, step: DraftStep) -> String {
    format!("{}?checked=1", path(draft, step))
}

/// Where saving `step` leads: on, or back to it with its problems.
#[cfg(any(feature = "ssr", test))]
pub fn after(view: &DraftView, step: DraftStep) -> String {
    match step.next() {
        Some(next) if problems_of(view, step).is_empty() => path(view.id, next),
        _ => checked(view.id, step),
    }
}

/// The name under which what was typed into the first step is kept.
#[cfg(any(feature = "ssr", test))]
pub fn what_form(draft: DraftId) -> String {
    format!("booking/what/{draft}")
}

/// The name under which a new person is kept as typed.
#[cfg(any(feature = "ssr", test))]
pub fn person_form(draft: DraftId) -> String {
    format!("booking/person/{draft}")
}

/// What is missing or wrong in one step.
pub fn problems_of(view: &DraftView, step: DraftStep) -> Vec<Problem> {
    view.problems.iter().filter(|(of, _)| *of == step).map(|(_, problem)| problem.clone()).collect()
}

/// The kind that the draft has so far.
pub fn kind_of(draft: &Draft) -> Option<Kind> {
    Kind::from_code(&draft.what.kind)
}

/// The kinds that are offered: whoever answers a request books what was asked for.
pub fn kinds(draft: &Draft) -> Vec<Kind> {
    let asked = kind_of(draft).filter(|_| draft.request.is_some());
    fields::BOOKABLE.into_iter().filter(|kind| asked.is_none_or(|asked| asked == *kind)).collect()
}

/// The value of the quick choice that leaves the length to be typed.
pub const OTHER: &str = "other";

/// The first step with the length that was typed instead of a quick choice.
#[cfg(any(feature = "ssr", test))]
pub fn with_other_duration(mut form: shared::draft::WhatForm, typed: &str) -> shared::draft::WhatForm {
    if form.duration == OTHER {
        typed.trim().clone_into(&mut form.duration);
    }
    form
}

/// The quick choice that stands for `duration`, and what is typed beside it.
pub fn duration_choice(duration: &str) -> (&str, &str) {
    match duration {
        "" => ("", ""),
        quick if DURATIONS.contains(&quick) => (quick, ""),
        typed => (OTHER, typed),
    }
}

/// A wish for exactly the start of `slot`.
pub fn wish_for(slot: &SlotView) -> WishForm {
    let civil = slot.period.start.civil;
    WishForm { date: civil.date().to_string(), time: dates::time(civil) }
}

/// The address of the third step in a week, keeping nothing else.
pub fn week_path(draft: DraftId, week: Date) -> String {
    format!("{}?week={week}", path(draft, DraftStep::When))
}

/// The address of the third step that says what becomes of a wish for the start `civil`.
#[cfg(any(feature = "ssr", test))]
pub fn wish_path(draft: DraftId, civil: jiff::civil::DateTime) -> String {
    format!("{}?date={}&time={}", path(draft, DraftStep::When), civil.date(), dates::time(civil))
}

/// Whether what is wrong is wrong with the wish for a start, and not with an earlier step.
#[cfg(any(feature = "ssr", test))]
pub fn of_wish(faults: &[Problem]) -> bool {
    faults.iter().all(|problem| matches!(problem.field.as_str(), "date" | "time"))
}

/// Whether a refused slot says nothing by itself, as when a form without JavaScript led back here: what became of the wish for
/// it says why.
pub fn told_by_wish(error: &ApiError, wish: &WishForm) -> bool {
    let bare = match error {
        ApiError::Refused(Error::Refused(against)) => against.is_empty(),
        ApiError::Refused(Error::Conflict(clashes)) => clashes.is_empty(),
        _ => false,
    };
    bare && *wish != WishForm::default()
}

/// What the address of a step asks for beside the step itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Whether the person tried to go on, so that problems are shown.
    pub checked: bool,
    /// The part whose list stands open.
    pub part: Option<Role>,
    /// Whom somebody seeks, which no address tells: a name in that part, or without one a detainee.
    pub sought: String,
    /// A date in the week that is shown.
    pub week: String,
    /// The start that is wished for.
    pub wish: WishForm,
}

impl Asked {
    /// Reads the parts of an address by name. Whom somebody seeks is none of them.
    pub fn read(of: impl Fn(&str) -> Option<String>) -> Self {
        let text = |key: &str| of(key).unwrap_or_default();
        Self {
            checked: of("checked").is_some(),
            part: Role::from_code(&text("part")),
            sought: String::new(),
            week: text("week"),
            wish: WishForm { date: text("date"), time: text("time") },
        }
    }

    /// What is sought in the part `part`, or without one among the detainees.
    pub fn sought_in(&self, part: Option<Role>) -> String {
        if part == self.part { self.sought.clone() } else { String::new() }
    }
}

/// Whether a step may be walked to from the list of steps: every earlier one is sound, or it was booked.
pub fn reachable(view: &DraftView, step: DraftStep) -> bool {
    view.problems.iter().all(|(of, _)| *of >= step)
}

#[cfg(test)]
mod tests;
