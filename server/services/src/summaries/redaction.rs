//! What readers may not see is taken out here, and only here. Who may see what is decided in the permission table:
//! [`shared::permission::sees`].

use shared::{
    appointment::{Detail, Event, Field, FieldChange, Kind, Summary, TimelineEntry},
    ids::{CentreId, PersonId},
    permission::{self, Matter},
    principal::{AccountRole, Principal},
    readiness::{Obstruction, Readiness, Weight},
};
use uuid::Uuid;

/// Who reads, as far as it matters for what they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    role: Option<AccountRole>,
    person: Option<PersonId>,
    /// The centre whose people they look after, and no other's.
    centre: Option<CentreId>,
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
            centre: account.and_then(|account| account.centre),
        }
    }
}

impl Reader {
    /// Whether the reader is this person.
    pub(super) fn is(&self, person: Uuid) -> bool {
        self.person == Some(PersonId(person))
    }

    /// Whether the reader sees `matter` of an appointment of `kind` that they may read.
    pub(crate) fn sees(&self, takes_part: bool, kind: Kind, matter: Matter) -> bool {
        permission::sees(self.role, takes_part, kind, matter)
    }

    /// Takes out of `summary` what the reader may not see.
    pub(super) fn redact(&self, summary: &mut Summary, takes_part: bool) {
        let sees = |matter| self.sees(takes_part, summary.kind, matter);
        let [case, words, treatment] = [Matter::Case, Matter::Words, Matter::Care].map(sees);
        if !case {
            summary.case_number = None;
        }
        if !words {
            for participant in &mut summary.participants {
                participant.note = None;
            }
        }
        if !treatment {
            redact_care(summary);
        }
        if let Some(centre) = self.centre {
            // Who is brought elsewhere is none of this centre's business; that the other centre has a room is.
            for site in summary.sites.iter_mut().filter(|site| site.centre != centre) {
                site.detainees.clear();
            }
        }
    }

    /// Takes out of the rest of `detail` what the reader may not see; its summary is already without it.
    pub(crate) fn redact_detail(&self, detail: &mut Detail, takes_part: bool) {
        let kind = detail.summary.kind;
        let sees = |matter| self.sees(takes_part, kind, matter);
        if !sees(Matter::Words) {
            detail.cause_note = None;
            without_changes(&mut detail.timeline, |change| matches!(change.field, Field::NoticeReason | Field::Note));
        }
        if !sees(Matter::Case) {
            detail.legal_basis = None;
            detail.deadline = None;
            without_changes(&mut detail.timeline, |change| of_case(change.field));
        }
        if !sees(Matter::Care) {
            detail.legal_basis = None;
            detail.deadline = None;
            detail.cause = None;
            detail.timeline.retain(|entry| {
                matches!(entry.event, Event::Booked | Event::Amended | Event::StateChanged | Event::Cancelled)
            });
            for entry in &mut detail.timeline {
                entry.actor = None;
            }
            let shown = |field| matches!(field, Field::State | Field::Start | Field::End | Field::Room);
            without_changes(&mut detail.timeline, |change| !shown(change.field));
        }
        if let Some(centre) = self.centre {
            let own = detail.summary.sites.iter().find(|site| site.centre == centre);
            brought_from(own.map(|site| site.centre_name.as_str()), &mut detail.timeline);
        }
    }
}

/// Whether it tells of the case, or of the decision that allows the remote mode.
const fn of_case(field: Field) -> bool {
    matches!(
        field,
        Field::CaseNumber
            | Field::LegalBasis
            | Field::ResolutionDate
            | Field::ResolutionJudge
            | Field::Ground
            | Field::Accused
            | Field::Deadline
    )
}

/// Leaves of who is brought from now on or no longer what concerns the centre of that name, and of a transfer its own side. The
/// record knows centres by their names: what it tells under another one, or under none, is left out.
fn brought_from(centre: Option<&str>, timeline: &mut Vec<TimelineEntry>) {
    let changes = timeline.iter_mut().flat_map(|entry| &mut entry.changes);
    for change in changes.filter(|change| change.field == Field::Brought) {
        for side in [&mut change.from, &mut change.to] {
            if side.as_deref() != centre {
                *side = None;
            }
        }
    }
    let nobody = |change: &FieldChange| change.from.is_none() && change.to.is_none();
    without_changes(timeline, |change| change.field == Field::Brought && nobody(change));
}

/// Takes `hidden` changes out of the record, and entries that told of nothing else.
fn without_changes(timeline: &mut Vec<TimelineEntry>, hidden: impl Fn(&FieldChange) -> bool) {
    timeline.retain_mut(|entry| {
        let told = !entry.changes.is_empty();
        entry.changes.retain(|change| !hidden(change));
        !(told && entry.changes.is_empty())
    });
}

fn redact_care(summary: &mut Summary) {
    summary.hearing_type = None;
    summary.case_number = None;
    summary.participants.clear();
    // Clinics are named after what they treat.
    summary.agency = None;
    summary.agency_name = None;
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
