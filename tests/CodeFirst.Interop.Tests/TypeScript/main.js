// node main.js ADDRESS: runs every scenario against the server there, and prints a line of JSON for each.
import { readdir } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { Server, scenarios } from './harness.js';

// More at once than cores: scenarios mostly wait.
const AT_ONCE = 8;

const [address, only] = process.argv.slice(2);
const logger = new DefaultLogger('ERROR', ({ level, message, meta }) => console.error(level, message, meta?.error ?? ''));
Runtime.install({ logger, telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } });

const folder = new URL('./scenarios/', import.meta.url);
for (const file of (await readdir(folder)).sort()) {
  await import(new URL(file, folder));
}

const [bundle, connection, native] = await Promise.all([
  bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('./workflows/index.js', import.meta.url)), logger }),
  Connection.connect({ address }),
  NativeConnection.connect({ address }),
]);
const server = new Server({ client: new Client({ connection }), native, bundle });
const waiting = scenarios.filter(({ name }) => !only || name.includes(only));
const worker = await server.createWorker();
await worker.runUntil(Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    console.log(JSON.stringify(await server.run(next)));
  }
})));
await connection.close();
await native.close();
