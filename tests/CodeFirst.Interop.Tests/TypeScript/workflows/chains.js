import { ApplicationFailure, condition, continueAsNew, defineSignal, makeContinueAsNewFunc, setHandler, sleep, workflowInfo } from '@temporalio/workflow';

/** Continues as new until it has counted down; returns the ids of its runs. */
export async function countDown(count, runs = []) {
  const trail = [...runs, workflowInfo().runId];
  if (count === 0) {
    return trail;
  }

  await sleep(1);
  return await continueAsNew(count - 1, trail);
}

/** Carries signals over from run to run, five each, until it has so many. */
export async function collectAcrossRuns(count, items = []) {
  const fresh = [];
  setHandler(defineSignal('add'), (item) => void fresh.push(item));
  await condition(() => fresh.length >= 5 || items.length + fresh.length >= count);
  const all = [...items, ...fresh];
  return all.length >= count ? all : await continueAsNew(count, all);
}

export async function describeSelf(hops = 0) {
  const { attempt, memo, runId, firstExecutionRunId, continuedFromExecutionRunId, lastResult, lastFailure, workflowType, taskQueue, cronSchedule, searchAttributes } = workflowInfo();
  if (hops > 0) {
    return await makeContinueAsNewFunc({ memo: { hops } })(hops - 1);
  }

  return {
    attempt, memo, runId, firstExecutionRunId, continuedFromExecutionRunId, lastResult, lastFailure: lastFailure?.message, workflowType, taskQueue, cronSchedule, searchAttributes,
  };
}

export async function failUntilAttempt(attempt) {
  const current = workflowInfo().attempt;
  if (current < attempt) {
    throw ApplicationFailure.create({ message: `attempt ${current} fails`, type: 'TooEarly' });
  }

  return current;
}

/** One tick of a cron schedule: one more than the tick before, failing at the second. */
export async function tick() {
  const { lastResult, lastFailure } = workflowInfo();
  const ticks = (lastResult ?? 0) + 1;
  if (ticks === 2 && !lastFailure) {
    throw ApplicationFailure.nonRetryable('the second tick fails');
  }

  return ticks;
}
