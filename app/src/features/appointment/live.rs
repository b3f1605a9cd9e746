//! Keeping the page of an appointment true while others work on it and time passes.

use leptos::prelude::*;

use super::{api, state::AppointmentView};
use crate::{
    error::ApiError,
    wire::{in_time, known_after},
};

/// Which appointment was asked for, and how many forms of its page were answered by then.
type Asked = (String, usize);

/// What the page shows: it stays while the server cannot be reached or does not answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    last: StoredValue<Option<(Asked, AppointmentView)>>,
    stale: StoredValue<bool>,
}

impl Kept {
    /// Nothing is shown yet.
    pub(super) fn new() -> Self {
        Self { last: StoredValue::new(None), stale: StoredValue::new(false) }
    }

    /// Fetches the appointment `id`, after so many forms were `answered`.
    pub(super) async fn fetch(self, id: String, answered: usize) -> Result<AppointmentView, ApiError> {
        // The page may be gone by the time the server answers, and its values with it.
        let shown = stays(self.last.try_get_value().flatten(), &(id.clone(), answered));
        let (view, stale) = known_after(in_time(api::appointment(id)).await, shown);
        self.stale.try_set_value(stale);
        view
    }
}

/// What may stay of what is shown. Not another appointment, nor what a form has changed since: that would look as if nothing
/// had been done.
fn stays<T>(shown: Option<(Asked, T)>, asked: &Asked) -> Option<T> {
    shown.filter(|(of, _)| of == asked).map(|(_, view)| view)
}

/// Listens for changes as long as the page is open. On the server there is nothing to listen to.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn listen(
    _shown: crate::wire::Fetched<Result<AppointmentView, ApiError>>,
    _kept: Kept,
    _answered: Memo<usize>,
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

    use super::Kept;
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

    /// Makes `changed` grow with every change that others make, after a gap, and when time alone changes what is read of the
    /// appointment. While `quiet`, nothing is told: someone is typing on the page. They are told afterwards. What is
    /// `shown` is `kept`, with how many forms were `answered` by then.
    pub(in super::super) fn listen(
        shown: Fetched<Result<AppointmentView, ApiError>>,
        kept: Kept,
        answered: Memo<usize>,
        changed: RwSignal<u32>,
        quiet: Signal<bool>,
    ) {
        let line = use_context::<PageLine>().unwrap_or_default().0;
        let stream = StoredValue::new_local(None::<Stream>);
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let (gathering, missed, unread) = (StoredValue::new(false), StoredValue::new(false), StoredValue::new(false));
        let broken = StoredValue::new(false);
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
                broken.set_value(false);
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
            News::HungUp => {
                broken.set_value(true);
                hung_up(line);
            }
            News::Broken => {
                broken.set_value(true);
                // The page knows no "now" of the place to tell since when.
                lost(line, String::new);
            }
            News::Full => {
                broken.set_value(true);
                line.set(Line::Full);
            }
        };
        Effect::new(move || {
            let (after, turns_in) = match shown.get() {
                // What is shown is old, though the line may stand.
                Some(Ok(_)) if kept.stale.get_value() => {
                    lost(line, String::new);
                    (None, Some(AGAIN))
                }
                Some(Ok(view)) => {
                    if !broken.get_value() && line.with_untracked(|line| matches!(line, Line::LostAt(_))) {
                        // The line itself stood all the while, and nothing else will say so.
                        line.set(Line::Live);
                    }
                    let told = (Some(view.sequence), view.turns_in);
                    let asked = (view.detail.summary.id.to_string(), answered.get_untracked());
                    kept.last.set_value(Some((asked, view)));
                    told
                }
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
            let wait = turns_in.map(|seconds| Duration::from_secs(u64::from(seconds.min(FARTHEST)) + 1));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_stays_until_another_is_asked_for_or_a_form_was_answered() {
        let asked = |id: &str, answered| (id.to_owned(), answered);
        let shown = Some((asked("one", 1), "booked"));
        assert_eq!(stays(shown.clone(), &asked("one", 1)), Some("booked"));
        assert_eq!(stays(shown.clone(), &asked("another", 1)), None);
        assert_eq!(stays(shown, &asked("one", 2)), None, "it may be confirmed by now");
        assert_eq!(stays(None::<(Asked, &str)>, &asked("one", 0)), None);
    }
}
