import type { ReactNode } from 'react';
import './kit.css';

type Tag = 'section' | 'div' | 'aside' | 'article';

export function Card(props: {
  children: ReactNode;
  as?: Tag;
  className?: string;
  /** Id of the title inside, for the section's name. */
  labelledBy?: string;
  label?: string;
}) {
  const Element = props.as ?? 'section';
  return (
    <Element
      className={props.className === undefined ? 'card' : `card ${props.className}`}
      aria-labelledby={props.labelledBy}
      aria-label={props.label}
    >
      {props.children}
    </Element>
  );
}

export function SectionTitle(props: {
  title: ReactNode;
  id?: string;
  note?: ReactNode;
  end?: ReactNode;
  level?: 2 | 3;
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2';
  return (
    <div className="section-title">
      <Heading id={props.id} style={{ fontSize: 'inherit', fontWeight: 'inherit', flex: 'none' }}>
        {props.title}
      </Heading>
      {props.note !== undefined && <span className="note">{props.note}</span>}
      {props.end !== undefined && <span className="end">{props.end}</span>}
    </div>
  );
}
