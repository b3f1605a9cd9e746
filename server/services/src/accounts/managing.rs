//! Making and changing accounts, for the command line: there is no page for it, so whoever does it holds the server.

use entity::{accounts, agencies, centres, people};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use shared::{
    appointment::Role,
    directory::Language,
    error::{Error, Fault, Problem},
    ids::{AccountId, PersonId},
    principal::{AccountRole, Principal},
    text::{Code, Email, Name, TextError},
    time::Instant,
};
use uuid::Uuid;

use super::{passwords, sessions};
use crate::{
    audit::{self, Subject},
    db::{StoreError, transaction},
    house::House,
    search::searchable,
};

/// The most characters of a name to sign in with.
const LOGIN_LIMIT: u16 = 60;

/// What stands in the place of a language's code until somebody chooses one.
const NOT_CHOSEN: &str = "any";

/// An account to be made, as typed.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What to sign in with: letters, digits and `.`, `-`, `_`, `@`; upper and lower case are the same.
    pub login: String,
    /// The person's name as shown.
    pub name: String,
    /// The password: 12 to 256 characters, not the login.
    pub password: String,
    /// What it is for.
    pub role: AccountRole,
    /// The code of the agency; a scheduler needs one.
    pub agency_code: Option<String>,
    /// The code of the centre; a warden and a nurse need one.
    pub centre_code: Option<String>,
    /// The address of the professional this is; a judge, a lawyer and a clinician need one. Someone new is added to the
    /// directory.
    pub person_email: Option<String>,
    /// The language of the pages; without one the browser's counts until one is chosen, and letters to someone new are
    /// in the language that is usual here.
    pub language: Option<Language>,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    /// What it signs in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it is for.
    pub role: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Wrong passwords since the last right one.
    pub failures: i32,
    /// When the last wrong one was.
    pub last_failure: Option<Instant>,
}

/// The name as accounts are looked up by it. What no account can be called becomes a name that none has.
pub(super) fn login_of(typed: &str) -> String {
    let login = typed.trim().to_lowercase();
    if login.chars().all(login_letter) && login.len() <= usize::from(LOGIN_LIMIT) { login } else { String::new() }
}

fn login_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')
}

/// Makes an account.
///
/// # Errors
/// [`Error::Invalid`] with everything that is wrong: `login`, `name`, `password`, `agency`, `centre`, `person`.
pub async fn create_account(house: &House, new: NewAccount) -> Result<AccountId, Error> {
    let mut problems = Vec::new();
    let login = login_of(&new.login);
    if login.is_empty() {
        problems.push(Problem::new("login", Fault::Text(TextError::Malformed)));
    }
    let name = new.name.parse::<Name>().map_err(|fault| problems.push(Problem::new("name", Fault::Text(fault)))).ok();
    problems.extend(password_problem(&new.password, &login));
    let email = match (new.person_email.as_deref(), takes_part_as(new.role)) {
        (Some(email), Some(_)) => {
            email.parse::<Email>().map_err(|fault| problems.push(Problem::new("person", Fault::Text(fault)))).ok()
        }
        (None, Some(_)) => {
            problems.push(Problem::new("person", Fault::Missing));
            None
        }
        (Some(_), None) => {
            problems.push(Problem::new("person", Fault::UnknownChoice));
            None
        }
        (None, None) => None,
    };
    if new.role == AccountRole::Scheduler && new.agency_code.is_none() {
        problems.push(Problem::new("agency", Fault::Missing));
    }
    if matches!(new.role, AccountRole::Warden | AccountRole::Nurse) && new.centre_code.is_none() {
        problems.push(Problem::new("centre", Fault::Missing));
    }
    let (Some(name), true) = (name, problems.is_empty()) else { return Err(Error::Invalid(problems)) };
    let sound = Sound { login, name, email, hash: passwords::hash(new.password.clone()).await? };
    Ok(transaction!(house, |txn| insert(txn, house, &new, &sound).await)?)
}

/// What of a new account was checked and prepared before the transaction.
struct Sound {
    login: String,
    name: Name,
    email: Option<Email>,
    hash: String,
}

async fn insert(
    txn: &DatabaseTransaction,
    house: &House,
    new: &NewAccount,
    sound: &Sound,
) -> Result<AccountId, StoreError> {
    let taken = accounts::Entity::find().filter(accounts::Column::Login.eq(&sound.login)).one(txn).await?;
    if taken.is_some() {
        return refuse("login", Fault::Duplicate);
    }
    let agency_id = match code(new.agency_code.as_deref(), "agency")? {
        Some(code) => {
            let found = agencies::Entity::find().filter(agencies::Column::Code.eq(code.as_str())).one(txn).await?;
            match found {
                Some(agency) => Some(agency.id),
                None => return refuse("agency", Fault::UnknownChoice),
            }
        }
        None => None,
    };
    let centre_id = match code(new.centre_code.as_deref(), "centre")? {
        Some(code) => {
            let found = centres::Entity::find().filter(centres::Column::Code.eq(code.as_str())).one(txn).await?;
            match found {
                Some(centre) => Some(centre.id),
                None => return refuse("centre", Fault::UnknownChoice),
            }
        }
        None => None,
    };
    let person_id = match (&sound.email, takes_part_as(new.role)) {
        (Some(email), Some(role)) => {
            let language = new.language.unwrap_or_default();
            Some(person(txn, house, email, &sound.name, role, language).await?)
        }
        _ => None,
    };
    let id = AccountId(house.ids.next());
    let made = accounts::ActiveModel {
        id: Set(id.0),
        login: Set(sound.login.clone()),
        name: Set(sound.name.to_string()),
        password_hash: Set(sound.hash.clone()),
        role: Set(new.role.code().to_owned()),
        agency_id: Set(agency_id),
        centre_id: Set(centre_id),
        person_id: Set(person_id),
        language: Set(new.language.map_or(NOT_CHOSEN, Language::code).to_owned()),
        active: Set(true),
        failures: Set(0),
        last_failure_at: Set(None),
    }
    .insert(txn)
    .await?;
    note(txn, house, "account_created", (None, &made)).await?;
    Ok(id)
}

