//! What a move needs where it goes, and what the law asks of its time.

use entity::participants;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::{Amendment, HearingType, Kind, NewDeadline, Role},
    civil::read_date,
    ids::PersonId,
    schedule::{Meetings, Side},
    time::{Instant, Period},
};

use super::{Meeting, Move};
use crate::{
    bookings::{
        changing::Target,
        needs::{Needs, Shape, Terms, horizon},
    },
    db::{StoreError, reading},
    facts::View,
};

/// What the change makes of what the law asks of the time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Law {
    hearing_type: Option<HearingType>,
    deadline: Option<NewDeadline>,
    /// Somebody says why the notice is shorter.
    excused: bool,
}

impl Law {
    pub(super) fn of(change: &Amendment) -> Self {
        let Amendment { hearing_type, deadline, notice_reason, .. } = change;
        Self { hearing_type: *hearing_type, deadline: *deadline, excused: notice_reason.is_some() }
    }
}

impl Move {
    /// The same, by the law as `change` has it.
    pub(in crate::bookings::amending) fn under(self, change: &Amendment) -> Self {
        Self { law: Law::of(change), ..self }
    }

    /// In which period it may lie at `now`, and before what nothing of it may begin.
    pub(in crate::bookings::amending) fn bounds(
        &self,
        needs: &Needs,
        now: Instant,
    ) -> Result<(Period, Instant), StoreError> {
        let horizon = horizon(now)?;
        // Whose start stays may still get another room when it is late.
        if self.to.start != self.from.start {
            return Ok((horizon, now));
        }
        let begun = needs.begins(self.from.start).min(now);
        Ok((Period::new(begun, horizon.end()).unwrap_or(horizon), begun))
    }

    pub(in crate::bookings::amending) async fn needs(
        &self,
        db: &impl ConnectionTrait,
        facts: &View,
        target: &Target,
        now: Instant,
    ) -> Result<Needs, StoreError> {
        let mut people = participants::Entity::find()
            .filter(participants::Column::AppointmentId.eq(target.id.0))
            .order_by_asc(participants::Column::Id)
            .all(db)
            .await?
            .into_iter()
            .map(|row| Ok((PersonId(row.person_id), reading::known(Role::from_code(&row.role), "role")?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        // Before the change is made, those who are there are the ones from before it.
        people.retain(|(person, _)| !self.going.contains(person));
        let new = |(person, _): &&(PersonId, Role)| people.iter().all(|(known, _)| known != person);
        let coming: Vec<_> = self.coming.iter().filter(new).copied().collect();
        people.extend(coming);
        // A private meeting is held in the room of its hearing.
        let kind = if target.row.main_id.is_some() { Kind::Hearing } else { target.kind };
        let shape = Shape {
            kind,
            duration: self.duration,
            meetings: self.lengths(),
            detainees: self.first.detainees.clone(),
            people,
            movement: self.movement(db, target).await?,
            terms: self.terms(target)?,
        };
        let zone = match &self.ground {
            Some((_, zone)) => zone.clone(),
            None => reading::zone(&target.row.zone)?,
        };
        let needs = Needs::load(db, facts, (now, target.id.0), self.first.centre, zone, shape).await?;
        needs.with(db, &self.beside).await
    }

    /// How long the private meetings last that move along, or adjoin it where it stays.
    fn lengths(&self) -> Meetings {
        let goes = |meeting: &&Meeting| meeting.adjoins || self.to.start != self.from.start || self.ground.is_some();
        let on = |side| {
            let mut there = self.meetings.iter().filter(goes);
            there.find(|meeting| meeting.side == side).map(|meeting| meeting.length)
        };
        Meetings { before: on(Side::Before), after: on(Side::After) }
    }

    /// A new time must give the notice again, unless somebody says of this change why not: what they said of an earlier one
    /// was about that. Every time must keep the deadline.
    fn terms(&self, target: &Target) -> Result<Terms, StoreError> {
        let row = &target.row;
        let due = !self.law.excused && self.to.start != self.from.start;
        let hearing = reading::coded(row.hearing_type.as_deref(), HearingType::from_code, "hearing type")?;
        let hearing = self.law.hearing_type.or(hearing);
        let deadline = match self.law.deadline {
            Some(new) => new.last(),
            None => row.deadline.as_deref().map(|date| reading::known(read_date(date), "deadline")).transpose()?,
        };
        Ok(Terms { notice_of: hearing.filter(|_| due), deadline })
    }
}
