//! Whether this page hears of changes as they happen. The header says so; pages that listen set it.

use leptos::prelude::*;

/// The state of the line to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// This page does not listen.
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
