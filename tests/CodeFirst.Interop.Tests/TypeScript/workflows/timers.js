import { CancellationScope, condition, defineSignal, isCancellation, setHandler, sleep } from '@temporalio/workflow';

export async function sleepFor(milliseconds) {
  await sleep(milliseconds);
  return 'awake';
}

/** Sleeps so often at once, in the order in which the timers end. */
export async function sleepAtOnce(count) {
  const order = [];
  await Promise.all(Array.from({ length: count }, async (_, number) => {
    await sleep((count - number) * 20);
    order.push(number);
  }));
  return order;
}

export async function cancelTimer() {
  const scope = new CancellationScope();
  const sleeping = scope.run(() => sleep('1 day'));
  await sleep(1);
  scope.cancel();
  try {
    await sleeping;
    return 'slept';
  } catch (error) {
    return isCancellation(error) ? 'timer cancelled' : 'failed';
  }
}

/** Whether the signal came in time. */
export async function waitFor(milliseconds) {
  let came = false;
  setHandler(defineSignal('come'), () => void (came = true));
  return await condition(() => came, milliseconds);
}
