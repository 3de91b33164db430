// Activities of the official worker. What they announce, a scenario can wait for.
import { CompleteAsyncError, Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

const announcements = new Map();

/** Resolves when an activity of the workflow has announced this. */
export function announced(workflowId, what) {
  return find(`${workflowId}/${what}`).promise;
}

function find(key) {
  if (!announcements.has(key)) {
    let resolve;
    const promise = new Promise((settle) => (resolve = settle));
    announcements.set(key, { promise, resolve });
  }

  return announcements.get(key);
}

function announce(what, value) {
  find(`${Context.current().info.workflowExecution.workflowId}/${what}`).resolve(value);
}

export async function greet(name) {
  return `Hello, ${name}!`;
}

export async function failUntil(attempt) {
  const current = Context.current().info.attempt;
  if (current < attempt) {
    throw new Error(`attempt ${current} fails`);
  }

  return current;
}

export async function decline() {
  throw ApplicationFailure.create({
    message: 'the card was declined',
    type: 'CardDeclined',
    nonRetryable: true,
    details: ['visa', 42],
    cause: new Error('limit reached'),
  });
}

export async function refuse() {
  throw ApplicationFailure.create({ message: 'refused', type: 'Refused' });
}

export async function retryAfter(milliseconds) {
  if (Context.current().info.attempt === 1) {
    throw ApplicationFailure.create({ message: 'busy', nextRetryDelay: milliseconds });
  }

  return Context.current().info.attempt;
}

export async function returnLastHeartbeat() {
  const { info } = Context.current();
  if (info.attempt > 1) {
    return info.heartbeatDetails;
  }

  Context.current().heartbeat('got this far');
  throw new Error('after a heartbeat');
}

/** Works until it is told to stop, without a word. */
export async function workSilently() {
  announce('started');
  await Context.current().cancelled;
}

/** Works until it is told to stop, and says that it lives. */
export async function workWithHeartbeats() {
  const context = Context.current();
  const heartbeats = setInterval(() => context.heartbeat(), 50);
  announce('started');
  try {
    await context.cancelled;
  } catch (error) {
    announce('cancelled', error.message);
    throw error;
  } finally {
    clearInterval(heartbeats);
  }
}

/** Is completed by somebody else, by its id or its token. */
export async function completeLater() {
  const { activityId, taskToken } = Context.current().info;
  announce('started', { activityId, taskToken });
  throw new CompleteAsyncError();
}

/** Takes longer than its workflow task may. */
export async function takeLong(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return 'at last';
}
