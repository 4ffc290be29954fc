/** A small MCP server over stdio: `add` says back what it got, `ask` puts a form to the person first. */
import { createInterface } from "node:readline";

const form = {
  type: "object",
  properties: {
    colour: { type: "string", title: "Colour", enum: ["red", "blue"] },
    count: { type: "integer", minimum: 1 },
    sure: { type: "boolean" },
  },
  required: ["colour"],
};
const tools = ["add", "ask"].map((name) => ({
  name,
  description: `${name}s`,
  inputSchema: { type: "object", properties: { text: { type: "string" } } },
}));

const asked = new Map<number, unknown>();
let lastId = 100;

const send = (message: object): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
};
const say = (id: unknown, said: string): void =>
  send({ id, result: { content: [{ type: "text", text: said }] } });

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params, result } = JSON.parse(line);
  if (method === "initialize")
    send({
      id,
      result: {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: "notes", version: "1" },
      },
    });
  else if (method === "tools/list") send({ id, result: { tools } });
  else if (method === "tools/call" && params.name === "add")
    say(id, `noted ${params.arguments.text}`);
  else if (method === "tools/call") {
    asked.set(++lastId, id);
    const message = "Which colour?";
    send({ id: lastId, method: "elicitation/create", params: { message, requestedSchema: form } });
  } else if (asked.has(id)) say(asked.get(id), `got ${JSON.stringify(result)}`);
  else if (method !== undefined && id !== undefined) send({ id, result: {} });
});
