//! The server functions of the page of absences.

use leptos::prelude::*;
use shared::{
    block::BlockForm,
    hours::HoursForm,
    ids::{BlockId, CalendarId, PersonId},
};

use super::state::{Absences, Work};
use crate::error::ApiError;

#[cfg(feature = "ssr")]
fn kept_as(person: PersonId) -> String {
    format!("absences/{person}")
}

#[cfg(feature = "ssr")]
fn hours_kept_as(person: PersonId, day: &str) -> String {
    format!("absences/hours/{person}/{day}")
}

/// What `calendar` would bring, if one is named; else the unavailability of `person`, or of the reader, or who there is
/// whose name begins a word with `name`.
#[server(name = ReadAbsences, prefix = "/do", endpoint = "absences/read", output = crate::wire::Compact)]
pub async fn absences(person: String, name: String, calendar: String, form: BlockForm) -> Result<Absences, ApiError> {
    use super::state::Weighed;
    use crate::{
        context::{answer, port, principal},
        features::centres::asks,
        forms,
    };
    use shared::{error::Error, ports};
    let (port, who) = (port::<dyn ports::Absences>(), principal());
    if !calendar.is_empty() {
        let calendar = answer(calendar.parse().map_err(|_| Error::NotFound))?;
        return Ok(Absences::Calendar(Box::new(answer(port.preview(&who, calendar).await)?)));
    }
    let own = who.account().and_then(|account| account.person);
    let person = match person.as_str() {
        "" => own,
        id => Some(answer(id.parse().map_err(|_| Error::NotFound))?),
    };
    let Some(person) = person else { return Ok(Absences::People(answer(port.people(&who, &name).await)?)) };
    let board = answer(port.board(&who, person).await)?;
    let (hits, problems) = match port.weigh(&who, person, &form).await {
        _ if !asks(&form) => (None, Vec::new()),
        Err(Error::Invalid(problems)) => (None, problems),
        weighed => (Some(answer(weighed)?), Vec::new()),
    };
    Ok(Absences::Of(Box::new(Weighed { board, form, hits, problems, typed: forms::kept(&kept_as(person)) })))
}

/// Adds to somebody's unavailability.
#[server(prefix = "/do", endpoint = "absences/add", output = crate::wire::Compact)]
pub async fn add_absence(person: PersonId, form: BlockForm) -> Result<(), ApiError> {
    use crate::{
        back::in_query,
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Absences;
    let outcome = port::<dyn Absences>().add(&principal(), person, &form).await;
    keep_if_refused(&kept_as(person), &form, &outcome);
    let [from_date, from_time, until_date, until_time] =
        [&form.from_date, &form.from_time, &form.until_date, &form.until_time].map(|field| in_query(field));
    let page = format!(
        "/absences?person={person}&from_date={from_date}&from_time={from_time}&until_date={until_date}&until_time={until_time}"
    );
    answer_form::<AddAbsence, _>(&page, outcome)?;
    lead_to(&format!("/absences?person={person}&done=blocked"));
    Ok(())
}

/// Takes some of it back.
#[server(prefix = "/do", endpoint = "absences/lift", output = crate::wire::Compact)]
pub async fn lift_absence(person: PersonId, block: BlockId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Absences;
    let outcome = port::<dyn Absences>().lift(&principal(), block).await;
    answer_form::<LiftAbsence, _>(&format!("/absences?person={person}"), outcome)?;
    lead_to(&format!("/absences?person={person}&done=lifted"));
    Ok(())
}

/// When `person`, or the reader, works, and the hours of `day` as they were typed.
#[server(name = ReadWork, prefix = "/do", endpoint = "absences/hours", output = crate::wire::Compact)]
pub async fn work(person: String, day: String) -> Result<Work, ApiError> {
    use crate::{
        context::{answer, port, principal},
        forms,
    };
    use shared::{error::Error, ports};
    let who = principal();
    let person = match person.as_str() {
        "" => who.account().and_then(|account| account.person).ok_or(Error::NotFound),
        id => id.parse().map_err(|_| Error::NotFound),
    };
    let person: PersonId = answer(person)?;
    let board = answer(port::<dyn ports::Absences>().board(&who, person).await)?;
    Ok(Work { board, typed: forms::kept(&hours_kept_as(person, &day)) })
}

/// Changes when somebody works.
#[server(prefix = "/do", endpoint = "absences/set-hours", output = crate::wire::Compact)]
pub async fn set_work(person: PersonId, day: String, form: HoursForm) -> Result<(), ApiError> {
    use super::state::work_address;
    use crate::{
        back::in_query,
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Absences;
    let outcome = port::<dyn Absences>().set_hours(&principal(), person, &form).await;
    keep_if_refused(&hours_kept_as(person, &day), &form, &outcome);
    let page = work_address(person, &in_query(&day));
    answer_form::<SetWork, _>(&page, outcome)?;
    lead_to(&format!("{page}&done=1"));
    Ok(())
}

/// Takes a calendar that was looked at.
#[server(prefix = "/do", endpoint = "absences/take-calendar", output = crate::wire::Compact)]
pub async fn take_calendar(calendar: CalendarId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Absences;
    let taken = port::<dyn Absences>().take(&principal(), calendar).await;
    let person = answer_form::<TakeCalendar, _>(&format!("/absences?calendar={calendar}"), taken)?;
    lead_to(&format!("/absences?person={person}&done=taken"));
    Ok(())
}

/// Takes away what a calendar brought.
#[server(prefix = "/do", endpoint = "absences/forget-calendar", output = crate::wire::Compact)]
pub async fn forget_calendar(person: PersonId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Absences;
    let outcome = port::<dyn Absences>().forget(&principal(), person).await;
    answer_form::<ForgetCalendar, _>(&format!("/absences?person={person}"), outcome)?;
    lead_to(&format!("/absences?person={person}&done=forgotten"));
    Ok(())
}
