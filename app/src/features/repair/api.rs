//! The server functions of the repair.

use leptos::prelude::*;
use shared::{block::BlockForm, repair::RepairView};

use crate::error::ApiError;

/// What an address or a form supposes: nothing, or that `person` or `centre` could not be had.
#[cfg(feature = "ssr")]
fn supposed(
    person: &str,
    centre: &str,
    form: BlockForm,
) -> Result<Option<shared::repair::Supposed>, shared::error::Error> {
    use shared::{
        error::Error,
        repair::{Missing, Supposed},
    };
    let missing = match (person, centre) {
        ("", "") => return Ok(None),
        (person, "") => Missing::Person(person.parse().map_err(|_| Error::NotFound)?),
        (_, centre) => Missing::Centre(centre.parse().map_err(|_| Error::NotFound)?),
    };
    Ok(Some(Supposed { missing, form }))
}

/// What is broken, and how it can be mended; with a person or a centre, what would be. And why somebody cannot be had, as
/// it was typed and not taken.
#[server(prefix = "/do", endpoint = "repair/look", output = crate::wire::Compact)]
pub async fn look_at_repair(
    person: String,
    centre: String,
    form: BlockForm,
) -> Result<(RepairView, Option<BlockForm>), ApiError> {
    use crate::context::{answer, port, principal};
    let supposed = answer(supposed(&person, &centre, form))?;
    let view = answer(port::<dyn shared::ports::Repairs>().look(&principal(), supposed).await)?;
    Ok((view, crate::forms::kept(&kept_as(&person))))
}

/// The name under which what was typed of an absence is kept.
#[cfg(feature = "ssr")]
fn kept_as(person: &str) -> String {
    format!("repair/{person}")
}

/// How many of the reader's appointments can no longer be held; none for those who do not repair.
#[server(name = CountBroken, prefix = "/do", endpoint = "repair/count", output = crate::wire::Compact)]
pub async fn broken() -> Result<usize, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::{
        permission::{UseCase, permit},
        ports::Repairs,
    };
    let who = principal();
    if permit(&who, UseCase::Repair).is_none() {
        return Ok(0);
    }
    answer(port::<dyn Repairs>().broken(&who).await)
}

/// Makes the moves that were ticked, and enters the absence for which they were sought.
#[server(prefix = "/do", endpoint = "repair/accept", output = crate::wire::Compact)]
pub async fn accept_repair(
    #[server(default)] moves: Vec<String>,
    #[server(default)] person: String,
    #[server(default)] form: BlockForm,
) -> Result<(), ApiError> {
    use crate::{
        context::{port, principal},
        forms::{answer_form, keep_if_refused, lead_to},
    };
    use shared::{error::Error, repair::Accepted};
    let page = if person.is_empty() { "/repair".to_owned() } else { super::state::address("person", &person, &form) };
    let read: Result<Vec<Accepted>, _> = moves.iter().map(|one| one.parse()).collect();
    let outcome = match (read, supposed(&person, "", form.clone())) {
        (Ok(moves), Ok(with)) => port::<dyn shared::ports::Repairs>().accept(&principal(), moves, with).await,
        (Err(_), _) => Err(Error::Invalid(Vec::new())),
        (_, Err(error)) => Err(error),
    };
    keep_if_refused(&kept_as(&person), &form, &outcome);
    answer_form::<AcceptRepair, _>(&page, outcome)?;
    if person.is_empty() {
        lead_to("/repair?done=accepted");
    } else {
        lead_to(&format!("/absences?person={person}&done=repaired"));
    }
    Ok(())
}