/// Gives an account another password and ends its sessions.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account, [`Error::Invalid`] if the password will not do.
pub async fn set_password(house: &House, login: &str, password: &str) -> Result<(), Error> {
    let login = login_of(login);
    if let Some(problem) = password_problem(password, &login) {
        return Err(Error::Invalid(vec![problem]));
    }
    let hash = passwords::hash(password.to_owned()).await?;
    let changed = transaction!(house, |txn| {
        let before = by_login(txn, &login).await?;
        let mut account: accounts::ActiveModel = before.clone().into();
        account.password_hash = Set(hash.clone());
        account.failures = Set(0);
        let after = account.update(txn).await?;
        sessions::end_all(txn, after.id).await?;
        note(txn, house, "password_set", (Some(&before), &after)).await
    });
    Ok(changed?)
}

/// Takes an account out of use, or puts it back, and ends its sessions. Accounts are never deleted: the record names
/// them.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account.
pub async fn set_active(house: &House, login: &str, active: bool) -> Result<(), Error> {
    let login = login_of(login);
    let changed = transaction!(house, |txn| {
        let before = by_login(txn, &login).await?;
        let mut account: accounts::ActiveModel = before.clone().into();
        account.active = Set(active);
        let after = account.update(txn).await?;
        sessions::end_all(txn, after.id).await?;
        let event = if active { "account_activated" } else { "account_deactivated" };
        note(txn, house, event, (Some(&before), &after)).await
    });
    Ok(changed?)
}

/// Takes an account out of use and ends its sessions.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account.
pub async fn deactivate(house: &House, login: &str) -> Result<(), Error> {
    set_active(house, login, false).await
}

/// All accounts, by the name they sign in with.
///
/// # Errors
/// If the store cannot be read.
pub async fn list(house: &House) -> Result<Vec<AccountLine>, Error> {
    let rows = accounts::Entity::find()
        .order_by_asc(accounts::Column::Login)
        .all(&house.db)
        .await
        .map_err(StoreError::from)?;
    let line = |row: accounts::Model| AccountLine {
        login: row.login,
        name: row.name,
        role: row.role,
        active: row.active,
        failures: row.failures,
        last_failure: row.last_failure_at.map(Instant),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// What is wrong with a password, if anything.
fn password_problem(password: &str, login: &str) -> Option<Problem> {
    let length = password.chars().count();
    let fault = if password.trim().is_empty() {
        Fault::Missing
    } else if !(passwords::SHORTEST..=passwords::LONGEST).contains(&length) {
        Fault::NumberOutside {
            min: i64::try_from(passwords::SHORTEST).unwrap_or_default(),
            max: i64::try_from(passwords::LONGEST).unwrap_or(i64::MAX),
        }
    } else if password.trim().to_lowercase() == login {
        Fault::Duplicate
    } else {
        return None;
    };
    Some(Problem::new("password", fault))
}

/// As what the people behind accounts of this role take part in appointments, if they do.
const fn takes_part_as(role: AccountRole) -> Option<Role> {
    match role {
        AccountRole::Judge => Some(Role::Judge),
        AccountRole::Lawyer => Some(Role::DefenceLawyer),
        AccountRole::Clinician => Some(Role::Clinician),
        _ => None,
    }
}

/// The professional with this address; a new one, if there is none.
async fn person(
    txn: &DatabaseTransaction,
    house: &House,
    email: &Email,
    name: &Name,
    role: Role,
    language: Language,
) -> Result<Uuid, StoreError> {
    if let Some(found) = people::Entity::find().filter(people::Column::Email.eq(email.as_str())).one(txn).await? {
        return Ok(found.id);
    }
    let person = people::ActiveModel {
        id: Set(house.ids.next()),
        name: Set(name.to_string()),
        search: Set(searchable(name.as_str())),
        email: Set(email.to_string()),
        role: Set(role.code().to_owned()),
        agency_id: Set(None),
        interprets: Set(None),
        language: Set(language.code().to_owned()),
    };
    let made = person.insert(txn).await?;
    let subject = Subject::Person(PersonId(made.id));
    audit::record_row(txn, house, &Principal::System, subject, "person_added", (None, Some(&made))).await?;
    Ok(made.id)
}

async fn by_login(txn: &impl ConnectionTrait, login: &str) -> Result<accounts::Model, StoreError> {
    let found = accounts::Entity::find().filter(accounts::Column::Login.eq(login)).one(txn).await?;
    found.ok_or(StoreError::Refused(Error::NotFound))
}

async fn note(
    txn: &DatabaseTransaction,
    house: &House,
    event: &'static str,
    (from, to): (Option<&accounts::Model>, &accounts::Model),
) -> Result<(), StoreError> {
    let subject = Subject::Account(AccountId(to.id));
    audit::record_row(txn, house, &Principal::System, subject, event, (from, Some(to))).await
}

fn code(typed: Option<&str>, field: &str) -> Result<Option<Code>, StoreError> {
    let parsed = typed.map(str::parse::<Code>).transpose();
    parsed.map_err(|fault| StoreError::Refused(Error::Invalid(vec![Problem::new(field, Fault::Text(fault))])))
}

fn refuse<T>(field: &str, fault: Fault) -> Result<T, StoreError> {
    Err(StoreError::Refused(Error::Invalid(vec![Problem::new(field, fault)])))
}
