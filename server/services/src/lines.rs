//! Calling the server's media peer. Nothing of a call is stored.

mod relays;
mod stun;

use std::{net::IpAddr, sync::Arc};

use async_trait::async_trait;
use media::{CallId, Engine, Refused, Via, Wish};
use shared::{
    check::{Answered, MOST_OFFER, Offer, Purpose, Route, Ways},
    error::{Error, Fault, Problem},
    ports::{Answer, Lines},
    principal::Principal,
};
use uuid::Uuid;

pub use self::{
    relays::{NoRelay, Relays},
    stun::{NoStunServer, StunServers},
};
use crate::{
    accounts::{Allowance, place},
    house::House,
};

/// Calls that one person may make at once, each question for the ways counted in. A check makes five, and eight where there
/// are relays, and in the morning the ten or twenty rooms of a centre check themselves in the same minute: whichever of
/// them has no device that stays does so under its officer's account.
const BY_PERSON: u32 = 200;
/// Seconds in which one more becomes possible: whoever has none left is told to wait for half a minute, and has another
/// check's then.
const BY_PERSON_REFILL: i64 = 6;
/// Calls from one address at once: a whole court may stand behind it.
const BY_ADDRESS: u32 = 600;
/// Seconds in which one more becomes possible.
const BY_ADDRESS_REFILL: i64 = 1;
/// Lines measured from one address at once. Fifty find a place, each for 12 s or, if nobody hangs up, for 30 s: twenty
/// people of a court may check together, and whoever means ill holds thirty places and leaves twenty to the others.
const MEASURED_BY_ADDRESS: u32 = 20;
/// Seconds in which one more becomes possible. A check that is sent away asks again, for longer than that.
const MEASURED_BY_ADDRESS_REFILL: i64 = 3;

/// Calling the server's media peer.
pub struct LinesService {
    house: House,
    peer: Option<Arc<Engine>>,
    relays: Relays,
    stun: StunServers,
    people: Allowance<Uuid>,
    addresses: Allowance<IpAddr>,
    measured: Allowance<IpAddr>,
}

impl LinesService {
    /// The service over `peer`; without one, the relays are all there is to try.
    pub fn new(house: House, peer: Option<Arc<Engine>>, relays: Relays, stun: StunServers) -> Self {
        Self {
            house,
            peer,
            relays,
            stun,
            people: Allowance::new(BY_PERSON, BY_PERSON_REFILL),
            addresses: Allowance::new(BY_ADDRESS, BY_ADDRESS_REFILL),
            measured: Allowance::new(MEASURED_BY_ADDRESS, MEASURED_BY_ADDRESS_REFILL),
        }
    }

    /// Counts a call, so that nobody keeps the others from theirs.
    fn count(&self, who: &Principal, from: Option<IpAddr>) -> Result<(), Error> {
        let now = self.house.clock.now();
        self.addresses.take(&place(from), now)?;
        match person(who) {
            Some(person) => self.people.take(&person, now),
            None => Ok(()),
        }
    }
}

/// Whom a call is counted for, if anybody is known.
fn person(who: &Principal) -> Option<Uuid> {
    match who {
        Principal::Invited(invited) => Some(invited.participant.0),
        Principal::Device(device) => Some(device.id.0),
        _ => who.account().map(|account| account.id.0),
    }
}

/// How the answer must name the server, so that the call takes `route`. A relay reaches the server over UDP.
const fn via(route: Route) -> Via {
    match route {
        Route::Tcp => Via::Tcp,
        Route::Udp | Route::RelayUdp | Route::RelayTcp | Route::RelayTls => Via::Udp,
    }
}

fn not_an_offer() -> Error {
    Error::Invalid(vec![Problem::new("sdp", Fault::UnknownChoice)])
}

fn no_name() -> Error {
    Error::Invalid(vec![Problem::new("call", Fault::UnknownChoice)])
}

#[async_trait]
impl Lines for LinesService {
    async fn ways(&self, who: &Principal, from: Option<IpAddr>) -> Answer<Ways> {
        self.count(who, from)?;
        let relays = self.relays.fresh(self.house.clock.now());
        let tcp = self.peer.as_ref().is_some_and(|peer| peer.tcp_addr().is_some());
        Ok(Ways { udp: self.peer.is_some(), tcp, stun: self.stun.urls(), relays })
    }

    async fn call(&self, who: &Principal, from: Option<IpAddr>, offer: Offer) -> Answer<Answered> {
        let Some(peer) = &self.peer else { return Err(Error::NotFound) };
        if offer.sdp.len() > MOST_OFFER {
            return Err(not_an_offer());
        }
        self.count(who, from)?;
        let purpose = match offer.purpose {
            Purpose::Way => media::Purpose::Path,
            Purpose::Quality => media::Purpose::Quality,
        };
        let call = offer.call.as_deref().map(str::parse::<CallId>).transpose().map_err(|_| no_name())?;
        let wish = Wish { purpose, via: via(offer.route), call };
        let measures = offer.purpose == Purpose::Quality;
        if measures {
            self.measured.take(&place(from), self.house.clock.now())?;
        }
        let peer = Arc::clone(peer);
        let answered = tokio::task::spawn_blocking(move || peer.answer(&offer.sdp, wish)).await;
        // What found no place holds none.
        if measures && !matches!(answered, Ok(Ok(_))) {
            self.measured.give_back(&place(from));
        }
        match answered.map_err(|_| Error::Internal)? {
            Ok(answered) => Ok(Answered::Ready { call: answered.call.to_string(), sdp: answered.sdp }),
            Err(Refused::Full) => Ok(Answered::Busy),
            Err(Refused::Closed) => Err(Error::Unavailable),
            Err(_) => Err(not_an_offer()),
        }
    }

    async fn hang_up(&self, call: &str) -> Answer<()> {
        if let (Some(peer), Ok(call)) = (&self.peer, call.parse::<CallId>()) {
            peer.hang_up(call);
        }
        Ok(())
    }
}
