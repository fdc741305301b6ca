// What a program does with Apollo Client as its documentation shows it: queries, mutations, subscriptions, and a cache that
// knows an object again by its id, whichever way it comes.
//
// node apollo.mjs URL

import assert from 'node:assert/strict';

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

import { Shop, live, until } from './shop.mjs';

// Browsers have it; Apollo's link asks for it by name.
globalThis.WebSocket ??= WebSocket;

const url = process.argv[2];
const shop = await new Shop(url).open('100');
let asked = 0;
const counting = (...request) => {
  asked += 1;
  return fetch(...request);
};
const sockets = createClient({ url: live(url), webSocketImpl: WebSocket });
const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(sockets),
    new HttpLink({ uri: url, fetch: counting }),
  ),
  cache: new InMemoryCache(),
});

const CREATE = gql`
  mutation Create($input: CreateOrderInput!) {
    createOrder(input: $input) {
      order { id status amountTotal customer { id balance } }
      userErrors { code message field rule ... on CreditLimitExceeded { limit balance attempted excess } }
    }
  }
`;
const ORDER = gql`query Order($id: ID!) { order(id: $id) { id status customer { id name balance } } }`;
const SHIPPED = gql`subscription Shipped { orderShipped { cursor order { id status customer { id balance } } } }`;

// A mutation, and one that a rule refuses: that is data, not an error.
const { data } = await client.mutate({ mutation: CREATE, variables: { input: shop.input('6') } });
assert.deepEqual(data.createOrder.userErrors, []);
const order = data.createOrder.order;
assert.equal(order.amountTotal, '60');
const refused = await client.mutate({ mutation: CREATE, variables: { input: shop.input('5') } });
const [refusal] = refused.data.createOrder.userErrors;
assert.equal(refusal.__typename, 'CreditLimitExceeded');
assert.deepEqual([refusal.code, refusal.attempted, refusal.excess], ['CREDIT_LIMIT_EXCEEDED', '110', '10']);

// A query, watched: the cache has the order under its id.
const seen = [];
const watched = client.watchQuery({ query: ORDER, variables: { id: order.id } });
watched.subscribe(({ data: watchedData, loading }) => loading || seen.push(watchedData.order));
await until(() => seen.length === 1, 'the order');
assert.deepEqual([seen[0].status, seen[0].customer.balance], ['OPEN', '60']);
assert.equal(client.cache.extract()[`Order:${order.id}`].status, 'OPEN');

// A subscription: somebody else ships, and whoever watches the order sees it without asking again.
const events = [];
client.subscribe({ query: SHIPPED }).subscribe({ next: ({ data: event }) => events.push(event.orderShipped.order) });
await shop.shipUntil((id) => events.some((event) => event.id === id));
const before = asked;
await shop.ship(order.id);
await until(() => seen.at(-1).status === 'SHIPPED', 'the shipment');
assert.deepEqual([seen.at(-1).customer.name, seen.at(-1).customer.balance], ['Alder & Finch', '0']);
assert.equal(asked, before);

// A list with cursors, and a mistake: an error with its code.
const list = await client.query({
  query: gql`query($customer: ID!) { customer(id: $customer) { id orders(first: 1) { nodes { id } pageInfo { endCursor } } } }`,
  variables: { customer: shop.customer },
});
assert.equal(list.data.customer.orders.nodes[0].__typename, 'Order');
await assert.rejects(client.query({ query: gql`{ nothing }` }), (error) => {
  assert.ok(CombinedGraphQLErrors.is(error), error);
  assert.equal(error.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
  return true;
});
const failed = [];
client.subscribe({ query: gql`subscription { nothing }` }).subscribe({
  next: (result) => failed.push(result.error),
  error: (error) => failed.push(error),
});
await until(() => failed.length === 1, 'the error');
assert.match(failed[0].message, /Unknown field "nothing"/);

client.stop();
await sockets.dispose();
console.log('query, mutation, userErrors, subscription, cache by id, errors');
