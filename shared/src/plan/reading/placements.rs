//! What is fixed.

use super::{Ids, at::Fields};
use crate::plan::{
    docket::{Docket, Placement},
    mistake::Wrong,
};

/// The fixed placements that can be understood, each with its path.
pub(super) fn read(
    fields: &Fields<'_>,
    docket: &Docket,
    requests: &Ids<'_>,
    centres: &Ids<'_>,
) -> Vec<(Placement, String)> {
    let mut seen = vec![false; docket.requests.len()];
    let mut placements = Vec::new();
    for at in fields.items("fixed") {
        let Some(fields) = at.object(&["request", "start", "rooms"]) else { continue };
        let request = fields.need("request").and_then(|at| {
            let request = requests.find(&at, "request")?;
            if std::mem::replace(&mut seen[request], true) {
                at.wrong(Wrong::NamedTwice(docket.requests[request].id.clone()));
                // The rules would only say so again.
                return None;
            }
            Some(request)
        });
        let start = fields.need("start").and_then(|at| {
            let start = docket.zone.only_instant(at.civil()?);
            if start.is_none() {
                at.wrong(Wrong::NotOnce);
            }
            start
        });
        let rooms = request.and_then(|request| rooms(&fields, docket, request, centres));
        if let (Some(request), Some(start), Some(rooms)) = (request, start, rooms) {
            placements.push((Placement { request, start, rooms }, at.path().to_owned()));
        }
    }
    placements
}

/// One room for each site of `request`.
fn rooms(fields: &Fields<'_>, docket: &Docket, request: usize, centres: &Ids<'_>) -> Option<Vec<usize>> {
    let sites = &docket.requests[request].sites;
    let at = match fields.get("rooms") {
        Some(at) => at,
        None if sites.is_empty() => return Some(Vec::new()),
        None => fields.need("rooms")?,
    };
    let mut rooms = vec![None; sites.len()];
    let mut named = vec![false; sites.len()];
    for (id, at) in at.map() {
        let Some(centre) = centres.place(id) else {
            at.wrong(Wrong::Unknown { kind: "centre", id: id.clone() });
            continue;
        };
        let Some(site) = sites.iter().position(|site| site.centre == centre) else {
            at.wrong(Wrong::NoSite(id.clone()));
            continue;
        };
        named[site] = true;
        let Some(room) = at.id() else { continue };
        rooms[site] = docket.centres[centre].rooms.iter().position(|known| known.id == room);
        if rooms[site].is_none() {
            at.wrong(Wrong::Unknown { kind: "room", id: room.to_owned() });
        }
    }
    for (site, _) in sites.iter().zip(named).filter(|(_, named)| !named) {
        at.wrong(Wrong::NoRoomFor(docket.centres[site.centre].id.clone()));
    }
    rooms.into_iter().collect()
}
