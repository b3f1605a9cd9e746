//! Appointments: what is planned, where, with whom, and the one table of states it may pass through.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    cause::Cause,
    check::{Browser, Finding, Step, Verdict},
    draft::in_private_meeting,
    ids::{AgencyId, AppointmentId, CentreId, DetaineeId, DeviceCheckId, ParticipantId, PersonId, RoomId},
    permission::Action,
    readiness::{Blocker, Readiness},
    series::Series,
    text::{CaseNumber, Code, Name, Note},
    time::{Instant, Local, LocalPeriod, Minutes, ZoneName},
};

mod amendment;
mod record;
pub mod transitions;

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// All of them, in the order in which a list shows them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its code in files, forms and the store.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The one with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}
pub(crate) use coded;

pub use self::{
    amendment::{Amendment, Choices, NewDeadline, RoomChoice, SiteRooms},
    record::{Event, Field, FieldChange, NoteChange, TimelineEntry},
};

coded! {
    /// What an appointment is.
    Kind {
        /// A court's virtual hearing.
        Hearing = "hearing",
        /// A clinician seeing a patient from afar.
        Teleconsultation = "teleconsultation",
        /// A private talk between a detainee and their lawyer.
        LegalMeeting = "legal_meeting",
        /// An interview under electronic monitoring.
        MonitoringInterview = "monitoring_interview",
        /// A visit by an authority.
        OfficialVisit = "official_visit",
        /// A training session.
        Training = "training",
    }

    /// Where an appointment stands. [`transitions::allowed`] is the only table of moves between them.
    State {
        /// Asked for, without a slot.
        Requested = "requested",
        /// It has its slot; nobody else can have it.
        Booked = "booked",
        /// The safeguards are recorded and the people who must come have said yes.
        Confirmed = "confirmed",
        /// It is being held.
        InProgress = "in_progress",
        /// It was interrupted and may go on.
        Suspended = "suspended",
        /// It was held to its end.
        Completed = "completed",
        /// It is to go on in a linked appointment.
        Adjourned = "adjourned",
        /// It was called off before it began.
        Cancelled = "cancelled",
        /// It should have been held and was not.
        NotHeld = "not_held",
    }

    /// What a participant takes part as.
    Role {
        /// The judge.
        Judge = "judge",
        /// The prosecutor.
        Prosecutor = "prosecutor",
        /// The lawyer of the detainee.
        DefenceLawyer = "defence_lawyer",
        /// An interpreter.
        Interpreter = "interpreter",
        /// A clinician.
        Clinician = "clinician",
        /// A nurse.
        Nurse = "nurse",
        /// Anyone else who was asked to come.
        Guest = "guest",
    }

    /// What a participant answered to the invitation.
    Attendance {
        /// Nothing yet.
        NeedsAction = "needs_action",
        /// They will come.
        Accepted = "accepted",
        /// They will not come; a cause is recorded.
        Declined = "declined",
        /// They propose another time.
        Tentative = "tentative",
    }

    /// The type of a hearing. Which exist in a country is data; these are the ones of El Salvador.
    HearingType {
        /// Imposición de medidas.
        ImpositionOfMeasures = "imposition_of_measures",
        /// Audiencia inicial.
        Initial = "initial",
        /// Audiencia preliminar.
        Preliminary = "preliminary",
        /// Vista pública.
        Trial = "trial",
        /// Revisión de medidas.
        ReviewOfMeasures = "review_of_measures",
        /// Libertad condicional.
        ConditionalRelease = "conditional_release",
    }

    /// How an appointment belongs to another.
    Link {
        /// The private meeting before it.
        Meeting = "meeting",
        /// The private meeting after it.
        MeetingAfter = "meeting_after",
        /// The hearing whose private meeting it is.
        Main = "main",
        /// The adjourned one that it goes on with.
        Continues = "continues",
        /// The one that goes on with it.
        ContinuedBy = "continued_by",
    }

    /// What the accused said about being heard from afar.
    AccusedPosition {
        /// They agree.
        Consents = "consents",
        /// They object.
        Objects = "objects",
        /// Nobody asked them.
        NotAsked = "not_asked",
    }
}

impl Kind {
    /// The parts without which it makes no sense: it is not booked without them, and cannot begin.
    pub const fn needs(self) -> &'static [Role] {
        match self {
            Self::Hearing => &[Role::Judge, Role::DefenceLawyer],
            Self::Teleconsultation => &[Role::Clinician],
            Self::LegalMeeting => &[Role::DefenceLawyer],
            Self::MonitoringInterview | Self::OfficialVisit | Self::Training => &[],
        }
    }

    /// Whether someone may take part as `role`: in a private meeting nobody but counsel and who interprets for them.
    pub const fn admits(self, role: Role) -> bool {
        !matches!(self, Self::LegalMeeting) || in_private_meeting(role)
    }
}

