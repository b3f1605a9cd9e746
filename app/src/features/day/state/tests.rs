use shared::{
    appointment::{Attendance, CheckSummary, Kind, Participant, Role, Site, SiteDetainee, State},
    check::{Browser, Verdict, expires},
    directory::Language,
    ids::{AgencyId, AppointmentId, CentreId, DetaineeId, ParticipantId, PersonId, RoomId},
    time::{Local, LocalPeriod, ZoneName},
};

use super::*;

pub(crate) fn name<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("a valid text")
}

fn uuid(number: u32) -> String {
    format!("0192f0c0-0000-7000-8000-{number:012}")
}

/// A civil time on 11 January 2027 whose moment is counted from midnight, as if the place lay on Greenwich.
pub(crate) fn at(hour: i8, minute: i8) -> Local {
    let civil = jiff::civil::date(2027, 1, 11).at(hour, minute, 0, 0);
    Local { at: Instant(i64::from(hour) * 3600 + i64::from(minute) * 60), civil }
}

pub(crate) fn participant(number: u32, role: Role, attendance: Attendance) -> Participant {
    Participant {
        id: name::<ParticipantId>(&uuid(number)),
        person: name::<PersonId>(&uuid(number)),
        name: name(&format!("Persona {number}")),
        role,
        interprets: None,
        required: true,
        attendance,
        cause: None,
        note: None,
        proposed: None,
        answered: None,
        check: None,
    }
}

pub(crate) fn appointment(number: u32, start: Local, end: Local, room: &str, readiness: Readiness) -> Summary {
    Summary {
        id: name::<AppointmentId>(&uuid(number)),
        version: 1,
        kind: Kind::Hearing,
        hearing_type: Some(shared::appointment::HearingType::Preliminary),
        case_number: Some(name("EXP-0111-7")),
        state: State::Booked,
        period: LocalPeriod { start, end },
        zone: ZoneName("America/El_Salvador".into()),
        agency: Some(name::<AgencyId>(&uuid(900))),
        agency_name: Some(name("Tribunal Sexto")),
        sites: vec![Site {
            centre: name::<CentreId>(&uuid(800)),
            centre_name: name("Izalco Fase III"),
            room: name::<RoomId>(&uuid(700)),
            room_name: name(room),
            detainees: vec![SiteDetainee {
                id: name::<DetaineeId>(&uuid(600)),
                code: name("DEMO-1042"),
                name: name("Persona interna"),
                module: Some(name("Módulo 3")),
            }],
        }],
        participants: vec![
            participant(1, Role::Judge, Attendance::Accepted),
            participant(2, Role::DefenceLawyer, Attendance::NeedsAction),
        ],
        room_checks: vec![None],
        readiness,
        blockers: Vec::new(),
    }
}

/// The same, held at another centre besides, in a room that is called the same.
pub(crate) fn of_two_centres(mut one: Summary) -> Summary {
    let site = Site {
        centre: name::<CentreId>(&uuid(801)),
        centre_name: name("La Esperanza"),
        room: name::<RoomId>(&uuid(701)),
        room_name: one.sites[0].room_name.clone(),
        detainees: Vec::new(),
    };
    one.sites.push(site);
    one.room_checks.push(None);
    one
}

fn numbers(rows: &[&Summary]) -> Vec<String> {
    rows.iter().map(|row| row.id.to_string().trim_start_matches("0192f0c0-0000-7000-8000-").to_owned()).collect()
}

#[test]
fn devices_are_good_only_when_everybody_s_were_measured() {
    let check = |verdict| {
        let (id, at) = (name(&uuid(500)), at(8, 0));
        Some(CheckSummary { id, verdict, at, browser: Browser::Other, findings: Vec::new(), until: expires(at.at) })
    };
    let mut row = appointment(1, at(9, 0), at(9, 45), "Sala 1", Readiness::Pending);
    row.room_checks = vec![check(Verdict::Pass)];
    assert_eq!(devices(&row), Verdict::NotMeasured, "nobody looked at the people's");
    row.participants[0].check = check(Verdict::Warn);
    row.participants[1].check = check(Verdict::Pass);
    assert_eq!(devices(&row), Verdict::Warn);
    row.participants[1].check = check(Verdict::Fail);
    assert_eq!(devices(&row), Verdict::Fail);
    row.participants[1].attendance = Attendance::Declined;
    assert_eq!(devices(&row), Verdict::Warn, "who does not come needs no devices");
    row.participants[0].required = false;
    assert_eq!(devices(&row), Verdict::Pass);
    row.participants[0].check = check(Verdict::Fail);
    assert_eq!(devices(&row), Verdict::Warn, "whom it can do without");
    row.participants[0].check = check(Verdict::Warn);
    row.room_checks.push(None);
    assert_eq!(devices(&row), Verdict::NotMeasured, "one room of two");
    row.room_checks.clear();
    assert_eq!(devices(&row), Verdict::NotMeasured, "nothing at all");
}

