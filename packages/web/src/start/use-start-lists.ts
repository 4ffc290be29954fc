import type { Model } from "@orbitdock/protocol";
import { useEffect, useState } from "react";
import { useOrbit } from "../app/orbit.tsx";
import type { Directory } from "./directory-field.tsx";

const typingPauseMs = 90;

/** Directories for what is typed; those used before while nothing is. */
export function useDirectories(typed: string): readonly Directory[] {
  const { connection } = useOrbit();
  const [found, setFound] = useState<readonly Directory[]>([]);
  useEffect(() => {
    let current = true;
    const prefix = /^[/~]/.test(typed) ? typed : null;
    const timer = setTimeout(
      () => {
        connection
          .query({ type: "list_directories", prefix })
          .then((answer) => current && setFound(answer.directories))
          .catch(() => current && setFound([]));
      },
      typed === "" ? 0 : typingPauseMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [connection, typed]);
  return found;
}

/** The models there are; empty until they are known, and when they cannot be. */
export function useModels(): readonly Model[] {
  const { connection } = useOrbit();
  const [models, setModels] = useState<readonly Model[]>([]);
  useEffect(() => {
    let current = true;
    connection
      .query({ type: "list_models" })
      .then((answer) => current && setModels(answer.models))
      .catch(() => current && setModels([]));
    return () => {
      current = false;
    };
  }, [connection]);
  return models;
}
