//! A booking that is being prepared. It is kept on the server exactly as typed, step by step, so that going back and
//! forward, a closed tablet or an ended session lose nothing; it becomes a [`Booking`] when every step is sound.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::{AccusedPosition, HearingType, Kind, LegalBasis, Role, coded},
    directory::{DetaineeSummary, PersonSummary},
    error::Problem,
    ids::{AppointmentId, DetaineeId, DraftId, PersonId, RoomId},
    schedule::{Meetings, Obstacle, Slot},
    text::{CaseNumber, Name, Note},
    time::{Instant, Local, LocalPeriod, Minutes, ZoneName},
};

pub mod fields;
pub mod rules;

coded! {
    /// The steps of the booking, in order.
    DraftStep {
        /// Kind, type, case, length, legal basis.
        What = "what",
        /// Detainee, judge, lawyers, interpreter.
        Who = "who",
        /// The slot.
        When = "when",
        /// Check and book.
        Check = "check",
    }
}

impl DraftStep {
    /// The step after this one, if any.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::What => Some(Self::Who),
            Self::Who => Some(Self::When),
            Self::When => Some(Self::Check),
            Self::Check => None,
        }
    }

    /// The step before this one, if any.
    pub const fn previous(self) -> Option<Self> {
        match self {
            Self::What => None,
            Self::Who => Some(Self::What),
            Self::When => Some(Self::Who),
            Self::Check => Some(Self::When),
        }
    }
}

/// The first step, as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatForm {
    /// [`Kind`] code.
    pub kind: String,
    /// [`HearingType`] code.
    pub hearing_type: String,
    /// The case number.
    pub case_number: String,
    /// Minutes.
    pub duration: String,
    /// Minutes of private meeting before; `0` for none.
    pub meeting: String,
    /// Minutes of private meeting after; `0` or empty for none.
    pub meeting_after: String,
    /// The language an interpreter is needed for; empty for none.
    pub interpreter_language: String,
    /// Number of the resolution that allows the remote mode; all its fields may stay empty until confirmation.
    pub resolution: String,
    /// Its date, `YYYY-MM-DD`.
    pub resolution_date: String,
    /// The judge who signed it.
    pub resolution_judge: String,
    /// Why remote.
    pub ground: String,
    /// [`AccusedPosition`] code.
    pub accused: String,
    /// The last day on which the law lets a hearing be held, `YYYY-MM-DD`; empty for none.
    pub deadline: String,
    /// Why people are given shorter notice than they are due; empty if they are not.
    pub notice_reason: String,
}

/// Someone who is to take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Whether it cannot be held without them.
    pub required: bool,
}

/// A professional who is not in the directory yet, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPersonForm {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// [`Role`] code.
    pub role: String,
    /// For an interpreter: the language.
    pub interprets: String,
    /// The code of the [`Language`](crate::directory::Language) in which they are written to; empty for the default.
    pub language: String,
}

/// Everything of a draft that is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The first step.
    pub what: WhatForm,
    /// Who is brought, each where they are held: one appointment may have several sites. The first one's centre is the
    /// first site.
    pub detainees: Vec<DetaineeId>,
    /// Who takes part.
    pub invitees: Vec<Invitee>,
    /// The chosen slot, at the first site.
    pub slot: Option<Slot>,
    /// The rooms that the other sites got with it, in the order of the sites.
    pub beside: Vec<RoomId>,
    /// Until when the slot is held at the longest, counted from when it was chosen.
    pub hold_until: Option<Instant>,
    /// The adjourned appointment that it goes on with.
    pub continues: Option<AppointmentId>,
    /// The request that it answers.
    pub request: Option<AppointmentId>,
}

/// A booking in which every field is sound. Whether the slot is free is for the database to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// What it is.
    pub kind: Kind,
    /// The type of hearing.
    pub hearing_type: Option<HearingType>,
    /// The case.
    pub case_number: Option<CaseNumber>,
    /// How long.
    pub duration: Minutes,
    /// The private meetings before and after.
    pub meetings: Meetings,
    /// The language an interpreter is needed for.
    pub interpreter_language: Option<Name>,
    /// The decision that allows the remote mode.
    pub legal_basis: Option<LegalBasis>,
    /// The last day on which the law lets it be held.
    pub deadline: Option<Date>,
    /// Why people are given shorter notice than they are due.
    pub notice_reason: Option<Note>,
    /// Who is brought, each where they are held.
    pub detainees: Vec<DetaineeId>,
    /// Who takes part.
    pub invitees: Vec<Invitee>,
    /// When, and where at the first site.
    pub slot: Slot,
    /// The rooms that the other sites have, as far as they are chosen and still free.
    pub beside: Vec<RoomId>,
    /// The adjourned appointment that it goes on with.
    pub continues: Option<AppointmentId>,
    /// The request that it answers.
    pub request: Option<AppointmentId>,
}

