//! The form that changes an appointment. It carries what the person saw beside what they typed: so a change is only
//! what they changed, and when someone else was faster, both can be put together without losing either.

#[cfg(any(feature = "ssr", test))]
mod reading;

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use locales::{dates, texts, words};
use serde::{Deserialize, Serialize};
use shared::{
    appointment::{AccusedPosition, Choices, Detail, Field, FieldChange, HearingType, RoomChoice},
    directory::Language,
    draft::{Wished, fields},
};

#[cfg(any(feature = "ssr", test))]
pub use self::reading::KeptAmend;

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
    /// The room's identifier.
    pub room: String,
    /// The rooms at the other centres, by the identifiers of both.
    pub beside: BTreeMap<String, String>,
    /// The last day on which a hearing may be held, `YYYY-MM-DD`; empty for none.
    pub deadline: String,
    /// Why people are given shorter notice of a new start. It speaks of one change, so it begins empty every time.
    pub notice_reason: String,
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
    /// The rooms it may be moved to, and what becomes of the time and room in the form.
    pub choices: Choices,
}

impl AmendFields {
    /// The rooms at other centres that are not those that were `seen`.
    fn changed_beside<'a>(&'a self, seen: &'a Self) -> impl Iterator<Item = (&'a String, &'a String)> {
        self.beside.iter().filter(|(centre, room)| seen.beside.get(*centre) != Some(room))
    }

    fn basis(&self) -> [&str; 5] {
        [&self.resolution, &self.resolution_date, &self.resolution_judge, &self.ground, &self.accused]
            .map(|text| text.trim())
    }
}

impl AmendForm {
    /// What the person changed, field by field. `choices` are the rooms that they could choose from.
    pub fn mine(&self, language: Language, choices: &Choices) -> Vec<Mine> {
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
        let start = civil_start(&typed.date, &typed.time)
            .map_or_else(|| format!("{} {}", typed.date, typed.time), |civil| dates::moment(language, civil));
        add(Field::Start, (&typed.date, &typed.time) != (&seen.date, &seen.time), start);
        let length = texts(language).booking.minutes(&typed.duration);
        add(Field::End, typed.duration != seen.duration, length);
        let named = |rooms: &[RoomChoice], typed: &String| {
            let room = rooms.iter().find(|room| room.id.to_string() == *typed);
            room.map_or_else(|| typed.clone(), |room| room.name.to_string())
        };
        add(Field::Room, typed.room != seen.room, named(&choices.rooms, &typed.room));
        for (centre, room) in typed.changed_beside(seen) {
            let site = choices.beside.iter().find(|site| site.centre.to_string() == *centre);
            let told =
                site.map_or_else(|| room.clone(), |site| format!("{} ({})", named(&site.rooms, room), site.name));
            add(Field::Room, true, told);
        }
        add(Field::Deadline, typed.deadline != seen.deadline, typed.deadline.clone());
        let reason = typed.notice_reason.trim();
        add(Field::NoticeReason, reason != seen.notice_reason.trim(), reason.to_owned());
        // What the accused said of it is told in words, by itself.
        let basis: Vec<&str> = typed.basis()[..4].iter().copied().filter(|text| !text.is_empty()).collect();
        add(Field::LegalBasis, typed.basis()[..4] != seen.basis()[..4], basis.join(" · "));
        let accused = AccusedPosition::from_code(typed.accused.trim());
        let accused = accused.map_or(typed.accused.clone(), |one| words::accused(language, one).to_owned());
        add(Field::Accused, typed.accused.trim() != seen.accused.trim(), accused);
        mine
    }
}

impl AmendView {
    /// What stands against the time and room in the form, with the nearest that are possible; `None` if nothing does.
    pub fn impossible(&self) -> Option<&Wished> {
        self.choices.wished.as_ref().filter(|wished| wished.slot.is_none())
    }
}

/// The start that a date and a time name as they are typed.
pub fn civil_start(date: &str, time: &str) -> Option<DateTime> {
    Some(fields::date(date).ok()?.to_datetime(fields::time(time).ok()?))
}

#[cfg(test)]
mod tests;
