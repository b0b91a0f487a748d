// The debug adapter, driven over its protocol without an editor.
import { describe, expect, it } from 'vitest';
import { Client, launcherOf } from './client';
import { APPLE, DOUBLED, FLIPPED, MLP } from './networks';

const at = (text: string): Client => new Client(launcherOf(text));

describe('a session', () => {
  it('stops at the first step, goes through both passes and ends with the verdict', async () => {
    const client = at(APPLE);
    const seen = [await client.launch()];
    for (let stop; (stop = await client.move('next'));) seen.push(stop);
    expect(seen).toEqual([
      'entry: Price (Mul) · forward @2',
      'step: Total (Mul) · forward @3',
      'step: Total (Mul) · backward @3',
      'step: Price (Mul) · backward @2',
    ]);
    expect(client.output()).toEqual(['pass']);
  });

  it('goes back as it went on, and back from the first step stays there', async () => {
    const client = at(APPLE);
    await client.launch();
    await client.move('next');
    await client.move('next');
    expect(await client.move('stepBack')).toBe('step: Total (Mul) · forward @3');
    expect(await client.move('stepBack')).toBe('step: Price (Mul) · forward @2');
    expect(await client.move('stepBack')).toBe('entry: Price (Mul) · forward @2');
  });

  it('runs to the end where nothing holds it up', async () => {
    expect(await at(APPLE).launch({ stopOnEntry: false })).toBeNull();
  });

  it('stops where the gradient of a tensor has been computed', async () => {
    expect(await at(MLP).launch({ stopAt: 'Affine2.W' })).toBe('step: Affine2 (Affine) · backward @4');
  });

  it('says why a network cannot be debugged', async () => {
    const client = at(APPLE.replace('"Price", "tax"', '"Prise", "tax"'));
    await client.get('initialize');
    const { success, message } = await client.ask('launch');
    expect(success).toBe(false);
    expect(message).toMatch(/Did you mean "Price"/);
  });

  it('can be given up while the network is checked, without a word', async () => {
    let end: (error: Error) => void = () => undefined;
    const launch = () => new Promise<never>((_, reject) => (end = reject));
    const client = new Client({ launch, dispose: () => end(new Error('Cancelled')) });
    await client.get('initialize');
    const launched = client.ask('launch');
    await client.get('disconnect');
    expect(await launched).toMatchObject({ success: false, body: { error: { showUser: false } } });
  });

  it('answers what it does not know with an error', async () => {
    expect(await at(APPLE).ask('disassemble')).toMatchObject({ success: false });
    expect(await at(APPLE).ask('next')).toMatchObject({ success: false });
  });

  it('tells how far the check has got, where the client shows it', async () => {
    const client = at(APPLE);
    await client.get('initialize', { supportsProgressReporting: true });
    await client.get('launch');
    await client.event('initialized');
    expect(client.events.map(({ event }) => event)).toEqual([
      'progressStart',
      'progressUpdate',
      'progressEnd',
      'initialized',
    ]);
  });

  it('counts from 0 for a client that does', async () => {
    const client = at(APPLE);
    await client.get('initialize', { linesStartAt1: false, columnsStartAt1: false });
    await client.get('launch');
    await client.event('initialized');
    const [breakpoint] = await client.breakpoints({ line: 2 });
    expect(breakpoint).toMatchObject({ verified: true, line: 2, column: 2 });
    await client.get('configurationDone');
    expect(await client.stopped()).toBe('entry: Price (Mul) · forward @1');
  });
});

