//! This end of a call to the server's media peer.

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use shared::check::{Route, Ways, statistics::Report, thresholds::WAY_OPENS_MS};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RtcConfiguration, RtcDataChannelInit, RtcPeerConnection, RtcPeerConnectionState, RtcRtpSender,
    RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit,
};

use super::scene::Scene;
use crate::browser::{
    environment::{chance, property},
    page::{elapsed_ms, within},
};

/// A browser answers what it is asked of its own end within so many milliseconds, or not at all.
const ANSWERS: u32 = 5_000;
/// Between two looks, in milliseconds.
const PAUSE: u32 = 40;
/// The most that is sent, in bit/s: twice what a hearing needs, so that a good line shows.
const MOST_BITS: f64 = 2_500_000.0;

/// This end of a call; dropping it ends it.
pub struct Peer {
    connection: RtcPeerConnection,
}

impl Peer {
    /// An end that takes `route`, by the relay or with the STUN servers that `ways` has for it. `None` where the browser has
    /// no calls.
    pub fn new(route: Route, ways: &Ways) -> Option<Self> {
        let configuration = RtcConfiguration::new();
        if let Some(relay) = ways.relay(route) {
            let server = Object::new();
            for (key, value) in [("urls", &relay.url), ("username", &relay.username), ("credential", &relay.credential)]
            {
                Reflect::set(&server, &key.into(), &value.as_str().into()).ok()?;
            }
            configuration.set_ice_servers(&Array::of1(&server));
        } else if route == Route::Udp && !ways.stun.is_empty() {
            let urls: Array = ways.stun.iter().map(|url| JsValue::from_str(url)).collect();
            let server = Object::new();
            Reflect::set(&server, &"urls".into(), &urls).ok()?;
            configuration.set_ice_servers(&Array::of1(&server));
        }
        if matches!(route, Route::RelayUdp | Route::RelayTcp | Route::RelayTls) {
            Reflect::set(&configuration, &"iceTransportPolicy".into(), &"relay".into()).ok()?;
        }
        let window = web_sys::window()?;
        property(&window, "RTCPeerConnection")?;
        let connection = RtcPeerConnection::new_with_configuration(&configuration).ok()?;
        Some(Self { connection })
    }

    /// Carries nothing: only whether it connects is asked.
    pub fn carry_nothing(&self) {
        let channel = RtcDataChannelInit::new();
        self.connection.create_data_channel_with_data_channel_dict("way", &channel);
    }

    /// Carries the scene's picture and sound, and what the server sends.
    pub fn carry(&self, scene: &Scene) -> Option<()> {
        for (track, most) in [(scene.sound()?, None), (scene.picture()?, Some(MOST_BITS))] {
            let how = RtcRtpTransceiverInit::new();
            how.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            if let Some(most) = most {
                let encoding = Object::new();
                Reflect::set(&encoding, &"maxBitrate".into(), &most.into()).ok()?;
                Reflect::set(&how, &"sendEncodings".into(), &Array::of1(&encoding)).ok()?;
            }
            let transceiver = self.connection.add_transceiver_with_media_stream_track_and_init(&track, &how);
            keep_its_size(&transceiver.sender());
        }
        Some(())
    }

    /// What to send to the server.
    pub async fn offer(&self) -> Option<String> {
        let offer = within(ANSWERS, JsFuture::from(self.connection.create_offer())).await?.ok()?;
        let sdp = property(&offer, "sdp")?.as_string()?;
        let description: RtcSessionDescriptionInit = offer.unchecked_into();
        within(ANSWERS, JsFuture::from(self.connection.set_local_description(&description))).await?.ok()?;
        Some(sdp)
    }

    /// Takes the server's answer.
    pub async fn answered(&self, sdp: &str) -> Option<()> {
        let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
        answer.set_sdp(sdp);
        within(ANSWERS, JsFuture::from(self.connection.set_remote_description(&answer))).await?.ok()?;
        Some(())
    }

    /// Waits until it is connected, and answers after how many milliseconds that was; `None` if it is not in time.
    pub async fn connected(&self) -> Option<f64> {
        let begun = elapsed_ms();
        loop {
            match self.connection.connection_state() {
                RtcPeerConnectionState::Connected => return Some(elapsed_ms() - begun),
                RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed => return None,
                _ if elapsed_ms() - begun > WAY_OPENS_MS => return None,
                _ => TimeoutFuture::new(PAUSE).await,
            }
        }
    }

    /// Waits until the relay lent it an address, once the offer was made, and answers after how many milliseconds that was;
    /// `None` if it lends none in time.
    pub async fn relayed(&self) -> Option<f64> {
        let begun = elapsed_ms();
        let local = || property(&property(&self.connection, "localDescription")?, "sdp")?.as_string();
        let gathering = || property(&self.connection, "iceGatheringState")?.as_string();
        loop {
            if local().is_some_and(|sdp| sdp.contains(" typ relay")) {
                return Some(elapsed_ms() - begun);
            }
            if gathering().is_some_and(|state| state == "complete") || elapsed_ms() - begun > WAY_OPENS_MS {
                return None;
            }
            TimeoutFuture::new(PAUSE).await;
        }
    }

    /// What the browser counted so far.
    pub async fn report(&self) -> Option<Report> {
        let stats = within(ANSWERS, JsFuture::from(self.connection.get_stats())).await?.ok()?;
        let values = property(&stats, "values")?.dyn_into::<Function>().ok()?.call0(&stats).ok()?;
        let list = js_sys::try_iter(&values).ok()??.filter_map(Result::ok).collect::<Array>();
        Report::read(&String::from(JSON::stringify(&list).ok()?))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.connection.close();
    }
}

/// Asks for fewer pictures where the line is slow, and not for smaller ones. Firefox makes them smaller within the first second,
/// never larger again for a picture of noise, and sends at most 500 kbit/s of one so small, however good the line is: what the line
/// takes would not show. (It gives no estimate of the line either.)
fn keep_its_size(sender: &RtcRtpSender) {
    let call = |name: &str, arguments: &Array| {
        property(sender, name)?.dyn_into::<Function>().ok()?.apply(sender, arguments).ok()
    };
    let Some(parameters) = call("getParameters", &Array::new()) else { return };
    if Reflect::set(&parameters, &"degradationPreference".into(), &"maintain-resolution".into()).is_err() {
        return;
    }
    // A browser that knows no such wish sends as it does; that it refuses is no fault of the page.
    if let Some(done) = call("setParameters", &Array::of1(&parameters)).and_then(|done| done.dyn_into::<Promise>().ok())
    {
        spawn_local(async move { drop(JsFuture::from(done).await) });
    }
}

/// A name for a call that nobody guesses; `None` where the browser gives no chance.
pub fn call_name() -> Option<String> {
    Some(format!("{:032x}", u128::from_be_bytes(chance::<16>()?)))
}
