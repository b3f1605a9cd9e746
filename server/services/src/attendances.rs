//! Being told and answering.

mod answering;
mod asked;
pub(crate) mod parts;

use async_trait::async_trait;
use entity::{links, messages, participants};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use shared::{
    appointment::{Attendance, State},
    cause::Cause,
    error::{Error, LinkEnd},
    ids::AppointmentId,
    notice::{AnswerForm, Invitation, Times},
    permission::{UseCase, told_of_case},
    ports::{Answer, Attendances},
    principal::Principal,
    schedule::Side,
    time::Instant,
};
use uuid::Uuid;

use crate::{
    calendar::Method,
    db::{StoreError, transaction},
    house::House,
    notices::{self, Part, matter::Matter},
};

/// How long before the start an answer is asked for, in minutes.
const ANSWER_MINUTES: i64 = 24 * 60;

/// Until when an answer is asked for, by someone who was asked at `asked`: a day before the start, or half-way to it if
/// that is nearer than two days.
pub(crate) fn answer_by(asked: Instant, start: Instant) -> Instant {
    let minutes = asked.minutes_until(start).max(0);
    start.plus_minutes(-ANSWER_MINUTES.min(minutes / 2))
}

/// Being told and answering.
pub struct AttendancesService {
    house: House,
}

impl AttendancesService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    /// The matter and the principal's own part in it.
    async fn own(&self, who: &Principal, appointment: AppointmentId) -> Result<(Matter, Part), Error> {
        let own = parts::own(&self.house.db, who, UseCase::Answer, appointment).await?;
        let matter = Matter::of(&self.house.db, own.appointment).await?;
        let part = Part::of(&self.house.db, own.participant).await?;
        Ok((matter, part))
    }

    async fn show(&self, matter: Matter, part: Part) -> Result<Invitation, StoreError> {
        let now = self.house.clock.now();
        let asked = self.asked(part.participant.id).await?.unwrap_or(matter.created);
        let anew = part.attendance == Attendance::Accepted && self.is_asked_anew(&matter, &part).await?;
        let attendance = if anew { Attendance::NeedsAction } else { part.attendance };
        let by = answer_by(asked, matter.period.start());
        let local = |at: i64| matter.zone.local(Instant(at));
        let case_number = matter.case_for(part.role).cloned();
        Ok(Invitation {
            case_number,
            appointment: matter.id,
            version: matter.version,
            name: part.name,
            role: part.role,
            kind: matter.kind,
            hearing_type: matter.hearing_type,
            state: matter.state,
            period: matter.zone.local_period(matter.period),
            zone: matter.zone.name().clone(),
            meeting_start: matter.meeting_for(Side::Before, part.role).map(|period| matter.zone.local(period.start())),
            meeting_after: matter.meeting_for(Side::After, part.role).map(|period| matter.zone.local_period(period)),
            times: Times { period: matter.period, meetings: matter.meetings_for(part.role).collect() },
            answer_by: matter.zone.local(by),
            can_answer: matter.can_answer(now),
            attendance,
            cause: part.participant.cause.as_deref().and_then(Cause::from_code),
            note: part.participant.note.as_deref().and_then(|note| note.parse().ok()),
            proposed: part.participant.proposed_at.map(local),
            today: matter.zone.date(now),
            agency_name: matter.agency_name,
            places: matter.places,
            resolution: matter.resolution.filter(|_| told_of_case(part.role)),
        })
    }

    /// Whether a private meeting to come waits for their answer: it was moved by itself since they answered.
    async fn is_asked_anew(&self, matter: &Matter, part: &Part) -> Result<bool, StoreError> {
        let now = self.house.clock.now();
        let meetings = matter.meetings.iter().filter(|(.., period)| period.end() > now).map(|(_, id, _)| id.0);
        let waits = participants::Entity::find()
            .filter(participants::Column::AppointmentId.is_in(meetings))
            .filter(participants::Column::PersonId.eq(part.participant.person_id))
            .filter(participants::Column::Attendance.eq(Attendance::NeedsAction.code()))
            .one(&self.house.db)
            .await?;
        Ok(waits.is_some())
    }

    /// When the participant was last asked. Only who is asked gets a link, and the message that bears it is written right
    /// after it; what is only told comes later.
    async fn asked(&self, participant: Uuid) -> Result<Option<Instant>, StoreError> {
        let link = links::Entity::find()
            .select_only()
            .column(links::Column::Id)
            .filter(links::Column::ParticipantId.eq(participant))
            .order_by_desc(links::Column::Id)
            .into_tuple::<Uuid>()
            .one(&self.house.db)
            .await?;
        let Some(link) = link else { return Ok(None) };
        let written = messages::Entity::find()
            .select_only()
            .column(messages::Column::WrittenAt)
            .filter(messages::Column::ParticipantId.eq(participant))
            .filter(messages::Column::Id.gt(link))
            .order_by_asc(messages::Column::Id)
            .into_tuple::<i64>()
            .one(&self.house.db)
            .await?;
        Ok(written.map(Instant))
    }
}

#[async_trait]
impl Attendances for AttendancesService {
    async fn invitation(&self, who: &Principal, appointment: AppointmentId) -> Answer<Invitation> {
        let (matter, part) = self.own(who, appointment).await?;
        Ok(self.show(matter, part).await?)
    }

    async fn answer(&self, who: &Principal, appointment: AppointmentId, answer: AnswerForm) -> Answer<Invitation> {
        let (matter, part) = self.own(who, appointment).await?;
        let now = self.house.clock.now();
        still_open(&matter, now)?;
        let answered = answering::read(&answer, &matter, now)?;
        let participant: participants::Model = part.participant;
        let changed =
            transaction!(&self.house, |txn| answering::keep(txn, &self.house, who, &participant, &answered).await)?;
        if changed {
            self.house.hub.wake();
        }
        let (matter, part) = self.own(who, appointment).await?;
        Ok(self.show(matter, part).await?)
    }

    async fn calendar(&self, who: &Principal, appointment: AppointmentId) -> Answer<String> {
        let (matter, part) = self.own(who, appointment).await?;
        let method = if matter.state == State::Cancelled { Method::Cancel } else { Method::Publish };
        Ok(notices::calendar_file(&self.house, &matter, &part, self.house.clock.now(), method))
    }
}

/// Refuses what comes too late: the appointment was cancelled, has begun or is over.
pub(crate) fn still_open(matter: &Matter, now: Instant) -> Result<(), Error> {
    if matter.state == State::Cancelled {
        return Err(Error::LinkEnded(LinkEnd::Cancelled));
    }
    if matter.can_answer(now) { Ok(()) } else { Err(Error::LinkEnded(LinkEnd::Expired)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_asked_for_a_day_before_or_half_way() {
        let start = Instant(1_000_000);
        let before = |minutes: i64| start.plus_minutes(-minutes);
        assert_eq!(answer_by(before(10 * 24 * 60), start), before(24 * 60));
        assert_eq!(answer_by(before(48 * 60), start), before(24 * 60));
        assert_eq!(answer_by(before(6 * 60), start), before(3 * 60));
        assert_eq!(answer_by(start, start), start);
        assert_eq!(answer_by(start.plus_minutes(5), start), start);
    }
}
