//! Telling what is new: to files, commands, addresses and mail.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use newsgrep::watch::{FileForm, FileTarget, atom, mail, write_whole};
use serde_json::Value;

/// How often an address is tried, and how long is waited between.
const TRIES: [u64; 3] = [0, 1, 4];

/// How many seconds an address may take to answer.
const PATIENCE: u64 = 15;

/// Where a watch is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A file.
    File(FileTarget),
    /// A command of the shell.
    Exec(String),
    /// An address.
    Webhook(String),
    /// An address of mail, and the program that sends it.
    Mail(String, PathBuf),
}

/// A place could not be told.
#[derive(Debug, thiserror::Error)]
#[error("{target} could not be told: {why}")]
pub(super) struct NotTold {
    pub(super) target: String,
    why: String,
}

impl Target {
    /// The name by which a ledger knows it.
    pub(super) fn name(&self) -> String {
        match self {
            Target::File(file) => file.to_string(),
            Target::Exec(command) => format!("exec:{command}"),
            Target::Webhook(url) => format!("webhook:{url}"),
            Target::Mail(address, _) => format!("mail:{address}"),
        }
    }

    /// Whether each article is told by itself; otherwise all of a run at once.
    pub(super) fn is_by_article(&self) -> bool {
        match self {
            Target::File(file) => file.form == FileForm::Json,
            Target::Exec(_) | Target::Webhook(_) => true,
            Target::Mail(..) => false,
        }
    }

    /// Tells these events; where each is told by itself, there is one.
    pub(super) fn tell(&self, watch: &str, events: &[Value], told: &Path) -> Result<(), NotTold> {
        let done = match self {
            Target::File(file) => to_file(file, watch, events, told),
            Target::Exec(command) => {
                events.iter().try_for_each(|event| run(shell(command), line(event).as_bytes()))
            }
            Target::Webhook(url) => events.iter().try_for_each(|event| post(url, &line(event))),
            Target::Mail(address, program) => {
                let message = mail::message(watch, events, &mail_date(), address);
                let mut command = Command::new(program);
                command.args(["-i", "--", address]);
                run(command, message.text.as_bytes())
            }
        };
        done.map_err(|error| NotTold { target: self.name(), why: error.to_string() })
    }
}

/// An event as a line of JSON.
pub(super) fn line(event: &Value) -> String {
    format!("{event}\n")
}

fn mail_date() -> String {
    let now = jiff::Zoned::now();
    jiff::fmt::rfc2822::to_string(&now).unwrap_or_else(|_| now.to_string())
}

fn shell(command: &str) -> Command {
    let mut shell = Command::new(if cfg!(windows) { "cmd" } else { "sh" });
    shell.args([if cfg!(windows) { "/C" } else { "-c" }, command]);
    shell
}

/// Runs a command that must end well, with this on its standard input.
fn run(mut command: Command, input: &[u8]) -> io::Result<()> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(input) {
            // Whoever does not read to the end may still do what it is for.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("it ended with {status}"))) }
}

