//! The cookies of a signed-in browser and of a chosen language. The server's session layer reads them; the server
//! functions that sign in and out write the first, the server's language route writes the second.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use shared::{check::STAYS_DAYS, ports::NewSession};

/// Says of which accounts' owners this is a browser, in a form that only the server can read. It outlives the session.
pub const DEVICE_COOKIE: &str = "telesala_device";
/// Where signing in is posted: the only address at which that is of use.
const DEVICE_PATH: &str = "/do/sign-in";
/// Seconds for which a browser keeps it: 400 days, the most that browsers grant; each sign-in begins them anew.
const DEVICE_SECONDS: u32 = 400 * 24 * 60 * 60;
/// Holds what a device that stays in a room comes with, and outlives every session.
pub const ROOM_DEVICE_COOKIE: &str = "telesala_room";
/// Holds the session's secret.
pub const SESSION_COOKIE: &str = "telesala_session";
/// Holds the code of the language that this browser chose.
pub const LANGUAGE_COOKIE: &str = "telesala_language";

/// What the server knows of the connection on which a request came; it is in the context of every server function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// The client's address, as the nearest proxy that is trusted names it; for rate limits only.
    pub address: Option<IpAddr>,
    /// Whether the browser came over https; then cookies must not travel in the clear either.
    pub secure: bool,
}

/// The connection of this request.
pub fn connection() -> Connection {
    use_context::<Connection>().unwrap_or_default()
}

/// The value of the cookie called `name` in a request's headers.
pub fn cookie<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The secret that this request's cookie holds.
pub fn session_secret() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    cookie(&parts.headers, SESSION_COOKIE).map(ToOwned::to_owned)
}

/// What this request's cookie says of those who signed in on the browser before.
pub fn device() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    cookie(&parts.headers, DEVICE_COOKIE).map(ToOwned::to_owned)
}

/// Gives the browser the cookie of a session that just began. It lasts as long as the browser stays open; when the
/// session itself ends is for the server to say. What marks the browser as its owner's stays.
pub fn keep_session(session: &NewSession) {
    set_cookie(SESSION_COOKIE, &session.secret, "Path=/; SameSite=Lax");
    let kept = format!("Path={DEVICE_PATH}; SameSite=Strict; Max-Age={DEVICE_SECONDS}");
    set_cookie(DEVICE_COOKIE, &session.device, &kept);
}

/// Takes the session's cookie away from the browser.
pub fn forget_session() {
    set_cookie(SESSION_COOKIE, "", "Path=/; SameSite=Lax; Max-Age=0");
}

/// What this request's cookie holds of a device that stays in a room.
pub fn room_device_secret() -> Option<String> {
    let parts = use_context::<http::request::Parts>()?;
    cookie(&parts.headers, ROOM_DEVICE_COOKIE).filter(|secret| !secret.is_empty()).map(ToOwned::to_owned)
}

/// Gives the browser of a device that stays in a room what it comes with, for as long as it serves without being used.
pub fn keep_room_device(secret: &str) {
    let seconds = STAYS_DAYS * 24 * 60 * 60;
    set_cookie(ROOM_DEVICE_COOKIE, secret, &format!("Path=/; SameSite=Strict; Max-Age={seconds}"));
}

/// The device of this request was used: its browser keeps what it comes with as long again.
pub fn renew_room_device() {
    if let Some(secret) = room_device_secret() {
        keep_room_device(&secret);
    }
}

fn set_cookie(name: &str, value: &str, attributes: &str) {
    let secure = if connection().secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; HttpOnly; {attributes}{secure}");
    if let (Some(response), Ok(line)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&line)) {
        response.append_header(header::SET_COOKIE, line);
    }
}
