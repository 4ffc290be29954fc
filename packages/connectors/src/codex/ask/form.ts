import type { Answers, Question } from "@orbitdock/protocol";
import { textOrNull, texts } from "../read.ts";
import { isFields, type Fields } from "../wire.ts";

/** The fields of an MCP form (a flat JSON schema, MCP 2025-11-25) as questions. */
export function formQuestions(schema: unknown): Question[] {
  const required = new Set(isFields(schema) ? texts(schema["required"]) : []);
  return fieldsOf(schema).map(([id, field]) => {
    const options = optionsOf(field);
    const title = textOrNull(field["title"]) ?? id;
    const description = textOrNull(field["description"]) ?? title;
    return {
      id,
      header: title,
      question: required.has(id) ? description : `${description} (optional)`,
      options,
      ...(field["type"] === "array" ? { multi_select: true } : {}),
      ...(options.length === 0 ? { allow_other: true } : {}),
    };
  });
}

/** The answers as the values that the schema wants. What was not answered is left out. */
export function formContent(schema: unknown, answers: Answers): Fields {
  const content: Fields = {};
  for (const [id, field] of fieldsOf(schema)) {
    const given = answers[id];
    if (given === undefined || given.length === 0) continue;
    content[id] =
      field["type"] === "array"
        ? given.map((one) => constOf(field, one))
        : valueOf(field, given[0]);
  }
  return content;
}

function fieldsOf(schema: unknown): [string, Fields][] {
  const properties = isFields(schema) ? schema["properties"] : undefined;
  if (!isFields(properties)) return [];
  return Object.entries(properties).flatMap(([id, field]): [string, Fields][] =>
    isFields(field) ? [[id, field]] : [],
  );
}

interface Choice {
  value: string;
  label: string;
}

function choicesOf(field: Fields): Choice[] {
  const items = isFields(field["items"]) ? field["items"] : field;
  for (const titled of [items["oneOf"], items["anyOf"]])
    if (Array.isArray(titled))
      return titled.filter(isFields).flatMap((option) => {
        const value = textOrNull(option["const"]);
        return value === null ? [] : [{ value, label: textOrNull(option["title"]) ?? value }];
      });
  const names = texts(items["enumNames"]);
  return texts(items["enum"]).map((value, index) => ({ value, label: names[index] ?? value }));
}

function optionsOf(field: Fields): Question["options"] {
  if (field["type"] === "boolean") return [{ label: "Yes" }, { label: "No" }];
  return choicesOf(field).map(({ label }) => ({ label }));
}

function constOf(field: Fields, given: string): string {
  const choice = choicesOf(field).find(({ value, label }) => label === given || value === given);
  return choice?.value ?? given;
}

function valueOf(field: Fields, given: string | undefined): unknown {
  if (given === undefined) return null;
  switch (field["type"]) {
    case "boolean":
      return /^(yes|true|1)$/i.test(given.trim());
    case "integer":
    case "number": {
      const value = Number(given);
      // The server says what is wrong with it better than we could.
      return given.trim() === "" || Number.isNaN(value) ? given : value;
    }
    default:
      return constOf(field, given);
  }
}
