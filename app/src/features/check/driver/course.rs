//! From one step to the next: what begins it, and what follows when something was measured.

use std::future::Future;

use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};
use shared::check::{Permission, Speaker, Step};

use super::{
    asking::ask_for_both,
    devices::Devices,
    known, line,
    loudspeaker::{heard_by_microphone, play, silent},
    measuring::{listen, look_around, watch},
};
use crate::{
    browser::{camera, sound::Sound, speaker},
    features::check::{
        api::record_check,
        session::{Live, Sending, Session},
        state::{Attempt, Measured, Phase, Place, Progress},
    },
};

/// Begins the current step.
pub(super) fn begin(session: Session) {
    session.live.set(Live::Nothing);
    let Some(step) = session.progress.with_untracked(Progress::step) else { return };
    let Some(attempt) = session.progress.try_update(Progress::start).flatten() else { return };
    match step {
        Step::Environment => work(session, attempt, look_around()),
        Step::Permission => work(session, attempt, async move {
            let (permission, given) = ask_for_both(session).await;
            session.devices.try_update_value(|devices| devices.keep(given));
            // Only now do browsers tell what the devices are called.
            spawn_local(known::look(session));
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
            Some(sound) => play(session, attempt, sound, speaker::by_chance()),
            None => silent(session, attempt),
        },
        Step::Signalling | Step::Connection | Step::Quality => on_the_line(session, async move {
            let measured = line::measured(session, step).await;
            behind_arrived(session, attempt, measured);
        }),
    }
}

/// Runs what measures the line, in place of what did so before.
fn on_the_line(session: Session, measuring: impl Future<Output = ()> + 'static) {
    let handle = run(measuring);
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.line.replace(handle) {
            before.abort();
        }
    });
}

/// Something was measured behind the current step: only who waited for it goes on.
pub(super) fn behind_arrived(session: Session, attempt: Attempt, measured: Measured) {
    let moved = session.progress.try_update(|progress| {
        let before = progress.place().clone();
        progress.take(attempt, measured) && *progress.place() != before
    });
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
            session.devices.try_update_value(Devices::release);
            if let Some(video) = session.video.get_untracked() {
                camera::hide(&video);
            }
            session.live.set(Live::Nothing);
            send(session);
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
    // `None` if the page is gone.
    if session.progress.try_update(|progress| progress.take(attempt, measured)) == Some(true) {
        if looked_around {
            session.progress.try_update(Progress::end_behind);
            on_the_line(session, line::measure(session));
        }
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
            Err(permission) => {
                session.progress.try_update(|progress| progress.refused(attempt, permission));
            }
        }
    });
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.work.replace(handle) {
            before.abort();
        }
    });
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

/// Sends what was measured; the server says what it means.
pub(super) fn send(session: Session) {
    session.sending.set(Sending::Underway);
    let measured = session.progress.with_untracked(|progress| progress.measurements().clone());
    let token = session.token.get_value();
    spawn_local(async move {
        let sent = match record_check(token, session.counts_for, measured).await {
            Ok(result) => {
                known::recorded(session);
                Sending::Judged(result)
            }
            Err(error) => Sending::Failed(error),
        };
        // Only if the page is still there, and the person did not begin anew meanwhile.
        if session.progress.try_with_untracked(|progress| progress.step().is_none()) == Some(true) {
            session.sending.try_set(sent);
        }
    });
}
