import { createHostLimiter } from '../../../main/providers/hostLimiter.ts';
import { createHttpProvider } from '../../../main/providers/httpProvider.ts';
import { createJsonRpcClient, type JsonRpcClientOptions } from '../../../main/providers/jsonRpcClient.ts';
import type { ProviderEnvironment } from '../../../main/providers/types.ts';

/** Time that stands still but for what is slept: a wait is over at once and written down, a time limit never ends. */
export function stillEnvironment(): ProviderEnvironment & { readonly slept: number[]; limits: 'never' | 'at-once' } {
  const slept: number[] = [];
  return {
    slept,
    limits: 'never',
    monotonic: () => 0,
    random: () => 0.5,
    sleep(ms, signal) {
      // The client's time limits are long and its waits between tries are not.
      if (ms >= 10_000) {
        if (this.limits === 'at-once') return new Promise((resolve) => setTimeout(resolve, 30));
        return new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
        );
      }
      slept.push(ms);
      return signal?.aborted === true ? Promise.reject(signal.reason) : Promise.resolve();
    },
  };
}

export function clientFor(url: string, options: Partial<JsonRpcClientOptions> = {}) {
  return createJsonRpcClient({ url, environment: stillEnvironment(), limiter: createHostLimiter(8), ...options });
}

export function providerFor(url: string, chainId: string, options: Partial<JsonRpcClientOptions> = {}) {
  return createHttpProvider({ client: clientFor(url, options), chainId, keyTable: 'tendermint' });
}
