//! Requests that change something must come from our own pages.
//!
//! The session's cookie is `SameSite=Lax`, which keeps other sites' posts without it; this refuses them altogether, also
//! from a sibling subdomain. Browsers say in `Sec-Fetch-Site` where a request comes from, or in `Origin` where that header
//! is not sent (plain http on a local network). A program that is no browser sends neither and holds no cookie.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};

use super::refusal::Refusal;
use crate::state::AppState;

/// Refuses whatever is not a mere look and comes from another site.
pub async fn same_site_only(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if looks || ours(request.headers(), &state.house.settings.public_url) {
        return next.run(request).await;
    }
    tracing::warn!("a request from another site was refused");
    Refusal::OtherSite.answer(request.uri(), request.headers())
}

/// Whether a request comes from one of our own pages, or from no page at all.
pub fn ours(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == public_url || (host.is_some() && host == text(header::HOST))
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), header::HeaderValue::from_static(value)))
            .collect();
        ours(&headers, "https://telesala.example.org")
    }

    #[test]
    fn own_pages_and_programs_pass() {
        assert!(judged(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(judged(&[("origin", "https://telesala.example.org"), ("host", "10.0.0.4:8080")]));
        assert!(judged(&[("origin", "http://10.0.0.4:8080"), ("host", "10.0.0.4:8080")]));
        assert!(judged(&[]));
    }

    #[test]
    fn other_sites_do_not() {
        assert!(!judged(&[("sec-fetch-site", "cross-site"), ("origin", "https://telesala.example.org")]));
        assert!(!judged(&[("sec-fetch-site", "same-site")]));
        assert!(!judged(&[("origin", "https://evil.example"), ("host", "telesala.example.org")]));
        assert!(!judged(&[("origin", "null"), ("host", "telesala.example.org")]));
        assert!(!judged(&[("origin", "null")]));
    }
}
