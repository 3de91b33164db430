import assert from 'node:assert/strict';
import { chain, eventually, failureOf, scenario } from '../harness.js';

const statusOf = async (stage, workflowId) => (await stage.client.workflow.getHandle(workflowId).describe()).status.name;

scenario('child returns its result', async (stage) => {
  assert.equal(await stage.execute('callChild', ['sleepFor', [1]]), 'awake');
  assert.equal(await stage.execute('callChild', ['describeParent']), `${stage.id}-2`);
});

scenario('children of a workflow run at once', async (stage) => {
  assert.deepEqual(await stage.execute('callChildren', ['sleepFor', 10]), Array(10).fill('awake'));
});

scenario('child failing brings its failure to the parent', async (stage) => {
  const failure = await failureOf(stage.execute('callChild', ['fail', ['the child broke']]));
  assert.deepEqual(chain(failure), ['ChildWorkflowFailure', 'ApplicationFailure', 'TemporalFailure']);
  assert.equal(failure.cause.message, 'the child broke');
});

// B55
scenario('child is retried or continues as new, and its parent sees the end', async (stage) => {
  assert.equal(await stage.execute('callChild', ['failUntilAttempt', [2], { retry: { initialInterval: 10, maximumAttempts: 5 } }]), 2);
  assert.equal((await stage.execute('callChild', ['countDown', [1]])).length, 2);
});

scenario('child past its run timeout times out', async (stage) => {
  const [error, , cause] = await stage.execute('catchChild', ['sleepUntilCancelled', [], { workflowRunTimeout: 500 }]);
  assert.deepEqual([error, cause], ['ChildWorkflowFailure', 'TimeoutFailure']);
});

scenario('child of an id that is taken is not started', async (stage) => {
  const running = await stage.start('sleepUntilCancelled');
  assert.deepEqual(await stage.execute('catchChild', ['sleepFor', [1], { workflowId: stage.id }]), ['WorkflowExecutionAlreadyStartedError', stage.id]);
  await running.terminate();
});

scenario('child is terminated elsewhere', async (stage) => {
  const handle = await stage.start('catchChild', ['sleepUntilCancelled', [], { workflowId: `${stage.id}-child` }]);
  const child = stage.client.workflow.getHandle(`${stage.id}-child`);
  await eventually(() => child.describe().then(() => true, () => false), (known) => known);
  await child.terminate('enough');
  const [error, , cause] = await handle.result();
  assert.deepEqual([error, cause], ['ChildWorkflowFailure', 'TerminatedFailure']);
});

// B32
scenario('child is cancelled by its parent', async (stage) => {
  assert.equal(await stage.execute('cancelChild'), 'child cancelled');
  assert.equal(await stage.execute('cancelChild', ['TRY_CANCEL']), 'child cancelled');
});

scenario('child is signalled by its parent', async (stage) => {
  assert.deepEqual(await stage.execute('signalChild', [['a', 'b', 'c']]), ['a', 'b', 'c']);
});

// B56, B57
scenario('child of a closed parent fares as its parent close policy says', async (stage) => {
  for (const [policy, status] of [['TERMINATE', 'TERMINATED'], ['REQUEST_CANCEL', 'COMPLETED'], ['ABANDON', 'RUNNING']]) {
    const workflowId = `${stage.id}-${policy}`;
    await stage.execute('leaveChild', [{ workflowId, parentClosePolicy: policy }]);
    await eventually(() => statusOf(stage, workflowId), (current) => current === status);
  }

  await stage.client.workflow.getHandle(`${stage.id}-ABANDON`).terminate();
});

scenario('child of a terminated parent is terminated', async (stage) => {
  const workflowId = `${stage.id}-child`;
  const parent = await stage.start('keepChild', [{ workflowId }]);
  await eventually(() => statusOf(stage, workflowId).catch(() => 'UNKNOWN'), (status) => status === 'RUNNING');
  await parent.terminate();
  await eventually(() => statusOf(stage, workflowId), (status) => status === 'TERMINATED');
});

scenario('external workflow is signalled', async (stage) => {
  const other = await stage.start('collect', [1]);
  assert.equal(await stage.execute('signalExternal', [stage.id, 'a']), 'signalled');
  assert.deepEqual(await other.result(), ['a']);
});

scenario('external workflow is cancelled', async (stage) => {
  const other = await stage.start('sleepUntilCancelled');
  assert.equal(await other.query('state'), 'sleeping');
  assert.equal(await stage.execute('cancelExternal', [stage.id]), 'cancel requested');
  assert.deepEqual(chain(await failureOf(other.result())), ['CancelledFailure']);
});

scenario('external workflow that is unknown fails the call', async (stage) => {
  for (const workflow of ['signalExternal', 'cancelExternal']) {
    assert.match((await failureOf(stage.execute(workflow, ['nobody', 'a']))).message, /not.?found/i);
  }
});
