import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import * as v from 'valibot';
import {
  type BridgeMethod,
  COMMAND_CHANNEL,
  PATCH_CHANNEL,
  REQUEST_CHANNELS,
  TEXT_METHODS,
} from '../contract/channels.ts';
import type { AppPatch } from '../contract/figures.ts';
import type { OfficeMethod } from '../contract/office.ts';
import { appPatchSchema, bridgeSchemas, commandSchema, officeAnswerSchema } from '../contract/schemas.ts';
import type { Bridge } from '../contract/services.ts';
import { refuseSender } from './sender.ts';

// The only file that touches ipcMain (a lint rule holds that). Whatever comes from the view is taken for hostile until the
// sender, the frame and the argument were looked at; whatever goes back is looked at, too.

export type BridgeHandlers = Pick<Bridge, BridgeMethod>;

export interface BridgeOptions {
  /** The windows that may ask: the one a person sees, and the hidden one that lays out a page to be printed. */
  readonly contents: () => readonly WebContents[];
  readonly isOwnAddress: (address: string) => boolean;
  readonly onProblem: (where: string, problem: unknown) => void;
}

const registered = new Set<string>();

/** These two answer plain values; all others an Outcome, in which a refusal can be said. */
const PLAIN: ReadonlySet<BridgeMethod> = new Set<BridgeMethod>(['snapshot', 'settings']);

export function registerBridge(handlers: BridgeHandlers, options: BridgeOptions): void {
  for (const method of Object.keys(REQUEST_CHANNELS) as BridgeMethod[]) {
    register(method, handlers[method] as (request: unknown) => Promise<unknown>, options);
  }
}

function register(method: BridgeMethod, handler: (request: unknown) => Promise<unknown>, options: BridgeOptions): void {
  const channel = REQUEST_CHANNELS[method];
  if (registered.has(channel)) throw new Error(`bridge method registered twice: ${method}`);
  registered.add(channel);
  const schema: { readonly request: v.GenericSchema; readonly answer: v.GenericSchema } = bridgeSchemas[method];

  const asText = (TEXT_METHODS as readonly BridgeMethod[]).includes(method);

  ipcMain.handle(channel, async (event, ...args: unknown[]) => {
    const answer = await answerTo(event, args);
    return asText ? JSON.stringify(answer) : answer;
  });

  async function answerTo(event: IpcMainInvokeEvent, args: readonly unknown[]): Promise<unknown> {
    const refusal = refuseSender(event, options.contents(), options.isOwnAddress);
    if (refusal !== null) {
      options.onProblem('bridge', `${method} refused: ${refusal}`);
      throw new Error('refused');
    }
    const request = args.length > 1 ? null : v.safeParse(schema.request, args[0]);
    if (request === null || !request.success) return refused(method, 'bad-request', request?.issues);
    try {
      const answer = await handler(request.output);
      const checked = v.safeParse(answerSchema(method, schema.answer, request.output), answer);
      if (checked.success) return answer;
      options.onProblem('bridge', `${method} answered against its schema: ${pathOf(checked.issues)}`);
      return refused(method, 'bad-answer', checked.issues);
    } catch (problem) {
      options.onProblem(`bridge ${method}`, problem);
      return refused(method, 'unexpected');
    }
  }
}

/** What the office answers hangs on what it was asked. */
function answerSchema(method: BridgeMethod, schema: v.GenericSchema, request: unknown): v.GenericSchema {
  return method === 'office' ? officeAnswerSchema((request as { method: OfficeMethod }).method) : schema;
}

type Code = 'bad-request' | 'bad-answer' | 'unexpected';

function refused(method: BridgeMethod, code: Code, issues: readonly v.BaseIssue<unknown>[] = []): unknown {
  if (PLAIN.has(method)) throw new Error(code);
  const category = code === 'bad-request' ? 'input' : 'bug';
  return { ok: false, error: { code, category, params: { method, at: pathOf(issues) } } };
}

/** Where, never what: the offending value may be large or secret. */
function pathOf(issues: readonly v.BaseIssue<unknown>[]): string {
  const issue = issues[0];
  return issue === undefined ? '' : `${v.getDotPath(issue) ?? ''} (${issue.type})`.trim().slice(0, 200);
}

/** A patch against its schema is not sent: the view then misses a number and asks for everything. */
export function sendPatch(contents: WebContents, patch: AppPatch, onProblem: BridgeOptions['onProblem']): void {
  if (contents.isDestroyed()) return;
  const checked = v.safeParse(appPatchSchema, patch);
  if (checked.success) contents.send(PATCH_CHANNEL, JSON.stringify(patch));
  else onProblem('bridge', `patch against its schema: ${pathOf(checked.issues)}`);
}

export function sendCommand(contents: WebContents, command: string): void {
  if (!contents.isDestroyed()) contents.send(COMMAND_CHANNEL, v.parse(commandSchema, command));
}
