//! The server functions of the booking. Each form answers by leading to the step that comes next.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::{
    appointment::Role,
    directory::{DetaineeSummary, PersonSummary},
    draft::{DraftView, NewPersonForm, SlotWeek, WhatForm, WishForm},
    error::Problem,
    ids::{DetaineeId, DraftId, PersonId},
};

use crate::error::ApiError;

/// A draft, and what was typed into its forms and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingView {
    /// The draft.
    pub draft: DraftView,
    /// The first step as it was typed, if it could not be saved.
    pub typed_what: Option<WhatForm>,
    /// The new person as typed, if they could not be added.
    pub typed_person: Option<NewPersonForm>,
}

/// A week of free slots, and what is wrong with the date and time that were wished for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekView {
    /// The week.
    pub week: SlotWeek,
    /// The problems of the wish. With any, the week is shown as if nothing had been wished for but its date.
    pub faults: Vec<Problem>,
}

/// Begins a draft; if `continues` names an adjourned appointment, the draft of the one that goes on with it, and if `request`
/// names what somebody asked for, the draft that books that.
#[server(prefix = "/do", endpoint = "booking/begin", output = crate::wire::Compact)]
pub async fn begin(
    #[server(default)] continues: String,
    #[server(default)] request: String,
) -> Result<DraftId, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{
        error::Error,
        ports::{Bookings, Requests},
    };
    let (bookings, who) = (port::<dyn Bookings>(), principal());
    let begun = match (continues.as_str(), request.as_str()) {
        ("", "") => bookings.begin(&who).await,
        ("", id) => match id.parse() {
            Ok(id) => port::<dyn Requests>().take_up(&who, id).await,
            Err(_) => Err(Error::NotFound),
        },
        (id, _) => match id.parse() {
            Ok(id) => bookings.begin_next(&who, id).await,
            Err(_) => Err(Error::NotFound),
        },
    };
    answer(begun.map(|view| view.id))
}

/// The draft as the pages show it.
#[server(prefix = "/do", endpoint = "booking/draft", output = crate::wire::Compact)]
pub async fn booking(draft: String) -> Result<BookingView, ApiError> {
    use super::state::{person_form, what_form};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::{error::Error, ports::Bookings};
    let draft: DraftId = answer(draft.parse().map_err(|_| Error::NotFound))?;
    let view = answer(port::<dyn Bookings>().draft(&principal(), draft).await)?;
    Ok(BookingView { draft: view, typed_what: kept(&what_form(draft)), typed_person: kept(&person_form(draft)) })
}

/// Keeps the first step as typed.
#[server(prefix = "/do", endpoint = "booking/save-what", output = crate::wire::Compact)]
pub async fn save_what(
    draft: DraftId,
    form: WhatForm,
    #[server(default)] other_duration: String,
) -> Result<(), ApiError> {
    use super::state::{after, path, what_form, with_other_duration};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{draft::DraftStep, ports::Bookings};
    let form = with_other_duration(form, &other_duration);
    let saved = port::<dyn Bookings>().save_what(&principal(), draft, form.clone()).await;
    keep_if_refused(&what_form(draft), &form, &saved);
    let view = answer_form::<SaveWhat, _>(&path(draft, DraftStep::What), saved)?;
    lead_to(&after(&view, DraftStep::What));
    Ok(())
}

/// Chooses who is brought.
#[server(prefix = "/do", endpoint = "booking/choose-detainee", output = crate::wire::Compact)]
pub async fn choose_detainee(draft: DraftId, detainee: DetaineeId) -> Result<(), ApiError> {
    change_who::<ChooseDetainee>(draft, shared::draft::WhoChange::Detainee(detainee)).await
}

/// Takes the detainee out again.
#[server(prefix = "/do", endpoint = "booking/drop-detainee", output = crate::wire::Compact)]
pub async fn drop_detainee(draft: DraftId, detainee: DetaineeId) -> Result<(), ApiError> {
    change_who::<DropDetainee>(draft, shared::draft::WhoChange::NoDetainee(detainee)).await
}

/// Adds someone from the directory.
#[server(prefix = "/do", endpoint = "booking/add-person", output = crate::wire::Compact)]
pub async fn add_person(draft: DraftId, person: PersonId) -> Result<(), ApiError> {
    change_who::<AddPerson>(draft, shared::draft::WhoChange::Add(person)).await
}

/// Adds someone to the directory and to the booking.
#[server(prefix = "/do", endpoint = "booking/add-new-person", output = crate::wire::Compact)]
pub async fn add_new_person(draft: DraftId, form: NewPersonForm) -> Result<(), ApiError> {
    change_who::<AddNewPerson>(draft, shared::draft::WhoChange::AddNew(form)).await
}

/// Takes someone out.
#[server(prefix = "/do", endpoint = "booking/remove-person", output = crate::wire::Compact)]
pub async fn remove_person(draft: DraftId, person: PersonId) -> Result<(), ApiError> {
    change_who::<RemovePerson>(draft, shared::draft::WhoChange::Remove(person)).await
}

