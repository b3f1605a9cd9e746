//! What the page of a day works out: how many stand where, what comes next, what is shown in which order.

use std::collections::BTreeMap;

use jiff::civil::Date;
use locales::words;
use shared::{
    appointment::{Attendance, Kind, Summary},
    check::Verdict,
    directory::Language,
    readiness::Readiness,
    time::Instant,
};

/// What counts as "next": starts within this many minutes.
pub const LOOK_AHEAD_MINUTES: i64 = 120;

/// Which day an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// `today`, whatever the date.
    Today,
    /// A date.
    On(Date),
    /// Nothing that is a day.
    Unknown,
}

impl Which {
    /// The day that `text` of an address names.
    pub fn from_address(text: &str) -> Self {
        if text == "today" { Self::Today } else { text.parse().map_or(Self::Unknown, Self::On) }
    }
}

/// Which rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All.
    #[default]
    All,
    /// Those that stand at this word.
    Only(Readiness),
}

impl Show {
    /// What `?show=` says.
    pub fn from_address(text: Option<&str>) -> Self {
        text.and_then(Readiness::from_code).map_or(Self::All, Self::Only)
    }

    fn holds(self, appointment: &Summary) -> bool {
        match self {
            Self::All => true,
            Self::Only(readiness) => appointment.readiness == readiness,
        }
    }
}

/// In which order the rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By start.
    #[default]
    Time,
    /// By room, then start.
    Room,
    /// By what needs a person first, then start.
    Readiness,
}

impl Order {
    /// What `?sort=` says.
    pub fn from_address(text: Option<&str>) -> Self {
        match text {
            Some("room") => Self::Room,
            Some("readiness") => Self::Readiness,
            _ => Self::Time,
        }
    }

    /// The word for it in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Room => "room",
            Self::Readiness => "readiness",
        }
    }
}

/// The rows to show, in order.
pub fn rows(appointments: &[Summary], show: Show, order: Order) -> Vec<&Summary> {
    let mut rows: Vec<_> = appointments.iter().filter(|appointment| show.holds(appointment)).collect();
    match order {
        Order::Time => rows.sort_by_key(|row| (row.period.start.at, row.id)),
        Order::Room => rows.sort_by_key(|row| (room(row), row.period.start.at, row.id)),
        Order::Readiness => rows.sort_by_key(|row| (urgency(row.readiness), row.period.start.at, row.id)),
    }
    rows
}

/// What needs a person stands first.
const fn urgency(readiness: Readiness) -> u8 {
    match readiness {
        Readiness::Blocked => 0,
        Readiness::Pending => 1,
        Readiness::Running => 2,
        Readiness::Ready => 3,
        Readiness::Over => 4,
    }
}

/// The rooms of an appointment: `Sala 1`, or several.
pub fn room(appointment: &Summary) -> String {
    joined(appointment.sites.iter().map(|site| site.room_name.as_str()))
}

/// How the devices of an appointment did: the worst of its rooms' and of those of the people it cannot do without. What
/// nobody measured is never passed, so one of them unchecked is enough for "not measured".
pub fn devices(appointment: &Summary) -> Verdict {
    let rooms = appointment.room_checks.iter().map(Option::as_ref);
    let people = appointment
        .participants
        .iter()
        .filter(|participant| participant.required && participant.attendance != Attendance::Declined)
        .map(|participant| participant.check.as_ref());
    rooms
        .chain(people)
        .map(|check| check.map_or(Verdict::NotMeasured, |check| check.verdict))
        .reduce(Verdict::worse)
        .unwrap_or(Verdict::NotMeasured)
}

/// The centres of an appointment.
pub fn centre(appointment: &Summary) -> String {
    let mut names: Vec<_> = appointment.sites.iter().map(|site| site.centre_name.as_str()).collect();
    names.dedup();
    joined(names.into_iter())
}

