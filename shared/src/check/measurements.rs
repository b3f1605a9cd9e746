//! What the browser measures and sends. The field names and units are those of the stored record.

use serde::{Deserialize, Serialize};

use super::{
    Browser, Step,
    line::{Connection, Quality, Signalling},
    pace::MOST_AGE_S,
};
use crate::time::Instant;

/// What the browser found out about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// `isSecureContext`.
    pub secure: bool,
    /// Whether `navigator.mediaDevices.getUserMedia` exists.
    pub media_devices: bool,
    /// Whether our own Permissions-Policy allows camera and microphone; `None` where it cannot be asked.
    pub policy_allows: Option<bool>,
    /// Whether Opus can be sent; `None` where it cannot be asked.
    pub opus: Option<bool>,
    /// Whether VP8 or H.264 can be sent; `None` where it cannot be asked.
    pub video_codec: Option<bool>,
    /// Server minus device clock, in milliseconds; `None` if it was not measured.
    pub clock_skew_ms: Option<f64>,
    /// Charge from 0 to 1 and whether it is charging; `None` where it is not exposed.
    pub battery: Option<(f64, bool)>,
}

/// How asking for one device ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// A track was given.
    Granted,
    /// `NotAllowedError` while the permission's state is still `prompt`.
    Dismissed,
    /// `NotAllowedError` and the permission's state is `denied`.
    Denied,
    /// `NotAllowedError` "by system", or with a text that does not tell who refused.
    DeniedBySystem,
    /// `NotFoundError`.
    NotFound,
    /// `NotReadableError` or `AbortError`.
    NotReadable,
    /// Nobody answered within 20 s.
    Unanswered,
    /// Any other error.
    Failed,
}

/// How asking for camera and microphone ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// For the camera.
    pub camera: Access,
    /// For the microphone.
    pub microphone: Access,
}

/// What three seconds of the camera showed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// Pictures counted; none if they stopped coming before the end.
    pub frames: u32,
    /// Over how many milliseconds; less than its three seconds only if it ended, or if nobody saw the page meanwhile.
    pub over_ms: f64,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// Mean brightness of the last second at 160×120, 0 to 255; `None` if no picture came, or none could be read.
    pub luma_mean: Option<f64>,
    /// Standard deviation of the brightness within a picture, in the last second.
    pub luma_deviation: Option<f64>,
    /// Mean absolute difference between consecutive samples, 0 to 255: over all or in the last second, whichever is less.
    pub luma_change: Option<f64>,
    /// `track.muted` at the end.
    pub muted: bool,
    /// The track ended by itself.
    pub ended: bool,
}

/// What the microphone heard: two seconds of quiet and five of speech, processing switched off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that the browser states independently")]
pub struct Microphone {
    /// Whether the audio context ran all the time.
    pub running: bool,
    /// Blocks of 50 ms that were analysed.
    pub blocks: u32,
    /// Every sample was exactly zero.
    pub all_zero: bool,
    /// 10th percentile of the blocks' RMS, in dBFS (0 is the loudest).
    pub p10_dbfs: f64,
    /// 95th percentile of the blocks' RMS, in dBFS.
    pub p95_dbfs: f64,
    /// The longest run of consecutive samples at or above 0.999.
    pub clipped_run: u32,
    /// Blocks that stand above the quiet, by as much as speech at least does. It decides and is not stored: `None` there, and from
    /// a page that did not count them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_blocks: Option<u32>,
    /// Blocks of silence itself at the end, of a microphone that gave none before: it stopped. Not stored either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_blocks: Option<u32>,
    /// `track.muted` at the end.
    pub muted: bool,
    /// The track ended by itself.
    pub ended: bool,
}

/// What was played, what the person says they heard, and what the microphone heard of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speaker {
    /// The number that was played, 1 to 9: the digit that the voice said, or how many tones sounded where it could not be had; 0
    /// if nobody was there to listen.
    pub played: u8,
    /// The number that the person heard; 0 for "nothing", `None` if nobody was there.
    pub heard: Option<u8>,
    /// Whether the audio context ran.
    pub running: bool,
    /// What the microphone heard of the loudspeaker; `None` if it did not listen, or not to the end.
    pub acoustics: Option<Acoustics>,
}

/// What the microphone heard of a chirp that the loudspeaker played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acoustics {
    /// Whether the chirp was found in the microphone's own sound. With headphones it never is.
    pub heard: bool,
    /// What was left of it with the browser's echo cancellation on.
    #[serde(default)]
    pub residual: Residual,
}

/// What the browser's echo cancellation leaves of a chirp that the microphone hears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Residual {
    /// Nobody knows: there was nothing to take away, the browser did not give the microphone once more, or what it then heard
    /// proves nothing.
    #[default]
    NotTried,
    /// Nothing that is like the chirp.
    Nothing,
    /// So much, in dBFS.
    Dbfs(f64),
}

