//! The tools over HTTP: each message is a POST, and answered with one JSON object.

use std::sync::Arc;

use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use crate::mcp::Tools;

/// The tools as a service for a server, which bounds bodies and decides who may ask. It keeps no sessions: what one message
/// needs, it brings along.
#[must_use]
pub fn http_service(tools: &Tools) -> StreamableHttpService<Tools, LocalSessionManager> {
    let tools = tools.clone();
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_sse_keep_alive(None)
        // The server has looked at that already, for all its routes.
        .disable_allowed_hosts();
    StreamableHttpService::new(move || Ok(tools.clone()), Arc::new(LocalSessionManager::default()), config)
}
