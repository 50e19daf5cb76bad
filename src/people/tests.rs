//! Small texts of every kind of news, each in our own words: who is quoted.

use crate::article::{Language, QuotationKind, SpeakerKind};

use crate::people::{MentionExplanation, Outcome, Rule, explain, quotations};

/// Checks the words between marks (their beginning is enough) and the speakers.
#[track_caller]
fn check(text: &str, expected: &[(&str, Option<&str>)]) {
    let found = quotations(text, Language::ENGLISH);
    let seen: Vec<_> = found
        .iter()
        .filter(|it| it.kind != QuotationKind::Indirect)
        .map(|it| {
            let words = it.span.of(text).trim_matches(['"', '“', '”', '‘', '’', '\'', '«', '»']);
            (words, it.speaker.as_ref().map(|it| it.name.as_str()))
        })
        .collect();
    let same = seen.len() == expected.len()
        && seen.iter().zip(expected).all(|(a, b)| a.0.starts_with(b.0) && a.1 == b.1);
    assert!(same, "found {seen:#?}\nwanted {expected:#?}");
}

#[test]
fn newswire_puts_the_speaker_behind() {
    check(
        "GENEVA, March 3 - Talks on the fishing treaty broke down on Tuesday, diplomats said. \"We had no choice left but to go home,\" said Karin Holm, Norway's chief negotiator. \"The text was dead.\" Her Icelandic counterpart, Jon Arnason, disagreed. \"Nobody walked out,\" he told reporters.",
        &[
            ("We had no choice", Some("Karin Holm")),
            ("The text was dead", Some("Karin Holm")),
            ("Nobody walked", Some("Jon Arnason")),
        ],
    );
}

#[test]
fn what_stands_before_words_tells_whether_they_are_speech() {
    let text = "“We will rebuild the bridge,” said Earl “Bubba” Hask. “It will take years,” he added.";
    let explained = explain(text, Language::ENGLISH).quotations;
    let before: Vec<i16> = explained
        .iter()
        .map(|it| it.speech_features.iter().find(|it| it.0 == "previous_speech").expect("a number").1)
        .collect();
    // Nothing stands before the first, speech before the second, a nickname before the third.
    assert!(matches!(before[..], [-1, 50..=100, 0]), "{before:?}");
}

#[test]
fn britain_uses_single_marks() {
    check(
        "The health secretary, Margaret Dole, told MPs that hospitals were ‘close to breaking point’.\n\n‘I won’t pretend otherwise,’ she said. ‘The trusts’ budgets are gone.’\n\nPeter Cairns, for Labour, said: ‘She has had eight years.’",
        &[
            ("close to breaking", Some("Margaret Dole")),
            ("I won’t pretend", Some("Margaret Dole")),
            ("The trusts’ budgets", Some("Margaret Dole")),
            ("She has had eight", Some("Peter Cairns")),
        ],
    );
}

#[test]
fn sport_quotes_the_manager_by_surname() {
    check(
        "Rovers boss Tony Marsh praised his side after a late winner. \"The lads never gave up,\" Marsh said. Striker Luis Ferrer scored twice. \"I just hit it,\" said Ferrer, who turns 30 next week.",
        &[("The lads never", Some("Tony Marsh")), ("I just hit it", Some("Luis Ferrer"))],
    );
}

#[test]
fn a_court_has_judges_and_lawyers() {
    check(
        "Judge Ellen Ward sentenced him to nine years. \"You abused every trust that was placed in you,\" she told the defendant. His lawyer, Samuel Ortiz, said the sentence was \"far outside the guidelines\" and that he would appeal.",
        &[("You abused", Some("Ellen Ward")), ("far outside", Some("Samuel Ortiz"))],
    );
}

#[test]
fn science_names_its_authors() {
    check(
        "The ice is thinning from below, according to a study in Tuesday's issue. \"We did not expect warm water this far south,\" said lead author Dr. Mei Tanaka, an oceanographer at the University of Kelso. Richard Bloom, who was not involved in the work, called the results \"sobering.\"",
        &[("We did not expect", Some("Mei Tanaka")), ("sobering", Some("Richard Bloom"))],
    );
}

#[test]
fn unnamed_people_are_not_guessed() {
    check(
        "Prime Minister Ivan Petkov left without a word. \"He was angry,\" said a senior official who asked not to be named. Police said in a statement that the street was \"secured.\" \"It was chaos,\" one witness said.",
        &[("He was angry", None), ("secured", None), ("It was chaos", None)],
    );
}

