//! Three seconds of the camera: how many pictures come, how large, how bright, and whether anything moves.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use js_sys::{Function, Reflect};
use shared::check::{
    Camera,
    pace::{CAMERA_MS, over_by},
    signal::picture::Pictures,
    thresholds::PICTURE_COMES_MS,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlVideoElement;

use self::canvas::Canvas;
use super::{
    environment::{property, whole},
    media::Track,
    page::{Sight, in_sight_by},
};

mod canvas;

/// After so many milliseconds without a picture it is asked whether another comes at all: the slowest camera of any use gives
/// one in less than half of that.
const HESITATES: f64 = 500.0;
/// Pictures of the first moments are dark while the camera adapts; they are counted, but not judged.
const ADAPTING: f64 = 500.0;
/// Between two samples of brightness, in milliseconds.
const PAUSE: u32 = 200;

/// What the camera shows right now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pictures per second so far.
    pub rate: f64,
    /// Mean brightness, 0 to 255, once it was sampled.
    pub light: Option<f64>,
}

/// The longest that one look at it takes: until the first picture comes, the three seconds, and until another comes.
const LONGEST_MS: f64 = CAMERA_MS + 2.0 * PICTURE_COMES_MS;

/// Shows the camera in `video` and measures it; `seen` is told what is seen meanwhile.
pub async fn watch(track: &Track, video: &HtmlVideoElement, seen: impl Fn(Seen)) -> Camera {
    show(track, video);
    let last = over_by(now()) - LONGEST_MS;
    // In the background browsers draw no pictures: that says nothing about the camera. It is looked at once the page is in sight,
    // or never, if that would take longer than a step may.
    while in_sight_by(last).await {
        if let Some(camera) = measure(track, video, &seen).await {
            return camera;
        }
    }
    unseen(track, video)
}

/// Nobody saw the page.
fn unseen(track: &Track, video: &HtmlVideoElement) -> Camera {
    Camera {
        frames: 0,
        over_ms: 0.0,
        width: video.video_width(),
        height: video.video_height(),
        luma_mean: None,
        luma_deviation: None,
        luma_change: None,
        muted: track.muted(),
        ended: track.ended(),
    }
}

fn show(track: &Track, video: &HtmlVideoElement) {
    // As properties and before the source: otherwise Safari goes to full screen or refuses to play by itself.
    video.set_muted(true);
    let _ = Reflect::set(video, &"playsInline".into(), &JsValue::TRUE);
    video.set_src_object(track.stream().as_ref());
    if let Ok(playing) = video.play() {
        spawn_local(async move {
            // Whether it plays shows in the pictures that come; it also ends here when the picture is taken off.
            let _ = JsFuture::from(playing).await;
        });
    }
}

/// Takes the picture off `video`.
pub fn hide(video: &HtmlVideoElement) {
    video.set_src_object(None);
}

fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// `None` if the page went to the background meanwhile.
async fn measure(track: &Track, video: &HtmlVideoElement, seen: &impl Fn(Seen)) -> Option<Camera> {
    let sight = Sight::begin();
    let frames = Frames::of(video);
    let asked = now();
    while frames.first().is_none() && now() - asked < PICTURE_COMES_MS && !track.ended() {
        TimeoutFuture::new(50).await;
    }
    let mut pictures = Pictures::default();
    let mut stopped = false;
    if let Some(first) = frames.first() {
        let canvas = Canvas::new();
        let mut looked_at = 0;
        while now() - first < CAMERA_MS && !track.ended() {
            TimeoutFuture::new(PAUSE).await;
            // Between two pictures of a slow camera nothing moves; whether another comes is asked at the end.
            if now() - first >= ADAPTING
                && frames.count() > looked_at
                && let Some(pixels) = canvas.as_ref().and_then(|canvas| canvas.pixels(video))
            {
                looked_at = frames.count();
                pictures.see(now(), &pixels);
            }
            seen(Seen {
                width: video.video_width(),
                height: video.video_height(),
                rate: f64::from(frames.count()) * 1000.0 / (now() - first).max(1.0),
                light: pictures.luma_mean(),
            });
        }
        stopped = stops(&frames, track).await;
    }
    if sight.was_lost() {
        return None;
    }
    // Browsers count the pictures of a video that they refused to play, and draw none.
    let shown = if video.paused() || stopped { 0 } else { frames.count() };
    Some(Camera {
        frames: shown,
        over_ms: now() - frames.first().unwrap_or(asked),
        width: video.video_width(),
        height: video.video_height(),
        luma_mean: pictures.luma_mean(),
        luma_deviation: pictures.luma_deviation(),
        luma_change: pictures.luma_change(),
        muted: track.muted(),
        ended: track.ended(),
    })
}

