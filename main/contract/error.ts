/** An error on the wire: a code and its values; the view turns it into words. */
export interface WireError {
  readonly code: string;
  readonly category: string;
  readonly params: Readonly<Record<string, string | number>>;
}
