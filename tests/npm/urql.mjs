// What a program does with urql as its documentation shows it.
//
// node urql.mjs URL

import assert from 'node:assert/strict';

import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { Shop, live, until } from './shop.mjs';

const url = process.argv[2];
const shop = await new Shop(url).open('100');
const sockets = createClient({ url: live(url), webSocketImpl: WebSocket });
const client = new Client({
  url,
  preferGetMethod: true,
  exchanges: [
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ ...request, query: request.query ?? '' }, sink) }),
      }),
    }),
  ],
});

const CREATE = gql`
  mutation Create($input: CreateOrderInput!) {
    createOrder(input: $input) { order { id status } userErrors { code ... on CreditLimitExceeded { excess } } }
  }
`;
const ORDER = gql`query Order($id: ID!) { order(id: $id) { id status } }`;
const SHIPPED = gql`subscription Shipped($after: String) { orderShipped(after: $after) { cursor order { id status } } }`;

const created = await client.mutation(CREATE, { input: shop.input('10') });
assert.equal(created.error, undefined);
const { id } = created.data.createOrder.order;
const refused = await client.mutation(CREATE, { input: shop.input('0.1') });
assert.deepEqual(refused.data.createOrder.userErrors, [
  { code: 'CREDIT_LIMIT_EXCEEDED', excess: '1', __typename: 'CreditLimitExceeded' },
]);

// Over GET, and again after a mutation of the same type: its cache asks anew.
const seen = [];
client.query(ORDER, { id }).subscribe(({ data }) => seen.push(data.order.status));
await until(() => seen.length > 0, 'the order');
const events = [];
const subscription = client.subscription(SHIPPED, {}).subscribe(({ data }) => events.push(data.orderShipped));
await client.mutation(gql`mutation Ship($id: ID!) { shipOrder(input: { id: $id }) { order { id status } userErrors { code } } }`, { id });
await until(() => seen.at(-1) === 'SHIPPED', 'the shipment');
await shop.shipUntil((order) => events.some((event) => event.order.id === order));
subscription.unsubscribe();

// From a cursor on.
const cursor = events[0].cursor;
const next = await shop.ship(await shop.order());
const resumed = [];
client.subscription(SHIPPED, { after: cursor }).subscribe(({ data }) => resumed.push(data.orderShipped.order.id));
await until(() => resumed.includes(next), 'what followed');
assert.ok(!resumed.includes(events[0].order.id));

const wrong = await client.query(gql`{ nothing }`, {});
assert.equal(wrong.error.graphQLErrors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
const failed = [];
client.subscription(SHIPPED, { after: 'nonsense' }).subscribe(({ error }) => failed.push(error));
await until(() => failed.length > 0, 'the error');
assert.equal(failed[0].graphQLErrors[0].extensions.code, 'BAD_CURSOR');

await sockets.dispose();
console.log('query, mutation, userErrors, subscription, cursor, errors');
