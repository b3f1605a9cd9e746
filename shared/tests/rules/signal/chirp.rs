//! The acoustic loop: the chirp is heard through whatever a device and a room do to it, and nothing else is taken for it.

mod heard;
mod left;
mod patterns;
mod properties;
mod sounds;
mod unheard;

use shared::check::signal::chirp::{Chirp, HEARD, Listener, Loop};
use sounds::{RATE, RISING, as_heard};

/// By how much the score of what must be heard, and of what must not, is off the rule.
const MARGIN: f64 = 0.03;

fn every_pattern() -> impl Iterator<Item = Chirp> + Clone {
    (0..Chirp::PATTERNS).map(Chirp::drawn)
}

fn listen(sound: &[f64]) -> Loop {
    listen_for(RISING, sound)
}

fn listen_for(pattern: Chirp, sound: &[f64]) -> Loop {
    let mut listener = Listener::new(RATE, pattern);
    listener.hear(&as_heard(sound));
    listener.result().unwrap()
}

#[track_caller]
fn assert_heard(sound: &[f64], delay_ms: f64, what: &str) -> Loop {
    let heard = listen(sound);
    assert!(heard.heard() && heard.score >= HEARD + MARGIN, "{what}: {heard:?}");
    assert!((heard.delay_ms.unwrap() - delay_ms).abs() <= 5.0, "{what}: {heard:?}");
    heard
}

#[track_caller]
fn assert_unheard(sound: &[f64], what: &str) {
    let heard = listen(sound);
    assert!(!heard.heard() && heard.score <= HEARD - MARGIN && heard.delay_ms.is_none(), "{what}: {heard:?}");
}
