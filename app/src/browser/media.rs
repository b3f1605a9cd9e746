//! Asking for camera and microphone, and giving them back.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DomException, MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState, MediaTrackConstraints,
    Navigator, PermissionState, PermissionStatus,
};

/// The browser's window; a page always has one.
pub(super) fn navigator() -> Option<Navigator> {
    web_sys::window().map(|window| window.navigator())
}

/// One camera or microphone in use. Dropping it gives it back.
#[derive(Debug)]
pub struct Track(MediaStreamTrack);

impl Track {
    /// Whether it is muted, in the device or in its system.
    pub fn muted(&self) -> bool {
        self.0.muted()
    }

    /// Whether it ended by itself.
    pub fn ended(&self) -> bool {
        self.0.ready_state() == MediaStreamTrackState::Ended
    }

    /// Gives it back now, whoever else still holds it.
    pub fn stop(&self) {
        self.0.stop();
    }

    /// It alone, as what a video element or an audio context takes.
    pub(super) fn stream(&self) -> Option<MediaStream> {
        MediaStream::new_with_tracks(&Array::of1(&self.0)).ok()
    }
}

impl Drop for Track {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Camera and microphone in one question.
    Both,
    /// The camera alone.
    Camera,
    /// The microphone alone.
    Microphone,
}

/// What was given.
#[derive(Debug, Default)]
pub struct Given {
    /// The camera.
    pub camera: Option<Track>,
    /// The microphone.
    pub microphone: Option<Track>,
}

/// Asks for devices. With `wishes`, for a picture of 1280 × 720 and for sound as the microphone gives it, because the
/// browser's own processing hides distortion and noise. The error is the refusal's name and text.
pub async fn ask(wanted: Wanted, wishes: bool) -> Result<Given, (String, String)> {
    let constraints = MediaStreamConstraints::new();
    if wanted != Wanted::Microphone {
        constraints.set_video(&if wishes { camera_wishes() } else { JsValue::TRUE });
    }
    if wanted != Wanted::Camera {
        constraints.set_audio(&if wishes { microphone_wishes() } else { JsValue::TRUE });
    }
    let promise = navigator()
        .ok_or(JsValue::UNDEFINED)
        .and_then(|navigator| navigator.media_devices())
        .and_then(|devices| devices.get_user_media_with_constraints(&constraints))
        .map_err(|fault| refusal(&fault))?;
    let stream = Question(Some(JsFuture::from(promise))).await.map_err(|fault| refusal(&fault))?;
    Ok(given(&stream))
}

/// What the Permissions API answers for `device` (`camera`, `microphone`); `None` where it does not know it.
pub async fn permission_state(device: &str) -> Option<&'static str> {
    let asked = Object::new();
    Reflect::set(&asked, &"name".into(), &device.into()).ok()?;
    let answer = navigator()?.permissions().ok()?.query(&asked).ok()?;
    let status: PermissionStatus = JsFuture::from(answer).await.ok()?.unchecked_into();
    match status.state() {
        PermissionState::Granted => Some("granted"),
        PermissionState::Denied => Some("denied"),
        PermissionState::Prompt => Some("prompt"),
        _ => None,
    }
}

fn camera_wishes() -> JsValue {
    let wishes = MediaTrackConstraints::new();
    let ideal = |value: f64| {
        let ideal = Object::new();
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&ideal, &"ideal".into(), &value.into());
        JsValue::from(ideal)
    };
    wishes.set_width(&ideal(1280.0));
    wishes.set_height(&ideal(720.0));
    wishes.set_facing_mode_str("user");
    wishes.into()
}

fn microphone_wishes() -> JsValue {
    let wishes = MediaTrackConstraints::new();
    wishes.set_echo_cancellation_bool(false);
    wishes.set_noise_suppression_bool(false);
    wishes.set_auto_gain_control_bool(false);
    wishes.into()
}

fn given(stream: &MediaStream) -> Given {
    let first = |tracks: Array| tracks.iter().next().map(|track| Track(track.unchecked_into()));
    Given { camera: first(stream.get_video_tracks()), microphone: first(stream.get_audio_tracks()) }
}

fn refusal(fault: &JsValue) -> (String, String) {
    fault.dyn_ref::<DomException>().map_or_else(
        || {
            let text = |key: &str| Reflect::get(fault, &key.into()).ok().and_then(|value| value.as_string());
            (text("name").unwrap_or_default(), text("message").unwrap_or_default())
        },
        |fault| (fault.name(), fault.message()),
    )
}

/// The question to the person. If nobody waits for the answer any more and it comes after all, the devices are given
/// back at once: no camera stays on behind a page that forgot it.
struct Question(Option<JsFuture>);

impl Future for Question {
    type Output = Result<MediaStream, JsValue>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(question) = self.0.as_mut() else { return Poll::Pending };
        let answer = Pin::new(question).poll(context);
        if answer.is_ready() {
            self.0 = None;
        }
        answer.map_ok(JsCast::unchecked_into)
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        if let Some(question) = self.0.take() {
            spawn_local(async move {
                if let Ok(stream) = question.await {
                    drop(given(&stream.unchecked_into()));
                }
            });
        }
    }
}
