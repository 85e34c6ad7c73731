import path from 'node:path';

/** The project's folder. Every script names files from here, so that the working directory never matters. */
export const root = path.resolve(import.meta.dirname, '..');

export function fromRoot(...parts: string[]): string {
  return path.join(root, ...parts);
}

/** True for the file that Node (or build/run.mjs) was asked to run, false where it is merely imported. */
export function isEntry(meta: { readonly filename: string }): boolean {
  return process.argv[1] !== undefined && path.resolve(process.argv[1]) === meta.filename;
}
