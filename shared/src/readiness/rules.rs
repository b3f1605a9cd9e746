//! The rules of [`super::derive`].

use super::{
    ANSWER_LEAD_MINUTES, Blocker, CHECK_LEAD_MINUTES, CheckFact, Clears, Facts, LATE_MINUTES, Obstruction,
    ParticipantFact, Readiness, SiteFact, Weight,
};
use crate::{
    appointment::{Attendance, Kind, Role, State},
    check::Verdict,
    time::{Instant, Period},
};

pub(super) fn derive(facts: &Facts, now: Instant) -> (Readiness, Vec<Blocker>) {
    if facts.state.is_terminal() || private_meeting_is_over(facts, now) {
        return (Readiness::Over, Vec::new());
    }
    let moment = Moment::of(facts, now);
    let mut blockers = Vec::new();
    if matches!(facts.state, State::InProgress | State::Suspended) {
        // What had to be cleared before the start no longer matters; devices that failed still do.
        blockers.extend(facts.participants.iter().filter_map(|participant| faulty_devices(participant, moment)));
        blockers.extend(facts.sites.iter().filter_map(|site| room(site, moment)));
        blockers.retain(Blocker::is_failure);
        return (Readiness::Running, heaviest_first(blockers));
    }
    blockers.extend(late(facts, now));
    blockers.extend(legal_basis(facts, moment));
    blockers.extend(nobody(facts));
    for participant in &facts.participants {
        blockers.extend(answer(participant, moment));
        blockers.extend(faulty_devices(participant, moment).or_else(|| unchecked_devices(participant, moment)));
    }
    blockers.extend(facts.sites.iter().filter_map(|site| room(site, moment)));

    let readiness = match blockers.iter().map(|blocker| blocker.weight).max() {
        Some(Weight::Stop) => Readiness::Blocked,
        Some(Weight::Attention) => Readiness::Pending,
        None => Readiness::Ready,
    };
    (readiness, heaviest_first(blockers))
}

pub(super) fn next_turn(kind: Kind, state: State, period: Period, now: Instant) -> Option<Instant> {
    if state.is_terminal() {
        return None;
    }
    let (start, end, private) = (period.start(), period.end(), kind == Kind::LegalMeeting);
    let due = [CHECK_LEAD_MINUTES, ANSWER_LEAD_MINUTES].map(|minutes| start.plus_minutes(-minutes));
    // It is late when more than those minutes have passed, and then with every minute.
    let first = Instant(start.plus_minutes(LATE_MINUTES).0 + 1);
    let later = start.plus_minutes(start.minutes_until(now).max(LATE_MINUTES) + 1);
    let waits = !private && !matches!(state, State::InProgress | State::Suspended);
    let late = [first, later].into_iter().filter(|at| waits && *at < end);
    due.into_iter().chain(late).chain(private.then_some(end)).filter(|at| *at > now).min()
}

/// How near the start is. After it everything is near.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// Devices should have been checked.
    check_due: bool,
    /// Answers and the legal basis should be there.
    answer_due: bool,
}

impl Moment {
    fn of(facts: &Facts, now: Instant) -> Self {
        let within = |minutes: i64| now >= facts.period.start().plus_minutes(-minutes);
        Self { check_due: within(CHECK_LEAD_MINUTES), answer_due: within(ANSWER_LEAD_MINUTES) }
    }
}

impl Blocker {
    fn is_failure(&self) -> bool {
        matches!(
            self.what,
            Obstruction::DevicesFaulty { verdict: Verdict::Fail, .. }
                | Obstruction::RoomFaulty { verdict: Verdict::Fail, .. }
        )
    }
}

/// Stable: what weighs the same stays in the order in which it was found.
fn heaviest_first(mut blockers: Vec<Blocker>) -> Vec<Blocker> {
    blockers.sort_by_key(|blocker| std::cmp::Reverse(blocker.weight));
    blockers
}

const fn stop_if(urgent: bool) -> Weight {
    if urgent { Weight::Stop } else { Weight::Attention }
}

/// Nobody opens or closes a private meeting: it is between the detainee and counsel, and ends when its time does.
fn private_meeting_is_over(facts: &Facts, now: Instant) -> bool {
    facts.kind == Kind::LegalMeeting && now >= facts.period.end()
}

