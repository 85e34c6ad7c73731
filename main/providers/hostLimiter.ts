/** How many requests one host gets at a time; the others wait in line. Shared by all clients of a process or worker. */
export interface HostLimiter {
  /** Runs `task` when there is room. Rejects with the signal's reason when it fires while waiting. */
  run<T>(host: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

export function createHostLimiter(maxConcurrent: number): HostLimiter {
  const lines = new Map<string, Line>();

  function enter(line: Line, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (line.running < maxConcurrent) {
      line.running++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        line.waiting.splice(line.waiting.indexOf(start), 1);
        reject(signal?.reason);
      };
      line.waiting.push(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    async run(host, task, signal) {
      const line = lines.get(host) ?? { running: 0, waiting: [] };
      lines.set(host, line);
      await enter(line, signal);
      try {
        return await task();
      } finally {
        // The place goes to the next in line without being free in between.
        const next = line.waiting.shift();
        if (next !== undefined) next();
        else if (--line.running === 0) lines.delete(host);
      }
    },
  };
}
