//! How long before a hearing people must know of it, by country and type.

use std::collections::BTreeMap;

use async_trait::async_trait;
use entity::{centres, notice_periods};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use shared::{
    appointment::{Field, FieldChange, HearingType},
    error::{Error, Fault},
    permission::UseCase,
    ports::{Answer, NoticePeriods},
    principal::Principal,
    settings::{CountryNotices, Notices, NoticesForm},
};

use super::{blocking::wrong, week::as_seen};
use crate::{
    audit::{self, Subject},
    db::{StoreError, reading, transaction},
    house::House,
    reach::Reach,
};

/// Notice periods.
pub struct NoticePeriodsService {
    house: House,
}

impl NoticePeriodsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    async fn put(&self, who: &Principal, form: &NoticesForm) -> Result<(), StoreError> {
        let wanted = form.read().map_err(Error::Invalid)?;
        transaction!(&self.house, |txn| {
            // Centres are imported, never changed here: the row is only what two who change the same wait at.
            let there = centres::Entity::find()
                .filter(centres::Column::Country.eq(wanted.country.as_str()))
                .lock(sea_orm::sea_query::LockType::NoKeyUpdate)
                .all(txn)
                .await?;
            if there.is_empty() {
                return Err(wrong("country", Fault::UnknownChoice));
            }
            let standing = of_countries(txn).await?.remove(&wanted.country).unwrap_or_default();
            let standing = CountryNotices { country: wanted.country.clone(), notices: standing };
            as_seen(Field::NoticePeriod, &form.seen, &standing.written())?;
            if wanted == standing {
                return Ok(());
            }
            notice_periods::Entity::delete_many()
                .filter(notice_periods::Column::Country.eq(wanted.country.as_str()))
                .exec(txn)
                .await?;
            let rows = wanted.notices.iter().map(|(hearing, hours)| notice_periods::ActiveModel {
                id: Set(self.house.ids.next()),
                country: Set(wanted.country.clone()),
                hearing_type: Set(hearing.code().to_owned()),
                hours: Set(i32::from(*hours)),
            });
            if !wanted.notices.is_empty() {
                notice_periods::Entity::insert_many(rows).exec_without_returning(txn).await?;
            }
            let changes = [FieldChange {
                field: Field::NoticePeriod,
                of: Some(wanted.country.clone()),
                from: Some(standing.written()).filter(|text| !text.is_empty()),
                to: Some(wanted.written()).filter(|text| !text.is_empty()),
            }];
            audit::record(txn, &self.house, who, Subject::NoticePeriods, "notice_changed", &changes, None).await
        })
    }

    async fn list(&self) -> Result<Vec<CountryNotices>, StoreError> {
        let db = &self.house.db;
        let mut countries: Vec<String> = centres::Entity::find()
            .select_only()
            .column(centres::Column::Country)
            .distinct()
            .into_tuple()
            .all(db)
            .await?;
        countries.sort_unstable();
        let mut known = of_countries(db).await?;
        let of = |country: String| CountryNotices { notices: known.remove(&country).unwrap_or_default(), country };
        Ok(countries.into_iter().map(of).collect())
    }
}

async fn of_countries(db: &impl ConnectionTrait) -> Result<BTreeMap<String, Notices>, StoreError> {
    let mut known: BTreeMap<String, Notices> = BTreeMap::new();
    for row in notice_periods::Entity::find().all(db).await? {
        let hearing = reading::known(HearingType::from_code(&row.hearing_type), "hearing type")?;
        let hours = reading::known(u16::try_from(row.hours).ok(), "hours")?;
        known.entry(row.country).or_default().insert(hearing, hours);
    }
    Ok(known)
}

#[async_trait]
impl NoticePeriods for NoticePeriodsService {
    async fn all(&self, who: &Principal) -> Answer<Vec<CountryNotices>> {
        Reach::of(who, UseCase::KeepNoticePeriods)?;
        Ok(self.list().await?)
    }

    async fn set(&self, who: &Principal, form: &NoticesForm) -> Answer<()> {
        Reach::of(who, UseCase::KeepNoticePeriods)?;
        Ok(self.put(who, form).await?)
    }
}
