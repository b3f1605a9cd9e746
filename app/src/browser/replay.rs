//! Four seconds of the microphone, played back. They are kept in this page's memory until they were heard, and nowhere else.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;

use super::{media::Track, sound::Sound, tap::Tap};

/// How long is recorded, in seconds.
pub const LASTS: u32 = 4;

/// Records and plays back; `playing` is called between the two. Whether there was anything to play.
pub async fn replay(sound: &Sound, track: &Track, playing: impl FnOnce()) -> bool {
    if !sound.started().await {
        return false;
    }
    let kept: Rc<RefCell<Vec<f32>>> = Rc::default();
    let hears = kept.clone();
    let Some(tap) = Tap::open(sound, track, move |samples| hears.borrow_mut().extend_from_slice(samples)).await else {
        return false;
    };
    TimeoutFuture::new(LASTS * 1_000).await;
    drop(tap);
    playing();
    let said = kept.take();
    if said.is_empty() || sound.play(&said, 0.0).is_none() {
        return false;
    }
    TimeoutFuture::new(LASTS * 1_000).await;
    sound.runs()
}
