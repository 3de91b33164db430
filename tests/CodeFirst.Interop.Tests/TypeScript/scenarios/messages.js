import assert from 'node:assert/strict';
import { chain, errorOf, failureOf, scenario } from '../harness.js';

const numbers = (count) => Array.from({ length: count }, (_, number) => number);

scenario('signals arrive in their order', async (stage) => {
  const handle = await stage.start('collect', [10]);
  for (const number of numbers(10)) {
    await handle.signal('add', number);
  }

  assert.deepEqual(await handle.result(), numbers(10));
});

// B10, B13
scenario('signals in a flood are each handled once', async (stage) => {
  const handle = await stage.start('collect', [60]);
  await Promise.all(numbers(60).map((number) => handle.signal('add', number)));
  assert.deepEqual((await handle.result()).sort((left, right) => left - right), numbers(60));
});

scenario('signals start activities that outlive their task', async (stage) => {
  const handle = await stage.start('greetEach');
  await Promise.all(numbers(5).map((number) => handle.signal('greet', `${number}`)));
  await handle.signal('close');
  const greetings = await handle.result();
  assert.ok(greetings.length > 0 && greetings.every((greeting) => greeting.startsWith('Hello, ')), greetings.join());
});

scenario('signal of any name reaches the default handler', async (stage) => {
  const handle = await stage.start('collectAny', [2]);
  await handle.signal('one', 1, 2);
  await handle.signal('two');
  assert.deepEqual(await handle.result(), ['one 1,2', 'two ']);
});

scenario('signal to a closed or unknown workflow is refused', async (stage) => {
  const handle = await stage.start('sleepFor', [1]);
  await handle.result();
  assert.equal((await errorOf(handle.signal('add', 1))).constructor.name, 'WorkflowNotFoundError');
  assert.equal((await errorOf(stage.client.workflow.getHandle('nobody').signal('add', 1))).constructor.name, 'WorkflowNotFoundError');
});

// B38
scenario('signal-with-start starts once and signals each time', async (stage) => {
  const options = (item) => ({ workflowId: stage.id, taskQueue: 'typescript', args: [2], signal: 'add', signalArgs: [item] });
  const first = await stage.client.workflow.signalWithStart('collect', options('a'));
  const second = await stage.client.workflow.signalWithStart('collect', options('b'));
  assert.equal(first.signaledRunId, second.signaledRunId);
  assert.deepEqual(await second.result(), ['a', 'b']);
});

// B39
scenario('query sees the signals before it', async (stage) => {
  const handle = await stage.start('collect', [3]);
  await handle.signal('add', 'a');
  assert.deepEqual(await handle.query('items'), ['a']);
  await handle.signal('add', 'b');
  assert.deepEqual(await handle.query('items'), ['a', 'b']);
  assert.equal(await handle.query('last', 1), 'a');
  await handle.signal('add', 'c');
  await handle.result();
});

// B40
scenario('query of a closed workflow is answered', async (stage) => {
  const handle = await stage.start('collect', [1]);
  await handle.signal('add', 'a');
  await handle.result();
  assert.deepEqual(await handle.query('items'), ['a']);
});

scenario('query that is unknown or fails says why', async (stage) => {
  const handle = await stage.start('collect', [1]);
  assert.equal((await errorOf(handle.query('unheard-of'))).constructor.name, 'QueryNotRegisteredError');
  const broken = await errorOf(handle.query('broken'));
  assert.match(`${broken.message} ${broken.cause?.message}`, /this query is broken/);
  await handle.terminate();
});

scenario('query of a closed workflow is rejected where the client wants that', async (stage) => {
  const handle = await stage.start('collect', [0]);
  await handle.result();
  const { queryRejected } = await stage.service.queryWorkflow({
    namespace: stage.namespace,
    execution: { workflowId: stage.id },
    query: { queryType: 'items' },
    queryRejectCondition: 2,
  });
  assert.equal(queryRejected.status, 2);
});

scenario('query of the stack trace and of the metadata is answered', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled');
  assert.match(await handle.query('__stack_trace'), /sleep/);
  const metadata = await handle.query('__temporal_workflow_metadata');
  assert.ok(metadata.definition.queryDefinitions.some(({ name }) => name === 'state'));
  await handle.terminate();
});

scenario('workflow cancelled cleans up and ends cancelled', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled');
  assert.equal(await handle.query('state'), 'sleeping');
  await handle.cancel();
  assert.deepEqual(chain(await failureOf(handle.result())), ['CancelledFailure']);
  assert.equal((await handle.describe()).status.name, 'CANCELLED');
  await handle.cancel();
});

scenario('workflow cancelled may complete all the same', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled', [true]);
  assert.equal(await handle.query('state'), 'sleeping');
  await handle.cancel();
  assert.equal(await handle.result(), 'Hello, end!');
});

scenario('workflow terminated ends with the reason', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled');
  await handle.terminate('enough');
  const failure = await failureOf(handle.result());
  assert.equal(failure.constructor.name, 'TerminatedFailure');
  assert.equal((await handle.describe()).status.name, 'TERMINATED');
  assert.equal((await stage.events(handle)).at(-1).workflowExecutionTerminatedEventAttributes.reason, 'enough');
});

scenario('workflow failing brings its failure to the client', async (stage) => {
  const failure = await failureOf(stage.execute('fail', ['the watch stands still']));
  assert.deepEqual([failure.message, failure.type, failure.details], ['the watch stands still', 'Broken', [{ part: 'spring', count: 3 }]]);
  assert.equal(failure.cause.message, 'metal fatigue');
});
