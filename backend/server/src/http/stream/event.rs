//! Server-sent events as GraphQL over SSE spells them.

use async_graphql::Value;
use serde::Serialize;

/// There will be nothing more. A browser's `EventSource` hears of events with data only, be it empty.
pub(super) const COMPLETE: &str = "event: complete\ndata: \n\n";
/// Says nothing, and keeps whoever stands in between from taking the stream for dead.
pub(super) const BREATH: &str = ":\n\n";

/// How long a browser that is cut off waits before it comes back, in milliseconds.
pub(super) fn retry(pause: u64) -> String {
    format!("retry: {pause}\n\n")
}

/// A result, under its id if it has one.
pub(super) fn next(result: &impl Serialize, id: Option<&str>) -> Result<String, serde_json::Error> {
    let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    // JSON has no line breaks but those that it escapes.
    Ok(format!("event: next\n{id}data: {}\n\n", serde_json::to_string(result)?))
}

/// The cursor of the event that is told, if it was asked for under its own name.
pub(super) fn cursor(told: &Value) -> Option<&str> {
    let Value::Object(fields) = told else { return None };
    let (_, Value::Object(event)) = fields.first()? else { return None };
    let Value::String(cursor) = event.get("cursor")? else { return None };
    // Another field may go by this name.
    cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).then_some(cursor)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_one_line_of_data() {
        let event = next(&json!({ "data": { "notes": "one\ntwo\r\nthree\u{2028}" } }), Some("cAAA")).unwrap();
        assert_eq!(event.lines().count(), 4);
        assert!(event.starts_with("event: next\nid: cAAA\ndata: {") && event.ends_with("}\n\n"), "{event}");
    }

    #[test]
    fn an_id_is_a_cursor_and_nothing_else() {
        let found = |told| cursor(&Value::from_json(told).unwrap()).map(str::to_owned);
        assert_eq!(found(json!({ "orderShipped": { "cursor": "cAAA_-9" } })), Some("cAAA_-9".to_owned()));
        for told in [
            json!({ "orderShipped": { "cursor": "a\ndata: b" } }),
            json!({ "orderShipped": { "cursor": 7 } }),
            json!({ "orderShipped": { "place": "cAAA" } }),
            json!({ "orderShipped": null }),
            json!({}),
            json!(null),
        ] {
            assert_eq!(found(told.clone()), None, "{told}");
        }
    }
}
