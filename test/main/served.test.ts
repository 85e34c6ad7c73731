import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tellWhenServed } from '../../main/electron/served.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const request = (name: string) => ({ url: `app://pilotlight/${name}` });
const body = new Response('');

async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return done;
}

it('tells that a page is served once its scripts were given and nothing more is asked for', async () => {
  const { answer, served } = tellWhenServed(async () => body, 200);
  await answer(request('index.html'));
  await vi.advanceTimersByTimeAsync(50);
  expect(await isDone(served)).toBe(false);
  await answer(request('a.js'));
  await vi.advanceTimersByTimeAsync(9);
  await answer(request('a.css'));
  await vi.advanceTimersByTimeAsync(9);
  expect(await isDone(served)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isDone(served)).toBe(true);
});

it('waits for an answer that is still being read', async () => {
  let give: (response: Response) => void = () => {};
  const slow = new Promise<Response>((resolve) => {
    give = resolve;
  });
  const { answer, served } = tellWhenServed(({ url }) => (url.endsWith('b.js') ? slow : Promise.resolve(body)), 200);
  const second = answer(request('b.js'));
  await answer(request('a.js'));
  await vi.advanceTimersByTimeAsync(100);
  expect(await isDone(served)).toBe(false);
  give(body);
  expect(await second).toBe(body);
  await vi.advanceTimersByTimeAsync(10);
  expect(await isDone(served)).toBe(true);
});

it('is not waited for longer than said, and hands on what fails', async () => {
  const { answer, served } = tellWhenServed(() => Promise.reject(new Error('gone')), 200);
  await expect(answer(request('index.html'))).rejects.toThrow('gone');
  await vi.advanceTimersByTimeAsync(199);
  expect(await isDone(served)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isDone(served)).toBe(true);
});