/// Whether the pictures stopped coming: then it does not matter how many came before.
async fn stops(frames: &Frames, track: &Track) -> bool {
    while !track.ended() && (HESITATES..PICTURE_COMES_MS).contains(&frames.since_last()) {
        TimeoutFuture::new(50).await;
    }
    !track.ended() && frames.since_last() >= PICTURE_COMES_MS
}

#[derive(Debug, Default)]
struct Count {
    pictures: Cell<u32>,
    first: Cell<Option<f64>>,
    last: Cell<Option<f64>>,
    /// `presentedFrames` of the first picture: the browser counts also those for which it did not call us.
    presented: Cell<Option<f64>>,
    /// `currentTime` at the last look, where the browser does not call us at all.
    position: Cell<f64>,
}

/// Counts the pictures that a video element shows, as long as it lives.
struct Frames {
    video: HtmlVideoElement,
    count: Rc<Count>,
    by: Counter,
}

type Callback = Rc<RefCell<Option<Closure<dyn FnMut(JsValue, JsValue)>>>>;

enum Counter {
    /// The browser calls for each picture.
    Called { callback: Callback, handle: Rc<Cell<f64>> },
    /// We look whether the position moved.
    Looking { _interval: Interval },
}

impl Frames {
    fn of(video: &HtmlVideoElement) -> Self {
        let count = Rc::new(Count::default());
        let by = property(video, "requestVideoFrameCallback")
            .and_then(|request| request.dyn_into::<Function>().ok())
            .map_or_else(|| Self::looking(video, &count), |request| Self::called(video, &count, &request));
        Self { video: video.clone(), count, by }
    }

    fn called(video: &HtmlVideoElement, count: &Rc<Count>, request: &Function) -> Counter {
        let callback = Callback::default();
        let handle = Rc::new(Cell::new(0.0));
        let again = {
            let (video, request, callback, handle) =
                (video.clone(), request.clone(), Rc::downgrade(&callback), handle.clone());
            move || {
                let Some(callback) = callback.upgrade() else { return };
                let Some(function) = callback.borrow().as_ref().map(|closure| closure.as_ref().clone()) else { return };
                if let Ok(given) = request.call1(&video, &function) {
                    handle.set(given.as_f64().unwrap_or_default());
                }
            }
        };
        let (counted, next) = (count.clone(), again.clone());
        *callback.borrow_mut() = Some(Closure::new(move |_now: JsValue, facts: JsValue| {
            counted.add(property(&facts, "presentedFrames").and_then(|number| number.as_f64()));
            next();
        }));
        again();
        Counter::Called { callback, handle }
    }

    fn looking(video: &HtmlVideoElement, count: &Rc<Count>) -> Counter {
        let (video, count) = (video.clone(), count.clone());
        count.position.set(video.current_time());
        let interval = Interval::new(15, move || {
            let position = video.current_time();
            if position > count.position.replace(position) {
                count.add(None);
            }
        });
        Counter::Looking { _interval: interval }
    }

    /// When the first picture came, in milliseconds of the page's clock.
    fn first(&self) -> Option<f64> {
        self.count.first.get()
    }

    /// How long ago the last picture came, in milliseconds; 0 as long as none came.
    fn since_last(&self) -> f64 {
        self.count.last.get().map_or(0.0, |last| now() - last)
    }

    fn count(&self) -> u32 {
        self.count.pictures.get()
    }
}

impl Count {
    fn add(&self, presented: Option<f64>) {
        let now = now();
        self.last.set(Some(now));
        if self.first.get().is_none() {
            self.first.set(Some(now));
            self.presented.set(presented);
        }
        let seen = self.pictures.get() + 1;
        let drawn = match (presented, self.presented.get()) {
            (Some(presented), Some(first)) => whole(presented - first + 1.0),
            _ => 0,
        };
        self.pictures.set(seen.max(drawn));
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        if let Counter::Called { callback, handle } = &self.by {
            if let Some(cancel) =
                property(&self.video, "cancelVideoFrameCallback").and_then(|cancel| cancel.dyn_into::<Function>().ok())
            {
                let _ = cancel.call1(&self.video, &handle.get().into());
            }
            callback.borrow_mut().take();
        }
    }
}
