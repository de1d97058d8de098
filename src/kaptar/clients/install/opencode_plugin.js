// Written by `kaptar init --client opencode`, removed by `kaptar init --undo --client opencode`.
// Hands edits and commands to kaptar_hook.py before they are made (a stop is thrown, so that the model reads it), and after.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"

const COMMAND = __COMMAND__
const STRICT = __STRICT__
const TOOLS = new Set(["edit", "write", "patch", "apply_patch", "bash"])
const TIMEOUT_MS = 45000

function run(event, payload, cwd) {
  const gone = { code: STRICT ? 2 : 0, out: "", err: "kaptar is gone; run kaptar init again" }
  if (!existsSync(COMMAND[0]) || !existsSync(COMMAND[3])) return gone
  return new Promise((done) => {
    const { PYTHONEXECUTABLE: _, __PYVENV_LAUNCHER__: __, ...env } = process.env // Python would load its modules from beside them
    const child = spawn(COMMAND[0], [...COMMAND.slice(1), event], { cwd, env, timeout: TIMEOUT_MS, stdio: ["pipe", "pipe", "pipe"] })
    let out = "", err = ""
    child.stdout.on("data", (data) => (out += data))
    child.stderr.on("data", (data) => (err += data))
    child.stdin.on("error", () => {})
    child.on("error", () => done(gone))
    child.on("close", (code) => done(code === null ? { ...gone, err: "kaptar gave no answer in time" } : { code, out, err }))
    child.stdin.end(JSON.stringify({ ...payload, cwd }))
  })
}

export const Kaptar = async ({ directory }) => {
  const started = new Set()
  return {
    "tool.execute.before": async (input, output) => {
      if (!TOOLS.has(input.tool)) return
      if (!started.has(input.sessionID)) {
        started.add(input.sessionID)
        await run("session.start", { sessionID: input.sessionID }, directory)
      }
      const edit = { sessionID: input.sessionID, tool: input.tool, args: output.args }
      const said = await run("tool.execute.before", edit, directory)
      if (said.code === 2) throw new Error(said.err)
    },
    "tool.execute.after": async (input, output) => {
      if (!TOOLS.has(input.tool)) return
      const edit = { sessionID: input.sessionID, tool: input.tool, args: input.args }
      const said = await run("tool.execute.after", edit, directory)
      if (said.out) output.output += "\n\n" + said.out
    },
  }
}
