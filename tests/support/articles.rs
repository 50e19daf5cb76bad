//! Small made-up articles in which generated queries hit often: few words, many inflections,
//! names, accents, capitals and numbers, quotations of known and unknown speakers.

use newsgrep::article::{
    Article, ArticleId, Found, FoundBy, Language, Origin, Quotation, QuotationKind, Speaker, SpeakerKind,
};
use newsgrep::date::{Dating, Day, Instant};
use newsgrep::field::Field;
use newsgrep::span::ByteSpan;

use super::random::Random;

const ENGLISH: [&str; 48] = [
    "the",
    "plan",
    "peace",
    "ceasefire",
    "talks",
    "Kremlin",
    "Europe",
    "said",
    "a",
    "war",
    "NATO",
    "plans",
    "negotiate",
    "negotiating",
    "negotiates",
    "negotiated",
    "Zelensky",
    "Zelenskyy",
    "Kyiv",
    "Kiev",
    "ceasefires",
    "peaceful",
    "Europe’s",
    "U.S.",
    "us",
    "US",
    "kremlin",
    "last",
    "lasting",
    "Ukrainian",
    "Ukrainians",
    "don’t",
    "O'Brien",
    "47,000",
    "3.5",
    "28-point",
    "Łódź",
    "Lodz",
    "café",
    "cafe",
    "organise",
    "organize",
    "organised",
    "teh",
    "war's",
    "cease\u{ad}fire",
    "x²",
    "Straße",
];

const GERMAN: [&str; 24] = [
    "der",
    "Plan",
    "Frieden",
    "Friedens",
    "Waffenruhe",
    "Kreml",
    "Europa",
    "Krieg",
    "Kriege",
    "die",
    "NATO",
    "verhandeln",
    "verhandelt",
    "Verhandlungen",
    "Zelensky",
    "Kyiv",
    "Straße",
    "Strasse",
    "Gespräche",
    "Gespräch",
    "plans",
    "peace",
    "ceasefires",
    "europäisch",
];

const FRENCH: [&str; 24] = [
    "le",
    "Plan",
    "plans",
    "l’État",
    "État",
    "etats",
    "ÉTATS",
    "l'Ukraine",
    "Ukraine",
    "d’Europe",
    "paix",
    "déclaré",
    "déclarées",
    "declare",
    "guerre",
    "guerres",
    "accordé",
    "accorde",
    "Kyiv",
    "NATO",
    "la",
    "qu’ils",
    "aujourd’hui",
    "l",
];

const SPEAKERS: [(&str, SpeakerKind); 7] = [
    ("Vladimir Putin", SpeakerKind::Person),
    ("Volodymyr Zelensky", SpeakerKind::Person),
    ("Putin", SpeakerKind::Person),
    ("Seán O'Brien", SpeakerKind::Person),
    ("U.S. State Department", SpeakerKind::Organisation),
    ("Ministry of Peace", SpeakerKind::Organisation),
    ("Maria Zelensky-Łódź", SpeakerKind::Person),
];

/// How every third article spells the second of the speakers.
const OTHER_SPELLING: &str = "Volodymyr Zelenskyy";

const SOURCES: [&str; 4] = ["Reuters", "The Kyiv Post", "reuters.com", "Łódź Daily"];
const SECTIONS: [&str; 3] = ["World", "World News", "Sport and Leisure"];
const AUTHORS: [&str; 3] = ["Anna Hill", "Hill and O'Brien", "Jörg Weiß"];

/// So many articles, always the same for the same seed.
pub(crate) fn articles(seed: u64, how_many: usize) -> Vec<Article> {
    let mut random = Random::new(seed);
    (0..how_many).map(|number| article(&mut random, number)).collect()
}

fn article(random: &mut Random, number: usize) -> Article {
    let language = *random.pick(&["en", "en", "en", "de", "pl", "fr", "xx"]);
    let vocabulary: &[&str] = match language {
        "de" => &GERMAN,
        "fr" => &FRENCH,
        _ => &ENGLISH,
    };
    let respell = number.is_multiple_of(3);
    let mut writer = Writer { random, vocabulary, respell, body: String::new(), quotations: Vec::new() };
    let title = writer.random.chance(80).then(|| {
        let mut title = String::new();
        let words = writer.random.between(1, 7);
        push_words(writer.random, vocabulary, words, &mut title);
        title
    });
    // An article has a title or a body; now and then only one of them.
    if title.is_none() || writer.random.chance(95) {
        writer.body();
    }
    let Writer { body, quotations, .. } = writer;
    let given = |it: &&str| Found::new((*it).to_owned(), FoundBy::Given);
    let places = (0..random.between(1, 2)).map(|place| Origin {
        path: format!("{}/{}/{number}.html", 2024 + place, random.pick(&["11", "12", "sport/11"])),
        record: random.chance(30).then_some(7),
    });
    let origins: Vec<Origin> = places.collect();
    let id = ArticleId::new(&format!("article-{number}")).expect("not blank");
    // These go by the number, so that they leave the rest as it is.
    let section =
        (!number.is_multiple_of(3)).then(|| (Field::Section, given(&SECTIONS[number % SECTIONS.len()])));
    let names = [
        section,
        random.chance(70).then(|| (Field::Author, given(random.pick(&AUTHORS)))),
        random.chance(80).then(|| (Field::Source, given(random.pick(&SOURCES)))),
    ];
    let dating = random.chance(85).then(|| {
        let day =
            Day::new(2025, *random.pick(&[10, 11]), i8::try_from(random.between(1, 30)).expect("small"))
                .expect("both months have thirty days");
        Dating { day, instant: instant_on(day, number), found: FoundBy::Given }
    });
    Article {
        origins,
        title: title.map(|title| Found::new(title, FoundBy::Given)),
        names: names.into_iter().flatten().collect(),
        dating,
        updated: dating.filter(|_| number % 4 == 1).and_then(|it| {
            let seconds = it.seconds() + 100_000;
            let day = Day::from_number(i32::try_from(seconds / 86_400).expect("small"))?;
            Some(Dating { day, instant: Instant::new(seconds, 0), ..it })
        }),
        language: Found::new(Language::from_tag(language).expect("two letters"), FoundBy::Given),
        quotations: quotations
            .into_iter()
            .map(|it| Quotation {
                span: ByteSpan::in_text(&body, it.start, it.end).expect("counted while writing"),
                kind: it.kind,
                speaker: it.speaker,
                mention: None,
                cue: None,
                confidence: 0.5,
            })
            .collect(),
        body,
        ..Article::new(id)
    }
}

