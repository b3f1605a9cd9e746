use proptest::{collection::vec, prelude::*};
use shared::check::signal::picture::{Luma, Pictures};

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

fn seen(pictures: &[Vec<u8>]) -> Pictures {
    let mut all = Pictures::default();
    for picture in pictures {
        all.see(picture);
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
fn means_over_all_pictures() {
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
