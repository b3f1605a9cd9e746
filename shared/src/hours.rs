//! Hours of the week as people type them: several spans a day, the same for as many days as are ticked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    draft::fields::{self, keep},
    error::{Fault, Problem},
    time::{Weekday, WeeklyWindow},
};

/// The most spans that a day has in the form.
pub const SPANS: usize = 6;

/// Minutes of a whole day.
const DAY: u16 = 24 * 60;

/// The hours of one or more weekdays as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HoursForm {
    /// The whole week as it stood when the form was made: [`written`].
    pub seen: String,
    /// [`Weekday`] codes: for which days.
    pub days: Vec<String>,
    /// `from0`, `to0`, `from1` and so on, `HH:MM`. A span that ends at `00:00` ends with the day; one without either end
    /// is none.
    pub spans: BTreeMap<String, String>,
}

/// Hours of weekdays in which every field is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHours {
    /// For which days, Monday first.
    pub days: Vec<Weekday>,
    /// From and to in minutes after midnight, by start, without overlaps; none if it is closed.
    pub spans: Vec<(u16, u16)>,
}

impl HoursForm {
    /// The form for `day` of a week with `hours`.
    pub fn of(hours: &[WeeklyWindow], day: Weekday) -> Self {
        let mut spans = BTreeMap::new();
        for (place, window) in sorted(hours).into_iter().filter(|window| window.weekday == day).enumerate() {
            spans.insert(format!("from{place}"), clock(window.from));
            spans.insert(format!("to{place}"), clock(window.to % DAY));
        }
        Self { seen: written(hours), days: vec![day.code().to_owned()], spans }
    }

    /// The form as it was typed and not taken, if it was, else as it stands. It is made on what stands now: whoever sees
    /// that beside what they typed may save it.
    #[must_use]
    pub fn retyped(typed: Option<Self>, hours: &[WeeklyWindow], day: Weekday) -> Self {
        let now = Self::of(hours, day);
        match typed {
            Some(typed) => Self { seen: now.seen, ..typed },
            None => now,
        }
    }

    /// What was typed for one end of a span: `from0`, `to0` and so on.
    pub fn typed(&self, field: &str) -> String {
        self.spans.get(field).cloned().unwrap_or_default()
    }

    /// Whether the form is ticked for `day`.
    pub fn is_for(&self, day: Weekday) -> bool {
        self.days.iter().any(|code| code == day.code())
    }

    /// The hours.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<DayHours, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut days = Vec::new();
        for code in &self.days {
            match Weekday::from_code(code) {
                Some(day) => days.push(day),
                None => problems.push(Problem::new("days", Fault::UnknownChoice)),
            }
        }
        days.sort_unstable();
        days.dedup();
        if self.days.is_empty() {
            problems.push(Problem::new("days", Fault::Missing));
        }
        let mut spans: Vec<(usize, (u16, u16))> = Vec::new();
        for place in 0..SPANS {
            let (from, to) = (format!("from{place}"), format!("to{place}"));
            if self.typed(&from).trim().is_empty() && self.typed(&to).trim().is_empty() {
                continue;
            }
            let start = keep(&mut problems, &from, minute(&self.typed(&from)));
            let end = keep(&mut problems, &to, minute(&self.typed(&to)));
            let Some((start, end)) = start.zip(end) else { continue };
            let end = if end == 0 { DAY } else { end };
            if end <= start {
                problems.push(Problem::new(to, Fault::EndBeforeStart));
            } else {
                spans.push((place, (start, end)));
            }
        }
        spans.sort_by_key(|(_, span)| *span);
        for pair in spans.windows(2) {
            if pair[1].1.0 < pair[0].1.1 {
                problems.push(Problem::new(format!("from{}", pair[1].0), Fault::Overlaps));
            }
        }
        if problems.is_empty() {
            Ok(DayHours { days, spans: spans.into_iter().map(|(_, span)| span).collect() })
        } else {
            Err(problems)
        }
    }
}

impl DayHours {
    /// The week with these hours on these days and `week` on the others.
    pub fn over(&self, week: &[WeeklyWindow]) -> Vec<WeeklyWindow> {
        let others = week.iter().copied().filter(|window| !self.days.contains(&window.weekday));
        let these = self.days.iter().flat_map(|day| {
            self.spans.iter().map(move |(from, to)| WeeklyWindow { weekday: *day, from: *from, to: *to })
        });
        sorted(&others.chain(these).collect::<Vec<_>>())
    }
}

/// The windows by weekday and start.
pub fn sorted(hours: &[WeeklyWindow]) -> Vec<WeeklyWindow> {
    let mut hours = hours.to_vec();
    hours.sort_unstable_by_key(|window| (window.weekday, window.from, window.to));
    hours
}

/// `mon 08:00-12:00, mon 13:00-16:00`: a week in the one way in which it is written, as files have it.
pub fn written(hours: &[WeeklyWindow]) -> String {
    let window =
        |window: &WeeklyWindow| format!("{} {}-{}", window.weekday.code(), clock(window.from), clock(window.to));
    sorted(hours).iter().map(window).collect::<Vec<_>>().join(", ")
}

/// `08:30`; the end of the day is `24:00`.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Minutes after midnight.
fn minute(typed: &str) -> Result<u16, Fault> {
    let time = fields::time(typed)?;
    Ok(u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()))
}
