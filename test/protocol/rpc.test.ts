import { afterEach, describe, expect, it } from 'vitest';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Disconnected, RemoteError, Rpc, type Handlers, type Port } from '../../src/protocol/rpc';

interface Calculator {
  double(x: number): number;
  fail(name: string): never;
  slow(steps: number): string;
  functionOf(x: number): unknown;
  asks(question: string): string;
  squares(count: number): Float64Array;
}
interface Asker {
  answer(question: string): string;
}

const wrap = (port: MessagePort): Port => ({
  post: (message, transfer) => port.postMessage(message, transfer),
  onMessage: (listener) => port.on('message', listener),
  close: () => port.close(),
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let ends: { dispose(): void }[] = [];
afterEach(() => {
  for (const end of ends) end.dispose();
  ends = [];
});

function connected(answer: (question: string) => string = () => '42') {
  const { port1, port2 } = new MessageChannel();
  const served: { aborted: boolean }[] = [];
  const given: Float64Array[] = [];
  const handlers: Handlers<Calculator, number> = {
    double: (x) => 2 * x,
    fail: (name) => {
      throw Object.assign(new Error('as asked'), { name });
    },
    slow: async (steps, { signal, progress }) => {
      served.push(signal);
      for (let i = 1; i <= steps; i++) {
        await turn();
        if (signal.aborted) throw Object.assign(new Error(`ended at ${i}`), { name: 'Cancelled' });
        progress(i);
      }
      return 'done';
    },
    functionOf: () => () => 0,
    squares: (count, { transfer }) => {
      const squares = Float64Array.from({ length: count }, (_, i) => i ** 2);
      given.push(squares);
      transfer([squares.buffer]);
      return squares;
    },
    asks: async (question) => `the host says ${await server.call('answer', question).answer}`,
  };
  const server = new Rpc<Asker, Calculator, number>(wrap(port2), handlers);
  const client = new Rpc<Calculator, Asker, number>(wrap(port1), { answer });
  ends.push(client, server);
  return { client, server, served, given };
}

describe('a request', () => {
  it('is answered, each by its own answer', async () => {
    const { client } = connected();
    const answers = [1, 2, 3].map((x) => client.call('double', x).answer);
    expect(await Promise.all(answers)).toEqual([2, 4, 6]);
  });

  it('has the arrays of its answer moved, not copied', async () => {
    const { client, given } = connected();
    expect(await client.call('squares', 4).answer).toEqual(Float64Array.of(0, 1, 4, 9));
    expect(given[0]).toHaveLength(0);
  });

  it('goes the other way while one is being served', async () => {
    const { client } = connected((question) => `${question}: 42`);
    expect(await client.call('asks', 'how many').answer).toBe('the host says how many: 42');
  });

  it('reports progress in order, before its answer', async () => {
    const seen: unknown[] = [];
    const { client } = connected();
    seen.push(await client.call('slow', 3, (step) => seen.push(step)).answer);
    expect(seen).toEqual([1, 2, 3, 'done']);
  });
});

describe('an error', () => {
  it('arrives with the name, message and stack that it had', async () => {
    const { client } = connected();
    const error = await client.call('fail', 'RangeError').answer.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ name: 'RangeError', message: 'as asked' });
    expect((error as RemoteError).remoteStack).toContain('rpc.test');
  });

  it('of the asked side reaches the asking side through both', async () => {
    const { client } = connected(() => {
      throw new Error('no such file');
    });
    await expect(client.call('asks', 'x').answer).rejects.toThrow('no such file');
  });

  it('answers a method that does not exist, also one that every object has', async () => {
    const { client } = connected();
    for (const method of ['halve', 'toString'])
      await expect(client.call(method as 'double', 1).answer).rejects.toThrow(`there is no method ${method}`);
  });

  it('answers where the answer cannot be sent', async () => {
    const { client } = connected();
    await expect(client.call('functionOf', 1).answer).rejects.toMatchObject({ name: 'DataCloneError' });
  });

  it('rejects a request that cannot be sent, and the next request works', async () => {
    const { client } = connected();
    await expect(client.call('double', (() => 1) as never).answer).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(await client.call('double', 4).answer).toBe(8);
  });
});

describe('cancelling', () => {
  it('aborts what is served, whose error is the answer', async () => {
    const { client } = connected();
    const call = client.call('slow', 1e9, (step) => step === 2 && call.cancel());
    await expect(call.answer).rejects.toMatchObject({ name: 'Cancelled' });
  });

  it('leaves other requests alone', async () => {
    const { client } = connected();
    const other = client.call('slow', 5);
    const call = client.call('slow', 1e9);
    call.cancel();
    await expect(call.answer).rejects.toMatchObject({ name: 'Cancelled' });
    expect(await other.answer).toBe('done');
  });

  it('after the answer does nothing', async () => {
    const { client } = connected();
    const call = client.call('double', 1);
    await call.answer;
    call.cancel();
    expect(await client.call('double', 2).answer).toBe(4);
  });
});

describe('disposal', () => {
  it('rejects all that is pending, and all that is asked afterwards, with its reason', async () => {
    const { client } = connected();
    const pending = [client.call('slow', 1e9).answer, client.call('slow', 1e9).answer];
    client.dispose(new Disconnected('the worker ended'));
    for (const answer of [...pending, client.call('double', 1).answer]) {
      await expect(answer).rejects.toThrow('the worker ended');
      await expect(answer).rejects.toBeInstanceOf(Disconnected);
    }
  });

  it('aborts what is being served', async () => {
    const { client, server, served } = connected();
    const lost = client.call('slow', 1e9).answer.catch((e: unknown) => e);
    await expect.poll(() => served.length).toBe(1);
    server.dispose();
    expect(served[0].aborted).toBe(true);
    client.dispose();
    expect(await lost).toBeInstanceOf(Disconnected);
  });
});
