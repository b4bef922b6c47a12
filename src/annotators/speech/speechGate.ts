/** Blocks of a sound in which somebody speaks: from `start` to before `end`. */
export interface SpeechBlocks {
  readonly start: number;
  readonly end: number;
}

/** What {@link createSpeechGate} is built from; lengths are in blocks. */
export interface SpeechGateOptions {
  /** Speech begins at this probability. */
  readonly threshold: number;
  /** It goes on as long as the probability is no lower than this. */
  readonly lowerThreshold: number;
  /** What is shorter is no speech. */
  readonly minSpeech: number;
  /** What is shorter is no pause. */
  readonly minPause: number;
  /** What speech is widened by at both ends; no more than half a pause. */
  readonly padding: number;
  /** Longer speech is cut by force. */
  readonly maxSpeech: number;
}

/** Turns probabilities, block by block, into the blocks of speech. */
export interface SpeechGate {
  /**
   * Takes the next block, and gives the speech that is over with it.
   *
   * @param energy of the block; long speech is cut where it is least.
   */
  push(probability: number, energy: number): readonly SpeechBlocks[];
  /** Gives what is left when the sound ends. */
  end(): readonly SpeechBlocks[];
  /** The first block that what is still to be given may begin with. */
  openFrom(): number;
}

/**
 * Creates a gate with hysteresis, as Silero's own `get_speech_timestamps` has it. Speech that lasts longer than `maxSpeech` is
 * cut at the quietest block of its second half.
 */
export function createSpeechGate(options: SpeechGateOptions): SpeechGate {
  const { threshold, lowerThreshold, minSpeech, minPause, padding, maxSpeech } = options;
  let [count, lastEnd] = [0, 0];
  let start: number | undefined;
  let isContinued = false; // begins where other speech was cut
  let pauseFrom: number | undefined;
  let energies: number[] = []; // of the speech that is open

  const close = (end: number): readonly SpeechBlocks[] => {
    const isLong = start !== undefined && (end - start >= minSpeech || isContinued);
    const padded = {
      start: isContinued ? (start as number) : Math.max(lastEnd, (start as number) - padding),
      end: Math.min(count, end + padding),
    };
    [start, pauseFrom, energies, isContinued] = [undefined, undefined, [], false];
    if (!isLong || padded.end <= padded.start) return [];
    lastEnd = padded.end;
    return [padded];
  };

  const cut = (): readonly SpeechBlocks[] => {
    const from = start as number;
    const half = Math.ceil(energies.length / 2);
    const later = energies.slice(half);
    const place = half + later.indexOf(Math.min(...later));
    const part = { start: isContinued ? from : Math.max(lastEnd, from - padding), end: from + place };
    [start, energies, isContinued, lastEnd] = [part.end, energies.slice(place), true, part.end];
    return [part];
  };

  return {
    push(probability, energy) {
      const at = count;
      count += 1;
      if (start === undefined) {
        if (probability < threshold) return [];
        [start, energies] = [at, [energy]];
        return [];
      }
      energies.push(energy);
      if (probability >= threshold) pauseFrom = undefined;
      else if (probability < lowerThreshold) pauseFrom ??= at;
      if (pauseFrom !== undefined && count - pauseFrom >= minPause) return close(pauseFrom);
      return energies.length >= maxSpeech ? cut() : [];
    },
    end: () => (start === undefined ? [] : close(pauseFrom ?? count)),
    openFrom: () => Math.max(lastEnd, (start ?? count) - padding),
  };
}
