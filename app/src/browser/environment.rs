//! What the browser is and can do, before any device is touched.

use js_sys::{Array, Date, Function, Object, Promise, Reflect};
use shared::check::Environment;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcRtpSender;

use super::{media::navigator, page::within};

/// Reads the environment. The clock is compared elsewhere, with the server's: see [`clock_ms`].
pub async fn read() -> Environment {
    let window = web_sys::window();
    Environment {
        secure: window.as_ref().is_some_and(web_sys::Window::is_secure_context),
        media_devices: has_media_devices(),
        policy_allows: policy_allows(),
        opus: can_send("audio", &["audio/opus"]),
        video_codec: can_send("video", &["video/vp8", "video/h264"]),
        clock_skew_ms: None,
        battery: battery().await,
    }
}

/// So many bytes by chance, which nobody foresees; `None` where the browser gives no chance.
pub fn chance<const COUNT: usize>() -> Option<[u8; COUNT]> {
    let mut chance = [0_u8; COUNT];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut chance).ok()?;
    Some(chance)
}

/// The device's clock, in milliseconds since 1970.
pub fn clock_ms() -> f64 {
    Date::now()
}

/// The day that it is in `zone` at `at_ms` by the device's clock, as a number that no other day has; `None` where the browser does
/// not know the zone.
pub fn day_in(zone: &str, at_ms: f64) -> Option<u32> {
    let wishes: JsValue = Object::new().into();
    for (name, value) in [("timeZone", zone), ("year", "numeric"), ("month", "2-digit"), ("day", "2-digit")] {
        Reflect::set(&wishes, &name.into(), &value.into()).ok()?;
    }
    let date = Date::new(&at_ms.into());
    let write = property(&date, "toLocaleDateString")?.dyn_into::<Function>().ok()?;
    let written = write.call2(&date, &JsValue::from_str("en-CA"), &wishes).ok()?.as_string()?;
    written.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// What the browser says of itself: its brands, its user agent, its touch points.
pub fn identity() -> (Vec<String>, String, i32) {
    let Some(navigator) = navigator() else { return (Vec::new(), String::new(), 0) };
    let brands = property(&navigator, "userAgentData")
        .and_then(|data| property(&data, "brands"))
        .map(|brands| Array::from(&brands).iter().filter_map(|brand| property(&brand, "brand")?.as_string()).collect())
        .unwrap_or_default();
    (brands, navigator.user_agent().unwrap_or_default(), navigator.max_touch_points())
}

/// A property that exists and is neither null nor undefined.
pub(super) fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_null() && !value.is_undefined())
}

fn has_media_devices() -> bool {
    navigator()
        .and_then(|navigator| property(&navigator, "mediaDevices"))
        .is_some_and(|devices| property(&devices, "getUserMedia").is_some())
}

/// Whether the document was loaded at another address than one under `path`: its policy is then that page's.
pub fn loaded_outside(path: &str) -> bool {
    let first = || {
        let window = web_sys::window()?;
        let performance = property(&window, "performance")?;
        let entries = property(&performance, "getEntriesByType")?.dyn_into::<Function>().ok()?;
        let navigation = Array::from(&entries.call1(&performance, &"navigation".into()).ok()?).get(0);
        let address = web_sys::Url::new(&property(&navigation, "name")?.as_string()?).ok()?;
        Some(address.pathname())
    };
    first().is_some_and(|first| first != path && !first.starts_with(&format!("{path}/")))
}

/// Loads the document anew.
pub fn load_anew() {
    if let Some(window) = web_sys::window() {
        // If it is refused, the check says that our page forbids the devices.
        let _ = window.location().reload();
    }
}

/// Whether our own page's policy lets it use both devices; older browsers call it the feature policy, some have none.
pub fn policy_allows() -> Option<bool> {
    let document = web_sys::window()?.document()?;
    let policy = property(&document, "permissionsPolicy").or_else(|| property(&document, "featurePolicy"))?;
    let allows = property(&policy, "allowsFeature")?.dyn_into::<Function>().ok()?;
    let allowed = |feature: &str| allows.call1(&policy, &feature.into()).ok()?.as_bool();
    Some(allowed("camera")? && allowed("microphone")?)
}

/// `None` where browsers that have calls do not say; one without calls sends nothing.
fn can_send(kind: &str, wanted: &[&str]) -> Option<bool> {
    let window = web_sys::window()?;
    if property(&window, "RTCPeerConnection").is_none() {
        return Some(false);
    }
    let sender = property(&window, "RTCRtpSender")?;
    property(&sender, "getCapabilities")?;
    let Some(capabilities) = RtcRtpSender::get_capabilities(kind) else { return Some(false) };
    let can = capabilities.get_codecs().iter().any(|codec| {
        let name = property(&codec, "mimeType").and_then(|name| name.as_string()).unwrap_or_default();
        wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted))
    });
    Some(can)
}

/// The charge and whether it is charging; `None` where it is not told, or not within a second.
async fn battery() -> Option<(f64, bool)> {
    let navigator = navigator()?;
    let ask = property(&navigator, "getBattery")?.dyn_into::<Function>().ok()?;
    let promise = ask.call0(&navigator).ok()?.dyn_into::<Promise>().ok()?;
    let told = within(1_000, JsFuture::from(promise)).await?.ok()?.unchecked_into::<Object>();
    Some((property(&told, "level")?.as_f64()?, property(&told, "charging")?.as_bool()?))
}

/// A count that came as a JavaScript number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what a count needs"
)]
pub const fn whole(number: f64) -> u32 {
    number as u32
}