describe('inside of a layer', () => {
  it('goes into a composite layer and out of it, in both passes', async () => {
    const client = at(MLP);
    await client.launch({ stopOnEntry: false, stopAt: 'Affine2.out' });
    const inside = await client.move('stepIn');
    expect(inside).toMatch(/^step: \w+ \(\w+\) @5/);
    expect((await client.stack()).map(({ name }) => name).slice(1)).toEqual([
      'Loss (SoftmaxWithLoss) · backward',
      'Network',
    ]);
    expect(Object.keys(await client.scopes())).toContain('Gradients (analytic)');
    expect(await client.move('stepOut')).toBe('step: Loss (SoftmaxWithLoss) · backward @5');
    await client.move('stepBack');
    expect(await client.move('stepIn')).toMatch(/^step: max1 \(Max\) @5/);
    expect(await client.shown('Output')).toEqual([expect.stringMatching(/^out = \[\[/)]);
  });

  it('stops at the end of a layer when stepping past its last node', async () => {
    const client = at(FLIPPED);
    await client.launch();
    await client.move('next');
    const move = async (command: string): Promise<string> => String(await client.move(command)).replace(/ @.*/, '');
    const seen = [await move('stepIn')];
    while (!seen.at(-1)!.includes('Swish1')) seen.push(await move('next'));
    expect(seen).toEqual([
      'step: mul1 (Mul)',
      'step: exp1 (Exp)',
      'step: add1 (Add)',
      'step: s (Div)',
      'step: out (Mul)',
      'step: Swish1 (Swish) · forward',
    ]);
  });

  it('steps over what has nothing inside', async () => {
    const client = at(APPLE);
    await client.launch();
    expect(await client.move('stepIn')).toBe('step: Total (Mul) · forward @3');
  });
});

describe('breakpoints', () => {
  const launched = async (text: string, ...all: Parameters<Client['breakpoints']>) => {
    const client = at(text);
    const found = { client, set: await Promise.resolve([] as Awaited<ReturnType<Client['breakpoints']>>) };
    const first = await client.launch({ stopOnEntry: false }, async () => {
      found.set = await client.breakpoints(...all);
    });
    return { ...found, first };
  };

  it("on a layer's line stop in both passes, either way", async () => {
    const { client, first, set } = await launched(MLP, { line: 3 });
    expect(set).toEqual([expect.objectContaining({ verified: true, line: 3, column: 3 })]);
    expect(first).toBe('breakpoint: Relu1 (ReLU) · forward @3');
    expect(await client.move('continue')).toBe('breakpoint: Relu1 (ReLU) · backward @3');
    expect(await client.move('reverseContinue')).toBe('breakpoint: Relu1 (ReLU) · forward @3');
    await client.move('continue');
    expect(await client.move('continue')).toBeNull();
  });

  it('on a backward pass that is written by hand stop there', async () => {
    const { client, first } = await launched(FLIPPED, { line: 7 });
    expect(first).toBe('breakpoint: dx @7');
    expect((await client.stack()).map(({ name, line }) => `${name} @${line}`)).toEqual([
      'dx @7',
      'Swish1 (Swish) · backward @13',
      'Network @1',
    ]);
    expect(await client.shown('Chain Rule')).toEqual(['dx = -dout .* (s + x .* s .* (1 - s))']);
  });

  it('where no layer is written hold up nothing, and say so', async () => {
    const { first, set } = await launched(MLP, { line: 1 });
    expect(set).toEqual([expect.objectContaining({ verified: false, message: 'No layer is written here.' })]);
    expect(first).toBeNull();
  });

  it.each([
    ['norm(grad) > 1', true],
    ['norm(grad) > 1000', false],
    ['maxRelError > 1e-6', true],
    ['maxRelError > 3', false],
    ['abs(dx) > 0.5', true],
    ['norm(num + grad) < 1e-9', true],
  ])('stop on the condition %s: %s', async (condition, stops) => {
    const { first } = await launched(FLIPPED, { line: 13, condition });
    expect(first).toBe(stops ? 'breakpoint: Swish1 (Swish) · backward @13' : null);
  });

  it('in the forward pass do not stop on what only the backward pass computes, but on values', async () => {
    const { first } = await launched(APPLE, { line: 2, condition: 'Price > 199' });
    expect(first).toBe('breakpoint: Price (Mul) · forward @2');
  });

  it.each([
    ['norm(', /a value/],
    ['Affine9.W > 1', /Affine9\.W/],
    ['nrom(grad)', /Did you mean "norm"/],
  ])('refuse the condition %s', async (condition, message) => {
    const { set, first } = await launched(MLP, { line: 2, condition });
    expect(set[0]).toMatchObject({ verified: false, message: expect.stringMatching(message) as string });
    expect(first).toBeNull();
  });

  it('stop, and say why, where a condition turns out to make no sense', async () => {
    const { client, first } = await launched(MLP, { line: 4, condition: 'Affine1 + Affine2 > 1' });
    expect(first).toBe('breakpoint: Affine2 (Affine) · forward @4');
    expect(client.output()).toEqual([expect.stringMatching(/Affine1 \+ Affine2 > 1: /)]);
  });

  it('with a message log it and go on', async () => {
    const { client, first } = await launched(APPLE, { line: 2, logMessage: 'price {Price}, gradient {dx}' });
    expect(first).toBeNull();
    expect(client.output()).toEqual([
      'price 200, gradient {dx: the gradient of apple is not computed yet}',
      'price 200, gradient 2.2',
      'pass',
    ]);
  });

  it("on a layer's name stop as on its line", async () => {
    const client = at(MLP);
    const first = await client.launch({ stopOnEntry: false }, async () => {
      const breakpoints = [{ name: 'Affine2' }, { name: 'Affine3' }];
      const set = await client.get<{ breakpoints: { verified: boolean }[] }>('setFunctionBreakpoints', { breakpoints });
      expect(set.breakpoints.map(({ verified }) => verified)).toEqual([true, false]);
    });
    expect(first).toBe('function breakpoint: Affine2 (Affine) · forward @4');
  });

  it('can be placed where layers are written', async () => {
    const client = at(FLIPPED);
    await client.launch();
    const { breakpoints } = await client.get<{ breakpoints: { line: number }[] }>('breakpointLocations', {
      source: { path: '/n.grad.json' },
      line: 1,
      endLine: 20,
    });
    expect(breakpoints.map(({ line }) => line).sort((a, b) => a - b)).toEqual([7, 12, 13, 14]);
  });
});

describe('what goes wrong', () => {
  const filtered = async (text: string, ...filters: string[]) => {
    const client = at(text);
    const first = await client.launch({ stopOnEntry: false }, () => client.get('setExceptionBreakpoints', { filters }));
    return { client, first };
  };

  it('stops at the guilty layer, and tells the cause', async () => {
    const { client, first } = await filtered(FLIPPED, 'guilty');
    expect(first).toBe('exception: dx @7');
    const info = await client.get<{ description: string }>('exceptionInfo', { threadId: 1 });
    expect(info.description).toMatch(/wrong sign/);
    expect(await client.move('continue')).toBeNull();
  });

  it('stops at every gradient that is wrong, those inherited too', async () => {
    const { client, first } = await filtered(FLIPPED, 'wrong');
    expect(first).toBe('exception: dx @7');
    expect(await client.move('continue')).toBe('exception: Affine1 (Affine) · backward @12');
    const info = await client.get<{ description: string }>('exceptionInfo', { threadId: 1 });
    expect(info.description).toMatch(/Affine1\.W: wrong at .*relative error up to 2.*inherited/);
  });

  it('stops at numbers that are not finite', async () => {
    const infinite = '{ "inputs": { "x": [1, 800] }, "layers": [{ "name": "E", "type": "Exp", "inputs": "x" }] }';
    const { first } = await filtered(infinite, 'notFinite');
    expect(first).toBe('exception: E (Exp) · forward @1');
  });

  it('stops at nothing where all is right', async () => {
    expect((await filtered(MLP, 'guilty', 'wrong', 'notFinite')).first).toBeNull();
  });
});

describe('variables', () => {
  it('are, in the forward pass, what goes in and what comes out', async () => {
    const client = at(APPLE);
    await client.launch();
    expect(await client.shown('Inputs')).toEqual(['x = 100', 'y = 2']);
    expect(await client.shown('Output')).toEqual(['out = 200']);
    expect(await client.shown('Chain Rule')).toEqual(['out = x · y']);
    expect(Object.keys(await client.scopes())).not.toContain('Difference');
    expect(await client.shown('Values', 1)).toEqual(['Price = 200']);
  });

  it('are, in the backward pass, analytic beside numerical gradients, and their difference with the verdict', async () => {
    const client = at(DOUBLED);
    await client.launch({ stopAt: 'x' });
    expect(await client.shown('Gradients (analytic)')).toEqual(['dout = [[1, 1], [1, 1]]', 'dx = [[7, 25], [55, 97]]']);
    expect(await client.shown('Gradients (numerical)')).toEqual([
      'dout = [[1, 1], [1, 1]]',
      'dx = [[4, 13], [28, 49]]',
    ]);
    const [, difference] = await client.shown('Difference');
    expect(difference).toMatch(/^dx = wrong at \[\d, \d\]: relative error up to 0\.49.* — \[\[3, 12\], \[27, 48\]\]$/);
  });

  it('show the gradient of a value that is used twice as far as it has come', async () => {
    const client = at(DOUBLED);
    await client.launch();
    await client.move('next');
    await client.move('next');
    await client.move('next');
    expect(await client.move('next')).toBe('step: Sum1 (Add) · backward @4');
    expect(await client.shown('Gradients (analytic)')).toEqual([
      'dout = [[1, 1], [1, 1]]',
      'dx = [[1, 1], [1, 1]]',
      'dy = [[1, 1], [1, 1]] — so far: 1 of 2 uses',
    ]);
    expect(await client.shown('Gradients (numerical)')).toHaveLength(2);
  });

  it('show the chain rule with its numbers, at the worst element', async () => {
    const client = at(APPLE);
    await client.launch({ stopAt: 'apple' });
    const [dx] = await client.children((await client.scopes())['Chain Rule']);
    expect(dx).toMatchObject({ name: 'dx', value: 'dout · y' });
    expect((await client.children(dx)).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'element: apple',
      'Price.out: 1.1 × 2 = 2.2',
      'sum of all 1: 2.2',
      'analytic: 2.2',
      'numerical: 2.2',
    ]);
  });

  it('of a wide tensor come by rows, a page at a time', async () => {
    const wide = MLP.replace('[3, 4]', '[3, 784]').replace('"units": 5', '"units": 50');
    const client = at(wide.replace('"seed": 1', '"seed": 1, "check": { "sample": 20 }'));
    await client.launch({ stopAt: 'Affine1.W' });
    const all = await client.children((await client.scopes())['Gradients (analytic)']);
    const dW = all.find(({ name }) => name === 'dW')!;
    expect(dW).toMatchObject({ type: '(784, 50)', indexedVariables: 784, evaluateName: 'grad(Affine1.W)' });
    expect(dW.value).toMatch(/^\(784, 50\) norm /);
    const page = await client.children(dW, { filter: 'indexed', start: 700, count: 84 });
    expect(page).toHaveLength(84);
    expect(page[83]).toMatchObject({ name: '[783]', indexedVariables: 50, evaluateName: 'grad(Affine1.W)[783]' });
    const row = await client.children(page[83]);
    expect(row).toHaveLength(50);
    expect(page[83].value).toBe(
      `[${row
        .slice(0, 8)
        .map(({ value }) => value)
        .join(', ')}, …]`,
    );
    expect(await client.evaluate('grad(Affine1.W)[783, 49]')).toBe(row[49].value);
    expect(await client.evaluate(row[49].evaluateName!)).toBe(row[49].value);
  });

  it('of another stop are no longer known', async () => {
    const client = at(MLP);
    await client.launch();
    const { Inputs } = await client.scopes();
    await client.move('next');
    const { variablesReference } = Inputs;
    expect(await client.ask('variables', { variablesReference: variablesReference + 100 })).toMatchObject({
      success: false,
    });
  });
});

describe('expressions', () => {
  it.each([
    ['apple', '100'],
    ['Price', '200'],
    ['Price.out', '200'],
    ['2 * Price + 1', '401'],
    ['grad(apple)', '! the gradient of apple is not computed yet'],
    ['Total', '! Total.out is not computed yet'],
    ['shape(Price)', '[]'],
    ['aple', '! Expected the name of a tensor, found aple. Did you mean "apple"?'],
    ['grad(1 + apple)', '! Expected the name of a tensor in grad(), found something computed.'],
  ])('%s is %s at the first step', async (expression, expected) => {
    const client = at(APPLE);
    await client.launch();
    expect(await client.evaluate(expression)).toBe(expected);
  });

  it.each([
    ['Affine1.W[0, 3]', /^-?\d\.\d+$/],
    ['norm(diff(Affine1.W)) < 1e-9', '1'],
    ['shape(grad(Affine1.W))', '[4,5]'],
    ['num(Affine1.W) - grad(Affine1.W) - -diff(Affine1.W)', /norm 0, 0 to 0/],
    ['shape(grad)', '[37]'],
    ['max(abs(dW)) == max(abs(grad(Affine1.W)))', '1'],
    ['shape(x * W + b - Affine1)', '[3,5]'],
  ])('%s is %s at the last', async (expression, expected) => {
    const client = at(MLP);
    await client.launch({ stopAt: 'x' });
    const value = await client.evaluate(expression);
    if (typeof expected === 'string') expect(value).toBe(expected);
    else expect(value).toMatch(expected);
  });

  it('have every digit where they are copied or typed', async () => {
    const client = at(APPLE);
    await client.launch({ stopAt: 'apple' });
    expect(await client.evaluate('Total', 'hover')).toBe('220');
    expect(await client.evaluate('Total', 'repl')).toBe('220.00000000000003');
  });
});

it('can be paused, while conditions are evaluated', async () => {
  const launcher = launcherOf(MLP);
  const client = new Client(launcher);
  await client.launch({}, () => client.breakpoints({ line: 3, condition: 'norm(grad) > 1e9' }));
  void client.ask('continue', { threadId: 1 });
  await client.get('pause', { threadId: 1 });
  expect(await client.stopped()).toMatch(/^pause: /);
  expect(await client.move('continue')).toBeNull();
});
