import assert from 'node:assert/strict';
import { announced } from '../activities.js';
import { errorOf, eventually, scenario } from '../harness.js';

scenario('activity is completed later by its id', async (stage) => {
  const handle = await stage.start('callActivity', ['completeLater']);
  const { activityId } = await announced(stage.id, 'started');
  await stage.client.activity.heartbeat({ workflowId: stage.id, activityId }, 'half');
  await stage.client.activity.complete({ workflowId: stage.id, activityId }, 'by somebody else');
  assert.equal(await handle.result(), 'by somebody else');
  const late = await errorOf(stage.client.activity.complete({ workflowId: stage.id, activityId }, 'twice'));
  assert.equal(late.constructor.name, 'ActivityNotFoundError');
});

scenario('activity is reported cancelled later', async (stage) => {
  const handle = await stage.start('cancelActivity', ['completeLater']);
  const { activityId } = await announced(stage.id, 'started');
  const identity = { workflowId: stage.id, activityId };
  await handle.signal('cancelActivity');
  await eventually(
    () => stage.client.activity.heartbeat(identity).then(() => 'goes on', (error) => error.constructor.name),
    (name) => name === 'ActivityCancelledError');
  await stage.client.activity.reportCancellation(identity);
  assert.equal(await handle.result(), 'activity cancelled');
});
