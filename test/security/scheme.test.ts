import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY, isOwnAddress, resolveViewFile } from '../../main/electron/scheme.ts';

const ROOT = path.resolve('/srv/view');

describe('files of the view', () => {
  it.each([
    ['app://pilotlight/', 'index.html'],
    ['app://pilotlight/index.html?x=1#/chains', 'index.html'],
    ['app://pilotlight/assets/index-abc.js', 'assets/index-abc.js'],
    ['app://pilotlight//assets//a.css', 'assets/a.css'],
    ['app://pilotlight/assets/../index.html', 'index.html'],
  ])('serves %s', (address, file) => {
    expect(resolveViewFile(ROOT, address)).toBe(path.join(ROOT, file));
  });

  it.each([
    'app://pilotlight/../secret.js',
    'app://pilotlight/%2e%2e/%2e%2e/secret.js',
    'app://pilotlight/..%2f..%2fsecret.js',
    'app://pilotlight/..%5c..%5csecret.js',
    'app://pilotlight/%252e%252e/secret.js',
    'app://pilotlight/a%00.js',
    'app://pilotlight/%E0%A4%A.js',
    'app://pilotlight/C:/secret.js',
    'app://pilotlight/.hidden.js',
    'app://pilotlight/assets/.git/x.js',
    'app://pilotlight/assets/index.js.map',
    'app://pilotlight/package.json',
    'app://pilotlight/assets',
    'app://other/index.html',
    'app://user@pilotlight/index.html',
    'app://pilotlight:80/index.html',
    'https://pilotlight/index.html',
    'file:///srv/view/index.html',
    'not an address',
  ])('refuses %s, or leaves it inside the view', (address) => {
    const file = resolveViewFile(ROOT, address);
    if (file !== null) expect(file.startsWith(ROOT + path.sep)).toBe(true);
    if (!address.startsWith('app://pilotlight/')) expect(file).toBeNull();
  });
});

describe('addresses of the window', () => {
  it.each([
    ['app://pilotlight/index.html#/chains', null, true],
    ['app://pilotlight.example/', null, false],
    ['app://other/', null, false],
    ['file:///etc/passwd', null, false],
    ['javascript:alert(1)', null, false],
    ['http://127.0.0.1:5173/', null, false],
    ['http://127.0.0.1:5173/', 'http://127.0.0.1:5173', true],
    ['http://127.0.0.1:5174/', 'http://127.0.0.1:5173', false],
    ['', null, false],
  ])('%s with development server %s: %s', (address, devOrigin, own) => {
    expect(isOwnAddress(address, devOrigin)).toBe(own);
  });
});

it('the policy forbids everything that it does not list', () => {
  expect(CONTENT_SECURITY_POLICY).toMatch(/^default-src 'none'/);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:|data:/);
});
