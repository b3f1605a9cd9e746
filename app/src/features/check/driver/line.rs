//! Measuring the line to the server, behind the steps in which a person does something.

use futures::future::{join, join_all};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::{
    check::{
        Answered, Connection, Offer, Purpose, Quality, Route, Signalling, Step, Way, Ways,
        pace::{over_by, watched_by},
        statistics::{Line, Watch},
        thresholds::{MIN_QUALITY_MS, WAY_OPENS_MS},
    },
    error::Error,
};

use super::course::behind_arrived;
use crate::{
    browser::{
        environment,
        line::{Peer, Scene, call_name, echoes},
        page::{elapsed_ms, in_time, is_visible, say_leaving, within},
    },
    error::ApiError,
    features::check::{
        api::{HANG_UP, call_for_check, server_now, ways_of_check},
        session::{LiveLine, Session},
        state::{Measured, Progress},
        waits::Waits,
    },
};

/// Between two reports of the browser, in milliseconds.
const PAUSE: u32 = 1_000;
/// Between two looks whether the camera is free, in milliseconds.
const LOOK: u32 = 200;
/// The server answers within so many milliseconds, or not at all.
const ANSWERS: u32 = 5_000;
/// A timer counts whole milliseconds: a step that ran out of time may end so many before.
const EARLY_MS: f64 = 2.0;
/// The ways in the order in which a call prefers them.
const PREFERRED: [Route; 5] = [Route::Udp, Route::RelayUdp, Route::Tcp, Route::RelayTcp, Route::RelayTls];

/// Measures everything of the line that is still open.
pub(super) async fn measure(session: Session) {
    session.line.try_set(LiveLine::default());
    join(step(session, Step::Signalling), step(session, Step::Connection)).await;
    // Making a picture to send would take the processor from the camera that is being measured.
    while session.progress.try_with_untracked(|progress| progress.step() < Some(Step::Microphone)) == Some(true)
        && session.progress.try_with_untracked(|progress| progress.step().is_some()) == Some(true)
    {
        TimeoutFuture::new(LOOK).await;
    }
    step(session, Step::Quality).await;
}

/// Measures one step of the line, if it is open.
pub(super) async fn step(session: Session, step: Step) {
    let Some(attempt) = session.progress.try_update(|progress| progress.start_behind(step)).flatten() else { return };
    let measured = measured(session, step).await;
    behind_arrived(session, attempt, measured);
}

/// What a step of the line measures.
pub(super) async fn measured(session: Session, step: Step) -> Measured {
    match step {
        Step::Connection => Measured::Connection(connection(session).await),
        Step::Quality => Measured::Quality(quality(session).await),
        _ => Measured::Signalling(signalling(session).await),
    }
}

async fn signalling(session: Session) -> Signalling {
    let found = echoes(move |came| {
        session.line.try_update(|line| line.echoes = came);
    });
    let (mut found, http_ms) = join(found, question()).await;
    found.http_ms = http_ms;
    found
}

/// How long a plain question takes, in milliseconds.
async fn question() -> Option<f64> {
    let before = elapsed_ms();
    within(ANSWERS, server_now()).await?.ok()?;
    Some(elapsed_ms() - before)
}

async fn connection(session: Session) -> Connection {
    let until = over_by(elapsed_ms());
    let mut found = Connection::default();
    let token = session.token.try_get_value().flatten();
    let ways = match within(ANSWERS, ways_of_check(token)).await {
        Some(Ok(ways)) => ways,
        Some(Err(ApiError::Refused(Error::TooMany { .. }))) => {
            found.udp = Way::Limited;
            return found;
        }
        Some(Err(_)) | None => {
            found.udp = Way::NotTried;
            return found;
        }
    };
    let offered = Route::ALL.iter().copied().filter(|route| ways.offers(*route));
    let tried = offered.map(|route| {
        let ways = &ways;
        async move {
            // One that is still being tried when the step's time is over is neither open nor closed.
            let way = in_time(until, way(session, ways, route)).await.unwrap_or(Way::Late);
            session.line.try_update(|line| line.ways.set(route, way));
            (route, way)
        }
    });
    for (route, way) in join_all(tried).await {
        found.set(route, way);
    }
    // One that was left while it waited for a place does not say so itself.
    session.line.try_update(|line| line.waits = None);
    found
}

async fn way(session: Session, ways: &Ways, route: Route) -> Way {
    // A browser without calls has no way at all.
    let Some(peer) = Peer::new(route, ways) else { return Way::Closed };
    peer.carry_nothing();
    match call(session, &peer, Purpose::Way, route).await {
        Called::Connected(_call, ms) => Way::Open(ms),
        Called::Busy | Called::Unanswered => Way::NotTried,
        Called::Limited => Way::Limited,
        Called::InVain => Way::Closed,
    }
}

/// What became of a call.
enum Called {
    /// It connected after so many milliseconds.
    Connected(Call, f64),
    /// The server took no more calls, however often it was asked.
    Busy,
    /// The server let this person, or all behind their address, make no more calls.
    Limited,
    /// The server did not answer.
    Unanswered,
    /// It did not connect.
    InVain,
}

/// A call that the server knows of or may; dropping it ends it there. It has its name before the server is asked: who leaves
/// while the answer is on its way leaves no call behind.
struct Call(Option<String>);

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

