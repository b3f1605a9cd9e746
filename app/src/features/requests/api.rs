//! The server functions of requests.

use leptos::prelude::*;
use shared::{ids::AppointmentId, request::RequestForm};

use super::state::{Asking, AtHome, Requests};
use crate::error::ApiError;

/// What the reader asked for, before the request `before` if it names one, or what waits for an answer of theirs; `decline`
/// names the one that they are about to decline.
#[server(name = ReadRequests, prefix = "/do", endpoint = "requests/read", output = crate::wire::Compact)]
pub async fn requests(decline: String, #[server(default)] before: String) -> Result<Requests, ApiError> {
    use super::state::{Open, decline_form};
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::{
        permission::{UseCase, permit},
        ports,
    };
    let (port, who) = (port::<dyn ports::Requests>(), principal());
    if permit(&who, UseCase::Ask).is_some() && who.account().is_some() {
        let before = before.parse::<AppointmentId>().ok();
        return Ok(Requests::Own(answer(port.own(&who, before).await)?));
    }
    let requests = answer(port.open(&who).await)?;
    let more = answer(port.waiting(&who).await)?.saturating_sub(requests.len());
    let declined = decline.parse::<AppointmentId>().ok();
    let declining = declined.map(|id| (id, kept(&decline_form(id)).unwrap_or_default()));
    Ok(Requests::Open(Open { requests, more, declining }))
}

/// What the start page says of requests; nothing to those who neither ask nor answer.
#[server(name = RequestsAtHome, prefix = "/do", endpoint = "requests/at-home", output = crate::wire::Compact)]
pub async fn at_home() -> Result<AtHome, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{
        permission::{UseCase, permit},
        ports,
    };
    let (port, who) = (port::<dyn ports::Requests>(), principal());
    let mut at_home = AtHome::default();
    if who.account().is_none() {
        return Ok(at_home);
    }
    if permit(&who, UseCase::ReadRequests).is_some() {
        at_home.waiting = answer(port.waiting(&who).await)?;
    }
    if permit(&who, UseCase::Ask).is_some() {
        at_home.own = answer(port.own(&who, None).await)?.requests;
    }
    Ok(at_home)
}

/// What the reader may ask for, and what they typed and was not taken.
#[server(name = ReadAskable, prefix = "/do", endpoint = "requests/askable", output = crate::wire::Compact)]
pub async fn askable() -> Result<Asking, ApiError> {
    use super::state::ASK_FORM;
    use crate::{
        context::{answer, port, principal},
        forms::kept,
    };
    use shared::ports;
    let askable = answer(port::<dyn ports::Requests>().askable(&principal()).await)?;
    Ok(Asking { askable, typed: kept(ASK_FORM) })
}

/// Asks.
#[server(name = AskFor, prefix = "/do", endpoint = "requests/ask", output = crate::wire::Compact)]
pub async fn ask(form: RequestForm) -> Result<(), ApiError> {
    use super::state::ASK_FORM;
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports;
    let asked = port::<dyn ports::Requests>().ask(&principal(), &form).await;
    keep_if_refused(ASK_FORM, &form, &asked);
    answer_form::<AskFor, _>("/requests/new", asked)?;
    lead_to("/requests?done=asked");
    Ok(())
}

/// Declines a request with a coded cause.
#[server(name = DeclineRequest, prefix = "/do", endpoint = "requests/decline", output = crate::wire::Compact)]
pub async fn decline(
    id: AppointmentId,
    #[server(default)] cause: String,
    #[server(default)] note: String,
) -> Result<(), ApiError> {
    use super::state::{decline_form, declining};
    use crate::{
        context::{port, principal},
        features::appointment::ReasonForm,
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{error::Error, ports};
    let reason = ReasonForm { cause, note, ..ReasonForm::default() };
    let outcome = match reason.read(true) {
        Ok((Some(cause), note)) => port::<dyn ports::Requests>().decline(&principal(), id, cause, note).await,
        Ok((None, _)) => Err(Error::Invalid(Vec::new())),
        Err(refused) => Err(refused),
    };
    keep_if_refused(&decline_form(id), &reason, &outcome);
    answer_form::<DeclineRequest, _>(&declining(id), outcome)?;
    lead_to("/requests?done=declined");
    Ok(())
}
