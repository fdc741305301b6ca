// Starts GraphiQL on this host's API. The examples stand in the first tab of a new visitor.

const EXAMPLES = `# Docket's API. Place the cursor in an operation and press Ctrl-Enter to run it.
# Everything has a description: open the documentation at the left.

query Orders {
  orders(first: 5) {
    nodes {
      id
      number
      status
      amountTotal
      allowedActions
      customer { id name balance creditLimit availableCredit }
    }
    pageInfo { hasNextPage endCursor }
  }
}

# Why is a balance what it is? Put in the id of a customer from above.
query Explain($id: ID!) {
  explain(entity: CUSTOMER, id: $id, field: "balance") {
    ... on Explanation {
      text
      terms { label value text terms { label value text } }
      rest { text endCursor }
    }
    ... on NotExplained { code message explainedFields }
  }
}

# Is every stored value what its rule gives?
query Verify {
  verification {
    drift
    rules { rule { name sentence } rows drift breaches milliseconds }
  }
}

# What holds here, and what it refused lately.
query Rules {
  rules { name kind sentence expression refusedLately }
  refusals(first: 5) { nodes { at actor command rule message facts } }
}

# A change answers with what it made, or with why it was refused. Put in ids from above.
mutation CreateOrder($customer: ID!, $product: ID!) {
  createOrder(input: { customerId: $customer, items: [{ productId: $product, quantity: "2" }] }) {
    order { id number amountTotal customer { balance } }
    userErrors { code message field rule }
  }
}

# Runs until it is stopped. Ship an order meanwhile, in another tab or the app.
subscription Shipped {
  orderShipped {
    cursor
    type
    occurredAt
    order { id number status amountTotal customer { name balance } }
  }
}
`;

const socket = location.protocol === "https:" ? "wss" : "ws";
const fetcher = GraphiQL.createFetcher({
  url: "/graphql",
  subscriptionUrl: `${socket}://${location.host}/graphql`,
});

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: EXAMPLES, defaultEditorToolsVisibility: "variables" }),
);
