//! The server's part of the check.

use leptos::prelude::*;
use shared::{
    check::{
        Answered, CheckPlace, CheckedFor, Judgement, Measurements, Offer, StayingDevice, Ways, history::RoomHistory,
    },
    ids::{DeviceCheckId, RoomDeviceId, RoomId},
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
    if matches!(who, shared::principal::Principal::Device(_)) {
        crate::session::renew_room_device();
    }
    let at = staying_here(&who, counts_for).await?;
    answer(port::<dyn shared::ports::Checks>().place_at(&who, at, counts_for).await)
}

/// Hands the measurements over; the verdicts are derived there and come back, with what stands of all checks of these devices.
#[server(prefix = "/do", endpoint = "check/record", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn record_check(
    /// The secret of a personal link.
    token: Option<String>,
    /// What the address names.
    counts_for: CheckedFor,
    /// What the browser measured.
    measured: Measurements,
    /// Under what a part of this check was reported.
    before: Option<DeviceCheckId>,
) -> Result<Judgement, ApiError> {
    use crate::context::{answer, port};
    let (who, counts_for) = checked_by(token, counts_for).await?;
    let (from, at) = (crate::session::connection().address, staying_here(&who, counts_for).await?);
    let recorded = port::<dyn shared::ports::Checks>().record_at(&who, from, at, counts_for, measured, before).await;
    answer(recorded.map(|recorded| recorded.judgement))
}

/// Where a failure is reported; the page does so even while it is being left.
pub const REPORT: &str = "/do/check/report";

/// Hands over what was measured so far, because something fails and the check may go no further. Answers under what it is
/// kept, so that the rest of the check takes its place.
#[server(prefix = "/do", endpoint = "check/report", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn report_check(
    /// The secret of a personal link.
    token: Option<String>,
    /// What the address names.
    counts_for: CheckedFor,
    /// What the browser measured so far.
    measured: Measurements,
    /// Under what a part of this check was reported before.
    before: Option<DeviceCheckId>,
) -> Result<Option<DeviceCheckId>, ApiError> {
    use crate::context::{answer, port};
    let (who, counts_for) = checked_by(token, counts_for).await?;
    let (from, at) = (crate::session::connection().address, staying_here(&who, counts_for).await?);
    let recorded = port::<dyn shared::ports::Checks>().record_at(&who, from, at, counts_for, measured, before).await;
    answer(recorded.map(|recorded| recorded.check))
}

/// The checks of the rooms that the reader checks, over the last weeks.
#[server(prefix = "/do", endpoint = "check/history", output = crate::wire::Compact)]
pub async fn checks_of_rooms() -> Result<Vec<RoomHistory>, ApiError> {
    use crate::context::{answer, port, principal};
    answer(port::<dyn shared::ports::Checks>().history(&principal()).await)
}

/// Other devices are connected than when the check was made: it no longer counts.
#[server(prefix = "/do", endpoint = "check/devices-changed", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn devices_changed(
    /// The secret of a personal link.
    token: Option<String>,
    /// What the check counted for.
    counts_for: CheckedFor,
) -> Result<(), ApiError> {
    use crate::context::{answer, port};
    let (who, counts_for) = checked_by(token, counts_for).await?;
    let at = staying_here(&who, counts_for).await?;
    answer(port::<dyn shared::ports::Checks>().devices_changed_at(&who, at, counts_for).await)
}

/// The ways that this installation offers, with fresh credentials for its relays.
#[server(prefix = "/do", endpoint = "check/ways", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn ways_of_check(
    /// The secret of a personal link.
    token: Option<String>,
) -> Result<Ways, ApiError> {
    use crate::context::{answer, port};
    let who = caller(token).await?;
    let from = crate::session::connection().address;
    answer(port::<dyn shared::ports::Lines>().ways(&who, from).await)
}

