//! `newsgrep watch run`: tells what is new.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use newsgrep::field::Field;
use newsgrep::index::Searcher;
use newsgrep::render::Format;
use newsgrep::render::fields::HitField;
use newsgrep::render::screen::{Ink, Screen, counted, safe};
use newsgrep::render::writer::View;
use newsgrep::request::AskError;
use newsgrep::search::{ArticleStamp, Count, Engine, SearchPage};
use newsgrep::watch::event::{Summary, event, places};
use newsgrep::watch::ledger::{Known, Run, Step};
use newsgrep::watch::{
    Copies, Earlier, Found, Fresh, Kind, Ledger, News, Shelf, Watch, WatchName, content, find, percolate,
};
use serde_json::Value;

use crate::cli::args::RunArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_to_ask;
use crate::cli::watch::book::{Book, shelf_of};
use crate::cli::watch::rested::Rested;
use crate::cli::watch::tell::{Target, line};
use crate::cli::watch::{name, names, targets};
use crate::cli::{Exit, say, stop, terminal, to_stdout, today};

/// How often it is asked whether to stop, while nothing is to be done.
const LOOK: Duration = Duration::from_millis(200);

/// So many watches are asked all at once of the new articles.
const MANY: usize = 8;

/// Runs watches, once or again and again.
pub(super) fn run(args: &RunArgs) -> Result<Exit, CliError> {
    let shelf = shelf_of(&args.place)?;
    let also = also(args)?;
    let halt = Arc::new(AtomicBool::new(false));
    if args.follow {
        stop::on_signal(&halt);
    }
    loop {
        let engine = open_to_ask(args.place.index.index.as_deref())?.searcher()?;
        let earlier = if args.from_start { Earlier::Told } else { Earlier::Left };
        let by = newsgrep::watch::Round::new(earlier, today()?, engine.links());
        let round = Round { args, shelf: &shelf, also: &also, engine: &engine, by };
        let exit = round.run(&halt)?;
        if !args.follow {
            return Ok(exit);
        }
        let until = Instant::now() + Duration::from_secs(args.every);
        while Instant::now() < until && !halt.load(Ordering::Relaxed) {
            std::thread::sleep(LOOK);
        }
        if halt.load(Ordering::Relaxed) {
            return Ok(Exit::Found);
        }
    }
}

/// Where the command line says that every watch is told.
fn also(args: &RunArgs) -> Result<Vec<Target>, CliError> {
    let mut also: Vec<Target> = targets(&args.tell)?.into_iter().map(Target::File).collect();
    also.extend(args.exec.iter().cloned().map(Target::Exec));
    for url in &args.webhook {
        if !["http://", "https://"].iter().any(|it| url.starts_with(it)) {
            let message = format!("--webhook {url}: it is posted to addresses of http and https");
            return Err(CliError::usage(message).hint("--exec COMMAND tells it in any other way".to_owned()));
        }
        also.push(Target::Webhook(url.clone()));
    }
    also.extend(args.mail.iter().map(|it| Target::Mail(it.clone(), args.sendmail.clone())));
    Ok(also)
}

/// One look at the index for all watches.
struct Round<'a> {
    args: &'a RunArgs,
    shelf: &'a Shelf,
    also: &'a [Target],
    engine: &'a Searcher,
    by: newsgrep::watch::Round,
}

/// A watch that is to be run.
struct Due {
    watch: Watch,
    /// The text of its file.
    text: String,
    ledger: Ledger,
    /// How many bytes the ledger takes.
    bytes: u64,
    /// What it finds among the new articles, where that is all there can be.
    fresh: Option<Fresh>,
}

