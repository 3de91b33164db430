import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import { scenario } from '../harness.js';

// B9
scenario('eager start hands the first task to its starter', async (stage) => {
  const taskQueue = stage.id;
  const client = new Client({ connection: stage.server.native });
  await stage.server.withWorker({ taskQueue }, async () => {
    const handle = await client.workflow.start('sleepFor', { workflowId: stage.id, taskQueue, args: [1], requestEagerStart: true });
    assert.equal(handle.eagerlyStarted, true);
    assert.equal(await handle.result(), 'awake');
  });
});
