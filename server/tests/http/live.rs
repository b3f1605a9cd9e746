//! Changes as they happen.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures::StreamExt;
use services::{on_both_databases, outbox};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::harness::Desk;

const SOON: Duration = Duration::from_secs(10);

/// Opens the stream of whoever holds `cookie`.
async fn stream(desk: &Desk, path: &str, cookie: &str) -> axum::body::BodyDataStream {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).expect("a sound request");
    let response = desk.router.clone().oneshot(request).await.expect("the router answers");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    response.into_body().into_data_stream()
}

/// The next event of the stream, without the lines that only keep it open; `None` when it is over.
async fn event(stream: &mut axum::body::BodyDataStream) -> Option<String> {
    loop {
        let chunk = timeout(SOON, stream.next()).await.expect("something happens soon")?;
        let text = String::from_utf8_lossy(&chunk.expect("the stream is not broken")).into_owned();
        if !text.starts_with(':') {
            return Some(text);
        }
    }
}

on_both_databases! {
    async fn strangers_hear_nothing(world) {
        let desk = Desk::over(&world);
        assert_eq!(desk.open("/live", None).await.status, StatusCode::UNAUTHORIZED);
    }

    async fn a_change_is_heard_by_those_it_concerns_and_nobody_else(world) {
        let desk = Desk::over(&world);
        let stop = desk.stop.clone();
        let jobs = tokio::spawn(outbox::run(world.house.clone(), async move {
            let _ = stop.subscribe().wait_for(|stopping| *stopping).await;
        }));
        let warden = desk.cookie("warden").await;
        let other = desk.cookie("other_warden").await;
        let mut board = stream(&desk, "/live?after=0", &warden).await;
        let mut elsewhere = stream(&desk, "/live?after=0", &other).await;
        let id = world.book(&world.hearing(world.at(23, 10, 0))).await;
        let heard = event(&mut board).await.expect("the board hears it");
        assert!(heard.contains("id: ") || heard.contains("id:"), "{heard}");
        assert!(heard.contains("data:"), "{heard}");
        let mut all = heard;
        while !all.contains(&id.to_string()) {
            all = event(&mut board).await.expect("the board hears it");
        }
        // When the server stops, both streams end; the other centre's had nothing to say.
        desk.stop.send(true).expect("the server is there");
        assert_eq!(event(&mut elsewhere).await, None);
        timeout(SOON, jobs).await.expect("the jobs end").expect("the jobs do not panic");
    }

    async fn a_stop_ends_every_stream(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let mut first = stream(&desk, "/live", &cookie).await;
        let mut second = stream(&desk, "/live", &cookie).await;
        desk.stop.send(true).expect("the server is there");
        assert_eq!((event(&mut first).await, event(&mut second).await), (None, None));
    }

    async fn a_page_that_lost_count_is_told_with_data(world) {
        // Browsers pass no event on that has none.
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let mut board = stream(&desk, "/live?after=999999", &cookie).await;
        let told = event(&mut board).await.expect("it is told");
        assert!(told.contains("event: lost\n") && told.contains("\ndata: "), "{told}");
    }

    async fn an_account_cannot_hold_every_stream(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let mut open = Vec::new();
        for _ in 0..60 {
            open.push(stream(&desk, "/live", &cookie).await);
        }
        assert_eq!(desk.open("/live", Some(&cookie)).await.status, StatusCode::TOO_MANY_REQUESTS);
        // A page cannot read that status, so it is told otherwise, and to come back later.
        let listening = Request::get("/live")
            .header(header::COOKIE, &cookie)
            .header(header::ACCEPT, "text/event-stream")
            .body(Body::empty())
            .expect("a sound request");
        let told = desk.ask(listening).await;
        assert!(told.header("content-type").starts_with("text/event-stream"), "{}", told.body);
        assert!(told.body.contains("event: full\n") && told.body.contains("retry: 30000\n"), "{}", told.body);
        assert!(told.body.contains("\ndata:"), "browsers pass no event on without data: {}", told.body);
        let other = desk.cookie("warden").await;
        open.push(stream(&desk, "/live", &other).await);
        open.clear();
        drop(stream(&desk, "/live", &cookie).await);
    }
}
