//! Measurements to judge: sound ones to spoil by hand, and generated ones.

use proptest::{num::f64::ANY, option, prelude::*, sample::select};
use shared::check::{
    Access, Acoustics, Browser, CHECK_VERSION, Camera, CheckResult, Connection, Environment, Measurements, Microphone,
    Permission, Quality, Residual, Route, Signalling, Speaker, Step, StepResult, Taken, Unmeasured, Way,
};

pub fn environment() -> Environment {
    Environment {
        secure: true,
        media_devices: true,
        policy_allows: Some(true),
        opus: Some(true),
        video_codec: Some(true),
        clock_skew_ms: Some(120.0),
        battery: Some((0.8, false)),
    }
}

pub fn permission() -> Permission {
    Permission { camera: Access::Granted, microphone: Access::Granted }
}

pub fn camera() -> Camera {
    Camera {
        frames: 90,
        over_ms: 3000.0,
        width: 1280,
        height: 720,
        luma_mean: Some(110.0),
        luma_deviation: Some(40.0),
        luma_change: Some(1.5),
        muted: false,
        ended: false,
    }
}

pub fn microphone() -> Microphone {
    Microphone {
        running: true,
        blocks: 140,
        all_zero: false,
        p10_dbfs: -62.0,
        p95_dbfs: -25.0,
        clipped_run: 1,
        voice_blocks: Some(64),
        stopped_blocks: Some(0),
        muted: false,
        ended: false,
    }
}

pub fn speaker() -> Speaker {
    let acoustics = Some(Acoustics { heard: true, residual: Residual::Nothing });
    Speaker { played: 3, heard: Some(3), running: true, acoustics }
}

pub fn signalling() -> Signalling {
    Signalling { web_socket: true, sent: 10, echoes: 10, median_ms: Some(40.0), http_ms: Some(60.0) }
}

pub fn connection() -> Connection {
    let open = Way::Open(150.0);
    Connection { udp: open, tcp: open, relay_udp: open, relay_tcp: open, relay_tls: open }
}

pub fn quality() -> Quality {
    Quality {
        over_ms: 8000.0,
        rtt_ms: Some(60.0),
        loss_up: Some(0.0),
        loss_down: Some(0.1),
        jitter_up_ms: Some(4.0),
        jitter_down_ms: Some(6.0),
        kbps_up: Some(2300.0),
        kbps_down: Some(2100.0),
        cpu_limited: Some(0.0),
        route: Some(Route::Udp),
        unmeasured: None,
    }
}

/// Everything is well.
pub fn sound() -> Measurements {
    Measurements {
        version: CHECK_VERSION,
        browser: Browser::Chrome,
        attended: true,
        age_s: 45.0,
        environment: Taken::Measured(environment()),
        permission: Taken::Measured(permission()),
        camera: Taken::Measured(camera()),
        microphone: Taken::Measured(microphone()),
        speaker: Taken::Measured(speaker()),
        signalling: Taken::Measured(signalling()),
        connection: Taken::Measured(connection()),
        quality: Taken::Measured(quality()),
    }
}

pub fn of(result: &CheckResult, step: Step) -> &StepResult {
    result.steps.iter().find(|result| result.step == step).unwrap()
}

/// Every reason why too little was measured of a line.
pub const EVERY_REASON: [Unmeasured; 8] = [
    Unmeasured::Busy,
    Unmeasured::Limited,
    Unmeasured::Late,
    Unmeasured::Unseen,
    Unmeasured::Unanswered,
    Unmeasured::NoPeer,
    Unmeasured::Unbegun,
    Unmeasured::NoCodecs,
];

/// Any number at all, but often one near a threshold or just possible.
fn number() -> impl Strategy<Value = f64> {
    let notable = vec![
        0.0,
        -0.0,
        0.05,
        0.2,
        1.0,
        3.0,
        5.0,
        6.0,
        10.0,
        15.0,
        40.0,
        127.5,
        255.0,
        1999.0,
        2000.0,
        3000.0,
        60_000.0,
        300_000.0,
        -120.0,
        -60.0,
        -45.0,
        -25.0,
        -1.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
    ];
    prop_oneof![4 => select(notable), 1 => ANY]
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![select(vec![0_u32, 1, 2, 6, 7, 8, 45, 59, 129, 130, 131, 140, 359, 360, 639, 640, 1280]), any::<u32>()]
}

/// So many blocks of a microphone's, often about as many as decide.
fn blocks() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![1 => Just(None), 6 => select(vec![0_u32, 19, 20, 64]).prop_map(Some), 1 => count().prop_map(Some)]
}

