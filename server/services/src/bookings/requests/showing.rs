//! Showing requests: to those who asked, and to those who answer.

use std::collections::{HashMap, HashSet};

use entity::{accounts, agencies, appointments, requests};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use shared::{
    appointment::{Kind, State},
    cause::Cause,
    error::Error,
    ids::{AgencyId, AppointmentId, DetaineeId},
    permission::{Matter, UseCase},
    principal::{AccountRole, Principal},
    request::{Concerned, OwnRequests, PartOfDay, RequestView},
    time::{Instant, Minutes},
};
use uuid::Uuid;

use super::asking::by_id;
use crate::{
    db::{StoreError, reading},
    house::House,
    reach::Reach,
    summaries::Reader,
};

/// The most requests that one page shows.
const SHOWN: u8 = 100;
/// So long after it was answered a request is shown to whoever asked.
const ANSWERED_DAYS: i64 = 14;

/// What this account asked for, the newest first: a page behind `before`.
pub(super) async fn own(
    house: &House,
    who: &Principal,
    before: Option<AppointmentId>,
) -> Result<OwnRequests, StoreError> {
    let reach = Reach::of(who, UseCase::Ask)?;
    let account = who.account().ok_or(Error::Forbidden)?;
    if reach == Reach::Nothing {
        return Ok(OwnRequests::default());
    }
    let lately = house.clock.now().plus_minutes(-ANSWERED_DAYS * 24 * 60);
    let told =
        Condition::any().add(requests::Column::AnsweredAt.is_null()).add(requests::Column::AnsweredAt.gte(lately.0));
    let mut wanted = Condition::all().add(requests::Column::AccountId.eq(account.id.0)).add(told);
    if let Some(before) = before {
        wanted = wanted.add(requests::Column::Id.lt(before.0));
    }
    let mut rows = requests::Entity::find()
        .filter(wanted)
        // Identifiers grow with time.
        .order_by_desc(requests::Column::Id)
        .limit(u64::from(SHOWN) + 1)
        .all(&house.db)
        .await?;
    let more = rows.len() > usize::from(SHOWN);
    rows.truncate(usize::from(SHOWN));
    let older = rows.last().filter(|_| more).map(|row| AppointmentId(row.id));
    let reads = Reach::of(who, UseCase::ReadAppointment)?;
    let readable: Vec<Uuid> = appointments::Entity::find()
        .select_only()
        .column(appointments::Column::Id)
        .filter(reads.condition())
        .filter(appointments::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .into_tuple()
        .all(&house.db)
        .await?;
    let shown = Shown::ToAsker(Reader::from(who), readable.into_iter().collect());
    Ok(OwnRequests { requests: views(house, rows, &shown).await?, older })
}

/// What waits for an answer of the agency of `who`, by the day that is wished for; those days that are past come last, so
/// that what nobody answered does not hide what can still be.
pub(super) async fn open(house: &House, who: &Principal) -> Result<Vec<RequestView>, StoreError> {
    let Some(agency) = answering(who)? else { return Ok(Vec::new()) };
    let rows = of_agency(agency)
        .order_by_asc(appointments::Column::EndsAt.lte(house.clock.now().0))
        .order_by_asc(appointments::Column::StartsAt)
        .order_by_asc(requests::Column::Id)
        .limit(u64::from(SHOWN))
        .all(&house.db)
        .await?;
    views(house, rows, &Shown::ToAgency).await
}

/// How much that is.
pub(super) async fn waiting(house: &House, who: &Principal) -> Result<usize, StoreError> {
    let Some(agency) = answering(who)? else { return Ok(0) };
    let count = of_agency(agency).count(&house.db).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The agency whose requests `who` sees; `None` for an account that belongs to none.
fn answering(who: &Principal) -> Result<Option<AgencyId>, Error> {
    match Reach::of(who, UseCase::ReadRequests)? {
        Reach::Agency(agency) => Ok(Some(agency)),
        Reach::Nothing => Ok(None),
        _ => Err(Error::Forbidden),
    }
}

/// The requests of which nobody of `agency` has said anything yet.
fn of_agency(agency: AgencyId) -> Select<requests::Entity> {
    let theirs =
        requests::Entity::belongs_to(appointments::Entity).from(requests::Column::Id).to(appointments::Column::Id);
    requests::Entity::find()
        .join(JoinType::InnerJoin, theirs.into())
        .filter(requests::Column::AnsweredAt.is_null())
        .filter(appointments::Column::AgencyId.eq(agency.0))
}

/// To whom requests are shown.
enum Shown {
    /// To whoever asked, who may open these of the appointments.
    ToAsker(Reader, HashSet<Uuid>),
    /// To the agency that answers, as long as nobody did.
    ToAgency,
}

impl Shown {
    /// Whether they may open the appointment.
    fn opens(&self, id: Uuid) -> bool {
        matches!(self, Self::ToAsker(_, readable) if readable.contains(&id))
    }

    /// Whether they are told why what was booked was called off: once a request is booked it is an appointment like
    /// others, and nobody reads more of it here than on its page.
    fn told_why(&self, id: Uuid, kind: Kind) -> bool {
        matches!(self, Self::ToAsker(reader, _) if self.opens(id) && reader.sees(false, kind, Matter::Care))
    }
}

/// `rows` with what belongs to them, in their order.
async fn views(house: &House, rows: Vec<requests::Model>, shown: &Shown) -> Result<Vec<RequestView>, StoreError> {
    let db = &house.db;
    let ids = rows.iter().map(|row| row.id);
    let found = appointments::Entity::find().filter(appointments::Column::Id.is_in(ids)).all(db).await?;
    let askers = rows.iter().map(|row| row.account_id);
    let askers = accounts::Entity::find().filter(accounts::Column::Id.is_in(askers)).all(db).await?;
    let asked = found.iter().map(|row| row.agency_id);
    let asked = agencies::Entity::find().filter(agencies::Column::Id.is_in(asked)).all(db).await?;
    let found: HashMap<Uuid, appointments::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    let mut wanted: Vec<DetaineeId> = rows.iter().map(|row| DetaineeId(row.detainee_id)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let brought = by_id(house, &wanted).await?;
    let view = |request: requests::Model| {
        let row = reading::known(found.get(&request.id), "appointment")?;
        let by = reading::known(askers.iter().find(|account| account.id == request.account_id), "account")?;
        let agency = reading::known(asked.iter().find(|agency| agency.id == row.agency_id), "agency")?;
        let detainee = brought.iter().find(|(one, _)| one.id.0 == request.detainee_id);
        let (detainee, _) = reading::known(detainee, "detainee")?;
        let zone = reading::zone(&row.zone)?;
        let period = zone.local_period(reading::period(row.starts_at, row.ends_at)?);
        let wished = reading::known(PartOfDay::from_code(&request.part), "part of the day")?;
        let kind = reading::known(Kind::from_code(&row.kind), "kind")?;
        let readable = shown.opens(row.id);
        let cause = row.cause.as_deref().filter(|_| !request.booked || shown.told_why(row.id, kind));
        // The words to what was cancelled since are for those who may open the appointment.
        let declined = row.cause_note.clone().filter(|_| !request.booked);
        Ok(RequestView {
            id: AppointmentId(row.id),
            kind,
            state: reading::known(State::from_code(&row.state), "state")?,
            asked_by: reading::text(by.name.clone(), "account name")?,
            asked_as: reading::known(AccountRole::from_code(&by.role), "role")?,
            asked: reading::zone(&agency.zone)?.local(Instant(row.created_at)),
            agency_name: reading::text(agency.name.clone(), "agency name")?,
            detainee: Concerned::from(detainee),
            held_in: matches!(shown, Shown::ToAgency).then(|| detainee.centre_name.clone()),
            // Once it is booked its period is when it is held.
            date: (!request.booked).then(|| period.start.civil.date()),
            part: wished,
            duration: reading::known(u16::try_from(request.minutes).ok().and_then(Minutes::new), "length")?,
            note: reading::text_or_none(request.note, "note")?,
            booked: request.booked,
            period: (request.booked && readable).then_some(period),
            readable,
            cause: reading::coded(cause, Cause::from_code, "cause")?,
            cause_note: reading::text_or_none(declined, "note")?,
            zone: zone.name().clone(),
        })
    };
    rows.into_iter().map(view).collect()
}
