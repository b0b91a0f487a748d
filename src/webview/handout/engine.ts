// The engine in a handout: the worker of the extension, out of the page itself. It starts when something is asked that the
// page does not hold, checks the network that the page is of, and answers as it does in the editor.

import { bytesOf } from '../../handout/bytes';
import { ENGINE_ID, NotInHandout, type ElementQuestion, type Handout, type Written } from '../../handout/handout';
import {
  whatIfKey,
  type CheckId,
  type CheckProgress,
  type HostMethods,
  type InspectorMethods,
  type LayerView,
  type Override,
  type SessionResult,
  type WorkerMethods,
} from '../../protocol/messages';
import { Rpc, type Call } from '../../protocol/rpc';

type WorkerRpc = Rpc<WorkerMethods, HostMethods, CheckProgress>;
type Asked = 'tensor' | ElementQuestion;

const BASE: CheckId = { uri: 'handout', check: 1 };

export class Engine {
  private connection: Promise<WorkerRpc> | null = null;
  private about = BASE;
  private last = BASE.check;
  private underway: Call<SessionResult> | null = null;
  /** Of the check that questions are about. */
  private opened = new Map<string, Promise<LayerView | null>>();

  private constructor(
    private readonly source: string,
    private readonly file: string,
    private readonly written: Written,
  ) {}

  /** Null where the page has none. */
  static of({ written, result }: Handout): Engine | null {
    const source = document.getElementById(ENGINE_ID)?.textContent;
    return written && source ? new Engine(source, result.report.file, written) : null;
  }

  /** Whether what is shown is the check that the page was made of. */
  get isAsRecorded(): boolean {
    return this.about === BASE;
  }

  async ask<M extends Asked>(
    method: M,
    { inside, query }: Parameters<InspectorMethods[M]>[0],
  ): Promise<ReturnType<InspectorMethods[M]>> {
    const rpc = await this.connect();
    // A page may hold the layer, which the engine has not opened.
    if (inside !== undefined) await this.open(inside);
    return rpc.call(method, { ...this.about, inside, query } as never).answer as Promise<
      ReturnType<InspectorMethods[M]>
    >;
  }

  async open(layer: string): Promise<LayerView | null> {
    const rpc = await this.connect();
    const found = this.opened.get(layer) ?? rpc.call('open', { ...this.about, layer }).answer;
    this.opened.set(layer, found);
    return found;
  }

  /** The network with these numbers in the place of its own; questions are about that from then on. Null: superseded. */
  async whatIf(overrides: readonly Override[]): Promise<SessionResult | null> {
    const rpc = await this.connect();
    this.underway?.cancel();
    const check = ++this.last;
    this.underway = rpc.call('check', { ...this.request(), check, whatIf: { overrides, of: BASE.check } });
    const result = await this.underway.answer.catch((error: unknown) => {
      if (check === this.last) throw error;
      return null;
    });
    if (check !== this.last) return null;
    if (result?.ok) this.turnTo({ uri: whatIfKey(BASE.uri), check });
    return result;
  }

  /** The numbers are the network's own again. */
  reset(): void {
    this.underway?.cancel();
    this.last++;
    this.turnTo(BASE);
  }

  private turnTo(about: CheckId): void {
    this.about = about;
    this.opened = new Map();
  }

  private request() {
    return { uri: BASE.uri, file: this.file, text: this.written.text };
  }

  private connect(): Promise<WorkerRpc> {
    return (this.connection ??= this.start());
  }

  private async start(): Promise<WorkerRpc> {
    const script = JSON.parse(this.source) as string;
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
    const rpc: WorkerRpc = new Rpc(
      {
        post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
        onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
        close: () => worker.terminate(),
      },
      { readFile: ({ path }) => this.fileAt(path), log: ({ message }) => console.info(message) },
    );
    worker.onerror = ({ message }) => rpc.dispose(new Error(message));
    await rpc.call('check', { ...this.request(), check: BASE.check }).answer;
    return rpc;
  }

  private fileAt(path: string): Uint8Array {
    const { files } = this.written;
    if (!Object.hasOwn(files, path)) throw new NotInHandout(`this page has no file ${path}.`);
    return bytesOf(files[path]);
  }
}
