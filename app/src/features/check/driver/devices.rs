//! Which devices are in use.

use std::rc::Rc;

use futures::future::AbortHandle;
use gloo_events::EventListener;
use leptos::prelude::*;
use shared::check::{Access, Permission, Taken};

use super::asking::ask_for;
use crate::{
    browser::media::{Given, Track, Wanted},
    features::check::{session::Session, state::Attempt},
};

/// The devices in use. Dropping them gives them back and ends what they were doing.
#[derive(Default)]
pub struct Devices {
    pub(super) camera: Option<Rc<Track>>,
    pub(super) microphone: Option<Rc<Track>>,
    pub(super) work: Option<AbortHandle>,
    /// What measures the line behind the rest.
    pub(super) line: Option<AbortHandle>,
    pub(super) tones: Option<(Attempt, u8)>,
    pub(super) leaving: Option<EventListener>,
    pub(super) plugging: Option<EventListener>,
}

impl Devices {
    /// Gives every device back at once, also to what still holds it, and ends what measures the line.
    pub(super) fn end(&mut self) {
        self.release();
        if let Some(line) = self.line.take() {
            line.abort();
        }
    }

    /// Gives every device back at once, also to what still holds it. The line needs none of them.
    pub(super) fn release(&mut self) {
        if let Some(work) = self.work.take() {
            work.abort();
        }
        for track in [self.camera.take(), self.microphone.take()].into_iter().flatten() {
            track.stop();
        }
        self.tones = None;
    }

    pub(super) fn keep(&mut self, given: Given) {
        if let Some(camera) = given.camera {
            self.camera = Some(Rc::new(camera));
        }
        if let Some(microphone) = given.microphone {
            self.microphone = Some(Rc::new(microphone));
        }
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        self.end();
    }
}

/// The device in use, or a new one where there is none or it ended.
pub(super) async fn device(
    session: Session,
    wanted: Wanted,
    of: fn(&Devices) -> Option<Rc<Track>>,
) -> Result<Rc<Track>, Permission> {
    let in_use = session.devices.try_with_value(of).flatten();
    if let Some(track) = in_use.filter(|track| !track.ended()) {
        return Ok(track);
    }
    let (access, given) = ask_for(session, wanted).await;
    session.devices.try_update_value(|devices| devices.keep(given));
    session.devices.try_with_value(of).flatten().filter(|track| !track.ended()).ok_or_else(|| {
        let before = session.progress.try_with_untracked(|progress| progress.measurements().permission.clone());
        let Some(Taken::Measured(before)) = before else { return Permission { camera: access, microphone: access } };
        let access = if access == Access::Granted { Access::NotFound } else { access };
        match wanted {
            Wanted::Microphone => Permission { microphone: access, ..before },
            Wanted::Camera | Wanted::Both => Permission { camera: access, ..before },
        }
    })
}
