//! Step 6: the models, small forests of decision trees over small whole numbers.
//!
//! They take a row of features and give a score; `data/*.model` holds what was learned. All questions on one level
//! of a tree are the same (an *oblivious* tree), so a tree is a short list of questions and a table of answers; and
//! the candidates stand side by side in columns of bytes, so that all of them are asked at once.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::people::data;
use crate::people::features::list;
use crate::people::features::list::Model;
use crate::people::features::{person, source, speech};

/// How many candidates are scored at once.
pub(super) const LANES: usize = 16;

/// Which mention a quotation is attributed to. Every mention is scored, and *nobody*.
pub(super) static SOURCE: LazyLock<Forest<6, 64>> =
    LazyLock::new(|| Forest::embedded(Model::Source, source::ROOM, include_str!("data/source.model")));
/// Which person a pronoun means. Every person is scored, and *nobody*.
pub(super) static PERSON: LazyLock<Forest<5, 32>> =
    LazyLock::new(|| Forest::embedded(Model::Person, person::ROOM, include_str!("data/person.model")));
/// Whether words between marks are speech: above 0 it is likelier than not.
pub(super) static SPEECH: LazyLock<Forest<5, 32>> =
    LazyLock::new(|| Forest::embedded(Model::Speech, speech::ROOM, include_str!("data/speech.model")));

/// The least number that is told apart; [`MOST`] is the greatest.
const LEAST: i16 = -8;
const MOST: i16 = 119;

/// The numbers of all candidates, one row a number, one column a candidate; each lies in 0 to 127.
pub(super) type Columns<const N: usize> = [[u8; LANES]; N];

/// Trees whose answers are added up, each with `D` questions and `L` answers, two to the power of `D`.
#[derive(Debug, PartialEq)]
pub(super) struct Forest<const D: usize, const L: usize> {
    /// Of each tree: a number, and what must be added to it to carry into the eighth bit when it lies above the
    /// threshold.
    questions: Vec<[(u8, u8); D]>,
    /// Of each tree, in thousandths. The first is for no to all questions; yes to question `n` adds two to the power
    /// of `n` to the place.
    answers: Vec<[i16; L]>,
}

impl<const D: usize, const L: usize> Forest<D, L> {
    fn embedded(model: Model, room: usize, text: &'static str) -> Forest<D, L> {
        assert!(list::names(model).len() <= room, "every feature has its place in a row");
        Forest::read(list::names(model), text).expect("the model is part of the program; a test reads it")
    }

    /// Reads a model: a tree a line, its questions (`feature>threshold`) divided by blanks, a tab, its answers.
    /// `None` when a feature has no such name, or there are more or fewer questions or answers than there should be.
    fn read(features: &[&str], text: &'static str) -> Option<Forest<D, L>> {
        let numbers: FxHashMap<&str, usize> = features.iter().copied().zip(0..).collect();
        let question = |text: &str| {
            let (name, threshold) = text.split_once('>')?;
            let number = *numbers.get(name)?;
            let threshold = threshold.parse().ok().filter(|it| (LEAST - 1..=MOST).contains(it))?;
            Some((u8::try_from(number).ok()?, (MOST - threshold) as u8))
        };
        let mut forest = Forest { questions: Vec::new(), answers: Vec::new() };
        for (questions, answers) in data::pairs(text) {
            let questions: Option<Vec<(u8, u8)>> = questions.split_ascii_whitespace().map(question).collect();
            let answers: Result<Vec<i16>, _> = answers.split_ascii_whitespace().map(str::parse).collect();
            forest.questions.push(questions?.try_into().ok()?);
            forest.answers.push(answers.ok()?.try_into().ok()?);
        }
        Some(forest)
    }

    /// The sum of all trees, for the first `used` columns.
    pub(super) fn scores<const N: usize>(&self, columns: &Columns<N>, used: usize) -> [f32; LANES] {
        // Mostly few candidates compete; the columns beyond them are not added up.
        match used {
            0..=4 => self.sums::<N, 4>(columns),
            5..=8 => self.sums::<N, 8>(columns),
            9..=12 => self.sums::<N, 12>(columns),
            _ => self.sums::<N, LANES>(columns),
        }
    }

