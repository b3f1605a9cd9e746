//! The permission table written out once more. Whoever changes a permission changes it in two places, on purpose.

use shared::{
    appointment::{Kind, Role},
    directory::Language,
    ids::{AccountId, AgencyId, AppointmentId, ParticipantId, PersonId, RoomDeviceId, RoomId, TokenId},
    permission::{Matter, Scope, UseCase, permit, permit_grant, permit_role, sees, told_of_case},
    principal::{Account, AccountRole, Grant, Grants, Invited, Principal, Program, RoomDevice},
};

/// One line for each use case, one column for each role in the order of [`AccountRole::ALL`]: `-` never, `o` own
/// appointments, `a` own agency, `c` own centre, `e` everything.
const TABLE: &[(UseCase, &str)] = &[
    //                         S J L W N C A A
    //                         c u a a u l d u
    //                         h d w r r i m d
    //                         e g y d s n i i
    //                         d e e e e i n t
    (UseCase::ReadDay, /*         */ "a o o c c o e e"),
    (UseCase::ReadAppointment, /* */ "a o o c c o e e"),
    (UseCase::Book, /*            */ "a - - - - - - -"),
    (UseCase::PlanDocket, /*      */ "a - - - - - - -"),
    (UseCase::Repair, /*          */ "a - - - - - - -"),
    (UseCase::Ask, /*             */ "- - o c c - - -"),
    (UseCase::ReadRequests, /*    */ "a - - - - - - -"),
    (UseCase::AnswerRequest, /*   */ "a - - - - - - -"),
    (UseCase::FindDetainee, /*    */ "e - - - - - - -"),
    (UseCase::Amend, /*           */ "a - - - - - - -"),
    (UseCase::Cancel, /*          */ "a - - - - - - -"),
    (UseCase::Advance, /*         */ "a o - - - o - -"),
    (UseCase::Answer, /*          */ "- o o - - o - -"),
    (UseCase::CheckDevices, /*    */ "- o o - - o - -"),
    (UseCase::CheckRoom, /*       */ "- - - c c - - -"),
    (UseCase::KeepRoomDevices, /* */ "- - - c - - - -"),
    (UseCase::ReadOutbox, /*      */ "- - - - - - e -"),
    (UseCase::ReadAudit, /*       */ "- - - - - - - e"),
    (UseCase::KeepRules, /*       */ "- - - c - - e -"),
    (UseCase::KeepDetainees, /*   */ "- - - c - - e -"),
    (UseCase::KeepAbsences, /*    */ "a o o - - o e -"),
    (UseCase::KeepSeparations, /* */ "- - - c - - - -"),
    (UseCase::KeepNoticePeriods, /**/ "- - - - - - e -"),
    (UseCase::Import, /*          */ "- - - - - - e -"),
    (UseCase::ManageAccounts, /*  */ "- - - - - - e -"),
    (UseCase::ReadPlaces, /*      */ "e - - - - - e -"),
    (UseCase::ReadRooms, /*       */ "e - - c c - e e"),
    (UseCase::ManageTokens, /*    */ "- - - - - - e -"),
];

/// The same for the grants of a token, one column for each in the order of [`Grant::ALL`].
const GRANTS: &[(UseCase, &str)] = &[
    //                         r b c b p
    //                         e o h l l
    //                         a o a o a
    //                         d k n c n
    (UseCase::ReadDay, /*         */ "a - - - -"),
    (UseCase::ReadAppointment, /* */ "a a a a a"),
    (UseCase::Book, /*            */ "- a - - -"),
    (UseCase::PlanDocket, /*      */ "- - - - a"),
    (UseCase::Repair, /*          */ "- - - - -"),
    (UseCase::Ask, /*             */ "- - - - -"),
    (UseCase::ReadRequests, /*    */ "- - - - -"),
    (UseCase::AnswerRequest, /*   */ "- - - - -"),
    (UseCase::FindDetainee, /*    */ "- e - - -"),
    (UseCase::Amend, /*           */ "- - a - -"),
    (UseCase::Cancel, /*          */ "- - a - -"),
    (UseCase::Advance, /*         */ "- - - - -"),
    (UseCase::Answer, /*          */ "- - - - -"),
    (UseCase::CheckDevices, /*    */ "- - - - -"),
    (UseCase::CheckRoom, /*       */ "- - - - -"),
    (UseCase::KeepRoomDevices, /* */ "- - - - -"),
    (UseCase::ReadOutbox, /*      */ "- - - - -"),
    (UseCase::ReadAudit, /*       */ "- - - - -"),
    (UseCase::KeepRules, /*       */ "- - - - -"),
    (UseCase::KeepDetainees, /*   */ "- - - - -"),
    (UseCase::KeepAbsences, /*    */ "- - - a -"),
    (UseCase::KeepSeparations, /* */ "- - - - -"),
    (UseCase::KeepNoticePeriods, /**/ "- - - - -"),
    (UseCase::Import, /*          */ "- - - - -"),
    (UseCase::ManageAccounts, /*  */ "- - - - -"),
    (UseCase::ReadPlaces, /*      */ "e e - - -"),
    (UseCase::ReadRooms, /*       */ "- - - - -"),
    (UseCase::ManageTokens, /*    */ "- - - - -"),
];

