//! What is asked of a call, and what comes back.

use std::fmt;
use std::str::FromStr;

/// What a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Is there a way: the offer holds one data channel and nothing else. It connects; that is all.
    Path,
    /// How good is the way: the offer holds one sound line (Opus) and one picture line (VP8 or H.264), both in both directions,
    /// perhaps a data channel. What comes is counted and thrown away; the server sends sound and pictures of its own.
    Quality,
}

/// Over which protocols the answer may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// All that the engine listens on.
    Any,
    /// UDP only.
    Udp,
    /// TCP only; without a TCP listener such an answer holds no candidate.
    Tcp,
}

/// What a caller wishes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What the call is for.
    pub purpose: Purpose,
    /// Over which protocols it may come.
    pub via: Via,
    /// How it is called. Who names it can hang up before the answer came. The engine finds a name for one that has none.
    pub call: Option<CallId>,
}

/// A call that nobody can guess: 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallId(u128);

impl CallId {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for CallId {
    /// The first digits only: who knows them all can end the call, and logs are read by many.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}…", self.0 >> 96)
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a call is named by 32 hexadecimal digits")]
pub struct NoCallId;

impl FromStr for CallId {
    type Err = NoCallId;

    fn from_str(text: &str) -> Result<Self, NoCallId> {
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoCallId);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| NoCallId)
    }
}

/// A call that waits for its browser.
#[derive(Clone, Debug)]
pub struct Answered {
    /// To hang up with.
    pub call: CallId,
    /// The answer (SDP), for `setRemoteDescription`.
    pub sdp: String,
}

/// What an offer should have held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// A data channel.
    #[error("a data channel")]
    Channel,
    /// Sound in both directions, with Opus.
    #[error("sound in both directions (Opus)")]
    Sound,
    /// Pictures in both directions, with VP8 or H.264.
    #[error("pictures in both directions (VP8 or H.264)")]
    Pictures,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// This is no offer, or it holds lines that the purpose has no use for.
    #[error("the offer cannot be read")]
    Malformed,
    /// More than 64 KiB.
    #[error("the offer is too large")]
    TooLarge,
    /// The offer lacks what the purpose needs.
    #[error("the offer lacks {0}")]
    NotOffered(Missing),
    /// Another call goes by this name.
    #[error("there is a call of this name")]
    Taken,
    /// It was hung up before it came.
    #[error("the call was hung up before it came")]
    HungUp,
    /// As many calls as the engine takes, or no thread to be had.
    #[error("too many calls at once")]
    Full,
    /// The engine has been shut down.
    #[error("no more calls are taken")]
    Closed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_named_as_it_is_written() {
        let call = CallId::random().unwrap();
        assert_eq!(call.to_string().parse(), Ok(call));
        assert_ne!(call, CallId::random().unwrap());
        for wrong in ["", "+0000000000000000000000000000001", &"g".repeat(32), &"0".repeat(33)] {
            assert_eq!(wrong.parse::<CallId>(), Err(NoCallId), "{wrong}");
        }
    }
}
