//! A day as a court's docket or a centre's board shows it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::Summary,
    ids::{AppointmentId, CentreId, RoomId},
    schedule::{BlockCause, CountKind},
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
    /// The zone of the day. A centre's board tells every time by its clock; elsewhere each appointment names its own.
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
    /// When it cannot be had although it is open, by start, and whether somebody blocked it.
    pub shut: Vec<(LocalPeriod, bool)>,
    /// What is in it, by appointment.
    pub booked: Vec<(AppointmentId, LocalPeriod)>,
}

/// Why a room cannot be had although it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shut {
    /// Nobody moves in the centre.
    Count(CountKind),
    /// Somebody blocked it.
    Blocked(BlockCause),
    /// The centre keeps a holiday.
    Holiday,
}

/// How the rooms of a centre are taken on a day, for one reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreDay {
    /// Which date, in `zone`.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// Now there.
    pub now: Local,
    /// The zone of the centre.
    pub zone: ZoneName,
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub name: Name,
    /// The centres that the reader may look at, by name.
    pub centres: Vec<(CentreId, Name)>,
    /// When no room of it can be had, by start.
    pub shut: Vec<(Shut, LocalPeriod)>,
    /// Its rooms.
    pub rooms: Vec<RoomUse>,
}

/// How one room is taken on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomUse {
    /// Its name.
    pub name: Name,
    /// When it is open that day.
    pub open: Vec<LocalPeriod>,
    /// When it alone cannot be had, by start.
    pub shut: Vec<(Shut, LocalPeriod)>,
    /// What is in it, by start.
    pub taken: Vec<Taken>,
}

/// Something that is in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// When. Of what the reader may not know, until the room is ready again.
    pub period: LocalPeriod,
    /// The appointment, if the reader may know it.
    pub appointment: Option<Summary>,
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