fn name() -> shared::text::Name {
    "Demostración".parse().unwrap()
}

pub fn account(role: AccountRole) -> Principal {
    Principal::Account(Account {
        id: AccountId(uuid::Uuid::nil()),
        name: name(),
        role,
        agency: None,
        centre: None,
        person: None,
        place: None,
        language: Some(Language::Es),
    })
}

pub fn invited() -> Principal {
    Principal::Invited(Invited {
        link: None,
        participant: ParticipantId(uuid::Uuid::nil()),
        appointment: AppointmentId(uuid::Uuid::nil()),
        person: PersonId(uuid::Uuid::nil()),
        name: name(),
    })
}

pub fn device() -> Principal {
    Principal::Device(RoomDevice { id: RoomDeviceId(uuid::Uuid::nil()), room: RoomId(uuid::Uuid::nil()) })
}

fn program(grants: Grants) -> Principal {
    Principal::Program(Program {
        token: TokenId(uuid::Uuid::nil()),
        name: name(),
        agency: AgencyId(uuid::Uuid::max()),
        grants,
    })
}

fn scope(cell: &str) -> Option<Scope> {
    match cell {
        "-" => None,
        "o" => Some(Scope::OwnAppointments),
        "a" => Some(Scope::OwnAgency),
        "c" => Some(Scope::OwnCentre),
        "e" => Some(Scope::Everything),
        other => panic!("{other} means nothing"),
    }
}

#[test]
fn every_cell_is_as_written_here() {
    let cases: Vec<UseCase> = TABLE.iter().map(|(case, _)| *case).collect();
    assert_eq!(cases, UseCase::ALL, "every use case has its line");
    for (case, line) in TABLE {
        let cells: Vec<&str> = line.split(' ').collect();
        assert_eq!(cells.len(), AccountRole::ALL.len(), "{case:?}");
        for (role, cell) in AccountRole::ALL.iter().zip(cells) {
            let written = scope(cell);
            assert_eq!(permit_role(*role, *case), written, "{role:?}, {case:?}");
            assert_eq!(permit(&account(*role), *case), written, "{role:?}, {case:?}");
        }
    }
}

#[test]
fn every_cell_of_the_grants_is_as_written_here() {
    let cases: Vec<UseCase> = GRANTS.iter().map(|(case, _)| *case).collect();
    assert_eq!(cases, UseCase::ALL, "every use case has its line");
    for (case, line) in GRANTS {
        let cells: Vec<Option<Scope>> = line.split(' ').map(scope).collect();
        assert_eq!(cells.len(), Grant::ALL.len(), "{case:?}");
        for (grant, written) in Grant::ALL.iter().zip(&cells) {
            assert_eq!(permit_grant(*grant, *case), *written, "{grant:?}, {case:?}");
            let scheduler = permit_role(AccountRole::Scheduler, *case);
            assert!(written.is_none() || *written == scheduler, "{grant:?} reaches as far as a scheduler: {case:?}");
        }
        // Every set of grants: what any of them allows, and nothing else.
        for set in 0..1_usize << Grant::ALL.len() {
            let held: Vec<usize> = (0..Grant::ALL.len()).filter(|place| set & (1 << place) != 0).collect();
            let grants = Grants::of(&held.iter().map(|place| Grant::ALL[*place]).collect::<Vec<_>>());
            let allowed: Vec<Scope> = held.iter().filter_map(|place| cells[*place]).collect();
            assert!(allowed.iter().all(|one| Some(one) == allowed.first()), "they agree: {case:?}");
            assert_eq!(permit(&program(grants), *case), allowed.first().copied(), "{grants:?}, {case:?}");
            assert_eq!(Grants::from_codes(&grants.codes()), Some(grants));
        }
    }
    assert_eq!(Grants::from_codes("read everything"), None);
    assert!(Grants::default().is_empty());
}

