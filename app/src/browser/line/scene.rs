//! What is sent to measure the line: a picture that is hard to compress, and a tone. Made here, so that camera and microphone
//! stay free for the steps that need them, and nobody's picture leaves the device.

use std::{cell::Cell, f32::consts::TAU};

use gloo_timers::callback::Interval;
use js_sys::{Function, Math, Reflect};
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    AudioBufferSourceNode, AudioContext, CanvasRenderingContext2d, HtmlCanvasElement, ImageData, MediaStream,
    MediaStreamTrack,
};

use crate::browser::environment::property;

/// Width and height of the picture, in pixels.
const SIZE: (u32, u32) = (640, 360);
/// Side of the square of noise that wanders over it, in pixels.
const SQUARE: u32 = 256;
/// Pictures a second.
const RATE: u32 = 20;
/// Height of the tone, in hertz.
const PITCH: f32 = 440.0;
/// Samples after which it begins anew; that it clicks then makes it harder to compress.
const TURN: u16 = 24_000;

/// A picture and a tone, as long as it lives.
pub struct Scene {
    canvas: HtmlCanvasElement,
    stream: Option<MediaStream>,
    audio: Option<(AudioContext, AudioBufferSourceNode, MediaStream)>,
    _drawing: Option<Interval>,
}

impl Scene {
    /// Begins to draw and to sound. Nothing of it is seen or heard.
    pub fn begin() -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.unchecked_into();
        canvas.set_width(SIZE.0);
        canvas.set_height(SIZE.1);
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
        let squares: Vec<ImageData> = (0..4).filter_map(|_| noise()).collect();
        let turn = Cell::new(0_u32);
        let draw = move || {
            let now = turn.replace(turn.get().wrapping_add(1));
            let Some(square) = squares.get(now as usize % squares.len().max(1)) else { return };
            let place = |number: u32, room: u32| f64::from((now * number) % room.max(1));
            context.set_fill_style_str(if now.is_multiple_of(2) { "#204060" } else { "#305020" });
            context.fill_rect(place(7, SIZE.0), place(5, SIZE.1), 90.0, 60.0);
            // A canvas that refuses is a picture that stands still: the line then carries less, and that shows.
            let _ = context.put_image_data(square, place(13, SIZE.0 - SQUARE), place(11, SIZE.1 - SQUARE));
        };
        draw();
        let drawing = Interval::new(1000 / RATE, draw);
        let stream = captured(&canvas);
        Some(Self { canvas, stream, audio: tone(), _drawing: Some(drawing) })
    }

    /// The picture.
    pub(super) fn picture(&self) -> Option<MediaStreamTrack> {
        self.stream.as_ref()?.get_video_tracks().iter().next().map(JsCast::unchecked_into)
    }

    /// The tone.
    pub(super) fn sound(&self) -> Option<MediaStreamTrack> {
        self.audio.as_ref()?.2.get_audio_tracks().iter().next().map(JsCast::unchecked_into)
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        for track in [self.picture(), self.sound()].into_iter().flatten() {
            track.stop();
        }
        if let Some((context, _, _)) = &self.audio {
            // It is already closed if this is refused.
            let _ = context.close();
        }
        self.canvas.set_width(0);
    }
}

/// The canvas as a stream of pictures.
fn captured(canvas: &HtmlCanvasElement) -> Option<MediaStream> {
    let capture = property(canvas, "captureStream")?.dyn_into::<Function>().ok()?;
    capture.call1(canvas, &f64::from(RATE).into()).ok()?.dyn_into().ok()
}

fn tone() -> Option<(AudioContext, AudioBufferSourceNode, MediaStream)> {
    let context = AudioContext::new().ok()?;
    let out = context.create_media_stream_destination().ok()?;
    let rate = context.sample_rate();
    let samples: Vec<f32> = (0_u16..TURN).map(|at| 0.3 * (f32::from(at) * PITCH * TAU / rate).sin()).collect();
    let buffer = context.create_buffer(1, u32::from(TURN), rate).ok()?;
    buffer.copy_to_channel(&samples, 0).ok()?;
    let source = AudioBufferSourceNode::new(&context).ok()?;
    source.set_buffer(Some(&buffer));
    source.set_loop(true);
    source.connect_with_audio_node(&out).ok()?;
    source.start().ok()?;
    let stream = Reflect::get(&out, &"stream".into()).ok()?.dyn_into().ok()?;
    Some((context, source, stream))
}

/// Colours by chance.
fn noise() -> Option<ImageData> {
    let mut bytes = vec![255_u8; (SQUARE * SQUARE * 4) as usize];
    for pixel in bytes.chunks_exact_mut(4) {
        for colour in pixel.iter_mut().take(3) {
            *colour = byte_by_chance();
        }
    }
    ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), SQUARE, SQUARE).ok()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 255 by construction")]
fn byte_by_chance() -> u8 {
    (Math::random() * 255.0) as u8
}