impl Round<'_> {
    fn run(&self, halt: &AtomicBool) -> Result<Exit, CliError> {
        let names = if self.args.names.is_empty() {
            names(self.shelf)?
        } else {
            self.args.names.iter().map(|it| name(it)).collect::<Result<_, _>>()?
        };
        if names.is_empty() {
            say("note: there is no watch yet: newsgrep watch add NAME QUERY");
        }
        let (mut told, mut trouble) = (0, false);
        let rested = Rested::read(self.shelf);
        let mut resting: Vec<(WatchName, u64)> = Vec::new();
        for (name, due) in self.due(names, &rested) {
            if halt.load(Ordering::Relaxed) {
                break;
            }
            let bytes = due.as_ref().map_or(0, |it| it.bytes);
            match due.and_then(|it| self.one(it, &rested)) {
                Ok(done) => {
                    if done.rests {
                        resting.push((name, bytes));
                    }
                    told += done.told;
                    trouble |= done.failed;
                }
                Err(error) if error.is_closed_pipe() => return Err(error),
                Err(error) => {
                    trouble = true;
                    self.complain(&name, error)?;
                }
            }
        }
        if !resting.is_empty() {
            let run = newsgrep::watch::run(&self.engine.corpus()?, &self.by);
            rested.write(self.shelf, Run { at: jiff::Timestamp::now().to_string(), ..run }, resting)?;
        }
        Ok(if trouble {
            Exit::Broken
        } else if told > 0 {
            Exit::Found
        } else {
            Exit::Nothing
        })
    }

    /// Says what is wrong with one watch; the others go on.
    fn complain(&self, name: &WatchName, error: CliError) -> Result<(), CliError> {
        if self.args.json {
            let line = serde_json::json!({"type": "error", "v": newsgrep::render::json::VERSION,
                "watch": name.as_str(), "message": error.to_string()});
            to_stdout(|out| writeln!(out, "{line}"))?;
        }
        let _ = error.before(name.as_str()).write(&mut std::io::stderr().lock());
        Ok(())
    }

    /// Reads the watches and, where they are many, asks them all at once of the new articles.
    fn due(&self, names: Vec<WatchName>, rested: &Rested) -> Vec<(WatchName, Result<Due, CliError>)> {
        let mut all: Vec<(WatchName, Result<Due, CliError>)> = names
            .into_iter()
            .map(|name| {
                let due = self.shelf.read(&name).map_err(CliError::from).and_then(|(watch, text)| {
                    let (mut ledger, bytes) = self.shelf.look(&watch.name)?;
                    rested.wake(&watch.name, bytes, &mut ledger);
                    Ok(Due { watch, text, ledger: ledger.outline(), bytes, fresh: None })
                });
                (name, due)
            })
            .collect();
        if all.len() >= MANY {
            let mut due: Vec<&mut Due> = all.iter_mut().filter_map(|it| it.1.as_mut().ok()).collect();
            let watches: Vec<(&Watch, &Ledger)> = due.iter().map(|it| (&it.watch, &it.ledger)).collect();
            // Where this fails, each watch says why.
            let found = percolate(self.engine, self.engine.links(), &self.by, &watches).unwrap_or_default();
            due.iter_mut().zip(found).for_each(|(due, fresh)| due.fresh = fresh);
        }
        all
    }

    /// Runs one watch.
    fn one(&self, due: Due, rested: &Rested) -> Result<Done, CliError> {
        let Due { mut watch, text, ledger, fresh, .. } = due;
        if self.args.no_group {
            watch.copies = Copies::Apart;
        }
        if fresh.as_ref().is_some_and(Fresh::is_empty) && ledger.owed.is_empty() {
            self.close(&watch, &Found::nothing(), &ledger)?;
            return Ok(Done { told: 0, failed: false, rests: true });
        }
        let mut book = Book::open(self.shelf, &watch.name, self.args.wait)?;
        let was_resting = rested.wake(&watch.name, book.bytes, &mut book.ledger);
        let mut targets: Vec<Target> = watch.tell.iter().cloned().map(Target::File).collect();
        targets.extend(
            self.also.iter().filter(|it| !watch.tell.iter().any(|own| own.to_string() == it.name())).cloned(),
        );
        let told = self.shelf.state.join("told");
        let mut telling = Telling { round: self, watch: &watch, targets, told, failed: BTreeMap::new() };
        let paid = telling.pay(&mut book, Target::is_by_article)?;
        if self.args.from_start && !book.ledger.from_start {
            book.steps(vec![Step::FromStart])?;
        }
        let found =
            find(self.engine, &watch, &book.ledger, &self.by, fresh.as_ref()).map_err(
                |error| match error {
                    AskError::Question(problem) => {
                        let at = Watch::place_in(&text, &problem);
                        let file = self.shelf.file(&watch.name);
                        let place = at.map_or(String::new(), |(line, column)| {
                            format!(", line {line}, column {column}")
                        });
                        CliError::from(problem).before(&format!("{}{place}", file.display()))
                    }
                    AskError::Search(error) => CliError::from(error),
                },
            )?;
        let now = jiff::Timestamp::now().to_string();
        let seen = found.seen.iter().map(|(stamp, parts)| Step::Seen {
            id: stamp.id.clone(),
            known: Known { content: content(stamp), parts: parts.clone(), at: now.clone() },
        });
        book.steps(seen.collect())?;
        for news in &found.news {
            telling.tell(&mut book, news, &now)?;
        }
        let paid = paid + telling.pay(&mut book, |it| !it.is_by_article())?;
        let mut run = found.run.clone();
        run.at = now;
        let is_same = |old: &Run| *old == Run { at: old.at.clone(), ..run.clone() };
        if !book.ledger.run.as_ref().is_some_and(is_same) || book.ledger.from_start || was_resting {
            book.steps(vec![Step::Run(run)])?;
            book.sync()?;
        }
        let failed = !telling.failed.is_empty();
        for why in telling.failed.values() {
            say(&format!("newsgrep: {}: {}", watch.name, safe(why)));
        }
        self.close(&watch, &found, &book.ledger)?;
        Ok(Done { told: found.told() + paid, failed, rests: false })
    }

    /// Says how a run of a watch ended.
    fn close(&self, watch: &Watch, found: &Found, ledger: &Ledger) -> Result<(), CliError> {
        if self.args.json {
            let line = serde_json::to_string(&Summary::of(watch, found)).unwrap_or_default();
            return to_stdout(|out| writeln!(out, "{line}"));
        }
        for notice in &found.notices {
            say(&format!("note: {}: {notice}", watch.name));
        }
        if !found.seen.is_empty() {
            let articles = counted(found.seen.len() as u64, "article was", "articles were");
            say(&format!(
                "note: {}: {articles} there before and not told; --from-start tells all",
                watch.name
            ));
        }
        if found.left > 0 {
            let articles = counted(found.left as u64, "more article is", "more articles are");
            say(&format!("note: {}: {articles} told by the next run", watch.name));
        }
        for (target, events) in &ledger.owed {
            let articles = counted(events.len() as u64, "article has", "articles have");
            say(&format!("note: {}: {articles} still to be told to {}", watch.name, safe(target)));
        }
        Ok(())
    }
}

