import type { Command, Option } from "commander";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** A script with which a shell completes commands, options, the values of those that have a choice, and else file names. */
export function toCompletions(program: Command, shell: Shell): string {
  if (shell === "fish") return toFish(program);
  const isZsh = shell === "zsh";
  const script = toBash(program, isZsh ? "zsh" : "bash");
  return isZsh ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script;
}

/** A command and those below it, by the words that call them. */
function flatten(command: Command, before = ""): { readonly words: string; readonly command: Command }[] {
  return command.commands.flatMap((one) => {
    const words = `${before}${one.name()}`;
    return [...flatten(one, `${words} `), { words, command: one }];
  });
}

const optionsOf = (command: Command): readonly Option[] => command.createHelp().visibleOptions(command);
const flagsOf = ({ short, long }: Option): string[] => [short, long].filter((flag) => flag !== undefined);
/** What may stand after a command: another one, or a choice. */
const namesOf = (command: Command): string =>
  [...command.commands.map((one) => one.name()), ...(command.registeredArguments[0]?.argChoices ?? [])].join(" ");

function toBash(program: Command, shell: string): string {
  const known = flatten(program); // what is below a command stands before it, so that the longer words match first
  const cases = known.map(({ words, command }) => {
    const flags = optionsOf(command).flatMap(flagsOf).join(" ");
    return `    "${words} "*) flags="${flags}" words="${namesOf(command)}" ;;`;
  });
  const choices = known.flatMap(({ words, command }) =>
    optionsOf(command).flatMap((option) =>
      option.argChoices
        ? flagsOf(option).map((flag) => `    "${words}"*" ${flag} ") words="${option.argChoices?.join(" ")}" ;;`)
        : [],
    ),
  );
  return `# Completions of kinodex, in ${shell}: eval "$(kinodex completions ${shell})"
_kinodex() {
  local current="\${COMP_WORDS[COMP_CWORD]}" flags="" words=""
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1} "
  case "$line" in
    " ") words="${namesOf(program)}" ;;
${cases.join("\n")}
  esac
  case "$line" in
    *" "*" "*) words="" ;;
  esac
  case "$line" in
${choices.join("\n")}
  esac
  case "$current" in -*) words="$flags" ;; esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _kinodex kinodex
`;
}

function toFish(program: Command): string {
  const quote = (text: string) => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
  const lines = flatten(program).flatMap(({ words, command }) => {
    const [first, second] = words.split(" ") as [string, string?];
    const place = second === undefined ? "__fish_use_subcommand" : `"__fish_seen_subcommand_from ${first}"`;
    const inside = [first, second]
      .filter((word) => word !== undefined)
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join("; and ");
    const options = optionsOf(command).map((option) => {
      const { short, long, argChoices, required, description } = option;
      const flags = [short && `-s ${short.slice(1)}`, long && `-l ${long.slice(2)}`].filter(
        (flag) => flag !== undefined,
      );
      const value = argChoices ? ` -x -a ${quote(argChoices.join(" "))}` : required ? " -r" : "";
      return `complete -c kinodex -n "${inside}" ${flags.join(" ")}${value} -d ${quote(description)}`;
    });
    const choices = command.registeredArguments[0]?.argChoices;
    const argument = choices ? [`complete -c kinodex -n "${inside}" -f -a ${quote(choices.join(" "))}`] : [];
    const itself = `complete -c kinodex -n ${place} -f -a ${second ?? first} -d ${quote(command.description())}`;
    return [itself, ...argument, ...options];
  });
  return `# Completions of kinodex, in fish: kinodex completions fish > ~/.config/fish/completions/kinodex.fish\n${lines.join("\n")}\n`;
}
