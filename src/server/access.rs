//! Who may ask: the token, and the name by which the server was called.

use std::borrow::Cow;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;

use crate::request::Problem;
use crate::server::Shared;

/// Lets a request through or refuses it. Every response tells browsers not to guess another media type.
pub(super) async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match refused(&shared, &request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    // Clients of Elasticsearch go on only where they find it.
    headers.insert(HeaderName::from_static("x-elastic-product"), HeaderValue::from_static("Elasticsearch"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

fn refused(shared: &Shared, request: &Request) -> Option<Problem> {
    let headers = request.headers();
    match &shared.settings().token {
        Some(_) if request.uri().path() == "/healthz" => None,
        Some(token) => (!shows(headers, token)).then(|| {
            Problem::new("unauthorized", "this server asks for a token")
                .offer("send the header `Authorization: Bearer TOKEN`")
        }),
        // Without a token only this machine may ask; a page of somebody else's that had its name
        // pointed here must not.
        None => (!is_called_local(headers)).then(|| {
            Problem::new("forbidden", "this server answers to localhost alone")
                .offer("start it with --token to be asked by another name")
        }),
    }
    .or_else(|| from_elsewhere(request))
}

/// Whether a request has the right token. A wrong one takes as long to compare as the right one.
fn shows(headers: &HeaderMap, token: &str) -> bool {
    // An empty one would be shown by everybody.
    if token.trim().is_empty() {
        return false;
    }
    let Some(shown) = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes) else { return false };
    let Some(blank) = shown.iter().position(|byte| *byte == b' ') else { return false };
    let (scheme, shown) = (&shown[..blank], shown[blank..].trim_ascii());
    if scheme.eq_ignore_ascii_case(b"bearer") {
        return same(shown, token.as_bytes());
    }
    // Browsers ask people for a name and a password: any name, and the token.
    scheme.eq_ignore_ascii_case(b"basic")
        && STANDARD_PAD_INDIFFERENT.decode(shown).is_ok_and(|pair| {
            let password = pair.iter().position(|byte| *byte == b':').map(|at| &pair[at + 1..]);
            password.is_some_and(|password| same(password, token.as_bytes()))
        })
}

fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// Whether the server was called by a name of this machine, or by none.
fn is_called_local(headers: &HeaderMap) -> bool {
    headers.get(header::HOST).is_none_or(|host| host.to_str().is_ok_and(is_local_name))
}

fn is_local_name(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or((rest, "?")),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        && (name.eq_ignore_ascii_case("localhost")
            || host.is_empty()
            || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

/// The `Host` of a request where it is a name of this machine, else nothing: a name that was not checked must not appear in
/// links.
pub(super) fn home_of(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).map_or(Some("localhost"), |it| it.to_str().ok());
    match host.filter(|host| is_local_name(host) && !host.is_empty()) {
        Some(host) => format!("http://{host}"),
        None => String::new(),
    }
}

/// Whether a browser sends the request for a page of another site.
pub(super) fn is_cross_site(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().any(|it| it.as_bytes().eq_ignore_ascii_case(b"cross-site"))
}

/// Whether a page of another site may make a browser send this request: only to show a page, as a link does.
fn is_navigation(request: &Request) -> bool {
    let says = |name: &str, value: &[u8]| {
        let mut values = request.headers().get_all(name).iter();
        values.next().is_some_and(|it| it.as_bytes().eq_ignore_ascii_case(value)) && values.next().is_none()
    };
    request.method() == Method::GET
        && says("sec-fetch-mode", b"navigate")
        && says("sec-fetch-dest", b"document")
}

/// Whether a request costs no more than a search of one page.
fn is_cheap(uri: &Uri) -> bool {
    /// The most hits of such a request.
    const MANY: usize = 100;
    let path = uri.path();
    let is_cheap = matches!(
        path,
        "/" | "/article"
            | "/quotes"
            | "/feed.atom"
            | "/feed.rss"
            | "/opensearch.xml"
            | "/style.css"
            | "/page.js"
            | "/icon.svg"
            | "/healthz"
            | "/api/search"
            | "/api/facets"
            | "/api/openapi.json"
    ) || path.starts_with("/api/articles/")
        || ["/_search", "/_count"].iter().any(|it| path.ends_with(it))
        || path.contains("/_doc/");
    let is_many = |(key, value): (Cow<'_, str>, Cow<'_, str>)| match &*key {
        "limit" | "size" => value.parse::<usize>().is_ok_and(|it| it > MANY) || value == "all",
        "all_hits" => value != "false",
        // The texts of all that is found are read.
        "group" => value == "event",
        _ => false,
    };
    is_cheap && !url::form_urlencoded::parse(uri.query().unwrap_or("").as_bytes()).any(is_many)
}

/// The error for a request that a page of another site may not make.
fn from_elsewhere(request: &Request) -> Option<Problem> {
    let headers = request.headers();
    if is_cross_site(headers) && !(is_navigation(request) && is_cheap(request.uri())) {
        return Some(
            Problem::new("forbidden", "another site's page may not ask this server")
                .offer("a link to a page of it works"),
        );
    }
    let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok());
    let origin = text(header::ORIGIN)?;
    let own = text(header::HOST).is_some_and(|host| origin.split("://").nth(1) == Some(host));
    // Old browsers say no more than the origin; extensions of a browser are no sites.
    let is_site = origin == "null" || origin.starts_with("http://") || origin.starts_with("https://");
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    (is_site && !own && !is_read)
        .then(|| Problem::new("forbidden", "another site's page may not ask this server to do anything"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_this_machine_are_local() {
        for (host, local) in [
            ("localhost:7700", true),
            ("127.0.0.1", true),
            ("127.1.2.3:80", true),
            ("[::1]:7700", true),
            ("LOCALHOST", true),
            ("example.org", false),
            ("127.0.0.1.example.org", false),
            ("localhost.example.org:7700", false),
            ("10.0.0.1", false),
            ("localhost:7700/x", false),
            ("localhost:", false),
            ("localhost\"><x", false),
            ("[::1]x", false),
            ("[::1", false),
        ] {
            assert_eq!(is_local_name(host), local, "{host}");
        }
    }

    #[test]
    fn only_the_whole_token_opens() {
        let shown = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(text));
            shows(&headers, "secret")
        };
        assert!(shown("Bearer secret") && shown("bearer secret "));
        assert!(shown("Basic bmFtZTpzZWNyZXQ="));
        for wrong in [
            "Basic bmFtZTpzZWNyZQ==",
            "Basic ???",
            "Bearer secre",
            "Bearer secrets",
            "Basic secret",
            "secret",
            "",
            "Bearer",
        ] {
            assert!(!shown(wrong), "{wrong}");
        }
        assert!(!shows(&HeaderMap::new(), "secret"));
        let mut nothing = HeaderMap::new();
        nothing.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer "));
        assert!(!shows(&nothing, ""));
    }
}
