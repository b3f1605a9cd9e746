//! The rules of scheduling from files, and that they are kept to.

use std::{collections::BTreeMap, num::NonZeroU16};

use services::{
    importing::{Counts, Kind, Why},
    on_both_databases,
};
use shared::{
    error::Error,
    schedule::{BlockCause, Departure, Obstacle},
};

use super::report;

const FILES: [(&str, &str); 9] = [
    ("reglas.csv", "centre,move_before,move_after,turnover,escort_teams\nCP-IZA,10,15,5,3\nCP-MAR,0,0,0,\n"),
    ("recuentos.csv", "centre,purpose,hours\nCP-IZA,count,\"lun-vie 12:00-12:30, lun-vie 06:00-06:30\"\n"),
    ("festivos.csv", "centre,date,holiday\nCP-IZA,2026-11-25,Día de prueba\n"),
    (
        "bloqueos.csv",
        "centre,room,person,from,until,cause,note\nCP-IZA,V1,,2026-11-23 08:00,2026-11-24 12:00,maintenance,\n\
         CP-IZA,,julia.iraheta@telesala.test,2026-11-26 00:00,2026-11-27 00:00,other,Capacitación\n",
    ),
    ("grupos.csv", "group,detainee\nG1,DEMO-CP-IZA-1\n"),
    ("incompatibles.csv", "one,other\nDEMO-CP-IZA-0,G1\n"),
    ("salidas.csv", "detainee,centre,why,from\nDEMO-CP-IZA-1,CP-IZA,release,2026-12-01\n"),
    ("horarios.csv", "email,hours\ndelmy.argueta@telesala.test,mon-fri 08:00-16:00\n"),
    ("avisos.csv", "country,hearing_type,notice_hours\nSV,trial,48\n"),
];

/// The first detainee of Izalco, held in that centre.
fn held_in(centre: &str) -> String {
    format!("code,name,centre,module\nDEMO-CP-IZA-0,María José Peña,{centre},Módulo 2\n")
}

/// How many detainees and departures are new, and how many different.
fn counted(detainees: (usize, usize), departures: (usize, usize)) -> BTreeMap<Kind, Counts> {
    let counts = |(created, changed)| Counts { created, changed, unchanged: 0 };
    BTreeMap::from([(Kind::Detainees, counts(detainees)), (Kind::Departures, counts(departures))])
}

