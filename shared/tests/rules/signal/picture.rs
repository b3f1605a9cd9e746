use proptest::{collection::vec, prelude::*};
use shared::check::{
    Camera, Finding, Measurements, Step, Taken,
    signal::picture::{Luma, Pictures, is_faithful},
    verdicts::judge,
};

use crate::verdicts::measured::{camera, of, sound};

const WIDTH: usize = 160;
const HEIGHT: usize = 120;

fn filled(red: u8, green: u8, blue: u8) -> Vec<u8> {
    [red, green, blue, 255].repeat(WIDTH * HEIGHT)
}

fn grey(value: u8) -> Vec<u8> {
    filled(value, value, value)
}

fn near(have: Option<f64>, want: f64) -> bool {
    have.is_some_and(|have| (have - want).abs() < 1e-9)
}

#[test]
fn red_green_and_blue_weigh_as_bt_601_says() {
    for ((red, green, blue), known) in [
        ((0, 0, 0), 0.0),
        ((255, 255, 255), 255.0),
        ((255, 0, 0), 76.245),
        ((0, 255, 0), 149.685),
        ((0, 0, 255), 29.07),
        ((100, 100, 100), 100.0),
    ] {
        let luma = Luma::of(&filled(red, green, blue));
        assert!(near(luma.mean(), known), "{:?} instead of {known}", luma.mean());
        assert!(near(luma.deviation(), 0.0));
    }
}

#[test]
fn how_opaque_a_pixel_is_does_not_matter() {
    assert_eq!(Luma::of(&[10, 20, 30, 0]), Luma::of(&[10, 20, 30, 255]));
}

#[test]
fn half_black_and_half_white_deviates_most() {
    let halves = [grey(0), grey(255)].concat();
    assert!(near(Luma::of(&halves).mean(), 127.5));
    assert!(near(Luma::of(&halves).deviation(), 127.5));
}

#[test]
fn a_gradient_has_the_deviation_of_its_steps() {
    let gradient: Vec<u8> = (0..=255).flat_map(|value| [value, value, value, 255]).collect();
    let luma = Luma::of(&gradient);
    assert!(near(luma.mean(), 127.5));
    // Of the whole numbers from 0 to n - 1: the root of (n² - 1) / 12.
    assert!(near(luma.deviation(), (65_535.0_f64 / 12.0).sqrt()));
}

#[test]
fn the_difference_of_two_pictures() {
    let (dim, bright) = (Luma::of(&grey(10)), Luma::of(&grey(13)));
    assert!(near(dim.difference(&bright), 3.0));
    assert!(near(bright.difference(&dim), 3.0));
    assert!(near(dim.difference(&dim), 0.0));
    assert_eq!(dim.difference(&Luma::of(&[1, 2, 3, 4])), None);
    assert_eq!(Luma::of(&[]).difference(&Luma::of(&[])), None);
}

#[test]
fn no_picture_has_no_numbers() {
    assert_eq!((Luma::of(&[]).mean(), Luma::of(&[]).deviation()), (None, None));
    assert_eq!(Luma::of(&[1, 2, 3]), Luma::of(&[]), "three bytes are no pixel");
    let nothing = Pictures::default();
    assert_eq!((nothing.luma_mean(), nothing.luma_deviation(), nothing.luma_change()), (None, None, None));
}

/// Looks five times a second.
fn seen(pictures: &[Vec<u8>]) -> Pictures {
    let mut all = Pictures::default();
    let mut now = 500.0;
    for picture in pictures {
        all.see(now, picture);
        now += 200.0;
    }
    all
}

#[test]
fn one_picture_says_nothing_about_movement() {
    let one = seen(&[grey(80)]);
    assert!(near(one.luma_mean(), 80.0));
    assert_eq!(one.luma_change(), None);
}

#[test]
fn a_frozen_picture_does_not_change_at_all() {
    let mut picture = grey(80);
    picture[0..3].copy_from_slice(&[1, 2, 3]);
    assert_eq!(seen(&[picture.clone(), picture.clone(), picture]).luma_change(), Some(0.0));
}

#[test]
fn means_over_pictures_of_one_second() {
    let pictures = seen(&[grey(10), grey(20), grey(60)]);
    assert!(near(pictures.luma_mean(), 30.0));
    assert!(near(pictures.luma_deviation(), 0.0));
    assert!(near(pictures.luma_change(), 25.0));
}

#[test]
fn a_change_of_size_is_no_movement() {
    let small = [50, 50, 50, 255].repeat(4);
    let pictures = seen(&[grey(10), small.clone(), small]);
    assert!(near(pictures.luma_change(), 0.0));
    assert_eq!(seen(&[grey(10), [50, 50, 50, 255].to_vec()]).luma_change(), None);
}

