//! The binary is killed in the middle of bookings, of lists of hearings and of repairs, again and again: what it
//! acknowledged is there, and nothing is there by half.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use app::session::SESSION_COOKIE;
use jiff::ToSpan;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use services::{
    clock::{Clock, SystemClock},
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    appointment::Role,
    docket::Stage,
    exchange::NewToken,
    ids::DocketId,
    ports::{SignIn, Upload, Uploaded},
    principal::{Grants, Principal},
    schedule::{BlockCause, Resource},
    time::Period,
};
use uuid::Uuid;

/// How often it is killed.
const KILLS: usize = 4;
/// Programs that book at once.
const WRITERS: usize = 6;
/// Bookings that are acknowledged before it is killed.
const ENOUGH: usize = 12;
/// The participants of each.
const PEOPLE: u64 = 2;
/// Hearings of the list.
const LISTED: usize = 24;
/// Hearings whose room breaks.
const BROKEN: usize = 12;
/// What each reserves: room, detainee, and both participants.
const RESERVED: u64 = 4;

/// A running server.
struct Running {
    child: Child,
    host: String,
}

impl Running {
    fn start(world: &World, folder: &PathBuf) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_telesala"))
            .args(["serve", "--addr", "127.0.0.1:0", "--site", "site"])
            .current_dir(folder)
            .env("DATABASE_URL", &world.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("Telesala is at http://").expect("it says where it is").to_owned();
        Self { child, host }
    }

    /// Ends it as a power cut would.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A folder to run in, with a site that has no client.
fn folder(world: &World) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{}", world.house.ids.next()));
    fs::create_dir_all(folder.join("site/pkg")).unwrap();
    let manifest = "{\"style\":\"/pkg/a.css\",\"script\":\"/pkg/a.js\",\"wasm\":\"/pkg/a.wasm\",\"font\":null}";
    fs::write(folder.join("site/manifest.json"), manifest).unwrap();
    folder
}

/// Posts a plain form as a browser with this cookie does; answers the status.
fn submit(host: &str, cookie: &str, path: &str, form: &str) -> u16 {
    try_submit(host, cookie, path, form).unwrap()
}

