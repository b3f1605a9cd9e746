//! Recording device checks.

mod aged;
mod alone;
mod answered;
mod history;
mod keeping;
mod lines;
mod meetings;
mod moved;
mod parts;
mod reach;
mod several;
mod standing;
mod staying;
mod strangers;

use shared::check::{
    Access, Acoustics, Browser, CHECK_VERSION, Camera, Connection, Environment, Measurements, Microphone, Permission,
    Quality, Residual, Route, Signalling, Speaker, Taken, Way,
};

/// What a sound set of devices measures.
pub(super) fn sound() -> Measurements {
    Measurements {
        version: CHECK_VERSION,
        browser: Browser::Firefox,
        attended: true,
        age_s: 0.0,
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
            voice_blocks: Some(64),
            stopped_blocks: Some(0),
            muted: false,
            ended: false,
        }),
        speaker: Taken::Measured(Speaker {
            played: 3,
            heard: Some(3),
            running: true,
            acoustics: Some(Acoustics { heard: true, residual: Residual::Dbfs(-61.234_5) }),
        }),
        signalling: Taken::Measured(Signalling {
            web_socket: true,
            sent: 10,
            echoes: 10,
            median_ms: Some(38.123_4),
            http_ms: Some(51.0),
        }),
        connection: Taken::Measured(Connection {
            udp: Way::Open(210.987_6),
            tcp: Way::Open(260.0),
            relay_udp: Way::Open(330.0),
            relay_tcp: Way::Open(380.0),
            relay_tls: Way::Open(450.0),
        }),
        quality: Taken::Measured(Quality {
            over_ms: 8000.0,
            rtt_ms: Some(64.321_9),
            loss_up: Some(0.1),
            loss_down: Some(0.0),
            jitter_up_ms: Some(4.1),
            jitter_down_ms: Some(5.2),
            kbps_up: Some(2310.0),
            kbps_down: Some(2180.0),
            cpu_limited: Some(0.0),
            route: Some(Route::Udp),
            unmeasured: None,
        }),
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
