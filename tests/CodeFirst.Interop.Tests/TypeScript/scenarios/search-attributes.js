import assert from 'node:assert/strict';
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import { eventually, scenario } from '../harness.js';

const KEYWORD = 2;

scenario('search attributes are set, changed, listed and counted', async (stage) => {
  const key = defineSearchAttributeKey('TypeScriptKeyword', SearchAttributeType.KEYWORD);
  await stage.client.connection.operatorService.addSearchAttributes({ namespace: stage.namespace, searchAttributes: { TypeScriptKeyword: KEYWORD } });
  const handle = await stage.start('changeData', ['green'], { typedSearchAttributes: [{ key, value: 'red' }] });
  const count = async (query) => Number((await stage.client.workflow.count(query)).count);
  await eventually(() => count("TypeScriptKeyword IN ('green', 'blue')"), (found) => found === 1);
  assert.equal(await count("TypeScriptKeyword = 'red'"), 0);
  assert.equal((await handle.describe()).typedSearchAttributes.get(key), 'green');
  const { groups } = await stage.client.workflow.count("TypeScriptKeyword = 'green' GROUP BY ExecutionStatus");
  assert.deepEqual(groups.map((group) => [Number(group.count), ...group.groupValues.flat()]), [[1, 'Running']]);
  await handle.signal('close');
  await handle.result();
});