impl State {
    /// Whether nothing more can happen to it.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Adjourned | Self::Cancelled | Self::NotHeld)
    }

    /// Whether its reservations stand.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Booked | Self::Confirmed | Self::InProgress | Self::Suspended)
    }
}

/// The reasoned decision that allows the remote mode (Peru NCPP 119-A, CEPEJ 2021): without it nothing is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalBasis {
    /// The number of the resolution.
    pub resolution: Code,
    /// Its date.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// The judge who signed it.
    pub judge: Name,
    /// Why the hearing is remote.
    pub ground: Note,
    /// What the accused said.
    pub accused: AccusedPosition,
}

/// One centre's part of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub centre_name: Name,
    /// The room.
    pub room: RoomId,
    /// Its name.
    pub room_name: Name,
    /// Who is brought there.
    pub detainees: Vec<SiteDetainee>,
}

/// A detainee at a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDetainee {
    /// Their identifier.
    pub id: DetaineeId,
    /// Their register code.
    pub code: Code,
    /// Their name.
    pub name: Name,
    /// The module or wing.
    pub module: Option<Name>,
}

/// One person's part in an appointment, with what they answered and how their devices did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Its identifier.
    pub id: ParticipantId,
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: Name,
    /// What they take part as.
    pub role: Role,
    /// For an interpreter: the language.
    pub interprets: Option<Name>,
    /// Whether it cannot be held without them.
    pub required: bool,
    /// What they answered.
    pub attendance: Attendance,
    /// Why they decline.
    pub cause: Option<Cause>,
    /// What they added in words.
    pub note: Option<Note>,
    /// The start they propose instead.
    pub proposed: Option<Local>,
    /// When they answered.
    pub answered: Option<Local>,
    /// What their device checks for this appointment say, as long as they count.
    pub check: Option<CheckSummary>,
}

/// A device check in one line, or several of the same devices that still count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckSummary {
    /// Its identifier; of several that of the newest.
    pub id: DeviceCheckId,
    /// The verdict over all steps.
    pub verdict: Verdict,
    /// When it was made; of several the newest.
    pub at: Local,
    /// In which browser; of several the newest.
    pub browser: Browser,
    /// What is not right, per step.
    pub findings: Vec<(Step, Finding)>,
    /// Until when it says so, unless somebody checks again or connects other devices.
    pub until: Instant,
}

/// An appointment in one line, as far as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Its identifier.
    pub id: AppointmentId,
    /// Its version; a change must name the one it was made on.
    pub version: i32,
    /// What it is.
    pub kind: Kind,
    /// The type of hearing; `None` for other kinds.
    pub hearing_type: Option<HearingType>,
    /// The case; `None` where there is none or the reader may not see it (a medical appointment, for custody).
    pub case_number: Option<CaseNumber>,
    /// Where it stands.
    pub state: State,
    /// When, in the centre's civil time.
    pub period: LocalPeriod,
    /// The zone of those civil times.
    pub zone: ZoneName,
    /// Who asked for it; `None` where the reader may not know (a clinic, for custody).
    pub agency: Option<AgencyId>,
    /// That agency's name.
    pub agency_name: Option<Name>,
    /// Where the detainees are.
    pub sites: Vec<Site>,
    /// Who takes part from afar.
    pub participants: Vec<Participant>,
    /// What the checks of each site's room say that still count, in the order of the sites.
    pub room_checks: Vec<Option<CheckSummary>>,
    /// What still stands in its way.
    pub readiness: Readiness,
    /// The same, one by one.
    pub blockers: Vec<Blocker>,
}

impl Summary {
    /// Whether it is held at several centres. Each has a first hearing room: a room's name alone then says too little.
    pub const fn is_at_several_centres(&self) -> bool {
        self.sites.len() > 1
    }
}

/// Everything about one appointment that the reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The line of it.
    pub summary: Summary,
    /// The decision that allows the remote mode.
    pub legal_basis: Option<LegalBasis>,
    /// The last day on which the law lets it be held, in the civil time of its place.
    #[serde(with = "crate::civil::optional_date")]
    pub deadline: Option<Date>,
    /// How long it lasts.
    pub duration: Minutes,
    /// Linked appointments: the private meetings before and after, or the hearing it belongs to; what it goes on with, and
    /// what goes on with it.
    pub linked: Vec<Linked>,
    /// The days of the trial, if it lasts several.
    pub series: Option<Series>,
    /// Why it was cancelled or not held.
    pub cause: Option<Cause>,
    /// What was added in words.
    pub cause_note: Option<Note>,
    /// What happened to it, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// What the reader may do with it now.
    pub actions: Vec<Action>,
}

/// An appointment that belongs to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// Its identifier.
    pub id: AppointmentId,
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When.
    pub period: LocalPeriod,
    /// How it belongs to this one.
    pub link: Link,
}
