//! A centre as those who keep its rules see and change it: rooms, movement, escorts, hours in which nobody moves,
//! holidays, and what is booked against them.

pub mod collisions;

use std::num::NonZeroU16;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    block::Hit,
    directory::Room,
    draft::fields::{self, keep},
    error::{Fault, Problem},
    ids::CentreId,
    schedule::{CountKind, Movement},
    text::{Code, Name},
    time::{WeeklyWindow, ZoneName},
};

/// The longest movement and turnover, in minutes: with the longest appointment, reservations stay under a day.
pub const MOST_MINUTES: u16 = 240;
/// The most escort teams of a centre.
pub const MOST_TEAMS: u16 = 200;
/// The most people that a room holds.
pub const MOST_PEOPLE: u16 = 500;

coded! {
    /// The rule that something booked goes against.
    Against {
        /// The room is closed then.
        Closed = "closed",
        /// The room or the centre is blocked.
        Blocked = "blocked",
        /// Nobody moves in the centre then.
        Count = "count",
        /// The centre keeps a holiday.
        Holiday = "holiday",
        /// Who is brought would have to be elsewhere already, or still.
        Movement = "movement",
        /// The room would not be ready in time.
        Turnover = "turnover",
        /// More would be out than there are escort teams.
        Escorts = "escorts",
        /// Some who must not meet would be out at once. It never says who.
        Apart = "apart",
        /// People would wait beside others of a category that the law holds apart.
        Mixed = "mixed",
        /// More are brought than the room holds.
        TooSmall = "too_small",
        /// The equipment that is needed does not stand in the room.
        Unequipped = "unequipped",
        /// Who is brought is no longer there.
        Left = "left",
    }
}

/// A centre in the list of those that one keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreLine {
    /// Its identifier.
    pub id: CentreId,
    /// Its unique short code.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// Official places.
    pub capacity: Option<u32>,
    /// How many rooms it has.
    pub rooms: usize,
    /// How many blocks are not over.
    pub blocks: usize,
}

/// What a centre needs for every appointment. The default changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreRules {
    /// Minutes in which detainees are under way.
    pub movement: Movement,
    /// Minutes that a room needs between two appointments.
    pub turnover: u16,
    /// Escort teams; `None` if there are always enough.
    pub teams: Option<NonZeroU16>,
}

/// A day on which a centre holds no appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The day.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// Its name.
    pub name: Name,
}

/// Something that was booked before a rule changed, and what it goes against now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The appointment.
    pub hit: Hit,
    /// Against which rules, each once.
    pub against: Vec<Against>,
}

/// Everything about a centre that its keepers see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreView {
    /// Its identifier.
    pub id: CentreId,
    /// Its unique short code.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// Its zone.
    pub zone: ZoneName,
    /// Official places.
    pub capacity: Option<u32>,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// Its rooms, by code.
    pub rooms: Vec<Room>,
    /// Movement, turnover, escorts.
    pub rules: CentreRules,
    /// Hours in which nobody moves, for every kind in the order of [`CountKind::ALL`].
    pub counts: Vec<(CountKind, Vec<WeeklyWindow>)>,
    /// Holidays from today on, by date.
    pub holidays: Vec<Holiday>,
    /// What is booked against the rules, by start.
    pub contradictions: Vec<Contradiction>,
    /// How many more there are than are listed.
    pub more_contradictions: usize,
}

impl CentreView {
    /// The hours of `kind` in which nobody moves.
    pub fn hours_of(&self, kind: CountKind) -> &[WeeklyWindow] {
        self.counts.iter().find(|(of, _)| *of == kind).map(|(_, hours)| &hours[..]).unwrap_or_default()
    }
}

/// Movement, turnover and escorts as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RulesForm {
    /// The rules as they stood when the form was made: [`CentreRules::written`].
    pub seen: String,
    /// Minutes.
    pub move_before: String,
    /// Minutes.
    pub move_after: String,
    /// Minutes.
    pub turnover: String,
    /// A number; empty if there are always enough.
    pub teams: String,
}

impl CentreRules {
    /// The rules in the one way in which they are written: `10 10 5 6`; the last is `-` without a limit.
    pub fn written(self) -> String {
        let teams = self.teams.map_or_else(|| "-".to_owned(), |teams| teams.to_string());
        format!("{} {} {} {teams}", self.movement.before, self.movement.after, self.turnover)
    }
}

