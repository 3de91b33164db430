import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import {
  condition, defineSignal, deprecatePatch, patched, proxyActivities, setCurrentDetails, setHandler, sleep, upsertMemo, upsertSearchAttributes, uuid4, workflowInfo,
} from '@temporalio/workflow';

/** Changes what lists and describes show of it, and ends when it is told to. */
export async function changeData(keyword, memo) {
  let closed = false;
  setHandler(defineSignal('close'), () => void (closed = true));
  if (keyword) {
    upsertSearchAttributes([{ key: defineSearchAttributeKey('TypeScriptKeyword', SearchAttributeType.KEYWORD), value: keyword }]);
  }

  if (memo) {
    upsertMemo(memo);
  }

  await condition(() => closed);
  return workflowInfo().memo;
}

/** The new code of a patched workflow. */
export async function patchedWorkflow() {
  const isNew = patched('new-greeting');
  const { greet } = proxyActivities({ startToCloseTimeout: '30 seconds' });
  const greeting = await greet(isNew ? 'new' : 'old');
  let closed = false;
  setHandler(defineSignal('close'), () => void (closed = true));
  await condition(() => closed);
  deprecatePatch('later');
  return [greeting, patched('new-greeting')];
}

/** Random numbers, ids and the time, which replay must repeat. */
export async function repeatable() {
  const before = [Math.random(), uuid4(), Date.now()];
  let go = false;
  setHandler(defineSignal('go'), () => void (go = true));
  await condition(() => go);
  return before;
}

export async function annotated() {
  setCurrentDetails('about to sleep');
  await sleep(1, { summary: 'a short nap' });
  const { greet } = proxyActivities({ startToCloseTimeout: '30 seconds', summary: 'says hello' });
  return await greet('Ada');
}
