//! Taking a slot. What is reserved is what is really occupied: the detainee from the cell and back, the room until it is
//! ready again. So the database refuses what would run into that, too.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;
use shared::{
    error::Error,
    ids::{AppointmentId, CentreId, DetaineeId},
    schedule::{Busy, Resource, Side, Sitting, Slot},
    time::{Instant, Period},
};

use super::Needs;
use crate::{
    db::{Batch, StoreError},
    holds::{self, Holder},
    house::House,
    reservations::{self, Held},
    rules::queue,
};

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

    /// Holds `sitting` for the holder, if nobody else does and nothing is against it, until it is reserved in the same transaction.
    /// Whoever then reserves it, or is refused, has waited for everybody who tried so before.
    ///
    /// # Errors
    /// As [`Needs::judge`].
    pub(in crate::bookings) async fn claim(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        sitting: &Sitting,
        bounds: (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        let taken = self.take(txn, house, Holder::Known(self.holder), sitting).await?;
        self.judge_taken(txn, taken, sitting, bounds, except).await
    }

    /// The same for a holder of whom nobody has ever heard, and who therefore holds nothing yet.
    ///
    /// # Errors
    /// As [`Needs::judge`].
    pub(in crate::bookings) async fn claim_anew(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        sitting: &Sitting,
        bounds: (Period, Instant),
    ) -> Result<(), StoreError> {
        let taken = self.take(txn, house, Holder::New(self.holder), sitting).await?;
        self.judge_taken(txn, taken, sitting, bounds, &[]).await
    }

    /// Holds `sitting` for somebody who is choosing, beyond the end of the transaction.
    ///
    /// # Errors
    /// As [`Needs::judge`].
    pub(in crate::bookings) async fn choose(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        sitting: &Sitting,
        bounds: (Period, Instant),
    ) -> Result<(), StoreError> {
        let taken = self.take(txn, house, Holder::Known(self.holder), sitting).await?;
        holds::wait_for_those_who_pass(txn, &self.takes(sitting)).await?;
        self.judge_taken(txn, taken, sitting, bounds, &[]).await
    }

    /// Whether nothing is against `sitting`, for somebody who reserves it at once, in a transaction that ends with it. Holding it
    /// first would tell nobody anything: of two who come at once, the database lets one wait until the other is done, and whoever
    /// chooses waits for both.
    ///
    /// # Errors
    /// As [`Needs::judge`].
    pub(in crate::bookings) async fn pass(
        &self,
        txn: &DatabaseTransaction,
        sitting: &Sitting,
        bounds: (Period, Instant),
    ) -> Result<(), StoreError> {
        self.arrive(txn, sitting).await?;
        holds::pass(txn, &self.takes(sitting)).await?;
        self.judge_now(txn, sitting, bounds, &[]).await
    }

    /// Looks that the rooms are of their centres, and queues where something is counted or compared.
    async fn arrive(&self, txn: &DatabaseTransaction, sitting: &Sitting) -> Result<(), StoreError> {
        for (site, slot) in self.sites().zip(sitting.slots()) {
            site.room_name(slot.room)?;
        }
        let counted = |site: &&Self| site.there.standing.teams.is_some() || !site.apart.from.is_empty() || site.waits();
        let queued = self.sites().filter(counted);
        // Everybody queues in the same order.
        for centre in queued.map(|site| site.centre).collect::<BTreeSet<_>>() {
            queue(txn, centre).await?;
        }
        Ok(())
    }

    /// Everything that `sitting` takes, with its private meetings, each in its centre.
    fn takes(&self, sitting: &Sitting) -> Vec<(CentreId, Busy)> {
        let mut wanted = Vec::new();
        for (site, slot) in self.sites().zip(sitting.slots()) {
            let meetings = Side::BOTH.into_iter().flat_map(|side| site.meeting_holds_here(side, slot));
            wanted.extend(site.holds_here(slot).into_iter().chain(meetings).map(|hold| (site.centre, hold)));
        }
        wanted
    }

    /// Holds what `sitting` takes; answers whether nobody else did.
    async fn take(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        holder: Holder,
        sitting: &Sitting,
    ) -> Result<bool, StoreError> {
        self.arrive(txn, sitting).await?;
        match holds::take(txn, house, holder, &self.takes(sitting)).await {
            Ok(()) => Ok(true),
            Err(StoreError::Overlap) => Ok(false),
            Err(other) => Err(other),
        }
    }

    async fn judge_taken(
        &self,
        txn: &DatabaseTransaction,
        taken: bool,
        sitting: &Sitting,
        bounds: (Period, Instant),
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        // What is judged by is no older than the end of the waiting.
        self.judge_now(txn, sitting, bounds, except).await?;
        // Otherwise whoever held it has let go meanwhile.
        if taken { Ok(()) } else { Err(StoreError::Again) }
    }

    /// Lets go of what [`Needs::claim`] held.
    pub(in crate::bookings) async fn release(&self, txn: &DatabaseTransaction) -> Result<(), StoreError> {
        holds::release(txn, self.holder).await
    }

    /// The same as one of the changes of `batch`.
    pub(in crate::bookings) fn release_with(&self, batch: &mut Batch) {
        batch.delete(holds::of(self.holder));
    }

    /// Makes the changes of `batch` and reserves what several hold; if the database refuses, says what clashes.
    pub(in crate::bookings) async fn hold_all(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        batch: Batch,
        holds: &[Held],
        except: &[AppointmentId],
    ) -> Result<(), StoreError> {
        match reservations::hold(txn, house, batch, holds).await {
            Err(StoreError::Overlap) => {
                let mut clashes = Vec::new();
                // PostgreSQL left out only the rows that clash: the others are there already, and ours.
                let ours: Vec<_> = except.iter().copied().chain(holds.iter().map(|held| held.appointment)).collect();
                for held in holds {
                    let others = reservations::busy(txn, &[held.resource], held.period, &ours).await?;
                    clashes.extend(others.into_iter().filter_map(|other| self.clash(other)));
                }
                // Whoever held it may have let go meanwhile: then the whole runs again.
                let refusal = if clashes.is_empty() { StoreError::Again } else { Error::Conflict(clashes).into() };
                Err(refusal)
            }
            done => done,
        }
    }

    /// `holds` as what `appointment` holds.
    pub(in crate::bookings) fn held(&self, appointment: AppointmentId, holds: &[Busy]) -> impl Iterator<Item = Held> {
        holds.iter().map(move |Busy { resource, period, .. }| {
            let centre = match resource {
                Resource::Detainee(detainee) => self.centre_of(*detainee),
                Resource::Room(_) | Resource::Person(_) => None,
            };
            Held { appointment, resource: *resource, period: *period, centre }
        })
    }

    /// Where a detainee is brought.
    fn centre_of(&self, detainee: DetaineeId) -> Option<CentreId> {
        self.sites().find(|site| site.shape.detainees.contains(&detainee)).map(|site| site.centre)
    }
}

fn around(period: Period, before: u16, after: u16) -> Option<Period> {
    Period::new(period.start().plus_minutes(-i64::from(before)), period.end().plus_minutes(i64::from(after)))
}
