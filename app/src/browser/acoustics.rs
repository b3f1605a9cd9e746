//! Whether the microphone hears the loudspeaker: first with its own sound, then with the browser's echo cancellation on.

use std::{cell::RefCell, rc::Rc};

use futures::future::join;
use shared::check::{
    Acoustics, Residual,
    pace::{CHIRP_MS, CHIRPS},
    signal::chirp::{Chirp, Listener, Loop},
};

use super::{
    environment::chance,
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

/// One of the patterns of the chirp by chance: the device in the room beside plays another one, most likely. Where the browser gives
/// no chance it is always the same.
pub fn chirp_by_chance() -> Chirp {
    let [drawn] = chance::<1>().unwrap_or_default();
    Chirp::drawn(drawn)
}

/// Plays the chirp and listens with `track`. `None` if the browser let nothing sound, or nothing be heard.
pub async fn listen(sound: &Sound, track: &Track, chosen: &Chosen) -> Option<Acoustics> {
    let chirp = chirp_by_chance();
    if !is_heard(sound, track, chirp).await? {
        // Headphones, most likely: there is no echo that could be left over.
        return Some(Acoustics { heard: false, residual: Residual::NotTried });
    }
    // Another track of the same device, with everything on that a call would switch on. Where it is not given, that the
    // loudspeaker was heard is known all the same.
    let asked = within(ASKS, media::ask(Wanted::Microphone, media::Wishes::Call, chosen)).await;
    let processed = asked.and_then(Result::ok).and_then(|given| given.microphone);
    let residual = match &processed {
        Some(processed) => left_over(sound, track, processed, chirp).await,
        None => Residual::NotTried,
    };
    Some(Acoustics { heard: true, residual })
}

/// Whether the microphone hears the chirp. A busy device tears holes into sound, and a chirp with holes is like none:
/// what was not heard is played again.
async fn is_heard(sound: &Sound, track: &Track, chirp: Chirp) -> Option<bool> {
    for _ in 0..CHIRPS {
        let ear = Ear::open(sound, track, chirp).await?;
        play(sound, chirp).await?;
        if ear.heard()?.heard() {
            return Some(true);
        }
    }
    Some(false)
}

/// What `processed` still hears of the chirp. The microphone's own sound bears witness: what not even that heard was never in
/// the air, and nothing was taken from it. And it says when the chirp was in the air, so that a rest is found that would not
/// pass for a chirp by itself. Without a witness nobody knows.
async fn left_over(sound: &Sound, plain: &Track, processed: &Track, chirp: Chirp) -> Residual {
    for _ in 0..CHIRPS {
        let (witness, ear) = join(Ear::open(sound, plain, chirp), Ear::open(sound, processed, chirp)).await;
        if play(sound, chirp).await.is_none() {
            return Residual::NotTried;
        }
        // One that could hear nothing says nothing.
        let Some((ear, left)) = ear.and_then(|ear| ear.heard().map(|left| (ear, left))) else { continue };
        if left.heard() {
            return Residual::Dbfs(left.level_dbfs);
        }
        if let Some(whole) = witness.and_then(|witness| witness.heard()).filter(Loop::heard) {
            return ear.left_of(&whole).map_or(Residual::Nothing, Residual::Dbfs);
        }
    }
    Residual::NotTried
}

/// Plays the chirp and waits until it is over and had its time to arrive, by the sound's own clock: a loudspeaker that
/// opens late holds that clock up, and the chirp with it.
async fn play(sound: &Sound, chirp: Chirp) -> Option<()> {
    let begun = sound.now();
    sound.play(&chirp.samples(sound.sample_rate()), LEAD)?;
    sound.reaches(begun + f64::from(CHIRP_MS) / 1_000.0).await.then_some(())
}

/// One that listens to a track for the chirp.
struct Ear<'track> {
    track: &'track Track,
    listener: Rc<RefCell<Listener>>,
    _tap: Tap,
}

impl<'track> Ear<'track> {
    async fn open(sound: &Sound, track: &'track Track, chirp: Chirp) -> Option<Self> {
        if !sound.started().await {
            return None;
        }
        let listener = Rc::new(RefCell::new(Listener::new(sound.sample_rate(), chirp)));
        let hears = listener.clone();
        let tap = Tap::open(sound, track, move |samples| hears.borrow_mut().hear(samples)).await?;
        Some(Self { track, listener, _tap: tap })
    }

    /// What it heard so far; `None` if it could hear nothing.
    fn heard(&self) -> Option<Loop> {
        if self.track.ended() || self.track.muted() {
            return None;
        }
        self.listener.borrow().result()
    }

    /// The level of what it heard of the chirp that another heard whole, in dBFS; `None` if it is nothing.
    fn left_of(&self, whole: &Loop) -> Option<f64> {
        self.listener.borrow().left_of(whole)
    }
}
