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

export class CodecError extends Error {
  readonly code: CodecErrorCode;
  /** Path of the offending part, outermost first, e.g. "commit.signatures[3].timestamp". */
  readonly at: string;

  constructor(code: CodecErrorCode, at: string, options?: ErrorOptions) {
    super(`${code} at ${at || '(start)'}`, options);
    this.name = 'CodecError';
    this.code = code;
    this.at = at;
  }
}
