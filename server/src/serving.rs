//! Serving, from the first line to the last.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use app::shell::Installation;
use axum_server::Handle;
use services::{house::Services, outbox};

use crate::{
    assets::Site,
    cli::{ServeOptions, say},
    config::{Config, Tls},
    demo, peer, router,
    startup::{self, StartError},
    state::{AppState, Edge, Stop},
    tls,
};

/// How long requests that were begun may take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How often idle addresses are forgotten.
const TIDY: Duration = Duration::from_mins(1);

/// Serves until the process is told to stop.
///
/// # Errors
/// If it cannot begin; or if listening fails later.
pub async fn serve(config: Config, how: ServeOptions) -> Result<(), StartError> {
    let site = Site::read(&config.site).map_err(|error| StartError::Site(config.site.display().to_string(), error))?;
    let certificate = tls::prepare(&config.tls).await?;
    let listener = listen(config.addr)?;
    let addr = listener.local_addr()?;
    let public_url = startup::public_url(&config, addr);
    let house = startup::house(&config, public_url.clone()).await?;
    startup::migrate(&house, how.migrate, &config).await?;
    if how.demo && demo::is_empty(&house).await? {
        eprintln!("Loading the fictional demo data …");
        startup::load_demo(&house, &config).await?;
    }
    let installation = Installation { demo: demo::is_loaded(&house).await? };

    let edge = Edge {
        https: config.tls != Tls::Off || public_url.starts_with("https://"),
        insist: config.tls != Tls::SelfSigned,
        trusted_proxies: config.trusted_proxies.clone(),
    };
    let (stop_now, stop) = Stop::new();
    let peer = peer::start(&config.media, addr, &public_url)?;
    let (relays, stun) = (config.media.relays.clone(), config.media.stun.clone());
    let services = Services::new(&house).with_peer(&house, peer.clone(), relays, stun);
    let state = AppState::new(house.clone(), services, site, installation, edge, stop.clone(), peer.clone());
    let jobs = tokio::spawn(outbox::run(house.clone(), stop.clone().requested()));
    let tidying = tokio::spawn(tidy(state.clone(), stop));

    let handle = Handle::new();
    let told = Told::listen()?;
    let stopping = {
        let handle = handle.clone();
        async move {
            told.stops().await;
            tracing::info!("stopping");
            // Streams never end by themselves, so they are ended before the requests are waited for.
            let _ = stop_now.send(true);
            handle.graceful_shutdown(Some(GRACE));
        }
    };
    let stopping = tokio::spawn(stopping);
    say(format_args!("Telesala is at {public_url}"));
    if installation.demo {
        say(demo::accounts::table());
    }
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    match certificate {
        Some(certificate) => {
            axum_server::from_tcp_rustls(listener, certificate)?.handle(handle).serve(service).await?;
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
    }
    stopping.abort();
    tidying.abort();
    if let Some(peer) = peer {
        // Waits for its threads, which end within a tenth of a second.
        let _ = tokio::task::spawn_blocking(move || peer.shutdown()).await;
    }
    if tokio::time::timeout(GRACE, jobs).await.is_err() {
        tracing::warn!("the outbox did not finish in time");
    }
    if tokio::time::timeout(GRACE, house.afterwards.done()).await.is_err() {
        tracing::warn!("not all that follows answers was done in time");
    }
    tracing::info!("stopped");
    Ok(())
}

fn listen(addr: SocketAddr) -> Result<TcpListener, StartError> {
    let listener = TcpListener::bind(addr).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => StartError::InUse(addr),
        _ => StartError::Listen(addr, error),
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn tidy(state: AppState, stop: Stop) {
    let mut stopping = std::pin::pin!(stop.requested());
    loop {
        tokio::select! {
            () = &mut stopping => return,
            () = tokio::time::sleep(TIDY) => state.limits.forget_idle(),
        }
    }
}

/// What tells the process to stop. It is listened for before the first line is printed, so that whoever reads that line
/// can stop the server at once and it still stops in good order.
#[cfg(unix)]
struct Told {
    interrupted: tokio::signal::unix::Signal,
    terminated: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Told {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupted: signal(SignalKind::interrupt())?, terminated: signal(SignalKind::terminate())? })
    }

    /// Comes back on Ctrl-C or SIGTERM.
    async fn stops(mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Told;

#[cfg(not(unix))]
impl Told {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    /// Comes back on Ctrl-C.
    async fn stops(self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
