//! What people do with an appointment after it is booked: answer, check, begin, end.

use services::house::Services;
use shared::{
    appointment::{Detail, Link, Participant, State},
    cause::Cause,
    check::CheckedFor,
    error::Error,
    ids::AppointmentId,
    notice::{AnswerForm, AnswerKind, Times},
    principal::{Invited, Principal},
    time::{Instant, LocalPeriod, Period},
    zone::Zone,
};

use super::{
    clock::StoryClock,
    devices::{Devices, measured},
    fates::Fate,
};

/// An appointment that was booked.
pub(super) struct Booked<'a> {
    pub(super) services: &'a Services,
    pub(super) clock: &'a StoryClock,
    pub(super) zone: &'a Zone,
    /// Who booked it.
    pub(super) who: &'a Principal,
    pub(super) id: AppointmentId,
    pub(super) made_at: Instant,
    pub(super) start: Instant,
    pub(super) end: Instant,
    /// When the story ends.
    pub(super) now: Instant,
}

/// Lets it become what is meant for it; `None` is one for which the court's decision is missing, so that it can neither
/// be confirmed nor held.
pub(super) async fn live(booked: &Booked<'_>, fate: Option<Fate>) -> Result<(), Error> {
    let Some(fate) = fate else { return booked.answer_all().await };
    match fate {
        Fate::Completed | Fate::CompletedAfterBreak | Fate::Adjourned => {
            booked.begin().await?;
            if fate == Fate::CompletedAfterBreak {
                booked.advance(booked.start.plus_minutes(12), State::Suspended, None).await?;
                booked.advance(booked.start.plus_minutes(21), State::InProgress, None).await?;
            }
            let end = if fate == Fate::Adjourned { State::Adjourned } else { State::Completed };
            booked.advance(booked.end.plus_minutes(-3), end, None).await
        }
        Fate::NotHeld(cause) => {
            booked.confirm().await?;
            booked.meet().await?;
            booked.advance(booked.start.plus_minutes(20), State::NotHeld, Some(cause)).await
        }
        Fate::Cancelled(cause) => {
            booked.answer(0, AnswerKind::Accept).await?;
            booked.cancel(cause).await
        }
        Fate::Running => booked.begin().await,
        Fate::Suspended => {
            booked.begin().await?;
            booked.advance(booked.start.plus_minutes(9), State::Suspended, None).await
        }
        Fate::Ready => {
            booked.confirm().await?;
            if booked.start <= booked.now {
                booked.meet().await?;
            }
            booked.check(Devices::Fine, Devices::Fine).await
        }
        Fate::Confirmed => booked.confirm().await,
        Fate::Faulty(devices) => {
            booked.confirm().await?;
            booked.check(devices, Devices::Fine).await
        }
        Fate::Unanswered => booked.answer(0, AnswerKind::Accept).await,
        Fate::Declined => {
            booked.answer(0, AnswerKind::Accept).await?;
            booked.answer(usize::MAX, AnswerKind::Decline).await
        }
        Fate::OtherTime => booked.answer(usize::MAX, AnswerKind::Propose).await,
    }
}

