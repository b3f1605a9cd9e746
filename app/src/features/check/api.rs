//! The server's part of the check.

use leptos::prelude::*;
use shared::{
    check::{CheckPlace, CheckResult, CheckedFor, Measurements},
    time::Instant,
};

use crate::error::ApiError;

/// The server's time; a device compares its clock with it.
#[server(prefix = "/do", endpoint = "check/now", output = crate::wire::Compact)]
pub async fn server_now() -> Result<Instant, ApiError> {
    use crate::context::{answer, port};
    answer(port::<dyn shared::ports::Checks>().now().await)
}

/// For whom or what the check counts: what `counts_for` names, or the appointment of the personal link `token`.
#[server(prefix = "/do", endpoint = "check/place", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn place_of_check(
    /// The secret of a personal link.
    token: Option<String>,
    /// What the address names.
    counts_for: CheckedFor,
) -> Result<CheckPlace, ApiError> {
    use crate::context::{answer, port};
    let (who, counts_for) = checked_by(token, counts_for).await?;
    answer(port::<dyn shared::ports::Checks>().place(&who, counts_for).await)
}

/// Hands the measurements over; the verdicts are derived there and come back.
#[server(prefix = "/do", endpoint = "check/record", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn record_check(
    /// The secret of a personal link.
    token: Option<String>,
    /// What the address names.
    counts_for: CheckedFor,
    /// What the browser measured.
    measured: Measurements,
) -> Result<CheckResult, ApiError> {
    use crate::context::{answer, port};
    let (who, counts_for) = checked_by(token, counts_for).await?;
    answer(port::<dyn shared::ports::Checks>().record(&who, counts_for, measured).await)
}

/// Who checks, and for what: a personal link stands for a person and for one appointment, whatever else was named.
#[cfg(feature = "ssr")]
async fn checked_by(
    token: Option<String>,
    counts_for: CheckedFor,
) -> Result<(shared::principal::Principal, CheckedFor), ApiError> {
    use crate::context::{answer, port, principal};
    let Some(token) = token else { return Ok((principal(), counts_for)) };
    let who = answer(port::<dyn shared::ports::Accounts>().by_link(&token).await)?;
    let counts_for = match &who {
        shared::principal::Principal::Invited(invited) => CheckedFor::Participant(invited.appointment),
        _ => counts_for,
    };
    Ok((who, counts_for))
}
