//! What changes seldom is remembered, and never longer than it holds.

pub(crate) mod asked;
mod changes;

use std::sync::Arc;

use services::{
    db::{Durability, connect},
    house::{House, Services},
    testing::{PATIENCE, World},
};
use shared::{
    appointment::HearingType,
    draft::WhatForm,
    error::Error,
    exchange::{Called, Key, Order, Search},
    ids::AppointmentId,
    time::Instant,
};

/// The same world as another server sees it: with connections and a memory of its own.
async fn another_server(world: &World) -> World {
    let db = connect(&world.url, Durability::Later, PATIENCE).await.expect("the database opens");
    let house = House { db, facts: Arc::default(), ..world.house.clone() };
    World { services: Services::new(&house), house, ..world.clone() }
}

fn key(code: &str) -> Key {
    Key::Code(code.to_owned())
}

const JUDGE: &str = "julia.iraheta@telesala.test";
const LAWYER: &str = "delmy.argueta@telesala.test";
const DETAINEE: &str = "DEMO-CP-IZA-0";

/// Where hearings of 45 minutes can begin in the room between ten and eleven of Monday the 23rd.
fn search(world: &World, room: Option<&str>) -> Search {
    Search {
        kind: "hearing".to_owned(),
        hearing_type: HearingType::ReviewOfMeasures.code().to_owned(),
        duration: "45".to_owned(),
        meeting: "0".to_owned(),
        meeting_after: String::new(),
        detainees: vec![key(DETAINEE)],
        centre: None,
        room: room.map(key),
        people: vec![key(JUDGE), key(LAWYER)],
        appointment: None,
        deadline: String::new(),
        notice_reason: String::new(),
        from: Some(world.at(23, 10, 0)),
        to: Some(world.at(23, 11, 0)),
        start: None,
        limit: 10,
    }
}

/// How many such starts there are; none, too, if somebody or something of it is not known.
async fn starts(world: &World) -> usize {
    let who = &world.seeds.accounts.scheduler;
    match world.services.exchange.availability(who, search(world, Some("V1"))).await {
        Ok(found) => found.slots.len(),
        Err(Error::Invalid(_)) => 0,
        Err(other) => panic!("{other:?}"),
    }
}

/// Books such a hearing.
async fn book(world: &World, start: Instant) -> Result<AppointmentId, Error> {
    let called = |code: &str| Called { person: key(code), required: None };
    let order = Order {
        what: WhatForm {
            kind: "hearing".to_owned(),
            hearing_type: HearingType::ReviewOfMeasures.code().to_owned(),
            case_number: "145-2026".to_owned(),
            duration: "45".to_owned(),
            meeting: "0".to_owned(),
            ..WhatForm::default()
        },
        detainees: vec![key(DETAINEE)],
        people: vec![called(JUDGE), called(LAWYER)],
        start,
        room: Some(key("V1")),
    };
    world.services.exchange.book(&world.seeds.accounts.scheduler, order, None).await
}
