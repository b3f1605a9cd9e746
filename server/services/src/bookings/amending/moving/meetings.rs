//! A hearing and its private meetings, whichever of them moves.

use entity::appointments;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};
use shared::{
    appointment::{Event, FieldChange, State},
    ids::{AppointmentId, RoomId},
    principal::Principal,
    schedule::{Side, Sitting},
    time::{Minutes, Period},
};

use super::{Move, sites_of};
use crate::{
    audit::{self, Subject},
    bookings::{
        amending::brought::Bringing,
        changing::{Target, state_change},
        needs::{Moves, Needs, Part},
    },
    db::{StoreError, reading},
    house::House,
    reservations,
};

/// A private meeting that moves along, and how long it lasts.
pub(in crate::bookings::amending) struct Meeting {
    pub(super) side: Side,
    pub(in crate::bookings::amending) target: Target,
    pub(super) length: Minutes,
    /// Whether it lies right beside its hearing.
    pub(super) adjoins: bool,
}

impl Move {
    /// Nobody is moved between a hearing and a private meeting that adjoins it, whichever of the two changes, and the room
    /// need not be made ready between them.
    pub(super) async fn movement(&self, db: &impl ConnectionTrait, target: &Target) -> Result<Moves, StoreError> {
        let Some(hearing) = Hearing::of(db, target).await? else {
            return Ok(Moves { before: !self.follows, ..Moves::BOTH });
        };
        Ok(match hearing.side(self.period()) {
            Some(Side::Before) => {
                Moves { after: false, turnover: !hearing.rooms.contains(&self.to.room), ..Moves::BOTH }
            }
            Some(Side::After) => Moves { before: false, ..Moves::BOTH },
            None => Moves::BOTH,
        })
    }

    /// A private meeting that adjoins its hearing holds the way there or back for both, and the time until the room is
    /// ready: where it no longer does, the hearing has them again, and where it does from now on, it takes them over.
    pub(super) async fn part(&self, txn: &DatabaseTransaction, target: &Target) -> Result<(), StoreError> {
        let Some(hearing) = Hearing::of(txn, target).await? else { return Ok(()) };
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        let (before, after) = (hearing.side(old), hearing.side(self.period()));
        if before == after && self.to.room == self.from.room {
            return Ok(());
        }
        if before.is_some() {
            reservations::hand_over(txn, (target.id, old), (hearing.id, hearing.period)).await?;
        }
        if let Some(side) = after {
            reservations::draw_in(txn, (hearing.id, hearing.period), side, self.to.room).await?;
        }
        Ok(())
    }

    /// Writes a private meeting that moves along, and what the record says of it.
    pub(super) async fn move_meeting(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        (needs, sitting): (&Needs, &Sitting),
        meeting: &Meeting,
    ) -> Result<(), StoreError> {
        let Meeting { side, target, .. } = meeting;
        let old = reading::period(target.row.starts_at, target.row.ends_at)?;
        let Some(new) = needs.shape.meeting_period(*side, self.to.start) else { return Ok(()) };
        let mut changes = self.changes((needs, sitting), old, new)?;
        changes.extend(self.of_meetings.changes.iter().cloned());
        let asks = self.new_time || self.of_meetings.asks;
        self.write_meeting(txn, house, who, (target, new, asks), changes).await
    }

    /// Takes who comes, and who is brought, into a private meeting that lies elsewhere: at its own time and in its own rooms,
    /// where they must be free too.
    pub(super) async fn keep_apart(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        Meeting { target, .. }: &Meeting,
    ) -> Result<(), StoreError> {
        let mut own = Self::staying(txn, target, Vec::new()).await?;
        if self.bringing != Bringing::Same {
            let room = |part: &Part| own.was.iter().find(|(centre, _)| *centre == part.centre).map(|(_, room)| *room);
            let rooms_beside = self.beside.iter().filter_map(room).collect();
            own = Self {
                first: self.first.clone(),
                beside: self.beside.clone(),
                rooms_beside,
                bringing: self.bringing,
                ..own
            };
        }
        let period = own.period();
        let mut changes = own.take(txn, house, who, target).await?;
        changes.extend(self.of_meetings.changes.iter().cloned());
        own.write_meeting(txn, house, who, (target, period, self.of_meetings.asks), changes).await
    }

    /// Writes a private meeting that is at `period` from now on, and what the record says of it. If it `asks` for answers
    /// anew, it is not confirmed any more.
    async fn write_meeting(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        who: &Principal,
        (target, new, asks): (&Target, Period, bool),
        mut changes: Vec<FieldChange>,
    ) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let back = asks && target.state == State::Confirmed;
        if back {
            changes.push(state_change(State::Confirmed, State::Booked));
        }
        target
            .write(txn, |row| {
                row.starts_at = Set(new.start().0);
                row.ends_at = Set(new.end().0);
                self.put_zone(row);
                if back {
                    row.state = Set(State::Booked.code().to_owned());
                }
            })
            .await?;
        let subject = Subject::Appointment(target.id);
        audit::record(txn, house, who, subject, Event::Amended.code(), &changes, Some(target.next_version())).await
    }
}

/// Whether `target` is a private meeting whose hearing has begun or is over: whoever answers the hearing answers its
/// meetings, and nobody can any more.
pub(super) async fn answers_stand(db: &impl ConnectionTrait, target: &Target) -> Result<bool, StoreError> {
    let Some(main) = target.row.main_id else { return Ok(false) };
    let main = appointments::Entity::find_by_id(main).one(db).await?.map(Target::of).transpose()?;
    Ok(main.is_none_or(|main| !matches!(main.state, State::Booked | State::Confirmed)))
}

/// The hearing of a private meeting, while it is still to be held.
struct Hearing {
    id: AppointmentId,
    period: Period,
    rooms: Vec<RoomId>,
}

impl Hearing {
    /// That of `target`; `None` if it has none.
    async fn of(db: &impl ConnectionTrait, target: &Target) -> Result<Option<Self>, StoreError> {
        let Some(main) = target.row.main_id else { return Ok(None) };
        let main = appointments::Entity::find_by_id(main).one(db).await?.map(Target::of).transpose()?;
        let Some(main) = main.filter(|main| main.state.is_live()) else { return Ok(None) };
        let rooms = sites_of(db, main.id).await?.into_iter().map(|(_, room)| room).collect();
        Ok(Some(Self { id: main.id, period: reading::period(main.row.starts_at, main.row.ends_at)?, rooms }))
    }

    /// On which side `meeting` adjoins it.
    fn side(&self, meeting: Period) -> Option<Side> {
        if meeting.end() == self.period.start() {
            Some(Side::Before)
        } else {
            (meeting.start() == self.period.end()).then_some(Side::After)
        }
    }
}
