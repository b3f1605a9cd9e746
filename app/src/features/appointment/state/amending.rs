//! The form that changes an appointment. It carries what the person saw beside what they typed: so a change is only
//! what they changed, and when someone else was faster, both can be put together without losing either.

use jiff::civil::DateTime;
use locales::{dates, texts, words};
use serde::{Deserialize, Serialize};
use shared::{
    appointment::{Amendment, Detail, Field, FieldChange, HearingType, Kind},
    directory::Language,
    draft::{
        WhatForm,
        fields::{self, keep},
    },
    error::{Fault, Problem},
    time::Instant,
};

/// The fields that can be changed, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AmendFields {
    /// The case number.
    pub case_number: String,
    /// [`HearingType`] code.
    pub hearing_type: String,
    /// The date of the start, `YYYY-MM-DD`.
    pub date: String,
    /// The time of the start, `HH:MM`.
    pub time: String,
    /// Minutes.
    pub duration: String,
    /// Number of the resolution.
    pub resolution: String,
    /// Its date, `YYYY-MM-DD`.
    pub resolution_date: String,
    /// Who signed it.
    pub resolution_judge: String,
    /// Why remote.
    pub ground: String,
    /// [`shared::appointment::AccusedPosition`] code.
    pub accused: String,
}

/// The form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendForm {
    /// The version that the person saw.
    pub version: i32,
    /// What the fields held then.
    #[serde(default)]
    pub seen: AmendFields,
    /// What they hold now.
    #[serde(default)]
    pub typed: AmendFields,
}

/// A change that was not taken, and what others changed meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAmend {
    /// The form.
    pub form: AmendForm,
    /// What others changed.
    pub meanwhile: Vec<FieldChange>,
}

/// One thing that the person changed and that was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mine {
    /// Which field.
    pub field: Field,
    /// What they typed.
    pub typed: String,
}

/// The page of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendView {
    /// The appointment as it is now.
    pub detail: Detail,
    /// The form to show: made on the newest version, with what the person typed.
    pub form: AmendForm,
    /// What others changed while the person typed.
    pub meanwhile: Vec<FieldChange>,
    /// What the person typed and was not saved because of that.
    pub unsaved: Option<AmendForm>,
}

impl AmendFields {
    /// What the fields hold for an appointment.
    pub fn of(detail: &Detail) -> Self {
        let summary = &detail.summary;
        let start = summary.period.start.civil;
        let text = |value: Option<String>| value.unwrap_or_default();
        let basis = detail.legal_basis.as_ref();
        Self {
            case_number: text(summary.case_number.as_ref().map(ToString::to_string)),
            hearing_type: text(summary.hearing_type.map(|hearing| hearing.code().to_owned())),
            date: start.date().to_string(),
            time: dates::time(start),
            duration: detail.duration.get().to_string(),
            resolution: text(basis.map(|basis| basis.resolution.to_string())),
            resolution_date: text(basis.map(|basis| basis.date.to_string())),
            resolution_judge: text(basis.map(|basis| basis.judge.to_string())),
            ground: text(basis.map(|basis| basis.ground.to_string())),
            accused: text(basis.map(|basis| basis.accused.code().to_owned())),
        }
    }

    fn basis(&self) -> [&str; 5] {
        [&self.resolution, &self.resolution_date, &self.resolution_judge, &self.ground, &self.accused]
            .map(|text| text.trim())
    }

    /// The decision as the wizard's form has it, which is read by the same rule.
    fn as_what(&self) -> WhatForm {
        WhatForm {
            resolution: self.resolution.clone(),
            resolution_date: self.resolution_date.clone(),
            resolution_judge: self.resolution_judge.clone(),
            ground: self.ground.clone(),
            accused: self.accused.clone(),
            ..WhatForm::default()
        }
    }

    /// What the person typed where they changed something since `seen`, and `now` elsewhere.
    fn merged(&self, seen: &Self, now: &Self) -> Self {
        let pick = |of: fn(&Self) -> &String| if of(self) == of(seen) { of(now).clone() } else { of(self).clone() };
        // A start is one thing, and so is a decision: its parts are not mixed from two people.
        let start = if (&self.date, &self.time) == (&seen.date, &seen.time) { now } else { self };
        let basis = if self.basis() == seen.basis() { now } else { self };
        Self {
            case_number: pick(|fields| &fields.case_number),
            hearing_type: pick(|fields| &fields.hearing_type),
            date: start.date.clone(),
            time: start.time.clone(),
            duration: pick(|fields| &fields.duration),
            resolution: basis.resolution.clone(),
            resolution_date: basis.resolution_date.clone(),
            resolution_judge: basis.resolution_judge.clone(),
            ground: basis.ground.clone(),
            accused: basis.accused.clone(),
        }
    }
}

