//! Taking a slot. What is reserved is what is really occupied: the detainee from the cell and back, the room until it is
//! ready again. So the database refuses what would run into that, too.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;
use shared::{
    error::Error,
    ids::AppointmentId,
    schedule::{Busy, Resource, Side, Sitting, Slot},
    time::{Instant, Period},
};

use super::Needs;
use crate::{db::StoreError, holds, house::House, reservations, rules::queue};

impl Needs {
    /// What the appointment in `sitting` holds.
    pub(in crate::bookings) fn holds(&self, sitting: &Sitting) -> Vec<Busy> {
        self.sites().zip(sitting.slots()).flat_map(|(site, slot)| site.holds_here(slot)).collect()
    }

    /// What its private meeting on `side` holds, if there is one.
    pub(in crate::bookings) fn meeting_holds(&self, side: Side, sitting: &Sitting) -> Vec<Busy> {
        self.sites().zip(sitting.slots()).flat_map(|(site, slot)| site.meeting_holds_here(side, slot)).collect()
    }

    fn holds_here(&self, slot: Slot) -> Vec<Busy> {
        let period = Period::starting(slot.start, self.shape.duration);
        let meetings = self.shape.meetings;
        // A private meeting before has brought them already; one after takes them back, and leaves the room to be made ready.
        let before = if meetings.before.is_some() { 0 } else { self.movement().before };
        let (after, turnover) =
            if meetings.after.is_some() { (0, 0) } else { (self.movement().after, self.turnover()) };
        let mut holds = self.of_detainees(period, before, after);
        holds.extend(around(period, 0, turnover).map(|it| Busy::booked(Resource::Room(slot.room), it)));
        holds.extend(self.shape.everybody().map(|person| Busy::booked(Resource::Person(person), period)));
        holds
    }

    fn meeting_holds_here(&self, side: Side, slot: Slot) -> Vec<Busy> {
        let Some(period) = self.shape.meeting_period(side, slot.start) else { return Vec::new() };
        let (before, after, turnover) = match side {
            Side::Before => (self.movement().before, 0, 0),
            Side::After => (0, self.movement().after, self.turnover()),
        };
        let mut holds = self.of_detainees(period, before, after);
        holds.extend(around(period, 0, turnover).map(|it| Busy::booked(Resource::Room(slot.room), it)));
        holds.extend(self.shape.counsel().map(|person| Busy::booked(Resource::Person(person), period)));
        holds
    }

    fn of_detainees(&self, period: Period, before: u16, after: u16) -> Vec<Busy> {
        let occupied = around(period, before, after).unwrap_or(period);
        let detainees = self.shape.detainees.iter().copied();
        detainees.map(|detainee| Busy::booked(Resource::Detainee(detainee), occupied)).collect()
    }

    /// Holds `sitting` for the holder, if nobody else does and nothing is against it. Whoever then reserves it, or is refused,
    /// has waited for everybody who tried before.
    ///
    /// # Errors
    /// As [`Needs::judge`].
    pub(in crate::bookings) async fn claim(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        sitting: &Sitting,
        (horizon, not_before): (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        for (site, slot) in self.sites().zip(sitting.slots()) {
            site.room_name(slot.room)?;
        }
        let counted = |site: &&Self| site.there.standing.teams.is_some() || !site.apart.from.is_empty() || site.waits();
        let queued = self.sites().filter(counted);
        // Everybody queues in the same order.
        for centre in queued.map(|site| site.centre).collect::<BTreeSet<_>>() {
            queue(txn, centre).await?;
        }
        let mut wanted = Vec::new();
        for (site, slot) in self.sites().zip(sitting.slots()) {
            let meetings = Side::BOTH.into_iter().flat_map(|side| site.meeting_holds_here(side, slot));
            wanted.extend(site.holds_here(slot).into_iter().chain(meetings).map(|hold| (site.centre, hold)));
        }
        let taken = match holds::take(txn, house, self.holder, &wanted).await {
            Ok(()) => true,
            Err(StoreError::Overlap) => false,
            Err(other) => return Err(other),
        };
        // What is judged by is no older than the end of the waiting.
        self.facts.still(txn).await?;
        self.judge(txn, sitting, horizon, not_before, except).await?;
        // Otherwise whoever held it has let go meanwhile.
        if taken { Ok(()) } else { Err(StoreError::Again) }
    }

    /// Lets go of what [`Needs::claim`] held.
    pub(in crate::bookings) async fn release(&self, txn: &DatabaseTransaction) -> Result<(), StoreError> {
        holds::release(txn, self.holder).await
    }

    /// Reserves `holds`; if the database refuses, says what clashes.
    pub(in crate::bookings) async fn hold(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        appointment: AppointmentId,
        holds: &[Busy],
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        match reservations::hold(txn, house, appointment, holds).await {
            Err(StoreError::Overlap) => {
                let mut clashes = Vec::new();
                // PostgreSQL left out only the rows that clash: the others are there already, and ours.
                let ours: Vec<_> = except.iter().copied().chain([appointment]).collect();
                for hold in holds {
                    let others = reservations::busy(txn, &[hold.resource], hold.period, &ours).await?;
                    clashes.extend(others.into_iter().filter_map(|other| self.clash(other)));
                }
                // Whoever held it may have let go meanwhile: then the whole runs again.
                let refusal = if clashes.is_empty() { StoreError::Again } else { Error::Conflict(clashes).into() };
                Err(refusal)
            }
            done => done,
        }
    }
}

fn around(period: Period, before: u16, after: u16) -> Option<Period> {
    Period::new(period.start().plus_minutes(-i64::from(before)), period.end().plus_minutes(i64::from(after)))
}
