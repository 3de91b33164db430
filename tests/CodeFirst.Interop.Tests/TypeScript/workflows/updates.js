import {
  ApplicationFailure, allHandlersFinished, condition, continueAsNew, defineQuery, defineSignal, defineUpdate, proxyActivities, setHandler, sleep,
} from '@temporalio/workflow';

/** An account that updates change: refused by a validator, failed by a handler, slow, or done. */
export async function account(balance = 0) {
  let closed = false;
  let released = false;
  const { greet } = proxyActivities({ startToCloseTimeout: '30 seconds' });
  setHandler(defineQuery('balance'), () => balance);
  setHandler(defineSignal('close'), () => void (closed = true));
  setHandler(defineSignal('release'), () => void (released = true));
  setHandler(defineUpdate('deposit'), (amount) => (balance += amount), {
    validator: (amount) => {
      if (amount <= 0) {
        throw ApplicationFailure.create({ message: 'a deposit is positive', type: 'BadAmount' });
      }
    },
  });
  setHandler(defineUpdate('withdraw'), async (amount) => {
    if (amount > balance) {
      throw ApplicationFailure.create({ message: 'not enough', type: 'Overdrawn' });
    }

    await sleep(10);
    return (balance -= amount);
  });
  setHandler(defineUpdate('greet'), async (name) => await greet(name));
  setHandler(defineUpdate('waitForRelease'), async () => {
    await condition(() => released);
    return 'released';
  });
  await condition(() => closed && allHandlersFinished());
  return balance;
}

/** Ends while an update is at work. */
export async function closeEarly() {
  let accepted = false;
  setHandler(defineUpdate('neverEnd'), async () => {
    accepted = true;
    await sleep('1 day');
  });
  await condition(() => accepted);
}

/** Continues as new with an update that takes part in it. */
export async function updateAcrossRuns(sum = 0, hops = 2) {
  let added = false;
  setHandler(defineUpdate('add'), (number) => {
    added = true;
    return (sum += number);
  });
  await condition(() => added);
  return hops === 0 ? sum : await continueAsNew(sum, hops - 1);
}
