//! What programs ask for. Fields are read by the domain's own rules; here they only have a shape.

use serde::Deserialize;
use shared::{
    draft::WhatForm,
    exchange::{Called, Key, Order, Search},
};
use utoipa::ToSchema;

use crate::api::input::Moment;

/// The decision that allows the remote mode.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewLegalBasis {
    /// The number of the resolution.
    #[schema(min_length = 1, max_length = 40)]
    pub(in crate::api) resolution: String,
    /// Its date.
    #[schema(schema_with = super::date)]
    pub(in crate::api) date: String,
    /// The judge who signed it.
    #[schema(min_length = 1, max_length = 120)]
    pub(in crate::api) judge: String,
    /// Why the hearing is remote.
    #[schema(min_length = 1, max_length = 1000)]
    pub(in crate::api) ground: String,
    /// What the accused said; missing: nobody asked them.
    #[schema(schema_with = super::positions, required = false)]
    pub(in crate::api) accused: Option<String>,
}

/// Someone who is to take part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewParticipant {
    /// Who: an identifier or an e-mail address. What they take part as is what the directory says.
    #[schema(max_length = 254)]
    person: String,
    /// Whether it cannot be held without them; missing: everybody but guests is required.
    required: Option<bool>,
}

/// A whole booking.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewAppointment {
    /// What it is.
    #[schema(schema_with = super::bookable)]
    kind: String,
    /// The type of a hearing; hearings need one.
    #[schema(schema_with = super::hearing_types, required = false)]
    hearing_type: Option<String>,
    /// The case; hearings need one.
    #[schema(min_length = 1, max_length = 40)]
    case_number: Option<String>,
    /// When it starts.
    #[schema(schema_with = super::moment)]
    start: Moment,
    /// How many minutes it lasts.
    #[schema(minimum = 10, maximum = 480)]
    duration: u16,
    /// Minutes of private meeting before a hearing; hearings need it, and 0 is none.
    #[schema(minimum = 0, maximum = 120)]
    meeting: Option<u16>,
    /// Minutes of private meeting after a hearing; missing is none.
    #[schema(minimum = 0, maximum = 120)]
    meeting_after: Option<u16>,
    /// The room at the first one's centre, by identifier or code; missing: the first that serves and is free.
    #[schema(max_length = 40)]
    room: Option<String>,
    /// Who is brought, by identifier or register code; the appointment is at their centre.
    #[schema(max_length = 40)]
    detainee: Option<String>,
    /// Who is brought besides. Where they are held at other centres, the appointment has a room at each.
    #[serde(default)]
    #[schema(max_items = 30, required = false)]
    detainees: Vec<String>,
    /// Who takes part. A hearing needs a judge and a defence lawyer, a teleconsultation a clinician, a private meeting a
    /// defence lawyer and nobody else but interpreters.
    #[serde(default)]
    #[schema(max_items = 40)]
    participants: Vec<NewParticipant>,
    /// The language that an interpreter is needed for.
    #[schema(min_length = 1, max_length = 120)]
    interpreter_language: Option<String>,
    /// The decision that allows the remote mode; a hearing is not confirmed without it.
    legal_basis: Option<NewLegalBasis>,
    /// The last day on which a hearing may be held.
    #[schema(format = "date")]
    deadline: Option<String>,
    /// Why people are given shorter notice of a hearing than they are due.
    #[schema(min_length = 1, max_length = 1000)]
    notice_reason: Option<String>,
}

/// Another room at one of the centres of an appointment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewRoom {
    /// The centre, by identifier or code.
    #[schema(max_length = 40)]
    pub(in crate::api) centre: String,
    /// Its room, by identifier or code.
    #[schema(max_length = 40)]
    pub(in crate::api) room: String,
}

