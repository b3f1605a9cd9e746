//! The device check: what the browser measures, and what follows from it.
//!
//! The browser sends [`Measurements`]; the server derives every [`Verdict`] with [`verdicts::judge`]. A client cannot
//! claim a pass, and what was not measured never passes.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    ids::{DeviceCheckId, RoomId},
    text::Name,
    time::{Instant, Local, ZoneName},
};

mod alone;
mod call;
pub mod history;
mod keeper;
mod line;
mod measurements;
pub mod mos;
pub mod pace;
pub mod passing;
pub mod signal;
pub mod standing;
pub mod statistics;
mod staying;
pub mod thresholds;
pub mod verdicts;

pub use self::{
    alone::{
        AGAIN_MINUTES, MOST_RUNS, RUN_MINUTES, RUNS_AHEAD_MINUTES, TURN_MINUTES, Turn, due_from, next_run, runs_at,
    },
    call::{Answered, MOST_OFFER, Offer, Purpose, Relay, Ways},
    keeper::Keeper,
    line::{Connection, Quality, Route, Signalling, Unmeasured, Way},
    measurements::{
        Access, Acoustics, Camera, Environment, Measurements, Microphone, Permission, Residual, Speaker, Taken,
    },
    staying::{MOST_STAYING, STAYS_DAYS, StayingDevice},
};

/// The version of what is measured and how; stored with every check. Pages of before 4 do not say how old it is.
pub const CHECK_VERSION: u16 = 4;

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
        /// Messages to the server and back.
        Signalling = "signalling",
        /// The ways by which sound and picture can go.
        Connection = "connection",
        /// How well sound and picture go there.
        Quality = "quality",
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
        /// The page is of another version than the server. It stays the first: an answer counts the findings, and this one must be
        /// understood by a page that does not know all the others.
        OldPage = "old_page",
        /// The page is not in a secure context (plain http on a network).
        InsecureContext = "insecure_context",
        /// The browser has no camera interface at all.
        NoMediaDevices = "no_media_devices",
        /// Our own page forbids the devices.
        PolicyBlocks = "policy_blocks",
        /// The browser lacks the codecs of a call.
        NoCodecs = "no_codecs",
        /// The device's clock could not be compared with the server's.
        ClockUnknown = "clock_unknown",
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
        /// The picture does not move at all, or no longer.
        Frozen = "frozen",
        /// The browser does not show the page the camera's picture as it is.
        UnreadablePicture = "unreadable_picture",
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
        /// Who speaks would hear themselves: the microphone hears the loudspeaker although the browser cancels echo.
        Echo = "echo",
        /// The microphone could have listened to the loudspeaker, and did not, or not to the end.
        Unlistened = "unlistened",
        /// The microphone hears the loudspeaker, and what the browser leaves of that could not be measured.
        EchoUnknown = "echo_unknown",
        /// Nobody was there to speak or to listen.
        Unattended = "unattended",
        /// The server does not answer.
        NoServer = "no_server",
        /// The line to the server that stays open is blocked; single questions get through.
        NoWebSocket = "no_web_socket",
        /// Messages to the server take too long.
        SlowServer = "slow_server",
        /// This server measures no line: it has no media peer.
        NoPeer = "no_peer",
        /// The browser did not begin the call by which the line is measured.
        NoCall = "no_call",
        /// Sound and picture reach the server by no way at all.
        NoConnection = "no_connection",
        /// The network blocks UDP; sound and picture go by slower ways.
        UdpBlocked = "udp_blocked",
        /// The installation has no relay, so the ways through strict networks could not be tried.
        NoRelay = "no_relay",
        /// The installation has relays, and none of them can be used.
        RelaysClosed = "relays_closed",
        /// The installation's relay serves, but not over UDP or not over TLS, and there are networks that need just that.
        RelayClosed = "relay_closed",
        /// The server measures too many others at the moment.
        ServerBusy = "server_busy",
        /// This person, or all behind their address, measured too often in a short time.
        TooManyChecks = "too_many_checks",
        /// The time for it was over before enough was measured.
        OutOfTime = "out_of_time",
        /// Nobody looked at the page meanwhile: a browser draws nothing then.
        Unseen = "unseen",
        /// What one says arrives late.
        Delay = "delay",
        /// What one says arrives too late to talk with each other.
        LongDelay = "long_delay",
        /// Some of sound and picture is lost.
        Loss = "loss",
        /// Much of sound and picture is lost.
        HeavyLoss = "heavy_loss",
        /// Sound and picture arrive unevenly.
        Jitter = "jitter",
        /// Sound and picture arrive very unevenly.
        HeavyJitter = "heavy_jitter",
        /// The line carries a reduced picture only.
        ReducedVideo = "reduced_video",
        /// The line carries sound only.
        AudioOnly = "audio_only",
        /// The line does not even carry sound.
        TooSlow = "too_slow",
        /// The device is sometimes too slow for the picture.
        CpuBusy = "cpu_busy",
        /// The device is mostly too slow for the picture.
        CpuTooBusy = "cpu_too_busy",
        /// Too little of it came, or a number is missing.
        TooLittle = "too_little",
        /// The step was skipped.
        Skipped = "skipped",
        /// The numbers are impossible; they were not believed.
        Implausible = "implausible",
    }
}

