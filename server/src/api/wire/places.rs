//! Who and what an appointment refers to, as programs read it.

use std::num::NonZeroU16;

use serde::Serialize;
use shared::directory as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use super::appointment::Named;

/// A penal centre.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Centre {
    /// Its identifier.
    id: Uuid,
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// The IANA name of its zone.
    zone: String,
}

/// The centres.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct CentreList {
    /// By code.
    pub(in crate::api) items: Vec<Centre>,
}

/// When a room is open on a day of the week, in the centre's civil time.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Hours {
    /// The day: `mon` to `sun`.
    weekday: String,
    /// It opens: `HH:MM`.
    from: String,
    /// It closes: `HH:MM`.
    to: String,
}

/// A room.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Room {
    /// Its identifier.
    id: Uuid,
    /// The identifier of its centre.
    centre: Uuid,
    /// Its code, unique in the centre.
    code: String,
    /// Its name.
    name: String,
    /// What it is fitted for.
    uses: Vec<String>,
    /// How many of those who are brought it holds; left out if nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u16>,
    /// When it is open.
    hours: Vec<Hours>,
}

/// The rooms.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct RoomList {
    /// By centre and code.
    pub(in crate::api) items: Vec<Room>,
}

/// A detainee.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Detainee {
    /// Their identifier.
    id: Uuid,
    /// Their register code.
    code: String,
    /// Their name.
    name: String,
    /// Where they are held.
    centre: Named,
}

/// The detainees that were found.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct DetaineeList {
    /// By name; at most 10.
    pub(in crate::api) items: Vec<Detainee>,
}

/// A professional.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Person {
    /// Their identifier.
    id: Uuid,
    /// Their name.
    name: String,
    /// What they take part as.
    #[schema(schema_with = super::roles)]
    role: &'static str,
    /// Where notices go.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// For an interpreter: the language.
    #[serde(skip_serializing_if = "Option::is_none")]
    interprets: Option<String>,
}

/// The professionals that were found.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct PersonList {
    /// By part and name; at most 20 of each part.
    pub(in crate::api) items: Vec<Person>,
}

/// The token that the request came with.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Token {
    /// Its identifier.
    pub(in crate::api) id: Uuid,
    /// What it is called.
    pub(in crate::api) name: String,
    /// The identifier of the agency it acts for.
    pub(in crate::api) agency: Uuid,
    /// What it may do: `read`, `book`, `change`.
    pub(in crate::api) grants: Vec<String>,
}

impl From<domain::Centre> for Centre {
    fn from(it: domain::Centre) -> Self {
        Self { id: it.id.0, code: it.code.into(), name: it.name.into(), zone: it.zone.0 }
    }
}

impl From<domain::Room> for Room {
    fn from(it: domain::Room) -> Self {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = |window: &shared::time::WeeklyWindow| Hours {
            weekday: format!("{:?}", window.weekday).to_lowercase(),
            from: clock(window.from),
            to: clock(window.to),
        };
        Self {
            id: it.id.0,
            centre: it.centre.0,
            code: it.code.into(),
            name: it.name.into(),
            uses: it.uses.iter().map(|one| one.code().to_owned()).collect(),
            capacity: it.capacity.map(NonZeroU16::get),
            hours: it.hours.iter().map(hours).collect(),
        }
    }
}

impl From<domain::DetaineeSummary> for Detainee {
    fn from(it: domain::DetaineeSummary) -> Self {
        let centre = Named { id: it.centre.0, name: it.centre_name.into() };
        Self { id: it.id.0, code: it.code.into(), name: it.name.into(), centre }
    }
}

impl From<domain::PersonSummary> for Person {
    fn from(it: domain::PersonSummary) -> Self {
        Self {
            id: it.id.0,
            name: it.name.into(),
            role: it.role.code(),
            email: it.email.map(String::from),
            interprets: it.interprets.map(String::from),
        }
    }
}
