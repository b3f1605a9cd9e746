//! Who and where: centres with their rooms and kits, agencies, detainees and the professionals who take part.

use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::{
    appointment::Role as PartRole,
    ids::{AgencyId, CentreId, DetaineeId, KitId, PersonId, RoomId},
    text::{Code, Email, Name},
    time::{WeeklyWindow, ZoneName},
};

/// A language of the interface and of notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Spanish, the default.
    #[default]
    Es,
    /// English.
    En,
}

impl Language {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    /// Its BCP 47 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The language with this BCP 47 code, whatever the region (`es-SV` is Spanish).
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }
}

/// What a room is fitted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomUse {
    /// Virtual hearings.
    Hearing,
    /// Private talks with a lawyer.
    Consultation,
    /// Teleconsultations.
    Clinic,
}

impl RoomUse {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Hearing, Self::Consultation, Self::Clinic];

    /// Its code in files and in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::Consultation => "consultation",
            Self::Clinic => "clinic",
        }
    }

    /// The use with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.code() == code)
    }
}

/// A penal centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// Its identifier.
    pub id: CentreId,
    /// Its unique short code.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// Its time zone.
    pub zone: ZoneName,
}

/// A room in a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its identifier.
    pub id: RoomId,
    /// The centre it is in.
    pub centre: CentreId,
    /// Its short code, unique in the centre.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// What it is fitted for.
    pub uses: Vec<RoomUse>,
    /// Where people wait for it; rooms of the same centre with the same share it.
    pub waiting_area: Option<Code>,
    /// How many of those who are brought it holds; `None` if nobody said.
    pub capacity: Option<NonZeroU16>,
    /// When it is open, in the centre's civil time.
    pub hours: Vec<WeeklyWindow>,
    /// The equipment set in it.
    pub kits: Vec<Kit>,
}

/// The equipment set in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// Its identifier.
    pub id: KitId,
    /// Its inventory code.
    pub code: Code,
    /// What it consists of.
    pub description: Name,
}

/// What an agency is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// A court.
    Court,
    /// A clinic or telemedicine hub.
    Clinic,
    /// A defence office.
    Defence,
    /// A monitoring centre.
    Monitoring,
}

impl AgencyKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Court, Self::Clinic, Self::Defence, Self::Monitoring];

    /// Its code in files and in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Court => "court",
            Self::Clinic => "clinic",
            Self::Defence => "defence",
            Self::Monitoring => "monitoring",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.code() == code)
    }
}

/// Whoever asks for appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its identifier.
    pub id: AgencyId,
    /// Its unique short code.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// What it is.
    pub kind: AgencyKind,
    /// Its time zone.
    pub zone: ZoneName,
}

/// A detainee as a search shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetaineeSummary {
    /// Their identifier.
    pub id: DetaineeId,
    /// Their unique register code.
    pub code: Code,
    /// Their name.
    pub name: Name,
    /// Where they are held.
    pub centre: CentreId,
    /// That centre's name.
    pub centre_name: Name,
    /// The module or wing.
    pub module: Option<Name>,
}

/// A professional as a search shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSummary {
    /// Their identifier.
    pub id: PersonId,
    /// Their name.
    pub name: Name,
    /// What they take part as.
    pub role: PartRole,
    /// Where notices go; shown only to those who may book.
    pub email: Option<Email>,
    /// For an interpreter: the language besides Spanish.
    pub interprets: Option<Name>,
}
