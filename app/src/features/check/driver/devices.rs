//! Which devices are in use.

use std::rc::Rc;

use futures::future::AbortHandle;
use gloo_events::EventListener;
use leptos::prelude::*;
use shared::check::{Access, CheckedFor, Permission, Speaker, Taken};

use super::{asking::ask_for, known, lost, loudspeaker::Asked, telling::Turn};
use crate::{
    browser::{
        awake::Awake,
        media::{Given, Track, Wanted},
    },
    devices::{Device, Kind},
    features::check::{
        session::Session,
        state::{Attempt, Progress},
    },
};

/// The devices in use. Dropping them gives them back and ends what they were doing.
#[derive(Default)]
pub struct Devices {
    pub(super) camera: Option<Rc<Track>>,
    pub(super) microphone: Option<Rc<Track>>,
    /// Those that are measured, as the browser listed them then. They are remembered when they were given back.
    pub(super) used: Vec<Device>,
    /// Everything that was connected when each kind was measured.
    pub(super) beside: Vec<(Kind, Vec<Device>)>,
    pub(super) work: Option<AbortHandle>,
    /// What measures the line behind the rest.
    pub(super) line: Option<AbortHandle>,
    /// What will be played when the person wishes to hear it, and what fetches it.
    pub(super) prepared: Option<Asked>,
    pub(super) preparing: Option<AbortHandle>,
    /// What was played and is to be answered.
    pub(super) asked: Option<(Attempt, Asked)>,
    /// The number that was played last.
    pub(super) before: Option<u8>,
    /// How long it took to play what was asked last, in milliseconds.
    pub(super) played_ms: f64,
    /// What the person heard, while the microphone still listens.
    pub(super) said: Option<(Attempt, Speaker)>,
    /// Who tells the server something waits until what was said before has arrived.
    pub(super) turn: Turn,
    /// Checks that the server did not let this page end.
    pub(super) refused: Vec<CheckedFor>,
    pub(super) leaving: Option<EventListener>,
    pub(super) plugging: Option<EventListener>,
    /// Told when the device may be on another network, and what waits until it is.
    pub(super) networks: Vec<EventListener>,
    pub(super) settling: Option<AbortHandle>,
    /// Told when somebody looks at the page again.
    pub(super) returning: Option<EventListener>,
    /// Keeps on the screen of a room's own device, which waits for hours.
    pub(super) awake: Option<Awake>,
    /// Told when the camera and the microphone end by themselves.
    pub(super) ending: [Option<EventListener>; 2],
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
        self.ending = [None, None];
        for track in [self.camera.take(), self.microphone.take()].into_iter().flatten() {
            track.stop();
        }
        self.asked = None;
        self.said = None;
    }

    /// Keeps what was given for `session`.
    pub(super) fn keep(&mut self, given: Given, session: Session) {
        let [camera_ends, microphone_ends] = &mut self.ending;
        let kept = [
            (Kind::Camera, given.camera, &mut self.camera, camera_ends),
            (Kind::Microphone, given.microphone, &mut self.microphone, microphone_ends),
        ];
        for (kind, track, place, ends) in kept {
            if let Some(track) = track {
                let id = Some(track.device_id()).filter(|id| !id.is_empty());
                session.in_use.try_update(|in_use| in_use.choose(kind, id));
                *ends = Some(track.on_end(move || known::changed(session)));
                *place = Some(Rc::new(track));
            }
        }
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        self.end();
    }
}

/// The device in use, or a new one where there is none or it ended. It is measured from now on.
pub(super) async fn device(
    session: Session,
    wanted: Wanted,
    of: fn(&Devices) -> Option<Rc<Track>>,
) -> Result<Rc<Track>, Permission> {
    let kind = if wanted == Wanted::Microphone { Kind::Microphone } else { Kind::Camera };
    let track = given(session, wanted, of).await?;
    lost::note(session, kind, &track.device_id()).await;
    Ok(track)
}

/// The microphone that hears the loudspeaker, asked for anew where it was given back or ended; `None` where none was allowed.
/// It was measured before: what is remembered of that stays.
pub(super) async fn ear(session: Session) -> Result<Option<Rc<Track>>, Permission> {
    if session.progress.try_with_untracked(Progress::has_microphone) != Some(true) {
        return Ok(None);
    }
    given(session, Wanted::Microphone, |devices| devices.microphone.clone()).await.map(Some)
}

/// The device in use, or a new one where there is none or it ended.
async fn given(
    session: Session,
    wanted: Wanted,
    of: fn(&Devices) -> Option<Rc<Track>>,
) -> Result<Rc<Track>, Permission> {
    let in_use = || session.devices.try_with_value(of).flatten().filter(|track| !track.ended());
    if let Some(track) = in_use() {
        return Ok(track);
    }
    let (access, given) = ask_for(session, wanted).await;
    session.devices.try_update_value(|devices| devices.keep(given, session));
    in_use().ok_or_else(|| {
        let before = session.progress.try_with_untracked(|progress| progress.measurements().permission.clone());
        let Some(Taken::Measured(before)) = before else { return Permission { camera: access, microphone: access } };
        let access = if access == Access::Granted { Access::NotFound } else { access };
        match wanted {
            Wanted::Microphone => Permission { microphone: access, ..before },
            Wanted::Camera | Wanted::Both => Permission { camera: access, ..before },
        }
    })
}
