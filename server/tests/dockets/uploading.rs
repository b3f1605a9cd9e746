//! Reading lists: whatever is wrong with them is named, and nothing of them is lost.

use shared::{
    appointment::Role,
    docket::{Column, Stage, Typed, reading::Unreadable},
    error::{Error, Fault},
    ports::{Upload, Uploaded},
};

use super::{HEAD, PEOPLE, line, of, uploaded};

fn file(text: &str) -> Upload {
    Upload { name: "lista.csv".to_owned(), bytes: text.as_bytes().to_vec(), ..Upload::default() }
}

services::on_both_databases! {
    async fn every_bad_line_says_why_and_keeps_what_was_typed(world) {
        let who = &world.seeds.accounts.scheduler;
        let lines = format!(
            "{}EXP-2,inventado,DEMO-NADIE,5,0,nadie@telesala.test,mañana,,12\nEXP-3,inicial,DEMO-CP-IZA-1,30,0,julia.iraheta@telesala.test,,,\n{}",
            line("EXP-1", 0, 30, 1),
            line("EXP-1", 0, 45, 1),
        );
        let id = uploaded(&world, who, &lines).await;
        let docket = world.services.dockets.docket(who, id).await.expect("the docket");
        assert_eq!((docket.stage, docket.lines.len()), (Stage::Open, 4));
        assert_eq!(docket.name.as_str(), "semana");
        assert!(of(&docket, 2).mistakes.is_empty(), "{:?}", of(&docket, 2));
        let bad = of(&docket, 3);
        let columns: Vec<_> = bad.mistakes.iter().filter_map(|mistake| mistake.column).collect();
        for column in [Column::HearingType, Column::Detainee, Column::Minutes, Column::People, Column::Earliest, Column::Urgency] {
            assert!(columns.contains(&column), "{column:?} is missing in {columns:?}");
        }
        assert_eq!(bad.typed.cell(Column::Earliest), "mañana");
        let parts: Vec<_> = of(&docket, 4).mistakes.iter().map(|mistake| (mistake.part, mistake.fault)).collect();
        assert_eq!(parts, [(Some(Role::DefenceLawyer), Fault::Missing)]);
        let twice: Vec<_> = of(&docket, 5).mistakes.iter().map(|mistake| (mistake.column, mistake.fault)).collect();
        assert_eq!(twice, [(Some(Column::Case), Fault::Duplicate)]);
    }

    async fn a_bad_line_is_typed_otherwise(world) {
        let who = &world.seeds.accounts.scheduler;
        let dockets = &world.services.dockets;
        let lines = format!("{}EXP-2,inventado,DEMO-NADIE,30,0,{PEOPLE},,,\n", line("EXP-1", 0, 30, 1));
        let id = uploaded(&world, who, &lines).await;
        let typed = |kind: &str, detainee: &str, case: &str| {
            let cells = [
                (Column::Case, case), (Column::HearingType, kind), (Column::Detainee, detainee),
                (Column::Minutes, "30"), (Column::Meeting, "0"), (Column::People, PEOPLE),
            ];
            Typed::from_form(cells.map(|(column, cell)| (column, cell.to_owned())))
        };
        // Half of it: what is still wrong is kept, and said.
        assert_eq!(dockets.correct(who, id, 3, typed("inicial", " DEMO-NADIE ", "EXP-2")).await, Ok(false));
        let docket = dockets.docket(who, id).await.expect("the docket");
        let wrong: Vec<_> = of(&docket, 3).mistakes.iter().map(|one| (one.column, one.fault)).collect();
        assert_eq!(wrong, [(Some(Column::Detainee), Fault::UnknownChoice)]);
        assert_eq!(of(&docket, 3).typed.cell(Column::Detainee), "DEMO-NADIE");
        // A hearing that stands in another line.
        assert_eq!(dockets.correct(who, id, 3, typed("inicial", "DEMO-CP-IZA-0", "EXP-1")).await, Ok(false));
        assert_eq!(dockets.correct(who, id, 3, typed("inicial", "DEMO-CP-IZA-1", "EXP-2")).await, Ok(true));
        let docket = super::planned(&world, who, id).await;
        assert!(docket.lines.iter().all(|line| line.mistakes.is_empty() && line.slot.is_some()), "{docket:?}");
        // A sound line, typed otherwise, is to be placed anew; the same again changes nothing.
        assert_eq!(dockets.correct(who, id, 3, typed("inicial", "DEMO-CP-IZA-1", "EXP-2")).await, Ok(true));
        assert_eq!(dockets.docket(who, id).await.expect("the docket").version, docket.version);
        assert_eq!(dockets.correct(who, id, 3, typed("preliminar", "DEMO-CP-IZA-1", "EXP-2")).await, Ok(true));
        assert_eq!(of(&dockets.docket(who, id).await.expect("the docket"), 3).slot, None);
        assert_eq!(dockets.correct(who, id, 9, typed("inicial", "DEMO-CP-IZA-1", "EXP-2")).await, Err(Error::NotFound));
        // What is booked stays as it was typed.
        super::planned(&world, who, id).await;
        super::booked(&world, who, id).await;
        let late = dockets.correct(who, id, 3, typed("inicial", "DEMO-CP-IZA-1", "EXP-2")).await;
        assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
    }

    async fn what_is_no_list_is_refused_with_every_reason(world) {
        let who = &world.seeds.accounts.scheduler;
        let dockets = &world.services.dockets;
        let refused = |text: String| async move {
            match dockets.upload(who, file(&text)).await {
                Ok(Uploaded::Unreadable(wrong)) => wrong,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(refused(String::new()).await, [Unreadable::Empty]);
        assert_eq!(refused(HEAD.to_owned()).await, [Unreadable::Empty]);
        let wrong = refused(format!("case,type,detainee,minutes,case,color\n1,2,3,4,5,{PEOPLE}\n")).await;
        assert_eq!(
            wrong,
            [
                Unreadable::ColumnTwice(Column::Case),
                Unreadable::UnknownColumn("color".to_owned()),
                Unreadable::NoColumn(Column::People),
            ]
        );
        let many: String = (0..=shared::docket::MOST_LINES).map(|number| line(&format!("EXP-{number}"), 0, 30, 1)).collect();
        assert_eq!(refused(format!("{HEAD}{many}")).await, [Unreadable::TooMany(shared::docket::MOST_LINES)]);
        let latin = Upload { bytes: b"expediente;tipo\nA\xF1o;inicial\n".to_vec(), ..Upload::default() };
        assert_eq!(dockets.upload(who, latin).await, Ok(Uploaded::Unreadable(vec![Unreadable::NotText])));
    }

    async fn the_days_must_be_days_to_come(world) {
        let who = &world.seeds.accounts.scheduler;
        for (first, last, field) in [
            ("2026-11-19", "2026-11-27", "first"),
            ("2026-11-27", "2026-11-24", "last"),
            ("2026-11-24", "2027-11-24", "last"),
            ("ayer", "2026-11-24", "first"),
        ] {
            let upload = Upload { first: first.to_owned(), last: last.to_owned(), ..file(HEAD) };
            let Err(Error::Invalid(problems)) = world.services.dockets.upload(who, upload).await else {
                panic!("{first} to {last} is refused")
            };
            assert_eq!(problems.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), [field], "{first} to {last}");
        }
    }
}
