//! Which devices are connected, which the person chose, and what happens when one comes or goes.

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::check::Step;

use crate::{
    browser::{media, sound, storage},
    devices::{Chosen, Kind, fingerprint},
    features::check::{
        api::devices_changed,
        session::{Sending, Session},
    },
};

/// Under this name the browser remembers which devices were connected when a check was recorded.
const CHECKED: &str = "telesala.devices";
/// Several devices of one plug come one after the other; so many milliseconds later all are there.
const SETTLES: u32 = 400;

/// Under this name the browser remembers a choice.
const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Camera => "telesala.camera",
        Kind::Microphone => "telesala.microphone",
        Kind::Speaker => "telesala.speaker",
    }
}

/// What was chosen at another time.
pub(super) fn chosen() -> Chosen {
    let mut chosen = Chosen::default();
    for kind in [Kind::Camera, Kind::Microphone, Kind::Speaker] {
        chosen.choose(kind, storage::remembered(name(kind)));
    }
    chosen
}

/// Chooses a device, and remembers it.
pub(super) fn choose(session: Session, kind: Kind, id: Option<String>) {
    storage::remember(name(kind), id.as_deref());
    session.chosen.update(|chosen| chosen.choose(kind, id));
}

/// Asks which devices are connected.
pub(super) async fn look(session: Session) {
    let mut known = media::connected().await;
    if !sound::can_come_out_of_another() {
        known.retain(|device| device.kind != Kind::Speaker);
    }
    session.known.try_set(known);
}

/// A device came or went.
pub(super) fn changed(session: Session) {
    spawn_local(async move {
        TimeoutFuture::new(SETTLES).await;
        let Some(before) = session.known.try_with_untracked(|known| fingerprint(known)) else { return };
        look(session).await;
        let Some(now) = session.known.try_with_untracked(|known| fingerprint(known)) else { return };
        // Browsers also say so when a device was only allowed: then the names are new, and no device.
        if before.is_none() || before == now {
            return;
        }
        // Who is asked for a device that is missing sees to it right now.
        let mending = session
            .progress
            .try_with_untracked(|progress| progress.step().is_some_and(|step| step <= Step::Permission));
        session.plugged.try_set(mending == Some(false));
        if matches!(session.sending.try_get_untracked(), Some(Sending::Judged(_))) {
            no_longer_counts(session).await;
        }
    });
}

/// A check was recorded with the devices that are connected now.
pub(super) fn recorded(session: Session) {
    let now = session.known.try_with_untracked(|known| fingerprint(known)).flatten();
    storage::remember(CHECKED, now.as_deref());
    if session.kiosk {
        spawn_local(super::kiosk::ask(session));
    }
}

/// Whether other devices are connected than when a check was last recorded: then that one no longer counts.
pub(super) async fn compare(session: Session) {
    look(session).await;
    let now = session.known.try_with_untracked(|known| fingerprint(known)).flatten();
    let before = storage::remembered(CHECKED);
    if before.is_some() && now.is_some() && before != now {
        no_longer_counts(session).await;
    }
}

async fn no_longer_counts(session: Session) {
    storage::remember(CHECKED, None);
    if !session.is_trial() {
        let token = session.token.try_get_value().flatten();
        // If it does not arrive, the check still ends by itself after a day.
        let _ = devices_changed(token, session.counts_for).await;
    }
}
