//! The record of an appointment: what happened to it, and what of it changed.

use serde::{Deserialize, Serialize};

use super::coded;
use crate::{text::Name, time::Local};

/// One line of the record of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: Local,
    /// Who: a name, or `None` for Telesala itself.
    pub actor: Option<Name>,
    /// Whether a device did it that stays in a room, with nobody's name.
    pub by_device: bool,
    /// What happened.
    pub event: Event,
    /// What changed: field, before, after. Values are codes or plain text; the page puts codes into words.
    pub changes: Vec<FieldChange>,
}

coded! {
    /// What can happen to an appointment; the audit record holds these codes.
    Event {
        /// It was asked for.
        Requested = "requested",
        /// It got its slot.
        Booked = "booked",
        /// A field was changed.
        Amended = "amended",
        /// Its state moved.
        StateChanged = "state_changed",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// A participant answered.
        Answered = "answered",
        /// Devices were checked.
        Checked = "checked",
        /// Someone was told.
        Notified = "notified",
    }

    /// What of an appointment can change.
    Field {
        /// Its state.
        State = "state",
        /// Its start.
        Start = "start",
        /// Its end.
        End = "end",
        /// Its room.
        Room = "room",
        /// The case number.
        CaseNumber = "case_number",
        /// The type of hearing.
        HearingType = "hearing_type",
        /// The number of the decision that allows the remote mode: the legal basis.
        LegalBasis = "legal_basis",
        /// Its date.
        ResolutionDate = "resolution_date",
        /// Who signed it.
        ResolutionJudge = "resolution_judge",
        /// Why it allows the remote mode.
        Ground = "ground",
        /// What the accused said of it, a [`super::AccusedPosition`].
        Accused = "accused",
        /// Someone takes part from now on, as a [`super::Role`].
        Joined = "joined",
        /// Someone no longer takes part as a [`super::Role`].
        Left = "left",
        /// Somebody is brought from now on, or no longer: of their register code, the centre from which.
        Brought = "brought",
        /// A participant's answer.
        Attendance = "attendance",
        /// The verdict of a device check.
        Verdict = "verdict",
        /// The cause given.
        Cause = "cause",
        /// The last day on which the law lets it be held.
        Deadline = "deadline",
        /// Why people were given shorter notice than they were due.
        NoticeReason = "notice_reason",
        /// Another start that a participant proposes.
        Proposal = "proposal",
        /// What a participant wrote with an answer, as a [`NoteChange`]: the words stand with the answer alone, for the record
        /// keeps what it is told for ever, and people write of their health.
        Note = "note",
        /// A message to a participant: by which channel, a [`crate::notice::Channel`].
        Notice = "notice",
        /// When a room is open, or nobody moves in a centre.
        Hours = "hours",
        /// Where people wait for a room.
        WaitingArea = "waiting_area",
        /// How many people a room holds.
        Capacity = "capacity",
        /// When and why somebody leaves a centre.
        Departure = "departure",
        /// By what somebody is held apart from others.
        Category = "category",
        /// Movement, turnover and escorts of a centre.
        CentreRules = "centre_rules",
        /// A holiday of a centre.
        Holiday = "holiday",
        /// How long before a hearing people must know of it.
        NoticePeriod = "notice_period",
        /// Two who must not meet.
        Apart = "apart",
        /// Further days of a trial: their dates, with spaces between.
        Days = "days",
    }

    /// What became of a participant's words.
    NoteChange {
        /// There were none before.
        Written = "written",
        /// There were others before.
        Rewritten = "rewritten",
    }
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// Whose, when the field belongs to a participant, to the room of a centre or to somebody who is brought.
    pub of: Option<String>,
    /// Before; `None` if there was nothing.
    pub from: Option<String>,
    /// After; `None` if there is nothing now.
    pub to: Option<String>,
}
