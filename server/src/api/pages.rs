//! Cursors: where a page begins, opaque to programs.

use axum::http::Uri;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::{exchange::Mark, ids::AppointmentId, time::Instant};
use uuid::Uuid;

/// The cursor behind `mark`.
pub(super) fn written(mark: Mark) -> String {
    let mut bytes = mark.start.0.to_be_bytes().to_vec();
    bytes.extend(mark.id.0.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The mark of a cursor that we gave.
pub(super) fn read(cursor: &str) -> Option<Mark> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (start, id) = bytes.split_first_chunk::<8>()?;
    Some(Mark { start: Instant(i64::from_be_bytes(*start)), id: AppointmentId(Uuid::from_slice(id).ok()?) })
}

/// The header that leads from the page at `uri` to the one that begins at `cursor` (RFC 8288).
pub(super) fn next(uri: &Uri, cursor: &str) -> String {
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<&str> = kept.filter(|pair| !pair.starts_with("cursor=")).collect();
    let cursor = format!("cursor={cursor}");
    pairs.push(&cursor);
    format!("<{}?{}>; rel=\"next\"", uri.path(), pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is_one() {
        let mark = Mark { start: Instant(-5), id: AppointmentId(Uuid::max()) };
        assert_eq!(read(&written(mark)), Some(mark));
        for text in ["", "a", "%", &written(mark)[1..], &format!("{}AAAA", written(mark))] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
