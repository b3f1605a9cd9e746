//! Searching detainees and professionals, and adding professionals who are not there yet.

use entity::{centres, detainees, people};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
};
use shared::{
    appointment::Role,
    directory::{DetaineeSummary, Language, PersonSummary},
    draft::NewPersonForm,
    error::{Error, Fault, Problem},
    ids::{CentreId, DetaineeId, PersonId},
    permission::UseCase,
    ports::Answer,
    principal::Principal,
    schedule::waiting::Category,
    text::{Email, Name, TextError},
    zone::Zone,
};
use uuid::Uuid;

use super::drafts::wrong;
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading},
    house::House,
    reach::Reach,
    rules::category,
    search::{begins_words, searchable},
};

/// The most detainees that a search answers.
const DETAINEES: u64 = 10;
/// The most professionals that a search answers.
const PEOPLE: u64 = 20;

#[derive(FromQueryResult)]
struct Held {
    #[sea_orm(nested)]
    detainee: detainees::Model,
    centre_name: String,
    zone: String,
}

pub(super) async fn find_detainees(house: &House, who: &Principal, text: &str) -> Answer<Vec<DetaineeSummary>> {
    if Reach::of(who, UseCase::FindDetainee)? == Reach::Nothing || searchable(text).is_empty() {
        return Ok(Vec::new());
    }
    let found = held(&house.db, begins_words(detainees::Column::Search, text), DETAINEES).await?;
    Ok(found.into_iter().map(|(detainee, _)| detainee).collect())
}

/// Those held in `centre` whose code or name begins a word with `text`, at most [`DETAINEES`].
pub(crate) async fn held_in(
    db: &impl ConnectionTrait,
    centre: CentreId,
    text: &str,
) -> Result<Vec<DetaineeSummary>, StoreError> {
    if searchable(text).is_empty() {
        return Ok(Vec::new());
    }
    let there = begins_words(detainees::Column::Search, text).add(detainees::Column::CentreId.eq(centre.0));
    Ok(held(db, there, DETAINEES).await?.into_iter().map(|(detainee, _)| detainee).collect())
}

pub(crate) async fn find_people(house: &House, who: &Principal, role: Role, text: &str) -> Answer<Vec<PersonSummary>> {
    Reach::of(who, UseCase::Book)?;
    let which = begins_words(people::Column::Search, text).add(people::Column::Role.eq(role.code()));
    let rows = people::Entity::find()
        .filter(which)
        .order_by_asc(people::Column::Name)
        .order_by_asc(people::Column::Id)
        .limit(PEOPLE)
        .all(&house.db)
        .await
        .map_err(StoreError::from)?;
    Ok(rows.into_iter().map(person).collect::<Result<_, _>>()?)
}

/// The detainee with the zone of their centre.
pub(super) async fn detainee(
    db: &impl ConnectionTrait,
    id: DetaineeId,
) -> Result<Option<(DetaineeSummary, Zone)>, StoreError> {
    let which = Condition::all().add(detainees::Column::Id.eq(id.0));
    Ok(held(db, which, 1).await?.into_iter().next())
}

/// The detainees of `which`, each with the zone of their centre and by what they are held apart.
pub(crate) async fn held_with_category(
    db: &impl ConnectionTrait,
    which: Condition,
) -> Result<Vec<(DetaineeSummary, Zone, Category)>, StoreError> {
    let read = |one: Held| {
        let of = &one.detainee;
        let category = category(of.legal_status.as_deref(), of.sex.as_deref(), of.age_group.as_deref())?;
        let (summary, zone) = summary(one)?;
        Ok((summary, zone, category))
    };
    there(which).into_model::<Held>().all(db).await?.into_iter().map(read).collect()
}

async fn held(
    db: &impl ConnectionTrait,
    which: Condition,
    most: u64,
) -> Result<Vec<(DetaineeSummary, Zone)>, StoreError> {
    let found = there(which)
        .order_by_asc(detainees::Column::Name)
        .order_by_asc(detainees::Column::Code)
        .limit(most)
        .into_model::<Held>()
        .all(db)
        .await?;
    found.into_iter().map(summary).collect()
}

/// The detainees of `which`, with what [`Held`] takes of their centre.
fn there(which: Condition) -> Select<detainees::Entity> {
    let centre =
        detainees::Entity::belongs_to(centres::Entity).from(detainees::Column::CentreId).to(centres::Column::Id);
    detainees::Entity::find()
        .column_as(centres::Column::Name, "centre_name")
        .column_as(centres::Column::Zone, "zone")
        .join(JoinType::InnerJoin, centre.into())
        .filter(which)
}

