//! What a server function may answer instead of its result.

use leptos::server_fn::{codec::PostcardEncoding, error::FromServerFnError, error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use shared::error::Error;

/// A refusal of a use case, or a call that did not get through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// The use case refused.
    #[error(transparent)]
    Refused(#[from] Error),
    /// The server could not be reached, or what it said was not understood. Nothing is known of the effect.
    #[error("the call did not get through")]
    Lost,
}

impl ApiError {
    /// Whether it says nothing of what was asked for and the same may succeed in a moment: what a page shows stays.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Lost | Self::Refused(Error::Unavailable | Error::Internal | Error::TooMany { .. }))
    }

    /// The fields that are missing or wrong, if that is why it was refused.
    pub fn problems(&self) -> Vec<shared::error::Problem> {
        match self {
            Self::Refused(Error::Invalid(problems)) => problems.clone(),
            _ => Vec::new(),
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(fault: ServerFnErrorErr) -> Self {
        match fault {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Refused(Error::Invalid(Vec::new()))
            }
            _ => Self::Lost,
        }
    }
}
