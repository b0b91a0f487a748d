// A mocha suite's person: comes before its tests, goes after them, takes a picture of every failure.
import { Person, type PersonOptions } from './person';

/** Call it inside describe(); the function it returns gives the person to a test. */
export function atWork(options: PersonOptions | (() => PersonOptions) = {}): () => Person {
  let person: Person | undefined;
  before(async () => {
    person = await Person.atWork(typeof options === 'function' ? options() : options);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const name = this.currentTest.fullTitle().replaceAll(/\W+/g, '-');
    console.log(`    see ${await person?.screenshot(`failed-${name}`)}`);
  });
  after(() => person?.goHome());
  return () => {
    if (!person) throw new Error('nobody is at work outside of a test');
    return person;
  };
}
