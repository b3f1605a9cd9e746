//! The day as a file for spreadsheets: what the table of the page shows of each appointment, in the same order. Who takes
//! part and what stands in the way, which have a line of their own there, are the last two columns here.
//!
//! The form is RFC 4180's. It begins with a byte order mark, because without one Excel reads UTF-8 as the letters of the
//! computer's country; everything else skips it.

use locales::{dates, texts, words};
use shared::{
    appointment::Summary,
    day::Day,
    directory::Language,
    principal::{Account, AccountRole},
    readiness::Readiness,
};

use super::{
    people::part,
    state::{Order, Show, centre, confirmed, detainees, devices, reads_as_outing, room, rows, what_is_read},
};
use crate::words::blockers::blocker;

/// What stands between several things of one cell.
const BETWEEN: &str = "; ";

/// The file of `day` for `reader`, with the rows that `?show=` and `?sort=` of the page's address ask for.
pub fn csv(language: Language, day: &Day, reader: Option<&Account>, show: Option<&str>, sort: Option<&str>) -> String {
    let t = &texts(language).day;
    let custody = reader.is_some_and(|reader| reader.role == AccountRole::Warden);
    let head = [
        t.csv_date,
        t.csv_from,
        t.csv_until,
        t.csv_zone,
        t.room,
        t.centre,
        t.what,
        t.csv_case,
        t.detainee,
        t.agency,
        t.confirmations,
        t.devices,
        t.standing,
        t.people,
        t.csv_missing,
    ];
    let mut file = String::from('\u{FEFF}');
    put(&mut file, head.map(ToOwned::to_owned));
    for row in rows(&day.appointments, Show::from_address(show), Order::from_address(sort)) {
        put(&mut file, line(language, row, custody));
    }
    file
}

fn line(language: Language, row: &Summary, custody: bool) -> [String; 15] {
    let t = &texts(language).day;
    let (start, end) = (row.period.start.civil, row.period.end.civil);
    let case = row.case_number.as_ref().filter(|_| !reads_as_outing(row, custody));
    let (yes, of) = confirmed(row);
    [
        start.date().to_string(),
        dates::time(start),
        dates::time(end),
        row.zone.0.clone(),
        room(row),
        centre(row),
        what_is_read(language, row, custody).to_owned(),
        case.map(ToString::to_string).unwrap_or_default(),
        detainees(row),
        row.agency_name.as_ref().map(ToString::to_string).unwrap_or_default(),
        if of == 0 { String::new() } else { t.yes_of(yes, of) },
        words::verdict(language, devices(row)).to_owned(),
        words::readiness(language, row.readiness).to_owned(),
        people(language, row),
        missing(language, row),
    ]
}

/// Who takes part, as what, what they answered, and how their devices did: `Ana Persona · Defensa · Asistirá · Equipos: Bien`.
fn people(language: Language, row: &Summary) -> String {
    let t = &texts(language).day;
    let told = row.participants.iter().map(|person| {
        let (part, answer) = (part(language, person), words::attendance(language, person.attendance));
        let devices = person
            .check
            .as_ref()
            .map(|check| format!(" · {}: {}", t.devices, words::verdict(language, check.verdict)))
            .unwrap_or_default();
        format!("{} · {part} · {answer}{devices}", person.name)
    });
    told.collect::<Vec<_>>().join(BETWEEN)
}

/// What stands in the way, and who clears it. Where the reader may not know what is missing, they are told that it is.
fn missing(language: Language, row: &Summary) -> String {
    if row.blockers.is_empty() && matches!(row.readiness, Readiness::Pending | Readiness::Blocked) {
        return texts(language).day.missing_elsewhere.to_owned();
    }
    row.blockers.iter().map(|one| blocker(language, row, one)).collect::<Vec<_>>().join(BETWEEN)
}

fn put<const N: usize>(file: &mut String, cells: [String; N]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            file.push(',');
        }
        file.push_str(&written(cell));
    }
    file.push_str("\r\n");
}