/// Thirteen looks, as in the three seconds of a check; `light` says how bright each is.
fn three_seconds(light: impl Fn(usize) -> u8) -> Pictures {
    seen(&(0..13).map(|look| grey(light(look))).collect::<Vec<_>>())
}

/// Alternating, as what moves or the grain of a sensor does.
fn moving(look: usize, light: u8) -> u8 {
    if look.is_multiple_of(2) { light } else { light + 2 }
}

/// What is found of a camera that is otherwise in order.
fn found(pictures: &Pictures) -> Vec<Finding> {
    let camera = Camera {
        luma_mean: pictures.luma_mean(),
        luma_deviation: pictures.luma_deviation(),
        luma_change: pictures.luma_change(),
        ..camera()
    };
    let measured = Measurements { camera: Taken::Measured(camera), ..sound() };
    of(&judge(&measured), Step::Camera).findings.clone()
}

#[test]
fn a_shutter_that_closes_after_a_second_and_a_half_leaves_black() {
    let closed = three_seconds(|look| if look < 5 { moving(look, 109) } else { 0 });
    assert!(near(closed.luma_mean(), 0.0), "{:?}", closed.luma_mean());
    assert!(near(closed.luma_deviation(), 0.0));
    assert_eq!(found(&closed), [Finding::Black]);
    // Also one of which a grain is left; and one that closes later is dark at least.
    assert_eq!(found(&three_seconds(|look| moving(look, if look < 5 { 109 } else { 1 }))), [Finding::Black]);
    assert_eq!(found(&three_seconds(|look| moving(look, if look < 8 { 109 } else { 1 }))), [Finding::Dark]);
}

#[test]
fn a_picture_that_stands_still_after_a_second_is_frozen() {
    let frozen = three_seconds(|look| if look < 3 { moving(look, 109) } else { 110 });
    assert_eq!(frozen.luma_change(), Some(0.0));
    assert_eq!(found(&frozen), [Finding::Frozen]);
    let goes_on = three_seconds(|look| moving(look, 109));
    assert!(near(goes_on.luma_change(), 2.0));
    assert!(found(&goes_on).is_empty());
}

#[test]
fn one_that_stood_still_at_first_is_judged_by_all_of_it() {
    let late = three_seconds(|look| if look < 7 { 110 } else { moving(look, 109) });
    assert!(late.luma_change().is_some_and(|change| (0.5..2.0).contains(&change)), "{:?}", late.luma_change());
}

#[test]
fn a_camera_that_opens_its_eye_late_is_as_bright_as_at_the_end() {
    let opening = three_seconds(|look| if look < 6 { 2 } else { moving(look, 59) });
    assert!(opening.luma_mean().is_some_and(|mean| (59.0..=61.0).contains(&mean)), "{:?}", opening.luma_mean());
    assert!(found(&opening).is_empty());
}

#[test]
fn who_looks_seldom_judges_by_four_pictures() {
    let mut slow = Pictures::default();
    for (now, light) in [(600.0, 100), (1_400.0, 120), (2_200.0, 104), (3_000.0, 104)] {
        slow.see(now, &grey(light));
    }
    // Two alike, as a camera of few pictures gives when it is looked at twice between two of them, are not yet a frozen one.
    assert!(near(slow.luma_change(), 12.0), "{:?}", slow.luma_change());
    assert!(near(slow.luma_mean(), 107.0), "{:?}", slow.luma_mean());
}

#[test]
fn a_colour_that_is_read_back_as_drawn_is_told_from_a_false_one() {
    let drawn = [40, 90, 200];
    assert!(is_faithful(&filled(40, 90, 200), drawn));
    assert!(is_faithful(&filled(44, 86, 204), drawn), "single units are changed against being recognised");
    assert!(!is_faithful(&filled(45, 95, 205), drawn));
    assert!(!is_faithful(&filled(0, 0, 0), drawn), "nothing");
    assert!(!is_faithful(&filled(255, 255, 255), drawn), "white");
    assert!(!is_faithful(&[], drawn), "no pixel");
    // Noise around the colour has its mean, and is not it.
    let noise = [[0_u8, 50, 160, 255], [80, 130, 240, 255]].concat().repeat(100);
    assert!(!is_faithful(&noise, drawn));
    // As invisible as it may be.
    assert!(is_faithful(&[40, 90, 200, 0], drawn));
}

proptest! {
    #[test]
    fn numbers_stay_in_their_ranges(first in vec(any::<u8>(), 0..400), second in vec(any::<u8>(), 0..400)) {
        let pictures = seen(&[first.clone(), second, first]);
        for number in [pictures.luma_mean(), pictures.luma_change()].into_iter().flatten() {
            prop_assert!((0.0..=255.0).contains(&number), "{number}");
        }
        if let Some(deviation) = pictures.luma_deviation() {
            prop_assert!((0.0..=127.5).contains(&deviation), "{deviation}");
        }
    }
}
