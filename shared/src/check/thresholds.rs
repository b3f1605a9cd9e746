//! The thresholds of the verdicts, each with its unit and source. A public page shows them.

mod enough;
mod list;

pub use enough::{Amount, ENOUGH, Enough};
pub use list::{Bound, Source, THRESHOLDS, Threshold, Unit};

/// Clock skew that a person should know, in milliseconds. Judgement: notices and tokens are timed to the minute.
pub const CLOCK_WARN_MS: f64 = 60_000.0;
/// Clock skew that breaks a call, in milliseconds. Judgement: credentials of media relays live for minutes.
pub const CLOCK_FAIL_MS: f64 = 300_000.0;
/// Battery charge, 0 to 1, below which a session may not last. Judgement.
pub const BATTERY_WARN: f64 = 0.2;
/// Milliseconds after which the person is told where to look for the browser's question. Judgement.
pub const QUESTION_LATE_MS: u32 = 8_000;
/// Milliseconds after which nobody waits for an answer to it any more. Judgement.
pub const QUESTION_UNANSWERED_MS: u32 = 20_000;
/// Milliseconds within which a camera gives a picture: its first, and another after the last. Judgement.
pub const PICTURE_COMES_MS: f64 = 2_000.0;
/// Pixels a side of the picture that some browsers give of a camera that is muted. Judgement: no camera has so few.
pub const MUTED_PIXELS: u32 = 2;
/// Pictures per second below which a face cannot be followed. Source: webrtc/testrtc.
pub const FPS_FAIL: f64 = 5.0;
/// Pictures per second below which movement looks broken. Source: webrtc/testrtc.
pub const FPS_WARN: f64 = 15.0;
/// Milliseconds that the camera must have been watched to count as measured: 2 s of the 3. Our own: a camera that gives
/// nothing for two seconds gives nothing. What was watched for less ended, or nobody saw the page.
pub const MIN_CAMERA_MS: f64 = 2_000.0;
/// Mean brightness (0–255) of the last second below which, with [`BLACK_DEVIATION`], the picture is black. Measured: black 0, dim noise 5.8.
pub const BLACK_MEAN: f64 = 10.0;
/// Standard deviation of brightness below which a dark picture holds nothing.
pub const BLACK_DEVIATION: f64 = 3.0;
/// Mean brightness (0–255) of the last second below which a face is hard to see. Judgement.
pub const DARK_MEAN: f64 = 40.0;
/// Mean change between samples, of all or of the last second, below which the picture stands still. Measured: frozen 0.00, sensor
/// noise 1.24.
pub const FROZEN_CHANGE: f64 = 0.05;
/// Pixels of the longer side below which a person is hard to recognise.
pub const MIN_WIDTH: u32 = 640;
/// Pixels of the shorter side below which a person is hard to recognise.
pub const MIN_HEIGHT: u32 = 360;
/// 95th percentile of level, dBFS, below which nothing useful is heard. Source: webrtc/testrtc.
pub const LEVEL_FAIL_DBFS: f64 = -60.0;
/// 95th percentile of level, dBFS, below which speech is quiet. Judgement.
pub const LEVEL_WARN_DBFS: f64 = -45.0;
/// 10th percentile of level, dBFS, above which the room is loud. Judgement.
pub const NOISE_WARN_DBFS: f64 = -45.0;
/// Distance of speech from noise, dB, below which there was no speech. Judgement.
pub const SPEECH_FAIL_DB: f64 = 6.0;
/// Distance of speech from noise, dB, below which speech is hard to follow. Judgement.
pub const SPEECH_WARN_DB: f64 = 15.0;
/// Consecutive samples at full scale that mean distortion. Source: webrtc/testrtc.
pub const CLIPPED_RUN: u32 = 7;
/// Blocks of 50 ms that must have been heard for the microphone to count as measured: 6.5 s of the 7. A microphone that
/// stops on the way is no good one, however well it was heard before.
pub const MIN_BLOCKS: u32 = 130;
/// Blocks of 50 ms that must stand above the quiet for it to have been a voice: one second in all. Judgement: whoever reads for
/// five seconds is heard for longer than that, and something that falls or knocks is not.
pub const VOICE_BLOCKS: u32 = 20;
/// Blocks of silence itself at the end that mean that a microphone stopped which gave none before: one second. Our own: whoever
/// stops reading leaves the noise of the room.
pub const STOPPED_BLOCKS: u32 = 20;
/// Level, dBFS, of the loudspeaker's sound in the microphone with echo cancellation on, above which others hear themselves.
/// Judgement.
pub const ECHO_WARN_DBFS: f64 = -40.0;
/// Messages to the server that must come back within three seconds.
pub const ECHOES: u32 = 10;
/// Milliseconds within which the line for messages opens; later it counts as cut off. Judgement.
pub const LINE_OPENS_MS: f64 = 5_000.0;
/// Milliseconds within which a way for sound and picture opens; later it counts as closed. Measured: with much loss and little
/// room it needs more than ten seconds.
pub const WAY_OPENS_MS: f64 = 15_000.0;
/// Milliseconds to the server and back above which a message is slow. Judgement: three seconds for ten.
pub const SIGNALLING_WARN_MS: f64 = 1_000.0;
/// Milliseconds to the server and back above which people begin to talk at the same time. Source: statistics documentation
/// of Azure Communication Services.
pub const RTT_WARN_MS: f64 = 200.0;
/// Milliseconds to the server and back above which nobody can talk with each other. Source: twilio/video-diagnostics.
pub const RTT_FAIL_MS: f64 = 400.0;
/// Percent of packets lost from which on words break up. Source: requirements of Microsoft Teams.
pub const LOSS_WARN_PERCENT: f64 = 1.0;
/// Percent of packets lost from which on sentences are lost. Source: Daily and Jitsi's own checks.
pub const LOSS_FAIL_PERCENT: f64 = 5.0;
/// Milliseconds of jitter from which on sound stutters. Source: requirements of Microsoft Teams.
pub const JITTER_WARN_MS: f64 = 30.0;
/// Milliseconds of jitter above which it cannot be followed. Judgement.
pub const JITTER_FAIL_MS: f64 = 50.0;
/// kbit/s each way below which the picture is reduced. Source: network requirements of Azure Communication Services, 720p.
pub const KBPS_WARN: f64 = 1_200.0;
/// kbit/s each way below which only sound goes through. Source: the same, 360p.
pub const KBPS_AUDIO_ONLY: f64 = 500.0;
/// kbit/s each way below which not even sound goes through. Source: twilio/rtc-diagnostics.
pub const KBPS_FAIL: f64 = 100.0;
/// Share of the time in which the device may be too slow. Judgement.
pub const CPU_WARN: f64 = 0.1;
/// Share of the time in which the device is too slow for a call. Judgement.
pub const CPU_FAIL: f64 = 0.5;
/// Milliseconds over which the line must have been watched to count as measured: six seconds of the eight.
pub const MIN_QUALITY_MS: f64 = 6_000.0;
