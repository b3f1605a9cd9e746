//! What is fixed.

use super::{Ids, at::Fields};
use crate::plan::{
    docket::{Docket, Placement},
    mistake::Wrong,
};

/// The place of a room that cannot be understood; no centre has one there, and the other rules hold all the same.
const NO_ROOM: usize = usize::MAX;

/// The fixed placements whose request and start can be understood, each with its path. Of the requests that are `unclear`
/// nobody knows all the sites.
pub(super) fn read(
    fields: &Fields<'_>,
    docket: &Docket,
    requests: &Ids<'_>,
    centres: &Ids<'_>,
    unclear: &[bool],
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
        let rooms = request.map(|request| rooms(&fields, docket, (request, unclear[request]), centres));
        if let (Some(request), Some(start), Some(rooms)) = (request, start, rooms) {
            placements.push((Placement { request, start, rooms }, at.path().to_owned()));
        }
    }
    placements
}

/// One room for each site of `request` that is known.
fn rooms(fields: &Fields<'_>, docket: &Docket, (request, is_unclear): (usize, bool), centres: &Ids<'_>) -> Vec<usize> {
    let sites = &docket.requests[request].sites;
    let mut rooms = vec![NO_ROOM; sites.len()];
    let at = if sites.is_empty() { fields.get("rooms") } else { fields.need("rooms") };
    let Some((entries, at)) = at.and_then(|at| Some((at.map()?, at))) else { return rooms };
    let mut named = vec![false; sites.len()];
    for (id, at) in entries {
        let Some(centre) = centres.place(id) else {
            at.wrong(Wrong::Unknown { kind: "centre", id: id.clone() });
            continue;
        };
        let site = sites.iter().position(|site| site.centre == centre);
        match site {
            Some(site) => named[site] = true,
            None if is_unclear => {}
            None => {
                at.wrong(Wrong::NoSite(id.clone()));
                continue;
            }
        }
        let Some(name) = at.id() else { continue };
        let room = docket.centres[centre].rooms.iter().position(|known| known.id == name);
        if room.is_none() {
            at.wrong(Wrong::Unknown { kind: "room", id: name.to_owned() });
        }
        if let Some((site, room)) = site.zip(room) {
            rooms[site] = room;
        }
    }
    for (site, _) in sites.iter().zip(named).filter(|(_, named)| !named) {
        at.wrong(Wrong::NoRoomFor(docket.centres[site.centre].id.clone()));
    }
    rooms
}
