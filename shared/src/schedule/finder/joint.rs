//! One appointment at several sites: all begin at once, each in a room of its own.
//!
//! Each site has a request of its own, with the rooms, hours and rules of its centre. Who takes part from afar stands in the
//! first one only, and so does what the law asks of the time.

use super::{Finder, commonest, starts::Starts};
use crate::{
    ids::RoomId,
    schedule::{Busy, Reason, Request, Sitting, Slot},
    time::{Instant, Period},
};

/// What is sought at one site, and what others hold of it.
#[derive(Clone, Debug)]
pub struct Site {
    /// What is sought.
    pub request: Request,
    /// What others hold.
    pub busy: Vec<Busy>,
}

/// The finders of all sites, and the starts that they have in common. Slots are those of the first site; where the others
/// are then says [`Joint::sitting`].
#[derive(Debug)]
pub struct Joint<'a> {
    first: Finder<'a>,
    beside: Vec<Finder<'a>>,
    starts: Starts,
}

impl<'a> Joint<'a> {
    /// The finder for an appointment at `first` and at all sites `beside` it.
    pub fn new(first: &'a Site, beside: &'a [Site]) -> Self {
        let of = |site: &'a Site| Finder::new(&site.request, &site.busy);
        let first = of(first);
        let beside: Vec<_> = beside.iter().map(of).collect();
        let starts = beside.iter().fold(first.starts.clone(), |starts, site| starts.together_with(&site.starts));
        Self { first, beside, starts }
    }

    /// All slots, earliest first; at one start only the most preferred free room.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.starts.slots()
    }

    /// The slots that start in `within`, earliest first.
    pub fn during(&self, within: Period) -> impl Iterator<Item = Slot> {
        self.starts.during(within)
    }

    /// The `most` slots nearest to `wished`, nearest first; of two equally near the earlier first.
    pub fn nearest(&self, wished: Instant, most: usize) -> Vec<Slot> {
        self.starts.nearest(wished, most)
    }

    /// The rooms at `start`, at each site the most preferred one that is free; or every reason against it, each with the
    /// place of its site. What stands against the time itself is said once, of the first site that minds.
    ///
    /// # Errors
    /// The reasons; never none.
    pub fn judge(&self, start: Instant) -> Result<Sitting, Vec<(usize, Reason)>> {
        let mut reasons: Vec<(usize, Reason)> = Vec::new();
        let mut slots = Vec::with_capacity(1 + self.beside.len());
        for (site, finder) in std::iter::once(&self.first).chain(&self.beside).enumerate() {
            match finder.judge(start) {
                Ok(slot) => slots.push(slot),
                Err(against) => {
                    let of_time = reasons.iter().any(|(_, reason)| is_of_time(reason));
                    let new = against.into_iter().filter(|reason| !(of_time && is_of_time(reason)));
                    reasons.extend(new.map(|reason| (site, reason)));
                }
            }
        }
        match slots.split_first() {
            Some((slot, beside)) if reasons.is_empty() => {
                Ok(Sitting { slot: *slot, beside: beside.iter().map(|slot| slot.room).collect() })
            }
            _ => Err(reasons),
        }
    }

    /// The rooms that the other sites have at `start`; `None` if one has none.
    pub fn beside(&self, start: Instant) -> Option<Vec<RoomId>> {
        self.beside.iter().map(|site| site.judge(start).ok().map(|slot| slot.room)).collect()
    }

    /// Why no appointment can start in `within`: what stands against the most of its starts, with the place of its site.
    /// `None` if one can.
    pub fn why_none(&self, within: Period) -> Option<(usize, Reason)> {
        if self.during(within).next().is_some() {
            return None;
        }
        let sites = || std::iter::once(&self.first).chain(&self.beside).enumerate();
        // A site that has none even by itself says it best.
        let alone = sites().find_map(|(site, finder)| finder.why_none(within).map(|reason| (site, reason)));
        alone.or_else(|| {
            let starts = sites().flat_map(|(_, finder)| finder.starts.during(within)).map(|slot| slot.start);
            commonest(starts.flat_map(|start| self.judge(start).err().unwrap_or_default()))
        })
    }
}

/// Whether a reason is about the time itself, wherever it is.
const fn is_of_time(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::TooEarly { .. }
            | Reason::OutsideHorizon
            | Reason::OffGrid { .. }
            | Reason::ShortNotice { .. }
            | Reason::AfterDeadline { .. }
    )
}
