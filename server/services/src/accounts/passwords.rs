//! Hashing and verifying passwords: argon2id with the parameters that OWASP recommends (19 MiB, 2 passes, 1 lane).

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Argon2, PasswordHasher as _, PasswordVerifier as _,
    password_hash::{self, phc::PasswordHash},
};
use shared::error::Error;
use tokio::sync::Semaphore;

/// The fewest characters of a password (NIST SP 800-63B asks for 15 where a password stands alone without rate limits,
/// 8 with them; 12 is the middle that people still remember as three words).
pub const SHORTEST: usize = 12;
/// The most characters of a password.
pub const LONGEST: usize = 256;

/// Verified when the name is unknown, so that it takes as long as a wrong password. No password leads to it.
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$PMrOdQPBIValmk7G8BERag$7KzGB4lZ0sPUpm2aEVB2f52qfOTr/kA8LYlg8NJ+ues";

/// Hashes at once: each takes 19 MiB, so that is the most that sign-ins ever hold.
const AT_ONCE: usize = 4;
/// Sign-ins that may wait for their turn; more are sent away, for they would not be served before people give up.
const IN_LINE: usize = 64;

/// Hashes and verifies, a few at a time.
pub struct Passwords {
    line: Arc<Semaphore>,
    line_of_known: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    verified: AtomicU64,
}

impl Passwords {
    /// With all turns free.
    pub fn new() -> Self {
        Self {
            line: Arc::new(Semaphore::new(IN_LINE + AT_ONCE)),
            line_of_known: Arc::new(Semaphore::new(IN_LINE + AT_ONCE)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            verified: AtomicU64::new(0),
        }
    }

    /// Whether `password` leads to `hash`; for an unknown name there is no hash, and the same work is done in vain.
    ///
    /// [`Error::TooMany`] if too many wait already. Those who are `known`, because they signed in on that browser before,
    /// are counted apart, so that no flood of strangers leaves them without a place.
    pub async fn verify(&self, password: String, hash: Option<String>, known: bool) -> Result<bool, Error> {
        let line = if known { &self.line_of_known } else { &self.line };
        let _place = line.try_acquire().map_err(|_| Error::TooMany { seconds: 5 })?;
        let _turn = self.turns.acquire().await.map_err(|_| Error::Internal)?;
        self.verified.fetch_add(1, Ordering::Relaxed);
        tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let right = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            known && right
        })
        .await
        .map_err(|fault| {
            tracing::error!(%fault, "verifying a password failed");
            Error::Internal
        })
    }

    /// How many were verified so far, right and wrong and in vain.
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

/// The hash of `password`, with a new salt, in PHC format.
pub async fn hash(password: String) -> Result<String, Error> {
    let hashed = tokio::task::spawn_blocking(move || -> password_hash::Result<String> {
        let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
        Ok(hash.to_string())
    })
    .await;
    match hashed {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(fault)) => {
            tracing::error!(%fault, "hashing a password failed");
            Err(Error::Internal)
        }
        Err(fault) => {
            tracing::error!(%fault, "hashing a password failed");
            Err(Error::Internal)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_line_of_strangers_leaves_the_known_their_place() {
        let passwords = Passwords::new();
        let _strangers = passwords.line.try_acquire_many(u32::try_from(IN_LINE + AT_ONCE).unwrap()).unwrap();
        let verify = async |known| passwords.verify("una frase larga".to_owned(), None, known).await;
        assert_eq!(verify(false).await, Err(Error::TooMany { seconds: 5 }));
        assert_eq!(verify(true).await, Ok(false));
    }

    #[test]
    fn nobodys_hash_costs_what_a_real_one_costs() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real: PasswordHash = Argon2::default().hash_password(b"una frase larga").unwrap();
        assert_eq!(nobody.algorithm, real.algorithm);
        assert_eq!(nobody.version, real.version);
        assert_eq!(nobody.params, real.params);
        assert_eq!(nobody.hash.unwrap().len(), real.hash.unwrap().len());
        assert_eq!(real.params.to_string(), "m=19456,t=2,p=1");
    }
}
