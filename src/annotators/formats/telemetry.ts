/**
 * What drones write into subtitles, as in `[iso: 110] [shutter: 1/200.0] [latitude: 22.5]`, `FrameCnt: 1, DiffTime: 33ms`,
 * `F/2.8, SS 206.14, GPS (-122.3, 37.5, 15)` or `HOME(149.0,-20.2) BAROMETER:1.9`.
 */
const readings = [
  /\b(frame_?cnt|srt_?cnt|diff_?time|iso|shutter|fnum|ev|ct|color_md|ae_meter_md|dzoom(?:_ratio)?|delta|focal_len)\s*[:=]\s*\S/gi,
  /\b(latitude|longt?itude|altitude|rel_alt|abs_alt|gps|home|barometer|gb_yaw|gb_pitch|gb_roll)\s*[:=(]\s*\(?[-+NSEW]?[:\s]*\d/gi,
  /\b(F(?=\/)|SS|ISO|EV|[HV]\.S)[ /][-+]?\d/g,
];

/** Whether the words of a cue are readings of a camera or of where it flies: at least two different ones. */
export function isTelemetry(words: string): boolean {
  const found = readings.flatMap((reading) => [...words.matchAll(reading)].map(([, name = ""]) => name.toLowerCase()));
  return new Set(found).size >= 2;
}