/// Boxed: all of them together would not fit a test's stack.
fn taken<T: std::fmt::Debug + Clone + 'static>(
    measured: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Taken<T>> {
    prop_oneof![1 => Just(Taken::NotReached), 1 => Just(Taken::Skipped), 8 => measured.prop_map(Taken::Measured)]
        .boxed()
}

fn any_access() -> impl Strategy<Value = Access> {
    select(vec![
        Access::Granted,
        Access::Dismissed,
        Access::Denied,
        Access::DeniedBySystem,
        Access::NotFound,
        Access::NotReadable,
        Access::Unanswered,
        Access::Failed,
    ])
}

prop_compose! {
    fn any_environment()(
        (secure, media_devices) in any::<(bool, bool)>(),
        (policy_allows, opus, video_codec) in any::<(Option<bool>, Option<bool>, Option<bool>)>(),
        clock_skew_ms in option::of(number()),
        battery in option::of((number(), any::<bool>())),
    ) -> Environment {
        Environment { secure, media_devices, policy_allows, opus, video_codec, clock_skew_ms, battery }
    }
}

prop_compose! {
    fn any_camera()(
        frames in count(), over_ms in number(), width in count(), height in count(),
        luma_mean in option::of(number()), luma_deviation in option::of(number()), luma_change in option::of(number()),
        (muted, ended) in any::<(bool, bool)>(),
    ) -> Camera {
        Camera { frames, over_ms, width, height, luma_mean, luma_deviation, luma_change, muted, ended }
    }
}

prop_compose! {
    fn any_microphone()(
        (running, all_zero, muted, ended) in any::<(bool, bool, bool, bool)>(),
        blocks in count(), p10_dbfs in number(), p95_dbfs in number(), clipped_run in count(),
        (voice_blocks, stopped_blocks) in (blocks(), blocks()),
    ) -> Microphone {
        Microphone {
            running, blocks, all_zero, p10_dbfs, p95_dbfs, clipped_run, voice_blocks, stopped_blocks, muted, ended,
        }
    }
}

fn any_residual() -> impl Strategy<Value = Residual> {
    prop_oneof![Just(Residual::NotTried), Just(Residual::Nothing), number().prop_map(Residual::Dbfs)]
}

prop_compose! {
    fn any_speaker()(
        played in 0_u8..12, heard in option::of(0_u8..12), (right, running) in any::<(bool, bool)>(),
        acoustics in option::of((any::<bool>(), any_residual())),
    ) -> Speaker {
        let heard = if right { heard.map(|_| played) } else { heard };
        let acoustics = acoustics.map(|(heard, residual)| Acoustics { heard, residual });
        Speaker { played, heard, running, acoustics }
    }
}

prop_compose! {
    fn any_signalling()(
        web_socket in any::<bool>(), sent in 0_u32..12, echoes in 0_u32..12,
        median_ms in option::of(number()), http_ms in option::of(number()),
    ) -> Signalling {
        Signalling { web_socket, sent, echoes, median_ms, http_ms }
    }
}

fn any_way() -> impl Strategy<Value = Way> {
    let open = (0.0..20_000.0).prop_map(Way::Open);
    prop_oneof![3 => open, 3 => Just(Way::Closed), 2 => Just(Way::NotOffered), 1 => Just(Way::NotTried), 1 => Just(Way::Limited), 1 => Just(Way::Unanswered), 1 => Just(Way::Unbegun), 1 => Just(Way::Late), 1 => number().prop_map(Way::Open)]
}

fn any_connection() -> impl Strategy<Value = Connection> {
    let no_relay = (any_way(), any_way()).prop_map(|(udp, tcp)| Connection { udp, tcp, ..Connection::default() });
    let any = [any_way(), any_way(), any_way(), any_way(), any_way()].prop_map(
        |[udp, tcp, relay_udp, relay_tcp, relay_tls]| Connection { udp, tcp, relay_udp, relay_tcp, relay_tls },
    );
    prop_oneof![no_relay, any]
}

fn any_reason() -> impl Strategy<Value = Unmeasured> {
    select(EVERY_REASON.to_vec())
}

prop_compose! {
    fn any_quality()(
        over_ms in number(),
        numbers in proptest::array::uniform8(option::weighted(0.9, number())),
        route in option::of(select(Route::ALL.to_vec())),
        unmeasured in option::of(any_reason()),
    ) -> Quality {
        let [rtt_ms, loss_up, loss_down, jitter_up_ms, jitter_down_ms, kbps_up, kbps_down, cpu_limited] = numbers;
        Quality {
            over_ms, rtt_ms, loss_up, loss_down, jitter_up_ms, jitter_down_ms, kbps_up, kbps_down, cpu_limited, route,
            unmeasured,
        }
    }
}

