//! Signing in and out, and who a cookie or a personal link stands for.
//!
//! A wrong name, a wrong password and a deactivated account go the same way and take the same time: one look-up, one
//! argon2id verification, the same refusal. What is written of it is written after the answer. [`limits`] says how often
//! may be tried.

mod devices;
mod limits;
pub(crate) mod links;
mod managing;
mod passwords;
mod sessions;

use async_trait::async_trait;
use entity::{accounts, appointments, participants, people};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use shared::{
    directory::Language,
    error::Error,
    ids::{AppointmentId, LinkId, ParticipantId, PersonId},
    ports::{Accounts, Answer, NewSession, SignIn},
    principal::{Invited, Principal},
    text::Name,
    time::Instant,
};
use uuid::Uuid;

pub use limits::{Allowance, place};
pub use managing::{AccountLine, NewAccount, create_account, deactivate, list, set_active, set_password};
pub use sessions::{IDLE_MINUTES, LIFE_MINUTES};

use crate::{
    audit::{self, Subject},
    db::{StoreError, transaction},
    house::House,
    secrets,
};

/// Minutes for which a personal link serves after its appointment's end.
pub const LINK_GRACE_MINUTES: i64 = 120;

/// Signing in and out.
pub struct AccountsService {
    house: House,
    passwords: passwords::Passwords,
    limits: limits::Limits,
}

impl AccountsService {
    /// The service over `house`, with nothing tried yet.
    pub fn new(house: House) -> Self {
        Self { house, passwords: passwords::Passwords::new(), limits: limits::Limits::new() }
    }

    /// How many passwords were verified so far: right, wrong, and in vain for unknown names.
    pub fn verified(&self) -> u64 {
        self.passwords.verified()
    }

    /// The account that may sign in as `login`.
    async fn active(&self, login: &str) -> Result<Option<accounts::Model>, StoreError> {
        let found = accounts::Entity::find()
            .filter(accounts::Column::Login.eq(login))
            .filter(accounts::Column::Active.eq(true))
            .one(&self.house.db)
            .await?;
        Ok(found)
    }

    /// Counts a failure, and nobody waits for it: the store waits for its disk where it changes a row, and for an unknown
    /// name it has none to change, so whoever waited with it could tell the names that there are from those that there are
    /// not. To write a row for unknown names too would let strangers fill the store, or make all of them wait for the same
    /// row, and two rows are still not one. Nothing that lets in or keeps out depends on this count: [`limits`] has its own,
    /// which is made before the answer. This one is told to those who look after the accounts.
    fn count_failure(&self, login: String, at: Instant) {
        let house = self.house.clone();
        self.house.afterwards.begin(async move {
            if let Err(error) = failed(&house, &login, at).await {
                tracing::warn!(error = %Error::from(error), "a refused sign-in was not counted");
            }
        });
    }

    /// The link with its participant, person and appointment.
    async fn link(&self, secret: &str) -> Result<Option<Linked>, StoreError> {
        let db = &self.house.db;
        let held = entity::links::Column::SecretHash.eq(secrets::kept(secret));
        let Some(link) = entity::links::Entity::find().filter(held).one(db).await? else { return Ok(None) };
        let Some(participant) = participants::Entity::find_by_id(link.participant_id).one(db).await? else {
            return Ok(None);
        };
        let Some(person) = people::Entity::find_by_id(participant.person_id).one(db).await? else { return Ok(None) };
        let Some(appointment) = appointments::Entity::find_by_id(link.appointment_id).one(db).await? else {
            return Ok(None);
        };
        Ok(Some(Linked { link, participant, person, appointment }))
    }
}

/// What hangs on a personal link.
struct Linked {
    link: entity::links::Model,
    participant: participants::Model,
    person: people::Model,
    appointment: appointments::Model,
}

