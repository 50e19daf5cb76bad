//! Whether two articles are one story.

use crate::copies::text::{ComparedText, run_hash, share};

/// The most days between two copies.
pub const MOST_DAYS: i32 = 8;

/// Words of a text that needs no headline to be told from others.
const SHORTEST: usize = 20;

/// What an article is to another of its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The same words.
    Same,
    /// One holds a part of the other and little else.
    Cut,
    /// Most of it, with something new or something else.
    Updated,
    /// The same with a mistake mended, and it says so.
    Corrected,
}

impl Kind {
    /// The word by which programs know it; stable.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Same => "same",
            Kind::Cut => "cut",
            Kind::Updated => "updated",
            Kind::Corrected => "corrected",
        }
    }
}

/// What two texts have in common, each share 0 to 1, of the shorter text unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// What they are to each other; `None` when they are not one story.
    pub kind: Option<Kind>,
    /// Its words that stand in a run of words which the other has too, by weight.
    pub cover: f32,
    /// The same of the longer text.
    pub cover_of_longer: f32,
    /// The same of its first three tenths.
    pub head: f32,
    /// Its different words that the other has anywhere.
    pub bag: f32,
    /// Its different figures that the other has.
    pub figures: f32,
}

/// Compares two articles. Which comes first makes no difference.
#[must_use]
pub fn compare(one: &ComparedText, other: &ComparedText) -> Verdict {
    let (shorter, longer) = by_length(one, other);
    let (cover, head) = covered(shorter, longer);
    let (cover_of_longer, _) = covered(longer, shorter);
    let bag = share(&shorter.bag, &longer.bag);
    let figures = share(&shorter.figures, &longer.figures);
    let mut verdict = Verdict { kind: None, cover, cover_of_longer, head, bag, figures };
    if are_one_story(shorter, longer, &verdict) {
        verdict.kind = Some(kind(shorter, longer, &verdict));
    }
    verdict
}

/// Whether two articles are one story, as [`compare`] says, without measuring more than that takes.
#[must_use]
pub fn are_copies(one: &ComparedText, other: &ComparedText) -> bool {
    let (shorter, longer) = by_length(one, other);
    let figures = share(&shorter.figures, &longer.figures);
    if !may_be_one_story(shorter, longer, None, figures) {
        return false;
    }
    let bag = share(&shorter.bag, &longer.bag);
    if !may_be_one_story(shorter, longer, Some(bag), figures) {
        return false;
    }
    let (cover, head) = covered(shorter, longer);
    if cover < LEAST_COVER {
        return false;
    }
    let (cover_of_longer, _) = covered(longer, shorter);
    are_one_story(shorter, longer, &Verdict { kind: None, cover, cover_of_longer, head, bag, figures })
}

/// The shorter text first, and the same of two in whatever order they come.
fn by_length<'t>(one: &'t ComparedText, other: &'t ComparedText) -> (&'t ComparedText, &'t ComparedText) {
    let key = |text: &'t ComparedText| (text.words.len(), &text.words);
    if key(one) <= key(other) { (one, other) } else { (other, one) }
}

/// Whether two days are near enough for copies; an article without a day may be a copy of any.
#[must_use]
pub fn are_near(one: Option<i32>, other: Option<i32>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.abs_diff(other) <= MOST_DAYS.unsigned_abs())
}

/// The least cover of two articles that are one story.
const LEAST_COVER: f32 = 0.6;

/// Whether two articles can be one story, by all but what stands in which order; a bag that is not known hinders nothing.
fn may_be_one_story(shorter: &ComparedText, longer: &ComparedText, bag: Option<f32>, figures: f32) -> bool {
    let words = shorter.words.len();
    if words == 0 || !are_near(shorter.day, longer.day) || are_furniture(shorter, longer) {
        return false;
    }
    let (least_bag, least_figures) = match words {
        ..40 => (0.9, 1.0),
        40..150 => (0.45, 0.8),
        150..LONG => (0.45, 0.5),
        _ => (0.45, 0.4),
    };
    figures >= least_figures && bag.is_none_or(|bag| bag >= least_bag)
}

