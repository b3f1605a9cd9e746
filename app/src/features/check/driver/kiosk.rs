//! A room's own device checks itself ahead of the first appointment, if nobody did before.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::check::Step;

use super::wishes::drive;
use crate::{
    browser::environment,
    error::ApiError,
    features::check::{
        api::place_of_check,
        session::{Session, Wish},
        state::{Phase, Place, Progress},
    },
};

/// Between two looks at the clock, in milliseconds.
const LOOK: u32 = 20_000;
/// Looks after which the server is asked again when the next check is due: appointments come and go.
const ASK: u32 = 15;
/// After so many looks at which a person did nothing, nobody is in the middle of a check any more.
const ABANDONED: u32 = 15;

/// Waits until a check is due, again and again, as long as the page is open.
pub(super) async fn wait(session: Session) {
    let (mut seen, mut still) = (None, 0);
    for look in 1_u32.. {
        TimeoutFuture::new(LOOK).await;
        let place = session.progress.try_with_untracked(|progress| progress.place().clone());
        still = if place == seen { still + 1 } else { 0 };
        seen = place;
        // A page that is gone has no signals.
        let Some(due) = session.next_run.try_get_untracked() else { return };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits for 285 000 years")]
        let late = |at: i64| environment::clock_ms() >= at as f64 * 1000.0;
        if due.is_some_and(|due| late(due.at.0)) && (idle(session) || (still >= ABANDONED && !works(session))) {
            session.next_run.try_set(None);
            drive(session, Wish::RunAlone);
        } else if look.is_multiple_of(ASK) {
            ask(session).await;
        }
    }
}

/// Asks when the next check is due.
pub(super) async fn ask(session: Session) {
    let token = session.token.try_get_value().flatten();
    match place_of_check(token, session.counts_for).await {
        Ok(place) => {
            session.next_run.try_set(place.next_run);
            session.shut_out.try_set(None);
        }
        Err(error) => refused(session, &error),
    }
}

/// The server refused what the room's device asks or tells it. Unless that passes, no check of the room is recorded until
/// somebody signs in again: that is said at once, and not when a check is missing.
pub(super) fn refused(session: Session, error: &ApiError) {
    if session.kiosk && !error.is_passing() {
        session.shut_out.try_set(Some(error.clone()));
    }
}

/// Whether nobody is in the middle of a check: none was begun, or the device made it by itself.
fn idle(session: Session) -> bool {
    let unbegun = |progress: &Progress| {
        let own = !progress.measurements().attended;
        own || progress.step().is_some_and(|step| step <= Step::Permission)
    };
    !works(session) && session.progress.try_with_untracked(unbegun) == Some(true)
}

/// Whether something is being measured.
fn works(session: Session) -> bool {
    session.progress.try_with_untracked(|progress| matches!(progress.place(), Place::At(_, Phase::Working)))
        == Some(true)
}