async fn call(session: Session, peer: &Peer, purpose: Purpose, route: Route) -> Called {
    let Some(sdp) = peer.offer().await else { return Called::InVain };
    let (call, sdp) = match answer(session, Offer { purpose, route, sdp, call: None }).await {
        Ok(answered) => answered,
        Err(called) => return called,
    };
    if peer.answered(&sdp).await.is_none() {
        return Called::InVain;
    }
    match peer.connected().await {
        Some(ms) => Called::Connected(call, ms),
        None => Called::InVain,
    }
}

/// The call and the server's answer, or why there is none. A server that is full is asked again, each time after a longer
/// pause, and one that was asked too often when it says so.
async fn answer(session: Session, offer: Offer) -> Result<(Call, String), Called> {
    let tell = |waits: Option<Waits>| session.line.try_update(|line| line.waits = waits);
    let mut before = 0;
    loop {
        let token = session.token.try_get_value().flatten();
        let call = Call::asked();
        let named = Offer { call: call.0.clone(), ..offer.clone() };
        let waits = match within(ANSWERS, call_for_check(token, named)).await {
            Some(Ok(Answered::Busy) | Err(ApiError::Refused(Error::Unavailable))) => Waits::Full,
            Some(Err(ApiError::Refused(Error::TooMany { seconds }))) => Waits::Limited(seconds),
            Some(Ok(Answered::Ready { call: name, sdp })) => {
                tell(None);
                return Ok((call.taken(name), sdp));
            }
            Some(Err(_)) | None => return Err(Called::Unanswered),
        };
        call.refused();
        let Some(pause) = waits.asks_after(before) else {
            tell(None);
            return Err(if waits == Waits::Full { Called::Busy } else { Called::Limited });
        };
        tell(Some(waits.told(pause)));
        TimeoutFuture::new(pause).await;
        before += 1;
    }
}

async fn quality(session: Session) -> Quality {
    let way = |progress: &Progress| match &progress.measurements().connection {
        shared::check::Taken::Measured(ways) => PREFERRED.into_iter().find(|route| ways.way(*route).is_open()),
        _ => None,
    };
    let route = session.progress.try_with_untracked(way).flatten().unwrap_or(Route::Udp);
    let (mut found, mut busy, mut limited, mut late) = (None, false, false, false);
    let begun = elapsed_ms();
    let until = over_by(begun);
    if let Some((peer, _scene)) = ready(session, route).await {
        match in_time(until, call(session, &peer, Purpose::Quality, route)).await {
            Some(Called::Connected(_call, _)) => {
                found = watched(session, &peer, until).await;
                late = elapsed_ms() >= until - EARLY_MS;
            }
            Some(Called::Busy) => busy = true,
            Some(Called::Limited) => limited = true,
            Some(Called::InVain) => late = elapsed_ms() >= begun + WAY_OPENS_MS,
            Some(Called::Unanswered) => {}
            None => late = true,
        }
    }
    session.line.try_update(|line| (line.left, line.waits) = (None, None));
    let line = found.unwrap_or_default();
    Quality {
        over_ms: line.over_ms,
        rtt_ms: line.rtt_ms,
        loss_up: line.loss_up,
        loss_down: line.loss_down,
        jitter_up_ms: line.jitter_up_ms,
        jitter_down_ms: line.jitter_down_ms,
        kbps_up: line.kbps_up,
        kbps_down: line.kbps_down,
        cpu_limited: line.cpu_limited,
        route: Some(route),
        busy,
        limited,
        late: late && line.over_ms < MIN_QUALITY_MS,
    }
}

/// This end of a call that takes `route`, and what it carries.
async fn ready(session: Session, route: Route) -> Option<(Peer, Scene)> {
    // Asked anew: credentials serve for minutes, and people take their time.
    let token = session.token.try_get_value().flatten();
    let ways = match (within(ANSWERS, ways_of_check(token)).await, route) {
        (Some(Ok(ways)), _) => ways,
        // The direct ways need none.
        (_, Route::Udp | Route::Tcp) => Ways::default(),
        _ => return None,
    };
    let scene = Scene::begin()?;
    let peer = Peer::new(route, &ways)?;
    peer.carry(&scene)?;
    Some((peer, scene))
}

/// What the line does, as far as it shows by `until` on the page's clock; `None` if nothing could be measured.
async fn watched(session: Session, peer: &Peer, until: f64) -> Option<Line> {
    let end = watched_by(elapsed_ms(), until);
    let mut watch = Watch::default();
    loop {
        // Nobody draws behind a page that nobody sees: that says nothing of the line.
        if !is_visible() {
            return None;
        }
        let Some(report) = in_time(until, peer.report()).await else { return Some(watch.result()) };
        watch.take(&report?);
        let now = watch.result();
        let left = (end - elapsed_ms()) / 1000.0;
        session.line.try_update(|line| {
            line.left = Some(environment::whole(left.max(0.0).ceil()));
            line.kbps = now.kbps_up.zip(now.kbps_down);
        })?;
        if left <= 0.0 {
            return Some(now);
        }
        // The step ends in time, the last report a little after the wish.
        TimeoutFuture::new(PAUSE.min(environment::whole(until - elapsed_ms()))).await;
    }
}
