import type { WireError } from '../contract/error.ts';

/** Why a file as a whole cannot be read, or an import cannot go on. The view has words for each (`error.<code>`). */
export const IMPORT_ERRORS = [
  'import-empty',
  'import-too-large',
  'import-not-a-spreadsheet',
  'import-old-format',
  'import-encrypted',
  'import-zip-damaged',
  'import-zip-bomb',
  'import-xml-refused',
  'import-xml-damaged',
  'import-workbook-incomplete',
  'import-encoding-unknown',
  'import-too-many-sheets',
  'import-too-many-rows',
  'import-too-many-columns',
  'import-cell-too-long',
  'import-too-many-cells',
  'import-cancelled',
  'import-forgotten',
  'import-not-ready',
  'import-changed',
  'import-encoding-cannot',
] as const;
export type ImportErrorCode = (typeof IMPORT_ERRORS)[number];

/** Thrown inside the readers only; the importer answers it as a value. */
export class ImportFailure extends Error {
  readonly code: ImportErrorCode;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: ImportErrorCode, params: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

export function importError(
  code: ImportErrorCode,
  params: Readonly<Record<string, string | number>> = {},
): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: { code, category: 'input', params } };
}
