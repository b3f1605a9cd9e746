//! What readers may not see is taken out here, and only here.
//!
//! Custody sees of a medical appointment the person, the time and the place: never who treats, what for, or what the
//! clinician's devices say (Mandela rule 32, Bangkok rules 10 and 11). What is written about a talk between detainee and
//! lawyer is for those who take part.

use shared::{
    appointment::{Detail, Event, Field, Kind, Summary},
    ids::{AgencyId, PersonId},
    principal::{AccountRole, Principal},
    readiness::{Obstruction, Readiness, Weight},
};
use uuid::Uuid;

/// Who reads, as far as it matters for what they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    role: Option<AccountRole>,
    person: Option<PersonId>,
}

impl From<&Principal> for Reader {
    fn from(who: &Principal) -> Self {
        let account = who.account();
        let invited = match who {
            Principal::Invited(invited) => Some(invited.person),
            _ => None,
        };
        Self {
            role: account.map(|account| account.role),
            person: account.and_then(|account| account.person).or(invited),
        }
    }
}

impl Reader {
    /// Whether the reader is this person.
    pub(super) fn is(&self, person: Uuid) -> bool {
        self.person == Some(PersonId(person))
    }

    fn sees_care_as_custody(&self, kind: Kind) -> bool {
        kind == Kind::Teleconsultation && self.role == Some(AccountRole::Warden)
    }

    fn works_in_centre(&self) -> bool {
        matches!(self.role, Some(AccountRole::Warden | AccountRole::Nurse))
    }

    /// Takes out of `summary` what the reader may not see.
    pub(super) fn redact(&self, summary: &mut Summary, takes_part: bool) {
        let private = summary.kind == Kind::LegalMeeting && !takes_part;
        let custody = self.works_in_centre() && summary.kind != Kind::Teleconsultation;
        if private || custody {
            for participant in &mut summary.participants {
                participant.note = None;
            }
        }
        if self.sees_care_as_custody(summary.kind) {
            redact_care(summary);
        }
    }

    /// Takes out of the rest of `detail` what the reader may not see; its summary is already without it.
    pub(crate) fn redact_detail(&self, detail: &mut Detail, takes_part: bool) {
        if detail.summary.kind == Kind::LegalMeeting && !takes_part {
            detail.cause_note = None;
        }
        if !self.sees_care_as_custody(detail.summary.kind) {
            return;
        }
        detail.legal_basis = None;
        detail.cause = None;
        detail.cause_note = None;
        detail.timeline.retain(|entry| {
            matches!(entry.event, Event::Booked | Event::Amended | Event::StateChanged | Event::Cancelled)
        });
        for entry in &mut detail.timeline {
            entry.actor = None;
            entry
                .changes
                .retain(|change| matches!(change.field, Field::State | Field::Start | Field::End | Field::Room));
        }
    }
}

fn redact_care(summary: &mut Summary) {
    summary.hearing_type = None;
    summary.case_number = None;
    summary.participants.clear();
    summary.agency = AgencyId(Uuid::nil());
    if let Some(site) = summary.sites.first() {
        // Clinics are named after what they treat; to custody the centre itself asks for the person.
        summary.agency_name = site.centre_name.clone();
    }
    summary.blockers.retain(|blocker| {
        matches!(
            blocker.what,
            Obstruction::RoomUnchecked { .. } | Obstruction::RoomFaulty { .. } | Obstruction::Late { .. }
        )
    });
    if matches!(summary.readiness, Readiness::Pending | Readiness::Blocked) {
        // Something else may stand in the way; that much may be known, not what.
        let stops = summary.blockers.iter().any(|blocker| blocker.weight == Weight::Stop);
        summary.readiness = if stops { Readiness::Blocked } else { Readiness::Pending };
    }
}
