// Applies edits with agent-booster: reads and writes the corpus's JSON Lines. With "time CASE ROUNDS": milliseconds per
// apply of the one case in the file CASE, after a warm-up, and whether it is applied at all.
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

async function time(path, rounds) {
  const test = JSON.parse(fs.readFileSync(path, "utf8"));
  for (const until = performance.now() + 1000; performance.now() < until;) await apply(test);
  const out = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    for (let k = 0; k < 5; k++) await apply(test);
    out.push((performance.now() - start) / 5);
  }
  const applied = (await apply(test)).status === "applied";
  console.log(JSON.stringify({ applied, millis: out }));
}

if (process.argv[2] === "time") time(process.argv[3], Number(process.argv[4]));
else score();