/// A cell as it is written. Spreadsheets run a cell that begins like a formula; an apostrophe before it makes it text.
fn written(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use shared::{
        appointment::{CheckSummary, Kind, Role},
        check::{Browser, Verdict, expires},
        readiness::{Blocker, Clears, Obstruction, SiteRoom, Weight},
        time::ZoneName,
    };

    use super::*;
    use crate::{
        features::day::state::tests::{appointment, at, name},
        shell::account_for_tests as account,
    };

    fn day(appointments: Vec<Summary>) -> Day {
        Day {
            date: jiff::civil::date(2027, 1, 11),
            today: jiff::civil::date(2027, 1, 11),
            now: at(8, 0),
            zone: ZoneName("America/El_Salvador".into()),
            place: None,
            appointments,
            rooms: Vec::new(),
            sequence: 0,
        }
    }

    #[test]
    fn the_file_says_what_the_table_says() {
        let day = day(vec![
            appointment(1, at(9, 30), at(10, 15), "Sala 2", Readiness::Pending),
            appointment(2, at(8, 45), at(9, 30), "Sala 1", Readiness::Blocked),
        ]);
        let file = csv(Language::Es, &day, None, None, None);
        let mut lines = file.split("\r\n");
        let head = "\u{FEFF}Fecha,Desde,Hasta,Zona horaria,Sala,Centro,Qué,Expediente,Persona,Convoca,Confirmaciones,\
                    Equipos,Estado,Participan,Qué falta";
        assert_eq!(lines.next(), Some(head));
        let first = lines.next().unwrap_or_default();
        let told = "2027-01-11,08:45,09:30,America/El_Salvador,Sala 1,Izalco Fase III,Audiencia preliminar,EXP-0111-7,";
        assert!(first.starts_with(told), "{first}");
        assert!(first.contains("\"DEMO-1042, Módulo 3\",Tribunal Sexto,1 de 2,"), "{first}");
        assert!(lines.next().is_some_and(|second| second.starts_with("2027-01-11,09:30")));
        assert_eq!((lines.next(), lines.next()), (Some(""), None), "the last line is ended too");
        let shown = csv(Language::En, &day, None, Some("blocked"), Some("room"));
        assert_eq!(shown.matches("\r\n").count(), 2, "{shown}");
        assert!(shown.contains("Preliminary hearing"), "{shown}");
    }

    #[test]
    fn the_file_names_who_takes_part_and_what_stands_in_the_way() {
        let mut one = appointment(1, at(9, 30), at(10, 15), "Sala 2", Readiness::Pending);
        let id = name("0192f0c0-0000-7000-8000-000000000500");
        one.participants[0].check = Some(CheckSummary {
            id,
            verdict: Verdict::Pass,
            at: at(8, 0),
            browser: Browser::Other,
            findings: Vec::new(),
            until: expires(at(8, 0).at),
        });
        let lawyer = Obstruction::NotAnswered { name: name("Persona 2"), role: Role::DefenceLawyer };
        let room = Obstruction::RoomUnchecked { room: SiteRoom::of(&one.sites[0]) };
        one.blockers = [(Clears::Participant, lawyer), (Clears::Centre, room)]
            .map(|(clears, what)| Blocker { weight: Weight::Attention, clears, what })
            .to_vec();
        let file = csv(Language::Es, &day(vec![one.clone()]), None, None, None);
        for told in [
            ",Persona 1 · Juez o jueza · Asistirá · Equipos: Bien; Persona 2 · Defensa · Sin respuesta,",
            ",Defensa (Persona 2) no ha confirmado · ",
            "; Sala 2: equipos sin revisar hoy · resuelve el centro\r\n",
        ] {
            assert!(file.contains(told), "{told} in {file}");
        }
        // What custody may not know still stands in the way.
        (one.participants, one.blockers) = (Vec::new(), Vec::new());
        let file = csv(Language::Es, &day(vec![one.clone()]), None, None, None);
        assert!(file.ends_with(",,Lo que falta lo resuelven otras personas\r\n"), "{file}");
        one.readiness = Readiness::Ready;
        let file = csv(Language::Es, &day(vec![one]), None, None, None);
        assert!(file.ends_with(",Lista,,\r\n"), "{file}");
    }

    #[test]
    fn custody_reads_an_outing_and_no_case() {
        let mut one = appointment(1, at(9, 30), at(10, 15), "Clínica", Readiness::Pending);
        (one.kind, one.hearing_type, one.agency_name) = (Kind::Teleconsultation, None, None);
        let file = csv(Language::Es, &day(vec![one]), Some(&account(AccountRole::Warden)), None, None);
        assert!(file.contains(",Salida médica,,"), "{file}");
        assert!(!file.contains("EXP-0111-7"), "{file}");
    }

    #[test]
    fn no_cell_is_a_formula_or_breaks_its_line() {
        assert_eq!(written("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
        for cell in ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert!(written(cell).trim_start_matches('"').starts_with('\''), "{cell:?}");
        }
        assert_eq!(written("a=1"), "a=1");
        assert_eq!(written("one, \"two\"\nthree"), "\"one, \"\"two\"\"\nthree\"");
        let mut one = appointment(1, at(9, 30), at(10, 15), "=Sala", Readiness::Pending);
        one.case_number = Some(name("-7"));
        let file = csv(Language::Es, &day(vec![one]), None, None, None);
        assert!(file.contains(",'=Sala,") && file.contains(",'-7,"), "{file}");
    }
}