#[test]
fn bodies_speak_too() {
    let text = "The Foreign Ministry said the claim was \"without basis\" and the embassy would stay open.";
    let found = quotations(text, Language::ENGLISH);
    let speaker = found.iter().find(|it| it.kind == QuotationKind::Partial).and_then(|it| it.speaker.clone());
    assert_eq!(
        speaker.map(|it| (it.name, it.kind)),
        Some(("Foreign Ministry".to_owned(), SpeakerKind::Organisation))
    );
}

#[test]
fn lost_paragraphs_do_no_harm() {
    check(
        "The bridge will stay shut until May, the county said. \"We found cracks in two of the piers,\" said engineer Dana Hull. \"It would be reckless to open it.\" Shop owners were dismayed. \"My trade is down by half,\" said Omar Aziz, who runs a bakery. \"Who will pay for that?\"",
        &[
            ("We found cracks", Some("Dana Hull")),
            ("It would be reckless", Some("Dana Hull")),
            ("My trade is down", Some("Omar Aziz")),
            ("Who will pay", Some("Omar Aziz")),
        ],
    );
}

#[test]
fn a_quotation_over_paragraphs_has_one_speaker() {
    check(
        "“We built this town with our hands,” Councillor Ruth Okafor said. “Nobody helped us.\n\n“And nobody will take it from us now.”\n\nThe meeting ended at midnight.",
        &[
            ("We built", Some("Ruth Okafor")),
            ("Nobody helped us", Some("Ruth Okafor")),
            ("And nobody will", Some("Ruth Okafor")),
        ],
    );
}

#[test]
fn the_role_stands_apart_from_the_name() {
    let text = "“We will rebuild,” said Finance Minister Lucia Prado on Monday.";
    let found = quotations(text, Language::ENGLISH);
    let speaker = found.first().and_then(|it| it.speaker.clone());
    let speaker = speaker.map(|it| (it.name, it.role));
    assert_eq!(speaker, Some(("Lucia Prado".to_owned(), Some("Finance Minister".to_owned()))));
}

#[test]
fn a_description_means_whom_it_describes() {
    check(
        "Russian President Oleg Sorokin met German Chancellor Anna Vogt on Friday. Both spoke for an hour. “There is no progress,” the chancellor said. The Russian leader called the talks “useful.”",
        &[("There is no progress", Some("Anna Vogt")), ("useful", Some("Oleg Sorokin"))],
    );
}

#[test]
fn titles_and_nicknames_are_not_speech() {
    check("Her novel “The Long Way Down” won a prize. James “Jimmy” Nolan wrote the film.", &[]);
}

#[test]
fn a_nickname_between_marks_is_part_of_the_name() {
    check(
        "\"We never lost at home,\" said Earl \"Bubba\" Hask, who coached for thirty years. Hask called it \"luck.\"",
        &[("We never lost", Some("Earl Hask")), ("luck", Some("Earl Hask"))],
    );
}

#[test]
fn a_transcript_names_its_speakers() {
    check(
        "Host Dana Miller spoke with Senator Paul Wirth on Sunday.\n\n\"MILLER: Will you vote for it?\n\n\"WIRTH: I will not. I read “The Bill” twice.\n\n\"MILLER: Thank you.\"",
        &[
            ("MILLER: Will", Some("Dana Miller")),
            ("WIRTH: I will", Some("Paul Wirth")),
            ("MILLER: Thank", Some("Dana Miller")),
        ],
    );
}

#[test]
fn a_signature_names_the_speaker() {
    check(
        "Readers wrote in.\n“The park is all we have.” — Oda Brandt\n“Sell it and be done.” — Tuula Nieminen\n",
        &[("The park", Some("Oda Brandt")), ("Sell it", Some("Tuula Nieminen"))],
    );
}

#[test]
fn surnames_may_be_titles_places_and_colours() {
    check(
        "The director, Larry King, met the engineer Charlie Black. “It floats,” Mr. King said. “It sinks,” Black said. King called that “nonsense.”",
        &[
            ("It floats", Some("Larry King")),
            ("It sinks", Some("Charlie Black")),
            ("nonsense", Some("Larry King")),
        ],
    );
}

#[test]
fn a_given_name_behind_in_is_a_place() {
    check(
        "Mayor Ed Roy spoke at a meeting in Charlotte on Monday. Charlotte has grown. “We need homes,” the mayor said.",
        &[("We need homes", Some("Ed Roy"))],
    );
}

#[test]
fn a_slip_of_the_pen_is_the_same_person() {
    check(
        "The voter, Tyra McClenney, was not sure. McLenney said nobody asked her. “They came once,” she said.",
        &[("They came once", Some("Tyra McClenney"))],
    );
}

