//! Files that can be imported.

use entity_counts::Counted;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use services::{
    importing::{Counts, Kind, import},
    on_both_databases,
    testing::entity::audit_entries,
};
use shared::{error::Error, principal::Principal};

use super::report;

const CENTRES: &str = "code,name,country,zone,capacity\nCP-NEW,Centro nuevo,SV,America/El_Salvador,120\n";
const ROOMS: &str = "centre,code,name,uses,hours\n\
                     CP-NEW,S1,Sala 1,hearing consultation,\"mon-fri 08:00-12:00, lun-vie 13:00-16:00\"\n";
const KITS: &str = "centre,room,code,description\nCP-NEW,S1,EQ-1,Pantalla y cámara\n";
const AGENCIES: &str = "code,name,kind,country,zone\nJ9,Juzgado Noveno,court,SV,America/El_Salvador\n";
const PEOPLE: &str = "name,email,role,agency,interprets,language\n\
                      Álvaro Nube,Alvaro.Nube@example.org,judge,J9,,\n\
                      Zoë Luz,zoe@example.org,interpreter,,inglés,en\n";
const DETAINEES: &str = "code,name,centre,module\nDEMO-900,Ñandú Sol,CP-NEW,\nDEMO-901,Ana Mar,CP-NEW,Módulo 1\n";

const ALL: [(&str, &str); 6] = [
    // Those that refer stand before those they refer to: the order of files does not matter.
    ("personas.csv", DETAINEES),
    ("profesionales.csv", PEOPLE),
    ("equipos.csv", KITS),
    ("salas.csv", ROOMS),
    ("juzgados.csv", AGENCIES),
    ("centros.csv", CENTRES),
];

mod entity_counts {
    use sea_orm::{ConnectionTrait, Statement};
    use services::testing::World;

    /// Rows in the tables that an import writes, and its entries in the record.
    #[derive(Debug, PartialEq, Eq)]
    pub struct Counted(Vec<i64>);

    impl Counted {
        pub async fn of(world: &World) -> Self {
            let mut counts = Vec::new();
            let tables = ["centres", "agencies", "rooms", "room_hours", "kits", "people", "detainees", "audit_entries"];
            for table in tables {
                let db = &world.house.db;
                let sql = format!("SELECT COUNT(*) FROM {table}");
                let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
                let row = row.expect("the table is there").expect("a count");
                counts.push(row.try_get_by_index(0).expect("a number"));
            }
            Self(counts)
        }

        pub fn minus(&self, before: &Self) -> Vec<i64> {
            self.0.iter().zip(&before.0).map(|(after, before)| after - before).collect()
        }
    }
}

const fn created(count: usize) -> Counts {
    Counts { created: count, changed: 0, unchanged: 0 }
}