impl RulesForm {
    /// The form that changes `rules`.
    pub fn of(rules: CentreRules) -> Self {
        Self {
            seen: rules.written(),
            move_before: rules.movement.before.to_string(),
            move_after: rules.movement.after.to_string(),
            turnover: rules.turnover.to_string(),
            teams: rules.teams.map(|teams| teams.to_string()).unwrap_or_default(),
        }
    }

    /// The form as it was typed and not taken, if it was, else as it stands. It is made on what stands now: whoever sees
    /// that beside what they typed may save it.
    #[must_use]
    pub fn retyped(typed: Option<Self>, rules: CentreRules) -> Self {
        let now = Self::of(rules);
        match typed {
            Some(typed) => Self { seen: now.seen, ..typed },
            None => now,
        }
    }

    /// The rules.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<CentreRules, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut minutes = |field, typed: &str| keep(&mut problems, field, fields::number(typed, 0, MOST_MINUTES));
        let before = minutes("move_before", &self.move_before);
        let after = minutes("move_after", &self.move_after);
        let turnover = minutes("turnover", &self.turnover);
        let teams = match fields::number(&self.teams, 1, MOST_TEAMS) {
            Err(Fault::Missing) => Ok(None),
            read => read.map(NonZeroU16::new),
        };
        let teams = keep(&mut problems, "teams", teams);
        match (before, after, turnover, teams) {
            (Some(before), Some(after), Some(turnover), Some(teams)) => {
                Ok(CentreRules { movement: Movement { before, after }, turnover, teams })
            }
            _ => Err(problems),
        }
    }
}

/// Where people wait for a room, as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AreaForm {
    /// The area as it stood when the form was made.
    pub seen: String,
    /// Its code; empty if people wait for no other room there.
    pub area: String,
}

impl AreaForm {
    /// The form as it was typed and not taken, if it was, else as it stands: made on what stands now.
    #[must_use]
    pub fn retyped(typed: Option<Self>, now: Option<&Code>) -> Self {
        let seen = now.map(ToString::to_string).unwrap_or_default();
        match typed {
            Some(typed) => Self { seen, ..typed },
            None => Self { area: seen.clone(), seen },
        }
    }

    /// The area.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self) -> Result<Option<Code>, Vec<Problem>> {
        match fields::text(&self.area) {
            Err(Fault::Missing) => Ok(None),
            Err(fault) => Err(vec![Problem::new("area", fault)]),
            Ok(area) => Ok(Some(area)),
        }
    }
}

/// How many people a room holds, as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CapacityForm {
    /// The number as it stood when the form was made.
    pub seen: String,
    /// A number; empty if it need not be kept to.
    pub people: String,
}

impl CapacityForm {
    /// The form as it was typed and not taken, if it was, else as it stands: made on what stands now.
    #[must_use]
    pub fn retyped(typed: Option<Self>, now: Option<NonZeroU16>) -> Self {
        let seen = now.map(|people| people.to_string()).unwrap_or_default();
        match typed {
            Some(typed) => Self { seen, ..typed },
            None => Self { people: seen.clone(), seen },
        }
    }

    /// The number.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self) -> Result<Option<NonZeroU16>, Vec<Problem>> {
        match fields::number(&self.people, 1, MOST_PEOPLE) {
            Err(Fault::Missing) => Ok(None),
            Err(fault) => Err(vec![Problem::new("people", fault)]),
            Ok(people) => Ok(NonZeroU16::new(people)),
        }
    }
}

/// A holiday as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HolidayForm {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Its name.
    pub name: String,
}

impl HolidayForm {
    /// The holiday, on `today` or later.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self, today: Date) -> Result<Holiday, Vec<Problem>> {
        let mut problems = Vec::new();
        let date = keep(&mut problems, "date", fields::date(&self.date));
        if date.is_some_and(|date| date < today) {
            problems.push(Problem::new("date", Fault::InThePast));
        }
        let name = keep(&mut problems, "name", fields::text(&self.name));
        match (date, name) {
            (Some(date), Some(name)) if problems.is_empty() => Ok(Holiday { date, name }),
            _ => Err(problems),
        }
    }
}
