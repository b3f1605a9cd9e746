//! One run of the check on one page: what its parts share.

use leptos::{html, prelude::*};
use shared::check::{Browser, CheckPlace, CheckResult, CheckedFor, Finding, Step, Taken};

use super::{
    driver::{Kept, no_devices},
    state::Progress,
};
use crate::error::ApiError;

/// What a person can ask the check to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The page was opened.
    Open,
    /// Begin the step that waits.
    Begin,
    /// Measure a step anew.
    Repeat(Step),
    /// Measure everything anew.
    RepeatAll,
    /// Leave the step.
    GoOn,
    /// So many tones were heard.
    Heard(u8),
    /// Play the same tones again.
    Replay,
    /// Send the results again.
    Send,
}

/// What the current step shows while it works.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Live {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The browser asks the person; `late` once nobody answered for a while.
    Asking {
        /// Whether 8 seconds went by.
        late: bool,
    },
    /// The camera's picture is shown.
    Camera {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Pictures per second.
        rate: f64,
        /// Mean brightness, 0 to 255.
        light: Option<f64>,
    },
    /// The microphone is listened to.
    Microphone {
        /// Whether the person should read aloud now; before, they should be quiet.
        reading: bool,
        /// Seconds until that part is over.
        left: u32,
        /// The level, in dBFS.
        level: f64,
        /// How far speech stands above the quiet, in dB; changes now and then, because it is read out.
        above: Option<f64>,
    },
    /// Tones sound.
    Playing,
    /// The tones are over; the person says how many they were.
    Played,
}

/// Where the results are.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sending {
    /// Not yet complete.
    #[default]
    Unfinished,
    /// On their way.
    Underway,
    /// They did not arrive.
    Failed(ApiError),
    /// The server judged them.
    Judged(CheckResult),
}

/// One run of the check.
#[derive(Clone, Copy)]
pub struct Session {
    /// How far it is.
    pub progress: RwSignal<Progress>,
    /// What the current step shows.
    pub live: RwSignal<Live>,
    /// Where the results are.
    pub sending: RwSignal<Sending>,
    /// Where the camera's picture is shown.
    pub video: NodeRef<html::Video>,
    /// What it counts for.
    pub counts_for: CheckedFor,
    /// The personal link's secret.
    pub token: StoredValue<Option<String>>,
    /// The devices in use; given back when the page is left.
    pub devices: Kept,
}

impl Session {
    /// A run that has not begun.
    pub fn new(place: &CheckPlace, token: Option<String>) -> Self {
        Self {
            progress: RwSignal::new(Progress::default()),
            live: RwSignal::new(Live::default()),
            sending: RwSignal::new(Sending::default()),
            video: NodeRef::new(),
            counts_for: place.counts_for,
            token: StoredValue::new(token),
            devices: no_devices(),
        }
    }

    /// Whether it checks a room: there an officer helps, and nobody is sent into a device's settings.
    pub const fn is_room(self) -> bool {
        matches!(self.counts_for, CheckedFor::Room(_))
    }

    /// Whether it counts for nobody.
    pub const fn is_trial(self) -> bool {
        matches!(self.counts_for, CheckedFor::Trial)
    }

    /// The browser's family, once it is known.
    pub fn browser(self) -> Browser {
        self.progress.with(|progress| progress.measurements().browser)
    }

    /// Whether our own page forbids the devices; then no advice about the browser's settings helps.
    pub fn policy_blocks(self) -> bool {
        self.progress.with(|progress| {
            matches!(&progress.measurements().environment, Taken::Measured(found) if found.policy_allows == Some(false))
        })
    }

    /// What a finding means here: where our own page is at fault, the browser is not blamed.
    pub fn meaning(self, finding: Finding) -> Finding {
        match finding {
            Finding::Blocked | Finding::SystemBlocks | Finding::Dismissed if self.policy_blocks() => {
                Finding::PolicyBlocks
            }
            other => other,
        }
    }
}
