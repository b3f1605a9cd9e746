//! A trial over several days: each day is an appointment of its own, and they know of each other.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Detail, State, coded},
    draft::{SlotView, fields, fields::keep},
    error::{Fault, Problem},
    ids::AppointmentId,
    schedule::{Obstacle, Slot},
    text::Note,
    time::{Local, LocalPeriod, Minutes, Weekday},
};

#[cfg(feature = "zones")]
mod planning;

#[cfg(feature = "zones")]
pub use planning::{Found, MOST_REFUSED, Wanted, plan};

/// So many further days are planned at once.
pub const MOST_DAYS: u16 = 20;

coded! {
    /// Which days of a series are cancelled.
    CancelDays {
        /// This day alone.
        Only = "only",
        /// This one and those after it.
        Following = "following",
    }
}

/// The days of a series that a reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// By start.
    pub days: Vec<SeriesDay>,
    /// How many days it has: those that were called off count no longer.
    pub of: u16,
}

/// A day of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesDay {
    /// The appointment.
    pub id: AppointmentId,
    /// Where it stands.
    pub state: State,
    /// When.
    pub period: LocalPeriod,
    /// Which day of the series it is, beginning with 1; `None` if it was called off.
    pub number: Option<u16>,
}

/// The numbers of days that stand in these states, by start, and how many there are. A day that was called off has none, and
/// those after it move up.
pub fn numbered(states: impl IntoIterator<Item = State>) -> (Vec<Option<u16>>, u16) {
    let mut last = 0;
    let numbers = states
        .into_iter()
        .map(|state| {
            (!matches!(state, State::Cancelled | State::NotHeld)).then(|| {
                last += 1;
                last
            })
        })
        .collect();
    (numbers, last)
}

/// The further days of a trial, as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesForm {
    /// How many.
    pub count: String,
    /// [`Weekday`] codes: on which days of the week.
    pub weekdays: Vec<String>,
    /// Minutes.
    pub duration: String,
    /// The first day that may be one, `YYYY-MM-DD`.
    pub from: String,
    /// Whether starts are wanted for which the notice that is due is not given any more: whoever books them says why.
    pub short: bool,
}

/// The same with every field sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesWish {
    /// How many.
    pub count: u16,
    /// On which days of the week.
    pub weekdays: BTreeSet<Weekday>,
    /// How long each lasts.
    pub duration: Minutes,
    /// The first day that may be one.
    pub from: Date,
    /// Whether the notice that is due does not matter.
    pub short: bool,
}

impl SeriesForm {
    /// What is asked for.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self, today: Date) -> Result<SeriesWish, Vec<Problem>> {
        let mut problems = Vec::new();
        let count = keep(&mut problems, "count", fields::number(&self.count, 1, MOST_DAYS));
        let from = keep(&mut problems, "from", fields::date(&self.from));
        if from.is_some_and(|from| from < today) {
            problems.push(Problem::new("from", Fault::InThePast));
        }
        let duration = keep(&mut problems, "duration", fields::duration(&self.duration));
        let weekdays: BTreeSet<_> = self.weekdays.iter().filter_map(|code| Weekday::from_code(code)).collect();
        if weekdays.is_empty() {
            problems.push(Problem::new("weekdays", Fault::Missing));
        }
        match (count, from, duration) {
            (Some(count), Some(from), Some(duration)) if problems.is_empty() => {
                Ok(SeriesWish { count, weekdays, duration, from, short: self.short })
            }
            _ => Err(problems),
        }
    }

    /// Whether `day` is ticked.
    pub fn is_on(&self, day: Weekday) -> bool {
        self.weekdays.iter().any(|code| code == day.code())
    }
}

/// What a scheduler asks of the page that plans further days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesQuery {
    /// The form; `None` before it was sent.
    pub form: Option<SeriesForm>,
    /// Days that are left out.
    pub dropped: Vec<String>,
    /// Starts that were chosen instead of what is proposed.
    pub picks: Vec<Slot>,
    /// The day whose free starts are to be shown.
    pub open: String,
}

/// A day that is proposed, or on which nothing is possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedDay {
    /// Which.
    #[serde(with = "crate::civil::date")]
    pub date: Date,
    /// Where it would be; `None` if nothing is possible.
    pub slot: Option<SlotView>,
    /// What is against it: of a day without a place the rule that leaves none, of another what refuses the start that was
    /// chosen, so that the next best is proposed.
    pub against: Vec<Obstacle>,
    /// Whether it is left out.
    pub dropped: bool,
    /// The free starts of the day, if they are asked for.
    pub others: Vec<SlotView>,
}

/// The page that plans further days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesPlan {
    /// The hearing that goes on.
    pub detail: Detail,
    /// The form as it was typed, or as it begins.
    pub form: SeriesForm,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// How many days are wanted; 0 if there is no plan yet.
    pub wanted: u16,
    /// By date.
    pub days: Vec<ProposedDay>,
    /// Before when nothing is proposed, because people are due that notice; `None` if that leaves out none of the wanted days.
    pub notice_until: Option<Local>,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
}

impl SeriesPlan {
    /// The slots that would be booked.
    pub fn slots(&self) -> impl Iterator<Item = &SlotView> {
        self.days.iter().filter(|day| !day.dropped).filter_map(|day| day.slot.as_ref())
    }
}

/// Further days that somebody books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesOrder {
    /// How long each lasts.
    pub duration: Minutes,
    /// When and where.
    pub slots: Vec<Slot>,
    /// Why people are given shorter notice of these days than they are due. What was said of the first day was about that.
    pub notice_reason: Option<Note>,
}
