// Follows shipments with graphql-ws while the line is cut again and again: the client comes back by itself, with the cursor
// of the last event it saw.
//
// node graphql-ws.mjs URL

import assert from 'node:assert/strict';
import net from 'node:net';

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { Shop, live, until } from './shop.mjs';

const SHIPMENTS = 60;
const EVERY = 7;

const url = process.argv[2];
const shop = await new Shop(url).open('1000000');

// A line that can be cut in the middle of whatever it carries.
const { hostname, port } = new URL(url);
const open = new Set();
const line = net.createServer((near) => {
  const far = net.connect(port, hostname);
  for (const [from, to] of [[near, far], [far, near]]) {
    from.on('error', () => to.destroy()).on('close', () => to.destroy()).pipe(to);
  }
  open.add(near);
  near.on('close', () => open.delete(near));
});
await new Promise((listening) => line.listen(0, '127.0.0.1', listening));
const through = `ws://127.0.0.1:${line.address().port}/graphql`;

// Queries and mutations over a socket, and a question by a socket that is not kept.
const lazy = createClient({ url: live(url), webSocketImpl: WebSocket });
async function results(client, request) {
  const found = [];
  for await (const result of client.iterate(request)) found.push(result);
  return found;
}
assert.deepEqual(await results(lazy, { query: '{ tenant { currency } }' }), [{ data: { tenant: { currency: 'EUR' } } }]);
const CREATE = 'mutation ($input: CreateOrderInput!) { createOrder(input: $input) { order { status } userErrors { code } } }';
const again = { query: CREATE, variables: { input: shop.input('1') }, extensions: { idempotencyKey: `ws-${process.pid}` } };
const [once] = await results(lazy, again);
assert.deepEqual(await results(lazy, again), [once]);
assert.equal(once.data.createOrder.order.status, 'OPEN');
await assert.rejects(results(lazy, { query: '{ nothing }' }), (errors) => {
  assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  return true;
});
await lazy.dispose();

// The payload is written anew for every socket: what its variables say then is where the subscription goes on.
const payload = {
  query: 'subscription ($after: String) { orderShipped(after: $after) { cursor order { id } } }',
  variables: { after: null },
};
let opened = 0;
const client = createClient({
  url: through,
  webSocketImpl: WebSocket,
  retryAttempts: 1000,
  retryWait: () => new Promise((done) => setTimeout(done, 20)),
  shouldRetry: () => true,
  keepAlive: 100,
  on: { connected: () => { opened += 1; } },
});
const seen = [];
let ended;
client.subscribe(payload, {
  next: ({ data: { orderShipped } }) => {
    payload.variables.after = orderShipped.cursor;
    seen.push(orderShipped.order.id);
    if (seen.length % EVERY === 0) for (const socket of open) socket.destroy();
  },
  error: (error) => { ended = error; },
  complete: () => { ended = 'complete'; },
});
const first = await shop.shipUntil((id) => seen.includes(id));
const shipped = [first];
while (shipped.length < SHIPMENTS) shipped.push(await shop.ship(await shop.order()));
await until(() => seen.includes(shipped.at(-1)) || ended, 'the last shipment');

assert.equal(ended, undefined);
assert.deepEqual(seen.slice(seen.indexOf(first)), shipped);
assert.equal(new Set(seen).size, seen.length);
assert.ok(opened > SHIPMENTS / EVERY, `opened ${opened} times`);
await client.dispose();
line.close();
console.log(`${SHIPMENTS} shipments, each once and in order`);
