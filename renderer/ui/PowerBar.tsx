import { useMessages } from '../i18n/index.ts';
import './kit.css';

export interface PowerPart {
  readonly address: string;
  readonly power: string;
  readonly signed: boolean;
}

/** Each validator's share of the power, who signed first, with the mark at two thirds. */
export function PowerBar(props: { signers: readonly PowerPart[]; height?: number }) {
  const { t, fmt } = useMessages();
  const total = props.signers.reduce((sum, signer) => sum + BigInt(signer.power), 0n);
  const signedPower = props.signers.reduce((sum, signer) => (signer.signed ? sum + BigInt(signer.power) : sum), 0n);
  const percent = total === 0n ? 0 : Number((signedPower * 10_000n) / total) / 100;
  const ordered = [...props.signers.filter((s) => s.signed), ...props.signers.filter((s) => !s.signed)];
  return (
    <span
      className="power"
      role="img"
      aria-label={t('power.label', { signed: fmt.percent(percent, 1) })}
      style={props.height === undefined ? undefined : { height: props.height }}
    >
      {ordered.map((signer) => (
        <i
          key={signer.address}
          className={signer.signed ? '' : 'absent'}
          title={t('power.signer', {
            address: signer.address.slice(0, 8),
            power: signer.power,
            state: t(signer.signed ? 'power.signed' : 'power.absent'),
          })}
          style={{ flexGrow: Number(signer.power), flexBasis: 0 }}
        />
      ))}
    </span>
  );
}
