import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow, type NativeImage } from 'electron';
import type { PilotlightApp } from '../appTypes.ts';

/** One line on standard output, for whoever installs the app and for our own test of the package. */
export interface SelfCheckReport {
  readonly version: string;
  readonly packaged: boolean;
  readonly runtime: string;
  readonly window: { readonly width: number; readonly height: number; readonly colours: number };
  readonly chains: number;
  readonly synced: number;
  /** No chain is still being made, and something is known of each that the network names. */
  readonly complete: boolean;
  readonly problems: readonly string[];
}

const PATIENCE_MS = 180_000;
const STEP_MS = 250;
/** A blank page has one colour, a page of plain boxes a handful; text alone brings dozens of shades. */
const PAINTED_COLOURS = 40;

/** `--self-check`: starts as always, waits until the window shows synced chains, says what it saw and ends. */
export async function selfCheck(window: BrowserWindow, pilotlight: PilotlightApp): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let report = await look(window, pilotlight);
  while (!isGood(report) && performance.now() < until) {
    await delay(STEP_MS);
    report = await look(window, pilotlight);
  }
  process.stdout.write(`self-check ${JSON.stringify(report)}\n`);
  process.exitCode = isGood(report) ? 0 : 1;
  await pilotlight.close();
  app.exit(isGood(report) ? 0 : 1);
}

function isGood({ window, chains, synced, complete }: SelfCheckReport): boolean {
  return window.colours >= PAINTED_COLOURS && complete && chains > 0 && synced === chains;
}

async function look(window: BrowserWindow, pilotlight: PilotlightApp): Promise<SelfCheckReport> {
  const { chains, network, demo, problems, runtime, appVersion } = pilotlight.snapshot();
  const image = await window.webContents.capturePage();
  return {
    version: appVersion,
    packaged: app.isPackaged,
    runtime: `${runtime.name} ${runtime.version}`,
    window: { ...image.getSize(), colours: countColours(image) },
    chains: chains.length,
    synced: chains.filter(({ health }) => health === 'synced').length,
    complete: demo.state !== 'starting' && chains.length === network.chainIds?.length,
    problems: problems.map(({ code }) => code),
  };
}

function countColours(image: NativeImage): number {
  const pixels = image.toBitmap();
  const colours = new Set<number>();
  for (let at = 0; at + 4 <= pixels.length; at += 4) colours.add(pixels.readUInt32LE(at));
  return colours.size;
}
