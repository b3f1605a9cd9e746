//! Recording device checks.

mod keeping;
mod reach;

use shared::check::{
    Access, Browser, CHECK_VERSION, Camera, Environment, Measurements, Microphone, Permission, Speaker, Taken,
};

/// What a sound set of devices measures.
fn sound() -> Measurements {
    Measurements {
        version: CHECK_VERSION,
        browser: Browser::Firefox,
        environment: Taken::Measured(Environment {
            secure: true,
            media_devices: true,
            policy_allows: Some(true),
            opus: Some(true),
            video_codec: Some(true),
            clock_skew_ms: Some(123.456),
            battery: Some((0.876_54, false)),
        }),
        permission: Taken::Measured(Permission { camera: Access::Granted, microphone: Access::Granted }),
        camera: Taken::Measured(Camera {
            frames: 90,
            over_ms: 3000.123,
            width: 1280,
            height: 720,
            luma_mean: Some(118.765_4),
            luma_deviation: Some(42.123_4),
            luma_change: Some(3.456_7),
            muted: false,
            ended: false,
        }),
        microphone: Taken::Measured(Microphone {
            running: true,
            blocks: 140,
            all_zero: false,
            p10_dbfs: -62.345_6,
            p95_dbfs: -22.987_6,
            clipped_run: 0,
            muted: false,
            ended: false,
        }),
        speaker: Taken::Measured(Speaker { played: 3, heard: 3, running: true }),
    }
}

/// The same with a black picture.
fn black() -> Measurements {
    let mut measured = sound();
    if let Taken::Measured(camera) = &mut measured.camera {
        (camera.luma_mean, camera.luma_deviation) = (Some(0.0), Some(0.0));
    }
    measured
}
