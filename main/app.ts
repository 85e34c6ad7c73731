import type { AppOptions, PilotlightApp } from './appTypes.ts';

export type { AppHandlers, AppOptions, PilotlightApp } from './appTypes.ts';

/** @throws only where the data folder cannot be made at all. */
export async function createApp(_options: AppOptions): Promise<PilotlightApp> {
  throw new Error('not composed yet');
}
