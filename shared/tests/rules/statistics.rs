//! What browsers count about a call, as two of them said it, as we say it with known answers, and as nobody would.

mod properties;
mod recorded;
mod written;
