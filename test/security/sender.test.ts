import { expect, it } from 'vitest';
import { isOwnAddress } from '../../main/electron/scheme.ts';
import { refuseSender } from '../../main/electron/sender.ts';

const WINDOW = { name: 'the window' };
const OWN = { url: 'app://pilotlight/index.html#/chains', parent: null };

it.each([
  ['the top frame of the window', { sender: WINDOW, senderFrame: OWN }, [WINDOW], null],
  ['another window', { sender: { name: 'another' }, senderFrame: OWN }, [WINDOW], 'not the window'],
  ['anybody while there is no window', { sender: WINDOW, senderFrame: OWN }, [], 'not the window'],
  ['a frame that is gone', { sender: WINDOW, senderFrame: null }, [WINDOW], 'not the top frame'],
  ['a frame inside the page', { sender: WINDOW, senderFrame: { ...OWN, parent: OWN } }, [WINDOW], 'not the top frame'],
  [
    'a page from elsewhere in the window',
    { sender: WINDOW, senderFrame: { ...OWN, url: 'https://example.org/' } },
    [WINDOW],
    'another origin',
  ],
  ['a blank page', { sender: WINDOW, senderFrame: { ...OWN, url: 'about:blank' } }, [WINDOW], 'another origin'],
])('judges a message from %s', (_name, event, contents, refusal) => {
  expect(refuseSender(event, contents, (address) => isOwnAddress(address, null))).toBe(refusal);
});