/// What is to change; what is missing stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct AppointmentChange {
    /// A new start.
    #[schema(schema_with = super::moment, required = false)]
    pub(in crate::api) start: Option<Moment>,
    /// A new length in minutes.
    #[schema(minimum = 10, maximum = 480)]
    pub(in crate::api) duration: Option<u16>,
    /// Another room of the same centre, by identifier or code; of the first one, if it is held at several.
    #[schema(max_length = 40)]
    pub(in crate::api) room: Option<String>,
    /// Other rooms at other centres; those that are not named keep theirs if it is free.
    #[schema(max_items = 30, required = false)]
    #[serde(default)]
    pub(in crate::api) rooms: Vec<NewRoom>,
    /// Another case number.
    #[schema(min_length = 1, max_length = 40)]
    pub(in crate::api) case_number: Option<String>,
    /// Another type of hearing.
    #[schema(schema_with = super::hearing_types, required = false)]
    pub(in crate::api) hearing_type: Option<String>,
    /// The decision that allows the remote mode.
    pub(in crate::api) legal_basis: Option<NewLegalBasis>,
    /// Another last day on which a hearing may be held; an empty text for none any more.
    #[schema(format = "date")]
    pub(in crate::api) deadline: Option<String>,
    /// Why people are given shorter notice of the new start of a hearing than they are due. It counts for this change alone.
    #[schema(min_length = 1, max_length = 1000)]
    pub(in crate::api) notice_reason: Option<String>,
    /// Who takes part from now on, by identifier or e-mail address.
    #[schema(max_items = 40, required = false)]
    #[serde(default)]
    pub(in crate::api) join: Vec<String>,
    /// Who no longer takes part.
    #[schema(max_items = 40, required = false)]
    #[serde(default)]
    pub(in crate::api) leave: Vec<String>,
    /// Who is brought from now on, by identifier or register code; another centre gives a room of its own.
    #[schema(max_items = 30, required = false)]
    #[serde(default)]
    pub(in crate::api) bring: Vec<String>,
    /// Who is no longer brought.
    #[schema(max_items = 30, required = false)]
    #[serde(default)]
    pub(in crate::api) leave_there: Vec<String>,
}

/// Why an appointment is cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Cancellation {
    /// The cause.
    #[schema(schema_with = super::causes)]
    pub(in crate::api) cause: String,
    /// A few words; `other` needs them.
    #[schema(min_length = 1, max_length = 1000)]
    pub(in crate::api) note: Option<String>,
}

/// Slots that are sought.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SlotSearch {
    /// What for.
    #[schema(schema_with = super::bookable)]
    kind: String,
    /// How many minutes it lasts.
    #[schema(minimum = 10, maximum = 480)]
    duration: u16,
    /// Minutes of private meeting before a hearing; hearings need it, and 0 is none.
    #[schema(minimum = 0, maximum = 120)]
    meeting: Option<u16>,
    /// Minutes of private meeting after a hearing; missing is none.
    #[schema(minimum = 0, maximum = 120)]
    meeting_after: Option<u16>,
    /// Who is brought, by identifier or register code.
    #[schema(max_length = 40)]
    detainee: Option<String>,
    /// Who is brought besides; those who are held elsewhere need a room there at the same time.
    #[serde(default)]
    #[schema(max_items = 30, required = false)]
    detainees: Vec<String>,
    /// Where, by identifier or code; needed if there is no detainee.
    #[schema(max_length = 40)]
    centre: Option<String>,
    /// Only this room, by identifier or code.
    #[schema(max_length = 40)]
    room: Option<String>,
    /// Who takes part, by identifier or e-mail address.
    #[serde(default)]
    #[schema(max_items = 40)]
    participants: Vec<String>,
    /// The appointment that is to be moved, which the token must be allowed to change: what it and its private meetings hold
    /// does not count, and where it is now is none of the nearest.
    #[schema(format = "uuid")]
    appointment: Option<String>,
    /// The type of a hearing: only slots with the notice that it asks for; missing: whatever the notice.
    #[schema(schema_with = super::hearing_types, required = false)]
    hearing_type: Option<String>,
    /// The last day on which a hearing may be held.
    #[schema(format = "date")]
    deadline: Option<String>,
    /// Why people are given shorter notice of a hearing than they are due: no slot is left out for it.
    #[schema(min_length = 1, max_length = 1000)]
    notice_reason: Option<String>,
    /// From when on; missing: from now on.
    #[schema(schema_with = super::moment, required = false)]
    from: Option<Moment>,
    /// Until when it must be over; missing: as far ahead as can be booked.
    #[schema(schema_with = super::moment, required = false)]
    to: Option<Moment>,
    /// A start that is wished for: whether it is possible, why not, and the nearest that are.
    #[schema(schema_with = super::moment, required = false)]
    start: Option<Moment>,
    /// The most slots that are answered.
    #[schema(minimum = 1, maximum = 50, default = 10)]
    pub(in crate::api) limit: Option<u16>,
}

