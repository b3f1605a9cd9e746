//! How often one token may ask: a fixed window, said in the headers of the IETF draft "`RateLimit` header fields for HTTP".

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use axum::http::HeaderName;
use shared::{ids::TokenId, time::Instant};

/// Requests in a window.
pub const REQUESTS: u32 = 600;
/// Seconds of a window.
pub const WINDOW: i64 = 60;

/// The counts of all tokens. They are this process's own; several servers over one database each grant a whole quota.
#[derive(Debug, Default)]
pub struct Quota(Mutex<HashMap<TokenId, (i64, u32)>>);

/// Where a token stands in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// It asked too often.
    pub exceeded: bool,
    /// Requests that are left.
    pub left: u32,
    /// Seconds until the next window.
    pub reset: u32,
}

impl Quota {
    /// Counts a request of `token` at `now`.
    pub fn count(&self, token: TokenId, now: Instant) -> Standing {
        let window = now.0 - now.0.rem_euclid(WINDOW);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Tokens are few, but those that went quiet need not be remembered.
        if counts.len() > 1000 {
            counts.retain(|_, (begun, _)| *begun == window);
        }
        let (begun, count) = counts.entry(token).or_insert((window, 0));
        if *begun != window {
            (*begun, *count) = (window, 0);
        }
        *count = count.saturating_add(1);
        let reset = u32::try_from(window + WINDOW - now.0).unwrap_or(1).max(1);
        Standing { exceeded: *count > REQUESTS, left: REQUESTS.saturating_sub(*count), reset }
    }
}

impl Standing {
    /// The headers that say it.
    pub fn headers(self) -> [(HeaderName, String); 2] {
        let Self { left, reset, .. } = self;
        [
            (HeaderName::from_static("ratelimit-policy"), format!("\"token\";q={REQUESTS};w={WINDOW}")),
            (HeaderName::from_static("ratelimit"), format!("\"token\";r={left};t={reset}")),
        ]
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_token_has_its_quota_in_every_window_and_no_more() {
        let (quota, one, other) = (Quota::default(), TokenId(Uuid::nil()), TokenId(Uuid::max()));
        let now = Instant(1_000_000 * WINDOW + 10);
        for used in 1..=REQUESTS {
            assert_eq!(quota.count(one, now), Standing { exceeded: false, left: REQUESTS - used, reset: 50 });
        }
        assert_eq!(quota.count(one, now), Standing { exceeded: true, left: 0, reset: 50 });
        assert!(!quota.count(other, now).exceeded);
        assert!(quota.count(one, Instant(now.0 + 49)).exceeded);
        assert!(!quota.count(one, Instant(now.0 + 50)).exceeded);
    }
}
