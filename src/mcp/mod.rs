//! Tools of the Model Context Protocol, on standard input and output and over HTTP.
//!
//! Answers are the JSON objects of the other interfaces, short unless more is asked for; whatever is quoted comes with the id
//! of its article and its place in it. An error is a result of the tool, not of the protocol.

mod fit;
mod http;
mod offered;
mod outputs;
mod tools;
mod untrusted;
mod watches;

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, GetPromptRequestParams, GetPromptResponse,
    Implementation, ListPromptsResult, ListResourceTemplatesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde_json::{Map, Value};
use tokio::sync::Semaphore;

pub use crate::mcp::http::http_service;

use crate::date::Day;
use crate::field::Field;
use crate::request::Problem;
use crate::search::{Cancel, Engine, EngineSource, Limited};
use crate::watch::Keeping;

/// How long a call may take; as long as a request to the server.
const TIME: Duration = Duration::from_secs(30);
/// Calls that are answered at once.
const TURNS: usize = 4;

/// What an assistant is told at the start.
fn instructions() -> String {
    let fields = Field::all().filter_map(|field| Some(format!("{}:", field.query_word()?)));
    let fields = fields.collect::<Vec<_>>().join(" ");
    format!(
        "\
Full-text search over news articles with date, source and speaker. `search` finds articles and shows the \
passages that prove it; `quotes` finds who said something, in which words, told by whom. Words side by side \
are a phrase; AND OR NOT ( ) NEAR/5 SAID, =word word~ word*, {fields} quote: after: before: \
narrow it. `putin SAID ceasefire` finds quotations of a speaker. When nothing is found, `suggest` tells what \
would be. `start` and `end` count bytes of the field; `article` shows any stretch of it, so that \
every passage can be checked. An answer has at most {most} bytes: what does not fit is left out and told in `left_out`. \
An article is also the resource newsgrep://article/ID. Whatever an answer shows {note}: its marks say where it begins and ends.",
        most = fit::MOST,
        note = untrusted::NOTE
    )
}

/// The tools over one collection.
#[derive(Debug, Clone)]
pub struct Tools(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Arc<dyn EngineSource>,
    today: fn() -> Day,
    /// How long a call may take.
    time: Duration,
    /// Permits for calls: each may take much memory.
    turns: Arc<Semaphore>,
    /// Where watches are kept, where there is such a place.
    watches: Option<Keeping>,
}

impl Tools {
    /// Tools that search this source; what is committed later is taken up at the next call.
    #[must_use]
    pub fn new(source: Arc<dyn EngineSource>, today: fn() -> Day) -> Tools {
        Tools::within(source, today, TIME)
    }

    /// The same, with so much time for a call.
    #[must_use]
    pub fn within(source: Arc<dyn EngineSource>, today: fn() -> Day, time: Duration) -> Tools {
        let turns = Arc::new(Semaphore::new(TURNS));
        Tools(Arc::new(Inner { source, today, time, turns, watches: None }))
    }

    /// The same, with the watches that are kept there.
    #[must_use]
    pub fn with_watches(self, watches: Option<Keeping>) -> Tools {
        let Inner { source, today, time, turns, .. } = &*self.0;
        let (source, turns) = (Arc::clone(source), Arc::clone(turns));
        Tools(Arc::new(Inner { source, today: *today, time: *time, turns, watches }))
    }

    fn engine(&self) -> Arc<dyn Engine> {
        // A commit that cannot be read leaves the old articles to answer.
        let _ = self.0.source.refresh();
        self.0.source.current()
    }

    /// Calls a tool. A search that runs out of time gives what was found so far and says that it is partial.
    ///
    /// # Errors
    ///
    /// The arguments cannot be parsed, or the index fails or refuses the query.
    pub fn call(&self, name: &str, arguments: Map<String, Value>) -> Result<Value, Problem> {
        self.call_until(name, arguments, Cancel::default())
    }

    /// As [`Self::call`], until it is cancelled.
    ///
    /// # Errors
    ///
    /// As [`Self::call`].
    pub fn call_until(
        &self,
        name: &str,
        arguments: Map<String, Value>,
        cancel: Cancel,
    ) -> Result<Value, Problem> {
        let engine = self.engine();
        let engine = Limited::new(&*engine, self.0.time, cancel);
        let today = (self.0.today)();
        match watches::call(&engine, today, self.0.watches.as_ref(), name, &arguments) {
            Some(answer) => answer,
            None => tools::call(&engine, today, &self.0.source.location(), name, arguments),
        }
    }
}

impl Tools {
    /// Does work on a thread that may block, when it is its turn; it ends when the request is cancelled.
    async fn in_turn<T: Send + 'static>(
        &self,
        context: &RequestContext<RoleServer>,
        work: impl FnOnce(&Tools, Cancel) -> T + Send + 'static,
    ) -> Result<T, ErrorData> {
        let failed = || ErrorData::internal_error("answering failed", None);
        let cancelled = || ErrorData::internal_error("the call was cancelled", None);
        let turn = tokio::select! {
            turn = Arc::clone(&self.0.turns).acquire_owned() => turn.map_err(|_| failed())?,
            () = context.ct.cancelled() => return Err(cancelled()),
        };
        let (tools, cancel) = (self.clone(), Cancel::default());
        let _gone = cancel.on_drop();
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&tools, cancel);
            drop(turn);
            done
        });
        tokio::select! {
            done = done => done.map_err(|_| failed()),
            () = context.ct.cancelled() => Err(cancelled()),
        }
    }
}

impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        let named = Implementation::new("newsgrep", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(
            ServerCapabilities::builder().enable_tools().enable_resources().enable_prompts().build(),
        )
        .with_server_info(named)
        .with_instructions(instructions())
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult { tools: tools::all(), ..ListToolsResult::default() })
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let answer = self.in_turn(&context, move |tools, cancel| {
            let answer = tools.call_until(&request.name, request.arguments.unwrap_or_default(), cancel);
            answer.map(fit::fitted)
        });
        Ok(match answer.await? {
            Ok(value) => untrusted::marked(value),
            Err(problem) => CallToolResult::structured_error(tools::parsed(&problem.line())),
        }
        .into())
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let resource_templates = offered::templates();
        Ok(ListResourceTemplatesResult { resource_templates, ..ListResourceTemplatesResult::default() })
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let read = self.in_turn(&context, move |tools, cancel| {
            let engine = tools.engine();
            offered::read(&Limited::new(&*engine, tools.0.time, cancel), &request.uri)
        });
        let read = read.await?;
        read.map(Into::into).map_err(|problem| ErrorData::resource_not_found(problem.to_string(), None))
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult { prompts: offered::prompts(), ..ListPromptsResult::default() })
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let made = offered::prompt(&request.name, &request.arguments.unwrap_or_default());
        made.map(Into::into).map_err(|why| ErrorData::invalid_params(why, None))
    }
}

/// The protocol failed.
#[derive(Debug, thiserror::Error)]
#[error("the client ended the conversation before it began: {0}")]
pub struct McpError(String);

/// Speaks on standard input and output until the client ends it.
///
/// # Errors
///
/// The client does not speak the protocol.
pub async fn run(tools: Tools) -> Result<(), McpError> {
    let failed = |error: &dyn std::fmt::Display| McpError(error.to_string());
    let service = tools.serve(rmcp::transport::stdio()).await.map_err(|error| failed(&error))?;
    service.waiting().await.map_err(|error| failed(&error))?;
    Ok(())
}
