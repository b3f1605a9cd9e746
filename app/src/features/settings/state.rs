//! What travels to the page of settings.

use serde::{Deserialize, Serialize};
use shared::settings::{CountryNotices, NoticesForm, TokenBoard, TokenForm};

/// Everything on the page, and what was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The notice periods, by country.
    pub notices: Vec<CountryNotices>,
    /// Those of one country as typed.
    pub typed_notices: Option<NoticesForm>,
    /// The tokens.
    pub tokens: TokenBoard,
    /// A token as typed.
    pub typed_token: Option<TokenForm>,
    /// The secret of the token that was just made: it is shown this once.
    pub secret: Option<String>,
}
