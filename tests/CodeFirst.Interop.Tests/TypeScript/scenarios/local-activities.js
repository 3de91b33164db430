import assert from 'node:assert/strict';
import { chain, failureOf, scenario } from '../harness.js';

scenario('local activity returns its result and leaves a marker', async (stage) => {
  const handle = await stage.start('callLocalActivity', ['greet', ['Ada']]);
  assert.equal(await handle.result(), 'Hello, Ada!');
  const types = await stage.eventTypes(handle);
  assert.ok(types.includes('markerRecorded') && !types.includes('activityTaskScheduled'), types.join());
});

scenario('local activity is retried', async (stage) => {
  assert.equal(await stage.execute('callLocalActivity', ['failUntil', [3]]), 3);
});

scenario('local activity failing for good fails its workflow', async (stage) => {
  const failure = await failureOf(stage.execute('callLocalActivity', ['decline']));
  assert.deepEqual(chain(failure), ['ApplicationFailure', 'TemporalFailure']);
  assert.equal(failure.type, 'CardDeclined');
});

// B20
scenario('local activity longer than its workflow task keeps it alive', async (stage) => {
  const handle = await stage.start('callLocalActivity', ['takeLong', [6000]], { workflowTaskTimeout: 4000 });
  assert.equal(await handle.result(), 'at last');
  const types = await stage.eventTypes(handle);
  assert.ok(!types.includes('workflowTaskTimedOut'), types.join());
  assert.ok(types.filter((type) => type === 'workflowTaskCompleted').length > 1, types.join());
});