#[test]
fn an_address_names_today_a_date_or_nothing() {
    assert_eq!(Which::from_address("today"), Which::Today);
    assert_eq!(Which::from_address("2027-01-11"), Which::On(jiff::civil::date(2027, 1, 11)));
    assert_eq!(Which::from_address("2027-02-30"), Which::Unknown);
    assert_eq!(Which::from_address("../etc"), Which::Unknown);
}

#[test]
fn next_is_what_begins_within_two_hours_or_should_have() {
    let day = [
        appointment(1, at(6, 0), at(7, 0), "Sala 1", Readiness::Over),
        appointment(2, at(8, 45), at(9, 30), "Sala 2", Readiness::Running),
        appointment(3, at(9, 0), at(10, 0), "Sala 1", Readiness::Blocked),
        appointment(4, at(11, 12), at(12, 0), "Sala 1", Readiness::Ready),
        appointment(5, at(11, 13), at(12, 0), "Sala 2", Readiness::Ready),
        appointment(6, at(7, 0), at(9, 12), "Sala 3", Readiness::Blocked),
    ];
    assert_eq!(numbers(&upcoming(&day, at(9, 12).at)), ["000000000003", "000000000004"]);
}

#[test]
fn rows_are_chosen_and_ordered() {
    let day = [
        appointment(1, at(8, 0), at(9, 0), "Sala 2", Readiness::Ready),
        appointment(2, at(9, 0), at(10, 0), "Sala 1", Readiness::Pending),
        appointment(3, at(10, 0), at(11, 0), "Sala 1", Readiness::Blocked),
    ];
    let order = |order| numbers(&rows(&day, Show::All, order));
    assert_eq!(order(Order::Time), ["000000000001", "000000000002", "000000000003"]);
    assert_eq!(order(Order::Room), ["000000000002", "000000000003", "000000000001"]);
    assert_eq!(order(Order::Readiness), ["000000000003", "000000000002", "000000000001"]);
    let blocked = Show::from_address(Some("blocked"));
    assert_eq!(numbers(&rows(&day, blocked, Order::Time)), ["000000000003"]);
    assert_eq!(Show::from_address(Some("nonsense")), Show::All);
    let address = csv_address(jiff::civil::date(2027, 1, 11), blocked, Order::Room);
    assert_eq!(address, "/day/2027-01-11/day.csv?show=blocked&sort=room");
}

#[test]
fn counts_leave_out_what_nobody_stands_at() {
    let day = [
        appointment(1, at(8, 0), at(9, 0), "Sala 2", Readiness::Blocked),
        appointment(2, at(9, 0), at(10, 0), "Sala 1", Readiness::Ready),
        appointment(3, at(9, 0), at(10, 0), "Sala 1", Readiness::Ready),
    ];
    let counts: Vec<_> = counts(&day).into_values().collect();
    assert_eq!(counts, [(Readiness::Ready, 2), (Readiness::Blocked, 1)]);
}

#[test]
fn facts_of_a_row() {
    let one = appointment(1, at(8, 0), at(9, 0), "Sala 2", Readiness::Ready);
    assert_eq!(room(&one), "Sala 2");
    assert_eq!(detainees(&one), "DEMO-1042, Módulo 3");
    assert_eq!(confirmed(&one), (1, 2));
    assert_eq!(what_it_is(Language::Es, &one), "Audiencia preliminar");
    assert!(!reads_as_outing(&one, true));
}

#[test]
fn rooms_of_several_centres_are_named_with_them() {
    let two = of_two_centres(appointment(1, at(8, 0), at(9, 0), "Sala 1", Readiness::Ready));
    assert_eq!(room(&two), "Sala 1, Izalco Fase III · Sala 1, La Esperanza");
    assert_eq!(centre(&two), "Izalco Fase III · La Esperanza");
}

#[test]
fn custody_reads_a_teleconsultation_as_an_outing_and_no_more() {
    let mut one = appointment(1, at(8, 0), at(9, 0), "Clínica", Readiness::Ready);
    (one.kind, one.hearing_type) = (Kind::Teleconsultation, None);
    assert_eq!(what_is_read(Language::Es, &one, true), "Salida médica");
    assert_eq!(what_is_read(Language::Es, &one, false), "Teleconsulta");
}
