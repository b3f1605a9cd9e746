//! Whether this page hears of changes as they happen. The header says so; pages that listen set it.

use leptos::prelude::*;

/// The state of the line to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// This page does not listen, or nobody looks at it.
    #[default]
    Off,
    /// Changes arrive.
    Live,
    /// The line broke at this time, as the clock of the place shows it (empty where the page knows no clock); it is being tried again.
    LostAt(String),
    /// Too many pages listen already; it is being tried again after a while.
    Full,
}

/// The line of the page that is open.
#[derive(Clone, Copy, Debug)]
pub struct PageLine(pub RwSignal<Line>);

impl PageLine {
    /// No page listens yet.
    pub fn new() -> Self {
        Self(RwSignal::new(Line::Off))
    }
}

impl Default for PageLine {
    fn default() -> Self {
        Self::new()
    }
}

/// Notes that the line is lost since `time`, unless it has been since earlier.
pub fn lost(line: RwSignal<Line>, time: impl FnOnce() -> String) {
    if !line.with_untracked(|line| matches!(line, Line::LostAt(_))) {
        line.set(Line::LostAt(time()));
    }
}

/// Notes that the page hung up because nobody looks at it: it is not live now. That it was lost before stays true.
pub fn hung_up(line: RwSignal<Line>) {
    if line.with_untracked(|line| *line == Line::Live) {
        line.set(Line::Off);
    }
}

/// How long a page stays on the line although nobody looks at it, in milliseconds: to glance at another page costs nothing.
pub const UNSEEN: u32 = 5_000;

/// Whether somebody looks at a page that listens. Over http a browser has six connections to a server for all of its pages
/// together: those at which nobody looks must not take them from the one on which somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Somebody looks at it.
    Seen,
    /// Nobody does, perhaps for a moment only.
    Away,
    /// Nobody has for a while: it hung up.
    HungUp,
}

/// What becomes of the line of a page that came into view or went out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is hung up in a while.
    Wait,
    /// It is not hung up after all.
    Stay,
    /// It is called again.
    Call,
}

impl Attention {
    /// That of a page that begins to listen. One that was opened behind another calls when somebody looks at it.
    pub const fn at_first(visible: bool) -> Self {
        if visible { Self::Seen } else { Self::HungUp }
    }

    /// The page came into view, or went out of it.
    pub fn turned(&mut self, visible: bool) -> Option<Turn> {
        let (now, turn) = match (*self, visible) {
            (Self::Seen, false) => (Self::Away, Some(Turn::Wait)),
            (Self::Away, true) => (Self::Seen, Some(Turn::Stay)),
            (Self::HungUp, true) => (Self::Seen, Some(Turn::Call)),
            (same, _) => (same, None),
        };
        *self = now;
        turn
    }

    /// The page was out of view for as long as [`UNSEEN`] says. Whether it hangs up now.
    pub fn waited(&mut self) -> bool {
        let away = *self == Self::Away;
        if away {
            *self = Self::HungUp;
        }
        away
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_hangs_up_when_nobody_looks_for_a_while_and_calls_again_when_somebody_does() {
        let mut page = Attention::at_first(true);
        assert_eq!(page.turned(false), Some(Turn::Wait));
        assert_eq!(page.turned(false), None, "it waits already");
        assert!(page.waited());
        assert!(!page.waited(), "it hangs up once");
        assert_eq!(page.turned(false), None);
        assert_eq!(page.turned(true), Some(Turn::Call));
        assert_eq!(page.turned(true), None, "it calls once");
        assert_eq!(page.turned(false), Some(Turn::Wait), "and it would hang up again");
    }

    #[test]
    fn whoever_only_glances_at_another_page_stays_on_the_line() {
        let mut page = Attention::at_first(true);
        assert_eq!(page.turned(false), Some(Turn::Wait));
        assert_eq!(page.turned(true), Some(Turn::Stay));
        assert!(!page.waited());
        assert_eq!(page, Attention::Seen);
    }

    #[test]
    fn a_page_that_was_opened_behind_another_calls_when_somebody_looks_at_it() {
        let mut page = Attention::at_first(false);
        assert!(!page.waited(), "there is nothing to hang up");
        assert_eq!(page.turned(false), None);
        assert_eq!(page.turned(true), Some(Turn::Call));
    }

    #[test]
    fn a_page_that_hung_up_does_not_say_that_it_is_live() {
        Owner::new().with(|| {
            let line = RwSignal::new(Line::Live);
            hung_up(line);
            assert_eq!(line.get_untracked(), Line::Off);
            for before in [Line::LostAt("10:42".to_owned()), Line::Full] {
                line.set(before.clone());
                hung_up(line);
                assert_eq!(line.get_untracked(), before, "whoever looks again is told since when");
            }
        });
    }
}
