//! Every rule of the query language, on examples worked out by hand that both engines are asked.

use std::panic::Location;

use newsgrep::article::{
    Article, ArticleId, Found, FoundBy, Language, Origin, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use newsgrep::date::{Dating, Day, DayRange};
use newsgrep::evidence::reference::{Definition, ReferenceEngine};
use newsgrep::field::Field;
use newsgrep::query::{
    Distance, EditDistance, FieldClause, FilterOperator, NamePattern, PairOperator, Query, SaidBy, Scope,
    SpanQuery, Wildcard, WildcardPart, Word,
};
use newsgrep::search::{Engine, Evidence, IndirectSpeech, PageLimit, SearchRequest, TextField, Variants};
use newsgrep::span::ByteSpan;

use crate::support::articles::articles;
use crate::support::engines;
use crate::support::generate::Generator;

// Articles to ask.

fn article(title: &str, body: &str) -> Article {
    Article {
        title: (!title.is_empty()).then(|| Found::new(title.to_owned(), FoundBy::Given)),
        body: body.to_owned(),
        origins: vec![Origin { path: "2025/11/one.html".to_owned(), record: None }],
        ..Article::new(ArticleId::new("one").expect("not blank"))
    }
}

/// An article whose body marks each quotation and its speaker: `“words”[name]`, `“words”[]` when
/// nobody knows, `“words”[indirect name]` for reported speech. The brackets are taken out.
fn quoting(title: &str, marked: &str) -> Article {
    let mut quotations = Vec::new();
    let mut body = String::new();
    let mut open = 0;
    let mut letters = marked.chars();
    while let Some(c) = letters.next() {
        match c {
            '[' => {
                let name: String = letters.by_ref().take_while(|c| *c != ']').collect();
                let (kind, name) = match name.strip_prefix("indirect ") {
                    Some(name) => (QuotationKind::Indirect, name),
                    None => (QuotationKind::Direct, name.as_str()),
                };
                quotations.push((open, body.len(), kind, name.to_owned()));
            }
            '“' => {
                open = body.len();
                body.push(c);
            }
            _ => body.push(c),
        }
    }
    let quotations = quotations.into_iter().map(|(start, end, kind, name)| Quotation {
        span: ByteSpan::in_text(&body, start, end).expect("counted while reading"),
        kind,
        speaker: (!name.is_empty()).then_some(Speaker { name, kind: SpeakerKind::Person, role: None }),
        mention: None,
        cue: None,
        confidence: 1.0,
    });
    Article { quotations: quotations.collect(), ..article(title, &body) }
}

// Queries, as they would be typed.

fn stem(plain: &str) -> SpanQuery {
    SpanQuery::Word(Word::Stem(plain.to_owned()))
}

fn plain(plain: &str) -> SpanQuery {
    SpanQuery::Word(Word::Plain(plain.to_owned()))
}

fn written(written: &str) -> SpanQuery {
    SpanQuery::Word(Word::Written(written.to_owned()))
}

fn fuzzy(plain: &str, edits: u8) -> SpanQuery {
    SpanQuery::Word(Word::Fuzzy(plain.to_owned(), EditDistance::new(edits).expect("0, 1 or 2")))
}

fn wildcard_of(pattern: &str) -> Word {
    let mut parts: Vec<WildcardPart> = Vec::new();
    for c in pattern.chars() {
        match (c, parts.last_mut()) {
            ('*', _) => parts.push(WildcardPart::Run),
            ('?', _) => parts.push(WildcardPart::One),
            (_, Some(WildcardPart::Text(text))) => text.push(c),
            (_, _) => parts.push(WildcardPart::Text(c.to_string())),
        }
    }
    Word::Wildcard(Wildcard { parts })
}

fn wildcard(pattern: &str) -> SpanQuery {
    SpanQuery::Word(wildcard_of(pattern))
}

fn words(text: &str) -> Vec<Word> {
    text.split(' ').map(|word| if word == "*" { Word::Any } else { Word::Stem(word.to_owned()) }).collect()
}

fn phrase(text: &str) -> SpanQuery {
    SpanQuery::Phrase(words(text))
}

fn window(text: &str, slop: u32) -> SpanQuery {
    SpanQuery::Window { words: words(text), slop }
}

fn near_at(left: SpanQuery, right: SpanQuery, distance: Distance) -> SpanQuery {
    SpanQuery::Pair { operator: PairOperator::Near(distance), left: Box::new(left), right: Box::new(right) }
}

fn near(left: SpanQuery, most: u32, right: SpanQuery) -> SpanQuery {
    near_at(left, right, Distance::Tokens(most))
}

fn pre_at(left: SpanQuery, right: SpanQuery, distance: Distance) -> SpanQuery {
    SpanQuery::Pair { operator: PairOperator::Pre(distance), left: Box::new(left), right: Box::new(right) }
}

fn pre(left: SpanQuery, most: u32, right: SpanQuery) -> SpanQuery {
    pre_at(left, right, Distance::Tokens(most))
}

fn not_near_at(left: SpanQuery, right: SpanQuery, distance: Distance) -> SpanQuery {
    SpanQuery::Pair {
        operator: PairOperator::NotNear(distance),
        left: Box::new(left),
        right: Box::new(right),
    }
}

fn not_near(left: SpanQuery, most: u32, right: SpanQuery) -> SpanQuery {
    not_near_at(left, right, Distance::Tokens(most))
}

fn first(within: u32, inner: SpanQuery) -> SpanQuery {
    SpanQuery::Filter { operator: FilterOperator::First(within), inner: Box::new(inner) }
}

fn at_least(count: u32, inner: SpanQuery) -> SpanQuery {
    SpanQuery::Filter { operator: FilterOperator::AtLeast(count), inner: Box::new(inner) }
}

fn any_of<const N: usize>(parts: [SpanQuery; N]) -> SpanQuery {
    SpanQuery::Or(parts.into())
}

fn within(scope: Scope, inner: SpanQuery) -> SpanQuery {
    SpanQuery::Scope(scope, Box::new(inner))
}

fn asked(scope: Scope, content: Query) -> Query {
    Query::Scope(scope, Box::new(content))
}

fn name(words: &str) -> NamePattern {
    NamePattern::of_words(words.split(' ').map(str::to_owned).collect())
}

fn said(who: &str) -> Scope {
    Scope::Said(match who {
        "*" => SaidBy::Anyone,
        "?" => SaidBy::Unknown,
        _ => SaidBy::Name(name(who)),
    })
}

fn not(part: Query) -> Query {
    Query::Not(Box::new(part))
}

fn span(span: SpanQuery) -> Query {
    Query::Span(span)
}

fn and<const N: usize>(parts: [Query; N]) -> Query {
    Query::And(parts.into())
}

fn or<const N: usize>(parts: [Query; N]) -> Query {
    Query::Or(parts.into())
}

// What is expected: the text of each piece of evidence in order, those of the title first and
// after a `title:`; nothing at all for no hit.

/// An article, a query that it is asked, and the evidence it must give.
struct Case {
    article: Article,
    query: Query,
    expected: Option<Vec<String>>,
    written_at: &'static Location<'static>,
}

/// The cases of one rule. Their articles make one collection, of which each query is asked.
#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    #[track_caller]
    fn check_query(&mut self, article: &Article, query: &Query, expected: Option<&[&str]>) {
        let id = ArticleId::new(&format!("case-{}", self.0.len())).expect("not blank");
        self.0.push(Case {
            article: Article { id, ..article.clone() },
            query: query.clone(),
            expected: expected.map(|texts| texts.iter().map(|it| (*it).to_owned()).collect()),
            written_at: Location::caller(),
        });
    }

    #[track_caller]
    fn check(&mut self, body: &str, query: SpanQuery, expected: &[&str]) {
        self.check_query(&article("", body), &span(query), (!expected.is_empty()).then_some(expected));
    }

    /// Whether the article satisfies a clause, for which there is no evidence.
    #[track_caller]
    fn check_clause(&mut self, article: &Article, clause: FieldClause, expected: bool) {
        self.check_query(article, &Query::Field(clause), expected.then_some(&[]));
    }

    /// Asks an engine for every case.
    fn ask(&self, name: &str, engine: &dyn Engine) {
        for case in &self.0 {
            let mut request = SearchRequest::new(case.query.clone());
            request.limit = PageLimit::All;
            request.variants = Variants::Off;
            let page = engine.search(&request).unwrap();
            let hit = page.hits.iter().find(|hit| hit.id == case.article.id);
            let shown = |it: &Evidence| match it.field {
                TextField::Title => format!("title:{}", it.text),
                TextField::Body => it.text.clone(),
            };
            let seen: Option<Vec<String>> = hit.map(|hit| hit.spans.iter().map(shown).collect());
            assert_eq!(seen, case.expected, "{name}, {}: {:?}", case.written_at, case.query);
        }
    }
}

