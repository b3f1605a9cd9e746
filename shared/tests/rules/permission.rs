//! The permission table written out once more. Whoever changes a permission changes it in two places, on purpose.

use shared::{
    directory::Language,
    ids::{AccountId, AppointmentId, ParticipantId, PersonId},
    permission::{Scope, UseCase, permit, permit_role},
    principal::{Account, AccountRole, Invited, Principal},
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
    (UseCase::FindDetainee, /*    */ "e - - - - - - -"),
    (UseCase::Amend, /*           */ "a - - - - - - -"),
    (UseCase::Cancel, /*          */ "a - - - - - - -"),
    (UseCase::Advance, /*         */ "a o - - - o - -"),
    (UseCase::Answer, /*          */ "- o o - - o - -"),
    (UseCase::CheckDevices, /*    */ "- o o - - o - -"),
    (UseCase::CheckRoom, /*       */ "- - - c c - - -"),
    (UseCase::ReadOutbox, /*      */ "- - - - - - e -"),
    (UseCase::ReadAudit, /*       */ "- - - - - - - e"),
    (UseCase::Import, /*          */ "- - - - - - e -"),
    (UseCase::ManageAccounts, /*  */ "- - - - - - e -"),
];

fn name() -> shared::text::Name {
    "Demostración".parse().unwrap()
}

fn account(role: AccountRole) -> Principal {
    Principal::Account(Account {
        id: AccountId(uuid::Uuid::nil()),
        name: name(),
        role,
        agency: None,
        centre: None,
        person: None,
        place: None,
        language: Language::Es,
    })
}

fn invited() -> Principal {
    Principal::Invited(Invited {
        participant: ParticipantId(uuid::Uuid::nil()),
        appointment: AppointmentId(uuid::Uuid::nil()),
        person: PersonId(uuid::Uuid::nil()),
        name: name(),
    })
}

#[test]
fn every_cell_is_as_written_here() {
    let cases: Vec<UseCase> = TABLE.iter().map(|(case, _)| *case).collect();
    assert_eq!(cases, UseCase::ALL, "every use case has its line");
    for (case, line) in TABLE {
        let cells: Vec<&str> = line.split(' ').collect();
        assert_eq!(cells.len(), AccountRole::ALL.len(), "{case:?}");
        for (role, cell) in AccountRole::ALL.iter().zip(cells) {
            let written = match cell {
                "-" => None,
                "o" => Some(Scope::OwnAppointments),
                "a" => Some(Scope::OwnAgency),
                "c" => Some(Scope::OwnCentre),
                "e" => Some(Scope::Everything),
                other => panic!("{other} means nothing"),
            };
            assert_eq!(permit_role(*role, *case), written, "{role:?}, {case:?}");
            assert_eq!(permit(&account(*role), *case), written, "{role:?}, {case:?}");
        }
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
fn the_record_shows_a_name_for_people_only() {
    assert_eq!(account(AccountRole::Judge).name(), Some(&name()));
    assert_eq!(invited().name(), Some(&name()));
    assert_eq!((Principal::System.name(), Principal::Anonymous.name()), (None, None));
    assert!(account(AccountRole::Judge).account().is_some());
    assert!(invited().account().is_none());
}
