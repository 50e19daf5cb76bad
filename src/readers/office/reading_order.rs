//! The order in which the lines of a page are read. Programs that lay out a page may draw its columns from the right, or
//! line by line across all of them.

use std::collections::HashMap;

use crate::readers::office::line::Line;

/// How often a page is parted into what stands left and right of a gap.
const DEPTH: usize = 8;

/// How many lines must stand side by side for columns.
const SIDE_BY_SIDE: usize = 4;

/// How many letters the lines of a column of text have at least, on average. Those of a table have fewer.
const LETTERS: usize = 16;

/// How many places are tried for a gap.
const PLACES: usize = 48;

/// How far lines may reach into a gap, in points.
const SLACK: f32 = 1.0;

/// The lines of a page, column by column where it has columns, else as they came.
pub(super) fn ordered(lines: Vec<Line>) -> Vec<Line> {
    let mut all = Vec::with_capacity(lines.len());
    part(lines, 0, &mut all);
    all
}

fn part(lines: Vec<Line>, depth: usize, into: &mut Vec<Line>) {
    let Some(gap) = gap(&lines).filter(|_| depth < DEPTH) else {
        into.extend(lines);
        return;
    };
    // A line across the gap, such as a heading, comes behind all that stands above it.
    let (mut across, beside): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|it| side(it, gap).is_none());
    across.sort_by(|one, other| other.y.total_cmp(&one.y));
    let mut bands: Vec<[Vec<Line>; 2]> = Vec::new();
    bands.resize_with(across.len() + 1, Default::default);
    for line in beside {
        let band = across.partition_point(|it| it.y > line.y);
        let side = usize::from(side(&line, gap) == Some(Side::Right));
        bands[band][side].push(line);
    }
    let mut across = across.into_iter();
    for [left, right] in bands {
        part(left, depth + 1, into);
        part(right, depth + 1, into);
        into.extend(across.next());
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// On which side of a gap a line stands; `None` where it goes across.
fn side(line: &Line, gap: f32) -> Option<Side> {
    if line.end <= gap + SLACK {
        Some(Side::Left)
    } else if line.x >= gap - SLACK {
        Some(Side::Right)
    } else {
        None
    }
}

/// The place where the right one of two columns begins: of all the one beside which most lines stand side by side.
fn gap(lines: &[Line]) -> Option<f32> {
    if lines.len() < 2 * SIDE_BY_SIDE {
        return None;
    }
    let mut starts: HashMap<i64, (usize, f32)> = HashMap::new();
    for line in lines {
        let start = starts.entry(line.x.round() as i64).or_insert((0, line.x));
        *start = (start.0 + 1, start.1.min(line.x));
    }
    let mut starts: Vec<(usize, f32)> = starts.into_values().collect();
    starts.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.total_cmp(&other.1)));
    let mut by_height: Vec<&Line> = lines.iter().collect();
    by_height.sort_by(|one, other| one.y.total_cmp(&other.y));
    let tried = starts.into_iter().take(PLACES).filter_map(|(_, gap)| Some((worth(&by_height, gap)?, gap)));
    tried.max_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1))).map(|(_, gap)| gap)
}

/// How many lines of the smaller side stand beside one of the other, less those that go across between them. `None` where
/// these are no columns of text. The lines come from the lowest to the highest.
fn worth(lines: &[&Line], gap: f32) -> Option<usize> {
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines {
        match side(line, gap) {
            Some(Side::Left) => left.push(*line),
            Some(Side::Right) => right.push(*line),
            None => across.push(*line),
        }
    }
    let left = with_neighbours(&left, &right)?;
    let right = with_neighbours(&right, &left)?;
    let beside = left.len().min(right.len());
    let (lowest, highest) = (left.first()?.y.min(right.first()?.y), left.last()?.y.max(right.last()?.y));
    let between = across.iter().filter(|it| (lowest..=highest).contains(&it.y)).count();
    (between * 4 <= beside).then(|| beside - between)
}

/// The lines that have one of the other side at their height; `None` where these are too few, or no text.
fn with_neighbours<'a>(lines: &[&'a Line], others: &[&Line]) -> Option<Vec<&'a Line>> {
    let has_neighbour = |line: &&Line| {
        let reach = line.size * 0.7;
        let at = others.partition_point(|it| it.y < line.y - reach);
        others.get(at).is_some_and(|it| it.y <= line.y + reach)
    };
    let found: Vec<&Line> = lines.iter().copied().filter(has_neighbour).collect();
    let letters: usize = found.iter().map(|it| it.text.chars().count()).sum();
    (found.len() >= SIDE_BY_SIDE && letters >= LETTERS * found.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, x: f32, y: f32, width: f32) -> Line {
        Line::new(text.to_owned(), x, y, x + width, 10.0)
    }

    fn texts(lines: Vec<Line>) -> String {
        ordered(lines).into_iter().map(|it| it.text.split(' ').next().unwrap().to_owned()).collect()
    }

    /// So many lines of a column, each called by a letter.
    fn column(first: char, count: u8, x: f32, y: f32) -> Vec<Line> {
        (0..count)
            .map(|at| {
                let name = char::from(first as u8 + at);
                line(&format!("{name} words of a line of text"), x, y - 12.0 * f32::from(at), 150.0)
            })
            .collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let (left, right) = (column('a', 5, 50.0, 600.0), column('A', 5, 220.0, 601.0));
        let across: Vec<Line> =
            left.iter().zip(&right).flat_map(|(one, other)| [one.clone(), other.clone()]).collect();
        assert_eq!(texts(across), "abcdeABCDE");
        assert_eq!(texts([right.clone(), left.clone()].concat()), "abcdeABCDE");
        let third = column('p', 5, 390.0, 600.0);
        assert_eq!(texts([third, right, left].concat()), "abcdeABCDEpqrst");
    }

    #[test]
    fn a_heading_across_the_columns_parts_them() {
        let mut lines = [column('A', 4, 220.0, 600.0), column('a', 4, 50.0, 600.0)].concat();
        lines.extend([column('W', 4, 220.0, 500.0), column('w', 4, 50.0, 500.0)].concat());
        lines.push(line("- a heading", 50.0, 530.0, 320.0));
        lines.push(line("+ the title", 50.0, 640.0, 320.0));
        assert_eq!(texts(lines), "+abcdABCD-wxyzWXYZ");
    }

    #[test]
    fn what_is_no_column_of_text_stays_as_it_is() {
        let row = |at: u8| {
            let y = 600.0 - 12.0 * f32::from(at);
            [line("a stall on the quay", 50.0, y, 100.0), line("1 14", 220.0, y, 20.0)]
        };
        assert_eq!(texts((0..6).flat_map(row).collect()), "a1a1a1a1a1a1");
        let few = [column('a', 3, 50.0, 600.0), column('A', 3, 220.0, 600.0)].concat();
        assert_eq!(texts(few), "abcABC");
        assert_eq!(texts(Vec::new()), "");
    }
}
