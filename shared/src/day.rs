//! A day as a court's docket or a centre's board shows it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::Summary,
    ids::{AppointmentId, CentreId, RoomId},
    text::Name,
    time::{Local, LocalPeriod, ZoneName},
};

/// A day for one reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Which date, in `zone`.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// Now there; pages count from it, so that server and browser draw the same.
    pub now: Local,
    /// The zone of everything shown.
    pub zone: ZoneName,
    /// The reader's court or centre.
    pub place: Option<Name>,
    /// The appointments the reader may see, by start.
    pub appointments: Vec<Summary>,
    /// The rooms to draw a timeline of; empty for a docket.
    pub rooms: Vec<RoomDay>,
    /// The sequence number of the newest live event this reflects; the stream resumes after it.
    pub sequence: i64,
}

/// One room's day for the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomDay {
    /// The room.
    pub id: RoomId,
    /// Its name.
    pub name: Name,
    /// When it is open that day.
    pub open: Vec<LocalPeriod>,
    /// What is in it, by appointment.
    pub booked: Vec<(AppointmentId, LocalPeriod)>,
}

/// A change that open boards should show: they fetch again what it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEvent {
    /// Grows with every event; never reused.
    pub sequence: i64,
    /// The appointment that changed.
    pub appointment: AppointmentId,
    /// The agency it belongs to, as far as the listener may know; only its readers, its centres' and its participants'
    /// are told.
    pub agency: Option<crate::ids::AgencyId>,
    /// The centres it touches.
    pub centres: Vec<CentreId>,
    /// The professionals who take part.
    pub people: Vec<crate::ids::PersonId>,
}
