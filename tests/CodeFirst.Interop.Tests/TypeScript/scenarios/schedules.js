import assert from 'node:assert/strict';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUE, errorOf, eventually, scenario } from '../harness.js';

const action = (stage, workflowType, args = []) => ({ type: 'startWorkflow', workflowType, args, taskQueue: TASK_QUEUE, workflowId: stage.id });

const create = (stage, options = {}) => stage.client.schedule.create({
  scheduleId: stage.id,
  spec: { cronExpressions: ['0 0 1 1 *'] },
  action: action(stage, 'describeSelf'),
  ...options,
});

// B52
scenario('schedule is described as it was made', async (stage) => {
  const handle = await create(stage, {
    spec: {
      calendars: [{ hour: { start: 8, end: 10 }, dayOfWeek: ['MONDAY', 'FRIDAY'], comment: 'mornings' }],
      intervals: [{ every: '2 days', offset: '3 hours' }],
      jitter: '5m',
      timezone: 'Europe/Berlin',
    },
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '1 hour', pauseOnFailure: true },
    state: { note: 'reports', paused: true, remainingActions: 30 },
    memo: { owner: 'ada' },
  });
  const { spec, policies, state, memo, info } = await handle.describe();
  assert.deepEqual(spec.calendars[0].hour, [{ start: 8, end: 10, step: 1 }]);
  assert.deepEqual(spec.calendars[0].dayOfWeek.map(({ start }) => start), ['MONDAY', 'FRIDAY']);
  assert.deepEqual(spec.intervals, [{ every: 2 * 86_400_000, offset: 3 * 3_600_000 }]);
  assert.deepEqual([spec.timezone, spec.jitter], ['Europe/Berlin', 300_000]);
  assert.deepEqual([policies.overlap, policies.catchupWindow, policies.pauseOnFailure], ['BUFFER_ONE', 3_600_000, true]);
  assert.deepEqual([state.note, state.paused, state.remainingActions, memo], ['reports', true, 30, { owner: 'ada' }]);
  assert.equal(info.nextActionTimes.length, 10);
  assert.ok(await errorOf(create(stage)) instanceof ScheduleAlreadyRunning);
  await handle.delete();
  assert.ok(await errorOf(handle.describe()) instanceof ScheduleNotFoundError);
});

// B53
scenario('schedule is triggered', async (stage) => {
  const handle = await create(stage, { action: { ...action(stage, 'describeSelf'), memo: { hops: 'none' } } });
  await handle.trigger();
  const { info } = await eventually(() => handle.describe(), ({ info }) => info.recentActions.length === 1 && info.runningActions.length === 0);
  const { workflowId, firstExecutionRunId } = info.recentActions[0].action.workflow;
  const result = await stage.client.workflow.getHandle(workflowId).result();
  assert.ok(workflowId.startsWith(`${stage.id}-20`));
  assert.deepEqual([result.memo, result.runId], [{ hops: 'none' }, firstExecutionRunId]);
  assert.deepEqual(result.searchAttributes.TemporalScheduledById, [stage.id]);
});

// B50, B51
scenario('schedule starts workflows by interval with the last result', async (stage) => {
  const handle = await create(stage, {
    spec: { intervals: [{ every: '1s' }] },
    action: action(stage, 'tick'),
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ALL },
    state: { remainingActions: 3 },
  });
  const { info } = await eventually(() => handle.describe(), ({ info }) => info.numActionsTaken === 3 && info.runningActions.length === 0);
  const results = await Promise.all(info.recentActions.map(({ action }) => stage.client.workflow.getHandle(action.workflow.workflowId).result().catch(() => 'failed')));
  assert.deepEqual(results, [1, 'failed', 2]);
});

scenario('schedule is paused, unpaused, updated and backfilled', async (stage) => {
  const handle = await create(stage);
  await handle.pause('holiday');
  assert.deepEqual((await handle.describe()).state, { paused: true, note: 'holiday', remainingActions: undefined });
  await handle.unpause('back');
  await handle.update(({ policies, state, action }) => ({ spec: { cronExpressions: ['0 * * * *'] }, policies, state: { ...state, note: 'hourly' }, action }));
  const { spec, state } = await handle.describe();
  assert.deepEqual([spec.calendars[0].hour, state.paused, state.note], [[{ start: 0, end: 23, step: 1 }], false, 'hourly']);
  await handle.backfill({ start: new Date('2026-03-01T01:00:00Z'), end: new Date('2026-03-01T03:30:00Z'), overlap: ScheduleOverlapPolicy.ALLOW_ALL });
  const { info } = await eventually(() => handle.describe(), ({ info }) => info.recentActions.length === 3);
  assert.deepEqual(info.recentActions.map(({ action }) => action.workflow.workflowId.slice(-9)), ['01:00:00Z', '02:00:00Z', '03:00:00Z']);
});

scenario('schedules are listed', async (stage) => {
  await create(stage, { state: { paused: true, note: 'listed' } });
  const found = [];
  for await (const schedule of stage.client.schedule.list({ query: `ScheduleId = '${stage.id}' AND TemporalSchedulePaused = true` })) {
    found.push(schedule);
  }

  assert.deepEqual(found.map(({ scheduleId, state, action }) => [scheduleId, state.note, action.workflowType]), [[stage.id, 'listed', 'describeSelf']]);
});

// B50
scenario('schedule cancels what overlaps', async (stage) => {
  const handle = await create(stage, { spec: { cronExpressions: ['0 * * * *'] }, action: action(stage, 'sleepFor', ['1 hour']), state: { paused: true } });
  const backfill = (hour) => handle.backfill({
    start: new Date(`2026-03-01T0${hour}:00:00Z`), end: new Date(`2026-03-01T0${hour}:30:00Z`), overlap: ScheduleOverlapPolicy.CANCEL_OTHER,
  });
  await backfill(1);
  await eventually(() => handle.describe(), ({ info }) => info.runningActions.length === 1);
  await backfill(2);
  await eventually(() => handle.describe(), ({ info }) => info.recentActions.length === 2);
  const first = await stage.client.workflow.getHandle(`${stage.id}-2026-03-01T01:00:00Z`).describe();
  assert.equal(first.status.name, 'CANCELLED');
});