impl AmendForm {
    /// The form for an appointment as it is now.
    pub fn of(detail: &Detail) -> Self {
        let fields = AmendFields::of(detail);
        Self { version: detail.summary.version, seen: fields.clone(), typed: fields }
    }

    /// The change: what was typed differently from what was seen. `instant` finds the moment of a civil time at the
    /// place.
    pub fn read(&self, kind: Kind, instant: impl Fn(DateTime) -> Option<Instant>) -> Result<Amendment, Vec<Problem>> {
        let (seen, typed) = (&self.seen, &self.typed);
        let mut problems = Vec::new();
        let mut change = Amendment::default();
        if typed.case_number.trim() != seen.case_number.trim() {
            change.case_number = keep(&mut problems, "case_number", fields::text(&typed.case_number));
        }
        if kind == Kind::Hearing && typed.hearing_type != seen.hearing_type {
            change.hearing_type = keep(&mut problems, "hearing_type", fields::hearing_type(&typed.hearing_type));
        }
        if (&typed.date, &typed.time) != (&seen.date, &seen.time) {
            let date = keep(&mut problems, "date", fields::date(&typed.date));
            let time = keep(&mut problems, "time", fields::time(&typed.time));
            if let (Some(date), Some(time)) = (date, time) {
                let found = instant(date.to_datetime(time)).ok_or(Fault::NotADate);
                change.start = keep(&mut problems, "date", found);
            }
        }
        if typed.duration.trim() != seen.duration.trim() {
            change.duration = keep(&mut problems, "duration", fields::duration(&typed.duration));
        }
        if kind == Kind::Hearing && typed.basis() != seen.basis() {
            match fields::legal_basis(&typed.as_what()) {
                Ok(basis) => change.legal_basis = basis,
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() { Ok(change) } else { Err(problems) }
    }

    /// What the person changed, field by field.
    pub fn mine(&self, language: Language) -> Vec<Mine> {
        let (seen, typed) = (&self.seen, &self.typed);
        let mut mine = Vec::new();
        let mut add = |field, changed: bool, typed: String| {
            if changed {
                mine.push(Mine { field, typed });
            }
        };
        add(Field::CaseNumber, typed.case_number != seen.case_number, typed.case_number.clone());
        let hearing = HearingType::from_code(&typed.hearing_type);
        let hearing = hearing.map_or(typed.hearing_type.clone(), |one| words::hearing_type(language, one).to_owned());
        add(Field::HearingType, typed.hearing_type != seen.hearing_type, hearing);
        let start = civil(typed)
            .map_or_else(|| format!("{} {}", typed.date, typed.time), |civil| dates::moment(language, civil));
        add(Field::Start, (&typed.date, &typed.time) != (&seen.date, &seen.time), start);
        let length = texts(language).booking.minutes(&typed.duration);
        add(Field::End, typed.duration != seen.duration, length);
        let basis: Vec<&str> = typed.basis()[..4].iter().copied().filter(|text| !text.is_empty()).collect();
        add(Field::LegalBasis, typed.basis() != seen.basis(), basis.join(" · "));
        mine
    }
}

impl AmendView {
    /// The page for an appointment, with a change that was not taken.
    pub fn new(detail: Detail, kept: Option<KeptAmend>) -> Self {
        let mut form = AmendForm::of(&detail);
        let Some(KeptAmend { form: kept, meanwhile }) = kept else {
            return Self { detail, form, meanwhile: Vec::new(), unsaved: None };
        };
        form.typed = kept.typed.merged(&kept.seen, &form.seen);
        let unsaved = (!meanwhile.is_empty()).then_some(kept);
        Self { detail, form, meanwhile, unsaved }
    }
}

fn civil(typed: &AmendFields) -> Option<DateTime> {
    Some(fields::date(&typed.date).ok()?.to_datetime(fields::time(&typed.time).ok()?))
}

#[cfg(test)]
mod tests;
