//! What the domain says in sentences: faults of fields, refusals, what stands in the way of a slot or an appointment.
//! Single codes become words in [`locales::words`].

pub mod blockers;
pub mod faults;
pub mod obstacles;
pub mod refusals;