/// One step: measured, skipped, or never reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken<T> {
    /// It was never reached.
    #[default]
    NotReached,
    /// The person skipped it.
    Skipped,
    /// It was measured.
    Measured(T),
}

/// Everything the browser sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// [`CHECK_VERSION`] of the page.
    pub version: u16,
    /// The browser's family.
    pub browser: Browser,
    /// Whether a person was there. A room's device may check itself before anybody comes: then nobody spoke or listened.
    #[serde(default = "attended")]
    pub attended: bool,
    /// How many seconds ago the oldest step was measured that is here. No moment: the device's clock is not the server's. It is
    /// not stored: it decides from when on the check counts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub age_s: f64,
    /// Browser, context, codecs, clock, battery.
    pub environment: Taken<Environment>,
    /// Leave to use the devices.
    pub permission: Taken<Permission>,
    /// The camera.
    pub camera: Taken<Camera>,
    /// The microphone.
    pub microphone: Taken<Microphone>,
    /// The loudspeaker.
    pub speaker: Taken<Speaker>,
    /// Messages to the server and back.
    #[serde(default)]
    pub signalling: Taken<Signalling>,
    /// The ways by which sound and picture can go.
    #[serde(default)]
    pub connection: Taken<Connection>,
    /// How well they go there.
    #[serde(default)]
    pub quality: Taken<Quality>,
}

impl Environment {
    /// Whether it is known that the browser can send neither sound nor picture: it has no calls, or they are switched off.
    pub fn cannot_call(&self) -> bool {
        self.opus == Some(false) && self.video_codec == Some(false)
    }
}

impl Measurements {
    /// Whether `step` was measured.
    pub const fn is_measured(&self, step: Step) -> bool {
        match step {
            Step::Environment => matches!(self.environment, Taken::Measured(_)),
            Step::Permission => matches!(self.permission, Taken::Measured(_)),
            Step::Camera => matches!(self.camera, Taken::Measured(_)),
            Step::Microphone => matches!(self.microphone, Taken::Measured(_)),
            Step::Speaker => matches!(self.speaker, Taken::Measured(_)),
            Step::Signalling => matches!(self.signalling, Taken::Measured(_)),
            Step::Connection => matches!(self.connection, Taken::Measured(_)),
            Step::Quality => matches!(self.quality, Taken::Measured(_)),
        }
    }

    /// Whether it can be as old as it says: nothing was measured in the future, and what is older than a day is not sent.
    pub fn has_possible_age(&self) -> bool {
        (0.0..=MOST_AGE_S).contains(&self.age_s)
    }

    /// When the oldest of it was measured, if it arrives `now`: from then on it counts. Of an age that cannot be nothing is
    /// believed, and nothing that was measured counts anyway.
    pub fn counts_from(&self, now: Instant) -> Instant {
        if !self.has_possible_age() {
            return now;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a day at most")]
        let age = self.age_s.ceil() as i64;
        Instant(now.0.saturating_sub(age))
    }

    /// As it is stored: every fraction rounded to one decimal, which is enough to explain a verdict and too little to
    /// recognise a device by, and without what the findings say as well. Judge first: the thresholds are finer.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let mut kept = self.clone();
        if let Taken::Measured(environment) = &mut kept.environment {
            environment.clock_skew_ms = environment.clock_skew_ms.map(tenths);
            environment.battery = environment.battery.map(|(charge, charging)| (tenths(charge), charging));
        }
        if let Taken::Measured(camera) = &mut kept.camera {
            camera.over_ms = tenths(camera.over_ms);
            for number in [&mut camera.luma_mean, &mut camera.luma_deviation, &mut camera.luma_change] {
                *number = number.map(tenths);
            }
        }
        if let Taken::Measured(microphone) = &mut kept.microphone {
            microphone.p10_dbfs = tenths(microphone.p10_dbfs);
            microphone.p95_dbfs = tenths(microphone.p95_dbfs);
            (microphone.voice_blocks, microphone.stopped_blocks) = (None, None);
        }
        if let Taken::Measured(Speaker { acoustics: Some(acoustics), .. }) = &mut kept.speaker
            && let Residual::Dbfs(level) = &mut acoustics.residual
        {
            *level = tenths(*level);
        }
        if let Taken::Measured(signalling) = &mut kept.signalling {
            signalling.each_number(tenths);
        }
        if let Taken::Measured(connection) = &mut kept.connection {
            connection.each_number(tenths);
        }
        if let Taken::Measured(quality) = &mut kept.quality {
            quality.each_number(tenths);
        }
        kept.age_s = 0.0;
        kept
    }
}

/// What a page that does not say it means.
const fn attended() -> bool {
    true
}

/// Whether this is what a member is that is left out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Rounded to one decimal; what is no number or would overflow stays.
fn tenths(number: f64) -> f64 {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded.is_finite() { rounded } else { number }
}