/// Asks both engines for the cases that `collect` writes down.
fn rule(collect: impl FnOnce(&mut Cases)) {
    let mut cases = Cases::default();
    collect(&mut cases);
    let articles: Vec<Article> = cases.0.iter().map(|case| case.article.clone()).collect();
    let dir = tempfile::tempdir().unwrap();
    cases.ask("the definition", &ReferenceEngine::new(&articles));
    cases.ask("the index", &engines::index(dir.path(), &articles, 1).unwrap());
}

#[test]
fn a_word_finds_what_its_mark_says() {
    rule(|ask| {
        let body = "Ceasefires hold. A ceasefire, the CEASEFIRE: ceasefire’s end";
        ask.check(body, stem("ceasefire"), &["Ceasefires", "ceasefire", "CEASEFIRE", "ceasefire"]);
        ask.check(body, plain("ceasefire"), &["ceasefire", "CEASEFIRE", "ceasefire"]);
        ask.check(body, written("CEASEFIRE"), &["CEASEFIRE"]);
        ask.check(body, stem("truce"), &[]);
        ask.check("Łódź lodz Łodz", plain("lodz"), &["Łódź", "lodz", "Łodz"]);
        ask.check("U.S. us US O’Brien’s", plain("us"), &["U.S", "us", "US"]);
        ask.check("U.S. us US O’Brien’s", stem("obrien"), &["O’Brien"]);
    });
}

