//! Seven seconds of the microphone: two of quiet, five of speech. Every sample is measured, none is kept.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use shared::check::{
    Microphone,
    pace::{ALL_BLOCKS, QUIET_BLOCKS},
    signal::sound::{FLOOR_DBFS, Loudness},
};

use super::{media::Track, sound::Sound, tap::Tap};

/// Blocks in a second.
const A_SECOND: u32 = 20;
/// How often the page is told, in milliseconds.
const TOLD: u32 = 100;
/// After how many times of telling it gives up waiting for sound: ten seconds.
const PATIENCE: u32 = 100;

/// What the microphone hears right now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Whether the person should read aloud now; before, they should be quiet.
    pub reading: bool,
    /// Seconds until that part is over.
    pub left: u32,
    /// The level of the last block, in dBFS.
    pub level: f64,
    /// How far speech stands above the quiet, in dB; only while reading.
    pub above: Option<f64>,
}

/// Listens to `track` for seven seconds; `heard` is told what is heard meanwhile.
pub async fn listen(sound: &Sound, track: &Track, heard: impl Fn(Heard)) -> Microphone {
    let ear = Rc::new(RefCell::new(Ear::at(sound.context().sample_rate())));
    let started = sound.started().await;
    let taken = ear.clone();
    let tap =
        if started { Tap::open(sound, track, move |samples| taken.borrow_mut().take(samples)).await } else { None };
    if tap.is_some() {
        for _ in 0..PATIENCE {
            TimeoutFuture::new(TOLD).await;
            let now = ear.borrow().heard();
            heard(now);
            if ear.borrow().loudness.blocks() >= ALL_BLOCKS || track.ended() {
                break;
            }
        }
    }
    drop(tap);
    ear.borrow().loudness.measured(started && sound.runs(), track.muted(), track.ended())
}

/// What is known where the browser has no sound at all: nothing.
pub fn unheard(track: &Track) -> Microphone {
    Loudness::at(0.0).measured(false, track.muted(), track.ended())
}

/// What was heard so far.
#[derive(Debug)]
struct Ear {
    loudness: Loudness,
    /// The level of every block.
    levels: Vec<f64>,
}

impl Ear {
    fn at(sample_rate: f32) -> Self {
        Self { loudness: Loudness::at(sample_rate), levels: Vec::new() }
    }

    fn take(&mut self, samples: &[f32]) {
        let before = self.loudness.blocks();
        if before >= ALL_BLOCKS {
            return;
        }
        self.loudness.hear(samples);
        if self.loudness.blocks() > before {
            self.levels.push(self.loudness.level().unwrap_or(FLOOR_DBFS));
        }
    }

    fn heard(&self) -> Heard {
        let blocks = self.loudness.blocks();
        let reading = blocks >= QUIET_BLOCKS;
        let until = if reading { ALL_BLOCKS } else { QUIET_BLOCKS };
        let quiet = self.levels.iter().take(QUIET_BLOCKS as usize).sum::<f64>() / f64::from(QUIET_BLOCKS);
        // Speech pauses between words: the loudest of the last second says how well it is heard.
        let second = self.levels.iter().skip(QUIET_BLOCKS as usize).rev().take(A_SECOND as usize);
        Heard {
            reading,
            left: until.saturating_sub(blocks).div_ceil(A_SECOND),
            level: self.loudness.level().unwrap_or(FLOOR_DBFS),
            above: second.copied().reduce(f64::max).map(|loudest| loudest - quiet),
        }
    }
}
