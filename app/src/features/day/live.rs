//! Keeping an open day true: what the clock shows, and fetching again when something changed.

use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use shared::{
    day::Day,
    time::{Instant, Local},
};

use super::{api::day, counts::news};
use crate::{
    error::ApiError,
    language::t,
    wire::{in_time, known_after},
};

/// The clock of an open page. It stands at the day's own "now" until the page is hydrated, so that server and browser
/// draw the same; then it runs on from there.
#[derive(Clone, Copy, Debug)]
pub struct Clockwork {
    ticked: RwSignal<Option<Instant>>,
    minute: Memo<Option<i64>>,
    last: StoredValue<Option<Day>>,
    stale: StoredValue<bool>,
    said: RwSignal<Option<String>>,
}

impl Default for Clockwork {
    fn default() -> Self {
        Self::new()
    }
}

impl Clockwork {
    /// A clock that has not ticked.
    pub fn new() -> Self {
        let ticked = RwSignal::new(None::<Instant>);
        let minute = Memo::new(move |_| ticked.get().map(|at| at.0.div_euclid(60)));
        let (last, stale) = (StoredValue::new(None), StoredValue::new(false));
        Self { ticked, minute, last, stale, said: RwSignal::new(None) }
    }

    /// What those who hear the page are told of the last change of the day that it shows.
    pub fn said(self) -> Option<String> {
        self.said.get()
    }

    /// `day` comes in place of the one that is shown. Its table and counts change without a word.
    pub fn tell(self, day: &Day) {
        let news = self.last.with_value(|last| last.as_ref().and_then(|last| news(t(), last, day)));
        if news.is_some() {
            self.said.set(news);
        }
    }

    /// Now, for a page that shows `day`.
    pub fn now(self, day: &Day) -> Now {
        Now { clock: self, first: day.now.at }
    }

    /// Fetches a day. While the server cannot be reached or does not answer, the day that is shown stays shown.
    pub async fn fetch(self, date: Option<Date>) -> Result<Day, ApiError> {
        // The page may be gone by the time the server answers, and its values with it.
        let shown = self.last.try_get_value().flatten().filter(|day| date.is_none_or(|date| date == day.date));
        // Another day than the one that is shown, too, is waited for only so long: the way back would wait behind it.
        let (day, stale) = known_after(in_time(day(date)).await, shown);
        self.stale.try_set_value(stale);
        day
    }
}

/// Now, as a view of a day reads it. It holds no signal of its own: a view that is about to be replaced may still ask.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    clock: Clockwork,
    first: Instant,
}

impl Now {
    /// Now; what reads it is drawn anew when the clock ticks.
    pub fn get(self) -> Instant {
        self.clock.ticked.get().unwrap_or(self.first)
    }

    /// Now; what reads it is drawn anew when another minute begins.
    pub fn by_the_minute(self) -> Instant {
        self.clock.minute.track();
        self.clock.ticked.get_untracked().unwrap_or(self.first)
    }
}

/// What the wall clock of the place shows at `now`, counted from a known moment of it.
///
/// Day by day, which a page that is open for some days can afford; jiff's own addition explains every way in which it
/// could fail, and that would be a tenth of the day's code.
pub fn civil_at(known: Local, now: Instant) -> DateTime {
    let since_midnight = i64::from(known.civil.hour()) * 3600
        + i64::from(known.civil.minute()) * 60
        + i64::from(known.civil.second())
        + (now.0 - known.at.0);
    let (mut date, mut days) = (known.civil.date(), since_midnight.div_euclid(DAY));
    while days != 0 {
        let next = if days > 0 { date.tomorrow() } else { date.yesterday() };
        let Ok(next) = next else { return known.civil };
        (date, days) = (next, days - days.signum());
    }
    let second = since_midnight.rem_euclid(DAY);
    let part = |seconds: i64| i8::try_from(seconds).unwrap_or_default();
    date.at(part(second / 3600), part(second / 60 % 60), part(second % 60), 0)
}

/// Seconds in a civil day on which no clock changes.
const DAY: i64 = 24 * 3600;

/// Listens for changes as long as the page is open. On the server there is nothing to listen to.
#[cfg(not(target_arch = "wasm32"))]
pub fn listen(_shown: crate::wire::Fetched<Result<Day, ApiError>>, _clock: Clockwork) {}

#[cfg(target_arch = "wasm32")]
pub use listening::listen;

#[cfg(target_arch = "wasm32")]
mod listening {
    use std::time::Duration;

    use gloo_events::EventListener;
    use leptos::prelude::*;
    use locales::dates;
    use shared::{day::Day, time::Instant};

    use super::{Clockwork, civil_at};
    use crate::{
        browser::{
            events::{News, Stream},
            page,
        },
        error::ApiError,
        live::{Line, PageLine, hung_up, lost},
    };

    /// How often the clock ticks.
    const TICK: Duration = Duration::from_secs(15);
    /// After how many ticks the day is fetched again although nobody said that it changed: with time alone an
    /// unchecked room becomes a blocker.
    const TICKS_UNTIL_REFETCH: u32 = 4;
    /// Changes that arrive together are fetched together.
    const GATHER: Duration = Duration::from_millis(60);

