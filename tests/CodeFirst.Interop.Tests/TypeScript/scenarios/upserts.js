import assert from 'node:assert/strict';
import { eventually, scenario } from '../harness.js';

scenario('memo is described, and changed by the workflow', async (stage) => {
  const handle = await stage.start('changeData', [null, { mood: 'good', old: null }], { memo: { old: 1, kept: 2 } });
  await eventually(async () => (await handle.describe()).memo, (memo) => memo.mood === 'good' && memo.kept === 2 && !memo.old);
  await handle.signal('close');
  assert.equal((await handle.result()).mood, 'good');
});

scenario('patch leaves a marker and holds in replay', async (stage) => {
  const taskQueue = stage.id;
  const handle = await stage.start('patchedWorkflow', [], { taskQueue });
  await stage.server.withWorker({ taskQueue, maxCachedWorkflows: 0 }, async () => {
    await handle.signal('close');
    assert.deepEqual(await handle.result(), ['Hello, new!', true]);
  });
  const types = await stage.eventTypes(handle);
  assert.ok(types.includes('markerRecorded') && types.includes('upsertWorkflowSearchAttributes'), types.join());
});
