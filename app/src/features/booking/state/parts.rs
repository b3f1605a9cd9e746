//! Who is expected: the parts of the second step.

use shared::{
    appointment::{Kind, Role},
    directory::PersonSummary,
    draft::{Draft, DraftView},
};

use super::kind_of;

/// The parts that the second step asks for, in order; the first that has nobody is the one to fill next.
pub fn parts(draft: &Draft) -> Vec<Role> {
    let kind = kind_of(draft).unwrap_or(Kind::Hearing);
    let mut parts = match kind {
        Kind::Hearing => vec![Role::Judge, Role::Prosecutor, Role::DefenceLawyer],
        Kind::Teleconsultation => vec![Role::Clinician, Role::Nurse],
        Kind::LegalMeeting => vec![Role::DefenceLawyer],
        Kind::MonitoringInterview | Kind::OfficialVisit | Kind::Training => Vec::new(),
    };
    parts.push(Role::Interpreter);
    parts.extend(Some(Role::Guest).filter(|guest| kind.admits(*guest)));
    // Whoever was chosen before the kind was changed still takes part, and can be taken out.
    for invitee in &draft.invitees {
        if !parts.contains(&invitee.role) {
            parts.push(invitee.role);
        }
    }
    parts
}

/// Whether somebody may be added in this part.
pub fn is_admitted(draft: &Draft, role: Role) -> bool {
    kind_of(draft).unwrap_or(Kind::Hearing).admits(role)
}

/// Whether it cannot be held without someone in this part.
pub fn is_needed(draft: &Draft, role: Role) -> bool {
    let of_kind = kind_of(draft).unwrap_or(Kind::Hearing).needs().contains(&role);
    of_kind || (role == Role::Interpreter && !draft.what.interpreter_language.trim().is_empty())
}

/// The part whose list of people stands open: the asked one, or the first needed one that has nobody.
pub fn open_part(view: &DraftView, asked: Option<Role>) -> Option<Role> {
    asked.or_else(|| {
        view.detainees.first()?;
        let empty = |role: &Role| !view.people.iter().any(|person| person.role == *role);
        parts(&view.draft).into_iter().filter(|role| is_needed(&view.draft, *role)).find(empty)
    })
}

/// The people who were chosen for a part.
pub fn in_part(view: &DraftView, role: Role) -> Vec<PersonSummary> {
    view.people.iter().filter(|person| person.role == role).cloned().collect()
}