on_both_databases! {
    async fn everything_is_loaded_at_once_in_any_order(world) {
        let before = Counted::of(&world).await;
        let report = report(&world, &ALL, false).await;
        assert_eq!(report.faults, []);
        let counts: Vec<(Kind, Counts)> = report.counts.into_iter().collect();
        assert_eq!(counts, [
            (Kind::Centres, created(1)),
            (Kind::Agencies, created(1)),
            (Kind::Rooms, created(1)),
            (Kind::Kits, created(1)),
            (Kind::People, created(2)),
            (Kind::Detainees, created(2)),
        ]);
        assert_eq!(Counted::of(&world).await.minus(&before), [1, 1, 1, 10, 1, 2, 2, 1 + 9], "each, and the import");
        let found = world.services.bookings.find_detainees(&world.seeds.accounts.scheduler, "nandu").await;
        let found = found.expect("the search answers");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].name.as_str(), found[0].centre_name.as_str()), ("Ñandú Sol", "Centro nuevo"));
    }

    async fn the_same_again_changes_nothing(world) {
        report(&world, &ALL, false).await;
        let before = Counted::of(&world).await;
        let again = report(&world, &ALL, false).await;
        assert!(again.sound() && !again.changes(), "{again:?}");
        assert_eq!(again.counts[&Kind::Detainees].unchanged, 2);
        assert_eq!(Counted::of(&world).await, before);
    }

    async fn what_differs_is_brought_to_what_the_file_says(world) {
        report(&world, &ALL, false).await;
        let rooms = ROOMS.replace("lun-vie 13:00-16:00", "lun-vie 13:00-17:00");
        let detainees = DETAINEES.replace("DEMO-901,Ana Mar,CP-NEW", "DEMO-901,Ana Mar,CP-IZA");
        let changed = report(&world, &[("salas.csv", &rooms), ("personas.csv", &detainees)], false).await;
        assert_eq!(changed.counts[&Kind::Rooms], Counts { created: 0, changed: 1, unchanged: 0 });
        assert_eq!(changed.counts[&Kind::Detainees], Counts { created: 0, changed: 1, unchanged: 1 });
        let again = report(&world, &[("salas.csv", &rooms), ("personas.csv", &detainees)], false).await;
        assert!(!again.changes(), "{again:?}");
    }

    async fn the_record_tells_what_each_row_was_and_is(world) {
        report(&world, &ALL, false).await;
        let rooms = ROOMS.replace("Sala 1", "Sala azul").replace("lun-vie 13:00-16:00", "lun 13:00-16:00");
        let people = PEOPLE.replace("Zoë Luz", "Zoë Mar");
        report(&world, &[("salas.csv", &rooms), ("profesionales.csv", &people)], false).await;
        let found = audit_entries::Entity::find()
            .filter(audit_entries::Column::SubjectKind.is_in(["rooms", "room_hours", "people"]))
            .order_by_asc(audit_entries::Column::Id)
            .all(&world.house.db)
            .await
            .expect("the record is read");
        let told = |entry: &audit_entries::Model, field: &str| {
            let changes = entry.changes.as_array().expect("a list").clone();
            let found = changes.into_iter().find(|change| change["field"] == field);
            found.map(|change| (change["from"].clone(), change["to"].clone()))
        };
        let of = |kind: &str| found.iter().filter(|entry| entry.subject_kind == kind).collect::<Vec<_>>();
        let [made, renamed] = of("rooms")[..] else { panic!("{found:?}") };
        assert_eq!(told(made, "name"), Some((Value::Null, json!("Sala 1"))));
        assert_eq!(made.subject_id, renamed.subject_id);
        assert_eq!(renamed.changes, json!([{ "field": "name", "from": "Sala 1", "to": "Sala azul" }]));
        let [_, hours] = of("room_hours")[..] else { panic!("{found:?}") };
        assert_eq!(hours.subject_id, made.subject_id);
        let (before, after) = told(hours, "hours").expect("the hours are told");
        assert_eq!((before.as_array().map(Vec::len), after.as_array().map(Vec::len)), (Some(10), Some(6)));
        let [.., changed] = of("people")[..] else { panic!("{found:?}") };
        assert_eq!(changed.changes, json!([{ "field": "name", "from": "Zoë Luz", "to": "Zoë Mar" }]));
        assert!(found.iter().all(|entry| entry.event == "imported"));
    }

    async fn a_dry_run_says_the_same_and_keeps_nothing(world) {
        let before = Counted::of(&world).await;
        let dry = report(&world, &ALL, true).await;
        assert_eq!(Counted::of(&world).await, before);
        let real = report(&world, &ALL, false).await;
        assert_eq!(dry.counts, real.counts);
    }

    async fn a_byte_order_mark_and_semicolons_are_taken(world) {
        let semicolons = format!("\u{FEFF}{}", CENTRES.replace(',', ";"));
        let rooms = "CENTRE;Code;name;uses;hours\r\nCP-NEW;S1;Sala \"\"uno\"\";hearing;mon-fri 08:00-12:00, sat 08:00-10:00\r\n\r\n";
        let report = report(&world, &[("centros.csv", &semicolons), ("salas.csv", rooms)], false).await;
        assert_eq!(report.faults, []);
        assert_eq!(report.counts[&Kind::Rooms], created(1));
    }

    async fn only_who_may_import_does(world) {
        let accounts = &world.seeds.accounts;
        let never = [
            &accounts.scheduler,
            &accounts.clinic_scheduler,
            &accounts.judge,
            &accounts.lawyer,
            &accounts.warden,
            &accounts.nurse,
            &accounts.clinician,
            &accounts.auditor,
        ];
        for who in never {
            assert_eq!(import(&world.house, who, &[], true).await, Err(Error::Forbidden), "{who:?}");
        }
        assert_eq!(import(&world.house, &Principal::Anonymous, &[], true).await, Err(Error::Unauthenticated));
        assert!(import(&world.house, &accounts.administrator, &[], true).await.is_ok());
    }
}
