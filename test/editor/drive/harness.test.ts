// The harness itself: what it must never call a success.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { runExtensionTests } from '../harness/run-tests';
import { ROOT, temporaryFolder } from '../harness/root';

describe('a test run in the extension host', () => {
  const run = async (body: string): Promise<number> => {
    const folder = temporaryFolder('harness');
    const tests = path.join(folder, 'planted.cjs');
    fs.writeFileSync(tests, `exports.run = async () => { ${body} };`);
    try {
      return await runExtensionTests({
        userDataDir: path.join(folder, 'user'),
        tests,
        extensions: [ROOT],
        timeout: 60_000,
        signal: new AbortController().signal,
      });
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };

  it('fails when the extension host dies, although the editor reports success', async () => {
    await assert.rejects(run('process.exit(0);'), /the extension host ended before the tests did/);
  });

  it('fails when the tests fail', async () => {
    assert.equal(await run("throw new Error('planted');"), 1);
  });
});
