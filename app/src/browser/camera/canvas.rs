//! Where the brightness of a picture is read. What is drawn there never leaves it.

use js_sys::{Object, Reflect};
use shared::check::signal::picture::{Colour, is_faithful};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement};

/// The size at which brightness is sampled.
const SAMPLE: (u32, u32) = (160, 120);
/// Two colours, far from each other, from black and white, and from the one that a browser may give for every picture.
const KNOWN: [Colour; 2] = [[40, 90, 200], [210, 160, 50]];

/// A small canvas.
pub(super) struct Canvas {
    context: CanvasRenderingContext2d,
}

impl Canvas {
    /// `None` if the page gets no canvas, or reads other colours from it than are drawn: browsers and extensions that hide which
    /// device they run on give noise, or nothing. A covered lens would pass then, and a good one seem black.
    pub(super) fn new() -> Option<Self> {
        let canvas: HtmlCanvasElement = web_sys::window()?.document()?.create_element("canvas").ok()?.unchecked_into();
        canvas.set_width(SAMPLE.0);
        canvas.set_height(SAMPLE.1);
        let wishes = Object::new();
        Reflect::set(&wishes, &"willReadFrequently".into(), &JsValue::TRUE).ok()?;
        let context = canvas.get_context_with_context_options("2d", &wishes).ok()??.unchecked_into();
        let canvas = Self { context };
        canvas.gives_back().then_some(canvas)
    }

    /// Whether what is drawn is read so. Both colours at once: some browsers leave a picture of one colour as it is.
    fn gives_back(&self) -> bool {
        let (wide, half) = (f64::from(SAMPLE.0), f64::from(SAMPLE.1 / 2));
        for (place, [red, green, blue]) in [0.0, half].into_iter().zip(KNOWN) {
            self.context.set_fill_style_str(&format!("rgb({red},{green},{blue})"));
            self.context.fill_rect(0.0, place, wide, half);
        }
        let [upper, lower] = KNOWN;
        self.read().is_some_and(|pixels| {
            let (above, below) = pixels.split_at(pixels.len() / 2);
            is_faithful(above, upper) && is_faithful(below, lower)
        })
    }

    /// The picture that `video` shows now, as RGBA bytes.
    pub(super) fn pixels(&self, video: &HtmlVideoElement) -> Option<Vec<u8>> {
        let (wide, high) = (f64::from(SAMPLE.0), f64::from(SAMPLE.1));
        self.context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, wide, high).ok()?;
        self.read()
    }

    fn read(&self) -> Option<Vec<u8>> {
        let (wide, high) = (f64::from(SAMPLE.0), f64::from(SAMPLE.1));
        Some(self.context.get_image_data(0.0, 0.0, wide, high).ok()?.data().0)
    }
}
