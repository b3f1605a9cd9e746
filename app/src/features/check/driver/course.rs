//! From one step to the next: what begins it, and what follows when something was measured.

use std::future::Future;

use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};
use shared::check::{Permission, Speaker, Step};

use super::{
    aging::{self, moment},
    asking::ask_for_both,
    devices::Devices,
    kiosk, known, line, lost,
    loudspeaker::{ask, heard_by_microphone, silent},
    measuring::{listen, look_around, watch},
    telling::{tell, turn},
};
use crate::{
    browser::{camera, page::within, sound::Sound},
    error::ApiError,
    features::check::{
        api::record_check,
        session::{Live, Sending, Session},
        state::{Attempt, Measured, Phase, Place, Progress, Told},
    },
};

/// The server judges a check within so many milliseconds, or the person tries once more.
const RECORDED: u32 = 20_000;
/// So long it may take to see whether other devices are connected than before, and to say so, in milliseconds.
const COMPARED: u32 = 5_000;

/// Begins the current step.
pub(super) fn begin(session: Session) {
    session.live.set(Live::Nothing);
    let Some(step) = session.progress.with_untracked(Progress::step) else { return };
    let Some(attempt) = session.progress.try_update(Progress::start).flatten() else { return };
    match step {
        Step::Environment => work(session, attempt, look_around()),
        Step::Permission => work(session, attempt, async move {
            let (permission, given) = ask_for_both(session).await;
            session.devices.try_update_value(|devices| devices.keep(given, session));
            // Only now do browsers tell what the devices are called, and many of them which they are.
            within(COMPARED, known::compare(session)).await;
            Ok(Measured::Permission(permission))
        }),
        Step::Camera => work(session, attempt, watch(session)),
        Step::Microphone => {
            let sound = Sound::open();
            work(session, attempt, listen(session, sound));
        }
        Step::Speaker if !session.is_attended() => {
            let alone = Speaker { played: 0, heard: None, running: true, acoustics: None };
            heard_by_microphone(session, attempt, alone);
        }
        Step::Speaker => match Sound::open() {
            Some(sound) => ask(session, attempt, sound),
            None => silent(session, attempt),
        },
        Step::Signalling | Step::Connection | Step::Quality => on_the_line(session, async move {
            let measured = line::measured(session, step).await;
            behind_arrived(session, attempt, measured);
        }),
    }
}

/// Runs what measures the line, in place of what did so before.
pub(super) fn on_the_line(session: Session, measuring: impl Future<Output = ()> + 'static) {
    let handle = run(measuring);
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.line.replace(handle) {
            before.abort();
        }
    });
}

/// Something was measured behind the current step: only who waited for it goes on.
pub(super) fn behind_arrived(session: Session, attempt: Attempt, measured: Measured) {
    let (step, now) = (measured.step(), moment(session));
    let taken = session.progress.try_update(|progress| {
        let before = progress.place().clone();
        progress.take(attempt, measured, now).then(|| *progress.place() != before)
    });
    let moved = taken.flatten();
    if moved.is_some() && step == Step::Quality {
        session.forget_network();
    }
    tell(session);
    if moved == Some(true) {
        follow(session);
    }
}

/// Goes on by itself where nobody needs to press anything, or nobody is there.
pub(super) fn follow(session: Session) {
    if !session.is_attended() {
        while session.progress.with_untracked(|progress| matches!(progress.place(), Place::At(_, Phase::Judged(_)))) {
            session.progress.update(Progress::go_on);
        }
        if let Some(step) = session.progress.with_untracked(Progress::step) {
            if session.progress.with_untracked(|progress| progress.waits_at(step)) {
                begin(session);
            }
            return;
        }
    }
    match session.progress.with_untracked(|progress| progress.place().clone()) {
        Place::End => {
            session.live.set(Live::Nothing);
            finish(session);
        }
        Place::At(step, _)
            if (matches!(step, Step::Environment | Step::Camera) || step.is_of_the_line())
                && session.progress.with_untracked(|progress| progress.waits_at(step)) =>
        {
            begin(session);
        }
        // What the camera showed stays beside its fault.
        Place::At(_, Phase::Judged(_)) => {}
        Place::At(..) => session.live.set(Live::Nothing),
    }
}

