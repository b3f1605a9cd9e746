//! What the server does with the form: fills it in, reads it, and puts two people's changes together.

use jiff::civil::DateTime;
use locales::dates;
use serde::{Deserialize, Serialize};
use shared::{
    appointment::{Amendment, Choices, Detail, FieldChange, Kind, NewDeadline},
    civil::written_date,
    draft::{
        WhatForm,
        fields::{self, keep},
    },
    error::{Fault, Problem},
    ids::RoomId,
    time::Instant,
};

use super::{AmendFields, AmendForm, AmendView};

/// A change that was not taken, and what others changed meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAmend {
    /// The form.
    pub form: AmendForm,
    /// What others changed.
    pub meanwhile: Vec<FieldChange>,
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
            room: text(summary.sites.first().map(|site| site.room.to_string())),
            beside: summary.sites.iter().skip(1).map(|at| (at.centre.to_string(), at.room.to_string())).collect(),
            deadline: text(detail.deadline.map(written_date)),
            notice_reason: String::new(),
            resolution: text(basis.map(|basis| basis.resolution.to_string())),
            resolution_date: text(basis.map(|basis| basis.date.to_string())),
            resolution_judge: text(basis.map(|basis| basis.judge.to_string())),
            ground: text(basis.map(|basis| basis.ground.to_string())),
            accused: text(basis.map(|basis| basis.accused.code().to_owned())),
        }
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
    pub(super) fn merged(&self, seen: &Self, now: &Self) -> Self {
        let pick = |of: fn(&Self) -> &String| if of(self) == of(seen) { of(now).clone() } else { of(self).clone() };
        // A start is one thing, and so is a decision: its parts are not mixed from two people.
        let start = if (&self.date, &self.time) == (&seen.date, &seen.time) { now } else { self };
        let basis = if self.basis() == seen.basis() { now } else { self };
        let mine = self.changed_beside(seen).filter(|(centre, _)| now.beside.contains_key(*centre));
        let mine = mine.map(|(centre, room)| (centre.clone(), room.clone()));
        Self {
            case_number: pick(|fields| &fields.case_number),
            hearing_type: pick(|fields| &fields.hearing_type),
            date: start.date.clone(),
            time: start.time.clone(),
            duration: pick(|fields| &fields.duration),
            room: pick(|fields| &fields.room),
            // Of a centre that takes part no more, nothing.
            beside: now.beside.clone().into_iter().chain(mine).collect(),
            deadline: pick(|fields| &fields.deadline),
            notice_reason: pick(|fields| &fields.notice_reason),
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

    /// The change: what was typed differently from what was seen. `moment` finds the moment of a civil time at the
    /// place.
    pub fn read(
        &self,
        kind: Kind,
        moment: impl Fn(DateTime) -> Result<Instant, Fault>,
    ) -> Result<Amendment, Vec<Problem>> {
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
                change.start = keep(&mut problems, "time", moment(date.to_datetime(time)));
            }
        }
        if typed.duration.trim() != seen.duration.trim() {
            change.duration = keep(&mut problems, "duration", fields::duration(&typed.duration));
        }
        if typed.room != seen.room {
            change.room = keep(&mut problems, "room", typed.room.parse().map_err(|_| Fault::UnknownChoice));
        }
        for (centre, room) in typed.changed_beside(seen) {
            let read = centre.parse().ok().zip(room.parse().ok()).ok_or(Fault::UnknownChoice);
            change.rooms_beside.extend(keep(&mut problems, "room", read));
        }
        if kind == Kind::Hearing && typed.deadline.trim() != seen.deadline.trim() {
            let read = fields::optional_date(&typed.deadline);
            change.deadline = keep(&mut problems, "deadline", read).map(NewDeadline::from);
        }
        if kind == Kind::Hearing && typed.notice_reason.trim() != seen.notice_reason.trim() {
            let read = fields::optional_text(&typed.notice_reason);
            change.notice_reason = keep(&mut problems, "notice_reason", read).flatten();
        }
        if kind == Kind::Hearing && typed.basis() != seen.basis() {
            match fields::legal_basis(&typed.as_what()) {
                Ok(basis) => change.legal_basis = basis,
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() { Ok(change) } else { Err(problems) }
    }

    /// The change of time and room alone, with what decides whether the law allows it, as far as it can be read: whether it
    /// is possible is asked before it is made.
    pub fn wish(&self, kind: Kind, moment: impl Fn(DateTime) -> Result<Instant, Fault>) -> Amendment {
        let (seen, typed) = (&self.seen, &self.typed);
        let place = AmendFields {
            date: typed.date.clone(),
            time: typed.time.clone(),
            duration: typed.duration.clone(),
            room: typed.room.clone(),
            beside: typed.beside.clone(),
            hearing_type: typed.hearing_type.clone(),
            deadline: typed.deadline.clone(),
            notice_reason: typed.notice_reason.clone(),
            ..seen.clone()
        };
        Self { version: self.version, seen: seen.clone(), typed: place }.read(kind, moment).unwrap_or_default()
    }

    /// The form with the start `civil` in `room` in place of what was typed.
    #[must_use]
    pub fn starting(mut self, civil: DateTime, room: Option<RoomId>) -> Self {
        self.typed.date = civil.date().to_string();
        self.typed.time = dates::time(civil);
        if let Some(room) = room {
            self.typed.room = room.to_string();
        }
        self
    }
}

impl AmendView {
    /// The page for an appointment, with a change that was not taken, or else beginning at the start that `asked` names.
    pub fn new(detail: Detail, kept: Option<KeptAmend>, asked: Option<DateTime>) -> Self {
        let mut form = AmendForm::of(&detail);
        let choices = Choices::default();
        let Some(KeptAmend { form: kept, meanwhile }) = kept else {
            if let Some(civil) = asked {
                form = form.starting(civil, None);
            }
            return Self { detail, form, meanwhile: Vec::new(), unsaved: None, choices };
        };
        form.typed = kept.typed.merged(&kept.seen, &form.seen);
        let unsaved = (!meanwhile.is_empty()).then_some(kept);
        Self { detail, form, meanwhile, unsaved, choices }
    }
}
