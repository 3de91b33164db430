// What scenarios are made of: a name, a body that throws when it does not hold, and what the body gets to work with.
import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import * as activities from './activities.js';

const PATIENCE = 40_000;

export const TASK_QUEUE = 'typescript';

export const scenarios = [];

/** Declares a scenario. TypeScriptTests finds the names in the sources: a call stands at the beginning of a line. */
export function scenario(name, body) {
  scenarios.push({ name, body });
}

/** A server, seen through the official client. */
export class Server {
  constructor({ client, native, bundle }) {
    Object.assign(this, { client, native, bundle });
  }

  createWorker(options = {}) {
    return Worker.create({
      connection: this.native,
      taskQueue: TASK_QUEUE,
      workflowBundle: this.bundle,
      activities,
      ...options,
    });
  }

  /** Runs a worker of its own while the body runs. */
  async withWorker(options, body) {
    const worker = await this.createWorker(options);
    return await worker.runUntil(body);
  }

  /** Runs a scenario. The answer is its line. */
  async run({ name, body }) {
    const started = Date.now();
    const line = (more) => ({ scenario: name, milliseconds: Date.now() - started, ...more });
    let timer;
    const patience = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`'${name}' has not ended after ${PATIENCE} ms`)), PATIENCE);
    });
    try {
      await Promise.race([body(new Stage(this, name)), patience]);
      return line({ passed: true });
    } catch (error) {
      return line({ passed: false, error: describe(error) });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** One scenario's place: ids of its own on a server that it shares. */
export class Stage {
  #starts = 0;

  constructor(server, name) {
    this.server = server;
    this.client = server.client;
    this.service = server.client.workflowService;
    this.namespace = 'default';
    this.id = name.replaceAll(' ', '-');
  }

  options(options = {}) {
    const workflowId = this.#starts++ === 0 ? this.id : `${this.id}-${this.#starts}`;
    return { workflowId, taskQueue: TASK_QUEUE, ...options };
  }

  start(workflow, args = [], options = {}) {
    return this.client.workflow.start(workflow, this.options({ args, ...options }));
  }

  async execute(workflow, args = [], options = {}) {
    const handle = await this.start(workflow, args, options);
    return await handle.result();
  }

  /** The whole history of a run, through the raw service. */
  async events(handle, runId = '') {
    const { events } = await this.client.workflow.getHandle(handle.workflowId, runId).fetchHistory();
    return events;
  }

  async eventTypes(handle) {
    return (await this.events(handle)).map((event) => Object.keys(event).find((key) => key.endsWith('Attributes')).replace('EventAttributes', ''));
  }
}

/** What a workflow failed of: the cause of the client's error. */
export async function failureOf(result) {
  const error = await errorOf(result);
  assert.ok(error instanceof WorkflowFailedError, `expected a failed workflow, got ${describe(error)}`);
  return error.cause;
}

export async function errorOf(promise) {
  try {
    const value = await promise;
    assert.fail(`expected an error, got ${JSON.stringify(value)}`);
  } catch (error) {
    return error;
  }
}

/** Asks again until the answer is the right one: for what the API only answers in the end. */
export async function eventually(ask, isRight) {
  const end = Date.now() + PATIENCE / 2;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) {
      return answer;
    }

    assert.ok(Date.now() < end, `still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Names of a failure and its causes, outermost first. What was a plain Error comes as TemporalFailure. */
export function chain(failure) {
  const names = [];
  for (let cause = failure; cause; cause = cause.cause) {
    names.push(cause.constructor.name);
  }

  return names;
}

function describe(error) {
  return error?.cause ? `${error.stack}\ncaused by ${describe(error.cause)}` : String(error?.stack ?? error);
}
