//! A small forest of decision trees over whole numbers: the learned tables are data.

/// One question of a tree: whether a feature is at most a threshold. Where to
/// go on: a node of the same table, or, negative, `-1 - leaf`.
pub(super) type Node = (u8, i16, i16, i16);

/// Trees in one table.
#[derive(Debug)]
pub(super) struct Forest {
    pub(super) roots: &'static [u16],
    pub(super) nodes: &'static [Node],
    /// In thousandths.
    pub(super) leaves: &'static [i16],
}

impl Forest {
    /// The sum of all trees.
    pub(super) fn score(&self, features: &[i16]) -> f32 {
        let mut sum = 0i32;
        for root in self.roots {
            let mut at = usize::from(*root);
            // Children stand behind their parents, so every walk ends.
            while let Some((feature, threshold, left, right)) = self.nodes.get(at) {
                let value = features.get(usize::from(*feature)).copied().unwrap_or(0);
                let next = if value <= *threshold { *left } else { *right };
                match usize::try_from(next) {
                    Ok(next) if next > at => at = next,
                    Ok(_) => break,
                    Err(_) => {
                        sum += i32::from(self.leaves.get((-1 - next) as usize).copied().unwrap_or(0));
                        break;
                    }
                }
            }
        }
        sum as f32 / 1000.0
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
