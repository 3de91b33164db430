import assert from 'node:assert/strict';
import { announced } from '../activities.js';
import { chain, errorOf, eventually, failureOf, scenario } from '../harness.js';

scenario('activity returns its result', async (stage) => {
  assert.equal(await stage.execute('callActivity', ['greet', ['Ada']]), 'Hello, Ada!');
});

scenario('activities of a workflow run at once', async (stage) => {
  const greetings = await stage.execute('callActivities', ['greet', 20]);
  assert.deepEqual(greetings, Array.from({ length: 20 }, (_, number) => `Hello, ${number}!`));
});

scenario('activity failing twice succeeds at its third attempt', async (stage) => {
  assert.equal(await stage.execute('callActivity', ['failUntil', [3]]), 3);
});

scenario('activity failing for good brings the chain of causes', async (stage) => {
  const failure = await failureOf(stage.execute('callActivity', ['decline']));
  assert.deepEqual(chain(failure), ['ActivityFailure', 'ApplicationFailure', 'TemporalFailure']);
  assert.equal(failure.retryState, 'NON_RETRYABLE_FAILURE');
  const { message, type, details } = failure.cause;
  assert.deepEqual([message, type, details], ['the card was declined', 'CardDeclined', ['visa', 42]]);
  assert.equal(failure.cause.cause.message, 'limit reached');
});

// B30
scenario('activity failure of a type that is not retried ends it', async (stage) => {
  const failure = await failureOf(stage.execute('callActivity', ['refuse', [], { retry: { nonRetryableErrorTypes: ['Refused'] } }]));
  assert.equal(failure.retryState, 'NON_RETRYABLE_FAILURE');
  assert.equal(failure.cause.type, 'Refused');
});

scenario('activity runs out of attempts', async (stage) => {
  const failure = await failureOf(stage.execute('callActivity', ['failUntil', [9], { retry: { initialInterval: 1, maximumAttempts: 2 } }]));
  assert.equal(failure.retryState, 'MAXIMUM_ATTEMPTS_REACHED');
  assert.equal(failure.cause.message, 'attempt 2 fails');
});

// B29
scenario('activity names the delay of its next attempt', async (stage) => {
  const options = { retry: { initialInterval: '1 hour', maximumInterval: '1 hour' } };
  assert.equal(await stage.execute('callActivity', ['retryAfter', [10], options]), 2);
});

scenario('activity past its start-to-close timeout times out', async (stage) => {
  const options = { startToCloseTimeout: 200, retry: { maximumAttempts: 1 } };
  const failure = await failureOf(stage.execute('callActivity', ['workSilently', [], options]));
  assert.deepEqual(chain(failure), ['ActivityFailure', 'TimeoutFailure']);
  assert.equal(failure.cause.timeoutType, 'START_TO_CLOSE');
});

scenario('activity without heartbeats times out', async (stage) => {
  const options = { heartbeatTimeout: 300, retry: { maximumAttempts: 1 } };
  const failure = await failureOf(stage.execute('callActivity', ['workSilently', [], options]));
  assert.equal(failure.cause.timeoutType, 'HEARTBEAT');
});

scenario('activity that nobody starts times out before its start', async (stage) => {
  const options = { taskQueue: 'nobody-polls-this', scheduleToStartTimeout: 200 };
  const failure = await failureOf(stage.execute('callActivity', ['greet', ['Ada'], options]));
  assert.equal(failure.cause.timeoutType, 'SCHEDULE_TO_START');
});

// B28
scenario('activity whose next attempt would come too late ends', async (stage) => {
  const options = { scheduleToCloseTimeout: '30 seconds', retry: { initialInterval: '1 minute', backoffCoefficient: 1 } };
  const failure = await failureOf(stage.execute('callActivity', ['failUntil', [99], options]));
  assert.equal(failure.retryState, 'TIMEOUT');
});

scenario('activity attempt after a heartbeat gets its details', async (stage) => {
  assert.equal(await stage.execute('callActivity', ['returnLastHeartbeat']), 'got this far');
});

scenario('activity that retries is described with its attempt', async (stage) => {
  const handle = await stage.start('callActivity', ['failUntil', [99], { retry: { initialInterval: 200, backoffCoefficient: 1 } }]);
  const pending = await eventually(async () => (await handle.describe()).raw.pendingActivities[0], (activity) => activity?.attempt > 1 && activity.lastFailure);
  assert.equal(pending.activityType.name, 'failUntil');
  assert.match(pending.lastFailure.message, /attempt \d+ fails/);
  await handle.terminate();
});

// B31
scenario('activity hears of its cancellation with a heartbeat', async (stage) => {
  const handle = await stage.start('cancelActivity', ['workWithHeartbeats', undefined, { heartbeatTimeout: '1 second' }]);
  await announced(stage.id, 'started');
  await handle.signal('cancelActivity');
  assert.equal(await announced(stage.id, 'cancelled'), 'CANCELLED');
  assert.equal(await handle.result(), 'activity cancelled');
});

// B32
scenario('activity that is abandoned works on while its workflow ends', async (stage) => {
  const handle = await stage.start('cancelActivity', ['workSilently', 'ABANDON']);
  await announced(stage.id, 'started');
  await handle.signal('cancelActivity');
  assert.equal(await handle.result(), 'activity cancelled');
  assert.ok(!(await stage.eventTypes(handle)).includes('activityTaskCancelRequested'));
});

scenario('activity cancelled before it is started is cancelled at once', async (stage) => {
  const handle = await stage.start('cancelActivity', ['greet', undefined, { taskQueue: 'nobody-polls-this' }]);
  await eventually(async () => (await handle.describe()).raw.pendingActivities.length, (count) => count === 1);
  await handle.signal('cancelActivity');
  assert.equal(await handle.result(), 'activity cancelled');
});

scenario('activity is failed later by its token', async (stage) => {
  const handle = await stage.start('callActivity', ['completeLater', [], { retry: { maximumAttempts: 1 } }]);
  const { taskToken } = await announced(stage.id, 'started');
  await stage.client.activity.fail(taskToken, new Error('somebody else failed'));
  const failure = await failureOf(handle.result());
  assert.equal(failure.cause.message, 'somebody else failed');
});
