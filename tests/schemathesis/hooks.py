"""What schemathesis does not know about Docket by itself: how its scalars are written, and what is a fault."""

import schemathesis
from graphql import ObjectValueNode, StringValueNode
from hypothesis import strategies as st

# What a client may cause; anything else in `errors` is Docket's own fault.
EXPECTED = {"BAD_USER_INPUT", "BAD_CURSOR", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX"}

texts = st.text(max_size=30)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str) | texts
days = st.dates().map(str) | texts
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z") | texts

for name, values in {"Decimal": decimals, "Date": days, "DateTime": moments}.items():
    schemathesis.graphql.scalar(name, values.map(lambda value: StringValueNode(value=value)))
schemathesis.graphql.scalar("JSON", st.just(ObjectValueNode(fields=())))


@schemathesis.check
def no_fault(ctx, response, case):
    """The answer is one that the API has for such a request."""
    assert response.status_code in (200, 400, 409, 422), f"status {response.status_code}"
    for error in response.json().get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code in EXPECTED, f"{code}: {error['message']}"
