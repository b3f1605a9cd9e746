//! What programs of courts and clinics ask for and are answered: a whole booking in one request, slots for a whole
//! request, pages of appointments. The rules are those of the wizard; only the way in differs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    appointment::{HearingType, Kind, LegalBasis, NewDeadline, State, Summary},
    directory::{Centre, PersonSummary, Room},
    draft::{SlotView, WhatForm, Wished},
    ids::{AppointmentId, BlockId, ClaimId, TokenId},
    principal::Grants,
    schedule::BlockCause,
    text::{CaseNumber, Name, Note},
    time::{Instant, LocalPeriod, Minutes, ZoneName},
};

/// What something is called by another system: our identifier, or the code (of a professional: the e-mail address)
/// under which both know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// An identifier of ours.
    Id(Uuid),
    /// A code.
    Code(String),
}

impl From<&str> for Key {
    /// Whatever reads as an identifier is one: no code looks like it.
    fn from(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Code(text.to_owned()), Self::Id)
    }
}

/// Someone who is to take part. What they take part as is what the directory says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Who: identifier or e-mail address.
    pub person: Key,
    /// Whether it cannot be held without them; `None` leaves that to their role.
    pub required: Option<bool>,
}

/// A whole booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// As in the first step of the wizard.
    pub what: WhatForm,
    /// Who is brought; the appointment is in a room of each of their centres.
    pub detainees: Vec<Key>,
    /// Who takes part.
    pub people: Vec<Called>,
    /// When it begins.
    pub start: Instant,
    /// In which room of the first one's centre; `None` for the first that serves and is free. The other centres give the
    /// first that is.
    pub room: Option<Key>,
}

/// A change to an appointment; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// A new start.
    pub start: Option<Instant>,
    /// A new length.
    pub duration: Option<Minutes>,
    /// Another room of the same centre; of the first one, if it is held at several.
    pub room: Option<Key>,
    /// Other rooms, each with its centre.
    pub rooms: Vec<(Key, Key)>,
    /// Another case number.
    pub case_number: Option<CaseNumber>,
    /// Another type of hearing.
    pub hearing_type: Option<HearingType>,
    /// The decision that allows the remote mode.
    pub legal_basis: Option<LegalBasis>,
    /// Another last day, or none any more.
    pub deadline: Option<NewDeadline>,
    /// Why people are given shorter notice of the new start than they are due.
    pub notice_reason: Option<Note>,
    /// Who takes part from now on.
    pub join: Vec<Key>,
    /// Who no longer does.
    pub leave: Vec<Key>,
    /// Who is brought from now on.
    pub bring: Vec<Key>,
    /// Who is no longer brought.
    pub leave_there: Vec<Key>,
}

/// Slots that are sought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// [`Kind`] code, as typed.
    pub kind: String,
    /// Minutes, as typed.
    pub duration: String,
    /// Minutes of private meeting before a hearing, as typed; `0` for none.
    pub meeting: String,
    /// Minutes of private meeting after it, as typed; `0` or empty for none.
    pub meeting_after: String,
    /// Who is brought.
    pub detainees: Vec<Key>,
    /// Where; needed if nobody is brought.
    pub centre: Option<Key>,
    /// Only this room.
    pub room: Option<Key>,
    /// Who takes part.
    pub people: Vec<Key>,
    /// The appointment that is to be moved: what it and its private meetings hold does not count.
    pub appointment: Option<Key>,
    /// [`HearingType`] code of a hearing, as typed, for the notice that is due; empty to leave notice out of it.
    pub hearing_type: String,
    /// The last day on which a hearing may be held, as typed; empty for none.
    pub deadline: String,
    /// Why people are given shorter notice than they are due, as typed; empty if they are not.
    pub notice_reason: String,
    /// From when on; `None` for now.
    pub from: Option<Instant>,
    /// Until when it must be over; `None` for as far ahead as can be booked.
    pub to: Option<Instant>,
    /// A start that is wished for.
    pub start: Option<Instant>,
    /// The most slots that are answered.
    pub limit: u16,
}

