//! What the pages of an appointment know without drawing anything: the form that changes it, merging it with what
//! others changed meanwhile, reasons, and the moves behind the buttons.

mod amending;
mod reasons;
mod swapping;

use jiff::civil::{Date, DateTime};
use locales::{dates, words};
use serde::{Deserialize, Serialize};
use shared::{
    appointment::{Detail, FieldChange, Kind, Link, Linked, State, Summary},
    directory::{DetaineeSummary, Language},
    draft::Wished,
    error::Error,
    ids::AppointmentId,
    permission::Action,
};

pub use amending::{AmendFields, AmendForm, AmendView};
#[cfg(any(feature = "ssr", test))]
pub use amending::{KeptAmend, civil_start};
pub use reasons::{KeptReason, ReasonForm};
#[cfg(any(feature = "ssr", test))]
pub use swapping::KeptSwap;
pub use swapping::{SwapView, Swapping};

use crate::error::ApiError;

/// An appointment, and a step of it that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// The appointment.
    pub detail: Detail,
    /// The step's reason as typed, and what others changed before it.
    pub kept: KeptReason,
    /// The number of the newest change that this reflects; the page listens for what comes after it.
    pub sequence: i64,
    /// In how many seconds it is to be read again, if time alone changes what it says.
    pub turns_in: Option<u32>,
}

/// An appointment as those see it who say who is brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtView {
    /// The appointment.
    pub detail: Detail,
    /// What others changed before a change that was not made.
    pub meanwhile: Vec<FieldChange>,
    /// Who could not be brought, what stands against it, and the nearest starts at which they can.
    pub impossible: Option<(DetaineeSummary, Wished)>,
}

/// What waits for a change of who is brought that was not made.
#[cfg(any(feature = "ssr", test))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBrought {
    /// Who was to be brought.
    pub bring: Option<shared::ids::DetaineeId>,
    /// What others changed.
    pub meanwhile: Vec<FieldChange>,
}

/// The address of an appointment.
pub fn path(id: AppointmentId) -> String {
    format!("/appointments/{id}")
}

/// The address of the form that changes an appointment, beginning with the start `civil`.
pub fn amend_to(id: AppointmentId, civil: DateTime) -> String {
    format!("{}/amend?date={}&time={}", path(id), civil.date(), dates::time(civil))
}

/// The address at which people join and leave.
pub fn swap_path(id: AppointmentId) -> String {
    format!("{}/people", path(id))
}

/// The address at which it is said who is brought.
pub fn brought_path(id: AppointmentId) -> String {
    format!("{}/brought", path(id))
}

/// In how many seconds time alone changes what is read of it next: it can be begun, or found not to be held, something comes to stand
/// in its way or weighs more, or a check counts no longer.
#[cfg(any(feature = "ssr", test))]
pub fn turns_in(summary: &Summary, now: shared::time::Instant) -> Option<u32> {
    use shared::{appointment::transitions::earliest_start, readiness::next_turn, time::Period};
    let Summary { kind, state, .. } = *summary;
    if state.is_terminal() {
        return None;
    }
    let (start, end) = (summary.period.start.at, summary.period.end.at);
    let opens = matches!(state, State::Booked | State::Confirmed).then(|| earliest_start(start));
    let turn = Period::new(start, end).and_then(|period| next_turn(kind, state, period, now));
    let people = summary.participants.iter().filter_map(|part| part.check.as_ref());
    let checks = people.chain(summary.room_checks.iter().flatten()).map(|check| check.until);
    let next = opens.into_iter().chain(turn).chain(checks).filter(|at| *at > now).min()?;
    Some(u32::try_from(next.0.saturating_sub(now.0)).unwrap_or(u32::MAX))
}

/// Whether people can join and leave: not once it has begun, and a private meeting has the people of its hearing.
pub fn can_swap(detail: &Detail) -> bool {
    matches!(detail.summary.state, State::Booked | State::Confirmed) && proposals_are_for(detail)
}

/// Whether somebody who proposes another start means this appointment: to a private meeting they answer with its
/// hearing, whose start they mean.
pub fn proposals_are_for(detail: &Detail) -> bool {
    !detail.linked.iter().any(|one| one.link == Link::Main)
}

/// Whether it is a day of a trial with others after it that can be cancelled with it.
pub fn others_follow(detail: &Detail) -> bool {
    let start = detail.summary.period.start.at;
    let days = detail.series.iter().flat_map(|series| &series.days);
    days.into_iter().any(|day| day.period.start.at > start && !day.state.is_terminal())
}

/// On which day something is that belongs to what is on `day`, unless it is on the same. What goes on does so on another day.
pub fn other_day(language: Language, one: &Linked, day: Date) -> Option<String> {
    let date = one.period.start.civil.date();
    let goes_on = matches!(one.link, Link::Continues | Link::ContinuedBy);
    (goes_on || date != day).then(|| dates::day_month_short(language, date))
}

