//! Who keeps the devices of a check in order. What a person can be told to do about a fault depends on it: their own device
//! they change themselves, one of an institution its IT support changes, and one in a centre nobody there does.

use serde::{Deserialize, Serialize};

use super::CheckedFor;
use crate::{
    appointment::{Role, coded},
    principal::{AccountRole, Principal},
};

coded! {
    /// Who keeps the devices of a check in order.
    Keeper {
        /// Whoever uses them: they are their own.
        Person = "person",
        /// The court, the clinic or the office at whose desk they stand; its IT support changes them.
        Institution = "institution",
        /// The centre in which they stand; an officer helps, and its technician changes them.
        Centre = "centre",
    }
}

impl Keeper {
    /// Who keeps those that `who` checks for `counts_for`. Lawyers bring their own, and so does everybody whom we know by a
    /// link or not at all. Whoever works in a centre sits at the centre's: a warden at home is rarer than one in the prison,
    /// and is told nothing wrong.
    pub const fn of(who: &Principal, counts_for: CheckedFor) -> Self {
        if matches!(counts_for, CheckedFor::Room(_)) {
            return Self::Centre;
        }
        match who {
            Principal::Account(account) => match account.role {
                AccountRole::Lawyer => Self::Person,
                AccountRole::Warden | AccountRole::Nurse => Self::Centre,
                AccountRole::Scheduler
                | AccountRole::Judge
                | AccountRole::Clinician
                | AccountRole::Administrator
                | AccountRole::Auditor => Self::Institution,
            },
            Principal::Device(_) => Self::Centre,
            Principal::Anonymous | Principal::Invited(_) | Principal::Program(_) | Principal::System => Self::Person,
        }
    }

    /// Who keeps those that `who` checks for an appointment in which they take part as `role`. A nurse is with the patient in
    /// the centre, though they came by a link.
    pub const fn of_taking_part(who: &Principal, counts_for: CheckedFor, role: Role) -> Self {
        if matches!(role, Role::Nurse) { Self::Centre } else { Self::of(who, counts_for) }
    }

    /// Who keeps those of somebody who takes part as `role`, where nothing is known but that: whoever serves a court, a
    /// prosecution or a clinic sits at its desk, and a nurse in the centre.
    pub const fn of_part(role: Role) -> Self {
        match role {
            Role::Nurse => Self::Centre,
            Role::Judge | Role::Prosecutor | Role::Clinician => Self::Institution,
            Role::DefenceLawyer | Role::Interpreter | Role::Guest => Self::Person,
        }
    }
}
