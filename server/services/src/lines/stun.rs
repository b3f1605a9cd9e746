//! STUN servers: they tell a browser by which address a network's edge lets it out, so that a server which checks the ways
//! itself finds it there.

use super::relays::is_place;

/// The STUN servers of this installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StunServers(Vec<String>);

/// What is no address of a STUN server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no STUN server; expected stun:HOST or stun:HOST:PORT")]
pub struct NoStunServer(pub String);

impl StunServers {
    /// Those of `urls` (RFC 7064), separated by commas or spaces.
    ///
    /// # Errors
    /// The first that is no STUN server. A browser that is given one cannot call at all.
    pub fn read(urls: &str) -> Result<Self, NoStunServer> {
        let named = urls.split([',', ' ', '\n']).map(str::trim).filter(|url| !url.is_empty());
        let read = |url: &str| match url.strip_prefix("stun:") {
            Some(place) if is_place(place) => Ok(url.to_owned()),
            _ => Err(NoStunServer(url.to_owned())),
        };
        named.map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Their addresses.
    pub fn urls(&self) -> Vec<String> {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stun_servers_are_read_in_order() {
        let read = |urls: &str| StunServers::read(urls).map(|servers| servers.urls());
        assert_eq!(read(" "), Ok(Vec::new()));
        let both = ["stun:stun.example.org", "stun:192.0.2.7:3478"];
        assert_eq!(read("stun:stun.example.org, stun:192.0.2.7:3478"), Ok(both.map(ToOwned::to_owned).to_vec()));
    }

    #[test]
    fn what_is_none_is_named() {
        for wrong in [
            "stun:",
            "stun.example.org",
            "stuns:a",
            "turn:a:3478",
            "stun:a:0",
            "stun:a:x",
            "stun:a:65536",
            "stun:a?transport=udp",
            "stun:/a",
        ] {
            assert_eq!(
                StunServers::read(&format!("stun:sound.example.org,{wrong}")),
                Err(NoStunServer(wrong.to_owned()))
            );
        }
    }
}
