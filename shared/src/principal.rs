//! Who is acting. Services take a `&Principal` first and ask [`crate::permission::permit`] before anything else.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    directory::Language,
    ids::{
        AccountId, AgencyId, AppointmentId, CentreId, LinkId, ParticipantId, PersonId, RoomDeviceId, RoomId, TokenId,
    },
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

    /// What a token was made for. A program does nothing that no grant of its token names.
    Grant {
        /// Read the agency's appointments and days, and which centres and rooms there are.
        Read = "read",
        /// Find slots, detainees and professionals, and book.
        Book = "book",
        /// Change and cancel the agency's appointments.
        Change = "change",
        /// Read and change when the agency's professionals cannot be had.
        Block = "block",
        /// Send lists of hearings, plan them and book them as a whole.
        Plan = "plan",
    }
}

/// The grants of one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants(u8);

impl Grants {
    /// Those of `grants`.
    pub const fn of(grants: &[Grant]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < grants.len() {
            bits |= 1 << grants[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Whether `grant` is one of them.
    pub const fn holds(self, grant: Grant) -> bool {
        self.0 & (1 << grant as u8) != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their codes, joined by spaces, as they are stored.
    pub fn codes(self) -> String {
        let held: Vec<_> = Grant::ALL.iter().filter(|grant| self.holds(**grant)).map(|grant| grant.code()).collect();
        held.join(" ")
    }

    /// The grants with these codes; `None` if one of them is unknown.
    pub fn from_codes(codes: &str) -> Option<Self> {
        let grants: Option<Vec<_>> = codes.split_whitespace().map(Grant::from_code).collect();
        Some(Self::of(&grants?))
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
    /// The language they chose; until then their browser's counts.
    pub language: Option<Language>,
}

/// Someone who came through a personal link, for one appointment only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The link, which may be replaced at any moment; `None` in the demo data, where nobody follows one.
    pub link: Option<LinkId>,
    /// Their part.
    pub participant: ParticipantId,
    /// The appointment.
    pub appointment: AppointmentId,
    /// Who they are.
    pub person: PersonId,
    /// Their name.
    pub name: Name,
}

/// A program of an agency, such as a court's case-management system, which came with a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its token.
    pub token: TokenId,
    /// What the token was called when it was made; the record shows it.
    pub name: Name,
    /// The agency for which it acts.
    pub agency: AgencyId,
    /// What it may do.
    pub grants: Grants,
}

/// A device that stays in a room and checks it, without anybody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomDevice {
    /// Which.
    pub id: RoomDeviceId,
    /// The one room for which it serves.
    pub room: RoomId,
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
    /// A program with a token.
    Program(Program),
    /// A device that stays in a room.
    Device(RoomDevice),
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

    /// The agency that an account or a program acts for.
    pub const fn agency(&self) -> Option<AgencyId> {
        match self {
            Self::Account(account) => account.agency,
            Self::Program(program) => Some(program.agency),
            _ => None,
        }
    }

    /// The name that the record shows; `None` for the system, for the devices of rooms and for strangers.
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::Account(account) => Some(&account.name),
            Self::Invited(invited) => Some(&invited.name),
            Self::Program(program) => Some(&program.name),
            Self::Anonymous | Self::Device(_) | Self::System => None,
        }
    }
}
