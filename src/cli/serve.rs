//! `newsgrep serve`: the API and the page over HTTP.

use std::net::{SocketAddr, ToSocketAddrs};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use newsgrep::index::Snapshots;
#[cfg(feature = "mcp")]
use newsgrep::mcp::{Tools, http_service};
use newsgrep::server::{CONNECTION_THREADS, Limits, ServerSettings, Shared, Writing, is_local, run as serve};
use tokio::net::TcpListener;

use crate::cli::args::ServeArgs;
use crate::cli::error::CliError;
use crate::cli::locate::{open_paths, open_standing, open_to_ask};
use crate::cli::{Exit, clock, say, today, watch::keeping};

/// Serves until it is told to stop.
pub(crate) fn run(args: &ServeArgs, opens: bool) -> Result<Exit, CliError> {
    today()?;
    let address = address(&args.addr)?;
    let token = args.token.clone();
    if token.as_ref().is_some_and(|it| it.trim().is_empty()) {
        return Err(CliError::usage("the token is empty")
            .hint("leave --token and NEWSGREP_TOKEN out, or give one".to_owned()));
    }
    if token.is_none() && !is_local(&address) {
        return Err(CliError::usage(format!(
            "{address} can be reached from other machines, so a bearer token is required"
        ))
        .hint("newsgrep serve --addr … --token TOKEN, or NEWSGREP_TOKEN in the environment".to_owned()));
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(['_', '-', '+', '.'])
            && name
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'_'))
    };
    if !is_name(&args.name) {
        return Err(CliError::usage(format!("`{}` is no name for an index", args.name))
            .hint("write small letters, digits, - and _, beginning with a letter or a digit".to_owned()));
    }
    // One that is to be filled through _bulk may be empty.
    let named = args.index.index.as_deref();
    let index = match (args.paths.as_slice(), args.writable) {
        ([], true) => open_standing(named)?,
        ([], false) => open_to_ask(named)?,
        (paths, false) if named.is_none() => open_paths(paths)?,
        _ => {
            return Err(CliError::usage(
                "PATHs are served as they are, and not from an index that is named or changed",
            )
            .hint("newsgrep index PATH puts them into one".to_owned()));
        }
    };
    // What is served from the cache has no folder of its own.
    let keeping = args.paths.is_empty().then(|| keeping(&index));
    let settings = ServerSettings {
        today: clock,
        limits: Limits {
            body: usize::try_from(args.max_body).unwrap_or(usize::MAX),
            query: usize::try_from(args.max_query).unwrap_or(usize::MAX),
            hits: args.max_hits,
            answer: usize::try_from(args.max_answer).unwrap_or(usize::MAX),
            time: args.max_time,
            requests: args.max_requests.clamp(1, 100_000),
            connections: args.max_connections.clamp(1, 100_000),
            ..Limits::default()
        },
        token,
        writing: if args.writable { Writing::Into(Box::new(index.clone())) } else { Writing::Off },
        name: args.name.clone(),
        watches: keeping.clone(),
    };
    let requests = settings.limits.requests;
    let source = Arc::new(Snapshots::of(index)?);
    #[cfg(feature = "mcp")]
    let tools = Tools::within(source.clone(), clock, settings.limits.time).with_watches(keeping);
    let shared = Shared::new(source, settings);
    #[cfg(feature = "mcp")]
    let shared = shared.with_assistants(http_service(&tools));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Connections, requests, batches, and looking for commits.
        .max_blocking_threads(CONNECTION_THREADS + requests + 8)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| CliError::usage(format!("cannot listen on {address}: {error}")))?;
        let stop = stop()?;
        let home = format!("http://{}", listener.local_addr()?);
        say(&format!("newsgrep: listening on {home}"));
        if opens {
            browse(&home);
        }
        serve(listener, shared, stop).await?;
        Ok::<(), CliError>(())
    })?;
    // What is still under way after the farewell is left.
    runtime.shutdown_timeout(Duration::from_millis(100));
    Ok(Exit::Found)
}

/// Opens a page in the browser that the user prefers.
fn browse(address: &str) {
    let named = std::env::var("BROWSER").ok().filter(|it| !it.trim().is_empty());
    let standard = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let program = named.as_deref().unwrap_or(standard);
    let mut command = if cfg!(windows) && named.is_none() {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new(program)
    };
    let started =
        command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if started.is_err() {
        say(&format!("note: {program} does not start; open {address} yourself"));
    }
}

fn address(typed: &str) -> Result<SocketAddr, CliError> {
    let wrong = || {
        CliError::usage(format!("`{typed}` is not an address to listen on"))
            .hint("write 127.0.0.1:7700, or [::1]:7700".to_owned())
    };
    // `localhost` may stand for several; the first is as good as another.
    typed.to_socket_addrs().map_err(|_| wrong())?.next().ok_or_else(wrong)
}

/// Comes to its end when the program is told to stop.
#[cfg(unix)]
fn stop() -> Result<impl Future<Output = ()>, CliError> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop() -> Result<impl Future<Output = ()>, CliError> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
