// What the extension host runs as its tests: the real test module, its console sent to the harness, and a mark left when it ended.
// Without the mark a dead extension host would pass: VS Code reports 0 when one dies.
const fs = require('node:fs');
const path = require('node:path');
const util = require('node:util');

const { tests, folder } = JSON.parse(process.env.GRADIENT_EDITOR_RUN);

exports.run = async () => {
  const out = fs.openSync(path.join(folder, 'out'), 'a');
  let over = false; // what comes after the tests is the noise of shutting down
  const say = (...args) => {
    if (!over) fs.writeSync(out, `${util.format(...args)}\n`);
  };
  // VS Code defines these with setters that do nothing.
  for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
    Object.defineProperty(console, name, { configurable: true, writable: true, value: say });
  }
  let code = '0';
  try {
    await require(tests).run();
  } catch (error) {
    code = '1';
    say(error);
    throw error;
  } finally {
    over = true;
    fs.writeFileSync(path.join(folder, 'done'), code);
  }
};