/// Makes one change to the second step. A plain form is led back to it; with JavaScript the page fetches the draft anew
/// and stays where it is.
#[cfg(feature = "ssr")]
async fn change_who<F>(draft: DraftId, change: shared::draft::WhoChange) -> Result<(), ApiError>
where
    F: leptos::server_fn::ServerFn<Error = ApiError>,
{
    use super::state::{path, person_form};
    use crate::{
        context::{plain_form, port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{
        draft::{DraftStep, WhoChange},
        ports::Bookings,
    };
    let page = path(draft, DraftStep::Who);
    let changed = port::<dyn Bookings>().change_who(&principal(), draft, change.clone()).await;
    if let WhoChange::AddNew(form) = &change {
        keep_if_refused(&person_form(draft), form, &changed);
    }
    answer_form::<F, _>(&page, changed)?;
    if plain_form() {
        lead_to(&page);
    }
    Ok(())
}

/// Detainees whose code or name begins a word with `text`.
#[server(prefix = "/do", endpoint = "booking/find-detainees", output = crate::wire::Compact)]
pub async fn find_detainees(text: String) -> Result<Vec<DetaineeSummary>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Bookings;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    answer(port::<dyn Bookings>().find_detainees(&principal(), text.trim()).await)
}

/// Professionals for a part whose name begins a word with `text`; all, if it is empty.
#[server(prefix = "/do", endpoint = "booking/find-people", output = crate::wire::Compact)]
pub async fn find_people(role: Role, text: String) -> Result<Vec<PersonSummary>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Bookings;
    answer(port::<dyn Bookings>().find_people(&principal(), role, text.trim()).await)
}

/// The free slots of the week of `week` (`YYYY-MM-DD`; empty for the first), and what becomes of a wish.
#[server(prefix = "/do", endpoint = "booking/slots", output = crate::wire::Compact)]
pub async fn slots(draft: DraftId, week: String, wish: WishForm) -> Result<WeekView, ApiError> {
    use super::state::of_wish;
    use crate::context::{answer, port, principal};
    use shared::{draft::fields, error::Error, ports::Bookings};
    let (bookings, who, date) = (port::<dyn Bookings>(), principal(), week.parse().ok());
    let there = date.or_else(|| fields::date(&wish.date).ok());
    let (found, faults) = match bookings.slots(&who, draft, date, wish).await {
        Err(Error::Invalid(faults)) if of_wish(&faults) => {
            (bookings.slots(&who, draft, there, WishForm::default()).await, faults)
        }
        found => (found, Vec::new()),
    };
    answer(found.map(|week| WeekView { week, faults }))
}

/// Chooses the slot that `slot` codes for.
#[server(prefix = "/do", endpoint = "booking/choose-slot", output = crate::wire::Compact)]
pub async fn choose_slot(draft: DraftId, #[server(default)] slot: String) -> Result<(), ApiError> {
    use super::state::{checked, path, slot_from};
    use crate::{
        context::{plain_form, port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::{draft::DraftStep, error::Error, ports::Bookings};
    let Some(slot) = slot_from(&slot) else {
        lead_to(&checked(draft, DraftStep::When));
        return Ok(());
    };
    let chosen = port::<dyn Bookings>().choose_slot(&principal(), draft, slot).await;
    let back = match &chosen {
        Err(Error::Refused(_) | Error::Conflict(_)) if plain_form() => asking_for(draft, slot.start).await,
        _ => path(draft, DraftStep::When),
    };
    answer_form::<ChooseSlot, _>(&back, chosen)?;
    lead_to(&path(draft, DraftStep::Check));
    Ok(())
}

/// The third step with `start` wished for: it says what stands against it, which no address does. The hour that the clock shows
/// twice cannot be wished for.
#[cfg(feature = "ssr")]
async fn asking_for(draft: DraftId, start: shared::time::Instant) -> String {
    use super::state::{path, wish_path};
    use crate::context::{port, principal};
    use shared::{draft::DraftStep, ports::Bookings, zone::Zone};
    let view = port::<dyn Bookings>().draft(&principal(), draft).await.ok();
    let zone = view.and_then(|view| Zone::named(&view.zone.0));
    let civil = zone.and_then(|zone| {
        let civil = zone.local(start).civil;
        (zone.typed(civil) == Ok(start)).then_some(civil)
    });
    civil.map_or_else(|| path(draft, DraftStep::When), |civil| wish_path(draft, civil))
}

/// Books the draft and leads to the appointment.
#[server(prefix = "/do", endpoint = "booking/book", output = crate::wire::Compact)]
pub async fn book(draft: DraftId) -> Result<(), ApiError> {
    use super::state::{path, person_form, what_form};
    use crate::{
        context::{port, principal},
        forms::{answer_form, forget, lead_to},
    };
    use shared::{draft::DraftStep, ports::Bookings};
    let booked = port::<dyn Bookings>().book(&principal(), draft).await;
    let appointment = answer_form::<Book, _>(&path(draft, DraftStep::Check), booked)?;
    // What was refused before is over too: going back must not find it as if another tab had been late with it.
    forget(&what_form(draft));
    forget(&person_form(draft));
    lead_to(&format!("/appointments/{appointment}?booked=1"));
    Ok(())
}

/// Lets go of the chosen slot.
#[server(prefix = "/do", endpoint = "booking/let-go", output = crate::wire::Compact)]
pub async fn let_go(draft: DraftId) -> Result<(), ApiError> {
    use super::state::path;
    use crate::{
        context::{plain_form, port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::{draft::DraftStep, ports::Bookings};
    let page = path(draft, DraftStep::When);
    answer_form::<LetGo, _>(&page, port::<dyn Bookings>().let_go(&principal(), draft).await)?;
    if plain_form() {
        lead_to(&page);
    }
    Ok(())
}

/// Leaves the booking.
#[server(prefix = "/do", endpoint = "booking/abandon", output = crate::wire::Compact)]
pub async fn abandon(draft: DraftId) -> Result<(), ApiError> {
    use super::state::path;
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::{draft::DraftStep, ports::Bookings};
    let left = port::<dyn Bookings>().abandon(&principal(), draft).await;
    answer_form::<Abandon, _>(&path(draft, DraftStep::What), left)?;
    lead_to("/");
    Ok(())
}
