//! How far counters came from one report to the next.

/// As many streams as are followed: a call has four, simulcast a few more.
const MOST: usize = 16;

/// What the counters of some streams said last.
#[derive(Clone, Debug)]
pub(super) struct Changes<const N: usize> {
    newest: Vec<(String, f64, [f64; N])>,
}

impl<const N: usize> Default for Changes<N> {
    fn default() -> Self {
        Self { newest: Vec::new() }
    }
}

/// How far the counters of one stream came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change<const N: usize> {
    /// In so many milliseconds, more than 0.
    pub(super) over_ms: f64,
    /// By so much each. The first did not fall; the others fell by no more than the first rose.
    pub(super) by: [f64; N],
}

impl<const N: usize> Changes<N> {
    /// The change since the last time. `None` for what is said for the first time or again, and for a stream that began
    /// to count anew. The first counter must be of packets or bytes: it tells.
    ///
    /// The others may fall: a packet that arrives late is lost no longer, one that arrives twice makes up for another
    /// (RFC 3550, 6.4.1).
    pub(super) fn since_last(&mut self, stream: String, at_ms: f64, counters: [f64; N]) -> Option<Change<N>> {
        let Some((_, at, known)) = self.newest.iter_mut().find(|(known, ..)| *known == stream) else {
            if self.newest.len() >= MOST {
                self.newest.remove(0);
            }
            self.newest.push((stream, at_ms, counters));
            return None;
        };
        let over_ms = at_ms - *at;
        // Also what is not a number.
        if over_ms.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
            return None;
        }
        let mut by = counters;
        for (change, before) in by.iter_mut().zip(&*known) {
            *change -= *before;
        }
        (*at, *known) = (at_ms, counters);
        let steady = by.first().is_some_and(|first| *first >= 0.0 && by.iter().all(|change| *change >= -first));
        steady.then_some(Change { over_ms, by })
    }
}

/// When some streams were last spoken of.
#[derive(Clone, Debug, Default)]
pub(super) struct News(Vec<(String, f64)>);

impl News {
    /// Whether this was said later than anything before about the stream.
    pub(super) fn is_new(&mut self, stream: &str, at_ms: f64) -> bool {
        let full = self.0.len() >= MOST;
        match self.0.iter_mut().find(|(known, _)| known == stream) {
            Some((_, newest)) if at_ms > *newest => *newest = at_ms,
            Some(_) => return false,
            None if full => return false,
            None => self.0.push((stream.to_owned(), at_ms)),
        }
        true
    }
}
