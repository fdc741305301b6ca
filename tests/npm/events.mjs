// Ships orders and follows that as server-sent events, with graphql-sse's client: one half, then from the cursor on.
//
// node events.mjs URL CURSOR ORDER...

import { createClient } from 'graphql-sse';

const [url, begin, ...orders] = process.argv.slice(2);
const client = createClient({ url, retryAttempts: 0 });

const SHIP = 'mutation ($id: ID!) { shipOrder(input: { id: $id }) { order { status } userErrors { code } } }';
const SHIPPED = 'subscription ($after: String) { orderShipped(after: $after) { cursor order { id } } }';

async function results(request) {
  const found = [];
  for await (const result of client.iterate(request)) found.push(result);
  return found;
}

async function follow(after, count) {
  const seen = [];
  for await (const { data } of client.iterate({ query: SHIPPED, variables: { after } })) {
    seen.push(data.orderShipped);
    if (seen.length === count) break;
  }
  return seen;
}

const half = Math.floor(orders.length / 2);
const first = follow(begin, half);
const shipped = [];
for (const id of orders) shipped.push(...(await results({ query: SHIP, variables: { id } })));
const before = await first;
const after = await follow(before.at(-1).cursor, orders.length - half);
const refused = await results({ query: '{ nothing }' });

console.log(JSON.stringify({
  shipped: shipped.map(({ data }) => data.shipOrder.order.status),
  followed: [...before, ...after].map(({ order }) => order.id),
  refused: refused.map(({ errors }) => errors[0].extensions.code),
}));
client.dispose();
