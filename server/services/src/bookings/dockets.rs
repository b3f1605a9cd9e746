//! Lists of hearings that are planned and booked as a whole. This file is the port; each use case has a file of its own.
//!
//! A list is kept as one document. Planning and booking run after the answer was sent; how far they are is known to this
//! process alone, and what comes of them is written in one transaction that finds the document as they found it, or does
//! nothing.

mod adjusting;
mod booking;
mod planning;
mod proposing;
mod reading;
mod resolving;
mod store;
mod tables;
mod uploading;
mod viewing;
mod work;
mod world;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::civil::Date;
use shared::{
    docket::{Adjustment, DocketView, Dockets as List, Places, Typed},
    ids::{ClaimId, DocketId},
    ports::{Answer, Dockets, HearingList, Upload, Uploaded},
    principal::Principal,
};

pub(super) use self::work::PLANNERS;
use self::{store::Shelf, work::Work};
use crate::house::House;

/// Lists of hearings.
pub struct DocketsService {
    house: House,
    work: Arc<Work>,
}

impl DocketsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house, work: Arc::default() }
    }

    fn shelf<'a>(&'a self, who: &'a Principal) -> Result<Shelf<'a>, shared::error::Error> {
        Shelf::of(&self.house, who, &self.work)
    }
}

#[async_trait]
impl Dockets for DocketsService {
    async fn list(&self, who: &Principal) -> Answer<List> {
        Ok(viewing::list(&self.shelf(who)?).await?)
    }

    async fn upload(&self, who: &Principal, file: Upload) -> Answer<Uploaded> {
        Ok(uploading::upload(&self.shelf(who)?, file).await?)
    }

    async fn propose(&self, who: &Principal, list: HearingList, claim: Option<ClaimId>) -> Answer<DocketId> {
        Ok(proposing::propose(&self.shelf(who)?, list, claim).await?)
    }

    async fn docket(&self, who: &Principal, id: DocketId) -> Answer<DocketView> {
        Ok(viewing::docket(&self.shelf(who)?, id).await?)
    }

    async fn plan(&self, who: &Principal, id: DocketId, version: Option<i32>, claim: Option<ClaimId>) -> Answer<()> {
        Ok(planning::begin(&self.shelf(who)?, id, version, claim).await?)
    }

    async fn adjust(&self, who: &Principal, id: DocketId, change: Adjustment) -> Answer<()> {
        Ok(adjusting::adjust(&self.shelf(who)?, id, change).await?)
    }

    async fn correct(&self, who: &Principal, id: DocketId, line: u32, typed: Typed) -> Answer<bool> {
        Ok(adjusting::correct(&self.shelf(who)?, id, line, typed).await?)
    }

    async fn places(&self, who: &Principal, id: DocketId, line: u32, from: Option<Date>) -> Answer<Places> {
        Ok(adjusting::places(&self.shelf(who)?, id, line, from).await?)
    }

    async fn book(&self, who: &Principal, id: DocketId, version: i32) -> Answer<()> {
        Ok(booking::begin(&self.shelf(who)?, id, version).await?)
    }
}