fn are_one_story(shorter: &ComparedText, longer: &ComparedText, it: &Verdict) -> bool {
    if it.cover < LEAST_COVER || !may_be_one_story(shorter, longer, Some(it.bag), it.figures) {
        return false;
    }
    if (shorter.day.is_none() || longer.day.is_none()) && it.cover < 0.95 {
        return false;
    }
    // The same form with other facts.
    if it.cover >= 0.8 && it.bag >= 0.9 && it.cover_of_longer >= 0.7 && it.figures < 0.75 {
        return false;
    }
    match shorter.words.len() {
        words @ ..40 => {
            let headline = share(&shorter.headline, &longer.headline);
            let says_what = words >= SHORTEST || !shorter.headline.is_empty();
            says_what && it.cover >= 0.9 && headline >= 0.5
        }
        40..150 => it.cover >= 0.8 || (it.cover >= 0.7 && it.head >= 0.2),
        _ => it.cover >= 0.8 || it.head >= 0.2,
    }
}

/// Words of a text from which it can be said whether it speaks of its headline.
const LONG: usize = 250;
/// Words of a text that holds several stories.
const SEVERAL: usize = 1500;

/// Whether what two texts share is what stands around stories on a page: their headlines differ, and they do not speak of
/// them.
fn are_furniture(shorter: &ComparedText, longer: &ComparedText) -> bool {
    let (fewer, more) = if shorter.headline.len() <= longer.headline.len() {
        (&shorter.headline, &longer.headline)
    } else {
        (&longer.headline, &shorter.headline)
    };
    if share(fewer, more) >= 0.5 {
        return false;
    }
    let unsaid = |text: &ComparedText| text.words.len() >= LONG && text.headline_told < 0.5;
    let alone = |text: &ComparedText| unsaid(text) && text.words.len() >= SEVERAL;
    alone(shorter) || alone(longer) || (unsaid(shorter) && unsaid(longer))
}

/// Whether the text does not speak of its headline. Such articles are joined with others of the same headline only.
#[must_use]
pub fn is_furniture(text: &ComparedText) -> bool {
    text.words.len() >= SEVERAL && text.headline_told < 0.5
}

fn kind(shorter: &ComparedText, longer: &ComparedText, it: &Verdict) -> Kind {
    if shorter.corrects != longer.corrects && it.cover_of_longer >= 0.5 {
        return Kind::Corrected;
    }
    if it.cover >= 0.97 && it.cover_of_longer >= 0.97 {
        return Kind::Same;
    }
    if it.cover >= 0.9 && it.cover_of_longer < 0.9 {
        return Kind::Cut;
    }
    Kind::Updated
}

