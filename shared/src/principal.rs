//! Who is acting. Services take a `&Principal` first and ask [`crate::permission::permit`] before anything else.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    directory::Language,
    ids::{AccountId, AgencyId, AppointmentId, CentreId, ParticipantId, PersonId},
    text::Name,
};

coded! {
    /// What an account is for.
    AccountRole {
        /// Books for a court or a clinic.
        Scheduler = "scheduler",
        /// Holds hearings.
        Judge = "judge",
        /// Defends detainees.
        Lawyer = "lawyer",
        /// Runs a centre's day.
        Warden = "warden",
        /// Prepares patients in a centre.
        Nurse = "nurse",
        /// Sees patients from afar.
        Clinician = "clinician",
        /// Sets the system up.
        Administrator = "administrator",
        /// Reads the record.
        Auditor = "auditor",
    }
}

/// Someone who signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Their account.
    pub id: AccountId,
    /// Their name as shown.
    pub name: Name,
    /// What the account is for.
    pub role: AccountRole,
    /// The agency they work for.
    pub agency: Option<AgencyId>,
    /// The centre they work in.
    pub centre: Option<CentreId>,
    /// Who they are among the professionals, if they take part in appointments.
    pub person: Option<PersonId>,
    /// The name of their agency or centre, for the top of the page.
    pub place: Option<Name>,
    /// The language they chose.
    pub language: Language,
}

/// Someone who came through a personal link, for one appointment only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Their part.
    pub participant: ParticipantId,
    /// The appointment.
    pub appointment: AppointmentId,
    /// Who they are.
    pub person: PersonId,
    /// Their name.
    pub name: Name,
}

/// Who is acting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Principal {
    /// Nobody we know.
    #[default]
    Anonymous,
    /// Someone who signed in.
    Account(Account),
    /// Someone with a personal link.
    Invited(Invited),
    /// Telesala itself: jobs and the command line.
    System,
}

impl Principal {
    /// The account, if someone signed in.
    pub const fn account(&self) -> Option<&Account> {
        match self {
            Self::Account(account) => Some(account),
            _ => None,
        }
    }

    /// The name that the record shows; `None` for the system and for strangers.
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::Account(account) => Some(&account.name),
            Self::Invited(invited) => Some(&invited.name),
            Self::Anonymous | Self::System => None,
        }
    }
}
