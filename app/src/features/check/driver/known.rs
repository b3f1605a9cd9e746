//! Which devices are connected, which the person chose, and what happens when one comes or goes.

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::check::Step;

use super::{kiosk, lost, telling, wishes};
use crate::{
    browser::{environment::clock_ms, media, output, page::within, storage},
    devices::{Chosen, Kind, fingerprint},
    features::check::{
        api::devices_changed,
        checked::Checked,
        session::{Sending, Session},
        state::{Phase, Place, Progress, Told},
    },
};

/// Under this name the browser remembers which devices were connected when checks were recorded.
const CHECKED: &str = "telesala.checked";
/// The server answers within so many milliseconds, or not at all.
const ANSWERS: u32 = 5_000;
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
    if kind == Kind::Speaker {
        session.speaker_refused.set(false);
    }
    // Until it is given, nothing of its kind is.
    session.in_use.update(|in_use| in_use.choose(kind, None));
}

/// A loudspeaker that the browser refused is tried again in another check: it may have been late, or in use, and a room's page stays
/// open for weeks.
pub(super) fn try_speaker_again(session: Session) {
    let Some(speaker) = chosen().speaker else { return };
    if session.chosen.with_untracked(|chosen| chosen.speaker.is_none()) {
        session.chosen.update(|chosen| chosen.choose(Kind::Speaker, Some(speaker)));
        session.in_use.update(|in_use| in_use.choose(Kind::Speaker, None));
    }
    session.speaker_refused.set(false);
}

/// Asks which devices are connected. Whether the browser says so; if not, what it said before stands.
pub(super) async fn look(session: Session) -> bool {
    let Some(mut known) = media::connected().await else { return false };
    if !output::can_be_chosen() {
        known.retain(|device| device.kind != Kind::Speaker);
    }
    session.known.try_set(known);
    true
}

/// A number of the devices that are connected, as of the last look; `None` if they cannot be told apart.
pub(super) fn connected(session: Session) -> Option<String> {
    session.known.try_with_untracked(|known| fingerprint(known)).flatten()
}

/// A device came or went, or one in use ended, or the page is seen again and was told of nothing meanwhile.
pub(super) fn changed(session: Session) {
    spawn_local(async move {
        TimeoutFuture::new(SETTLES).await;
        look_again(session).await;
    });
}

/// Looks whether devices came or went, and does what follows from that. Not every system says when one is pulled out, so whoever
/// waits long looks now and then.
pub(super) async fn look_again(session: Session) {
    let before = connected(session);
    let listed = look(session).await;
    let now = connected(session);
    // Browsers also say so when a device was only allowed: then the names are new, and no device.
    let others = before.is_some() && now.is_some() && before != now;
    let step = session.progress.try_with_untracked(Progress::step);
    let Some(step) = step else { return };
    let judged = matches!(session.sending.try_get_untracked(), Some(Sending::Judged(_)));
    let lost = lost::reopen(session);
    if !others && !lost {
        // What could not be told when it was seen is told now.
        if listed {
            no_longer_counts(session, false).await;
        }
        return;
    }
    // Who is asked for a device that is missing sees to it right now.
    session.plugged.try_set(step.is_none_or(|step| step > Step::Permission));
    // Also in the middle of a check: what was recorded before it was made with other devices.
    no_longer_counts(session, judged).await;
    // In a room nobody may be there to measure again: the page waits as it did at first.
    // Unless the page is gone by now, or somebody began.
    let waits =
        session.progress.try_with_untracked(|progress| matches!(progress.place(), Place::At(_, Phase::Waiting)));
    if lost && step.is_none() && session.kiosk && waits == Some(true) {
        wishes::anew(session);
    }
}

/// A part of a check was reported with these devices. Where they cannot be told apart, what is known of another check serves
/// on: other devices end that and this.
pub(super) fn reported(session: Session, devices: Option<String>) {
    if devices.is_some() {
        remember(|checked| checked.record(session.counts_for, devices, clock_ms()));
        // Whoever may record it may end it.
        session.devices.try_update_value(|kept| kept.refused.retain(|refused| *refused != session.counts_for));
    }
}

/// A check was recorded with these devices.
pub(super) async fn recorded(session: Session, devices: Option<String>) {
    remember(|checked| checked.record(session.counts_for, devices, clock_ms()));
    // They may have changed while it was on its way.
    no_longer_counts(session, false).await;
    if session.kiosk {
        spawn_local(kiosk::ask(session));
    }
}

/// Whether other devices are connected than when checks were last recorded: then those no longer count. Asked when the page is
/// opened, and again once devices were allowed: many browsers tell them apart only then.
pub(super) async fn compare(session: Session) {
    // A browser that lists nothing has not said that nothing is there.
    if look(session).await {
        no_longer_counts(session, false).await;
    }
}

/// Tells the server of every check that was made with other devices than those of now; `own`: of this page's in any case.
pub(super) async fn no_longer_counts(session: Session, own: bool) {
    {
        let Some(turn) = telling::turn(session) else { return };
        let _turn = turn.lock().await;
        end_others(session, own).await;
    }
    if own && session.kiosk {
        kiosk::ask(session).await;
    }
}

/// The same for whoever has the turn.
pub(super) async fn end_others(session: Session, own: bool) {
    let checked = Checked::read(storage::remembered(CHECKED).as_deref(), clock_ms());
    let mut ended = connected(session).map(|now| checked.with_others(&now)).unwrap_or_default();
    let refused = session.devices.try_with_value(|devices| devices.refused.clone()).unwrap_or_default();
    ended.retain(|counts_for| !refused.contains(counts_for));
    if own && !session.is_trial() && !ended.contains(&session.counts_for) {
        ended.push(session.counts_for);
    }
    for counts_for in ended {
        // The secret of a link is never remembered: the check of another link ends when that one is opened.
        let token = session.token.try_get_value().flatten().filter(|_| counts_for == session.counts_for);
        // If it does not arrive it is said the next time, and the check still ends by itself after a day.
        let answer = within(ANSWERS, devices_changed(token, counts_for)).await;
        if matches!(&answer, Some(Err(error)) if !error.is_passing()) {
            // A page that looks for hours would ask for it again and again. Another page may be allowed to.
            session.devices.try_update_value(|devices| devices.refused.push(counts_for));
        }
        if matches!(answer, Some(Ok(()))) {
            remember(|checked| checked.forget(counts_for));
            if counts_for == session.counts_for {
                // What was reported of this check ended too: what still fails is news again.
                session.told.try_set_value(Told::default());
            }
        }
    }
}

fn remember(change: impl FnOnce(&mut Checked)) {
    let mut checked = Checked::read(storage::remembered(CHECKED).as_deref(), clock_ms());
    change(&mut checked);
    storage::remember(CHECKED, checked.written().as_deref());
}
