//! Files in which something is wrong: nothing is kept, and everything wrong is named.

use services::{
    importing::{Fault, Kind, Source, Why, import},
    on_both_databases,
};
use shared::{directory::Language, principal::Principal, text::TextError};

use super::report;

fn cell(file: &str, line: u64, column: &str, why: Why) -> Fault {
    Fault { file: file.to_owned(), line: Some(line), column: Some(column.to_owned()), why }
}

on_both_databases! {
    async fn one_bad_line_keeps_everything_out(world) {
        let centres = "code,name,country,zone\nCP-A,Centro A,SV,America/El_Salvador\nCP-B,Centro B,SV,America/Nowhere\n";
        let bad = report(&world, &[("c.csv", centres)], false).await;
        assert_eq!(bad.faults, [cell("c.csv", 3, "zone", Why::Zone)]);
        assert!(bad.counts.is_empty());
        let good = report(&world, &[("c.csv", &centres.replace("Nowhere", "Lima"))], false).await;
        assert_eq!(good.counts[&Kind::Centres].created, 2);
    }

    async fn every_bad_cell_is_named_at_once(world) {
        let text = "code,name,country,zone,capacity\n,X\u{202E}Y,Salvador,,many\n";
        let bad = report(&world, &[("c.csv", text)], false).await;
        assert_eq!(bad.faults, [
            cell("c.csv", 2, "code", Why::Text(TextError::Empty)),
            cell("c.csv", 2, "name", Why::Text(TextError::Reordering)),
            cell("c.csv", 2, "country", Why::Country),
            cell("c.csv", 2, "zone", Why::Missing),
            cell("c.csv", 2, "capacity", Why::Number),
        ]);
    }

    async fn choices_hours_and_addresses_are_checked(world) {
        let rooms = "centre,code,name,uses,hours\nCP-IZA,X1,Sala,hearing kitchen,mon 8-12\n\
                     CP-IZA,X2,Sala,clinic,\"mon 08:00-12:00, mon 11:00-13:00\"\n";
        let people = "name,email,role\nAna,ana.example.org,judge\nLuis,luis@example.org,king\n";
        let bad = report(&world, &[("r.csv", rooms), ("p.csv", people)], false).await;
        let roles = "judge, prosecutor, defence_lawyer, interpreter, clinician, nurse, guest".to_owned();
        assert_eq!(bad.faults, [
            cell("p.csv", 2, "email", Why::Text(TextError::Malformed)),
            cell("p.csv", 3, "role", Why::Choice(roles)),
            cell("r.csv", 2, "uses", Why::Choice("hearing, consultation, clinic".to_owned())),
            cell("r.csv", 2, "hours", Why::Hours("mon 8-12".to_owned())),
            cell("r.csv", 3, "hours", Why::HoursOverlap),
        ]);
    }

    async fn references_that_lead_nowhere_are_named(world) {
        let files = [
            ("d.csv", "code,name,centre\nDEMO-1,Ana Sol,NONE\n"),
            ("k.csv", "centre,room,code,description\nCP-IZA,NONE,E1,Pantalla\nNONE,V1,E2,Pantalla\n"),
            ("p.csv", "name,email,role,agency\nAna,ana@example.org,judge,NONE\n"),
            ("r.csv", "centre,code,name,uses,hours\nNONE,X,Sala,clinic,mon 08:00-09:00\n"),
        ];
        let bad = report(&world, &files, false).await;
        let none = || "NONE".to_owned();
        assert_eq!(bad.faults, [
            cell("d.csv", 2, "centre", Why::NoCentre(none())),
            cell("k.csv", 2, "room", Why::NoRoom("CP-IZA".to_owned(), none())),
            cell("k.csv", 3, "centre", Why::NoCentre(none())),
            cell("p.csv", 2, "agency", Why::NoAgency(none())),
            cell("r.csv", 2, "centre", Why::NoCentre(none())),
        ]);
    }

    async fn the_same_twice_is_named_with_its_first_place(world) {
        let one = "code,name,centre\nDEMO-1,Ana Sol,CP-IZA\nDEMO-1,Ana Mar,CP-IZA\n";
        let two = "code,name,centre\nDEMO-1,Ana Luz,CP-MAR\n";
        let bad = report(&world, &[("a.csv", one), ("b.csv", two)], false).await;
        assert_eq!(bad.faults, [
            cell("a.csv", 3, "code", Why::Twice("a.csv".to_owned(), 2)),
            cell("b.csv", 2, "code", Why::Twice("a.csv".to_owned(), 2)),
        ]);
    }

    async fn headers_that_do_not_fit_are_named(world) {
        let files = [
            ("1.csv", "code,name,country,zone,colour\nA,B,SV,America/Lima,red\n"),
            ("2.csv", "code,name,kind,country\nA,B,court,SV\n"),
            ("3.csv", "code,name,name,centre\nA,B,B,CP-IZA\n"),
            ("4.csv", "apellido,nombre\nSol,Ana\n"),
            ("5.csv", ""),
            ("6.csv", "code,name,centre\nA,B\n"),
        ];
        let bad = report(&world, &files, false).await;
        let whole = |file: &str, line: Option<u64>, why: Why| Fault { file: file.to_owned(), line, column: None, why };
        assert_eq!(bad.faults, [
            cell("1.csv", 1, "colour", Why::UnknownColumn),
            cell("2.csv", 1, "zone", Why::NoColumn),
            cell("3.csv", 1, "name", Why::ColumnTwice),
            whole("4.csv", Some(1), Why::NotRecognised),
            whole("5.csv", None, Why::NoHeader),
            whole("6.csv", Some(2), Why::Cells { expected: 3, found: 2 }),
        ]);
    }

    async fn another_encoding_is_named_with_its_line(world) {
        let bytes = b"code,name,centre\nDEMO-1,Ana Sol,CP-IZA\nDEMO-2,Jos\xE9 Mar,CP-IZA\n".to_vec();
        let source = Source { name: "latin.csv".to_owned(), bytes };
        let bad = import(&world.house, &Principal::System, &[source], false).await.expect("the import answers");
        let why = Fault { file: "latin.csv".to_owned(), line: Some(3), column: None, why: Why::NotUtf8 };
        assert_eq!(bad.faults, [why]);
    }

    async fn every_line_in_another_encoding_is_named_beside_what_else_is_wrong(world) {
        let centres = b"code,name,country,zone\r\nCP-\xD1,Centro \xD1,SV,America/Lima\r\n".to_vec();
        let detainees = b"\r\ncode,name,centre\r\nD-1,Jos\xE9,CP-\xD1\r\n\r\n\
                          D-2,Ana Sol,NONE\r\nD-3,\"In\xE9s\r\nMar\",CP-IZA\r\n"
            .to_vec();
        let sources = [("c.csv", centres), ("d.csv", detainees)];
        let sources = sources.map(|(name, bytes)| Source { name: name.to_owned(), bytes });
        let bad = import(&world.house, &Principal::System, &sources, false).await.expect("the import answers");
        let other = |file: &str, line| Fault { file: file.to_owned(), line: Some(line), column: None, why: Why::NotUtf8 };
        assert_eq!(bad.faults, [
            other("c.csv", 2),
            other("d.csv", 3),
            cell("d.csv", 5, "centre", Why::NoCentre("NONE".to_owned())),
            other("d.csv", 6),
            cell("d.csv", 6, "name", Why::Text(TextError::Control)),
        ]);
        let bytes = b"c\xF3digo,name,centre\nDEMO-1,Ana Sol,NONE\n".to_vec();
        let source = Source { name: "h.csv".to_owned(), bytes };
        let bad = import(&world.house, &Principal::System, &[source], false).await.expect("the import answers");
        assert_eq!(bad.faults, [other("h.csv", 1)]);
    }

    async fn lines_are_counted_as_an_editor_counts_them(world) {
        let text = "\ncode,name,centre\n\nDEMO-1,Ana Sol,NONE\nDEMO-2,\"Ana\nMar\",CP-IZA\n\nDEMO-3,Ana Luz\n";
        for end in ["\n", "\r\n"] {
            for mark in ["", "\u{FEFF}"] {
                let bad = report(&world, &[("d.csv", &format!("{mark}{}", text.replace('\n', end)))], false).await;
                let cells = Why::Cells { expected: 3, found: 2 };
                assert_eq!(bad.faults, [
                    cell("d.csv", 4, "centre", Why::NoCentre("NONE".to_owned())),
                    cell("d.csv", 5, "name", Why::Text(TextError::Control)),
                    Fault { file: "d.csv".to_owned(), line: Some(8), column: None, why: cells },
                ], "{end:?} {mark:?}");
            }
        }
        let headless = report(&world, &[("h.csv", "\r\n\r\ncode,name,centre,colour\r\n")], false).await;
        assert_eq!(headless.faults, [cell("h.csv", 3, "colour", Why::UnknownColumn)]);
    }

    async fn the_report_reads_in_both_languages(world) {
        let bad = report(&world, &[("d.csv", "code,name,centre\nDEMO-1,Ana Sol,NONE\n")], false).await;
        let spanish = bad.text(Language::Es);
        assert!(spanish.contains("d.csv, línea 2, columna «centre»: no existe el centro «NONE»"), "{spanish}");
        assert!(spanish.contains("No se importó nada"), "{spanish}");
        let english = bad.text(Language::En);
        assert!(english.contains("d.csv, line 2, column “centre”: there is no centre “NONE”"), "{english}");
    }
}
