//! `_cat`: tables for people and scripts.

use serde_json::{Map, Value};

use crate::server::elastic::admin::VERSION;
use crate::server::elastic::call::{Answer, Answered, Call, INDICES};
use crate::server::elastic::error::ElasticError;

/// A column of a table: its names and its value.
type Cell = (&'static [&'static str], String);

/// `_cat/…`
pub(super) async fn cat(call: &Call, path: &[&str]) -> Answered {
    call.known(
        &[
            &INDICES[..],
            &[
                "h",
                "v",
                "s",
                "help",
                "bytes",
                "time",
                "local",
                "master_timeout",
                "cluster_manager_timeout",
                "health",
                "pri",
                "include_unloaded_segments",
                "ts",
                "active_only",
                "full_id",
            ],
        ]
        .concat(),
    )?;
    for key in ["s", "help"] {
        if call.get(key).is_some_and(|it| it != "false") && key == "help" {
            return Err(ElasticError::unsupported(
                "[help] of [_cat] is not supported; ask with v for the names of the columns",
            ));
        }
    }
    let name = call.index().to_owned();
    let info = call.shared.work(|engine| Ok(engine.info()?)).await?;
    let size = match call.get("bytes") {
        Some("b") => info.index_bytes.to_string(),
        Some("kb" | "k") => (info.index_bytes / 1024).to_string(),
        _ => format!("{}kb", info.index_bytes / 1024),
    };
    let is_there = |at: usize| path.get(at).map_or(Ok(true), |names| call.names(names));
    let rows: Vec<Vec<Cell>> = match path {
        ["indices", ..] => {
            let fits = call.get("health").is_none_or(|it| it == "green") && is_there(1)?;
            let row: Vec<Cell> = vec![
                (&["health", "h"], "green".to_owned()),
                (&["status", "s"], "open".to_owned()),
                (&["index", "i", "idx"], name.clone()),
                (&["uuid", "id"], name.clone()),
                (&["pri", "p"], "1".to_owned()),
                (&["rep", "r"], "0".to_owned()),
                (&["docs.count", "dc"], info.articles.to_string()),
                (&["docs.deleted", "dd"], "0".to_owned()),
                (&["store.size", "ss"], size.clone()),
                (&["pri.store.size"], size),
            ];
            if fits { vec![row] } else { Vec::new() }
        }
        ["count", ..] => {
            is_there(1)?;
            vec![vec![
                (&["epoch", "t"], "0".to_owned()),
                (&["timestamp", "ts"], "00:00:00".to_owned()),
                (&["count", "dc"], info.articles.to_string()),
            ]]
        }
        ["health"] => vec![vec![
            (&["epoch", "t"], "0".to_owned()),
            (&["timestamp", "ts"], "00:00:00".to_owned()),
            (&["cluster", "cl"], "newsgrep".to_owned()),
            (&["status", "st"], "green".to_owned()),
            (&["node.total", "nt"], "1".to_owned()),
            (&["node.data", "nd"], "1".to_owned()),
            (&["discovered_cluster_manager"], "true".to_owned()),
            (&["shards", "sh"], "1".to_owned()),
            (&["pri", "p"], "1".to_owned()),
            (&["relo", "r"], "0".to_owned()),
            (&["init", "i"], "0".to_owned()),
            (&["unassign", "u"], "0".to_owned()),
            (&["pending_tasks", "pt"], "0".to_owned()),
            (&["max_task_wait_time"], "-".to_owned()),
            (&["active_shards_percent", "asp"], "100.0%".to_owned()),
        ]],
        ["nodes"] => vec![vec![
            (&["ip", "i"], "127.0.0.1".to_owned()),
            (&["node.role", "r"], "dim".to_owned()),
            (&["master", "m"], "*".to_owned()),
            (&["name", "n"], "newsgrep".to_owned()),
            (&["version", "ver"], VERSION.to_owned()),
        ]],
        ["shards", ..] => {
            is_there(1)?;
            vec![vec![
                (&["index", "i"], name),
                (&["shard", "s"], "0".to_owned()),
                (&["prirep", "p"], "p".to_owned()),
                (&["state", "st"], "STARTED".to_owned()),
                (&["docs", "d"], info.articles.to_string()),
                (&["store", "sto"], size),
                (&["ip"], "127.0.0.1".to_owned()),
                (&["node", "n"], "newsgrep".to_owned()),
            ]]
        }
        ["aliases", ..] | ["templates", ..] | ["plugins"] | ["tasks"] | ["pending_tasks"] => Vec::new(),
        _ => {
            return Err(ElasticError::unsupported(format!(
                "[_cat/{}] is not supported; there are indices, count, health, nodes, shards",
                path.join("/")
            )));
        }
    };
    let rows = match call.get("h") {
        None | Some("") => rows,
        Some(wanted) => rows
            .into_iter()
            .map(|row| {
                wanted
                    .split(',')
                    .filter_map(|name| row.iter().find(|it| it.0.contains(&name)).cloned())
                    .collect()
            })
            .collect(),
    };
    let accepts = call.headers.get("accept").and_then(|it| it.to_str().ok()).unwrap_or("");
    if call.get("format") == Some("json") || accepts.contains("json") {
        let object = |row: Vec<Cell>| {
            Value::Object(row.into_iter().map(|it| (it.0[0].to_owned(), it.1.into())).collect::<Map<_, _>>())
        };
        return Answer::ok(rows.into_iter().map(object).collect());
    }
    let mut lines: Vec<Vec<String>> = Vec::new();
    if call.flag("v")
        && let Some(row) = rows.first()
    {
        lines.push(row.iter().map(|it| it.0[0].to_owned()).collect());
    }
    lines.extend(rows.into_iter().map(|row| row.into_iter().map(|it| it.1).collect()));
    let widths: Vec<usize> = (0..lines.iter().map(Vec::len).max().unwrap_or(0))
        .map(|at| lines.iter().filter_map(|it| it.get(at)).map(String::len).max().unwrap_or(0))
        .collect();
    let line = |cells: &Vec<String>| {
        let cells: Vec<String> =
            cells.iter().zip(&widths).map(|(it, width)| format!("{it:<width$}")).collect();
        cells.join(" ").trim_end().to_owned() + "\n"
    };
    Ok(Answer::Text(lines.iter().map(line).collect()))
}
