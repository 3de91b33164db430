import {
  ApplicationFailure, CancellationScope, condition, defineQuery, defineSignal, isCancellation, proxyActivities, setDefaultSignalHandler, setHandler, sleep,
} from '@temporalio/workflow';

/** Collects what signals bring until it has so many. */
export async function collect(count) {
  const items = [];
  setHandler(defineSignal('add'), (item) => void items.push(item));
  setHandler(defineQuery('items'), () => items);
  setHandler(defineQuery('last'), (offset) => items.at(-1 - offset));
  setHandler(defineQuery('broken'), () => {
    throw new Error('this query is broken');
  });
  await condition(() => items.length >= count);
  return items;
}

/** Collects signals of any name. */
export async function collectAny(count) {
  const items = [];
  setDefaultSignalHandler((name, ...args) => void items.push(`${name} ${args.join()}`));
  await condition(() => items.length >= count);
  return items;
}

/** Runs an activity for each signal, and ends when it is told to. */
export async function greetEach() {
  const { greet } = proxyActivities({ startToCloseTimeout: '30 seconds' });
  const greetings = [];
  let closed = false;
  setHandler(defineSignal('greet'), async (name) => void greetings.push(await greet(name)));
  setHandler(defineSignal('close'), () => void (closed = true));
  await condition(() => closed && greetings.length > 0);
  return greetings;
}

/** Sleeps until it is cancelled, cleans up, and says so or ends cancelled. */
export async function sleepUntilCancelled(survive = false) {
  setHandler(defineQuery('state'), () => 'sleeping');
  try {
    await sleep('1 day');
  } catch (error) {
    if (!isCancellation(error)) {
      throw error;
    }

    const { greet } = proxyActivities({ startToCloseTimeout: '30 seconds' });
    const farewell = await CancellationScope.nonCancellable(() => greet('end'));
    if (survive) {
      return farewell;
    }

    throw error;
  }
}

export async function fail(message) {
  throw ApplicationFailure.create({ message, type: 'Broken', details: [{ part: 'spring', count: 3 }], cause: new Error('metal fatigue') });
}