    fn sums<const N: usize, const USED: usize>(&self, columns: &Columns<N>) -> [f32; LANES] {
        let mut sums = [0i32; LANES];
        for (questions, answers) in self.questions.iter().zip(&self.answers) {
            let mut at = [0u8; LANES];
            for (bit, (number, add)) in questions.iter().enumerate() {
                let row = &columns[usize::from(*number) % N];
                // A comparison and a mask: machines have no shift of single bytes.
                for (at, value) in at.iter_mut().zip(row) {
                    *at |= if value.wrapping_add(*add) > 127 { 1 << bit } else { 0 };
                }
            }
            for (sum, at) in sums[..USED].iter_mut().zip(&at) {
                *sum += i32::from(answers[usize::from(*at) % L]);
            }
        }
        sums.map(|sum| sum as f32 / 1000.0)
    }

    /// The sum of all trees for one row of numbers.
    pub(super) fn score<const N: usize>(&self, numbers: &[i16; N]) -> f32 {
        let numbers = numbers.map(small);
        let mut sum = 0i32;
        for (questions, answers) in self.questions.iter().zip(&self.answers) {
            let mut at = 0usize;
            for (bit, (number, add)) in questions.iter().enumerate() {
                at |= usize::from(numbers[usize::from(*number) % N].wrapping_add(*add) >> 7) << bit;
            }
            sum += i32::from(answers[at % L]);
        }
        sum as f32 / 1000.0
    }
}

fn small(number: i16) -> u8 {
    (number.clamp(LEAST, MOST) - LEAST) as u8
}

/// Writes one candidate's numbers into its column.
pub(super) fn put<const N: usize>(columns: &mut Columns<N>, lane: usize, numbers: &[i16; N]) {
    for (row, number) in columns.iter_mut().zip(numbers) {
        row[lane % LANES] = small(*number);
    }
}

/// Turns scores into probabilities, which add up to one.
pub(super) fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# two trees\na>3 b>-1\t1 2 3 4\nb>0 a>5\t10 20 30 40\n";

    #[test]
    fn columns_and_rows_agree() {
        let forest: Forest<2, 4> = Forest::read(&["a", "b"], TEXT).unwrap();
        let mut columns = [[0u8; LANES]; 2];
        for lane in 0..LANES {
            put(&mut columns, lane, &[lane as i16, lane as i16 - 8]);
        }
        for used in [1, 4, 5, 8, 9, 12, 13, LANES] {
            for (lane, score) in forest.scores(&columns, used).iter().enumerate().take(used) {
                let (a, b) = (lane as i16, lane as i16 - 8);
                assert_eq!(*score, forest.score(&[a, b]));
                let first = [1, 2, 3, 4][usize::from(a > 3) + 2 * usize::from(b > -1)];
                let second = [10, 20, 30, 40][usize::from(b > 0) + 2 * usize::from(a > 5)];
                assert_eq!(*score, (first + second) as f32 / 1000.0);
            }
        }
    }

    #[test]
    fn numbers_beyond_the_bounds_count_as_the_bounds() {
        let forest: Forest<1, 2> =
            Forest::read(&["a"], "a>118\t0 1\na>-8\t0 2\na>-9\t0 4\na>119\t0 8\n").unwrap();
        let score = |number: i16| (forest.score(&[number]) * 1000.0) as i32;
        assert_eq!([-9, -8, -7, 118, 119, 120, i16::MAX, i16::MIN].map(score), [4, 4, 6, 6, 7, 7, 7, 4]);
    }

    #[test]
    fn a_broken_model_is_not_read() {
        let read = |text| Forest::<1, 2>::read(&["a"], text);
        assert!(read("a>0\t1 2").is_some_and(|it| it.answers.len() == 1));
        for text in [
            "a>0",
            "a>0\t1",
            "a>0\t1 2 3",
            "a>0 a>1\t1 2",
            "b>0\t1 2",
            "a>120\t1 2",
            "a>-10\t1 2",
            "a0\t1 2",
            "a>0\tx 2",
            "a>0\t1 32768",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_models_of_the_program_are_whole() {
        for trees in [SOURCE.answers.len(), PERSON.answers.len(), SPEECH.answers.len()] {
            assert!(trees >= 20, "{trees} trees");
        }
    }

    #[test]
    fn probabilities_add_up_to_one() {
        let mut scores = [0.0, 1.0, -2.0, 100.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(scores[3] > 0.99);
        let mut equal = [3.0, 3.0];
        softmax(&mut equal);
        assert_eq!(equal, [0.5, 0.5]);
    }
}