#[test]
fn whose_plan_he_rejects_is_anothers() {
    check(
        "President Ivo Brandt spoke on Monday. A letter from Jan Sorel, whose office he covets, he called “a bad joke.”",
        &[("a bad joke", Some("Ivo Brandt"))],
    );
}

#[test]
fn what_a_bracket_defines_is_no_speech() {
    check(
        "Northern Copper Inc. (“Northern” or the “Company”) drilled ten holes under its plan (“GFOP”).",
        &[],
    );
}

#[test]
fn a_verb_is_no_first_name() {
    check(
        "Joining Warnke on the stage was his wife. “What a night,” Warnke said.",
        &[("What a night", Some("Warnke"))],
    );
}

#[test]
fn indirect_speech_is_marked_as_such() {
    let text = "Mayor Ann Lee said that the bridge would close on Monday.";
    let found = quotations(text, Language::ENGLISH);
    let seen: Vec<_> = found
        .iter()
        .map(|it| (it.kind, it.span.of(text), it.speaker.as_ref().map(|it| it.name.as_str())))
        .collect();
    assert_eq!(seen, [(QuotationKind::Indirect, "the bridge would close on Monday", Some("Ann Lee"))]);
}

/// What an explanation says is what was found.
#[track_caller]
fn check_explained(text: &str, language: Language) -> Vec<Outcome> {
    let found = quotations(text, language);
    let explained = explain(text, language).quotations;
    let spoken = explained.iter().filter(|it| it.outcome != Outcome::NotSpeech);
    let spoken: Vec<_> = spoken.map(|it| (it.span, it.speaker.clone(), it.confidence)).collect();
    let marked = found.into_iter().filter(|it| it.kind != QuotationKind::Indirect);
    let marked: Vec<_> = marked.map(|it| (it.span, it.speaker, it.confidence)).collect();
    assert_eq!(spoken, marked);
    for it in &explained {
        assert_eq!(it.speaker.is_some(), it.outcome == Outcome::Attributed);
        let sum = it.nobody + it.mentions.iter().map(|it| it.probability).sum::<f32>();
        assert!((sum - 1.0).abs() < 1e-4, "probabilities add up to one, not to {sum}");
        if let Some(source) = it.source {
            let best = it.mentions.iter().map(|it| it.probability).fold(it.nobody, f32::max);
            assert!(it.rule.is_some() || it.mentions[source].probability == best);
        }
    }
    explained.iter().map(|it| it.outcome).collect()
}

#[test]
fn an_explanation_agrees_with_what_was_found() {
    use Outcome::{
        Attributed, NoPerson, NotSpeech, OtherLanguage, SingleWord, TooUnlikely, UnnamedOrganisation,
    };
    let english = |text: &str| check_explained(text, Language::ENGLISH);
    assert_eq!(english("“We go,” said Ann Lee. She called it “a shame.”"), [Attributed, Attributed]);
    assert_eq!(english("James “Jimmy” Nolan wrote the film “”."), [NotSpeech, NotSpeech]);
    assert_eq!(english("“We go,” the company said."), [UnnamedOrganisation]);
    assert_eq!(english("“We go,” officials said."), [NoPerson]);
    let ministry = "“We will go home on Monday,” the Foreign Ministry said.";
    assert_eq!(english(ministry), [Attributed]);
    assert_eq!(check_explained(ministry, Language::from_tag("cy").unwrap()), [OtherLanguage]);
    let german = "„Wir gehen heim“, sagte Anna Lenz. „Das ist gewiss so gut“, hieß es.";
    assert_eq!(check_explained(german, Language::from_tag("de").unwrap()), [Attributed, NoPerson]);
    let stray = "Ann Lee said that the bridge would close on Monday morning for a year and that the town had to find a “better” road.";
    assert_eq!(english(stray), [SingleWord]);
    let seen = english(
        "Ann Lee and Eva Roe met Mary Dole and Joan Kerr in Kelso. They talked for hours. “It is a very good thing to have,” she said.",
    );
    assert!(matches!(seen[..], [TooUnlikely | Attributed]), "{seen:?}");
}

#[test]
fn a_rule_that_decides_is_told() {
    let rules = |text: &str| -> Vec<Option<Rule>> {
        check_explained(text, Language::ENGLISH);
        explain(text, Language::ENGLISH).quotations.iter().map(|it| it.rule).collect()
    };
    assert_eq!(rules("James “Jimmy” Nolan wrote the film."), [Some(Rule::Nickname)]);
    assert_eq!(rules("He signed the plan (“GFOP”)."), [Some(Rule::Definition)]);
    assert_eq!(rules("“The park is all we have.” — Oda Brandt\n"), [Some(Rule::Signature)]);
    assert_eq!(rules("\"MILLER: Will you vote for it?\"")[..], [Some(Rule::Transcript)]);
    assert_eq!(rules("He said “…” and left."), [Some(Rule::NoWords)]);
    assert_eq!(rules("“We go,” said Ann Lee."), [None]);
}

