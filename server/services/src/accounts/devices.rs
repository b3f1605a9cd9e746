//! Browsers on which an account signed in before: whoever comes back on one need not wait in line with strangers.
//!
//! A browser keeps a name of its own, which is random, and a mark for each account that signed in on it. A mark is the
//! SHA-256 of that name, the account and its stored password hash, so only the server can make one, nothing has to be
//! stored for it, it outlives a restart, and another password ends it. It says nothing about anybody, and it opens
//! nothing: who shows it must still know the password.

use subtle::{Choice, ConstantTimeEq as _};
use uuid::Uuid;

use crate::secrets::{self, NoRandomness};

/// Accounts that a browser remembers: a tablet at a centre serves several shifts.
const MARKS: usize = 8;

/// A browser, as its cookie describes it.
pub struct Device {
    name: String,
    marks: Vec<String>,
}

impl Device {
    /// A browser on which nobody signed in yet.
    pub fn fresh() -> Result<Self, NoRandomness> {
        Ok(Self { name: secrets::fresh()?, marks: Vec::new() })
    }

    /// What `cookie` says; `None` if it has another form than ours.
    pub fn read(cookie: &str) -> Option<Self> {
        let mut parts = cookie.split('.');
        let name = parts.next().filter(|name| secrets::well_formed(name))?.to_owned();
        // One more than are kept is enough to see that there are too many.
        let marks: Vec<String> = parts.take(MARKS + 1).map(ToOwned::to_owned).collect();
        let sound = marks.len() <= MARKS && marks.iter().all(|mark| secrets::well_formed(mark));
        sound.then_some(Self { name, marks })
    }

    /// As the cookie holds it.
    pub fn written(&self) -> String {
        let mut cookie = self.name.clone();
        for mark in &self.marks {
            cookie.push('.');
            cookie.push_str(mark);
        }
        cookie
    }

    /// The browser's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the account with this password hash signed in here. Takes as long for every account.
    pub fn knows(&self, account: Uuid, password_hash: &str) -> bool {
        let mark = self.mark(account, password_hash);
        let found =
            self.marks.iter().fold(Choice::from(0), |found, kept| found | kept.as_bytes().ct_eq(mark.as_bytes()));
        found.into()
    }

    /// The same browser after the account with this password hash signed in; whoever did so longest ago is forgotten
    /// when there are too many.
    #[must_use]
    pub fn remembering(mut self, account: Uuid, password_hash: &str) -> Self {
        let mark = self.mark(account, password_hash);
        self.marks.retain(|kept| *kept != mark);
        if self.marks.len() >= MARKS {
            self.marks.remove(0);
        }
        self.marks.push(mark);
        self
    }

    /// Name and account have a fixed length, so what is hashed can be read in one way only.
    fn mark(&self, account: Uuid, password_hash: &str) -> String {
        secrets::kept(&format!("{}.{account}.{password_hash}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUDGE: Uuid = Uuid::from_u128(1);
    const LAWYER: Uuid = Uuid::from_u128(2);

    #[test]
    fn a_browser_knows_who_signed_in_on_it_and_nobody_else() {
        let device = Device::fresh().unwrap().remembering(JUDGE, "hash").remembering(LAWYER, "another hash");
        let back = Device::read(&device.written()).expect("it is ours");
        assert!(back.knows(JUDGE, "hash") && back.knows(LAWYER, "another hash"));
        assert!(!back.knows(LAWYER, "hash") && !back.knows(JUDGE, "hash of another password"));
        assert_eq!(back.name(), device.name());
        let again = back.remembering(JUDGE, "hash");
        assert_eq!(again.marks.len(), 2, "nobody is remembered twice");
    }

    #[test]
    fn a_mark_serves_in_no_other_browser() {
        let (device, other) = (Device::fresh().unwrap().remembering(JUDGE, "hash"), Device::fresh().unwrap());
        let moved = Device { name: other.name, marks: device.marks };
        assert!(!moved.knows(JUDGE, "hash"));
    }

    #[test]
    fn the_longest_ago_is_forgotten() {
        let hash = |number: usize| format!("hash {number}");
        let fresh = Device::fresh().unwrap();
        let device = (0..=MARKS).fold(fresh, |device, number| device.remembering(JUDGE, &hash(number)));
        assert!(!device.knows(JUDGE, &hash(0)) && (1..=MARKS).all(|number| device.knows(JUDGE, &hash(number))));
        assert!(Device::read(&device.written()).is_some(), "a full one can still be read");
    }

    #[test]
    fn what_has_another_form_is_no_browser() {
        let name = secrets::fresh().unwrap();
        let many = [name.as_str(); MARKS + 2].join(".");
        for cookie in ["", ".", "x", &format!("{name}."), &format!("{name}.x"), &many, &format!("{name};")] {
            assert!(Device::read(cookie).is_none(), "{cookie:?}");
        }
    }
}