    /// Listens for changes as long as the page is open, fetches the day again when there are any, after a gap, and
    /// when someone comes back to the page.
    pub fn listen(shown: crate::wire::Fetched<Result<Day, ApiError>>, clock: Clockwork) {
        let line = use_context::<PageLine>().unwrap_or_default().0;
        let arrived = StoredValue::new((Instant(0), 0.0_f64));
        let stream = StoredValue::new_local(None::<Stream>);
        let gathering = StoredValue::new(false);
        let broken = StoredValue::new(false);
        // Since when nobody has told this page of changes, because nobody looked at it.
        let unseen = StoredValue::new(None::<String>);

        let now = move || {
            let (at, elapsed) = arrived.get_value();
            let seconds = ((page::elapsed_ms() - elapsed) / 1000.0).max(0.0);
            #[expect(clippy::cast_possible_truncation, reason = "seconds since the page was opened fit an i64")]
            Instant(at.0 + seconds as i64)
        };
        let time_of_place = move || {
            clock
                .last
                .with_value(|day| day.as_ref().map_or_else(String::new, |day| dates::time(civil_at(day.now, now()))))
        };
        let since = move || unseen.get_value().unwrap_or_else(time_of_place);
        let refetch = move || {
            if !gathering.get_value() {
                gathering.set_value(true);
                set_timeout(
                    move || {
                        // The page may be gone by now, and its values with it.
                        if gathering.try_set_value(false).is_none() {
                            shown.refetch();
                        }
                    },
                    GATHER,
                );
            }
        };
        let hear = move |news: News| match news {
            News::Opened => {
                broken.set_value(false);
                if line.with_untracked(|line| matches!(line, Line::LostAt(_) | Line::Full)) {
                    refetch();
                }
                line.set(Line::Live);
            }
            News::Changed | News::Missed | News::SeenAgain => refetch(),
            News::Broken => {
                broken.set_value(true);
                lost(line, since);
            }
            News::HungUp => {
                broken.set_value(true);
                unseen.set_value(Some(time_of_place()));
                hung_up(line);
            }
            News::Full => {
                broken.set_value(true);
                line.set(Line::Full);
            }
        };

        Effect::new(move || {
            let Some(Ok(day)) = shown.get() else { return };
            if clock.stale.get_value() {
                lost(line, since);
                return;
            }
            unseen.set_value(None);
            arrived.set_value((day.now.at, page::elapsed_ms()));
            clock.ticked.set(Some(day.now.at));
            let sequence = day.sequence;
            clock.tell(&day);
            clock.last.set_value(Some(day));
            if stream.with_value(Option::is_none) {
                stream.set_value(Some(Stream::open(sequence, hear)));
            } else if !broken.get_value() && line.with_untracked(|line| matches!(line, Line::LostAt(_))) {
                // Only the store was away: the line itself stood all the while, and nothing else will say so.
                line.set(Line::Live);
            }
        });

        let ticks = StoredValue::new(0_u32);
        let ticking = set_interval_with_handle(
            move || {
                clock.ticked.set(Some(now()));
                ticks.update_value(|ticks| *ticks += 1);
                if page::is_visible()
                    && (clock.stale.get_value() || ticks.get_value().is_multiple_of(TICKS_UNTIL_REFETCH))
                {
                    refetch();
                }
            },
            TICK,
        );
        let watching = StoredValue::new_local(Some(EventListener::new(&document(), "visibilitychange", move |_| {
            if page::is_visible() {
                refetch();
            }
        })));
        on_cleanup(move || {
            if let Ok(ticking) = ticking {
                ticking.clear();
            }
            watching.set_value(None);
            stream.set_value(None);
            line.set(Line::Off);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::day::state::tests::at;

    fn read_at(hour: i8) -> Day {
        Day {
            date: jiff::civil::date(2027, 1, 11),
            today: jiff::civil::date(2027, 1, 11),
            now: at(hour, 0),
            zone: shared::time::ZoneName("America/El_Salvador".into()),
            place: None,
            appointments: Vec::new(),
            rooms: Vec::new(),
            sequence: 0,
        }
    }

    #[test]
    fn a_day_that_was_not_answered_in_time_stays_and_is_old() {
        let (before, now) = (read_at(9), read_at(10));
        assert_eq!(known_after(Err(ApiError::Lost), Some(before.clone())), (Ok(before.clone()), true));
        assert_eq!(known_after(Ok(now.clone()), Some(before.clone())), (Ok(now), false));
        let refused = ApiError::Refused(shared::error::Error::Unauthenticated);
        assert_eq!(known_after(Err(refused.clone()), Some(before)), (Err(refused), false), "that is an answer");
        assert_eq!(
            known_after::<Day>(Err(ApiError::Lost), None),
            (Err(ApiError::Lost), false),
            "there is nothing to keep"
        );
    }

    #[test]
    fn the_wall_clock_runs_on_from_a_known_moment() {
        assert_eq!(civil_at(at(9, 12), at(10, 42).at), at(10, 42).civil);
        assert_eq!(civil_at(at(23, 59), Instant(at(23, 59).at.0 + 120)).hour(), 0);
    }
}