/// A detainee that is looked up: by register code or identifier, or by the beginnings of words of their name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct DetaineeSearch {
    /// Identifier or register code.
    #[schema(max_length = 40)]
    pub(in crate::api) key: Option<String>,
    /// The beginnings of words of the name or code.
    #[schema(max_length = 120)]
    pub(in crate::api) text: Option<String>,
}

/// A professional that is looked up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PersonSearch {
    /// Identifier or e-mail address.
    #[schema(max_length = 254)]
    pub(in crate::api) key: Option<String>,
    /// Only those who take part as this.
    #[schema(schema_with = super::roles, required = false)]
    pub(in crate::api) role: Option<String>,
    /// The beginnings of words of the name.
    #[schema(max_length = 120)]
    pub(in crate::api) text: Option<String>,
}

fn number(number: Option<u16>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn key(text: &str) -> Key {
    Key::from(text)
}

impl From<NewAppointment> for Order {
    fn from(it: NewAppointment) -> Self {
        let basis = it.legal_basis;
        let part = |read: fn(&NewLegalBasis) -> &String| basis.as_ref().map(read).cloned().unwrap_or_default();
        Self {
            what: WhatForm {
                kind: it.kind,
                hearing_type: it.hearing_type.unwrap_or_default(),
                case_number: it.case_number.unwrap_or_default(),
                duration: it.duration.to_string(),
                meeting: number(it.meeting),
                meeting_after: number(it.meeting_after),
                interpreter_language: it.interpreter_language.unwrap_or_default(),
                resolution: part(|basis| &basis.resolution),
                resolution_date: part(|basis| &basis.date),
                resolution_judge: part(|basis| &basis.judge),
                ground: part(|basis| &basis.ground),
                accused: basis.as_ref().and_then(|basis| basis.accused.clone()).unwrap_or_default(),
                deadline: it.deadline.unwrap_or_default(),
                notice_reason: it.notice_reason.unwrap_or_default(),
            },
            detainees: it.detainee.iter().chain(&it.detainees).map(|text| key(text)).collect(),
            people: it
                .participants
                .iter()
                .map(|one| Called { person: key(&one.person), required: one.required })
                .collect(),
            start: it.start.0,
            room: it.room.as_deref().map(key),
        }
    }
}

impl SlotSearch {
    /// The search, with at most `limit` slots.
    pub(in crate::api) fn limited(self, limit: u16) -> Search {
        Search {
            kind: self.kind,
            duration: self.duration.to_string(),
            meeting: number(self.meeting),
            meeting_after: number(self.meeting_after),
            detainees: self.detainee.iter().chain(&self.detainees).map(|text| key(text)).collect(),
            centre: self.centre.as_deref().map(key),
            room: self.room.as_deref().map(key),
            people: self.participants.iter().map(|text| key(text)).collect(),
            appointment: self.appointment.as_deref().map(key),
            hearing_type: self.hearing_type.unwrap_or_default(),
            deadline: self.deadline.unwrap_or_default(),
            notice_reason: self.notice_reason.unwrap_or_default(),
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
            start: self.start.map(|at| at.0),
            limit,
        }
    }
}

impl NewLegalBasis {
    /// As the wizard's form has it, so that the same rules read it.
    pub(in crate::api) fn form(self) -> WhatForm {
        WhatForm {
            resolution: self.resolution,
            resolution_date: self.date,
            resolution_judge: self.judge,
            ground: self.ground,
            accused: self.accused.unwrap_or_default(),
            ..WhatForm::default()
        }
    }
}
