//! Measuring the line to the server, behind the steps in which a person does something.

mod calling;

use futures::future::{join, join_all};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::check::{
    Connection, Purpose, Quality, Route, Signalling, Step, Unmeasured, Way, Ways,
    pace::{over_by, watched_by},
    statistics::{Line, Watch},
    thresholds::MIN_QUALITY_MS,
};

use self::calling::{Called, call, ways};
use super::course::behind_arrived;
use crate::{
    browser::{
        awake::Awake,
        environment,
        line::{Peer, Scene, echoes},
        page::{InView, elapsed_ms, in_time, within},
    },
    features::check::{
        api::server_now,
        session::{LiveLine, Session},
        state::{Measured, Progress},
        waits::Patience,
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

/// The same on another network, once somebody begins: before a page that waits for days, networks come and go.
pub(super) async fn measure_once_begun(session: Session) {
    while session.progress.try_with_untracked(|progress| progress.waits_at(Step::Permission)) == Some(true) {
        TimeoutFuture::new(LOOK).await;
    }
    measure(session).await;
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
    let found = in_time(until, ways(session, Patience::default())).await;
    // What was left while it waited does not say so itself.
    session.line.try_update(|line| line.waits = None);
    let unknown = |udp: Way| Connection { udp, ..Connection::default() };
    match found {
        Some(Ok((ways, patience))) => tried(session, &ways, until, patience).await,
        Some(Err(Unmeasured::Limited)) => unknown(Way::Limited),
        Some(Err(_)) => unknown(Way::Unanswered),
        None => unknown(Way::Late),
    }
}

/// What becomes of all `ways` by `until` on the page's clock.
async fn tried(session: Session, ways: &Ways, until: f64, patience: Patience) -> Connection {
    let mut found = Connection::default();
    let offered = Route::ALL.iter().copied().filter(|route| ways.offers(*route));
    let tried = offered.map(|route| async move {
        // One that is still being tried when the step's time is over is neither open nor closed.
        let way = in_time(until, way(session, ways, route, patience)).await.unwrap_or(Way::Late);
        session.line.try_update(|line| line.ways.set(route, way));
        (route, way)
    });
    for (route, way) in join_all(tried).await {
        found.set(route, way);
    }
    // One that was left while it waited for a place does not say so itself.
    session.line.try_update(|line| line.waits = None);
    found
}

async fn way(session: Session, ways: &Ways, route: Route, patience: Patience) -> Way {
    let Some(peer) = Peer::new(route, ways) else { return Way::Unbegun };
    peer.carry_nothing();
    if !ways.has_peer() {
        return relayed(&peer).await;
    }
    match call(session, &peer, Purpose::Way, route, patience).await {
        Called::Connected(_call, ms) => Way::Open(ms),
        Called::Busy => Way::NotTried,
        Called::Limited => Way::Limited,
        Called::Unanswered => Way::Unanswered,
        Called::Unbegun | Called::Refused => Way::Unbegun,
        Called::InVain => Way::Closed,
    }
}

/// Where nobody answers calls, a relay shows all the same whether it is reached and takes our credentials.
async fn relayed(peer: &Peer) -> Way {
    if peer.offer().await.is_none() {
        return Way::Unbegun;
    }
    peer.relayed().await.map_or(Way::Closed, Way::Open)
}

async fn quality(session: Session) -> Quality {
    let way = |progress: &Progress| match &progress.measurements().connection {
        shared::check::Taken::Measured(ways) => PREFERRED.into_iter().find(|route| ways.way(*route).is_open()),
        _ => None,
    };
    let route = session.progress.try_with_untracked(way).flatten().unwrap_or(Route::Udp);
    let begun = elapsed_ms();
    let until = over_by(begun);
    let (view, _awake) = (InView::begin(), Awake::begin());
    let (line, unmeasured) = match in_time(until, ready(session, route)).await.unwrap_or(Err(Unmeasured::Late)) {
        Ok((peer, _scene, patience)) => {
            match in_time(until, call(session, &peer, Purpose::Quality, route, patience)).await {
                Some(Called::Connected(_call, _)) => watched(session, &peer, until, &view).await,
                Some(called) => (Line::default(), called.why(begun)),
                None => (Line::default(), Some(Unmeasured::Late)),
            }
        }
        Err(why) => (Line::default(), Some(why)),
    };
    session.line.try_update(|line| (line.left, line.waits) = (None, None));
    let unmeasured = match unmeasured {
        // A page that nobody saw was stopped, and the time went by, or the server gave it up.
        None | Some(Unmeasured::Late | Unmeasured::Unanswered) if !view.is_unbroken() => Some(Unmeasured::Unseen),
        why => why,
    };
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
        unmeasured: unmeasured.filter(|_| line.over_ms < MIN_QUALITY_MS),
    }
}

/// This end of a call that takes `route`, what it carries, and how often it may still wait; or why there is none.
async fn ready(session: Session, route: Route) -> Result<(Peer, Scene, Patience), Unmeasured> {
    // The direct ways need no credentials: nobody waits to be told of them.
    let direct = matches!(route, Route::Udp | Route::Tcp);
    let patience = if direct { Patience::none() } else { Patience::default() };
    // Asked anew: credentials serve for minutes, and people take their time.
    let (ways, patience) = match ways(session, patience).await {
        Ok((ways, _)) if !ways.has_peer() => return Err(Unmeasured::NoPeer),
        Ok((ways, _)) if direct => (ways, Patience::default()),
        Ok(known) => known,
        Err(_) if direct => (Ways::default(), Patience::default()),
        Err(why) => return Err(why),
    };
    let begun = || {
        let scene = Scene::begin()?;
        let peer = Peer::new(route, &ways)?;
        peer.carry(&scene)?;
        Some((peer, scene))
    };
    begun().map(|(peer, scene)| (peer, scene, patience)).ok_or(Unmeasured::Unbegun)
}

/// What the line does, as far as it shows by `until` on the page's clock; and why that is not more, where it is known.
async fn watched(session: Session, peer: &Peer, until: f64, view: &InView) -> (Line, Option<Unmeasured>) {
    let end = watched_by(elapsed_ms(), until);
    let mut watch = Watch::default();
    loop {
        // Nobody draws behind a page that nobody sees: that says nothing of the line.
        if !view.is_unbroken() {
            return (Line::default(), Some(Unmeasured::Unseen));
        }
        let Some(report) = in_time(until, peer.report()).await else { break };
        // A browser that does not say what it counted has shown nothing.
        let Some(report) = report else { return (Line::default(), None) };
        watch.take(&report);
        let now = watch.result();
        let left = (end - elapsed_ms()) / 1000.0;
        let shown = session.line.try_update(|line| {
            line.left = Some(environment::whole(left.max(0.0).ceil()));
            line.kbps = now.kbps_up.zip(now.kbps_down);
        });
        // A page that is gone shows nothing and waits for nothing.
        if left <= 0.0 || shown.is_none() {
            break;
        }
        // The step ends in time, the last report a little after the wish.
        TimeoutFuture::new(PAUSE.min(environment::whole(until - elapsed_ms()))).await;
    }
    let late = elapsed_ms() >= until - EARLY_MS;
    (watch.result(), late.then_some(Unmeasured::Late))
}
