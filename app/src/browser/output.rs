//! Out of which loudspeaker sound comes: a context chooses it itself where the browser can, and else an element of the page
//! that its sound goes through (Firefox, Safari).

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioNode, HtmlMediaElement, MediaStreamAudioDestinationNode};

use super::{environment::property, page::within};

/// Within so many milliseconds a browser changes the loudspeaker, unless its sound system hangs.
const CHANGES: u32 = 2_000;

/// An element through which sound comes out; dropping it silences it.
#[derive(Debug)]
pub(super) struct Element {
    node: MediaStreamAudioDestinationNode,
    element: HtmlMediaElement,
}

impl Element {
    /// One for the sound of `context`, which comes out of the loudspeaker with this id. `None` if it cannot.
    pub(super) async fn at(context: &AudioContext, speaker: &str) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let element: HtmlMediaElement = document.create_element("audio").ok()?.unchecked_into();
        if !choose(&element, speaker).await? {
            return None;
        }
        let through = Self { node: context.create_media_stream_destination().ok()?, element };
        through.element.set_src_object(Some(&through.node.stream()));
        let playing = through.element.play().ok()?;
        within(CHANGES, JsFuture::from(playing)).await?.ok()?;
        Some(through)
    }

    /// Where sound goes in.
    pub(super) fn node(&self) -> AudioNode {
        self.node.clone().into()
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        self.element.set_src_object(None);
    }
}

/// Lets `what`, a context or an element, come out of the loudspeaker with this id. Whether it does; `None` where it has no
/// way to.
pub(super) async fn choose(what: &JsValue, speaker: &str) -> Option<bool> {
    let set = property(what, "setSinkId")?.dyn_into::<Function>().ok()?;
    let chosen = set.call1(what, &speaker.into()).ok()?.dyn_into::<Promise>().ok()?;
    Some(within(CHANGES, JsFuture::from(chosen)).await.is_some_and(|answer| answer.is_ok()))
}

/// Whether the browser lets a page choose the loudspeaker in any way.
pub fn can_be_chosen() -> bool {
    let can = |class: &str| {
        let window = web_sys::window()?;
        property(&property(&property(&window, class)?, "prototype")?, "setSinkId")
    };
    can("AudioContext").or_else(|| can("HTMLMediaElement")).is_some()
}
