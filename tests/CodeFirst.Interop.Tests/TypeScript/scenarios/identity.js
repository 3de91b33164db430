import assert from 'node:assert/strict';
import { errorOf, failureOf, scenario } from '../harness.js';

const again = (stage, workflow, args, options) =>
  stage.client.workflow.start(workflow, { workflowId: stage.id, taskQueue: 'typescript', args, ...options });

// B1
scenario('id of a running workflow is taken', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled');
  assert.equal((await errorOf(again(stage, 'sleepUntilCancelled', []))).constructor.name, 'WorkflowExecutionAlreadyStartedError');
  await handle.terminate();
});

scenario('id conflict uses the existing run', async (stage) => {
  const handle = await stage.start('collect', [1]);
  const same = await again(stage, 'collect', [1], { workflowIdConflictPolicy: 'USE_EXISTING' });
  assert.equal(same.firstExecutionRunId, handle.firstExecutionRunId);
  await same.signal('add', 'a');
  assert.deepEqual(await handle.result(), ['a']);
});

// B4
scenario('id conflict terminates the existing run', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled');
  const next = await again(stage, 'sleepFor', [1], { workflowIdConflictPolicy: 'TERMINATE_EXISTING' });
  assert.equal(await next.result(), 'awake');
  const old = stage.client.workflow.getHandle(stage.id, handle.firstExecutionRunId, { followRuns: false });
  assert.equal((await failureOf(old.result())).constructor.name, 'TerminatedFailure');
});

scenario('id of a closed workflow is used again by default', async (stage) => {
  const first = await stage.start('sleepFor', [1]);
  await first.result();
  const second = await again(stage, 'sleepFor', [1]);
  assert.notEqual(second.firstExecutionRunId, first.firstExecutionRunId);
  assert.equal(await second.result(), 'awake');
});

scenario('id of a closed workflow is refused where reuse is', async (stage) => {
  await stage.execute('sleepFor', [1]);
  for (const workflowIdReusePolicy of ['REJECT_DUPLICATE', 'ALLOW_DUPLICATE_FAILED_ONLY']) {
    const error = await errorOf(again(stage, 'sleepFor', [1], { workflowIdReusePolicy }));
    assert.equal(error.constructor.name, 'WorkflowExecutionAlreadyStartedError');
  }
});

// B2
scenario('id of a failed workflow is used again where only that is allowed', async (stage) => {
  await failureOf(stage.execute('fail', ['once']));
  const second = await again(stage, 'sleepFor', [1], { workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' });
  assert.equal(await second.result(), 'awake');
});
