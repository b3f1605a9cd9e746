//! Keeping the page of an appointment true while others work on it and time passes.

#[cfg(not(target_arch = "wasm32"))]
use leptos::prelude::*;

/// Listens for changes as long as the page is open. On the server there is nothing to listen to.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn listen(
    _shown: crate::wire::Fetched<Result<super::state::AppointmentView, crate::error::ApiError>>,
    _changed: RwSignal<u32>,
    _quiet: Signal<bool>,
) {
}

#[cfg(target_arch = "wasm32")]
pub(super) use listening::listen;

#[cfg(target_arch = "wasm32")]
mod listening {
    use std::time::Duration;

    use leptos::prelude::*;

    use crate::{
        browser::events::{News, Stream},
        error::ApiError,
        features::appointment::state::AppointmentView,
        live::{Line, PageLine, hung_up, lost},
        wire::Fetched,
    };

    /// Changes that arrive together are fetched together.
    const GATHER: Duration = Duration::from_millis(200);
    /// The longest wait until the page is fetched again for what time alone brings, in seconds: browsers count no further than
    /// some weeks.
    const FARTHEST: u32 = 12 * 3600;
    /// After so many seconds what could not be read in passing is asked for again.
    const AGAIN: u32 = 30;

    /// Makes `changed` grow with every change that others make, after a gap, and when more can be done with the appointment
    /// because it is time. While `quiet`, nothing is told: someone is typing on the page. They are told afterwards.
    pub(in super::super) fn listen(
        shown: Fetched<Result<AppointmentView, ApiError>>,
        changed: RwSignal<u32>,
        quiet: Signal<bool>,
    ) {
        let line = use_context::<PageLine>().unwrap_or_default().0;
        let stream = StoredValue::new_local(None::<Stream>);
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let (gathering, missed, unread) = (StoredValue::new(false), StoredValue::new(false), StoredValue::new(false));
        let tell = move || {
            if gathering.get_value() {
                return;
            }
            gathering.set_value(true);
            set_timeout(
                move || {
                    // The page may be gone by now, and its values with it.
                    if gathering.try_set_value(false).is_some() {
                        return;
                    }
                    if quiet.get_untracked() {
                        missed.set_value(true);
                    } else {
                        changed.update(|changed| *changed += 1);
                    }
                },
                GATHER,
            );
        };
        let hear = move |news: News| match news {
            News::Opened => {
                let gap = line.with_untracked(|line| matches!(line, Line::LostAt(_) | Line::Full));
                if gap || unread.get_value() {
                    unread.set_value(false);
                    tell();
                }
                line.set(Line::Live);
            }
            News::Changed | News::Missed => tell(),
            News::SeenAgain => {
                // A line that tells only of what happens from then on leaves out what happens until it stands.
                unread.set_value(true);
                tell();
            }
            News::HungUp => hung_up(line),
            // The page knows no "now" of the place to tell since when.
            News::Broken => lost(line, String::new),
            News::Full => line.set(Line::Full),
        };
        Effect::new(move || {
            let (after, opens_in) = match shown.get() {
                Some(Ok(view)) => (Some(view.sequence), view.opens_in),
                // What cannot be read now is read when the line stands; if it stands already, after a while.
                Some(Err(error)) if error.is_passing() => (None, Some(AGAIN)),
                Some(Err(_)) | None => return,
            };
            if stream.with_value(Option::is_none) {
                unread.set_value(after.is_none());
                stream.set_value(Some(match after {
                    Some(sequence) => Stream::open(sequence, hear),
                    None => Stream::open_now(hear),
                }));
            }
            if let Some(before) = waiting.get_value() {
                before.clear();
            }
            // A second more: the server's clock may not have struck yet.
            let wait = opens_in.map(|seconds| Duration::from_secs(u64::from(seconds.min(FARTHEST)) + 1));
            waiting.set_value(wait.and_then(|wait| set_timeout_with_handle(tell, wait).ok()));
        });
        Effect::new(move || {
            if !quiet.get() && missed.get_value() {
                missed.set_value(false);
                tell();
            }
        });
        on_cleanup(move || {
            if let Some(waiting) = waiting.get_value() {
                waiting.clear();
            }
            stream.set_value(None);
            line.set(Line::Off);
        });
    }
}
