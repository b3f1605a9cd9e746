//! The tokens that programs of agencies come with: stored only as a hash, shown once, revocable at once.

use async_trait::async_trait;
use entity::{agencies, tokens};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
};
use shared::{
    error::{Error, Fault, Problem},
    exchange::{NewToken, TokenLine},
    ids::{AgencyId, TokenId},
    permission::UseCase,
    ports::{Answer, Tokens},
    principal::{Grants, Principal, Program},
    settings::{MOST_DAYS, TokenBoard, TokenView},
    text::{Code, Name},
    time::Instant,
};

use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    reach::Reach,
    secrets,
};

/// What a token begins with, so that whoever finds one in a file or a log knows what it is, and where it serves.
pub const PREFIX: &str = "telesala_";
/// Seconds to which the last use is kept: whether a token is still in use is of interest, what a court does when is not.
const USE_STEP: i64 = 3600;

/// The tokens of programs.
pub struct TokensService {
    house: House,
}

impl TokensService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn find(&self, secret: &str) -> Result<Principal, StoreError> {
        let Some(secret) = secret.strip_prefix(PREFIX).filter(|secret| secrets::well_formed(secret)) else {
            return Ok(Principal::Anonymous);
        };
        let now = self.house.clock.now().0;
        let unended = Condition::any().add(tokens::Column::ExpiresAt.is_null()).add(tokens::Column::ExpiresAt.gt(now));
        let Some(row) = tokens::Entity::find()
            .filter(tokens::Column::SecretHash.eq(secrets::kept(secret)))
            .filter(tokens::Column::RevokedAt.is_null())
            .filter(unended)
            .one(&self.house.db)
            .await?
        else {
            return Ok(Principal::Anonymous);
        };
        let hour = now - now.rem_euclid(USE_STEP);
        if row.used_at.is_none_or(|used| used < hour) {
            tokens::Entity::update_many()
                .col_expr(tokens::Column::UsedAt, Expr::value(hour))
                .filter(tokens::Column::Id.eq(row.id))
                .exec(&self.house.db)
                .await?;
        }
        Ok(Principal::Program(Program {
            token: TokenId(row.id),
            name: reading::text(row.name, "token name")?,
            agency: AgencyId(row.agency_id),
            grants: reading::known(Grants::from_codes(&row.grants), "grants")?,
        }))
    }

    async fn make(&self, who: &Principal, new: &NewToken) -> Result<(TokenId, String), StoreError> {
        let house = &self.house;
        let mut problems = Vec::new();
        let name = new.name.parse::<Name>().map_err(|fault| problems.push(Problem::new("name", Fault::Text(fault))));
        let code =
            new.agency.parse::<Code>().map_err(|fault| problems.push(Problem::new("agency", Fault::Text(fault))));
        if new.grants.is_empty() {
            problems.push(Problem::new("grants", Fault::Missing));
        }
        if new.days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            let fault = Fault::NumberOutside { min: 1, max: i64::from(MOST_DAYS) };
            problems.push(Problem::new("days", fault));
        }
        let (Ok(name), Ok(code), true) = (name, code, problems.is_empty()) else {
            return Err(Error::Invalid(problems).into());
        };
        let secret = secrets::fresh()?;
        let id = transaction!(house, |txn| {
            let agency = agencies::Entity::find().filter(agencies::Column::Code.eq(code.as_str())).one(txn).await?;
            let Some(agency) = agency else {
                return Err(Error::Invalid(vec![Problem::new("agency", Fault::UnknownChoice)]).into());
            };
            let (id, now) = (house.ids.next(), house.clock.now());
            let row = tokens::ActiveModel {
                id: Set(id),
                secret_hash: Set(secrets::kept(&secret)),
                agency_id: Set(agency.id),
                name: Set(name.to_string()),
                grants: Set(new.grants.codes()),
                created_at: Set(now.0),
                expires_at: Set(new.days.map(|days| now.plus_minutes(i64::from(days) * 24 * 60).0)),
                revoked_at: Set(None),
                used_at: Set(None),
            };
            let made = row.insert(txn).await?;
            let subject = Subject::Token(TokenId(id));
            audit::record_row(txn, house, who, subject, "token_made", (None, Some(&made))).await?;
            Ok(TokenId(id))
        })?;
        Ok((id, format!("{PREFIX}{secret}")))
    }

    async fn end(&self, who: &Principal, token: TokenId) -> Result<(), StoreError> {
        let house = &self.house;
        transaction!(house, |txn| {
            let row = tokens::Entity::find_by_id(token.0).lock_exclusive().one(txn).await?;
            let row = row.ok_or(StoreError::Refused(Error::NotFound))?;
            if row.revoked_at.is_some() {
                return Ok(());
            }
            let mut ended: tokens::ActiveModel = row.clone().into();
            ended.revoked_at = Set(Some(house.clock.now().0));
            let ended = ended.update(txn).await?;
            audit::record_row(txn, house, who, Subject::Token(token), "token_revoked", (Some(&row), Some(&ended))).await
        })
    }
}

