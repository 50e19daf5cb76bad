//! What a likelihood is worth: the models' numbers as shares of speakers who are right.

use std::sync::LazyLock;

use crate::people::data;

/// The share of speakers who are right among those whom the models hold for this likely, 0 to 1.
pub(super) fn share_right(likelihood: f32) -> f32 {
    static POINTS: LazyLock<Vec<(f32, f32)>> = LazyLock::new(|| {
        read(include_str!("data/calibration.tsv")).expect("the list is part of the program; a test reads it")
    });
    between(&POINTS, likelihood)
}

/// The points of the list, in ascending order of both columns. `None` if a line holds no two numbers from 0 to 1, or
/// one less than the line before.
fn read(text: &'static str) -> Option<Vec<(f32, f32)>> {
    let mut points: Vec<(f32, f32)> = Vec::new();
    for (likelihood, share) in data::pairs(text) {
        let point: (f32, f32) = (likelihood.parse().ok()?, share.parse().ok()?);
        let last = points.last().copied().unwrap_or((0.0, 0.0));
        let ascends = points.is_empty() || point.0 > last.0 && point.1 >= last.1;
        if !ascends || !(0.0..=1.0).contains(&point.0) || !(0.0..=1.0).contains(&point.1) {
            return None;
        }
        points.push(point);
    }
    (points.len() >= 2).then_some(points)
}

/// The share at a likelihood, on the line between the points beside it.
fn between(points: &[(f32, f32)], likelihood: f32) -> f32 {
    let behind = points.partition_point(|it| it.0 < likelihood);
    let (Some(from), Some(to)) = (points.get(behind.saturating_sub(1)), points.get(behind)) else {
        return points.last().map_or(likelihood, |it| it.1);
    };
    if to.0 <= from.0 {
        return to.1;
    }
    from.1 + (to.1 - from.1) * (likelihood - from.0) / (to.0 - from.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_points_lies_a_line() {
        let points = [(0.0, 0.0), (0.5, 0.8), (1.0, 0.9)];
        for (likelihood, share) in [(0.0, 0.0), (0.25, 0.4), (0.5, 0.8), (0.75, 0.85), (1.0, 0.9), (1.5, 0.9)]
        {
            assert!((between(&points, likelihood) - share).abs() < 1e-6, "{likelihood}");
        }
    }

    #[test]
    fn the_list_ascends_and_lies_within_0_and_1() {
        assert!(read("0\t0\n1\t1\n").is_some());
        assert_eq!(read("0\t0\n1\t2\n"), None);
        assert_eq!(read("0\t0.5\n1\t0.4\n"), None);
        assert_eq!(read("1\t1\n"), None);
        assert_eq!(read("a\tb\n"), None);
        let mut last = 0.0;
        for hundredth in 0..=100 {
            let share = share_right(hundredth as f32 / 100.0);
            assert!((last..=1.0).contains(&share));
            last = share;
        }
    }
}
