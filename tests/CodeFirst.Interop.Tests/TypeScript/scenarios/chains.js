import assert from 'node:assert/strict';
import { chain, errorOf, eventually, failureOf, scenario } from '../harness.js';

// B54
scenario('continue-as-new runs on under the same id', async (stage) => {
  const handle = await stage.start('countDown', [2]);
  const runs = await handle.result();
  assert.equal(new Set(runs).size, 3);
  assert.equal(runs[0], handle.firstExecutionRunId);
  const last = await stage.client.workflow.getHandle(stage.id, runs[2]).describe();
  assert.equal(last.raw.workflowExecutionInfo.firstRunId, runs[0]);
  const [first] = await stage.events(handle, runs[1]);
  assert.equal(first.workflowExecutionStartedEventAttributes.continuedExecutionRunId, runs[0]);
});

scenario('continue-as-new gives the next run its memo', async (stage) => {
  const result = await stage.execute('describeSelf', [1], { memo: { hops: 'none' } });
  assert.deepEqual(result.memo, { hops: 1 });
  assert.notEqual(result.runId, result.firstExecutionRunId);
});

// B13
scenario('continue-as-new loses no signal', async (stage) => {
  const handle = await stage.start('collectAcrossRuns', [23]);
  const items = Array.from({ length: 23 }, (_, number) => number);
  const follow = stage.client.workflow.getHandle(stage.id);
  await Promise.all(items.map((item) => follow.signal('add', item)));
  assert.deepEqual((await handle.result()).sort((left, right) => left - right), items);
});

scenario('result of one run is not followed where the client wants that', async (stage) => {
  const handle = await stage.start('countDown', [1], { followRuns: false });
  assert.equal((await errorOf(handle.result())).constructor.name, 'WorkflowContinuedAsNewError');
});

// B55
scenario('workflow is retried under its policy', async (stage) => {
  assert.equal(await stage.execute('failUntilAttempt', [2], { retry: { initialInterval: 10, maximumAttempts: 5 } }), 2);
});

scenario('workflow runs out of attempts', async (stage) => {
  const failure = await failureOf(stage.execute('failUntilAttempt', [9], { retry: { initialInterval: 10, maximumAttempts: 2 } }));
  assert.deepEqual(chain(failure), ['ApplicationFailure']);
  assert.equal(failure.message, 'attempt 2 fails');
});

// B49
scenario('cron runs again with the last result, after a failure too', async (stage) => {
  const handle = await stage.start('tick', [], { cronSchedule: '@every 1s' });
  const closed = async () => {
    const statuses = [];
    for await (const run of stage.client.workflow.list({ query: `WorkflowId = '${stage.id}' AND ExecutionStatus != 'Running'` })) {
      statuses.push(run.status.name);
    }

    return statuses;
  };
  const statuses = await eventually(closed, ({ length }) => length >= 3);
  await stage.client.workflow.getHandle(stage.id).terminate();
  assert.deepEqual(statuses.map((status) => status === 'FAILED').filter(Boolean).length, 1, statuses.join());
  assert.ok(handle.firstExecutionRunId);
});

// B7
scenario('start delay waits, and a signal-with-start ends it', async (stage) => {
  const options = { workflowId: stage.id, taskQueue: 'typescript', args: [1], startDelay: '1 hour' };
  const handle = await stage.client.workflow.start('collect', options);
  assert.deepEqual(await stage.eventTypes(handle), ['workflowExecutionStarted']);
  await stage.client.workflow.signalWithStart('collect', { ...options, signal: 'add', signalArgs: ['a'] });
  assert.deepEqual(await handle.result(), ['a']);
});

scenario('start delay passes', async (stage) => {
  const started = Date.now();
  assert.equal(await stage.execute('sleepFor', [1], { startDelay: 1000 }), 'awake');
  assert.ok(Date.now() - started >= 950);
});

scenario('workflow past its run timeout times out', async (stage) => {
  const failure = await failureOf(stage.execute('sleepFor', ['1 day'], { workflowRunTimeout: 500 }));
  assert.deepEqual(chain(failure), ['TimeoutFailure']);
});
