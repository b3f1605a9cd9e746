//! Whom somebody seeks without scripts. No name and no code of a person stands in an address, for addresses are written down
//! in places: the form posts it, it waits in a cookie, and the page that the form leads back to finds it here. With scripts one
//! seeks as one types.

use leptos::{prelude::*, server::codee::binary::PostcardCodec};
use leptos_router::params::ParamsMap;

use crate::error::ApiError;

/// What the address of a page says to which a search leads back.
pub const SOUGHT: &str = "sought";

/// What is sought on the page that is opened, in the context of all that is drawn on it.
#[derive(Clone, Debug, Default)]
pub struct Seeking(Option<String>);

impl Seeking {
    /// Reads it; the browser draws with what the server found.
    pub fn ask() -> Self {
        Self(SharedValue::<Option<String>, PostcardCodec>::new_with_encoding(waiting).into_inner())
    }

    /// That of the page.
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_default()
    }

    /// What is sought, if an address with this `query` was led to by a search; else nothing.
    pub fn by(&self, query: &ParamsMap) -> String {
        self.0.clone().filter(|_| query.get(SOUGHT).is_some()).unwrap_or_default()
    }
}

#[cfg(feature = "ssr")]
fn waiting() -> Option<String> {
    crate::forms::sought()
}

#[cfg(not(feature = "ssr"))]
const fn waiting() -> Option<String> {
    None
}

/// Keeps what is sought, and leads back to the page at `back`, whose address then says that there is a search, and in which
/// `part`, if in any.
#[server(prefix = "/do", endpoint = "seek", output = crate::wire::Compact)]
pub async fn seek(
    #[server(default)] back: String,
    #[server(default)] text: String,
    #[server(default)] part: String,
) -> Result<(), ApiError> {
    use crate::{
        back::safe_back,
        context::principal,
        forms::{answer_form, keep_sought, lead_to},
    };
    use shared::{appointment::Role, error::Error};
    let page = safe_back(&back);
    let signed_in = principal().account().map(|_| ()).ok_or(Error::Unauthenticated);
    answer_form::<Seek, _>(page, signed_in)?;
    keep_sought(page, &text);
    lead_to(&address(page, Role::from_code(&part)));
    Ok(())
}

/// The address that says that somebody is sought on the page at `back`, and in which part.
#[cfg(any(feature = "ssr", test))]
fn address(back: &str, part: Option<shared::appointment::Role>) -> String {
    let sign = if back.contains('?') { '&' } else { '?' };
    let part = part.map(|part| format!("part={}&", part.code())).unwrap_or_default();
    format!("{back}{sign}{part}{SOUGHT}=1")
}

#[cfg(test)]
mod tests {
    use shared::appointment::Role;

    use super::*;

    #[test]
    fn an_address_says_that_somebody_is_sought_but_not_whom() {
        assert_eq!(address("/separations", None), "/separations?sought=1");
        let (page, judge) = ("/appointments/1/people", Some(Role::Judge));
        assert_eq!(address(page, judge), "/appointments/1/people?part=judge&sought=1");
        assert_eq!(address("/appointments/1/people?leave=2", None), "/appointments/1/people?leave=2&sought=1");
    }

    #[test]
    fn what_was_sought_is_shown_where_the_search_led_alone() {
        let seeking = Seeking(Some("María".to_owned()));
        let mut query = ParamsMap::new();
        assert_eq!((seeking.by(&query), Seeking::default().by(&query)), (String::new(), String::new()));
        query.insert(SOUGHT, "1".to_owned());
        assert_eq!((seeking.by(&query), Seeking::default().by(&query)), ("María".to_owned(), String::new()));
    }
}