impl Step {
    /// Whether it measures the line to the server: that runs behind the steps in which a person does something.
    pub const fn is_of_the_line(self) -> bool {
        matches!(self, Self::Signalling | Self::Connection | Self::Quality)
    }

    /// Whether it measures what stands in a room: camera, microphone, loudspeaker.
    pub const fn is_of_the_kit(self) -> bool {
        matches!(self, Self::Camera | Self::Microphone | Self::Speaker)
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

/// The judgement of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// Which step.
    pub step: Step,
    /// Its verdict.
    pub verdict: Verdict,
    /// What is wrong, worst first. Empty when it passed, and when it was never reached.
    pub findings: Vec<Finding>,
}

/// The judgement of a whole check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Over all steps: the worst, in the order of [`Verdict::severity`]. So it passes only if every step was measured.
    pub verdict: Verdict,
    /// One per step, in order.
    pub steps: Vec<StepResult>,
    /// Whether a person was there. Of checks from before this was kept: as if so.
    #[serde(default = "somebody")]
    pub attended: bool,
}

const fn somebody() -> bool {
    true
}

/// What whoever checked is told: what their check says, and what stands. A page that was opened before an upgrade reads it too, by
/// the order of its fields: the result stays the first, and what is added is added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// What was derived from this check.
    pub result: CheckResult,
    /// What all checks of the same devices that still count say together, this one among them: what everybody else is shown, of a
    /// room beside what stands of its other devices.
    pub standing: CheckResult,
}

impl Judgement {
    /// That of a check with which no other is read.
    pub fn alone(result: CheckResult) -> Self {
        Self { standing: result.clone(), result }
    }

    /// The verdict over all: as bad as that of this check and as bad as what stands.
    pub const fn verdict(&self) -> Verdict {
        self.result.verdict.worse(self.standing.verdict)
    }

    /// What an earlier check found in `step` and stands, because this one did not measure that it is in order now; `None` where
    /// this one says what stands.
    pub fn earlier(&self, step: Step) -> Option<&StepResult> {
        let stands = self.standing.steps.iter().find(|stands| stands.step == step)?;
        (!self.result.steps.contains(stands)).then_some(stands)
    }
}

/// What was recorded of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Under what it is kept; `None` for a stranger's trial, of which nothing is.
    pub check: Option<DeviceCheckId>,
    /// What was derived from it, and what stands with it.
    pub judgement: Judgement,
}

/// So many minutes after a part of a check was recorded the rest of it may still take its place: whoever fetches another
/// camera comes back within that.
pub const SAME_CHECK_MINUTES: i64 = 30;

/// For whom or what a check counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckedFor {
    /// Nobody: a trial. It is kept for whoever is signed in, and shown to nobody.
    Trial,
    /// A participant's devices, for one appointment.
    Participant(crate::ids::AppointmentId),
    /// A room's own devices, for all its appointments that day.
    Room(RoomId),
}

/// What the check page says at its top: for whom or what the check counts. A page that was opened before an upgrade reads it too, by
/// the order of its fields: what is added is added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPlace {
    /// What it counts for.
    pub counts_for: CheckedFor,
    /// Who keeps the devices in order.
    pub keeper: Keeper,
    /// Whether the result is kept: that of a stranger's trial is not.
    pub kept: bool,
    /// The person, for an invitation.
    pub person: Option<Name>,
    /// The room and its centre, for a room.
    pub room: Option<(RoomId, Name, Name)>,
    /// When the appointment starts.
    pub start: Option<Local>,
    /// When a room's device should check itself next, if nobody does before: ahead of the first appointment of a day on
    /// which it was not checked, and at no moment at which somebody is heard there.
    pub next_run: Option<Local>,
    /// The server's time of this answer: how long it is until then does not depend on the device's clock.
    pub now: Instant,
    /// The server's [`CHECK_VERSION`]. What a page of another one measures counts for nothing.
    pub version: u16,
    /// By whose clock the appointment starts, or the day of a room ends: whoever reads it may be where another zone holds.
    pub zone: Option<ZoneName>,
}

/// Until when a check counts of which the oldest was measured `at` a moment: 24 hours (rooms: until their midnight, which the
/// caller knows).
pub const fn expires(at: Instant) -> Instant {
    at.plus_minutes(24 * 60)
}
