// A shop to try clients on: what they look at is made here over plain HTTP, so that nothing reaches a client but what it
// asks for or follows.

export const MINUTE = 60_000;

export class Shop {
  constructor(url) {
    this.url = url;
  }

  async ask(query, variables) {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  async open(creditLimit) {
    const made = await this.ask(
      `mutation ($limit: Decimal!, $sku: String!) {
        createCustomer(input: { name: "Alder & Finch", creditLimit: $limit }) { customer { id } }
        createProduct(input: { sku: $sku, name: "Oak board", unitPrice: "10" }) { product { id } }
      }`,
      { limit: creditLimit, sku: `OAK-${process.pid}-${Math.random()}` },
    );
    this.customer = made.createCustomer.customer.id;
    this.product = made.createProduct.product.id;
    return this;
  }

  input(quantity) {
    return { customerId: this.customer, items: [{ productId: this.product, quantity }] };
  }

  async order() {
    const made = await this.ask(
      'mutation ($input: CreateOrderInput!) { createOrder(input: $input) { order { id } } }',
      { input: this.input('1') },
    );
    return made.createOrder.order.id;
  }

  async ship(id) {
    await this.ask('mutation ($id: ID!) { shipOrder(input: { id: $id }) { userErrors { code } } }', { id });
    return id;
  }

  // Ships orders until a follower has seen one: from then on it sees all.
  async shipUntil(isSeen) {
    for (;;) {
      const id = await this.ship(await this.order());
      for (let waited = 0; waited < 20; waited += 1) {
        if (isSeen(id)) return id;
        await pause(20);
      }
    }
  }
}

export function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

export async function until(isSo, what) {
  for (let waited = 0; !isSo(); waited += 10) {
    if (waited > MINUTE / 2) throw new Error(`${what} does not come`);
    await pause(10);
  }
}

// Where sockets are.
export function live(url) {
  return url.replace(/^http/, 'ws');
}
