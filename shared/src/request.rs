//! Asking for an appointment: those who may not book say what they wish, and those who may answer.
//!
//! What is asked for is an appointment in the state [`crate::appointment::State::Requested`]. It holds no room and
//! nobody's time; its period is the part of the day that is wished for.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Kind, State, coded},
    cause::Cause,
    directory::DetaineeSummary,
    draft::{HORIZON_DAYS, fields},
    error::{Fault, Problem},
    ids::{AgencyId, AppointmentId, DetaineeId},
    principal::AccountRole,
    text::{Code, Name, Note},
    time::{Local, LocalPeriod, Minutes, ZoneName},
};

coded! {
    /// The part of the day that would serve.
    PartOfDay {
        /// Whenever there is room.
        Any = "any",
        /// Before noon.
        Morning = "morning",
        /// After noon.
        Afternoon = "afternoon",
    }
}

/// Nobody waits for more answers at once.
pub const MOST_WAITING: u8 = 50;

/// What an account with `role` asks for: a lawyer for a talk with whom they defend, a centre's staff for care.
pub const fn asks_for(role: AccountRole) -> Option<Kind> {
    match role {
        AccountRole::Lawyer => Some(Kind::LegalMeeting),
        AccountRole::Warden | AccountRole::Nurse => Some(Kind::Teleconsultation),
        AccountRole::Scheduler
        | AccountRole::Judge
        | AccountRole::Clinician
        | AccountRole::Administrator
        | AccountRole::Auditor => None,
    }
}

/// What is asked for, as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestForm {
    /// For whom: for a lawyer the code of a [`Represented`], in a centre a register code.
    pub detainee: String,
    /// In a centre: the agency that is asked, by identifier. A lawyer asks the one that has the detainee's case.
    pub agency: String,
    /// From which day on, `YYYY-MM-DD`.
    pub date: String,
    /// [`PartOfDay`] code.
    pub part: String,
    /// Minutes.
    pub duration: String,
    /// A few words to whoever books.
    pub note: String,
}

/// A sound wish. For whom it is is for the services to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// From which day on.
    pub date: Date,
    /// The part of the day.
    pub part: PartOfDay,
    /// How long.
    pub duration: Minutes,
    /// A few words.
    pub note: Option<Note>,
}

/// The wish of `form` on `today`, or everything that is wrong with it.
///
/// # Errors
/// One problem for each field that is missing or wrong.
pub fn read(form: &RequestForm, today: Date) -> Result<Wish, Vec<Problem>> {
    use fields::keep;
    let mut problems = Vec::new();
    let date = keep(&mut problems, "date", fields::date(&form.date).and_then(|date| ahead(date, today)));
    let part = keep(&mut problems, "part", part(&form.part));
    let duration = keep(&mut problems, "duration", fields::duration(&form.duration));
    let note = keep(&mut problems, "note", fields::optional_text(&form.note));
    match (date, part, duration, note) {
        (Some(date), Some(part), Some(duration), Some(note)) => Ok(Wish { date, part, duration, note }),
        _ => Err(problems),
    }
}

/// Nobody wishes for what is over, or for what nobody can book yet.
fn ahead(date: Date, today: Date) -> Result<Date, Fault> {
    if date < today {
        Err(Fault::InThePast)
    } else if date > today.saturating_add(HORIZON_DAYS.days()) {
        Err(Fault::TooFarAhead)
    } else {
        Ok(date)
    }
}

fn part(typed: &str) -> Result<PartOfDay, Fault> {
    match typed.trim() {
        "" => Err(Fault::Missing),
        code => PartOfDay::from_code(code).ok_or(Fault::UnknownChoice),
    }
}

/// Somebody for whom something is asked. It does not say where they are held: whoever asked may not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// Their identifier.
    pub id: DetaineeId,
    /// Their register code.
    pub code: Code,
    /// Their name.
    pub name: Name,
}

impl From<&DetaineeSummary> for Concerned {
    fn from(known: &DetaineeSummary) -> Self {
        Self { id: known.id, code: known.code.clone(), name: known.name.clone() }
    }
}

/// Somebody for whom a lawyer may ask, and the agency that is asked then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Represented {
    /// Who.
    pub detainee: Concerned,
    /// Which agency booked an appointment in which the lawyer defends them.
    pub agency: AgencyId,
    /// Its name.
    pub agency_name: Name,
}

impl Represented {
    /// Its code in forms.
    pub fn code(&self) -> String {
        format!("{}_{}", self.detainee.id, self.agency)
    }
}

/// The detainee and the agency that a [`Represented::code`] stands for.
pub fn represented_from(code: &str) -> Option<(DetaineeId, AgencyId)> {
    let (detainee, agency) = code.trim().split_once('_')?;
    Some((detainee.parse().ok()?, agency.parse().ok()?))
}

/// What somebody may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Askable {
    /// What.
    pub kind: Kind,
    /// For a lawyer: for whom, by name.
    pub represented: Vec<Represented>,
    /// In a centre: who can be asked, by name.
    pub agencies: Vec<(AgencyId, Name)>,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
}

/// A page of what somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRequests {
    /// The newest first.
    pub requests: Vec<RequestView>,
    /// The one before which the next page begins; `None` on the last.
    pub older: Option<AppointmentId>,
}

/// A request, as those who asked and those who answer see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The appointment that it is, or was to become.
    pub id: AppointmentId,
    /// What is asked for.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// Who asked.
    pub asked_by: Name,
    /// As what they asked.
    pub asked_as: AccountRole,
    /// When, by the clock of those who are asked.
    pub asked: Local,
    /// Who is asked.
    pub agency_name: Name,
    /// For whom.
    pub detainee: Concerned,
    /// The name of the centre in which they are held, to those who answer.
    pub held_in: Option<Name>,
    /// From which day on, as long as it is not booked.
    #[serde(with = "crate::civil::optional_date")]
    pub date: Option<Date>,
    /// The part of the day.
    pub part: PartOfDay,
    /// How long.
    pub duration: Minutes,
    /// A few words to whoever books.
    pub note: Option<Note>,
    /// Whether it got a slot, whatever became of it since.
    pub booked: bool,
    /// When it is held, once it is booked, to those who may open that appointment.
    pub period: Option<LocalPeriod>,
    /// Whether the reader may open the appointment that it became.
    pub readable: bool,
    /// Why it was declined; or cancelled since, to those who may read that of the appointment.
    pub cause: Option<Cause>,
    /// The words to it, if it was declined.
    pub cause_note: Option<Note>,
    /// The zone of the other civil times.
    pub zone: ZoneName,
}

impl RequestView {
    /// Whether it was declined: it ended without ever having had a slot.
    pub fn is_declined(&self) -> bool {
        self.state == State::Cancelled && !self.booked
    }
}