/// Something was measured that was waited for.
pub(super) fn arrived(session: Session, attempt: Attempt, measured: Measured) {
    let looked_around = matches!(measured, Measured::Environment(..));
    let (step, now) = (measured.step(), moment(session));
    // `None` if the page is gone.
    if session.progress.try_update(|progress| progress.take(attempt, measured, now)) == Some(true) {
        if looked_around {
            session.progress.try_update(Progress::end_behind);
            on_the_line(session, line::measure(session));
        }
        session.measured_again(step);
        tell(session);
        follow(session);
    }
}

/// Runs what measures a step, until it is done or something else begins. A device that is refused on the way leads
/// back to the permission.
pub(super) fn work(
    session: Session,
    attempt: Attempt,
    measuring: impl Future<Output = Result<Measured, Permission>> + 'static,
) {
    let handle = run(async move {
        match measuring.await {
            Ok(measured) => arrived(session, attempt, measured),
            Err(permission) => refused(session, attempt, permission),
        }
    });
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.work.replace(handle) {
            before.abort();
        }
    });
}

/// A device that had been given is refused to `attempt`: back to the permission.
pub(super) fn refused(session: Session, attempt: Attempt, permission: Permission) {
    let now = moment(session);
    if session.progress.try_update(|progress| progress.refused(attempt, permission, now)) == Some(true) {
        tell(session);
        follow(session);
    }
}

/// The same for what nobody waits for: the current step was not begun.
pub(super) fn denied(session: Session, permission: Permission) {
    let now = moment(session);
    if session.progress.try_update(|progress| progress.denied(permission, now)) == Some(true) {
        tell(session);
        follow(session);
    }
}

/// Runs something that can be broken off.
pub(super) fn run(future: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (future, handle) = abortable(future);
    spawn_local(async move {
        // Aborted or done: either way everything it held was dropped.
        let _ = future.await;
    });
    handle
}

/// Every step is done: if what was measured is still there, and not too old, the devices are given back and the results sent.
pub(super) fn finish(session: Session) {
    session.sending.set(Sending::Underway);
    spawn_local(async move {
        // Not every system says when a device is pulled out.
        known::look(session).await;
        if !is_over(session) {
            return;
        }
        let old = aging::reopen(session);
        if lost::reopen(session) || old {
            return follow(session);
        }
        session.devices.try_update_value(Devices::release);
        if let Some(video) = session.video.try_get_untracked().flatten() {
            camera::hide(&video);
        }
        send(session).await;
    });
}

/// Whether the page is still there, and nobody began anew meanwhile.
fn is_over(session: Session) -> bool {
    session.progress.try_with_untracked(|progress| progress.step().is_none()) == Some(true)
}

/// Sends what was measured; the server says what it means.
async fn send(session: Session) {
    // What was reported before must have arrived: this takes its place.
    let Some(turn) = turn(session) else { return };
    let in_turn = turn.lock().await;
    if !is_over(session) {
        return;
    }
    let now = moment(session);
    let Some(measured) = session.progress.try_with_untracked(|progress| progress.sent(now)) else { return };
    let token = session.token.try_get_value().flatten();
    let devices = known::connected(session);
    let before = session.told.try_with_value(Told::check).flatten();
    // Others wait for their turn meanwhile.
    let recorded = within(RECORDED, record_check(token, session.counts_for, measured, before)).await;
    let recorded = recorded.unwrap_or(Err(ApiError::Lost));
    if let Ok(judgement) = &recorded {
        session.told.try_update_value(|told| told.recorded(&judgement.result));
        // Also when the page is gone by now: other devices must end it later.
        known::reported(session, devices.clone());
    }
    // Whoever says next that something counts no longer waits for its turn.
    drop(in_turn);
    match recorded {
        Ok(judgement) if is_over(session) => {
            kiosk::judged(session, &judgement.result.steps);
            session.forget_age();
            session.sending.try_set(Sending::Judged(judgement));
            known::recorded(session, devices).await;
        }
        // A device that was measured went meanwhile, or the person began anew: what was recorded counts no longer.
        Ok(_) => known::no_longer_counts(session, true).await,
        Err(error) => {
            kiosk::refused(session, &error);
            if is_over(session) {
                session.sending.try_set(Sending::Failed(error));
            }
        }
    }
}
