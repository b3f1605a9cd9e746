//! Every threshold as a row, for the page that anybody can read.

use serde::{Deserialize, Serialize};

use super::{
    BATTERY_WARN, BLACK_DEVIATION, BLACK_MEAN, CLIPPED_RUN, CLOCK_FAIL_MS, CLOCK_WARN_MS, CPU_FAIL, CPU_WARN,
    DARK_MEAN, ECHO_WARN_DBFS, ECHOES, FPS_FAIL, FPS_WARN, FROZEN_CHANGE, JITTER_FAIL_MS, JITTER_WARN_MS,
    KBPS_AUDIO_ONLY, KBPS_FAIL, KBPS_WARN, LEVEL_FAIL_DBFS, LEVEL_WARN_DBFS, LOSS_FAIL_PERCENT, LOSS_WARN_PERCENT,
    MIN_HEIGHT, MIN_WIDTH, NOISE_WARN_DBFS, RTT_FAIL_MS, RTT_WARN_MS, SIGNALLING_WARN_MS, SPEECH_FAIL_DB,
    SPEECH_WARN_DB, VOICE_BLOCKS,
};
use crate::{
    appointment::coded,
    check::{Finding, Step, Verdict, signal::sound::BLOCKS_A_SECOND},
};

coded! {
    /// On which side of a threshold something is found.
    Bound {
        /// Below it.
        Below = "below",
        /// Above it.
        Above = "above",
        /// On it or above.
        AtLeast = "at_least",
    }

    /// What a threshold is counted in.
    Unit {
        /// Seconds.
        Seconds = "seconds",
        /// Milliseconds.
        Milliseconds = "milliseconds",
        /// Percent.
        Percent = "percent",
        /// Pictures a second.
        PicturesASecond = "pictures_a_second",
        /// Brightness, 0 to 255.
        Brightness = "brightness",
        /// Standard deviation of brightness.
        Deviation = "deviation",
        /// Pixels of the longer side.
        PixelsWide = "pixels_wide",
        /// Pixels of the shorter side.
        PixelsHigh = "pixels_high",
        /// Decibels below full scale.
        Dbfs = "dbfs",
        /// Decibels.
        Decibels = "decibels",
        /// Seconds in all above the quiet.
        SecondsOfVoice = "seconds_of_voice",
        /// Samples in a row.
        Samples = "samples",
        /// Messages of ten.
        Messages = "messages",
        /// Kilobits a second.
        Kbps = "kbps",
    }

    /// Where a threshold comes from.
    Source {
        /// Our own judgement, to be calibrated with real devices.
        Judgement = "judgement",
        /// Measured by us on real signals.
        Measured = "measured",
        /// The test page of the WebRTC project (webrtc/testrtc).
        Testrtc = "testrtc",
        /// Network requirements of Microsoft Teams.
        Teams = "teams",
        /// Documentation of Azure Communication Services.
        Acs = "acs",
        /// Twilio's diagnostic tools.
        Twilio = "twilio",
        /// The checks of Daily and Jitsi.
        DailyJitsi = "daily_jitsi",
    }
}

/// One threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The step it belongs to.
    pub step: Step,
    /// What is found beyond it.
    pub finding: Finding,
    /// What that means for the step.
    pub verdict: Verdict,
    /// On which side.
    pub bound: Bound,
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
    /// Where it comes from.
    pub source: Source,
}

