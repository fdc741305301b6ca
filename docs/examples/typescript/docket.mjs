// A typed client without dependencies. The types stand in comments, which `npx -p typescript tsc -p .` checks and editors
// show.
//
// Node 22 and browsers have `WebSocket`; Node 20 has it behind `--experimental-websocket`. For everything that a long-lived
// subscription needs (reconnecting, pings), take npm's graphql-ws, which speaks the same protocol.

/** @typedef {{ code: string, message: string, field: string[] }} UserError */
/** @typedef {{ id: string, number: number, status: string, amountTotal: string }} Order */
/** @typedef {{ cursor: string, order: Order | null }} Shipped */
/** @typedef {{ customerId: string, items: { productId: string, quantity: string }[], externalReference?: string }} CreateOrderInput */

const ORDER = 'id number status amountTotal';
const CREATE = `mutation ($input: CreateOrderInput!) {
  createOrder(input: $input) { order { ${ORDER} } userErrors { code message field } }
}`;
const SHIP = `mutation ($input: ShipOrderInput!) {
  shipOrder(input: $input) { order { ${ORDER} } userErrors { code message field } }
}`;
const SHIPPED = `subscription ($after: String) { orderShipped(after: $after) { cursor order { ${ORDER} } } }`;

/** The answer is no, and why; nothing was stored. */
export class Refused extends Error {
  /** @param {UserError[]} reasons */
  constructor(reasons) {
    super(reasons.map(({ message }) => message).join(' '));
    this.reasons = reasons;
  }
}

export class Docket {
  /** @param {string} url such as http://127.0.0.1:8000/graphql */
  constructor(url) {
    this.url = url;
  }

  /**
   * @param {string} query
   * @param {object} variables
   * @param {string} [key] under which the server carries the mutation out once
   * @returns {Promise<any>}
   */
  async ask(query, variables, key) {
    const headers = { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
    const answer = await fetch(this.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await answer.json();
    if (errors) throw new Error(errors.map(sentence).join(' '));
    return data;
  }

  /**
   * @param {CreateOrderInput} input
   * @param {string} key
   * @returns {Promise<Order>}
   */
  async createOrder(input, key) {
    return done((await this.ask(CREATE, { input }, key)).createOrder);
  }

  /**
   * @param {string} id
   * @returns {Promise<Order>}
   */
  async shipOrder(id) {
    return done((await this.ask(SHIP, { input: { id } })).shipOrder);
  }

  /**
   * Orders as they ship, over a WebSocket; with the cursor of the last one, those that came after it.
   *
   * @param {string} [after]
   * @returns {AsyncGenerator<Shipped>}
   */
  async *shipped(after) {
    const socket = new WebSocket(this.url.replace(/^http/, 'ws'), 'graphql-transport-ws');
    const messages = listen(socket);
    const say = (/** @type {object} */ message) => socket.send(JSON.stringify(message));
    try {
      for await (const { type, payload } of messages) {
        if (type === 'open') say({ type: 'connection_init' });
        if (type === 'connection_ack') say({ type: 'subscribe', id: '1', payload: { query: SHIPPED, variables: { after } } });
        if (type === 'ping') say({ type: 'pong' });
        if (type === 'next') yield payload.data.orderShipped;
        if (type === 'error') throw new Error(payload.map((/** @type {Error} */ { message }) => message).join(' '));
        if (type === 'complete') return;
      }
    } finally {
      socket.close(1000);
    }
  }
}

/** @param {{ message: string, extensions: { code: string, requestId: string } }} error */
const sentence = ({ message, extensions }) => `${extensions.code}: ${message} (request ${extensions.requestId})`;

/**
 * @param {{ order: Order | null, userErrors: UserError[] }} payload
 * @returns {Order}
 */
function done({ order, userErrors }) {
  if (!order) throw new Refused(userErrors);
  return order;
}

/**
 * What a socket says, one after the other.
 *
 * @param {WebSocket} socket
 * @returns {AsyncGenerator<{ type: string, payload?: any }>}
 */
async function* listen(socket) {
  /** @type {{ type: string, payload?: any }[]} */
  const waiting = [];
  let wake = () => {};
  const tell = (/** @type {{ type: string, payload?: any }} */ message) => (waiting.push(message), wake());
  socket.onopen = () => tell({ type: 'open' });
  socket.onmessage = ({ data }) => tell(JSON.parse(data));
  socket.onclose = ({ code, reason }) => tell({ type: code === 1000 ? 'complete' : 'error', payload: [{ message: `${code} ${reason}` }] });
  for (;;) {
    const message = waiting.shift();
    if (message) yield message;
    else await new Promise((resolve) => (wake = () => resolve(undefined)));
  }
}
