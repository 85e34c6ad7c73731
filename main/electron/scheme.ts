import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The view's own origin: not a file, so it has no rights over files; not http, so nothing outside can claim it. */
export const SCHEME = 'app';
export const HOST = 'pilotlight';
export const ORIGIN = `${SCHEME}://${HOST}`;
export const START_PAGE = `${ORIGIN}/index.html`;

/** The view loads only what it was shipped with, talks to no network, and runs no text as code. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** True for addresses that the window may load at all. */
export function isOwnAddress(address: string, devOrigin: string | null): boolean {
  try {
    const url = new URL(address);
    // A standard scheme of our own has no `origin` in Node's URL: put together by hand.
    const origin = `${url.protocol}//${url.host}`;
    return origin === ORIGIN || (devOrigin !== null && origin === devOrigin);
  } catch {
    return false;
  }
}

/**
 * The file that an address of the view means, or null. Only files of a listed kind inside `root`: whatever the address
 * does with dots, encodings, separators or other hosts, it never leads outside.
 */
export function resolveViewFile(root: string, address: string): string | null {
  let url: URL;
  let relative: string;
  try {
    url = new URL(address);
    relative = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (url.protocol !== `${SCHEME}:` || url.host !== HOST || url.username !== '' || url.password !== '') return null;
  if (/[\0\\:%]/.test(relative)) return null;
  const segments = relative.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment.startsWith('.'))) return null;
  const file = path.join(root, ...(segments.length === 0 ? ['index.html'] : segments));
  if (!file.startsWith(root + path.sep) || !(path.extname(file) in TYPES)) return null;
  return file;
}

/** Answers the requests of the view. */
export function viewHandler(root: string): (request: { method: string; url: string }) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET') return new Response(null, { status: 405 });
    const file = resolveViewFile(root, url);
    if (file === null) return new Response(null, { status: 403 });
    let bytes: Buffer;
    try {
      bytes = await readFile(file);
    } catch {
      return new Response(null, { status: 404 });
    }
    // No Cross-Origin-Opener-Policy: no window is ever opened from here or by anybody, and it would cost a second process.
    return new Response(new Uint8Array(bytes), {
      headers: {
        'Content-Type': TYPES[path.extname(file)] as string,
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cross-Origin-Resource-Policy': 'same-origin',
        'Cache-Control': 'no-cache',
      },
    });
  };
}
