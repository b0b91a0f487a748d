// What the extension host runs: all tests beside this file, counted into the file that the runner reads.
import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidPending: true });
  const tests = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  for (const name of tests.sort()) mocha.addFile(path.join(__dirname, name));
  const { passes, failures } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
  fs.writeFileSync(process.env.GRADIENT_TEST_RESULTS!, JSON.stringify({ passed: passes, failed: failures }));
  if (failures > 0 || passes === 0) throw new Error(`${failures} tests failed, ${passes} passed`);
}
