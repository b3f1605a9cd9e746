//! What must have been measured before anything is judged, for the page that anybody can read.

use serde::{Deserialize, Serialize};

use super::{MIN_BLOCKS, MIN_CAMERA_MS, MIN_QUALITY_MS, Source};
use crate::{
    appointment::coded,
    check::{
        Step,
        signal::{chirp::HEARD, sound::BLOCKS_A_SECOND},
        statistics::RAMP_MS,
    },
};

coded! {
    /// What a number of [`ENOUGH`] counts.
    Amount {
        /// Seconds that the camera was watched.
        CameraWatched = "camera_watched",
        /// Seconds that the microphone was listened to.
        MicrophoneHeard = "microphone_heard",
        /// How like the loudspeaker's sound that is which the microphone heard, 0 to 1. Where a person was asked, their answer
        /// counts instead.
        LoudspeakerHeard = "loudspeaker_heard",
        /// Seconds at the beginning of which nothing counts: no minimum, but what the next one is counted after.
        LineBegins = "line_begins",
        /// Seconds that the line was watched after that.
        LineWatched = "line_watched",
    }
}

/// What must have been measured: less of it is "not measured", whatever it showed, unless the [`Amount`] says otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Enough {
    /// The step it belongs to.
    pub step: Step,
    /// What the number counts.
    pub what: Amount,
    /// The number.
    pub value: f64,
    /// Where it comes from.
    pub source: Source,
}

/// All of them, in the order of the steps. The rules use the same constants.
pub const ENOUGH: [Enough; 5] = [
    row(Step::Camera, Amount::CameraWatched, MIN_CAMERA_MS / 1000.0, Source::Judgement),
    row(Step::Microphone, Amount::MicrophoneHeard, MIN_BLOCKS as f64 / BLOCKS_A_SECOND as f64, Source::Judgement),
    row(Step::Speaker, Amount::LoudspeakerHeard, HEARD, Source::Measured),
    row(Step::Quality, Amount::LineBegins, RAMP_MS / 1000.0, Source::Measured),
    row(Step::Quality, Amount::LineWatched, MIN_QUALITY_MS / 1000.0, Source::Judgement),
];

const fn row(step: Step, what: Amount, value: f64, source: Source) -> Enough {
    Enough { step, what, value, source }
}
