//! Whether the microphone hears the loudspeaker: first with its own sound, then with the browser's echo cancellation on.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use shared::check::{
    Acoustics,
    pace::CHIRP_MS,
    signal::chirp::{Chirp, Listener, Loop},
};

use super::{
    media::{self, Track, Wanted},
    page::within,
    sound::Sound,
    tap::Tap,
};
use crate::devices::Chosen;

/// How long the browser may take to give the microphone once more, in milliseconds: it was allowed before.
const ASKS: u32 = 5_000;
/// Before the chirp, in seconds, so that a loudspeaker that slept does not swallow it.
const LEAD: f64 = 0.2;

/// Plays the chirp and listens with `track`. `None` if the browser let nothing sound, or nothing be heard.
pub async fn listen(sound: &Sound, track: &Track, chosen: &Chosen) -> Option<Acoustics> {
    let plain = once(sound, track).await?;
    if !plain.heard() {
        // Headphones, most likely: there is no echo that could be left over.
        return Some(Acoustics { heard: false, residual_dbfs: None });
    }
    // Another track of the same device, with everything on that a call would switch on. Where it is not given, that the
    // loudspeaker was heard is known all the same.
    let asked = within(ASKS, media::ask(Wanted::Microphone, media::Wishes::Call, chosen)).await;
    let processed = asked.and_then(Result::ok).and_then(|given| given.microphone);
    let left = match &processed {
        Some(processed) => once(sound, processed).await,
        None => None,
    };
    let residual_dbfs = left.filter(Loop::heard).map(|left| left.level_dbfs);
    Some(Acoustics { heard: true, residual_dbfs })
}

async fn once(sound: &Sound, track: &Track) -> Option<Loop> {
    if !sound.started().await {
        return None;
    }
    let rate = sound.sample_rate();
    let listener = Rc::new(RefCell::new(Listener::new(rate)));
    let hears = listener.clone();
    let tap = Tap::open(sound, track, move |samples| hears.borrow_mut().hear(samples)).await?;
    sound.play(&Chirp::samples(rate), LEAD)?;
    TimeoutFuture::new(CHIRP_MS).await;
    drop(tap);
    if !sound.runs() || track.ended() || track.muted() {
        return None;
    }
    listener.borrow().result()
}
