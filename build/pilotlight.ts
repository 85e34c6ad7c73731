/** `npm run --silent pilotlight -- <command>`: the terminal, in plain Node, built first where something changed. */
import { buildParts } from './build.ts';
import { fromRoot } from './paths.ts';
import { run } from './process.ts';

await buildParts(['main']);
// npm changes into the project's folder; files are named from where the person stands.
const cwd = process.env['INIT_CWD'] ?? process.cwd();
process.exit(await run(process.execPath, [fromRoot('out/main/cli.cjs'), ...process.argv.slice(2)], { cwd }));
