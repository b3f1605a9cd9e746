//! What makes a check worse, to see that it is never judged better for it.

use proptest::{collection::vec, prelude::*};
use shared::check::{Access, Acoustics, Measurements, Permission, Residual, Step, Taken, Way};

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
    FewerWords(u32),
    StopsEarlier(u32),
    HearsAnotherNumber,
    MoreEcho(f64),
    FewerEchoes(u32),
    NoUdp,
    FurtherAway(f64),
    MoreLoss(f64),
    MoreJitter(f64),
    Narrower(f64),
    Busier(f64),
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
        (0_u32..100).prop_map(Worse::FewerWords),
        (0_u32..40).prop_map(Worse::StopsEarlier),
        Just(Worse::HearsAnotherNumber),
        (0.0..40.0).prop_map(Worse::MoreEcho),
        (0_u32..10).prop_map(Worse::FewerEchoes),
        Just(Worse::NoUdp),
        (0.0..400.0).prop_map(Worse::FurtherAway),
        (0.0..6.0).prop_map(Worse::MoreLoss),
        (0.0..60.0).prop_map(Worse::MoreJitter),
        (0.0..2000.0).prop_map(Worse::Narrower),
        (0.0..0.6).prop_map(Worse::Busier),
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
            Self::HearsAnotherNumber => {
                if let Taken::Measured(speaker) = &mut measured.speaker {
                    speaker.heard = Some(1);
                }
            }
            _ => {
                self.spoil_numbers(measured);
                self.spoil_line(measured);
            }
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
            Self::FewerWords(by) => {
                microphone.voice_blocks = microphone.voice_blocks.map(|blocks| blocks.saturating_sub(by));
            }
            Self::StopsEarlier(by) => {
                let all = microphone.blocks;
                microphone.stopped_blocks = microphone.stopped_blocks.map(|blocks| (blocks + by).min(all));
            }
            _ => {}
        }
    }

    fn spoil_line(self, measured: &mut Measurements) {
        let Measurements { speaker, signalling, connection, quality, .. } = measured;
        let (Taken::Measured(speaker), Taken::Measured(signalling)) = (speaker, signalling) else { return };
        let (Taken::Measured(connection), Taken::Measured(quality)) = (connection, quality) else { return };
        let more = |number: &mut Option<f64>, by: f64| *number = number.map(|number| number + by);
        match self {
            Self::MoreEcho(by) => {
                if let Some(Acoustics { residual: Residual::Dbfs(level), .. }) = &mut speaker.acoustics {
                    *level = (*level + by).min(0.0);
                }
            }
            Self::FewerEchoes(by) => {
                signalling.echoes = signalling.echoes.saturating_sub(by);
                signalling.median_ms = signalling.median_ms.filter(|_| signalling.echoes > 0);
            }
            Self::NoUdp => (connection.udp, connection.relay_udp) = (Way::Closed, Way::Closed),
            Self::FurtherAway(by) => more(&mut quality.rtt_ms, by),
            Self::MoreLoss(by) => more(&mut quality.loss_up, by),
            Self::MoreJitter(by) => more(&mut quality.jitter_down_ms, by),
            Self::Narrower(by) => quality.kbps_up = quality.kbps_up.map(|kbps| (kbps - by).max(0.0)),
            Self::Busier(by) => quality.cpu_limited = quality.cpu_limited.map(|share| (share + by).min(1.0)),
            _ => {}
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
        Step::Signalling => measured.signalling = left(skipped),
        Step::Connection => measured.connection = left(skipped),
        Step::Quality => measured.quality = left(skipped),
    }
}