/// Posts JSON to an address, again where it does not answer or is busy.
fn post(url: &str, body: &str) -> io::Result<()> {
    let mut last = io::Error::other("it was not tried");
    for wait in TRIES {
        std::thread::sleep(Duration::from_secs(wait));
        match send(url, body) {
            Ok(200..300) => return Ok(()),
            Ok(status) => {
                last = io::Error::other(format!("it answered {status}"));
                if status < 500 && status != 429 {
                    break;
                }
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The name by which it posts.
const AGENT: &str = concat!("newsgrep/", env!("CARGO_PKG_VERSION"));

/// Posts JSON to an address once; the status of the answer.
fn send(url: &str, body: &str) -> io::Result<i32> {
    if url.starts_with("https://") {
        return send_by_curl(url, body);
    }
    let post =
        minreq::post(url).with_header("Content-Type", "application/json").with_header("User-Agent", AGENT);
    let sent = post.with_timeout(PATIENCE).with_body(body).send();
    sent.map(|it| it.status_code).map_err(io::Error::other)
}

/// As [`send`], by the program curl, which has the certificates and the proxies of the system. Its own settings do not
/// count.
fn send_by_curl(url: &str, body: &str) -> io::Result<i32> {
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let patience = PATIENCE.to_string();
    let mut curl = Command::new("curl");
    curl.args([
        "-q",
        "-sS",
        "--proto",
        "=https",
        "--max-time",
        &patience,
        "-o",
        nowhere,
        "-w",
        "%{http_code}",
    ]);
    curl.args(["-A", AGENT, "-H", "Content-Type: application/json", "--data-binary", "@-", "--url", url]);
    curl.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = curl.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            io::Error::other("https is posted by the program curl, which is not there")
        }
        _ => error,
    })?;
    if let Some(mut stdin) = child.stdin.take() {
        // Where it does not read to the end, it says why.
        let _ = stdin.write_all(body.as_bytes());
    }
    let done = child.wait_with_output()?;
    if !done.status.success() {
        let why = String::from_utf8_lossy(&done.stderr);
        return Err(io::Error::other(format!("curl failed: {}", why.trim())));
    }
    let status = String::from_utf8_lossy(&done.stdout);
    status.trim().parse().map_err(|_| io::Error::other("curl gave no status"))
}

fn to_file(file: &FileTarget, watch: &str, events: &[Value], told: &Path) -> io::Result<()> {
    let path = place(told, &file.path)?;
    match file.form {
        FileForm::Json => events.iter().try_for_each(|event| append_line(&path, event)),
        FileForm::Atom => {
            let before = text_of(&path)?;
            let now = jiff::Timestamp::now().to_string();
            let feed = atom::feed(watch, events, &before, &now).map_err(io::Error::other)?;
            if feed == before { Ok(()) } else { write_whole(&path, feed.as_bytes()) }
        }
        FileForm::Mbox => {
            let message = mail::message(watch, events, &mail_date(), "newsgrep@localhost");
            append_message(&path, &message)
        }
        FileForm::Eml => {
            let message = mail::message(watch, events, &mail_date(), "newsgrep@localhost");
            let name = message.id.split('@').next().unwrap_or("message");
            let path = path.join(format!("{name}.eml"));
            if path.exists() { Ok(()) } else { write_whole(&path, message.text.as_bytes()) }
        }
    }
}

/// The file of this path below a folder, to which no link leads.
fn place(told: &Path, path: &str) -> io::Result<PathBuf> {
    let mut place = told.to_owned();
    fs::create_dir_all(&place)?;
    for part in path.split('/') {
        place.push(part);
        if fs::symlink_metadata(&place).is_ok_and(|it| it.is_symlink()) {
            return Err(io::Error::other(format!("{} is a link", place.display())));
        }
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(place)
}

fn text_of(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

/// Adds a line to a file, unless it is the last one already. What a kill left of a line is taken away.
fn append_line(path: &Path, event: &Value) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let length = file.metadata()?.len();
    let line = line(event);
    // The last line is as long as an article's evidence; so much of the end holds it and the line before.
    let from = length.saturating_sub((1 << 16).max(2 * line.len() as u64));
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(from))?;
    file.read_to_end(&mut end)?;
    let whole = end.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let last = end[..whole].split(|&byte| byte == b'\n').rev().nth(1);
    let key = |line: &[u8]| serde_json::from_slice::<Value>(line).ok().map(|it| it["key"].clone());
    if last.and_then(key).is_some_and(|it| it == event["key"]) && event["type"] != "changed" {
        return Ok(());
    }
    if whole > 0 || from == 0 {
        file.set_len(from + whole as u64)?;
    }
    let before = file.seek(SeekFrom::End(0))?;
    file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).inspect_err(|_| {
        let _ = file.set_len(before);
    })
}

/// Adds a message to a mailbox, unless it is there already. What a kill left of a message is taken away.
fn append_message(path: &Path, message: &mail::Message) -> io::Result<()> {
    let before = text_of(path)?;
    let whole = mail::whole(&before);
    if mail::is_in(&before[..whole], &message.id) {
        return Ok(());
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.set_len(whole as u64)?;
    file.seek(SeekFrom::End(0))?;
    let date = jiff::Zoned::now().strftime("%a %b %e %H:%M:%S %Y").to_string();
    let text = mail::in_mailbox(message, &date);
    file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).inspect_err(|_| {
        let _ = file.set_len(whole as u64);
    })
}
