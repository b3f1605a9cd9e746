//! The server functions of the page of separations.

use leptos::prelude::*;
use shared::{
    directory::DetaineeSummary,
    ids::{DetaineeId, GroupId, SeparationId},
    separation::{MemberForm, SeparationForm},
};

use super::state::Opened;
use crate::error::ApiError;

#[cfg(feature = "ssr")]
const PAGE: &str = "/separations";
#[cfg(feature = "ssr")]
const PAIR: &str = "separations/pair";
#[cfg(feature = "ssr")]
const MEMBER: &str = "separations/member";

/// Everything that touches the centre; with `weigh`, what is booked against the pair as it was typed.
#[server(prefix = "/do", endpoint = "separations/read", output = crate::wire::Compact)]
pub async fn separations(weigh: bool) -> Result<Opened, ApiError> {
    use crate::{
        context::{answer, port, principal},
        forms,
    };
    use shared::ports::Separations;
    let (separations, who) = (port::<dyn Separations>(), principal());
    let board = answer(separations.board(&who).await)?;
    let pair: Option<SeparationForm> = forms::kept(PAIR);
    let weighed = match &pair {
        // What cannot be weighed is told at the fields of the form.
        Some(form) if weigh => separations.weigh(&who, form).await.ok(),
        _ => None,
    };
    Ok(Opened { board, pair, weighed, member: forms::kept(MEMBER) })
}

/// Those held in the centre whose code or name begins a word with `text`.
#[server(prefix = "/do", endpoint = "separations/find", output = crate::wire::Compact)]
pub async fn find_held(text: String) -> Result<Vec<DetaineeSummary>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::ports::Separations;
    answer(port::<dyn Separations>().find(&principal(), &text).await)
}

/// Keeps two apart; with `weigh`, leads to what is booked against that.
#[server(prefix = "/do", endpoint = "separations/add", output = crate::wire::Compact)]
pub async fn separate(form: SeparationForm, #[server(default)] weigh: Option<String>) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep, keep_if_refused, lead_to},
    };
    use shared::ports::Separations;
    if weigh.is_some() {
        keep(PAIR, &form);
        answer_form::<Separate, _>(PAGE, port::<dyn Separations>().weigh(&principal(), &form).await)?;
        lead_to(&format!("{PAGE}?weigh=1"));
        return Ok(());
    }
    let outcome = port::<dyn Separations>().add(&principal(), &form).await;
    keep_if_refused(PAIR, &form, &outcome);
    answer_form::<Separate, _>(PAGE, outcome)?;
    lead_to(&format!("{PAGE}?done=added"));
    Ok(())
}

/// Keeps two apart no longer.
#[server(prefix = "/do", endpoint = "separations/end", output = crate::wire::Compact)]
pub async fn end_separation(separation: SeparationId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Separations;
    let outcome = port::<dyn Separations>().end(&principal(), separation).await;
    answer_form::<EndSeparation, _>(PAGE, outcome)?;
    lead_to(&format!("{PAGE}?done=ended"));
    Ok(())
}

/// Adds somebody to a group.
#[server(prefix = "/do", endpoint = "separations/join", output = crate::wire::Compact)]
pub async fn join_group(form: MemberForm) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::ports::Separations;
    let outcome = port::<dyn Separations>().join(&principal(), &form).await;
    keep_if_refused(MEMBER, &form, &outcome);
    answer_form::<JoinGroup, _>(PAGE, outcome)?;
    lead_to(&format!("{PAGE}?done=joined"));
    Ok(())
}

/// Takes somebody out of a group.
#[server(prefix = "/do", endpoint = "separations/leave", output = crate::wire::Compact)]
pub async fn leave_group(group: GroupId, detainee: DetaineeId) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, lead_to},
    };
    use shared::ports::Separations;
    let outcome = port::<dyn Separations>().leave(&principal(), group, detainee).await;
    answer_form::<LeaveGroup, _>(PAGE, outcome)?;
    lead_to(&format!("{PAGE}?done=left"));
    Ok(())
}