/// A detainee as a search shows them, with the zone of their centre.
fn summary(Held { detainee, centre_name, zone }: Held) -> Result<(DetaineeSummary, Zone), StoreError> {
    let summary = DetaineeSummary {
        id: DetaineeId(detainee.id),
        code: reading::text(detainee.code, "detainee code")?,
        name: reading::text(detainee.name, "detainee name")?,
        centre: CentreId(detainee.centre_id),
        centre_name: reading::text(centre_name, "centre name")?,
        module: reading::text_or_none(detainee.module, "module")?,
    };
    Ok((summary, reading::zone(&zone)?))
}

/// The professionals with these ids, in that order; those who do not exist are left out.
pub(super) async fn people(db: &impl ConnectionTrait, ids: &[PersonId]) -> Result<Vec<PersonSummary>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = people::Entity::find().filter(people::Column::Id.is_in(ids.iter().map(|id| id.0))).all(db).await?;
    let mut found = rows.into_iter().map(person).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|person| ids.iter().position(|id| *id == person.id));
    Ok(found)
}

/// A professional as a search shows them.
pub(crate) fn person(row: people::Model) -> Result<PersonSummary, StoreError> {
    Ok(PersonSummary {
        id: PersonId(row.id),
        name: reading::text(row.name, "person name")?,
        role: reading::known(Role::from_code(&row.role), "role")?,
        email: Some(reading::text(row.email, "e-mail address")?),
        interprets: reading::text_or_none(row.interprets, "language")?,
    })
}

/// The professional of the form: whoever has that e-mail address already, or somebody new.
///
/// # Errors
/// If the address is that of somebody with another name or in another part: whoever typed it means somebody else. That the
/// directory holds the address is all that this tells, and a search of the directory tells it too.
pub(super) async fn add(
    txn: &DatabaseTransaction,
    house: &House,
    who: &Principal,
    form: &NewPersonForm,
) -> Result<PersonSummary, StoreError> {
    let (email, new) = read(form)?;
    let known = people::Entity::find().filter(people::Column::Email.eq(email.as_str())).one(txn).await?;
    if let Some(known) = known {
        let known = person(known)?;
        let same = searchable(known.name.as_str()) == searchable(new.name.as_str()) && known.role == new.role;
        return if same { Ok(known) } else { Err(wrong("email", Fault::OfSomebodyElse)) };
    }
    let id: Uuid = house.ids.next();
    let row = people::ActiveModel {
        id: Set(id),
        name: Set(new.name.to_string()),
        search: Set(searchable(new.name.as_str())),
        email: Set(email.to_string()),
        role: Set(new.role.code().to_owned()),
        agency_id: Set(None),
        interprets: Set(new.interprets.map(|language| language.to_string())),
        language: Set(new.language.code().to_owned()),
    };
    // Two who add the same address at once: the second run finds the first one's.
    let row = row.insert(txn).await.map_err(|error| match StoreError::from(error) {
        StoreError::Unique => StoreError::Again,
        other => other,
    })?;
    audit::record_row(txn, house, who, Subject::Person(PersonId(id)), "person_added", (None, Some(&row))).await?;
    person(row)
}

struct NewPerson {
    name: Name,
    role: Role,
    interprets: Option<Name>,
    language: Language,
}

fn read(form: &NewPersonForm) -> Result<(Email, NewPerson), Error> {
    let mut problems = Vec::new();
    let fault = |error| if error == TextError::Empty { Fault::Missing } else { Fault::Text(error) };
    let name = form.name.parse::<Name>().map_err(|error| problems.push(Problem::new("name", fault(error)))).ok();
    let email = form.email.parse::<Email>().map_err(|error| problems.push(Problem::new("email", fault(error)))).ok();
    let role = Role::from_code(form.role.trim());
    if role.is_none() {
        let fault = if form.role.trim().is_empty() { Fault::Missing } else { Fault::UnknownChoice };
        problems.push(Problem::new("role", fault));
    }
    let interprets = if role == Some(Role::Interpreter) {
        let read = form.interprets.parse::<Name>();
        read.map_err(|error| problems.push(Problem::new("interprets", fault(error)))).ok()
    } else {
        None
    };
    let language = match form.language.trim() {
        "" => Some(Language::default()),
        code => Language::from_code(code),
    };
    if language.is_none() {
        problems.push(Problem::new("language", Fault::UnknownChoice));
    }
    match (name, email, role, language) {
        (Some(name), Some(email), Some(role), Some(language)) if problems.is_empty() => {
            Ok((email, NewPerson { name, role, interprets, language }))
        }
        _ => Err(Error::Invalid(problems)),
    }
}
