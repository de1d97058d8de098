// Applies edits with agent-booster: reads and writes the corpus's JSON Lines. With "serve CASES MILLIS": warms up that
// long over the cases of a file, then times a round over them for each line of stdin.
"use strict";
const fs = require("fs"), readline = require("readline");
const { AgentBooster } = require("agent-booster");
const booster = new AgentBooster();

async function apply(test) {
  const start = performance.now();
  const answer = await booster.apply({ code: test.before, edit: test.edit, language: test.language });
  const micros = (performance.now() - start) * 1000;
  return answer.success ? { status: "applied", text: answer.output, strategy: answer.strategy, micros }
                        : { status: "refused", reason: String(answer.error || answer.strategy || ""), micros };
}

async function score() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const test = JSON.parse(line);
    let answer;
    try { answer = await apply(test); } catch (error) { answer = { status: "refused", reason: String(error) }; }
    process.stdout.write(JSON.stringify({ id: test.id, ...answer }) + "\n");
  }
}

// Warm up over all cases of a file, then answer each line of stdin with a round over them.
async function serve(path, warmUp) {
  const cases = JSON.parse(fs.readFileSync(path, "utf8"));
  for (const until = performance.now() + warmUp; performance.now() < until;)
    for (const test of cases) await apply(test);
  for await (const _ of readline.createInterface({ input: process.stdin })) {
    const out = [];
    for (const test of cases) {
      const answer = await apply(test);
      out.push({ applied: answer.status === "applied", text: answer.text, millis: answer.micros / 1000 });
    }
    process.stdout.write(JSON.stringify(out) + "\n");
  }
}

if (process.argv[2] === "serve") serve(process.argv[3], Number(process.argv[4]));
else score();
