//! Secrets that nobody can guess, and the form in which they are kept.
//!
//! A secret is 32 random bytes. It goes out once, in a cookie or a personal link; the store holds only its SHA-256, so
//! that someone who reads the database can neither take over a session nor answer in another's name. A plain hash is
//! enough: what is random over 256 bits cannot be found by trying, so it needs no salt and no slow function.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::db::StoreError;

/// The system gave no random bytes.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoRandomness;

impl From<NoRandomness> for StoreError {
    fn from(fault: NoRandomness) -> Self {
        Self::Fault(fault.to_string())
    }
}

/// The length of a secret as it is written.
pub const WRITTEN_LENGTH: usize = 43;

/// A new secret, in base64url.
pub fn fresh() -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a secret.
pub fn kept(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// Whether `text` has the form of a secret; anything else need not be looked up.
pub fn well_formed(text: &str) -> bool {
    text.len() == WRITTEN_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_kept_as_something_else() {
        let (one, other) = (fresh().unwrap(), fresh().unwrap());
        assert_ne!(one, other);
        assert!(well_formed(&one) && well_formed(&other));
        assert_ne!(kept(&one), one);
        assert_eq!(kept(&one), kept(&one.clone()));
        assert_ne!(kept(&one), kept(&other));
    }

    #[test]
    fn what_has_another_form_is_no_secret() {
        let secret = fresh().unwrap();
        assert!(!well_formed(""));
        assert!(!well_formed(&secret[1..]));
        assert!(!well_formed(&format!("{secret}A")));
        assert!(!well_formed(&format!("{}'", &secret[1..])));
        assert!(!well_formed(&format!("{}\0", &secret[1..])));
    }
}
