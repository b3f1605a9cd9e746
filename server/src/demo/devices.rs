//! What a browser measures: all well, or one thing wrong.

use shared::check::{
    Access, Acoustics, Browser, CHECK_VERSION, Camera, Connection, Environment, Measurements, Microphone, Permission,
    Quality, Residual, Route, Signalling, Speaker, Taken, Way,
};

/// How a device check ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Devices {
    /// Everything serves.
    Fine,
    /// It serves, with a fault.
    DarkPicture,
    /// It serves, with a fault.
    QuietVoice,
    /// The camera's cover is closed.
    BlackPicture,
    /// The microphone is switched off.
    SilentMicrophone,
    /// The browser was told to block the camera.
    CameraBlocked,
}

/// What the browser would send.
pub(super) fn measured(devices: Devices) -> Measurements {
    let blocked = devices == Devices::CameraBlocked;
    let (luma_mean, luma_deviation, luma_change) = match devices {
        Devices::BlackPicture => (1.2, 0.4, 0.3),
        Devices::DarkPicture => (29.0, 17.0, 1.4),
        _ => (121.0, 52.0, 2.1),
    };
    let (p10_dbfs, p95_dbfs) = match devices {
        Devices::SilentMicrophone => (-96.0, -93.0),
        Devices::QuietVoice => (-72.0, -49.0),
        _ => (-61.0, -23.0),
    };
    Measurements {
        version: CHECK_VERSION,
        browser: Browser::Chrome,
        attended: true,
        age_s: 0.0,
        environment: Taken::Measured(Environment {
            secure: true,
            media_devices: true,
            policy_allows: Some(true),
            opus: Some(true),
            video_codec: Some(true),
            clock_skew_ms: Some(140.0),
            battery: None,
        }),
        permission: Taken::Measured(Permission {
            camera: if blocked { Access::Denied } else { Access::Granted },
            microphone: Access::Granted,
        }),
        camera: if blocked {
            Taken::NotReached
        } else {
            Taken::Measured(Camera {
                frames: 88,
                over_ms: 3000.0,
                width: 1280,
                height: 720,
                luma_mean: Some(luma_mean),
                luma_deviation: Some(luma_deviation),
                luma_change: Some(luma_change),
                muted: false,
                ended: false,
            })
        },
        microphone: Taken::Measured(Microphone {
            running: true,
            blocks: 140,
            all_zero: false,
            p10_dbfs,
            p95_dbfs,
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
            acoustics: Some(Acoustics { heard: true, residual: Residual::Nothing }),
        }),
        signalling: Taken::Measured(Signalling {
            web_socket: true,
            sent: 10,
            echoes: 10,
            median_ms: Some(38.0),
            http_ms: Some(51.0),
        }),
        connection: Taken::Measured(Connection {
            udp: Way::Open(210.0),
            tcp: Way::Open(260.0),
            relay_udp: Way::Open(330.0),
            relay_tcp: Way::Open(380.0),
            relay_tls: Way::Open(450.0),
        }),
        quality: Taken::Measured(Quality {
            over_ms: 8000.0,
            rtt_ms: Some(64.0),
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
