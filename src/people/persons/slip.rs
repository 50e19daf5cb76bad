//! Slips of the pen: `McClenney`, further down `McLenney`.

/// A surname of fewer bytes is too short to tell a slip from another name: `Reid` and `Reed`.
pub(super) const SHORTEST: usize = 5;

/// Whether two surnames differ by one letter that was missed, added or mistaken.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 || b.len() < SHORTEST || a.last() != b.last() {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x.eq_ignore_ascii_case(y)).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x.eq_ignore_ascii_case(y)).count();
    head + tail + 1 >= a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_may_be_missed_added_or_mistaken() {
        for (one, other) in [
            ("McClenney", "McLenney"),
            ("Okafor", "Okaffor"),
            ("Petrov", "Pedrov"),
            ("Brandt", "BraNdt"),
            ("Holmes", "Holmes"),
            ("Wards", "Waards"),
        ] {
            assert!(is_slip(one, other) && is_slip(other, one), "{one} and {other}");
        }
    }

    #[test]
    fn other_names_are_no_slips() {
        for (one, other) in [
            ("Petrov", "Pedrof"),
            ("Brandt", "Grandt"),
            ("Brandt", "Brands"),
            ("Brandt", "Brt"),
            ("Okafor", "Okafford"),
            ("Okafor", "Okkaffor"),
            ("Petrov", "Pdetov"),
            ("Reid", "Reed"),
            ("", ""),
        ] {
            assert!(!is_slip(one, other) && !is_slip(other, one), "{one} and {other}");
        }
    }
}