#[test]
fn a_word_without_spaces_around_it_is_a_phrase_of_its_characters() {
    rule(|ask| {
        let run = |text: &str| {
            let words = text.chars().map(|c| Word::Stem(c.to_string())).collect();
            SpanQuery::Phrase(words)
        };
        ask.check("双方同意停火。停火明天开始", run("停火"), &["停火", "停火"]);
        ask.check("火停了", run("停火"), &[]);
        ask.check("市長はガスを止めた", stem("ス"), &["ス"]);
        ask.check("市長はガスを止めた", stem("カ"), &[]);
        ask.check("город Йошкар-Ола", plain("йошкар"), &["Йошкар"]);
        ask.check("город Йошкар-Ола", plain("иошкар"), &[]);
        ask.check("عام ٢٠٢٥", plain("2025"), &["٢٠٢٥"]);
    });
}

#[test]
fn a_word_is_stemmed_by_each_articles_own_stemmer() {
    rule(|ask| {
        let mut german = article("", "Die Verhandlungen beginnen");
        german.language = Found::new(Language::from_tag("de").expect("a tag"), FoundBy::Given);
        ask.check_query(&german, &span(stem("verhandlung")), Some(&["Verhandlungen"]));
        german.language = Found::new(Language::ENGLISH, FoundBy::Given);
        ask.check_query(&german, &span(stem("verhandlung")), None);
    });
}

#[test]
fn fuzzy_words_count_edits_as_optimal_string_alignment() {
    rule(|ask| {
        ask.check(
            "Zelensky Zelenskyy Zelenskiy Zelenski",
            fuzzy("zelensky", 1),
            &["Zelensky", "Zelenskyy", "Zelenskiy", "Zelenski"],
        );
        ask.check("Zelensky Zelenskyj Selenskyj", fuzzy("zelensky", 1), &["Zelensky", "Zelenskyj"]);
        ask.check("teh the tech", fuzzy("the", 0), &["the"]);
        ask.check("teh the tech", fuzzy("the", 1), &["teh", "the"]);
    });
}

#[test]
fn wildcards_fit_whole_plain_forms() {
    rule(|ask| {
        let body = "Kyiv, Kiev; organise organize organ Hamburg Burg O'Brien 3.5";
        ask.check(body, wildcard("?yiv"), &["Kyiv"]);
        ask.check(body, wildcard("k*v"), &["Kyiv", "Kiev"]);
        ask.check(body, wildcard("organi?e"), &["organise", "organize"]);
        ask.check(body, wildcard("organ*"), &["organise", "organize", "organ"]);
        ask.check(body, wildcard("*burg"), &["Hamburg", "Burg"]);
        ask.check(body, wildcard("?burg"), &[]);
        ask.check(body, wildcard("ob*"), &["O'Brien"]);
        ask.check(body, wildcard("*a*i*e"), &["organise", "organize"]);
        ask.check(body, wildcard("3.*"), &["3.5"]);
    });
}