on_both_databases! {
    async fn rules_are_kept_once_and_kept_to(world) {
        let first = report(&world, &FILES, false).await;
        assert!(first.sound(), "{:?}", first.faults);
        assert_eq!(first.counts.len(), 9);
        assert!(first.counts.values().all(|counts| counts.created >= 1 && counts.changed == 0), "{:?}", first.counts);
        let again = report(&world, &FILES, false).await;
        assert!(!again.changes(), "{:?}", again.counts);

        let Err(Error::Refused(why)) = world.try_book(&world.hearing(world.at(23, 10, 0))).await else { panic!() };
        let [Obstacle::Blocked { cause, period, .. }] = &why[..] else { panic!("{why:?}") };
        assert_eq!((*cause, period.end.civil.to_string().as_str()), (BlockCause::Maintenance, "2026-11-24T12:00:00"));
        let Err(Error::Refused(why)) = world.try_book(&world.hearing(world.at(25, 10, 0))).await else { panic!() };
        assert!(matches!(why[..], [Obstacle::Holiday { .. }]), "{why:?}");
        world.book(&world.hearing(world.at(27, 10, 0))).await;

        let later = ("recuentos.csv", "centre,purpose,hours\nCP-IZA,count,lun-vie 11:00-11:30\n");
        let changed = report(&world, &[later], false).await;
        assert_eq!(changed.counts.values().copied().collect::<Vec<_>>(), [Counts { created: 0, changed: 1, unchanged: 0 }]);
    }

    async fn who_is_transferred_has_left_and_who_is_back_has_not(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        assert_eq!(repairs.broken(who).await, Ok(0));
        let moved = report(&world, &[("personas.csv", &held_in("CP-MAR"))], false).await;
        assert_eq!(moved.counts, counted((0, 1), (1, 0)));
        assert!(!report(&world, &[("personas.csv", &held_in("CP-MAR"))], false).await.changes());
        // What is booked where they were can no longer be held, as if a file had said that they leave.
        assert_eq!(repairs.broken(who).await, Ok(1));
        let view = repairs.look(who, None).await.expect("a look");
        assert_eq!(view.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
        // There is a place where they are held now.
        let to_centre = view.rows[0].to_centre.as_ref().map(|(centre, _)| centre.as_str());
        assert_eq!((view.rows[0].to.is_some(), to_centre), (true, Some("La Esperanza")));
        let [Obstacle::Left { why, from }] = view.rows[0].why[..] else { panic!("{:?}", view.rows[0].why) };
        assert_eq!((why, from.civil.to_string().as_str()), (Departure::Transfer, "2026-11-20T00:00:00"));

        let back = report(&world, &[("personas.csv", &held_in("CP-IZA"))], false).await;
        assert_eq!(back.counts, counted((0, 1), (1, 1)));
        assert!(!report(&world, &[("personas.csv", &held_in("CP-IZA"))], false).await.changes());
        assert_eq!(repairs.broken(who).await, Ok(0));
        world.book(&world.hearing(world.at(24, 10, 0))).await;
    }

    async fn a_file_says_since_when_somebody_has_left(world) {
        let (who, repairs) = (&world.seeds.accounts.scheduler, &world.services.repairs);
        world.book(&world.hearing(world.at(23, 10, 0))).await;
        let leaves = |day| format!("detainee,centre,why,from\nDEMO-CP-IZA-0,CP-IZA,transfer,{day}\n");
        let (later, moved) = (leaves("2026-11-24"), held_in("CP-MAR"));
        let files = [("salidas.csv", later.as_str()), ("personas.csv", moved.as_str())];
        assert_eq!(report(&world, &files, false).await.counts, counted((0, 1), (1, 0)));
        assert!(!report(&world, &files, false).await.changes());
        assert_eq!(repairs.broken(who).await, Ok(0), "on Monday they are still there");

        // A departure that was announced for later has come about with the transfer.
        let back = held_in("CP-IZA");
        let files = [("salidas.csv", later.as_str()), ("personas.csv", back.as_str())];
        report(&world, &files, false).await;
        assert_eq!(report(&world, &[("personas.csv", &moved)], false).await.counts, counted((0, 1), (0, 2)));
        assert_eq!(repairs.broken(who).await, Ok(1));
    }

    async fn a_file_says_how_many_a_room_holds_or_nothing_of_it(world) {
        let room = |header: &str, cell: &str| {
            format!("centre,code,name,uses,hours{header}\nCP-IZA,V1,Sala virtual 1,hearing consultation,mon-fri 08:00-16:00{cell}\n")
        };
        let izalco = world.seeds.izalco;
        let holds = async || {
            let view = world.services.centres.centre(&world.seeds.accounts.warden, izalco.id).await.expect("the centre");
            view.rooms.iter().find(|room| room.id == izalco.hearing).expect("the room").capacity.map(NonZeroU16::get)
        };
        for (header, cell, changed, holding) in
            [(",capacity", ",3", 1, Some(3)), ("", "", 0, Some(3)), (",capacity", ",3", 0, Some(3)), (",capacity", ",", 1, None)]
        {
            let report = report(&world, &[("salas.csv", &room(header, cell))], false).await;
            assert_eq!(report.counts[&Kind::Rooms], Counts { created: 0, changed, unchanged: 1 - changed }, "{cell}");
            assert_eq!(holds().await, holding, "{cell}");
        }
        for (cell, expected) in [(",0", Why::HoldsNobody), (",501", Why::Outside(500)), (",muchas", Why::Outside(500))] {
            let report = report(&world, &[("salas.csv", &room(",capacity", cell))], false).await;
            let [fault] = &report.faults[..] else { panic!("{:?}", report.faults) };
            assert_eq!((fault.column.as_deref(), &fault.why), (Some("capacity"), &expected));
        }
    }

    async fn what_is_wrong_with_rules_is_named(world) {
        let files = [
            ("a.csv", "centre,move_before,move_after,turnover,escort_teams\nCP-NO,10,300,x,0\n"),
            ("b.csv", "centre,room,from,until,cause\nCP-IZA,NO,2026-11-23 08:00,2026-11-23 09:00,leave\n\
                       CP-IZA,V1,2026-11-23 10:00,2026-11-23 09:00,other\n"),
            ("c.csv", "one,other\nDEMO-CP-IZA-0,NADIE\n"),
            ("d.csv", "detainee,centre,why,from\nNADIE,CP-IZA,escape,mañana\n"),
        ];
        let report = report(&world, &files, false).await;
        let why: Vec<_> = report.faults.iter().map(|fault| fault.why.clone()).collect();
        for expected in [
            Why::Outside(240), Why::NoTeam, Why::NoRoom("CP-IZA".into(), "NO".into()), Why::EndBeforeStart,
            Why::NoSide("NADIE".into()), Why::Date,
        ] {
            assert!(why.contains(&expected), "{expected:?} is not in {why:?}");
        }
        assert!(report.counts.is_empty());
    }
}
