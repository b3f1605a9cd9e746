//! Asking: for whom somebody may, whom they ask, and what is kept of it.

use entity::{accounts, agencies, appointments, centres, participants, requests, site_detainees};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use shared::{
    appointment::{Event, Field, Kind, Role, State},
    directory::{AgencyKind, DetaineeSummary},
    error::{Error, Fault, Problem},
    exchange::Key,
    ids::{AgencyId, AppointmentId, CentreId, DetaineeId, PersonId},
    permission::UseCase,
    principal::{Account, Principal},
    request::{
        self, Askable, Concerned, MOST_WAITING, PartOfDay, Represented, RequestForm, Wish, asks_for, represented_from,
    },
    text::Name,
    time::{Instant, Period},
    zone::Zone,
};
use uuid::Uuid;

use crate::{
    announce::{Announcement, announce},
    audit::{self, Subject},
    bookings::{changing::change, directory, drafts::wrong, keys},
    db::{StoreError, reading, transaction},
    house::House,
    reach::Reach,
};

/// So long after it was to be held an appointment still says whom its lawyer defends.
const DEFENDED_DAYS: i64 = 365;

/// Who asks, and by what they know for whom they may.
#[derive(Clone, Copy)]
struct Asker<'a> {
    account: &'a Account,
    kind: Kind,
    by: By,
}

#[derive(Clone, Copy)]
enum By {
    /// The appointments in which this lawyer defends somebody.
    Defending(PersonId),
    /// Who is held in this centre.
    Holding(CentreId),
}

/// For whom something is asked, and whom.
struct Whom {
    detainee: DetaineeSummary,
    zone: Zone,
    agency: AgencyId,
}

impl<'a> Asker<'a> {
    /// `who` as somebody who asks.
    ///
    /// # Errors
    /// If they never ask, or belong to nothing by which they could.
    fn of(who: &'a Principal) -> Result<Self, Error> {
        let reach = Reach::of(who, UseCase::Ask)?;
        let account = who.account().ok_or(Error::Forbidden)?;
        let kind = asks_for(account.role).ok_or(Error::Forbidden)?;
        let by = match reach {
            Reach::Person(person) => By::Defending(person),
            Reach::Centre(centre) => By::Holding(centre),
            _ => return Err(Error::Forbidden),
        };
        Ok(Self { account, kind, by })
    }

