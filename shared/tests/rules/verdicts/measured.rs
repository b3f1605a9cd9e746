//! Measurements to judge: sound ones to spoil by hand, and generated ones.

use proptest::{collection::vec, num::f64::ANY, option, prelude::*, sample::select};
use shared::check::{
    Access, Browser, CHECK_VERSION, Camera, CheckResult, Environment, Measurements, Microphone, Permission, Speaker,
    Step, StepResult, Taken,
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
        muted: false,
        ended: false,
    }
}

pub fn speaker() -> Speaker {
    Speaker { played: 3, heard: 3, running: true }
}

/// Everything is well.
pub fn sound() -> Measurements {
    Measurements {
        version: CHECK_VERSION,
        browser: Browser::Chrome,
        environment: Taken::Measured(environment()),
        permission: Taken::Measured(permission()),
        camera: Taken::Measured(camera()),
        microphone: Taken::Measured(microphone()),
        speaker: Taken::Measured(speaker()),
    }
}

pub fn of(result: &CheckResult, step: Step) -> &StepResult {
    result.steps.iter().find(|result| result.step == step).unwrap()
}

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
    prop_oneof![select(vec![0_u32, 1, 2, 6, 7, 8, 45, 59, 60, 61, 140, 359, 360, 639, 640, 1280]), any::<u32>()]
}

fn taken<T: std::fmt::Debug + Clone>(measured: impl Strategy<Value = T>) -> impl Strategy<Value = Taken<T>> {
    prop_oneof![1 => Just(Taken::NotReached), 1 => Just(Taken::Skipped), 8 => measured.prop_map(Taken::Measured)]
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
    ) -> Microphone {
        Microphone { running, blocks, all_zero, p10_dbfs, p95_dbfs, clipped_run, muted, ended }
    }
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
        speaker in taken(any::<(u8, u8, bool)>().prop_map(|(played, heard, running)| Speaker {
            played: played % 8, heard: heard % 8, running,
        })),
    ) -> Measurements {
        Measurements { version, browser, environment, permission, camera, microphone, speaker }
    }
}

/// One step of [`sound`] replaced by anything, so that a pass is always near.
pub fn nearly_sound() -> impl Strategy<Value = Measurements> {
    (anything(), 0..6).prop_map(|(other, which)| {
        let mut measured = sound();
        match which {
            0 => measured.environment = other.environment,
            1 => measured.permission = other.permission,
            2 => measured.camera = other.camera,
            3 => measured.microphone = other.microphone,
            4 => measured.speaker = other.speaker,
            _ => measured.version = other.version,
        }
        measured
    })
}

/// Possible numbers, on both sides of every threshold.
pub fn possible() -> impl Strategy<Value = Measurements> {
    let environment = (any::<(bool, bool)>(), -400_000.0..400_000.0, 0.0..=1.0);
    let camera = (0_u32..120, 2000.0..4000.0, (1_u32..1400, 1_u32..800), (0.0..60.0, 0.0..8.0, 0.0..0.2));
    let microphone = (-120.0..0.0, 0.0..30.0, 0_u32..12);
    (environment, camera, microphone).prop_map(
        |(((secure, charging), skew, charge), (frames, over_ms, (width, height), luma), (p10, above, clipped_run))| {
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
                ..self::microphone()
            });
            measured
        },
    )
}

/// One thing gets worse by some amount; possible stays possible.
#[derive(Clone, Copy, Debug)]
pub enum Worse {
    ClockFurtherOff(f64),
    LessCharge(f64),
    FewerFrames(u32),
    Smaller(u32),
    Darker(f64),
    Flatter(f64),
    Stiller(f64),
    Quieter(f64),
    Noisier(f64),
    MoreClipping(u32),
    HearsAnotherNumber,
    Denied,
    Skipped(Step),
    NotReached(Step),
}

pub fn worse() -> impl Strategy<Value = Vec<Worse>> {
    let one = prop_oneof![
        (0.0..400_000.0).prop_map(Worse::ClockFurtherOff),
        (0.0..1.0).prop_map(Worse::LessCharge),
        (0_u32..100).prop_map(Worse::FewerFrames),
        (0_u32..1400).prop_map(Worse::Smaller),
        (0.0..50.0).prop_map(Worse::Darker),
        (0.0..8.0).prop_map(Worse::Flatter),
        (0.0..0.2).prop_map(Worse::Stiller),
        (0.0..60.0).prop_map(Worse::Quieter),
        (0.0..60.0).prop_map(Worse::Noisier),
        (0_u32..12).prop_map(Worse::MoreClipping),
        Just(Worse::HearsAnotherNumber),
        Just(Worse::Denied),
    ];
    vec(one, 1..4)
}

impl Worse {
    pub fn spoil(self, measured: &mut Measurements) {
        match self {
            Self::Skipped(step) => leave(measured, step, true),
            Self::NotReached(step) => leave(measured, step, false),
            Self::Denied => {
                measured.permission =
                    Taken::Measured(Permission { camera: Access::Denied, microphone: Access::Granted });
            }
            Self::HearsAnotherNumber => measured.speaker = Taken::Measured(Speaker { heard: 1, ..speaker() }),
            _ => self.spoil_numbers(measured),
        }
    }

    fn spoil_numbers(self, measured: &mut Measurements) {
        let (Taken::Measured(environment), Taken::Measured(camera), Taken::Measured(microphone)) =
            (&mut measured.environment, &mut measured.camera, &mut measured.microphone)
        else {
            return;
        };
        let less = |number: &mut Option<f64>, by: f64| *number = number.map(|number| (number - by).max(0.0));
        match self {
            Self::ClockFurtherOff(by) => {
                environment.clock_skew_ms = environment.clock_skew_ms.map(|skew| skew + by.copysign(skew));
            }
            Self::LessCharge(by) => {
                environment.battery = environment.battery.map(|(charge, on)| ((charge - by).max(0.0), on));
            }
            Self::FewerFrames(by) => camera.frames = camera.frames.saturating_sub(by),
            Self::Smaller(by) => camera.width = camera.width.saturating_sub(by),
            Self::Darker(by) => less(&mut camera.luma_mean, by),
            Self::Flatter(by) => less(&mut camera.luma_deviation, by),
            Self::Stiller(by) => less(&mut camera.luma_change, by),
            Self::Quieter(by) => microphone.p95_dbfs = (microphone.p95_dbfs - by).max(microphone.p10_dbfs),
            Self::Noisier(by) => microphone.p10_dbfs = (microphone.p10_dbfs + by).min(microphone.p95_dbfs),
            Self::MoreClipping(by) => microphone.clipped_run += by,
            Self::HearsAnotherNumber | Self::Denied | Self::Skipped(_) | Self::NotReached(_) => {}
        }
    }
}

fn leave(measured: &mut Measurements, step: Step, skipped: bool) {
    fn left<T>(skipped: bool) -> Taken<T> {
        if skipped { Taken::Skipped } else { Taken::NotReached }
    }
    match step {
        Step::Environment => measured.environment = left(skipped),
        Step::Permission => measured.permission = left(skipped),
        Step::Camera => measured.camera = left(skipped),
        Step::Microphone => measured.microphone = left(skipped),
        Step::Speaker => measured.speaker = left(skipped),
    }
}
