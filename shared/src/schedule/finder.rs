//! The finder: exact, pure, and able to say why.

use super::{Busy, Reason, Request, Slot};
use crate::time::Instant;

/// The first `most` slots, earliest first; at one start only the most preferred free room.
pub fn find(request: &Request, busy: &[Busy], most: usize) -> Vec<Slot> {
    let _ = (request, busy, most);
    Vec::new()
}

/// The slot at `start`, in the most preferred room that is free, or every reason against it.
pub fn judge(request: &Request, busy: &[Busy], start: Instant) -> Result<Slot, Vec<Reason>> {
    let _ = (request, busy, start);
    Err(vec![Reason::NoRoom])
}

/// The `most` slots nearest to `wished`, nearest first; of two equally near the earlier first.
pub fn nearest(request: &Request, busy: &[Busy], wished: Instant, most: usize) -> Vec<Slot> {
    let _ = (request, busy, wished, most);
    Vec::new()
}
