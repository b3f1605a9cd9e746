//! Where a request comes from, and whether it came over https.

use std::net::{IpAddr, SocketAddr};

use app::session::Connection;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};

use crate::{config::Network, state::AppState};

/// Notes the client's [`Connection`] in the request.
pub async fn find(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let trusted = &state.edge.trusted_proxies;
    let by_proxy = peer.is_some_and(|peer| trusts(trusted, peer));
    let connection = Connection {
        address: peer.map(|peer| if by_proxy { client(request.headers(), trusted).unwrap_or(peer) } else { peer }),
        secure: state.edge.https || (by_proxy && forwarded_https(request.headers())),
    };
    request.extensions_mut().insert(connection);
    next.run(request).await
}

fn trusts(trusted: &[Network], address: IpAddr) -> bool {
    trusted.iter().any(|network| network.holds(address))
}

/// The last address in `X-Forwarded-For` that is no proxy of ours: those before it are only what the client claims.
fn client(headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let named: Vec<IpAddr> =
        lines.iter().flat_map(|line| line.split(',')).map_while(|part| part.trim().parse().ok()).collect();
    named.iter().rev().copied().map(|address| address.to_canonical()).find(|address| !trusts(trusted, *address))
}

fn forwarded_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"https"))
}
