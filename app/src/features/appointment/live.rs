//! Keeping the page of an appointment true while others work on it.

#[cfg(not(target_arch = "wasm32"))]
use leptos::prelude::*;

/// A number that grows with every change that others make. On the server nothing is listened to. While `quiet`, nothing
/// is told: someone is typing on the page.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn changes(_quiet: Signal<bool>) -> RwSignal<u32> {
    RwSignal::new(0)
}

#[cfg(target_arch = "wasm32")]
pub(super) use listening::changes;

#[cfg(target_arch = "wasm32")]
mod listening {
    use std::time::Duration;

    use leptos::prelude::*;

    use crate::{
        browser::events::{News, Stream},
        live::{Line, PageLine, lost},
    };

    /// Changes that arrive together are fetched together.
    const GATHER: Duration = Duration::from_millis(200);

    /// A number that grows with every change that others make, as long as the page is open.
    pub(in super::super) fn changes(quiet: Signal<bool>) -> RwSignal<u32> {
        let changes = RwSignal::new(0);
        let line = use_context::<PageLine>().unwrap_or_default().0;
        let stream = StoredValue::new_local(None::<Stream>);
        let gathering = StoredValue::new(false);
        let tell = move || {
            if !gathering.get_value() && !quiet.get_untracked() {
                gathering.set_value(true);
                set_timeout(
                    move || {
                        // The page may be gone by now, and its values with it.
                        if gathering.try_set_value(false).is_none() {
                            changes.update(|changes| *changes += 1);
                        }
                    },
                    GATHER,
                );
            }
        };
        let hear = move |news: News| match news {
            News::Opened => {
                if line.with_untracked(|line| matches!(line, Line::LostAt(_) | Line::Full)) {
                    tell();
                }
                line.set(Line::Live);
            }
            News::Changed | News::Missed => tell(),
            // The page knows no "now" of the place to tell since when.
            News::Broken => lost(line, String::new),
            News::Full => line.set(Line::Full),
        };
        Effect::new(move || {
            if stream.with_value(Option::is_none) {
                stream.set_value(Some(Stream::open_now(hear)));
            }
        });
        on_cleanup(move || {
            stream.set_value(None);
            line.set(Line::Off);
        });
        changes
    }
}
