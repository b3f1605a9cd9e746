//! A room's own device checks itself ahead of the first appointment, if nobody did before.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::wishes::drive;
use crate::{
    browser::environment,
    features::check::{
        api::place_of_check,
        session::{Session, Wish},
    },
};

/// Between two looks at the clock, in milliseconds.
const LOOK: u32 = 20_000;
/// Looks after which the server is asked again when the next check is due: appointments come and go.
const ASK: u32 = 15;

/// Waits until a check is due, again and again, as long as the page is open.
pub(super) async fn wait(session: Session) {
    for look in 1_u32.. {
        TimeoutFuture::new(LOOK).await;
        // A page that is gone has no signals.
        let Some(due) = session.next_run.try_get_untracked() else { return };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit 53 bits for 285 000 years")]
        let late = |at: i64| environment::clock_ms() >= at as f64 * 1000.0;
        if due.is_some_and(|due| late(due.at.0)) && idle(session) {
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
    if let Ok(place) = place_of_check(token, session.counts_for).await {
        session.next_run.try_set(place.next_run);
    }
}

/// Whether nobody is in the middle of a check: it is over, or was never begun.
fn idle(session: Session) -> bool {
    use crate::features::check::state::{Phase, Place};
    use shared::check::Step;
    session
        .progress
        .try_with_untracked(|progress| match progress.place() {
            Place::End => true,
            Place::At(step, phase) => {
                let waits = *step <= Step::Permission || !progress.measurements().attended;
                waits && *phase != Phase::Working
            }
        })
        .unwrap_or_default()
}
