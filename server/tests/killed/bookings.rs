//! Programs book at once while the server is killed again and again.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::mpsc,
    time::Duration,
};

use jiff::ToSpan;
use sea_orm::{EntityTrait, ExprTrait, PaginatorTrait};
use serde_json::{Value, json};
use services::{
    clock::{Clock, SystemClock},
    on_both_databases,
    testing::{World, entity},
};
use shared::{
    appointment::Role,
    exchange::NewToken,
    principal::{Grants, Principal},
};
use uuid::Uuid;

use super::{
    nothing_is_there_by_half,
    server::{Running, folder},
};

/// How often it is killed.
const KILLS: usize = 4;
/// Programs that book at once.
const WRITERS: usize = 6;
/// Bookings that are acknowledged before it is killed.
const ENOUGH: usize = 12;

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

/// The bookings that there are to make, by key: each has its own hour of a room, a detainee and two people, the first quarter of
/// it for a private meeting.
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
                let start = zone.instant(day.at(hour, 15, 0, 0)).unwrap();
                let order = json!({
                    "kind": "hearing", "hearing_type": "review_of_measures", "duration": 45, "meeting": 15,
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

/// The bookings for each writer, the same ones first as in the run before; at most `most` each.
fn shared_out(left: &[(String, String)], most: usize) -> Vec<Vec<(String, String)>> {
    (0..WRITERS).map(|writer| left.iter().skip(writer).step_by(WRITERS).take(most).cloned().collect()).collect()
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
            let hearings = nothing_is_there_by_half(&world).await;
            let all = entity::appointments::Entity::find().count(&world.house.db).await.unwrap();
            assert_eq!(all, 2 * hearings, "each has its private meeting");
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
}