#[test]
fn a_phrase_is_one_leaf_and_passes_over_sentences() {
    rule(|ask| {
        ask.check("The last Ukrainian. Plan", phrase("last ukrainian"), &["last Ukrainian"]);
        ask.check("The last Ukrainian. Plan", phrase("ukrainian plan"), &["Ukrainian. Plan"]);
        ask.check("One peace.\n\nPlan two", phrase("peace plan"), &["peace.\n\nPlan"]);
        ask.check("The last big Ukrainian", phrase("last ukrainian"), &[]);
        ask.check("the peace plan, the new plan", phrase("the * plan"), &["the peace plan", "the new plan"]);
        ask.check("a plan", phrase("plan *"), &[]);
        ask.check("war war war", phrase("war war"), &["war war", "war war"]);
        let marked = SpanQuery::Phrase(vec![wildcard_of("last*"), Word::Written("Ukrainian".to_owned())]);
        ask.check("lasting Ukrainian last ukrainian", marked, &["lasting Ukrainian"]);
    });
}

#[test]
fn a_phrase_never_runs_from_the_title_into_the_body() {
    rule(|ask| {
        let it = article("A peace", "plan for peace");
        ask.check_query(&it, &span(phrase("peace plan")), None);
        ask.check_query(&it, &span(near(stem("plan"), 9, stem("for"))), Some(&["plan", "for"]));
        ask.check_query(&it, &span(stem("peace")), Some(&["title:peace", "peace"]));
    });
}

#[test]
fn a_window_gives_each_word_a_place_of_its_own() {
    rule(|ask| {
        ask.check("plan for peace", window("peace plan", 1), &["plan", "peace"]);
        ask.check("plan for peace", window("peace plan", 0), &[]);
        ask.check("peace", window("peace peace", 5), &[]);
        ask.check("peace x peace", window("peace peace", 1), &["peace", "peace"]);
        // Of three words, only the tokens that are none of the chosen ones count.
        ask.check("a b c d", window("a c d", 1), &["a", "c", "d"]);
        ask.check("a x b c d", window("a c d", 1), &[]);
        ask.check(
            "a b x",
            SpanQuery::Window { words: vec![Word::Any, Word::Stem("b".into())], slop: 0 },
            &["a", "b", "x"],
        );
    });
}

#[test]
fn near_asks_for_the_tokens_between() {
    rule(|ask| {
        ask.check("a x x b", near(stem("a"), 2, stem("b")), &["a", "b"]);
        ask.check("a x x b", near(stem("a"), 1, stem("b")), &[]);
        ask.check("b. a", near(stem("a"), 0, stem("b")), &["b", "a"]);
        ask.check("a a b", near(stem("a"), 0, stem("b")), &["a", "b"]);
        ask.check("a", near(stem("a"), 5, stem("a")), &[]);
        ask.check("a a", near(stem("a"), 0, stem("a")), &["a", "a"]);
        ask.check("peace plan x", near(phrase("peace plan"), 3, stem("plan")), &[]);
        ask.check("far a x x x x a b", near(stem("a"), 1, stem("b")), &["a", "b"]);
    });
}

#[test]
fn pre_asks_for_the_order_too() {
    rule(|ask| {
        ask.check("b a b", pre(stem("a"), 3, stem("b")), &["a", "b"]);
        ask.check("b a", pre(stem("a"), 3, stem("b")), &[]);
        ask.check("b a", pre_at(stem("a"), stem("b"), Distance::Sentence), &[]);
        ask.check("a b", pre_at(stem("a"), stem("b"), Distance::Paragraph), &["a", "b"]);
    });
}

