import assert from 'node:assert/strict';
import { eventually, scenario } from '../harness.js';

// B17
scenario('worker leaves, and another goes on with its workflows', async (stage) => {
  const taskQueue = stage.id;
  const handle = await stage.start('collect', [3], { taskQueue });
  await stage.server.withWorker({ taskQueue }, async () => {
    await handle.signal('add', 'a');
    assert.deepEqual(await handle.query('items'), ['a']);
  });
  await handle.signal('add', 'b');
  await stage.server.withWorker({ taskQueue }, async () => {
    assert.deepEqual(await handle.query('items'), ['a', 'b']);
    await handle.signal('add', 'c');
    assert.deepEqual(await handle.result(), ['a', 'b', 'c']);
  });
});

scenario('worker without a cache replays each task', async (stage) => {
  const taskQueue = stage.id;
  await stage.server.withWorker({ taskQueue, maxCachedWorkflows: 0 }, async () => {
    const handle = await stage.start('collect', [3], { taskQueue });
    for (const item of ['a', 'b', 'c']) {
      await handle.signal('add', item);
    }

    assert.deepEqual(await handle.result(), ['a', 'b', 'c']);
    assert.equal(await stage.execute('callActivity', ['failUntil', [2]], { taskQueue }), 2);
  });
});

scenario('worker of a small cache evicts and goes on', async (stage) => {
  const taskQueue = stage.id;
  await stage.server.withWorker({ taskQueue, maxCachedWorkflows: 2, maxConcurrentWorkflowTaskExecutions: 2 }, async () => {
    const handles = await Promise.all(Array.from({ length: 6 }, () => stage.start('collect', [2], { taskQueue })));
    for (const item of ['a', 'b']) {
      await Promise.all(handles.map((handle) => handle.signal('add', item)));
    }

    assert.deepEqual(await Promise.all(handles.map((handle) => handle.result())), Array(6).fill(['a', 'b']));
  });
});

scenario('task queue describes its pollers', async (stage) => {
  const { pollers } = await eventually(
    () => stage.service.describeTaskQueue({ namespace: stage.namespace, taskQueue: { name: 'typescript' }, taskQueueType: 1 }),
    (answer) => answer.pollers.length > 0);
  assert.ok(pollers[0].identity);
});
