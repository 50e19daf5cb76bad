//! A small forest of decision trees over whole numbers: the learned tables are data.
//!
//! All questions on one level of a tree are the same, so a tree is a short
//! list of questions and a table of answers; and the candidates of a contest
//! stand side by side in columns, so that all of them are asked at once.

/// How many candidates a contest can hold.
pub(super) const LANES: usize = 16;

/// The numbers of all candidates, one row a number, one column a candidate.
pub(super) type Columns<const N: usize> = [[i16; LANES]; N];

/// Trees in one table.
#[derive(Debug)]
pub(super) struct Forest {
    /// How many questions a tree asks.
    pub(super) depth: usize,
    /// For every tree, its questions: whether a number is above a threshold.
    pub(super) splits: &'static [(u8, i16)],
    /// For every tree, its answers, in thousandths.
    pub(super) leaves: &'static [i16],
}

impl Forest {
    /// The sum of all trees, for every column.
    pub(super) fn scores<const N: usize>(&self, columns: &Columns<N>) -> [f32; LANES] {
        let mut sums = [0i32; LANES];
        let leaves = 1usize << self.depth;
        for (splits, leaves) in
            self.splits.chunks_exact(self.depth.max(1)).zip(self.leaves.chunks_exact(leaves))
        {
            let mut at = [0u16; LANES];
            for (bit, (number, threshold)) in splits.iter().enumerate() {
                let Some(row) = columns.get(usize::from(*number)) else { continue };
                let set = 1u16 << bit;
                for (to, value) in at.iter_mut().zip(row) {
                    *to |= if *value > *threshold { set } else { 0 };
                }
            }
            for (sum, at) in sums.iter_mut().zip(at) {
                *sum += i32::from(leaves[usize::from(at) & (leaves.len() - 1)]);
            }
        }
        sums.map(|sum| sum as f32 / 1000.0)
    }

    /// The sum of all trees for one row of numbers.
    pub(super) fn score(&self, numbers: &[i16]) -> f32 {
        let mut sum = 0i32;
        let leaves = 1usize << self.depth;
        for (splits, leaves) in
            self.splits.chunks_exact(self.depth.max(1)).zip(self.leaves.chunks_exact(leaves))
        {
            let mut at = 0usize;
            for (bit, (number, threshold)) in splits.iter().enumerate() {
                let value = numbers.get(usize::from(*number)).copied().unwrap_or(0);
                at |= usize::from(value > *threshold) << bit;
            }
            sum += i32::from(leaves[at & (leaves.len() - 1)]);
        }
        sum as f32 / 1000.0
    }
}

/// Writes one candidate's numbers into its column.
pub(super) fn put<const N: usize>(columns: &mut Columns<N>, lane: usize, numbers: &[i16; N]) {
    for (row, number) in columns.iter_mut().zip(numbers) {
        row[lane] = *number;
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
        const FOREST: Forest = Forest {
            depth: 2,
            splits: &[(0, 3), (1, -1), (1, 0), (0, 5)],
            leaves: &[1, 2, 3, 4, 10, 20, 30, 40],
        };
        let mut columns = [[0i16; LANES]; 2];
        for lane in 0..LANES {
            put(&mut columns, lane, &[lane as i16, lane as i16 - 8]);
        }
        for (lane, score) in FOREST.scores(&columns).iter().enumerate() {
            assert_eq!(*score, FOREST.score(&[lane as i16, lane as i16 - 8]));
        }
    }
}
