//! Asking for camera and microphone, and giving them back.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use gloo_events::EventListener;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DomException, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints,
    MediaStreamTrack, MediaStreamTrackState, MediaTrackConstraints, Navigator, PermissionState, PermissionStatus,
};

use super::{environment::property, page::within};
use crate::devices::{Chosen, Device, Kind, too_much_was_wished};

/// Within so many milliseconds a browser lists the devices, or says what it allows, unless its sound system hangs.
const LISTS: u32 = 2_000;

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

    /// The id of its device; empty where the browser does not say.
    pub fn device_id(&self) -> String {
        property(&self.0.get_settings(), "deviceId").and_then(|id| id.as_string()).unwrap_or_default()
    }

    /// Does `then` when it ends by itself, as long as what is answered is kept.
    pub fn on_end(&self, then: impl Fn() + 'static) -> EventListener {
        EventListener::new(&self.0, "ended", move |_| then())
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

/// How a device should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wishes {
    /// A picture of 1280 × 720, and sound as the microphone gives it: the browser's own processing hides distortion and
    /// noise.
    Measure,
    /// As a call would have it: with everything on that cancels echo and noise.
    Call,
    /// Any.
    None,
}

/// Asks for devices. The error is the refusal's name and text. A chosen device that is gone is not insisted on, and only a
/// browser that refuses even then is asked without any wish: what else was wished decides what is measured.
pub async fn ask(wanted: Wanted, wishes: Wishes, chosen: &Chosen) -> Result<Given, (String, String)> {
    match ask_once(wanted, wishes, chosen).await {
        Err((name, _)) if too_much_was_wished(&name) => {}
        answer => return answer,
    }
    let listed = connected().await.unwrap_or_default();
    let there = chosen.among(&listed);
    // Where all of them seem to be there, one of them is the matter all the same.
    let there = if there == *chosen { Chosen::default() } else { there };
    match ask_once(wanted, wishes, &there).await {
        Err((name, _)) if too_much_was_wished(&name) => ask_once(wanted, Wishes::None, &there).await,
        answer => answer,
    }
}

async fn ask_once(wanted: Wanted, wishes: Wishes, chosen: &Chosen) -> Result<Given, (String, String)> {
    let constraints = MediaStreamConstraints::new();
    if wanted != Wanted::Microphone {
        constraints.set_video(&camera_wishes(wishes, chosen.camera.as_deref()));
    }
    if wanted != Wanted::Camera {
        constraints.set_audio(&microphone_wishes(wishes, chosen.microphone.as_deref()));
    }
    let promise = devices()
        .ok_or(JsValue::UNDEFINED)
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
    let status: PermissionStatus = within(LISTS, JsFuture::from(answer)).await?.ok()?.unchecked_into();
    match status.state() {
        PermissionState::Granted => Some("granted"),
        PermissionState::Denied => Some("denied"),
        PermissionState::Prompt => Some("prompt"),
        _ => None,
    }
}

/// An object with one member.
fn with(name: &str, value: JsValue) -> Object {
    let object = Object::new();
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(&object, &name.into(), &value);
    object
}

fn camera_wishes(wishes: Wishes, chosen: Option<&str>) -> JsValue {
    if wishes == Wishes::None {
        return JsValue::TRUE;
    }
    let wish = MediaTrackConstraints::new();
    wish.set_width(&with("ideal", 1280.0.into()));
    wish.set_height(&with("ideal", 720.0.into()));
    match chosen {
        // Exactly: another in its place would be measured for it. If it is gone, it is asked again without it.
        Some(id) => wish.set_device_id(&with("exact", id.into())),
        None => wish.set_facing_mode_str("user"),
    }
    wish.into()
}

fn microphone_wishes(wishes: Wishes, chosen: Option<&str>) -> JsValue {
    if wishes == Wishes::None {
        return JsValue::TRUE;
    }
    let wish = MediaTrackConstraints::new();
    let processed = wishes == Wishes::Call;
    wish.set_echo_cancellation_bool(processed);
    wish.set_noise_suppression_bool(processed);
    wish.set_auto_gain_control_bool(processed);
    if let Some(id) = chosen {
        wish.set_device_id(&with("exact", id.into()));
    }
    wish.into()
}

/// The devices that are connected; `None` if the browser does not say.
pub async fn connected() -> Option<Vec<Device>> {
    let read = |info: &MediaDeviceInfo| {
        let kind = match info.kind() {
            MediaDeviceKind::Videoinput => Kind::Camera,
            MediaDeviceKind::Audioinput => Kind::Microphone,
            MediaDeviceKind::Audiooutput => Kind::Speaker,
            _ => return None,
        };
        Some(Device { kind, id: info.device_id(), group: info.group_id(), label: info.label() })
    };
    let list = devices()?.enumerate_devices().ok()?;
    let list = within(LISTS, JsFuture::from(list)).await?.ok()?;
    Some(Array::from(&list).iter().map(JsCast::unchecked_into).filter_map(|info| read(&info)).collect())
}

/// What gives devices: `None` where the page is not secure or the browser has none, for which its binding has no word.
fn devices() -> Option<MediaDevices> {
    let navigator = navigator()?;
    property(&navigator, "mediaDevices").map(JsCast::unchecked_into)
}

/// Does `then` whenever a device comes or goes, as long as it is kept.
pub fn on_change(then: impl FnMut() + 'static) -> Option<EventListener> {
    let mut then = then;
    let devices = devices()?;
    Some(EventListener::new(&devices, "devicechange", move |_| then()))
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