/// An instant of that day on some clock, the same one for several articles; none for every third.
fn instant_on(day: Day, number: usize) -> Option<Instant> {
    let (hour, offset) = *[(0, 0), (3, 5 * 60 + 45), (22, -5 * 60), (12, 60)].get(number % 6)?;
    Instant::new(i64::from(day.number()) * 86_400 + hour * 3600 - i64::from(offset) * 60, offset)
}

struct Quoted {
    start: usize,
    end: usize,
    kind: QuotationKind,
    speaker: Option<Speaker>,
}

struct Writer<'r> {
    random: &'r mut Random,
    vocabulary: &'static [&'static str],
    respell: bool,
    body: String,
    quotations: Vec<Quoted>,
}

impl Writer<'_> {
    fn body(&mut self) {
        for paragraph in 0..self.random.between(1, 4) {
            if paragraph > 0 {
                self.body.push_str("\n\n");
            }
            // Something between paragraphs that is not one, having no words.
            if self.random.chance(8) {
                self.body.push_str("* * *\n\n");
            }
            for sentence in 0..self.random.between(1, 3) {
                if sentence > 0 {
                    self.body.push(' ');
                }
                match self.random.below(10) {
                    0..=4 => self.plain_sentence(),
                    5..=7 => self.direct_quotation(),
                    8 => self.indirect_with_partial(),
                    _ => self.empty_quotation(),
                }
            }
        }
        // In order of place, an outer one before those within it.
        self.quotations.sort_by_key(|it| (it.start, std::cmp::Reverse(it.end)));
    }

    fn words(&mut self, least: usize, most: usize) {
        let words = self.random.between(least, most);
        push_words(self.random, self.vocabulary, words, &mut self.body);
    }

    fn stop(&mut self) {
        self.body.push(*self.random.pick(&['.', '.', '!', '?']));
    }

    fn speaker(&mut self) -> Option<Speaker> {
        self.random.chance(70).then(|| {
            let (mut name, kind) = *self.random.pick_early(&SPEAKERS);
            if self.respell && name == SPEAKERS[1].0 {
                name = OTHER_SPELLING;
            }
            Speaker { name: name.to_owned(), kind, role: None }
        })
    }

    fn plain_sentence(&mut self) {
        self.words(2, 9);
        self.stop();
    }

    /// One to three sentences between marks, now and then over the end of a paragraph.
    fn direct_quotation(&mut self) {
        let start = self.body.len();
        self.body.push('“');
        for sentence in 0..self.random.between(1, 3) {
            if sentence > 0 {
                self.body.push_str(if self.random.chance(15) { "\n\n" } else { " " });
            }
            self.words(1, 7);
            self.stop();
        }
        self.body.push('”');
        let speaker = self.speaker();
        self.quotations.push(Quoted { start, end: self.body.len(), kind: QuotationKind::Direct, speaker });
        self.body.push(' ');
        self.words(1, 3);
        self.body.push('.');
    }

    /// Reported speech, often with a few words of it between marks.
    fn indirect_with_partial(&mut self) {
        let start = self.body.len();
        self.words(1, 4);
        let speaker = self.speaker();
        if self.random.chance(70) {
            self.body.push(' ');
            let inner = self.body.len();
            self.body.push('"');
            self.words(1, 3);
            self.body.push('"');
            let end = self.body.len();
            let kind = QuotationKind::Partial;
            self.quotations.push(Quoted { start: inner, end, kind, speaker: speaker.clone() });
            self.body.push(' ');
            self.words(1, 3);
        }
        self.quotations.push(Quoted { start, end: self.body.len(), kind: QuotationKind::Indirect, speaker });
        self.stop();
    }

    /// A quotation without a word.
    fn empty_quotation(&mut self) {
        self.words(1, 3);
        self.body.push(' ');
        let start = self.body.len();
        self.body.push_str("“…”");
        let (end, speaker) = (self.body.len(), self.speaker());
        self.quotations.push(Quoted { start, end, kind: QuotationKind::Direct, speaker });
        self.body.push('.');
    }
}

/// Words with a capital first, now and then with something between them.
fn push_words(random: &mut Random, vocabulary: &[&str], how_many: usize, out: &mut String) {
    for number in 0..how_many {
        if number > 0 {
            out.push_str(random.pick::<&str>(&[" ", " ", " ", " ", " ", ", ", " – "]));
        }
        let word = if random.chance(60) { random.pick_early(vocabulary) } else { random.pick(vocabulary) };
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if number == 0 => out.extend(first.to_uppercase().chain(letters)),
            Some(_) | None => out.push_str(word),
        }
    }
}
