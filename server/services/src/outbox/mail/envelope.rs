//! A message as a letter: plain text, with the calendar file beside it if there is one, as an alternative for programs that
//! show invitations and as an attachment for those that do not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use entity::messages;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use shared::time::Instant;

use crate::house::Settings;

/// Why a message cannot become a letter.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoLetter {
    /// An address is not one.
    #[error("an address is not usable: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The content's type is not one.
    #[error("a content type is not usable: {0}")]
    Type(#[from] lettre::message::header::ContentTypeErr),
    /// Something is missing.
    #[error("the letter is not complete: {0}")]
    Incomplete(#[from] lettre::error::Error),
}

/// Tells mail servers that nobody is there to read an absence notice (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The letter of `message`.
pub(super) fn compose(message: &messages::Model, settings: &Settings, now: Instant) -> Result<Message, NoLetter> {
    let from: Mailbox = settings.mail_from.parse()?;
    let to = Mailbox::new(Some(message.to_name.clone()), message.to_email.parse::<Address>()?);
    let method = &message.calendar_method;
    let invitation = ContentType::parse(&format!("text/calendar; method={method}; charset=utf-8"))?;
    let file = ContentType::parse("text/calendar; charset=utf-8")?;
    // The same name for every try, so that a second copy can be recognised as one.
    let id = format!("<{}@{}>", message.id, from.email.domain());
    let letter = Message::builder()
        .from(from)
        .to(to)
        .subject(message.subject.clone())
        .message_id(Some(id))
        .date(date(now))
        .header(AutoSubmitted);
    if message.calendar.is_empty() {
        return Ok(letter.singlepart(SinglePart::plain(message.body.clone()))?);
    }
    let shown = MultiPart::alternative()
        .singlepart(SinglePart::plain(message.body.clone()))
        .singlepart(SinglePart::builder().content_type(invitation).body(message.calendar.clone()));
    Ok(letter.multipart(
        MultiPart::mixed()
            .multipart(shown)
            .singlepart(Attachment::new("telesala.ics".to_owned()).body(message.calendar.clone(), file)),
    )?)
}

fn date(at: Instant) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(at.0).unwrap_or_default())
}
