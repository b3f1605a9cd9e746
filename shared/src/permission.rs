//! The permission table: role × use case → how far it reaches. Nothing else decides.

use serde::{Deserialize, Serialize};

use crate::{
    appointment::{Kind, Role, coded},
    principal::{AccountRole, Grant, Grants, Principal},
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
        /// Upload a list of hearings, plan it and book it as a whole.
        PlanDocket = "plan_docket",
        /// Seek the least disturbing repair of days that broke, and make it.
        Repair = "repair",
        /// Ask for an appointment, and see what became of it.
        Ask = "ask",
        /// See what others ask for.
        ReadRequests = "read_requests",
        /// Book what others ask for, or decline it.
        AnswerRequest = "answer_request",
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
        /// Say which devices stay in a room and check it by themselves.
        KeepRoomDevices = "keep_room_devices",
        /// Read the messages that went out or wait, and send again those that did not.
        ReadOutbox = "read_outbox",
        /// Read the audit record.
        ReadAudit = "read_audit",
        /// Read and change the rules that scheduling keeps to in a centre.
        KeepRules = "keep_rules",
        /// Read who is held in a centre, and change when they leave and by what they are held apart.
        KeepDetainees = "keep_detainees",
        /// Read and change when professionals cannot be had.
        KeepAbsences = "keep_absences",
        /// Read and change who must not meet whom, and why.
        KeepSeparations = "keep_separations",
        /// Read and change how long before a hearing people must know of it.
        KeepNoticePeriods = "keep_notice_periods",
        /// Import centres, rooms, agencies, detainees.
        Import = "import",
        /// Make and change accounts.
        ManageAccounts = "manage_accounts",
        /// Read which centres and rooms there are.
        ReadPlaces = "read_places",
        /// Read how the rooms of a centre are taken on a day.
        ReadRooms = "read_rooms",
        /// Make and revoke the tokens that programs of agencies come with.
        ManageTokens = "manage_tokens",
    }

    /// How far a permission reaches.
    Scope {
        /// The appointments in which the person takes part.
        OwnAppointments = "own_appointments",
        /// What the person's agency asked for.
        OwnAgency = "own_agency",
        /// The room in which the device stays.
        OwnRoom = "own_room",
        /// What happens in the person's centre.
        OwnCentre = "own_centre",
        /// Everything.
        Everything = "everything",
    }

    /// What an appointment says beside who, when and where: not everybody who reads it may see all of it.
    Matter {
        /// The case number, and the court's decision that allows the remote mode.
        Case = "case",
        /// Who treats, on whose behalf, and what of it is recorded.
        Care = "care",
        /// What people explained in their own words.
        Words = "words",
    }

    /// What a reader may do with an appointment now: the buttons of its page.
    Action {
        /// Change it.
        Amend = "amend",
        /// Add further days: a trial over several.
        AddDays = "add_days",
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
        /// End it for today: it goes on in another appointment.
        Adjourn = "adjourn",
        /// Book the appointment in which it goes on.
        BookNext = "book_next",
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
        (
            R::Scheduler,
            U::ReadDay
            | U::ReadAppointment
            | U::Book
            | U::PlanDocket
            | U::Repair
            | U::ReadRequests
            | U::AnswerRequest
            | U::Amend
            | U::Cancel
            | U::Advance
            | U::KeepAbsences,
        ) => Some(Scope::OwnAgency),
        // A court may book any detainee, wherever they are held, and so in any centre.
        (R::Scheduler, U::FindDetainee | U::ReadPlaces | U::ReadRooms) => Some(Scope::Everything),
        (R::Judge, U::ReadDay | U::ReadAppointment | U::Advance | U::Answer | U::CheckDevices | U::KeepAbsences) => {
            Some(Scope::OwnAppointments)
        }
        // Whom they defend, they know from the appointments in which they do.
        (R::Lawyer, U::ReadDay | U::ReadAppointment | U::Ask | U::Answer | U::CheckDevices | U::KeepAbsences) => {
            Some(Scope::OwnAppointments)
        }
        // Who must not meet whom is known where they are held, and to nobody else: not to those who set the system up.
        (
            R::Warden,
            U::ReadDay
            | U::ReadAppointment
            | U::Ask
            | U::CheckRoom
            | U::KeepRoomDevices
            | U::KeepRules
            | U::KeepDetainees
            | U::KeepSeparations
            | U::ReadRooms,
        ) => Some(Scope::OwnCentre),
        (R::Nurse, U::ReadDay | U::ReadAppointment | U::Ask | U::CheckRoom | U::ReadRooms) => Some(Scope::OwnCentre),
        (
            R::Clinician,
            U::ReadDay | U::ReadAppointment | U::Advance | U::Answer | U::CheckDevices | U::KeepAbsences,
        ) => Some(Scope::OwnAppointments),
        (
            R::Administrator,
            U::ReadOutbox
            | U::Import
            | U::ManageAccounts
            | U::ManageTokens
            | U::KeepRules
            | U::KeepDetainees
            | U::KeepAbsences
            | U::KeepNoticePeriods
            | U::ReadPlaces
            | U::ReadRooms
            | U::ReadDay
            | U::ReadAppointment,
        ) => Some(Scope::Everything),
        (R::Auditor, U::ReadDay | U::ReadAppointment | U::ReadRooms | U::ReadAudit) => Some(Scope::Everything),
        _ => None,
    }
}

