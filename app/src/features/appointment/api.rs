//! The server functions of an appointment's page.

use leptos::{prelude::*, server_fn::codec::Json};
use shared::{
    appointment::State,
    ids::{AppointmentId, DetaineeId},
};

use super::state::{AmendForm, AmendView, AppointmentView, BroughtView, SwapView, Swapping};
use crate::error::ApiError;

/// The appointment, and a step of it that was not taken.
#[server(prefix = "/do", endpoint = "appointment/read", output = crate::wire::Compact)]
pub async fn appointment(id: String) -> Result<AppointmentView, ApiError> {
    use super::state::{reason_form, turns_in};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::ports::{Checks, LiveEvents};
    // Before the rest: what changes while that is read is told as a change again, rather than never.
    let sequence = answer(port::<dyn LiveEvents>().newest(&principal()).await)?;
    let now = answer(port::<dyn Checks>().now().await)?;
    let detail = read(&id).await?;
    let kept = kept(&reason_form(detail.summary.id)).unwrap_or_default();
    Ok(AppointmentView { turns_in: turns_in(&detail.summary, now), detail, kept, sequence })
}

/// The appointment with the form that changes it, beginning at the start that `date` and `time` name, if they do.
#[server(prefix = "/do", endpoint = "appointment/amendment", output = crate::wire::Compact)]
pub async fn amendment(id: String, date: String, time: String) -> Result<AmendView, ApiError> {
    use super::state::{amend_form, civil_start};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::ports::Bookings;
    let detail = read(&id).await?;
    let kept = kept(&amend_form(detail.summary.id));
    let mut view = AmendView::new(detail, kept, civil_start(&date, &time));
    let summary = &view.detail.summary;
    let zone = answer(zone_of(summary))?;
    let wish = view.form.wish(summary.kind, |civil| zone.typed(civil));
    view.choices = answer(port::<dyn Bookings>().choices(&principal(), summary.id, wish).await)?;
    Ok(view)
}

#[cfg(feature = "ssr")]
fn zone_of(summary: &shared::appointment::Summary) -> shared::ports::Answer<shared::zone::Zone> {
    shared::zone::Zone::named(&summary.zone.0).ok_or(shared::error::Error::Internal)
}

/// What others changed, if that is why a change was refused.
#[cfg(feature = "ssr")]
fn meanwhile<T>(outcome: &shared::ports::Answer<T>) -> Vec<shared::appointment::FieldChange> {
    match outcome {
        Err(shared::error::Error::Stale { changes, .. }) => changes.clone(),
        _ => Vec::new(),
    }
}

#[cfg(feature = "ssr")]
async fn read(id: &str) -> Result<shared::appointment::Detail, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{error::Error, ports::Bookings};
    let id: AppointmentId = answer(id.parse().map_err(|_| Error::NotFound))?;
    answer(port::<dyn Bookings>().appointment(&principal(), id).await)
}

/// Changes the appointment as typed; a `slot` that was offered instead takes the place of the time and room.
#[server(prefix = "/do", endpoint = "appointment/amend", output = crate::wire::Compact)]
pub async fn amend(id: AppointmentId, form: AmendForm, #[server(default)] slot: String) -> Result<(), ApiError> {
    use super::state::{KeptAmend, amend_form, path};
    use crate::forms::{answer_form, keep_if_refused, lead_to};
    let mut form = form;
    let outcome = amend_as_typed(id, &mut form, &slot).await;
    keep_if_refused(&amend_form(id), &KeptAmend { form, meanwhile: meanwhile(&outcome) }, &outcome);
    answer_form::<Amend, _>(&format!("{}/amend", path(id)), outcome)?;
    lead_to(&format!("{}?done=amended", path(id)));
    Ok(())
}

/// Reads the form in the civil time of the appointment's centre and makes the change.
#[cfg(feature = "ssr")]
async fn amend_as_typed(id: AppointmentId, form: &mut AmendForm, slot: &str) -> shared::ports::Answer<()> {
    use crate::{
        context::{port, principal},
        features::booking::slot_from,
    };
    use shared::{error::Error, ports::Bookings};
    let (bookings, who) = (port::<dyn Bookings>(), principal());
    let summary = bookings.appointment(&who, id).await?.summary;
    let zone = zone_of(&summary)?;
    let slot = slot_from(slot);
    if let Some(slot) = slot {
        *form = form.clone().starting(zone.local(slot.start).civil, Some(slot.room));
    }
    // What was offered is a moment, also where the clock shows its time twice.
    let moment = |civil| slot.map_or_else(|| zone.typed(civil), |slot| Ok(slot.start));
    let change = form.read(summary.kind, moment).map_err(Error::Invalid)?;
    bookings.amend(&who, id, form.version, change).await.map(drop)
}

