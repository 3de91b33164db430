import assert from 'node:assert/strict';
import { errorOf, scenario } from '../harness.js';

const reset = (stage, workflowTaskFinishEventId) => stage.service.resetWorkflowExecution({
  namespace: stage.namespace,
  workflowExecution: { workflowId: stage.id },
  reason: 'try again',
  requestId: `${stage.id}-reset`,
  workflowTaskFinishEventId,
});

// B59
scenario('reset runs again from a workflow task, with the signals after it', async (stage) => {
  const handle = await stage.start('collect', [3]);
  assert.deepEqual(await handle.query('items'), []);
  await handle.signal('add', 'a');
  assert.deepEqual(await handle.query('items'), ['a']);
  await handle.signal('add', 'b');
  const { runId } = await reset(stage, 4);
  assert.notEqual(runId, handle.firstExecutionRunId);
  assert.equal((await stage.client.workflow.getHandle(stage.id, handle.firstExecutionRunId).describe()).status.name, 'TERMINATED');
  const current = stage.client.workflow.getHandle(stage.id);
  assert.deepEqual(await current.query('items'), ['a', 'b']);
  await current.signal('add', 'c');
  assert.deepEqual(await current.result(), ['a', 'b', 'c']);
});

scenario('reset of a closed workflow opens it again', async (stage) => {
  await stage.execute('callActivity', ['greet', ['Ada']]);
  const { runId } = await reset(stage, 4);
  assert.equal(await stage.client.workflow.getHandle(stage.id, runId).result(), 'Hello, Ada!');
});

scenario('reset to no workflow task is refused', async (stage) => {
  const handle = await stage.start('collect', [1]);
  assert.deepEqual(await handle.query('items'), []);
  assert.equal((await errorOf(reset(stage, 99))).code, 3);
  await handle.terminate();
});