/// Whether a change was refused because of its time and room, so that it may be possible at another.
pub fn is_of_time(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(Error::Conflict(_) | Error::Refused(_)))
}

/// The address that asks for the reason of a move; moves without a reason are asked for on the page itself.
pub fn asking(id: AppointmentId, to: State) -> String {
    match to {
        State::Cancelled | State::NotHeld => format!("{}?ask={}", path(id), to.code()),
        _ => path(id),
    }
}

/// The name under which a typed reason is kept.
#[cfg(any(feature = "ssr", test))]
pub fn reason_form(id: AppointmentId) -> String {
    format!("appointment/reason/{id}")
}

/// The name under which it is kept what was typed for a refused change of who takes part, and what changed before it.
#[cfg(any(feature = "ssr", test))]
pub fn swap_form(id: AppointmentId) -> String {
    format!("appointment/swap/{id}")
}

/// The name under which a refused change of who is brought is kept, and what changed before it.
#[cfg(any(feature = "ssr", test))]
pub fn brought_form(id: AppointmentId) -> String {
    format!("appointment/brought/{id}")
}

/// The name under which a typed change is kept.
#[cfg(any(feature = "ssr", test))]
pub fn amend_form(id: AppointmentId) -> String {
    format!("appointment/amend/{id}")
}

/// Whether the reader knows it as a medical outing and no more (Mandela rule 32): of a consultation, custody is told
/// nobody who takes part.
pub fn is_outing(summary: &Summary) -> bool {
    summary.kind == Kind::Teleconsultation && summary.participants.is_empty()
}

/// What an appointment is, as its page's title says it: the type of the hearing, or the kind.
pub fn title(language: Language, summary: &Summary) -> &'static str {
    if is_outing(summary) {
        return locales::texts(language).day.medical_outing;
    }
    summary
        .hearing_type
        .map_or_else(|| words::kind(language, summary.kind), |hearing| words::hearing_type(language, hearing))
}

/// The state that a button moves to at once, without asking anything.
pub const fn move_of(action: Action) -> Option<State> {
    match action {
        Action::Confirm => Some(State::Confirmed),
        Action::Start | Action::Resume => Some(State::InProgress),
        Action::Suspend => Some(State::Suspended),
        Action::Complete => Some(State::Completed),
        Action::Adjourn => Some(State::Adjourned),
        Action::Amend
        | Action::AddDays
        | Action::BookNext
        | Action::Cancel
        | Action::NotHeld
        | Action::Answer
        | Action::CheckDevices
        | Action::CheckRoom => None,
    }
}

