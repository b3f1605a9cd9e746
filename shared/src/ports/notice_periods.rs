use async_trait::async_trait;

use super::Answer;
use crate::{
    principal::Principal,
    settings::{CountryNotices, NoticesForm},
};

/// How long before a hearing people must know of it.
#[async_trait]
pub trait NoticePeriods: Send + Sync {
    /// The periods of every country that has centres, by country.
    async fn all(&self, who: &Principal) -> Answer<Vec<CountryNotices>>;

    /// Changes those of one country; refused as [`crate::error::Error::Outdated`] if they changed meanwhile.
    async fn set(&self, who: &Principal, form: &NoticesForm) -> Answer<()>;
}
