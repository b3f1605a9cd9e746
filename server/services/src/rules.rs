//! The rules of scheduling as data: loading what stands in the way of an appointment.

mod absences;
mod apart;
mod blocking;
mod centres;
mod fittings;
mod held;
mod hits;
mod keeping;
mod notice_periods;
mod separations;
mod standing;
mod waiting;
mod week;

pub use self::{
    absences::AbsencesService, blocking::BlocksService, centres::CentresService, held::DetaineesService,
    notice_periods::NoticePeriodsService, separations::SeparationsService,
};
pub(crate) use self::{
    absences::{Absence, WAITS_MINUTES, planned as planned_absence, theirs},
    apart::{Apart, partners_of_each},
    blocking::{BLOCKED, LIFTED, Planned, planned as planned_block},
    fittings::{capacity, equipped, fitting},
    hits::{during, hits},
    standing::{AsIf, Standing, absences, block, blocked, blocks, off_hours, queue, weekly, zone_of},
    waiting::{categories, category, waiting},
};