/// All thresholds, in the order of the steps. The rules use the same constants; the tests try each on both sides.
pub const THRESHOLDS: [Threshold; 32] = {
    use Bound::{Above, AtLeast, Below};
    use Finding as F;
    use Source::{Acs, DailyJitsi, Judgement, Measured, Teams, Testrtc, Twilio};
    use Step::{Camera, Environment, Microphone, Quality, Signalling, Speaker};
    use Verdict::{Fail, Warn};
    [
        row(Environment, F::ClockOff, Warn, Above, CLOCK_WARN_MS / 1000.0, Unit::Seconds, Judgement),
        row(Environment, F::ClockFarOff, Fail, Above, CLOCK_FAIL_MS / 1000.0, Unit::Seconds, Judgement),
        row(Environment, F::BatteryLow, Warn, Below, BATTERY_WARN * 100.0, Unit::Percent, Judgement),
        row(Camera, F::FewFrames, Warn, Below, FPS_WARN, Unit::PicturesASecond, Testrtc),
        row(Camera, F::VeryFewFrames, Fail, Below, FPS_FAIL, Unit::PicturesASecond, Testrtc),
        row(Camera, F::Dark, Warn, Below, DARK_MEAN, Unit::Brightness, Judgement),
        row(Camera, F::Black, Fail, Below, BLACK_MEAN, Unit::Brightness, Measured),
        row(Camera, F::Black, Fail, Below, BLACK_DEVIATION, Unit::Deviation, Measured),
        row(Camera, F::Frozen, Warn, Below, FROZEN_CHANGE, Unit::Brightness, Measured),
        row(Camera, F::SmallPicture, Warn, Below, whole(MIN_WIDTH), Unit::PixelsWide, Judgement),
        row(Camera, F::SmallPicture, Warn, Below, whole(MIN_HEIGHT), Unit::PixelsHigh, Judgement),
        row(Microphone, F::Quiet, Warn, Below, LEVEL_WARN_DBFS, Unit::Dbfs, Judgement),
        row(Microphone, F::TooQuiet, Fail, Below, LEVEL_FAIL_DBFS, Unit::Dbfs, Testrtc),
        row(Microphone, F::Noisy, Warn, Above, NOISE_WARN_DBFS, Unit::Dbfs, Judgement),
        row(Microphone, F::FaintSpeech, Warn, Below, SPEECH_WARN_DB, Unit::Decibels, Judgement),
        row(Microphone, F::NoSpeech, Fail, Below, SPEECH_FAIL_DB, Unit::Decibels, Judgement),
        row(Microphone, F::NoSpeech, Fail, Below, seconds(VOICE_BLOCKS), Unit::SecondsOfVoice, Judgement),
        row(Microphone, F::Clipped, Warn, AtLeast, whole(CLIPPED_RUN), Unit::Samples, Testrtc),
        row(Speaker, F::Echo, Warn, Above, ECHO_WARN_DBFS, Unit::Dbfs, Judgement),
        row(Signalling, F::SlowServer, Warn, Below, whole(ECHOES), Unit::Messages, Judgement),
        row(Signalling, F::SlowServer, Warn, Above, SIGNALLING_WARN_MS, Unit::Milliseconds, Judgement),
        row(Quality, F::Delay, Warn, Above, RTT_WARN_MS, Unit::Milliseconds, Acs),
        row(Quality, F::LongDelay, Fail, Above, RTT_FAIL_MS, Unit::Milliseconds, Twilio),
        row(Quality, F::Loss, Warn, AtLeast, LOSS_WARN_PERCENT, Unit::Percent, Teams),
        row(Quality, F::HeavyLoss, Fail, AtLeast, LOSS_FAIL_PERCENT, Unit::Percent, DailyJitsi),
        row(Quality, F::Jitter, Warn, AtLeast, JITTER_WARN_MS, Unit::Milliseconds, Teams),
        row(Quality, F::HeavyJitter, Fail, Above, JITTER_FAIL_MS, Unit::Milliseconds, Judgement),
        row(Quality, F::ReducedVideo, Warn, Below, KBPS_WARN, Unit::Kbps, Acs),
        row(Quality, F::AudioOnly, Fail, Below, KBPS_AUDIO_ONLY, Unit::Kbps, Acs),
        row(Quality, F::TooSlow, Fail, Below, KBPS_FAIL, Unit::Kbps, Twilio),
        row(Quality, F::CpuBusy, Warn, Above, CPU_WARN * 100.0, Unit::Percent, Judgement),
        row(Quality, F::CpuTooBusy, Fail, Above, CPU_FAIL * 100.0, Unit::Percent, Judgement),
    ]
};

const fn row(
    step: Step,
    finding: Finding,
    verdict: Verdict,
    bound: Bound,
    value: f64,
    unit: Unit,
    source: Source,
) -> Threshold {
    Threshold { step, finding, verdict, bound, value, unit, source }
}

const fn whole(number: u32) -> f64 {
    number as f64
}

const fn seconds(blocks: u32) -> f64 {
    blocks as f64 / BLOCKS_A_SECOND as f64
}