#[test]
fn the_interval_of_a_near_covers_both() {
    rule(|ask| {
        // `a … b` covers three tokens, and d is one token from its end.
        ask.check("a x b y d", near(near(stem("a"), 1, stem("b")), 1, stem("d")), &["a", "b", "d"]);
        // From the a before c, b is too far; the pair that covers c overlaps it.
        ask.check("a c b", near(near(stem("a"), 1, stem("b")), 5, stem("c")), &[]);
        // Only the pair that is close enough to d is evidence.
        ask.check("a b x x x a b d", near(near(stem("a"), 0, stem("b")), 0, stem("d")), &["a", "b", "d"]);
        // The same interval in two ways marks the words of both.
        let either = any_of([phrase("a b"), near(stem("a"), 0, stem("b"))]);
        ask.check("a b d", near(either, 0, stem("d")), &["a", "a b", "b", "d"]);
    });
}

#[test]
fn sentences_and_paragraphs_hold_the_whole_of_both() {
    rule(|ask| {
        let body = "One a here. Then b.\n\nOf c it is.";
        ask.check(body, near_at(stem("one"), stem("here"), Distance::Sentence), &["One", "here"]);
        ask.check(body, near_at(stem("a"), stem("b"), Distance::Sentence), &[]);
        ask.check(body, near_at(stem("a"), stem("b"), Distance::Paragraph), &["a", "b"]);
        ask.check(body, near_at(stem("b"), stem("c"), Distance::Paragraph), &[]);
        // The phrase runs over the end of the sentence.
        ask.check(body, near_at(phrase("here then"), stem("b"), Distance::Sentence), &[]);
        ask.check(body, near_at(phrase("here then"), stem("b"), Distance::Paragraph), &["here. Then", "b"]);
    });
}

#[test]
fn not_near_leaves_out_what_stands_close() {
    rule(|ask| {
        ask.check("a x b x x x a", not_near(stem("a"), 1, stem("b")), &["a"]);
        ask.check("a x b", not_near(stem("a"), 1, stem("b")), &[]);
        ask.check("a x b", not_near(stem("a"), 0, stem("b")), &["a"]);
        ask.check("a x", not_near(stem("a"), 5, stem("b")), &["a"]);
        ask.check("The a came. Then b left.", not_near_at(stem("a"), stem("b"), Distance::Sentence), &["a"]);
        ask.check("The a came. Then b left.", not_near_at(stem("a"), stem("b"), Distance::Paragraph), &[]);
        // What overlaps is near, but an interval is not near itself.
        ask.check("peace plan", not_near(stem("peace"), 0, phrase("peace plan")), &[]);
        ask.check("peace plan", not_near(stem("peace"), 0, stem("peace")), &["peace"]);
        ask.check("peace peace x", not_near(stem("peace"), 0, stem("peace")), &[]);
        // An a over two sentences lies in none, so only what overlaps it is near.
        ask.check(
            "one peace. Plan b.",
            not_near_at(phrase("peace plan"), stem("b"), Distance::Sentence),
            &["peace. Plan"],
        );
        // In another region, nothing is near.
        ask.check_query(&article("b", "a"), &span(not_near(stem("a"), 9, stem("b"))), Some(&["a"]));
    });
}

#[test]
fn at_least_counts_different_intervals_of_title_and_body_together() {
    rule(|ask| {
        let it = article("War", "war and war");
        ask.check_query(&it, &span(at_least(3, stem("war"))), Some(&["title:War", "war", "war"]));
        ask.check_query(&it, &span(at_least(4, stem("war"))), None);
        ask.check_query(&it, &span(at_least(4, any_of([stem("war"), plain("war")]))), None);
        ask.check_query(
            &it,
            &span(at_least(3, any_of([stem("war"), phrase("and war")]))),
            Some(&["title:War", "war", "and war", "war"]),
        );
        ask.check_query(&it, &span(within(Scope::Body, at_least(3, stem("war")))), None);
        ask.check_query(
            &it,
            &span(at_least(3, within(Scope::Lead, stem("war")))),
            Some(&["title:War", "war", "war"]),
        );
        // Each pair of places is an interval.
        ask.check("a b a", at_least(2, near(stem("a"), 0, stem("b"))), &["a", "b", "a"]);
        ask.check("a b", near(at_least(2, stem("a")), 0, stem("b")), &[]);
    });
}

#[test]
fn at_least_in_a_scope_counts_over_its_regions_but_a_boolean_is_asked_of_one() {
    rule(|ask| {
        let it = quoting("", "“war one”[] and “war two”[]");
        let twice = at_least(2, stem("war"));
        ask.check_query(&it, &span(within(Scope::Quote, twice.clone())), Some(&["war", "war"]));
        ask.check_query(&it, &asked(Scope::Quote, and([span(twice), Query::All])), None);
    });
}

