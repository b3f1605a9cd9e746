use async_trait::async_trait;
use jiff::civil::Date;

use super::Answer;
use crate::{
    docket::{self, Adjustment, Column, DocketView, Places, Typed, reading::Unreadable},
    ids::{ClaimId, DocketId},
    principal::Principal,
};

/// A file as it was sent, with the days over which it is to be planned, as typed.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// The file's name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The first day, `YYYY-MM-DD`.
    pub first: String,
    /// The last.
    pub last: String,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// It is a docket now, whatever is wrong with some of its lines.
    Docket(DocketId),
    /// It is no list of hearings.
    Unreadable(Vec<Unreadable>),
}

/// A list of hearings as a program sends it, with the days over which it is to be planned, as typed.
#[derive(Clone, Debug, Default)]
pub struct HearingList {
    /// What it is called.
    pub name: String,
    /// The first day, `YYYY-MM-DD`; empty for the usual one.
    pub first: String,
    /// The last.
    pub last: String,
    /// The cells of its hearings, as a file would have them, but with each of those whom a cell names by itself.
    pub hearings: Vec<Vec<(Column, Vec<String>)>>,
}

/// Lists of hearings that are planned and booked as a whole.
#[async_trait]
pub trait Dockets: Send + Sync {
    /// Those of one's agency.
    async fn list(&self, who: &Principal) -> Answer<docket::Dockets>;

    /// Keeps the list in a file.
    async fn upload(&self, who: &Principal, file: Upload) -> Answer<Uploaded>;

    /// Keeps the list that a program sends, if all of it is sound, and begins to plan it, both or neither; it does not wait for
    /// the plan. With a claim the list belongs to it: carried out again under the same claim, it answers the same one. Refused
    /// while as many of the agency's lists are planned as may be at once.
    ///
    /// A problem's field is the place in the request, from its top: `hearings/0/participants`, or `hearings/0/judge` for a
    /// part that nobody takes.
    async fn propose(&self, who: &Principal, list: HearingList, claim: Option<ClaimId>) -> Answer<DocketId>;

    /// One of them, with what is proposed; its days are drawn for people only.
    async fn docket(&self, who: &Principal, id: DocketId) -> Answer<DocketView>;

    /// Begins to plan it as it stands, or in `version` if that matters, and does not wait for the plan;
    /// [`crate::error::Error::TooMany`] while as many of the agency's lists are planned as may be at once. Carried
    /// out again under the same claim, it begins nothing anew.
    async fn plan(&self, who: &Principal, id: DocketId, version: Option<i32>, claim: Option<ClaimId>) -> Answer<()>;

    /// Changes what is said of one hearing.
    async fn adjust(&self, who: &Principal, id: DocketId, change: Adjustment) -> Answer<()>;

    /// Types a line otherwise, and says whether it is sound now; what is wrong with it is kept with it. It is to be placed
    /// anew.
    async fn correct(&self, who: &Principal, id: DocketId, line: u32, typed: Typed) -> Answer<bool>;

    /// Where a hearing could be beside the others, from a day on.
    async fn places(&self, who: &Principal, id: DocketId, line: u32, from: Option<Date>) -> Answer<Places>;

    /// Begins to book everything that has a place, all of it or nothing, as proposed in `version`.
    async fn book(&self, who: &Principal, id: DocketId, version: i32) -> Answer<()>;
}