/// What the page of tokens shows.
async fn board(house: &House) -> Result<TokenBoard, StoreError> {
    let (zone, now) = (&house.settings.zone, house.clock.now());
    let rows = agencies::Entity::find().order_by_asc(agencies::Column::Name).all(&house.db).await?;
    let named = |row: agencies::Model| {
        Ok((reading::text::<Code>(row.code, "agency code")?, reading::text::<Name>(row.name, "agency name")?))
    };
    let agencies = rows.into_iter().map(named).collect::<Result<Vec<_>, StoreError>>()?;
    let shown = |line: TokenLine| {
        let agency = agencies.iter().find(|(code, _)| code.as_str() == line.agency);
        Ok(TokenView {
            id: line.id,
            name: line.name,
            agency: reading::known(agency, "agency")?.1.clone(),
            grants: line.grants,
            created: zone.local(line.created),
            expires: line.expires.map(|at| zone.local(at)),
            revoked: line.revoked.map(|at| zone.local(at)),
            used: line.used.map(|at| zone.local(at)),
            serves: line.revoked.is_none() && line.expires.is_none_or(|end| now < end),
        })
    };
    let tokens = lines(house).await?.into_iter().map(shown).collect::<Result<_, StoreError>>()?;
    Ok(TokenBoard { zone: zone.name().clone(), tokens, agencies })
}

async fn lines(house: &House) -> Result<Vec<TokenLine>, StoreError> {
    let agency = tokens::Entity::belongs_to(agencies::Entity).from(tokens::Column::AgencyId).to(agencies::Column::Id);
    let rows = tokens::Entity::find()
        .column_as(agencies::Column::Code, "agency_code")
        .join(JoinType::InnerJoin, agency.into())
        .order_by_desc(tokens::Column::CreatedAt)
        .order_by_desc(tokens::Column::Id)
        .into_model::<Row>()
        .all(&house.db)
        .await?;
    rows.into_iter()
        .map(|Row { token, agency_code }| {
            Ok(TokenLine {
                id: TokenId(token.id),
                name: reading::text(token.name, "token name")?,
                agency: agency_code,
                grants: reading::known(Grants::from_codes(&token.grants), "grants")?,
                created: Instant(token.created_at),
                expires: token.expires_at.map(Instant),
                revoked: token.revoked_at.map(Instant),
                used: token.used_at.map(Instant),
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    token: tokens::Model,
    agency_code: String,
}

#[async_trait]
impl Tokens for TokensService {
    async fn by_secret(&self, secret: &str) -> Answer<Principal> {
        Ok(self.find(secret).await?)
    }

    async fn create(&self, who: &Principal, new: NewToken) -> Answer<(TokenId, String)> {
        Reach::of(who, UseCase::ManageTokens)?;
        Ok(self.make(who, &new).await?)
    }

    async fn list(&self, who: &Principal) -> Answer<Vec<TokenLine>> {
        Reach::of(who, UseCase::ManageTokens)?;
        Ok(lines(&self.house).await?)
    }

    async fn board(&self, who: &Principal) -> Answer<TokenBoard> {
        Reach::of(who, UseCase::ManageTokens)?;
        Ok(board(&self.house).await?)
    }

    async fn revoke(&self, who: &Principal, token: TokenId) -> Answer<()> {
        Reach::of(who, UseCase::ManageTokens)?;
        Ok(self.end(who, token).await?)
    }
}
