//! The client's files.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tower::{Layer, ServiceExt};
use tower_http::{
    services::{ServeDir, fs::ServeFileSystemResponseBody},
    set_header::{SetResponseHeader, SetResponseHeaderLayer},
};

use crate::assets::Site;

/// Files whose name holds a hash of what they hold: they never change.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Files that keep their name when they change.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Says how long an answer may be kept.
type Keeping = fn(&axum::http::Response<ServeFileSystemResponseBody>) -> Option<HeaderValue>;

/// The hashed files, as small as the browser takes them.
pub fn hashed(site: &Site) -> SetResponseHeader<ServeDir, Keeping> {
    let files = ServeDir::new(site.folder.join("pkg")).precompressed_br().precompressed_gzip();
    let for_ever: Keeping = |response| response.status().is_success().then_some(FOR_EVER);
    SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, for_ever).layer(files)
}

/// Any other file of the site's folder, such as its icon.
pub async fn loose(site: &Site, method: Method, uri: Uri, headers: HeaderMap) -> Option<Response> {
    let looks = matches!(method, Method::GET | Method::HEAD);
    let named = uri.path().rsplit('/').next().is_some_and(|name| name.contains('.'));
    if !looks || !named || uri.path() == "/manifest.json" {
        return None;
    }
    let mut request = Request::builder().method(method).uri(uri).body(Body::empty()).ok()?;
    *request.headers_mut() = headers;
    let files = ServeDir::new(&site.folder).append_index_html_on_directories(false);
    let Ok(response) = files.precompressed_br().precompressed_gzip().oneshot(request).await;
    if !(response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED) {
        return None;
    }
    let mut response = response.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, FOR_AN_HOUR);
    Some(response)
}
