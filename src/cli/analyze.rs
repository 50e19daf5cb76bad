//! `newsgrep analyze`: the words of a text as they are indexed, so that anyone can check them.

use std::io::{self, Read, Write};
use std::path::Path;

use newsgrep::analysis::{FormCache, read};
use newsgrep::article::Language;
use newsgrep::render::json::{TokenLine, write_token};
use newsgrep::render::screen::safe;
use newsgrep::search::TextField;
use newsgrep::span::CharCounter;

use crate::cli::args::AnalyzeArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_standing;
use crate::cli::show::find;
use crate::cli::{Exit, to_stdout};

/// Prints the tokens of a text, or of the title and the body of an article.
pub(crate) fn run(args: &AnalyzeArgs) -> Result<Exit, CliError> {
    let (fields, language) = match (&args.id, args.text.as_deref()) {
        (Some(id), _) => {
            let article = find(&open_standing(args.index.index.as_deref())?.searcher()?, id)?;
            let title = article.title_text().to_owned();
            (vec![(TextField::Title, title), (TextField::Body, article.body)], article.language.value)
        }
        (None, Some("-")) => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|error| CliError::file("read", Path::new("-"), error))?;
            (vec![(TextField::Body, String::from_utf8_lossy(&bytes).into_owned())], args.lang)
        }
        (None, text) => (vec![(TextField::Body, text.unwrap_or("").to_owned())], args.lang),
    };
    to_stdout(|out| {
        if !args.json {
            writeln!(out, "field\tposition\tsentence\tparagraph\tbytes\tchars\twritten\tplain\tstem")?;
        }
        fields.iter().try_for_each(|(field, text)| write_tokens(*field, text, language, args.json, out))
    })?;
    Ok(Exit::Found)
}

fn write_tokens(
    field: TextField,
    text: &str,
    language: Language,
    json: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut form_cache = FormCache::new(language);
    let mut counter = CharCounter::new(text);
    for token in read(text) {
        let written = token.span.of(text);
        let forms = form_cache.forms(written);
        let line = TokenLine {
            field: field.as_str(),
            position: token.position,
            sentence: token.sentence,
            paragraph: token.paragraph,
            start: token.span.start(),
            end: token.span.end(),
            start_char: counter.chars_before(token.span.start()),
            end_char: counter.chars_before(token.span.end()),
            written,
            plain: forms.plain,
            stem: forms.stem,
        };
        if json {
            write_token(&line, out)?;
        } else {
            let TokenLine { field, position, sentence, paragraph, start, end, .. } = line;
            write!(out, "{field}\t{position}\t{sentence}\t{paragraph}\t{start}-{end}\t")?;
            write!(out, "{}-{}\t", line.start_char, line.end_char)?;
            writeln!(out, "{}\t{}\t{}", safe(line.written), safe(line.plain), safe(line.stem))?;
        }
    }
    Ok(())
}