/// What a run of a watch did.
struct Done {
    told: usize,
    /// Whether some place could not be told.
    failed: bool,
    /// Whether there was nothing to write into its ledger.
    rests: bool,
}

/// The places of a watch, and those that failed in this run.
struct Telling<'a> {
    round: &'a Round<'a>,
    watch: &'a Watch,
    targets: Vec<Target>,
    told: PathBuf,
    failed: BTreeMap<String, String>,
}

impl Telling<'_> {
    /// Tells what is owed to these places. Returns how many articles that were.
    fn pay(&mut self, book: &mut Book, which: impl Fn(&Target) -> bool) -> Result<usize, CliError> {
        let mut paid = 0;
        for target in self.targets.clone().iter().filter(|it| which(it)) {
            let name = target.name();
            let Some(owed) = book.ledger.owed.get(&name).cloned() else { continue };
            let parts = if target.is_by_article() { 1 } else { owed.len() };
            for events in owed.chunks(parts.max(1)) {
                if !self.to(target, events) {
                    break;
                }
                book.steps(vec![Step::Paid { target: name.clone(), events: events.len() }])?;
                paid += events.len();
            }
        }
        Ok(paid)
    }

    /// Tells these events to a place; whether that worked. One that failed once is not tried again in this run.
    fn to(&mut self, target: &Target, events: &[Value]) -> bool {
        let name = target.name();
        if self.failed.contains_key(&name) {
            return false;
        }
        match target.tell(self.watch.name.as_str(), events, &self.told) {
            Ok(()) => true,
            Err(error) => {
                self.failed.insert(error.target.clone(), error.to_string());
                false
            }
        }
    }

    /// Tells an article, and writes down that it was told. Places that are told all at once come later, and are owed
    /// it until then, as are those that failed.
    fn tell(&mut self, book: &mut Book, news: &News, now: &str) -> Result<(), CliError> {
        let fields = self.watch.request.ask(self.round.by.today)?.fields;
        let url = HitField::Of(Field::Url);
        let default = HitField::in_json().filter(|it| *it != url).chain([url]);
        let event = event(self.watch, news, &HitField::or_default(&fields, default), now);
        self.print(news, &event)?;
        let mut owed = Vec::new();
        for target in self.targets.clone() {
            if !target.is_by_article() || !self.to(&target, std::slice::from_ref(&event)) {
                owed.push(target.name());
            }
        }
        let told = |stamp: &ArticleStamp, parts: &BTreeMap<String, String>, event, owed| {
            let known = Known { content: content(stamp), parts: parts.clone(), at: now.to_owned() };
            Step::Told { id: stamp.id.clone(), known, event, owed }
        };
        let event = (!owed.is_empty()).then_some(event);
        let copies = news.copies.iter().map(|(stamp, parts)| told(stamp, parts, None, Vec::new()));
        let mut steps: Vec<Step> = copies.collect();
        steps.insert(0, told(&news.stamp, &news.parts, event, owed));
        book.steps(steps)
    }

    /// Prints an article.
    fn print(&self, news: &News, event: &Value) -> Result<(), CliError> {
        let args = self.round.args;
        if args.quiet {
            return Ok(());
        }
        if args.json {
            return to_stdout(|out| out.write_all(line(event).as_bytes()));
        }
        let screen: Screen = terminal::screen(args.colour.colour);
        let mut marks = vec![self.watch.name.as_str().to_owned()];
        if news.kind == Kind::Changed {
            marks.push(format!("changed {}", news.changed.join(", ")).trim_end().to_owned());
        }
        marks.extend(places(event));
        if news.late {
            marks.push("late".to_owned());
        }
        let page = SearchPage {
            articles: Count::Exact(1),
            stories: None,
            occurrences: None,
            hits: vec![news.hit.clone()],
            facets: Vec::new(),
            notices: Vec::new(),
            partial: false,
            took: Duration::ZERO,
        };
        let writer = Format::Text.writer(View { query: "", fields: &[], screen: &screen, record: None });
        to_stdout(|out| {
            writeln!(out, "{}", screen.paint(Ink::Quiet, &format!("[{}]", marks.join("] ["))))?;
            writer.hits(&page, out)?;
            writeln!(out)
        })
    }
}