/// The same; `None` if the connection broke before the answer was there.
fn try_submit(host: &str, cookie: &str, path: &str, form: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n\
         Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// What is answered to a booking: status and body; `None` if the connection broke before the answer was there.
fn post(host: &str, secret: &str, key: &str, body: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(
        stream,
        "POST /api/v1/appointments HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer {secret}\r\n\
         Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// The bookings that there are to make, by key: each has its own half hour of a room, a detainee and two people.
async fn orders(world: &World) -> BTreeMap<String, String> {
    let zone = &world.zone;
    // The binary goes by the real clock.
    let tomorrow = zone.date(SystemClock.now()).tomorrow().unwrap();
    let days =
        (0..14).map(|day| tomorrow.saturating_add(day.days())).filter(|day| day.weekday().to_monday_zero_offset() < 5);
    let mut orders = BTreeMap::new();
    let mut rooms = Vec::new();
    for number in 0..WRITERS {
        let judge = world.another_person(Role::Judge, number).await;
        let lawyer = world.another_person(Role::DefenceLawyer, number).await;
        let detainee = world.another_detainee(world.seeds.izalco.id, number).await;
        rooms.push((world.another_room(world.seeds.izalco.id, number).await, judge, lawyer, detainee));
    }
    for day in days {
        for hour in 8..15 {
            for (number, (room, judge, lawyer, detainee)) in rooms.iter().enumerate() {
                let start = zone.instant(day.at(hour, 0, 0, 0)).unwrap();
                let order = json!({
                    "kind": "hearing", "hearing_type": "review_of_measures", "duration": 45, "meeting": 0,
                    "case_number": format!("{number}-{hour}-{}", day.strftime("%Y%m%d")),
                    "start": zone.local(start).civil.to_zoned(jiff::tz::TimeZone::get("America/El_Salvador").unwrap())
                        .unwrap().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                    "room": room.to_string(), "detainee": detainee.to_string(),
                    "participants": [{"person": judge.to_string()}, {"person": lawyer.to_string()}],
                });
                orders.insert(format!("{day}-{hour}-{number}"), order.to_string());
            }
        }
    }
    orders
}

/// A list of hearings from tomorrow on, for all of which there is room.
async fn uploaded(world: &World) -> DocketId {
    let who = &world.seeds.accounts.scheduler;
    let first = world.zone.date(world.now()).tomorrow().unwrap();
    let mut list = "expediente,tipo,persona,minutos,reunion,participantes,desde,limite,urgencia\n".to_owned();
    for number in 0..LISTED {
        world.another_detainee(world.seeds.izalco.id, number).await;
        let people = "julia.iraheta@telesala.test delmy.argueta@telesala.test";
        writeln!(list, "EXP-{number},inicial,DEMO-X-{number},30,0,{people},,,1").unwrap();
    }
    let upload = Upload {
        name: "semana.csv".to_owned(),
        bytes: list.into_bytes(),
        first: first.to_string(),
        last: first.saturating_add(8.days()).to_string(),
    };
    let Uploaded::Docket(id) = world.services.dockets.upload(who, upload).await.unwrap() else {
        panic!("it is a list")
    };
    id
}

/// The cookie of the first court's scheduler.
async fn signed_in(world: &World) -> String {
    let password = services::testing::PASSWORD.to_owned();
    let sign_in = SignIn { name: "scheduler".to_owned(), password, address: None, device: None };
    format!("{SESSION_COOKIE}={}", world.services.accounts.sign_in(sign_in).await.unwrap().secret)
}

/// Ends the minute for which another server might still be at work on the docket.
async fn a_minute_later(world: &World) {
    let earlier = sea_orm::sea_query::Expr::col(entity::dockets::Column::UpdatedAt).sub(61);
    let all = entity::dockets::Entity::update_many().col_expr(entity::dockets::Column::UpdatedAt, earlier);
    all.exec(&world.house.db).await.unwrap();
    world.clock.set(SystemClock.now());
}

/// A page as a browser with this cookie reads it; in one piece, which HTTP/1.1 does not promise.
fn page(host: &str, cookie: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// Every appointment in the store has all that belongs to one.
async fn nothing_is_there_by_half(world: &World) -> u64 {
    let db = &world.house.db;
    let all = entity::appointments::Entity::find().all(db).await.unwrap();
    for appointment in &all {
        let id = appointment.id;
        let sites = entity::sites::Entity::find().filter(entity::sites::Column::AppointmentId.eq(id)).count(db).await;
        let people = entity::participants::Column::AppointmentId.eq(id);
        let people = entity::participants::Entity::find().filter(people).count(db).await;
        let reserved = entity::reservations::Column::AppointmentId.eq(id);
        let reserved = entity::reservations::Entity::find().filter(reserved).count(db).await;
        let told = entity::messages::Column::AppointmentId.eq(id);
        let told = entity::messages::Entity::find().filter(told).count(db).await;
        let recorded = entity::audit_entries::Column::SubjectId.eq(id);
        let recorded = entity::audit_entries::Entity::find().filter(recorded).count(db).await.unwrap();
        let whole = (sites.unwrap(), people.unwrap(), reserved.unwrap(), told.unwrap());
        assert_eq!(whole, (1, PEOPLE, RESERVED, PEOPLE), "{appointment:?}");
        assert!(recorded > 0, "{appointment:?}");
    }
    all.len().try_into().unwrap()
}

on_both_databases! {
    async fn a_killed_server_loses_nothing_it_acknowledged_and_leaves_nothing_by_half(world) {
        let grants = Grants::from_codes("read book").unwrap();
        let new = NewToken { agency: "TS6".to_owned(), name: "Expedientes".to_owned(), grants, days: None };
        let (_, secret) = world.services.tokens.create(&Principal::System, new).await.unwrap();
        let folder = folder(&world);

        let mut left: Vec<(String, String)> = orders(&world).await.into_iter().collect();
        let mut acknowledged: BTreeMap<String, String> = BTreeMap::new();
        for kill in 0..=KILLS {
            let server = Running::start(&world, &folder);
            let (told, answers) = mpsc::channel();
            // The last server is left in peace to answer what was asked before.
            let queues = shared_out(&left, if kill == KILLS { 4 } else { usize::MAX });
            let writers: Vec<_> = queues.into_iter().map(|queue| {
                let (host, secret, told) = (server.host.clone(), secret.clone(), told.clone());
                std::thread::spawn(move || {
                    for (key, body) in queue {
                        let Some((status, answer)) = post(&host, &secret, &key, &body) else { return };
                        told.send((key, status, answer)).unwrap();
                    }
                })
            }).collect();
            drop(told);
            let mut server = Some(server);
            let mut here = 0;
            while let Ok((key, status, answer)) = answers.recv() {
                assert_eq!(status, 201, "{answer}");
                let id = answer["id"].as_str().unwrap().to_owned();
                assert_eq!(acknowledged.insert(key, id), None);
                here += 1;
                if here == ENOUGH && kill < KILLS {
                    server.take().unwrap().kill();
                }
            }
            for writer in writers {
                writer.join().unwrap();
            }
            if let Some(server) = server {
                assert_eq!(kill, KILLS, "it ran out of bookings before it was killed");
                server.kill();
            }
            nothing_is_there_by_half(&world).await;
            for id in acknowledged.values() {
                let id: Uuid = id.parse().unwrap();
                let kept = entity::appointments::Entity::find_by_id(id).one(&world.house.db).await.unwrap();
                assert!(kept.is_some(), "{id} was acknowledged");
            }
            // What was asked and not answered is asked again first, with the same key, after the minute for which
            // another server might still be at it.
            let earlier = sea_orm::sea_query::Expr::col(entity::claims::Column::TakenAt).sub(61);
            entity::claims::Entity::update_many()
                .col_expr(entity::claims::Column::TakenAt, earlier)
                .exec(&world.house.db).await.unwrap();
            left.retain(|(key, _)| !acknowledged.contains_key(key));
        }
        // Every appointment was acknowledged in the end, so none was made twice.
        let asked_again = nothing_is_there_by_half(&world).await;
        assert_eq!(asked_again, u64::try_from(acknowledged.len()).unwrap());
        fs::remove_dir_all(&folder).unwrap();
    }

    async fn a_list_is_booked_whole_or_not_at_all_whenever_the_server_is_killed(world) {
        // The binary goes by the real clock, and so must whoever plans.
        world.clock.set(SystemClock.now());
        let who = &world.seeds.accounts.scheduler;
        let dockets = &world.services.dockets;
        let id = uploaded(&world).await;
        dockets.plan(who, id, None, None).await.unwrap();
        let proposed = loop {
            let docket = dockets.docket(who, id).await.unwrap();
            if !docket.stage.is_busy() {
                break docket;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let planned = proposed.lines.iter().filter(|line| line.slot.is_some()).count();
        assert_eq!(planned, LISTED, "there is room for all of them");

        let cookie = signed_in(&world).await;
        let folder = folder(&world);
        let mut stopped = 0;
        for wait in [0, 3, 10, 25, 50, 100, 20_000] {
            a_minute_later(&world).await;
            let server = Running::start(&world, &folder);
            let version = dockets.docket(who, id).await.unwrap().version;
            let status = submit(&server.host, &cookie, "/do/docket/book", &format!("id={id}&version={version}"));
            assert_eq!(status, 302);
            let until = std::time::Instant::now() + Duration::from_millis(wait);
            while std::time::Instant::now() < until && nothing_is_there_by_half(&world).await == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            server.kill();
            match nothing_is_there_by_half(&world).await {
                0 => stopped += 1,
                all => {
                    assert_eq!(all, u64::try_from(LISTED).unwrap(), "all of it or nothing");
                    break;
                }
            }
        }
        assert!(stopped > 0, "it was never killed in time");
        let docket = dockets.docket(who, id).await.unwrap();
        assert_eq!(docket.stage, Stage::Booked);
        assert_eq!(docket.lines.iter().filter(|line| line.booked.is_some()).count(), LISTED);
        fs::remove_dir_all(&folder).unwrap();
    }
}

on_both_databases! {
    async fn a_plan_that_was_killed_says_so_and_is_sought_again(world) {
        // The binary goes by the real clock, and so must whoever reads.
        world.clock.set(SystemClock.now());
        let (who, dockets) = (&world.seeds.accounts.scheduler, &world.services.dockets);
        let id = uploaded(&world).await;
        let (cookie, folder, form) = (signed_in(&world).await, folder(&world), format!("id={id}"));
        let address = format!("/dockets/{id}");
        let says = locales::texts(shared::directory::Language::Es).docket.interrupted;
        let mut stopped = false;
        for _ in 0..5 {
            let before = dockets.docket(who, id).await.unwrap().lines;
            let server = Running::start(&world, &folder);
            assert_eq!(submit(&server.host, &cookie, "/do/docket/plan", &form), 302);
            server.kill();
            let docket = dockets.docket(who, id).await.unwrap();
            if docket.stage == Stage::Planning {
                assert!(!docket.interrupted, "another server might still be at it");
                assert_eq!(docket.lines, before, "nothing of it by half");
                stopped = true;
                break;
            }
        }
        assert!(stopped, "it was never killed in time");

        let server = Running::start(&world, &folder);
        assert!(!page(&server.host, &cookie, &address).contains(says), "nobody knows yet");
        a_minute_later(&world).await;
        let docket = dockets.docket(who, id).await.unwrap();
        assert!(docket.interrupted && docket.progress.is_none());
        assert!(page(&server.host, &cookie, &address).contains(says));
        assert_eq!(submit(&server.host, &cookie, "/do/docket/plan", &form), 302);
        let planned = loop {
            world.clock.set(SystemClock.now());
            let docket = dockets.docket(who, id).await.unwrap();
            assert!(!docket.interrupted, "somebody is at it again");
            if !docket.stage.is_busy() {
                break docket;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(planned.stage, Stage::Planned);
        assert_eq!(planned.lines.iter().filter(|line| line.slot.is_some()).count(), LISTED);
        assert_eq!(nothing_is_there_by_half(&world).await, 0, "nothing was booked");
        server.kill();
        fs::remove_dir_all(&folder).unwrap();
    }
}

on_both_databases! {
    async fn a_repair_is_made_whole_or_not_at_all_whenever_the_server_is_killed(world) {
        // The binary goes by the real clock, and so must whoever plans.
        world.clock.set(SystemClock.now());
        let who = &world.seeds.accounts.scheduler;
        let mut day = world.zone.date(world.now()).tomorrow().unwrap();
        while day.weekday().to_monday_zero_offset() > 4 {
            day = day.tomorrow().unwrap();
        }
        let at = |hour: i8, minute: i8| world.zone.instant(day.at(hour, minute, 0, 0)).unwrap();
        for number in 0..BROKEN {
            let half = i8::try_from(number).unwrap();
            let mut plan = world.hearing(at(8 + half / 2, half % 2 * 30));
            "0".clone_into(&mut plan.what.meeting);
            "15".clone_into(&mut plan.what.duration);
            plan.what.case_number = format!("K-{number}");
            plan.detainee = world.another_detainee(world.seeds.izalco.id, number).await;
            world.book(&plan).await;
        }
        let period = Period::new(at(7, 0), at(18, 0)).unwrap();
        let room = Resource::Room(world.seeds.izalco.hearing);
        world.blocked(world.seeds.izalco.id, Some(room), period, BlockCause::Maintenance).await;
        let view = world.services.repairs.look(who, None).await.unwrap();
        let form: Vec<String> = view.rows.iter().map(|row| {
            let accepted = row.accepted().expect("the other room is free");
            format!("moves%5B%5D={}", accepted.to_string().replace(':', "%3A"))
        }).collect();
        assert_eq!(form.len(), BROKEN);
        let form = form.join("&");

        let cookie = signed_in(&world).await;
        let folder = folder(&world);
        let mut stopped = 0;
        // Later and later, until it comes through.
        for wait in [1, 5, 15, 30, 45, 60, 90, 120, 180, 260, 400, 700, 1200, 2500, 20_000] {
            let server = Running::start(&world, &folder);
            let (host, cookie, form) = (server.host.clone(), cookie.clone(), form.clone());
            let posted = std::thread::spawn(move || try_submit(&host, &cookie, "/do/repair/accept", &form));
            let until = std::time::Instant::now() + Duration::from_millis(wait);
            while std::time::Instant::now() < until && !posted.is_finished() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            server.kill();
            let acknowledged = posted.join().unwrap() == Some(302);
            match moved(&world).await {
                0 => {
                    assert!(!acknowledged, "what was acknowledged is there");
                    stopped += 1;
                }
                all => {
                    assert_eq!(all, BROKEN, "all of it or nothing");
                    break;
                }
            }
        }
        assert!(stopped > 0, "it was never killed in time");
        assert_eq!(moved(&world).await, BROKEN, "it comes through in the end");
        assert_eq!(world.services.repairs.look(who, None).await.unwrap().rows, []);
        fs::remove_dir_all(&folder).unwrap();
    }
}

/// How many hearings have moved to the other room. Each of them wholly: what it reserves, its version, its record and what
/// people are told go with it.
async fn moved(world: &World) -> usize {
    let db = &world.house.db;
    let mut moved = 0;
    for appointment in entity::appointments::Entity::find().all(db).await.unwrap() {
        let id = appointment.id;
        let site = entity::sites::Entity::find().filter(entity::sites::Column::AppointmentId.eq(id)).one(db).await;
        let elsewhere = site.unwrap().unwrap().room_id == world.seeds.izalco.second_hearing.0;
        let held = entity::reservations::Entity::find().filter(entity::reservations::Column::AppointmentId.eq(id));
        let held: Vec<_> = held.all(db).await.unwrap().into_iter().filter(|row| row.live).collect();
        let there = held.iter().any(|row| row.resource_id == world.seeds.izalco.second_hearing.0);
        // That messages went out is recorded by the servers that were killed, and no part of the repair.
        let of_it = entity::audit_entries::Column::SubjectId
            .eq(id)
            .and(entity::audit_entries::Column::Event.is_in(["booked", "amended"]));
        let recorded = entity::audit_entries::Entity::find().filter(of_it).count(db).await.unwrap();
        let told = entity::messages::Column::AppointmentId.eq(id);
        let told = entity::messages::Entity::find().filter(told).count(db).await.unwrap();
        let times = if elsewhere { 2 } else { 1 };
        let whole = (held.len(), there, u64::try_from(appointment.version).unwrap(), recorded, told);
        assert_eq!(whole, (4, elsewhere, times, times, times * PEOPLE), "{appointment:?}");
        moved += usize::from(elsewhere);
    }
    moved
}

/// The bookings for each writer, the same ones first as in the run before; at most `most` each.
fn shared_out(left: &[(String, String)], most: usize) -> Vec<Vec<(String, String)>> {
    (0..WRITERS).map(|writer| left.iter().skip(writer).step_by(WRITERS).take(most).cloned().collect()).collect()
}