/// The appointment, and those who are to join it.
#[server(prefix = "/do", endpoint = "appointment/who", input = Json, output = crate::wire::Compact)]
pub async fn who_takes_part(id: String, asked: Swapping) -> Result<SwapView, ApiError> {
    use super::state::{KeptSwap, can_swap, swap_form};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::{error::Error, exchange::Key, permission::Action, ports::Exchange};
    let detail = read(&id).await?;
    if !detail.actions.contains(&Action::Amend) || !can_swap(&detail) {
        return answer(Err(Error::NotFound));
    }
    let mut joining = Vec::new();
    for person in asked.joining() {
        joining.push(answer(port::<dyn Exchange>().person(&principal(), Key::Id(person.0)).await)?);
    }
    let KeptSwap { asked: refused, meanwhile } = kept(&swap_form(detail.summary.id)).unwrap_or_default();
    let zone = answer(zone_of(&detail.summary))?;
    let wish = asked.or_refused(&refused);
    let impossible = match wish.change(|civil| zone.typed(civil)) {
        Ok(change) if !wish.is_empty() => answer(impossible(detail.summary.id, change).await)?,
        // What is wrong with it is told when it is sent.
        _ => None,
    };
    Ok(SwapView { summary: detail.summary, joining, notice_reason: refused.notice_reason, meanwhile, impossible })
}

