// Stands in for VS Code's native logger: the same interface, plain files.
const fs = require('node:fs');
const path = require('node:path');

class Logger {
  constructor(_type, _name, file) {
    this.file = file;
    this.raw = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  write(level, message) {
    if (!fs.existsSync(path.dirname(this.file))) return; // a test run has removed its folder already
    fs.appendFileSync(this.file, this.raw ? message : `${new Date().toISOString()} [${level}] ${message}\n`);
  }
  clearFormatters() {
    this.raw = true;
  }
  setPattern() {}
  setLevel() {}
  flush() {}
  drop() {}
}
for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) {
  Logger.prototype[level] = function (message) {
    this.write(level, message);
  };
}

const create = (name, file) => Promise.resolve(new Logger('', name, file));

// Named one by one: VS Code imports them as an ES module's.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
