//! Who is to join and to leave, as the address says it.

#[cfg(any(feature = "ssr", test))]
use jiff::civil::DateTime;
#[cfg(any(feature = "ssr", test))]
use locales::dates;
use serde::{Deserialize, Serialize};
#[cfg(any(feature = "ssr", test))]
use shared::{
    appointment::Amendment,
    draft::fields::{self, keep},
    error::{Fault, Problem},
    time::Instant,
};
use shared::{
    appointment::{FieldChange, Summary},
    directory::PersonSummary,
    draft::Wished,
    ids::{AppointmentId, PersonId},
};

use crate::back::in_query;

/// What is being put together: people's identifiers with commas between, and whom somebody seeks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Swapping {
    /// Who joins.
    pub join: String,
    /// Who leaves.
    pub leave: String,
    /// The code of the part in which somebody is sought; empty before a search.
    pub part: String,
    /// What their name begins with. Never in the address.
    pub name: String,
    /// The date of another start, `YYYY-MM-DD`; empty if the time stays.
    pub date: String,
    /// Its time, `HH:MM`.
    pub time: String,
    /// Why the notice is shorter, if that start does not give it. Never in the address.
    pub notice_reason: String,
}

/// What waits for a change that was not made.
#[cfg(any(feature = "ssr", test))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSwap {
    /// Who was to join and to leave, when, and the reason for shorter notice, as typed.
    pub asked: Swapping,
    /// What others changed.
    pub meanwhile: Vec<FieldChange>,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapView {
    /// The appointment.
    pub summary: Summary,
    /// Those who are to join.
    pub joining: Vec<PersonSummary>,
    /// The reason for shorter notice that was typed for a change that was not made.
    pub notice_reason: String,
    /// What others changed before it.
    pub meanwhile: Vec<FieldChange>,
    /// What stands against the change, with the nearest starts at which it is possible; `None` if nothing does.
    pub impossible: Option<Wished>,
}

impl Swapping {
    /// What an address asks for.
    pub fn read(query: impl Fn(&str) -> Option<String>) -> Self {
        let of = |key| query(key).unwrap_or_default();
        let [join, leave, part, date, time] = ["join", "leave", "part", "date", "time"].map(of);
        Self { join, leave, part, date, time, ..Self::default() }
    }

    /// The change, all of it. `moment` knows the clock of its place.
    ///
    /// # Errors
    /// What is wrong with the date, the time or the reason for shorter notice.
    #[cfg(any(feature = "ssr", test))]
    pub fn change(&self, moment: impl Fn(DateTime) -> Result<Instant, Fault>) -> Result<Amendment, Vec<Problem>> {
        let (start, mut problems) = match self.start(moment) {
            Ok(start) => (start, Vec::new()),
            Err(problems) => (None, problems),
        };
        let reason = keep(&mut problems, "notice_reason", fields::optional_text(&self.notice_reason));
        if !problems.is_empty() {
            return Err(problems);
        }
        let (join, leave, notice_reason) = (self.joining(), self.leaving(), reason.flatten());
        Ok(Amendment { join, leave, start, notice_reason, ..Amendment::default() })
    }

    /// What was `refused` of it, if that was for the same people, and else what stands here.
    #[cfg(any(feature = "ssr", test))]
    #[must_use]
    pub fn or_refused(self, refused: &Self) -> Self {
        let same = (&self.join, &self.leave) == (&refused.join, &refused.leave);
        if same && !self.is_empty() { refused.clone() } else { self }
    }

    /// The same at the start `civil`.
    #[cfg(any(feature = "ssr", test))]
    #[must_use]
    pub fn starting(self, civil: DateTime) -> Self {
        Self { date: civil.date().to_string(), time: dates::time(civil), ..self }
    }

    /// Whether the time is to change as well.
    #[cfg(any(feature = "ssr", test))]
    pub fn moves(&self) -> bool {
        !(self.date.trim().is_empty() && self.time.trim().is_empty())
    }

