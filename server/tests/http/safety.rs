//! Headers, other sites, sizes, types, limits.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use server::state::Edge;
use services::on_both_databases;

use crate::harness::{self, Desk};

/// The nonce in a page's policy.
fn nonce(policy: &str) -> &str {
    let (_, rest) = policy.split_once("'nonce-").expect("the policy has a nonce");
    rest.split_once('\'').expect("the nonce ends").0
}

on_both_databases! {
    async fn a_page_runs_only_its_own_scripts(world) {
        let desk = Desk::over(&world);
        let page = desk.open("/sign-in", None).await;
        let policy = page.header("content-security-policy");
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "style-src 'self'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        let nonce = nonce(policy);
        for script in page.body.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
        }
        assert!(!page.body.contains(" style=\""), "an inline style would be refused by the policy");
        let again = desk.open("/sign-in", None).await;
        assert_ne!(nonce, self::nonce(again.header("content-security-policy")));
    }

    async fn every_answer_has_its_headers(world) {
        let desk = Desk::over(&world);
        for path in ["/sign-in", "/healthz", "/nothing"] {
            let answer = desk.open(path, None).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert_eq!(answer.header("strict-transport-security"), "", "{path}");
            assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
        }
    }

    async fn only_pages_that_browsers_trust_have_an_opener_policy(world) {
        let from = |host: &'static str| {
            Request::get("/sign-in").header(header::HOST, host).body(Body::empty()).expect("a sound request")
        };
        let desk = Desk::over(&world);
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "127.0.0.1"] {
            assert_eq!(desk.ask(from(host)).await.header("cross-origin-opener-policy"), "same-origin", "{host}");
        }
        for host in ["192.168.1.20:8080", "telesala.test", "127.0.0.1.telesala.test", "localhost.telesala.test:8080"] {
            assert_eq!(desk.ask(from(host)).await.header("cross-origin-opener-policy"), "", "{host}");
        }
        let secure = Desk::reached(&world, Edge { https: true, ..Edge::default() });
        assert_eq!(secure.ask(from("telesala.test")).await.header("cross-origin-opener-policy"), "same-origin");
    }

    async fn only_the_check_may_use_devices(world) {
        let desk = Desk::over(&world);
        let check = desk.open("/check", None).await;
        assert!(check.header("permissions-policy").contains("camera=(self), microphone=(self)"));
        let other = desk.open("/sign-in", None).await;
        assert!(other.header("permissions-policy").contains("camera=(), microphone=()"));
    }

    async fn over_https_cookies_and_browsers_insist_on_it(world) {
        let desk = Desk::reached(&world, Edge { https: true, insist: true, ..Edge::default() });
        let answer = desk.open("/language/en?back=/", None).await;
        assert!(answer.header("set-cookie").contains("; Secure"));
        assert!(answer.header("strict-transport-security").starts_with("max-age="));
        let trial = Desk::reached(&world, Edge { https: true, insist: false, ..Edge::default() });
        assert_eq!(trial.open("/healthz", None).await.header("strict-transport-security"), "");
    }

    async fn other_sites_change_nothing(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        let posted = |name: &'static str, value: &'static str| {
            Request::post("/do/sign-out")
                .header(name, value)
                .header(header::HOST, "telesala.test")
                .header(header::COOKIE, &cookie)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::empty())
                .expect("a sound request")
        };
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            assert_eq!(desk.ask(posted(name, value)).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
        // The session outlived all of them.
        assert_eq!(desk.open("/day/2026-11-20", Some(&cookie)).await.status, StatusCode::OK);
    }

    async fn too_much_is_refused_as_too_much(world) {
        let desk = Desk::over(&world);
        let large = "x".repeat(server::http::body::LIMIT + 1);
        let answer = desk.submit("/do/sign-in", None, &large).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        // Without a declared length it is found out while it arrives.
        let chunks = futures::stream::iter(vec![Ok::<_, std::convert::Infallible>(vec![b'x'; 600 * 1024]); 2]);
        let request = harness::own(Request::post("/do/sign-in"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from_stream(chunks))
            .expect("a sound request");
        assert_eq!(desk.ask(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn what_cannot_be_read_is_refused_as_such(world) {
        let desk = Desk::over(&world);
        let typed = |kind: &'static str| {
            harness::own(Request::post("/do/sign-in"))
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from("a=b"))
                .expect("a sound request")
        };
        assert_eq!(desk.ask(typed("text/plain")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(desk.ask(typed("multipart/form-data; boundary=x")).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let cookie = desk.cookie("scheduler").await;
        let broken = desk.call("/do/day", Some(&cookie), "{\"date\":").await;
        assert_eq!(broken.status, StatusCode::BAD_REQUEST, "{}", broken.body);
        let wrong = desk.call("/do/day", Some(&cookie), "{\"date\":\"yesterday\"}").await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.body);
    }

    async fn a_file_that_comes_as_something_else_is_refused_as_such(world) {
        let desk = Desk::over(&world);
        let cookie = desk.cookie("scheduler").await;
        for path in ["/dockets/upload", "/absences/calendar"] {
            for kind in ["text/csv", "application/x-www-form-urlencoded", "multipart/form-data"] {
                let sent = harness::own(Request::post(path))
                    .header(header::CONTENT_TYPE, kind)
                    .header(header::ACCEPT, "text/html")
                    .header(header::COOKIE, &cookie)
                    .body(Body::from("a=b"))
                    .expect("a sound request");
                let answer = desk.ask(sent).await;
                assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path} {kind}");
                let title = locales::texts(shared::directory::Language::Es).http.unreadable;
                assert!(answer.body.contains(&format!("<h1>{title}</h1>")), "{path} {kind}: {}", answer.body);
            }
        }
    }

    async fn who_is_refused_reads_it_on_a_page_with_a_style(world) {
        let desk = Desk::over(&world);
        let posted = Request::post("/do/sign-out")
            .header("sec-fetch-site", "cross-site")
            .header(header::ACCEPT, "text/html")
            .body(Body::empty())
            .expect("a sound request");
        let page = desk.ask(posted).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        let style = page.body.split("<link rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let sheet = desk.open(style.expect("the page names its style"), None).await;
        assert_eq!((sheet.status, sheet.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
        // It asks for nothing else, and knows the colours it names.
        assert!(!sheet.body.contains("url(") && !sheet.body.contains("@import"), "{}", sheet.body);
        for name in sheet.body.split("var(").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(sheet.body.contains(&format!("{name}:")), "{name}");
        }
    }

    async fn guessing_links_is_slowed_down(world) {
        let desk = Desk::over(&world);
        let mut refused = None;
        for _ in 0..40 {
            let answer = desk.ask(harness::from("203.0.113.9", Method::GET, "/confirm/wrong/calendar.ics")).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.expect("40 guesses in a moment are too many");
        assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        let other = desk.ask(harness::from("203.0.113.10", Method::GET, "/confirm/wrong/calendar.ics")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    }

    async fn a_court_behind_one_address_is_not_held_up_by_its_own_people(world) {
        let desk = Desk::over(&world);
        let confirm = async || desk.ask(harness::from("203.0.113.9", Method::GET, "/confirm/wrong/calendar.ics")).await;
        while confirm().await.status != StatusCode::TOO_MANY_REQUESTS {}
        for number in 0..45 {
            let answer = desk.ask(harness::sign_in_from("203.0.113.9", "scheduler", "")).await;
            assert!(answer.header("set-cookie").starts_with("telesala_session="), "{number}: {}", answer.status);
        }
    }
}