/// A change to the second step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoChange {
    /// Somebody more is brought.
    Detainee(DetaineeId),
    /// Somebody is not brought after all.
    NoDetainee(DetaineeId),
    /// Add someone from the directory.
    Add(PersonId),
    /// Add someone new to the directory, and here.
    AddNew(NewPersonForm),
    /// Take someone out.
    Remove(PersonId),
}

/// A draft as the pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Its identifier.
    pub id: DraftId,
    /// What is kept.
    pub draft: Draft,
    /// Who is brought, in the order in which they were chosen.
    pub detainees: Vec<DetaineeSummary>,
    /// Who takes part, in the order of the invitees.
    pub people: Vec<PersonSummary>,
    /// The chosen slot, in the centre's civil time.
    pub slot: Option<SlotView>,
    /// Until when nobody else can take it.
    pub held_until: Option<Local>,
    /// What is missing or wrong, per step.
    pub problems: Vec<(DraftStep, Problem)>,
    /// The appointment it became, once it was booked.
    pub booked: Option<AppointmentId>,
    /// Today at the centre (or the agency, before a detainee is chosen); the server's word, so pages agree.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// The zone of that place.
    pub zone: ZoneName,
}

/// A slot as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotView {
    /// The slot.
    pub slot: Slot,
    /// The room's name.
    pub room: Name,
    /// When, in the centre's civil time.
    pub period: LocalPeriod,
    /// When the private meeting before it begins.
    pub meeting_start: Option<Local>,
    /// When the private meeting after it ends.
    pub meeting_end: Option<Local>,
    /// The rooms at the other sites, each with its centre.
    pub beside: Vec<(Name, Name)>,
}

/// A day of the week view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotDay {
    /// The date at the centre.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// Its free slots.
    pub slots: Vec<SlotView>,
    /// Its starts that others are choosing, in order.
    pub held: Vec<HeldStarts>,
    /// Why there are none: what stands against the most starts of the day.
    pub why_none: Option<Obstacle>,
}

/// Starts one after the other, free but for somebody who is choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldStarts {
    /// The first of them.
    pub first: Local,
    /// The last of them.
    pub last: Local,
    /// When they are free again, unless what is held is booked.
    pub until: Local,
}

/// The week view of free slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotWeek {
    /// The centre's zone.
    pub zone: ZoneName,
    /// Monday to Sunday, without days on which every room is closed.
    pub days: Vec<SlotDay>,
    /// The Monday before, if anything can still be booked there.
    #[serde(with = "crate::civil::optional_date")]
    pub previous: Option<Date>,
    /// The Monday after, if anything may be booked there.
    #[serde(with = "crate::civil::optional_date")]
    pub next: Option<Date>,
    /// If nothing at all is free, in this week or another: the last date on which it may be held.
    #[serde(with = "crate::civil::optional_date")]
    pub nothing_until: Option<Date>,
    /// For a wished start that is not possible: why, and the nearest that are.
    pub wished: Option<Wished>,
}

/// What became of a wished start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wished {
    /// The start that was wished for.
    pub start: Local,
    /// The slot, if it is possible.
    pub slot: Option<SlotView>,
    /// Everything against it.
    pub obstacles: Vec<Obstacle>,
    /// The nearest possible slots.
    pub nearest: Vec<SlotView>,
}

/// The bounds of what may be typed.
pub const DURATION_RANGE: (u16, u16) = (10, 480);
/// The longest private meeting, before or after, in minutes.
pub const MEETING_MAX: u16 = 120;
/// The usual private meeting before a hearing, in minutes; after it there is usually none. 15 minutes just before were held too short: European Court of Human
/// Rights, *Sakhnovskiy* §103.
pub const MEETING_DEFAULT: u16 = 30;
/// How far ahead may be booked, in days.
pub const HORIZON_DAYS: i64 = 180;
/// So many may be brought to one appointment.
pub const MOST_DETAINEES: usize = 30;
/// Starts lie on this grid, in minutes.
pub const GRID_MINUTES: u16 = 15;

/// Reads an accused's position from a form; empty means nobody was asked.
pub fn accused_from(code: &str) -> Option<AccusedPosition> {
    if code.is_empty() { Some(AccusedPosition::NotAsked) } else { AccusedPosition::from_code(code) }
}

/// Whether a role attends the private meetings before and after a hearing.
pub const fn in_private_meeting(role: Role) -> bool {
    matches!(role, Role::DefenceLawyer | Role::Interpreter)
}

/// The start that a person wished for in the week view: a date and a time as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WishForm {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// `HH:MM`.
    pub time: String,
}
