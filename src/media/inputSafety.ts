import { resolve } from "node:path";

/** The largest picture that is decoded: 8192 by 4320. A larger one is an attack or needs a machine of its own. */
export const MAX_PIXELS = 35_389_440;

/**
 * Streams of one file. An empty one takes 4 kB and a track of text 10 kB, so this is 100 MB; sound and pictures take far
 * more, and count against the memory of the process.
 */
export const MAX_STREAMS = 10_000;

/** What ffmpeg may ask for at once. */
export const MAX_ALLOCATION_BYTES = 512 * 2 ** 20;

/** Containers, by ffmpeg's demuxer names. None of them can name another file to be read (playlists can). */
const FORMATS = `
  mov matroska avi mpegts mpeg flv asf ogg gif mxf nut ivf dv rm wtv mpegvideo m4v h264 hevc yuv4mpegpipe
`;

/** Decoders, by ffmpeg's names. */
const VIDEO_CODECS = `
  h264 hevc vp8 vp9 libvpx libvpx-vp9 av1 libdav1d libaom-av1 vvc vc1 wmv1 wmv2 wmv3 mpeg1video mpeg2video
  mpegvideo mpeg4 msmpeg4v1 msmpeg4v2 msmpeg4 h261 h263 h263i h263p flv vp3 vp5 vp6 vp6a vp6f vp7 theora
  mjpeg mjpegb prores dnxhd cfhd dvvideo ffv1 huffyuv ffvhuff utvideo magicyuv rawvideo v210 v410 yuv4 r210
  gif png qtrle rpza smc svq1 svq3 cinepak indeo3 indeo4 indeo5 rv10 rv20 rv30 rv40 hap jpeg2000 dirac snow
  msvideo1 msrle 8bps flashsv flashsv2 zmbv tscc cscd asv1 asv2 wrapped_avframe
`;

/** ffprobe gives up on a file with a stream that it may not decode, so common sound and text are allowed. */
const OTHER_CODECS = `
  aac aac_latm mp3 mp3float mp2 mp2float mp1 mp1float ac3 eac3 dca opus libopus vorbis libvorbis flac alac
  wmav1 wmav2 wmapro amrnb amrwb speex adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_swf nellymoser pcm_alaw
  pcm_mulaw pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be
  pcm_bluray pcm_dvd truehd mlp cook ra_144 ra_288 sipr atrac3 gsm gsm_ms qdm2 tta wavpack dvaudio
  mov_text subrip srt ass ssa webvtt text dvdsub dvbsub pgssub xsub cc_dec
`;

/**
 * Options that stand before an input, for ffmpeg and ffprobe alike.
 *
 * `-protocol_whitelist file` alone does not stop a playlist that is renamed to .mp4 from reading local files;
 * `-format_whitelist` does.
 */
export const SAFE_INPUT_ARGS: readonly string[] = [
  ["-protocol_whitelist", "file"],
  ["-format_whitelist", toList(FORMATS)],
  ["-codec_whitelist", toList(VIDEO_CODECS + OTHER_CODECS)],
  ["-max_pixels", String(MAX_PIXELS)],
  ["-max_streams", String(MAX_STREAMS)],
  ["-probesize", "10000000"],
  ["-analyzeduration", "10000000"],
].flat();

/** Options for the whole run, for ffmpeg and ffprobe alike: each message with its level. */
export const SAFE_GLOBAL_ARGS: readonly string[] = [
  ["-hide_banner", "-loglevel", "level+warning"],
  ["-max_alloc", String(MAX_ALLOCATION_BYTES)],
].flat();

function toList(words: string): string {
  return words.trim().split(/\s+/).join(",");
}

/** An absolute `file:` address, so that no name can be taken for an option, a protocol or a pattern. */
export function toFileUrl(path: string): string {
  return `file:${resolve(path)}`;
}
