//! Who looks at the page, as the server sees it. Header, home and buttons ask here; that a button shows is a courtesy,
//! whether it may be pressed is decided in the services.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::{
    permission::{UseCase, permit_role},
    principal::Account,
};

use crate::error::ApiError;

/// Who looks, and at which installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoAmI {
    /// The account, if someone signed in.
    pub account: Option<Account>,
    /// Whether the data is fictional, which every page then says.
    pub demo: bool,
}

impl WhoAmI {
    /// Whether the account may ever do `case`.
    pub fn may(&self, case: UseCase) -> bool {
        self.account.as_ref().is_some_and(|account| permit_role(account.role, case).is_some())
    }

    /// Where the account checks devices: its centre's rooms, or its own. Without a room a check is a trial, and counts for none.
    pub fn checks_at(&self) -> &'static str {
        if self.may(UseCase::CheckRoom) { "/devices" } else { "/check" }
    }
}

/// Tells the page who looks at it.
#[server(name = AskWho, prefix = "/do", endpoint = "who-am-i", output = crate::wire::Compact)]
pub async fn who_am_i() -> Result<WhoAmI, ApiError> {
    use crate::{context::principal, shell::Installation};
    let demo = use_context::<Installation>().unwrap_or_default().demo;
    Ok(WhoAmI { account: principal().account().cloned(), demo })
}

/// The answer to [`who_am_i`], asked once a page load.
#[derive(Clone, Copy, Debug)]
pub struct Who(crate::wire::Fetched<Result<WhoAmI, ApiError>>);

impl Who {
    /// Asks, and waits with the page until it is known.
    pub fn ask() -> Self {
        Self(crate::wire::fetched(|| (), |()| who_am_i()))
    }

    /// The answer, under a `Suspense`; nobody while it is not known.
    pub async fn known(self) -> WhoAmI {
        self.0.await.unwrap_or_default()
    }
}

/// The answer of this page.
pub fn who() -> Who {
    use_context::<Who>().unwrap_or_else(Who::ask)
}
