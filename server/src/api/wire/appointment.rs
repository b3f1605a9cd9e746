//! Appointments as programs read them.

use serde::Serialize;
use shared::{appointment as domain, permission::Action};
use utoipa::ToSchema;
use uuid::Uuid;

use super::written;

/// Something with an identifier and a name.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Named {
    /// Its identifier.
    pub(in crate::api) id: Uuid,
    /// Its name.
    pub(in crate::api) name: String,
}

/// A detainee at a site.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Held {
    /// Their identifier.
    id: Uuid,
    /// Their register code.
    code: String,
    /// Their name.
    name: String,
    /// The module or wing.
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<String>,
}

/// One centre's part of an appointment.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Site {
    /// The centre.
    centre: Named,
    /// The room.
    room: Named,
    /// Who is brought there.
    detainees: Vec<Held>,
}

/// Someone who takes part from afar.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Participant {
    /// Who.
    person: Named,
    /// As what.
    #[schema(schema_with = super::roles)]
    role: &'static str,
    /// For an interpreter: the language.
    #[serde(skip_serializing_if = "Option::is_none")]
    interprets: Option<String>,
    /// Whether it cannot be held without them.
    required: bool,
    /// What they answered.
    #[schema(schema_with = super::attendances)]
    attendance: &'static str,
    /// Why they decline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::causes, required = false)]
    cause: Option<&'static str>,
    /// The start that they propose instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::moment, required = false)]
    proposed_start: Option<String>,
}

/// An appointment in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct AppointmentSummary {
    /// Its identifier.
    id: Uuid,
    /// Its version: the number in its `ETag`.
    version: i32,
    /// What it is.
    #[schema(schema_with = super::kinds)]
    kind: &'static str,
    /// The type of a hearing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::hearing_types, required = false)]
    hearing_type: Option<&'static str>,
    /// The case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_number: Option<String>,
    /// Where it stands.
    #[schema(schema_with = super::states)]
    state: &'static str,
    /// When it starts.
    #[schema(schema_with = super::moment)]
    start: String,
    /// The first moment after it.
    #[schema(schema_with = super::moment)]
    end: String,
    /// The IANA name of the zone of those times.
    zone: String,
    /// Who asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<Named>,
    /// Where detainees are brought.
    sites: Vec<Site>,
    /// Who takes part from afar.
    participants: Vec<Participant>,
    /// Whether anything still stands in its way.
    #[schema(schema_with = super::readinesses)]
    readiness: &'static str,
}

/// The decision that allows the remote mode.
#[derive(Serialize, ToSchema)]
#[schema(as = LegalBasis)]
pub(in crate::api) struct Basis {
    /// The number of the resolution.
    resolution: String,
    /// Its date.
    #[schema(schema_with = super::date)]
    date: String,
    /// The judge who signed it.
    judge: String,
    /// Why the hearing is remote.
    ground: String,
    /// What the accused said.
    #[schema(schema_with = super::positions)]
    accused: &'static str,
}

/// An appointment that belongs to another.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Linked {
    /// Its identifier.
    id: Uuid,
    /// How it belongs to this one.
    #[schema(schema_with = super::links)]
    link: &'static str,
    /// What it is.
    #[schema(schema_with = super::kinds)]
    kind: &'static str,
    /// Where it stands.
    #[schema(schema_with = super::states)]
    state: &'static str,
    /// When it starts.
    #[schema(schema_with = super::moment)]
    start: String,
    /// The first moment after it.
    #[schema(schema_with = super::moment)]
    end: String,
}

/// An appointment.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Appointment {
    /// As in a list.
    #[serde(flatten)]
    summary: AppointmentSummary,
    /// How many minutes it lasts.
    duration: u16,
    /// The decision that allows the remote mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_basis: Option<Basis>,
    /// The last day on which the law lets it be held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::date, required = false)]
    deadline: Option<String>,
    /// The private meetings before and after it, the hearing it belongs to, what it goes on with.
    linked: Vec<Linked>,
    /// Why it was cancelled or not held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::causes, required = false)]
    cause: Option<&'static str>,
    /// What was added in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// What may be done with it now.
    actions: Vec<String>,
}

/// A page of appointments. The address of the next page is in the header `Link`.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct AppointmentPage {
    /// The appointments, by start.
    pub(in crate::api) items: Vec<AppointmentSummary>,
    /// Where the next page begins; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) next_cursor: Option<String>,
}

/// The agency's day.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Docket {
    /// The date, in `zone`.
    #[schema(schema_with = super::date)]
    pub(in crate::api) date: String,
    /// The IANA name of the agency's zone.
    pub(in crate::api) zone: String,
    /// The appointments, by start.
    pub(in crate::api) appointments: Vec<AppointmentSummary>,
}

impl From<domain::Summary> for AppointmentSummary {
    fn from(it: domain::Summary) -> Self {
        Self {
            id: it.id.0,
            version: it.version,
            kind: it.kind.code(),
            hearing_type: it.hearing_type.map(domain::HearingType::code),
            case_number: it.case_number.map(String::from),
            state: it.state.code(),
            start: written(it.period.start),
            end: written(it.period.end),
            zone: it.zone.0,
            agency: it.agency.zip(it.agency_name).map(|(id, name)| Named { id: id.0, name: name.into() }),
            sites: it.sites.into_iter().map(Site::from).collect(),
            participants: it.participants.into_iter().map(Participant::from).collect(),
            readiness: it.readiness.code(),
        }
    }
}

impl From<domain::Site> for Site {
    fn from(it: domain::Site) -> Self {
        let held = |it: domain::SiteDetainee| Held {
            id: it.id.0,
            code: it.code.into(),
            name: it.name.into(),
            module: it.module.map(String::from),
        };
        Self {
            centre: Named { id: it.centre.0, name: it.centre_name.into() },
            room: Named { id: it.room.0, name: it.room_name.into() },
            detainees: it.detainees.into_iter().map(held).collect(),
        }
    }
}

impl From<domain::Participant> for Participant {
    fn from(it: domain::Participant) -> Self {
        Self {
            person: Named { id: it.person.0, name: it.name.into() },
            role: it.role.code(),
            interprets: it.interprets.map(String::from),
            required: it.required,
            attendance: it.attendance.code(),
            cause: it.cause.map(shared::cause::Cause::code),
            proposed_start: it.proposed.map(written),
        }
    }
}

impl From<domain::Detail> for Appointment {
    fn from(it: domain::Detail) -> Self {
        let linked = |it: domain::Linked| Linked {
            id: it.id.0,
            link: it.link.code(),
            kind: it.kind.code(),
            state: it.state.code(),
            start: written(it.period.start),
            end: written(it.period.end),
        };
        let basis = |it: domain::LegalBasis| Basis {
            resolution: it.resolution.into(),
            date: it.date.to_string(),
            judge: it.judge.into(),
            ground: it.ground.into(),
            accused: it.accused.code(),
        };
        Self {
            summary: it.summary.into(),
            duration: it.duration.get(),
            legal_basis: it.legal_basis.map(basis),
            deadline: it.deadline.map(shared::civil::written_date),
            linked: it.linked.into_iter().map(linked).collect(),
            cause: it.cause.map(shared::cause::Cause::code),
            note: it.cause_note.map(String::from),
            // Further days are planned by looking at them; there is no request for that.
            actions: it
                .actions
                .into_iter()
                .filter(|action| *action != Action::AddDays)
                .map(|action| action.code().to_owned())
                .collect(),
        }
    }
}
