//! Lines on the pages of a document.

/// How far apart two pieces of a line may stand within a column, in sizes of their letters.
pub(super) const LINE: f32 = 2.5;

/// How far apart two words of a column may stand, in sizes of their letters. What stands farther away may be of the next
/// column.
pub(super) const WORD: f32 = 1.0;

/// A line on a page, in points from the lower left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x: f32,
    pub(super) y: f32,
    /// Where it ends.
    pub(super) end: f32,
    /// The size of its letters.
    pub(super) size: f32,
}

impl Line {
    pub(super) fn new(text: String, x: f32, y: f32, end: f32, size: f32) -> Line {
        Line { text, x, y, end, size: size.max(1.0) }
    }

    /// How much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        (self.text.len() + size_of::<Line>()) as u64
    }

    /// Takes a piece of text that stands on the line behind it, no farther away than `most`, in sizes of the letters;
    /// whether it does.
    pub(super) fn takes(&mut self, text: &str, x: f32, y: f32, end: f32, most: f32) -> bool {
        let gap = x - self.end;
        if (y - self.y).abs() > self.size * 0.4 || gap < -self.size || gap > self.size * most {
            return false;
        }
        let is_parted = self.text.ends_with(' ') || text.starts_with(' ');
        if gap > self.size * 0.15 && !is_parted {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.end = end;
        true
    }
}

/// The lines with pieces of one line put together that follow one another.
pub(super) fn joined(pieces: Vec<Line>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let is_next =
            lines.last_mut().is_some_and(|line| line.takes(&piece.text, piece.x, piece.y, piece.end, LINE));
        if !is_next {
            lines.push(piece);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_a_line_are_parted_by_their_distance() {
        let mut line = Line::new("The".to_owned(), 0.0, 0.0, 15.0, 10.0);
        assert!(line.takes("council", 18.0, 0.5, 50.0, WORD));
        assert!(line.takes("lor", 50.2, 0.0, 60.0, WORD));
        assert!(!line.takes("next", 0.0, -12.0, 20.0, WORD));
        assert!(!line.takes("column", 200.0, 0.0, 240.0, LINE));
        assert_eq!(line.text, "The councillor");
    }
}
