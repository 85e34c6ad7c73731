import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoAnchor } from './protocol.ts';

// What the demo network keeps between starts beside the chains themselves: when it was first started, and which headers
// its packs named as anchors.

const FORMAT = 'pilotlight-demo-network-3';

export interface NetworkFile {
  readonly format: typeof FORMAT;
  readonly seed: string;
  /** The end of the two years: the first start. */
  readonly startMs: number;
  /** When a chain that had been served before was last made anew; absent: never. */
  readonly madeAnewMs?: number;
  /** Oldest first; the last one of a chain is in force. */
  readonly anchors: readonly DemoAnchor[];
}

export class DemoCache {
  readonly folder: string;
  readonly #lock: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#lock = path.join(folder, 'lock.json');
  }

  /**
   * Takes the folder for this process. Where another demo network is alive in it, waits for it to go (after a crash of
   * the app it is about to), then takes a folder beside it: two writers in one log would ruin it.
   */
  static async open(folder: string, patienceMs = 3000): Promise<DemoCache> {
    for (let n = 1; ; n++) {
      const cache = new DemoCache(n === 1 ? folder : `${folder}-${n}`);
      mkdirSync(cache.folder, { recursive: true });
      const until = Date.now() + (n === 1 ? patienceMs : 0);
      for (;;) {
        if (!(await cache.#taken())) {
          writeFileSync(cache.#lock, JSON.stringify({ pid: process.pid }));
          return cache;
        }
        if (Date.now() >= until) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Says where the living owner can be asked. */
  announce(url: string): void {
    writeFileSync(this.#lock, JSON.stringify({ pid: process.pid, url }));
  }

  async #taken(): Promise<boolean> {
    let owner: { pid?: unknown; url?: unknown };
    try {
      owner = JSON.parse(readFileSync(this.#lock, 'utf8')) as { pid?: unknown; url?: unknown };
    } catch {
      return false;
    }
    if (typeof owner.pid !== 'number' || owner.pid === process.pid || !alive(owner.pid)) return false;
    // The number may have gone to another process since: the owner answers on its port.
    if (typeof owner.url !== 'string') return true;
    try {
      await fetch(`${owner.url}/health`, { signal: AbortSignal.timeout(1000) });
      return true;
    } catch {
      return false;
    }
  }

  chainFile(chainId: string): string {
    return path.join(this.folder, `${chainId}.chain`);
  }

  read(seed: string): NetworkFile | undefined {
    try {
      const file = JSON.parse(readFileSync(this.#file, 'utf8')) as Partial<NetworkFile>;
      if (file.format !== FORMAT || file.seed !== seed || !Number.isSafeInteger(file.startMs)) return undefined;
      if (file.madeAnewMs !== undefined && !Number.isSafeInteger(file.madeAnewMs)) return undefined;
      if (!Array.isArray(file.anchors) || !file.anchors.every(isAnchor)) return undefined;
      return file as NetworkFile;
    } catch {
      return undefined;
    }
  }

  write(file: Omit<NetworkFile, 'format'>): void {
    const temporary = `${this.#file}.new`;
    writeFileSync(temporary, JSON.stringify({ format: FORMAT, ...file }));
    renameSync(temporary, this.#file);
  }

  get #file(): string {
    return path.join(this.folder, 'network.json');
  }

  release(): void {
    rmSync(this.#lock, { force: true });
  }
}

function isAnchor(value: unknown): value is DemoAnchor {
  const anchor = value as Partial<DemoAnchor> | null;
  return (
    typeof anchor?.chainId === 'string' &&
    /^[1-9][0-9]*$/.test(String(anchor.height)) &&
    /^[0-9a-f]{64}$/.test(String(anchor.hash))
  );
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
