//! Lists of hearings: read, planned, adjusted, booked as a whole or not at all.

mod booking;
mod pages;
mod permissions;
mod planning;
mod uploading;

use std::time::Duration;

use services::testing::World;
use shared::{
    docket::{DocketView, LineView},
    ids::DocketId,
    ports::{Upload, Uploaded},
    principal::Principal,
};

/// The head of every list here.
const HEAD: &str = "expediente,tipo,persona,minutos,reunion,participantes,desde,limite,urgencia\n";
/// The judge and the lawyer.
const PEOPLE: &str = "julia.iraheta@telesala.test delmy.argueta@telesala.test";
/// Another judge and another lawyer.
const SECOND_PEOPLE: &str = "oscar.menjivar@telesala.test hugo.bonilla@telesala.test";

/// A line of a list: a hearing of the case, of the detainee with that number in Izalco.
fn line(case: &str, detainee: usize, minutes: u16, urgency: u16) -> String {
    format!("{case},inicial,DEMO-CP-IZA-{detainee},{minutes},0,{PEOPLE},,,{urgency}\n")
}

/// The list with these lines, over Monday the 23rd alone, of `who`.
async fn uploaded(world: &World, who: &Principal, lines: &str) -> DocketId {
    let upload = Upload {
        name: "semana.csv".to_owned(),
        bytes: format!("{HEAD}{lines}").into_bytes(),
        first: "2026-11-23".to_owned(),
        last: "2026-11-23".to_owned(),
    };
    match world.services.dockets.upload(who, upload).await {
        Ok(Uploaded::Docket(id)) => id,
        other => panic!("{other:?}"),
    }
}

/// The docket as soon as nobody is at work on it.
async fn settled(world: &World, who: &Principal, id: DocketId) -> DocketView {
    for _ in 0..600 {
        let docket = world.services.dockets.docket(who, id).await.expect("the docket is there");
        if !docket.stage.is_busy() {
            return docket;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the work does not end");
}

/// The docket with its plan.
pub(crate) async fn planned(world: &World, who: &Principal, id: DocketId) -> DocketView {
    world.services.dockets.plan(who, id, None, None).await.expect("it can be planned");
    settled(world, who, id).await
}

/// The docket after it was booked as it is now.
pub(crate) async fn booked(world: &World, who: &Principal, id: DocketId) -> DocketView {
    let version = world.services.dockets.docket(who, id).await.expect("the docket is there").version;
    world.services.dockets.book(who, id, version).await.expect("it can be booked");
    settled(world, who, id).await
}

fn of(docket: &DocketView, number: u32) -> &LineView {
    docket.lines.iter().find(|line| line.number == number).expect("the line is there")
}