/// What stands against a change of who takes part or who is brought, with the nearest starts at which it is possible;
/// `None` if nothing does, or it cannot be made at any time.
#[cfg(feature = "ssr")]
async fn impossible(
    id: AppointmentId,
    change: shared::appointment::Amendment,
) -> shared::ports::Answer<Option<shared::draft::Wished>> {
    use crate::context::{port, principal};
    use shared::{error::Error, ports::Bookings};
    match port::<dyn Bookings>().choices(&principal(), id, change).await {
        Ok(choices) => Ok(choices.wished.filter(|wished| wished.slot.is_none())),
        Err(Error::Invalid(_) | Error::Transition { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Changes who takes part, and when it is, if that changes with them; a `slot` that was offered instead takes the place of
/// the time.
#[server(prefix = "/do", endpoint = "appointment/swap", output = crate::wire::Compact)]
pub async fn swap(
    id: AppointmentId,
    version: i32,
    #[server(default)] asked: Swapping,
    #[server(default)] slot: String,
) -> Result<(), ApiError> {
    use super::state::{KeptSwap, path, swap_form};
    use crate::forms::{answer_form, keep_if_refused, lead_to};
    let mut asked = asked;
    let outcome = swap_as_asked(id, version, &mut asked, &slot).await;
    let kept = KeptSwap { asked: asked.clone(), meanwhile: meanwhile(&outcome) };
    keep_if_refused(&swap_form(id), &kept, &outcome);
    let moved = answer_form::<Swap, _>(&asked.path(id), outcome)?;
    let done = if moved { "people_time" } else { "people" };
    lead_to(&format!("{}?done={done}", path(id)));
    Ok(())
}

/// Reads a new start in the civil time of the appointment's centre and makes the change, all of it at once. Whether it is at
/// another time now.
#[cfg(feature = "ssr")]
async fn swap_as_asked(
    id: AppointmentId,
    version: i32,
    asked: &mut Swapping,
    slot: &str,
) -> shared::ports::Answer<bool> {
    use crate::{
        context::{port, principal},
        features::booking::slot_from,
    };
    use shared::{appointment::Amendment, error::Error, ports::Bookings};
    let (bookings, who) = (port::<dyn Bookings>(), principal());
    let summary = bookings.appointment(&who, id).await?.summary;
    let zone = zone_of(&summary)?;
    let slot = slot_from(slot);
    if let Some(slot) = slot {
        *asked = asked.clone().starting(zone.local(slot.start).civil);
    }
    // What was offered is a moment, also where the clock shows its time twice.
    let moment = |civil| slot.map_or_else(|| zone.typed(civil), |slot| Ok(slot.start));
    let change = asked.change(moment).map_err(Error::Invalid)?;
    let change = Amendment { room: slot.map(|slot| slot.room), ..change };
    let moves = change.start.is_some_and(|start| start != summary.period.start.at);
    bookings.amend(&who, id, version, change).await.map(|_| moves)
}

/// The appointment, for whoever may change who is brought to it.
#[server(prefix = "/do", endpoint = "appointment/brought", input = Json, output = crate::wire::Compact)]
pub async fn who_is_brought(id: String) -> Result<BroughtView, ApiError> {
    use super::state::{KeptBrought, brought_form, can_swap};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::{error::Error, exchange::Key, permission::Action, ports::Exchange};
    let detail = read(&id).await?;
    if !detail.actions.contains(&Action::Amend) || !can_swap(&detail) {
        return answer(Err(Error::NotFound));
    }
    let KeptBrought { bring, meanwhile } = kept(&brought_form(detail.summary.id)).unwrap_or_default();
    let mut impossible_for = None;
    if let Some(one) = bring
        && let Some(wished) = answer(impossible(detail.summary.id, bringing(one)).await)?
    {
        let whom = answer(port::<dyn Exchange>().detainee(&principal(), Key::Id(one.0)).await)?;
        impossible_for = Some((whom, wished));
    }
    Ok(BroughtView { detail, meanwhile, impossible: impossible_for })
}

#[cfg(feature = "ssr")]
fn bringing(detainee: DetaineeId) -> shared::appointment::Amendment {
    shared::appointment::Amendment { bring: vec![detainee], ..Default::default() }
}

/// Brings somebody more, at the `slot` that was offered if they cannot be when it is.
#[server(prefix = "/do", endpoint = "appointment/bring", output = crate::wire::Compact)]
pub async fn bring(
    id: AppointmentId,
    version: i32,
    detainee: DetaineeId,
    #[server(default)] slot: String,
) -> Result<(), ApiError> {
    use crate::features::booking::slot_from;
    use shared::appointment::Amendment;
    let slot = slot_from(&slot);
    let (start, room) = (slot.map(|slot| slot.start), slot.map(|slot| slot.room));
    change_brought::<Bring>(id, version, Amendment { start, room, ..bringing(detainee) }).await
}

/// Leaves somebody where they are held.
#[server(prefix = "/do", endpoint = "appointment/leave-there", output = crate::wire::Compact)]
pub async fn leave_there(id: AppointmentId, version: i32, detainee: DetaineeId) -> Result<(), ApiError> {
    let change = shared::appointment::Amendment { leave_there: vec![detainee], ..Default::default() };
    change_brought::<LeaveThere>(id, version, change).await
}

/// Makes one change of who is brought. A plain form is led back to the page; with JavaScript the page fetches the
/// appointment anew and stays where it is.
#[cfg(feature = "ssr")]
async fn change_brought<F>(
    id: AppointmentId,
    version: i32,
    change: shared::appointment::Amendment,
) -> Result<(), ApiError>
where
    F: leptos::server_fn::ServerFn<Error = ApiError>,
{
    use super::state::{KeptBrought, brought_form, brought_path};
    use crate::{
        context::{plain_form, port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Bookings;
    let bring = change.bring.first().copied();
    let changed = port::<dyn Bookings>().amend(&principal(), id, version, change).await.map(drop);
    keep_if_refused(&brought_form(id), &KeptBrought { bring, meanwhile: meanwhile(&changed) }, &changed);
    answer_form::<F, _>(&brought_path(id), changed)?;
    if plain_form() {
        lead_to(&format!("{}?done=brought", brought_path(id)));
    }
    Ok(())
}

/// Moves the appointment to another state; "not held" needs a cause.
#[server(prefix = "/do", endpoint = "appointment/advance", output = crate::wire::Compact)]
pub async fn advance(
    id: AppointmentId,
    version: i32,
    to: State,
    #[server(default)] cause: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    use super::state::{KeptReason, ReasonForm, asking, path, reason_form};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Bookings;
    let reason = ReasonForm { cause, note, ..ReasonForm::default() };
    let outcome = match reason.read(to == State::NotHeld) {
        Ok((cause, note)) => port::<dyn Bookings>().advance(&principal(), id, version, to, cause, note).await,
        Err(refused) => Err(refused),
    };
    let kept = KeptReason { typed: reason, meanwhile: meanwhile(&outcome) };
    keep_if_refused(&reason_form(id), &kept, &outcome);
    answer_form::<Advance, _>(&asking(id, to), outcome)?;
    lead_to(&format!("{}?done={}", path(id), to.code()));
    Ok(())
}

/// Cancels the appointment with a coded cause.
#[server(prefix = "/do", endpoint = "appointment/cancel", output = crate::wire::Compact)]
pub async fn cancel(
    id: AppointmentId,
    version: i32,
    #[server(default)] cause: String,
    #[server(default)] note: String,
    #[server(default)] days: String,
) -> Result<(), ApiError> {
    use super::state::{KeptReason, ReasonForm, asking, path, reason_form};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{
        error::Error,
        ports::{Bookings, Series},
        series::CancelDays,
    };
    let reason = ReasonForm { cause, note, days };
    let which = CancelDays::from_code(&reason.days).unwrap_or(CancelDays::Only);
    let outcome = match reason.read(true) {
        Ok((Some(cause), note)) if which == CancelDays::Following => {
            port::<dyn Series>().cancel_following(&principal(), id, version, cause, note).await
        }
        Ok((Some(cause), note)) => {
            port::<dyn Bookings>().cancel(&principal(), id, version, cause, note).await.map(drop)
        }
        Ok((None, _)) => Err(Error::Invalid(Vec::new())),
        Err(refused) => Err(refused),
    };
    let kept = KeptReason { typed: reason, meanwhile: meanwhile(&outcome) };
    keep_if_refused(&reason_form(id), &kept, &outcome);
    answer_form::<Cancel, _>(&asking(id, State::Cancelled), outcome)?;
    lead_to(&format!("{}?done=cancelled", path(id)));
    Ok(())
}
