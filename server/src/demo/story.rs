//! The fortnight: what is booked, and what becomes of it.

use std::collections::HashMap;

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use services::house::Services;
use shared::{
    appointment::{HearingType, Kind, Role},
    check::CheckedFor,
    directory::{DetaineeSummary, PersonSummary},
    ids::PersonId,
    time::{Instant, Weekday},
    zone::Zone,
};

use super::{
    accounts::Cast,
    asking,
    clock::StoryClock,
    devices::{Devices, measured},
    fates::Fates,
    living::{self, Booked},
    making::{self, Wish},
};
use crate::startup::StartError;

/// Days before and after today.
const DAYS: i64 = 7;
/// Appointments of a weekday, of a day of the weekend, and of today.
const USUAL: usize = 13;
const WEEKEND: usize = 7;
const TODAY: usize = 22;
/// Appointments that are being held when the story ends, and how often one is tried: at night most rooms are closed.
const RUNNING: usize = 7;
const TRIES: usize = 14;

/// Who books, in turn, and the judges of their court.
const SCHEDULERS: [(&str, &[&str]); 8] = [
    ("agenda", &["jueza@example.org", "juez.guayacan@example.org"]),
    ("agenda2", &["jueza.conacaste@example.org", "juez.laurel@example.org"]),
    ("agenda-clinica", &[]),
    ("agenda3", &["jueza.balsamo@example.org"]),
    ("agenda", &["jueza@example.org", "juez.guayacan@example.org"]),
    ("agenda4", &["juez.amate@example.org"]),
    ("agenda2", &["juez.laurel@example.org", "jueza.conacaste@example.org"]),
    ("agenda-clinica", &[]),
];

/// On which days from today there is a private meeting that belongs to no hearing, and who books it.
const MEETINGS: [(i64, &str); 6] =
    [(-3, "agenda2"), (-1, "agenda"), (1, "agenda"), (2, "agenda3"), (3, "agenda"), (5, "agenda4")];

/// Who checks the rooms of the centres.
const WARDENS: [&str; 5] = ["custodia", "custodia2", "custodia3", "custodia4", "custodia5"];

/// Professionals with an account.
const STARS: [&str; 2] = ["defensa@example.org", "especialista@example.org"];

/// Detainees in the file.
const DETAINEES: usize = 62;

/// Tells the whole story and answers how many appointments were booked.
pub(super) async fn tell(
    services: &Services,
    clock: &StoryClock,
    zone: &Zone,
    cast: &Cast,
    now: Instant,
) -> Result<usize, StartError> {
    let mut story = Story {
        services,
        clock,
        zone,
        cast,
        now,
        detainees: Vec::new(),
        people: HashMap::new(),
        fates: Fates::default(),
        turns: HashMap::new(),
        told: 0,
        booked: 0,
    };
    clock.set(now);
    story.meet().await?;
    story.check_rooms().await?;
    // What is being held comes first: it needs its rooms at exactly this time.
    let quarter = story.quarter();
    for place in 0..TRIES {
        if story.booked == RUNNING {
            break;
        }
        let earlier = i64::try_from(place % 3).unwrap_or_default() * 15 + 15;
        let at = quarter.saturating_sub(earlier.minutes());
        story.appointment(at, false).await?;
    }
    for offset in -DAYS..=DAYS {
        story.day(offset).await?;
    }
    story.meetings().await?;
    asking::ask(services, clock, zone, cast, now).await?;
    Ok(story.booked)
}

struct Story<'a> {
    services: &'a Services,
    clock: &'a StoryClock,
    zone: &'a Zone,
    cast: &'a Cast,
    now: Instant,
    detainees: Vec<DetaineeSummary>,
    people: HashMap<Role, Vec<PersonSummary>>,
    fates: Fates,
    /// Whose turn it is, by role.
    turns: HashMap<Role, usize>,
    /// Appointments tried.
    told: usize,
    /// Appointments booked.
    booked: usize,
}