/// How much of a text stands in runs of words that the other has, by weight: of all of it, and of its first three tenths.
fn covered(text: &ComparedText, other: &ComparedText) -> (f32, f32) {
    let run = text.run.min(other.run).min(text.words.len()).max(1);
    let end_of_head = text.words.len() * 3 / 10;
    let runs = other.runs();
    let (mut all, mut shared, mut head, mut shared_head) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut until = 0;
    for at in 0..text.words.len() {
        if text.words.get(at..at + run).is_some_and(|words| runs.contains(&run_hash(words))) {
            until = at + run;
        }
        let weight = u32::from(text.weights[at]);
        let is_shared = at < until;
        all += weight;
        shared += if is_shared { weight } else { 0 };
        if at < end_of_head {
            head += weight;
            shared_head += if is_shared { weight } else { 0 };
        }
    }
    let part = |shared: u32, all: u32| if all == 0 { 0.0 } else { shared as f32 / all as f32 };
    (part(shared, all), part(shared_head, head))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A report of so many sentences of invented words; the same number tells the same sentence.
    fn report(sentences: impl IntoIterator<Item = usize>) -> String {
        let syllables =
            ["bar", "con", "del", "fir", "gan", "hol", "jor", "kem", "lun", "mis", "nor", "pel", "rud"];
        let word = |at: usize| -> String {
            [at, at / 13, at / 169].into_iter().map(|it| syllables[it % syllables.len()]).collect()
        };
        let sentence = |at: usize| {
            let words: Vec<String> = (0..14).map(|step| word(at * 151 + step * 37)).collect();
            format!("The {}. ", words.join(" "))
        };
        sentences.into_iter().map(sentence).collect()
    }

    fn read(title: &str, body: &str, day: i32) -> ComparedText {
        ComparedText::new(title, body, Some(day))
    }

    fn kind_of(one: &str, other: &str) -> Option<Kind> {
        compare(&read("Harbour market", one, 1), &read("Harbour market", other, 2)).kind
    }

    #[test]
    fn what_an_article_is_to_another_of_its_story() {
        let whole = report(0..30);
        assert_eq!(kind_of(&whole, &whole), Some(Kind::Same));
        assert_eq!(kind_of(&whole, &whole.to_uppercase()), Some(Kind::Same));
        assert_eq!(kind_of(&whole, &report(0..12)), Some(Kind::Cut));
        assert_eq!(kind_of(&whole, &report((0..22).chain(70..78))), Some(Kind::Updated));
        assert_eq!(kind_of(&whole, &format!("(Corrects the name) {whole}")), Some(Kind::Corrected));
        assert_eq!(kind_of(&whole, &report(100..130)), None);
    }

    #[test]
    fn a_passage_in_common_is_no_copy() {
        // The tail of one stands in the other.
        assert_eq!(kind_of(&report(0..30), &report((50..62).chain(22..30))), None);
    }

    #[test]
    fn copies_are_near_in_time() {
        let text = report(0..30);
        let at = |day: Option<i32>| ComparedText::new("Harbour market", &text, day);
        assert!(compare(&at(Some(1)), &at(Some(9))).kind.is_some());
        assert!(compare(&at(Some(1)), &at(Some(10))).kind.is_none());
        assert!(compare(&at(Some(1)), &at(None)).kind.is_some());
        let longer = ComparedText::new("Harbour market", &report((0..24).chain(80..86)), Some(1));
        assert!(compare(&at(None), &longer).kind.is_none(), "without a day only the same and cuts");
    }

    #[test]
    fn the_same_form_with_other_figures_is_another_report() {
        let form = |sum: u32, rate: u32| {
            let filler = "The bank said that the operation is meant to hold the rate near its target. ";
            format!(
                "The bank added {sum} million crowns for {} days at {rate} percent. {}",
                rate + 3,
                filler.repeat(3)
            )
        };
        assert_eq!(kind_of(&form(200, 4), &form(350, 6)), None);
    }

    #[test]
    fn a_page_of_other_stories_is_no_copy_of_another() {
        let page = report(0..110);
        let titled = |title: &str| read(title, &page, 1);
        let (one, other) =
            (titled("Glacier dispute reaches parliament"), titled("Violin makers celebrate anniversary"));
        assert!(is_furniture(&one) && compare(&one, &other).kind.is_none());
        assert!(compare(&one, &one).kind.is_some(), "the same headline as well");
        let told = format!("{page} The harbour market opens.");
        assert!(!is_furniture(&read("Harbour market", &told, 1)));
    }

    #[test]
    fn a_short_text_needs_its_headline_too() {
        let text =
            "Nothing is known about the fire at the orchard, the station said, and nobody was seen there.";
        let titled = |title: &str| read(title, text, 1);
        assert!(compare(&titled("Orchard burning"), &titled("Burning orchard")).kind.is_some());
        assert!(compare(&titled("Orchard burning"), &titled("Midday summary")).kind.is_none());
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_compared_in_longer_runs() {
        let sentence = |at: u32| -> String {
            (0..20).filter_map(|step| char::from_u32(0x4e00 + (at * 131 + step * step * 17) % 3000)).collect()
        };
        let text = |range: std::ops::Range<u32>| range.map(sentence).collect::<Vec<_>>().join("。");
        assert_eq!(kind_of(&text(0..20), &text(0..9)), Some(Kind::Cut));
        assert_eq!(kind_of(&text(0..20), &text(40..60)), None);
    }

    proptest! {
        #[test]
        fn the_order_of_two_articles_makes_no_difference(
            one in prop::collection::vec(0usize..12, 0..12),
            other in prop::collection::vec(0usize..12, 0..12),
            days in (prop::option::of(0..12), prop::option::of(0..12)),
        ) {
            let one = ComparedText::new("Harbour", &report(one), days.0);
            let other = ComparedText::new("Market day", &report(other), days.1);
            let verdict = compare(&one, &other);
            prop_assert_eq!(are_copies(&one, &other), verdict.kind.is_some());
            prop_assert_eq!(verdict, compare(&other, &one));
        }
    }
}
