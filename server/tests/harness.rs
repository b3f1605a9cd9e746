//! The real router over a world, without a network.

use std::{net::SocketAddr, path::PathBuf};

use app::{session::SESSION_COOKIE, shell::Installation};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Method, Request, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt;
use server::{
    assets::Site,
    router,
    state::{AppState, Edge, Stop},
};
use services::testing::World;
use shared::ports::SignIn;
use tokio::sync::watch;
use tower::ServiceExt;

/// A server over a world.
pub struct Desk {
    /// The router as it serves.
    pub router: Router,
    /// Makes it stop.
    pub stop: watch::Sender<bool>,
    world: World,
}

impl Desk {
    /// A server reached over http, without a client.
    pub fn over(world: &World) -> Self {
        Self::reached(world, Edge::default())
    }

    /// A server that browsers reach as `edge` says.
    pub fn reached(world: &World, edge: Edge) -> Self {
        let (stop, stopping) = Stop::new();
        let site = Site::without_client(&PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("no-site"));
        let state = AppState::new(
            world.house.clone(),
            world.services.clone(),
            site,
            Installation { demo: false },
            edge,
            stopping,
            None,
        );
        Self { router: router(state), stop, world: world.clone() }
    }

    /// The cookie of whoever signs in as `login`.
    pub async fn cookie(&self, login: &str) -> String {
        let who = SignIn {
            name: login.to_owned(),
            password: services::testing::PASSWORD.to_owned(),
            address: None,
            device: None,
        };
        let session = self.world.services.accounts.sign_in(who).await.expect("the account can sign in");
        format!("{SESSION_COOKIE}={}", session.secret)
    }

    /// What the router answers.
    pub async fn ask(&self, request: Request<Body>) -> Answered {
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        Answered::of(response).await
    }

    /// What the router answers to a browser that opens `path`, perhaps with a cookie.
    pub async fn open(&self, path: &str, cookie: Option<&str>) -> Answered {
        let mut request = Request::get(path).header(header::ACCEPT, "text/html");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.ask(request.body(Body::empty()).expect("a sound request")).await
    }

    /// What the router answers to the client's call of a server function with JSON.
    pub async fn call(&self, path: &str, cookie: Option<&str>, body: &str) -> Answered {
        let mut request = own(Request::post(path)).header(header::CONTENT_TYPE, "application/json");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.ask(request.body(Body::from(body.to_owned())).expect("a sound request")).await
    }

    /// What the router answers to the client's call of a server function with a form.
    pub async fn submit(&self, path: &str, cookie: Option<&str>, form: &str) -> Answered {
        let mut request = own(Request::post(path)).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.ask(request.body(Body::from(form.to_owned())).expect("a sound request")).await
    }

    /// What the router answers to a browser without JavaScript that posts a form from the page at `from`.
    pub async fn post_plain(&self, path: &str, from: &str, cookie: &str, form: &str) -> Answered {
        let request = own(Request::post(path))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("http://localhost{from}"))
            .header(header::COOKIE, cookie);
        self.ask(request.body(Body::from(form.to_owned())).expect("a sound request")).await
    }
}

/// A request as a browser sends it from one of our own pages.
pub fn own(request: axum::http::request::Builder) -> axum::http::request::Builder {
    request.header("sec-fetch-site", "same-origin")
}

/// A request as it comes from `address`.
pub fn from(address: &str, method: Method, path: &str) -> Request<Body> {
    came_from(address, Request::builder().method(method).uri(path).body(Body::empty()).expect("a sound request"))
}

/// The form of the sign-in page as it comes from `address`, with the right password, on a browser with `cookie`.
pub fn sign_in_from(address: &str, login: &str, cookie: &str) -> Request<Body> {
    let form = format!("name={login}&password={}&back=", services::testing::PASSWORD);
    let request = own(Request::post("/do/sign-in"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(form))
        .expect("a sound request");
    came_from(address, request)
}

fn came_from(address: &str, mut request: Request<Body>) -> Request<Body> {
    let address = SocketAddr::new(address.parse().expect("an address"), 40_000);
    request.extensions_mut().insert(ConnectInfo(address));
    request
}

/// An answer with its whole body.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    /// The same as text.
    pub body: String,
}

impl Answered {
    async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body arrives").to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status: parts.status, headers: parts.headers, bytes, body }
    }

    /// The header called `name`; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
