// Asks every question of graphql-http's audit, and prints the answers that fall short.
//
// node audit.mjs URL

import { auditServer } from 'graphql-http';

const url = process.argv[2];
const results = await auditServer({ url, fetchFn: fetch });
for (const { id, name, status, reason, response } of results) {
  if (status === 'ok') continue;
  const said = response ? `${response.status} ${response.headers.get('content-type')}` : 'no answer';
  console.log(`${status} ${id} ${name}: ${reason} (${said})`);
}
const passed = results.filter(({ status }) => status === 'ok').length;
console.log(`${passed} of ${results.length} audits pass`);
