//! What still stands in the way of an appointment. Derived from facts whenever someone looks; never stored.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Attendance, Kind, Role, Site, State, coded},
    check::{Finding, Step, Verdict},
    ids::{CentreId, RoomId},
    text::Name,
    time::{Instant, Period},
};

mod rules;

coded! {
    /// Where an appointment stands, in one word.
    Readiness {
        /// Nothing stands in its way.
        Ready = "ready",
        /// Something is still to be done; there is time.
        Pending = "pending",
        /// It cannot begin as things are.
        Blocked = "blocked",
        /// It is being held.
        Running = "running",
        /// It is over, one way or another.
        Over = "over",
    }

    /// How heavy a blocker weighs.
    Weight {
        /// It should be cleared.
        Attention = "attention",
        /// Without it the appointment cannot begin.
        Stop = "stop",
    }

    /// Who can clear a blocker.
    Clears {
        /// The court or clinic that asked for the appointment.
        Agency = "agency",
        /// The centre.
        Centre = "centre",
        /// The participant.
        Participant = "participant",
    }
}

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// How heavy it weighs.
    pub weight: Weight,
    /// Who can clear it.
    pub clears: Clears,
    /// What it is.
    pub what: Obstruction,
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstruction {
    /// The decision that allows the remote mode is not recorded.
    NoLegalBasis,
    /// A required part has nobody: no judge, no defence lawyer, no clinician.
    NobodyFor {
        /// The part.
        role: Role,
    },
    /// A participant has not answered.
    NotAnswered {
        /// Who.
        name: Name,
        /// As what.
        role: Role,
    },
    /// A participant declined.
    Declined {
        /// Who.
        name: Name,
        /// As what.
        role: Role,
    },
    /// A participant proposes another time.
    ProposesOther {
        /// Who.
        name: Name,
        /// As what.
        role: Role,
    },
    /// Nobody has checked a participant's devices, and the start is near.
    DevicesUnchecked {
        /// Who.
        name: Name,
        /// As what.
        role: Role,
    },
    /// A participant's devices failed or have a fault, or their check measured too little.
    DevicesFaulty {
        /// Who.
        name: Name,
        /// As what.
        role: Role,
        /// How bad.
        verdict: Verdict,
        /// The worst of it.
        worst: Option<(Step, Finding)>,
    },
    /// Nobody has checked the room's devices today.
    RoomUnchecked {
        /// The room.
        room: SiteRoom,
    },
    /// The room's devices failed or have a fault, or their check measured too little.
    RoomFaulty {
        /// The room.
        room: SiteRoom,
        /// How bad.
        verdict: Verdict,
        /// The worst of it.
        worst: Option<(Step, Finding)>,
    },
    /// It should have begun.
    Late {
        /// By how many minutes.
        minutes: u16,
    },
}

/// The room of a site. Every centre has a first hearing room, so that its name alone tells nobody which is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRoom {
    /// The room.
    pub id: RoomId,
    /// Its name.
    pub name: Name,
    /// The centre that it is in, and that clears what is wrong there.
    pub centre: CentreId,
    /// The centre's name.
    pub centre_name: Name,
}

impl SiteRoom {
    /// The room of `site`.
    pub fn of(site: &Site) -> Self {
        Self { id: site.room, name: site.room_name.clone(), centre: site.centre, centre_name: site.centre_name.clone() }
    }
}

/// What is known of a device check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckFact {
    /// Its verdict.
    pub verdict: Verdict,
    /// The worst finding.
    pub worst: Option<(Step, Finding)>,
}

/// What is known of a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParticipantFact {
    /// Who.
    pub name: Name,
    /// As what.
    pub role: Role,
    /// Whether it cannot be held without them.
    pub required: bool,
    /// What they answered.
    pub attendance: Attendance,
    /// What their checks say that still count.
    pub check: Option<CheckFact>,
}

/// What is known of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFact {
    /// The room.
    pub room: SiteRoom,
    /// What its checks say that still count.
    pub check: Option<CheckFact>,
}

/// Everything that readiness is derived from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When.
    pub period: Period,
    /// Whether the legal basis is recorded.
    pub legal_basis: bool,
    /// Who takes part.
    pub participants: Vec<ParticipantFact>,
    /// Where.
    pub sites: Vec<SiteFact>,
}

/// A missing device check becomes a blocker, and a failed one weighs [`Weight::Stop`], this many minutes before the start.
pub const CHECK_LEAD_MINUTES: i64 = 120;
/// A missing answer or legal basis weighs [`Weight::Stop`] this many minutes before the start.
pub const ANSWER_LEAD_MINUTES: i64 = 60;
/// An appointment that has not begun counts as late when more than this many minutes have passed since its start.
pub const LATE_MINUTES: i64 = 10;

/// When time alone next changes what stands in the way of something in `state`, or its weight; `None` if it does no more before its
/// end. What is late by whole minutes is later with each of them. That a check counts no longer is known where the checks are.
pub fn next_turn(kind: Kind, state: State, period: Period, now: Instant) -> Option<Instant> {
    rules::next_turn(kind, state, period, now)
}

/// What stands in the way at `now`, heaviest first, and the one word for it.
pub fn derive(facts: &Facts, now: Instant) -> (Readiness, Vec<Blocker>) {
    rules::derive(facts, now)
}
