//! Queries made up over a given vocabulary: every operator, nested to a given depth.

use newsgrep::analysis::Words;
use newsgrep::analysis::plain;
use newsgrep::date::{Day, DayRange};
use newsgrep::field::{Field, FieldKind};
use newsgrep::query::{
    Distance, EditDistance, FieldClause, FilterOperator, NamePattern, NameWord, PairOperator, Query, SaidBy,
    Scope, SpanQuery, Wildcard, WildcardPart, Word,
};
use proptest::prelude::*;
use proptest::sample::select;

/// What the queries speak of. None of the lists may be empty, and every word and
/// name must be one that a text can hold.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    /// Words as they are written.
    pub(crate) words: Vec<String>,
    /// Names of speakers, sources and authors as they are written.
    pub(crate) names: Vec<String>,
    /// Days of publication.
    pub(crate) days: Vec<Day>,
}

/// The deepest nesting of operators.
const DEPTH: u32 = 4;

/// Any query over the vocabulary, in canonical form.
pub(crate) fn arbitrary_query(vocabulary: &Vocabulary) -> BoxedStrategy<Query> {
    let leaf = prop_oneof![
        6 => arbitrary_span(vocabulary).prop_map(Query::Span),
        2 => arbitrary_clause(vocabulary).prop_map(Query::Field),
        1 => Just(Query::All),
    ];
    let names = arbitrary_name(vocabulary);
    leaf.prop_recursive(DEPTH, 24, 3, move |inner| {
        let many = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            3 => many.clone().prop_map(Query::And),
            3 => many.prop_map(Query::Or),
            2 => inner.clone().prop_map(|inner| Query::Not(Box::new(inner))),
            2 => (arbitrary_scope(names.clone()), inner)
                .prop_map(|(scope, content)| Query::Scope(scope, Box::new(content))),
        ]
    })
    .prop_map(Query::canonical)
    .boxed()
}

/// Any span expression over the vocabulary.
pub(crate) fn arbitrary_span(vocabulary: &Vocabulary) -> BoxedStrategy<SpanQuery> {
    let word = arbitrary_word(vocabulary);
    let among_others = prop_oneof![12 => word.clone(), 1 => Just(Word::Any)];
    let leaf = prop_oneof![
        5 => word.clone().prop_map(SpanQuery::Word),
        3 => prop::collection::vec(among_others, 2..4).prop_map(SpanQuery::Phrase),
        2 => (prop::collection::vec(word, 2..4), 0u32..8)
            .prop_map(|(words, slop)| SpanQuery::Window { words, slop }),
    ];
    let names = arbitrary_name(vocabulary);
    leaf.prop_recursive(DEPTH, 16, 3, move |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            6 => (arbitrary_pair(), boxed.clone(), boxed.clone())
                .prop_map(|(operator, left, right)| SpanQuery::Pair { operator, left, right }),
            2 => (arbitrary_filter(), boxed.clone())
                .prop_map(|(operator, inner)| SpanQuery::Filter { operator, inner }),
            2 => prop::collection::vec(inner, 2..4).prop_map(SpanQuery::Or),
            2 => (arbitrary_scope(names.clone()), boxed)
                .prop_map(|(scope, content)| SpanQuery::Scope(scope, content)),
        ]
    })
    .boxed()
}

/// Any word of the vocabulary, with any mark: also misspelt, and as a pattern.
pub(crate) fn arbitrary_word(vocabulary: &Vocabulary) -> BoxedStrategy<Word> {
    let written = select(vocabulary.words.clone());
    let folded = written.clone().prop_map(|word| plain(&word).into_owned());
    prop_oneof![
        6 => folded.clone().prop_map(Word::Stem),
        2 => folded.clone().prop_map(Word::Plain),
        2 => written.prop_map(Word::Written),
        2 => (folded.clone(), any::<prop::sample::Index>(), 0u8..=EditDistance::MAX).prop_map(|(word, cut, edits)| {
            let distance = EditDistance::new(edits).expect("at most the largest");
            Word::Fuzzy(misspelt(&word, cut), distance)
        }),
        1 => folded.clone().prop_map(Word::Variants),
        2 => (folded, any::<prop::sample::Index>(), 0u8..4).prop_map(|(word, cut, kind)| pattern(&word, cut, kind)),
    ]
    .boxed()
}

/// The word without one of its letters, when it has more than one of them.
fn misspelt(word: &str, at: prop::sample::Index) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() > 1 && letters.iter().all(|c| c.is_alphabetic()) {
        letters.remove(at.index(letters.len()));
    }
    letters.into_iter().collect()
}

