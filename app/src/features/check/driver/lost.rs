//! Devices that were measured and are gone: pulled out, forbidden, or another in their place; and those beside which others were
//! plugged in or out since. What they showed counts no longer until it was measured again: nobody knows which of them a call
//! would take.

use leptos::prelude::*;
use shared::check::Step;

use super::{devices::Devices, known::look};
use crate::{
    devices::{Device, Kind, is_connected, others_of},
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
    keep(session, kind, listed, named);
}

/// Remembers that sound comes out of the chosen loudspeaker from now on, or of the usual one. The id of that one, where the
/// browser lists it.
pub(super) async fn note_speaker(session: Session, chosen: Option<&str>) -> Option<String> {
    let listed = look(session).await;
    let used = |known: &Vec<Device>| {
        let speakers = || known.iter().filter(|device| device.kind == Kind::Speaker);
        let wanted = chosen.and_then(|id| speakers().find(|device| device.id == id));
        wanted.or_else(|| speakers().find(|device| device.id == "default")).or_else(|| speakers().next()).cloned()
    };
    let known = session.known.try_get_untracked().filter(|_| listed);
    let id = known.as_ref().and_then(used).map(|speaker| speaker.id).filter(|id| !id.is_empty());
    keep(session, Kind::Speaker, listed, used);
    id
}

fn keep(session: Session, kind: Kind, listed: bool, used: impl FnOnce(&Vec<Device>) -> Option<Device>) {
    let known = session.known.try_get_untracked().filter(|_| listed);
    session.devices.try_update_value(|devices| {
        devices.used.retain(|device| device.kind != kind);
        devices.used.extend(known.as_ref().and_then(used));
        devices.beside.retain(|(measured, _)| *measured != kind);
        devices.beside.extend(known.map(|known| (kind, known)));
    });
}

/// Whether the device of `kind` that is measured is gone, after another look.
pub(super) async fn is_lost(session: Session, kind: Kind) -> bool {
    look(session).await;
    is_gone(session, kind)
}

/// Opens what was measured of devices that are gone, or before others of their kind came or went, and says so. Whether there is
/// any. A check that is over ends with other devices, and what it found stays in sight.
pub(super) fn reopen(session: Session) -> bool {
    let over = matches!(session.sending.try_get_untracked(), Some(Sending::Judged(_)));
    let gone = open(session, session.lost, |kind| is_gone(session, kind));
    let others = open(session, session.others, |kind| !over && others_came(session, kind));
    session.devices.try_update_value(|devices| {
        // A browser may give another now than the one that it gave before.
        if others.contains(&Step::Camera) {
            devices.camera = None;
        }
        if others.contains(&Step::Microphone) {
            devices.microphone = None;
        }
    });
    !gone.is_empty() || !others.is_empty()
}

/// Opens the steps at which devices were measured of which `is` is so, and says it with `told`. Answers which those are.
fn open(session: Session, told: RwSignal<Vec<Step>>, is: impl Fn(Kind) -> bool) -> Vec<Step> {
    let steps: Vec<Step> = MEASURED.iter().filter(|(kind, _)| is(*kind)).map(|(_, step)| *step).collect();
    // The line of a result was left as it was when the network changed.
    let judged = matches!(session.sending.try_get_untracked(), Some(Sending::Judged(_)));
    let elsewhere = judged && session.other_network.try_get_untracked() == Some(true);
    let reopened = session
        .progress
        .try_update(|progress| if elsewhere { progress.reopen_elsewhere(&steps) } else { progress.reopen(&steps) });
    let reopened = reopened.unwrap_or_default();
    if !reopened.is_empty() {
        // What was sent, or was about to be, is no longer what the person reads.
        session.sending.try_set(Sending::Unfinished);
        told.try_update(|told| {
            told.extend(&reopened);
            told.sort_unstable();
            told.dedup();
        });
    }
    reopened
}

/// Whether others are connected, as far as the last look shows, than when the device of `kind` was measured. A microphone
/// comes with a loudspeaker more often than not, and some browsers list no loudspeakers; and there is an echo between the two.
fn others_came(session: Session, kind: Kind) -> bool {
    let before = |devices: &Devices| devices.beside.iter().find(|(measured, _)| *measured == kind).cloned();
    let Some((_, before)) = session.devices.try_with_value(before).flatten() else { return false };
    let of = |kind: Kind, now: &[Device]| others_of(kind, &before, now);
    let came = |now: &Vec<Device>| of(kind, now) || (kind == Kind::Speaker && of(Kind::Microphone, now));
    session.known.try_with_untracked(came) == Some(true)
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
