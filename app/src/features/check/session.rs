//! One run of the check on one page: what its parts share.

use leptos::{html, prelude::*};
use shared::check::{Browser, CheckPlace, CheckedFor, Connection, Finding, Judgement, Keeper, Step, Taken};

use super::{
    driver::{Kept, no_devices},
    due::Due,
    question::Question,
    state::{Progress, Told},
    waits::Waits,
};
use shared::time::Local;

use crate::{
    devices::{Chosen, Device, Kind},
    error::ApiError,
};

/// What a person can ask the check to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The page was opened; the server checks by the rules of this version.
    Open(u16),
    /// Load the page anew.
    Reload,
    /// The loudspeaker's turn is next: have ready what it will play.
    Prepare,
    /// Begin the step that waits.
    Begin,
    /// Measure a step anew.
    Repeat(Step),
    /// Measure everything anew.
    RepeatAll,
    /// Leave the step.
    GoOn,
    /// This number was heard; 0 for nothing.
    Heard(u8),
    /// Play the same again.
    Replay,
    /// Send the results again.
    Send,
    /// Use this device from now on; `None` for the browser's own choice.
    Choose(Kind, Option<String>),
    /// Record oneself for a few seconds and hear it.
    HearMyself,
    /// Nobody is there: the room's device checks itself.
    RunAlone,
    /// The page is left.
    Leave,
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
    /// A voice says a digit, or tones sound.
    Playing,
    /// It is over; the person says what they heard.
    Played,
    /// The microphone listens for the loudspeaker.
    Chirping,
    /// The person is recorded, to hear themselves.
    Recording,
    /// They hear themselves.
    Replaying,
}

/// What the line shows while it is measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveLine {
    /// Messages that came back.
    pub echoes: u32,
    /// The ways, as far as they were tried.
    pub ways: Connection,
    /// Seconds until the quality is measured; `None` before and after.
    pub left: Option<u32>,
    /// Why the server takes no call at the moment; it is asked again.
    pub waits: Option<Waits>,
    /// What goes to the server and what comes from it, in kbit/s.
    pub kbps: Option<(f64, f64)>,
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
    Judged(Judgement),
}

/// One run of the check.
#[derive(Clone, Copy)]
pub struct Session {
    /// How far it is.
    pub progress: RwSignal<Progress>,
    /// What the current step shows.
    pub live: RwSignal<Live>,
    /// What the loudspeaker plays; `None` until it was chosen.
    pub question: RwSignal<Option<Question>>,
    /// What the line shows.
    pub line: RwSignal<LiveLine>,
    /// The devices that are connected.
    pub known: RwSignal<Vec<Device>>,
    /// Those that the person chose.
    pub chosen: RwSignal<Chosen>,
    /// Those that were given: browsers choose where nobody did, or where what was chosen is gone.
    pub in_use: RwSignal<Chosen>,
    /// Sound does not come out of the loudspeaker that the person chose.
    pub speaker_refused: RwSignal<bool>,
    /// A device came or went since the check began.
    pub plugged: RwSignal<bool>,
    /// Steps whose device went after it was measured.
    pub lost: RwSignal<Vec<Step>>,
    /// Steps that were measured before others of their devices' kind came or went.
    pub others: RwSignal<Vec<Step>>,
    /// Something is measured again because that was long ago.
    pub aged: RwSignal<bool>,
    /// The device is on another network than the one over which the line was measured.
    pub other_network: RwSignal<bool>,
    /// Where the results are.
    pub sending: RwSignal<Sending>,
    /// Where the camera's picture is shown.
    pub video: NodeRef<html::Video>,
    /// What it counts for.
    pub counts_for: CheckedFor,
    /// Who keeps the devices in order: what is advised depends on it.
    pub keeper: Keeper,
    /// Whether the result is kept.
    pub kept: bool,
    /// Whether it is a room's own device, which checks itself when nobody does.
    pub kiosk: bool,
    /// By whose clock its day ends, for a room: what is measured of it counts on that day only.
    pub zone: StoredValue<Option<String>>,
    /// When it does so next.
    pub next_run: RwSignal<Option<Local>>,
    /// The same by a clock that nobody sets, once the server was asked.
    pub due: StoredValue<Option<Due>>,
    /// The server is of another version: what this page measures counts for nothing.
    pub is_old: RwSignal<bool>,
    /// Why no check of the room is recorded any more.
    pub shut_out: RwSignal<Option<ApiError>>,
    /// The personal link's secret.
    pub token: StoredValue<Option<String>>,
    /// What the server knows before the end.
    pub told: StoredValue<Told>,
    /// The devices in use; given back when the page is left.
    pub devices: Kept,
}

impl Session {
    /// A run that has not begun.
    pub fn new(place: &CheckPlace, token: Option<String>, kiosk: bool) -> Self {
        Self {
            progress: RwSignal::new(Progress::default()),
            live: RwSignal::new(Live::default()),
            question: RwSignal::new(None),
            line: RwSignal::new(LiveLine::default()),
            known: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(Chosen::default()),
            in_use: RwSignal::new(Chosen::default()),
            speaker_refused: RwSignal::new(false),
            plugged: RwSignal::new(false),
            lost: RwSignal::new(Vec::new()),
            others: RwSignal::new(Vec::new()),
            aged: RwSignal::new(false),
            other_network: RwSignal::new(false),
            sending: RwSignal::new(Sending::default()),
            video: NodeRef::new(),
            counts_for: place.counts_for,
            keeper: place.keeper,
            kept: place.kept,
            kiosk: kiosk && matches!(place.counts_for, CheckedFor::Room(_)),
            zone: StoredValue::new(place.room.as_ref().and(place.zone.as_ref()).map(|zone| zone.0.clone())),
            next_run: RwSignal::new(place.next_run),
            due: StoredValue::new(None),
            is_old: RwSignal::new(false),
            shut_out: RwSignal::new(None),
            token: StoredValue::new(token),
            told: StoredValue::new(Told::default()),
            devices: no_devices(),
        }
    }

    /// `step` was measured or left out; what is said of devices that came or went is over once that holds for everything they opened.
    /// So is what is said of another network once the last of the line is measured.
    pub fn measured_again(self, step: Step) {
        if step == Step::Quality {
            self.forget_network();
        }
        let forget = |steps: &mut Vec<Step>| {
            let some = !steps.is_empty();
            steps.retain(|named| *named != step);
            (some, steps.is_empty())
        };
        let [lost, others] = [self.lost, self.others].map(|steps| steps.try_update(forget).unwrap_or((false, true)));
        if (lost.0 || others.0) && lost.1 && others.1 {
            self.plugged.try_set(false);
        }
    }

    /// What is said of devices that came or went is over.
    pub fn forget_plugging(self) {
        self.plugged.try_set(false);
        self.lost.try_set(Vec::new());
        self.others.try_set(Vec::new());
        self.aged.try_set(false);
        self.other_network.try_set(false);
    }

    /// What is said of time that went by, and of another network, is over.
    pub fn forget_age(self) {
        self.aged.try_set(false);
        self.forget_network();
    }

    /// What is said of another network is over, unless it comes and goes: then nobody knows over which the line was measured.
    pub fn forget_network(self) {
        if self.progress.try_with_untracked(Progress::is_unsteady) != Some(true) {
            self.other_network.try_set(false);
        }
    }

    /// Whether it checks a room.
    pub const fn is_room(self) -> bool {
        matches!(self.counts_for, CheckedFor::Room(_))
    }

    /// Whether a person is there.
    pub fn is_attended(self) -> bool {
        self.progress.try_with_untracked(|progress| progress.measurements().attended).unwrap_or(true)
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
