//! The server functions of an appointment's page.

use leptos::prelude::*;
use shared::{appointment::State, ids::AppointmentId};

use super::state::{AmendForm, AmendView, AppointmentView};
use crate::error::ApiError;

/// The appointment, and the reason that was typed for it and not taken.
#[server(prefix = "/do", endpoint = "appointment/read", output = crate::wire::Compact)]
pub async fn appointment(id: String) -> Result<AppointmentView, ApiError> {
    use super::state::reason_form;
    use crate::forms::kept;
    let detail = read(&id).await?;
    let typed = kept(&reason_form(detail.summary.id));
    Ok(AppointmentView { detail, typed })
}

/// The appointment with the form that changes it.
#[server(prefix = "/do", endpoint = "appointment/amendment", output = crate::wire::Compact)]
pub async fn amendment(id: String) -> Result<AmendView, ApiError> {
    use super::state::amend_form;
    use crate::forms::kept;
    let detail = read(&id).await?;
    let kept = kept(&amend_form(detail.summary.id));
    Ok(AmendView::new(detail, kept))
}

#[cfg(feature = "ssr")]
async fn read(id: &str) -> Result<shared::appointment::Detail, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{error::Error, ports::Bookings};
    let id: AppointmentId = answer(id.parse().map_err(|_| Error::NotFound))?;
    answer(port::<dyn Bookings>().appointment(&principal(), id).await)
}

/// Changes the appointment as typed.
#[server(prefix = "/do", endpoint = "appointment/amend", output = crate::wire::Compact)]
pub async fn amend(id: AppointmentId, form: AmendForm) -> Result<(), ApiError> {
    use super::state::{KeptAmend, amend_form, path};
    use crate::forms::{answer_form, keep_if_refused, lead_to};
    use shared::error::Error;
    let outcome = amend_as_typed(id, &form).await;
    let meanwhile = match &outcome {
        Err(Error::Stale { changes, .. }) => changes.clone(),
        _ => Vec::new(),
    };
    keep_if_refused(&amend_form(id), &KeptAmend { form, meanwhile }, &outcome);
    answer_form::<Amend, _>(&format!("{}/amend", path(id)), outcome)?;
    lead_to(&format!("{}?done=amended", path(id)));
    Ok(())
}

/// Reads the form in the civil time of the appointment's centre and makes the change.
#[cfg(feature = "ssr")]
async fn amend_as_typed(id: AppointmentId, form: &AmendForm) -> shared::ports::Answer<()> {
    use crate::context::{port, principal};
    use shared::{error::Error, ports::Bookings, zone::Zone};
    let (bookings, who) = (port::<dyn Bookings>(), principal());
    let summary = bookings.appointment(&who, id).await?.summary;
    let zone = Zone::named(&summary.zone.0).ok_or(Error::Internal)?;
    let change = form.read(summary.kind, |civil| zone.instant(civil)).map_err(Error::Invalid)?;
    bookings.amend(&who, id, form.version, change).await.map(drop)
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
    use super::state::{ReasonForm, asking, path, reason_form};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Bookings;
    let reason = ReasonForm { cause, note };
    let outcome = match reason.read(to == State::NotHeld) {
        Ok((cause, note)) => port::<dyn Bookings>().advance(&principal(), id, version, to, cause, note).await,
        Err(refused) => Err(refused),
    };
    keep_if_refused(&reason_form(id), &reason, &outcome);
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
) -> Result<(), ApiError> {
    use super::state::{ReasonForm, asking, path, reason_form};
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{error::Error, ports::Bookings};
    let reason = ReasonForm { cause, note };
    let outcome = match reason.read(true) {
        Ok((Some(cause), note)) => port::<dyn Bookings>().cancel(&principal(), id, version, cause, note).await,
        Ok((None, _)) => Err(Error::Invalid(Vec::new())),
        Err(refused) => Err(refused),
    };
    keep_if_refused(&reason_form(id), &reason, &outcome);
    answer_form::<Cancel, _>(&asking(id, State::Cancelled), outcome)?;
    lead_to(&format!("{}?done=cancelled", path(id)));
    Ok(())
}
