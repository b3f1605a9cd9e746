//! What people are told: the invitation behind a personal link, their answer, and the messages that went out.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Attendance, HearingType, Kind, Role, State, coded},
    cause::Cause,
    directory::Language,
    ids::{AppointmentId, MessageId},
    text::{CaseNumber, Email, Name, Note},
    time::{Instant, Local, LocalPeriod, ZoneName},
};

/// What the page behind a personal link shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The appointment.
    pub appointment: AppointmentId,
    /// Its version.
    pub version: i32,
    /// To whom.
    pub name: Name,
    /// As what.
    pub role: Role,
    /// What it is.
    pub kind: Kind,
    /// The type of hearing.
    pub hearing_type: Option<HearingType>,
    /// The case.
    pub case_number: Option<CaseNumber>,
    /// Who asked for it.
    pub agency_name: Name,
    /// Where the detainee will be.
    pub centre_name: Name,
    /// In which room.
    pub room_name: Name,
    /// The resolution that allows the remote mode.
    pub resolution: Option<String>,
    /// Where it stands.
    pub state: State,
    /// When, in the centre's civil time.
    pub period: LocalPeriod,
    /// The zone of those civil times.
    pub zone: ZoneName,
    /// When the private meeting before it begins, if they are part of it.
    pub meeting_start: Option<Local>,
    /// Until when an answer is asked for.
    pub answer_by: Local,
    /// Whether an answer still counts.
    pub can_answer: bool,
    /// What they answered so far.
    pub attendance: Attendance,
    /// Why they decline.
    pub cause: Option<Cause>,
    /// What they added.
    pub note: Option<Note>,
    /// The start they propose.
    pub proposed: Option<Local>,
    /// Today at the centre, for the form's bounds.
    pub today: jiff::civil::Date,
}

/// The answer, as typed. Field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// [`AnswerKind`] code.
    pub answer: String,
    /// [`Cause`] code, when declining.
    pub cause: String,
    /// A few words.
    pub note: String,
    /// `YYYY-MM-DD`, when proposing.
    pub date: String,
    /// `HH:MM`, when proposing.
    pub time: String,
}

coded! {
    /// What a participant can answer.
    AnswerKind {
        /// They will come.
        Accept = "accept",
        /// They will not.
        Decline = "decline",
        /// Another time would serve.
        Propose = "propose",
    }

    /// Why a message was written.
    MessageKind {
        /// A new appointment.
        Invitation = "invitation",
        /// It was moved or its room changed.
        Changed = "changed",
        /// It was cancelled.
        Cancelled = "cancelled",
    }

    /// Where a message stands.
    Delivery {
        /// It waits to be sent.
        Waiting = "waiting",
        /// No mail server is configured; it is kept to be read here.
        Kept = "kept",
        /// The mail server took it.
        Sent = "sent",
        /// It will not be tried again.
        Failed = "failed",
    }
}

/// A message in the outbox, as the administrator reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// About which appointment.
    pub appointment: AppointmentId,
    /// Why.
    pub kind: MessageKind,
    /// To whom.
    pub to_name: Name,
    /// Their address.
    pub to_email: Email,
    /// In which language.
    pub language: Language,
    /// The subject line.
    pub subject: String,
    /// The plain text, with the personal link.
    pub body: String,
    /// The calendar file that goes with it.
    pub calendar: String,
    /// Where it stands.
    pub delivery: Delivery,
    /// Tries so far.
    pub attempts: u16,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was written.
    pub written: Instant,
    /// When it was sent.
    pub sent: Option<Instant>,
}