#[test]
fn first_counts_from_the_start_of_the_region() {
    rule(|ask| {
        ask.check("a b c b", first(2, stem("b")), &["b"]);
        ask.check("a b c b", first(1, stem("b")), &[]);
        ask.check("a b c b", first(2, phrase("b c")), &[]);
        ask.check("a b c b", first(3, phrase("b c")), &["b c"]);
        let it = quoting("b is here", "x x b “b x b”[]");
        ask.check_query(&it, &span(first(2, stem("b"))), None);
        ask.check_query(&it, &span(within(Scope::Title, first(2, stem("b")))), Some(&["title:b"]));
        ask.check_query(&it, &span(first(2, within(Scope::Title, stem("b")))), None);
        ask.check_query(&it, &span(within(Scope::Quote, first(2, stem("b")))), Some(&["b"]));
        ask.check_query(&it, &span(first(4, within(Scope::Quote, stem("b")))), Some(&["b"]));
        ask.check_query(&it, &span(within(Scope::Lead, first(3, stem("b")))), Some(&["title:b", "b"]));
    });
}

#[test]
fn scopes_keep_to_their_regions() {
    rule(|ask| {
        let it = article("Peace", "A peace here.\n\nThe peace there.");
        ask.check_query(&it, &span(within(Scope::Title, stem("peace"))), Some(&["title:Peace"]));
        ask.check_query(&it, &span(within(Scope::Body, stem("peace"))), Some(&["peace", "peace"]));
        ask.check_query(&it, &span(within(Scope::Lead, stem("peace"))), Some(&["title:Peace", "peace"]));
        ask.check_query(&it, &span(within(Scope::Quote, stem("peace"))), None);
        ask.check_query(&it, &span(within(Scope::Lead, phrase("here the"))), None);
        ask.check_query(&it, &span(phrase("here the")), Some(&["here.\n\nThe"]));
        // Nothing is in the title and the body at once.
        let both = near(within(Scope::Title, stem("peace")), 99, within(Scope::Body, stem("peace")));
        ask.check_query(&it, &span(both), None);
        // The regions of the inner scope are clipped to the outer one.
        ask.check_query(
            &it,
            &span(within(Scope::Body, within(Scope::Lead, stem("peace")))),
            Some(&["peace"]),
        );
        ask.check_query(&it, &span(within(Scope::Title, within(Scope::Body, stem("peace")))), None);
    });
}

#[test]
fn a_phrase_stays_within_one_quotation() {
    rule(|ask| {
        let it = quoting("", "“The peace” “plan failed” peace plan “a peace plan.\n\nIt is”[] x");
        let mut unmarked = it.clone();
        ask.check_query(&it, &span(within(Scope::Quote, phrase("peace plan"))), Some(&["peace plan"]));
        unmarked.quotations.clear();
        ask.check_query(&unmarked, &span(within(Scope::Quote, phrase("peace plan"))), None);
        let two = quoting("", "“The peace”[] “plan failed”[]");
        ask.check_query(&two, &span(within(Scope::Quote, phrase("peace plan"))), None);
        // Outside the scope, what was found in two quotations may be near.
        let both = near(within(Scope::Quote, stem("peace")), 0, within(Scope::Quote, stem("plan")));
        ask.check_query(&two, &span(both), Some(&["peace", "plan"]));
        // Clipped to the first paragraph, the quotation ends there.
        ask.check_query(&it, &span(within(Scope::Lead, within(Scope::Quote, phrase("plan it")))), None);
        ask.check_query(&it, &span(within(Scope::Quote, phrase("plan it"))), Some(&["plan.\n\nIt"]));
    });
}

#[test]
fn said_asks_whose_words_they_are() {
    rule(|ask| {
        let it =
            quoting("", "“war”[Vladimir Putin] “war now”[] “war plan”[Seán O'Brien] “war x”[indirect Putin]");
        ask.check_query(&it, &span(within(said("putin"), stem("war"))), Some(&["war"]));
        ask.check_query(&it, &span(within(said("putin"), stem("plan"))), None);
        ask.check_query(&it, &span(within(said("putin vladimir"), stem("war"))), Some(&["war"]));
        ask.check_query(&it, &span(within(said("putin obrien"), stem("war"))), None);
        ask.check_query(&it, &span(within(said("sean"), stem("plan"))), Some(&["plan"]));
        ask.check_query(&it, &span(within(said("put"), stem("war"))), None);
        ask.check_query(&it, &span(within(said("*"), stem("war"))), Some(&["war", "war"]));
        ask.check_query(
            &it,
            &span(within(said("?"), near(stem("war"), 0, stem("now")))),
            Some(&["war", "now"]),
        );
        ask.check_query(&it, &span(within(said("?"), stem("plan"))), None);
        ask.check_query(&it, &span(within(Scope::Quote, stem("x"))), None);
    });
}

