//! What becomes of the appointments, so that every state and every kind of blocker is there to be seen.

use shared::{cause::Cause, time::Instant};

use super::devices::Devices;

/// What becomes of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was held to its end.
    Completed,
    /// It was held to its end, with an interruption.
    CompletedAfterBreak,
    /// It was begun and is to go on another day.
    Adjourned,
    /// Nobody could hold it.
    NotHeld(Cause),
    /// It was called off.
    Cancelled(Cause),
    /// It is being held.
    Running,
    /// It is interrupted.
    Suspended,
    /// All said yes, all is checked, it is confirmed.
    Ready,
    /// It is confirmed, and there is time to check.
    Confirmed,
    /// It is confirmed, and somebody's devices are not right.
    Faulty(Devices),
    /// It is booked, and some have not answered.
    Unanswered,
    /// Somebody who must come declined.
    Declined,
    /// Somebody proposes another time.
    OtherTime,
}

/// What begins within this time is looked at closely today.
const SOON_MINUTES: i64 = 14 * 60;

/// Deals the fates out in turn, so that each comes about as often as it should.
#[derive(Debug, Default)]
pub(super) struct Fates([usize; 4]);

impl Fates {
    /// What becomes of an appointment from `start` to `end` when it is `now`.
    pub(super) fn deal(&mut self, start: Instant, end: Instant, now: Instant) -> Fate {
        let (turn, fates): (usize, &[Fate]) = if end <= now {
            (0, &PAST)
        } else if start <= now {
            (1, &NOW)
        } else if now.minutes_until(start) <= SOON_MINUTES {
            (2, &SOON)
        } else {
            (3, &LATER)
        };
        let fate = fates[self.0[turn] % fates.len()];
        self.0[turn] += 1;
        fate
    }
}

const PAST: [Fate; 14] = [
    Fate::Completed,
    Fate::Completed,
    Fate::NotHeld(Cause::ProsecutionAbsent),
    Fate::Completed,
    Fate::CompletedAfterBreak,
    Fate::Cancelled(Cause::CourtAgenda),
    Fate::Completed,
    Fate::Completed,
    Fate::Adjourned,
    Fate::Completed,
    Fate::NotHeld(Cause::NoEscort),
    Fate::Completed,
    Fate::Cancelled(Cause::Transferred),
    Fate::NotHeld(Cause::Connection),
];

const NOW: [Fate; 5] = [Fate::Running, Fate::Suspended, Fate::Running, Fate::Ready, Fate::Running];

const SOON: [Fate; 10] = [
    Fate::Ready,
    Fate::Faulty(Devices::BlackPicture),
    Fate::Ready,
    Fate::Unanswered,
    Fate::Faulty(Devices::SilentMicrophone),
    Fate::Ready,
    Fate::Declined,
    Fate::Faulty(Devices::QuietVoice),
    Fate::Faulty(Devices::CameraBlocked),
    Fate::OtherTime,
];

const LATER: [Fate; 9] = [
    Fate::Confirmed,
    Fate::Unanswered,
    Fate::Confirmed,
    Fate::Unanswered,
    Fate::Declined,
    Fate::Confirmed,
    Fate::OtherTime,
    Fate::Cancelled(Cause::CaseClosed),
    Fate::Unanswered,
];
