//! How long the check waits, and what must have been measured before anything is judged, for the page that anybody can
//! read.

use serde::{Deserialize, Serialize};

use super::{
    LINE_OPENS_MS, MIN_BLOCKS, MIN_CAMERA_MS, MIN_QUALITY_MS, MUTED_PIXELS, PICTURE_COMES_MS, QUESTION_LATE_MS,
    QUESTION_UNANSWERED_MS, STOPPED_BLOCKS, Source, WAY_OPENS_MS,
};
use crate::{
    appointment::coded,
    check::{
        Step,
        pace::ECHOES_MS,
        signal::{
            chirp::{HEARD, LEFT},
            sound::{BLOCKS_A_SECOND, FULL_SCALE},
        },
        statistics::{RAMP_MS, SILENT_MS},
    },
};

coded! {
    /// What a number of [`ENOUGH`] counts.
    Amount {
        /// Seconds after which the person is told where to look for the browser's question.
        QuestionLate = "question_late",
        /// Seconds after which the question counts as unanswered.
        QuestionUnanswered = "question_unanswered",
        /// Seconds within which a picture comes.
        PictureComes = "picture_comes",
        /// Pixels a side of the picture of a muted camera.
        MutedPicture = "muted_picture",
        /// Seconds that the camera was watched.
        CameraWatched = "camera_watched",
        /// Seconds that the microphone was listened to.
        MicrophoneHeard = "microphone_heard",
        /// Seconds of silence itself at the end after which a microphone stopped that gave none before.
        MicrophoneStopped = "microphone_stopped",
        /// From where on a sample is at full scale, 0 to 1.
        FullScale = "full_scale",
        /// How like the loudspeaker's sound that is which the microphone heard, 0 to 1. Where a person was asked, their answer
        /// counts instead.
        LoudspeakerHeard = "loudspeaker_heard",
        /// How like the loudspeaker's sound that is, 0 to 1, which a browser leaves of it while the microphone hears it whole.
        EchoLeft = "echo_left",
        /// Seconds within which the line for messages opens.
        LineOpens = "line_opens",
        /// Seconds within which the messages come back.
        EchoesBack = "echoes_back",
        /// Seconds within which a way for sound and picture opens.
        WayOpens = "way_opens",
        /// Seconds at the beginning of which nothing counts: no minimum, but what the next one is counted after.
        LineBegins = "line_begins",
        /// Seconds that the line was watched after that.
        LineWatched = "line_watched",
        /// Seconds of silence at the end after which the line is dead, and what should have come counts as lost.
        LineSilent = "line_silent",
    }
}

/// What is waited for, or must have been measured: less of it is "not measured", whatever it showed, unless the [`Amount`] says otherwise.
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
pub const ENOUGH: [Enough; 16] = [
    row(Step::Permission, Amount::QuestionLate, QUESTION_LATE_MS as f64 / 1000.0, Source::Judgement),
    row(Step::Permission, Amount::QuestionUnanswered, QUESTION_UNANSWERED_MS as f64 / 1000.0, Source::Judgement),
    row(Step::Camera, Amount::PictureComes, PICTURE_COMES_MS / 1000.0, Source::Judgement),
    row(Step::Camera, Amount::MutedPicture, MUTED_PIXELS as f64, Source::Judgement),
    row(Step::Camera, Amount::CameraWatched, MIN_CAMERA_MS / 1000.0, Source::Judgement),
    row(Step::Microphone, Amount::MicrophoneHeard, MIN_BLOCKS as f64 / BLOCKS_A_SECOND as f64, Source::Judgement),
    row(Step::Microphone, Amount::MicrophoneStopped, STOPPED_BLOCKS as f64 / BLOCKS_A_SECOND as f64, Source::Judgement),
    row(Step::Microphone, Amount::FullScale, FULL_SCALE, Source::Judgement),
    row(Step::Speaker, Amount::LoudspeakerHeard, HEARD, Source::Measured),
    row(Step::Speaker, Amount::EchoLeft, LEFT, Source::Judgement),
    row(Step::Signalling, Amount::LineOpens, LINE_OPENS_MS / 1000.0, Source::Judgement),
    row(Step::Signalling, Amount::EchoesBack, ECHOES_MS / 1000.0, Source::Judgement),
    row(Step::Connection, Amount::WayOpens, WAY_OPENS_MS / 1000.0, Source::Measured),
    row(Step::Quality, Amount::LineBegins, RAMP_MS / 1000.0, Source::Measured),
    row(Step::Quality, Amount::LineWatched, MIN_QUALITY_MS / 1000.0, Source::Judgement),
    row(Step::Quality, Amount::LineSilent, SILENT_MS / 1000.0, Source::Judgement),
];

const fn row(step: Step, what: Amount, value: f64, source: Source) -> Enough {
    Enough { step, what, value, source }
}
