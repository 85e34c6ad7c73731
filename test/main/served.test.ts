import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tellWhenServed } from '../../main/electron/served.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const page = new Response('');
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await nextTurn();
  await nextTurn();
  return done;
}

it('tells that the page is served once it was read and handed over', async () => {
  let give: (response: Response) => void = () => {};
  const reading = new Promise<Response>((resolve) => {
    give = resolve;
  });
  const { answer, served } = tellWhenServed(() => reading, 200);
  const answered = answer('index.html');
  expect(await isDone(served)).toBe(false);
  give(page);
  expect(await answered).toBe(page);
  expect(await isDone(served)).toBe(true);
});

it('is not waited for longer than said', async () => {
  const { served } = tellWhenServed(async () => page, 200);
  vi.advanceTimersByTime(199);
  expect(await isDone(served)).toBe(false);
  vi.advanceTimersByTime(1);
  expect(await isDone(served)).toBe(true);
});

it('hands on what fails, and is over then, too', async () => {
  const { answer, served } = tellWhenServed(() => Promise.reject(new Error('gone')), 200);
  await expect(answer('index.html')).rejects.toThrow('gone');
  expect(await isDone(served)).toBe(true);
});
