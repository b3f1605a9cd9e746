//! Numbers for whoever watches over the server, as Prometheus reads them. Only the machine itself may ask: a collector runs
//! there, or a proxy lets its own through.

use std::fmt::Write as _;

use app::session::Connection;
use axum::{
    Extension,
    extract::{OriginalUri, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use media::{End, Stats};

use super::refusal::Refusal;
use crate::state::AppState;

/// `GET /metrics`.
pub async fn numbers(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Extension(connection): Extension<Connection>,
    headers: HeaderMap,
) -> Response {
    // What a proxy passes on came from elsewhere, even if the proxy is here.
    let here = connection.address.is_some_and(|address| address.is_loopback());
    if !here || headers.contains_key("x-forwarded-for") {
        return Refusal::NotFound.answer(&uri, &headers);
    }
    let text = state.peer.as_ref().map(|peer| written(&peer.stats())).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn written(stats: &Stats) -> String {
    let gauges = [
        ("calls", "Calls at this moment.", stats.calls),
        ("threads", "Threads of calls at this moment.", stats.threads),
        ("addresses", "Addresses that belong to a call at this moment.", stats.addresses),
        ("tcp_connections", "TCP connections at this moment.", stats.tcp_connections),
    ];
    let counters = [
        ("calls_total", "Calls since the start.", stats.calls_total),
        ("connected_total", "Calls that connected.", stats.connected_total),
        ("refused_total", "Offers that got no answer.", stats.refused_total),
        ("panics_total", "Panics that were caught.", stats.panics_total),
        ("packets_in_total", "Packets received.", stats.packets_in_total),
        ("packets_out_total", "Packets sent.", stats.packets_out_total),
        ("bytes_in_total", "Bytes received.", stats.bytes_in_total),
        ("bytes_out_total", "Bytes sent.", stats.bytes_out_total),
        ("strange_total", "Packets that belong to no call.", stats.strange_total),
        ("dropped_total", "Packets that nobody was quick enough to take.", stats.dropped_total),
        ("tcp_refused_total", "TCP connections that were turned away.", stats.tcp_refused_total),
    ];
    let mut text = String::new();
    let all = gauges.map(|it| ("gauge", it)).into_iter().chain(counters.map(|it| ("counter", it)));
    for (kind, (name, about, value)) in all {
        // Writing to a text never fails.
        let _ = writeln!(text, "# HELP telesala_media_{name} {about}\n# TYPE telesala_media_{name} {kind}");
        let _ = writeln!(text, "telesala_media_{name} {value}");
    }
    let _ = writeln!(text, "# HELP telesala_media_ended_total Calls that ended, by reason.");
    let _ = writeln!(text, "# TYPE telesala_media_ended_total counter");
    for end in End::ALL {
        let _ = writeln!(text, "telesala_media_ended_total{{reason=\"{}\"}} {}", end.word(), stats.ended.of(end));
    }
    text
}
