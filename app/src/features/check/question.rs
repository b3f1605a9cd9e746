//! What the loudspeaker asks: a number that nobody can know without hearing it.

use shared::directory::Language;

/// How many tones may sound.
const TONES: [u8; 4] = [1, 2, 3, 4];

/// A number that is played, and what can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// A voice says this digit; to choose from are these, and it is among them.
    Digit(u8, [u8; 4]),
    /// So many tones sound, one to four: where no voice could be had.
    Tones(u8),
}

/// The digits that the voice says in `language`. What is left out is easily taken for another: "seis" for "tres", "nine" for
/// "five"; and nought stands for having heard nothing.
pub const fn recorded(language: Language) -> [u8; 8] {
    match language {
        Language::Es => [1, 2, 3, 4, 5, 7, 8, 9],
        Language::En => [1, 2, 3, 4, 5, 6, 7, 8],
    }
}

/// Where the recording of `digit` is, in every build at the same address.
pub fn address(language: Language, digit: u8) -> String {
    format!("/voice/{}/{digit}.wav", language.code())
}

impl Question {
    /// A digit that the voice says in `language`, by `chance` between 0 and 1. The number that was played `before` is not even
    /// offered: who heard nothing would know that it is another.
    pub fn digit(language: Language, before: Option<u8>, chance: impl FnMut() -> f64) -> Self {
        let [digit, second, third, fourth, ..] = shuffled(recorded(language), before, chance);
        let mut answers = [digit, second, third, fourth];
        answers.sort_unstable();
        Self::Digit(digit, answers)
    }

    /// A number of tones by `chance` between 0 and 1, another one than `before`.
    pub fn tones(before: Option<u8>, chance: impl FnMut() -> f64) -> Self {
        let [count, ..] = shuffled(TONES, before, chance);
        Self::Tones(count)
    }

    /// The number that is played.
    pub const fn number(self) -> u8 {
        match self {
            Self::Digit(number, _) | Self::Tones(number) => number,
        }
    }

    /// What can be answered, besides having heard nothing.
    pub const fn answers(self) -> [u8; 4] {
        match self {
            Self::Digit(_, answers) => answers,
            Self::Tones(_) => TONES,
        }
    }
}

/// `numbers` in an order by chance, with the one of `before` last.
fn shuffled<const COUNT: usize>(
    numbers: [u8; COUNT],
    before: Option<u8>,
    mut chance: impl FnMut() -> f64,
) -> [u8; COUNT] {
    let mut placed = numbers.map(|number| (if Some(number) == before { f64::INFINITY } else { chance() }, number));
    placed.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    placed.map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use shared::check::pace::{DIGIT_S, MOST_PLAYED, MOST_TONES};

    use super::*;

    /// Numbers between 0 and 1 that look like chance and are the same every time.
    fn chances(mut state: u32) -> impl FnMut() -> f64 {
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / (f64::from(u32::MAX) + 1.0)
        }
    }

    #[test]
    fn the_digit_is_among_four_different_answers_and_never_the_one_before() {
        for language in Language::ALL {
            let mut before = None;
            for seed in 0..2_000 {
                let question = Question::digit(language, before, chances(seed));
                let answers = question.answers();
                assert!(answers.contains(&question.number()), "{question:?}");
                assert!(answers.iter().all(|answer| recorded(language).contains(answer)), "{question:?}");
                assert!(answers.is_sorted_by(|one, next| one < next), "{question:?}");
                assert!(before.is_none_or(|before| !answers.contains(&before)), "{question:?} after {before:?}");
                before = Some(question.number());
            }
        }
    }

    #[test]
    fn every_digit_comes_and_its_place_among_the_answers_tells_nothing() {
        let mut chance = chances(7);
        let (mut said, mut places) = ([0_u32; 10], [0_u32; 4]);
        for _ in 0..8_000 {
            let question = Question::digit(Language::Es, None, &mut chance);
            said[usize::from(question.number())] += 1;
            let place = question.answers().iter().position(|answer| *answer == question.number());
            places[place.unwrap()] += 1;
        }
        for digit in recorded(Language::Es) {
            let times = said[usize::from(digit)];
            assert!((800..=1_200).contains(&times), "{digit}: {times} of 1000");
        }
        assert!(places.iter().all(|times| (1_800..=2_200).contains(times)), "{places:?} of 2000 each");
    }

    #[test]
    fn tones_are_one_to_four_and_never_as_many_as_before() {
        let mut before = None;
        let mut came = [false; 5];
        for seed in 0..200 {
            let question = Question::tones(before, chances(seed));
            assert!((1..=MOST_TONES).contains(&question.number()), "{question:?}");
            assert_eq!(question.answers(), [1, 2, 3, 4]);
            assert_ne!(Some(question.number()), before);
            before = Some(question.number());
            came[usize::from(question.number())] = true;
        }
        assert_eq!(came, [false, true, true, true, true]);
    }

    /// The samples of a recording as the repository keeps it: PCM of 16 bits in one channel, 12 000 a second.
    fn samples(language: Language, digit: u8) -> Vec<i16> {
        let voice = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend").join(&address(language, digit)[1..]);
        let file = fs::read(&voice).unwrap_or_else(|fault| panic!("{}: {fault}", voice.display()));
        let head: Vec<u8> = [b"WAVEfmt ".as_slice(), &[16, 0, 0, 0, 1, 0, 1, 0], &12_000_u32.to_le_bytes()].concat();
        assert_eq!(&file[8..28], head, "{}", voice.display());
        assert_eq!(&file[34..40], b"\x10\0data", "{}", voice.display());
        file[44..].chunks_exact(2).map(|sample| i16::from_le_bytes([sample[0], sample[1]])).collect()
    }

    #[test]
    fn every_digit_is_recorded_loud_and_clear() {
        let mut all = Vec::new();
        for language in Language::ALL {
            for digit in recorded(language) {
                assert!((1..=MOST_PLAYED).contains(&digit));
                let samples = samples(language, digit);
                let what = format!("{language:?} {digit}");
                let seconds = f64::from(u32::try_from(samples.len()).unwrap()) / 12_000.0;
                assert!((0.3..=DIGIT_S).contains(&seconds), "{what}: {seconds} s");
                let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
                assert!((10_000..32_700).contains(&loudest), "{what}: {loudest} at most");
                let power = samples.iter().map(|sample| (f64::from(*sample) / 32_768.0).powi(2)).sum::<f64>();
                let dbfs = 10.0 * (power / (seconds * 12_000.0)).log10();
                assert!((-20.0..=-12.0).contains(&dbfs), "{what}: {dbfs} dBFS");
                all.push(samples);
            }
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "no two are the same");
    }
}
