use async_trait::async_trait;

use super::Answer;
use crate::{directory::Language, principal::Principal, time::Instant};

/// Name and password, as typed, and where they came from.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The account's name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The client's address, for the rate limit only; it is never stored.
    pub address: Option<std::net::IpAddr>,
    /// What the browser keeps of those who signed in on it before; for the rate limit only.
    pub device: Option<String>,
}

/// A session that just began. The secret goes into the cookie and is stored only hashed.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// What the cookie holds.
    pub secret: String,
    /// When it ends at the latest.
    pub expires: Instant,
    /// What the browser keeps beyond the session, so that whoever signed in on it need not wait in line with strangers.
    pub device: String,
}

/// Signing in and out, and who a cookie or a link stands for.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Begins a session. Unknown names take as long as wrong passwords.
    async fn sign_in(&self, who: SignIn) -> Answer<NewSession>;

    /// Ends the session behind the cookie's secret; without one, nothing happens.
    async fn sign_out(&self, secret: &str) -> Answer<()>;

    /// Who the cookie's secret stands for; [`Principal::Anonymous`] if it is unknown or over.
    async fn by_session(&self, secret: &str) -> Answer<Principal>;

    /// Who a personal link's secret stands for.
    ///
    /// [`crate::error::Error::LinkEnded`] if it once served, [`crate::error::Error::NotFound`] if it never did.
    async fn by_link(&self, secret: &str) -> Answer<Principal>;

    /// Keeps the language an account chose.
    async fn choose_language(&self, who: &Principal, language: Language) -> Answer<()>;
}
