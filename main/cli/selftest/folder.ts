import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** One conformance set on disk. Its files may lie deeper or shallower than in the copy that we know. */
export class SetFolder {
  readonly name: string;
  readonly root: string;
  /** Relative paths with forward slashes, sorted. */
  readonly files: readonly string[];

  constructor(root: string) {
    this.root = root;
    this.name = path.basename(root);
    this.files = walk(root, '', 0).sort();
  }

  /** JSON files whose relative path fits; README and other texts never do. */
  json(pattern = /\.json$/): string[] {
    return this.files.filter((file) => file.endsWith('.json') && pattern.test(file));
  }

  read(file: string): unknown {
    return JSON.parse(readFileSync(path.join(this.root, file), 'utf8'));
  }

  text(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  /** The files of another set in the same tree, e.g. the light blocks that a proof refers to; undefined if not found. */
  sibling(name: string): SetFolder | undefined {
    for (let up = path.dirname(this.root), i = 0; i < 3; up = path.dirname(up), i++) {
      const candidate = path.join(up, name);
      if (isFolder(candidate)) return new SetFolder(candidate);
    }
    return undefined;
  }
}

const MAX_DEPTH = 12;

function walk(root: string, under: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  const files: string[] = [];
  for (const entry of readdirSync(path.join(root, under), { withFileTypes: true })) {
    const relative = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) files.push(...walk(root, relative, depth + 1));
    else if (entry.isFile()) files.push(relative);
  }
  return files;
}

export function isFolder(candidate: string): boolean {
  return statSync(candidate, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Sub-folders in a stable order, hidden ones and installed packages left out. */
export function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => path.join(folder, entry.name))
    .sort();
}
