//! What whoever is not signed in is told: by every server function, on every page and at every other address. What is
//! open to them is named here one by one, so that whoever adds to it has thought of it.

use std::{collections::BTreeSet, fs, path::Path};

use app::{App, error::ApiError};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use leptos_axum::generate_route_list;
use serde_json::json;
use server_fn::error::FromServerFnError;
use services::{on_both_databases, testing::World};
use shared::{error::Error, ids::AppointmentId};

use crate::{
    checks::sound,
    harness::{self, Answered, Desk},
};

/// The server functions that strangers may call, in the order of their addresses.
const OPEN_FUNCTIONS: [&str; 11] = [
    // A check without an account or a link is a trial, of which nothing is kept. Here no line is there to be called.
    "/do/check/call",
    "/do/check/hang-up",
    "/do/check/now",
    // No devices: who does not keep them is not told whether there are any.
    "/do/check/staying",
    "/do/check/ways",
    // Nothing is broken and nothing was asked for, of those who are nobody.
    "/do/repair/count",
    "/do/requests/at-home",
    "/do/sign-in",
    "/do/sign-in/typed",
    "/do/sign-out",
    "/do/who-am-i",
];

/// The pages that strangers may open.
const OPEN_PAGES: [&str; 5] = ["/check", "/check/{token}", "/confirm/{token}", "/sign-in", "/thresholds"];

/// The other addresses, each with one that strangers ask for and the status of the answer.
const OTHERS: [(&str, &str, StatusCode); 11] = [
    ("/absences/calendar", "/absences/calendar", StatusCode::SEE_OTHER),
    ("/confirm/{token}/calendar.ics", "/confirm/wrong/calendar.ics", StatusCode::NOT_FOUND),
    ("/day/{date}/day.csv", "/day/2026-11-23/day.csv", StatusCode::UNAUTHORIZED),
    // A list to begin with, which says nothing of anybody.
    ("/dockets/template.csv", "/dockets/template.csv", StatusCode::OK),
    ("/dockets/upload", "/dockets/upload", StatusCode::SEE_OTHER),
    // Open, but for nothing else than a line.
    ("/echo", "/echo", StatusCode::BAD_REQUEST),
    ("/healthz", "/healthz", StatusCode::OK),
    ("/language/{code}", "/language/en", StatusCode::SEE_OTHER),
    ("/live", "/live", StatusCode::UNAUTHORIZED),
    // For the machine itself.
    ("/metrics", "/metrics", StatusCode::NOT_FOUND),
    ("/readyz", "/readyz", StatusCode::OK),
];

/// Those of them to which files are posted.
const UPLOADS: [&str; 2] = ["/absences/calendar", "/dockets/upload"];

/// What the hearing of these tests is known by.
const TELLING: [&str; 5] = ["145-2026", "Delmy Argueta", "Izalco Fase III", "Julia Iraheta", "María José Peña"];

/// Names of the arguments that are identifiers of something.
const IDS: [&str; 12] = [
    "block",
    "calendar",
    "detainee",
    "device",
    "draft",
    "group",
    "id",
    "message",
    "person",
    "separation",
    "token",
    "way[appointment]",
];

/// All other arguments of forms, sound, so that what refuses them is not that they cannot be read.
const ARGUMENTS: &str = "asked[duration]=45&cause=court_agenda&change=drop:1&date=2026-12-24&day=1&decline=&find=a\
    &form[version]=1&from=2026-12-24&kind=count&line=1&name=a&password=a&role=judge&text=a&time=10:00&to=confirmed\
    &version=1&week=2026-11-23&why=release&wish[date]=2026-11-23";

/// What some functions mean by names under which others take something else.
fn peculiar(path: &str) -> &'static str {
    match path {
        "/do/centres/rules" | "/do/separations/read" => "&weigh=false",
        "/do/settings/make-token" => "&form[agency]=TS6&form[name]=Prueba&form[grants][0]=read",
        _ => "",
    }
}

/// A form that the server function at `path` can read, about the hearing `id`.
fn form(world: &World, path: &str, id: AppointmentId) -> String {
    let (place, start) = (world.seeds.izalco, world.at(23, 10, 0).0);
    let ids = IDS.map(|name| format!("{name}={id}")).join("&");
    let (centre, room) = (place.id, place.hearing);
    format!("{ARGUMENTS}&{ids}&centre={centre}&room={room}&slot={start}_{room}{}", peculiar(path))
}