    /// For whom `form` asks now; what is wrong with that goes to `problems`.
    async fn whom(
        self,
        db: &impl ConnectionTrait,
        house: &House,
        form: &RequestForm,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Whom>, StoreError> {
        let typed = form.detainee.trim();
        if typed.is_empty() {
            problems.push(Problem::new("detainee", Fault::Missing));
        }
        match self.by {
            By::Defending(person) => {
                let named = represented_from(typed);
                let known = defended(db, person, house.clock.now()).await?;
                let found = match named.filter(|pair| known.contains(pair)) {
                    Some((detainee, agency)) => directory::detainee(db, detainee).await?.map(|found| (found, agency)),
                    None => None,
                };
                if found.is_none() && !typed.is_empty() {
                    problems.push(Problem::new("detainee", Fault::UnknownChoice));
                }
                Ok(found.map(|((detainee, zone), agency)| Whom { detainee, zone, agency }))
            }
            By::Holding(centre) => {
                let facts = house.facts.within(db).await?;
                let found = match typed {
                    "" => None,
                    typed => keys::known_detainee(db, &facts, &Key::from(typed)).await?,
                };
                // Who is held elsewhere is not to be found out here: it is as if there were nobody.
                let found = found.filter(|(detainee, _)| detainee.centre == centre);
                if found.is_none() && !typed.is_empty() {
                    problems.push(Problem::new("detainee", Fault::NotHeldHere));
                }
                let agency = match form.agency.trim() {
                    "" => Err(Fault::Missing),
                    id => {
                        let clinics = clinics(db, centre).await?;
                        let asked = clinics.into_iter().find(|(agency, _)| agency.to_string() == id);
                        asked.map(|(agency, _)| agency).ok_or(Fault::UnknownChoice)
                    }
                };
                let agency = agency.map_err(|fault| problems.push(Problem::new("agency", fault))).ok();
                Ok(found.zip(agency).map(|((detainee, zone), agency)| Whom { detainee, zone, agency }))
            }
        }
    }
}

/// What `who` may ask for, and whom.
pub(super) async fn askable(house: &House, who: &Principal) -> Result<Askable, StoreError> {
    let asker = Asker::of(who)?;
    let db = &house.db;
    let mut askable = Askable {
        kind: asker.kind,
        represented: Vec::new(),
        agencies: Vec::new(),
        today: house.settings.zone.date(house.clock.now()),
    };
    match asker.by {
        By::Defending(person) => askable.represented = represented(house, person).await?,
        By::Holding(centre) => {
            askable.agencies = clinics(db, centre).await?;
            let row = reading::known(centres::Entity::find_by_id(centre.0).one(db).await?, "centre")?;
            askable.today = reading::zone(&row.zone)?.date(house.clock.now());
        }
    }
    Ok(askable)
}

/// Asks, and answers what the request is from now on.
pub(super) async fn ask(house: &House, who: &Principal, form: &RequestForm) -> Result<AppointmentId, StoreError> {
    let asker = Asker::of(who)?;
    let made = transaction!(house, |txn| {
        // The lock makes a second click wait here, and then find what the first one asked for.
        accounts::Entity::find_by_id(asker.account.id.0).lock_exclusive().one(txn).await?;
        let mut problems = Vec::new();
        let whom = asker.whom(txn, house, form, &mut problems).await?;
        let zone = whom.as_ref().map_or(&house.settings.zone, |whom| &whom.zone);
        let wish = match request::read(form, zone.date(house.clock.now())) {
            Ok(wish) => Some(wish),
            Err(wrong) => {
                problems.extend(wrong);
                None
            }
        };
        let (Some(whom), Some(wish)) = (whom, wish) else { return Err(Error::Invalid(problems).into()) };
        let waits_for = waits_for(txn, asker.account).await?;
        if waits_for.contains(&whom.detainee.id) {
            return Err(wrong("detainee", Fault::WaitsAlready));
        }
        if waits_for.len() >= usize::from(MOST_WAITING) {
            return Err(wrong("detainee", Fault::WaitsForMany { most: i64::from(MOST_WAITING) }));
        }
        let id = AppointmentId(house.ids.next());
        keep(txn, house, asker, id, (&whom, &wish)).await?;
        let changes = [change(Field::State, None, Some(State::Requested.code().to_owned()))];
        let subject = Subject::Appointment(id);
        audit::record(txn, house, who, subject, Event::Requested.code(), &changes, Some(1)).await?;
        announce(txn, house, id, Announcement::Touched).await?;
        Ok(id)
    })?;
    house.hub.wake();
    Ok(made)
}

/// For whom the account waits for an answer.
async fn waits_for(db: &impl ConnectionTrait, account: &Account) -> Result<Vec<DetaineeId>, StoreError> {
    let open = requests::Entity::find()
        .filter(requests::Column::AccountId.eq(account.id.0))
        .filter(requests::Column::AnsweredAt.is_null());
    Ok(open.all(db).await?.into_iter().map(|row| DetaineeId(row.detainee_id)).collect())
}

/// Keeps the request: an appointment without a place, without people and without anything reserved.
async fn keep(
    txn: &DatabaseTransaction,
    house: &House,
    asker: Asker<'_>,
    id: AppointmentId,
    (whom, wish): (&Whom, &Wish),
) -> Result<(), StoreError> {
    let window = window(&whom.zone, wish)?;
    let row = appointments::ActiveModel {
        id: Set(id.0),
        version: Set(1),
        kind: Set(asker.kind.code().to_owned()),
        hearing_type: Set(None),
        case_number: Set(None),
        agency_id: Set(whom.agency.0),
        state: Set(State::Requested.code().to_owned()),
        starts_at: Set(window.start().0),
        ends_at: Set(window.end().0),
        zone: Set(whom.zone.name().0.clone()),
        main_id: Set(None),
        interpreter_language: Set(None),
        resolution: Set(None),
        resolution_date: Set(None),
        resolution_judge: Set(None),
        ground: Set(None),
        accused: Set(None),
        cause: Set(None),
        cause_note: Set(None),
        draft_id: Set(None),
        deadline: Set(None),
        notice_reason: Set(None),
        created_by: Set(Some(asker.account.id.0)),
        created_at: Set(house.clock.now().0),
    };
    appointments::Entity::insert(row).exec_without_returning(txn).await?;
    let person = match asker.by {
        By::Defending(person) => Some(person.0),
        By::Holding(_) => None,
    };
    let row = requests::ActiveModel {
        id: Set(id.0),
        account_id: Set(asker.account.id.0),
        person_id: Set(person),
        detainee_id: Set(whom.detainee.id.0),
        part: Set(wish.part.code().to_owned()),
        minutes: Set(i32::from(wish.duration.get())),
        note: Set(wish.note.as_ref().map(ToString::to_string)),
        booked: Set(false),
        answered_at: Set(None),
    };
    requests::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// The part of the first day that is wished for.
fn window(zone: &Zone, wish: &Wish) -> Result<Period, StoreError> {
    let day = reading::known(zone.day(wish.date), "day")?;
    let noon = reading::known(zone.instant(wish.date.at(12, 0, 0, 0)), "noon")?;
    let (start, end) = match wish.part {
        PartOfDay::Any => (day.start(), day.end()),
        PartOfDay::Morning => (day.start(), noon),
        PartOfDay::Afternoon => (noon, day.end()),
    };
    reading::known(Period::new(start, end), "period")
}

/// Whom the lawyer defends at `now`, each with an agency that booked an appointment in which they do.
///
/// What was called off says nothing any more, nor what was over long ago. And where several lawyers defend several people,
/// nothing says who defends whom.
async fn defended(
    db: &impl ConnectionTrait,
    person: PersonId,
    now: Instant,
) -> Result<Vec<(DetaineeId, AgencyId)>, StoreError> {
    let theirs = participants::Entity::find()
        .select_only()
        .column(participants::Column::AppointmentId)
        .filter(participants::Column::PersonId.eq(person.0))
        .filter(participants::Column::Role.eq(Role::DefenceLawyer.code()));
    let many_brought = site_detainees::Entity::find()
        .select_only()
        .column(site_detainees::Column::AppointmentId)
        .filter(site_detainees::Column::AppointmentId.in_subquery(theirs.clone().into_query()))
        .group_by(site_detainees::Column::AppointmentId)
        .having(sea_orm::ExprTrait::gt(site_detainees::Column::DetaineeId.count(), 1));
    let many_counsel = participants::Entity::find()
        .select_only()
        .column(participants::Column::AppointmentId)
        .filter(participants::Column::AppointmentId.in_subquery(theirs.clone().into_query()))
        .filter(participants::Column::Role.eq(Role::DefenceLawyer.code()))
        .group_by(participants::Column::AppointmentId)
        .having(sea_orm::ExprTrait::gt(participants::Column::PersonId.count(), 1));
    let clear = Condition::any()
        .add(appointments::Column::Id.not_in_subquery(many_brought.into_query()))
        .add(appointments::Column::Id.not_in_subquery(many_counsel.into_query()));
    let there = site_detainees::Entity::belongs_to(appointments::Entity)
        .from(site_detainees::Column::AppointmentId)
        .to(appointments::Column::Id);
    let pairs: Vec<(Uuid, Uuid)> = site_detainees::Entity::find()
        .select_only()
        .column(site_detainees::Column::DetaineeId)
        .column(appointments::Column::AgencyId)
        .distinct()
        .join(JoinType::InnerJoin, there.into())
        .filter(site_detainees::Column::AppointmentId.in_subquery(theirs.into_query()))
        .filter(appointments::Column::State.is_not_in([State::Cancelled.code(), State::Requested.code()]))
        .filter(appointments::Column::EndsAt.gt(now.plus_minutes(-DEFENDED_DAYS * 24 * 60).0))
        .filter(clear)
        .into_tuple()
        .all(db)
        .await?;
    Ok(pairs.into_iter().map(|(detainee, agency)| (DetaineeId(detainee), AgencyId(agency))).collect())
}

/// The same by name.
async fn represented(house: &House, person: PersonId) -> Result<Vec<Represented>, StoreError> {
    let db = &house.db;
    let pairs = defended(db, person, house.clock.now()).await?;
    let mut ids: Vec<DetaineeId> = pairs.iter().map(|(detainee, _)| *detainee).collect();
    ids.sort_unstable();
    ids.dedup();
    let known = by_id(house, &ids).await?;
    let rows = agencies::Entity::find()
        .filter(agencies::Column::Id.is_in(pairs.iter().map(|(_, agency)| agency.0)))
        .all(db)
        .await?;
    let mut all = Vec::with_capacity(pairs.len());
    for (detainee, agency) in pairs {
        let detainee = known.iter().find(|(one, _)| one.id == detainee);
        let row = rows.iter().find(|row| row.id == agency.0);
        if let (Some((detainee, _)), Some(row)) = (detainee, row) {
            let agency_name = reading::text(row.name.clone(), "agency name")?;
            all.push(Represented { detainee: Concerned::from(detainee), agency, agency_name });
        }
    }
    all.sort_by_cached_key(|one| (one.detainee.name.clone(), one.detainee.code.clone(), one.agency_name.clone()));
    Ok(all)
}

/// The detainees with these ids, each with the zone of their centre.
pub(super) async fn by_id(house: &House, ids: &[DetaineeId]) -> Result<Vec<(DetaineeSummary, Zone)>, StoreError> {
    let facts = house.facts.seen(&house.db).await?;
    let named: Vec<Key> = ids.iter().map(|id| Key::Id(id.0)).collect();
    Ok(keys::known_detainees(&house.db, &facts, &named).await?.into_iter().flatten().collect())
}

/// The clinics of the country of `centre`, by name.
async fn clinics(db: &impl ConnectionTrait, centre: CentreId) -> Result<Vec<(AgencyId, Name)>, StoreError> {
    let row = reading::known(centres::Entity::find_by_id(centre.0).one(db).await?, "centre")?;
    let rows = agencies::Entity::find()
        .filter(agencies::Column::Kind.eq(AgencyKind::Clinic.code()))
        .filter(agencies::Column::Country.eq(row.country))
        .order_by_asc(agencies::Column::Name)
        .order_by_asc(agencies::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((AgencyId(row.id), reading::text(row.name, "agency name")?))).collect()
}
