//! Another network in the middle of a check: what was measured of the line is of the one before.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::check::Step;

use super::{
    aging::moment,
    course::{follow, on_the_line, run},
    line,
};
use crate::features::check::{
    session::{Sending, Session},
    state::Progress,
};

/// A device that changes the network says so several times; so many milliseconds after the last time it is there.
const SETTLES: u32 = 1_000;

/// The device may be on another network than before.
pub(super) fn changed(session: Session) {
    let settled = run(async move {
        TimeoutFuture::new(SETTLES).await;
        measure_again(session);
    });
    session.devices.try_update_value(|devices| {
        if let Some(before) = devices.settling.replace(settled) {
            before.abort();
        }
    });
}

/// Somebody begins, perhaps on a page that has been open for long: then the line is measured again behind what they do, and not
/// only at the end.
pub(super) fn renew(session: Session) {
    let now = moment(session);
    if session.progress.try_update(|progress| progress.renew_line(now)) == Some(true) {
        on_the_line(session, line::measure(session));
    }
}

/// Measures the line again, as far as it was measured or is being measured. A result stays in sight, with a word on what it was
/// found over: it said the truth, and whoever reads it decides.
fn measure_again(session: Session) {
    if matches!(session.sending.try_get_untracked(), Some(Sending::Judged(_))) {
        if session.progress.try_with_untracked(Progress::knows_line) == Some(true) {
            session.other_network.try_set(true);
        }
        return;
    }
    if session.progress.try_update(Progress::change_network) != Some(true) {
        // Of a network that comes and goes the word stays.
        if session.progress.try_with_untracked(Progress::is_unsteady) == Some(true) {
            session.other_network.try_set(true);
        }
        return;
    }
    session.other_network.try_set(true);
    session.sending.try_set(Sending::Unfinished);
    if session.progress.try_with_untracked(Progress::step).flatten().is_some_and(Step::is_of_the_line) {
        follow(session);
    } else {
        on_the_line(session, line::measure_once_begun(session));
    }
}
