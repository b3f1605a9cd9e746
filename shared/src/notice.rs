//! What people are told: the invitation behind a personal link, their answer, and the messages that went out.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Attendance, HearingType, Kind, Role, State, coded},
    cause::Cause,
    directory::Language,
    ids::{AppointmentId, MessageId},
    text::{CaseNumber, Email, Name, Note},
    time::{Instant, Local, LocalPeriod, Period, ZoneName},
};

/// A room with its centre, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The centre.
    pub centre: Name,
    /// The room.
    pub room: Name,
}

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
    /// Where those who are brought will be: a room of each centre.
    pub places: Vec<Place>,
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
    /// When the private meeting after it is, if they are part of it.
    pub meeting_after: Option<LocalPeriod>,
    /// The same moments, as an answer names them.
    pub times: Times,
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
    #[serde(with = "crate::civil::date")]
    pub today: jiff::civil::Date,
}

/// When somebody is asked to come: to the appointment, and to the private meetings around it that they are part of. An answer
/// names the times that were read, and counts for no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// That of the appointment.
    pub period: Period,
    /// Those of the private meetings.
    pub meetings: Vec<Period>,
}

impl Times {
    /// Whether whoever read these has read all that stands `now`. A meeting that was called off since asks nobody to come.
    pub fn cover(&self, now: &Self) -> bool {
        self.period == now.period && now.meetings.iter().all(|meeting| self.meetings.contains(meeting))
    }

    /// As a field of a form: `1795622400_1795625100.1795620600_1795622400`.
    pub fn code(&self) -> String {
        let periods = std::iter::once(&self.period).chain(&self.meetings);
        let codes: Vec<_> = periods.map(|period| format!("{}_{}", period.start().0, period.end().0)).collect();
        codes.join(".")
    }

    /// What `code` names; `None` if it is none.
    pub fn from_code(code: &str) -> Option<Self> {
        let mut periods = code.split('.').map(|one| {
            let (start, end) = one.split_once('_')?;
            Period::new(Instant(start.parse().ok()?), Instant(end.parse().ok()?))
        });
        Some(Self { period: periods.next()??, meetings: periods.collect::<Option<_>>()? })
    }
}

/// The answer, as typed. Field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// [`AnswerKind`] code.
    pub answer: String,
    /// [`Times`] code: what the page asked for.
    pub times: String,
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
        /// It will be held without whom this is written to.
        Released = "released",
        /// Several days of a trial.
        Days = "days",
        /// Several days of a trial were cancelled.
        DaysCancelled = "days_cancelled",
        /// What they asked for was declined.
        Declined = "declined",
        /// The private meeting around it was moved or called off by itself.
        Meeting = "meeting",
    }

    /// How a message reaches somebody.
    Channel {
        /// The mail server took it.
        Mail = "mail",
        /// There is no mail server: it is kept in the outbox, for the administrator to hand on.
        Outbox = "outbox",
    }

    /// Where a message stands.
    Delivery {
        /// It waits to be sent.
        Waiting = "waiting",
        /// No mail server is configured; it is kept to be read here.
        Kept = "kept",
        /// The mail server took it.
        Sent = "sent",
        /// It will not be tried again by itself.
        Failed = "failed",
    }
}

/// Why another message is written in the place of one that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Anew {
    /// The case number or the type in it was corrected since.
    Corrected,
    /// It has no link, and the one before it never reached whom it is for.
    Unreached,
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
    /// Whether it failed and may still be sent, because all that it says still holds.
    pub again: bool,
    /// Why another may be written in its place, if it failed.
    pub anew: Option<Anew>,
    /// Tries so far.
    pub attempts: u16,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was written, in the civil time of the appointment's centre.
    pub written: Local,
    /// When it was sent, in the same.
    pub sent: Option<Local>,
    /// The zone of those civil times.
    pub zone: ZoneName,
}
