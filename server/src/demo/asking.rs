//! What is asked for: most of it waits for an answer, some was declined.

use jiff::ToSpan;
use services::house::Services;
use shared::{
    cause::Cause,
    ids::AppointmentId,
    request::{Represented, RequestForm},
    time::Instant,
    zone::Zone,
};

use super::{accounts::Cast, clock::StoryClock};
use crate::startup::StartError;

/// Whom the centres' staff ask for: who asks, for whom, in which part of the day, and their words.
const CARE: [(&str, &str, &str, &str); 3] = [
    ("enfermeria", "DEMO-0056", "morning", "Puede ser cualquier día de la semana."),
    ("custodia", "DEMO-0003", "any", ""),
    ("custodia2", "DEMO-0027", "afternoon", "Por la mañana hay visita."),
];
/// Who declines one of the lawyer's, and for which court.
const DECLINED_BY: (&str, &str) = ("agenda", "Tribunal Sexto de Sentencia");
/// How long before the story ends the first of it is asked for, in minutes; each further one an hour later.
const SINCE: i64 = 7 * 60;

/// Asks, and declines one: whoever books has something to answer, and whoever asked an answer to read.
pub(super) async fn ask(
    services: &Services,
    clock: &StoryClock,
    zone: &Zone,
    cast: &Cast,
    now: Instant,
) -> Result<(), StartError> {
    let asking = Asking { services, clock, zone, cast, now };
    let represented = services.requests.askable(cast.one("defensa")?).await?.represented;
    for (place, (login, code, part, note)) in CARE.into_iter().enumerate() {
        let clinics = services.requests.askable(cast.one(login)?).await?.agencies;
        let agency = clinics.first().map(|(id, _)| id.to_string()).unwrap_or_default();
        let form = RequestForm { detainee: code.to_owned(), agency, ..wish(part, note) };
        asking.ask(login, place, form).await?;
    }
    // One of each court that knows the lawyer, each for somebody else, and one more that the usual scheduler declines.
    let mut asked: Vec<&Represented> = Vec::new();
    for one in &represented {
        let known = |other: &&Represented| other.agency == one.agency || other.detainee.id == one.detainee.id;
        if !asked.iter().any(known) {
            asked.push(one);
        }
    }
    for (place, one) in asked.iter().enumerate() {
        let form = RequestForm { detainee: one.code(), ..wish("morning", "Para preparar la audiencia.") };
        asking.ask("defensa", CARE.len() + place, form).await?;
    }
    let further = |one: &&Represented| {
        one.agency_name.as_str() == DECLINED_BY.1 && asked.iter().all(|known| known.detainee.id != one.detainee.id)
    };
    if let Some(one) = represented.iter().find(further) {
        let form = RequestForm { detainee: one.code(), ..wish("any", "") };
        let request = asking.ask("defensa", CARE.len(), form).await?;
        clock.set(now.plus_minutes(-30));
        services.requests.decline(cast.one(DECLINED_BY.0)?, request, Cause::CourtAgenda, None).await?;
    }
    clock.set(now);
    Ok(())
}

struct Asking<'a> {
    services: &'a Services,
    clock: &'a StoryClock,
    zone: &'a Zone,
    cast: &'a Cast,
    now: Instant,
}

impl Asking<'_> {
    /// Whoever signs in as `login` asks, as the one at `place`.
    async fn ask(&self, login: &str, place: usize, form: RequestForm) -> Result<AppointmentId, StartError> {
        let later = i64::try_from(place).unwrap_or_default();
        self.clock.set(self.now.plus_minutes((later * 60 - SINCE).min(-60)));
        let date = self.zone.date(self.now).saturating_add((3 + later).days());
        let form = RequestForm { date: date.to_string(), ..form };
        Ok(self.services.requests.ask(self.cast.one(login)?, &form).await?)
    }
}

fn wish(part: &str, note: &str) -> RequestForm {
    RequestForm { part: part.to_owned(), duration: "30".to_owned(), note: note.to_owned(), ..RequestForm::default() }
}
