import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './kit.css';

export function Button({
  kind = 'normal',
  small = false,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: 'normal' | 'primary' | 'danger' | 'quiet';
  small?: boolean;
  children: ReactNode;
}) {
  const names = ['button', kind, small ? 'small' : '', className ?? ''].filter((name) => name !== '');
  return <button type="button" {...rest} className={names.join(' ')} />;
}

/** A small fact in a box; with `href` or `onClick` it can be clicked. */
export function Chip(props: {
  children: ReactNode;
  tone?: 'ok' | 'warn' | 'bad';
  href?: string;
  onClick?: () => void;
  label?: string;
  title?: string;
}) {
  const className = props.tone === undefined ? 'chip' : `chip ${props.tone}`;
  const common = { className, title: props.title, 'aria-label': props.label };
  if (props.href !== undefined)
    return (
      <a {...common} href={props.href}>
        {props.children}
      </a>
    );
  if (props.onClick !== undefined)
    return (
      <button type="button" {...common} onClick={props.onClick}>
        {props.children}
      </button>
    );
  return (
    <span className={className} title={props.title}>
      {props.children}
    </span>
  );
}

/** One of a few, all in sight. */
export function Segmented<T extends string>(props: {
  name: string;
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly text: string; readonly lang?: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <span className="segmented" role="radiogroup" aria-label={props.label}>
      {props.options.map((option) => (
        <label key={option.value} lang={option.lang}>
          <input
            type="radio"
            name={props.name}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.text}
        </label>
      ))}
    </span>
  );
}
