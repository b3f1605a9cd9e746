//! Where a person stands in the check: which step, what was measured, what comes next. Free of any browser.

mod moment;
mod progress;
mod told;

use shared::check::{
    Browser, Camera, Connection, Environment, Microphone, Permission, Quality, Signalling, Speaker, Step, StepResult,
};

pub use self::{moment::Moment, progress::Progress, told::Told};

/// What one step brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// Whose browser it is, and what it found out about itself.
    Environment(Browser, Environment),
    /// How asking for the devices ended.
    Permission(Permission),
    /// What the camera showed.
    Camera(Camera),
    /// What the microphone heard.
    Microphone(Microphone),
    /// What was played and heard.
    Speaker(Speaker),
    /// What came back from the server.
    Signalling(Signalling),
    /// Which ways are open.
    Connection(Connection),
    /// How well sound and picture go.
    Quality(Quality),
}

impl Measured {
    /// The step it belongs to.
    pub const fn step(&self) -> Step {
        match self {
            Self::Environment(..) => Step::Environment,
            Self::Permission(_) => Step::Permission,
            Self::Camera(_) => Step::Camera,
            Self::Microphone(_) => Step::Microphone,
            Self::Speaker(_) => Step::Speaker,
            Self::Signalling(_) => Step::Signalling,
            Self::Connection(_) => Step::Connection,
            Self::Quality(_) => Step::Quality,
        }
    }
}

/// What a step is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It waits for the person, or is about to begin.
    Waiting,
    /// It measures.
    Working,
    /// It was measured and is not in order: the remedy is shown until the person retries or goes on.
    Judged(StepResult),
}

/// Where the person stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a step.
    At(Step, Phase),
    /// Every step is behind them.
    End,
}

/// How a step looks in the list of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Its turn has not come.
    Later,
    /// It is the current one.
    Now,
    /// It is measured meanwhile, behind the current one.
    Behind,
    /// It cannot be measured: what it needs was not granted.
    LeftOut,
    /// It was skipped or measured.
    Judged(StepResult),
}

/// One start of a step. What arrives under an older number is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt(u32);

#[cfg(test)]
mod tests;
