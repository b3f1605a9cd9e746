//! What whoever is done with their devices sees while the line is still being measured.

use leptos::prelude::*;
use locales::Check;
use shared::check::{Connection, Route, Way};

use super::{session::Session, waits::Waits};
use crate::language::t;

/// What the line shows.
#[component]
pub fn OnTheLine(session: Session) -> impl IntoView {
    let t = &t().check;
    let echoes = Memo::new(move |_| session.line.with(|line| line.echoes));
    let left = Memo::new(move |_| session.line.with(|line| line.left));
    let waits = Memo::new(move |_| session.line.with(|line| line.waits));
    let waiting = move || match waits.get()? {
        Waits::Full => Some(t.line_busy.to_owned()),
        Waits::Limited(seconds) => Some(t.line_limited(seconds)),
    };
    let ways = Memo::new(move |_| session.line.with(|line| line.ways));
    let speed = move || {
        let whole = |kbps: f64| format!("{kbps:.0}");
        session.line.with(|line| line.kbps).map(|(up, down)| t.line_kbps(whole(up), whole(down)))
    };
    view! {
        <p>{t.line_lead}</p>
        <ul class="check-answers">
            <li>{move || t.line_messages(echoes.get())}</li>
            {move || said(t, &ways.get()).into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
        </ul>
        <p class="check-asked" role="status">
            {waiting}
        </p>
        <p class="check-left">{move || left.get().map(|seconds| t.line_left(seconds))}</p>
        <p class="check-left">{speed}</p>
    }
}

/// The ways that were tried so far.
fn said(t: &Check, ways: &Connection) -> Vec<String> {
    let state = |way: Way| match way {
        Way::Open(_) => Some(t.line_open),
        Way::Closed => Some(t.line_closed),
        Way::NotOffered | Way::NotTried | Way::Limited | Way::Unanswered | Way::Unbegun | Way::Late => None,
    };
    let tried = Route::ALL.iter().filter_map(|route| Some((*route, state(ways.way(*route))?)));
    tried.map(|(route, state)| t.line_way(name(t, route), state)).collect()
}

/// What a way is called.
const fn name(t: &Check, route: Route) -> &'static str {
    match route {
        Route::Udp => t.way_udp,
        Route::Tcp => t.way_tcp,
        Route::RelayUdp => t.way_relay_udp,
        Route::RelayTcp => t.way_relay_tcp,
        Route::RelayTls => t.way_relay_tls,
    }
}
