interface ClockProps {
  readonly shown: string;
  readonly spoken: string;
}

/** A time on a picture, and how it is spoken. */
export function Clock({ shown, spoken }: ClockProps) {
  return (
    <span class="clock">
      <span aria-hidden="true">{shown}</span>
      <span class="hidden">, {spoken}</span>
    </span>
  );
}