/// The same for the server functions that read JSON.
fn arguments(world: &World, id: AppointmentId) -> String {
    let room = world.seeds.izalco.hearing;
    let told = json!({
        "asked": {},
        "before": null,
        "call": "00",
        "counts_for": { "Room": room },
        "date": null,
        "id": id,
        "measured": sound(),
        "offer": { "purpose": "way", "route": "udp", "sdp": "v=0" },
        "room": room,
        "token": null,
    });
    told.to_string()
}

/// Whether it tells whoever called to sign in.
fn to_sign_in(answer: &Answered) -> bool {
    answer.status == StatusCode::UNAUTHORIZED
        && ApiError::de(answer.bytes.clone()) == ApiError::Refused(Error::Unauthenticated)
}

/// Whether it says that the arguments could not be read. That is found out before anybody asks who sent them, and nothing
/// else is.
fn unreadable(answer: &Answered) -> bool {
    answer.status == StatusCode::BAD_REQUEST
        && ApiError::de(answer.bytes.clone()) == ApiError::Refused(Error::Invalid(Vec::new()))
}

fn tells_nothing(answer: &Answered, path: &str) {
    assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.body);
    for telling in TELLING {
        assert!(!answer.body.contains(telling), "{path} tells {telling}: {}", answer.body);
    }
}

/// `route` with something for each of its parameters.
fn filled(route: &str, id: AppointmentId) -> String {
    let id = id.to_string();
    let parts: Vec<&str> = route.split('/').map(|part| if part.starts_with('{') { &id[..] } else { part }).collect();
    parts.join("/")
}

/// A form with a file that is none, as a browser posts it.
fn upload(path: &str, id: AppointmentId) -> Request<Body> {
    let part = "Content-Disposition: form-data; name=\"person\"";
    harness::own(Request::post(path))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::ACCEPT, "text/html")
        .body(Body::from(format!("--edge\r\n{part}\r\n\r\n{id}\r\n--edge--\r\n")))
        .expect("a sound request")
}

on_both_databases! {
    async fn strangers_are_told_to_sign_in(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let (desk, json) = (Desk::over(&world), arguments(&world, id));
        let mut open = BTreeSet::new();
        for (path, _) in server_fn::axum::server_fn_paths() {
            let empty = desk.submit(path, None, "").await;
            let typed = desk.submit(path, None, &form(&world, path, id)).await;
            let called = desk.call(path, None, &json).await;
            let told = [empty, typed, called];
            for answer in &told {
                tells_nothing(answer, path);
            }
            if let Some(answer) = told.iter().find(|answer| !to_sign_in(answer) && !unreadable(answer)) {
                assert!(OPEN_FUNCTIONS.contains(&path), "{path}: {} {}", answer.status, answer.body);
                open.insert(path);
                continue;
            }
            assert!(told.iter().any(to_sign_in), "{path} was never read so far as to be refused");
        }
        assert_eq!(open, BTreeSet::from(OPEN_FUNCTIONS));
    }

    async fn strangers_are_sent_to_sign_in_from_every_page(world) {
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let desk = Desk::over(&world);
        let mut open = BTreeSet::new();
        for route in generate_route_list(App) {
            let path = filled(route.path(), id);
            let page = desk.open(&path, None).await;
            tells_nothing(&page, &path);
            if page.status == StatusCode::SEE_OTHER {
                assert!(page.header("location").starts_with("/sign-in"), "{path}: {}", page.header("location"));
            } else {
                open.insert(route.path().to_owned());
            }
        }
        assert_eq!(open, BTreeSet::from(OPEN_PAGES.map(ToOwned::to_owned)));
    }

    async fn strangers_get_nothing_of_anybody_at_the_other_addresses(world) {
        let router = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/router.rs");
        let source = fs::read_to_string(router).expect("the sources can be read");
        let routes: BTreeSet<&str> = source
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix(".route(\"")?.split('"').next())
            .collect();
        assert_eq!(routes, OTHERS.iter().map(|(route, ..)| *route).collect::<BTreeSet<_>>());

        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let desk = Desk::over(&world);
        for (_, path, status) in OTHERS {
            let posted = UPLOADS.contains(&path);
            let answer = if posted { desk.ask(upload(path, id)).await } else { desk.open(path, None).await };
            assert_eq!(answer.status, status, "{path}: {}", answer.body);
            tells_nothing(&answer, path);
            assert!(!posted || answer.header("location").starts_with("/sign-in?back="), "{path}");
        }
    }
}
