// Asks what code generators ask, and compares the schema that they build from the answer with the one that is committed.
//
// node introspection.mjs URL SCHEMA

import { readFileSync } from 'node:fs';

import {
  buildClientSchema, buildSchema, findBreakingChanges, findDangerousChanges, getIntrospectionQuery,
  lexicographicSortSchema, printSchema, validateSchema,
} from 'graphql';

const [url, file] = process.argv.slice(2);
const committed = buildSchema(readFileSync(file, 'utf8'));
const options = ['descriptions', 'specifiedByUrl', 'directiveIsRepeatable', 'schemaDescription', 'inputValueDeprecation', 'oneOf'];

for (const [name, chosen] of [
  ['plain', {}],
  ['with everything', Object.fromEntries(options.map((option) => [option, true]))],
]) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operationName: 'IntrospectionQuery', query: getIntrospectionQuery(chosen) }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  const told = buildClientSchema(data);
  // Printed and read once more, as generators that keep a file do.
  const read = buildSchema(printSchema(told));
  const changes = [
    ...[[read, committed], [committed, read]].flatMap(([from, to]) => [
      ...findBreakingChanges(from, to),
      ...findDangerousChanges(from, to),
    ]),
    ...validateSchema(told),
  ];
  for (const { type, description, message } of changes) console.log(`${name}: ${type ?? 'INVALID'} ${description ?? message}`);
  // The server's library tells what a schema is; that is no description of ours.
  told.description = undefined;
  const [one, other] = [told, committed].map((schema) => printSchema(lexicographicSortSchema(schema)).split('\n'));
  const differing = one.findIndex((line, at) => line !== other[at]);
  if (chosen.descriptions && differing >= 0) console.log(`${name}: ${one[differing]} is committed as ${other[differing]}`);
  console.log(`${name}: ${changes.length} changes`);
}