/// Calls the server's media peer.
#[server(prefix = "/do", endpoint = "check/call", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn call_for_check(
    /// The secret of a personal link.
    token: Option<String>,
    /// What the browser offers.
    offer: Offer,
) -> Result<Answered, ApiError> {
    use crate::context::{answer, port};
    let who = caller(token).await?;
    let from = crate::session::connection().address;
    answer(port::<dyn shared::ports::Lines>().call(&who, from, offer).await)
}

/// Where a call is ended; the page says so even while it is being left.
pub const HANG_UP: &str = "/do/check/hang-up";

/// Ends a call.
#[server(prefix = "/do", endpoint = "check/hang-up", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn hang_up(
    /// Which.
    call: String,
) -> Result<(), ApiError> {
    use crate::context::{answer, port};
    answer(port::<dyn shared::ports::Lines>().hang_up(&call).await)
}

/// The devices that stay in a room, for those who keep them; `None` for everybody else.
#[server(prefix = "/do", endpoint = "check/staying", input = leptos::server_fn::codec::Json, output = crate::wire::Compact)]
pub async fn devices_that_stay(
    /// The room.
    room: RoomId,
) -> Result<Option<Vec<StayingDevice>>, ApiError> {
    use crate::context::{answer, port, principal};
    use shared::permission::{UseCase, permit};
    let who = principal();
    if permit(&who, UseCase::KeepRoomDevices).is_none() {
        return Ok(None);
    }
    let here = crate::session::room_device_secret();
    answer(port::<dyn shared::ports::RoomDevices>().staying(&who, room, here.as_deref()).await).map(Some)
}

/// Lets the device that asks stay in a room.
#[server(prefix = "/do", endpoint = "check/stay", output = crate::wire::Compact)]
pub async fn let_device_stay(
    /// The room.
    room: RoomId,
) -> Result<(), ApiError> {
    use crate::{
        context::{plain_form, port, principal},
        forms::{answer_form, lead_to},
        session::{keep_room_device, room_device_secret},
    };
    let (page, here) = (format!("/check?room={room}"), room_device_secret());
    let outcome = port::<dyn shared::ports::RoomDevices>().stay(&principal(), room, here.as_deref()).await;
    keep_room_device(&answer_form::<LetDeviceStay, _>(&page, outcome)?);
    if plain_form() {
        lead_to(&format!("{page}&done=stays"));
    }
    Ok(())
}

/// Sends a device away from a room.
#[server(prefix = "/do", endpoint = "check/send-away", output = crate::wire::Compact)]
pub async fn send_device_away(
    /// The room whose page asks.
    room: RoomId,
    /// Which device.
    device: RoomDeviceId,
) -> Result<(), ApiError> {
    use crate::{
        context::{plain_form, port, principal},
        forms::{answer_form, lead_to},
    };
    let page = format!("/check?room={room}");
    let outcome = port::<dyn shared::ports::RoomDevices>().send_away(&principal(), device).await;
    answer_form::<SendDeviceAway, _>(&page, outcome)?;
    if plain_form() {
        lead_to(&format!("{page}&done=away"));
    }
    Ok(())
}

/// The device that stays in a room, if a room is checked in its browser: also where somebody signed in.
#[cfg(feature = "ssr")]
async fn staying_here(
    who: &shared::principal::Principal,
    counts_for: CheckedFor,
) -> Result<Option<shared::principal::RoomDevice>, ApiError> {
    use crate::context::{answer, port};
    use shared::principal::Principal;
    if let Principal::Device(device) = who {
        return Ok(Some(*device));
    }
    let secret = crate::session::room_device_secret().filter(|_| matches!(counts_for, CheckedFor::Room(_)));
    let Some(secret) = secret else { return Ok(None) };
    let known = answer(port::<dyn shared::ports::RoomDevices>().by_secret(&secret).await)?;
    Ok(if let Principal::Device(device) = known { Some(device) } else { None })
}

/// Who calls: whoever is signed in, or whom the personal link stands for.
#[cfg(feature = "ssr")]
async fn caller(token: Option<String>) -> Result<shared::principal::Principal, ApiError> {
    Ok(checked_by(token, CheckedFor::Trial).await?.0)
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
