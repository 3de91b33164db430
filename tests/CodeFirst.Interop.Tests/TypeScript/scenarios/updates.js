import assert from 'node:assert/strict';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { errorOf, scenario } from '../harness.js';

const close = async (handle) => {
  await handle.signal('close');
  return await handle.result();
};

scenario('update returns what its handler returns', async (stage) => {
  const handle = await stage.start('account', [10]);
  assert.equal(await handle.executeUpdate('deposit', { args: [5] }), 15);
  assert.equal(await handle.executeUpdate('withdraw', { args: [3] }), 12);
  assert.equal(await handle.executeUpdate('greet', { args: ['Ada'] }), 'Hello, Ada!');
  assert.equal(await close(handle), 12);
});

// B42
scenario('update that its validator refuses leaves no trace', async (stage) => {
  const handle = await stage.start('account', [10]);
  assert.equal(await handle.query('balance'), 10);
  const before = await stage.eventTypes(handle);
  const error = await errorOf(handle.executeUpdate('deposit', { args: [-1] }));
  assert.equal(error.constructor.name, 'WorkflowUpdateFailedError');
  assert.deepEqual([error.cause.message, error.cause.type], ['a deposit is positive', 'BadAmount']);
  assert.deepEqual(await stage.eventTypes(handle), before);
  assert.equal(await handle.executeUpdate('deposit', { args: [1] }), 11);
  assert.equal(await close(handle), 11);
});

scenario('update that its handler fails brings the failure', async (stage) => {
  const handle = await stage.start('account', [10]);
  const error = await errorOf(handle.executeUpdate('withdraw', { args: [11] }));
  assert.deepEqual([error.constructor.name, error.cause.type], ['WorkflowUpdateFailedError', 'Overdrawn']);
  assert.equal((await errorOf(handle.executeUpdate('unheard-of'))).constructor.name, 'WorkflowUpdateFailedError');
  assert.equal(await close(handle), 10);
});

// B43
scenario('update is accepted first and completed later', async (stage) => {
  const handle = await stage.start('account');
  const update = await handle.startUpdate('waitForRelease', { waitForStage: 'ACCEPTED', updateId: 'slow' });
  await handle.signal('release');
  assert.equal(await update.result(), 'released');
  assert.equal(await handle.getUpdateHandle('slow').result(), 'released');
  await close(handle);
});

// B44
scenario('update of the same id happens once, also after the close', async (stage) => {
  const handle = await stage.start('account');
  const once = { args: [5], updateId: 'once' };
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => handle.executeUpdate('deposit', once))), [5, 5, 5]);
  assert.equal(await close(handle), 5);
  assert.equal(await handle.executeUpdate('deposit', once), 5);
});

scenario('updates at once each happen once', async (stage) => {
  const handle = await stage.start('account');
  const balances = await Promise.all(Array.from({ length: 10 }, () => handle.executeUpdate('deposit', { args: [1] })));
  assert.deepEqual(balances.sort((left, right) => left - right), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal(await close(handle), 10);
});

scenario('update of a workflow that ends is failed', async (stage) => {
  const handle = await stage.start('closeEarly');
  const error = await errorOf(handle.executeUpdate('neverEnd'));
  assert.equal(error.cause?.type, 'AcceptedUpdateCompletedWorkflow');
});

scenario('update to an unknown or closed workflow is refused', async (stage) => {
  assert.equal((await errorOf(stage.client.workflow.getHandle('nobody').executeUpdate('deposit', { args: [1] }))).constructor.name, 'WorkflowNotFoundError');
  const handle = await stage.start('account');
  await close(handle);
  assert.equal((await errorOf(handle.executeUpdate('deposit', { args: [1] }))).constructor.name, 'WorkflowNotFoundError');
});

scenario('updates go on across continue-as-new', async (stage) => {
  const handle = await stage.start('updateAcrossRuns');
  const follow = stage.client.workflow.getHandle(stage.id);
  assert.equal(await follow.executeUpdate('add', { args: [1] }), 1);
  assert.equal(await follow.executeUpdate('add', { args: [2] }), 3);
  assert.equal(await follow.executeUpdate('add', { args: [3] }), 6);
  assert.equal(await handle.result(), 6);
});

// B47
scenario('update-with-start starts once and updates each time', async (stage) => {
  const operation = () => new WithStartWorkflowOperation('account', {
    workflowId: stage.id, taskQueue: 'typescript', args: [10], workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const first = operation();
  assert.equal(await stage.client.workflow.executeUpdateWithStart('deposit', { args: [5], startWorkflowOperation: first }), 15);
  const second = operation();
  assert.equal(await stage.client.workflow.executeUpdateWithStart('deposit', { args: [5], startWorkflowOperation: second }), 20);
  assert.equal((await first.workflowHandle()).workflowId, stage.id);
  assert.equal(await close(await second.workflowHandle()), 20);
});

// B42, B46
scenario('update of a workflow that no worker holds is answered by replay', async (stage) => {
  const taskQueue = stage.id;
  const handle = await stage.start('account', [1], { taskQueue });
  await stage.server.withWorker({ taskQueue, maxCachedWorkflows: 0 }, async () => {
    assert.equal(await handle.executeUpdate('deposit', { args: [1] }), 2);
    assert.equal((await errorOf(handle.executeUpdate('deposit', { args: [-1] }))).cause.type, 'BadAmount');
    assert.equal(await handle.executeUpdate('deposit', { args: [1] }), 3);
    assert.equal(await close(handle), 3);
  });
});
