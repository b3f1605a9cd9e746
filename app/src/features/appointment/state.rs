//! What the pages of an appointment know without drawing anything: the form that changes it, merging it with what
//! others changed meanwhile, reasons, and the moves behind the buttons.

mod amending;
mod reasons;

use locales::words;
use serde::{Deserialize, Serialize};
use shared::{
    appointment::{Detail, State, Summary},
    directory::Language,
    ids::AppointmentId,
    permission::Action,
};

#[cfg(any(feature = "ssr", test))]
pub use amending::KeptAmend;
pub use amending::{AmendFields, AmendForm, AmendView};
pub use reasons::ReasonForm;

/// An appointment, and the reason that was typed for a step and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    /// The appointment.
    pub detail: Detail,
    /// The reason as typed.
    pub typed: Option<ReasonForm>,
}

/// The address of an appointment.
pub fn path(id: AppointmentId) -> String {
    format!("/appointments/{id}")
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

/// The name under which a typed change is kept.
#[cfg(any(feature = "ssr", test))]
pub fn amend_form(id: AppointmentId) -> String {
    format!("appointment/amend/{id}")
}

/// What an appointment is, as its page's title says it: the type of the hearing, or the kind.
pub fn title(language: Language, summary: &Summary) -> &'static str {
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
        Action::Amend
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
        Action::Cancel => vec![asking(id, State::Cancelled)],
        Action::NotHeld => vec![asking(id, State::NotHeld)],
        Action::Answer => vec![format!("{}/answer", path(id))],
        Action::CheckDevices => vec![format!("/check?appointment={id}")],
        Action::CheckRoom => summary.sites.iter().map(|site| format!("/check?room={}", site.room)).collect(),
        Action::Confirm | Action::Start | Action::Suspend | Action::Resume | Action::Complete => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
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
    fn only_moves_with_a_reason_ask_on_a_page_of_their_own() {
        let id: AppointmentId = "01990000-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(asking(id, State::Cancelled), format!("/appointments/{id}?ask=cancelled"));
        assert_eq!(asking(id, State::NotHeld), format!("/appointments/{id}?ask=not_held"));
        assert_eq!(asking(id, State::Confirmed), format!("/appointments/{id}"));
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
            agency: "01990000-0000-7000-8000-000000000002".parse().unwrap(),
            agency_name: "Tribunal Sexto".parse().unwrap(),
            sites: Vec::new(),
            participants: Vec::new(),
            room_checks: Vec::new(),
            readiness: Readiness::Pending,
            blockers: Vec::new(),
        }
    }
}
