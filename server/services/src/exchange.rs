//! What programs of courts and clinics do in one request. The rules are those of the wizard: an order becomes the same
//! sound booking, and the same transaction makes it.

mod blocks;
mod claims;
mod listing;
pub(crate) mod places;

use async_trait::async_trait;
use shared::{
    appointment::{Detail, Role},
    cause::Cause,
    directory::{DetaineeSummary, PersonSummary},
    error::Error,
    exchange::{
        Block, BlockListing, BlockOrder, BlockPage, Blocked, Change, Found, Kept, Key, Listing, Order, Page, Places,
        Search, Touched,
    },
    ids::{AppointmentId, BlockId, ClaimId},
    ports::{Answer, Exchange},
    principal::Principal,
    text::Note,
};

pub use self::claims::{ClaimsService, KEPT_MINUTES};
pub(crate) use self::claims::{belongs_to, bind, bound, done_before, made_under, planned_before, planned_under};
use crate::{bookings, house::House};

/// Booking in one request.
pub struct ExchangeService {
    house: House,
}

impl ExchangeService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }
}

#[async_trait]
impl Exchange for ExchangeService {
    async fn places(&self, who: &Principal, centre: Option<Key>) -> Answer<Places> {
        Ok(places::all(&self.house, who, centre.as_ref()).await?)
    }

    async fn detainee(&self, who: &Principal, key: Key) -> Answer<DetaineeSummary> {
        Ok(bookings::keys::detainee(&self.house, who, &key).await?.ok_or(Error::NotFound)?)
    }

    async fn person(&self, who: &Principal, key: Key) -> Answer<PersonSummary> {
        Ok(bookings::keys::person(&self.house, who, &key).await?.ok_or(Error::NotFound)?)
    }

    async fn people(&self, who: &Principal, role: Option<Role>, text: &str) -> Answer<Vec<PersonSummary>> {
        let roles = role.as_ref().map_or(Role::ALL, std::slice::from_ref);
        let mut found = Vec::new();
        for role in roles {
            found.extend(bookings::find_people(&self.house, who, *role, text).await?);
        }
        Ok(found)
    }

    async fn list(&self, who: &Principal, which: Listing) -> Answer<Page> {
        Ok(listing::page(&self.house, who, which).await?)
    }

    async fn availability(&self, who: &Principal, search: Search) -> Answer<Found> {
        Ok(bookings::availability(&self.house, who, &search).await?)
    }

    async fn book(&self, who: &Principal, order: Order, claim: Option<ClaimId>) -> Answer<AppointmentId> {
        Ok(bookings::order(&self.house, who, &order, claim).await?)
    }

    async fn amend(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        change: Change,
        claim: Option<ClaimId>,
    ) -> Answer<Detail> {
        Ok(bookings::amend_by_key(&self.house, who, id, version, change, claim).await?)
    }

    async fn cancel(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        cause: Cause,
        note: Option<Note>,
        claim: Option<ClaimId>,
    ) -> Answer<Detail> {
        Ok(bookings::cancel(&self.house, who, id, version, (cause, note.as_ref()), claim).await?)
    }

    async fn blocks(&self, who: &Principal, which: BlockListing) -> Answer<BlockPage> {
        Ok(blocks::list(&self.house, who, which).await?)
    }

    async fn read_block(&self, who: &Principal, id: BlockId) -> Answer<Blocked> {
        Ok(blocks::read(&self.house, who, id).await?)
    }

    async fn weigh_block(&self, who: &Principal, order: BlockOrder) -> Answer<Touched> {
        Ok(blocks::weigh(&self.house, who, &order).await?)
    }

    async fn block(&self, who: &Principal, order: BlockOrder, claim: Option<ClaimId>) -> Answer<Blocked> {
        Ok(blocks::block(&self.house, who, &order, claim).await?)
    }

    async fn lift_block(&self, who: &Principal, id: BlockId, claim: Option<(ClaimId, Kept)>) -> Answer<Block> {
        Ok(blocks::lift(&self.house, who, id, claim.as_ref()).await?)
    }
}
