//! A small forest of decision trees over small whole numbers: the learned tables are data.
//!
//! All questions on one level of a tree are the same, so a tree is a short
//! list of questions and a table of answers; and the candidates of a candidates
//! stand side by side in columns of bytes, so that eight of them are asked at once.

/// How many candidates a candidates can hold.
pub(super) const LANES: usize = 16;

/// The least number that is told apart; [`MOST`] is the greatest.
const LEAST: i16 = -8;
const MOST: i16 = 119;

/// The numbers of all candidates, one row a number, one column a candidate; each lies in 0 to 127.
pub(super) type Columns<const N: usize> = [[u8; LANES]; N];

/// Trees in one table, each with `D` questions and `L` answers, two to the power of `D`.
#[derive(Debug)]
pub(super) struct Forest<const D: usize, const L: usize> {
    /// For every tree, its questions: a number, and what must be added to it to
    /// carry into the eighth bit when it lies above the threshold.
    pub(super) splits: &'static [[(u8, u8); D]],
    /// For every tree, its answers, in thousandths.
    pub(super) leaves: &'static [[i16; L]],
}

impl<const D: usize, const L: usize> Forest<D, L> {
    /// The sum of all trees, for the first `used` columns.
    pub(super) fn scores<const N: usize>(&self, columns: &Columns<N>, used: usize) -> [f32; LANES] {
        // Most candidates are small: what is known not to be there is not asked.
        match used {
            0..=4 => self.sums::<N, 4>(columns),
            5..=8 => self.sums::<N, 8>(columns),
            9..=12 => self.sums::<N, 12>(columns),
            _ => self.sums::<N, LANES>(columns),
        }
    }

    fn sums<const N: usize, const USED: usize>(&self, columns: &Columns<N>) -> [f32; LANES] {
        let mut sums = [0i32; LANES];
        for (splits, leaves) in self.splits.iter().zip(self.leaves) {
            let mut at = [0u8; LANES];
            for (bit, (number, add)) in splits.iter().enumerate() {
                let row = &columns[usize::from(*number) % N];
                for (at, value) in at.iter_mut().zip(row) {
                    *at |= value.wrapping_add(*add) >> 7 << bit;
                }
            }
            for (sum, at) in sums[..USED].iter_mut().zip(&at) {
                *sum += i32::from(leaves[usize::from(*at) % L]);
            }
        }
        sums.map(|sum| sum as f32 / 1000.0)
    }

    /// The sum of all trees for one row of numbers.
    pub(super) fn score<const N: usize>(&self, numbers: &[i16; N]) -> f32 {
        let numbers = numbers.map(small);
        let mut sum = 0i32;
        for (splits, leaves) in self.splits.iter().zip(self.leaves) {
            let mut at = 0usize;
            for (bit, (number, add)) in splits.iter().enumerate() {
                at |= usize::from(numbers[usize::from(*number) % N].wrapping_add(*add) >> 7) << bit;
            }
            sum += i32::from(leaves[at % L]);
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

/// Turns scores into shares of one.
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

    #[test]
    fn columns_and_rows_agree() {
        const FOREST: Forest<2, 4> = Forest {
            splits: &[[(0, 116), (1, 120)], [(1, 119), (0, 114)]],
            leaves: &[[1, 2, 3, 4], [10, 20, 30, 40]],
        };
        let mut columns = [[0u8; LANES]; 2];
        for lane in 0..LANES {
            put(&mut columns, lane, &[lane as i16, lane as i16 - 8]);
        }
        for (lane, score) in FOREST.scores(&columns, LANES).iter().enumerate() {
            let (a, b) = (lane as i16, lane as i16 - 8);
            assert_eq!(*score, FOREST.score(&[a, b]));
            let first = [1, 2, 3, 4][usize::from(a > 3) + 2 * usize::from(b > -1)];
            let second = [10, 20, 30, 40][usize::from(b > 0) + 2 * usize::from(a > 5)];
            assert_eq!(*score, (first + second) as f32 / 1000.0);
        }
    }
}
