//! Telling the server of a failure as soon as it was seen. Whoever then closes the page leaves no earlier pass behind that is
//! none any more, and whoever can help hears of it before the check is over.

use std::rc::Rc;

use futures::lock::Mutex;
use leptos::{prelude::*, task::spawn_local};
use shared::check::{Measurements, StepResult};

use super::{aging::moment, kiosk, known};
use crate::{
    browser::page::{say_leaving, within},
    features::check::{
        api::{REPORT, ReportCheck, report_check},
        session::Session,
        state::{Progress, Told},
    },
};

/// The server answers within so many milliseconds, or not at all.
const ANSWERS: u32 = 5_000;

/// What this page says about a check reaches the server in the order in which it was said: that other devices are connected
/// must not end what was recorded after it.
pub(super) type Turn = Rc<Mutex<()>>;

/// The turns of this page; `None` if it is gone.
pub(super) fn turn(session: Session) -> Option<Turn> {
    session.devices.try_with_value(|devices| devices.turn.clone())
}

/// Reports what fails, if the server does not know it.
pub(super) fn tell(session: Session) {
    let goes_on = session.progress.try_with_untracked(|progress| progress.step().is_some()) == Some(true);
    let may = session.told.try_with_value(Told::may_be_told) == Some(true);
    // At the end everything is recorded anyway.
    if goes_on && may && news(session).is_some() {
        spawn_local(report(session));
    }
}

async fn report(session: Session) {
    let Some(turn) = turn(session) else { return };
    let _turn = turn.lock().await;
    let listed = known::look(session).await;
    // What was recorded with other devices ends before this is said, or it would end with that.
    if listed {
        known::end_others(session, false).await;
    }
    // Somebody may have tried again meanwhile, or said it already.
    let Some((measured, failures)) = news(session) else { return };
    let Some(before) = session.told.try_with_value(Told::check) else { return };
    let token = session.token.try_get_value().flatten();
    let devices = listed.then(|| known::connected(session)).flatten();
    match within(ANSWERS, report_check(token, session.counts_for, measured, before)).await {
        Some(Ok(check)) => {
            session.told.try_update_value(|told| told.reported(check, failures));
            known::reported(session, devices);
        }
        Some(Err(error)) => kiosk::refused(session, &error),
        // It is said with the next failure, or when the page is left.
        None => {}
    }
}

/// The page is left: a failure that the server does not know of is said while that is still possible.
pub(super) fn leave(session: Session) {
    let Some((measured, failures)) = news(session) else { return };
    let Some(before) = session.told.try_with_value(Told::check) else { return };
    let token = session.token.try_get_value().flatten();
    let report = ReportCheck { token, counts_for: session.counts_for, measured, before };
    let said = serde_json::to_string(&report).is_ok_and(|report| say_leaving(REPORT, &report));
    if said {
        // The browser may bring the page back.
        session.told.try_update_value(|told| told.reported(None, failures));
    }
}

/// What was measured so far, and the failures in it, if the server is to hear of them. A trial counts for nobody; and a device
/// that checks itself is done with that before anybody could come, or does it once more.
fn news(session: Session) -> Option<(Measurements, Vec<StepResult>)> {
    if session.is_trial() || !session.is_attended() {
        return None;
    }
    let now = moment(session);
    let measured = session.progress.try_with_untracked(|progress: &Progress| progress.sent(now))?;
    let failures = session.told.try_with_value(|told| told.news(&measured)).flatten()?;
    Some((measured, failures))
}
