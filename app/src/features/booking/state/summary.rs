//! What was chosen, in lines: beside every step in short, before booking in full.

use locales::{texts, words};
use shared::{
    appointment::{HearingType, Kind},
    directory::Language,
    draft::{DraftStep, DraftView},
};

use crate::components::time::zone_place;

use super::{full_period, kind_of, rooms, short_start};

/// One line of the summary: what it is, what was chosen, and in which step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryLine {
    /// What it is.
    pub label: &'static str,
    /// What was chosen; `None` if nothing yet.
    pub value: Option<String>,
    /// Where it is chosen.
    pub step: DraftStep,
}

/// What has been chosen so far, in the order of the steps.
pub fn summary(language: Language, view: &DraftView) -> Vec<SummaryLine> {
    let t = &texts(language).booking;
    let what = &view.draft.what;
    let kind = kind_of(&view.draft);
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let minutes = |text: &str| filled(text).map(|text| format!("{text} min"));
    let line = |label, value, step| SummaryLine { label, value, step };
    let title = kind.map(|kind| {
        let hearing = HearingType::from_code(&what.hearing_type).filter(|_| kind == Kind::Hearing);
        let name = hearing.map_or(words::kind(language, kind), |hearing| words::hearing_type(language, hearing));
        minutes(&what.duration).map_or(name.to_owned(), |length| format!("{name} · {length}"))
    });
    let mut lines = vec![line(t.sum_what, title, DraftStep::What)];
    if kind == Some(Kind::Hearing) {
        lines.push(line(t.sum_case, filled(&what.case_number), DraftStep::What));
        let before = match what.meeting.trim() {
            "" => None,
            "0" => Some(t.sum_no_meeting.to_owned()),
            length => Some(t.sum_meeting(length)),
        };
        lines.push(line(t.sum_before, before, DraftStep::What));
        if let Some(length) = filled(&what.meeting_after).filter(|length| length != "0") {
            lines.push(line(t.sum_after, Some(t.sum_meeting(length)), DraftStep::What));
        }
        let basis = filled(&what.resolution);
        lines.push(line(t.sum_basis, basis.or_else(|| Some(t.sum_basis_later.to_owned())), DraftStep::What));
    }
    if let Some(tongue) = filled(&what.interpreter_language) {
        lines.push(line(t.sum_language, Some(tongue), DraftStep::What));
    }
    let brought = view.detainees.iter().map(|one| format!("{} · {}", one.code, one.centre_name));
    lines.push(line(t.sum_detainee, filled(&brought.collect::<Vec<_>>().join("; ")), DraftStep::Who));
    let people: Vec<&str> = view.people.iter().map(|person| person.name.as_str()).collect();
    lines.push(line(t.sum_people, filled(&people.join(" · ")), DraftStep::Who));
    let slot = view.slot.as_ref().map(|slot| format!("{} · {}", short_start(language, slot), rooms(slot)));
    lines.push(line(t.sum_when, slot, DraftStep::When));
    lines
}

/// Everything that was chosen, in full, for checking before it is booked.
pub fn answers(language: Language, view: &DraftView) -> Vec<SummaryLine> {
    let t = &texts(language).booking;
    let mut lines = summary(language, view);
    for line in &mut lines {
        if line.label == t.sum_detainee {
            let brought = view.detainees.iter().map(|one| format!("{} · {} · {}", one.code, one.name, one.centre_name));
            line.value = (!view.detainees.is_empty()).then(|| brought.collect::<Vec<_>>().join("; "));
        } else if line.label == t.sum_people && !view.people.is_empty() {
            let people = view.people.iter().map(|one| format!("{} ({})", one.name, words::role(language, one.role)));
            line.value = Some(people.collect::<Vec<_>>().join(" · "));
        } else if line.label == t.sum_when {
            line.value = view.slot.as_ref().map(|slot| {
                let zone = texts(language).components.zone(zone_place(&view.zone));
                format!("{} · {} ({zone})", full_period(language, slot), rooms(slot))
            });
        }
    }
    lines
}
