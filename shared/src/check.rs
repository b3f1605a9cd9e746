//! The device check: what the browser measures, and what follows from it.
//!
//! The browser sends [`Measurements`]; the server derives every [`Verdict`] with [`verdicts::judge`]. A client cannot
//! claim a pass, and what was not measured never passes.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    ids::RoomId,
    text::Name,
    time::{Instant, Local},
};

pub mod signal;
pub mod thresholds;
pub mod verdicts;

/// The version of what is measured and how; stored with every check.
pub const CHECK_VERSION: u16 = 1;

coded! {
    /// The steps, in order.
    Step {
        /// Browser, secure context, codecs, clock, battery.
        Environment = "environment",
        /// Leave to use camera and microphone.
        Permission = "permission",
        /// The camera.
        Camera = "camera",
        /// The microphone.
        Microphone = "microphone",
        /// The loudspeaker or headphones.
        Speaker = "speaker",
    }

    /// The judgement of a step or of a whole check.
    Verdict {
        /// It will serve.
        Pass = "pass",
        /// It will serve, with a fault the person should know.
        Warn = "warn",
        /// It will not serve.
        Fail = "fail",
        /// Nobody knows: it was skipped, or could not be measured.
        NotMeasured = "not_measured",
    }

    /// The browser's family, as far as remedies differ.
    Browser {
        /// Chrome, Chromium, Opera, Brave.
        Chrome = "chrome",
        /// Microsoft Edge.
        Edge = "edge",
        /// Firefox.
        Firefox = "firefox",
        /// Safari, and every browser on iPhone and iPad.
        Safari = "safari",
        /// Any other.
        Other = "other",
    }

    /// What is wrong, precisely enough to say what to do.
    Finding {
        /// The page is not in a secure context (plain http on a network).
        InsecureContext = "insecure_context",
        /// The browser has no camera interface at all.
        NoMediaDevices = "no_media_devices",
        /// Our own page forbids the devices.
        PolicyBlocks = "policy_blocks",
        /// The browser lacks the codecs of a call.
        NoCodecs = "no_codecs",
        /// The device's clock is off by more than a minute.
        ClockOff = "clock_off",
        /// The device's clock is off by more than five minutes.
        ClockFarOff = "clock_far_off",
        /// The battery is low and not charging.
        BatteryLow = "battery_low",
        /// The question was closed without an answer.
        Dismissed = "dismissed",
        /// The site is blocked in the browser.
        Blocked = "blocked",
        /// The operating system blocks the browser, or that cannot be told apart.
        SystemBlocks = "system_blocks",
        /// The question was not answered in time.
        Unanswered = "unanswered",
        /// No such device is connected.
        NotFound = "not_found",
        /// The device is in use, blocked or broken.
        NotReadable = "not_readable",
        /// Another error of the browser.
        OtherError = "other_error",
        /// The camera gave no picture.
        NoFrames = "no_frames",
        /// Fewer than 5 pictures a second.
        VeryFewFrames = "very_few_frames",
        /// Fewer than 15 pictures a second.
        FewFrames = "few_frames",
        /// The picture is black.
        Black = "black",
        /// The picture is dark.
        Dark = "dark",
        /// The picture does not move at all.
        Frozen = "frozen",
        /// The picture is smaller than 640 × 360.
        SmallPicture = "small_picture",
        /// The device ended by itself.
        Ended = "ended",
        /// Muted in the device or its system.
        Muted = "muted",
        /// Nothing at all is heard.
        Silent = "silent",
        /// Hardly anything is heard.
        TooQuiet = "too_quiet",
        /// Speech is quiet.
        Quiet = "quiet",
        /// The room is loud.
        Noisy = "noisy",
        /// Speech does not stand out from the noise at all.
        NoSpeech = "no_speech",
        /// Speech hardly stands out from the noise.
        FaintSpeech = "faint_speech",
        /// The sound is distorted: too loud.
        Clipped = "clipped",
        /// The browser did not let sound be analysed.
        AudioNotRunning = "audio_not_running",
        /// The person did not hear what was played.
        NotHeard = "not_heard",
        /// The step was skipped.
        Skipped = "skipped",
        /// The numbers are impossible; they were not believed.
        Implausible = "implausible",
    }
}

impl Verdict {
    /// How bad it is: a failure is worse than not knowing, not knowing worse than a known fault. (The order of the
    /// variants is that of lists and means nothing.)
    pub const fn severity(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Warn => 1,
            Self::NotMeasured => 2,
            Self::Fail => 3,
        }
    }

    /// The worse of the two.
    #[must_use]
    pub const fn worse(self, other: Self) -> Self {
        if other.severity() > self.severity() { other } else { self }
    }
}

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
    /// Pictures counted.
    pub frames: u32,
    /// Over how many milliseconds.
    pub over_ms: f64,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// Mean brightness at 160×120, 0 to 255; `None` if no picture came.
    pub luma_mean: Option<f64>,
    /// Standard deviation of the brightness within a picture.
    pub luma_deviation: Option<f64>,
    /// Mean absolute difference between consecutive samples, 0 to 255.
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
    /// `track.muted` at the end.
    pub muted: bool,
    /// The track ended by itself.
    pub ended: bool,
}

/// What was played and what the person says they heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// How many tones were played, 1 to 4.
    pub played: u8,
    /// How many the person heard; 0 for "nothing".
    pub heard: u8,
    /// Whether the audio context ran.
    pub running: bool,
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
}

impl Measurements {
    /// As it is stored: every fraction rounded to one decimal, which is enough to explain a verdict and too little to
    /// recognise a device by. Judge first: the thresholds are finer.
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
        }
        kept
    }
}

/// Rounded to one decimal; what is no number or would overflow stays.
fn tenths(number: f64) -> f64 {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded.is_finite() { rounded } else { number }
}

/// The judgement of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// Which step.
    pub step: Step,
    /// Its verdict.
    pub verdict: Verdict,
    /// What is wrong, worst first. Empty when it passed, and when it was never reached or too little was measured.
    pub findings: Vec<Finding>,
}

/// The judgement of a whole check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Over all steps: the worst, in the order of [`Verdict::severity`]. So it passes only if every step was measured.
    pub verdict: Verdict,
    /// One per step, in order.
    pub steps: Vec<StepResult>,
}

/// For whom or what a check counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckedFor {
    /// Nobody: a trial.
    Trial,
    /// A participant's devices, for one appointment.
    Participant(crate::ids::AppointmentId),
    /// A room's own devices, for all its appointments that day.
    Room(RoomId),
}

/// What the check page says at its top: for whom or what the check counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPlace {
    /// What it counts for.
    pub counts_for: CheckedFor,
    /// The person, for an invitation.
    pub person: Option<Name>,
    /// The room and its centre, for a room.
    pub room: Option<(RoomId, Name, Name)>,
    /// When the appointment starts.
    pub start: Option<Local>,
}

/// Until when a check made `at` counts: 24 hours (rooms: until their midnight, which the caller knows).
pub const fn expires(at: Instant) -> Instant {
    at.plus_minutes(24 * 60)
}
