//! A room's own device checks itself ahead of the first appointment, if nobody did before.

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::check::{CHECK_VERSION, Finding, Step, StepResult};

use super::{known, wishes::drive};
use crate::{
    browser::{
        environment::load_anew,
        page::{elapsed_ms, within},
        storage::is_first,
    },
    error::ApiError,
    features::check::{
        api::place_of_check,
        due::Due,
        session::{Session, Wish},
        state::{Phase, Place, Progress},
    },
};

/// Between two looks at the clock, and at the devices, in milliseconds.
const LOOK: u32 = 20_000;
/// Looks after which the server is asked again when the next check is due: appointments come and go.
const ASK: u32 = 15;
/// After so many looks at which a person did nothing, nobody is in the middle of a check any more.
const ABANDONED: u32 = 15;
/// Under this name a tab remembers for which version of the server its page was loaded anew.
const ANEW: &str = "telesala.anew";
/// The server answers within so many milliseconds, or not at all.
const ANSWERS: u32 = 5_000;

/// Waits until a check is due, again and again, as long as the page is open.
pub(super) async fn wait(session: Session) {
    let (mut seen, mut still) = (None, 0);
    // How long the page was on its way nobody knows.
    ask(session).await;
    for look in 1_u32.. {
        TimeoutFuture::new(LOOK).await;
        let place = session.progress.try_with_untracked(|progress| progress.place().clone());
        still = if place == seen { still + 1 } else { 0 };
        seen = place;
        // A page that is gone has no values.
        let Some(due) = session.due.try_get_value() else { return };
        // Not waited for: a sound system that hangs keeps no check from beginning.
        spawn_local(known::look_again(session));
        let left = still >= ABANDONED;
        let come = due.filter(|due| is_free(session, left) && due.has_come(elapsed_ms()));
        if let Some(due) = come {
            if is_confirmed(session, due, left).await {
                session.next_run.try_set(None);
                session.due.try_set_value(None);
                drive(session, Wish::RunAlone);
            }
        } else if look.is_multiple_of(ASK) || is_unheard(session, due) {
            answered(session, left).await;
        }
    }
}

/// Asks when the next check is due.
pub(super) async fn ask(session: Session) {
    answered(session, false).await;
}

/// Asks when the next check is due, and answers whether the server said so; `left` if nobody has done anything on the page for long.
async fn answered(session: Session, left: bool) -> bool {
    let token = session.token.try_get_value().flatten();
    match within(ANSWERS, place_of_check(token, session.counts_for)).await {
        Some(Ok(place)) => {
            compare_if(session, place.version, left);
            let due = place.next_run.map(|next| Due::at(next.at, place.now, elapsed_ms()));
            session.due.try_set_value(due);
            session.next_run.try_set(place.next_run);
            session.shut_out.try_set(None);
            true
        }
        Some(Err(error)) => {
            refused(session, &error);
            false
        }
        None => false,
    }
}

/// The server checks by the rules of `version`. If that is not this page's, it says so. A room's own device, before which nobody
/// stands, loads the page anew: once for each version, for whoever gets the same page again would do so for ever. Not while somebody
/// is in the middle of a check or reads what it found, but for what every page measures as it is opened.
pub(super) fn compare(session: Session, version: u16) {
    compare_if(session, version, false);
}

/// The same; `left` if nobody has done anything on the page for long.
fn compare_if(session: Session, version: u16, left: bool) {
    let old = version != CHECK_VERSION;
    session.is_old.try_set(old);
    let opening = session.progress.try_with_untracked(Progress::step).flatten() == Some(Step::Environment);
    if old && session.kiosk && (opening || is_free(session, left)) && is_first(ANEW, &version.to_string()) {
        load_anew();
    }
}

/// The server judged what this page measured, and may have found that it is of another version. A room's own device asks soon of
/// which one the server is: see [`compare`].
pub(super) fn judged(session: Session, steps: &[StepResult]) {
    if steps.iter().any(|step| step.findings.contains(&Finding::OldPage)) {
        session.is_old.try_set(true);
    }
}

/// Whether the server still says that the check is `due` for which the device waited, and nobody began one meanwhile.
async fn is_confirmed(session: Session, due: Due, left: bool) -> bool {
    answered(session, left).await
        && !works(session)
        && session.due.try_get_value().flatten().is_some_and(|now| now.confirms(due, elapsed_ms()))
}

/// Whether a check lies ahead, and the server has not told yet how long it is until then.
fn is_unheard(session: Session, due: Option<Due>) -> bool {
    due.is_none() && session.next_run.try_get_untracked().flatten().is_some()
}

/// The server refused what the room's device asks or tells it. Unless that passes, no check of the room is recorded until the
/// device stays there again or somebody signs in: that is said at once, and not when a check is missing.
pub(super) fn refused(session: Session, error: &ApiError) {
    if session.kiosk && !error.is_passing() {
        session.shut_out.try_set(Some(error.clone()));
    }
}

/// Whether the page may do what it does by itself; `left` if nobody has done anything on it for long.
fn is_free(session: Session, left: bool) -> bool {
    idle(session) || (left && !works(session))
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