#[async_trait]
impl Accounts for AccountsService {
    async fn sign_in(&self, who: SignIn) -> Answer<NewSession> {
        let now = self.house.clock.now();
        let login = managing::login_of(&who.name);
        let account = self.active(&login).await?;
        let device = who.device.as_deref().and_then(devices::Device::read);
        let known = device.as_ref().filter(|device| knows(device, account.as_ref()));
        let source = limits::Source::of(who.address, known.map(devices::Device::name));
        self.limits.admit(&login, &source, now)?;
        // A password that no account can have is still verified, in vain.
        let acceptable = who.password.chars().count() <= passwords::LONGEST;
        let hash = account.as_ref().filter(|_| acceptable).map(|account| account.password_hash.clone());
        let password = if acceptable { who.password } else { String::new() };
        let right = self.passwords.verify(password, hash, known.is_some()).await?;
        let (true, Some(account)) = (right, account) else {
            self.limits.failed(&login, &source, now);
            self.count_failure(login, now);
            tracing::info!("a sign-in was refused");
            return Err(Error::SignIn);
        };
        self.limits.succeeded(&login, &source, now);
        let device = match device {
            Some(device) => device,
            None => devices::Device::fresh().map_err(StoreError::from)?,
        };
        let device = device.remembering(account.id, &account.password_hash).written();
        Ok(sessions::begin(&self.house, &account, device).await?)
    }

    async fn sign_out(&self, secret: &str) -> Answer<()> {
        Ok(sessions::end(&self.house, secret).await?)
    }

    async fn by_session(&self, secret: &str) -> Answer<Principal> {
        let found = sessions::find(&self.house, secret).await?;
        Ok(found.map_or(Principal::Anonymous, Principal::Account))
    }

    async fn by_link(&self, secret: &str) -> Answer<Principal> {
        if !secrets::well_formed(secret) {
            return Err(Error::NotFound);
        }
        let now = self.house.clock.now();
        let Some(Linked { link, participant, person, appointment }) = self.link(secret).await? else {
            let ended = links::end_of_released(&self.house.db, secret, now).await?;
            return Err(ended.map_or(Error::NotFound, Error::LinkEnded));
        };
        if let Some(end) = links::end(&appointment, link.replaced, link.expires_at, now) {
            return Err(Error::LinkEnded(end));
        }
        Ok(Principal::Invited(Invited {
            link: Some(LinkId(link.id)),
            participant: ParticipantId(participant.id),
            appointment: AppointmentId(appointment.id),
            person: PersonId(person.id),
            name: stored_name(&person.name)?,
        }))
    }

    async fn choose_language(&self, who: &Principal, language: Language) -> Answer<()> {
        let account = match who {
            Principal::Account(account) => account,
            Principal::Anonymous | Principal::Device(_) => return Err(Error::Unauthenticated),
            Principal::Invited(_) | Principal::Program(_) | Principal::System => return Err(Error::Forbidden),
        };
        let kept = transaction!(&self.house, |txn| {
            let found = accounts::Entity::find_by_id(account.id.0).lock_exclusive().one(txn).await?;
            let before = found.ok_or(StoreError::Refused(Error::NotFound))?;
            if before.language == language.code() {
                return Ok(());
            }
            let mut row: accounts::ActiveModel = before.clone().into();
            row.language = Set(language.code().to_owned());
            let after = row.update(txn).await?;
            let (subject, rows) = (Subject::Account(account.id), (Some(&before), Some(&after)));
            audit::record_row(txn, &self.house, who, subject, "language_chosen", rows).await
        });
        Ok(kept?)
    }
}

/// Counts a failure of the account of that name, if there is one.
async fn failed(house: &House, login: &str, at: Instant) -> Result<(), StoreError> {
    transaction!(house, |txn| {
        accounts::Entity::update_many()
            .col_expr(accounts::Column::Failures, Expr::col(accounts::Column::Failures).add(1))
            .col_expr(accounts::Column::LastFailureAt, Expr::value(at.0))
            .filter(accounts::Column::Login.eq(login))
            .filter(accounts::Column::Failures.lt(i32::MAX))
            .exec(txn)
            .await?;
        Ok(())
    })
}

/// Whether `account` signed in on that browser before. For an unknown name the same work is done in vain.
fn knows(device: &devices::Device, account: Option<&accounts::Model>) -> bool {
    let (id, hash) =
        account.map_or((Uuid::nil(), passwords::NOBODY), |account| (account.id, account.password_hash.as_str()));
    device.knows(id, hash) && account.is_some()
}

/// A name as it stands in the store, where only sound ones were put.
pub(crate) fn stored_name(name: &str) -> Result<Name, Error> {
    name.parse().map_err(|fault| {
        tracing::error!(%fault, "a stored name is not sound");
        Error::Internal
    })
}