#[test]
fn a_program_acts_for_its_agency_and_sees_what_its_scheduler_sees() {
    let program = program(Grants::of(&[Grant::Read]));
    assert_eq!(program.agency(), Some(AgencyId(uuid::Uuid::max())));
    assert_eq!((program.name(), program.account()), (Some(&name()), None));
    for (kind, matter, _) in SIGHT {
        assert_eq!(sees(None, false, *kind, *matter), sees(Some(AccountRole::Scheduler), false, *kind, *matter));
    }
}

#[test]
fn strangers_do_nothing_and_telesala_does_everything() {
    for case in UseCase::ALL {
        assert_eq!(permit(&Principal::Anonymous, *case), None);
        assert_eq!(permit(&Principal::System, *case), Some(Scope::Everything));
    }
    assert_eq!(Principal::default(), Principal::Anonymous);
}

#[test]
fn a_personal_link_serves_to_answer_and_to_check_devices() {
    let permitted: Vec<UseCase> =
        UseCase::ALL.iter().copied().filter(|case| permit(&invited(), *case).is_some()).collect();
    assert_eq!(permitted, [UseCase::Answer, UseCase::CheckDevices]);
    assert_eq!(permit(&invited(), UseCase::Answer), Some(Scope::OwnAppointments));
}

#[test]
fn a_device_that_stays_in_a_room_checks_it_and_does_nothing_else() {
    for case in UseCase::ALL {
        let written = (*case == UseCase::CheckRoom).then_some(Scope::OwnRoom);
        assert_eq!(permit(&device(), *case), written, "{case:?}");
    }
    for role in AccountRole::ALL {
        let rooms = UseCase::ALL.iter().filter(|case| permit_role(*role, **case) == Some(Scope::OwnRoom));
        assert_eq!(rooms.count(), 0, "{role:?}: nobody else stays in a room");
    }
}

#[test]
fn the_record_shows_a_name_for_people_only() {
    assert_eq!(account(AccountRole::Judge).name(), Some(&name()));
    assert_eq!(invited().name(), Some(&name()));
    assert_eq!((Principal::System.name(), Principal::Anonymous.name()), (None, None));
    assert_eq!((device().name(), device().account(), device().agency()), (None, None, None));
    assert!(account(AccountRole::Judge).account().is_some());
    assert!(invited().account().is_none());
}

/// What each role sees, one column for each in the order of [`AccountRole::ALL`]: `+` yes, `-` no, `p` if they take part.
const SIGHT: &[(Kind, Matter, &str)] = &[
    //                                           S J L W N C A A
    (Kind::Hearing, Matter::Case, /*         */ "+ + + + - + + +"),
    (Kind::Hearing, Matter::Care, /*         */ "+ + + + + + + +"),
    (Kind::Hearing, Matter::Words, /*        */ "+ + + - - + + +"),
    (Kind::LegalMeeting, Matter::Case, /*    */ "+ + + + - + + +"),
    (Kind::LegalMeeting, Matter::Care, /*    */ "+ + + + + + + +"),
    (Kind::LegalMeeting, Matter::Words, /*   */ "p p p p p p p p"),
    (Kind::Teleconsultation, Matter::Case, /**/ "+ + + + + + + +"),
    (Kind::Teleconsultation, Matter::Care, /**/ "+ + + - + + + +"),
    (Kind::Teleconsultation, Matter::Words, /**/ "+ + + - + + + +"),
];

#[test]
fn what_is_seen_of_an_appointment_is_as_written_here() {
    for (kind, matter, line) in SIGHT {
        let cells: Vec<&str> = line.split(' ').collect();
        assert_eq!(cells.len(), AccountRole::ALL.len(), "{kind:?} {matter:?}");
        for (role, cell) in AccountRole::ALL.iter().zip(cells) {
            for takes_part in [true, false] {
                let written = cell == "+" || (cell == "p" && takes_part);
                let seen = sees(Some(*role), takes_part, *kind, *matter);
                assert_eq!(seen, written, "{role:?} {kind:?} {matter:?}, takes part: {takes_part}");
            }
        }
    }
}

#[test]
fn a_nurse_never_sees_a_case_whatever_the_kind_and_however_they_are_told() {
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Teleconsultation) {
        for takes_part in [true, false] {
            assert!(!sees(Some(AccountRole::Nurse), takes_part, *kind, Matter::Case), "{kind:?}");
        }
    }
    let told: Vec<Role> = Role::ALL.iter().copied().filter(|role| !told_of_case(*role)).collect();
    assert_eq!(told, [Role::Nurse]);
}