#[test]
fn a_boolean_in_a_scope_is_asked_of_one_region_at_a_time() {
    rule(|ask| {
        let it = quoting("", "“war and peace”[] “war, plan”[]");
        let (war, peace, plan) = (span(stem("war")), span(stem("peace")), span(stem("plan")));
        ask.check_query(
            &it,
            &asked(Scope::Quote, and([war.clone(), peace.clone()])),
            Some(&["war", "peace"]),
        );
        ask.check_query(&it, &asked(Scope::Quote, and([peace.clone(), plan.clone()])), None);
        ask.check_query(&it, &asked(Scope::Quote, and([war.clone(), not(peace.clone())])), Some(&["war"]));
        ask.check_query(&it, &asked(Scope::Quote, not(war.clone())), None);
        ask.check_query(
            &it,
            &asked(Scope::Quote, or([peace, and([war, plan])])),
            Some(&["peace", "war", "plan"]),
        );
    });
}

#[test]
fn a_region_without_tokens_does_not_exist() {
    rule(|ask| {
        let it = quoting("", "words “…”[]");
        ask.check_query(&it, &asked(Scope::Quote, Query::All), None);
        ask.check_query(&it, &asked(Scope::Title, not(span(stem("war")))), None);
        ask.check_query(&it, &asked(Scope::Body, not(span(stem("war")))), Some(&[]));
        ask.check_query(
            &it,
            &asked(Scope::Quote, Query::Field(FieldClause::Exact(Field::Language, "en".into()))),
            None,
        );
        ask.check_query(
            &it,
            &asked(Scope::Body, Query::Field(FieldClause::Exact(Field::Language, "en".into()))),
            Some(&[]),
        );
        ask.check_query(&article("", ""), &not(span(stem("war"))), Some(&[]));
        ask.check_query(
            &article("", "* * *\n\nA war.\n\nA plan."),
            &span(within(Scope::Lead, stem("war"))),
            Some(&["war"]),
        );
    });
}

#[test]
fn evidence_is_what_was_needed() {
    rule(|ask| {
        let body = "peace plan. war x x x x x x peace";
        let it = article("", body);
        let (peace, war, gone) = (span(stem("peace")), span(stem("war")), span(stem("gone")));
        ask.check_query(&it, &and([peace.clone(), war.clone()]), Some(&["peace", "war", "peace"]));
        ask.check_query(&it, &and([peace.clone(), gone.clone()]), None);
        ask.check_query(&it, &or([war.clone(), gone.clone()]), Some(&["war"]));
        ask.check_query(&it, &and([war.clone(), not(gone.clone())]), Some(&["war"]));
        ask.check_query(&it, &not(gone.clone()), Some(&[]));
        ask.check_query(&it, &not(not(peace.clone())), Some(&[]));
        ask.check_query(&it, &Query::All, Some(&[]));
        // The part of an OR that does not hold marks nothing.
        ask.check_query(&it, &or([war.clone(), and([peace, gone])]), Some(&["war"]));
        ask.check(body, near(stem("peace"), 2, stem("war")), &["peace", "war"]);
        // The same span as evidence of two leaves is one span.
        ask.check_query(&it, &and([war.clone(), span(plain("war"))]), Some(&["war"]));
    });
}

