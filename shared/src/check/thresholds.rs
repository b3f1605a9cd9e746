//! The thresholds of the verdicts, each with its unit and source. A public page shows them.

/// Clock skew that a person should know, in milliseconds. Judgement: notices and tokens are timed to the minute.
pub const CLOCK_WARN_MS: f64 = 60_000.0;
/// Clock skew that breaks a call, in milliseconds. Judgement: credentials of media relays live for minutes.
pub const CLOCK_FAIL_MS: f64 = 300_000.0;
/// Battery charge, 0 to 1, below which a session may not last. Judgement.
pub const BATTERY_WARN: f64 = 0.2;
/// Pictures per second below which a face cannot be followed. Source: webrtc/testrtc.
pub const FPS_FAIL: f64 = 5.0;
/// Pictures per second below which movement looks broken. Source: webrtc/testrtc.
pub const FPS_WARN: f64 = 15.0;
/// Milliseconds that the camera must have been watched to count as measured: 2 s of the 3. Our own: a camera that gives
/// nothing for two seconds gives nothing.
pub const MIN_CAMERA_MS: f64 = 2_000.0;
/// Mean brightness (0–255) below which, with [`BLACK_DEVIATION`], the picture is black. Measured: black 0, dim noise 5.8.
pub const BLACK_MEAN: f64 = 10.0;
/// Standard deviation of brightness below which a dark picture holds nothing.
pub const BLACK_DEVIATION: f64 = 3.0;
/// Mean brightness (0–255) below which a face is hard to see. Judgement.
pub const DARK_MEAN: f64 = 40.0;
/// Mean change between samples below which the picture stands still. Measured: frozen 0.00, sensor noise 1.24.
pub const FROZEN_CHANGE: f64 = 0.05;
/// Width in pixels below which a person is hard to recognise.
pub const MIN_WIDTH: u32 = 640;
/// Height in pixels below which a person is hard to recognise.
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
/// Blocks of 50 ms that must have been heard for the microphone to count as measured: 3 s of the 7.
pub const MIN_BLOCKS: u32 = 60;
