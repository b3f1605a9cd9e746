//! Asking the server for its ways and calling its media peer: what became of it, and that nothing of it stays.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::{
    check::{Answered, Offer, Purpose, Route, Unmeasured, Ways, thresholds::WAY_OPENS_MS},
    error::Error,
};

use super::ANSWERS;
use crate::{
    browser::{
        line::{Peer, call_name},
        page::{elapsed_ms, say_leaving, within},
    },
    error::ApiError,
    features::check::{
        api::{HANG_UP, call_for_check, ways_of_check},
        session::Session,
        waits::{Patience, Waits},
    },
};

/// What became of a call.
pub(super) enum Called {
    /// It connected after so many milliseconds.
    Connected(Call, f64),
    /// The server took no more calls, however often it was asked.
    Busy,
    /// The server let this person, or all behind their address, make no more calls.
    Limited,
    /// The server did not answer.
    Unanswered,
    /// The server takes nothing of what was offered.
    Refused,
    /// The browser made no offer, or did not take the answer.
    Unbegun,
    /// It did not connect.
    InVain,
}

impl Called {
    /// Why nothing was measured in a call that was begun at this moment of the page's clock.
    pub(super) fn why(&self, begun: f64) -> Option<Unmeasured> {
        match self {
            Self::Connected(..) => None,
            Self::Busy => Some(Unmeasured::Busy),
            Self::Limited => Some(Unmeasured::Limited),
            Self::Refused => Some(Unmeasured::NoCodecs),
            Self::Unbegun => Some(Unmeasured::Unbegun),
            Self::InVain if elapsed_ms() >= begun + WAY_OPENS_MS => Some(Unmeasured::Late),
            // The way of a call in vain was open before, and what the server sends no longer comes.
            Self::Unanswered | Self::InVain => Some(Unmeasured::Unanswered),
        }
    }
}

/// A call that the server knows of or may; dropping it ends it there. It has its name before the server is asked: who leaves
/// while the answer is on its way leaves no call behind.
pub(super) struct Call(Option<String>);

impl Call {
    /// One that the server is about to be asked for.
    fn asked() -> Self {
        Self(call_name())
    }

    /// The server took it, under this name.
    fn taken(mut self, name: String) -> Self {
        self.0 = Some(name);
        self
    }

    /// The server took none.
    fn refused(mut self) {
        self.0 = None;
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(name) = &self.0 {
            // Where this fails, the server notices that nothing comes any more.
            say_leaving(HANG_UP, &format!("{{\"call\":\"{name}\"}}"));
        }
    }
}

/// The ways that the server offers, or why it does not say. One that was asked too often is asked again when it says so.
pub(super) async fn ways(session: Session, mut patience: Patience) -> Result<(Ways, Patience), Unmeasured> {
    loop {
        let token = session.token.try_get_value().flatten();
        let waits = match within(ANSWERS, ways_of_check(token)).await {
            Some(Ok(ways)) => {
                tell(session, None);
                return Ok((ways, patience));
            }
            Some(Err(ApiError::Refused(Error::TooMany { seconds }))) => Waits::Limited(seconds),
            Some(Err(_)) | None => return Err(Unmeasured::Unanswered),
        };
        if !waited(session, waits, &mut patience).await {
            return Err(Unmeasured::Limited);
        }
    }
}

/// Calls the server to take `route`, and waits until that is connected.
pub(super) async fn call(session: Session, peer: &Peer, purpose: Purpose, route: Route, patience: Patience) -> Called {
    let Some(sdp) = peer.offer().await else { return Called::Unbegun };
    let (call, sdp) = match answer(session, Offer { purpose, route, sdp, call: None }, patience).await {
        Ok(answered) => answered,
        Err(called) => return called,
    };
    if peer.answered(&sdp).await.is_none() {
        return Called::Unbegun;
    }
    match peer.connected().await {
        Some(ms) => Called::Connected(call, ms),
        None => Called::InVain,
    }
}

/// The call and the server's answer, or why there is none. A server that is full is asked again, each time after a longer
/// pause, and one that was asked too often when it says so.
async fn answer(session: Session, offer: Offer, mut patience: Patience) -> Result<(Call, String), Called> {
    loop {
        let token = session.token.try_get_value().flatten();
        let call = Call::asked();
        let named = Offer { call: call.0.clone(), ..offer.clone() };
        let waits = match within(ANSWERS, call_for_check(token, named)).await {
            Some(Ok(Answered::Busy) | Err(ApiError::Refused(Error::Unavailable))) => Waits::Full,
            Some(Err(ApiError::Refused(Error::TooMany { seconds }))) => Waits::Limited(seconds),
            Some(Ok(Answered::Ready { call: name, sdp })) => {
                tell(session, None);
                return Ok((call.taken(name), sdp));
            }
            Some(Err(ApiError::Refused(Error::Invalid(problems)))) if problems.iter().any(|it| it.field == "sdp") => {
                call.refused();
                return Err(Called::Refused);
            }
            Some(Err(_)) | None => return Err(Called::Unanswered),
        };
        call.refused();
        if !waited(session, waits, &mut patience).await {
            return Err(if waits == Waits::Full { Called::Busy } else { Called::Limited });
        }
    }
}

/// Waits until a server that `waits` is asked once more, and says so on the page; `false` if it is not.
async fn waited(session: Session, waits: Waits, patience: &mut Patience) -> bool {
    let pause = patience.pause(waits);
    tell(session, pause.map(|pause| waits.told(pause)));
    let Some(pause) = pause else { return false };
    TimeoutFuture::new(pause).await;
    true
}

/// Says on the page why the server takes no call at the moment, or no longer does.
fn tell(session: Session, waits: Option<Waits>) {
    session.line.try_update(|line| line.waits = waits);
}