fn late(facts: &Facts, now: Instant) -> Option<Blocker> {
    if facts.kind == Kind::LegalMeeting {
        return None;
    }
    let start = facts.period.start();
    (now > start.plus_minutes(LATE_MINUTES)).then(|| Blocker {
        weight: Weight::Stop,
        clears: Clears::Agency,
        what: Obstruction::Late { minutes: u16::try_from(start.minutes_until(now)).unwrap_or(u16::MAX) },
    })
}

fn legal_basis(facts: &Facts, moment: Moment) -> Option<Blocker> {
    (facts.kind == Kind::Hearing && !facts.legal_basis).then(|| Blocker {
        weight: stop_if(moment.answer_due),
        clears: Clears::Agency,
        what: Obstruction::NoLegalBasis,
    })
}

fn nobody(facts: &Facts) -> impl Iterator<Item = Blocker> {
    let missing = |role: &&Role| !facts.participants.iter().any(|participant| participant.role == **role);
    facts.kind.needs().iter().filter(missing).map(|role| Blocker {
        weight: Weight::Stop,
        clears: Clears::Agency,
        what: Obstruction::NobodyFor { role: *role },
    })
}

fn answer(participant: &ParticipantFact, moment: Moment) -> Option<Blocker> {
    let (name, role) = (participant.name.clone(), participant.role);
    let urgent = participant.required && moment.answer_due;
    match participant.attendance {
        Attendance::Accepted => None,
        // Whoever need not come need not answer either.
        Attendance::NeedsAction => participant.required.then(|| Blocker {
            weight: stop_if(urgent),
            clears: Clears::Participant,
            what: Obstruction::NotAnswered { name, role },
        }),
        Attendance::Declined => Some(Blocker {
            weight: stop_if(participant.required),
            clears: Clears::Agency,
            what: Obstruction::Declined { name, role },
        }),
        Attendance::Tentative => Some(Blocker {
            weight: stop_if(urgent),
            clears: Clears::Agency,
            what: Obstruction::ProposesOther { name, role },
        }),
    }
}

/// The devices of someone who has not declined. People may check before they answer, and a fault they found is a fault
/// whatever they answer. Without whoever need not come it can begin; that they would not be seen or heard must be known all
/// the same.
fn faulty_devices(participant: &ParticipantFact, moment: Moment) -> Option<Blocker> {
    if participant.attendance == Attendance::Declined {
        return None;
    }
    let CheckFact { verdict, worst } = participant.check.clone()?;
    let weight = match verdict {
        Verdict::Fail => stop_if(participant.required && moment.check_due),
        Verdict::Warn if participant.required => Weight::Attention,
        Verdict::Pass | Verdict::Warn | Verdict::NotMeasured => return None,
    };
    let (name, role) = (participant.name.clone(), participant.role);
    Some(Blocker {
        weight,
        clears: Clears::Participant,
        what: Obstruction::DevicesFaulty { name, role, verdict, worst },
    })
}

/// Only of those who said they will come: the others have their answer to give first. A check in which not everything was
/// measured says why: whoever made it did not leave it undone.
fn unchecked_devices(participant: &ParticipantFact, moment: Moment) -> Option<Blocker> {
    let comes = participant.required && participant.attendance == Attendance::Accepted;
    if !(comes && moment.check_due) {
        return None;
    }
    let (name, role) = (participant.name.clone(), participant.role);
    let what = match participant.check.clone() {
        None => Obstruction::DevicesUnchecked { name, role },
        Some(CheckFact { verdict: verdict @ Verdict::NotMeasured, worst }) => {
            Obstruction::DevicesFaulty { name, role, verdict, worst }
        }
        Some(_) => return None,
    };
    Some(Blocker { weight: Weight::Attention, clears: Clears::Participant, what })
}

fn room(site: &SiteFact, moment: Moment) -> Option<Blocker> {
    let room = site.room.clone();
    let (weight, what) = match site.check.clone() {
        Some(CheckFact { verdict: verdict @ Verdict::Fail, worst }) => {
            (Weight::Stop, Obstruction::RoomFaulty { room, verdict, worst })
        }
        Some(CheckFact { verdict: verdict @ Verdict::Warn, worst }) => {
            (Weight::Attention, Obstruction::RoomFaulty { room, verdict, worst })
        }
        Some(CheckFact { verdict: verdict @ Verdict::NotMeasured, worst }) if moment.check_due => {
            (Weight::Attention, Obstruction::RoomFaulty { room, verdict, worst })
        }
        None if moment.check_due => (Weight::Attention, Obstruction::RoomUnchecked { room }),
        _ => return None,
    };
    Some(Blocker { weight, clears: Clears::Centre, what })
}