fn any_age() -> impl Strategy<Value = f64> {
    prop_oneof![9 => 0.0..86_400.0, 1 => number()]
}

prop_compose! {
    /// Anything that the types can hold.
    pub fn anything()(
        version in prop_oneof![9 => Just(CHECK_VERSION), 1 => any::<u16>()],
        browser in select(Browser::ALL.to_vec()),
        environment in taken(any_environment()),
        permission in taken((any_access(), any_access()).prop_map(|(camera, microphone)| Permission { camera, microphone })),
        camera in taken(any_camera()),
        microphone in taken(any_microphone()),
        speaker in taken(any_speaker()),
        (attended, age_s, signalling, connection, quality) in (
            any::<bool>(), any_age(), taken(any_signalling()), taken(any_connection()), taken(any_quality()),
        ),
    ) -> Measurements {
        Measurements {
            version, browser, attended, age_s, environment, permission, camera, microphone, speaker, signalling, connection, quality,
        }
    }
}

/// One step of [`sound`] replaced by anything, so that a pass is always near.
pub fn nearly_sound() -> impl Strategy<Value = Measurements> {
    (anything(), 0..9).prop_map(|(other, which)| {
        let mut measured = sound();
        match which {
            0 => measured.environment = other.environment,
            1 => measured.permission = other.permission,
            2 => measured.camera = other.camera,
            3 => (measured.microphone, measured.attended) = (other.microphone, other.attended),
            4 => measured.speaker = other.speaker,
            5 => measured.signalling = other.signalling,
            6 => measured.connection = other.connection,
            7 => measured.quality = other.quality,
            _ => measured.version = other.version,
        }
        measured
    })
}

/// Possible numbers, on both sides of every threshold.
pub fn possible() -> impl Strategy<Value = Measurements> {
    let environment = (any::<(bool, bool)>(), -400_000.0..400_000.0, 0.0..=1.0);
    let camera = (0_u32..120, 2000.0..4000.0, (1_u32..1400, 1_u32..800), (0.0..60.0, 0.0..8.0, 0.0..0.2));
    let microphone = (-120.0..0.0, 0.0..30.0, 0_u32..12, (0_u32..120, 0_u32..25));
    let line = (
        (0_u32..=10, 1.0..3000.0, -90.0..-10.0),
        (0.0..500.0, 0.0..6.0, 0.0..60.0, 0.0..3000.0, 0.0..0.8),
        any::<(bool, bool, bool)>(),
    );
    (environment, camera, microphone, line).prop_map(
        |(
            ((secure, charging), skew, charge),
            (frames, over_ms, (width, height), luma),
            (p10, above, clipped_run, (voice, stopped)),
            ((echoes, median, residual), (rtt, loss, jitter, kbps, cpu), ways),
        )| {
            let mut measured = sound();
            measured.environment = Taken::Measured(Environment {
                secure,
                clock_skew_ms: Some(skew),
                battery: Some((charge, charging)),
                ..self::environment()
            });
            measured.camera = Taken::Measured(Camera {
                frames,
                over_ms,
                width,
                height,
                luma_mean: Some(luma.0),
                luma_deviation: Some(luma.1),
                luma_change: Some(luma.2),
                ..self::camera()
            });
            measured.microphone = Taken::Measured(Microphone {
                p10_dbfs: p10,
                p95_dbfs: f64::min(p10 + above, 0.0),
                clipped_run,
                voice_blocks: Some(voice),
                stopped_blocks: Some(stopped),
                ..self::microphone()
            });
            measured.speaker = Taken::Measured(Speaker {
                acoustics: Some(Acoustics { heard: true, residual: Residual::Dbfs(residual) }),
                ..self::speaker()
            });
            measured.signalling =
                Taken::Measured(Signalling { echoes, median_ms: (echoes > 0).then_some(median), ..self::signalling() });
            let way = |open: bool| if open { Way::Open(100.0) } else { Way::Closed };
            measured.connection = Taken::Measured(Connection {
                udp: way(ways.0),
                relay_udp: way(ways.0),
                tcp: way(ways.1),
                relay_tcp: way(ways.1),
                relay_tls: way(ways.2),
            });
            measured.quality = Taken::Measured(Quality {
                rtt_ms: Some(rtt),
                loss_up: Some(loss),
                jitter_down_ms: Some(jitter),
                kbps_up: Some(kbps),
                cpu_limited: Some(cpu),
                ..self::quality()
            });
            measured
        },
    )
}
