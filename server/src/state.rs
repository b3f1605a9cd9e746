//! What the routes share.

use std::{ops::Deref, sync::Arc};

use app::shell::Installation;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use media::Engine;
use services::house::{House, Services};
use tokio::sync::watch;

use crate::{
    api::Quota,
    assets::Site,
    config::Network,
    http::{echo::OpenLines, limits::Limits, live::OpenStreams},
};

/// What the routes share; cloning it is cheap.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of the state.
pub struct Parts {
    /// What services need.
    pub house: House,
    /// The use cases.
    pub services: Services,
    /// The client's files.
    pub site: Site,
    /// What kind of installation this is.
    pub installation: Installation,
    /// How browsers reach the server.
    pub edge: Edge,
    /// Says when the server is stopping.
    pub stop: Stop,
    /// How often one address may ask.
    pub limits: Limits,
    /// How often one token may ask.
    pub quota: Quota,
    /// The live streams that are open.
    pub streams: OpenStreams,
    /// The media peer, if there is one.
    pub peer: Option<Arc<Engine>>,
    /// The lines that are open for messages that come back.
    pub lines: OpenLines,
    options: LeptosOptions,
}

impl AppState {
    /// The state of a server over `house`.
    pub fn new(
        house: House,
        services: Services,
        site: Site,
        installation: Installation,
        edge: Edge,
        stop: Stop,
        peer: Option<Arc<Engine>>,
    ) -> Self {
        // Leptos asks for options that cargo-leptos would fill in; the names of our files come from the manifest.
        let options = LeptosOptions::builder().output_name("telesala").build();
        let (limits, quota) = (Limits::new(), Quota::default());
        let (streams, lines) = (OpenStreams::default(), OpenLines::default());
        Self(Arc::new(Parts {
            house,
            services,
            site,
            installation,
            edge,
            stop,
            limits,
            quota,
            streams,
            peer,
            lines,
            options,
        }))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}

/// How browsers reach the server.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    /// They come over https, here or at a proxy in front.
    pub https: bool,
    /// The certificate is one that browsers trust, so they may be told to insist on https.
    pub insist: bool,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<Network>,
}

/// Says when the server is stopping, so that streams end and jobs finish.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A stop that has not come yet, and the means to make it come.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Comes back when the server is stopping, or when nobody is left who could say so.
    pub async fn requested(self) {
        let Self(mut receiver) = self;
        let _ = receiver.wait_for(|stopping| *stopping).await;
    }
}