#[test]
fn field_clauses_speak_of_the_article() {
    rule(|ask| {
        let day = |day| Day::new(2025, 11, day).expect("a day");
        let mut it = quoting("Title", "“war”[Vladimir Putin] “x”[indirect Merkel] words");
        for (field, expected) in [
            (Field::Date, true),
            (Field::Speaker, false),
            (Field::Source, true),
            (Field::Author, true),
            (Field::Language, false),
            (Field::Title, false),
        ] {
            ask.check_clause(&it, FieldClause::Unknown(field), expected);
        }
        ask.check_clause(&quoting("", "“…”[] x"), FieldClause::Unknown(Field::Speaker), true);
        ask.check_clause(&quoting("", "“y”[indirect ] x"), FieldClause::Unknown(Field::Speaker), false);
        let range = |from, to| FieldClause::Day(Field::Date, DayRange::new(from, to).expect("in order"));
        // An unknown day lies in no range.
        ask.check_clause(&it, range(None, None), false);
        it.dating = Some(Dating { day: day(27), instant: None, found: FoundBy::Given });
        it.names.set(Field::Source, Found::new("reuters.com".to_owned(), FoundBy::Given));
        it.names.set(Field::Author, Found::new("Anna Hill and Jörg Weiß".to_owned(), FoundBy::Given));
        ask.check_clause(&it, range(Some(day(27)), Some(day(27))), true);
        ask.check_clause(&it, range(Some(day(28)), None), false);
        let named = |field, words| FieldClause::Name(field, name(words));
        ask.check_clause(&it, named(Field::Speaker, "putin"), true);
        // Reported speech is no quotation.
        ask.check_clause(&it, named(Field::Speaker, "merkel"), false);
        ask.check_clause(&it, named(Field::Source, "reuters"), true);
        ask.check_clause(&it, named(Field::Source, "reuter"), false);
        ask.check_clause(&it, named(Field::Author, "weiss jorg"), true);
        let own_id = format!("case-{}", ask.0.len());
        ask.check_clause(&it, FieldClause::Exact(Field::Id, own_id), true);
        let other_id = format!("Case-{}", ask.0.len());
        ask.check_clause(&it, FieldClause::Exact(Field::Id, other_id), false);
        ask.check_clause(&it, FieldClause::Exact(Field::Language, "en".into()), true);
        ask.check_clause(&it, FieldClause::Exact(Field::Language, "e".into()), false);
        ask.check_clause(&it, FieldClause::Glob(Field::Path, "2025/*".into()), true);
        ask.check_clause(&it, FieldClause::Glob(Field::Path, "11/*".into()), false);
    });
}

#[test]
fn answers_are_the_same_each_time_and_hit_often() {
    let articles = articles(7, 15);
    let definition = Definition::new(&articles);
    let mut again = Generator::new(1, &articles);
    let mut hits = 0;
    let mut marked = 0;
    for (number, query) in std::iter::repeat_with({
        let mut generator = Generator::new(1, &articles);
        move || generator.query()
    })
    .take(500)
    .enumerate()
    {
        assert_eq!(query, again.query(), "query {number}");
        let answer = definition.answer(&query, Variants::Off, IndirectSpeech::Excluded);
        hits += usize::from(!answer.spans.is_empty());
        marked += usize::from(answer.occurrences() > 0);
    }
    assert!(hits > 250 && marked > 150, "of 500 queries {hits} hit and {marked} had evidence");
}

#[test]
fn generated_queries_know_every_operator() {
    let articles = articles(7, 15);
    let mut generator = Generator::new(2, &articles);
    let all: Vec<String> = (0..2000).map(|_| format!("{:?}", generator.query())).collect();
    for kind in [
        "And([",
        "Or([",
        "Not(",
        "All",
        "Span(Or([",
        "Field(Day(Date",
        "Field(Name(Speaker",
        "Field(Name(Source",
        "Field(Name(Author",
        "Field(Exact(Language",
        "Field(Exact(Id",
        "Field(Glob(Path",
        "Field(Unknown",
        "Stem(",
        "Plain(",
        "Written(",
        "Fuzzy(",
        "Wildcard(",
        "One",
        "Run",
        "Any",
        "Phrase(",
        "Window {",
        "Near(",
        "Pre(",
        "NotNear(",
        "First(",
        "AtLeast(",
        "Scope(Title",
        "Scope(Body",
        "Scope(Lead",
        "Scope(Quote",
        "Scope(Said(Name",
        "Scope(Said(Anyone",
        "Scope(Said(Unknown",
        "Tokens(",
        "(Sentence)",
        "(Paragraph)",
    ] {
        let with = all.iter().filter(|it| it.contains(kind)).count();
        // An OR is never a span expression at the top level.
        assert_eq!(with > 0, kind != "Span(Or([", "{kind} in {with} of 2000 queries");
    }
}