fn pattern(word: &str, at: prop::sample::Index, kind: u8) -> Word {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 2 || !letters.iter().all(|c| c.is_alphabetic()) {
        return Word::Plain(word.to_owned());
    }
    let cut = 1 + at.index(letters.len() - 1);
    let text = |part: &[char]| WildcardPart::Text(part.iter().collect());
    let (before, behind) = letters.split_at(cut);
    let parts = match kind {
        0 => vec![text(before), WildcardPart::Run],
        1 => vec![WildcardPart::Run, text(behind)],
        2 => vec![WildcardPart::One, text(&letters[1..])],
        _ => vec![text(before), WildcardPart::Run, text(behind)],
    };
    Word::Wildcard(Wildcard { parts })
}

fn arbitrary_distance() -> impl Strategy<Value = Distance> + Clone {
    prop_oneof![
        4 => (0u32..12).prop_map(Distance::Tokens),
        1 => Just(Distance::Sentence),
        1 => Just(Distance::Paragraph),
    ]
}

fn arbitrary_pair() -> impl Strategy<Value = PairOperator> {
    prop_oneof![
        1 => arbitrary_distance().prop_map(PairOperator::Near),
        1 => arbitrary_distance().prop_map(PairOperator::Pre),
        1 => arbitrary_distance().prop_map(PairOperator::NotNear),
    ]
}

fn arbitrary_filter() -> impl Strategy<Value = FilterOperator> {
    prop_oneof![
        1 => (0u32..40).prop_map(FilterOperator::First),
        1 => (0u32..4).prop_map(FilterOperator::AtLeast),
    ]
}

fn arbitrary_scope(name: BoxedStrategy<NamePattern>) -> impl Strategy<Value = Scope> {
    prop_oneof![
        2 => Just(Scope::Title),
        2 => Just(Scope::Body),
        1 => Just(Scope::Lead),
        1 => Just(Scope::Quote),
        2 => name.prop_map(|name| Scope::Said(SaidBy::Name(name))),
        1 => Just(Scope::Said(SaidBy::Anyone)),
        1 => Just(Scope::Said(SaidBy::Unknown)),
    ]
}

/// A name, or its last word alone, as a query asks for it.
fn arbitrary_name(vocabulary: &Vocabulary) -> BoxedStrategy<NamePattern> {
    (select(vocabulary.names.clone()), any::<bool>(), 0..8u8)
        .prop_map(|(name, whole, marks)| {
            let words: Vec<String> =
                Words::new(&name).map(|span| plain(span.of(&name)).into_owned()).collect();
            let first = if whole { 0 } else { words.len() - 1 };
            match marks {
                0 => NamePattern::Plain(words),
                1 => NamePattern::Written(Words::new(&name).map(|it| it.of(&name).to_owned()).collect()),
                2 => NamePattern::Words(vec![NameWord::Variants(words[words.len() - 1].clone())]),
                3 => {
                    let word = words[words.len() - 1].clone();
                    let edits = EditDistance::for_letters(word.chars().count());
                    NamePattern::Words(vec![NameWord::Fuzzy(word, edits)])
                }
                _ => NamePattern::of_words(words[first..].to_vec()),
            }
        })
        .boxed()
}

fn arbitrary_clause(vocabulary: &Vocabulary) -> impl Strategy<Value = FieldClause> + use<> {
    let name = arbitrary_name(vocabulary);
    let days = select(vocabulary.days.clone());
    let range = (days.clone(), days, 0..4).prop_map(|(one, two, kind)| {
        let (from, to) = (one.min(two), one.max(two));
        match kind {
            0 => DayRange::new(Some(from), None),
            1 => DayRange::new(None, Some(to)),
            2 => DayRange::new(Some(from), Some(from)),
            _ => DayRange::new(Some(from), Some(to)),
        }
        .expect("the ends are in order")
    });
    let of_kind = |kinds: &[FieldKind]| {
        let fields: Vec<Field> = Field::all().filter(|field| kinds.contains(&field.kind())).collect();
        select(fields)
    };
    let unknown = of_kind(&[FieldKind::Name, FieldKind::Day, FieldKind::Code]);
    let (names, days) = (of_kind(&[FieldKind::Name]), of_kind(&[FieldKind::Day]));
    prop_oneof![
        4 => (days, range).prop_map(|(field, range)| FieldClause::Day(field, range)),
        5 => (names, name).prop_map(|(field, name)| FieldClause::Name(field, name)),
        1 => select(vec!["en", "de"]).prop_map(|code| FieldClause::Exact(Field::Language, code.to_owned())),
        1 => select(vec!["*", "2025/*", "a b/*.txt", "?"]).prop_map(|glob| FieldClause::Glob(Field::Path, glob.to_owned())),
        1 => select(vec!["a-1", "https://example.org/a?b=c", "unknown"])
            .prop_map(|id| FieldClause::Exact(Field::Id, id.to_owned())),
        2 => unknown.prop_map(FieldClause::Unknown),
    ]
}
