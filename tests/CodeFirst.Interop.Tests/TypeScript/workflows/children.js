import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope, ChildWorkflowCancellationType, ChildWorkflowFailure, executeChild, getExternalWorkflowHandle, isCancellation, sleep, startChild, workflowInfo,
} from '@temporalio/workflow';

export async function callChild(type, args = [], options = {}) {
  return await executeChild(type, { args, ...options });
}

export async function callChildren(type, count) {
  return await Promise.all(Array.from({ length: count }, (_, number) => executeChild(type, { args: [number] })));
}

/** How its child failed, seen from inside. */
export async function catchChild(type, args = [], options = {}) {
  try {
    return await executeChild(type, { args, ...options });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return [error.constructor.name, error.workflowId];
    }

    const cause = error.cause ?? error;
    return [error.constructor.name, error.retryState, cause.constructor.name, cause.message];
  }
}

/** Starts a child and closes while the child runs. */
export async function leaveChild(options) {
  const child = await startChild('sleepUntilCancelled', { args: [true], ...options });
  return child.firstExecutionRunId;
}

/** Starts a child, and does not close. */
export async function keepChild(options) {
  await startChild('sleepUntilCancelled', { args: [true], ...options });
  await sleep('1 day');
}

export async function cancelChild(type = ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED) {
  const scope = new CancellationScope();
  const child = await scope.run(() => startChild('sleepUntilCancelled', { args: [false], cancellationType: type }));
  await sleep(1);
  scope.cancel();
  try {
    await child.result();
    return 'completed';
  } catch (error) {
    return isCancellation(error) && error instanceof ChildWorkflowFailure ? 'child cancelled' : error.constructor.name;
  }
}

export async function signalChild(items) {
  const child = await startChild('collect', { args: [items.length] });
  for (const item of items) {
    await child.signal('add', item);
  }

  return await child.result();
}

export async function signalExternal(workflowId, item) {
  await getExternalWorkflowHandle(workflowId).signal('add', item);
  return 'signalled';
}

export async function cancelExternal(workflowId) {
  await getExternalWorkflowHandle(workflowId).cancel();
  return 'cancel requested';
}

export async function describeParent() {
  return workflowInfo().parent?.workflowId;
}