impl Booked<'_> {
    async fn detail(&self) -> Result<Detail, Error> {
        self.services.bookings.appointment(self.who, self.id).await
    }

    fn as_invited(&self, participant: &Participant) -> Principal {
        Principal::Invited(Invited {
            link: None,
            participant: participant.id,
            appointment: self.id,
            person: participant.person,
            name: participant.name.clone(),
        })
    }

    /// The answer of the participant at `place`, or of the last.
    async fn answer(&self, place: usize, answer: AnswerKind) -> Result<(), Error> {
        let detail = self.detail().await?;
        let participants = &detail.summary.participants;
        let place = place.min(participants.len().saturating_sub(1));
        let Some(participant) = participants.get(place) else { return Ok(()) };
        let times = times(&detail).map(|times| times.code()).unwrap_or_default();
        let mut form = AnswerForm { answer: answer.code().to_owned(), times, ..AnswerForm::default() };
        match answer {
            AnswerKind::Accept => {}
            AnswerKind::Decline => {
                Cause::Clash.code().clone_into(&mut form.cause);
                "Tengo otra audiencia a esa hora.".clone_into(&mut form.note);
            }
            AnswerKind::Propose => {
                let other = self.zone.local(self.start.plus_minutes(24 * 60)).civil;
                form.date = other.date().to_string();
                form.time = other.time().strftime("%H:%M").to_string();
            }
        }
        let minutes = 180 + 25 * i64::try_from(place).unwrap_or_default();
        self.clock.set(self.made_at.plus_minutes(minutes));
        self.services.attendances.answer(&self.as_invited(participant), self.id, form).await?;
        Ok(())
    }

    /// Everybody accepts.
    async fn answer_all(&self) -> Result<(), Error> {
        for place in 0..self.detail().await?.summary.participants.len() {
            self.answer(place, AnswerKind::Accept).await?;
        }
        Ok(())
    }

    /// Everybody accepts, and the court confirms.
    async fn confirm(&self) -> Result<(), Error> {
        self.answer_all().await?;
        self.advance(self.made_at.plus_minutes(20 * 60), State::Confirmed, None).await
    }

    /// The last participant's devices do as `last`, everybody else's as `others`.
    async fn check(&self, last: Devices, others: Devices) -> Result<(), Error> {
        let participants = self.detail().await?.summary.participants;
        let usual = self.start.plus_minutes(-45);
        self.clock.set(usual.min(self.now.plus_minutes(-6)));
        for (place, participant) in participants.iter().enumerate() {
            let devices = if place + 1 == participants.len() { last } else { others };
            let counts_for = CheckedFor::Participant(self.id);
            self.services.checks.record(&self.as_invited(participant), None, counts_for, measured(devices)).await?;
        }
        Ok(())
    }

    /// The private meeting before it is held, if there is one.
    async fn meet(&self) -> Result<(), Error> {
        let meetings = self.detail().await?.linked.into_iter().filter(|linked| linked.link == Link::Meeting);
        for meeting in meetings {
            let LocalPeriod { start, end } = meeting.period;
            for (at, to) in [(start.at.plus_minutes(1), State::InProgress), (end.at.plus_minutes(-2), State::Completed)]
            {
                self.clock.set(at.min(self.now));
                let version = self.services.bookings.appointment(self.who, meeting.id).await?.summary.version;
                self.services.bookings.advance(self.who, meeting.id, version, to, None, None).await?;
            }
        }
        Ok(())
    }

    /// It is confirmed, checked and begun.
    async fn begin(&self) -> Result<(), Error> {
        self.confirm().await?;
        self.meet().await?;
        self.check(Devices::Fine, Devices::Fine).await?;
        self.advance(self.start.plus_minutes(2).min(self.now), State::InProgress, None).await
    }

    async fn advance(&self, at: Instant, to: State, cause: Option<Cause>) -> Result<(), Error> {
        self.clock.set(at.min(self.now));
        let version = self.detail().await?.summary.version;
        self.services.bookings.advance(self.who, self.id, version, to, cause, None).await?;
        Ok(())
    }

    async fn cancel(&self, cause: Cause) -> Result<(), Error> {
        self.clock.set(self.made_at.plus_minutes(22 * 60));
        let version = self.detail().await?.summary.version;
        self.services.bookings.cancel(self.who, self.id, version, cause, None).await?;
        Ok(())
    }
}

/// When everybody is asked to come, with the private meetings of those who are part of them.
fn times(detail: &Detail) -> Option<Times> {
    let period = |local: LocalPeriod| Period::new(local.start.at, local.end.at);
    let meetings = detail.linked.iter().filter(|one| matches!(one.link, Link::Meeting | Link::MeetingAfter));
    let meetings = meetings.map(|one| period(one.period)).collect::<Option<_>>()?;
    Some(Times { period: period(detail.summary.period)?, meetings })
}
