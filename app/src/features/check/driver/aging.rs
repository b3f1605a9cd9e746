//! What was measured too long ago to be sent as if it were of now: a page stays open overnight, a laptop is closed at home and
//! opened at court.

use leptos::prelude::*;
use shared::check::Step;

use super::{course::on_the_line, line};
use crate::{
    browser::{
        environment::{clock_ms, day_in},
        page::elapsed_ms,
    },
    features::check::{
        session::{Sending, Session},
        state::{Moment, Progress},
    },
};

/// This moment.
pub(super) fn moment(session: Session) -> Moment {
    let clock_ms = clock_ms();
    let zone = session.zone.try_get_value().flatten();
    Moment { clock_ms, open_ms: elapsed_ms(), day: zone.and_then(|zone| day_in(&zone, clock_ms)) }
}

/// Opens what is too old to be sent, and says so. Whether there is any; what was said before is over if not.
pub(super) fn reopen(session: Session) -> bool {
    let now = moment(session);
    session.aged.try_set(false);
    let old = session.progress.try_update(|progress| progress.reopen_old(now));
    say(session, old)
}

/// Goes back to `step`, and opens what is too old to be sent beside it, which is said. Whether there is any. The line is measured
/// behind that, as at first.
pub(super) fn repeat(session: Session, step: Step) -> bool {
    let now = moment(session);
    let old = session.progress.try_update(|progress| progress.repeat_at(step, now));
    let of_the_line = old.iter().flatten().copied().any(Step::is_of_the_line);
    // Where it is looked at the browser anew, the line follows that by itself.
    let looks = session.progress.try_with_untracked(Progress::step).flatten() == Some(Step::Environment);
    if of_the_line && !looks {
        on_the_line(session, line::measure(session));
    }
    say(session, old)
}

/// Says that steps are open again because they are `old`, if any are. Whether there are any.
fn say(session: Session, old: Option<Vec<Step>>) -> bool {
    let some = old.is_some_and(|old| !old.is_empty());
    if some {
        session.sending.try_set(Sending::Unfinished);
        session.aged.try_set(true);
    }
    some
}
