//! The requests with their sites.

use jiff::civil::Date;

use super::{
    Calendar, Ids, MOST_MINUTES, MOST_REQUESTS, MOST_WEIGHT,
    at::{At, Fields},
};
use crate::{
    plan::{
        docket::{Buffers, Detainee, Request, Site},
        mistake::Wrong,
    },
    time::{Instant, Period},
};

/// Whom and what a request can name.
pub(super) struct Names<'a> {
    pub(super) centres: &'a Ids<'a>,
    pub(super) people: &'a Ids<'a>,
    pub(super) detainees: &'a Ids<'a>,
}

/// The requests, their ids, and of which of them nobody knows all the sites.
pub(super) fn read<'n>(
    fields: &Fields<'n>,
    calendar: &Calendar<'_>,
    names: &Names<'_>,
    detainees: &[Detainee],
    horizon: Period,
) -> (Vec<Request>, Ids<'n>, Vec<bool>) {
    let mut ids = Ids::default();
    let (mut requests, mut unclear) = (Vec::new(), Vec::new());
    let items = fields.items("requests");
    if items.len() > MOST_REQUESTS
        && let Some(at) = fields.get("requests")
    {
        at.wrong(Wrong::TooMany(MOST_REQUESTS));
        return (requests, ids, unclear);
    }
    for (place, at) in items.iter().enumerate() {
        let (request, is_unclear) = request(at, place, &mut ids, calendar, names, detainees, horizon);
        requests.push(request);
        unclear.push(is_unclear);
    }
    (requests, ids, unclear)
}

fn request<'n>(
    at: &At<'n>,
    place: usize,
    ids: &mut Ids<'n>,
    calendar: &Calendar<'_>,
    names: &Names<'_>,
    detainees: &[Detainee],
    horizon: Period,
) -> (Request, bool) {
    let mut request = Request {
        id: String::new(),
        weight: 0,
        duration_minutes: 1,
        pre_minutes: 0,
        post_minutes: 0,
        sites: Vec::new(),
        people: Vec::new(),
        lawyers: Vec::new(),
        earliest: calendar.first(),
        deadline: horizon.end(),
        buffers: Buffers::default(),
    };
    let before = at.mistakes();
    let Some(fields) = at.object(&[
        "id",
        "weight",
        "duration_minutes",
        "pre_minutes",
        "post_minutes",
        "sites",
        "people",
        "lawyers",
        "earliest",
        "deadline",
    ]) else {
        return (request, true);
    };
    // A field that nobody knows may be the one with the sites.
    let mut is_unclear = at.mistakes() > before;
    request.id = ids.register(&fields, place);
    request.weight = fields.need("weight").and_then(|at| at.whole(0, MOST_WEIGHT)).unwrap_or(0);
    let duration = fields.need("duration_minutes").and_then(|at| at.whole(1, MOST_MINUTES));
    request.duration_minutes = duration.unwrap_or(1);
    // Most hearings have no meeting, so these two may be left out.
    let meeting = |name: &str| fields.get(name).and_then(|at| at.whole(0, MOST_MINUTES)).unwrap_or(0);
    (request.pre_minutes, request.post_minutes) = (meeting("pre_minutes"), meeting("post_minutes"));
    let before = at.mistakes();
    let items = fields.items("sites");
    is_unclear |= at.mistakes() > before;
    request.sites = sites(&items, names, detainees);
    is_unclear |= request.sites.len() < items.len();
    request.people = names.people.find_all(&fields.items("people"), "person");
    let lawyers = fields.items("lawyers");
    request.lawyers = names.people.find_all(&lawyers, "person");
    for at in &lawyers {
        // In both lists somebody would be in two places, or the same, at once.
        if let Some(person) = at.written().and_then(|id| names.people.place(id))
            && request.people.contains(&person)
        {
            at.wrong(Wrong::NamedTwice(at.text().unwrap_or_default().to_owned()));
        }
    }
    // One that cannot be read refuses nothing.
    if let Some(at) = fields.get("earliest") {
        request.earliest = at.date().unwrap_or(Date::MIN);
    }
    if let Some(at) = fields.get("deadline") {
        // Shown twice, it is over at the first.
        let deadline = at.civil().and_then(|civil| calendar.readings(civil));
        request.deadline = deadline.map_or(Instant(i64::MAX), |(first, _)| first);
    }
    (request, is_unclear)
}

/// The sites that can be understood, each centre once.
fn sites(items: &[At<'_>], names: &Names<'_>, detainees: &[Detainee]) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for at in items {
        let Some(fields) = at.object(&["centre", "detainees"]) else { continue };
        let centre = fields.need("centre").and_then(|at| Some((names.centres.find(&at, "centre")?, at)));
        let items = fields.items("detainees");
        let here = names.detainees.find_all(&items, "detainee");
        let Some((centre, at)) = centre else { continue };
        let is_again = sites.iter().any(|site| site.centre == centre);
        if is_again {
            at.wrong(Wrong::NamedTwice(at.text().unwrap_or_default().to_owned()));
        }
        for item in &items {
            let detainee = item.written().and_then(|id| names.detainees.place(id)).map(|place| &detainees[place]);
            if let Some(detainee) =
                detainee.filter(|detainee| detainee.centre != centre && detainee.centre != usize::MAX)
            {
                let detainee_centre = names.centres.name(detainee.centre);
                item.wrong(Wrong::OtherCentre { detainee: detainee.id.clone(), centre: detainee_centre });
            }
        }
        if !is_again {
            sites.push(Site { centre, detainees: here, starts: None });
        }
    }
    sites
}
