import assert from 'node:assert/strict';
import { scenario } from '../harness.js';

scenario('timer fires', async (stage) => {
  assert.equal(await stage.execute('sleepFor', [50]), 'awake');
});

scenario('timers fire in the order of their times', async (stage) => {
  assert.deepEqual(await stage.execute('sleepAtOnce', [4]), [3, 2, 1, 0]);
});

scenario('timer is cancelled', async (stage) => {
  const handle = await stage.start('cancelTimer');
  assert.equal(await handle.result(), 'timer cancelled');
  assert.ok((await stage.eventTypes(handle)).includes('timerCanceled'));
});

scenario('condition times out', async (stage) => {
  assert.equal(await stage.execute('waitFor', [50]), false);
});

scenario('condition comes true before its timeout', async (stage) => {
  const handle = await stage.start('waitFor', ['1 day']);
  await handle.signal('come');
  assert.equal(await handle.result(), true);
});
