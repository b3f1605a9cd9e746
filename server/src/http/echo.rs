//! Messages that come straight back, so that a browser can see whether a line to the server stays open and how long it is.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app::session::Connection;
use axum::{
    Extension,
    extract::{
        OriginalUri, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::HeaderMap,
    response::Response,
};
use services::accounts::place;

use super::{origin, refusal::Refusal};
use crate::state::AppState;

/// Lines that one address may have open: a whole court may stand behind it.
const MOST_LINES: usize = 100;
/// Messages that are sent back on one line; a check sends ten.
const MOST_MESSAGES: usize = 40;
/// The longest message, in bytes.
const LONGEST: usize = 256;
/// How long a line stays open.
const LASTS: Duration = Duration::from_secs(15);

/// The lines that are open, by address.
#[derive(Clone, Debug, Default)]
pub struct OpenLines(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One open line; dropping it makes room for another.
struct Line {
    lines: OpenLines,
    address: IpAddr,
}

impl OpenLines {
    fn open(&self, address: IpAddr) -> Option<Line> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = lines.entry(address).or_default();
        if *open >= MOST_LINES {
            return None;
        }
        *open += 1;
        Some(Line { lines: self.clone(), address })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut lines = self.lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = lines.get_mut(&self.address) {
            *open -= 1;
            if *open == 0 {
                lines.remove(&self.address);
            }
        }
    }
}

/// `GET /echo`: sends back what it gets, for a quarter of a minute at most.
pub async fn line(
    State(state): State<AppState>,
    OriginalUri(uri): OriginalUri,
    Extension(connection): Extension<Connection>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Browsers let every site open such a line; only our own pages may.
    if !origin::ours(&headers, &state.house.settings.public_url) {
        return Refusal::OtherSite.answer(&uri, &headers);
    }
    let Some(line) = state.lines.open(place(connection.address)) else {
        return Refusal::TooMany { seconds: 15 }.answer(&uri, &headers);
    };
    let stop = state.stop.clone();
    upgrade.max_message_size(LONGEST).max_frame_size(LONGEST).on_upgrade(move |socket| async move {
        tokio::select! {
            () = send_back(socket) => {}
            () = tokio::time::sleep(LASTS) => {}
            () = stop.requested() => {}
        }
        drop(line);
    })
}

async fn send_back(mut socket: WebSocket) {
    for _ in 0..MOST_MESSAGES {
        match socket.recv().await {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                if socket.send(message).await.is_err() {
                    return;
                }
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Close(_)) | Err(_)) | None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_lines() {
        let lines = OpenLines::default();
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut open: Vec<Line> = std::iter::from_fn(|| lines.open(here)).collect();
        assert_eq!(open.len(), MOST_LINES);
        assert!(lines.open(there).is_some());
        open.pop();
        assert!(lines.open(here).is_some());
        drop(open);
        assert!(lines.0.lock().unwrap().is_empty());
    }
}