    /// The start at which it is to be from now on; `None` if the time stays. `moment` knows the clock of its place.
    ///
    /// # Errors
    /// What is wrong with the date or the time.
    #[cfg(any(feature = "ssr", test))]
    pub fn start(&self, moment: impl Fn(DateTime) -> Result<Instant, Fault>) -> Result<Option<Instant>, Vec<Problem>> {
        if !self.moves() {
            return Ok(None);
        }
        let mut problems = Vec::new();
        let date = keep(&mut problems, "date", fields::date(&self.date));
        let time = keep(&mut problems, "time", fields::time(&self.time));
        let civil = date.zip(time).map(|(date, time)| date.to_datetime(time));
        let start = civil.and_then(|civil| keep(&mut problems, "time", moment(civil)));
        start.map(Some).ok_or(problems)
    }

    /// Whether nothing is to change.
    pub fn is_empty(&self) -> bool {
        people(&self.join).is_empty() && people(&self.leave).is_empty()
    }

    /// Who joins; what is no identifier is nobody.
    #[cfg(any(feature = "ssr", test))]
    pub fn joining(&self) -> Vec<PersonId> {
        people(&self.join)
    }

    /// Who leaves.
    #[cfg(any(feature = "ssr", test))]
    pub fn leaving(&self) -> Vec<PersonId> {
        people(&self.leave)
    }

    /// Whether `person` leaves.
    pub fn leaves(&self, person: PersonId) -> bool {
        people(&self.leave).contains(&person)
    }

    /// The same, and `person` leaves.
    pub fn with_leave(&self, person: PersonId) -> Self {
        Self { leave: with(&self.leave, person), ..self.clone() }
    }

    /// The same, but `person` stays.
    pub fn without_leave(&self, person: PersonId) -> Self {
        Self { leave: without(&self.leave, person), ..self.clone() }
    }

    /// The same, and `person`, who was found, joins: the search is over.
    pub fn with_join(&self, person: PersonId) -> Self {
        Self { join: with(&self.join, person), part: String::new(), name: String::new(), ..self.clone() }
    }

    /// The same before a search.
    pub fn without_part(&self) -> Self {
        Self { part: String::new(), ..self.clone() }
    }

    /// The same, but `person` does not join.
    pub fn without_join(&self, person: PersonId) -> Self {
        Self { join: without(&self.join, person), ..self.clone() }
    }

    /// The address. The name that was searched for and the reason are not kept in it: addresses are written down in
    /// places.
    pub fn path(&self, id: AppointmentId) -> String {
        let parts = [
            ("join", self.join.clone()),
            ("leave", self.leave.clone()),
            ("part", self.part.clone()),
            ("date", in_query(&self.date)),
            ("time", in_query(&self.time)),
        ];
        let query: Vec<_> =
            parts.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{key}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", super::swap_path(id), query.join("&"))
    }
}

fn people(list: &str) -> Vec<PersonId> {
    list.split(',').filter_map(|id| id.parse().ok()).collect()
}