/// The addresses that a button leads to, for the buttons that lead elsewhere.
pub fn links_of(action: Action, summary: &Summary) -> Vec<String> {
    let id = summary.id;
    match action {
        Action::Amend => vec![format!("{}/amend", path(id))],
        Action::AddDays => vec![format!("{}/days", path(id))],
        Action::Cancel => vec![asking(id, State::Cancelled)],
        Action::NotHeld => vec![asking(id, State::NotHeld)],
        Action::Answer => vec![format!("{}/answer", path(id))],
        Action::CheckDevices => vec![format!("/check?appointment={id}")],
        Action::CheckRoom => {
            // Who checks a room sees who is brought there; of the other centres' rooms they see that much only.
            let own = summary.sites.iter().filter(|site| !site.detainees.is_empty());
            own.map(|site| format!("/check?room={}", site.room)).collect()
        }
        Action::BookNext => vec![format!("/appointments/new?continues={id}")],
        Action::Confirm | Action::Start | Action::Suspend | Action::Resume | Action::Complete | Action::Adjourn => {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        appointment::{Attendance, CheckSummary, Participant, Role},
        check::{Browser, Verdict},
    };

    use super::*;

    #[test]
    fn every_button_moves_or_leads() {
        let id: AppointmentId = "01990000-0000-7000-8000-000000000001".parse().unwrap();
        for action in Action::ALL.iter().copied().filter(|action| *action != Action::CheckRoom) {
            let leads = !links_of(action, &summary(id)).is_empty();
            assert!(leads != move_of(action).is_some(), "{action:?} must do exactly one of both");
        }
        assert!(links_of(Action::CheckRoom, &summary(id)).is_empty(), "without a site there is no room to check");
    }

    #[test]
    fn with_time_alone_it_can_be_begun() {
        let mut one = summary("01990000-0000-7000-8000-000000000001".parse().unwrap());
        let start = one.period.start.at;
        let before = |minutes: i64| start.plus_minutes(-minutes);
        let (hour, soon, now) = (before(60), before(31), before(30));
        assert_eq!([turns_in(&one, hour), turns_in(&one, soon)], [Some(1800), Some(60)]);
        assert_eq!(turns_in(&one, now), Some(40 * 60 + 1), "then it is late");
        for state in [State::InProgress, State::Cancelled] {
            one.state = state;
            assert_eq!(turns_in(&one, hour), None);
        }
    }

    #[test]
    fn with_time_alone_something_comes_to_stand_in_its_way() {
        let one = summary("01990000-0000-7000-8000-000000000001".parse().unwrap());
        let before = |minutes: i64| one.period.start.at.plus_minutes(-minutes);
        for (now, minutes) in [(before(1000), 880), (before(121), 1), (before(120), 60), (before(90), 30)] {
            assert_eq!(turns_in(&one, now), Some(minutes * 60));
        }
    }

    #[test]
    fn with_time_alone_a_check_counts_no_longer() {
        let mut one = summary("01990000-0000-7000-8000-000000000001".parse().unwrap());
        let now = one.period.start.at.plus_minutes(-1000);
        let ends_in = |minutes| CheckSummary {
            id: "01990000-0000-7000-8000-000000000003".parse().unwrap(),
            verdict: Verdict::Pass,
            at: one.period.start,
            browser: Browser::Other,
            findings: Vec::new(),
            until: now.plus_minutes(minutes),
        };
        let of_room = ends_in(400);
        let lawyer = Participant {
            id: "01990000-0000-7000-8000-000000000004".parse().unwrap(),
            person: "01990000-0000-7000-8000-000000000005".parse().unwrap(),
            name: "Delmy Argueta".parse().unwrap(),
            role: Role::DefenceLawyer,
            interprets: None,
            required: true,
            attendance: Attendance::Accepted,
            cause: None,
            note: None,
            proposed: None,
            answered: None,
            check: Some(ends_in(300)),
        };
        one.room_checks = vec![None, Some(of_room)];
        assert_eq!(turns_in(&one, now), Some(400 * 60), "a room's");
        one.participants = vec![lawyer];
        assert_eq!(turns_in(&one, now), Some(300 * 60), "a person's, which ends before");
        // What ended before is shown nowhere, and waited for by nobody.
        assert_eq!(turns_in(&one, now.plus_minutes(300)), Some(100 * 60));
        one.state = State::InProgress;
        assert_eq!(turns_in(&one, now), Some(300 * 60), "also while it is held");
    }

    #[test]
    fn what_belongs_to_it_on_another_day_says_on_which() {
        let here = summary("01990000-0000-7000-8000-000000000001".parse().unwrap());
        let day = here.period.start.civil.date();
        let linked = |link| Linked { id: here.id, kind: here.kind, state: here.state, period: here.period, link };
        assert_eq!(other_day(Language::Es, &linked(Link::Meeting), day), None);
        let before = jiff::civil::date(2027, 1, 11);
        for link in [Link::Meeting, Link::MeetingAfter, Link::Main] {
            assert_eq!(other_day(Language::En, &linked(link), before), Some(dates::day_month_short(Language::En, day)));
        }
        assert!(other_day(Language::Es, &linked(Link::ContinuedBy), day).is_some());
    }

    #[test]
    fn custody_reads_a_consultation_as_an_outing() {
        let mut one = summary("01990000-0000-7000-8000-000000000001".parse().unwrap());
        assert_eq!(title(Language::Es, &one), "Audiencia preliminar");
        one.kind = Kind::Teleconsultation;
        one.hearing_type = None;
        assert_eq!(title(Language::Es, &one), "Salida médica");
    }

    #[test]
    fn only_moves_with_a_reason_ask_on_a_page_of_their_own() {
        let id: AppointmentId = "01990000-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(asking(id, State::Cancelled), format!("/appointments/{id}?ask=cancelled"));
        assert_eq!(asking(id, State::NotHeld), format!("/appointments/{id}?ask=not_held"));
        assert_eq!(asking(id, State::Confirmed), format!("/appointments/{id}"));
        let at = jiff::civil::date(2026, 11, 26).at(9, 5, 0, 0);
        assert_eq!(amend_to(id, at), format!("/appointments/{id}/amend?date=2026-11-26&time=09:05"));
    }

    pub(super) fn summary(id: AppointmentId) -> Summary {
        use shared::{
            appointment::Kind,
            readiness::Readiness,
            time::{Instant, Local, LocalPeriod, ZoneName},
        };
        let at = |hour: i8| Local {
            at: Instant(1_799_755_200 + i64::from(hour) * 3600),
            civil: jiff::civil::date(2027, 1, 12).at(hour, 45, 0, 0),
        };
        Summary {
            id,
            version: 3,
            kind: Kind::Hearing,
            hearing_type: Some(shared::appointment::HearingType::Preliminary),
            case_number: Some("EXP-0111-22".parse().unwrap()),
            state: State::Booked,
            period: LocalPeriod { start: at(8), end: at(9) },
            zone: ZoneName("America/El_Salvador".to_owned()),
            agency: "01990000-0000-7000-8000-000000000002".parse().ok(),
            agency_name: "Tribunal Sexto".parse().ok(),
            sites: Vec::new(),
            participants: Vec::new(),
            room_checks: Vec::new(),
            readiness: Readiness::Pending,
            blockers: Vec::new(),
        }
    }
}