#[test]
fn pronouns_are_explained_wherever_they_stand() {
    let text = "Tom Marsh spoke first. He smiled. Ann Lee came later. “We go,” she said.";
    let explained = explain(text, Language::ENGLISH);
    let seen: Vec<_> = explained.pronouns.iter().map(|it| (it.span.of(text), likeliest(it))).collect();
    assert_eq!(seen, [("He", Some("Tom Marsh")), ("she", Some("Ann Lee"))]);
    assert!(explained.pronouns.iter().all(|it| it.persons.iter().all(|it| it.features.len() == 42)));
}

fn likeliest(mention: &MentionExplanation) -> Option<&str> {
    let best = mention.persons.iter().max_by(|a, b| a.probability.total_cmp(&b.probability))?;
    best.name.as_deref()
}

#[test]
fn an_explanation_knows_its_place_in_a_long_text() {
    let text = "Nothing happened on that day in the town. ".repeat(8_000) + "\n\n“We go,” said Ann Lee.";
    let explained = explain(&text, Language::ENGLISH).quotations;
    assert_eq!(explained.iter().map(|it| it.span.of(&text)).collect::<Vec<_>>(), ["“We go,”"]);
    let source = explained[0].source.map(|it| explained[0].mentions[it].span.of(&text));
    assert_eq!(source, Some("Ann Lee"));
}

#[test]
fn any_text_is_survived() {
    let heaps = [
        "\"",
        "“",
        "”",
        "''",
        "'",
        "‘a’ ",
        "\"a\" ",
        "A ",
        "Mr. ",
        "he said ",
        "“A,” X said. ",
        "é",
        "\n",
        ". ",
        "日本「東京」",
    ];
    for heap in heaps {
        for count in [1, 2, 17, 4000] {
            let text = heap.repeat(count);
            let found = quotations(&text, Language::ENGLISH);
            assert!(found.iter().all(|it| text.get(it.span.range()).is_some()));
            assert!(found.windows(2).all(|it| it[0].span.start() <= it[1].span.start()));
            if count <= 17 {
                check_explained(&text, Language::ENGLISH);
            }
        }
    }
}

#[test]
fn a_long_text_is_read_in_pieces() {
    let text = "“We go,” said Ann Lee. “We do not stay.”\n\n".repeat(8_000);
    let found = quotations(&text, Language::ENGLISH);
    assert_eq!(found.len(), 16_000);
    assert!(found.iter().all(|it| it.speaker.as_ref().is_some_and(|it| it.name == "Ann Lee")));
}

/// The speakers of the quotations of a text, in order.
fn speakers(text: &str) -> Vec<Option<String>> {
    quotations(text, Language::ENGLISH)
        .into_iter()
        .filter(|it| it.kind != QuotationKind::Indirect)
        .map(|it| it.speaker.map(|it| it.name))
        .collect()
}

