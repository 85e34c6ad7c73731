/** Why bytes or text could not be decoded. Never leaves light-client/: `attempt` turns it into a LightClientError. */
export type CodecErrorCode =
  | 'bad-hex'
  | 'bad-base64'
  | 'bad-utf8'
  | 'bad-time'
  | 'bad-integer'
  | 'bad-json'
  | 'bad-field'
  | 'not-canonical'
  | 'truncated'
  | 'varint-overflow'
  | 'wrong-wire-type'
  | 'too-deep'
  | 'too-large'
  | 'unsupported-key';

/** What a part is called in errors: a path, or whoever can tell it once there is an error. */
export type Where = string | { readonly at: string };

export class CodecError extends Error {
  readonly code: CodecErrorCode;
  /** Path of the offending part, outermost first, e.g. "commit.signatures[3].timestamp". */
  readonly at: string;

  constructor(code: CodecErrorCode, where: Where, options?: ErrorOptions) {
    const at = typeof where === 'string' ? where : where.at;
    super(`${code} at ${at || '(start)'}`, options);
    this.name = 'CodecError';
    this.code = code;
    this.at = at;
  }
}
