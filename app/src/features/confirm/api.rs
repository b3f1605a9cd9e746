//! The server functions behind an invitation.

use leptos::prelude::*;
use shared::notice::AnswerForm;

use super::state::{InvitationView, Way};
use crate::error::ApiError;

/// What the invitation says, and the answer that was typed and not taken.
#[server(prefix = "/do", endpoint = "confirm/invitation", output = crate::wire::Compact)]
pub async fn invitation(way: Way) -> Result<InvitationView, ApiError> {
    use super::state::answer_form_of;
    use crate::{
        context::{answer, port},
        forms::kept,
    };
    use shared::ports::Attendances;
    let (who, appointment) = answer(invited(&way).await)?;
    let invitation = answer(port::<dyn Attendances>().invitation(&who, appointment).await)?;
    Ok(InvitationView { invitation, typed: kept(&answer_form_of(appointment)) })
}

/// Answers the invitation; answering the same again changes nothing.
#[server(prefix = "/do", endpoint = "confirm/respond", output = crate::wire::Compact)]
pub async fn respond(way: Way, form: AnswerForm) -> Result<(), ApiError> {
    use super::state::answer_form_of;
    use crate::{
        context::port,
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Attendances;
    let back = way.asking(&form.answer);
    let (who, appointment) = answer_form::<Respond, _>(&back, invited(&way).await)?;
    let answered = port::<dyn Attendances>().answer(&who, appointment, form.clone()).await;
    keep_if_refused(&answer_form_of(appointment), &form, &answered);
    answer_form::<Respond, _>(&back, answered)?;
    lead_to(&format!("{}?answered=1", way.page()));
    Ok(())
}

/// Who answers, and for which appointment: the link decides where there is one, else the session.
#[cfg(feature = "ssr")]
async fn invited(way: &Way) -> shared::ports::Answer<(shared::principal::Principal, shared::ids::AppointmentId)> {
    use crate::context::{port, principal};
    use shared::{error::Error, ports::Accounts, principal::Principal};
    if way.token.is_empty() {
        let appointment = way.appointment.parse().map_err(|_| Error::NotFound)?;
        return Ok((principal(), appointment));
    }
    match port::<dyn Accounts>().by_link(&way.token).await? {
        Principal::Invited(invited) => {
            let appointment = invited.appointment;
            Ok((Principal::Invited(invited), appointment))
        }
        _ => Err(Error::NotFound),
    }
}
