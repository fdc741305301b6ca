//! The codes of top-level errors, each declared once: name, status, meaning, cause and remedy. docs/ERRORS.md is made from
//! this list.

use axum::http::StatusCode;

macro_rules! codes {
    ($(
        #[doc = $meaning:literal]
        $code:ident = $name:literal $(as $status:ident)?,
        because $cause:literal,
        so $remedy:literal;
    )+) => {
        /// The codes in `errors[].extensions.code`. The list is closed: programs may rely on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            $(#[doc = $meaning] $code,)+
        }

        impl ErrorCode {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// The code as programs read it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// The status of an answer that is nothing but this error. Without one it is an error of a document or of
            /// a field.
            pub const fn status(self) -> Option<StatusCode> {
                match self { $(Self::$code => codes!(@status $($status)?),)+ }
            }

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)+ }
            }

            /// How it comes about.
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$code => $cause,)+ }
            }

            /// What the caller can do.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$code => $remedy,)+ }
            }
        }
    };
    (@status) => { None };
    (@status $status:ident) => { Some(StatusCode::$status) };
}

codes! {
    /// The HTTP request carries no GraphQL request that can be read.
    BadRequest = "BAD_REQUEST" as BAD_REQUEST,
    because "The body is no JSON object with `query`, `variables` is no object, or an idempotency key is not one key of visible ASCII characters.",
    so "Correct the request; the message names the part. Sending it again as it is gives the same answer.";

    /// The method does not fit, such as a mutation over GET.
    MethodNotAllowed = "METHOD_NOT_ALLOWED" as METHOD_NOT_ALLOWED,
    because "A mutation or subscription over GET, or a method other than GET and POST.",
    so "Send it over POST; the header `Allow` names what is taken.";

    /// The body has another content type than JSON.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE" as UNSUPPORTED_MEDIA_TYPE,
    because "A POST without `content-type: application/json`.",
    so "Send JSON under that content type.";

    /// The body is larger than the server reads.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE" as PAYLOAD_TOO_LARGE,
    because "The body has more bytes than the setting `largest_body_bytes` allows.",
    so "Send less at once, such as fewer items an order, or fewer ids a call.";

    /// The document is not GraphQL.
    GraphqlParseFailed = "GRAPHQL_PARSE_FAILED",
    because "A syntax error; `locations` names its place.",
    so "Correct the document.";

    /// The document or its variables do not fit the schema.
    GraphqlValidationFailed = "GRAPHQL_VALIDATION_FAILED",
    because "A field, argument or type that the schema does not have, a variable that is missing or of another type, or a malformed decimal.",
    so "Compare the document with schema.graphql; a decimal is a string such as `\"12.50\"`, or a whole number.";

    /// The request asks for more than one request may.
    QueryTooComplex = "QUERY_TOO_COMPLEX",
    because "The document is too long, nests too deep, renames or selects too many fields, or its lists multiply to too many values.",
    so "Ask in smaller parts: smaller pages, fewer levels.";

    /// An argument cannot be meant, such as `first: -1`.
    BadUserInput = "BAD_USER_INPUT",
    because "An argument of a query is out of its range, or two arguments exclude each other.",
    so "Correct the argument that the message names. (What a mutation's input is refused for stands in `userErrors`.)";

    /// A cursor that did not come from this list.
    BadCursor = "BAD_CURSOR",
    because "`after` or `before` is made up, cut off, or of a list that was asked in another order.",
    so "Begin at the first page; send a cursor only with the same `orderBy` that gave it.";

    /// The events behind this cursor are no longer kept.
    CursorExpired = "CURSOR_EXPIRED",
    because "A subscriber comes back after longer than the setting `event_days`: events that it has not seen are gone.",
    so "Read what you follow anew by a query, and subscribe without the cursor.";

    /// A page of another site asks.
    ForbiddenOrigin = "FORBIDDEN_ORIGIN" as FORBIDDEN,
    because "A browser opens a socket or an event stream from a page that another host has served: its `Origin` is not this server.",
    so "Open it from a page of this server, from a program that sends no `Origin`, or have the operator name the page's site in the setting `socket_origins`.";

    /// The request is for a host that this server does not answer to.
    MisdirectedRequest = "MISDIRECTED_REQUEST" as MISDIRECTED_REQUEST,
    because "On loopback the `Host` header names neither loopback nor a name of the setting `allowed_hosts`.",
    so "Ask it as localhost, or have the operator add the name that a proxy passes on.";

    /// Too much is open or running already.
    TooManyRequests = "TOO_MANY_REQUESTS" as TOO_MANY_REQUESTS,
    because "All sockets or event streams that the settings `sockets` and `streams` allow are open, a socket runs as many operations as `socket_operations` allows, three exports run, or a verification runs already.",
    so "Wait, and try again.";

    /// The answer took too long. A mutation may have been stored all the same.
    Timeout = "TIMEOUT" as SERVICE_UNAVAILABLE,
    because "The request was worked on for longer than the setting `request_seconds` allows, or an export for longer than `export_seconds`.",
    so "Ask for less. Repeat a mutation under its idempotency key, or look first whether it was stored.";

    /// The database cannot be used now. The message says whether a change may have been stored.
    Unavailable = "UNAVAILABLE" as SERVICE_UNAVAILABLE,
    because "The database does not answer, or all connections are in use for too long; or a newer Docket has migrated it, or put it under other rules, while this instance ran: `/health/ready` says which.",
    so "Ask another instance, or try again later. Repeat a mutation under its idempotency key, or look first whether it was stored.";

    /// Too much happened to the same rows at once; nothing was stored.
    Conflict = "CONFLICT",
    because "The unit of work lost against others thirty times.",
    so "Try again; nothing was stored.";

    /// The idempotency key came with another request before.
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED" as UNPROCESSABLE_ENTITY,
    because "The same key, tenant and user, but another document, operation name or variables within 24 hours.",
    so "Use a new key for a new request; repeat the old one exactly.";

    /// A request with this idempotency key is being carried out now.
    IdempotencyKeyInFlight = "IDEMPOTENCY_KEY_IN_FLIGHT" as CONFLICT,
    because "The first request with this key has not ended, here or on another instance.",
    so "Send it again a little later: the answer will be the first one's.";

    /// Something broke on our side.
    Internal = "INTERNAL" as INTERNAL_SERVER_ERROR,
    because "A fault: a disk is full, a table is missing, or the code broke its own promise. The log says which; the client is told nothing else.",
    so "Report the request id; the log has a line at `error` under it. Try again later: a mutation that failed so was not stored.";
}
