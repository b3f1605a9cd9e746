//! Headers that keep a page from being misused.

use std::net::IpAddr;

use app::session::Connection;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, uri::Authority},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

use crate::state::AppState;

/// Gives the request its nonce and the answer its headers.
pub async fn protect(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let secure = request.extensions().get::<Connection>().is_some_and(|connection| connection.secure);
    let trusted = secure || on_this_machine(request.headers());
    let devices = uses_devices(request.uri().path());
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    let page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = if page { page_policy(&nonce) } else { "default-src 'none'; frame-ancestors 'none'".to_owned() };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let allowed = if devices { DEVICES_ALLOWED } else { DEVICES_DENIED };
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(allowed));
    // The addresses of personal links are secrets, so no other site may see them. Our own pages may: a form that is
    // posted without JavaScript is sent back to the page it was on.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // On other pages browsers ignore it, and complain of it in the console of each.
    if trusted {
        headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    }
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    if secure && state.edge.insist {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    // Files come as small as the browser takes them, so whoever keeps them must not give one browser's to another.
    headers.entry(header::VARY).or_insert(HeaderValue::from_static("accept-encoding"));
    // What a person sees is theirs, and a shared tablet's "back" must not show it to the next.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

const DEVICES_ALLOWED: &str =
    "camera=(self), microphone=(self), geolocation=(), display-capture=(), payment=(), usb=()";
const DEVICES_DENIED: &str = "camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()";

/// Whether the browser asked for the very machine it runs on, whose pages it trusts without https too.
fn on_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_matches(['[', ']']);
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Only the pages of the device check ask for camera and microphone.
fn uses_devices(path: &str) -> bool {
    path == "/check" || path.starts_with("/check/")
}

/// Scripts run only from our own files or with this answer's nonce; `wasm-unsafe-eval` lets the client be compiled and
/// nothing else. Styles come from our own files, and nobody may frame a page.
fn page_policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self' blob: mediastream:; \
         worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
}
