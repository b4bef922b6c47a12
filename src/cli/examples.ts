/** What people type, and what it does, by the name of a command; shown under its help. */
export const examples: Readonly<Record<string, readonly (readonly [line: string, does?: string])[]>> = {
  kinodex: [
    ["kinodex index ~/Videos", "reads your videos once"],
    ['kinodex search "a dog runs along the beach"', "finds the moments"],
    ["kinodex serve --root ~/Videos", "the same in a browser"],
  ],
  index: [
    ["kinodex index ~/Videos", "a folder, at any depth; what is there already costs nothing"],
    ["kinodex index holiday.mp4 beach.mov"],
    ["kinodex index /mnt/archive --pipeline fast", "a first look at a large disk"],
  ],
  search: [
    ['kinodex search "a dog runs along the beach"'],
    ['kinodex search "a dog runs, then jumps into the water"', "one after the other"],
    ['kinodex search "snow" --video holiday.mp4 --sheet snow.png', "in one video, as a picture"],
    ["kinodex search --image photo.jpg", "what looks like a picture"],
    ["kinodex search --like holiday.mp4@1:15", "more of what is seen there"],
    ['kinodex search "snow" --folder ~/Videos/2024 --recorded-to 2024-03-31 --source speech', "who speaks of it there"],
    ['kinodex search "a bus after a man waves within 10s" --explain', "how the words were read"],
    ['kinodex search "a dog that carries a stick" --rerank 10', "a second model looks again"],
    ['kinodex search "a red car in the snow" --paint car.png', "what looks like a picture that a model paints of it"],
  ],
  ask: [
    ['kinodex ask "Is there a dog on the beach?"'],
    ['kinodex ask "When does the train arrive?" --video railway.mp4'],
    ['kinodex ask "What is the man holding?" --choice "a ball" --choice "a book" --video park.mp4'],
    ['kinodex ask "The person rides a ___" --video park.mp4'],
    [
      'kinodex ask "What is the man carrying?" --answerer http://127.0.0.1:11434/v1#qwen2.5vl:7b',
      "a model of Ollama looks",
    ],
  ],
  export: [
    ['kinodex export "a dog runs" --format otio -o dogs.otio --handles 1', "for an editing program"],
    ['kinodex export "snow" --top 20 --clips snow', "each moment as an mp4 file"],
    ['kinodex export "snow" --format csv', "a table on stdout"],
    ["kinodex export --curve surprise --video park.mp4", "what a pipeline measured over it"],
  ],
  captions: [
    ["kinodex captions holiday.mp4 --format srt -o seen.srt", "what is seen"],
    ["kinodex captions holiday.mp4 --source subtitle", "what its subtitles say"],
    ["kinodex captions holiday.mp4 --format chapters --language en"],
  ],
  videos: [
    ["kinodex videos"],
    ["kinodex videos --folder ~/Videos/2024 --sort recorded --descending", "the newest first"],
    ["kinodex videos --name holiday --json"],
  ],
  remove: [["kinodex remove holiday.mp4", "its file is not touched"]],
  verify: [["kinodex verify --deep"]],
  rebuild: [["kinodex rebuild"]],
  reindex: [
    ["kinodex reindex --model Xenova/clip-vit-base-patch32", "another model; searches go on meanwhile"],
    ["kinodex reindex --back", "the one of before"],
  ],
  models: [
    ["kinodex models"],
    ["kinodex models verify"],
    ["kinodex models pull Xenova/clip-vit-base-patch32"],
    ["kinodex models calibrate Xenova/clip-vit-base-patch32", "captions by it; takes a while"],
    ["kinodex models bench"],
    ["kinodex models recommend --task order"],
    ["kinodex models recommend --dataset my-videos", "measured on labelled videos of yours; takes a while"],
  ],
  serve: [
    ["kinodex serve --root ~/Videos", "http://127.0.0.1:8710, for this machine only"],
    ["kinodex serve --host 0.0.0.0 --port 80", "for others, with an API key: see kinodex keys"],
  ],
  mcp: [["kinodex mcp --index ~/footage-index"]],
  keys: [["kinodex keys add alice --scope read", "prints the key, this once"], ["kinodex keys"]],
  doctor: [["kinodex doctor"]],
  evaluate: [["kinodex evaluate --list", "what can be measured"], ["kinodex evaluate retrieval --dataset my-videos"]],
  completions: [
    ['eval "$(kinodex completions bash)"', "in ~/.bashrc"],
    ['eval "$(kinodex completions zsh)"', "in ~/.zshrc, after compinit"],
    ["kinodex completions fish > ~/.config/fish/completions/kinodex.fish"],
  ],
};