fn written(people: &[PersonId]) -> String {
    people.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn with(list: &str, person: PersonId) -> String {
    let mut people = people(list);
    if !people.contains(&person) {
        people.push(person);
    }
    written(&people)
}

fn without(list: &str, person: PersonId) -> String {
    let mut people = people(list);
    people.retain(|one| *one != person);
    written(&people)
}

#[cfg(test)]
mod tests {
    use shared::text::Note;

    use super::*;

    #[test]
    fn a_new_time_is_read_if_there_is_one() {
        let moment = |civil: DateTime| if civil.hour() < 12 { Ok(Instant(1)) } else { Err(Fault::TimeSkipped) };
        let at = |date: &str, time: &str| {
            let asked = Swapping { date: date.to_owned(), time: time.to_owned(), ..Swapping::default() };
            (asked.moves(), asked.start(moment))
        };
        let wrong = |field: &str, fault| (true, Err(vec![Problem::new(field, fault)]));
        assert_eq!(at("", " "), (false, Ok(None)));
        assert_eq!(at("2026-11-26", "09:00"), (true, Ok(Some(Instant(1)))));
        assert_eq!(at("2026-11-26", ""), wrong("time", Fault::Missing));
        assert_eq!(at("", "09:00"), wrong("date", Fault::Missing));
        assert_eq!(at("2026-11-26", "14:00"), wrong("time", Fault::TimeSkipped));
        let id = AppointmentId("018f7b1e-0000-7000-8000-000000000003".parse().unwrap());
        let asked = Swapping { date: "2026-11-26".to_owned(), time: "09:00".to_owned(), ..Swapping::default() };
        assert!(asked.path(id).ends_with("/people?date=2026-11-26&time=09%3A00"), "{}", asked.path(id));
    }

    #[test]
    fn a_change_has_its_people_its_time_and_its_reason() {
        let one = PersonId("018f7b1e-0000-7000-8000-000000000001".parse().unwrap());
        let asked = |date: &str, time: &str, reason: &str| Swapping {
            date: date.to_owned(),
            time: time.to_owned(),
            notice_reason: reason.to_owned(),
            ..Swapping::default().with_join(one)
        };
        let read = |asked: Swapping| asked.change(|_| Ok(Instant(1)));
        let moved = Amendment { join: vec![one], start: Some(Instant(1)), ..Amendment::default() };
        assert_eq!(read(asked("2026-11-26", "09:00", " ")), Ok(moved.clone()));
        let excused = Amendment { notice_reason: "Detención que vence".parse().ok(), ..moved };
        assert!(excused.notice_reason.is_some());
        assert_eq!(read(asked("2026-11-26", "09:00", " Detención que vence ")), Ok(excused));
        let endless = "x".repeat(usize::from(Note::LIMIT) + 1);
        let found = read(asked("2026-11-26", "", &endless)).unwrap_err();
        let places: Vec<&str> = found.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(places, ["time", "notice_reason"], "everything at once");
        let id = AppointmentId("018f7b1e-0000-7000-8000-000000000003".parse().unwrap());
        let path = asked("2026-11-26", "09:00", "Detención").path(id);
        assert!(!path.contains("Detenci"), "{path}");
    }

    #[test]
    fn what_was_refused_is_weighed_for_the_same_people_only() {
        let person = |last: u8| PersonId(format!("018f7b1e-0000-7000-8000-00000000000{last}").parse().unwrap());
        let asked = Swapping::default().with_join(person(1)).with_leave(person(2));
        let refused = asked.clone().starting(jiff::civil::date(2026, 11, 26).at(9, 5, 0, 0));
        assert_eq!((refused.date.as_str(), refused.time.as_str()), ("2026-11-26", "09:05"));
        assert_eq!(asked.clone().or_refused(&refused), refused);
        let others = asked.with_join(person(3));
        assert_eq!(others.clone().or_refused(&refused), others);
        let nobody = Swapping { time: "09:00".to_owned(), ..Swapping::default() };
        assert_eq!(Swapping::default().or_refused(&nobody), Swapping::default(), "nothing is asked for");
    }

    #[test]
    fn an_address_is_read_as_it_was_written() {
        let (one, other) = (
            PersonId("018f7b1e-0000-7000-8000-000000000001".parse().unwrap()),
            PersonId("018f7b1e-0000-7000-8000-000000000002".parse().unwrap()),
        );
        let swapping = Swapping::default().with_join(one).with_join(other).with_join(one).with_leave(other);
        let id = AppointmentId("018f7b1e-0000-7000-8000-000000000003".parse().unwrap());
        let path = swapping.path(id);
        let query = path.split_once('?').unwrap().1.to_owned();
        let read = Swapping::read(|key| {
            query.split('&').find_map(|pair| pair.strip_prefix(&format!("{key}=")).map(ToOwned::to_owned))
        });
        assert_eq!((&read, read.joining(), read.leaving()), (&swapping, vec![one, other], vec![other]));
        assert_eq!(Swapping::read(|key| Some(key.to_owned())).name, "", "no address tells whom somebody seeks");
        assert_eq!(Swapping { part: "judge".to_owned(), ..swapping.clone() }.without_part(), swapping);
        let none = read.without_join(one).without_join(other).without_leave(other);
        assert!(none.is_empty() && !none.path(id).contains('?'));
        assert!(
            Swapping { join: "x, ,1".to_owned(), ..Swapping::default() }.is_empty(),
            "what is no identifier is nobody"
        );
    }
}
