import { useEffect, useMemo } from "preact/hooks";
import { maxChoices, maxQueryLength } from "../../client/client.js";
import { ComplaintNote } from "../parts/complaint.js";
import { NoVideos } from "../parts/noVideos.js";
import { useEdited } from "../parts/useEdited.js";
import { readForm } from "../parts/readForm.js";
import { MoreFields } from "../parts/moreFields.js";
import { VideoSelect } from "../parts/videoSelect.js";
import { SubmitButton } from "../parts/submitButton.js";
import { navigate, type Place } from "../router.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";
import { AnswerView } from "./answerView.js";

interface AskedQuestion {
  readonly question: string;
  readonly videoId: string | undefined;
  readonly choices: readonly string[];
}

const examples = [
  "Is there a dog?",
  "When does the sun rise?",
  "How many times does the ball bounce?",
  "Which video shows a beach?",
  "Does a cat walk in before a dog runs in?",
];

/** Questions, and answers with what they rest on. */
export function AskPage({ place }: { readonly place: Place }) {
  const asked = useMemo(() => readQuestion(place.url), [place.url.href]);
  const { question, videoId, choices } = asked;
  const videos = useLoaded("videos", () => kinodex.listVideos({ limit: 1 }));
  const answer = useLoaded(question ? place.url.search : undefined, (signal) =>
    kinodex.ask(
      {
        question,
        ...(videoId === undefined ? {} : { videoId }),
        ...(choices.length >= 2 ? { choices: [...choices] } : {}),
      },
      signal,
    ),
  );
  useEffect(() => {
    document.title = question ? `${question} · Kinodex` : "Ask · Kinodex";
  }, [question]);
  const ask = (next: AskedQuestion) => {
    const to = toQuestionAddress(next);
    if (to === toQuestionAddress(asked)) answer.reload();
    else navigate(to);
  };

  return (
    <div class="ask-page">
      <h1 class={question ? "hidden" : "lead"} tabIndex={-1}>
        Ask
      </h1>
      <QuestionForm asked={asked} onAsk={ask} />
      {answer.error !== undefined && <ComplaintNote error={answer.error} onRetry={answer.reload} />}
      <p class="hidden" role="status">
        {answer.value && (answer.value.abstained ? "There is no answer" : `The answer is ${answer.value.answer}`)}
      </p>
      <div aria-busy={answer.loading}>
        {answer.loading && <p class="muted">Looking …</p>}
        {answer.value && <AnswerView answer={answer.value} isOfAll={videoId === undefined} />}
      </div>
      {!question && videos.value?.total === 0 && <NoVideos />}
      {!question && videos.value?.total !== 0 && (
        <section class="examples" aria-labelledby="examples-title">
          <h2 id="examples-title">For example</h2>
          <ul>
            {examples.map((example) => (
              <li key={example}>
                <button type="button" class="example" onClick={() => ask({ ...asked, question: example })}>
                  {example}
                </button>
              </li>
            ))}
          </ul>
          <p class="muted">
            An answer names the seconds that it is based on. Where the evidence is weak there is none, and you are told
            why.
          </p>
        </section>
      )}
    </div>
  );
}

interface QuestionFormProps {
  readonly asked: AskedQuestion;
  readonly onAsk: (asked: AskedQuestion) => void;
}

function QuestionForm({ asked, onAsk }: QuestionFormProps) {
  const { question, videoId, choices } = asked;
  const [text, setText] = useEdited(question);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = readForm(event.currentTarget as HTMLFormElement);
    onAsk({
      question: read("q"),
      videoId: read("video") || undefined,
      choices: toChoices(read("choices")),
    });
  };
  return (
    <form class="search-form" onSubmit={submit}>
      <div class="box">
        <label class="hidden" for="question">
          Question
        </label>
        <input
          id="question"
          name="q"
          type="search"
          value={text}
          required
          maxLength={maxQueryLength}
          placeholder="Ask about your videos"
          autocomplete="off"
          data-first-focus
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <SubmitButton text="Ask" />
      </div>
      <div class="under-box">
        <MoreFields title="One video, or choices" isUsed={videoId !== undefined || choices.length > 0}>
          <VideoSelect value={videoId} />
          <label class="field wide">
            <span>Answers to choose from, one a line</span>
            <textarea name="choices" rows={3} key={choices.join("\n")} defaultValue={choices.join("\n")} />
          </label>
        </MoreFields>
      </div>
    </form>
  );
}

function readQuestion({ searchParams }: URL): AskedQuestion {
  return {
    question: (searchParams.get("q") ?? "").trim(),
    videoId: searchParams.get("video") ?? undefined,
    choices: searchParams.getAll("choice"),
  };
}

function toQuestionAddress({ question, videoId, choices }: AskedQuestion): string {
  const query = new URLSearchParams({ q: question });
  if (videoId !== undefined) query.set("video", videoId);
  for (const choice of choices) query.append("choice", choice);
  return `/ask?${query.toString()}`;
}

function toChoices(lines: string): string[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .slice(0, maxChoices);
}