/// The slots that there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The centre's zone.
    pub zone: ZoneName,
    /// The first slots.
    pub slots: Vec<SlotView>,
    /// What becomes of the wished start.
    pub wished: Option<Wished>,
}

/// A place in the list of appointments, which is ordered by start and then by identifier: it stays where it is when
/// others come or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The start of the last one that was seen.
    pub start: Instant,
    /// Its identifier.
    pub id: AppointmentId,
}

/// Which appointments are to be listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Those that begin at this moment or later.
    pub from: Option<Instant>,
    /// Those that begin before it.
    pub to: Option<Instant>,
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Those after it.
    pub after: Option<Mark>,
    /// The most that are answered.
    pub limit: u16,
}

/// A page of appointments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The appointments, by start.
    pub items: Vec<Summary>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Mark>,
}

/// A professional who cannot be had for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockOrder {
    /// Who: identifier or e-mail address.
    pub person: Key,
    /// From when on.
    pub start: Instant,
    /// Until when.
    pub end: Instant,
    /// [`BlockCause`] code, as typed.
    pub cause: String,
    /// What else is to be known, as typed.
    pub note: String,
}

/// The same as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its identifier.
    pub id: BlockId,
    /// Who.
    pub person: PersonSummary,
    /// When, in the zone in which they work.
    pub period: LocalPeriod,
    /// Its name.
    pub zone: ZoneName,
    /// Why.
    pub cause: BlockCause,
    /// What else is to be known.
    pub note: Option<Note>,
}

/// A block with the appointments that it hits. What is booked stays booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The block.
    pub block: Block,
    /// Those of the agency, by start.
    pub hits: Vec<AppointmentId>,
    /// How many more there are.
    pub more: usize,
}

/// What a block would hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Appointments of the agency, by start.
    pub hits: Vec<AppointmentId>,
    /// How many more there are.
    pub more: usize,
}

/// Which blocks are to be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockListing {
    /// Only of this professional.
    pub person: Option<Key>,
    /// Those that are not over at this moment; `None` for now.
    pub from: Option<Instant>,
    /// Those that begin before it.
    pub to: Option<Instant>,
    /// Those after it.
    pub after: Option<BlockMark>,
    /// The most that are answered.
    pub limit: u16,
}

/// A place in the list of blocks, which is ordered by start and then by identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlockMark {
    /// The start of the last one that was seen.
    pub start: Instant,
    /// Its identifier.
    pub id: BlockId,
}

/// A page of blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPage {
    /// The blocks, by start.
    pub items: Vec<Block>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<BlockMark>,
}

/// The centres and rooms that there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// By code.
    pub centres: Vec<Centre>,
    /// By centre and code.
    pub rooms: Vec<Room>,
}

/// A request that is to have one effect, however often it is sent within 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The key that the program chose: 1 to 255 visible ASCII characters.
    pub key: String,
    /// What was asked for, hashed: the same key must not come with anything else.
    pub fingerprint: String,
}

/// What becomes of a request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is the first: carry it out, and keep the answer.
    First(ClaimId),
    /// It was carried out: this was the answer.
    Answered(Kept),
    /// It is being carried out.
    Running,
    /// The key came with something else before.
    OtherRequest,
}

/// An answer that is kept for the same request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// HTTP status.
    pub status: u16,
    /// Headers that belong to it, by lower-case name.
    pub headers: Vec<(String, String)>,
    /// The body, JSON.
    pub body: String,
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// The code of the agency it acts for.
    pub agency: String,
    /// What it is called: the program and where it runs.
    pub name: String,
    /// What it may do.
    pub grants: Grants,
    /// Days after which it ends; `None` if it does not end by itself.
    pub days: Option<u16>,
}

/// A token in a list. The secret is in none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLine {
    /// Its identifier.
    pub id: TokenId,
    /// What it is called.
    pub name: Name,
    /// The code of its agency.
    pub agency: String,
    /// What it may do.
    pub grants: Grants,
    /// When it was made.
    pub created: Instant,
    /// When it ends.
    pub expires: Option<Instant>,
    /// When it was revoked.
    pub revoked: Option<Instant>,
    /// When it was last used, to the hour.
    pub used: Option<Instant>,
}