#[track_caller]
fn check_speakers(text: &str, expected: &[Option<&str>]) {
    assert_eq!(speakers(text).iter().map(Option::as_deref).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn the_holder_of_an_office_speaks_and_not_its_owner() {
    let before = "“We shall see,” said Ulla Tamm on Monday.\n\n";
    for said in [
        "said Mr. Modrik’s lawyer, Arun Kale.",
        "said a lawyer for Mr. Modrik, Arun Kale.",
        "said the chief executive of Quayworks (Arun Kale).",
        "said Quayworks chief executive Arun Kale.",
    ] {
        check_speakers(&format!("{before}“It leaks,” {said}"), &[Some("Ulla Tamm"), Some("Arun Kale")]);
    }
    check_speakers(
        &format!("{before}“It leaks,” said a spokeswoman for Arun Kale."),
        &[Some("Ulla Tamm"), None],
    );
    check_speakers(&format!("{before}“It leaks,” Arun Kale’s spokeswoman said."), &[Some("Ulla Tamm"), None]);
}

#[test]
fn each_of_several_speakers_has_the_words_beside_the_name() {
    let both = [Some("Ana Belmar"), Some("Ivo Petrak")];
    check_speakers("Ana Belmar said: “It leaks,” and Ivo Petrak said: “It floats.”", &both);
    check_speakers("Ana Belmar: “It leaks”; Ivo Petrak: “It floats”.", &both);
    check_speakers("Ana Belmar said the boat was “a wreck”, Ivo Petrak “a bargain”.", &both);
    check_speakers("“It leaks,” said Ana Belmar, and “it floats,” said Ivo Petrak.", &both);
}

#[test]
fn a_speaker_is_announced_above_or_signed_below() {
    let before = "“We shall see,” said Ulla Tamm on Monday.\n\nThe hall was full.\n\n";
    let both = [Some("Ulla Tamm"), Some("Rosa Wessel")];
    for text in [
        "And from Chairwoman Rosa Wessel:\n\n“They failed us.”",
        "The letter from Rosa Wessel reads:\n\n“They failed us.”",
        "“They failed us.”\n\n— Rosa Wessel, commissioner",
        "“They failed us.” (Rosa Wessel)",
        "Rosa Wessel shook her head. “They failed us.”",
    ] {
        check_speakers(&format!("{before}{text}\n\nThe meeting ended."), &both);
    }
    // Whom they were asked about does not answer.
    let asked = "Asked about Rosa Wessel, the company said:\n\n“They failed us.”";
    assert_ne!(speakers(&format!("{before}{asked}"))[1].as_deref(), Some("Rosa Wessel"));
}

#[test]
fn what_words_mean_and_what_signs_read_nobody_said() {
    for text in [
        "Nobody knows whether the W means “waiting” or “weather” here.",
        "The so-called “Hall rule” was dropped by the council.",
        "A sign on the door reads “No bicycles here.”",
        "Ann Lee is known from such films as “The Last Ferry” and “Ten Wet Sundays.”",
    ] {
        check_speakers(text, &[]);
    }
    check_speakers("Ann Lee said the rule “means nothing at all to us”.", &[Some("Ann Lee")]);
}

#[test]
fn words_that_one_tells_of_another_are_the_others() {
    check_speakers(
        "Ann Lee met the mayor. “I would give a province,” Lee recalled the mayor telling her.",
        &[None],
    );
    check_speakers("“He paid in coins,” the cashier told Ann Lee.", &[None]);
    check_speakers("“Our members go,” said the association’s Ann Lee.", &[Some("Ann Lee")]);
    check_speakers(
        "“Our members stay,” he said.\n\nDear Ms. Hall\n\n“Thank you for the lamp.”",
        &[None, None],
    );
}

#[test]
fn the_word_passes_to_whom_the_paragraph_above_names() {
    let before = "“We wait,” said Otto Lund.\n\n";
    for above in [
        "The last word went to Ann Lee, who chairs the choir.\n\n",
        "It fell to Ann Lee to sum up.\n\n",
        "Ann Lee, who chairs the choir, issued a statement on Monday.\n\nIt reads: ",
        "Finally Ann Lee rose:\n\n",
    ] {
        check(
            &format!("{before}{above}“They sang.”"),
            &[("We wait", Some("Otto Lund")), ("They sang", Some("Ann Lee"))],
        );
    }
}

#[test]
fn whoever_is_told_or_only_named_beside_does_not_speak() {
    for text in [
        "“He paid in cash,” the waiter told Ann Lee of the Argus.",
        "“He paid in cash,” Citizens for Ann Lee said on a poster. Ann Lee said nothing.",
        "Senator Ann Lee wrote of a stranger who took her hand and told her, “He paid in cash.”",
        "Ann Lee spoke for an hour. “He paid in cash,” said a man in a hat.",
        "Ann Lee spoke for an hour as the marchers chanted, “He paid in cash.”",
    ] {
        let said = quotations(text, Language::ENGLISH);
        let wrong = said
            .iter()
            .filter(|it| it.kind != QuotationKind::Indirect)
            .find(|it| it.speaker.as_ref().is_some_and(|it| it.kind == SpeakerKind::Person));
        assert!(wrong.is_none(), "{text}: {wrong:?}");
    }
}

#[test]
fn in_a_contrast_each_clause_has_its_own_speaker() {
    check(
        "While Ann Lee insisted that the count was “as clean as snow”, Otto Lund complained of “a stolen evening”.",
        &[("as clean", Some("Ann Lee")), ("a stolen", Some("Otto Lund"))],
    );
    check(
        "Ann Lee and Otto Lund sit for Kelso. Lee said she would vote, while Lund said there was “no chance” that he would.",
        &[("no chance", Some("Otto Lund"))],
    );
}

#[test]
fn two_curly_apostrophes_close_what_a_double_mark_opens() {
    let text = "“It leaks,’’ said Ann Lee. “We said so.’’";
    check(text, &[("It leaks", Some("Ann Lee")), ("We said so", Some("Ann Lee"))]);
}
