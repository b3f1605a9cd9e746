//! Text that people type, checked once at the border.
//!
//! The same `FromStr` runs in the browser and on the server. Control characters and the invisible characters that
//! reorder text or hide in it (Unicode's bidirectional overrides, the soft hyphen, fillers) are refused, because a name that reads differently
//! from how it is stored has no place in a court's record.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More characters than the field holds.
    #[error("the text is longer than {limit} characters")]
    TooLong {
        /// The most characters allowed.
        limit: u16,
    },
    /// A control character other than a line break where those are allowed.
    #[error("the text holds a control character")]
    Control,
    /// An invisible character, or one that changes the direction or order in which text is read.
    #[error("the text holds an invisible character or one that reorders text")]
    Reordering,
    /// Not of the field's form, such as an e-mail address without `@`.
    #[error("the text is not of the expected form")]
    Malformed,
}

/// Whether `c` is invisible and changes the order in which the text around it is read, or hides inside words: what
/// Unicode calls ignorable by default, the marks of annotations, and the separators of lines and paragraphs.
fn reorders(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn checked(text: &str, limit: u16, lines: bool) -> Result<String, TextError> {
    let normalised = text.replace("\r\n", "\n");
    let trimmed = normalised.trim();
    if trimmed.is_empty() {
        return Err(TextError::Empty);
    }
    if trimmed.chars().any(reorders) {
        return Err(TextError::Reordering);
    }
    if trimmed.chars().any(|c| c.is_control() && !(lines && c == '\n')) {
        return Err(TextError::Control);
    }
    if trimmed.chars().count() > usize::from(limit) {
        return Err(TextError::TooLong { limit });
    }
    Ok(trimmed.to_owned())
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($limit:literal, $lines:literal)),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters it holds.
            pub const LIMIT: u16 = $limit;

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                checked(text, $limit, $lines).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

texts! {
    /// The name of a person, place or agency: one line.
    Name(120, false),
    /// A short code such as a room's or a detainee's: one line.
    Code(40, false),
    /// A court's case number.
    CaseNumber(40, false),
    /// Something explained in a few lines.
    Note(1000, true),
}

/// An e-mail address, lower-cased, in the plain form `local@domain`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let address = checked(text, 254, false)?.to_lowercase();
        let (local, domain) = address.rsplit_once('@').ok_or(TextError::Malformed)?;
        let plain = |part: &str, extra: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && !part.ends_with('.')
                && !part.contains("..")
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-' || extra.contains(c))
        };
        if local.len() > 64 || !plain(local, "_+!#$%&'*/=?^`{|}~") || !plain(domain, "") || !domain.contains('.') {
            return Err(TextError::Malformed);
        }
        Ok(Self(address))
    }
}

impl TryFrom<String> for Email {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
