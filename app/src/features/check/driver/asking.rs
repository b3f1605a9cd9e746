//! Asking the person for camera and microphone: together first, because one question is less to answer; then each by
//! itself, so that a missing camera does not cost the microphone.

use std::pin::pin;

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use shared::check::{
    Access, Permission,
    thresholds::{QUESTION_LATE_MS, QUESTION_UNANSWERED_MS},
};

use crate::{
    browser::media::{self, Given, Wanted, Wishes},
    features::check::{
        access::{Refusal, asking_again_nags, meaning},
        session::{Live, Session},
    },
};

/// So long it takes at the most to be given what was allowed before, in milliseconds.
const ANSWERED_BEFORE: u32 = 2_000;

/// Why a device was not given.
enum Denied {
    Refused(Refusal),
    Unanswered,
}

/// Asks for both devices.
pub(super) async fn ask_for_both(session: Session) -> (Permission, Given) {
    let refusal = match ask(session, Wanted::Both, QUESTION_UNANSWERED_MS).await {
        Ok(given) => return (permission(&given), given),
        Err(Denied::Unanswered) => {
            let unanswered = Permission { camera: Access::Unanswered, microphone: Access::Unanswered };
            return (unanswered, Given::default());
        }
        Err(Denied::Refused(refusal)) => refusal,
    };
    let camera_state = media::permission_state("camera").await;
    let microphone_state = media::permission_state("microphone").await;
    let (camera, microphone) = (meaning(&refusal, camera_state), meaning(&refusal, microphone_state));
    // Where a person said no to both, each question by itself would only nag. Where only one device is blocked or is
    // missing, the other has a right to be asked for.
    let nags = asking_again_nags(camera, camera_state) && asking_again_nags(microphone, microphone_state);
    if camera == microphone && nags {
        return (Permission { camera, microphone }, Given::default());
    }
    let (camera, first) = ask_for(session, Wanted::Camera).await;
    // One question without an answer is as long as a step may be. What needs nobody's answer comes at once all the same.
    let waits = if camera == Access::Unanswered { ANSWERED_BEFORE } else { QUESTION_UNANSWERED_MS };
    let (microphone, second) = ask_within(session, Wanted::Microphone, waits).await;
    (Permission { camera, microphone }, Given { camera: first.camera, microphone: second.microphone })
}

/// Asks for one device.
pub(super) async fn ask_for(session: Session, wanted: Wanted) -> (Access, Given) {
    ask_within(session, wanted, QUESTION_UNANSWERED_MS).await
}

/// Asks for one device, and waits so many milliseconds for the answer.
async fn ask_within(session: Session, wanted: Wanted, waits: u32) -> (Access, Given) {
    let device = if wanted == Wanted::Microphone { "microphone" } else { "camera" };
    match ask(session, wanted, waits).await {
        Ok(given) => (Access::Granted, given),
        Err(Denied::Unanswered) => (Access::Unanswered, Given::default()),
        Err(Denied::Refused(refusal)) => (meaning(&refusal, media::permission_state(device).await), Given::default()),
    }
}

fn permission(given: &Given) -> Permission {
    let access = |given: bool| if given { Access::Granted } else { Access::NotFound };
    Permission { camera: access(given.camera.is_some()), microphone: access(given.microphone.is_some()) }
}

async fn ask(session: Session, wanted: Wanted, waits: u32) -> Result<Given, Denied> {
    session.live.try_set(Live::Asking { late: false });
    let refused = |(name, message)| Denied::Refused(Refusal { name, message });
    let chosen = session.chosen.try_get_untracked().unwrap_or_default();
    let question = pin!(media::ask(wanted, Wishes::Measure, &chosen));
    let question = match select(question, TimeoutFuture::new(QUESTION_LATE_MS.min(waits))).await {
        Either::Left((answer, _)) => return answer.map_err(refused),
        Either::Right(((), question)) => question,
    };
    session.live.try_set(Live::Asking { late: true });
    match select(question, TimeoutFuture::new(waits.saturating_sub(QUESTION_LATE_MS))).await {
        Either::Left((answer, _)) => answer.map_err(refused),
        Either::Right(((), _)) => Err(Denied::Unanswered),
    }
}
