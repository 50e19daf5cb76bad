//! `/mcp`: tools for assistants, where the program has them.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::request::Problem;
use crate::server::{Shared, params};

/// Its route.
pub(super) fn routes(shared: &Shared) -> Router<Shared> {
    shared.assistants().layer(middleware::from_fn_with_state(shared.clone(), bounded))
}

/// Lets a message through that is not too long and does not come too slowly, where a place for it is free.
async fn bounded(State(shared): State<Shared>, request: Request, next: Next) -> Result<Response, Problem> {
    let (parts, content) = request.into_parts();
    let message = params::question(content, &shared.settings().limits).await?;
    let _place = shared.place()?;
    Ok(next.run(Request::from_parts(parts, Body::from(message))).await)
}
