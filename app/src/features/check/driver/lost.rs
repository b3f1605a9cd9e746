//! Devices that were measured and are gone: pulled out, forbidden, or another in their place. What they showed counts no
//! longer until it was measured again.

use leptos::prelude::*;
use shared::check::Step;

use super::known::look;
use crate::{
    devices::{Device, Kind, is_connected},
    features::check::session::{Sending, Session},
};

/// What is measured of which device.
const MEASURED: [(Kind, Step); 3] =
    [(Kind::Camera, Step::Camera), (Kind::Microphone, Step::Microphone), (Kind::Speaker, Step::Speaker)];

/// Remembers that the device with this id is measured from now on, as the browser lists it now. One that it does not list
/// cannot be missed.
pub(super) async fn note(session: Session, kind: Kind, id: &str) {
    let listed = look(session).await;
    let named = |known: &Vec<Device>| known.iter().find(|device| device.kind == kind && device.id == id).cloned();
    keep(session, kind, listed.then(|| session.known.try_with_untracked(named).flatten()).flatten());
}

/// Remembers that sound comes out of the chosen loudspeaker from now on, or of the usual one.
pub(super) async fn note_speaker(session: Session, chosen: Option<&str>) {
    let listed = look(session).await;
    let used = |known: &Vec<Device>| {
        let speakers = || known.iter().filter(|device| device.kind == Kind::Speaker);
        let wanted = chosen.and_then(|id| speakers().find(|device| device.id == id));
        wanted.or_else(|| speakers().find(|device| device.id == "default")).or_else(|| speakers().next()).cloned()
    };
    keep(session, Kind::Speaker, listed.then(|| session.known.try_with_untracked(used).flatten()).flatten());
}

fn keep(session: Session, kind: Kind, used: Option<Device>) {
    session.devices.try_update_value(|devices| {
        devices.used.retain(|device| device.kind != kind);
        devices.used.extend(used);
    });
}

/// Whether the device of `kind` that is measured is gone, after another look.
pub(super) async fn is_lost(session: Session, kind: Kind) -> bool {
    look(session).await;
    is_gone(session, kind)
}

/// Opens what was measured of devices that are gone, and says so. Whether there is any.
pub(super) fn reopen(session: Session) -> bool {
    let gone = MEASURED.iter().filter(|(kind, _)| is_gone(session, *kind)).map(|(_, step)| *step);
    let gone: Vec<Step> = gone.collect();
    let reopened = session.progress.try_update(|progress| progress.reopen(&gone)).unwrap_or_default();
    if reopened.is_empty() {
        return false;
    }
    // What was sent, or was about to be, is no longer what the person reads.
    session.sending.try_set(Sending::Unfinished);
    session.lost.try_update(|lost| {
        lost.extend(reopened);
        lost.sort_unstable();
        lost.dedup();
    });
    true
}

/// As far as the last look shows.
fn is_gone(session: Session, kind: Kind) -> bool {
    let in_use = session.devices.try_with_value(|devices| {
        let track = match kind {
            Kind::Camera => devices.camera.as_ref(),
            Kind::Microphone => devices.microphone.as_ref(),
            Kind::Speaker => None,
        };
        let used = devices.used.iter().find(|device| device.kind == kind).cloned();
        (track.is_some_and(|track| track.ended()), used)
    });
    let Some((ended, used)) = in_use else { return false };
    let missing = |used: &Device| session.known.try_with_untracked(|known| !is_connected(used, known)) == Some(true);
    ended || used.as_ref().is_some_and(missing)
}
