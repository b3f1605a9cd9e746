//! The permission table: role × use case → how far it reaches. Nothing else decides.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::coded,
    principal::{AccountRole, Principal},
};

coded! {
    /// What can be asked of Telesala.
    UseCase {
        /// Read the docket or the board of a day, and one's own day.
        ReadDay = "read_day",
        /// Read everything about an appointment.
        ReadAppointment = "read_appointment",
        /// Find slots, prepare and make a booking.
        Book = "book",
        /// Search detainees in order to book.
        FindDetainee = "find_detainee",
        /// Change an appointment.
        Amend = "amend",
        /// Cancel an appointment.
        Cancel = "cancel",
        /// Move an appointment through confirmed, in progress, completed, not held.
        Advance = "advance",
        /// Answer an invitation.
        Answer = "answer",
        /// Record the check of one's own devices for an appointment.
        CheckDevices = "check_devices",
        /// Record the check of a room's devices.
        CheckRoom = "check_room",
        /// Read the messages that went out or wait.
        ReadOutbox = "read_outbox",
        /// Read the audit record.
        ReadAudit = "read_audit",
        /// Import centres, rooms, agencies, detainees.
        Import = "import",
        /// Make and change accounts.
        ManageAccounts = "manage_accounts",
    }

    /// How far a permission reaches.
    Scope {
        /// The appointments in which the person takes part.
        OwnAppointments = "own_appointments",
        /// What the person's agency asked for.
        OwnAgency = "own_agency",
        /// What happens in the person's centre.
        OwnCentre = "own_centre",
        /// Everything.
        Everything = "everything",
    }

    /// What a reader may do with an appointment now: the buttons of its page.
    Action {
        /// Change it.
        Amend = "amend",
        /// Cancel it.
        Cancel = "cancel",
        /// Record that the safeguards are met and people said yes.
        Confirm = "confirm",
        /// Begin.
        Start = "start",
        /// Interrupt.
        Suspend = "suspend",
        /// Go on.
        Resume = "resume",
        /// End it.
        Complete = "complete",
        /// Record that it was not held.
        NotHeld = "not_held",
        /// Answer the invitation.
        Answer = "answer",
        /// Check one's own devices.
        CheckDevices = "check_devices",
        /// Check the room's devices.
        CheckRoom = "check_room",
    }
}

/// How far an account with `role` may go in `case`; `None` means not at all. Deny by default: a pair that no line names
/// is refused.
#[expect(clippy::match_same_arms, reason = "a table: one line for each role")]
pub const fn permit_role(role: AccountRole, case: UseCase) -> Option<Scope> {
    use AccountRole as R;
    use UseCase as U;
    match (role, case) {
        (R::Scheduler, U::ReadDay | U::ReadAppointment | U::Book | U::Amend | U::Cancel | U::Advance) => {
            Some(Scope::OwnAgency)
        }
        // A court may book any detainee, wherever they are held.
        (R::Scheduler, U::FindDetainee) => Some(Scope::Everything),
        (R::Judge, U::ReadDay | U::ReadAppointment | U::Advance | U::Answer | U::CheckDevices) => {
            Some(Scope::OwnAppointments)
        }
        (R::Lawyer, U::ReadDay | U::ReadAppointment | U::Answer | U::CheckDevices) => Some(Scope::OwnAppointments),
        (R::Warden, U::ReadDay | U::ReadAppointment | U::CheckRoom) => Some(Scope::OwnCentre),
        (R::Nurse, U::ReadDay | U::ReadAppointment | U::CheckRoom) => Some(Scope::OwnCentre),
        (R::Clinician, U::ReadDay | U::ReadAppointment | U::Advance | U::Answer | U::CheckDevices) => {
            Some(Scope::OwnAppointments)
        }
        (R::Administrator, U::ReadOutbox | U::Import | U::ManageAccounts | U::ReadDay | U::ReadAppointment) => {
            Some(Scope::Everything)
        }
        (R::Auditor, U::ReadDay | U::ReadAppointment | U::ReadAudit) => Some(Scope::Everything),
        _ => None,
    }
}

/// How far `principal` may go in `case`.
pub const fn permit(principal: &Principal, case: UseCase) -> Option<Scope> {
    match principal {
        Principal::Anonymous => None,
        Principal::System => Some(Scope::Everything),
        Principal::Account(account) => permit_role(account.role, case),
        Principal::Invited(_) => match case {
            UseCase::Answer | UseCase::CheckDevices => Some(Scope::OwnAppointments),
            _ => None,
        },
    }
}