impl Story<'_> {
    /// Finds everybody who can appear.
    async fn meet(&mut self) -> Result<(), StartError> {
        let who = self.cast.one("agenda")?;
        for number in 1..=DETAINEES {
            let code = format!("DEMO {number:04}");
            self.detainees.extend(self.services.bookings.find_detainees(who, &code).await?.into_iter().take(1));
        }
        for role in [Role::Judge, Role::Prosecutor, Role::DefenceLawyer, Role::Interpreter, Role::Clinician] {
            let people = self.services.bookings.find_people(who, role, "").await?;
            // Those who have an account come first: whoever looks at the demo as one of them sees them at work.
            let first = people
                .iter()
                .position(|person| person.email.as_ref().is_some_and(|email| STARS.contains(&email.as_str())));
            self.turns.insert(role, first.unwrap_or_default());
            self.people.insert(role, people);
        }
        Ok(())
    }

    /// The last full quarter of an hour.
    fn quarter(&self) -> DateTime {
        let civil = self.zone.local(self.now).civil;
        civil.date().at(civil.hour(), civil.minute() / 15 * 15, 0, 0)
    }

    fn today(&self) -> Date {
        self.zone.date(self.now)
    }

    async fn day(&mut self, offset: i64) -> Result<(), StartError> {
        let date = self.today().saturating_add(offset.days());
        let weekend = matches!(Weekday::of(date), Weekday::Sat | Weekday::Sun);
        let count = match (offset, weekend) {
            (0, _) => TODAY,
            (_, true) => WEEKEND,
            (_, false) => USUAL,
        };
        for place in 0..count {
            let at = if offset == 0 { self.today_at(place) } else { usual_time(date, place) };
            if let Some(at) = at {
                self.appointment(at, true).await?;
            }
        }
        Ok(())
    }

    /// Today is spread around now, so that there is something to see at any hour: a third is over, the rest is to come.
    fn today_at(&self, place: usize) -> Option<DateTime> {
        let minutes = i64::try_from(place).ok()? * 45 - 6 * 60;
        let at = self.quarter().saturating_add(minutes.minutes());
        (at.date() == self.today()).then_some(at)
    }

    async fn appointment(&mut self, at: DateTime, nearby: bool) -> Result<(), StartError> {
        let (login, judges) = SCHEDULERS[self.told % SCHEDULERS.len()];
        let kind = if judges.is_empty() { Kind::Teleconsultation } else { Kind::Hearing };
        self.appointment_of(kind, (login, judges), at, nearby).await
    }

    /// The private meetings that stand by themselves, after the hours of hearings.
    async fn meetings(&mut self) -> Result<(), StartError> {
        for (offset, login) in MEETINGS {
            let at = self.today().saturating_add(offset.days()).at(16, 45, 0, 0);
            self.appointment_of(Kind::LegalMeeting, (login, &[]), at, true).await?;
        }
        Ok(())
    }

    async fn appointment_of(
        &mut self,
        kind: Kind,
        (login, judges): (&str, &[&str]),
        at: DateTime,
        nearby: bool,
    ) -> Result<(), StartError> {
        let place = self.told;
        self.told += 1;
        let language =
            self.interpreter(kind, place).and_then(|person| person.interprets.as_ref()).map(ToString::to_string);
        let minutes = [60, 45, 90, 30, 60, 75][place % 6];
        let Some(start) = self.zone.instant(at) else { return Ok(()) };
        let basis = kind != Kind::Hearing || start <= self.now || place % 9 != 8;
        let people = self.invited(kind, judges, place);
        let Some(detainee) = self.detainees.get(place * 17 % self.detainees.len().max(1)) else { return Ok(()) };
        let wish = Wish {
            who: self.cast.one(login)?,
            kind,
            hearing_type: HearingType::ALL[place % HearingType::ALL.len()],
            number: place,
            minutes,
            meeting: place.is_multiple_of(2),
            basis,
            language,
            detainee: detainee.id,
            people,
            at,
            nearby,
        };
        let lead = i64::try_from(place % 4).unwrap_or_default() + 2;
        let minute = i64::try_from(place).unwrap_or_default();
        let before = start.plus_minutes(-lead * 24 * 60);
        let booked_at = before.min(self.now.plus_minutes(-27 * 60)).plus_minutes(-minute);
        self.clock.set(booked_at);
        let failed = |step: &str, error: shared::error::Error| {
            StartError::Refused(format!("the demo's appointment {place} at {at}: {step}: {error:?}"))
        };
        let made = making::book(self.services, &wish).await.map_err(|error| failed("booking", error))?;
        let Some((id, slot)) = made else { return Ok(()) };
        self.booked += 1;
        let (start, end) = (slot.period.start.at, slot.period.end.at);
        let fate = basis.then(|| self.fates.deal(start, end, self.now));
        let booked = Booked {
            services: self.services,
            clock: self.clock,
            zone: self.zone,
            who: wish.who,
            id,
            made_at: booked_at,
            start,
            end,
            now: self.now,
        };
        living::live(&booked, fate).await.map_err(|error| failed(&format!("{fate:?}"), error))
    }

    /// Who takes part: each role's turn goes around, so that calendars fill evenly; judges stay with their court.
    fn invited(&mut self, kind: Kind, judges: &[&str], place: usize) -> Vec<PersonId> {
        let mut invited: Vec<PersonId> = Vec::new();
        for role in making::parts(kind) {
            let known = self.people.get(role).map_or(&[][..], Vec::as_slice);
            let next = if *role == Role::Judge {
                let address = judges[(place / SCHEDULERS.len()) % judges.len().max(1)];
                let theirs =
                    |person: &&PersonSummary| person.email.as_ref().is_some_and(|email| email.as_str() == address);
                known.iter().find(theirs)
            } else {
                let turn = self.turns.entry(*role).or_default();
                *turn += 1;
                known.get((*turn - 1) % known.len().max(1))
            };
            invited.extend(next.map(|person| person.id));
        }
        invited.extend(self.interpreter(kind, place).map(|person| person.id));
        invited
    }

    /// The interpreter of the hearings that need one.
    fn interpreter(&self, kind: Kind, place: usize) -> Option<&PersonSummary> {
        if kind != Kind::Hearing || place % 11 != 5 {
            return None;
        }
        let interpreters = self.people.get(&Role::Interpreter)?;
        interpreters.get(place % interpreters.len().max(1))
    }

    /// The wardens check their rooms every morning; today two rooms have a fault, and one was forgotten.
    async fn check_rooms(&self) -> Result<(), StartError> {
        for offset in -DAYS..=0 {
            let date = self.today().saturating_add(offset.days());
            let morning = self.zone.instant(date.at(6, 40, 0, 0)).unwrap_or(self.now);
            let midnight = self.zone.instant(date.at(0, 0, 0, 0)).unwrap_or(self.now);
            let at = if morning <= self.now { morning } else { midnight.max(self.now.plus_minutes(-20)) };
            for (centre, login) in WARDENS.iter().enumerate() {
                let warden = self.cast.one(login)?;
                self.clock.set(at);
                let rooms = self.services.days.day(warden, Some(date)).await?.rooms;
                for (place, room) in rooms.iter().enumerate() {
                    let devices = match (offset, centre, place) {
                        (0, 3, 1) => continue,
                        (0, 1, 1) => Devices::DarkPicture,
                        (0, 2, 1) => Devices::SilentMicrophone,
                        _ => Devices::Fine,
                    };
                    self.services.checks.record(warden, None, CheckedFor::Room(room.id), measured(devices)).await?;
                }
            }
        }
        Ok(())
    }
}

/// Between eight and half past four, on the quarters.
fn usual_time(date: Date, place: usize) -> Option<DateTime> {
    let quarter = place * 7 % 35;
    let minutes = i64::try_from(quarter).ok()? * 15 + 8 * 60;
    date.at(0, 0, 0, 0).checked_add(minutes.minutes()).ok()
}
