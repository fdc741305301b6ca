// Takes an order, ships it, and sees it in the subscription:
//
// node --experimental-websocket ship.mjs http://127.0.0.1:8000/graphql CUSTOMER-ID PRODUCT-ID QUANTITY CURSOR

import { Docket, Refused } from './docket.mjs';

const [url, customerId, productId, quantity, cursor] = process.argv.slice(2);
const docket = new Docket(url);
try {
  const order = await docket.createOrder({ customerId, items: [{ productId, quantity }] }, crypto.randomUUID());
  await docket.shipOrder(order.id);
  // With a cursor, what shipped before the socket was open is told as well.
  for await (const event of docket.shipped(cursor)) {
    if (event.order?.id !== order.id) continue;
    console.log(JSON.stringify(event.order));
    break;
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.log(JSON.stringify(error.reasons));
}
