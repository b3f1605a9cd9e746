//! How calls end.

use std::time::{Duration, Instant};

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// [`Engine::hang_up`](crate::Engine::hang_up).
    HungUp,
    /// The browser said goodbye.
    Left,
    /// It lasted as long as a call may.
    Longest,
    /// It never connected.
    NeverConnected,
    /// Nothing came any more.
    Silence,
    /// The connectivity checks failed.
    Lost,
    /// What came could not be dealt with.
    Failed,
    /// The call's thread panicked: a bug, here or in str0m.
    Panicked,
    /// The engine was shut down.
    Shutdown,
}

impl End {
    /// All of them, in the order of [`Ends`]' counts.
    pub const ALL: [Self; 9] = [
        Self::HungUp,
        Self::Left,
        Self::Longest,
        Self::NeverConnected,
        Self::Silence,
        Self::Lost,
        Self::Failed,
        Self::Panicked,
        Self::Shutdown,
    ];

    /// A word for labels: `hung_up`, `left`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::HungUp => "hung_up",
            Self::Left => "left",
            Self::Longest => "longest",
            Self::NeverConnected => "never_connected",
            Self::Silence => "silence",
            Self::Lost => "lost",
            Self::Failed => "failed",
            Self::Panicked => "panicked",
            Self::Shutdown => "shutdown",
        }
    }
}

/// How many calls ended which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends(pub(crate) [u64; End::ALL.len()]);

impl Ends {
    /// So many ended this way.
    pub fn of(&self, end: End) -> u64 {
        self.0[end as usize]
    }

    /// So many ended.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// A call that has not connected by then never will: Chromium gives a candidate pair 15 s.
const CONNECT: Duration = Duration::from_secs(20);

/// When a call has to end by itself.
#[derive(Debug)]
pub(crate) struct Limits {
    answered: Instant,
    longest: Duration,
    silence: Duration,
    connected: bool,
    /// When something of it came last; nothing may have come yet, since with much loss the first check needs its time.
    heard: Option<Instant>,
}

impl Limits {
    pub(crate) fn new(answered: Instant, longest: Duration, silence: Duration) -> Self {
        Self { answered, longest, silence, connected: false, heard: None }
    }

    /// A packet of this call arrived.
    pub(crate) fn hear(&mut self, now: Instant) {
        self.heard = self.heard.max(Some(now));
    }

    /// The call is up.
    pub(crate) fn connect(&mut self, now: Instant) {
        self.connected = true;
        self.hear(now);
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.connected
    }

    /// Why the call has to end now, if it has to.
    pub(crate) fn over(&self, now: Instant) -> Option<End> {
        if now >= self.answered + self.longest {
            Some(End::Longest)
        } else if self.heard.is_some_and(|heard| now >= heard + self.silence) {
            Some(End::Silence)
        } else {
            (!self.connected && now >= self.answered + CONNECT).then_some(End::NeverConnected)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_call_ends_by_itself_at_its_limits() {
        let start = Instant::now();
        let mut limits = Limits::new(start, s(30), s(4));
        assert_eq!(limits.over(start + s(19)), None);
        assert_eq!(limits.over(start + s(20)), Some(End::NeverConnected));
        limits.connect(start + s(10));
        assert_eq!(limits.over(start + s(13)), None);
        assert_eq!(limits.over(start + s(14)), Some(End::Silence));
        limits.hear(start + s(25));
        assert_eq!(limits.over(start + s(28)), None);
        limits.hear(start + s(29));
        assert_eq!(limits.over(start + s(30)), Some(End::Longest));
    }

    #[test]
    fn a_call_that_never_connected_ends_by_silence_only_once_it_was_heard() {
        let start = Instant::now();
        let mut limits = Limits::new(start, s(30), s(4));
        // Its first check is on its way still: with much loss that takes longer than any silence.
        assert_eq!(limits.over(start + s(19)), None);
        limits.hear(start + s(11));
        assert_eq!(limits.over(start + s(14)), None);
        assert_eq!(limits.over(start + s(15)), Some(End::Silence));
        // An older packet that was read later takes nothing back.
        limits.hear(start + s(18));
        limits.hear(start + s(12));
        assert_eq!(limits.over(start + s(19)), None);
        assert_eq!(
            limits.over(start + s(20)),
            Some(End::NeverConnected),
            "whoever is heard all along and never connects"
        );
    }

    #[test]
    fn every_end_has_a_count_and_a_word_of_its_own() {
        for (place, end) in End::ALL.into_iter().enumerate() {
            assert_eq!(end as usize, place);
            assert_eq!(End::ALL.iter().filter(|other| other.word() == end.word()).count(), 1);
        }
    }
}
