import {
  ActivityCancellationType, ActivityFailure, CancellationScope, defineSignal, isCancellation, proxyActivities, proxyLocalActivities, setHandler,
} from '@temporalio/workflow';

const DEFAULTS = { startToCloseTimeout: '30 seconds', retry: { initialInterval: 10, backoffCoefficient: 1 } };

/** Calls one activity by name. */
export async function callActivity(name, args = [], options = {}) {
  return await proxyActivities({ ...DEFAULTS, ...options })[name](...args);
}

export async function callActivities(name, count) {
  const activities = proxyActivities(DEFAULTS);
  return await Promise.all(Array.from({ length: count }, (_, number) => activities[name](number)));
}

/** Cancels its activity, not itself, when it is told to, and returns how the activity ended. */
export async function cancelActivity(name, type = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, options = {}) {
  const scope = new CancellationScope();
  setHandler(defineSignal('cancelActivity'), () => scope.cancel());
  try {
    return await scope.run(() => proxyActivities({ ...DEFAULTS, cancellationType: type, ...options })[name]());
  } catch (error) {
    if (!isCancellation(error)) {
      throw error;
    }

    return error instanceof ActivityFailure ? 'activity cancelled' : 'call cancelled';
  }
}

export async function callLocalActivity(name, args = [], options = {}) {
  return await proxyLocalActivities({ ...DEFAULTS, ...options })[name](...args);
}