/// How far a program whose token holds `grant` may go in `case`; as [`permit_role`], deny by default. A grant never
/// reaches further than the scheduler of the same agency does.
#[expect(clippy::match_same_arms, reason = "a table: one line for each grant")]
pub const fn permit_grant(grant: Grant, case: UseCase) -> Option<Scope> {
    use Grant as G;
    use UseCase as U;
    match (grant, case) {
        (G::Read, U::ReadDay | U::ReadAppointment) => Some(Scope::OwnAgency),
        (G::Read, U::ReadPlaces) => Some(Scope::Everything),
        // Whoever books or changes is answered with what came of it.
        (G::Book, U::Book | U::ReadAppointment) => Some(Scope::OwnAgency),
        (G::Book, U::FindDetainee | U::ReadPlaces) => Some(Scope::Everything),
        (G::Change, U::Amend | U::Cancel | U::ReadAppointment) => Some(Scope::OwnAgency),
        // Whoever blocks is answered with what that hits.
        (G::Block, U::KeepAbsences | U::ReadAppointment) => Some(Scope::OwnAgency),
        // Whoever plans reads what the plan became.
        (G::Plan, U::PlanDocket | U::ReadAppointment) => Some(Scope::OwnAgency),
        _ => None,
    }
}

/// How far a program with `grants` may go in `case`: the first grant that allows it decides, and all that allow it agree.
pub const fn permit_program(grants: Grants, case: UseCase) -> Option<Scope> {
    let mut at = 0;
    while at < Grant::ALL.len() {
        if grants.holds(Grant::ALL[at])
            && let Some(scope) = permit_grant(Grant::ALL[at], case)
        {
            return Some(scope);
        }
        at += 1;
    }
    None
}

/// How far `principal` may go in `case`.
pub const fn permit(principal: &Principal, case: UseCase) -> Option<Scope> {
    match principal {
        Principal::Anonymous => None,
        Principal::System => Some(Scope::Everything),
        Principal::Account(account) => permit_role(account.role, case),
        Principal::Program(program) => permit_program(program.grants, case),
        // Nobody need sit before it, so it measures and records, and reads nothing but what that takes.
        Principal::Device(_) => match case {
            UseCase::CheckRoom => Some(Scope::OwnRoom),
            _ => None,
        },
        Principal::Invited(_) => match case {
            UseCase::Answer | UseCase::CheckDevices => Some(Scope::OwnAppointments),
            _ => None,
        },
    }
}

/// Whether a reader sees `matter` of an appointment of `kind` that they may read; `role` is `None` for personal links, for
/// programs of the agency that asked for it, and for Telesala itself. Data are kept to those who need them:
///
/// - A nurse prepares patients. Of a court's hearing the clinic needs person, time and room, never the case.
/// - Custody sees of care the person, the time and the place (Mandela rule 32, Bangkok rules 10 and 11).
/// - What is written about a talk between detainee and lawyer is for those who take part; what the parties of a hearing
///   explain to the court is none of the centre's business.
#[expect(clippy::match_same_arms, reason = "a table: one line for each rule")]
pub const fn sees(role: Option<AccountRole>, takes_part: bool, kind: Kind, matter: Matter) -> bool {
    use AccountRole as R;
    match (matter, kind, role) {
        (Matter::Case, Kind::Teleconsultation, _) => true,
        (Matter::Case, _, Some(R::Nurse)) => false,
        (Matter::Care | Matter::Words, Kind::Teleconsultation, Some(R::Warden)) => false,
        (Matter::Words, Kind::LegalMeeting, _) => takes_part,
        (Matter::Words, Kind::Teleconsultation, _) => true,
        (Matter::Words, _, Some(R::Warden | R::Nurse)) => false,
        _ => true,
    }
}

/// Whether someone who takes part as `part` is told the case in what is written to them: as [`sees`] has it for accounts.
pub const fn told_of_case(part: Role) -> bool {
    !matches!(part, Role::Nurse)
}