/// Who is brought: code and module, as the register has them.
pub fn detainees(appointment: &Summary) -> String {
    let people: Vec<String> = appointment
        .sites
        .iter()
        .flat_map(|site| &site.detainees)
        .map(|person| {
            person
                .module
                .as_ref()
                .map_or_else(|| person.code.to_string(), |module| format!("{}, {module}", person.code))
        })
        .collect();
    people.join(" · ")
}

fn joined<'names>(names: impl Iterator<Item = &'names str>) -> String {
    names.collect::<Vec<_>>().join(" · ")
}

/// How many have said yes, of how many were asked.
pub fn confirmed(appointment: &Summary) -> (usize, usize) {
    let yes = |part: &&shared::appointment::Participant| part.attendance == shared::appointment::Attendance::Accepted;
    (appointment.participants.iter().filter(yes).count(), appointment.participants.len())
}

/// What an appointment is, in the words its readers use: the type of a hearing, else its kind.
pub fn what_it_is(language: Language, appointment: &Summary) -> &'static str {
    appointment.hearing_type.map_or_else(
        || words::kind(language, appointment.kind),
        |hearing_type| words::hearing_type(language, hearing_type),
    )
}

/// The same as far as the reader may know: for custody a teleconsultation is a "medical outing" and nothing more.
pub fn what_is_read(language: Language, appointment: &Summary, custody: bool) -> &'static str {
    if reads_as_outing(appointment, custody) {
        locales::texts(language).day.medical_outing
    } else {
        what_it_is(language, appointment)
    }
}

/// Whether custody reads this only as "medical outing" (Mandela rule 32): who may see no more than that.
pub fn reads_as_outing(appointment: &Summary, custody: bool) -> bool {
    custody && appointment.kind == Kind::Teleconsultation
}

/// How many stand at each word; words at which none stands are left out.
pub fn counts(appointments: &[Summary]) -> BTreeMap<u8, (Readiness, usize)> {
    let mut counts = BTreeMap::new();
    for appointment in appointments {
        let place = match appointment.readiness {
            Readiness::Ready => 0,
            Readiness::Pending => 1,
            Readiness::Blocked => 2,
            Readiness::Running => 3,
            Readiness::Over => 4,
        };
        counts.entry(place).or_insert((appointment.readiness, 0)).1 += 1;
    }
    counts
}

/// What should begin within [`LOOK_AHEAD_MINUTES`] of `now`, or should have begun already, by start.
pub fn upcoming(appointments: &[Summary], now: Instant) -> Vec<&Summary> {
    let mut next: Vec<_> = appointments
        .iter()
        .filter(|appointment| !matches!(appointment.readiness, Readiness::Over | Readiness::Running))
        .filter(|appointment| {
            now < appointment.period.end.at && appointment.period.start.at <= now.plus_minutes(LOOK_AHEAD_MINUTES)
        })
        .collect();
    next.sort_by_key(|appointment| (appointment.period.start.at, appointment.id));
    next
}

#[cfg(test)]
pub(crate) mod tests {
    use shared::{
        appointment::{CheckSummary, Participant, Role, Site, SiteDetainee, State},
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
            agency: name::<AgencyId>(&uuid(900)),
            agency_name: name("Tribunal Sexto"),
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

    fn numbers(rows: &[&Summary]) -> Vec<String> {
        rows.iter().map(|row| row.id.to_string().trim_start_matches("0192f0c0-0000-7000-8000-").to_owned()).collect()
    }

    #[test]
    fn devices_are_good_only_when_everybody_s_were_measured() {
        let check = |verdict| Some(CheckSummary { id: name(&uuid(500)), verdict, at: at(8, 0), findings: Vec::new() });
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
    fn custody_reads_a_teleconsultation_as_an_outing_and_no_more() {
        let mut one = appointment(1, at(8, 0), at(9, 0), "Clínica", Readiness::Ready);
        (one.kind, one.hearing_type) = (Kind::Teleconsultation, None);
        assert_eq!(what_is_read(Language::Es, &one, true), "Salida médica");
        assert_eq!(what_is_read(Language::Es, &one, false), "Teleconsulta");
    }
}
