//! The requests with their sites.

use jiff::civil::Date;

use super::{
    Calendar, Ids, MOST_MINUTES, MOST_REQUESTS, MOST_WEIGHT,
    at::{At, Fields, Mistakes},
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

/// The requests, their ids, and which of them have a mistake.
pub(super) fn read<'n>(
    fields: &Fields<'n>,
    calendar: &Calendar<'_>,
    names: &Names<'_>,
    detainees: &[Detainee],
    mistakes: &Mistakes,
    horizon: Period,
) -> (Vec<Request>, Ids<'n>, Vec<bool>) {
    let mut ids = Ids::default();
    let (mut requests, mut faulty) = (Vec::new(), Vec::new());
    let items = fields.items("requests");
    if items.len() > MOST_REQUESTS
        && let Some(at) = fields.get("requests")
    {
        at.wrong(Wrong::TooMany(MOST_REQUESTS));
        return (requests, ids, faulty);
    }
    for (place, at) in items.iter().enumerate() {
        let before = mistakes.count();
        requests.push(request(at, place, &mut ids, calendar, names, detainees, horizon));
        faulty.push(mistakes.count() > before);
    }
    (requests, ids, faulty)
}

fn request<'n>(
    at: &At<'n>,
    place: usize,
    ids: &mut Ids<'n>,
    calendar: &Calendar<'_>,
    names: &Names<'_>,
    detainees: &[Detainee],
    horizon: Period,
) -> Request {
    let mut request = Request {
        id: String::new(),
        weight: 0,
        duration_minutes: 1,
        pre_minutes: 0,
        post_minutes: 0,
        sites: Vec::new(),
        people: Vec::new(),
        lawyers: Vec::new(),
        earliest: calendar.first,
        deadline: horizon.end(),
        buffers: Buffers::default(),
    };
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
        return request;
    };
    request.id = ids.register(&fields, place);
    request.weight = fields.need("weight").and_then(|at| at.whole(0, MOST_WEIGHT)).unwrap_or(0);
    let duration = fields.need("duration_minutes").and_then(|at| at.whole(1, MOST_MINUTES));
    request.duration_minutes = duration.unwrap_or(1);
    // Most hearings have no meeting, so these two may be left out.
    let meeting = |name: &str| fields.get(name).and_then(|at| at.whole(0, MOST_MINUTES)).unwrap_or(0);
    (request.pre_minutes, request.post_minutes) = (meeting("pre_minutes"), meeting("post_minutes"));
    request.sites = sites(&fields, names, detainees);
    request.people = names.people.find_all(&fields.items("people"), "person");
    let lawyers = fields.items("lawyers");
    request.lawyers = names.people.find_all(&lawyers, "person");
    for at in &lawyers {
        // In both lists somebody would be in two places, or the same, at once.
        if let Some(person) = at.text().and_then(|id| names.people.place(id))
            && request.people.contains(&person)
        {
            at.wrong(Wrong::NamedTwice(at.text().unwrap_or_default().to_owned()));
        }
    }
    let earliest = fields.get("earliest").and_then(|at| at.date());
    request.earliest = earliest.unwrap_or(calendar.first);
    if let Some(deadline) = fields.get("deadline").and_then(|at| deadline(&at, earliest, calendar)) {
        request.deadline = deadline;
    }
    request
}

fn deadline(at: &At<'_>, earliest: Option<Date>, calendar: &Calendar<'_>) -> Option<Instant> {
    let civil = at.civil()?;
    if earliest.is_some_and(|earliest| civil <= earliest.at(0, 0, 0, 0)) {
        at.wrong(Wrong::EndBeforeStart("`earliest`"));
        return None;
    }
    // Shown twice, it is over at the first.
    calendar.readings(civil).map(|(first, _)| first)
}

fn sites(fields: &Fields<'_>, names: &Names<'_>, detainees: &[Detainee]) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for at in fields.items("sites") {
        let Some(fields) = at.object(&["centre", "detainees"]) else { continue };
        let centre = fields.need("centre").and_then(|at| Some((names.centres.find(&at, "centre")?, at)));
        let items = fields.items("detainees");
        let here = names.detainees.find_all(&items, "detainee");
        let Some((centre, at)) = centre else { continue };
        if sites.iter().any(|site| site.centre == centre) {
            at.wrong(Wrong::NamedTwice(at.text().unwrap_or_default().to_owned()));
        }
        for item in &items {
            let detainee = item.text().and_then(|id| names.detainees.place(id)).map(|place| &detainees[place]);
            if let Some(detainee) =
                detainee.filter(|detainee| detainee.centre != centre && detainee.centre != usize::MAX)
            {
                let detainee_centre = names.centres.name(detainee.centre);
                item.wrong(Wrong::OtherCentre { detainee: detainee.id.clone(), centre: detainee_centre });
            }
        }
        sites.push(Site { centre, detainees: here, starts: None });
    }
    sites
}
