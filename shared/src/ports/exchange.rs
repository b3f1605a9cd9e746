use async_trait::async_trait;

use super::Answer;
use crate::{
    appointment::{Detail, Role},
    cause::Cause,
    directory::{DetaineeSummary, PersonSummary},
    exchange::{
        Block, BlockListing, BlockOrder, BlockPage, Blocked, Change, Claim, Found, Kept, Key, Listing, NewToken, Once,
        Order, Page, Places, Search, TokenLine, Touched,
    },
    ids::{AppointmentId, BlockId, ClaimId, TokenId},
    principal::Principal,
    settings::TokenBoard,
    text::Note,
};

/// Booking in one request, for programs.
///
/// A problem's field is the place in the request, from its top: `legal_basis/date`, `participants/0/person`.
#[async_trait]
pub trait Exchange: Send + Sync {
    /// The centres and rooms that there are; only those of `centre` if it is given.
    async fn places(&self, who: &Principal, centre: Option<Key>) -> Answer<Places>;

    /// The detainee called `key`; [`crate::error::Error::NotFound`] if there is none.
    async fn detainee(&self, who: &Principal, key: Key) -> Answer<DetaineeSummary>;

    /// The professional called `key`; [`crate::error::Error::NotFound`] if there is none.
    async fn person(&self, who: &Principal, key: Key) -> Answer<PersonSummary>;

    /// Professionals whose name begins a word with `text`, at most 20 for each part.
    async fn people(&self, who: &Principal, role: Option<Role>, text: &str) -> Answer<Vec<PersonSummary>>;

    /// A page of the appointments that `who` may see.
    async fn list(&self, who: &Principal, which: Listing) -> Answer<Page>;

    /// The first free slots, and what becomes of a wished start.
    async fn availability(&self, who: &Principal, search: Search) -> Answer<Found>;

    /// Books. With a claim the booking belongs to it: carried out again under the same claim, it answers the same
    /// appointment.
    async fn book(&self, who: &Principal, order: Order, claim: Option<ClaimId>) -> Answer<AppointmentId>;

    /// Changes an appointment; refused as [`crate::error::Error::Stale`] if `version` is not the newest. With a claim the change
    /// belongs to it: carried out again under the same claim, it changes nothing more and is not refused.
    async fn amend(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        change: Change,
        claim: Option<ClaimId>,
    ) -> Answer<Detail>;

    /// Cancels an appointment, and the meetings linked to it, with a coded cause; under a claim as a change is made.
    async fn cancel(
        &self,
        who: &Principal,
        id: AppointmentId,
        version: i32,
        cause: Cause,
        note: Option<Note>,
        claim: Option<ClaimId>,
    ) -> Answer<Detail>;

    /// A page of when professionals whose unavailability `who` keeps cannot be had.
    async fn blocks(&self, who: &Principal, which: BlockListing) -> Answer<BlockPage>;

    /// One of them, with what it hits.
    async fn read_block(&self, who: &Principal, id: BlockId) -> Answer<Blocked>;

    /// What a block would hit. Nothing is changed.
    async fn weigh_block(&self, who: &Principal, order: BlockOrder) -> Answer<Touched>;

    /// Adds to it. With a claim the block belongs to it: carried out again under the same claim, it answers the same one.
    async fn block(&self, who: &Principal, order: BlockOrder, claim: Option<ClaimId>) -> Answer<Blocked>;

    /// Takes one back; answers what it was. With a claim comes the answer that is kept for it, in the same transaction:
    /// afterwards nothing is left from which it could be told again.
    async fn lift_block(&self, who: &Principal, id: BlockId, claim: Option<(ClaimId, Kept)>) -> Answer<Block>;
}

/// Requests that have one effect, however often they are sent.
#[async_trait]
pub trait Claims: Send + Sync {
    /// Takes up a request of a program.
    async fn claim(&self, who: &Principal, request: Once) -> Answer<Claim>;

    /// Keeps the answer to a request that was carried out.
    async fn keep(&self, claim: ClaimId, answer: Kept) -> Answer<()>;

    /// Gives a request back that was not carried out to its end and may be sent again. What was booked or kept under it
    /// stays its own: whoever sends it again goes on from there.
    async fn release(&self, claim: ClaimId) -> Answer<()>;
}

/// The tokens of programs.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Who the secret of a token stands for; [`Principal::Anonymous`] if it is unknown, over or revoked.
    async fn by_secret(&self, secret: &str) -> Answer<Principal>;

    /// Makes one; the secret is answered this once and never again.
    async fn create(&self, who: &Principal, new: NewToken) -> Answer<(TokenId, String)>;

    /// All tokens, the newest first.
    async fn list(&self, who: &Principal) -> Answer<Vec<TokenLine>>;

    /// All tokens as a page shows them, and the agencies that another can be for.
    async fn board(&self, who: &Principal) -> Answer<TokenBoard>;

    /// Revokes one at once; one that is revoked already stays so.
    async fn revoke(&self, who: &Principal, token: TokenId) -> Answer<()>;
}
